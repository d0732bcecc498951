/** Tuples that are made only to be asked something: their items are, and the tuple is not there. */
import type { Op, Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { globalCalled } from "./calls.ts";

/** What may stand between two displays that are compared: nothing that leaves with what is on the stack. */
const LOADS: ReadonlySet<string> = new Set([
	"py.load_fast",
	"py.load_const",
	"py.load_attr",
	"py.load_global",
	"py.load_deref",
	"py.build_tuple",
]);

/** Is the tuple made to be hashed, or to be compared with another one of as many items, and for nothing else? Nobody sees it then. */
export const isUnmade = (b: Builder, op: Op): boolean =>
	op.operands.length > 0 &&
	isUsedOnce(b, op.results[0] as Value) &&
	(isHashed(b, op) || isCompared(b, op));

function isHashed(b: Builder, op: Op): boolean {
	const next = b.block.ops[b.block.ops.indexOf(op) + 1];
	const isCall = next?.name === "py.call" && next.operands.length === 3;
	if (!isCall || next.attrs[0] !== undefined) return false;
	if (next.operands[2] !== op.results[0]) return false;
	return globalCalled(b, next) === "hash" && b.goesBackBehind(op);
}

function isCompared(b: Builder, op: Op): boolean {
	const { ops } = b.block;
	const at = ops.indexOf(op);
	const isPart = (x: Op): boolean => LOADS.has(x.name);
	const next = ops.findIndex((x, i) => i > at && !isPart(x));
	const compare = ops[next];
	if (compare?.name !== "py.compare_op") return false;
	const tuples = compare.operands.map((v) => v.def);
	const [first, second] = tuples;
	if (!tuples.includes(op) || first === second) return false;
	const alike = tuples.every(
		(x) =>
			"operands" in x &&
			x.name === "py.build_tuple" &&
			x.operands.length === op.operands.length &&
			isUsedOnce(b, x.results[0] as Value),
	);
	if (!alike || b.env.slots.some((r) => r.kind === "maybe")) return false;
	// The first one decides for both.
	return first === op
		? b.goesBackBehind(op)
		: b.rep(compare.operands[0] as Value).kind === "items";
}

function isUsedOnce(b: Builder, v: Value): boolean {
	let uses = 0;
	for (const { ops } of b.fn.blocks)
		for (const op of ops) {
			uses += op.operands.filter((x) => x === v).length;
			if (op.successors.some((e) => e.args.includes(v))) return false;
		}
	return uses === 1;
}
