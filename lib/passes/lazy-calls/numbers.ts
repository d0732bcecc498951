/** Arithmetic, comparison and truth in fast functions. What a machine cannot do as Python does leaves. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import type { Builder } from "./builder.ts";
import { to } from "./emitter.ts";
import type { Outcome } from "./handlers.ts";
import type { Rep } from "./reps.ts";

type Num = Extract<Rep, { kind: "num" }>;

const number = (type: "i64" | "f64", value: Value): Num => ({
	kind: "num",
	type,
	value,
	box: undefined,
	constant: undefined,
});

/**
 * The value as a number. What it is is tested where it is not known: the path goes on with one kind of number, and is walked again with
 * the other.
 */
export function toNumber(b: Builder, v: Value): Num | undefined {
	const r = b.rep(v);
	if (r.kind === "num") return r;
	if (r.kind !== "obj" || r.inert) return undefined;
	const isInt = b.e.call("Coconut_IsWordInt", [r.value], "i1");
	const int = newBlock("int");
	if (b.mayFork()) {
		const [other, float] = [newBlock("other"), newBlock("float")];
		b.e.end("cond_br", [isInt], [to(int), to(other)]);
		const exit = b.exitBlock();
		b.e.place(other);
		const isFloat = b.e.call("Coconut_IsFloat", [r.value], "i1");
		b.e.end("cond_br", [isFloat], [to(float), to(exit)], [[99, 1]]);
		const { current } = b.e;
		b.e.current = float;
		const field = b.e.field("PyFloatObject", "ob_fval", r.value, "f64");
		b.e.current = current;
		b.fork(float, r, { ...number("f64", field), box: r.value });
		b.e.place(int);
	} else b.exitUnless(isInt);
	const word = b.e.call("Coconut_WordValue", [r.value], "i64");
	const known = { ...number("i64", word), box: r.value };
	b.refine(r, known);
	return known;
}

/** Ints up to this size are doubles too. */
const EXACT = 1n << 53n;

function exactDouble(b: Builder, n: Num): Value {
	if (n.type === "f64") return n.value;
	const up = b.e.emit("add", [], [n.value, b.e.int(EXACT)], "i64");
	b.exitUnless(b.e.icmp("ule", up, b.e.int(EXACT * 2n)));
	return b.e.emit("sitofp", ["f64"], [n.value], "f64");
}

const OVERFLOW: Readonly<Record<string, OpName>> = {
	add: "sadd_overflow",
	subtract: "ssub_overflow",
	multiply: "smul_overflow",
};
const BITS: Readonly<Record<string, OpName>> = {
	and: "and",
	or: "or",
	xor: "xor",
};
const FLOATS: Readonly<Record<string, OpName>> = {
	add: "fadd",
	subtract: "fsub",
	multiply: "fmul",
	true_divide: "fdiv",
};

export function binary(b: Builder, op: Op): Outcome {
	const kind = (op.attrs[0] as string).replace("inplace_", "");
	const pair = operands(b, op);
	if (!pair) return "exit";
	const [x, y] = pair;
	const result =
		x.type === "f64" || y.type === "f64" || kind === "true_divide"
			? floats(b, kind, x, y)
			: ints(b, kind, x.value, y.value);
	if (!result) return "exit";
	b.set(op.results[0], number(result.type as "i64" | "f64", result));
	return "next";
}

function operands(b: Builder, op: Op): [Num, Num] | undefined {
	const [v, w] = op.operands as [Value, Value];
	const able = (x: Value): boolean => {
		const r = b.rep(x);
		return r.kind === "num" || (r.kind === "obj" && !r.inert);
	};
	if (!able(v) || !able(w)) return undefined;
	const x = toNumber(b, v);
	const y = toNumber(b, w);
	return x && y && [x, y];
}

function floats(b: Builder, kind: string, x: Num, y: Num): Value | undefined {
	const name = FLOATS[kind];
	if (!name) return undefined;
	const [f, g] = [exactDouble(b, x), exactDouble(b, y)];
	if (kind === "true_divide")
		b.exitIf(b.e.emit("fcmp", ["oeq"], [g, b.e.float(0)], "i1"));
	return b.e.emit(name, [], [f, g], "f64");
}

