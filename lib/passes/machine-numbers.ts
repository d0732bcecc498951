/**
 * Python's arithmetic and comparison of ints and floats, done on machine words: an int that fits in an i64, a float as an f64. What a
 * machine cannot do as Python does leaves, by the emitter's exits.
 */
import type { Attr, Value } from "../ir/ir.ts";
import type { OpName } from "../ir/ops.ts";
import type { Type } from "../ir/types.ts";
import { literalOf as constantOf } from "./fold-ops.ts";
import type { MathFunction } from "./math-functions.ts";

/** Makes ops where its owner stands, and ways out of the op that is being done. */
export interface NumberEmitter {
	emit(name: OpName, attrs: Attr[], operands: Value[], type: Type): Value;
	/** Result and overflow bit of one of the `*_overflow` ops. */
	overflowing(name: OpName, a: Value, b: Value): [Value, Value];
	exitIf(condition: Value): void;
	exitUnless(condition: Value): void;
}

type E = NumberEmitter;

const CHECKED: Readonly<Record<string, OpName>> = {
	add: "sadd_overflow",
	subtract: "ssub_overflow",
	multiply: "smul_overflow",
};
const BITWISE: Readonly<Record<string, OpName>> = {
	and: "and",
	or: "or",
	xor: "xor",
};
const FLOAT: Readonly<Record<string, OpName>> = {
	add: "fadd",
	subtract: "fsub",
	multiply: "fmul",
	true_divide: "fdiv",
};
const FLOAT_CALLS: Readonly<Record<string, string>> = {
	floor_divide: "Coconut_FloatFloorDivide",
	remainder: "Coconut_FloatRemainder",
};
/** Ints up to this size are doubles too. */
const EXACT = 1n << 53n;
/** Powers up to this one are multiplied out. */
const MOST_FACTORS = 8n;

/** The literal a value is, undefined where it is none. */
export const literalOf = (v: Value): bigint | number | undefined =>
	constantOf(v)?.value;

/** An operator without its `inplace_`: numbers do not tell the difference. */
export const plainOperator = (kind: string): string =>
	kind.replace("inplace_", "");

const word = (e: E, value: bigint): Value =>
	e.emit("const", [{ type: "i64", value }], [], "i64");
const float = (e: E, value: number): Value =>
	e.emit("const", [{ type: "f64", value }], [], "f64");
const icmp = (e: E, kind: string, x: Value, y: Value): Value =>
	e.emit("icmp", [kind], [x, y], "i1");
const fcmp = (e: E, kind: string, x: Value, y: Value): Value =>
	e.emit("fcmp", [kind], [x, y], "i1");
const toFloat = (e: E, x: Value): Value =>
	e.emit("sitofp", ["f64"], [x], "f64");

// --- Ints

/** An operator on two i64: an i64, an f64 for `true_divide`; two bools keep `and`, `or`, `xor` bools. Undefined where there is none. */
export function onWords(
	e: E,
	kind: string,
	x: Value,
	y: Value,
): Value | undefined {
	const checked = CHECKED[kind];
	if (checked) return exact(e, checked, x, y);
	const bitwise = BITWISE[kind];
	if (bitwise) return e.emit(bitwise, [], [x, y], x.type);
	switch (kind) {
		case "floor_divide":
		case "remainder":
			return divide(e, kind, x, y);
		case "true_divide":
			return quotient(e, x, y);
		case "lshift":
			return shiftLeft(e, x, y);
		case "rshift":
			return shiftRight(e, x, y);
		case "power":
			return power(e, x, y);
		default:
			return undefined;
	}
}

/** Is the operator's result on two bools a bool? */
export const isBitwise = (kind: string): boolean => kind in BITWISE;

export const negateWord = (e: E, x: Value): Value =>
	exact(e, "ssub_overflow", word(e, 0n), x);

export const invertWord = (e: E, x: Value): Value =>
	e.emit("xor", [], [x, word(e, -1n)], "i64");

