/** Operators, comparisons, tests. */

import type { OpName } from "../ir/ops.ts";
import { BINARY, COMPARE, type UNARY } from "../ir/ops.ts";
import type { Handle, Handlers } from "./handler.ts";

function unary(operator: (typeof UNARY)[number]): Handle {
	return (t) => t.push(t.emit1("py.unary_op", [operator], [t.pop()]));
}

function binary(name: OpName, operators: readonly string[]): Handle {
	return (t, i) => {
		const operands = t.popMany(2);
		t.push(t.emit1(name, [operators[i.arg]], operands));
	};
}

/** A test of two values that cannot give anything but a bool; the argument inverts it. */
function test(name: OpName): Handle {
	return (t, i) => {
		const bit = t.emit1(name, [], t.popMany(2));
		t.push(t.bool(bit, (i.arg & 1) === 1));
	};
}

export const operators = {
	UNARY_POSITIVE: unary("positive"),
	UNARY_NEGATIVE: unary("negative"),
	UNARY_INVERT: unary("invert"),
	UNARY_NOT: (t) => {
		const { bit, negated } = t.truth(t.pop());
		t.push(t.bool(bit, !negated));
	},
	BINARY_OP: binary("py.binary_op", BINARY),
	COMPARE_OP: binary("py.compare_op", COMPARE),
	IS_OP: test("py.is_op"),
	CONTAINS_OP: test("py.contains_op"),
} as const satisfies Handlers;
