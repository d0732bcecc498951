/** Python-level ops that are lowered together with the one right after them. */
import type { Fn, Op, Value } from "../../ir/ir.ts";

export interface Fusions {
	/** Comparisons and the truth tests right after them, when nothing else looks at the result. */
	readonly tests: ReadonlySet<Op>;
	/** Subscripts by a slice that is built right before and seen by nothing else: no slice object is needed for built-in sequences. */
	readonly slices: ReadonlyMap<Op, Op>;
	/** The py.build_slice ops of these. */
	readonly unbuilt: ReadonlySet<Op>;
	/** `s = s + x`, `s += x` of a fast local: the sum, and the slot that is stored right after it. */
	readonly grows: ReadonlyMap<Op, number>;
}

/** `borrowed`: the loads that hold no reference of their own. */
export function findFusions(fn: Fn, borrowed: ReadonlySet<Value>): Fusions {
	const tests = new Set<Op>();
	const slices = new Map<Op, Op>();
	const grows = new Map<Op, number>();
	/** The one op that may look at a value, by that value. */
	const reader = new Map<Value, Op>();
	for (const block of fn.blocks)
		block.ops.forEach((op, i) => {
			const next = block.ops[i + 1];
			if (!next) return;
			if (isTested(op, next) || isSubscript(op, next))
				reader.set(op.results[0] as Value, next);
			const slot = grownSlot(op, next, borrowed);
			if (slot !== undefined) grows.set(op, slot);
		});
	dropOthers(fn, reader);
	for (const [v, next] of reader) {
		const op = v.def as Op;
		if (op.name === "py.compare_op") tests.add(op).add(next);
		else slices.set(next, op);
	}
	return { tests, slices, unbuilt: new Set(slices.values()), grows };
}

/** Forgets the values that another op than their reader looks at. */
function dropOthers(fn: Fn, reader: Map<Value, Op>): void {
	const look = (v: Value, by: Op): void => {
		if (reader.get(v) !== by) reader.delete(v);
	};
	for (const block of fn.blocks)
		for (const op of block.ops) {
			for (const v of op.operands) look(v, op);
			for (const v of op.state ?? []) look(v, op);
			for (const e of op.successors) for (const v of e.args) look(v, op);
			for (const v of op.unwind?.args ?? []) look(v, op);
		}
}

function isTested(op: Op, next: Op): boolean {
	if (op.name !== "py.compare_op" || next.name !== "py.truth") return false;
	return next.operands[0] === op.results[0];
}

/** Tracing is polled where a line starts, and the interpreter wants the slice then: only within a line. */
function isSubscript(op: Op, next: Op): boolean {
	if (op.name !== "py.build_slice" || op.operands.length !== 2) return false;
	if (next.name !== "py.binary_subscr" || !isSameLine(op, next)) return false;
	return (
		next.operands[1] === op.results[0] && next.operands[0] !== op.results[0]
	);
}

/**
 * BINARY_OP_INPLACE_ADD_UNICODE: a sum whose left operand is borrowed from the fast local that is stored next. Nothing else on the
 * stack may be borrowed from there: the local gives its reference away.
 */
function grownSlot(
	op: Op,
	next: Op,
	borrowed: ReadonlySet<Value>,
): number | undefined {
	if (op.name !== "py.binary_op" || next.name !== "py.store_fast") return;
	if (op.attrs[0] !== "add" && op.attrs[0] !== "inplace_add") return;
	const [left] = op.operands;
	const slot = next.attrs[0] as number;
	const isFrom = (v: Value): boolean =>
		isLoad(v.def) && v.def.attrs[0] === slot && borrowed.has(v);
	if (!left || !isFrom(left) || next.operands[0] !== op.results[0]) return;
	if (!isSameLine(op, next)) return;
	const others = [...(op.state ?? []), ...(op.unwind?.args ?? [])];
	return others.filter(isFrom).length === 1 ? slot : undefined;
}

function isLoad(def: Value["def"]): def is Op {
	return "name" in def && "operands" in def && def.name === "py.load_fast";
}

function isSameLine(op: Op, next: Op): boolean {
	return op.loc?.line === next.loc?.line;
}