function exact(e: E, name: OpName, x: Value, y: Value): Value {
	const [r, overflow] = e.overflowing(name, x, y);
	e.exitIf(overflow);
	return r;
}

/** Floor division or remainder: with the sign of the divisor, as long_div and long_mod do. */
function divide(e: E, kind: string, x: Value, y: Value): Value {
	const shift = exponentOf(y);
	if (shift !== undefined) return divideByPower(e, kind, x, shift);
	exitUnlessDivisor(e, y);
	const zero = word(e, 0n);
	const m = e.emit("srem", [], [x, y], "i64");
	const known = literalOf(y);
	const isPositive = typeof known === "bigint" && known > 0n;
	const mixed = isPositive ? m : e.emit("xor", [], [m, y], "i64");
	const negative = icmp(e, "slt", mixed, zero);
	const inexact = isPositive ? undefined : icmp(e, "ne", m, zero);
	const adjust = inexact
		? e.emit("and", [], [negative, inexact], "i1")
		: negative;
	const one = e.emit("zext", ["i64"], [adjust], "i64");
	if (kind === "remainder") {
		const more = e.emit("mul", [], [one, y], "i64");
		return e.emit("add", [], [m, more], "i64");
	}
	const q = e.emit("sdiv", [], [x, y], "i64");
	return e.emit("sub", [], [q, one], "i64");
}

/** By 2 ** `shift`: floors as shifts do. */
function divideByPower(e: E, kind: string, x: Value, shift: bigint): Value {
	if (kind === "remainder")
		return e.emit("and", [], [x, word(e, (1n << shift) - 1n)], "i64");
	return e.emit("ashr", [], [x, word(e, shift)], "i64");
}

/** Of which power of 2 a value is known to be. */
function exponentOf(v: Value): bigint | undefined {
	const known = literalOf(v);
	if (typeof known !== "bigint" || known <= 0n || known & (known - 1n))
		return undefined;
	return BigInt(known.toString(2).length - 1);
}

/** Neither 0 nor -1, by which the most negative word cannot be divided. */
function exitUnlessDivisor(e: E, y: Value): void {
	const known = literalOf(y);
	if (known !== undefined && known !== 0n && known !== -1n) return;
	const up = e.emit("add", [], [y, word(e, 1n)], "i64");
	e.exitIf(icmp(e, "ule", up, word(e, 1n)));
}

/** int / int: right when both are doubles without rounding (long_true_divide). */
function quotient(e: E, x: Value, y: Value): Value {
	for (const v of [x, y]) exitUnlessExact(e, v);
	if (!literalOf(y)) e.exitIf(icmp(e, "eq", y, word(e, 0n)));
	return e.emit("fdiv", [], [toFloat(e, x), toFloat(e, y)], "f64");
}

/** Leaves when an int is larger than the doubles that are ints without gaps. */
function exitUnlessExact(e: E, v: Value): void {
	const known = literalOf(v);
	if (typeof known === "bigint" && known <= EXACT && known >= -EXACT) return;
	const shifted = e.emit("add", [], [v, word(e, EXACT)], "i64");
	e.exitIf(icmp(e, "ugt", shifted, word(e, 2n * EXACT)));
}

function exitUnlessUpTo(e: E, y: Value, most: bigint): void {
	const known = literalOf(y);
	if (typeof known === "bigint" && known >= 0n && known <= most) return;
	e.exitIf(icmp(e, "ugt", y, word(e, most)));
}

function shiftLeft(e: E, x: Value, y: Value): Value {
	exitUnlessUpTo(e, y, 62n);
	const r = e.emit("shl", [], [x, y], "i64");
	const back = e.emit("ashr", [], [r, y], "i64");
	e.exitIf(icmp(e, "ne", back, x));
	return r;
}

function shiftRight(e: E, x: Value, y: Value): Value {
	exitUnlessUpTo(e, y, 63n);
	return e.emit("ashr", [], [x, y], "i64");
}

