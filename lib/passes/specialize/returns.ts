/** Which types a function may return, by what it returns as it is written. */

import type { Fn, Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { BOUND, T } from "./reps.ts";

/** Types of what ops give without asking an operand's class. */
export const RESULTS: Readonly<Record<string, number>> = {
	"py.build_list": T.LIST,
	"py.build_tuple": T.TUPLE,
	"py.build_slice": T.OTHER,
	"py.build_map": T.DICT,
	"py.build_set": T.SET,
	"py.build_const_key_map": T.DICT,
	"py.build_string": T.STR,
	"py.get_len": T.INT,
	"py.list_to_tuple": T.TUPLE,
	"py.from_bool": T.BOOL,
};

export const CONST_TYPES: Readonly<Record<string, number>> = {
	none: T.NONE,
	true: T.BOOL,
	false: T.BOOL,
	int: T.INT,
	float: T.FLOAT,
	complex: T.COMPLEX,
	str: T.STR,
	bytes: T.BYTES,
	tuple: T.TUPLE,
};

function typeOf(fn: Fn, v: Value): number {
	const op = opOf(v);
	if (op?.name !== "py.load_const") return RESULTS[op?.name ?? ""] ?? BOUND;
	const constant = fn.code?.consts[op.attrs[0] as number];
	return CONST_TYPES[constant?.kind ?? ""] ?? T.OTHER;
}

const FOUND = new WeakMap<Fn, number>();

/** The types of the objects that a Python function may return; BOUND where nothing is known. */
export function returnMask(fn: Fn): number {
	const known = FOUND.get(fn);
	if (known !== undefined) return known;
	const returns = fn.blocks.flatMap((b) =>
		b.ops.filter((op) => op.name === "py.return"),
	);
	const masks = returns.map((op) => typeOf(fn, op.operands[0] as Value));
	const mask = masks.length > 0 ? masks.reduce((a, b) => a | b) : BOUND;
	FOUND.set(fn, mask);
	return mask;
}
