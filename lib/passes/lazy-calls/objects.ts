/** Objects in fast functions: made of numbers, held, handed over in memory, and left for where a helper refuses. */
import { addParam, newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { Type } from "../../ir/types.ts";
import type { Builder } from "./builder.ts";
import { ownsReference } from "./deaths.ts";
import { to, UNLIKELY } from "./emitter.ts";
import type { Outcome } from "./handlers.ts";
import type { BuiltinType, Obj, Rep } from "./reps.ts";

export const objectOf = (value: Value, inert = false): Obj => ({
	kind: "obj",
	value,
	inert,
	given: false,
});

/** The same of an object whose type is known. */
export const objectOfType = (value: Value, type: BuiltinType): Obj => ({
	...objectOf(value),
	type,
});

export const set = (b: Builder, op: Op, r: Rep): Outcome => {
	b.set(op.results[0], r);
	return "next";
};

export const number = (
	type: "i64" | "f64",
	value: Value,
): Extract<Rep, { kind: "num" }> => ({
	kind: "num",
	type,
	value,
	box: undefined,
	constant: undefined,
});

/** A borrowed object, with a reference of its own. */
export function hold(b: Builder, found: Value): Obj {
	b.e.op("incref", [], [found]);
	return objectOf(b.e.emit("adopt", [], [found], "obj"));
}

/** What is borrowed from the object needs it up to here, also where the op drops it. */
export function liveUntilHere(b: Builder, owner: Value): void {
	if (ownsReference(b, owner)) b.e.op("end_lifetime", [], [owner]);
}

/** A new object; NULL leaves, whatever exception there is: what is done again raises its own. */
export function madeOrExit(b: Builder, v: Value): Value {
	const [no, yes] = [newBlock("none"), newBlock("made")];
	b.e.end("br_null", [v], [to(no), to(yes)], [[...UNLIKELY]]);
	b.e.place(no);
	b.e.run("PyErr_Clear", []);
	b.e.end("br", [], [to(b.exitBlock())]);
	b.e.place(yes);
	return v;
}

/** What a helper has given, a new reference; NULL, without an exception, leaves. */
export function given(b: Builder, v: Value, exit = b.exitBlock()): Value {
	const [some, next] = [newBlock("some"), newBlock("item")];
	const value = addParam(next, "", "obj");
	b.e.end("br_null", [v], [to(exit), to(some)], [[...UNLIKELY]]);
	b.e.place(some);
	b.e.end("br", [], [to(next, [v])]);
	b.e.place(next);
	return value;
}

/** Leaves where a helper that says 1, 0 or -1 has refused; whether it has said 1. */
export function saidYes(b: Builder, answer: Value): Value {
	const zero = b.e.int(0, "i32");
	b.exitIf(b.e.icmp("slt", answer, zero));
	return b.e.icmp("ne", answer, zero);
}

/** An object of a number, as a new reference or a borrowed one; NULL leaves. */
export function boxed(b: Builder, r: Rep): Value | undefined {
	switch (r.kind) {
		case "obj":
		case "func":
			return r.value;
		case "bool":
			return b.e.call("Coconut_FromBool", [r.value], "obj");
		case "num": {
			if (r.box) return r.box;
			if (r.constant !== undefined) return b.constant(r.constant);
			const make = r.type === "i64" ? "Coconut_NewInt" : "Coconut_NewFloat";
			return madeOrExit(b, b.e.call(make, [r.value], "obj"));
		}
		default:
			return undefined;
	}
}

/** The object that a value is from here on, wherever the path has it. */
export function objectFor(b: Builder, v: Value): Value | undefined {
	const r = b.rep(v);
	const object = boxed(b, r);
	if (object && r.kind === "num" && !r.box && r.constant === undefined)
		b.refine(r, { ...r, box: object });
	return object;
}

/** The same of several values; undefined: one is no object. */
export function objectsFor(
	b: Builder,
	values: readonly Value[],
): Value[] | undefined {
	const objects: Value[] = [];
	for (const v of values) {
		const object = objectFor(b, v);
		if (!object) return undefined;
		objects.push(object);
	}
	return objects;
}

/** Calls a helper that takes the address of objects, and not their references. `before` and `after` are its other arguments. */
export function callWithItems(
	b: Builder,
	name: string,
	before: readonly Value[],
	items: readonly Value[],
	after: readonly Value[],
	type: Type = "obj?",
): Value {
	const count = Math.max(items.length, 1);
	const memory = b.e.emit(
		"alloca",
		[{ kind: "array", count, of: "ptr" }],
		[],
		"ptr",
	);
	items.forEach((v, i) => {
		const at = b.e.emit("elem_addr", ["ptr"], [memory, b.e.int(i)], "ptr");
		b.e.op("store", [], [b.e.pointer(v), at]);
	});
	const r = b.e.call(name, [...before, memory, ...after], type);
	for (const v of new Set(items)) liveUntilHere(b, v);
	return r;
}

/** Where so few levels of recursion are left that CPython's own functions, which count some, could run out of them, the path is left. */
export function exitIfDeep(b: Builder): void {
	b.exitIf(b.e.icmp("sle", b.depth, b.e.int(LEVELS)));
}

/** Levels of recursion that helpers may take: comparing and formatting of numbers, strings and tuples of them. */
const LEVELS = 5;
