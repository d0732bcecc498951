/** Lowering of calls, functions, imports, exceptions, `with` and the ends of functions. */

import { CODE_FLAGS } from "../../cpython/code.ts";
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { doorName } from "../lazy-calls/doors.ts";
import { type Context, UNLIKELY } from "./context.ts";
import type { Family } from "./families.ts";

export const CONTROL: Family<
	| "call"
	| "call_function_ex"
	| "make_function"
	| "import_name"
	| "import_from"
	| "import_star"
	| "catch"
	| "catch_lasti"
	| "push_exc_info"
	| "pop_except"
	| "check_exc_match"
	| "check_eg_match"
	| "prep_reraise_star"
	| "raise"
	| "reraise"
	| "before_with"
	| "with_except_start"
	| "print_expr"
	| "resume"
	| "check_eval_breaker"
	| "is_breaker_set"
	| "is_traced"
	| "thread"
	| "position"
	| "set_position"
	| "guard_failed"
	| "reenter"
	| "left_value"
	| "other_operand"
	| "untraced"
	| "unpolled"
	| "has_frame_object"
	| "enter_loop"
	| "poll_tracing"
	| "return"
> = {
	"py.call": call,
	"py.call_function_ex": (c, _op, [nothing, func, args, kwargs]) => [
		c.callChecked("Coconut_CallFunctionEx", [
			c.tstate,
			nothing as Value,
			func as Value,
			args as Value,
			kwargs ?? c.nullObj(),
		]),
	],
	"py.make_function": (c, op, operands) => {
		const at = c.storeOnStack(op, operands);
		const flags = c.int(op.attrs[0] as number);
		return [c.callChecked("Coconut_MakeFunction", [c.frame, at, flags])];
	},
	"py.import_name": (c, op, [level, fromlist]) => [
		c.callChecked("Coconut_ImportName", [
			c.tstate,
			c.frame,
			c.name(op.attrs[0] as number),
			fromlist as Value,
			level as Value,
		]),
	],
	"py.import_from": (c, op, [module]) => [
		c.callChecked("Coconut_ImportFrom", [
			c.tstate,
			module as Value,
			c.name(op.attrs[0] as number),
		]),
	],
	"py.import_star": (c, _op, [module]) => {
		c.callChecked("Coconut_ImportStar", [c.tstate, c.frame, module as Value]);
		return [];
	},
	"py.catch": (c) => [c.call("Coconut_Catch", [c.tstate])],
	"py.catch_lasti": (c) => {
		const lasti = c.call("Coconut_CatchLasti", [c.frame]);
		return [lasti, c.call("Coconut_Catch", [c.tstate])];
	},
	"py.push_exc_info": (c, _op, [exc]) => [
		c.call("Coconut_PushExcInfo", [c.tstate, exc as Value]),
	],
	"py.pop_except": (c, _op, [previous]) => {
		c.call("Coconut_PopExcept", [c.tstate, previous as Value]);
		return [];
	},
	"py.check_exc_match": (c, _op, [exc, type]) => {
		const args = [c.tstate, exc as Value, type as Value];
		const r = c.callChecked("Coconut_CheckExcMatch", args);
		return [c.emit("icmp", ["ne"], [r, c.int(0, r.type)])];
	},
	"py.check_eg_match": (c, op, [exc, type]) => {
		const out = c.stackAddr((op.state?.length ?? 2) - 2);
		const args = [c.tstate, exc as Value, type as Value, out];
		c.callChecked("Coconut_CheckEgMatch", args);
		return [c.takeFrom(out, 0), c.takeFrom(out, 1)];
	},
	"py.prep_reraise_star": (c, _op, [original, results]) => [
		c.callChecked("Coconut_PrepReraiseStar", [
			original as Value,
			results as Value,
		]),
	],
	"py.raise": (c, _op, [exc, cause]) => {
		const args = [c.tstate, exc ?? c.nullObj(), cause ?? c.nullObj()];
		const bare = c.call("Coconut_Raise", args);
		const is = c.emit("icmp", ["ne"], [bare, c.int(0, bare.type)]);
		c.branch(is, c.unwinding(), c.failure());
		return [];
	},
	"py.reraise": (c, _op, [exc, lasti]) => {
		if (lasti) c.call("Coconut_RestoreLasti", [c.frame, lasti]);
		c.call("Coconut_Reraise", [c.tstate, exc as Value]);
		c.jump(c.unwinding());
		return [];
	},
	"py.before_with": (c, op, [manager]) => {
		const out = c.stackAddr((op.state?.length ?? 1) - 1);
		c.callChecked("Coconut_BeforeWith", [c.tstate, manager as Value, out]);
		return [c.takeFrom(out, 0), c.takeFrom(out, 1)];
	},
	"py.with_except_start": (c, _op, [exit, exc]) => [
		c.callChecked("Coconut_WithExceptStart", [
			c.tstate,
			exit as Value,
			exc as Value,
		]),
	],
	"py.print_expr": (c, _op, [v]) => {
		c.callChecked("Coconut_PrintExpr", [c.tstate, v as Value]);
		return [];
	},
	"py.resume": (c, op) => {
		if ((op.attrs[0] as number) < 2) evalBreaker(c);
		return [];
	},
	"py.check_eval_breaker": (c) => {
		evalBreaker(c);
		return [];
	},
	"py.is_breaker_set": (c) => [breakerSet(c)],
	"py.thread": (c) => [c.tstate],
	"py.position": (c) => [c.position()],
	"py.set_position": (c) => {
		c.storePosition();
		return [];
	},
	"py.guard_failed": (c, op, [words]) => {
		const [counter, at] = op.attrs as [string, number];
		const entered = c.emit("global_addr", [counter]);
		const args = [c.frame, entered, words as Value, c.int(at)];
		c.call("Coconut_GuardFailed", args);
		return [];
	},
	"py.reenter": () => [],
	"py.left_value": (c, _op, [record]) => [
		c.callChecked("Coconut_LeftValue", [c.tstate, record as Value]),
	],
	"py.other_operand": (c, op, [v, w]) => [
		c.callChecked("Coconut_AskOther", [
			v as Value,
			w as Value,
			c.emit("const", [{ type: "i64", value: BigInt(op.attrs[0] as number) }]),
		]),
	],
	"py.is_traced": (c) => {
		const traced = c.isTraced();
		// Other code has a namespace from the start.
		const { flags } = c.fn.code ?? { flags: 0 };
		if ((flags & CODE_FLAGS.newlocals) === 0) return [traced];
		const field = { struct: "_PyInterpreterFrame", field: "f_locals" };
		const locals = c.emit("load_field", [field], [c.frame]);
		const at = c.emit("as_ptr", [], [locals]);
		const asked = c.emit("icmp", ["ne"], [at, c.emit("null", ["ptr"])]);
		return [c.emit("or", [], [traced, asked])];
	},
	"py.untraced": (c) => {
		c.mayBeTraced = false;
		return [];
	},
	"py.unpolled": (c) => {
		c.mayBeTraced = true;
		return [];
	},
	"py.enter_loop": (c) => {
		c.storePosition();
		return [];
	},
	"py.has_frame_object": (c) => {
		const field = { struct: "_PyInterpreterFrame", field: "frame_obj" };
		const object = c.emit("load_field", [field], [c.frame]);
		const at = c.emit("as_ptr", [], [object]);
		return [c.emit("icmp", ["ne"], [at, c.emit("null", ["ptr"])])];
	},
	"py.poll_tracing": (c) => {
		if (c.mayBeTraced) c.pollTracing();
		return [];
	},
	"py.return": (c, _op, [v]) => {
		c.returnValue(v as Value);
		return [];
	},
};

