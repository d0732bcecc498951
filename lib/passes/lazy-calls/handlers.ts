/** What a fast function does with each op. */
import type { Fn, Op, Value } from "../../ir/ir.ts";
import { isCalledIn } from "../global-names.ts";
import { CACHES } from "../lower-py/context.ts";
import { ATTRIBUTES } from "./attributes.ts";
import type { Builder } from "./builder.ts";
import { call, callSpread } from "./calls.ts";
import { isCall } from "./deaths.ts";
import { DISPLAYS } from "./displays.ts";
import { ITEMS } from "./items.ts";
import { ITERATION } from "./iteration.ts";
import { binary, compare, truthOf, unary } from "./numbers.ts";
import { boxed, given, hold, number, objectOf, set } from "./objects.ts";
import { storeAt } from "./places.ts";
import { objectCount } from "./plan.ts";
import type { Rep } from "./reps.ts";

/** `next`: the op is done; `exit`: the interpreter has to do it; `done`: the path ends here. */
export type Outcome = "next" | "exit" | "done";
export type Handler = (b: Builder, op: Op) => Outcome;

/** Thrown where not even leaving is possible: the function gets no fast version. */
export class Unsupported extends Error {}
export const unsupported = (): never => {
	throw new Unsupported();
};

/** Does a fast function ever do such an op? */
export const isHandled = (op: Op): boolean => HANDLERS[op.name] !== undefined;

export function handle(b: Builder, op: Op): Outcome {
	const handler = HANDLERS[op.name];
	if (handler) return handler(b, op);
	return op.state ? "exit" : unsupported();
}

export const cacheAddress = (b: Builder): Value =>
	b.e.emit(
		"elem_addr",
		["i64"],
		[b.e.global(CACHES), b.e.int(b.plan.cache())],
		"ptr",
	);

function loadConst(b: Builder, op: Op): Outcome {
	const index = op.attrs[0] as number;
	const c = b.fn.code?.consts[index];
	if (c?.kind === "int" && BigInt.asIntN(64, c.value) === c.value) {
		const n = number("i64", b.e.int(c.value));
		return set(b, op, { ...n, constant: index });
	}
	if (c?.kind === "float") {
		const n = number("f64", b.e.float(c.value));
		return set(b, op, { ...n, constant: index });
	}
	if (c?.kind === "true" || c?.kind === "false")
		return set(b, op, {
			kind: "bool",
			value: b.e.int(c.kind === "true" ? 1 : 0, "i1"),
		});
	return set(b, op, objectOf(b.constant(index), true));
}

function loadFast(b: Builder, op: Op): Outcome {
	const r = b.env.slots[op.attrs[0] as number] as Rep;
	if (r.kind === "unbound") return op.state ? "exit" : unsupported();
	if (r.kind !== "maybe") return set(b, op, r);
	if (!op.state) unsupported();
	const none = b.exitAs(r, { kind: "unbound" });
	const bound = objectOf(given(b, r.value, none));
	b.refine(r, bound);
	return set(b, op, bound);
}

/** An argument ends unnoticed when others hold it besides the caller, who may have given it several times. */
function endGiven(b: Builder, op: Op, v: Value): void {
	if (!op.state) unsupported();
	const count = b.e.field("PyObject", "ob_refcnt", v, "i64");
	const most = b.e.int(objectCount(b.fn));
	b.exitUnless(b.e.icmp("sgt", count, most));
}

/** What a slot held ends here: nobody may notice, or the caller holds it too. */
function storeFast(b: Builder, op: Op): Outcome {
	const slot = op.attrs[0] as number;
	const old = b.env.slots[slot] as Rep;
	const isElsewhere = b.env.slots.some((r, i) => r === old && i !== slot);
	if (old.kind === "obj" && old.given && !old.inert && !isElsewhere)
		endGiven(b, op, old.value);
	b.setSlot(slot, b.rep(op.operands[0] as Value));
	return "next";
}

/** The global, if it is the function that is expected where one is. */
function findGlobal(b: Builder, op: Op, target: Fn | undefined): Value {
	const name = b.nameAt(op.attrs[0] as number);
	const args = [b.func, name, cacheAddress(b)];
	if (!target || target === b.fn)
		return b.e.call("Coconut_PeekGlobal", args, "obj?");
	const native = b.e.global(target.name);
	return b.e.call("Coconut_PeekFunction", [...args, native], "obj?");
}

function loadGlobal(b: Builder, op: Op): Outcome {
	const index = op.attrs[0] as number;
	const target = b.plan.function(b.fn.code?.names[index] ?? "");
	const known = b.env.globals.get(index);
	if (known) return set(b, op, known);
	const found = findGlobal(b, op, target);
	b.exitIfNull(found);
	const at = b.e.pointer(found);
	if (target === b.fn) b.exitUnless(b.e.icmp("eq", at, b.func));
	const value = b.e.emit("as_obj", [], [at], "obj");
	const rep: Rep = target
		? { kind: "func", value, target }
		: { kind: "obj", value, inert: false, given: false };
	b.env.globals.set(index, rep);
	return set(b, op, rep);
}

/** Where a cell of the function's closure has its content. */
export function contentOf(b: Builder, slot: number): Value {
	const slots = b.fn.code?.slots ?? [];
	const index = slot - slots.findIndex((s) => s.free);
	const cells = b.e.field("PyFunctionObject", "func_closure", b.func, "obj?");
	const cell = b.item(cells, index);
	const field = { struct: "PyCellObject", field: "ob_ref" };
	return b.e.emit("field_addr", [field], [cell], "ptr");
}

