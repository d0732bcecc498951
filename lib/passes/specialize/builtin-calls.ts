/** Calls of builtins, done without a call where that is all there is to it. */
import type { Op, Value } from "../../ir/ir.ts";
import { absoluteNumber } from "../machine-numbers.ts";
import { absolute, create } from "./complex.ts";
import { isInstance } from "./isinstance.ts";
import { forkOff, type Known } from "./known-calls.ts";
import { anyNumber, asFloat, asInt, asWide, number, word } from "./operand.ts";
import type { Path } from "./path.ts";
import { dies, keepOwner } from "./places.ts";
import { type Num, type RealRep, T, within } from "./reps.ts";
import { OB_SIZE, sequence } from "./sequences.ts";

type Call = (p: Path, op: Op, args: readonly Value[]) => boolean;

const NUMBERS = T.INT | T.FLOAT | T.BOOL;
/** What Coconut_QuickLen knows the length of. */
const SIZED = T.LIST | T.TUPLE | T.STR | T.BYTES | T.BYTEARRAY | T.DICT | T.SET;

function give(p: Path, op: Op, value: Value): boolean {
	p.set(op.results[0], { kind: "num", type: value.type as Num, value });
	return true;
}

function len(p: Path, op: Op, [v]: readonly Value[]): boolean {
	if (!v || op.operands.length !== 3) return false;
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	if ((rep.mask & SIZED) === 0 || dies(p, v)) return false;
	if (rep.mask === T.LIST || rep.mask === T.TUPLE) {
		const found = sequence(p, v, rep.mask);
		if (!found) return false;
		keepOwner(p, v);
		return give(p, op, found.size);
	}
	keepOwner(p, v);
	if (rep.mask === T.BYTES || rep.mask === T.BYTEARRAY)
		return give(p, op, p.emit("load_field", [OB_SIZE], [rep.value], "i64"));
	const n = p.emit("call", ["Coconut_QuickLen"], [rep.value], "i64");
	const known = p.icmp("sge", n, p.i64(0));
	if (!forkOff(p, v, known, SIZED, within(rep.mask, SIZED))) return false;
	return give(p, op, n);
}

/** Arguments as numbers of one type, where one says that they are numbers; items of lists are taken for some. */
function alike(p: Path, args: readonly Value[]): RealRep[] | undefined {
	const reps = args.map((v) => p.rep(v));
	const isNumber = reps.some(
		(r) =>
			r.kind === "num" ||
			(r.kind === "obj" && (r.kept === "item" || within(r.mask, NUMBERS))),
	);
	if (!isNumber) return undefined;
	const order = p.engine.usesFloats ? [T.FLOAT, T.INT] : [T.INT, T.FLOAT];
	const float = reps.some((r) => r.kind === "num")
		? reps.some((r) => r.kind === "num" && r.type === "f64")
		: number(p, args[0] as Value, order)?.type === "f64";
	const numbers = args.map((v) => {
		const n = number(p, v, [float ? T.FLOAT : T.INT]);
		return n?.type === "i128"
			? ({ kind: "num", type: "i64", value: asInt(p, n) } as const)
			: n;
	});
	const type = float ? "f64" : "i64";
	return numbers.every((n) => n?.type === type)
		? (numbers as RealRep[])
		: undefined;
}

/** min and max of numbers: of equal ones the first. */
const extreme =
	(words: string, floats: string): Call =>
	(p, op, args) => {
		if (args.length < 2) return false;
		const [first, ...rest] = alike(p, args) ?? [];
		if (!first) return false;
		const r = rest.reduce((best, { value, type }) => {
			const compare = type === "f64" ? "fcmp" : "icmp";
			const kind = type === "f64" ? floats : words;
			const better = p.emit(compare, [kind], [value, best], "i1");
			return p.emit("select", [], [value, best, better], type);
		}, first.value);
		return give(p, op, r);
	};

/** The one argument, if it is a number already or can be nothing else. */
function onlyNumber(p: Path, args: readonly Value[]): RealRep | undefined {
	const [v] = args;
	if (!v || args.length !== 1) return undefined;
	const rep = p.rep(v);
	const isNumber =
		rep.kind === "num" || (rep.kind === "obj" && within(rep.mask, NUMBERS));
	return isNumber ? number(p, v, [T.INT, T.FLOAT, T.BOOL]) : undefined;
}

