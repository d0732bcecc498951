/** The shape of the lowering's tables: for each Python-level op a function from its core operands to its core results. */
import type { Op, Value } from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import type { Context } from "./context.ts";

export type PyOpName = Extract<OpName, `py.${string}`>;

/** Emits core ops for `op`; `operands` are its operands' core values. Returns the core values of its results. */
export type Lower = (
	c: Context,
	op: Op,
	operands: readonly Value[],
) => readonly Value[];

export type Family<Names extends string> = {
	readonly [K in `py.${Names}` & PyOpName]: Lower;
};
