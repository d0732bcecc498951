/**
 * Calls of functions that have versions without frames (lazy-calls): numbers are passed and come back in registers. The frame of the
 * function that calls stays as it is, numbers newer than it notwithstanding; a record says what they are (runtime/src/lazy.c), so that the frame is made
 * good when the callee leaves. What it then gives is an object, with which the function as it was goes on behind the call.
 */
import {
	type Attr,
	addResult,
	type Block,
	type Fn,
	type Global,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { fastSignature, SENTINEL } from "../lazy-calls/builder.ts";
import { operatorCode } from "../lazy-calls/calls.ts";
import {
	CALLS_CLASS,
	EXCEPTION,
	HEADER,
	HOW,
	WORD,
} from "../lazy-calls/record.ts";
import type { Kind } from "../lazy-calls/reps.ts";
import { BUILTIN_NAMES, isAboutInstance } from "../likely-results.ts";
import { escapesOf } from "./escapes.ts";
import { forgetMemory } from "./facts.ts";
import { isBuiltinMethod } from "./known.ts";
import { isSame, LIKELY, type Path, to, UNLIKELY } from "./path.ts";
import { mortal } from "./places.ts";
import { BOUND, type ObjRep, opOf, type Rep, T, TYPE_OF } from "./reps.ts";

/** What functions without frames there are. */
export interface FastCalls {
	/** The function that a global of this name is likely to be. */
	function(name: string): Fn | undefined;
	/** The function that a method of this name is likely to be. */
	method(name: string): Fn | undefined;
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

/** Fills the entry of a function with what its fast calls need. */
export function makeRoot(start: Path): CallRoot {
	const { code, blocks } = start.engine.fn;
	const slots = code?.slots.length ?? 0;
	const calls = blocks.flatMap((b) =>
		b.ops.filter((x) => x.name === "py.call"),
	);
	const given = Math.max(0, ...calls.map((x) => x.operands.length));
	const count = HEADER + EXCEPTION + 2 * slots + given;
	const words = { kind: "array", count, of: "i64" } as const;
	const record = start.emit("alloca", [words], [], "ptr");
	const tstate = start.py("py.thread", [], [], "ptr");
	const root = { tstate, record, room: tstate };
	const nothing = start.emit("null", ["ptr"], [], "ptr");
	for (const word of [WORD.previous, WORD.frame])
		store(start, root, nothing, word);
	const room = start.emit("call", ["Coconut_FastRoom"], [tstate], "i64");
	return { ...root, room };
}

function store(p: Path, root: CallRoot, v: Value, word: number): void {
	const at = p.emit("elem_addr", ["i64"], [root.record, p.i64(word)], "ptr");
	p.emitOp("store", { operands: [v, at] });
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

/** Is a function called by the CALL of what an op gives, and do the arguments fit it? */
function fits(p: Path, op: Op, target: Fn): boolean {
	const call = callOf(p, op);
	const besides = op.name === "py.load_method" ? 1 : 2;
	return (
		call !== undefined &&
		arrange(p, call, target, call.operands.length - besides) !== undefined
	);
}

/**
 * Which of the `count` arguments of a CALL each parameter of a function gets, as initialize_locals (ceval.c) hands them out; undefined where it has to have
 * a default. Nothing: they do not fit.
 */
function arrange(
	p: Path,
	call: Op,
	target: Fn,
	count: number,
): (number | undefined)[] | undefined {
	const { code } = target;
	if (!code) return undefined;
	const names = keywords(p, call);
	const positional = count - names.length;
	if (positional > code.argcount) return undefined;
	const found: (number | undefined)[] = Array.from(
		{ length: code.argcount },
		(_, i) => (i < positional ? i : undefined),
	);
	for (const [j, name] of names.entries()) {
		const i = code.slots
			.slice(0, code.argcount)
			.findIndex((s) => s.name === name);
		if (i < code.posonlyargcount || found[i] !== undefined) return undefined;
		found[i] = positional + j;
	}
	return found;
}

/** The names of the keyword arguments of a CALL, which come last. */
function keywords(p: Path, call: Op): string[] {
	const index = call.attrs[0] as number | undefined;
	const names =
		index === undefined ? undefined : p.engine.fn.code?.consts[index];
	if (names?.kind !== "tuple") return [];
	return names.items.map((x) => (x.kind === "str" ? x.value : ""));
}

/** LOAD_GLOBAL of a function that is about to be called. */
export function loadFunction(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.fn.code?.names[index] ?? "";
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
	const name = p.engine.fn.code?.names[index] ?? "";
	const target = p.engine.calls?.method(name);
	const rep = p.rep(owner);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	if ((rep.mask & T.OTHER) === 0) return false;
	if (!target || !fits(p, op, target)) return dispatched(p, op, rep);
	const attrs = [index, target.name];
	const v = p.py("py.peek_callee", attrs, [rep.value], "obj?");
	const method = callee(p, v, target);
	// It is borrowed from the type of an object that may end first.
	const held = rep.kept === "owned" ? p.own(method.value) : method.value;
	p.set(op.results[0], { ...method, value: held });
	p.set(op.results[1], rep);
	return true;
}

/** A method that several classes have: the object's type says which. An object that has no fast one goes on by itself. */
function dispatched(p: Path, op: Op, rep: ObjRep): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.fn.code?.names[index] ?? "";
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
	const load = opOf(call.operands[1] as Value);
	const name = p.engine.fn.code?.names[load?.attrs[0] as number];
	return load?.name === "py.load_global" && name === "super";
}

/** The block of a path that does the op as it is; undefined when there is no room for one. */
function forkPlain(p: Path, v: Value, rep: ObjRep): Block | undefined {
	if (!p.mayFork()) return undefined;
	const other = p.fork();
	other.set(v, { ...rep, plain: true });
	return other.out;
}

function callee(p: Path, found: Value, target: Fn): ObjRep {
	const next = newBlock("callee");
	p.end("br_null", [found], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [found], "ptr");
	const value = p.emit("as_obj", [], [at], "obj");
	return { kind: "obj", value, mask: T.OTHER, kept: "owned", target };
}

/** What is called without a frame, and how. */
interface Callee {
	/** The address of its function object. */
	readonly func: Value;
	readonly kinds: readonly Kind[];
	readonly result: Kind;
	readonly levels: number;
	readonly call: (all: Value[]) => Value;
	/** The new instance that the function initialises. */
	readonly made?: Value;
}

/** The same where an instance has to be made first, when nothing leaves any more. */
type Callable =
	| Callee
	| (Pick<Callee, "kinds" | "levels"> & {
			make(passed: readonly Value[]): Callee;
	  });

/** What has been called: with what, and what of that may have ended. */
interface Invoked extends Callee {
	readonly passed: readonly Value[];
	readonly mortals: readonly Value[];
}

/** CALL of such a function. */
export function fastCall(p: Path, op: Op): boolean {
	const [first, second, ...rest] = op.operands as [Value, Value, ...Value[]];
	if (!p.engine.calls || !second) return false;
	const [method, self] = [p.rep(first), p.rep(second)];
	const isMethod =
		method.kind === "obj" &&
		(method.target !== undefined || method.fast !== undefined);
	const func = isMethod ? method : self;
	if (func.kind !== "obj" || func.value.type !== "obj") return false;
	if (!isMethod && method.kind !== "null") return false;
	if (op.attrs[0] !== undefined && !func.target) return false;
	const given = isMethod ? [second, ...rest] : rest;
	const params = func.target && arrange(p, op, func.target, given.length);
	if (func.target && !params) return false;
	const root = p.engine.callRoot();
	if (!root) return false;
	const args = params
		? params.flatMap((j) => (j === undefined ? [] : [given[j] as Value]))
		: given;
	const what = params
		? known(p, func, params, given)
		: func.fast
			? dispatch(p, func, func.fast, args)
			: looked(p, second, func, args, root);
	if (!what) return false;
	const [result, callee] = invoke(p, op, root, args, what);
	p.set(op.results[0], result);
	if (!callee.made) p.emitOp("end_lifetime", { operands: [func.value] });
	dropArguments(p, op, callee.mortals);
	return true;
}

/** Calls it, and goes on behind the call unless it has left. */
function invoke(
	p: Path,
	op: Op,
	root: CallRoot,
	args: readonly Value[],
	what: Callable,
): [Rep, Invoked] {
	const dying = args.filter((v) => mortal(p, v) !== undefined);
	p.secure();
	const passed = args.map((v, i) => {
		const rep = p.rep(v);
		if (what.kinds[i] !== "o" && rep.kind === "num") return rep.value;
		return p.object(v);
	});
	const levels = levelsLeft(p, root, what.levels);
	const callee = "make" in what ? what.make(passed) : what;
	const mortals = [...new Set(dying.map((v) => p.object(v)))];
	const given = op.name === "py.call" ? mortals : [];
	describe(p, op, root, callee.levels, given);
	const made = callee.made ? [callee.made] : [];
	const all = [root.tstate, root.record, levels, callee.func];
	const result = callee.call([...all, ...made, ...passed]);
	checkLeft(p, op, root, result, callee, given);
	p.engine.gained.add(op);
	p.effect();
	forgetMemory(p.env);
	const mask = callee.made ? T.OTHER : BOUND;
	const rep = resultRep(callee.made ?? result, callee.result, mask);
	return [rep, { ...callee, mortals, passed }];
}

/** An operator whose first operand is likely to be an instance of a Python class: its method, called as a fast function. */
export function operatorCall(p: Path, op: Op): boolean {
	if (!p.engine.calls || !isAboutInstance(op)) return false;
	const [v, w] = op.operands as [Value, Value];
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.value.type !== "obj" || rep.plain) return false;
	if ((rep.mask & T.OTHER) === 0) return false;
	const root = p.engine.callRoot();
	const other = root && forkPlain(p, v, rep);
	if (!root || !other) return false;
	const code = operatorCode(op);
	const make = (passed: readonly Value[]): Callee => {
		const out = p.emit("alloca", ["ptr"], [], "ptr");
		const asked = [...passed, p.i64(code), out];
		const method = p.emit("call", ["Coconut_PeekOperator"], asked, "obj?");
		const next = newBlock("method");
		p.end("br_null", [method], [to(other), to(next)], [UNLIKELY]);
		p.place(next);
		const fast = p.emit("load", ["ptr"], [out], "ptr");
		const func = p.emit("as_ptr", [], [method], "ptr");
		return { func, ...indirect(p, fast, 2) };
	};
	const levels = op.name === "py.compare_op" ? 2 : 1;
	const what = { kinds: ["o", "o"] as const, levels, make };
	const [result, { mortals, passed }] = invoke(p, op, root, [v, w], what);
	p.set(op.results[0], result);
	orOther(p, op, code, passed);
	dropArguments(p, op, mortals);
	return true;
}

/** Where the method has given NotImplemented, the function as it was goes on with what the operator gives then. */
function orOther(
	p: Path,
	op: Op,
	code: number,
	operands: readonly Value[],
): void {
	const [result] = op.results as [Value];
	const refused = newBlock("refused");
	const given = newBlock("given");
	const not = p.isObject(p.object(result), "_Py_NotImplementedStruct");
	p.end("cond_br", [not], [to(refused), to(given)], [UNLIKELY]);
	p.aside(refused, (x) => {
		x.flush();
		const below = op.state?.slice(0, -op.operands.length) ?? [];
		const state = below.map((v) => x.plain(v));
		const objects = new Map(below.map((v, i) => [v, state[i] as Value]));
		const unwind = x.engine.unwindEdge(x, op, objects);
		x.untraced();
		const { offset, loc } = op;
		const all = [...state, ...operands];
		const asked = x.emitOp("py.other_operand", {
			attrs: [code],
			operands: [...operands],
			unwind,
			offset,
			state: all,
			loc,
		});
		const value = addResult(asked, "", "obj");
		x.mayBeTraced();
		x.set(result, { kind: "obj", value, mask: BOUND, kept: "owned" });
		goOn(x);
	});
	p.place(given);
}

/** A function that has been found with the method. */
function dispatch(
	p: Path,
	func: ObjRep,
	fast: Value,
	args: readonly Value[],
): Callee {
	const how = indirect(p, fast, args.length);
	return { func: p.emit("as_ptr", [], [func.value], "ptr"), ...how };
}

/** A function whose version is known. `params`: which argument each parameter gets. */
function known(
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
	return { func, kinds: given, result, levels: 1, call };
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
function indirect(
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

/** What is looked at when it is called: a class of Python's, or any function. What is neither goes on by itself. */
function looked(
	p: Path,
	v: Value,
	rep: ObjRep,
	args: readonly Value[],
	root: CallRoot,
): Callable | undefined {
	const load = opOf(v);
	const isGlobal = load?.name === "py.load_global";
	if (!isGlobal && load?.name !== "py.load_deref") return undefined;
	const names = isGlobal ? p.engine.fn.code?.names : undefined;
	const name = names?.[load.attrs[0] as number] ?? "";
	if (rep.plain || rep.kept !== "owned" || BUILTIN_NAMES.has(name))
		return undefined;
	const makes = isGlobal && p.engine.calls?.isClass(name);
	const other = forkPlain(p, v, rep);
	if (!other) return undefined;
	if (makes) {
		const kinds = Array<Kind>(args.length).fill("o");
		const make = (): Callee => instance(p, rep.value, args.length, root, other);
		return { kinds, levels: 2, make };
	}
	const out = p.emit("alloca", ["ptr"], [], "ptr");
	const asked = [rep.value, p.i64(args.length), out];
	const next = newBlock("callee");
	const is = p.emit("call", ["Coconut_PeekFast"], asked, "i1");
	p.end("cond_br", [is], [to(next), to(other)], [LIKELY]);
	p.place(next);
	const fast = p.emit("load", ["ptr"], [out], "ptr");
	const func = p.emit("as_ptr", [], [rep.value], "ptr");
	return { func, ...indirect(p, fast, args.length) };
}

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
	const asked = [root.tstate, type, p.i64(args), out];
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

function resultRep(value: Value, kind: Kind, mask: number): Rep {
	if (kind === "o") return { kind: "obj", value, mask, kept: "owned" };
	return { kind: "num", type: kind === "i" ? "i64" : "f64", value };
}

/** Numbers go as they are where no object is known, or the callee never looks at it as an object. */
function kindOf(p: Path, v: Value, target: Fn, arg: number): Kind {
	const rep = p.rep(v);
	if (rep.kind !== "num" || rep.type === "i1") return "o";
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

/**
 * Drops what only the caller holds of the arguments, as the callee's frame would; when somebody could see one of them end, that is done once the caller's
 * frame is as it has to be, and the function as it was goes on.
 */
function dropArguments(p: Path, op: Op, mortals: readonly Value[]): void {
	mortals.forEach((v, i) => {
		const [doomed, go] = [newBlock("doomed"), newBlock("dropped")];
		const end = p.emit("call", ["Coconut_MayDie"], [v], "i1");
		p.end("cond_br", [end], [to(doomed), to(go)], [UNLIKELY]);
		p.aside(doomed, (x) => {
			x.flush();
			goOn(x, () => {
				const { offset, loc } = op;
				x.emitOp("py.set_position", { offset, loc });
				for (const rest of mortals.slice(i))
					x.emitOp("end_lifetime", { operands: [rest] });
				x.emitOp("py.unpolled", { offset, loc });
			});
		});
		p.place(go);
		p.emitOp("end_lifetime", { operands: [v] });
	});
}

/** How deep fast functions may go; none at all is left to the function as it was. */
function levelsLeft(p: Path, root: CallRoot, taken: number): Value {
	const field = { struct: "PyThreadState", field: "recursion_remaining" };
	const short = p.emit("load_field", [field], [root.tstate], "i32");
	const left = p.emit("sext", ["i64"], [short], "i64");
	const fewer = p.icmp("slt", left, root.room);
	const levels = p.emit("select", [], [left, root.room, fewer], "i64");
	p.exitUnless(p.icmp("sgt", levels, p.i64(taken - 1)));
	if (taken === 1) return levels;
	return p.emit("sub", [], [levels, p.i64(taken - 1)], "i64");
}

/** Writes into the record what is newer than the frame, and what the callee's frame would hold alone. */
function describe(
	p: Path,
	op: Op,
	root: CallRoot,
	levels: number,
	given: readonly Value[],
): void {
	const places: number[] = [];
	const put = (slot: number, how: number, v: Value): void => {
		store(p, root, v, HEADER + EXCEPTION + places.length);
		places.push((slot << 8) | how);
	};
	p.env.slots.forEach((s, i) => {
		const { num, dirty } = s;
		if (!num || dirty === false) return;
		if (typeof dirty !== "boolean")
			put(i, HOW.unless, p.emit("zext", ["i64"], [dirty], "i64"));
		const twin = p.env.slots.findIndex(
			(o, j) => j !== i && isSame(o.num, num) && (o.dirty === false || j < i),
		);
		if (twin >= 0 && num.type !== "i1") put(i, HOW.same, p.i64(twin));
		else if (num.object) {
			const at = p.emit("as_ptr", [], [num.object.value], "ptr");
			put(i, HOW.object, at);
		} else if (num.constant !== undefined)
			put(i, HOW.constant, p.i64(num.constant));
		else if (num.type === "i1")
			put(i, HOW.bool, p.emit("zext", ["i64"], [num.value], "i64"));
		else put(i, HOW[num.type], num.value);
	});
	// The runtime looks for them at the end (`give_up`).
	for (const v of given) put(0, HOW.given, p.emit("as_ptr", [], [v], "ptr"));
	const depth = levels > 1 ? CALLS_CLASS : 0;
	const words = [op.offset, depth, places.length, ...places];
	const site = p.engine.site(words);
	store(p, root, p.emit("global_addr", [site], [], "ptr"), WORD.site);
}

/** When the callee has left, the function as it was goes on behind the call. */
function checkLeft(
	p: Path,
	op: Op,
	root: CallRoot,
	result: Value,
	{ result: kind, made }: Callee,
	given: readonly Value[],
): void {
	const [gone, look, go] = [
		newBlock("gone"),
		newBlock("look"),
		newBlock("back"),
	];
	const odds: Attr[] = [UNLIKELY];
	if (kind === "o") p.end("br_null", [result], [to(gone), to(go)], odds);
	else {
		const odd =
			kind === "i"
				? p.icmp("eq", result, p.emit("const", [LEAST], [], "i64"))
				: p.emit("fcmp", ["une"], [result, result], "i1");
		p.end("cond_br", [odd], [to(look), to(go)], odds);
		p.aside(look, (x) => {
			const word = x.i64(WORD.frame);
			const at = x.emit("elem_addr", ["ptr"], [root.record, word], "ptr");
			const frame = x.emit("load", ["ptr"], [at], "ptr");
			x.end("br_null", [frame], [to(go), to(gone)], [undefined]);
		});
	}
	p.out = gone;
	const x = p.copyOn();
	p.engine.addBlock(gone);
	if (made)
		x.emitOp("call", {
			attrs: ["Coconut_Made"],
			operands: [root.record, made],
		});
	for (const v of given)
		x.emitOp("call", { attrs: ["Coconut_Given"], operands: [v] });
	goOnBehind(x, op, root);
	p.place(go);
}

const LEAST = { type: "i64", value: SENTINEL } as const;

function goOnBehind(p: Path, op: Op, root: CallRoot): void {
	p.emitOp("call", {
		attrs: ["Coconut_TakeLeft"],
		operands: [root.tstate, root.record],
	});
	p.env.slots.forEach((s, i) => {
		if (!s.num || s.dirty === false) return;
		const type = TYPE_OF[s.num.type];
		const mask = s.dirty === true ? type : s.mask | type;
		const { type: t, value } = s.num;
		p.env.slots[i] = {
			mask,
			num: { kind: "num", type: t, value },
			dirty: false,
		};
	});
	const below = op.state?.slice(0, -op.operands.length) ?? [];
	const state = below.map((v) => p.plain(v));
	const objects = new Map(below.map((v, i) => [v, state[i] as Value]));
	const unwind = p.engine.unwindEdge(p, op, objects);
	p.untraced();
	const { offset, loc } = op;
	const left = p.emitOp("py.left_value", {
		operands: [root.record],
		unwind,
		offset,
		state,
		loc,
	});
	const value = addResult(left, "", "obj");
	p.mayBeTraced();
	p.set(op.results[0], { kind: "obj", value, mask: BOUND, kept: "owned" });
	goOn(p);
}

/** The function as it was goes on behind the op; everything newer is in the frame. `last`: what is still to be done once its values are there. */
function goOn(p: Path, last?: () => void): void {
	const point = p.engine.point(p.block, p.index + 1);
	const args = point.values.map((v) => p.plain(v));
	p.engine.failed(p);
	last?.();
	p.end("br", [], [to(point.block, args)]);
}

/** The global of a record's site. */
export function siteGlobal(name: string, words: readonly number[]): Global {
	return {
		name,
		linkage: "internal",
		type: { kind: "array", count: words.length, of: "i64" },
		init: words.map((w) => ({ kind: "int", value: BigInt(w) })),
	};
}
