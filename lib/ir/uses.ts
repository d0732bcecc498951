/** Who uses what. */
import type { Fn, Op, Value } from "./ir.ts";

/** The op that defines a value, undefined for a block's parameter. */
export const opOf = (v: Value): Op | undefined =>
	"operands" in v.def ? v.def : undefined;

/** Calls `f` on every value an op uses: operands, state, edge arguments. */
export function forEachUse(op: Op, f: (v: Value) => void): void {
	for (const v of op.operands) f(v);
	if (op.state) for (const v of op.state) f(v);
	for (const e of op.successors) for (const v of e.args) f(v);
	if (op.unwind) for (const v of op.unwind.args) f(v);
}

/** How often each value is used; a value that is not in the map is not used. */
export function useCounts(fn: Fn): Map<Value, number> {
	const counts = new Map<Value, number>();
	for (const block of fn.blocks)
		for (const op of block.ops)
			forEachUse(op, (v) => counts.set(v, (counts.get(v) ?? 0) + 1));
	return counts;
}

/** The ops that have a value as an operand, once for each time; undefined where it is passed on to a block. What only names it in its state does not count. */
export function takers(fn: Fn, v: Value): (Op | undefined)[] {
	const found: (Op | undefined)[] = [];
	for (const block of fn.blocks)
		for (const op of block.ops) {
			for (const x of op.operands) if (x === v) found.push(op);
			for (const e of op.successors)
				for (const x of e.args) if (x === v) found.push(undefined);
		}
	return found;
}

/** What a value has become, through chains of replacements. */
export function replacementOf(
	replacements: ReadonlyMap<Value, Value>,
	v: Value,
): Value {
	let to = v;
	for (let r = replacements.get(to); r; r = replacements.get(to)) to = r;
	return to;
}

/** Replaces values throughout a function, through chains of replacements. True if any was used. */
export function replaceUses(
	fn: Fn,
	replacements: ReadonlyMap<Value, Value>,
): boolean {
	if (replacements.size === 0) return false;
	let changed = false;
	const replace = (list: Value[]): void => {
		for (let i = 0; i < list.length; i++) {
			const v = list[i] as Value;
			const to = replacementOf(replacements, v);
			if (to === v) continue;
			list[i] = to;
			changed = true;
		}
	};
	for (const block of fn.blocks)
		for (const op of block.ops) {
			replace(op.operands);
			if (op.state) replace(op.state);
			for (const e of op.successors) replace(e.args);
			if (op.unwind) replace(op.unwind.args);
		}
	return changed;
}

export const isComplex = (v: Value | undefined): boolean =>
	v?.type === "complex";

/** Is a value of the function a complex? */
export const hasComplex = (fn: Fn): boolean =>
	fn.blocks.some(
		(b) =>
			b.params.some(isComplex) ||
			b.ops.some((op) => op.results.some(isComplex)),
	);
