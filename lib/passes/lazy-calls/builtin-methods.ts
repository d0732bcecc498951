/** Methods of lists, dicts, sets and strings that fast functions call: what runs no Python code (runtime/src/quick.c). */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { below, given as dropped, exitIfSeen, mayEnd } from "./deaths.ts";
import { to } from "./emitter.ts";
import type { Outcome } from "./handlers.ts";
import {
	callWithItems,
	exitIfDeep,
	given,
	hold,
	liveUntilHere,
	number,
	objectOf,
	objectsFor,
} from "./objects.ts";
import {
	type BuiltinType,
	CPYTHON_TYPE,
	isFoundLate,
	type Obj,
	type Rep,
} from "./reps.ts";

/** A call whose arguments are objects; false: it is not done so. What a helper refuses leaves before it. */
type Call = (
	b: Builder,
	op: Op,
	self: Value,
	args: readonly Value[],
) => boolean;

interface Method {
	/** How many arguments it is called with. */
	readonly counts: readonly number[];
	/** Does it keep what it is given? */
	readonly keeps?: boolean;
	/** May it change attributes, as those of a dict that is an object's? */
	readonly stores?: boolean;
	/** Does it change something? */
	readonly changes?: boolean;
	readonly call: Call;
}

/** How Coconut_QuietMethod looks at the arguments: its enum in runtime/src/quick.c. */
const METHOD_KINDS = {
	ofScalars: 0,
	makesContainer: 1,
	joins: 2,
	extends: 3,
} as const;

function giveNone(b: Builder, op: Op): void {
	b.set(op.results[0], objectOf(b.e.object("_Py_NoneStruct"), true));
}

/** A method called at its C entry. */
const quiet =
	(
		type: BuiltinType,
		name: string,
		kind: keyof typeof METHOD_KINDS,
		result?: BuiltinType,
	): Call =>
	(b, op, self, args) => {
		const place = b.e.global(`Coconut_Method_${type}_${name}`);
		const at = b.e.emit("load", ["ptr"], [place], "ptr");
		const descr = b.e.emit("as_obj", [], [at], "obj");
		const how = b.e.int(METHOD_KINDS[kind]);
		const after = [b.e.int(args.length), how];
		const before = [b.tstate, descr, self];
		const r = callWithItems(b, "Coconut_QuietMethod", before, args, after);
		const made = objectOf(given(b, r));
		b.set(op.results[0], result ? { ...made, type: result } : made);
		return true;
	};

/** A helper that says whether it has done it: an i1, or an i32 that is no less than `least`. */
const done =
	(name: string, least?: number): Call =>
	(b, op, self, args) => {
		const type = least === undefined ? "i1" : "i32";
		const r = b.e.call(name, [self, ...args], type);
		if (least === undefined) b.exitUnless(r);
		else b.exitIf(b.e.icmp("slt", r, b.e.int(least, "i32")));
		giveNone(b, op);
		return true;
	};

/** What is taken out of a container. */
const take =
	(name: string): Call =>
	(b, op, self, args) => {
		const item = b.e.call(name, [self, ...args], "obj?");
		b.set(op.results[0], objectOf(given(b, item)));
		return true;
	};

/** get and setdefault: what the dict has, or the second argument. */
const look =
	(name: string): Call =>
	(b, op, self, args) => {
		const [key, other = b.e.object("_Py_NoneStruct")] = args as [Value, Value?];
		const found = b.e.call(name, [self, key, other], "obj?");
		b.exitIfNull(found);
		b.set(op.results[0], hold(b, found));
		// What is taken for a key is a number, a string, None or a tuple of these; it lives until what was found is held.
		b.e.op("ends_quietly", [], [key]);
		liveUntilHere(b, other);
		liveUntilHere(b, self);
		return true;
	};

/** Where a string is in a string, or how often. */
const search =
	(name: string, direction?: number): Call =>
	(b, op, self, args) => {
		const [sub] = args as [Value];
		const r = searched(b, name, self, sub, direction);
		b.set(op.results[0], number("i64", r));
		return true;
	};

/** startswith and endswith of a string. */
const tail =
	(direction: number): Call =>
	(b, op, self, args) => {
		const [sub] = args as [Value];
		const r = searched(b, "Coconut_QuickTail", self, sub, direction);
		const value = b.e.icmp("ne", r, b.e.int(0));
		b.set(op.results[0], { kind: "bool", value });
		return true;
	};

const REFUSED = -2;

