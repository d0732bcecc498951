/** Tuples that are made only to be asked something: their items are, and the tuple is not there. */
import type { Op, Value } from "../../ir/ir.ts";
import { takers } from "../../ir/uses.ts";
import { globalCalled } from "../global-names.ts";
import type { Builder } from "./builder.ts";

/** What may stand between two displays that are compared: nothing that leaves with what is on the stack. */
const LOADS: ReadonlySet<string> = new Set([
	"py.load_fast",
	"py.load_const",
	"py.load_attr",
	"py.load_global",
	"py.load_deref",
	"py.build_tuple",
]);

/** Is the tuple that is made next only hashed, or compared with another one of as many items? Nobody sees it then. */
export const isUnmade = (b: Builder, op: Op): boolean =>
	op.operands.length > 0 && (isHashed(b, op) || isCompared(b, op));

function isHashed(b: Builder, op: Op): boolean {
	const next = b.block.ops[b.index + 1];
	const isCall = next?.name === "py.call" && next.operands.length === 3;
	if (!isCall || next.attrs[0] !== undefined) return false;
	if (next.operands[2] !== op.results[0] || !isTakenOnce(b, op)) return false;
	return globalCalled(b.fn, next) === "hash" && b.goesBackBehind(op);
}

function isCompared(b: Builder, op: Op): boolean {
	const { ops } = b.block;
	let next = b.index + 1;
	while (LOADS.has(ops[next]?.name ?? "")) next++;
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
			isTakenOnce(b, x),
	);
	if (!alike || b.env.slots.some((r) => r.kind === "maybe")) return false;
	// The first one decides for both.
	return first === op
		? b.goesBackBehind(op)
		: b.rep(compare.operands[0] as Value).kind === "items";
}

const isTakenOnce = (b: Builder, op: Op): boolean =>
	takers(b.fn, op.results[0] as Value).length === 1;
