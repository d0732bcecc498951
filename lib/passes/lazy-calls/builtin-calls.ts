/** Builtins and methods of lists that fast functions call: what runs no Python code and has a short way (runtime/src/quick.c). */
import { addParam, newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { below, exitIfSeen, given, mayEnd } from "./deaths.ts";
import { to, UNLIKELY } from "./emitter.ts";
import { boxed, type Outcome } from "./handlers.ts";
import type { Rep } from "./reps.ts";

type Owner = Extract<Rep, { kind: "obj" }>;

/** Number of arguments by name. */
const LIST_METHODS: ReadonlyMap<string, number> = new Map([
	["append", 1],
	["pop", 0],
]);

/**
 * LOAD_METHOD of what may be a list: the path goes on with one, and is walked again with something else where the module has methods of this name.
 * Undefined: the owner is no list, or no method that is known here is meant.
 */
export function loadListMethod(
	b: Builder,
	op: Op,
	owner: Owner,
): Outcome | undefined {
	const index = op.attrs[0] as number;
	const name = b.fn.code?.names[index] ?? "";
	if (!LIST_METHODS.has(name) || owner.list === false) return undefined;
	if (!owner.list) {
		const type = b.e.field("PyObject", "ob_type", owner.value, "ptr");
		const is = b.e.icmp("eq", type, b.e.global("PyList_Type"));
		if (b.plan.isMethod(name)) {
			if (!b.mayFork()) return undefined;
			const [other, list] = [newBlock("other"), newBlock("list")];
			b.e.end("cond_br", [is], [to(list), to(other)]);
			b.fork(other, owner, { ...owner, list: false });
			b.e.place(list);
		} else b.exitUnless(is);
		const known = { ...owner, list: true };
		b.refine(owner, known);
		owner = known;
	}
	b.set(op.results[0], { kind: "list method", name: index });
	b.set(op.results[1], owner);
	return "next";
}

/** The call of such a method. What it is refused leaves before it. */
export function callListMethod(
	b: Builder,
	op: Op,
	name: string,
	self: Rep,
	args: readonly Rep[],
): Outcome {
	if (self.kind !== "obj" || args.length !== LIST_METHODS.get(name))
		return "exit";
	const left = below(b, op);
	const ends = given(b, [self], left);
	// What is appended to a list that ends would end with it.
	if (given(b, args, left).length > 0)
		for (const v of ends) b.exitIf(mayEnd(b, v, [v]));
	else exitIfSeen(b, ends);
	if (name === "append") {
		const item = boxed(b, args[0] as Rep);
		if (!item) return "exit";
		const done = b.e.call("Coconut_QuickAppend", [self.value, item], "i1");
		b.exitUnless(done);
		giveNone(b, op);
	} else {
		const item = b.e.call("Coconut_QuickTakeLast", [self.value], "obj?");
		const [some, next] = [newBlock("some"), newBlock("item")];
		const value = addParam(next, "", "obj");
		b.e.end("br_null", [item], [to(b.exitBlock()), to(some)], [[...UNLIKELY]]);
		b.e.place(some);
		b.e.end("br", [], [to(next, [item])]);
		b.e.place(next);
		b.set(op.results[0], { kind: "obj", value, inert: false, given: false });
	}
	b.effect();
	b.env.attrs.clear();
	return "next";
}

function giveNone(b: Builder, op: Op): void {
	const value = b.e.object("_Py_NoneStruct");
	b.set(op.results[0], { kind: "obj", value, inert: true, given: false });
}

/** Builtins by name: the op that calls it is done, or left. */
const BUILTINS: ReadonlyMap<
	string,
	(b: Builder, op: Op, func: Value, args: readonly Value[]) => boolean
> = new Map([
	[
		"len",
		(b, op, func, args) => {
			if (args.length !== 1) return false;
			const value = b.e.call("Coconut_LenBy", [func, ...args], "i64");
			b.exitIf(b.e.icmp("slt", value, b.e.int(0)));
			const how = { box: undefined, constant: undefined } as const;
			b.set(op.results[0], { kind: "num", type: "i64", value, ...how });
			return true;
		},
	],
	[
		"isinstance",
		(b, op, func, args) => {
			if (args.length !== 2) return false;
			const is = b.e.call("Coconut_IsInstanceBy", [func, ...args], "i32");
			b.exitIf(b.e.icmp("slt", is, b.e.int(0, "i32")));
			const value = b.e.icmp("ne", is, b.e.int(0, "i32"));
			b.set(op.results[0], { kind: "bool", value });
			return true;
		},
	],
]);

/** The call of a global that may be a builtin with a short way, by its name. Undefined: it is not called so. */
export function callBuiltin(
	b: Builder,
	op: Op,
	name: string,
	func: Value,
	args: readonly Rep[],
): Outcome | undefined {
	const way = BUILTINS.get(name);
	if (!way) return undefined;
	const objects: Value[] = [];
	for (const r of args) {
		const v = boxed(b, r);
		if (!v) return "exit";
		objects.push(v);
	}
	const left = below(b, op);
	const ends = given(b, args, left);
	if (ends.length > 1) return "exit";
	exitIfSeen(b, ends);
	return way(b, op, func, objects) ? "next" : "exit";
}
