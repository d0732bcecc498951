/** What must hold of a module before code is generated, beyond what the verifier proves: core ops only. */
import type { Fn, Module, Op, Source } from "../ir/ir.ts";
import { hasComplex } from "../ir/uses.ts";
import {
	Diagnostic,
	Diagnostics,
	nearest,
	placeAt,
} from "../support/diagnostic.ts";
import { LOWERED_OPS } from "./tree.ts";

/** At most so many diagnostics of one kind are worth reading. */
const MAX_DIAGNOSTICS = 20;

/** A diagnostic at an op, which it names with its function. */
export function diagnosticAt(
	op: Op | undefined,
	fn: Fn | undefined,
	message: string,
	source: Source | undefined,
	hint?: string,
): Diagnostic {
	const where = fn ? ` (in @${fn.name})` : "";
	const at = op && op.at >= 0 ? op.at : (fn?.at ?? -1);
	const place =
		source && at >= 0
			? placeAt(source.file, source.text, at, op ? op.name.length : 1)
			: undefined;
	return new Diagnostic(`${message}${place ? "" : where}`, place, hint);
}

/** Throws Diagnostics for ops that a pass has to expand first, and for symbols that nobody declares. */
export function checkCore(module: Module): void {
	const { source } = module;
	const found: Diagnostic[] = [];
	for (const fn of module.functions.values()) {
		if (fn.kind === "py") {
			found.push(
				diagnosticAt(
					undefined,
					fn,
					`'@${fn.name}' is a Python-level function: it has to be lowered before code is generated`,
					source,
					"run ir-opt -O1 first",
				),
			);
			continue;
		}
		for (const block of fn.blocks)
			for (const op of block.ops) {
				const problem = problemWith(module, op);
				if (problem)
					found.push(
						diagnosticAt(op, fn, problem.message, source, problem.hint),
					);
			}
	}
	if (found.length === 1) throw found[0];
	if (found.length > 0) throw new Diagnostics(found.slice(0, MAX_DIAGNOSTICS));
}

function problemWith(
	module: Module,
	op: Op,
): { message: string; hint?: string } | undefined {
	const pass =
		op.name in LOWERED_OPS
			? LOWERED_OPS[op.name as keyof typeof LOWERED_OPS]
			: op.name.startsWith("py.")
				? "lowering"
				: undefined;
	if (pass)
		return {
			message: `'${op.name}' cannot be emitted: ${pass} has to expand it first`,
		};
	if (op.name !== "call" && op.name !== "global_addr") return undefined;
	const symbol = op.attrs[0] as string;
	const { externs, functions, globals } = module;
	if (externs.has(symbol) || functions.has(symbol)) return undefined;
	if (op.name === "global_addr" && globals.has(symbol)) return undefined;
	const near = nearest(symbol, [...externs.keys(), ...functions.keys()]);
	return {
		message: `'@${symbol}' is not declared`,
		...(near === undefined ? {} : { hint: `did you mean '@${near}'?` }),
	};
}

/** Whether a module holds Python-level functions, or ops that lowering expands. */
export function needsLowering(module: Module): boolean {
	for (const fn of module.functions.values()) {
		if (fn.kind === "py" || hasComplex(fn)) return true;
		for (const block of fn.blocks)
			for (const op of block.ops)
				if (op.name in LOWERED_OPS || op.name.startsWith("py.")) return true;
	}
	return false;
}