function abs(p: Path, op: Op, args: readonly Value[]): boolean {
	const z = onlyComplex(p, args);
	if (z) return give(p, op, absolute(p, z));
	const n = onlyNumber(p, args);
	if (!n) return false;
	const v = n.type === "f64" ? n.value : asInt(p, n);
	return give(p, op, absoluteNumber(p, v));
}

/** The one argument, if it is known to be a complex. */
function onlyComplex(p: Path, args: readonly Value[]): Value | undefined {
	const [v] = args;
	if (!v || args.length !== 1) return undefined;
	const rep = p.rep(v);
	const isKnown =
		(rep.kind === "num" && rep.type === "complex") ||
		(rep.kind === "obj" && rep.mask === T.COMPLEX);
	return isKnown ? anyNumber(p, v, [T.COMPLEX])?.value : undefined;
}

/** complex_new of numbers: of a complex alone the very same. */
function complex(p: Path, op: Op, args: readonly Value[]): boolean {
	if (args.length > 2) return false;
	const parts: Value[] = [];
	for (const v of args) {
		const n = number(p, v, [T.FLOAT, T.INT]);
		if (!n) return false;
		parts.push(asFloat(p, n));
	}
	const [real = p.f64(0), imag = p.f64(0)] = parts;
	return give(p, op, create(p, real, imag));
}

function ord(p: Path, op: Op, [v]: readonly Value[]): boolean {
	if (!v || op.operands.length !== 3) return false;
	const rep = p.rep(v);
	if (rep.kind !== "obj" || (rep.mask & T.STR) === 0) return false;
	keepOwner(p, v);
	const c = p.emit("call", ["Coconut_QuickOrd"], [rep.value], "i64");
	p.exitIf(p.icmp("slt", c, p.i64(0)));
	return give(p, op, c);
}

function chr(p: Path, op: Op, [v]: readonly Value[]): boolean {
	if (!v || op.operands.length !== 3) return false;
	const n = word(p, v);
	if (!n) return false;
	const c = p.found(p.emit("call", ["Coconut_QuickChr"], [n], "obj?"));
	p.set(op.results[0], { kind: "obj", value: c, mask: T.STR, kept: "owned" });
	return true;
}

/** Floats up to this size are ints of one machine word. */
const WHOLE = 2 ** 62;

function int(p: Path, op: Op, args: readonly Value[]): boolean {
	const n = onlyNumber(p, args);
	if (!n) return false;
	if (n.type !== "f64") return give(p, op, asWide(p, n));
	const low = p.emit("fcmp", ["ogt"], [n.value, p.f64(-WHOLE)], "i1");
	p.exitUnless(low);
	p.exitUnless(p.emit("fcmp", ["olt"], [n.value, p.f64(WHOLE)], "i1"));
	return give(p, op, p.emit("fptosi", ["i64"], [n.value], "i64"));
}

function float(p: Path, op: Op, args: readonly Value[]): boolean {
	const n = onlyNumber(p, args);
	if (!n) return false;
	return give(p, op, asFloat(p, n));
}

function str(p: Path, op: Op, args: readonly Value[]): boolean {
	const n = onlyNumber(p, args);
	if (!n || n.type === "i1") return false;
	const made = n.type === "f64" ? "Float" : "Int";
	const name = `Coconut_QuickStrOf${made}`;
	const given = n.type === "f64" ? n.value : asInt(p, n);
	const value = p.found(p.emit("call", [name], [given], "obj?"));
	p.set(op.results[0], { kind: "obj", value, mask: T.STR, kept: "owned" });
	return true;
}

/** By the globals that lead to them (known.ts). */
export const BUILTIN_CALLS: Known<Call> = new Map([
	["Coconut_Function_len", len],
	["Coconut_Function_min", extreme("slt", "olt")],
	["Coconut_Function_max", extreme("sgt", "ogt")],
	["Coconut_Function_abs", abs],
	["Coconut_Function_ord", ord],
	["Coconut_Function_chr", chr],
	[
		"Coconut_Function_isinstance",
		(p, op, [v, classes, ...rest]) =>
			!!v && !!classes && rest.length === 0 && isInstance(p, op, v, [classes]),
	],
	["PyLong_Type", int],
	["PyFloat_Type", float],
	["PyComplex_Type", complex],
	["PyUnicode_Type", str],
]);
