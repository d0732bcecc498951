/**
 * `for i, x in enumerate(xs)` and `for x, y in zip(xs, ys)` over lists, tuples and strings: neither the iterators nor the tuples of items are made. Each step does what
 * zip_next and enum_next do, on containers that may have changed meanwhile.
 */

import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import type { Known } from "./known-calls.ts";
import { heldLast, type LastShape } from "./last-items.ts";
import { splitOff, word } from "./operand.ts";
import { type Path, to } from "./path.ts";
import { drop } from "./places.ts";
import {
	type LastItem,
	type NumRep,
	type ObjRep,
	T,
	type ZippedRep,
} from "./reps.ts";
import { goneOver, itemAt, itemsOf, mustIterate, sizeOf } from "./sequences.ts";
import type { ZippedShape } from "./shapes.ts";

const MOST = 3;

/** Is what a call gives iterated over at once, each item taken apart into `n`? */
function isTakenApart(p: Path, op: Op, n: number): boolean {
	const [made] = op.results;
	const next = p.block.ops[p.index + 1];
	const [it] = next?.results ?? [];
	if (next?.name !== "py.get_iter" || next.operands[0] !== made || !it)
		return false;
	if (p.engine.suspended.has(it)) return false;
	const { blocks } = p.engine.fn;
	const loops = blocks.flatMap((b) =>
		b.ops.flatMap((x, i) =>
			x.name === "py.for_iter" && x.operands[0] === it
				? [isUnpacked(p, x, b.ops[i + 1], n)]
				: [],
		),
	);
	return loops.length === 1 && loops[0] === true;
}

function isUnpacked(p: Path, op: Op, branch: Op | undefined, n: number) {
	let item = op.results[0];
	let edge = branch?.successors[1];
	if (branch?.name !== "br_null") return false;
	while (edge && p.engine.isAlone(edge.block)) {
		const at = item ? edge.args.indexOf(item) : -1;
		if (at >= 0) item = edge.block.params[at];
		const [first] = edge.block.ops;
		if (first?.name !== "br") return takesApart(first, item, n);
		edge = first.successors[0];
	}
	return false;
}

function takesApart(op: Op | undefined, v: Value | undefined, n: number) {
	return (
		op?.name === "py.unpack_sequence" &&
		op.attrs[0] === n &&
		op.operands[0] === v
	);
}

/** Is a value a list, tuple or string from here on? Anything else goes on by itself. */
function isContainer(p: Path, v: Value): boolean {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	const wanted = goneOver(p, v, rep.mask);
	if (wanted === 0 || rep.mask === wanted) return wanted !== 0;
	// What a call gives is an iterator more often than not.
	if (rep.kept === "owned" && opOf(rep.value)?.name === "py.call") return false;
	if (!p.engine.maySplit()) return false;
	splitOff(p, v, rep, wanted);
	return true;
}

function zipped(
	p: Path,
	op: Op,
	args: readonly Value[],
	offset: Value | undefined,
): boolean {
	if (!args.every((v) => isContainer(p, v))) return false;
	const reps = args.map((v) => p.rep(v) as ObjRep);
	const masks = reps.map((r) => r.mask);
	// The iterator has references of its own.
	const objects = reps.map((r) => p.hold(r).value);
	const index = p.i64(0);
	const last = args.map(() => "either" as const);
	p.set(op.results[0], { kind: "zipped", masks, objects, index, offset, last });
	return true;
}

function enumerate(p: Path, op: Op, args: readonly Value[]): boolean {
	const [v, start] = args;
	if (!v || args.length > 2 || !isTakenApart(p, op, 2)) return false;
	const first = start ? word(p, start) : p.i64(0);
	return first !== undefined && zipped(p, op, [v], first);
}

function zip(p: Path, op: Op, args: readonly Value[]): boolean {
	const n = args.length;
	if (n < 2 || n > MOST || new Set(args).size !== n) return false;
	return isTakenApart(p, op, n) && zipped(p, op, args, undefined);
}

type Call = (p: Path, op: Op, args: readonly Value[]) => boolean;

/** By the globals that lead to them (known.ts). */
export const ZIPPED_CALLS: Known<Call> = new Map([
	["PyEnum_Type", enumerate],
	["PyZip_Type", zip],
]);

/** FOR_ITER of such an iterator. */
export function forZipped(p: Path, op: Op, it: Value, rep: ZippedRep): boolean {
	const branch = p.block.ops[p.index + 1] as Op;
	const [none, some] = branch.successors;
	if (branch.name !== "br_null" || !none || !some) return false;
	p.engine.gained.add(p.op);
	const forgotten = { ...rep, last: rep.last.map(() => "nothing" as const) };
	const isThere = rep.objects.map((o, i) =>
		p.icmp("slt", rep.index, sizeOf(p, o, rep.masks[i] as number)),
	);
	const more = isThere.reduce((x, y) => p.emit("and", [], [x, y], "i1"));
	const [a, b] = [p.copy(newBlock("over")), p.copy(newBlock("item"))];
	const edges = [b, a].map((x) => to(x.out ?? newBlock("")));
	p.end("cond_br", [more], edges, [undefined]);
	for (const x of [a, b]) if (x.out) p.engine.addBlock(x.out);
	a.set(it, forgotten);
	drop(a, heldBy(rep));
	a.set(op.results[0], { kind: "null" });
	a.index++;
	p.engine.arrive(a, none);
	const held = heldLast(rep);
	if (held.length > 0) {
		// What goes back here from behind finds the tuple without them: nobody has seen them end.
		b.set(it, forgotten);
		drop(b, held);
		b.rollback = b.mark();
	}
	const items = rep.objects.map((o, i) =>
		itemAt(b, o, rep.masks[i] as number, rep.index),
	);
	const last = items.map(fresh);
	const index = b.emit("add", [], [rep.index, b.i64(1)], "i64");
	const count = rep.offset && counted(b, rep.index, rep.offset);
	b.set(it, { ...rep, index, last });
	b.set(op.results[0], { kind: "parts", parts: [...(count ?? []), ...items] });
	b.index++;
	p.engine.arrive(b, some);
	return true;
}

