import type { Module } from "../ir/ir.ts";
import type { EmitCounts } from "./emit.ts";
export function emitC(
	_m: Module,
	_roots: readonly string[],
): { text: string; counts: EmitCounts; symbols: Map<string, string> } {
	throw new Error("todo");
}
