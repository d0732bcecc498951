/** Operands as machine numbers: what is not known to be one is tested, each way it may be going on by itself. */

import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { literalOf, plainOperator } from "../machine-numbers.ts";
import { contentKnown, isVariable } from "./facts.ts";
import { type Path, to } from "./path.ts";
import {
	guessedType,
	isReal,
	isRecent,
	isWhole,
	type Num,
	type NumRep,
	type ObjRep,
	type RealRep,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";
import { narrowWord } from "./wide.ts";

const NUMBERS = T.INT | T.FLOAT | T.BOOL;
const NUM_OF: ReadonlyMap<number, Num> = new Map([
	[T.INT, "i64"],
	[T.FLOAT, "f64"],
	[T.BOOL, "i1"],
	[T.COMPLEX, "complex"],
]);

/**
 * A value as a number. An object is tested for the types of `likely`, first bit set last in `order`; one more path is made where it may be of
 * another of them, and for the rest the path is left. Undefined when it cannot be a number or nothing says that it might.
 */
export function anyNumber(
	p: Path,
	v: Value,
	order: readonly number[],
): NumRep | undefined {
	const rep = p.rep(v);
	if (rep.kind === "num") return rep;
	if (rep.kind !== "obj" || rep.value.type !== "obj") return undefined;
	const possible = order.filter((t) => (rep.mask & t) !== 0);
	const guess = guessedType(p.op, v) ?? rep.likely;
	if (guess === T.BOOL && (rep.mask & T.BOOL) !== 0) possible.unshift(T.BOOL);
	const likely = possible.filter((t) => t === guess);
	if (likely.length === 0 || isRecent(p.op))
		likely.push(...possible.filter((t) => t !== guess));
	const known = likely.find((t) => rep.mask === t);
	const [first, second] = likely;
	if (first === undefined) return undefined;
	const found = NUM_OF.get(known ?? first) as Num;
	const type = found === "i64" && p.engine.isWide ? "i128" : found;
	if (known === undefined || found === "i64")
		test(p, v, rep, type, known === undefined ? second : undefined);
	return take(p, v, rep, type);
}

/** The same of a number that is no complex. */
export function number(
	p: Path,
	v: Value,
	order: readonly number[],
): RealRep | undefined {
	const n = anyNumber(p, v, order);
	return n && isReal(n) ? n : undefined;
}

function test(
	p: Path,
	v: Value,
	rep: ObjRep,
	type: Num,
	second: number | undefined,
): void {
	const is = p.holds(rep.value, type);
	const split = isVariable(rep);
	const mayBeInstance = (): boolean =>
		(rep.mask & T.OTHER) !== 0 && v === p.op.operands[0] && p.mayBeInstance();
	const mayBeSecond = (): boolean =>
		split ? p.engine.maySplit() : p.mayFork();
	if (!(second ? mayBeSecond() : mayBeInstance())) {
		p.exitUnless(is);
		return;
	}
	const other = p.fork();
	// An int that does not fit is still an int: the other path tests for what is left.
	narrow(other, v, rep, rep.mask & ~TYPE_OF[type]);
	const next = newBlock("number");
	p.end("cond_br", [is], [to(next), to(other.out as typeof next)], [undefined]);
	p.place(next);
}

/**
 * Is a value an object of the one type `type` from here on? What is not goes on by itself, on a path that knows so; false when it cannot be, or when there
 * is no room for such a path.
 */
export function exact(p: Path, v: Value, type: number): boolean {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	if (rep.mask === type) return true;
	if ((rep.mask & type) === 0) return false;
	const may = isVariable(rep) ? p.engine.maySplit() : p.mayFork();
	if (!may) return false;
	splitOff(p, v, rep, type);
	return true;
}

/** Goes on with an object of the one type `type`; what is none goes on by itself, on a path that knows so. The caller has asked for room for that. */
export function splitOff(p: Path, v: Value, rep: ObjRep, type: number): void {
	const is = p.isOfType(rep.value, type);
	const other = p.fork();
	narrow(other, v, rep, rep.mask & ~type);
	const next = newBlock("typed");
	p.end("cond_br", [is], [to(next), to(other.out as typeof next)], [undefined]);
	p.place(next);
	narrow(p, v, rep, type);
}

/** A value is an object of the one type `type` from here on; where it is not, the path is left. */
export function mustBe(p: Path, v: Value, rep: ObjRep, type: number): void {
	p.exitUnless(p.isOfType(rep.value, type));
	narrow(p, v, rep, type);
}

export function narrow(p: Path, v: Value, rep: ObjRep, mask: number): void {
	p.set(v, { ...rep, mask });
	const fact = contentKnown(p.env, rep.key);
	if (rep.key !== undefined && fact)
		p.env.facts.set(rep.key, { ...fact, mask });
	if (rep.slot === undefined || p.slot(rep.slot).num) return;
	p.env.slots[rep.slot] = { mask, dirty: false };
}

function take(p: Path, v: Value, rep: ObjRep, type: Num): NumRep {
	const value = p.unbox(rep.value, type);
	const mask = TYPE_OF[type];
	const num: NumRep = {
		kind: "num",
		type,
		value,
		object: { ...rep, mask },
	};
	if (rep.slot !== undefined && !p.slot(rep.slot).num) {
		const clean: NumRep = { kind: "num", type, value };
		p.env.slots[rep.slot] = { mask, num: clean, dirty: false };
		p.set(v, clean);
		return clean;
	}
	const fact = contentKnown(p.env, rep.key);
	if (rep.key !== undefined && fact)
		p.env.facts.set(rep.key, { ...fact, mask, num: { type, value } });
	p.set(v, num);
	return num;
}

/** A value as an int of one word, in a function about wider ones as well; undefined when it cannot be one. */
export function word(p: Path, v: Value): Value | undefined {
	const n = number(p, v, [T.INT]);
	return n && isWhole(n.type) ? asInt(p, n) : undefined;
}

export function mayBeInt(p: Path, v: Value): boolean {
	const rep = p.rep(v);
	if (rep.kind === "num") return isWhole(rep.type) || rep.type === "i1";
	return rep.kind === "obj" && (rep.mask & T.INT) !== 0;
}

/** Is an operand that is not known to be a number taken for something else? */
export function isTakenForOther(p: Path, v: Value, types: number): boolean {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || within(rep.mask, types)) return false;
	const guess = guessedType(p.op, v);
	// A path that knows better does not ask.
	return (
		guess !== undefined && (guess & types) === 0 && (rep.mask & guess) !== 0
	);
}

