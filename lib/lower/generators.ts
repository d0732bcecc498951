/** Generators, coroutines and what is asynchronous. */
import { type Handlers, plain, withArg } from "./handler.ts";

export const generators = {
	RETURN_GENERATOR: (t) => t.suspend("py.return_generator", []),
	YIELD_VALUE: (t) => t.suspend("py.yield_value", [t.pop()]),
	// Jumps with the result when the receiver returned, else goes on with what it yielded above the receiver.
	SEND: (t) => {
		const value = t.pop();
		const [returned, result] = t.emit("py.send", [], [t.peek(1), value]);
		if (returned === undefined || result === undefined) return;
		const taken = [...t.values().slice(0, -1), result];
		t.push(result);
		t.branch({ bit: returned, negated: false }, true, taken);
	},
	ASYNC_GEN_WRAP: plain("py.async_gen_wrap", 1),
	GET_YIELD_FROM_ITER: plain("py.get_yield_from_iter", 1),
	GET_AWAITABLE: withArg("py.get_awaitable", 1),
	GET_AITER: plain("py.get_aiter", 1),
	GET_ANEXT: (t) => t.push(t.emit1("py.get_anext", [], [t.peek(1)])),
	BEFORE_ASYNC_WITH: plain("py.before_async_with", 1),
	END_ASYNC_FOR: (t) => {
		const [iterator, exception] = t.popMany(2);
		if (iterator === undefined || exception === undefined) return;
		t.emit("py.end_async_for", [], [iterator, exception]);
	},
} as const satisfies Handlers;
