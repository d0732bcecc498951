/** Arithmetic, comparison and truth on machine numbers. What a machine cannot do as Python does leaves the path. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import {
	compareNumbers,
	invertWord,
	isBitwise,
	negateWord,
	ORDERS,
	onFloats,
	onWords,
	plainOperator,
	truthOfNumber,
} from "../machine-numbers.ts";
import {
	areComplex,
	compareAbsolute,
	compareComplex,
	hasComplexForm,
	negateComplex,
	onComplex,
	truthOfComplex,
} from "./complex.ts";
import { operatorCall } from "./fast-calls.ts";
import { grow } from "./general.ts";
import type { Handlers } from "./handlers.ts";
import { forkPlain } from "./known-calls.ts";
import {
	anyNumber,
	asFloat,
	asInt,
	asWide,
	isAboutComplex,
	isTakenForOther,
	narrow,
	number,
	orderFor,
	withComplex,
} from "./operand.ts";
import { LIKELY, type Path, to } from "./path.ts";
import {
	guessedType,
	INERT,
	isNonNegative,
	isReal,
	markNonNegative,
	type Num,
	type NumRep,
	type ObjRep,
	type RealRep,
	SIMPLE,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";
import { isMask, mayWiden, onWide, widen } from "./wide.ts";

function binary(p: Path, op: Op): boolean {
	const kind = plainOperator(op.attrs[0] as string);
	const [a, b] = op.operands as [Value, Value];
	const pair = operands(p, a, b, kind === "true_divide", hasComplexForm(kind));
	if (!pair) return (kind === "add" && grow(p, op)) || operatorCall(p, op);
	const r = onNumbers(p, kind, ...pair);
	if (!r) return false;
	give(p, op, r);
	return true;
}

function onNumbers(
	p: Path,
	kind: string,
	x: NumRep,
	y: NumRep,
): Value | undefined {
	if (!isReal(x) || !isReal(y)) return onComplex(p, kind, x, y);
	return x.type === "f64" || y.type === "f64"
		? onFloats(p, kind, asFloat(p, x), asFloat(p, y))
		: ints(p, kind, x, y);
}

/** What is done of an operator where a guard of it has failed too often. */
export function binaryAfterAll(p: Path, op: Op): boolean {
	const kind = plainOperator(op.attrs[0] as string);
	if (!hasComplexForm(kind) || !areComplex(p, op.operands)) return false;
	return binary(p, op);
}

function give(p: Path, op: Op, value: Value): void {
	p.engine.gained.add(p.op);
	p.set(op.results[0], { kind: "num", type: value.type as Num, value });
}

/** Both operands as numbers, tested where they have to be; complex ones only where the op has a form for them. */
function operands(
	p: Path,
	a: Value,
	b: Value,
	floatFirst: boolean,
	hasForm: boolean,
): [NumRep, NumRep] | undefined {
	const mayBeComplex = hasForm && isAboutComplex(p, [a, b]);
	const types = mayBeComplex ? REALS | T.COMPLEX : REALS;
	if (!mayBeNumber(p, a, types) || !mayBeNumber(p, b, types)) return undefined;
	const find = (v: Value, other: Value): NumRep | undefined => {
		const order = orderFor(p, other, floatFirst);
		return mayBeComplex
			? anyNumber(p, v, withComplex(p, v, order))
			: number(p, v, order);
	};
	const x = find(a, b);
	const y = find(b, a);
	return x && y ? [x, y] : undefined;
}

const REALS = T.INT | T.FLOAT | T.BOOL;

function mayBeNumber(p: Path, v: Value, types: number): boolean {
	const rep = p.rep(v);
	if (rep.kind === "num") return (TYPE_OF[rep.type] & types) !== 0;
	if (isTakenForOther(p, v, types)) return false;
	return rep.kind === "obj" && (rep.mask & types & ~T.BOOL) !== 0;
}

/** Operators whose result is not negative when their operands are not. */
const KEEPS_LOW: ReadonlySet<string> = new Set([
	"add",
	"multiply",
	"floor_divide",
	"or",
	"xor",
	"rshift",
]);

/** Is the word that an operator gives, where it is not left, one that is not negative? */
function isLow(kind: string, x: Value, y: Value): boolean {
	if (kind === "remainder") return isNonNegative(y);
	if (kind === "and") return isNonNegative(x) || isNonNegative(y);
	return KEEPS_LOW.has(kind) && isNonNegative(x) && isNonNegative(y);
}