/** A variable of an enclosing function; if it is called, and likely to be a function inside that one, it is looked at whether it is. */
function loadDeref(b: Builder, op: Op): Outcome {
	const slot = op.attrs[0] as number;
	const found = b.e.emit("load", ["obj?"], [contentOf(b, slot)], "obj?");
	b.exitIfNull(found);
	const target = b.plan.closure(b.fn, b.fn.code?.slots[slot]?.name ?? "");
	const rep = hold(b, found);
	const [result] = op.results as [Value];
	if (!target || !isCalledIn(b.block, result)) return set(b, op, rep);
	const native = b.e.global(target.name);
	const args = [rep.value, cacheAddress(b), native];
	b.exitUnless(b.e.call("Coconut_RunsAs", args, "i1"));
	return set(b, op, { kind: "func", value: rep.value, target });
}

function storeDeref(b: Builder, op: Op): Outcome {
	const value = b.rep(op.operands[0] as Value);
	const place = contentOf(b, op.attrs[0] as number);
	b.exitIfNull(b.e.emit("load", ["obj?"], [place], "obj?"));
	if (!storeAt(b, place, value)) return "exit";
	b.effect();
	return "next";
}

function breaker(b: Builder): Outcome {
	const set = b.e.call("Coconut_EvalBreaker", [b.tstate], "i32");
	b.exitIf(b.e.icmp("ne", set, b.e.int(0, "i32")));
	return "next";
}

/** RESUME: a function without calls and loops is over before anybody could wait for it. */
function resume(b: Builder): Outcome {
	const waits = b.fn.blocks.some((x) =>
		x.ops.some((op) => isCall(op) || op.name === "py.check_eval_breaker"),
	);
	return waits ? breaker(b) : "next";
}

function isOp(b: Builder, op: Op): Outcome {
	const objects = op.operands.map((v) => {
		const r = b.rep(v);
		if (r.kind === "bool") return boxed(b, r);
		return r.kind === "obj" ? r.value : undefined;
	});
	const [x, y] = objects;
	if (!x || !y) return "exit";
	const value = b.e.icmp("eq", x, y);
	return set(b, op, { kind: "bool", value });
}

function isNone(b: Builder, op: Op): Outcome {
	const r = b.rep(op.operands[0] as Value);
	if (r.kind === "num" || r.kind === "bool" || r.kind === "func")
		return set(b, op, { kind: "bool", value: b.e.int(0, "i1") });
	if (r.kind !== "obj") return "exit";
	const value = b.e.icmp("eq", r.value, b.e.object("_Py_NoneStruct"));
	return set(b, op, { kind: "bool", value });
}

function condBr(b: Builder, op: Op): Outcome {
	const r = b.rep(op.operands[0] as Value);
	if (r.kind !== "bool") return unsupported();
	const edges = op.successors.map((e) => b.goTo(e));
	b.e.end("cond_br", [r.value], edges, [op.attrs[0] as undefined]);
	return "done";
}

function ret(b: Builder, op: Op): Outcome {
	const r = b.rep(op.operands[0] as Value);
	const raw = r.kind === "num" && !r.box && r.constant === undefined;
	const kind = raw ? (r.type === "i64" ? "i" : "f") : "o";
	b.returned.add(kind);
	b.returns++;
	if (b.result === "o") {
		const v = boxed(b, r);
		if (!v) return "exit";
		b.e.end("ret", [v], []);
		return "done";
	}
	if (kind !== b.result || r.kind !== "num") return "exit";
	b.e.end("ret", [r.value], []);
	return "done";
}

/** At the entry of a function with ways in: a fast version starts at the start. */
function dispatch(b: Builder, op: Op): Outcome {
	const [body] = op.successors;
	if (!body) return unsupported();
	b.e.end("br", [], [b.goTo(body)]);
	return "done";
}

const HANDLERS: Readonly<Record<string, Handler>> = {
	"py.resume": resume,
	"py.position": () => "next",
	switch: dispatch,
	"py.check_eval_breaker": breaker,
	// What could switch tracing on runs with the frames made, and not here.
	"py.poll_tracing": () => "next",
	"py.load_const": loadConst,
	"py.load_fast": loadFast,
	"py.store_fast": storeFast,
	"py.pop_top": () => "next",
	"py.push_null": (b, op) => set(b, op, { kind: "null" }),
	"py.load_global": loadGlobal,
	"py.copy_free_vars": () => "next",
	"py.load_deref": loadDeref,
	"py.store_deref": storeDeref,
	...ATTRIBUTES,
	...DISPLAYS,
	...ITEMS,
	...ITERATION,
	"py.call": call,
	"py.call_function_ex": callSpread,
	"py.binary_op": binary,
	"py.compare_op": compare,
	"py.unary_op": unary,
	"py.truth": truthOf,
	"py.from_bool": (b, op) => set(b, op, b.rep(op.operands[0] as Value)),
	"py.is_op": isOp,
	"py.is_none": isNone,
	"py.return": ret,
	br: (b, op) => {
		const [edge] = op.successors;
		if (edge) b.e.end("br", [], [b.goTo(edge)]);
		return "done";
	},
	cond_br: condBr,
	const: (b, op) => {
		const literal = op.attrs[0] as { type: string; value: bigint };
		if (literal.type !== "i1") return unsupported();
		return set(b, op, { kind: "bool", value: b.e.int(literal.value, "i1") });
	},
	not: (b, op) => {
		const r = b.rep(op.operands[0] as Value);
		if (r.kind !== "bool") return unsupported();
		const value = b.e.emit("xor", [], [r.value, b.e.int(1, "i1")], "i1");
		return set(b, op, { kind: "bool", value });
	},
	xor: (b, op) => {
		const [x, y] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
		if (x.kind !== "bool" || y.kind !== "bool") return unsupported();
		const value = b.e.emit("xor", [], [x.value, y.value], "i1");
		return set(b, op, { kind: "bool", value });
	},
};
