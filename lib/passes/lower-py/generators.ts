/**
 * Lowering of generators and coroutines. They suspend in their own frames, as the interpreter does, so either can continue what
 * the other suspended: what tells where to go on is `prev_instr`.
 */
import {
	addParam,
	type Block,
	type Fn,
	newBlock,
	type Value,
} from "../../ir/ir.ts";
import { type Context, suspensions, UNLIKELY } from "./context.ts";
import { edge } from "./core-builder.ts";
import type { Family } from "./families.ts";

export const GENERATORS: Family<
	| "dispatch"
	| "return_generator"
	| "yield_value"
	| "load_stack"
	| "load_stack_null"
	| "check_throw"
	| "consumer"
	| "consume"
	| "send"
	| "get_awaitable"
	| "get_yield_from_iter"
	| "get_aiter"
	| "get_anext"
	| "async_gen_wrap"
	| "end_async_for"
	| "before_async_with"
> = {
	"py.dispatch": (c) => {
		const body = newBlock(c.fresh("body"));
		dispatch(c, c.fn, body);
		c.place(body);
		return [];
	},
	"py.return_generator": (c) => {
		c.storePosition();
		const args = [c.tstate, c.frame, c.cf];
		const r = c.callChecked("Coconut_ReturnGenerator", args);
		c.terminate("ret", [r]);
		return [];
	},
	"py.yield_value": (c, op, [value, ...rest]) => {
		const traced = newBlock(c.fresh("tracing"));
		const go = newBlock(c.fresh("yield"));
		c.branch(c.isTraced(), traced, go, [...UNLIKELY]);
		c.aside(traced, () => c.deopt("tracing", op.state ?? []));
		c.place(go);
		rest.forEach((v, i) => {
			c.emit("store", [], [v, c.stackAddr(i)]);
		});
		c.leave("Coconut_Suspend", rest.length);
		c.terminate("ret", [value as Value]);
		return [];
	},
	"py.load_stack": (c, op) => [
		c.takeFrom(c.stackAddr(op.attrs[0] as number), 0),
	],
	"py.load_stack_null": (c, op) => {
		const at = c.stackAddr(op.attrs[0] as number);
		return [c.emit("adopt_nullable", [], [c.emit("load", ["ptr"], [at])])];
	},
	"py.check_throw": (c) => {
		const thrown = c.emit("icmp", ["eq"], [c.throwflag, c.int(THROWN)]);
		const go = newBlock(c.fresh("resumed"));
		c.branch(thrown, c.failure(), go, [...UNLIKELY]);
		c.place(go);
		return [];
	},
	"py.consumer": (c) => [c.consumer as Value],
	// A tracer hears of every item.
	"py.consume": (c, _op, [item]) => {
		const ask = newBlock(c.fresh("offer"));
		const next = newBlock(c.fresh("offered"));
		const taken = addParam(next, "", "i1");
		const untraced = c.emit("not", [], [c.isTraced()]);
		const ways = [edge(ask), edge(next, [untraced])];
		c.terminate("cond_br", [untraced], ways, [[999, 1]]);
		c.place(ask);
		const given = [c.consumer as Value, item as Value];
		c.jump(next, [c.call("Coconut_Consume", given)]);
		c.place(next);
		return [taken];
	},
	"py.send": (c, op, [receiver, value]) => {
		const out = c.stackAddr((op.state?.length ?? 1) - 1);
		const args = [c.tstate, receiver as Value, value as Value, out];
		const status = c.callChecked("Coconut_Send", args);
		const returned = c.emit("icmp", ["ne"], [status, c.int(0)]);
		return [returned, c.takeFrom(out, 0)];
	},
	"py.get_awaitable": (c, op, [o]) => {
		const args = [c.tstate, o as Value, c.int(op.attrs[0] as number)];
		return [c.callChecked("Coconut_GetAwaitable", args)];
	},
	"py.get_yield_from_iter": (c, _op, [o]) => [
		c.callChecked("Coconut_GetYieldFromIter", [c.tstate, c.frame, o as Value]),
	],
	"py.get_aiter": (c, _op, [o]) => [
		c.callChecked("Coconut_GetAIter", [c.tstate, o as Value]),
	],
	"py.get_anext": (c, _op, [o]) => [
		c.callChecked("Coconut_GetANext", [c.tstate, o as Value]),
	],
	"py.async_gen_wrap": (c, _op, [o]) => [
		c.callChecked("Coconut_AsyncGenWrap", [o as Value]),
	],
	"py.end_async_for": (c, _op, [, exc]) => {
		const r = c.call("Coconut_EndAsyncFor", [c.tstate, exc as Value]);
		const other = c.emit("icmp", ["slt"], [r, c.int(0)]);
		const done = newBlock(c.fresh("exhausted"));
		c.branch(other, c.unwinding(), done);
		c.place(done);
		return [];
	},
	"py.before_async_with": (c, op, [manager]) => {
		const out = c.stackAddr((op.state?.length ?? 1) - 1);
		const args = [c.tstate, manager as Value, out];
		c.callChecked("Coconut_BeforeAsyncWith", args);
		return [c.takeFrom(out, 0), c.takeFrom(out, 1)];
	},
};

/** The third argument of a native function where an exception was thrown into the frame: COCONUT_THROWN of runtime/src/coconut.h. */
const THROWN = 1;

/** What a frame's prev_instr is an offset of before its first instruction. */
const BEFORE_START = -2;

/**
 * Goes to `body`, or where the frame was suspended: the first thing a native entry does. A generator's frame may have been left at a
 * place that is none of ours: throw() moves it past the end of a `yield from` (_gen_throw of genobject.c), and a tracer can make the
 * interpreter suspend it in code that is dead here. The interpreter goes on there.
 */
export function dispatch(c: Context, fn: Fn, body: Block): void {
	const at = suspensions(fn);
	if (!c.stacktop) {
		c.jump(body);
		return;
	}
	const foreign = newBlock("foreign");
	const resumed = at.map((op) =>
		edge(c.block(op.successors[0]?.block as Block)),
	);
	const cases = [BEFORE_START, ...at.map((op) => op.offset)].map(BigInt);
	const targets = [edge(foreign), edge(body), ...resumed];
	c.terminate("switch", [c.position()], targets, [cases]);
	c.place(foreign);
	const args = [c.tstate, c.frame, c.cf, c.throwflag, c.stacktop];
	c.terminate("ret", [c.call("Coconut_Foreign", args)]);
}