function ints(
	p: Path,
	kind: string,
	a: RealRep,
	b: RealRep,
): Value | undefined {
	if (isBitwise(kind) && a.type === "i1" && b.type === "i1")
		return onWords(p, kind, a.value, b.value);
	const [v, w] = [asWide(p, a), asWide(p, b)];
	const isWide = v.type === "i128" || w.type === "i128";
	const r =
		isWide || (mayWiden(kind) && widens(p)) ? onWide(p, kind, v, w) : undefined;
	if (r) return r;
	const [x, y] = [asInt(p, a), asInt(p, b)];
	const word = onWords(p, kind, x, y);
	return word && isLow(kind, x, y) ? markNonNegative(word) : word;
}

/** How many operators on are looked at. */
const AHEAD = 4;

/** May the result of the operator at hand be an i128: in a function about such numbers, or where a mask follows that brings it back? */
function widens(p: Path): boolean {
	if (p.engine.isWide) return true;
	const { ops } = p.block;
	let [value] = p.op.results;
	for (let i = p.index + 1, n = 0; n < AHEAD && i < ops.length; i++) {
		const op = ops[i] as Op;
		if (!value || !op.operands.includes(value)) continue;
		if (op.name !== "py.binary_op") return false;
		if (plainOperator(op.attrs[0] as string) === "and")
			return op.operands.some((v) => isMask(p, v));
		[value] = op.results;
		n++;
	}
	return false;
}

// --- Unary operators, comparison, truth

function unary(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const kind = op.attrs[0] as string;
	const mayBeComplex = kind !== "invert" && isAboutComplex(p, [v]);
	const types = mayBeComplex ? REALS | T.COMPLEX : REALS;
	if (!mayBeNumber(p, v, types)) return false;
	const order = kind === "invert" ? [T.INT] : [T.INT, T.FLOAT];
	const n = mayBeComplex
		? anyNumber(p, v, withComplex(p, v, order))
		: number(p, v, order);
	if (!n || (kind === "invert" && n.type === "f64")) return false;
	if (!isReal(n)) {
		give(p, op, kind === "negative" ? negateComplex(p, n.value) : n.value);
		return true;
	}
	if (n.type === "f64") {
		const r =
			kind === "negative" ? p.emit("fneg", [], [n.value], "f64") : n.value;
		give(p, op, r);
		return true;
	}
	if (n.type === "i128") return unaryWide(p, op, kind, n.value);
	const x = asInt(p, n);
	if (kind === "negative") give(p, op, negateWord(p, x));
	else if (kind === "invert") give(p, op, invertWord(p, x));
	else give(p, op, x);
	return true;
}

function unaryWide(p: Path, op: Op, kind: string, x: Value): boolean {
	const r =
		kind === "negative"
			? onWide(p, "subtract", p.i64(0), x)
			: kind === "invert"
				? onWide(p, "xor", x, p.i64(-1))
				: x;
	if (r) give(p, op, r);
	return r !== undefined;
}

function compare(p: Path, op: Op): boolean {
	const kind = op.attrs[0] as string;
	const [a, b] = op.operands as [Value, Value];
	if (compareObjects(p, op, kind, a, b)) return true;
	if (!likelyNumbers(p, a, b, kind)) return operatorCall(p, op);
	const equality = kind === "eq" || kind === "ne";
	const pair = operands(p, a, b, false, equality);
	if (!pair) return operatorCall(p, op);
	const [x, y] = pair;
	// PyObject_RichCompare counts a level of recursion; the interpreter's comparison that is only jumped on does without.
	const next = p.block.ops[p.index + 1];
	const isJumpedOn =
		next?.name === "py.truth" && next.operands[0] === op.results[0];
	if (!isJumpedOn)
		p.exitUnless(p.emit("call", ["Coconut_MayRecurse"], [], "i1"));
	if (!isReal(x) || !isReal(y)) {
		give(p, op, compareComplex(p, kind, x, y));
		return true;
	}
	const both = [x.type, y.type];
	const isWide = both.includes("i128") && !both.includes("f64");
	const machine = (n: RealRep): Value => {
		if (n.type === "f64") return n.value;
		return isWide ? widen(p, asWide(p, n)) : asInt(p, n);
	};
	const given = [machine(x), machine(y)] as const;
	const r =
		compareAbsolute(p, kind, ...given) ?? compareNumbers(p, kind, ...given);
	give(p, op, r);
	return true;
}

