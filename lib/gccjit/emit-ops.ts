/** libgccjit's expression for each op that computes a value. Compiled with -fwrapv: signed arithmetic wraps. */
import type { Literal } from "../ir/ir.ts";
import {
	asSigned,
	type IntType,
	isAddress,
	isInt,
	type Scalar,
	SIZE,
	type Signature,
} from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";
import { BINARY, COMPARE, TYPE, UNARY } from "./api.ts";
import type { FieldRef, FnEmitter } from "./emit-fn.ts";
import { CONTEXT, type Handle, NULL } from "./recorder.ts";
import { type Expr, exprType, type OpExpr, type ValueOp } from "./tree.ts";

type Emit = (f: FnEmitter, e: OpExpr) => Handle;

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

/** An i1 in signed arithmetic is 0 or -1. */
function signedBit(f: FnEmitter, value: Handle, to: Handle): Handle {
	return f.unary(UNARY.minus, to, f.cast(value, to));
}

/** Arithmetic in the signed type; `bit`: what it is for i1, undefined where it is operand 0 itself. */
function signed(kind: number, bit: number | "first"): Emit {
	return (f, e) => {
		const t = intType(e);
		const a = f.value(arg(e, 0));
		const b = f.value(arg(e, 1));
		if (t !== "i1") return f.binary(kind, f.m.types.scalar(t), a, b);
		return bit === "first" ? a : f.binary(bit, f.m.types.scalar(t), a, b);
	};
}

function unsigned(kind: number): Emit {
	return (f, e) => {
		const t = intType(e);
		const a = f.value(arg(e, 0));
		if (t === "i1") return a;
		const type = f.m.types.unsigned(t);
		const b = f.cast(f.value(arg(e, 1)), type);
		const result = f.binary(kind, type, f.cast(a, type), b);
		return f.cast(result, f.m.types.scalar(t));
	};
}

/** Remainders by 1 and -1, the only divisors an i1 can hold, are 0. */
function remainder(of: Emit): Emit {
	return (f, e) =>
		intType(e) === "i1" ? f.m.integer(f.m.types.scalar("i1"), 0n) : of(f, e);
}

const ICMP = {
	eq: [COMPARE.eq, "either"],
	ne: [COMPARE.ne, "either"],
	slt: [COMPARE.lt, "signed"],
	sle: [COMPARE.le, "signed"],
	sgt: [COMPARE.gt, "signed"],
	sge: [COMPARE.ge, "signed"],
	ult: [COMPARE.lt, "unsigned"],
	ule: [COMPARE.le, "unsigned"],
	ugt: [COMPARE.gt, "unsigned"],
	uge: [COMPARE.ge, "unsigned"],
} as const;

const icmp: Emit = (f, e) => {
	const [kind, sign] = ICMP[e.op.attrs[0] as keyof typeof ICMP];
	const view = (x: Expr): Handle => comparable(f, x, sign);
	return f.compare(kind, view(arg(e, 0)), view(arg(e, 1)));
};

/** A value in the type whose comparison has the wanted sign. */
function comparable(
	f: FnEmitter,
	e: Expr,
	sign: "either" | "signed" | "unsigned",
): Handle {
	const t = exprType(e);
	const value = f.value(e);
	const { types } = f.m;
	if (isAddress(t)) {
		if (sign === "either") return value;
		const word = types.basic(sign === "signed" ? TYPE.long : TYPE.unsignedLong);
		return f.bitcast(value, word);
	}
	if (!isInt(t) || sign === "either") return value;
	if (t === "i1")
		return sign === "signed"
			? signedBit(f, value, types.scalar("i8"))
			: f.cast(value, types.scalar("i8"));
	return sign === "signed" ? value : f.cast(value, types.unsigned(t));
}

const FCMP = {
	oeq: COMPARE.eq,
	olt: COMPARE.lt,
	ole: COMPARE.le,
	ogt: COMPARE.gt,
	oge: COMPARE.ge,
	une: COMPARE.ne,
} as const;

const fcmp: Emit = (f, e) => {
	const kind = e.op.attrs[0] as keyof typeof FCMP | "one";
	const a = f.value(arg(e, 0));
	const b = f.value(arg(e, 1));
	if (kind !== "one") return f.compare(FCMP[kind], a, b);
	const double = f.m.types.scalar("f64");
	const x = f.computed(a, double);
	const y = f.computed(b, double);
	return f.binary(
		BINARY.or,
		f.m.types.scalar("i1"),
		f.compare(COMPARE.lt, x, y),
		f.compare(COMPARE.gt, x, y),
	);
};

function float(kind: number): Emit {
	return (f, e) =>
		f.binary(
			kind,
			f.m.types.scalar("f64"),
			f.value(arg(e, 0)),
			f.value(arg(e, 1)),
		);
}