/** CALL: few arguments go by value, more over the frame's stack. */
function call(c: Context, op: Op, operands: readonly Value[]): Value[] {
	const kw = op.attrs[0] as number | undefined;
	const kwnames = kw === undefined ? c.nullObj() : c.constant(kw);
	const nargs = operands.length - 2;
	if (nargs <= 3) {
		const [method, self, ...args] = operands as Value[];
		const all = [c.tstate, method as Value, self as Value, kwnames, ...args];
		const door = kw === undefined ? fastDoor(c, op, nargs) : undefined;
		return [c.callChecked(door ?? `Coconut_Call${nargs}`, all)];
	}
	const base = c.storeOnStack(op, operands);
	const args = [c.tstate, base, c.int(nargs), kwnames];
	return [c.callChecked("Coconut_CallN", args)];
}

/** The function by which lazy-calls lets calls of this name in, if it takes so many arguments. */
function fastDoor(c: Context, op: Op, nargs: number): string | undefined {
	const [method, self] = op.operands.map(opOf);
	const isMethod = method?.name === "py.load_method";
	const source = isMethod ? method : self;
	if (!isMethod && source?.name !== "py.load_global") return undefined;
	const name = c.fn.code?.names[source?.attrs[0] as number] ?? "";
	const door = doorName(isMethod ? "method" : "call", name);
	if (!c.hasFunction(door)) return undefined;
	return c.signature(door).params.length === nargs + 4 ? door : undefined;
}

function breakerSet(c: Context): Value {
	const flag = c.call("Coconut_EvalBreaker", [c.tstate]);
	return c.emit("icmp", ["ne"], [flag, c.int(0, flag.type)]);
}

/** CHECK_EVAL_BREAKER of ceval.c. */
function evalBreaker(c: Context): void {
	const set = breakerSet(c);
	const pending = newBlock(c.fresh("pending"));
	const go = newBlock(c.fresh("go"));
	c.branch(set, pending, go, [...UNLIKELY]);
	c.aside(pending, () => {
		c.storePosition();
		c.callChecked("Coconut_HandleEvalBreaker", [c.tstate]);
		c.jump(go);
	});
	c.place(go);
}
