/** Sizes of what memory holds, in bytes. */
import type { Module } from "./ir.ts";
import { type MemType, SIZE } from "./types.ts";

/** Size of a memory type; undefined when it names an unknown struct. */
export function sizeOf(m: Module, t: MemType): number | undefined {
	if (typeof t === "string") return SIZE[t];
	if (t.kind === "struct") return m.structs.get(t.name)?.size;
	const size = sizeOf(m, t.of);
	return size === undefined ? undefined : size * t.count;
}

/** The structs a memory type names. */
export function structsIn(t: MemType): string[] {
	if (typeof t === "string") return [];
	return t.kind === "struct" ? [t.name] : structsIn(t.of);
}
