/** `for` loops in fast functions: over lists, tuples, ranges, dicts and their views, by CPython's own iterators. */
import { addParam, type Block, newBlock, type Op } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { to } from "./emitter.ts";
import { type Handler, type Outcome, unsupported } from "./handlers.ts";
import { given, objectOf, set } from "./objects.ts";

function getIter(b: Builder, op: Op): Outcome {
	const [r] = op.operands.map((v) => b.rep(v));
	if (r?.kind !== "obj" || r.inert) return "exit";
	const made = b.e.call("Coconut_QuickIter", [b.tstate, r.value], "obj?");
	return set(b, op, objectOf(given(b, made)));
}

/** What Coconut_QuickNext says when it refuses. */
const REFUSED = 2;

/** FOR_ITER and the jump that looks whether there was an item. */
function forIter(b: Builder, op: Op): Outcome {
	const [r] = op.operands.map((v) => b.rep(v));
	const jump = b.block.ops[b.index + 1];
	const [end, body] = jump?.successors ?? [];
	const isTest = jump?.name === "br_null" && jump.operands[0] === op.results[0];
	if (!isTest || !end || !body) return unsupported();
	if (r?.kind !== "obj") return "exit";
	const [ask, none, some, ended, next] = [
		"ask",
		"none",
		"some",
		"ended",
		"item",
	].map(newBlock) as [Block, Block, Block, Block, Block];
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
	const refused = b.e.icmp("eq", said, b.e.int(REFUSED));
	b.e.end("cond_br", [refused], [to(b.exitBlock()), to(ended)], [[1, 99]]);
	b.effect();
	b.e.place(ended);
	b.e.end("br", [], [b.goTo(end)]);
	b.e.place(some);
	b.e.end("br", [], [to(next, [item])]);
	b.e.place(next);
	b.set(op.results[0], objectOf(value));
	b.e.end("br", [], [b.goTo(body)]);
	return "done";
}

export const ITERATION: Readonly<Record<string, Handler>> = {
	"py.get_iter": getIter,
	"py.for_iter": forIter,
};
