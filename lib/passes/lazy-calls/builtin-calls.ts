/** Builtins that fast functions call: what runs no Python code and has a short way (runtime/src/builtins.c, quick.c). */
import type { Op, Value } from "../../ir/ir.ts";
import { BUILTIN_NAMES } from "../likely-results.ts";
import { absoluteNumber, compareNumbers, onMath } from "../machine-numbers.ts";
import { MATH_FUNCTIONS, mathSymbol } from "../math-functions.ts";
import type { Builder } from "./builder.ts";
import { below, given as dropped, exitIfSeen } from "./deaths.ts";
import type { Outcome } from "./handlers.ts";
import { callRange } from "./iteration.ts";
import { asFloat, toNumber } from "./numbers.ts";
import {
	callWithItems,
	exitIfDeep,
	given,
	liveUntilHere,
	number,
	objectOf,
	objectsFor,
	saidYes,
} from "./objects.ts";
import type { Rep } from "./reps.ts";

/** Does the call; false: it is not done so. What a helper refuses leaves before it. */
type Call = (
	b: Builder,
	op: Op,
	func: Value,
	args: readonly Rep[],
	operands: readonly Value[],
) => boolean;
type CallOfObjects = (
	b: Builder,
	op: Op,
	func: Value,
	args: readonly Value[],
) => boolean;

/** Leaves if the function is not the builtin of this name. */
const isBuiltin = (b: Builder, func: Value, name: string): void =>
	isThere(b, func, `Coconut_Function_${name}`);

/** Leaves if the function is not the object that the runtime has at a place. */
function isThere(b: Builder, func: Value, symbol: string): void {
	const place = b.e.global(symbol);
	const known = b.e.emit("load", ["ptr"], [place], "ptr");
	const is = b.e.icmp("eq", b.e.pointer(func), known);
	liveUntilHere(b, func);
	b.exitUnless(is);
}

/** min and max of two numbers in registers that are of one type: of equal ones the first. */
const extreme =
	(name: string, kind: string): Call =>
	(b, op, func, args) => {
		const [x, y] = args;
		if (args.length !== 2 || x?.kind !== "num" || y?.kind !== "num")
			return false;
		if (x.type !== y.type) return false;
		isBuiltin(b, func, name);
		const better = compareNumbers(b, kind, y.value, x.value);
		const all = [y.value, x.value, better];
		const value = b.e.emit("select", [], all, x.type);
		b.set(op.results[0], number(x.type, value));
		return true;
	};

/** abs of a number; where it is not known to be one, and is none, the call is done as it is. */
const absolute: Call = (b, op, func, args, operands) => {
	const [v] = operands;
	if (!v || operands.length !== 1) return false;
	const ways = b.hasRoom("number") && b.hasRoom("type");
	const x = args[0]?.kind === "num" || ways ? toNumber(b, v, true) : undefined;
	if (!x) return false;
	isBuiltin(b, func, "abs");
	b.set(op.results[0], number(x.type, absoluteNumber(b, x.value)));
	return true;
};

const ON_NUMBERS: ReadonlyMap<string, Call> = new Map([
	["min", extreme("min", "lt")],
	["max", extreme("max", "gt")],
	["abs", absolute],
]);

const ON_OBJECTS: ReadonlyMap<string, CallOfObjects> = new Map([
	[
		"len",
		(b, op, func, args) => {
			if (args.length !== 1) return false;
			const value = b.e.call("Coconut_LenBy", [func, ...args], "i64");
			b.exitIf(b.e.icmp("slt", value, b.e.int(0)));
			b.set(op.results[0], number("i64", value));
			return true;
		},
	],
	[
		"isinstance",
		(b, op, func, args) => {
			if (args.length !== 2) return false;
			// A tuple of classes takes a level of recursion.
			b.exitIf(b.e.icmp("sle", b.depth, b.e.int(1)));
			const is = b.e.call("Coconut_IsInstanceBy", [func, ...args], "i32");
			b.set(op.results[0], { kind: "bool", value: saidYes(b, is) });
			return true;
		},
	],
	[
		"ord",
		(b, op, func, args) => {
			if (args.length !== 1) return false;
			isBuiltin(b, func, "ord");
			const value = b.e.call("Coconut_QuickOrd", [...args], "i64");
			b.exitIf(b.e.icmp("slt", value, b.e.int(0)));
			b.set(op.results[0], number("i64", value));
			return true;
		},
	],
]);

/** What Coconut_QuickBuiltin does. */
const OTHERS: ReadonlySet<string> = new Set(
	[
		"abs chr hash min max round int float bool type list tuple dict set str",
		"getattr hasattr sum any all sorted repr callable divmod pow id",
		"range reversed",
	].flatMap((names) => names.split(" ")),
);

/** The call of a global that may be a builtin with a short way, by its name. Undefined: it is not called so. */
export function callBuiltin(
	b: Builder,
	op: Op,
	name: string,
	func: Value,
	operands: readonly Value[],
): Outcome | undefined {
	if (!BUILTIN_NAMES.has(name)) return undefined;
	if (name === "range") {
		const counted = callRange(b, op, func, operands);
		if (counted) return counted;
	}
	const args = operands.map((v) => b.rep(v));
	if (ON_NUMBERS.get(name)?.(b, op, func, args, operands)) return "next";
	const [first] = args;
	if (name === "hash" && first?.kind === "items")
		return hashItems(b, op, func, first.items);
	const way = ON_OBJECTS.get(name);
	if (!way && !OTHERS.has(name)) return undefined;
	const objects = objectsFor(b, operands);
	if (!objects) return "exit";
	const ends = dropped(b, args, below(b, op));
	if (ends.length > 1) return "exit";
	exitIfSeen(b, ends);
	if (way) return way(b, op, func, objects) ? "next" : "exit";
	exitIfDeep(b);
	const n = b.e.int(objects.length);
	const before = [b.tstate, func];
	const made = callWithItems(b, "Coconut_QuickBuiltin", before, objects, [n]);
	b.set(op.results[0], objectOf(given(b, made)));
	return "next";
}

/** hash() of a tuple that is not made. */
function hashItems(
	b: Builder,
	op: Op,
	func: Value,
	items: readonly Value[],
): Outcome {
	const objects = objectsFor(b, items);
	if (!objects) return "exit";
	const reps = items.map((v) => b.rep(v));
	exitIfSeen(b, dropped(b, reps, below(b, op)));
	exitIfDeep(b);
	isBuiltin(b, func, "hash");
	const n = b.e.int(objects.length);
	const how = "Coconut_QuickHashItems";
	const made = callWithItems(b, how, [b.tstate], objects, [n]);
	b.set(op.results[0], objectOf(given(b, made)));
	return "next";
}

/** The call of a function of the module `math`, on numbers. Undefined: it is not called so. */
export function callMath(
	b: Builder,
	op: Op,
	name: string,
	func: Value,
	operands: readonly Value[],
): Outcome | undefined {
	const fn = MATH_FUNCTIONS.get(name);
	if (operands.length !== fn?.arity) return undefined;
	isThere(b, func, mathSymbol(name));
	const given: Value[] = [];
	for (const v of operands) {
		const n = toNumber(b, v);
		if (!n || (n.type !== "f64" && !fn.takesInts)) return "exit";
		given.push(asFloat(b, n));
	}
	const value = onMath(b, fn, given);
	b.set(op.results[0], number(fn.result, value));
	return "next";
}
