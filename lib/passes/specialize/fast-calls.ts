/**
 * Calls of functions that have versions without frames (lazy-calls): numbers are passed and come back in registers. The frame of the
 * function that calls stays as it is, numbers newer than it notwithstanding; a record says what they are (runtime/src/lazy.c), so that the frame is made
 * good when the callee leaves. What it then gives is an object, with which the function as it was goes on behind the call.
 */
import {
	type Attr,
	addResult,
	type Fn,
	type Global,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { SENTINEL } from "../lazy-calls/builder.ts";
import { EXCEPTION, HEADER, HOW, WORD } from "../lazy-calls/record.ts";
import type { Kind } from "../lazy-calls/reps.ts";
import { escapesOf } from "./escapes.ts";
import { forgetMemory } from "./facts.ts";
import { isSame, type Path, to, UNLIKELY } from "./path.ts";
import { BOUND, INERT, opOf, type Rep, T, TYPE_OF, within } from "./reps.ts";

/** What functions without frames there are. */
export interface FastCalls {
	/** The function that a global of this name is likely to be. */
	function(name: string): Fn | undefined;
	/** The function that a method of this name is likely to be. */
	method(name: string): Fn | undefined;
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
	const slots = start.engine.fn.code?.slots.length ?? 0;
	const count = HEADER + EXCEPTION + 2 * slots;
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

/** The CALL of this block that calls what an op gives, if its arguments fit the function. */
export function callOf(p: Path, op: Op, target: Fn): Op | undefined {
	const [result] = op.results;
	const call = p.block.ops.find(
		(x, i) => i > p.index && result && x.operands.includes(result),
	);
	if (call?.name !== "py.call" || call.attrs[0] !== undefined) return undefined;
	const isMethod = op.name === "py.load_method";
	const [method, self] = call.operands;
	if ((isMethod ? method : self) !== result) return undefined;
	const given = call.operands.length - (isMethod ? 1 : 2);
	return given === target.code?.argcount ? call : undefined;
}

/** LOAD_GLOBAL of a function that is about to be called. */
export function loadFunction(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.fn.code?.names[index] ?? "";
	const target = p.engine.calls?.function(name);
	if (!target || !callOf(p, op, target)) return false;
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
	if (!target || !callOf(p, op, target)) return false;
	const attrs = [index, target.name];
	const v = p.py("py.peek_callee", attrs, [rep.value], "obj?");
	p.set(op.results[0], callee(p, v, target));
	p.set(op.results[1], rep);
	return true;
}

function callee(p: Path, found: Value, target: Fn): Rep {
	const next = newBlock("callee");
	p.end("br_null", [found], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [found], "ptr");
	const value = p.emit("as_obj", [], [at], "obj");
	return { kind: "obj", value, mask: T.OTHER, kept: "owned", target };
}

/** CALL of such a function. */
export function fastCall(p: Path, op: Op): boolean {
	const { calls } = p.engine;
	const [first, second, ...rest] = op.operands as [Value, Value, ...Value[]];
	if (!calls || !second || op.attrs[0] !== undefined) return false;
	const [method, self] = [p.rep(first), p.rep(second)];
	const isMethod = method.kind === "obj" && method.target !== undefined;
	const func = isMethod ? method : self;
	if (func.kind !== "obj" || !func.target) return false;
	if (!isMethod && method.kind !== "null") return false;
	const args = isMethod ? [second, ...rest] : rest;
	const { target } = func;
	if (target.code?.argcount !== args.length) return false;
	const root = p.engine.callRoot();
	if (!root) return false;
	const kinds = args.map((v, i) => kindOf(p, v, target, i));
	const version = calls.demand(target, kinds);
	if (!version) return false;
	for (const v of args) keepUntilBack(p, v);
	p.secure();
	const passed = args.map((v, i) => {
		const rep = p.rep(v);
		if (kinds[i] !== "o" && rep.kind === "num") return rep.value;
		return p.object(v);
	});
	const levels = levelsLeft(p, root);
	const fn = p.emit("as_ptr", [], [func.value], "ptr");
	describe(p, op, root);
	const all = [root.tstate, root.record, levels, fn, ...passed];
	const type = RESULT[version.result];
	const result = p.emit("call", [version.name], all, type);
	checkLeft(p, op, root, result, version.result);
	p.engine.gained.add(op);
	p.effect();
	forgetMemory(p.env);
	p.set(op.results[0], resultRep(result, version.result));
	return true;
}

const RESULT = { o: "obj", i: "i64", f: "f64" } as const;

function resultRep(value: Value, kind: Kind): Rep {
	if (kind === "o") return { kind: "obj", value, mask: BOUND, kept: "owned" };
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

/** What would die with the call is left to the function as it was. */
function keepUntilBack(p: Path, v: Value): void {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.kept !== "owned" || p.livesOn(v)) return;
	if (within(rep.mask, INERT) || opOf(rep.value)?.name === "py.load_const")
		return;
	p.exitIf(p.isLast(rep.value));
}

/** How deep fast functions may go; none at all is left to the function as it was. */
function levelsLeft(p: Path, root: CallRoot): Value {
	const field = { struct: "PyThreadState", field: "recursion_remaining" };
	const short = p.emit("load_field", [field], [root.tstate], "i32");
	const left = p.emit("sext", ["i64"], [short], "i64");
	const fewer = p.icmp("slt", left, root.room);
	const levels = p.emit("select", [], [left, root.room, fewer], "i64");
	p.exitUnless(p.icmp("sgt", levels, p.i64(0)));
	return levels;
}

/** Writes into the record what is newer than the frame. */
function describe(p: Path, op: Op, root: CallRoot): void {
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
	const words = [op.offset, 0, places.length, ...places];
	const site = p.engine.site(words);
	store(p, root, p.emit("global_addr", [site], [], "ptr"), WORD.site);
}

/** When the callee has left, the function as it was goes on behind the call. */
function checkLeft(
	p: Path,
	op: Op,
	root: CallRoot,
	result: Value,
	kind: Kind,
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
	p.engine.failed(p);
	const point = p.engine.point(p.block, p.index + 1);
	const args = point.values.map((v) => p.plain(v));
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
