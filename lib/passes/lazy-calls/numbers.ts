/** Arithmetic, comparison and truth in fast functions. What a machine cannot do as Python does leaves. */

import {
	addParam,
	type Block,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { takers } from "../../ir/uses.ts";
import {
	BUILT_IN,
	isAboutInstance,
	methodOfOperator,
} from "../likely-results.ts";
import {
	compareNumbers,
	invertWord,
	negateWord,
	ORDERS,
	onFloats,
	onWords,
	plainOperator,
	truthOfNumber,
} from "../machine-numbers.ts";
import type { Builder } from "./builder.ts";
import { operator } from "./calls.ts";
import { to } from "./emitter.ts";
import type { Outcome } from "./handlers.ts";
import {
	callWithItems,
	exitIfDeep,
	given,
	number,
	objectFor,
	objectOfType,
	objectsFor,
	saidYes,
} from "./objects.ts";
import type { Rep } from "./reps.ts";

type Num = Extract<Rep, { kind: "num" }>;

/**
 * The value as a number. What it is is tested where it is not known: the path goes on with one kind of number, and is walked again with
 * the other.
 */
export function toNumber(
	b: Builder,
	v: Value,
	mayBeInstance = false,
): Num | undefined {
	const r = b.rep(v);
	if (r.kind === "num") return r;
	if (r.kind !== "obj" || r.inert || r.isInstance) return undefined;
	const forks = b.mayFork();
	if (!forks && isAboutFloats(b)) return takeFloat(b, r);
	const isInt = b.e.call("Coconut_IsWordInt", [r.value], "i1");
	const int = newBlock("int");
	if (forks) {
		const [other, float] = [newBlock("other"), newBlock("float")];
		b.e.end("cond_br", [isInt], [to(int), to(other)]);
		const exit =
			mayBeInstance && b.mayFork("type") ? asInstance(b, r) : b.exitBlock();
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

/** The value as an int in a register; where it is none the path leaves. Undefined: it never is one. */
export function toWord(b: Builder, v: Value): Value | undefined {
	const r = b.rep(v);
	if (r.kind === "num") return r.type === "i64" ? r.value : undefined;
	if (r.kind !== "obj" || r.inert || r.isInstance) return undefined;
	b.exitUnless(b.e.call("Coconut_IsWordInt", [r.value], "i1"));
	const word = b.e.call("Coconut_WordValue", [r.value], "i64");
	b.refine(r, { ...number("i64", word), box: r.value });
	return word;
}

/** Where the path goes on with what is no number. */
function asInstance(b: Builder, r: Extract<Rep, { kind: "obj" }>): Block {
	const instance = newBlock("instance");
	b.fork(instance, r, { ...r, isInstance: true });
	return instance;
}

/** Has the path met a float: where there is no room for two ways the next number is taken for one. */
function isAboutFloats(b: Builder): boolean {
	const isFloat = (r: Rep): boolean =>
		r.kind === "num" && r.type === "f64" && r.constant === undefined;
	return b.env.slots.some(isFloat) || [...b.env.values.values()].some(isFloat);
}

function takeFloat(b: Builder, r: Extract<Rep, { kind: "obj" }>): Num {
	b.exitUnless(b.e.call("Coconut_IsFloat", [r.value], "i1"));
	const field = b.e.field("PyFloatObject", "ob_fval", r.value, "f64");
	const known = { ...number("f64", field), box: r.value };
	b.refine(r, known);
	return known;
}

/** A number as an f64, rounded as int.__float__ rounds. */
export function asFloat(b: Builder, n: Num): Value {
	if (n.type === "f64") return n.value;
	return b.e.emit("sitofp", ["f64"], [n.value], "f64");
}

/** Is an operator likely to call a method of its first operand? */
export function isOperatorCall(b: Builder, op: Op): boolean {
	if (op.name !== "py.binary_op" && op.name !== "py.compare_op") return false;
	const [first] = op.operands.map((v) => b.rep(v));
	return first?.kind === "obj" && (first.isInstance || isAboutInstance(op));
}

/** Is a value likely to be no number, but something else that has no methods in Python? */
function isOther(b: Builder, op: Op, i: number): boolean {
	const r = b.rep(op.operands[i] as Value);
	if (r.kind !== "obj") return false;
	const type = op.profile?.types?.[i] ?? "_";
	return r.inert || !!r.type || (BUILT_IN.has(type) && !NUMBERS.has(type));
}

/** Types of which operators on numbers are tried. */
const NUMBERS: ReadonlySet<string> = new Set(
	"_ mixed int float bool".split(" "),
);

export function binary(b: Builder, op: Op): Outcome {
	if (isOperatorCall(b, op)) return operator(b, op, "py.binary_op");
	const kind = plainOperator(op.attrs[0] as string);
	if (kind === "add" && (isOther(b, op, 0) || isOther(b, op, 1)))
		return concatenate(b, op);
	const pair = operands(b, op);
	if (!pair) return "exit";
	const [x, y] = pair;
	const result =
		x.type === "f64" || y.type === "f64"
			? onFloats(b, kind, asFloat(b, x), asFloat(b, y))
			: onWords(b, kind, x.value, y.value);
	if (!result) return "exit";
	b.set(op.results[0], number(result.type as "i64" | "f64", result));
	return "next";
}

/** v + w of strings. */
function concatenate(b: Builder, op: Op): Outcome {
	const [v, w] = op.operands.map((x) => b.rep(x));
	if (v?.kind !== "obj" || w?.kind !== "obj") return "exit";
	const args = [v.value, w.value];
	const text = given(b, b.e.call("Coconut_QuickConcat", args, "obj?"));
	b.set(op.results[0], objectOfType(text, "str"));
	return "next";
}

function operands(b: Builder, op: Op): [Num, Num] | undefined {
	const [v, w] = op.operands as [Value, Value];
	const able = (x: Value): boolean => {
		const r = b.rep(x);
		return r.kind === "num" || (r.kind === "obj" && !r.inert);
	};
	if (!able(v) || !able(w)) return undefined;
	const method = methodOfOperator(op);
	const x = toNumber(b, v, method !== undefined && b.plan.isMethod(method, 2));
	const y = toNumber(b, w);
	return x && y && [x, y];
}

/** Is a comparison only tested by a jump? The interpreter then compares numbers without PyObject_RichCompare. */
const isOnlyTested = (b: Builder, v: Value): boolean =>
	takers(b.fn, v).every((op) => op?.name === "py.truth");

export function compare(b: Builder, op: Op): Outcome {
	if (isOperatorCall(b, op)) return operator(b, op, "py.compare_op");
	const kind = op.attrs[0] as string;
	const [first, second] = op.operands.map((v) => b.rep(v));
	if (first?.kind === "items" && second?.kind === "items")
		return compareItems(b, op, [...first.items, ...second.items]);
	if (isOther(b, op, 0) || isOther(b, op, 1) || isOfAnything(b, op))
		return compareOthers(b, op);
	// PyObject_RichCompare counts a level of recursion.
	if (!isOnlyTested(b, op.results[0] as Value))
		b.exitIf(b.e.icmp("sle", b.depth, b.e.int(1)));
	const pair = operands(b, op);
	if (!pair) return "exit";
	const [x, y] = pair;
	const value = compareNumbers(b, kind, x.value, y.value);
	b.set(op.results[0], { kind: "bool", value });
	return "next";
}

/** Is it asked whether two objects that nothing is known of are equal? */
function isOfAnything(b: Builder, op: Op): boolean {
	const kind = op.attrs[0] as string;
	const isUnknown = (v: Value, i: number): boolean =>
		b.rep(v).kind === "obj" && (op.profile?.types?.[i] ?? "_") === "_";
	return (kind === "eq" || kind === "ne") && op.operands.every(isUnknown);
}

/** Strings, None, tuples of them, objects that are equal to themselves alone; of strings, numbers and tuples of them also which is less. */
function compareOthers(b: Builder, op: Op): Outcome {
	const kind = op.attrs[0] as string;
	const v = objectFor(b, op.operands[0] as Value);
	const w = objectFor(b, op.operands[1] as Value);
	if (!v || !w) return "exit";
	exitIfDeep(b);
	const how = ORDERS[kind] ? "Coconut_QuickOrder" : "Coconut_QuickEqual";
	return setAnswer(b, op, b.e.call(how, [v, w], "i32"));
}

/** Two tuples of which only the items are there. */
function compareItems(b: Builder, op: Op, items: readonly Value[]): Outcome {
	const objects = objectsFor(b, items);
	if (!objects) return "exit";
	exitIfDeep(b);
	const how = ORDERS[op.attrs[0] as string]
		? "Coconut_QuickOrderItems"
		: "Coconut_QuickSameItems";
	const n = b.e.int(objects.length / 2);
	const answer = callWithItems(b, how, [b.tstate], objects, [n], "i32");
	return setAnswer(b, op, answer);
}

/** What a helper has said of two objects: -1, 0, 1 or 2, refused, of their order; 1, 0 or -1, refused, of their equality. */
function setAnswer(b: Builder, op: Op, answer: Value): Outcome {
	const kind = op.attrs[0] as string;
	const order = ORDERS[kind];
	let value: Value;
	if (order) {
		b.exitIf(b.e.icmp("eq", answer, b.e.int(2, "i32")));
		value = b.e.icmp(order, answer, b.e.int(0, "i32"));
	} else {
		const same = saidYes(b, answer);
		const one = b.e.int(1, "i1");
		value = kind === "eq" ? same : b.e.emit("xor", [], [same, one], "i1");
	}
	b.set(op.results[0], { kind: "bool", value });
	return "next";
}

/** -x and ~x. */
export function unary(b: Builder, op: Op): Outcome {
	const [kind] = op.attrs;
	if (kind === "positive") return "exit";
	const x = toNumber(b, op.operands[0] as Value);
	if (!x || (kind === "invert" && x.type === "f64")) return "exit";
	b.set(op.results[0], number(x.type, onOne(b, kind === "invert", x)));
	return "next";
}

function onOne(b: Builder, inverts: boolean, { type, value }: Num): Value {
	if (inverts) return invertWord(b, value);
	if (type === "i64") return negateWord(b, value);
	return b.e.emit("fneg", [], [value], "f64");
}

/** Truth of numbers, bools, None, built-in containers, objects whose classes say nothing of it. */
export function truthOf(b: Builder, op: Op): Outcome {
	const r = b.rep(op.operands[0] as Value);
	const give = (value: Value): Outcome => {
		b.set(op.results[0], { kind: "bool", value });
		return "next";
	};
	if (r.kind === "bool") return give(r.value);
	if (r.kind === "num") return give(truthOfNumber(b, r.value));
	if (r.kind !== "obj") return "exit";
	const asked = (): Value =>
		saidYes(b, b.e.call("Coconut_QuickTruth", [r.value], "i32"));
	if (r.type) return give(asked());
	const is = (name: string): Value => b.e.icmp("eq", r.value, b.e.object(name));
	const [yes, no, none] = [
		"_Py_TrueStruct",
		"_Py_FalseStruct",
		"_Py_NoneStruct",
	].map(is) as [Value, Value, Value];
	const never = b.e.emit("or", [], [no, none], "i1");
	const known = b.e.emit("or", [], [yes, never], "i1");
	const [ask, next] = [newBlock("ask"), newBlock("truth")];
	const value = addParam(next, "", "i1");
	b.e.end("cond_br", [known], [to(next, [yes]), to(ask)]);
	b.e.place(ask);
	const answer = asked();
	b.e.end("br", [], [to(next, [answer])]);
	b.e.place(next);
	return give(value);
}