function lowestBit(f: FnEmitter, value: Handle, type: Handle): Handle {
	const bit = f.binary(BINARY.and, type, value, f.m.integer(type, 1n));
	return f.compare(COMPARE.ne, bit, f.m.integer(type, 0n));
}

const trunc: Emit = (f, e) => {
	const from = f.m.types.scalar(exprType(arg(e, 0)));
	const value = f.value(arg(e, 0));
	if (exprType(arg(e, 0)) === e.type) return value;
	if (e.type === "i1") return lowestBit(f, value, from);
	return f.cast(value, f.m.types.scalar(e.type));
};

const zext: Emit = (f, e) => {
	const from = intType(arg(e, 0));
	const value = f.value(arg(e, 0));
	if (from === e.type) return value;
	const wide = f.cast(value, f.m.types.unsigned(from));
	return f.cast(wide, f.m.types.scalar(e.type));
};

const sext: Emit = (f, e) => {
	const from = intType(arg(e, 0));
	const value = f.value(arg(e, 0));
	const to = f.m.types.scalar(e.type);
	if (from === e.type) return value;
	return from === "i1" ? signedBit(f, value, to) : f.cast(value, to);
};

const sitofp: Emit = (f, e) => {
	const value = f.value(arg(e, 0));
	const int =
		intType(arg(e, 0)) === "i1"
			? signedBit(f, value, f.m.types.scalar("i32"))
			: value;
	return f.cast(int, f.m.types.scalar("f64"));
};

const fptosi: Emit = (f, e) => {
	const value = f.value(arg(e, 0));
	if (e.type !== "i1") return f.cast(value, f.m.types.scalar(e.type));
	const int = f.m.types.scalar("i32");
	return lowestBit(f, f.cast(value, int), int);
};

const bitcast: Emit = (f, e) => {
	const from = exprType(arg(e, 0));
	const value = f.value(arg(e, 0));
	if (from === e.type || (isAddress(from) && isAddress(e.type))) return value;
	return f.bitcast(value, f.m.types.scalar(e.type));
};

const toInt: Emit = (f, e) =>
	f.bitcast(f.value(arg(e, 0)), f.m.types.scalar("i64"));
const toPointer: Emit = (f, e) =>
	f.bitcast(f.value(arg(e, 0)), f.m.types.scalar("ptr"));

const asVoidPointer = (f: FnEmitter, address: Handle): Handle =>
	f.cast(address, f.m.types.scalar("ptr"));

function asRvalue(f: FnEmitter, lvalue: Handle): Handle {
	return f.m.r.call("lvalue_as_rvalue", lvalue);
}

/** Arguments as the callee takes them; variable ones are promoted as C promotes them. */
function callArgs(
	f: FnEmitter,
	args: readonly Expr[],
	signature: Signature,
	pointees: readonly (string | undefined)[],
): Handle[] {
	return args.map((a, i) => {
		const t = exprType(a);
		const promoted =
			i >= signature.params.length && (t === "i1" || t === "i8" || t === "i16");
		const value = f.typed(a, pointees[i]);
		return promoted ? f.cast(value, f.m.types.scalar("i32")) : value;
	});
}

const call: Emit = (f, e) => {
	const callee = f.m.callee(e.op.attrs[0] as string);
	const args = callArgs(f, e.args, callee.signature, callee.pointees);
	return f.m.r.call("context_new_call", CONTEXT, f.loc, callee.handle, args);
};

const callIndirect: Emit = (f, e) => {
	const signature = e.op.attrs[0] as Signature;
	const { types, r } = f.m;
	const type = r.call(
		"context_new_function_ptr_type",
		CONTEXT,
		NULL,
		types.scalar(signature.result),
		signature.params.map((p) => types.scalar(p.type)),
		signature.variadic ? 1 : 0,
	);
	const [target, ...rest] = e.args;
	const pointer = f.cast(f.value(target as Expr), type);
	const args = callArgs(f, rest, signature, []);
	return r.call("context_new_call_through_ptr", CONTEXT, f.loc, pointer, args);
};

const OVERFLOW = {
	sadd_overflow: {
		i32: "__builtin_sadd_overflow",
		i64: "__builtin_saddl_overflow",
		kind: BINARY.plus,
	},
	ssub_overflow: {
		i32: "__builtin_ssub_overflow",
		i64: "__builtin_ssubl_overflow",
		kind: BINARY.minus,
	},
	smul_overflow: {
		i32: "__builtin_smul_overflow",
		i64: "__builtin_smull_overflow",
		kind: BINARY.mult,
	},
} as const;

/** Whether it overflowed; the number is set on the way. */
const overflow: Emit = (f, e) => {
	const row = OVERFLOW[e.name as keyof typeof OVERFLOW];
	const t = intType(arg(e, 0));
	const type = f.m.types.scalar(t);
	if (t !== "i32" && t !== "i64") return narrowOverflow(f, e, row.kind, t);
	const target = e.target ? f.lvalue(e.target) : f.temporary(type, "ignored");
	return f.m.callBuiltin(
		row[t],
		[f.value(arg(e, 0)), f.value(arg(e, 1)), f.addressOf(target)],
		f.loc,
	);
};

