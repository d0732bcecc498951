/** The arithmetic of constant-fold: what each core op gives for constant operands. */
import type { Attr, Literal, Op, Value } from "../ir/ir.ts";
import type { OpName } from "../ir/ops.ts";
import { BITS, type IntType, isInt, type Type } from "../ir/types.ts";

/** What folding may ask: the value that stands for another by now. */
export interface FoldContext {
	final(v: Value): Value;
}

/** The constant a value is, if it is one. */
export function literalOf(v: Value): Literal | undefined {
	if ("params" in v.def || v.def.name !== "const") return undefined;
	return v.def.attrs[0] as Literal;
}

/** The constants of an op's results, or the value that its result equals; undefined when neither is known. */
export function foldOp(
	op: Op,
	context: FoldContext,
): readonly Literal[] | Value | undefined {
	const operands = op.operands.map((v) => context.final(v));
	if (op.name === "select") return selected(op, operands);
	const literals: Literal[] = [];
	for (const v of operands) {
		const l = literalOf(v);
		if (l) literals.push(l);
		else return op.name === "icmp" ? nullComparison(op, operands) : undefined;
	}
	const rule = RULES[op.name];
	return rule?.(literals as [Literal, Literal], op.attrs);
}

function selected(op: Op, operands: readonly Value[]): Value | undefined {
	const [yes, no, condition] = operands;
	const c = condition && literalOf(condition);
	const chosen = c?.value === 1n ? yes : c?.value === 0n ? no : undefined;
	return chosen?.type === op.results[0]?.type ? chosen : undefined;
}

/** NULL is equal to NULL. */
function nullComparison(
	op: Op,
	operands: readonly Value[],
): Literal[] | undefined {
	const isNull = (v: Value): boolean =>
		!("params" in v.def) && v.def.name === "null";
	const word = op.attrs[0] as string;
	if (!operands.every(isNull)) return undefined;
	return [bool(word === "eq" || (word.endsWith("e") && word !== "ne"))];
}

type Rule = (
	operands: readonly [Literal, Literal],
	attrs: readonly Attr[],
) => Literal[] | undefined;

const bool = (b: boolean): Literal => ({ type: "i1", value: b ? 1n : 0n });

/** An integer of a type, as literals keep it: signed, but i1 as 0 or 1. */
function wrap(type: IntType, n: bigint): Literal {
	const bits = BITS[type];
	return {
		type,
		value: bits === 1 ? BigInt.asUintN(1, n) : BigInt.asIntN(bits, n),
	};
}

const signed = (l: Literal): bigint =>
	BigInt.asIntN(BITS[l.type as IntType], l.value as bigint);
const unsigned = (l: Literal): bigint =>
	BigInt.asUintN(BITS[l.type as IntType], l.value as bigint);

/** An op on two integers of one type; undefined where it has no defined result. */
function int(
	f: (a: bigint, b: bigint, bits: number) => bigint | undefined,
	view = signed,
): Rule {
	return ([a, b]) => {
		const type = a.type as IntType;
		const r = f(view(a), view(b), BITS[type]);
		return r === undefined ? undefined : [wrap(type, r)];
	};
}

/** A shift; the amount is unsigned and less than the width. */
function shift(f: (a: bigint, n: bigint) => bigint, view = signed): Rule {
	return ([a, b]) => {
		const type = a.type as IntType;
		const n = unsigned(b);
		return n < BigInt(BITS[type]) ? [wrap(type, f(view(a), n))] : undefined;
	};
}

function overflow(f: (a: bigint, b: bigint) => bigint): Rule {
	return ([a, b]) => {
		const type = a.type as IntType;
		const exact = f(signed(a), signed(b));
		return [
			wrap(type, exact),
			bool(BigInt.asIntN(BITS[type], exact) !== exact),
		];
	};
}

/** An op on floats. A NaN is left to the machine, which gives it a sign and a payload. */
function float(f: (a: number, b: number) => number): Rule {
	return ([a, b]) => {
		const value = f(a.value as number, b?.value as number);
		return Number.isNaN(value) ? undefined : [{ type: "f64", value }];
	};
}

