/**
 * Which fast locals and values the program can see as objects. A number that only arithmetic, comparisons and tests look at has no
 * identity that could be noticed, and neither has one that only other such numbers are copied from.
 */
import type { Fn, Op, Value } from "../../ir/ir.ts";

/** Ops that see the value of a number alone. */
const BY_VALUE: ReadonlySet<string> = new Set([
	"py.binary_op",
	"py.unary_op",
	"py.compare_op",
	"py.truth",
	"py.is_none",
	"py.pop_top",
	"py.binary_subscr",
]);

export interface Escapes {
	readonly slots: ReadonlySet<number>;
	readonly values: ReadonlySet<Value>;
}

export function escapesOf(fn: Fn): Escapes {
	const slots = new Set<number>();
	const values = new Set<Value>();
	for (const [i, s] of (fn.code?.slots ?? []).entries())
		if (s.cell || s.free) slots.add(i);
	for (let changed = true; changed; ) {
		const before = slots.size + values.size;
		for (const b of fn.blocks)
			for (let i = b.ops.length; i-- > 0; )
				escapeOp(b.ops[i] as Op, slots, values);
		changed = slots.size + values.size !== before;
	}
	return { slots, values };
}

function escapeOp(op: Op, slots: Set<number>, values: Set<Value>): void {
	const slot = op.attrs[0] as number;
	const [result] = op.results;
	if (op.name === "py.load_fast") {
		if (result && values.has(result)) slots.add(slot);
		return;
	}
	for (const e of op.unwind ? [...op.successors, op.unwind] : op.successors)
		e.args.forEach((v, i) => {
			const p = e.block.params[i];
			if (!p || values.has(p)) values.add(v);
		});
	if (op.name === "py.store_fast") {
		const [v] = op.operands;
		if (v && slots.has(slot)) values.add(v);
		return;
	}
	// A key is compared by value; what it is looked up in is an object.
	const from = op.name === "py.binary_subscr" || op.name === "py.store_subscr";
	op.operands.forEach((v, i) => {
		const isKey = from && i === op.operands.length - 1;
		if (!isKey && (from || !BY_VALUE.has(op.name))) values.add(v);
	});
}
