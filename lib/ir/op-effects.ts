/** What one op may do: the table's word, for calls the callee's. */
import { ARBITRARY, type Effects, isPure } from "./effects.ts";
import type { Fn, Module, Op } from "./ir.ts";
import { isOpName, OPS, opDef } from "./ops.ts";

export function effectsOf(module: Module, op: Op): Effects {
	if (op.name !== "call") return opDef(op.name).effects;
	return module.externs.get(op.attrs[0] as string)?.effects ?? ARBITRARY;
}

/**
 * Asks of an op what `has` says of one that calls nothing of the module: of a call of a function with a body, whether any op is so that it may come to. What
 * was found of a function is kept as long as what is given.
 */
export function throughCalls(
	module: Module,
	has: (op: Op) => boolean,
): (op: Op) => boolean {
	const known = new Map<Fn, boolean>();
	const calleeOf = (op: Op): Fn | undefined =>
		op.name === "call"
			? module.functions.get(op.attrs[0] as string)
			: undefined;
	const find = (from: Fn): boolean => {
		const seen = new Set([from]);
		for (const fn of seen)
			for (const b of fn.blocks)
				for (const op of b.ops) {
					const callee = calleeOf(op);
					if (callee ? known.get(callee) : has(op)) return true;
					if (callee && !known.has(callee)) seen.add(callee);
				}
		return false;
	};
	return (op) => {
		const fn = calleeOf(op);
		if (!fn) return has(op);
		const found = known.get(fn) ?? find(fn);
		known.set(fn, found);
		return found;
	};
}

/** Ops that take a reference out of memory: nothing happens, but somebody has to release what they give. */
const TAKES_OVER: ReadonlySet<string> = new Set(["adopt", "adopt_nullable"]);

/** May the op be deleted when nobody uses its results? */
export function isRemovable(module: Module, op: Op): boolean {
	return op.name === "call"
		? isPure(effectsOf(module, op))
		: REMOVABLE.has(op.name);
}

const REMOVABLE: ReadonlySet<string> = new Set(
	Object.keys(OPS)
		.filter(isOpName)
		.filter((name) => {
			const def = opDef(name);
			return (
				def.successors === undefined &&
				!TAKES_OVER.has(name) &&
				isPure(def.effects)
			);
		}),
);
