/** Attributes and items: what is in them, from memory or from what is known of it, and how they are set. */

import { type Block, newBlock, type Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { literalOf } from "../machine-numbers.ts";
import {
	attrKey,
	type Content,
	cellKey,
	contentKnown,
	itemKey,
	placeKnown,
} from "./facts.ts";
import { asInt } from "./operand.ts";
import { type Path, to, UNLIKELY } from "./path.ts";
import {
	BOUND,
	INERT,
	isNonNegative,
	type ObjRep,
	type RealRep,
	type Rep,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";
import type { Sequence } from "./sequences.ts";

const OB_REF = { struct: "PyCellObject", field: "ob_ref" };

/** The object of a value that this op uses up, if it may end with it, and with it what it holds. */
export function mortal(p: Path, v: Value): Value | undefined {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.kept !== "owned" || p.livesOn(v)) return;
	return within(rep.mask, INERT) || isConstant(rep) ? undefined : rep.value;
}

/** Leaves when the owner of a place ends with this op and somebody could see that; what was in it has to be held by others. */
export function keepOwner(p: Path, v: Value): void {
	const owner = mortal(p, v);
	if (owner) p.exitIf(p.emit("call", ["Coconut_MayDie"], [owner], "i1"));
}

/** Does a container that was made for this op alone die with it: more than a reference that goes. */
export function dies(p: Path, v: Value): boolean {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.kept !== "owned" || p.livesOn(v)) return false;
	const made = T.LIST | T.TUPLE | T.DICT | T.SET;
	return rep.mask !== 0 && within(rep.mask, made) && !isConstant(rep);
}

/** A container that has just been made with nothing in it, so that nothing else dies with it. */
export function isEmpty(p: Path, v: Value): boolean {
	const rep = p.rep(v);
	const made = rep.kind === "obj" ? opOf(rep.value) : undefined;
	return (
		/^py\.build_(map|list|set)$/.test(made?.name ?? "") &&
		made?.operands.length === 0
	);
}

const isConstant = (rep: ObjRep): boolean =>
	opOf(rep.value)?.name === "py.load_const";

/** An owner that this op used up was used until here. */
export function holdUntilHere(p: Path, v: Value): void {
	const rep = p.rep(v);
	if (rep.kind === "obj" && rep.kept === "owned" && !p.livesOn(v))
		p.emitOp("end_lifetime", { operands: [rep.value] });
}

// --- What is there

/**
 * The attribute of an object that owns the name `owner` says; leaves where finding it is more than looking. Classes have theirs in no place that is set
 * by itself.
 */
export function attrContent(
	p: Path,
	object: Value,
	owner: string | undefined,
	name: number,
	isClass = false,
): Content {
	const key = owner === undefined ? undefined : attrKey(owner, name);
	const known = contentKnown(p.env, key);
	if (known) return known;
	const at =
		!isClass && p.engine.isStored(name)
			? (placeKnown(p.env, key)?.at ?? ownPlace(p, object, name))
			: undefined;
	const v = at
		? p.emit("load", ["obj?"], [at], "obj?")
		: p.py("py.peek_attr", [name], [object], "obj?");
	return learn(p, key, {
		kind: "content",
		at,
		object: bound(p, v),
		mask: BOUND,
	});
}

/** What a cell in a slot holds; leaves where that is nothing. */
export function cellContent(p: Path, slot: number): Content {
	const key = cellKey(slot);
	const known = contentKnown(p.env, key);
	if (known) return known;
	const at = placeKnown(p.env, key)?.at ?? cellPlace(p, slot);
	const v = p.emit("load", ["obj?"], [at], "obj?");
	return learn(p, key, {
		kind: "content",
		at,
		object: bound(p, v),
		mask: BOUND,
	});
}

/** Where the cell in a slot has what it holds: the cell stays there, once it has been made. */
export function cellPlace(p: Path, slot: number): Value {
	return p.emit("field_addr", [OB_REF], [p.peek(slot)], "ptr");
}

