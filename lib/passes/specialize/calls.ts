/** Calls of builtins: guarded to be the builtin, then done without a call. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { fastCall, loadFunction, loadMethod } from "./fast-calls.ts";
import type { Handlers } from "./handlers.ts";
import { asInt, number } from "./operand.ts";
import { type Path, to, UNLIKELY } from "./path.ts";
import { T } from "./reps.ts";

/** Names that are worth a look at what they are, and the object that they should be. */
const BUILTINS: ReadonlyMap<string, string> = new Map([
	["range", "PyRange_Type"],
]);

function loadGlobal(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.fn.code?.names[index] ?? "";
	const object = BUILTINS.get(name);
	if (object === undefined) return loadFunction(p, op);
	const v = p.py("py.peek_global", [index], [], "obj?");
	const next = newBlock("global");
	p.end("br_null", [v], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [v], "ptr");
	const wanted = p.emit("global_addr", [object], [], "ptr");
	p.exitUnless(p.icmp("eq", at, wanted));
	const value = p.emit("as_obj", [], [at], "obj");
	const mask = T.OTHER;
	p.set(op.results[0], {
		kind: "obj",
		value,
		mask,
		kept: "owned",
		builtin: name,
	});
	return true;
}

function call(p: Path, op: Op): boolean {
	if (fastCall(p, op)) return true;
	const [nothing, callee, ...args] = op.operands as Value[];
	if (!nothing || !callee || op.attrs[0] !== undefined) return false;
	const rep = p.rep(callee);
	if (p.rep(nothing).kind !== "null" || rep.kind !== "obj") return false;
	if (rep.builtin === "range") return range(p, op, args);
	return false;
}

/** `for … in range(…)`: neither the range nor its iterator is made. */
function range(p: Path, op: Op, args: readonly Value[]): boolean {
	const next = p.block.ops[p.index + 1];
	const result = op.results[0] as Value;
	if (next?.name !== "py.get_iter" || next.operands[0] !== result) return false;
	if (args.length < 1 || args.length > 3) return false;
	const numbers = args.map((v) => number(p, v, [T.INT]));
	if (numbers.some((n) => n?.type !== "i64")) return false;
	const words = numbers.map((n) => asInt(p, n as NonNullable<typeof n>));
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
	"py.load_global": loadGlobal,
	"py.load_method": loadMethod,
	"py.call": call,
};
