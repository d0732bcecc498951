/** `for` loops in fast functions: over ranges in registers; over lists, tuples, strings, sets, dicts and their views by CPython's own iterators. */
import {
	addParam,
	type Block,
	type Edge,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { globalCalled } from "../global-names.ts";
import type { Builder } from "./builder.ts";
import { to } from "./emitter.ts";
import { type Handler, type Outcome, unsupported } from "./handlers.ts";
import { toWord } from "./numbers.ts";
import { given, liveUntilHere, number, objectOf, set } from "./objects.ts";
import { REASON } from "./record.ts";
import type { Counter } from "./reps.ts";

function getIter(b: Builder, op: Op): Outcome {
	const [r] = op.operands.map((v) => b.rep(v));
	if (r?.kind === "counter") return set(b, op, r);
	if (r?.kind !== "obj" || r.inert) return "exit";
	const made = b.e.call("Coconut_QuickIter", [b.tstate, r.value], "obj?");
	return set(b, op, objectOf(given(b, made)));
}

/** What Coconut_QuickNext says when it refuses. */
const REFUSED = 2;

/** There is no next item, or what was asked for it has refused. */
function leaveOrEnd(b: Builder, said: Value, end: Edge): void {
	const ended = newBlock("ended");
	const refused = b.e.icmp("eq", said, b.e.int(REFUSED));
	b.e.end("cond_br", [refused], [to(b.exitBlock()), to(ended)], [[1, 99]]);
	b.effect();
	b.e.place(ended);
	b.e.end("br", [], [b.goTo(end)]);
}

/** FOR_ITER and the jump that looks whether there was an item. */
function forIter(b: Builder, op: Op): Outcome {
	const [r] = op.operands.map((v) => b.rep(v));
	const jump = b.block.ops[b.index + 1];
	const [end, body] = jump?.successors ?? [];
	const isTest = jump?.name === "br_null" && jump.operands[0] === op.results[0];
	if (!isTest || !end || !body) return unsupported();
	if (r?.kind === "counter") return count(b, op, r, end, body);
	if (r?.kind !== "obj") return "exit";
	const unpack = takenApart(b, body);
	if (unpack) return forParts(b, r.value, unpack, end, body);
	const [ask, none, some, next] = ["ask", "none", "some", "item"].map(
		newBlock,
	) as [Block, Block, Block, Block];
	const value = addParam(next, "", "obj");
	const quick = b.e.call("Coconut_NextOfList", [r.value], "obj?");
	const there = newBlock("there");
	b.e.end("br_null", [quick], [to(ask), to(there)], [[1, 9]]);
	b.e.place(there);
	b.e.end("br", [], [to(next, [quick])]);
	b.e.place(ask);
	const state = b.e.emit("alloca", ["i64"], [], "ptr");
	const asked = [b.tstate, r.value, state];
	const item = b.e.call("Coconut_QuickNext", asked, "obj?");
	b.e.end("br_null", [item], [to(none), to(some)]);
	b.e.place(none);
	const said = b.e.emit("load", ["i64"], [state], "i64");
	leaveOrEnd(b, said, end);
	b.e.place(some);
	b.e.end("br", [], [to(next, [item])]);
	b.e.place(next);
	b.set(op.results[0], objectOf(value));
	b.e.end("br", [], [b.goTo(body)]);
	return "done";
}

/**
 * Is a loop over a range likely to be short, and about objects? Specialised code is better at long ones, and at numbers, and a frame is nothing to them;
 * but who calls a function that leaves each time has to be left as well.
 */
function isWorthIt(b: Builder, bounds: readonly Value[]): boolean {
	if (!b.traits.loopsOnObjects) return false;
	const isShort = (v: Value): boolean => {
		const from = opOf(v);
		if (from?.name === "py.load_const") return true;
		return from?.name === "py.call" && globalCalled(b.fn, from) === "len";
	};
	return b.traits.isRecursive || bounds.every(isShort);
}

/** Loops that go round so many times and more are worth a frame: there they are specialised, and the time that takes to make is nothing. */
const MOST_TURNS = 64;

/** A range that a loop takes at once: neither that nor its iterator is made. Undefined: it is another call. */
export function callRange(
	b: Builder,
	op: Op,
	func: Value,
	operands: readonly Value[],
): Outcome | undefined {
	const [result] = op.results;
	const next = b.block.ops[b.index + 1];
	if (next?.name !== "py.get_iter" || next.operands[0] !== result)
		return undefined;
	if (operands.length < 1 || operands.length > 3) return undefined;
	if (!isWorthIt(b, operands)) return "exit";
	const words = operands.map((v) => toWord(b, v));
	if (words.includes(undefined)) return "exit";
	const is = b.e.icmp("eq", func, b.e.object("PyRange_Type"));
	liveUntilHere(b, func);
	b.exitUnless(is);
	const [first, second, third] = words as [Value, Value?, Value?];
	const start = second ? first : b.e.int(0);
	const step = third ?? b.e.int(1);
	const bounds = [start, second ?? first, step];
	const left = b.e.call("Coconut_RangeLength", bounds, "i64");
	b.exitIf(b.e.icmp("slt", left, b.e.int(0)));
	const isLong = b.e.icmp("sgt", left, b.e.int(MOST_TURNS));
	const [long, go] = [b.quietExit(REASON.longLoop), newBlock("go")];
	b.e.end("cond_br", [isLong], [to(long), to(go)], [[1, 99]]);
	b.e.place(go);
	return set(b, op, { kind: "counter", next: start, left, step });
}

/** FOR_ITER of a range that is not made. */
function count(b: Builder, op: Op, r: Counter, end: Edge, body: Edge): Outcome {
	const [some, none] = [newBlock("some"), newBlock("ended")];
	const isMore = b.e.icmp("sgt", r.left, b.e.int(0));
	b.e.end("cond_br", [isMore], [to(some), to(none)]);
	b.e.place(none);
	b.e.end("br", [], [b.goTo(end)]);
	b.e.place(some);
	const next = b.e.emit("add", [], [r.next, r.step], "i64");
	const left = b.e.emit("sub", [], [r.left, b.e.int(1)], "i64");
	b.refine(r, { ...r, next, left });
	b.set(op.results[0], number("i64", r.next));
	b.e.end("br", [], [b.goTo(body)]);
	return "done";
}

/** Items of this size at most are taken apart at once. */
const MOST_PARTS = 4;

/** The op that takes an item apart, where that is the first thing that is done with it in a comprehension. */
function takenApart(b: Builder, { block }: Edge): Op | undefined {
	const [first] = block.ops;
	const [it] = first?.operands ?? [];
	const isFirst = first?.name === "py.unpack_sequence" && it;
	if (!isFirst || !b.fn.code?.qualname.endsWith(">")) return undefined;
	return (first.attrs[0] as number) <= MOST_PARTS ? first : undefined;
}

/** The same without the tuple. */
function forParts(
	b: Builder,
	it: Value,
	unpack: Op,
	end: Edge,
	body: Edge,
): Outcome {
	const n = unpack.attrs[0] as number;
	const memory = { kind: "array", count: n, of: "ptr" } as const;
	const items = b.e.emit("alloca", [memory], [], "ptr");
	const asked = [b.tstate, it, items, b.e.int(n)];
	const said = b.e.call("Coconut_QuickParts", asked, "i64");
	const [none, some] = [newBlock("none"), newBlock("some")];
	const isThere = b.e.icmp("eq", said, b.e.int(0));
	b.e.end("cond_br", [isThere], [to(some), to(none)]);
	b.e.place(none);
	leaveOrEnd(b, said, end);
	b.e.place(some);
	unpack.results.forEach((v, i) => {
		const at = b.e.emit("elem_addr", ["ptr"], [items, b.e.int(i)], "ptr");
		const item = b.e.emit("load", ["obj"], [at], "obj");
		b.set(v, objectOf(b.e.emit("adopt", [], [item], "obj")));
	});
	b.goOn(body, 1);
	return "done";
}

export const ITERATION: Readonly<Record<string, Handler>> = {
	"py.get_iter": getIter,
	"py.for_iter": forIter,
};
