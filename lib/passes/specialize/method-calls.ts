/** Calls of methods of lists, dicts, sets and strings that run no Python code: nobody can look at the frame meanwhile. */
import type { Op, Value } from "../../ir/ir.ts";
import { conjugate as conjugateOf } from "./complex.ts";
import { forgetLists } from "./facts.ts";
import type { Handler, Handlers } from "./handlers.ts";
import type { Known } from "./known-calls.ts";
import { anyNumber } from "./operand.ts";
import type { Path } from "./path.ts";
import { dies, holdUntilHere, isEmpty, keepOwner } from "./places.ts";
import { BOUND, type ObjRep, type Rep, T, within } from "./reps.ts";

type Call = (p: Path, op: Op, self: Value, args: readonly Value[]) => boolean;

const object = (p: Path, v: Value): Value => (p.rep(v) as ObjRep).value;

function giveNone(p: Path, op: Op): void {
	const value = p.none();
	const none: Rep = { kind: "obj", value, mask: T.NONE, kept: "owned" };
	p.set(op.results[0], none);
}

function append(p: Path, op: Op, self: Value, args: readonly Value[]): boolean {
	const [v] = args;
	if (!v || args.length !== 1 || dies(p, self)) return false;
	add(p, "Coconut_QuickAppend", self, v);
	giveNone(p, op);
	p.effect(true);
	forgetLists(p.env);
	return true;
}

/** Adds an object to a container, by a function that says whether it was done. */
function add(p: Path, name: string, to: Value, ...values: Value[]): void {
	keepOwner(p, to);
	const items = values.map((v) => p.object(v));
	p.secure(true);
	p.exitUnless(p.emit("call", [name], [object(p, to), ...items], "i1"));
	holdUntilHere(p, to);
}

/** LIST_APPEND, SET_ADD and MAP_ADD: the container of a comprehension, which is known as soon as it is made. */
const addTo =
	(type: number, name: string): Handler =>
	(p, op) => {
		const [to, ...values] = op.operands as [Value, ...Value[]];
		const rep = p.rep(to);
		if (rep.kind !== "obj" || rep.mask !== type) return false;
		add(p, name, to, ...values);
		p.effect(true);
		forgetLists(p.env);
		p.engine.gained.add(op);
		return true;
	};

export const COMPREHENSIONS: Handlers = {
	"py.list_append": addTo(T.LIST, "Coconut_QuickAppend"),
	"py.set_add": addTo(T.SET, "Coconut_QuickAdd"),
	"py.map_add": addTo(T.DICT, "Coconut_QuickSetItem"),
};

function pop(p: Path, op: Op, self: Value, args: readonly Value[]): boolean {
	if (args.length !== 0 || dies(p, self)) return false;
	keepOwner(p, self);
	p.secure();
	const list = object(p, self);
	const value = p.found(
		p.emit("call", ["Coconut_QuickTakeLast"], [list], "obj?"),
	);
	holdUntilHere(p, self);
	p.set(op.results[0], { kind: "obj", value, mask: BOUND, kept: "owned" });
	p.effect();
	forgetLists(p.env);
	return true;
}

function get(p: Path, op: Op, self: Value, args: readonly Value[]): boolean {
	const [key, otherwise] = args;
	if (!key || args.length > 2 || dies(p, self)) return false;
	if (otherwise && !isEmpty(p, otherwise)) {
		if (dies(p, otherwise)) return false;
		keepOwner(p, otherwise);
	}
	keepOwner(p, self);
	const k = p.object(key);
	let other: Value;
	if (otherwise) other = p.object(otherwise);
	else other = p.none();
	const given = [object(p, self), k, other];
	const found = p.emit("call", ["Coconut_QuickGet"], given, "obj?");
	const value = p.own(p.there(found));
	p.emitOp("ends_quietly", { operands: [k] });
	// What was found may be what was to be given otherwise.
	if (otherwise) p.emitOp("end_lifetime", { operands: [other] });
	p.set(op.results[0], { kind: "obj", value, mask: BOUND, kept: "owned" });
	return true;
}

/** Methods of sets: what Coconut_QuickAdd and its like say of the key is not looked at, but whether they were done. */
const onSet =
	(name: string, isThere: boolean): Call =>
	(p, op, self, args) => {
		const [key] = args;
		if (!key || args.length !== 1 || dies(p, self)) return false;
		keepOwner(p, self);
		const k = p.object(key);
		p.secure(true);
		const type = name === "Coconut_QuickAdd" ? "i1" : "i32";
		const r = p.emit("call", [name], [object(p, self), k], type);
		if (type === "i1") p.exitUnless(r);
		else {
			const least = { type: "i32", value: isThere ? 1n : 0n } as const;
			p.exitIf(p.icmp("slt", r, p.emit("const", [least], [], "i32")));
		}
		holdUntilHere(p, self);
		giveNone(p, op);
		p.effect(true);
		return true;
	};

/** What a method of a string gives: an object, or what it says. */
function giveString(p: Path, op: Op, v: Value, mask: number): void {
	const value = p.found(v);
	if (mask !== T.BOOL) {
		p.set(op.results[0], { kind: "obj", value, mask, kept: "owned" });
		return;
	}
	const yes = p.unbox(value, "i1");
	p.emitOp("end_lifetime", { operands: [value] });
	p.set(op.results[0], { kind: "num", type: "i1", value: yes });
}

