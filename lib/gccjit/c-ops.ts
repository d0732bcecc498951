/**
 * The C expression of each op that computes a value. Nothing here is undefined in C that is defined in the IR: wrapping
 * arithmetic goes through unsigned types, narrow results are cast back.
 */
import type { Literal } from "../ir/ir.ts";
import {
	asSigned,
	type IntType,
	isAddress,
	isInt,
	type Scalar,
	type Signature,
} from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";
import { atom, type CExpr, type CFn, type FieldRef, PREC } from "./c-fn.ts";
import { C_SCALAR, C_UNSIGNED, cStringText } from "./c-types.ts";
import { type Expr, exprType, type OpExpr, type ValueOp } from "./tree.ts";

type Emit = (f: CFn, e: OpExpr) => CExpr;

const arg = (e: OpExpr, i: number): Expr => {
	const a = e.args[i];
	invariant(a, `'${e.name}' lacks operand ${i}`);
	return a;
};

const intType = (e: Expr): IntType => {
	const t = exprType(e);
	invariant(isInt(t), `expected an integer, found ${t}`);
	return t;
};

const isNarrow = (t: IntType): boolean => t === "i8" || t === "i16";

function cast(type: string, of: CExpr): CExpr {
	return { text: `(${type})${wrap(of, PREC.unary)}`, prec: PREC.unary };
}

/** Parentheses where an operator of precedence `prec` would take the operand apart. */
function wrap(e: CExpr, prec: number): string {
	return e.prec < prec ? `(${e.text})` : e.text;
}

/** Binary operators put their own kind in parentheses as well, and all that people mix up. */
function infix(a: CExpr, operator: string, b: CExpr): CExpr {
	const text = `${wrap(a, PREC.unary)} ${operator} ${wrap(b, PREC.unary)}`;
	return { text, prec: PREC.binary };
}

/** An i1 in signed arithmetic is 0 or -1. */
const signedBit = (a: CExpr, to: string): CExpr => ({
	text: `-${wrap(cast(to, a), PREC.unary)}`,
	prec: PREC.unary,
});

/** Sum, difference, product: modulo the width. */
function wrapping(operator: string, bit: string): Emit {
	return (f, e) => {
		const t = intType(e);
		const a = f.value(arg(e, 0));
		const b = f.value(arg(e, 1));
		if (t === "i1") return infix(a, bit, b);
		if (isNarrow(t)) return cast(C_SCALAR[t], infix(a, operator, b));
		const u = C_UNSIGNED[t];
		return cast(C_SCALAR[t], infix(cast(u, a), operator, cast(u, b)));
	};
}

/** Bitwise ops of sign-extended numbers give a sign-extended number. */
function bitwise(operator: string): Emit {
	return (f, e) => infix(f.value(arg(e, 0)), operator, f.value(arg(e, 1)));
}

/** A value in its own type also where C would take a constant for an int: before a shift, as a variable argument. */
function exactly(f: CFn, e: Expr): CExpr {
	const value = f.value(e);
	const isConstant = e.kind === "op" && e.name === "const";
	return isConstant && exprType(e) === "i64" ? cast("int64_t", value) : value;
}

function signed(operator: string): Emit {
	return (f, e) => {
		const t = intType(e);
		const a = exactly(f, arg(e, 0));
		if (t === "i1") return a;
		const result = infix(a, operator, f.value(arg(e, 1)));
		return isNarrow(t) ? cast(C_SCALAR[t], result) : result;
	};
}

function unsigned(operator: string): Emit {
	return (f, e) => {
		const t = intType(e);
		const a = f.value(arg(e, 0));
		if (t === "i1") return a;
		const u = C_UNSIGNED[t];
		const b = cast(u, f.value(arg(e, 1)));
		return cast(C_SCALAR[t], infix(cast(u, a), operator, b));
	};
}

const remainder =
	(of: Emit): Emit =>
	(f, e) =>
		intType(e) === "i1" ? atom("false") : of(f, e);

const shl: Emit = (f, e) => {
	const t = intType(e);
	const a = f.value(arg(e, 0));
	if (t === "i1") return a;
	const u = isNarrow(t) ? C_UNSIGNED.i32 : C_UNSIGNED[t];
	return cast(C_SCALAR[t], infix(cast(u, a), "<<", f.value(arg(e, 1))));
};

const ICMP = {
	eq: ["==", "either"],
	ne: ["!=", "either"],
	slt: ["<", "signed"],
	sle: ["<=", "signed"],
	sgt: [">", "signed"],
	sge: [">=", "signed"],
	ult: ["<", "unsigned"],
	ule: ["<=", "unsigned"],
	ugt: [">", "unsigned"],
	uge: [">=", "unsigned"],
} as const;

const icmp: Emit = (f, e) => {
	const [operator, sign] = ICMP[e.op.attrs[0] as keyof typeof ICMP];
	const view = (x: Expr): CExpr => comparable(f, x, sign);
	return infix(view(arg(e, 0)), operator, view(arg(e, 1)));
};

