/**
 * Calls of functions that have versions without frames (lazy-calls): numbers are passed and come back in registers. What is called is found by
 * fast-callees.ts, what happens when it leaves is in fast-leaving.ts. Behind the call, arguments that only the caller holds end, as with the callee's frame.
 */
import { addResult, newBlock, type Op, type Value } from "../../ir/ir.ts";
import { arrange } from "../arguments.ts";
import { operatorCode } from "../lazy-calls/calls.ts";
import type { Kind } from "../lazy-calls/reps.ts";
import { isAboutInstance } from "../likely-results.ts";
import { forgetMemory } from "./facts.ts";
import {
	type Callable,
	type Callee,
	type CallRoot,
	dispatch,
	indirect,
	isLookedAt,
	known,
	looked,
} from "./fast-callees.ts";
import { checkLeft, describe, goOn } from "./fast-leaving.ts";
import { forkPlain } from "./known-calls.ts";
import { type Path, to, UNLIKELY } from "./path.ts";
import { mortal } from "./places.ts";
import { BOUND, type Rep, T } from "./reps.ts";

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
	let func = isMethod ? method : self;
	if (func.kind !== "obj" || func.value.type !== "obj") return false;
	if (!isMethod && method.kind !== "null") return false;
	if (op.attrs[0] !== undefined && !func.target) return false;
	const given = isMethod ? [second, ...rest] : rest;
	const params =
		func.target && arrange(p.engine.fn, op, func.target, given.length);
	if (func.target && !params) return false;
	const root = p.engine.callRoot();
	if (!root) return false;
	const args = params
		? params.flatMap((j) => (j === undefined ? [] : [given[j] as Value]))
		: given;
	const isFound = func.target !== undefined || func.fast !== undefined;
	if (!isFound && !isLookedAt(p, second, func)) return false;
	// It lives until the call has ended, as with a frame.
	func = p.hold(func);
	p.set(isMethod ? first : second, func);
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
	behind?: (x: Path, passed: readonly Value[]) => void,
): [Rep, Invoked] {
	const dying = args.filter((v) => mortal(p, v) !== undefined);
	// The record has one word for a number.
	p.env.slots.forEach((s, i) => {
		const type = s.num?.type;
		if (type === "i128" || type === "complex") p.flushSlot(i);
	});
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
	checkLeft(p, op, root, result, callee, given, (x) => behind?.(x, passed));
	p.engine.gained.add(op);
	p.effect();
	forgetMemory(p.env);
	const mask = callee.made ? T.OTHER : (callee.mask ?? BOUND);
	const rep = resultRep(callee.made ?? result, callee.result, mask);
	return [rep, { ...callee, mortals, passed }];
}

/** Is what has turned out to be no number an instance of a class that has a method for the operator? */
function isTakenForInstance(p: Path, op: Op, rep: Rep): boolean {
	const isNumber = rep.kind !== "obj" || (rep.mask & T.INT) !== 0;
	return !isNumber && p.engine.hasOperator(op);
}

/** An operator whose first operand is likely to be an instance of a Python class: its method, called as a fast function. */
export function operatorCall(p: Path, op: Op): boolean {
	if (!p.engine.calls) return false;
	const [v, w] = op.operands as [Value, Value];
	const rep = p.rep(v);
	if (!isAboutInstance(op) && !isTakenForInstance(p, op, rep)) return false;
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
		// What ends where the path goes on ends quietly: the class keeps its method.
		const func = p.emit("as_ptr", [], [method], "ptr");
		const next = newBlock("method");
		p.end("br_null", [method], [to(other), to(next)], [UNLIKELY]);
		p.place(next);
		const fast = p.emit("load", ["ptr"], [out], "ptr");
		return { func, ...indirect(p, fast, 2) };
	};
	const levels = op.name === "py.compare_op" ? 2 : 1;
	const what = { kinds: ["o", "o"] as const, levels, make };
	const refused = (x: Path, all: readonly Value[]): void =>
		orOther(x, op, code, all);
	const [result, { mortals, passed }] = invoke(
		p,
		op,
		root,
		[v, w],
		what,
		refused,
	);
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

function resultRep(value: Value, kind: Kind, mask: number): Rep {
	if (kind === "o") return { kind: "obj", value, mask, kept: "owned" };
	return { kind: "num", type: kind === "i" ? "i64" : "f64", value };
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
	p.leaveUnless(p.icmp("sgt", levels, p.i64(taken - 1)));
	if (taken === 1) return levels;
	return p.emit("sub", [], [levels, p.i64(taken - 1)], "i64");
}