function conjugate(p: Path, op: Op, self: Value, args: readonly Value[]) {
	const z = anyNumber(p, self, [T.COMPLEX]);
	if (z?.type !== "complex" || args.length > 0) return false;
	const value = conjugateOf(p, z.value);
	p.set(op.results[0], { kind: "num", type: "complex", value });
	return true;
}

/** Arguments as objects of these types; undefined where they are not known to be. */
function arguments_(
	p: Path,
	args: readonly Value[],
	types: readonly number[],
): Value[] | undefined {
	if (args.length !== types.length) return undefined;
	for (const [i, v] of args.entries()) {
		const rep = p.rep(v);
		const mask = rep.kind === "num" ? T.INT : rep.kind === "obj" ? rep.mask : 0;
		if (rep.kind === "num" && rep.type !== "i64") return undefined;
		if ((mask & (types[i] as number)) === 0) return undefined;
	}
	return args.map((v, i) => {
		const rep = p.rep(v);
		if (rep.kind === "obj" && !within(rep.mask, types[i] as number))
			p.guardMask(rep.value, types[i] as number);
		return p.object(v);
	});
}

/** A method of strings called at its C entry. */
const quick =
	(symbol: string, result: number, ...types: number[]): Call =>
	(p, op, self, args) => {
		const given = args.some((v) => dies(p, v))
			? undefined
			: arguments_(p, args, types);
		if (!given) return false;
		const descr = p.emit("as_obj", [], [p.knownAddress(symbol)], "obj");
		const all = [descr, object(p, self), ...given];
		const name = `Coconut_QuickMethod${args.length}`;
		giveString(p, op, p.emit("call", [name], all, "obj?"), result);
		return true;
	};

/** One of several ways, by how many arguments there are. */
const byCount =
	(...ways: (Call | undefined)[]): Call =>
	(p, op, self, args) =>
		ways[args.length]?.(p, op, self, args) ?? false;

/** find and its like, which look for a string in a string. */
const search =
	(name: string, direction: number | undefined, isTruth: boolean): Call =>
	(p, op, self, args) => {
		const given = arguments_(p, args, [T.STR]);
		if (!given) return false;
		const way = direction === undefined ? [] : [p.i64(direction)];
		const all = [object(p, self), ...given, ...way];
		const r = p.emit("call", [name], all, "i64");
		p.exitIf(p.icmp("eq", r, p.i64(-2)));
		const value = isTruth ? p.icmp("ne", r, p.i64(0)) : r;
		const type = isTruth ? "i1" : "i64";
		p.set(op.results[0], { kind: "num", type, value });
		return true;
	};

const calls = new Map<string, Call>([
	["Coconut_Method_list_append", append],
	["Coconut_Method_list_pop", pop],
	["Coconut_Method_dict_get", get],
	["Coconut_Method_complex_conjugate", conjugate],
	["Coconut_Method_set_add", onSet("Coconut_QuickAdd", false)],
	["Coconut_Method_set_discard", onSet("Coconut_QuickDiscard", false)],
	["Coconut_Method_set_remove", onSet("Coconut_QuickDiscard", true)],
]);

const ofString = (name: string): string => `Coconut_Method_str_${name}`;
const TESTS =
	"isdigit isalpha isalnum isspace isupper islower isnumeric isdecimal isidentifier";
for (const name of TESTS.split(" "))
	calls.set(ofString(name), quick(ofString(name), T.BOOL));
for (const name of "upper lower title capitalize swapcase casefold".split(" "))
	calls.set(ofString(name), quick(ofString(name), T.STR));
for (const name of ["strip", "lstrip", "rstrip"]) {
	const s = ofString(name);
	calls.set(s, byCount(quick(s, T.STR), quick(s, T.STR, T.STR)));
}
for (const name of ["removeprefix", "removesuffix"])
	calls.set(ofString(name), quick(ofString(name), T.STR, T.STR));
for (const name of ["ljust", "rjust", "center"]) {
	const s = ofString(name);
	const two = quick(s, T.STR, T.INT, T.STR);
	calls.set(s, byCount(undefined, quick(s, T.STR, T.INT), two));
}
calls.set(ofString("zfill"), quick(ofString("zfill"), T.STR, T.INT));
calls.set(ofString("replace"), quick(ofString("replace"), T.STR, T.STR, T.STR));
calls.set(ofString("join"), quick(ofString("join"), T.STR, T.LIST));
calls.set(ofString("find"), search("Coconut_QuickFind", 1, false));
calls.set(ofString("rfind"), search("Coconut_QuickFind", -1, false));
calls.set(ofString("count"), search("Coconut_QuickCount", undefined, false));
calls.set(ofString("startswith"), search("Coconut_QuickTail", -1, true));
calls.set(ofString("endswith"), search("Coconut_QuickTail", 1, true));

/** By the globals that lead to them (known.ts). */
export const METHOD_CALLS: Known<Call> = calls;