function ints(b: Builder, kind: string, x: Value, y: Value): Value | undefined {
	const checked = OVERFLOW[kind];
	if (checked) {
		const op = b.e.op(checked, [], [x, y]);
		const value: Value = { name: "", type: "i64", def: op };
		const overflow: Value = { name: "", type: "i1", def: op };
		op.results.push(value, overflow);
		b.exitIf(overflow);
		return value;
	}
	const bits = BITS[kind];
	if (bits) return b.e.emit(bits, [], [x, y], "i64");
	if (kind !== "floor_divide" && kind !== "remainder") return undefined;
	return divide(b, kind, x, y);
}

/** Floor division or remainder: with the sign of the divisor, as long_div and long_mod do. */
function divide(b: Builder, kind: string, x: Value, y: Value): Value {
	const { e } = b;
	// Neither 0 nor -1, by which the most negative word cannot be divided.
	const up = e.emit("add", [], [y, e.int(1)], "i64");
	b.exitIf(e.icmp("ule", up, e.int(1)));
	const m = e.emit("srem", [], [x, y], "i64");
	const mixed = e.emit("xor", [], [m, y], "i64");
	const negative = e.icmp("slt", mixed, e.int(0));
	const inexact = e.icmp("ne", m, e.int(0));
	const adjust = e.emit("and", [], [negative, inexact], "i1");
	const one = e.emit("zext", ["i64"], [adjust], "i64");
	if (kind === "remainder")
		return e.emit("add", [], [m, e.emit("mul", [], [one, y], "i64")], "i64");
	return e.emit("sub", [], [e.emit("sdiv", [], [x, y], "i64"), one], "i64");
}

const SIGNED: Readonly<Record<string, string>> = {
	lt: "slt",
	le: "sle",
	eq: "eq",
	ne: "ne",
	gt: "sgt",
	ge: "sge",
};
const ORDERED: Readonly<Record<string, string>> = {
	lt: "olt",
	le: "ole",
	eq: "oeq",
	ne: "une",
	gt: "ogt",
	ge: "oge",
};

/** Is a comparison only tested by a jump? The interpreter then compares numbers without PyObject_RichCompare. */
function isOnlyTested(b: Builder, v: Value): boolean {
	return b.fn.blocks.every((block) =>
		block.ops.every(
			(op) =>
				(op.name === "py.truth" || !op.operands.includes(v)) &&
				op.successors.every((e) => !e.args.includes(v)),
		),
	);
}

export function compare(b: Builder, op: Op): Outcome {
	const kind = op.attrs[0] as string;
	// PyObject_RichCompare counts a level of recursion.
	if (!isOnlyTested(b, op.results[0] as Value))
		b.exitIf(b.e.icmp("sle", b.depth, b.e.int(1)));
	const pair = operands(b, op);
	if (!pair) return "exit";
	const [x, y] = pair;
	const value =
		x.type === "i64" && y.type === "i64"
			? b.e.icmp(SIGNED[kind] as string, x.value, y.value)
			: b.e.emit(
					"fcmp",
					[ORDERED[kind] as string],
					[exactDouble(b, x), exactDouble(b, y)],
					"i1",
				);
	b.set(op.results[0], { kind: "bool", value });
	return "next";
}

export function negative(b: Builder, op: Op): Outcome {
	if (op.attrs[0] !== "negative") return "exit";
	const x = toNumber(b, op.operands[0] as Value);
	if (!x) return "exit";
	const value =
		x.type === "f64"
			? b.e.emit("fneg", [], [x.value], "f64")
			: (ints(b, "subtract", b.e.int(0), x.value) as Value);
	b.set(op.results[0], number(x.type, value));
	return "next";
}

/** Truth of numbers, bools, None. */
export function truthOf(b: Builder, op: Op): Outcome {
	const r = b.rep(op.operands[0] as Value);
	const give = (value: Value): Outcome => {
		b.set(op.results[0], { kind: "bool", value });
		return "next";
	};
	if (r.kind === "bool") return give(r.value);
	if (r.kind === "num")
		return give(
			r.type === "i64"
				? b.e.icmp("ne", r.value, b.e.int(0))
				: b.e.emit("fcmp", ["une"], [r.value, b.e.float(0)], "i1"),
		);
	if (r.kind !== "obj") return "exit";
	const is = (name: string): Value => b.e.icmp("eq", r.value, b.e.object(name));
	const [yes, no, none] = [
		"_Py_TrueStruct",
		"_Py_FalseStruct",
		"_Py_NoneStruct",
	].map(is) as [Value, Value, Value];
	const either = b.e.emit(
		"or",
		[],
		[yes, b.e.emit("or", [], [no, none], "i1")],
		"i1",
	);
	b.exitUnless(either);
	return give(yes);
}
