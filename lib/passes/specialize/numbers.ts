/** Arithmetic, comparison and truth on machine numbers. What a machine cannot do as Python does leaves the path. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import { grow } from "./general.ts";
import type { Handlers } from "./handlers.ts";
import { asFloat, asInt, narrow, number, orderFor } from "./operand.ts";
import { LIKELY, type Path, to } from "./path.ts";
import {
	literalOf,
	type Num,
	type NumRep,
	type ObjRep,
	T,
	within,
} from "./reps.ts";

/** An operator without its `inplace_`: numbers do not tell the difference. */
const plainOperator = (kind: string): string => kind.replace("inplace_", "");

const OVERFLOW: Readonly<Record<string, OpName>> = {
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
/** Ints up to this size are doubles too. */
const EXACT = 1n << 53n;
/** Powers up to this one are multiplied out. */
const MOST_FACTORS = 8n;

function binary(p: Path, op: Op): boolean {
	const kind = plainOperator(op.attrs[0] as string);
	const [a, b] = op.operands as [Value, Value];
	const pair = operands(p, a, b, kind === "true_divide");
	if (!pair) return kind === "add" && grow(p, op);
	const [x, y] = pair;
	const r =
		x.type === "f64" || y.type === "f64"
			? floats(p, kind, asFloat(p, x), asFloat(p, y), y)
			: ints(p, kind, x, y);
	if (!r) return false;
	give(p, op, r);
	return true;
}

function give(p: Path, op: Op, value: Value): void {
	p.engine.gained.add(p.op);
	p.set(op.results[0], { kind: "num", type: value.type as Num, value });
}

/** Both operands as numbers, tested where they have to be. */
function operands(
	p: Path,
	a: Value,
	b: Value,
	floatFirst: boolean,
): [NumRep, NumRep] | undefined {
	if (!mayBeNumber(p, a) || !mayBeNumber(p, b)) return undefined;
	const x = number(p, a, orderFor(p, b, floatFirst));
	const y = number(p, b, orderFor(p, a, floatFirst));
	return x && y ? [x, y] : undefined;
}

function mayBeNumber(p: Path, v: Value): boolean {
	const rep = p.rep(v);
	if (rep.kind === "num") return true;
	return rep.kind === "obj" && (rep.mask & (T.INT | T.FLOAT)) !== 0;
}

// --- Ints

function ints(p: Path, kind: string, a: NumRep, b: NumRep): Value | undefined {
	const bitwise = BITWISE[kind];
	if (bitwise && a.type === "i1" && b.type === "i1")
		return p.emit(bitwise, [], [a.value, b.value], "i1");
	const [x, y] = [asInt(p, a), asInt(p, b)];
	const checked = OVERFLOW[kind];
	if (checked) return exact(p, checked, x, y);
	if (bitwise) return p.emit(bitwise, [], [x, y], "i64");
	switch (kind) {
		case "floor_divide":
		case "remainder":
			return divide(p, kind, x, y);
		case "true_divide":
			return quotient(p, x, y);
		case "lshift":
			return shiftLeft(p, x, y);
		case "rshift":
			return shiftRight(p, x, y);
		case "power":
			return power(p, x, y);
		default:
			return undefined;
	}
}

function exact(p: Path, name: OpName, x: Value, y: Value): Value {
	const [r, overflow] = p.overflowing(name, x, y);
	p.exitIf(overflow);
	return r;
}

/** Floor division or remainder: with the sign of the divisor, as long_div and long_mod do. */
function divide(p: Path, kind: string, x: Value, y: Value): Value {
	const zero = p.i64(0);
	const known = literalOf(y);
	if (known === undefined || known === 0n) p.exitIf(p.icmp("eq", y, zero));
	// The most negative word divided by -1 does not fit.
	if (known === undefined || known === -1n)
		p.exitIf(p.icmp("eq", y, p.i64(-1)));
	const m = p.emit("srem", [], [x, y], "i64");
	const mixed = p.emit("xor", [], [m, y], "i64");
	const negative = p.icmp("slt", mixed, zero);
	const inexact = p.icmp("ne", m, zero);
	const adjust = p.emit("and", [], [negative, inexact], "i1");
	const one = p.emit("zext", ["i64"], [adjust], "i64");
	if (kind === "remainder") {
		const more = p.emit("mul", [], [one, y], "i64");
		return p.emit("add", [], [m, more], "i64");
	}
	const q = p.emit("sdiv", [], [x, y], "i64");
	return p.emit("sub", [], [q, one], "i64");
}

/** int / int: right when both are doubles without rounding (long_true_divide). */
function quotient(p: Path, x: Value, y: Value): Value {
	for (const v of [x, y]) exitUnlessExact(p, v);
	if (literalOf(y) === undefined) p.exitIf(p.icmp("eq", y, p.i64(0)));
	const [a, b] = [x, y].map((v) => p.emit("sitofp", ["f64"], [v], "f64"));
	return p.emit("fdiv", [], [a as Value, b as Value], "f64");
}

/** Leaves when an int is larger than the doubles that are ints without gaps. */
function exitUnlessExact(p: Path, v: Value): void {
	const known = literalOf(v);
	if (typeof known === "bigint" && known !== 0n)
		if (known <= EXACT && known >= -EXACT) return;
	const shifted = p.emit("add", [], [v, p.i64(EXACT)], "i64");
	p.exitIf(p.icmp("ugt", shifted, p.i64(2n * EXACT)));
}

function shiftLeft(p: Path, x: Value, y: Value): Value {
	const known = literalOf(y);
	if (typeof known !== "bigint" || known < 0n || known > 62n)
		p.exitIf(p.icmp("ugt", y, p.i64(62)));
	const r = p.emit("shl", [], [x, y], "i64");
	const back = p.emit("ashr", [], [r, y], "i64");
	p.exitIf(p.icmp("ne", back, x));
	return r;
}

function shiftRight(p: Path, x: Value, y: Value): Value {
	const known = literalOf(y);
	if (typeof known !== "bigint" || known < 0n || known > 63n)
		p.exitIf(p.icmp("ugt", y, p.i64(63)));
	return p.emit("ashr", [], [x, y], "i64");
}

/** A small constant power is multiplied out. */
function power(p: Path, x: Value, y: Value): Value | undefined {
	const known = literalOf(y);
	if (typeof known !== "bigint" || known < 0n || known > MOST_FACTORS)
		return undefined;
	let r = known === 0n ? p.i64(1) : x;
	for (let i = 1n; i < known; i++) r = exact(p, "smul_overflow", r, x);
	return r;
}

// --- Floats

function floats(
	p: Path,
	kind: string,
	x: Value,
	y: Value,
	divisor: NumRep,
): Value | undefined {
	const call = FLOAT_CALLS[kind];
	const name = FLOAT[kind];
	if (kind === "power") return floatPower(p, x, y);
	if (!name && !call) return undefined;
	if (kind === "true_divide" || call) {
		const known = literalOf(divisor.value);
		if (known === undefined || Number(known) === 0)
			p.exitIf(p.emit("fcmp", ["oeq"], [y, p.f64(0)], "i1"));
	}
	if (call) return p.emit("call", [call], [x, y], "f64");
	return p.emit(name as OpName, [], [x, y], "f64");
}

const FLOAT_CALLS: Readonly<Record<string, string>> = {
	floor_divide: "Coconut_FloatFloorDivide",
	remainder: "Coconut_FloatRemainder",
};

/** float_pow's ordinary case: a positive base, nothing infinite. */
function floatPower(p: Path, x: Value, y: Value): Value {
	p.exitUnless(p.emit("fcmp", ["ogt"], [x, p.f64(0)], "i1"));
	const r = p.emit("call", ["Coconut_FloatPower"], [x, y], "f64");
	// r - r is 0 unless r is infinite or no number.
	const finite = p.emit("fsub", [], [r, r], "f64");
	p.exitUnless(p.emit("fcmp", ["oeq"], [finite, p.f64(0)], "i1"));
	return r;
}

// --- Unary operators, comparison, truth

function unary(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const kind = op.attrs[0] as string;
	if (!mayBeNumber(p, v)) return false;
	const order = kind === "invert" ? [T.INT] : [T.INT, T.FLOAT];
	const n = number(p, v, order);
	if (!n || (kind === "invert" && n.type === "f64")) return false;
	if (n.type === "f64") {
		const r =
			kind === "negative" ? p.emit("fneg", [], [n.value], "f64") : n.value;
		give(p, op, r);
		return true;
	}
	const x = asInt(p, n);
	if (kind === "negative") give(p, op, exact(p, "ssub_overflow", p.i64(0), x));
	else if (kind === "invert")
		give(p, op, p.emit("xor", [], [x, p.i64(-1)], "i64"));
	else give(p, op, x);
	return true;
}

const INT_COMPARE = {
	lt: "slt",
	le: "sle",
	eq: "eq",
	ne: "ne",
	gt: "sgt",
	ge: "sge",
} as const;
const FLOAT_COMPARE = {
	lt: "olt",
	le: "ole",
	eq: "oeq",
	ne: "une",
	gt: "ogt",
	ge: "oge",
} as const;

function compare(p: Path, op: Op): boolean {
	const kind = op.attrs[0] as keyof typeof INT_COMPARE;
	const [a, b] = op.operands as [Value, Value];
	if (!likelyNumbers(p, a, b, kind)) return false;
	const pair = operands(p, a, b, false);
	if (!pair) return false;
	const [x, y] = pair;
	if (x.type !== "f64" && y.type !== "f64") {
		give(p, op, p.icmp(INT_COMPARE[kind], asInt(p, x), asInt(p, y)));
		return true;
	}
	// Python compares an int with a float exactly.
	for (const n of [x, y]) if (n.type === "i64") exitUnlessExact(p, n.value);
	const numbers = [asFloat(p, x), asFloat(p, y)];
	give(p, op, p.emit("fcmp", [FLOAT_COMPARE[kind]], numbers, "i1"));
	return true;
}

/** Anything may be compared: where one is a number already the other is taken for one, and items of lists where they are ordered. */
function likelyNumbers(p: Path, a: Value, b: Value, kind: string): boolean {
	const ordered = kind !== "eq" && kind !== "ne";
	return [a, b].some((v) => {
		const rep = p.rep(v);
		if (rep.kind === "num") return true;
		if (rep.kind !== "obj") return false;
		const isItem = ordered && rep.kept === "item";
		return isItem || within(rep.mask, T.INT | T.FLOAT | T.BOOL);
	});
}

function truth(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const rep = p.rep(v);
	if (rep.kind === "num") {
		p.set(op.results[0], { kind: "num", type: "i1", value: test(p, rep) });
		return true;
	}
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	const numbers = T.BOOL | T.INT | T.FLOAT;
	const n = within(rep.mask, numbers) && number(p, v, [T.BOOL, T.INT]);
	if (n) {
		give(p, op, test(p, n));
		return true;
	}
	return truthOfObject(p, op, v, rep);
}

/** The truth of what is not written in Python: of anything else on a path of its own, as it is. */
function truthOfObject(p: Path, op: Op, v: Value, rep: ObjRep): boolean {
	if (rep.kept === "owned" || (rep.mask & SIMPLE) === 0) return false;
	const r = p.emit("call", ["Coconut_SimpleTruth"], [rep.value], "i32");
	const literal = { type: "i32", value: 0n } as const;
	const zero = p.emit("const", [literal], [], "i32");
	const known = p.icmp("sge", r, zero);
	if (p.mayFork()) {
		const other = p.fork();
		narrow(other, v, rep, rep.mask & ~SIMPLE);
		const next = newBlock("simple");
		const edges = [to(next), to(other.out ?? next)];
		p.end("cond_br", [known], edges, [LIKELY]);
		p.place(next);
	} else p.exitUnless(known);
	give(p, op, p.icmp("ne", r, zero));
	return true;
}

/** What Coconut_SimpleTruth knows the truth of. */
const SIMPLE =
	T.NONE | T.BOOL | T.INT | T.FLOAT | T.STR | T.LIST | T.TUPLE | T.DICT;

function test(p: Path, n: NumRep): Value {
	if (n.type === "i1") return n.value;
	if (n.type === "f64")
		return p.emit("fcmp", ["une"], [n.value, p.f64(0)], "i1");
	return p.icmp("ne", n.value, p.i64(0));
}

export const NUMBERS: Handlers = {
	"py.binary_op": binary,
	"py.unary_op": unary,
	"py.compare_op": compare,
	"py.truth": truth,
	"py.from_bool": (p, op) => {
		p.set(op.results[0], p.rep(op.operands[0] as Value));
		return true;
	},
	"py.is_none": (p, op) => {
		const rep = p.rep(op.operands[0] as Value);
		if (rep.kind === "num") {
			const value = p.i1(false);
			p.set(op.results[0], { kind: "num", type: "i1", value });
			return true;
		}
		if (rep.kind !== "obj" || rep.kept === "owned") return false;
		const value = p.isNone(rep.value);
		p.set(op.results[0], { kind: "num", type: "i1", value });
		return true;
	},
};