/** i1, i8 and i16: computed as an int, where they cannot overflow. */
function narrowOverflow(
	f: FnEmitter,
	e: OpExpr,
	kind: number,
	t: IntType,
): Handle {
	const int = f.m.types.scalar("i32");
	const isBit = t === "i1";
	const wide = (x: Expr): Handle =>
		isBit ? signedBit(f, f.value(x), int) : f.cast(f.value(x), int);
	const exact = f.computed(
		f.binary(kind, int, wide(arg(e, 0)), wide(arg(e, 1))),
		int,
	);
	const narrow = isBit
		? lowestBit(f, exact, int)
		: f.cast(exact, f.m.types.scalar(t));
	const number = f.computed(narrow, f.m.types.scalar(t));
	if (e.target) f.assign(e.target, number);
	const back = isBit ? signedBit(f, number, int) : f.cast(number, int);
	return f.compare(COMPARE.ne, back, exact);
}

/** A relaxed atomic load: libgccjit forgets that what a pointer to a volatile type points to is volatile. */
const loadAtomic: Emit = (f, e) => {
	const relaxed = f.m.integer(f.m.types.scalar("i32"), 0n);
	const name = `__atomic_load_${SIZE[e.type]}`;
	const at = f.cast(f.value(arg(e, 0)), f.m.builtinParam(name, 0));
	const args = [at, relaxed];
	const type = f.m.types.scalar(e.type);
	return f.cast(f.m.callBuiltin(name, args, f.loc), type);
};

export const VALUE_EMITTERS: { readonly [K in ValueOp]: Emit } = {
	const: (f, e) => {
		const { type, value } = e.op.attrs[0] as Literal;
		const handle = f.m.types.scalar(type);
		return typeof value === "number"
			? f.m.float(value)
			: f.m.integer(handle, normalise(type, value));
	},
	null: (f) => f.m.null(),
	global_addr: (f, e) => f.m.symbolAddress(e.op.attrs[0] as string),
	string_addr: (f, e) => f.m.string(e.op.attrs[0] as string),
	add: signed(BINARY.plus, BINARY.xor),
	sub: signed(BINARY.minus, BINARY.xor),
	mul: signed(BINARY.mult, BINARY.and),
	sdiv: signed(BINARY.divide, "first"),
	srem: remainder(signed(BINARY.modulo, "first")),
	udiv: unsigned(BINARY.divide),
	urem: remainder(unsigned(BINARY.modulo)),
	and: signed(BINARY.and, BINARY.and),
	or: signed(BINARY.or, BINARY.or),
	xor: signed(BINARY.xor, BINARY.xor),
	shl: signed(BINARY.shl, "first"),
	lshr: unsigned(BINARY.shr),
	ashr: signed(BINARY.shr, "first"),
	neg: (f, e) => {
		const a = f.value(arg(e, 0));
		return e.type === "i1"
			? a
			: f.unary(UNARY.minus, f.m.types.scalar(e.type), a);
	},
	not: (f, e) =>
		f.unary(
			e.type === "i1" ? UNARY.logicalNot : UNARY.not,
			f.m.types.scalar(e.type),
			f.value(arg(e, 0)),
		),
	icmp,
	select: () => {
		throw new Error("internal error: a select is a statement");
	},
	fadd: float(BINARY.plus),
	fsub: float(BINARY.minus),
	fmul: float(BINARY.mult),
	fdiv: float(BINARY.divide),
	fneg: (f, e) =>
		f.unary(UNARY.minus, f.m.types.scalar("f64"), f.value(arg(e, 0))),
	fcmp,
	trunc,
	zext,
	sext,
	sitofp,
	fptosi,
	ptrtoint: toInt,
	inttoptr: toPointer,
	bitcast,
	alloca: () => {
		throw new Error("internal error: an alloca is a variable");
	},
	load_atomic: loadAtomic,
	load: (f, e) => asRvalue(f, f.place(arg(e, 0), e.type)),
	load_field: (f, e) =>
		asRvalue(f, f.field(arg(e, 0), e.op.attrs[0] as FieldRef)),
	field_addr: (f, e) =>
		asVoidPointer(
			f,
			f.addressOf(f.field(arg(e, 0), e.op.attrs[0] as FieldRef)),
		),
	elem_addr: (f, e) => asVoidPointer(f, f.addressOf(f.element(e))),
	call,
	call_indirect: callIndirect,
	sadd_overflow: overflow,
	ssub_overflow: overflow,
	smul_overflow: overflow,
};

/** The number as the signed C type holds it; an i1 is 0 or 1. */
function normalise(type: Scalar, value: bigint): bigint {
	if (type === "i1") return value & 1n;
	return asSigned(type, value);
}
