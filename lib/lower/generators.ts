/** Generators, coroutines and async things: left to the interpreter, which goes on from that bytecode. */
import type { Handle, Handlers } from "./handler.ts";

const interpret: Handle = (t, i) => t.deopt(i.op);

export const generators = {
	RETURN_GENERATOR: interpret,
	YIELD_VALUE: interpret,
	SEND: interpret,
	ASYNC_GEN_WRAP: interpret,
	GET_YIELD_FROM_ITER: interpret,
	GET_AWAITABLE: interpret,
	GET_AITER: interpret,
	GET_ANEXT: interpret,
	BEFORE_ASYNC_WITH: interpret,
	END_ASYNC_FOR: interpret,
} as const satisfies Handlers;