const fresh = ({ value, mask }: ObjRep): LastItem => ({
	isHeld: false,
	value,
	mask,
});

function counted(p: Path, index: Value, offset: Value): NumRep[] {
	const [value, overflow] = p.overflowing("sadd_overflow", index, offset);
	p.exitIf(overflow);
	return [{ kind: "num", type: "i64", value }];
}

/** What such an iterator holds, in the order in which it lets go of it at its end. */
export const heldBy = (rep: ZippedRep): Value[] => [
	...rep.objects,
	...heldLast(rep),
];

const ENUMERATE = (field: string) => ({ struct: "enumobject", field });
const ZIP = (field: string) => ({ struct: "zipobject", field });

/** The state of such an iterator that nobody else knows of; it is not looked at again. Leaves the path when it is something else. */
export function unpackZipped(
	p: Path,
	it: Value,
	{ masks, counts, last }: ZippedShape,
): ZippedRep {
	p.exitUnless(p.isType(it, counts ? "PyEnum_Type" : "PyZip_Type"));
	p.exitUnless(p.isLast(it));
	const states = counts
		? [inner(p, field(p, ENUMERATE("en_sit"), it), masks[0] as number)]
		: innerOfZip(p, it, masks);
	const [first] = states as [Inner];
	for (const s of states.slice(1))
		p.exitUnless(p.icmp("eq", s.index, first.index));
	let offset: Value | undefined;
	if (counts) {
		const large = p.emit(
			"load_field",
			[ENUMERATE("en_longindex")],
			[it],
			"ptr",
		);
		p.exitUnless(p.icmp("eq", large, p.emit("null", ["ptr"], [], "ptr")));
		const next = p.emit("load_field", [ENUMERATE("en_index")], [it], "i64");
		offset = p.emit("sub", [], [next, first.index], "i64");
	}
	const items = lastOf(p, it, masks.length, counts);
	items.forEach((item, i) => {
		mustBeLast(p, last[i] as LastShape, item, states[i] as Inner);
	});
	const objects = states.map((s) => p.own(s.object));
	const held = last.map((shape, i): LastItem => {
		if (shape !== "held") return shape;
		return { isHeld: true, value: p.own(items[i] as Value) };
	});
	// What it goes over does not end with it, nor what it gave last.
	p.emitOp("ends_quietly", { operands: [it] });
	p.emitOp("end_lifetime", { operands: [it] });
	const { index } = first;
	return { kind: "zipped", masks, objects, index, offset, last: held };
}

/** What the tuple of such an iterator has, borrowed; it belongs to the iterator alone. */
function lastOf(p: Path, it: Value, n: number, counts: boolean): Value[] {
	const tuple = field(p, counts ? ENUMERATE("en_result") : ZIP("result"), it);
	p.exitUnless(p.isLast(tuple));
	const base = itemsOf(p, tuple, T.TUPLE);
	return Array.from({ length: n }, (_, i) => {
		const place = p.i64(counts ? i + 1 : i);
		const at = p.emit("elem_addr", ["ptr"], [base, place], "ptr");
		return p.emit("load", ["obj"], [at], "obj");
	});
}

/** Leaves where such an item is not what the shape says. */
function mustBeLast(p: Path, shape: LastShape, item: Value, from: Inner): void {
	if (shape === "held") return;
	const given = [from.object, from.index, item];
	const is =
		shape === "nothing"
			? p.emit("call", ["Coconut_IsInert"], [item], "i1")
			: p.emit("call", ["Coconut_IsItemBefore"], given, "i1");
	p.exitUnless(is);
}

interface Inner {
	readonly object: Value;
	readonly index: Value;
}

function innerOfZip(p: Path, it: Value, masks: readonly number[]): Inner[] {
	const size = p.emit("load_field", [ZIP("tuplesize")], [it], "i64");
	p.exitUnless(p.icmp("eq", size, p.i64(masks.length)));
	const strict = p.emit("load_field", [ZIP("strict")], [it], "i32");
	const zero = p.emit("const", [{ type: "i32", value: 0n }], [], "i32");
	p.exitUnless(p.icmp("eq", strict, zero));
	const base = itemsOf(p, field(p, ZIP("ittuple"), it), T.TUPLE);
	return masks.map((mask, i) => {
		const at = p.emit("elem_addr", ["ptr"], [base, p.i64(i)], "ptr");
		return inner(p, p.emit("load", ["obj"], [at], "obj"), mask);
	});
}

function field(p: Path, name: { struct: string; field: string }, o: Value) {
	return p.emit("load_field", [name], [o], "obj");
}

/** The container of a list's, tuple's or string's iterator that is not at its end, and where it is. */
function inner(p: Path, it: Value, mask: number): Inner {
	const struct = mustIterate(p, it, mask);
	const of = p.emit("load_field", [{ struct, field: "it_seq" }], [it], "obj?");
	const object = p.there(of);
	const at = { struct, field: "it_index" };
	return { object, index: p.emit("load_field", [at], [it], "i64") };
}