function comparable(
	f: CFn,
	e: Expr,
	sign: "either" | "signed" | "unsigned",
): CExpr {
	const t = exprType(e);
	if (isAddress(t)) {
		if (sign === "either") return f.voidPointer(e);
		return cast(sign === "signed" ? "intptr_t" : "uintptr_t", f.value(e));
	}
	const value = f.value(e);
	if (!isInt(t) || sign === "either") return value;
	if (t === "i1") return sign === "signed" ? signedBit(value, "int8_t") : value;
	return sign === "signed" ? value : cast(C_UNSIGNED[t], value);
}

const FCMP = {
	oeq: "==",
	olt: "<",
	ole: "<=",
	ogt: ">",
	oge: ">=",
	une: "!=",
} as const;

const fcmp: Emit = (f, e) => {
	const kind = e.op.attrs[0] as keyof typeof FCMP | "one";
	const a = f.value(arg(e, 0));
	const b = f.value(arg(e, 1));
	if (kind === "one")
		return atom(`__builtin_islessgreater(${a.text}, ${b.text})`);
	return infix(a, FCMP[kind], b);
};

const float =
	(operator: string): Emit =>
	(f, e) =>
		infix(f.value(arg(e, 0)), operator, f.value(arg(e, 1)));

const lowestBit = (a: CExpr): CExpr =>
	infix(infix(a, "&", atom("1")), "!=", atom("0"));

const trunc: Emit = (f, e) => {
	const value = f.value(arg(e, 0));
	const from = intType(arg(e, 0));
	if (from === e.type) return value;
	return e.type === "i1" ? lowestBit(value) : cast(C_SCALAR[e.type], value);
};

const zext: Emit = (f, e) => {
	const from = intType(arg(e, 0));
	const value = f.value(arg(e, 0));
	if (from === e.type) return value;
	const wide = from === "i1" ? value : cast(C_UNSIGNED[from], value);
	return cast(C_SCALAR[e.type], wide);
};

const sext: Emit = (f, e) => {
	const from = intType(arg(e, 0));
	const value = f.value(arg(e, 0));
	const to = C_SCALAR[e.type];
	if (from === e.type) return value;
	return from === "i1" ? signedBit(value, to) : cast(to, value);
};

const sitofp: Emit = (f, e) => {
	const value = f.value(arg(e, 0));
	const isBit = intType(arg(e, 0)) === "i1";
	return cast("double", isBit ? signedBit(value, "int32_t") : value);
};

const fptosi: Emit = (f, e) => {
	const value = f.value(arg(e, 0));
	if (e.type === "i1") return lowestBit(cast("int32_t", value));
	return cast(C_SCALAR[e.type], value);
};

const bitcast: Emit = (f, e) => {
	const from = exprType(arg(e, 0));
	const value = f.value(arg(e, 0));
	if (from === e.type || (isAddress(from) && isAddress(e.type))) return value;
	if (from === "f64") {
		const bits = atom(`bits_of_double(${value.text})`);
		return e.type === "i64" ? bits : cast(C_SCALAR[e.type], bits);
	}
	if (e.type !== "f64") return cast(C_SCALAR[e.type], value);
	const bits = isAddress(from) ? cast("int64_t", value) : value;
	return atom(`double_of_bits(${bits.text})`);
};

const call: Emit = (f, e) => {
	const callee = f.m.callee(e.op.attrs[0] as string);
	const args = e.args.map((a, i) =>
		i < callee.fixed ? f.typed(a, callee.pointees[i]) : exactly(f, a),
	);
	return atom(`${callee.name}(${args.map((a) => a.text).join(", ")})`);
};

const callIndirect: Emit = (f, e) => {
	const signature = e.op.attrs[0] as Signature;
	const [target, ...rest] = e.args;
	const params: string[] = signature.params.map((p) => C_SCALAR[p.type].trim());
	if (signature.variadic) params.push("...");
	const result =
		signature.result === "void" ? "void" : C_SCALAR[signature.result];
	const type = `${result}${result.endsWith("*") ? "" : " "}(*)(${params.join(", ") || "void"})`;
	const pointer = cast(type, f.value(target as Expr));
	const fixed = signature.params.length;
	const args = rest.map(
		(a, i) => (i < fixed ? f.value(a) : exactly(f, a)).text,
	);
	return atom(`(${pointer.text})(${args.join(", ")})`);
};

/** Whether it overflowed; sets the number. */
function overflow(operation: string): Emit {
	return (f, e) => {
		const t = intType(arg(e, 0));
		const a = f.value(arg(e, 0)).text;
		const b = f.value(arg(e, 1)).text;
		const target = e.target
			? `&${e.target.name}`
			: `&(${C_SCALAR[t].trim()}){0}`;
		const name =
			t === "i1"
				? `bit_${operation}_overflow`
				: `__builtin_${operation}_overflow`;
		return atom(`${name}(${a}, ${b}, ${target})`);
	};
}

const constant: Emit = (_f, e) => {
	const { type, value } = e.op.attrs[0] as Literal;
	return typeof value === "number"
		? floatConstant(value)
		: intConstant(type, value);
};