const ICMP: Readonly<Record<string, (a: Literal, b: Literal) => boolean>> = {
	eq: (a, b) => unsigned(a) === unsigned(b),
	ne: (a, b) => unsigned(a) !== unsigned(b),
	slt: (a, b) => signed(a) < signed(b),
	sle: (a, b) => signed(a) <= signed(b),
	sgt: (a, b) => signed(a) > signed(b),
	sge: (a, b) => signed(a) >= signed(b),
	ult: (a, b) => unsigned(a) < unsigned(b),
	ule: (a, b) => unsigned(a) <= unsigned(b),
	ugt: (a, b) => unsigned(a) > unsigned(b),
	uge: (a, b) => unsigned(a) >= unsigned(b),
};

const FCMP: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	oeq: (a, b) => a === b,
	one: (a, b) => a < b || a > b,
	olt: (a, b) => a < b,
	ole: (a, b) => a <= b,
	ogt: (a, b) => a > b,
	oge: (a, b) => a >= b,
	une: (a, b) => a !== b,
};

const convert =
	(view: (l: Literal) => bigint): Rule =>
	([a], [type]) => [wrap(type as IntType, view(a))];

/** Towards zero; undefined where the integer type has no room for it. */
const fptosi: Rule = ([a], [type]) => {
	const x = Math.trunc(a.value as number);
	if (!Number.isFinite(x)) return undefined;
	const r = wrap(type as IntType, BigInt(x));
	return signed(r) === BigInt(x) ? [r] : undefined;
};

const scratch = new DataView(new ArrayBuffer(8));

/** Between f64 and i64. A NaN keeps its class, not its payload, so those are left alone. */
const bitcast: Rule = ([a], [to]) => {
	const type = to as Type;
	if (a.type === type) return [a];
	if (isInt(a.type) && type === "f64") {
		scratch.setBigUint64(0, unsigned(a));
		const value = scratch.getFloat64(0);
		return Number.isNaN(value) ? undefined : [{ type, value }];
	}
	if (a.type !== "f64" || type !== "i64" || Number.isNaN(a.value))
		return undefined;
	scratch.setFloat64(0, a.value as number);
	return [wrap(type, scratch.getBigUint64(0))];
};

const RULES: { readonly [K in OpName]?: Rule } = {
	add: int((a, b) => a + b),
	sub: int((a, b) => a - b),
	mul: int((a, b) => a * b),
	sdiv: int((a, b, bits) =>
		b === 0n || BigInt.asIntN(bits, a / b) !== a / b ? undefined : a / b,
	),
	srem: int((a, b, bits) =>
		b === 0n || BigInt.asIntN(bits, a / b) !== a / b ? undefined : a % b,
	),
	udiv: int((a, b) => (b === 0n ? undefined : a / b), unsigned),
	urem: int((a, b) => (b === 0n ? undefined : a % b), unsigned),
	and: int((a, b) => a & b),
	or: int((a, b) => a | b),
	xor: int((a, b) => a ^ b),
	shl: shift((a, n) => a << n),
	lshr: shift((a, n) => a >> n, unsigned),
	ashr: shift((a, n) => a >> n),
	neg: ([a]) => [wrap(a.type as IntType, -signed(a))],
	not: ([a]) => [wrap(a.type as IntType, ~signed(a))],
	sadd_overflow: overflow((a, b) => a + b),
	ssub_overflow: overflow((a, b) => a - b),
	smul_overflow: overflow((a, b) => a * b),
	icmp: ([a, b], [word]) => [bool(ICMP[word as string]?.(a, b) ?? false)],
	fadd: float((a, b) => a + b),
	fsub: float((a, b) => a - b),
	fmul: float((a, b) => a * b),
	fdiv: float((a, b) => a / b),
	fneg: float((a) => -a),
	fcmp: ([a, b], [word]) => [
		bool(FCMP[word as string]?.(a.value as number, b.value as number) ?? false),
	],
	trunc: convert(signed),
	zext: convert(unsigned),
	sext: convert(signed),
	sitofp: ([a]) => [{ type: "f64", value: Number(signed(a)) }],
	fptosi,
	bitcast,
};
