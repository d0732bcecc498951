/** What a fast function knows of the values that the frame would hold. */
import type { Fn, Value } from "../../ir/ir.ts";

/** How arguments and results of fast functions are passed: an object, an int in a word, a float. */
export type Kind = "o" | "i" | "f";

/** Built-in types that objects are tested for, as they are called in Python; `CPYTHON_TYPE`: their symbols. */
export type BuiltinType = "list" | "tuple" | "dict" | "set" | "str" | "deque";

export const CPYTHON_TYPE: Readonly<Record<BuiltinType, string>> = {
	list: "PyList_Type",
	tuple: "PyTuple_Type",
	dict: "PyDict_Type",
	set: "PySet_Type",
	str: "PyUnicode_Type",
	deque: "Coconut_Type_deque",
};

/** `Coconut_Type_deque` only says where the type is, once a deque has been seen. */
export const isFoundLate = (type: BuiltinType): boolean => type === "deque";

export const TYPE = { o: "obj", i: "i64", f: "f64" } as const;

/**
 * `num`: a number in a register; `box` is the object it was taken from, if there is one. `inert`: an object whose end nobody notices.
 * `maybe`: an object or NULL, what a fast local that may be unbound has. `func`: a function whose native code is that of `target`.
 */
export type Rep =
	| {
			readonly kind: "num";
			readonly type: "i64" | "f64";
			readonly value: Value;
			readonly box: Value | undefined;
			/** The constant it is, by its index. */
			readonly constant: number | undefined;
	  }
	| { readonly kind: "bool"; readonly value: Value }
	| {
			readonly kind: "obj";
			readonly value: Value;
			readonly inert: boolean;
			/** The caller gave it: what it holds may end when a slot is set anew. */
			readonly given: boolean;
			/** The built-in type that it is of, exactly; false: it is not of the one that it was taken for. */
			readonly type?: BuiltinType | false;
			/** It is no number where one was looked for: taken for an instance of a Python class. */
			readonly isInstance?: true;
	  }
	| { readonly kind: "func"; readonly value: Value; readonly target: Fn }
	/** A method of some class, and its fast function of objects. */
	| Method
	/** What super() gives, for the LOAD_METHOD that comes next. */
	| { readonly kind: "super"; readonly method: Method; readonly self: Rep }
	/** A method of a built-in type that is known, by the index of its name. */
	| {
			readonly kind: "builtin method";
			readonly type: BuiltinType;
			readonly name: number;
	  }
	/** A tuple that is not made, as it is only compared or hashed: its items, as the values of the function that they are. */
	| { readonly kind: "items"; readonly items: readonly Value[] }
	/** An iterator of a range that is not made: the next item, how many there are yet, the step. */
	| Counter
	| { readonly kind: "maybe"; readonly value: Value }
	| { readonly kind: "null" }
	| { readonly kind: "unbound" };

export interface Method {
	readonly kind: "method";
	readonly value: Value;
	readonly fast: Value;
}

export interface Counter {
	readonly kind: "counter";
	readonly next: Value;
	readonly left: Value;
	readonly step: Value;
}

export type Obj = Extract<Rep, { kind: "obj" }>;

/** What is known at a place in the function: its fast locals, the values that live there. */
export interface Env {
	readonly slots: Rep[];
	readonly values: Map<Value, Rep>;
	/** The record's header is written. */
	recorded: boolean;
	/** Globals that the path has looked at, by index of the name: nothing can change them until it leaves. */
	readonly globals: Map<number, Rep>;
	/** Attributes that the path has looked at or set, by index of the name: what holds until one is set, or something is called. */
	readonly attrs: Map<number, Attribute>;
	/** Attributes that the path has given to the instance it initialises. */
	readonly added: Set<number>;
}

export interface Attribute {
	readonly owner: Value;
	readonly rep: Rep;
}

export const copyEnv = (e: Env): Env => ({
	slots: [...e.slots],
	values: new Map(e.values),
	recorded: e.recorded,
	globals: new Map(e.globals),
	attrs: new Map(e.attrs),
	added: new Set(e.added),
});

/** Puts a rep that knows more in the place of one that knew less. */
export function refine(env: Env, from: Rep, to: Rep): void {
	env.slots.forEach((r, i) => {
		if (r === from) env.slots[i] = to;
	});
	for (const [v, r] of env.values) if (r === from) env.values.set(v, to);
	for (const [name, a] of env.attrs)
		if (a.rep === from) env.attrs.set(name, { owner: a.owner, rep: to });
}

/** The values that a version of a block has to be given for a rep; those of the entry are everywhere. */
export function parts(r: Rep, fixed: ReadonlySet<Value>): Value[] {
	switch (r.kind) {
		case "num":
			return [r.value, ...(r.box ? [r.box] : [])].filter((v) => !fixed.has(v));
		case "bool":
		case "obj":
		case "func":
			return fixed.has(r.value) ? [] : [r.value];
		case "maybe":
			return [r.value];
		case "method":
			return [r.value, r.fast];
		case "counter":
			return [r.next, r.left, r.step].filter((v) => !fixed.has(v));
		default:
			return [];
	}
}

/** What two reps have to agree on to go by one version of a block. */
export function shapeOf(r: Rep, fixed: ReadonlySet<Value>): string {
	const at = (v: Value | undefined): string =>
		v === undefined ? "-" : fixed.has(v) ? v.name : "?";
	switch (r.kind) {
		case "num":
			return `${r.type}${r.constant ?? ""}(${at(r.value)},${at(r.box)})`;
		case "bool":
			return `bool(${at(r.value)})`;
		case "obj":
			return `obj${r.inert ? "!" : ""}${r.given ? "g" : ""}${r.isInstance ? "i" : ""}${r.type ?? ""}(${at(r.value)})`;
		case "builtin method":
			return `${r.type} method ${r.name}`;
		case "func":
			return `func ${r.target.name}(${at(r.value)})`;
		case "method":
			return "method";
		case "counter":
			return `counter(${at(r.next)},${at(r.left)},${at(r.step)})`;
		default:
			return r.kind;
	}
}

/** The same rep with other values, in the order of `parts`. */
export function withParts(
	r: Rep,
	fixed: ReadonlySet<Value>,
	take: () => Value,
): Rep {
	const value = (v: Value): Value => (fixed.has(v) ? v : take());
	switch (r.kind) {
		case "num": {
			const number = value(r.value);
			return { ...r, value: number, box: r.box && value(r.box) };
		}
		case "bool":
		case "obj":
		case "func":
			return { ...r, value: value(r.value) };
		case "maybe":
			return { ...r, value: take() };
		case "method":
			return { ...r, value: take(), fast: take() };
		case "counter": {
			const [next, left] = [value(r.next), value(r.left)];
			return { ...r, next, left, step: value(r.step) };
		}
		default:
			return r;
	}
}