function searched(
	b: Builder,
	name: string,
	self: Value,
	sub: Value,
	direction: number | undefined,
): Value {
	const type = b.e.field("PyObject", "ob_type", sub, "ptr");
	b.exitUnless(b.e.icmp("eq", type, b.e.global(CPYTHON_TYPE.str)));
	const way = direction === undefined ? [] : [b.e.int(direction)];
	const r = b.e.call(name, [self, sub, ...way], "i64");
	b.exitIf(b.e.icmp("eq", r, b.e.int(REFUSED)));
	return r;
}

/** Tests of strings: their True or False as a machine bool. */
const test =
	(name: string): Call =>
	(b, op, self, args) => {
		quiet("str", name, "ofScalars")(b, op, self, args);
		const { value } = b.rep(op.results[0] as Value) as Obj;
		const yes = b.e.icmp("eq", value, b.e.object("_Py_TrueStruct"));
		liveUntilHere(b, value);
		b.set(op.results[0], { kind: "bool", value: yes });
		return true;
	};

const METHODS: Readonly<
	Record<Exclude<BuiltinType, "tuple">, Map<string, Method>>
> = {
	list: new Map<string, Method>([
		[
			"append",
			{
				counts: [1],
				keeps: true,
				changes: true,
				call: done("Coconut_QuickAppend"),
			},
		],
		[
			"pop",
			{ counts: [0], changes: true, call: take("Coconut_QuickTakeLast") },
		],
		[
			"extend",
			{
				counts: [1],
				changes: true,
				call: quiet("list", "extend", "extends"),
			},
		],
		[
			"copy",
			{ counts: [0], call: quiet("list", "copy", "makesContainer", "list") },
		],
		[
			"reverse",
			{
				counts: [0],
				changes: true,
				call: quiet("list", "reverse", "ofScalars"),
			},
		],
	]),
	dict: new Map<string, Method>([
		["get", { counts: [1, 2], call: look("Coconut_QuickGet") }],
		[
			"setdefault",
			{
				counts: [1, 2],
				changes: true,
				stores: true,
				call: look("Coconut_QuickSetDefault"),
			},
		],
		[
			"pop",
			{
				counts: [1],
				changes: true,
				stores: true,
				call: take("Coconut_QuickRemove"),
			},
		],
		...["items", "keys", "values"].map(
			(name) =>
				[
					name,
					{ counts: [0], call: quiet("dict", name, "makesContainer") },
				] as const,
		),
		[
			"copy",
			{ counts: [0], call: quiet("dict", "copy", "makesContainer", "dict") },
		],
	]),
	deque: new Map<string, Method>([
		...[
			["append", "Coconut_DequeAppend"],
			["appendleft", "Coconut_DequeAppendLeft"],
		].map(([name, by]) => {
			const call = done(by as string);
			const how = { counts: [1], keeps: true, changes: true, call };
			return [name as string, how] as const;
		}),
		["pop", { counts: [0], changes: true, call: take("Coconut_DequePop") }],
		[
			"popleft",
			{ counts: [0], changes: true, call: take("Coconut_DequePopLeft") },
		],
	]),
	set: new Map<string, Method>([
		["add", { counts: [1], changes: true, call: done("Coconut_QuickAdd") }],
		[
			"discard",
			{ counts: [1], changes: true, call: done("Coconut_QuickDiscard", 0) },
		],
		[
			"remove",
			{ counts: [1], changes: true, call: done("Coconut_QuickDiscard", 1) },
		],
	]),
	str: new Map<string, Method>([
		..."isdigit isalpha isalnum isspace isupper islower isnumeric isdecimal isidentifier"
			.split(" ")
			.map((name) => [name, { counts: [0], call: test(name) }] as const),
		...[
			["upper", [0]],
			["lower", [0]],
			["title", [0]],
			["capitalize", [0]],
			["strip", [0, 1]],
			["lstrip", [0, 1]],
			["rstrip", [0, 1]],
			["replace", [2]],
			["removeprefix", [1]],
			["removesuffix", [1]],
			["zfill", [1]],
			["ljust", [1, 2]],
			["rjust", [1, 2]],
			["center", [1, 2]],
		].map(([name, counts]) => {
			const call = quiet("str", name as string, "ofScalars", "str");
			return [name as string, { counts: counts as number[], call }] as const;
		}),
		...[
			["split", [0, 1]],
			["rsplit", [0, 1]],
			["splitlines", [0]],
		].map(([name, counts]) => {
			const call = quiet("str", name as string, "makesContainer", "list");
			return [name as string, { counts: counts as number[], call }] as const;
		}),
		["join", { counts: [1], call: quiet("str", "join", "joins", "str") }],
		["find", { counts: [1], call: search("Coconut_QuickFind", 1) }],
		["rfind", { counts: [1], call: search("Coconut_QuickFind", -1) }],
		["count", { counts: [1], call: search("Coconut_QuickCount") }],
		["startswith", { counts: [1], call: tail(-1) }],
		["endswith", { counts: [1], call: tail(1) }],
	]),
};

