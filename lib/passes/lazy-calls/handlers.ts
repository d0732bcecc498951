/** What a fast function does with each op. */
import { type Fn, newBlock, type Op, type Value } from "../../ir/ir.ts";
import { CACHES } from "../lower-py/context.ts";
import type { Builder } from "./builder.ts";
import { loadListMethod } from "./builtin-calls.ts";
import { call } from "./calls.ts";
import { ownsReference } from "./deaths.ts";
import { to, UNLIKELY } from "./emitter.ts";
import { binary, compare, negative, toNumber, truthOf } from "./numbers.ts";
import type { Rep } from "./reps.ts";

/** `next`: the op is done; `exit`: the interpreter has to do it; `done`: the path ends here. */
export type Outcome = "next" | "exit" | "done";
export type Handler = (b: Builder, op: Op) => Outcome;

/** Thrown where not even leaving is possible: the function gets no fast version. */
export class Unsupported extends Error {}
const unsupported = (): never => {
	throw new Unsupported();
};

/** Does a fast function ever do such an op? */
export const isHandled = (op: Op): boolean => HANDLERS[op.name] !== undefined;

export function handle(b: Builder, op: Op): Outcome {
	const handler = HANDLERS[op.name];
	if (handler) return handler(b, op);
	return op.state ? "exit" : unsupported();
}

const set = (b: Builder, op: Op, r: Rep): Outcome => {
	b.set(op.results[0], r);
	return "next";
};

export const cacheAddress = (b: Builder): Value =>
	b.e.emit(
		"elem_addr",
		["i64"],
		[b.e.global(CACHES), b.e.int(b.plan.cache())],
		"ptr",
	);

const objectOf = (
	value: Value,
	inert = false,
): Extract<Rep, { kind: "obj" }> => ({
	kind: "obj",
	value,
	inert,
	given: false,
});

