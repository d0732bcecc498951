/** Facts about fast locals that the lowering wants: which hold a value for certain, which loads may stay borrowed. */
import { CODE_FLAGS } from "../../cpython/code.ts";
import type { Block, Fn, Op, Value } from "../../ir/ir.ts";
import { opDef } from "../../ir/ops.ts";

/** Applies what an op does to a set of slots. */
export type Transfer = (op: Op, now: Set<number>) => void;

/** For each block the slots that are in the set, as `transfer` keeps it, whenever it is entered; the parameters are at the start. */
export function slotsAtEntry(
	fn: Fn,
	transfer: Transfer,
): Map<Block, Set<number>> {
	const code = fn.code;
	const start = new Set<number>();
	if (code) {
		let n = code.argcount + code.kwonlyargcount;
		if (code.flags & CODE_FLAGS.varargs) n++;
		if (code.flags & CODE_FLAGS.varkeywords) n++;
		for (let i = 0; i < n; i++) start.add(i);
		code.slots.forEach((s, i) => {
			if (s.cell || s.free) start.delete(i);
		});
	}
	const entry = fn.blocks[0] as Block;
	const result = new Map<Block, Set<number>>([[entry, start]]);
	const work = [entry];
	const meet = (to: Block, now: ReadonlySet<number>): void => {
		const known = result.get(to);
		if (!known) {
			result.set(to, new Set(now));
			work.push(to);
			return;
		}
		let changed = false;
		for (const s of known)
			if (!now.has(s)) {
				known.delete(s);
				changed = true;
			}
		if (changed) work.push(to);
	};
	for (let block = work.pop(); block; block = work.pop()) {
		const now = new Set(result.get(block));
		for (const op of block.ops) {
			const before = op.unwind && new Set(now);
			transfer(op, now);
			if (op.unwind && before) meet(op.unwind.block, intersect(before, now));
			for (const e of op.successors) meet(e.block, now);
		}
	}
	return result;
}

const intersect = (
	a: ReadonlySet<number>,
	b: ReadonlySet<number>,
): Set<number> => new Set([...a].filter((x) => b.has(x)));

/** Slots that hold a value as far as the function's own code goes (definite assignment). `grows`: see Fusions. */
export const assigned =
	(grows: ReadonlyMap<Op, number>): Transfer =>
	(op, now) => {
		const grown = grows.get(op);
		if (op.name === "py.enter_loop") now.clear();
		else if (grown !== undefined) now.delete(grown);
		else if (op.name === "py.store_fast" || op.name === "py.load_fast")
			now.add(op.attrs[0] as number);
		else if (op.name === "py.delete_fast") now.delete(op.attrs[0] as number);
	};

/** Slots that hold a value whatever code has run: since they were seen to hold one, none has. */
export const bound =
	(grows: ReadonlyMap<Op, number>): Transfer =>
	(op, now) => {
		const grown = grows.get(op);
		if (grown !== undefined) now.delete(grown);
		else if (op.name === "py.load_fast") now.add(op.attrs[0] as number);
		if (op.name === "py.enter_loop" || mayWriteSlots(op)) now.clear();
	};

/** May code that runs meanwhile write the frame's fast locals, as PyFrame_LocalsToFast does? The end of an old value may, too. */
const mayWriteSlots = (op: Op): boolean => opDef(op.name).effects.arbitrary;

/**
 * Ops whose functions neither take their operands nor hold them while they run other code, which may set the fast local that an operand
 * comes from. What is executed most holds its operands in its slow ways itself (`coconut_hold`).
 */
const LENDING: ReadonlySet<string> = new Set([
	"py.delete_attr",
	"py.delete_subscr",
	"py.get_iter",
	"py.set_add",
	"py.map_add",
	"py.list_extend",
	"py.set_update",
	"py.dict_update",
	"py.dict_merge",
	"py.unpack_sequence",
	"py.unpack_ex",
	"py.match_class",
	"py.match_keys",
	"py.call_function_ex",
	"py.check_eg_match",
	"py.raise",
	"py.before_with",
	"py.before_async_with",
	"py.send",
	"py.get_awaitable",
	"py.get_yield_from_iter",
	"py.get_aiter",
	"py.get_anext",
]);
const LENDING_OPERATORS: ReadonlySet<unknown> = new Set([
	"power",
	"inplace_power",
	"positive",
]);

const needsOwn = (op: Op): boolean =>
	LENDING.has(op.name) ||
	((op.name === "py.binary_op" || op.name === "py.unary_op") &&
		LENDING_OPERATORS.has(op.attrs[0]));

/**
 * The results of py.load_fast that may stay borrowed from their slot: every use is in the block of the load, before anything
 * writes the slot, or runs code that might, and no use is by an op that counts on others to hold its operands.
 */
export function borrowedLoads(fn: Fn): Set<Value> {
	const home = new Map<Value, Block>();
	const alive = new Set<Value>();
	for (const block of fn.blocks)
		for (const op of block.ops)
			if (op.name === "py.load_fast") {
				home.set(op.results[0] as Value, block);
				alive.add(op.results[0] as Value);
			}
	for (const block of fn.blocks) {
		// Loads of each slot whose value a store has invalidated: a later use forbids borrowing.
		const stale = new Set<Value>();
		const loads = new Map<number, Value[]>();
		const use = (v: Value): void => {
			if (!alive.has(v)) return;
			if (home.get(v) !== block || stale.has(v)) alive.delete(v);
		};
		for (const op of block.ops) {
			op.operands.forEach(use);
			if (needsOwn(op)) for (const v of op.operands) alive.delete(v);
			op.state?.forEach(use);
			op.unwind?.args.forEach(use);
			for (const e of op.successors) e.args.forEach(use);
			const slot = op.attrs[0] as number;
			if (op.name === "py.load_fast") {
				const list = loads.get(slot) ?? [];
				list.push(op.results[0] as Value);
				loads.set(slot, list);
			} else if (op.name === "py.store_fast" || op.name === "py.delete_fast") {
				for (const v of loads.get(slot) ?? []) stale.add(v);
				loads.delete(slot);
			}
			if (mayWriteSlots(op)) {
				for (const list of loads.values()) for (const v of list) stale.add(v);
				loads.clear();
			}
		}
	}
	return alive;
}
