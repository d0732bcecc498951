/** The value stack, constants and fast locals. */
import type { CfgInstruction } from "../cpython/cfg.ts";
import { type Handlers, plain, withArg } from "./handler.ts";
import type { Translator } from "./translator.ts";

/** EXTENDED_ARG and CACHE are part of the instruction they belong to: the decoder never gives them. */
function partOfAnother(_: Translator, i: CfgInstruction): void {
	throw new Error(`internal error: '${i.op}' as an instruction`);
}

export const stack = {
	NOP: (t) => t.lineStart(),
	CACHE: partOfAnother,
	EXTENDED_ARG: partOfAnother,
	POP_TOP: plain("py.pop_top", 1),
	PUSH_NULL: plain("py.push_null", 0),
	COPY: (t, i) => t.push(t.peek(i.arg)),
	SWAP: (t, i) => t.swap(i.arg),
	LOAD_CONST: withArg("py.load_const", 0),
	LOAD_FAST: withArg("py.load_fast", 0),
	STORE_FAST: withArg("py.store_fast", 1),
	DELETE_FAST: withArg("py.delete_fast", 0),
	RESUME: withArg("py.resume", 0),
} as const satisfies Handlers;