/** The order in which to test an operand of the op the path stands at whose partner is `other`: the likely types first. */
export function orderFor(p: Path, other: Value, floatFirst: boolean): number[] {
	const rep = p.rep(other);
	if (rep.kind === "num") {
		if (rep.type === "complex") return [T.COMPLEX, T.FLOAT, T.INT];
		if (rep.type === "f64") return [T.FLOAT, T.INT];
		const { usesFloats } = p.engine;
		if (isPower(p.op)) return usesFloats ? [T.FLOAT, T.INT] : [T.INT, T.FLOAT];
		// `n + 1` is about ints where nothing in the function is about floats.
		const plain = literalOf(rep.value) !== undefined && !usesFloats;
		return plain ? [T.INT] : [T.INT, T.FLOAT];
	}
	if (rep.kind === "obj" && (rep.mask & NUMBERS) === 0) return [];
	return floatFirst || p.engine.usesFloats || meetsFloat(p)
		? [T.FLOAT, T.INT]
		: [T.INT, T.FLOAT];
}

/** Does anything say that one of the operands is a complex: what is known of it, a profile, or what the function is about? */
export function isAboutComplex(p: Path, operands: readonly Value[]): boolean {
	return (
		p.engine.usesComplex ||
		operands.some((v) => {
			const rep = p.rep(v);
			if (rep.kind === "num") return rep.type === "complex";
			const isKnown = rep.kind === "obj" && rep.mask === T.COMPLEX;
			return isKnown || guessedType(p.op, v) === T.COMPLEX;
		})
	);
}

/** The same where an operand may also be a complex: first where it is taken for one, or where the function is about them and its partner says nothing. */
export function withComplex(
	p: Path,
	v: Value,
	order: readonly number[],
): number[] {
	const guess = guessedType(p.op, v);
	if (guess === T.COMPLEX) return [T.COMPLEX, ...order];
	// What has a name of its own is mostly a constant such as pi.
	const isNamed = /^py\.load_(global|attr)$/.test(opOf(v)?.name ?? "");
	if (order.includes(T.COMPLEX))
		return isNamed ? [T.FLOAT, ...order] : [...order];
	const isOpen = p.op.operands.every((x) => p.rep(x).kind === "obj");
	return p.engine.usesComplex && isOpen && guess === undefined
		? [T.COMPLEX, ...order]
		: [...order, T.COMPLEX];
}

/** `x ** 2` is as much about floats as about ints. */
const isPower = ({ name, attrs }: Op): boolean =>
	name === "py.binary_op" && plainOperator(String(attrs[0])) === "power";

/** Does the result of the op go together with a float? */
function meetsFloat(p: Path): boolean {
	const [result] = p.op.results;
	const { ops } = p.block;
	let at = p.index + 1;
	while (at < ops.length && !(result && ops[at]?.operands.includes(result)))
		at++;
	const use = ops[at];
	if (use?.name !== "py.binary_op") return false;
	return use.operands.some((v) => {
		const rep = p.env.values.get(v);
		return rep?.kind === "num" && rep.type === "f64";
	});
}

/** A number as an i64, or the i128 that it is; a bool counts as 0 or 1. */
export function asWide(p: Path, n: RealRep): Value {
	return n.type === "i1" ? p.emit("zext", ["i64"], [n.value], "i64") : n.value;
}

/** The same as an i64; leaves where it is none. */
export const asInt = (p: Path, n: RealRep): Value =>
	narrowWord(p, asWide(p, n));

/** A number as an f64, rounded as int.__float__ rounds. */
export function asFloat(p: Path, n: RealRep): Value {
	if (n.type === "f64") return n.value;
	return p.emit("sitofp", ["f64"], [asInt(p, n)], "f64");
}
