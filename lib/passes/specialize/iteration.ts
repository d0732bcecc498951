/** Loops over ranges. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { Handlers } from "./handlers.ts";
import { type Path, to } from "./path.ts";
import { type RangeRep, T } from "./reps.ts";

const rangeField = (field: string) => ({ struct: "rangeiterobject", field });
const REFCOUNT = { struct: "PyObject", field: "ob_refcnt" };

/** The state of a range iterator that nobody else knows of; it is not looked at again. Leaves the path when it is something else. */
export function unpackRange(p: Path, it: Value): RangeRep {
	p.exitUnless(p.isType(it, "PyRangeIter_Type"));
	const count = p.emit("load_field", [REFCOUNT], [it], "i64");
	p.exitUnless(p.icmp("eq", count, p.i64(1)));
	const [index, start, step, length] = ["index", "start", "step", "len"].map(
		(f) => p.emit("load_field", [rangeField(f)], [it], "i64"),
	) as [Value, Value, Value, Value];
	return { kind: "range", index, start, step, length };
}

function forIter(p: Path, op: Op): boolean {
	const it = op.operands[0] as Value;
	let rep = p.rep(it);
	if (rep.kind === "obj" && rep.mask === T.RANGE_ITER) {
		rep = unpackRange(p, rep.value);
		p.set(it, rep);
	}
	if (rep.kind !== "range") return false;
	const branch = p.block.ops[p.index + 1] as Op;
	const [none, some] = branch.successors;
	if (branch.name !== "br_null" || !none || !some) return false;
	p.engine.profit++;
	const { index, length, start, step } = rep;
	const more = p.icmp("slt", index, length);
	const [a, b] = [p.copy(newBlock("over")), p.copy(newBlock("item"))];
	const edges = [b, a].map((x) => to(x.out ?? newBlock("")));
	p.end("cond_br", [more], edges, [undefined]);
	for (const x of [a, b]) if (x.out) p.engine.addBlock(x.out);
	a.set(op.results[0], { kind: "null" });
	a.index++;
	p.engine.arrive(a, none);
	const way = b.emit("mul", [], [index, step], "i64");
	const value = b.emit("add", [], [start, way], "i64");
	const next = b.emit("add", [], [index, b.i64(1)], "i64");
	b.set(it, { ...rep, index: next });
	b.set(op.results[0], { kind: "num", type: "i64", value });
	b.index++;
	p.engine.arrive(b, some);
	return true;
}

/** `iter` of a range that was never made. */
function getIter(p: Path, op: Op): boolean {
	const rep = p.rep(op.operands[0] as Value);
	if (rep.kind !== "range object") return false;
	const { start, step, length } = rep;
	p.set(op.results[0], { kind: "range", index: p.i64(0), start, step, length });
	return true;
}

export const ITERATION: Handlers = {
	"py.for_iter": forIter,
	"py.get_iter": getIter,
};