/** A small constant power is multiplied out. */
function power(e: E, x: Value, y: Value): Value | undefined {
	const known = literalOf(y);
	if (typeof known !== "bigint" || known < 0n || known > MOST_FACTORS)
		return undefined;
	let r = known === 0n ? word(e, 1n) : x;
	for (let i = 1n; i < known; i++) r = exact(e, "smul_overflow", r, x);
	return r;
}

// --- Floats

/** An operator on two f64; an int operand has been rounded as int.__float__ rounds, which sitofp does. */
export function onFloats(
	e: E,
	kind: string,
	x: Value,
	y: Value,
): Value | undefined {
	if (kind === "power") return floatPower(e, x, y);
	const call = FLOAT_CALLS[kind];
	const name = FLOAT[kind];
	if (!name && !call) return undefined;
	if ((kind === "true_divide" || call) && !Number(literalOf(y) ?? 0))
		e.exitIf(fcmp(e, "oeq", y, float(e, 0)));
	if (call) return e.emit("call", [call], [x, y], "f64");
	return e.emit(name as OpName, [], [x, y], "f64");
}

/** float_pow's ordinary case: a positive base, nothing infinite. */
function floatPower(e: E, x: Value, y: Value): Value {
	e.exitUnless(fcmp(e, "ogt", x, float(e, 0)));
	const r = e.emit("call", ["Coconut_FloatPower"], [x, y], "f64");
	exitUnlessFinite(e, r);
	return r;
}

export function exitUnlessFinite(e: E, v: Value): void {
	// v - v is 0 unless v is infinite or no number.
	const nothing = e.emit("fsub", [], [v, v], "f64");
	e.exitUnless(fcmp(e, "oeq", nothing, float(e, 0)));
}

// --- Comparison

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

/** Compares numbers of type i64 or f64, an int with a float exactly as float_richcompare does; an i1. */
export function compareNumbers(e: E, kind: string, x: Value, y: Value): Value {
	if (x.type !== "f64" && x.type === y.type)
		return icmp(e, SIGNED[kind] as string, x, y);
	for (const v of [x, y]) if (v.type === "i64") exitUnlessExact(e, v);
	const [f, g] = [x, y].map((v) => (v.type === "i64" ? toFloat(e, v) : v));
	return fcmp(e, ORDERED[kind] as string, f as Value, g as Value);
}

/** abs of an i64 or f64. The least word leaves, and a NaN, of which the sign counts. */
export function absoluteNumber(e: E, v: Value): Value {
	if (v.type === "f64") {
		// Of a negative zero as well.
		const zero = float(e, 0);
		const below = e.emit("fsub", [], [zero, v], "f64");
		const isPositive = fcmp(e, "olt", zero, v);
		e.exitIf(fcmp(e, "une", v, v));
		return e.emit("select", [], [v, below, isPositive], "f64");
	}
	const zero = word(e, 0n);
	const [negative, overflow] = e.overflowing("ssub_overflow", zero, v);
	e.exitIf(overflow);
	const isNegative = icmp(e, "slt", v, zero);
	return e.emit("select", [], [negative, v, isNegative], "i64");
}

/** The truth of an i64 or f64. */
export function truthOfNumber(e: E, v: Value): Value {
	return v.type === "f64"
		? fcmp(e, "une", v, float(e, 0))
		: icmp(e, "ne", v, word(e, 0n));
}

/** The least i64, which stands for a number that is no word. */
const REFUSED = -(1n << 63n);

/** What a function of the module `math` gives for floats: what is not finite, or no word, leaves. */
export function onMath(
	e: E,
	{ entry, result }: MathFunction,
	args: Value[],
): Value {
	const value = e.emit("call", [entry], args, result);
	if (result === "i64") e.exitIf(icmp(e, "eq", value, word(e, REFUSED)));
	else exitUnlessFinite(e, value);
	return value;
}

/** How the answer of Coconut_QuickOrder, -1, 0 or 1, compares with 0; comparisons that are not of order are not in it. */
export const ORDERS: Readonly<Record<string, string>> = {
	lt: "slt",
	le: "sle",
	gt: "sgt",
	ge: "sge",
};
