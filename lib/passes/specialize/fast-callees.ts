/**
 * Finding what fast calls call: the function that a name is likely to stand for, looked at where it is loaded, and which version without a frame takes the
 * arguments of its CALL, directly, by its address, or as the __init__ of an instance that is made. What is not found so goes on by itself.
 */

import {
	addResult,
	type Block,
	type Fn,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { arrange } from "../arguments.ts";
import { CLASS_LOCALS } from "../lazy-calls/plan.ts";
import type { Kind } from "../lazy-calls/reps.ts";
import { fastSignature } from "../lazy-calls/signature.ts";
import { BUILTIN_NAMES } from "../likely-results.ts";
import { escapesOf } from "./escapes.ts";
import { isBuiltinMethod } from "./known.ts";
import { forkPlain } from "./known-calls.ts";
import { LIKELY, type Path, to, UNLIKELY } from "./path.ts";
import { type ObjRep, T } from "./reps.ts";
import { returnMask } from "./returns.ts";

/** What functions without frames there are. */
export interface FastCalls {
	/** The function that a global of this name is likely to be. */
	function(name: string): Fn | undefined;
	/** The function that a method of this name is likely to be. */
	method(name: string): Fn | undefined;
	/** Is such a method called without an instance? */
	isStatic(fn: Fn): boolean;
	/** Is it what classes are called by? */
	isClass(name: string): boolean;
	/** Its version for such arguments. */
	demand(
		fn: Fn,
		args: readonly Kind[],
	): { readonly name: string; readonly result: Kind } | undefined;
}

/** What a function with frames needs for all its fast calls: made at its entry. */
export interface CallRoot {
	readonly tstate: Value;
	readonly record: Value;
	/** Levels for which the C stack has room. */
	readonly room: Value;
}

/** The CALL of this block that calls what an op gives. */
function callOf(p: Path, op: Op): Op | undefined {
	const [result] = op.results;
	const call = p.block.ops.find(
		(x, i) => i > p.index && result && x.operands.includes(result),
	);
	if (call?.name !== "py.call") return undefined;
	const isMethod = op.name === "py.load_method";
	const [method, self] = call.operands;
	return (isMethod ? method : self) === result ? call : undefined;
}

/** Is a function called by the CALL of what an op gives, and do the arguments fit it? Operands of the CALL that are no arguments: `besides`. */
function fits(
	p: Path,
	op: Op,
	target: Fn,
	besides = op.name === "py.load_method" ? 1 : 2,
): boolean {
	const call = callOf(p, op);
	return (
		call !== undefined &&
		arrange(p.engine.fn, call, target, call.operands.length - besides) !==
			undefined
	);
}

/** LOAD_GLOBAL of a function that is about to be called. */
export function loadFunction(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.nameAt(index);
	const target = p.engine.calls?.function(name);
	if (!target || !fits(p, op, target)) return false;
	const attrs = [index, target.name];
	const v = p.py("py.peek_function", attrs, [], "obj?");
	p.set(op.results[0], callee(p, v, target));
	return true;
}

/** LOAD_METHOD of a function that is about to be called. */
export function loadMethod(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const owner = op.operands[0] as Value;
	const name = p.engine.nameAt(index);
	const target = p.engine.calls?.method(name);
	const rep = p.rep(owner);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	if ((rep.mask & T.OTHER) === 0) return false;
	if (!target) return dispatched(p, op, rep);
	const isBound = !p.engine.calls?.isStatic(target) && fits(p, op, target);
	if (!isBound)
		return loadUnbound(p, op, rep, target) || dispatched(p, op, rep);
	const attrs = [index, target.name];
	const v = p.py("py.peek_callee", attrs, [rep.value], "obj?");
	const method = callee(p, v, target);
	// The object that it is borrowed through may end first.
	p.set(op.results[0], rep.kept === "owned" ? p.keep(method) : method);
	p.set(op.results[1], rep);
	return true;
}

/** LOAD_METHOD of what is called without the object: a static method, or a function of a class. */
function loadUnbound(p: Path, op: Op, rep: ObjRep, target: Fn): boolean {
	const owner = op.operands[0] as Value;
	const ends = rep.kept === "owned" && !p.livesOn(owner);
	// What ends here would have to end before the arguments are looked at.
	if (!fits(p, op, target, 2) || (ends && !isGlobal(p, rep.value)))
		return false;
	const attrs = [op.attrs[0] as number, target.name];
	const v = p.py("py.peek_unbound", attrs, [rep.value], "obj?");
	const found = callee(p, v, target);
	const held = ends ? p.keep(found) : found;
	if (ends) {
		p.emitOp("ends_quietly", { operands: [rep.value] });
		p.emitOp("end_lifetime", { operands: [rep.value] });
	}
	p.set(op.results[0], { kind: "null" });
	p.set(op.results[1], held);
	return true;
}

const isGlobal = (p: Path, v: Value): boolean =>
	p.engine.globalName(v) !== undefined;

/** A method that several classes have: the object's type says which. An object that has no fast one goes on by itself. */
function dispatched(p: Path, op: Op, rep: ObjRep): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.nameAt(index);
	const call = callOf(p, op);
	if (!call || call.attrs[0] !== undefined || rep.plain) return false;
	if (!p.engine.calls || !p.engine.isMethod(index)) return false;
	if (isBuiltinMethod(name) && rep.mask !== T.OTHER) return false;
	if (isSuper(p, op.operands[0] as Value)) return false;
	const other = forkPlain(p, op.operands[0] as Value, rep);
	if (!other) return false;
	const found = p.py(
		"py.peek_method",
		[index, call.operands.length - 1],
		[rep.value],
		"obj?",
	);
	const fast = addResult(found.def as Op, "", "ptr");
	const next = newBlock("method");
	p.end("br_null", [found], [to(other), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [found], "ptr");
	const value = p.own(p.emit("as_obj", [], [at], "obj"));
	const mask = T.OTHER;
	p.set(op.results[0], { kind: "obj", value, mask, kept: "owned", fast });
	p.set(op.results[1], rep);
	return true;
}

/** Is it what super() gives? */
function isSuper(p: Path, v: Value): boolean {
	const call = opOf(v);
	if (call?.name !== "py.call") return false;
	return p.engine.globalName(call.operands[1] as Value) === "super";
}

/** The function that has been found; it is borrowed from where it was found, and what runs before the call may change that. */
function callee(p: Path, found: Value, target: Fn): ObjRep {
	const next = newBlock("callee");
	p.end("br_null", [found], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [found], "ptr");
	const value = p.emit("as_obj", [], [at], "obj");
	return { kind: "obj", value, mask: T.OTHER, kept: "item", target };
}

/** What is called without a frame, and how. */
export interface Callee {
	/** The address of its function object. */
	readonly func: Value;
	readonly kinds: readonly Kind[];
	readonly result: Kind;
	/** Which types the object may have that it gives, where that is known. */
	readonly mask?: number;
	readonly levels: number;
	readonly call: (all: Value[]) => Value;
	/** The new instance that the function initialises. */
	readonly made?: Value;
}

/** The same where an instance has to be made first, when nothing leaves any more. */
export type Callable =
	| Callee
	| (Pick<Callee, "kinds" | "levels"> & {
			make(passed: readonly Value[]): Callee;
	  });

/** A function that has been found with the method. */
export function dispatch(
	p: Path,
	func: ObjRep,
	fast: Value,
	args: readonly Value[],
): Callee {
	const how = indirect(p, fast, args.length);
	return { func: p.emit("as_ptr", [], [func.value], "ptr"), ...how };
}

/** A function whose version is known. `params`: which argument each parameter gets. */
export function known(
	p: Path,
	{ target, value }: ObjRep,
	params: readonly (number | undefined)[],
	args: readonly Value[],
): Callee | undefined {
	if (!target) return undefined;
	const kinds = params.map((j, i) =>
		j === undefined ? "o" : kindOf(p, args[j] as Value, target, i),
	);
	const version = p.engine.calls?.demand(target, kinds);
	if (!version) return undefined;
	const { name, result } = version;
	const missing = params.indexOf(undefined);
	const filled = missing < 0 ? [] : defaults(p, value, params.length - missing);
	const call = (all: Value[]): Value => {
		const passed = all.slice(all.length - args.length);
		const context = all.slice(0, all.length - args.length);
		const each = params.map((j, i) =>
			j === undefined ? filled[i - missing] : passed.shift(),
		);
		return p.emit(
			"call",
			[name],
			[...context, ...each] as Value[],
			RESULT[result],
		);
	};
	const func = p.emit("as_ptr", [], [value], "ptr");
	const given = kinds.filter((_, i) => params[i] !== undefined);
	const mask = returnMask(target);
	return { func, kinds: given, result, mask, levels: 1, call };
}

/** The defaults of a function's last arguments, borrowed from it while no Python code runs; leaves when it has not so many. */
function defaults(p: Path, func: Value, count: number): Value[] {
	const asked = [func, p.i64(count)];
	const first = p.emit("call", ["Coconut_Defaults"], asked, "ptr");
	p.exitIf(p.icmp("eq", first, p.emit("null", ["ptr"], [], "ptr")));
	return Array.from({ length: count }, (_, i) => {
		const at = p.emit("elem_addr", ["ptr"], [first, p.i64(i)], "ptr");
		return p.emit("load", ["obj"], [at], "obj");
	});
}

/** A fast function of objects by its address. */
export function indirect(
	p: Path,
	fast: Value,
	count: number,
): Pick<Callee, "kinds" | "result" | "levels" | "call"> {
	const kinds = Array<Kind>(count).fill("o");
	const attrs = [fastSignature(kinds, "o")];
	const call = (all: Value[]): Value =>
		p.emit("call_indirect", attrs, [fast, ...all], "obj");
	return { kinds, result: "o", levels: 1, call };
}

/** The name of a variable that is called: a global, or a fast local; of a cell or an attribute it is not told. */
function calledBy(p: Path, v: Value): string | undefined {
	const load = opOf(v);
	if (load?.name === "py.load_deref" || load?.name === "py.load_method")
		return "";
	return load?.name === "py.load_fast"
		? p.engine.fn.code?.slots[load.attrs[0] as number]?.name
		: p.engine.globalName(v);
}

/** May what is called be a function, or a class, that can be called fast? */
export function isLookedAt(p: Path, v: Value, rep: ObjRep): boolean {
	const name = calledBy(p, v);
	if (name === undefined || BUILTIN_NAMES.has(name)) return false;
	return !rep.plain && rep.kept !== "item" && (rep.mask & T.OTHER) !== 0;
}

/** What is looked at when it is called: a class of Python's, or any function. What is neither goes on by itself. */
export function looked(
	p: Path,
	v: Value,
	rep: ObjRep,
	args: readonly Value[],
	root: CallRoot,
): Callable | undefined {
	if (!isLookedAt(p, v, rep)) return undefined;
	const name = calledBy(p, v) as string;
	const makes = p.engine.calls?.isClass(name) || CLASS_LOCALS.has(name);
	const other = forkPlain(p, v, rep);
	if (!other) return undefined;
	if (makes) {
		const kinds = Array<Kind>(args.length).fill("o");
		const make = (): Callee => instance(p, rep.value, args.length, root, other);
		return { kinds, levels: 2, make };
	}
	const out = p.emit("alloca", ["ptr"], [], "ptr");
	const asked = [rep.value, p.i64(args.length), noNames(p), out];
	const next = newBlock("callee");
	const is = p.emit("call", ["Coconut_PeekFast"], asked, "i1");
	p.end("cond_br", [is], [to(next), to(other)], [LIKELY]);
	p.place(next);
	const fast = p.emit("load", ["ptr"], [out], "ptr");
	const func = p.emit("as_ptr", [], [rep.value], "ptr");
	return { func, ...indirect(p, fast, args.length) };
}

/** Calls with keywords are looked at only where the function is known. */
const noNames = (p: Path): Value => p.emit("null", ["obj?"], [], "obj?");

/** Makes an instance of a class; `other`: where it cannot be made so. */
function instance(
	p: Path,
	type: Value,
	args: number,
	root: CallRoot,
	other: Block,
): Callee {
	const two = { kind: "array", count: 2, of: "ptr" } as const;
	const out = p.emit("alloca", [two], [], "ptr");
	const asked = [root.tstate, type, p.i64(args), noNames(p), out];
	const made = p.emit("call", ["Coconut_NewInstance"], asked, "obj");
	const [none, next] = [newBlock("none"), newBlock("made")];
	p.end("br_null", [made], [to(none), to(next)], [UNLIKELY]);
	p.aside(none, (x) => {
		x.emitOp("call", { attrs: ["PyErr_Clear"] });
		x.end("br", [], [to(other)]);
	});
	p.place(next);
	const fast = p.emit("load", ["ptr"], [out], "ptr");
	const at = p.emit("elem_addr", ["ptr"], [out, p.i64(1)], "ptr");
	const func = p.emit("load", ["ptr"], [at], "ptr");
	const { call } = indirect(p, fast, args + 1);
	return { func, kinds: [], result: "o", levels: 2, call, made };
}

const RESULT = { o: "obj", i: "i64", f: "f64" } as const;

/** Numbers go as they are where no object is known, or the callee never looks at it as an object. */
function kindOf(p: Path, v: Value, target: Fn, arg: number): Kind {
	const rep = p.rep(v);
	if (rep.kind !== "num" || (rep.type !== "i64" && rep.type !== "f64"))
		return "o";
	if (!p.isFresh(rep) && paramEscapes(target, arg)) return "o";
	return rep.type === "i64" ? "i" : "f";
}

const ESCAPES = new WeakMap<Fn, ReadonlySet<number>>();

function paramEscapes(fn: Fn, arg: number): boolean {
	let slots = ESCAPES.get(fn);
	if (!slots) {
		({ slots } = escapesOf(fn));
		ESCAPES.set(fn, slots);
	}
	return slots.has(arg);
}