/** Where an object has an attribute of its own; leaves when that is not all there is to it. */
export function ownPlace(p: Path, object: Value, name: number): Value {
	const at = p.py("py.own_place", [name], [object], "ptr");
	const next = newBlock("place");
	p.end("br_null", [at], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	return at;
}

/** A pointer to an object; leaves when there is none. */
function bound(p: Path, v: Value): Value {
	const next = newBlock("has");
	p.end("br_null", [v], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	return p.emit("as_ptr", [], [v], "ptr");
}

/** An item of a list or tuple; leaves when the index is out of range. */
export function itemContent(
	p: Path,
	from: Sequence,
	owner: string | undefined,
	index: RealRep,
): Content {
	const key = itemKey(p.env, owner, index);
	const known = contentKnown(p.env, key);
	if (known) return known;
	const at = placeKnown(p.env, key)?.at ?? itemAddress(p, from, index);
	const v = p.emit("load", ["obj"], [at], "obj");
	const object = p.emit("as_ptr", [], [v], "ptr");
	return learn(p, key, { kind: "content", at, object, mask: BOUND });
}

/** The address of an item; an index out of range leaves. */
export function itemAddress(p: Path, from: Sequence, index: RealRep): Value {
	const i = wrap(p, asInt(p, index), from.size);
	p.exitUnless(p.icmp("ult", i, from.size));
	return p.emit("elem_addr", ["ptr"], [from.items, i], "ptr");
}

/** A negative index counts from the end. */
function wrap(p: Path, index: Value, size: Value): Value {
	if (isNonNegative(index)) return index;
	const known = literalOf(index);
	if (typeof known === "bigint") return p.emit("add", [], [index, size], "i64");
	const sign = p.emit("ashr", [], [index, p.i64(63)], "i64");
	const more = p.emit("and", [], [sign, size], "i64");
	return p.emit("add", [], [index, more], "i64");
}

function learn(p: Path, key: string | undefined, content: Content): Content {
	if (key !== undefined) p.env.facts.set(key, content);
	return content;
}

/** What is found in a place. */
export function repOf(p: Path, key: string | undefined, c: Content): Rep {
	const value = c.object
		? p.emit("as_obj", [], [c.object], "obj")
		: p.emit("load", ["obj"], [c.at as Value], "obj");
	const { mask, num } = c;
	const object: ObjRep = { kind: "obj", value, mask, kept: "item", key };
	return num ? { kind: "num", ...num, object } : object;
}

// --- Setting it

/**
 * Sets a place, where an object is, to a value of the path; leaves when somebody might notice that the object goes. A number that only the place knows
 * makes room for a new one: that takes its memory, as the next number that is made would in any case. `fill`: how a place is set that has nothing yet, on
 * a path of its own.
 */
export function storeInto(
	p: Path,
	v: Value,
	at: Value,
	fill?: (x: Path) => void,
): void {
	const item = p.rep(v);
	const isNumber =
		item.kind === "num" &&
		(item.type === "i64" || item.type === "f64") &&
		p.isFresh(item);
	const object = isNumber ? undefined : p.object(v);
	const stored = fill && besides(p, at, fill);
	if (isNumber) {
		const operands = [item.value, at];
		p.exitUnless(p.pyRaising("py.put_number", [], operands, "i1") as Value);
	} else {
		const old = p.emit("load", ["obj"], [at], "obj");
		p.exitUnless(p.emit("call", ["Coconut_GoesQuietly"], [old], "i1"));
		replace(p, object as Value, old, at);
	}
	if (stored) {
		p.end("br", [], [to(stored)]);
		p.place(stored);
	}
	// From now on there is an object for the number.
	if (!isNumber || !p.livesOn(v)) return;
	const value = p.emit("load", ["obj"], [at], "obj");
	const mask = TYPE_OF[item.type];
	p.set(v, { ...item, object: { kind: "obj", value, mask, kept: "item" } });
}

/** Goes on where a place has something; where it has nothing `fill` does, up to the block given. */
function besides(p: Path, at: Value, fill: (x: Path) => void): Block {
	const [none, some, stored] = ["none", "some", "stored"].map((name) =>
		newBlock(name),
	) as [Block, Block, Block];
	const there = p.emit("load", ["ptr"], [at], "ptr");
	const no = p.icmp("eq", there, p.emit("null", ["ptr"], [], "ptr"));
	p.end("cond_br", [no], [to(none), to(some)], [UNLIKELY]);
	p.aside(none, (x) => {
		fill(x);
		x.end("br", [], [to(stored)]);
	});
	p.place(some);
	return stored;
}

function replace(p: Path, object: Value, old: Value, at: Value): void {
	const owned = p.emit("adopt", [], [old], "obj");
	p.emitOp("store", { operands: [object, at] });
	p.emitOp("decref", { operands: [owned] });
}

/** References that end here; where somebody could notice that an object ends, the function as it was sees to it. What was borrowed from them stays. */
export function drop(p: Path, objects: readonly Value[]): void {
	exitIfSeen(p, objects);
	p.effect(true);
	for (const o of objects) p.emitOp("ends_quietly", { operands: [o] });
	for (const o of objects) p.emitOp("end_lifetime", { operands: [o] });
}

/** Leaves where an object ends that loses its references here, and that could be noticed. */
function exitIfSeen(p: Path, objects: readonly Value[]): void {
	const lost = p.i64(objects.length);
	const ends = objects
		.map((o) => p.emit("call", ["Coconut_MayEnd"], [o, lost], "i1"))
		.reduce((x, y) => p.emit("or", [], [x, y], "i1"));
	const [look, next] = [newBlock("ends"), newBlock("dropped")];
	p.end("cond_br", [ends], [to(look), to(next)], [UNLIKELY]);
	p.place(look);
	p.exitIf(loseVisibly(p, objects));
	p.end("br", [], [to(next)]);
	p.place(next);
}

function loseVisibly(p: Path, objects: readonly Value[]): Value {
	const [first] = objects;
	const count = objects.length;
	if (first && count === 1)
		return p.emit("call", ["Coconut_DiesVisibly"], [first], "i1");
	const array = { kind: "array", count, of: "ptr" } as const;
	const memory = p.emit("alloca", [array], [], "ptr");
	objects.forEach((o, i) => {
		const at = p.emit("elem_addr", ["ptr"], [memory, p.i64(i)], "ptr");
		const address = p.emit("as_ptr", [], [o], "ptr");
		p.emitOp("store", { operands: [address, at] });
	});
	const given = [memory, p.i64(count)];
	return p.emit("call", ["Coconut_LoseVisibly"], given, "i1");
}

/** What is in a place that has been set to a value. */
export function contentOf(p: Path, v: Value, at: Value): Content {
	const rep = p.rep(v);
	if (rep.kind === "num") {
		const { type, value } = rep;
		const mask = TYPE_OF[type];
		return { kind: "content", at, mask, num: { type, value } };
	}
	const mask = rep.kind === "obj" ? rep.mask : BOUND;
	return { kind: "content", at, mask };
}
