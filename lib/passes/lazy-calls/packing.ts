/** Functions that take arguments in a tuple or a dict. The runtime makes these for calls from one fast function to another (runtime/src/arguments.c). */
import { CODE_FLAGS } from "../../cpython/code.ts";
import type { Fn, Op, Value } from "../../ir/ir.ts";
import { takers } from "../../ir/uses.ts";
import type { BuiltinType } from "./reps.ts";

/** What the function has in a slot when it starts, if that is the tuple of `*` or the dict of `**`. */
export function packedType(
	{ code }: Fn,
	slot: number,
): BuiltinType | undefined {
	if (!code) return undefined;
	const first = code.argcount + code.kwonlyargcount;
	const tuple = code.flags & CODE_FLAGS.varargs ? [first] : [];
	const dict = first + tuple.length;
	if (tuple.includes(slot)) return "tuple";
	return slot === dict && code.flags & CODE_FLAGS.varkeywords
		? "dict"
		: undefined;
}

/** Methods of a dict that do not change it. */
const READS: ReadonlySet<string> = new Set([
	"get",
	"items",
	"keys",
	"values",
	"copy",
]);

/**
 * Is the dict of `**`, if there is one, only read, and seen by nobody else? What would end with it, changed, could be seen ending, where the runtime gives it
 * up.
 */
export function keepsKeywords(fn: Fn): boolean {
	const { code } = fn;
	if (!code || (code.flags & CODE_FLAGS.varkeywords) === 0) return true;
	const slots = code.slots.keys();
	const slot = [...slots].find((i) => packedType(fn, i) === "dict");
	const reads = (op: Op | undefined, v: Value): boolean => {
		switch (op?.name) {
			case "py.dict_merge":
				return op.operands[2] === v && op.operands[1] !== v;
			case "py.load_method":
				return READS.has(code.names[op.attrs[0] as number] ?? "");
			case "py.binary_subscr":
				return op.operands[1] !== v;
			case "py.contains_op":
				return op.operands[0] !== v;
			case "py.truth":
			case "py.get_iter":
			case "py.is_none":
				return true;
			default:
				return false;
		}
	};
	return fn.blocks.every((block) =>
		block.ops.every((op) => {
			const isHere = op.attrs[0] === slot;
			if (!isHere || !/^py[.](load|store|delete)_fast/.test(op.name))
				return true;
			const v = op.results[0];
			return (
				op.name === "py.load_fast" &&
				v !== undefined &&
				takers(fn, v).every((taker) => reads(taker, v))
			);
		}),
	);
}