const methodOf = (type: BuiltinType, name: string): Method | undefined =>
	type === "tuple" ? undefined : METHODS[type].get(name);

const TYPES = Object.keys(METHODS) as (keyof typeof METHODS)[];

/** The type that a method that is called with so many arguments, if that is known, is likely to be called of. */
function likelyType(
	op: Op,
	name: string,
	count: number | undefined,
	owner: Obj,
): BuiltinType | undefined {
	if (owner.type === false) return undefined;
	const fits = (type: BuiltinType): boolean => {
		const method = methodOf(type, name);
		if (!method) return false;
		return count === undefined || method.counts.includes(count);
	};
	if (owner.type) return fits(owner.type) ? owner.type : undefined;
	const said = op.profile?.types?.[0];
	const guess = TYPES.find((type) => type === said && fits(type));
	return guess ?? TYPES.find(fits);
}

/**
 * LOAD_METHOD of what may be of a built-in type: the path goes on with one, and is walked again with something else where the module has methods of this
 * name. Undefined: the owner is of no such type, or no method that is known here is meant.
 */
export function loadBuiltinMethod(
	b: Builder,
	op: Op,
	owner: Obj,
): Outcome | undefined {
	const index = op.attrs[0] as number;
	const name = b.fn.code?.names[index] ?? "";
	const call = b.block.ops.find(
		(x, i) =>
			i > b.index && x.name === "py.call" && x.operands[0] === op.results[0],
	);
	const count = call && call.operands.length - 2;
	const type = likelyType(op, name, count, owner);
	if (!type) return undefined;
	if (!owner.type) {
		const is = isOfType(b, owner.value, type);
		if (type === "list" && methodOf("deque", name) && b.plan.usesDeques)
			lookForDeque(b, owner, is);
		else if (b.plan.isMethod(name, (count ?? 0) + 1)) {
			if (!b.mayFork("type")) return undefined;
			const [other, yes] = [newBlock("other"), newBlock(type)];
			b.e.end("cond_br", [is], [to(yes), to(other)]);
			b.fork(other, owner, { ...owner, type: false });
			b.e.place(yes);
		} else b.exitUnless(is);
		const known: Obj = { ...owner, type };
		b.refine(owner, known);
		owner = known;
	}
	b.set(op.results[0], { kind: "builtin method", type, name: index });
	b.set(op.results[1], owner);
	return "next";
}

function isOfType(b: Builder, o: Value, type: BuiltinType): Value {
	if (isFoundLate(type)) return b.e.call("Coconut_IsDeque", [o], "i1");
	const found = b.e.field("PyObject", "ob_type", o, "ptr");
	return b.e.icmp("eq", found, b.e.global(CPYTHON_TYPE[type]));
}

/** What is no list, which the path goes on with, may be a deque: it is walked again with that. Anything else leaves. */
function lookForDeque(b: Builder, owner: Obj, isList: Value): void {
	if (!b.mayFork("type")) {
		b.exitUnless(isList);
		return;
	}
	const [other, list, deque] = [
		newBlock("other"),
		newBlock("list"),
		newBlock("deque"),
	];
	b.e.end("cond_br", [isList], [to(list), to(other)]);
	b.e.place(other);
	const is = isOfType(b, owner.value, "deque");
	b.e.end("cond_br", [is], [to(deque), to(b.exitBlock())]);
	b.fork(deque, owner, { ...owner, type: "deque" });
	b.e.place(list);
}

/** The call of such a method. What it is refused leaves before it. */
export function callBuiltinMethod(
	b: Builder,
	op: Op,
	type: BuiltinType,
	name: string,
): Outcome {
	const [, owner, ...given] = op.operands as [Value, Value, ...Value[]];
	const self = b.rep(owner);
	const method = methodOf(type, name);
	if (self.kind !== "obj" || !method?.counts.includes(given.length))
		return "exit";
	const args: readonly Rep[] = given.map((v) => b.rep(v));
	const left = below(b, op);
	const ends = dropped(b, [self], left);
	const argsEnd = dropped(b, args, left);
	// What is kept by a container that ends would end with it.
	if (method.keeps && argsEnd.length > 0)
		for (const v of ends) b.exitIf(mayEnd(b, v, [v]));
	else exitIfSeen(b, method.keeps ? ends : [...new Set([...ends, ...argsEnd])]);
	const objects = objectsFor(b, given);
	if (type !== "list") exitIfDeep(b);
	if (!objects || !method.call(b, op, self.value, objects)) return "exit";
	liveUntilHere(b, self.value);
	if (method.changes) b.effect();
	if (method.stores) b.env.attrs.clear();
	return "next";
}