/** Objects of which one is a string, or, for equality, of which nothing is known or that are taken for tuples: what has methods written in Python goes on by itself. */
function compareObjects(
	p: Path,
	op: Op,
	kind: string,
	a: Value,
	b: Value,
): boolean {
	const [x, y] = [p.rep(a), p.rep(b)];
	if (x.kind !== "obj" || y.kind !== "obj") return false;
	if (x.value.type !== "obj" || y.value.type !== "obj") return false;
	if (x.plain || y.plain) return false;
	const equality = kind === "eq" || kind === "ne";
	const strings = x.mask === T.STR || y.mask === T.STR;
	// What is in variables may have methods of Python's, where the module defines such.
	const method = p.engine.definesMethod("__eq__");
	const held = (r: ObjRep): boolean =>
		r.kept === "item" || (r.kept === "slot" && !method);
	const items = equality && held(x) && held(y);
	const tuples = equality && guessedType(op, a) === T.TUPLE;
	if (!strings && !items && !tuples) return false;
	const [open, rep] = x.mask === T.STR ? [b, y] : [a, x];
	const wanted = equality ? SIMPLE : T.STR;
	const name = equality ? "Coconut_QuickSame" : "Coconut_QuickOrder";
	const r = p.emit("call", [name], [x.value, y.value], "i32");
	const word = (value: bigint): Value =>
		p.emit("const", [{ type: "i32", value }], [], "i32");
	const refused = equality
		? p.icmp("slt", r, word(0n))
		: p.icmp("eq", r, word(2n));
	const apart = !within(rep.mask, wanted) && (rep.mask & wanted) !== 0;
	const other = apart ? forkPlain(p, open, rep) : undefined;
	p.branch(refused, other ?? p.stub(), undefined);
	const value = equality
		? p.icmp(kind === "eq" ? "ne" : "eq", r, word(0n))
		: p.icmp(ORDERS[kind] as string, r, word(0n));
	give(p, op, value);
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
		return isItem || within(rep.mask, REALS | T.COMPLEX);
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
	const known = rep.mask === T.COMPLEX ? [T.COMPLEX] : [T.BOOL, T.INT];
	const isNumber = within(rep.mask, REALS) || rep.mask === T.COMPLEX;
	const n = isNumber && anyNumber(p, v, known);
	if (n) {
		give(p, op, test(p, n));
		return true;
	}
	return truthOfObject(p, op, v, rep);
}

/** The truth of what is not written in Python: of anything else on a path of its own, as it is. */
function truthOfObject(p: Path, op: Op, v: Value, rep: ObjRep): boolean {
	if (rep.kept === "owned") return truthOfBool(p, op, v, rep);
	if ((rep.mask & WITH_TRUTH) === 0) return false;
	const r = p.emit("call", ["Coconut_SimpleTruth"], [rep.value], "i32");
	const literal = { type: "i32", value: 0n } as const;
	const zero = p.emit("const", [literal], [], "i32");
	const known = p.icmp("sge", r, zero);
	if (p.mayFork()) {
		const other = p.fork();
		narrow(other, v, rep, rep.mask & ~WITH_TRUTH);
		const next = newBlock("simple");
		const edges = [to(next), to(other.out ?? next)];
		p.end("cond_br", [known], edges, [LIKELY]);
		p.place(next);
	} else p.exitUnless(known);
	give(p, op, p.icmp("ne", r, zero));
	return true;
}

/** What a call has given, and is only tested, is mostly True or False: of anything else on a path of its own, as it is. */
function truthOfBool(p: Path, op: Op, v: Value, rep: ObjRep): boolean {
	if ((rep.mask & T.BOOL) === 0 || p.livesOn(v) || !p.mayFork()) return false;
	const yes = p.isObject(rep.value, "_Py_TrueStruct");
	const no = p.isObject(rep.value, "_Py_FalseStruct");
	const other = p.fork();
	narrow(other, v, rep, rep.mask & ~T.BOOL);
	const next = newBlock("bool");
	const edges = [to(next), to(other.out ?? next)];
	p.end("cond_br", [p.emit("or", [], [yes, no], "i1")], edges, [LIKELY]);
	p.place(next);
	give(p, op, yes);
	return true;
}

/** What Coconut_SimpleTruth knows the truth of. */
const WITH_TRUTH =
	T.NONE | T.BOOL | T.INT | T.FLOAT | T.STR | T.LIST | T.TUPLE | T.DICT;

function test(p: Path, n: NumRep): Value {
	if (n.type === "complex") return truthOfComplex(p, n.value);
	if (n.type === "i128") return p.icmp("ne", n.value, widen(p, p.i64(0)));
	return n.type === "i1" ? n.value : truthOfNumber(p, n.value);
}

/** `is` of objects. */
function is(p: Path, op: Op): boolean {
	const [a, b] = op.operands as [Value, Value];
	const [x, y] = [p.rep(a), p.rep(b)];
	if (x.kind !== "obj" || y.kind !== "obj") return false;
	for (const v of [a, b]) {
		const rep = p.rep(v) as ObjRep;
		const goes = rep.kept === "owned" && !p.livesOn(v);
		if (goes && !within(rep.mask, INERT)) return false;
	}
	give(p, op, p.isSame(x.value, y.value));
	return true;
}

export const NUMBERS: Handlers = {
	"py.is_op": is,
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
