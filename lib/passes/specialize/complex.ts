/** Complex numbers in registers, as complexobject.c calculates with them; ints and floats become complex where they meet one. What is infinite or no number leaves where C code would look at errno. */

import {
	addParam,
	addResult,
	type Block,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import {
	compareNumbers,
	exitUnlessFinite,
	literalOf,
} from "../machine-numbers.ts";
import { asFloat, asInt, exact } from "./operand.ts";
import { type Path, to, UNLIKELY } from "./path.ts";
import { type NumRep, type RealRep, T } from "./reps.ts";

/** Powers up to this one are multiplied out. */
const MOST_FACTORS = 8n;

/** Operators that complex numbers have in registers. */
const OPERATORS: ReadonlySet<string> = new Set(
	"add subtract multiply true_divide power".split(" "),
);

export const hasComplexForm = (kind: string): boolean => OPERATORS.has(kind);

export const isComplex = (n: NumRep): boolean => n.type === "complex";

/** A complex of two floats. */
export const create = (p: Path, re: Value, im: Value): Value =>
	p.emit("complex.create", [], [re, im], "complex");

export function re(p: Path, z: Value): Value {
	const made = opOf(z);
	if (made?.name === "complex.create") return made.operands[0] as Value;
	return p.emit("complex.re", [], [z], "f64");
}

export function im(p: Path, z: Value): Value {
	const made = opOf(z);
	if (made?.name === "complex.create") return made.operands[1] as Value;
	return p.emit("complex.im", [], [z], "f64");
}

/** A number as a complex. */
function asComplex(p: Path, n: NumRep): Value {
	if (n.type === "complex") return n.value;
	return create(p, asFloat(p, n as RealRep), p.f64(0));
}

/** An operator on numbers of which one is a complex; undefined where it is not done in registers. */
export function onComplex(
	p: Path,
	kind: string,
	x: NumRep,
	y: NumRep,
): Value | undefined {
	if (kind === "power") return isComplex(x) ? power(p, x.value, y) : undefined;
	const [a, b] = [asComplex(p, x), asComplex(p, y)];
	switch (kind) {
		case "add":
			return each(p, "fadd", a, b);
		case "subtract":
			return each(p, "fsub", a, b);
		case "multiply":
			return product(p, a, b);
		case "true_divide":
			return quotient(p, a, b);
		default:
			return undefined;
	}
}

const each = (p: Path, name: "fadd" | "fsub", a: Value, b: Value): Value => {
	const sum = (x: Value, y: Value): Value => p.emit(name, [], [x, y], "f64");
	return create(p, sum(re(p, a), re(p, b)), sum(im(p, a), im(p, b)));
};

/** _Py_c_prod. */
function product(p: Path, a: Value, b: Value): Value {
	const times = (x: Value, y: Value): Value =>
		p.emit("fmul", [], [x, y], "f64");
	const [ar, ai, br, bi] = [re(p, a), im(p, a), re(p, b), im(p, b)];
	const real = p.emit("fsub", [], [times(ar, br), times(ai, bi)], "f64");
	const imag = p.emit("fadd", [], [times(ar, bi), times(ai, br)], "f64");
	return create(p, real, imag);
}

/** _Py_c_quot; of zero it leaves. */
function quotient(p: Path, a: Value, b: Value): Value {
	if (Object.is(literalOf(im(p, b)), 0)) return quotientOfReal(p, a, re(p, b));
	p.exitUnless(truthOfComplex(p, b));
	const all = [re(p, a), im(p, a), re(p, b), im(p, b)];
	const part = (name: string): Value =>
		p.emit("call", [`Coconut_ComplexQuotient${name}`], all, "f64");
	return create(p, part("Re"), part("Im"));
}

/** The same where the divisor has the imaginary part 0; it leaves where that is no number. */
function quotientOfReal(p: Path, a: Value, by: Value): Value {
	const zero = p.f64(0);
	const square = p.emit("fmul", [], [by, by], "f64");
	// False of 0, of what is so small that its square is, and of no number.
	p.exitUnless(p.emit("fcmp", ["ogt"], [square, zero], "i1"));
	const op = (name: "fadd" | "fsub" | "fmul" | "fdiv", x: Value, y: Value) =>
		p.emit(name, [], [x, y], "f64");
	const [real, imag] = [re(p, a), im(p, a)];
	const ratio = op("fdiv", zero, by);
	const denominator = op("fadd", by, op("fmul", zero, ratio));
	return create(
		p,
		op("fdiv", op("fadd", real, op("fmul", imag, ratio)), denominator),
		op("fdiv", op("fsub", imag, op("fmul", real, ratio)), denominator),
	);
}

/** c_powu for a small constant; what overflows leaves (complex_pow). */
function power(p: Path, x: Value, y: NumRep): Value | undefined {
	const n = literalOf(y.value);
	if (typeof n !== "bigint" || n < 1n || n > MOST_FACTORS) return undefined;
	let r = create(p, p.f64(1), p.f64(0));
	let square = x;
	for (let mask = 1n; n >= mask; mask <<= 1n) {
		if ((n & mask) !== 0n) r = product(p, r, square);
		square = product(p, square, square);
	}
	for (const v of [re(p, r), im(p, r)]) exitUnlessFinite(p, v);
	return r;
}

/** By absolute values of complex numbers what they are the roots of. */
const SQUARES = new WeakMap<Value, Value>();

/** complex_abs; what is not finite, or nearly so, leaves. */
export function absolute(p: Path, z: Value): Value {
	const parts = [re(p, z), im(p, z)];
	const [x, y] = parts.map((v) => p.emit("fmul", [], [v, v], "f64"));
	const square = p.emit("fadd", [], [x as Value, y as Value], "f64");
	exitUnlessFinite(p, square);
	const r = p.emit("call", ["Coconut_ComplexAbs"], parts, "f64");
	SQUARES.set(r, square);
	return r;
}

/** Limits of this size have squares that are as exact as floats are. */
const [LEAST, MOST] = [1e-100, 1e100];
/** Squares that are farther apart than by this part of them have roots in the same order, though all of them are rounded. */
const ROUNDING = 1e-13;

/**
 * An absolute value compared with a limit: by their squares, where those are not so close that rounding matters. Undefined where it is no absolute value, or no
 * constant limit.
 */
export function compareAbsolute(
	p: Path,
	kind: string,
	x: Value,
	y: Value,
): Value | undefined {
	const square = SQUARES.get(x);
	const limit = Number(literalOf(y) ?? Number.NaN);
	if (!square || !(limit >= LEAST && limit <= MOST)) return undefined;
	const [close, apart, next] = ["close", "apart", "compared"].map((name) =>
		newBlock(name),
	) as [Block, Block, Block];
	const result = addParam(next, "", "i1");
	const least = p.f64(limit * limit * (1 - ROUNDING));
	const most = p.f64(limit * limit * (1 + ROUNDING));
	const above = p.emit("fcmp", ["oge"], [square, least], "i1");
	const below = p.emit("fcmp", ["ole"], [square, most], "i1");
	const isClose = p.emit("and", [], [above, below], "i1");
	p.end("cond_br", [isClose], [to(close), to(apart)], [UNLIKELY]);
	p.place(close);
	const { attrs, operands } = callOf(x);
	const root = { attrs: [...attrs], operands: [...operands] };
	const again = addResult(p.emitOp("call", root), "", "f64");
	const exact = compareNumbers(p, kind, again, p.f64(limit));
	p.end("br", [], [to(next, [exact])]);
	p.place(apart);
	const isEquality = kind === "eq" || kind === "ne";
	const order = isEquality
		? p.i1(kind === "ne")
		: compareNumbers(p, kind, square, p.f64(limit * limit));
	p.end("br", [], [to(next, [order])]);
	p.place(next);
	return result;
}

const callOf = (v: Value): Op => v.def as Op;

export function negateComplex(p: Path, z: Value): Value {
	const minus = (v: Value): Value => p.emit("fneg", [], [v], "f64");
	return create(p, minus(re(p, z)), minus(im(p, z)));
}

export function conjugate(p: Path, z: Value): Value {
	return create(p, re(p, z), p.emit("fneg", [], [im(p, z)], "f64"));
}

/** complex_bool. */
export function truthOfComplex(p: Path, z: Value): Value {
	const isThere = (v: Value): Value =>
		p.emit("fcmp", ["une"], [v, p.f64(0)], "i1");
	return p.emit("or", [], [isThere(re(p, z)), isThere(im(p, z))], "i1");
}

/** Equality of numbers of which one is a complex (complex_richcompare): `eq` or `ne`. */
export function compareComplex(
	p: Path,
	kind: string,
	x: NumRep,
	y: NumRep,
): Value {
	const [z, other] = isComplex(x) ? [x, y] : [y, x];
	const real = re(p, z.value);
	const imag = im(p, z.value);
	const isSame = (v: Value, w: Value): Value => compareNumbers(p, "eq", v, w);
	const both = isComplex(other)
		? [isSame(real, re(p, other.value)), isSame(imag, im(p, other.value))]
		: [isSame(real, machine(p, other as RealRep)), isSame(imag, p.f64(0))];
	const same = p.emit("and", [], both, "i1");
	return kind === "eq" ? same : p.emit("xor", [], [same, p.i1(true)], "i1");
}

const machine = (p: Path, n: RealRep): Value =>
	n.type === "f64" ? n.value : asInt(p, n);

/** An attribute of a complex. */
export const partNamed = (p: Path, z: Value, name: "real" | "imag"): Value =>
	name === "real" ? re(p, z) : im(p, z);

/**
 * Are the operands of an operator numbers of which one is a complex, where a guard has failed too often? Neither int nor float, they may still be that: what is none goes
 * on by itself.
 */
export function areComplex(p: Path, operands: readonly Value[]): boolean {
	if (!p.engine.mayBeComplex) return false;
	for (const v of operands)
		if (p.rep(v).kind !== "num" && !exact(p, v, T.COMPLEX)) return false;
	return operands.some((v) => {
		const rep = p.rep(v);
		return rep.kind === "obj" || (rep.kind === "num" && isComplex(rep));
	});
}