function loadConst(b: Builder, op: Op): Outcome {
	const index = op.attrs[0] as number;
	const c = b.fn.code?.consts[index];
	if (c?.kind === "int" && BigInt.asIntN(64, c.value) === c.value) {
		const value = b.e.int(c.value);
		return set(b, op, {
			kind: "num",
			type: "i64",
			value,
			box: undefined,
			constant: index,
		});
	}
	if (c?.kind === "float") {
		const value = b.e.float(c.value);
		return set(b, op, {
			kind: "num",
			type: "f64",
			value,
			box: undefined,
			constant: index,
		});
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
	return set(b, op, r);
}

/** An argument ends unnoticed when others hold it besides the caller, who may have given it several times. */
function endGiven(b: Builder, op: Op, v: Value): void {
	if (!op.state) unsupported();
	const count = b.e.field("PyObject", "ob_refcnt", v, "i64");
	const most = b.e.int(b.fn.code?.argcount ?? 0);
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
function contentOf(b: Builder, slot: number): Value {
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
	if (!target || !isCalled(b, op)) return set(b, op, rep);
	const native = b.e.global(target.name);
	const args = [rep.value, cacheAddress(b), native];
	b.exitUnless(b.e.call("Coconut_RunsAs", args, "i1"));
	return set(b, op, { kind: "func", value: rep.value, target });
}

const isCalled = (b: Builder, op: Op): boolean =>
	b.block.ops.some(
		(x) => x.name === "py.call" && x.operands[1] === op.results[0],
	);

function storeDeref(b: Builder, op: Op): Outcome {
	const value = b.rep(op.operands[0] as Value);
	const place = contentOf(b, op.attrs[0] as number);
	b.exitIfNull(b.e.emit("load", ["obj?"], [place], "obj?"));
	if (!storeAt(b, place, value)) return "exit";
	b.effect();
	return "next";
}

/** What an attribute is, when finding it runs no code; it is kept alive by a reference. */
function loadAttr(b: Builder, op: Op): Outcome {
	const owner = b.rep(op.operands[0] as Value);
	if (owner.kind !== "obj") return "exit";
	const index = op.attrs[0] as number;
	const known = b.env.attrs.get(index);
	if (known?.owner === owner.value) return set(b, op, known.rep);
	const args = [owner.value, b.nameAt(index), cacheAddress(b)];
	const found = b.e.call("Coconut_PeekAttr", args, "obj?");
	b.exitIfNull(found);
	const rep = hold(b, found);
	liveUntilHere(b, owner.value);
	b.env.attrs.set(index, { owner: owner.value, rep });
	return set(b, op, rep);
}

/** A borrowed object, with a reference of its own. */
function hold(b: Builder, found: Value): Extract<Rep, { kind: "obj" }> {
	b.e.op("incref", [], [found]);
	return objectOf(b.e.emit("adopt", [], [found], "obj"));
}

/** What is borrowed from the object needs it up to here, also where the op drops it. */
function liveUntilHere(b: Builder, owner: Value): void {
	if (ownsReference(b, owner)) b.e.op("end_lifetime", [], [owner]);
}

/** An attribute that a new instance gets. */
function addAttr(b: Builder, index: number, owner: Value, r: Rep): Outcome {
	const value = boxed(b, r);
	if (!value) return "exit";
	const args = [owner, b.nameAt(index), value, cacheAddress(b)];
	b.exitUnless(b.e.call("Coconut_AddAttr", args, "i1"));
	b.effect();
	b.env.attrs.clear();
	const rep: Rep = r.kind === "num" ? { ...r, box: value } : r;
	b.env.attrs.set(index, { owner, rep });
	b.env.added.add(index);
	return "next";
}

/** An attribute that is there is set anew, when nobody notices the end of what it was. */
function storeAttr(b: Builder, op: Op): Outcome {
	const [value, owner] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
	if (owner.kind !== "obj") return "exit";
	const index = op.attrs[0] as number;
	const isNewborn = b.makes && owner === b.env.slots[0];
	if (isNewborn && !b.env.added.has(index))
		return addAttr(b, index, owner.value, value);
	const args = [owner.value, b.nameAt(index), cacheAddress(b)];
	const place = b.e.call("Coconut_PeekPlace", args, "ptr");
	b.exitIfNull(place);
	const rep = storeAt(b, place, value);
	if (!rep) return "exit";
	liveUntilHere(b, owner.value);
	b.effect();
	// Two names may stand for one place.
	b.env.attrs.clear();
	b.env.attrs.set(index, { owner: owner.value, rep });
	return "next";
}

/** Puts a value in the place of one that is there, when nobody notices the end of that; what the place has then. */
function storeAt(b: Builder, place: Value, value: Rep): Rep | undefined {
	const held = b.e.emit("load", ["obj"], [place], "obj");
	const isNew =
		value.kind === "num" && !value.box && value.constant === undefined;
	if (isNew) return storeNumber(b, value, held, place);
	return exchange(b, value, held, place) ? value : undefined;
}

/** An object that the place holds already stays there. */
function exchange(b: Builder, value: Rep, held: Value, place: Value): boolean {
	if (value.kind !== "obj") return replace(b, value, held, place);
	const [other, done] = [newBlock("other"), newBlock("set")];
	const same = b.e.icmp("eq", b.e.pointer(value.value), b.e.pointer(held));
	b.e.end("cond_br", [same], [to(done), to(other)]);
	b.e.place(other);
	if (!replace(b, value, held, place)) return false;
	b.e.end("br", [], [to(done)]);
	b.e.place(done);
	return true;
}

function replace(b: Builder, value: Rep, held: Value, place: Value): boolean {
	b.exitIf(b.e.call("Coconut_MayDie", [held], "i1"));
	const v = boxed(b, value);
	if (!v) return false;
	const old = b.e.emit("adopt", [], [held], "obj");
	b.e.op("store", [], [v, place]);
	b.e.op("decref", [], [old]);
	return true;
}

/**
 * A number that is no object yet takes the memory of the one that it replaces, if nobody else knows that, as the next number that is made would.
 * The attribute keeps its object.
 */
function storeNumber(
	b: Builder,
	value: Extract<Rep, { kind: "num" }>,
	held: Value,
	place: Value,
): Rep {
	const how = value.type === "i64" ? "Coconut_ReplaceInt" : REPLACE_FLOAT;
	const done = b.e.call(how, [held, value.value], "i1");
	const [make, set] = [newBlock("make"), newBlock("set")];
	b.e.end("cond_br", [done], [to(set), to(make)]);
	b.e.place(make);
	replace(b, value, held, place);
	b.e.end("br", [], [to(set)]);
	b.e.place(set);
	const now = b.e.emit("load", ["obj"], [place], "obj");
	return { ...value, box: hold(b, now).value };
}

const REPLACE_FLOAT = "Coconut_ReplaceFloat";

/** An item of a list or tuple, or what a dict has for a string; it is kept alive by a reference. */
function subscript(b: Builder, op: Op): Outcome {
	const [container, key] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
	if (container.kind !== "obj" || container.inert) return "exit";
	if (key.kind === "obj") {
		const args = [container.value, key.value];
		const found = b.e.call("Coconut_PeekEntry", args, "obj?");
		b.exitIfNull(found);
		return giveItem(b, op, container.value, found);
	}
	if (key.kind !== "num") return "exit";
	const index = toNumber(b, op.operands[1] as Value);
	if (index?.type !== "i64") return "exit";
	const args = [container.value, index.value];
	const found = b.e.call("Coconut_PeekItem", args, "obj?");
	b.exitIfNull(found);
	return giveItem(b, op, container.value, found);
}

function giveItem(b: Builder, op: Op, container: Value, found: Value): Outcome {
	const item = hold(b, found);
	liveUntilHere(b, container);
	return set(b, op, item);
}

function loadMethod(b: Builder, op: Op): Outcome {
	const owner = b.rep(op.operands[0] as Value);
	const target = b.plan.method(b.fn.code?.names[op.attrs[0] as number] ?? "");
	if (owner.kind !== "obj") return "exit";
	const done = loadListMethod(b, op, owner);
	if (done) return done;
	if (!target) return dispatched(b, op, owner.value);
	const name = b.nameAt(op.attrs[0] as number);
	const native = b.e.global(target.name);
	const args = [owner.value, name, cacheAddress(b), native];
	const found = b.e.call("Coconut_PeekCallee", args, "obj?");
	b.exitIfNull(found);
	liveUntilHere(b, owner.value);
	const at = b.e.pointer(found);
	const value = b.e.emit("as_obj", [], [at], "obj");
	b.set(op.results[0], { kind: "func", value, target });
	b.set(op.results[1], owner);
	return "next";
}

/** A method that several classes have: the object's type says which. */
function dispatched(b: Builder, op: Op, owner: Value): Outcome {
	const index = op.attrs[0] as number;
	const call = b.block.ops.find(
		(x, i) => i > b.index && x.operands[0] === op.results[0],
	);
	if (call?.name !== "py.call" || call.attrs[0] !== undefined) return "exit";
	if (!b.plan.isMethod(b.fn.code?.names[index] ?? "")) return "exit";
	const count = b.e.int(call.operands.length - 1);
	const out = b.e.emit("alloca", ["ptr"], [], "ptr");
	const args = [owner, b.nameAt(index), count, out];
	const found = b.e.call("Coconut_PeekMethod", args, "obj?");
	b.exitIfNull(found);
	liveUntilHere(b, owner);
	const value = b.e.emit("as_obj", [], [b.e.pointer(found)], "obj");
	const fast = b.e.emit("load", ["ptr"], [out], "ptr");
	b.set(op.results[0], { kind: "method", value, fast });
	b.set(op.results[1], b.rep(op.operands[0] as Value));
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
		x.ops.some(
			(op) => op.name === "py.call" || op.name === "py.check_eval_breaker",
		),
	);
	return waits ? breaker(b) : "next";
}

function isOp(b: Builder, op: Op): Outcome {
	const [x, y] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
	if (x.kind !== "obj" || y.kind !== "obj") return "exit";
	const value = b.e.icmp("eq", x.value, y.value);
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

/** A new object; NULL leaves, whatever exception there is: what is done again raises its own. */
export function madeOrExit(b: Builder, v: Value): Value {
	const [no, yes] = [newBlock("none"), newBlock("made")];
	b.e.end("br_null", [v], [to(no), to(yes)], [[...UNLIKELY]]);
	b.e.place(no);
	b.e.run("PyErr_Clear", []);
	b.e.end("br", [], [to(b.exitBlock())]);
	b.e.place(yes);
	return v;
}

/** An object of a number, as a new reference or a borrowed one; NULL leaves. */
export function boxed(b: Builder, r: Rep): Value | undefined {
	switch (r.kind) {
		case "obj":
		case "func":
			return r.value;
		case "bool":
			return b.e.call("Coconut_FromBool", [r.value], "obj");
		case "num": {
			if (r.box) return r.box;
			if (r.constant !== undefined) return b.constant(r.constant);
			const make = r.type === "i64" ? "Coconut_NewInt" : "Coconut_NewFloat";
			return madeOrExit(b, b.e.call(make, [r.value], "obj"));
		}
		default:
			return undefined;
	}
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
	"py.load_attr": loadAttr,
	"py.load_method": loadMethod,
	"py.store_attr": storeAttr,
	"py.binary_subscr": subscript,
	"py.call": call,
	"py.binary_op": binary,
	"py.compare_op": compare,
	"py.unary_op": negative,
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
