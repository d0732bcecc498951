/** Attributes and methods in fast functions. */
import {
	addParam,
	type Fn,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { globalName } from "../global-names.ts";
import type { Builder } from "./builder.ts";
import { loadBuiltinMethod } from "./builtin-methods.ts";
import { callGetter } from "./calls.ts";
import { isPropertyLoad } from "./deaths.ts";
import { to, UNLIKELY } from "./emitter.ts";
import { cacheAddress, type Handler, type Outcome } from "./handlers.ts";
import { boxed, hold, liveUntilHere, set } from "./objects.ts";
import { storeAt } from "./places.ts";
import type { Rep } from "./reps.ts";

/** What an attribute is, when finding it runs no code; it is kept alive by a reference. */
function loadAttr(b: Builder, op: Op): Outcome {
	const owner = b.rep(op.operands[0] as Value);
	if (owner.kind !== "obj") return "exit";
	const index = op.attrs[0] as number;
	if (isPropertyLoad(b, op)) return callGetter(b, op, owner);
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

/** Gives an instance an attribute that it does not have yet; the object that it is set to. */
function add(
	b: Builder,
	index: number,
	owner: Value,
	r: Rep,
	cache: Value,
): Value | undefined {
	const value = boxed(b, r);
	if (!value) return undefined;
	const args = [owner, b.nameAt(index), value, cache];
	b.exitUnless(b.e.call("Coconut_AddAttr", args, "i1"));
	return value;
}

/** An attribute that a new instance gets. */
function addAttr(b: Builder, index: number, owner: Value, r: Rep): Outcome {
	const value = add(b, index, owner, r, cacheAddress(b));
	if (!value) return "exit";
	b.effect();
	b.env.attrs.clear();
	const rep: Rep = r.kind === "num" ? { ...r, box: value } : r;
	b.env.attrs.set(index, { owner, rep });
	b.env.added.add(index);
	return "next";
}

/** An attribute that is there is set anew, when nobody notices the end of what it was; else it is added. */
function storeAttr(b: Builder, op: Op): Outcome {
	const [value, owner] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
	if (owner.kind !== "obj") return "exit";
	const index = op.attrs[0] as number;
	const isNewborn = b.makes && owner === b.env.slots[0];
	if (isNewborn && !b.env.added.has(index))
		return addAttr(b, index, owner.value, value);
	const rep = setOrAdd(b, index, owner.value, value);
	if (!rep) return "exit";
	liveUntilHere(b, owner.value);
	b.effect();
	// Two names may stand for one place.
	b.env.attrs.clear();
	b.env.attrs.set(index, { owner: owner.value, rep });
	return "next";
}

/** Sets the attribute where it is, or adds it; what it is then. */
function setOrAdd(
	b: Builder,
	index: number,
	owner: Value,
	value: Rep,
): Rep | undefined {
	const cache = cacheAddress(b);
	const args = [owner, b.nameAt(index), cache];
	const place = b.e.call("Coconut_PeekPlace", args, "ptr");
	const [absent, there] = [newBlock("absent"), newBlock("there")];
	b.e.end("br_null", [place], [to(absent), to(there)], [[...UNLIKELY]]);
	b.e.place(there);
	const set = storeAt(b, place, value);
	if (!set) return undefined;
	// A number has the object that was made for it.
	const number = set !== value && set.kind === "num" ? set : undefined;
	const box = number?.box;
	const stored = newBlock("stored");
	b.e.end("br", [], [to(stored, box && [box])]);
	b.e.place(absent);
	const added = add(b, index, owner, value, cache);
	if (!added) return undefined;
	b.e.end("br", [], [to(stored, box && [added])]);
	b.e.place(stored);
	return number && box ? { ...number, box: addParam(stored, "", "obj") } : set;
}

function loadMethod(b: Builder, op: Op): Outcome {
	const owner = b.rep(op.operands[0] as Value);
	const called = b.fn.code?.names[op.attrs[0] as number] ?? "";
	const target = b.plan.method(called);
	if (owner.kind === "super") {
		b.set(op.results[0], owner.method);
		b.set(op.results[1], owner.self);
		return "next";
	}
	if (owner.kind !== "obj") return "exit";
	if (called === "__class__" || (!target && isOfClass(b, op)))
		return loadCallable(b, op, owner.value);
	const done = loadBuiltinMethod(b, op, owner);
	if (done) return done;
	if (!target) return dispatched(b, op, owner.value);
	const isBound = takesOwner(b, op, target);
	const name = b.nameAt(op.attrs[0] as number);
	const native = b.e.global(target.name);
	const args = [owner.value, name, cacheAddress(b), native];
	const way = isBound ? "Coconut_PeekCallee" : "Coconut_PeekUnbound";
	const found = b.e.call(way, args, "obj?");
	b.exitIfNull(found);
	// What it is found in goes on to the call, or may end here.
	const value = isBound
		? b.e.emit("as_obj", [], [b.e.pointer(found)], "obj")
		: hold(b, found).value;
	liveUntilHere(b, owner.value);
	const func = { kind: "func", value, target } as const;
	b.set(op.results[0], isBound ? func : { kind: "null" });
	b.set(op.results[1], isBound ? owner : func);
	return "next";
}

/** Is a method called with what it is looked up in: no static method, nor a function of a class that gets the object as an argument? */
function takesOwner(b: Builder, op: Op, target: Fn): boolean {
	const call = callOf(b, op);
	const count = call && call.operands.length - 2;
	return !b.plan.isStatic(target) && count !== target.code?.argcount;
}

/** Is a method that of a class that is called by its name, as in `Base.__init__(self)`? */
function isOfClass(b: Builder, op: Op): boolean {
	const name = globalName(b.fn, op.operands[0] as Value);
	// What is written in capitals is a constant.
	return name !== undefined && b.plan.isClass(name) && /[a-z]/.test(name);
}

/** What is called as it is: `o.__class__(…)`, `Base.__init__(self)`. */
function loadCallable(b: Builder, op: Op, owner: Value): Outcome {
	const name = b.nameAt(op.attrs[0] as number);
	const args = [owner, name, cacheAddress(b)];
	const found = b.e.call("Coconut_PeekAttr", args, "obj?");
	b.exitIfNull(found);
	b.set(op.results[0], { kind: "null" });
	b.set(op.results[1], hold(b, found));
	liveUntilHere(b, owner);
	return "next";
}

/** The call of what a LOAD_METHOD finds. */
export function callOf(b: Builder, op: Op): Op | undefined {
	const call = b.block.ops.find(
		(x, i) => i > b.index && x.operands[0] === op.results[0],
	);
	return call?.name === "py.call" ? call : undefined;
}

/** A method that several classes have: the object's type says which. */
function dispatched(b: Builder, op: Op, owner: Value): Outcome {
	const index = op.attrs[0] as number;
	const call = callOf(b, op);
	const args = call ? call.operands.length - 1 : 0;
	if (!call || !b.plan.isMethod(b.fn.code?.names[index] ?? "", args))
		return "exit";
	const count = b.e.int(args);
	const out = b.e.emit("alloca", ["ptr"], [], "ptr");
	const asked = [owner, b.nameAt(index), count, b.keywordsOf(call), out];
	const found = b.e.call("Coconut_PeekMethod", asked, "obj?");
	b.exitIfNull(found);
	liveUntilHere(b, owner);
	const value = b.e.emit("as_obj", [], [b.e.pointer(found)], "obj");
	const fast = b.e.emit("load", ["ptr"], [out], "ptr");
	b.set(op.results[0], { kind: "method", value, fast });
	b.set(op.results[1], b.rep(op.operands[0] as Value));
	return "next";
}

export const ATTRIBUTES: Readonly<Record<string, Handler>> = {
	"py.load_attr": loadAttr,
	"py.load_method": loadMethod,
	"py.store_attr": storeAttr,
};
