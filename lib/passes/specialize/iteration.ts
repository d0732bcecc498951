/** Loops over ranges. */

import { type Edge, newBlock, type Op, type Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { general } from "./general.ts";
import type { Handlers } from "./handlers.ts";
import { splitOff } from "./operand.ts";
import { type Path, to, UNLIKELY } from "./path.ts";
import { drop } from "./places.ts";
import {
	type ItemsRep,
	isNonNegative,
	markNonNegative,
	type ObjRep,
	type RangeRep,
	smallLiteral,
	T,
} from "./reps.ts";
import { goneOver, itemAt, mustIterate, sizeOf } from "./sequences.ts";
import type { RangeShape } from "./shapes.ts";
import { wide } from "./wide.ts";
import { forZipped } from "./zipped.ts";

const rangeField = (field: string) => ({ struct: "rangeiterobject", field });
const listField = (field: string) => ({ struct: "listiterobject", field });
const REFCOUNT = { struct: "PyObject", field: "ob_refcnt" };

/**
 * The state of a range iterator that nobody else knows of; it is not looked at again. Leaves the path when it is something else, or not such a range
 * as is wanted.
 */
export function unpackRange(p: Path, it: Value, wanted?: RangeShape): RangeRep {
	p.exitUnless(p.isType(it, "PyRangeIter_Type"));
	const count = p.emit("load_field", [REFCOUNT], [it], "i64");
	p.exitUnless(p.icmp("eq", count, p.i64(1)));
	p.emitOp("ends_quietly", { operands: [it] });
	const [index, start, step, length] = ["index", "start", "step", "len"].map(
		(f) => p.emit("load_field", [rangeField(f)], [it], "i64"),
	) as [Value, Value, Value, Value];
	if (wanted?.low && wanted.start === undefined) exitIfNegative(p, start);
	for (const [v, known] of [
		[start, wanted?.start],
		[step, wanted?.step],
	] as const)
		if (known !== undefined) p.exitUnless(p.icmp("eq", v, p.i64(known)));
	return { kind: "range", index, start, step, length };
}

/** Leaves the path when a word is negative. */
export function exitIfNegative(p: Path, v: Value): void {
	if (isNonNegative(v)) return;
	if (v.type === "i128") p.exitUnless(p.icmp("ult", v, wide(p, 1n << 64n)));
	else p.exitIf(p.icmp("slt", v, p.i64(0)));
	markNonNegative(v);
}

/** The same for an iterator over a list, tuple or string that is not at its end. */
export function unpackItems(p: Path, it: Value, mask: number): ItemsRep {
	const struct = mustIterate(p, it, mask);
	// What it goes over does not end with it.
	p.emitOp("ends_quietly", { operands: [it] });
	const field = (name: string): { struct: string; field: string } => ({
		struct,
		field: name,
	});
	const of = p.emit("load_field", [field("it_seq")], [it], "obj?");
	const next = newBlock("items");
	p.end("br_null", [of], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_obj", [], [p.emit("as_ptr", [], [of], "ptr")], "obj");
	const object = p.own(at);
	const index = p.emit("load_field", [field("it_index")], [it], "i64");
	p.emitOp("end_lifetime", { operands: [it] });
	return { kind: "items", mask, object, index };
}

function forItems(p: Path, op: Op, it: Value, rep: ItemsRep): boolean {
	const branch = p.block.ops[p.index + 1] as Op;
	const [none, some] = branch.successors;
	if (branch.name !== "br_null" || !none || !some) return false;
	p.engine.gained.add(p.op);
	const size = sizeOf(p, rep.object, rep.mask);
	const more = p.icmp("slt", rep.index, size);
	const [a, b] = [p.copy(newBlock("over")), p.copy(newBlock("item"))];
	const edges = [b, a].map((x) => to(x.out ?? newBlock("")));
	p.end("cond_br", [more], edges, [undefined]);
	for (const x of [a, b]) if (x.out) p.engine.addBlock(x.out);
	drop(a, [rep.object]);
	a.set(op.results[0], { kind: "null" });
	a.index++;
	p.engine.arrive(a, none);
	const item = itemAt(b, rep.object, rep.mask, rep.index);
	const index = b.emit("add", [], [rep.index, b.i64(1)], "i64");
	b.set(it, { ...rep, index });
	b.set(op.results[0], item);
	b.index++;
	p.engine.arrive(b, some);
	return true;
}

function forIter(p: Path, op: Op): boolean {
	const it = op.operands[0] as Value;
	let rep = p.rep(it);
	if (rep.kind === "items") return forItems(p, op, it, rep);
	if (rep.kind === "zipped") return forZipped(p, op, it, rep);
	if (rep.kind === "obj" && (p.engine.suspended.has(it) || isGiven(p, it)))
		return forRangeInPlace(p, op, it, rep) || forListInPlace(p, op, it, rep);
	if (rep.kind === "obj" && rep.mask === T.RANGE_ITER) {
		rep = unpackRange(p, rep.value);
		p.set(it, rep);
	}
	if (rep.kind !== "range") return false;
	const branch = p.block.ops[p.index + 1] as Op;
	const [none, some] = branch.successors;
	if (branch.name !== "br_null" || !none || !some) return false;
	p.engine.gained.add(p.op);
	const { index, length, start, step } = rep;
	const parts = { index, start, step, length };
	const { path: b, value, next } = rangeItem(p, op, parts, none);
	b.set(it, { ...rep, index: next });
	b.set(op.results[0], { kind: "num", type: "i64", value });
	b.index++;
	p.engine.arrive(b, some);
	return true;
}

/** The machine values of a range iterator. */
type RangeParts = Omit<RangeRep, "kind">;

/** Ends the path at a range's next number: `over` when there is none; the way on has the number, and the index after it. */
function rangeItem(
	p: Path,
	op: Op,
	{ index, start, step, length }: RangeParts,
	over: Edge,
): { readonly path: Path; readonly value: Value; readonly next: Value } {
	const more = p.icmp("slt", index, length);
	const [a, b] = [p.copy(newBlock("over")), p.copy(newBlock("item"))];
	const edges = [b, a].map((x) => to(x.out ?? newBlock("")));
	p.end("cond_br", [more], edges, [undefined]);
	for (const x of [a, b]) if (x.out) p.engine.addBlock(x.out);
	a.set(op.results[0], { kind: "null" });
	a.index++;
	p.engine.arrive(a, over);
	const by = smallLiteral(step);
	const way = by === 1 ? index : b.emit("mul", [], [index, step], "i64");
	const from = smallLiteral(start);
	const value = from === 0 ? way : b.emit("add", [], [start, way], "i64");
	if (by !== undefined && by > 0 && isNonNegative(start))
		markNonNegative(value);
	const next = b.emit("add", [], [index, b.i64(1)], "i64");
	return { path: b, value, next };
}

/** Is it the iterator that a comprehension is called with? Its frame keeps it. */
function isGiven(p: Path, it: Value): boolean {
	const load = opOf(it);
	if (load?.name !== "py.load_fast") return false;
	return p.engine.fn.code?.slots[load.attrs[0] as number]?.name === ".0";
}

/** The next number of a range iterator that lives in a frame: the iterator itself is changed. Anything else is done as it is. */
function forRangeInPlace(p: Path, op: Op, it: Value, rep: ObjRep): boolean {
	const branch = p.block.ops[p.index + 1] as Op;
	const [none, some] = branch.successors;
	if ((rep.mask & T.RANGE_ITER) === 0 || rep.value.type !== "obj") return false;
	if (branch.name !== "br_null" || !none || !some) return false;
	if (rep.mask !== T.RANGE_ITER) {
		if (!p.mayFork()) return false;
		splitOff(p, it, rep, T.RANGE_ITER);
	}
	p.engine.gained.add(op);
	const [index, start, step, length] = ["index", "start", "step", "len"].map(
		(f) => p.emit("load_field", [rangeField(f)], [rep.value], "i64"),
	) as [Value, Value, Value, Value];
	const parts = { index, start, step, length };
	const { path: b, value, next } = rangeItem(p, op, parts, none);
	b.emitOp("store_field", {
		attrs: [rangeField("index")],
		operands: [next, rep.value],
	});
	b.effect();
	b.set(op.results[0], { kind: "num", type: "i64", value });
	b.index++;
	p.engine.arrive(b, some);
	return true;
}

/** The next item of an iterator over a list that lives in a frame. What is at its end is asked, and sees to that itself. */
function forListInPlace(p: Path, op: Op, it: Value, rep: ObjRep): boolean {
	const branch = p.block.ops[p.index + 1] as Op;
	const [none, some] = branch.successors;
	if ((rep.mask & T.LIST_ITER) === 0 || rep.value.type !== "obj") return false;
	if (branch.name !== "br_null" || !none || !some) return false;
	if (rep.mask !== T.LIST_ITER) {
		if (!p.engine.mayGrow()) return false;
		splitOff(p, it, rep, T.LIST_ITER);
	}
	p.engine.gained.add(op);
	const [over, look] = [newBlock("over"), newBlock("look")];
	const x = p.copy(over);
	const of = p.emit("load_field", [listField("it_seq")], [rep.value], "obj?");
	p.end("br_null", [of], [to(over), to(look)], [UNLIKELY]);
	p.place(look);
	const list = p.emit("as_obj", [], [p.emit("as_ptr", [], [of], "ptr")], "obj");
	const index = p.emit(
		"load_field",
		[listField("it_index")],
		[rep.value],
		"i64",
	);
	const more = p.icmp("slt", index, sizeOf(p, list, T.LIST));
	const item = newBlock("item");
	p.end("cond_br", [more], [to(item), to(over)], [undefined]);
	p.engine.addBlock(over);
	general(x, op);
	x.set(op.results[0], { kind: "null" });
	x.index++;
	p.engine.arrive(x, none);
	p.place(item);
	const next = p.emit("add", [], [index, p.i64(1)], "i64");
	p.emitOp("store_field", {
		attrs: [listField("it_index")],
		operands: [next, rep.value],
	});
	p.effect(true);
	p.set(op.results[0], itemAt(p, list, T.LIST, index));
	p.index++;
	p.engine.arrive(p.copyOn(), some);
	return true;
}

/** `iter` of a range that was never made. */
function getIter(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const rep = p.rep(v);
	if (rep.kind === "obj") return iterItems(p, op, v, rep);
	if (rep.kind === "zipped") {
		p.set(op.results[0], rep);
		return true;
	}
	if (rep.kind !== "range object") return false;
	const { start, step, length } = rep;
	if (p.engine.suspended.has(op.results[0] as Value)) {
		const parts = [p.i64(0), start, step, length];
		const value = p.pyRaising("py.make_range_iter", [], parts, "obj") as Value;
		const mask = T.RANGE_ITER;
		p.set(op.results[0], { kind: "obj", value, mask, kept: "owned" });
		return true;
	}
	p.set(op.results[0], { kind: "range", index: p.i64(0), start, step, length });
	return true;
}

/** `iter` of a list, tuple or string; of anything else an object, on a path of its own. */
function iterItems(p: Path, op: Op, v: Value, rep: ObjRep): boolean {
	if (p.engine.suspended.has(p.op.results[0] as Value)) return false;
	const wanted = goneOver(p, v, rep.mask);
	// What a call gives is an iterator more often than not.
	if (rep.kept === "owned" && opOf(rep.value)?.name === "py.call") return false;
	if (rep.value.type !== "obj" || wanted === 0) return false;
	if (rep.mask !== wanted) {
		if (!p.engine.maySplit()) return false;
		splitOff(p, v, rep, wanted);
	}
	const object = rep.kept === "owned" ? rep.value : p.own(rep.value);
	const index = p.i64(0);
	p.set(op.results[0], { kind: "items", mask: wanted, object, index });
	return true;
}

export const ITERATION: Handlers = {
	"py.for_iter": forIter,
	"py.get_iter": getIter,
};
