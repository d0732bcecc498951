/** How functions with frames get into fast ones: a function called in the place of Coconut_Call0 … Coconut_Call3. */
import { addParam, type Fn, newBlock, type Value } from "../../ir/ir.ts";
import type { Signature } from "../../ir/types.ts";
import { Emitter, to, UNLIKELY } from "./emitter.ts";
import { HEADER, WORD } from "./record.ts";

/** Arguments that a call passes by value. */
export const MAX_ARGS = 3;

/** `call`: of a global function; `method`: of a method, with self in front. */
export type Form = "call" | "method";

export const doorName = (form: Form, name: string): string =>
	`fast.${form}.${name}`;

function signature(given: number): Signature {
	const consumed = { type: "obj", own: "consume" } as const;
	return {
		params: [
			{ type: "ptr", own: "borrow" },
			{ type: "obj?", own: "consume" },
			consumed,
			{ type: "obj?", own: "borrow" },
			...Array(given).fill(consumed),
		],
		result: "obj",
		ownResult: true,
		failure: "null",
	};
}

/** The door to `fast`, the version of `fn` that takes objects. */
export function door(fn: Fn, fast: Fn, form: Form, name: string): Fn {
	const given = (fn.code?.argcount ?? 0) - (form === "method" ? 1 : 0);
	const sig = signature(given);
	const entry = newBlock("entry");
	const e = new Emitter(entry);
	const [tstate, method, self, kwnames] = [
		"tstate",
		"method",
		"self",
		"kwnames",
	].map((n, i) => addParam(entry, n, sig.params[i]?.type ?? "obj")) as [
		Value,
		Value,
		Value,
		Value,
	];
	const args = Array.from({ length: given }, (_, i) =>
		addParam(entry, `a${i}`, "obj"),
	);
	const [some, none] = [newBlock("some"), newBlock("none")];
	const [there, missing] = form === "method" ? [some, none] : [none, some];
	e.end("br_null", [method], [to(missing), to(there)]);
	const [general, fastBlock] = [newBlock("general"), newBlock("fast")];
	e.place(none);
	e.end("br", [], [to(general)]);
	e.place(some);
	const func = form === "method" ? method : self;
	const at = e.pointer(func);
	const native = e.global(fn.name);
	const levels = e.call("Coconut_MayCallFast", [tstate, at, native], "i64");
	const may = e.icmp("sgt", levels, e.int(0));
	e.end("cond_br", [may], [to(fastBlock), to(general)], [[99, 1]]);
	e.place(general);
	const all = [tstate, method, self, kwnames, ...args];
	e.end("ret", [e.call(`Coconut_Call${given}`, all, "obj")], []);
	e.place(fastBlock);
	const passed = form === "method" ? [self, ...args] : args;
	const held = [func, ...passed];
	const count = HEADER + 1 + held.length;
	const words = { kind: "array", count, of: "i64" } as const;
	const record = e.emit("alloca", [words], [], "ptr");
	const word = (i: number): Value =>
		e.emit("elem_addr", ["i64"], [record, e.int(i)], "ptr");
	for (const w of [WORD.previous, WORD.site, WORD.frame])
		e.op("store", [], [e.null("ptr"), word(w)]);
	e.op("store", [], [at, word(WORD.func)]);
	e.op("store", [], [e.int(held.length), word(HEADER)]);
	held.forEach((v, i) => {
		e.op("store", [], [e.pointer(v), word(HEADER + 1 + i)]);
	});
	finish(e, fast, [tstate, record, levels, at, ...passed], held);
	return {
		kind: "core",
		name,
		linkage: "internal",
		signature: sig,
		code: undefined,
		blocks: e.blocks,
		at: -1,
	};
}

/**
 * Calls the fast function; its result, as an object. When it has left, the references are its frame's: the runtime has given ours up, so that
 * nobody else holds the arguments (Coconut_LeaveFast).
 */
function finish(e: Emitter, fast: Fn, args: Value[], held: Value[]): void {
	const release = (): void => {
		for (const v of held) e.op("end_lifetime", [], [v]);
	};
	const [tstate, record] = args as [Value, Value];
	const type = fast.signature.result as "i64" | "f64" | "obj";
	const [gone, look, back] = [
		newBlock("gone"),
		newBlock("look"),
		newBlock("back"),
	];
	const r = e.call(fast.name, args, type);
	if (type === "obj")
		e.end("br_null", [r], [to(gone), to(back)], [[...UNLIKELY]]);
	else {
		const odd =
			type === "i64"
				? e.icmp("eq", r, e.int(-(1n << 63n)))
				: e.emit("fcmp", ["une"], [r, r], "i1");
		e.end("cond_br", [odd], [to(look), to(back)], [[...UNLIKELY]]);
		e.place(look);
		const at = e.emit("elem_addr", ["ptr"], [record, e.int(2)], "ptr");
		const frame = e.emit("load", ["ptr"], [at], "ptr");
		e.end("br_null", [frame], [to(back), to(gone)]);
	}
	e.place(gone);
	for (const v of held) e.op("store", [], [v, record]);
	const result = e.call("Coconut_LeftResult", [tstate, record], "obj");
	e.end("ret", [result], []);
	e.place(back);
	const box = type === "i64" ? "PyLong_FromLong" : "PyFloat_FromDouble";
	const o = type === "obj" ? r : e.call(box, [r], "obj");
	release();
	e.end("ret", [o], []);
}
