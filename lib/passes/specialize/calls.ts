/** Calls of builtins: guarded to be the builtin, then done without a call. */
import type { Op, Value } from "../../ir/ir.ts";
import { isCalledIn } from "../global-names.ts";
import { loadCalled } from "./attributes.ts";
import { BUILTIN_CALLS } from "./builtin-calls.ts";
import { loadFunction, loadMethod } from "./fast-callees.ts";
import { fastCall } from "./fast-calls.ts";
import type { Handlers } from "./handlers.ts";
import { classTuple } from "./isinstance.ts";
import { loadBuiltin, loadBuiltinMethod, takeBound } from "./known.ts";
import { loadFromMath, loadMath, MATH_CALLS } from "./math-calls.ts";
import { METHOD_CALLS } from "./method-calls.ts";
import { word } from "./operand.ts";
import type { Path } from "./path.ts";
import { BOUND, type ObjRep } from "./reps.ts";
import { ZIPPED_CALLS } from "./zipped.ts";

const loadGlobal = (p: Path, op: Op): boolean =>
	loadFunction(p, op) ||
	loadBuiltin(p, op) ||
	loadMath(p, op) ||
	loadVariable(p, op);

/** LOAD_GLOBAL of what the module has set, to be looked at and not called; the module keeps it. */
function loadVariable(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const [result] = op.results;
	if (!result || !p.engine.isVariable(index)) return false;
	if (isCalledIn(p.block, result)) return false;
	const value = p.there(p.py("py.peek_own_global", [index], [], "obj?"));
	p.set(result, { kind: "obj", value, mask: BOUND, kept: "item" });
	return true;
}

const load = (p: Path, op: Op): boolean =>
	loadFromMath(p, op) ||
	loadMethod(p, op) ||
	loadBuiltinMethod(p, op) ||
	loadCalled(p, op);

/** CALL of a bound method of a built-in type out of a fast local: `push = items.append`. */
function boundCall(p: Path, op: Op): boolean {
	const [method, callee, ...args] = op.operands as Value[];
	if (!method || !callee || op.attrs[0] !== undefined) return false;
	const func = p.rep(callee);
	if (p.rep(method).kind !== "null") return false;
	const symbol = takeBound(p, callee);
	if (symbol === undefined) return false;
	if (METHOD_CALLS.get(symbol)?.(p, op, callee, args)) {
		p.engine.gained.add(op);
		return true;
	}
	p.set(callee, { ...func, plain: true } as ObjRep);
	return false;
}

function call(p: Path, op: Op): boolean {
	if (boundCall(p, op) || fastCall(p, op)) return true;
	const [method, callee, ...args] = op.operands as Value[];
	if (!method || !callee || op.attrs[0] !== undefined) return false;
	const [first, second] = [p.rep(method), p.rep(callee)];
	if (first.kind === "known") {
		const done = METHOD_CALLS.get(first.symbol)?.(p, op, callee, args);
		if (done) p.engine.gained.add(op);
		return done ?? false;
	}
	if (first.kind !== "null" || second.kind !== "known") return false;
	if (second.symbol === "PyRange_Type") return range(p, op, args);
	const { symbol } = second;
	const way =
		BUILTIN_CALLS.get(symbol) ??
		MATH_CALLS.get(symbol) ??
		ZIPPED_CALLS.get(symbol);
	const done = way?.(p, op, args);
	if (done) p.engine.gained.add(op);
	return done ?? false;
}

/** `for … in range(…)`: neither the range nor its iterator is made. */
function range(p: Path, op: Op, args: readonly Value[]): boolean {
	const next = p.block.ops[p.index + 1];
	const result = op.results[0] as Value;
	if (next?.name !== "py.get_iter" || next.operands[0] !== result) return false;
	if (args.length < 1 || args.length > 3) return false;
	const words = args.map((v) => word(p, v));
	if (words.includes(undefined)) return false;
	const [first, second, third] = words as [Value, Value?, Value?];
	const start = second ? first : p.i64(0);
	const stop = second ?? first;
	const step = third ?? p.i64(1);
	const length = rangeLength(p, start, stop, step);
	p.set(result, { kind: "range object", start, step, length });
	return true;
}

/** How many steps from `start` to `stop`; leaves where that is not known, or the step is 0. */
function rangeLength(p: Path, start: Value, stop: Value, step: Value): Value {
	const args = [start, stop, step];
	const length = p.emit("call", ["Coconut_RangeLength"], args, "i64");
	p.exitIf(p.icmp("slt", length, p.i64(0)));
	return length;
}

export const CALLS: Handlers = {
	"py.build_tuple": classTuple,
	"py.load_global": loadGlobal,
	"py.load_method": load,
	"py.call": call,
};