/** A number in the signed C type. */
export function intConstant(type: Scalar, value: bigint): CExpr {
	if (type === "i1") return atom(value & 1n ? "true" : "false");
	const n = asSigned(type, value);
	if (type === "i128") return wideConstant(n);
	if (n === -(2n ** 63n)) return atom("INT64_MIN");
	if (n === -(2n ** 31n)) return atom("INT32_MIN");
	const suffix = n > 2147483647n || n < -2147483648n ? "LL" : "";
	return { text: `${n}${suffix}`, prec: n < 0n ? PREC.unary : PREC.atom };
}

/** C has no literals of more than a word. */
function wideConstant(value: bigint): CExpr {
	const low = BigInt.asIntN(64, value);
	if (low === value) return cast("__int128", intConstant("i64", low));
	const word = (n: bigint): CExpr => atom(`${BigInt.asUintN(64, n)}ULL`);
	const high = cast("unsigned __int128", word(value >> 64n));
	const shifted = infix(high, "<<", atom("64"));
	return cast("__int128", infix(shifted, "|", word(value)));
}

export function floatConstant(value: number): CExpr {
	if (Number.isNaN(value)) return atom('__builtin_nan("")');
	if (value === Infinity) return atom("__builtin_inf()");
	if (value === -Infinity)
		return { text: "-__builtin_inf()", prec: PREC.unary };
	const digits = Object.is(value, -0) ? "-0" : String(value);
	const text = /[.e]/.test(digits) ? digits : `${digits}.0`;
	return { text, prec: text.startsWith("-") ? PREC.unary : PREC.atom };
}

export const C_EMITTERS: { readonly [K in ValueOp]: Emit } = {
	const: constant,
	null: () => atom("NULL"),
	global_addr: (f, e) => f.m.symbolAddress(e.op.attrs[0] as string),
	string_addr: (_f, e) => ({
		text: `(void *)${cStringText(e.op.attrs[0] as string)}`,
		prec: PREC.unary,
	}),
	add: wrapping("+", "^"),
	sub: wrapping("-", "^"),
	mul: wrapping("*", "&"),
	sdiv: signed("/"),
	srem: remainder(signed("%")),
	udiv: unsigned("/"),
	urem: remainder(unsigned("%")),
	and: bitwise("&"),
	or: bitwise("|"),
	xor: bitwise("^"),
	shl,
	lshr: unsigned(">>"),
	ashr: signed(">>"),
	neg: (f, e) => {
		const t = intType(e);
		const a = f.value(arg(e, 0));
		if (t === "i1") return a;
		const negated = (x: CExpr): CExpr => ({
			text: `-${wrap(x, PREC.atom)}`,
			prec: PREC.unary,
		});
		if (isNarrow(t)) return cast(C_SCALAR[t], negated(a));
		return cast(C_SCALAR[t], infix(atom("0"), "-", cast(C_UNSIGNED[t], a)));
	},
	not: (f, e) => ({
		text: `${e.type === "i1" ? "!" : "~"}${wrap(f.value(arg(e, 0)), PREC.unary)}`,
		prec: PREC.unary,
	}),
	icmp,
	select: (f, e) => {
		const arm = (i: number): CExpr =>
			isAddress(e.type) ? f.voidPointer(arg(e, i)) : f.value(arg(e, i));
		const parts = [f.value(arg(e, 2)), arm(0), arm(1)].map((x) =>
			wrap(x, PREC.unary),
		);
		return {
			text: `${parts[0]} ? ${parts[1]} : ${parts[2]}`,
			prec: PREC.conditional,
		};
	},
	fadd: float("+"),
	fsub: float("-"),
	fmul: float("*"),
	fdiv: float("/"),
	fneg: (f, e) => ({
		text: `-${wrap(f.value(arg(e, 0)), PREC.atom)}`,
		prec: PREC.unary,
	}),
	fcmp,
	trunc,
	zext,
	sext,
	sitofp,
	fptosi,
	ptrtoint: (f, e) => cast("int64_t", f.value(arg(e, 0))),
	inttoptr: (f, e) => cast("void *", f.value(arg(e, 0))),
	bitcast,
	alloca: () => {
		throw new Error("internal error: an alloca is a variable");
	},
	load_atomic: (f, e) => ({
		text: `__atomic_load_n((${C_SCALAR[e.type]} *)${f.value(arg(e, 0)).text}, __ATOMIC_RELAXED)`,
		prec: PREC.atom,
	}),
	load: (f, e) => f.place(arg(e, 0), e.type),
	load_field: (f, e) => f.field(arg(e, 0), e.op.attrs[0] as FieldRef),
	field_addr: (f, e) =>
		f.addressOf(f.field(arg(e, 0), e.op.attrs[0] as FieldRef)),
	elem_addr: (f, e) => f.addressOf(f.element(e)),
	call,
	call_indirect: callIndirect,
	sadd_overflow: overflow("add"),
	ssub_overflow: overflow("sub"),
	smul_overflow: overflow("mul"),
};
