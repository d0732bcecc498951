/** Items of lists and tuples by index, of dicts by key, characters of strings, bytes; `in`. */
import type { Block, Op, Value } from "../../ir/ir.ts";
import { forgetAttrs, forgetItem, itemKey, placeKnown } from "./facts.ts";
import type { Handlers } from "./handlers.ts";
import { forkOff, forkPlain } from "./known-calls.ts";
import { nameLast } from "./last-items.ts";
import { asInt, exact, mayBeInt, mustBe, number, word } from "./operand.ts";
import type { Path } from "./path.ts";
import {
	contentOf,
	dies,
	holdUntilHere,
	itemAddress,
	itemContent,
	keepOwner,
	repOf,
	storeInto,
} from "./places.ts";
import {
	BOUND,
	guessedType,
	isRecent,
	type ObjRep,
	SIMPLE,
	T,
	within,
} from "./reps.ts";
import { sequence } from "./sequences.ts";

function load(p: Path, op: Op): boolean {
	const [container, key] = op.operands as [Value, Value];
	if (dies(p, container) || isPlain(p, container)) return false;
	if (isDict(p, container, key)) return loadFromDict(p, op, container, key);
	if (!mayBeInt(p, key)) return false;
	takeForText(p, op, container);
	if (maskOf(p, container) === T.STR) return character(p, op, container, key);
	if (isBytes(maskOf(p, container))) return loadByte(p, op, container, key);
	const from = sequence(p, container, T.LIST | T.TUPLE, true);
	const index = from && number(p, key, [T.INT]);
	if (!from || !index || index.type === "f64") return false;
	const rep = p.rep(container) as ObjRep;
	const content = itemContent(p, from, rep.key, index);
	const found = repOf(p, itemKey(p.env, rep.key, index), content);
	p.engine.gained.add(p.op);
	if (rep.kept !== "owned" || p.livesOn(container)) {
		keepOwner(p, container);
		p.set(op.results[0], found);
		return true;
	}
	const object = found.kind === "num" ? found.object : found;
	const value = p.own((object as ObjRep).value);
	keepOwner(p, container);
	p.set(op.results[0], { kind: "obj", value, mask: BOUND, kept: "owned" });
	return true;
}

const maskOf = (p: Path, v: Value): number => {
	const rep = p.rep(v);
	return rep.kind === "obj" && rep.value.type === "obj" ? rep.mask : 0;
};

const TEXTS = T.STR | T.BYTES | T.BYTEARRAY;

/** What is guessed to be a string or bytes is one from here on; what is not goes on by itself. */
function takeForText(p: Path, op: Op, container: Value): void {
	const type = (guessedType(op, container) ?? 0) & TEXTS & maskOf(p, container);
	if (type !== 0) exact(p, container, type);
}

const isPlain = (p: Path, v: Value): boolean => {
	const rep = p.rep(v);
	return rep.kind === "obj" && rep.plain === true;
};

const isBytes = (mask: number): boolean =>
	mask !== 0 && within(mask, T.BYTES | T.BYTEARRAY);

/** Is it a dict from here on: known to be one, taken for one, or looked into by what is the index of nothing else. */
function isDict(p: Path, container: Value, key: Value): boolean {
	const mask = maskOf(p, container);
	if (mask === T.DICT) return true;
	const k = maskOf(p, key);
	const isKey = k !== 0 && within(k, T.STR | T.TUPLE | T.NONE | T.BYTES);
	const isTaken = guessedType(p.op, container) === T.DICT;
	if (!isKey && !isTaken) return false;
	if (exact(p, container, T.DICT)) return true;
	if (!isTaken || (mask & T.DICT) === 0 || isRecent(p.op)) return false;
	mustBe(p, container, p.rep(container) as ObjRep, T.DICT);
	return true;
}

/** Where the op goes on as it is if its key can only be looked up by Python code; what else a dict refuses leaves the path. */
function refused(p: Path, dict: Value, key: Value): Block {
	const rep = p.rep(key);
	const isSimple = rep.kind !== "obj" || within(rep.mask, SIMPLE);
	const other = isSimple
		? undefined
		: forkPlain(p, dict, p.rep(dict) as ObjRep);
	return other ?? p.stub();
}

function loadFromDict(p: Path, op: Op, dict: Value, key: Value): boolean {
	keepOwner(p, dict);
	const rep = p.rep(key);
	const isWord = rep.kind === "num" && rep.type === "i64";
	const name = isWord ? "Coconut_QuickItemOfInt" : "Coconut_QuickItem";
	const given = [object(p, dict), isWord ? rep.value : p.object(key)];
	const found = p.emit("call", [name], given, "obj?");
	const value = p.there(found, refused(p, dict, key));
	// What is taken for a key is a number, a string, None or a tuple of these.
	if (!isWord) p.emitOp("ends_quietly", { operands: [given[1] as Value] });
	const owned = (p.rep(dict) as ObjRep).kept === "owned" && !p.livesOn(dict);
	const kept = owned ? "owned" : "item";
	const at = owned ? p.own(value) : value;
	// The item is borrowed from the dict up to here.
	if (owned) p.emitOp("end_lifetime", { operands: [given[0] as Value] });
	p.set(op.results[0], { kind: "obj", value: at, mask: BOUND, kept });
	p.engine.gained.add(op);
	return true;
}

const object = (p: Path, v: Value): Value => (p.rep(v) as ObjRep).value;

/** The index of something that is no list, as a word. */
function wordOf(p: Path, key: Value): Value | undefined {
	const index = number(p, key, [T.INT]);
	return index && index.type !== "f64" ? asInt(p, index) : undefined;
}

function character(p: Path, op: Op, text: Value, key: Value): boolean {
	const index = wordOf(p, key);
	if (!index) return false;
	const given = [object(p, text), index];
	const c = p.emit("call", ["Coconut_QuickCharacter"], given, "obj?");
	const value = p.found(c);
	p.set(op.results[0], { kind: "obj", value, mask: T.STR, kept: "owned" });
	p.engine.gained.add(op);
	return true;
}

function loadByte(p: Path, op: Op, bytes: Value, key: Value): boolean {
	const index = wordOf(p, key);
	if (!index) return false;
	keepOwner(p, bytes);
	const given = [object(p, bytes), index];
	const value = p.emit("call", ["Coconut_QuickByte"], given, "i64");
	p.exitIf(p.icmp("slt", value, p.i64(0)));
	p.set(op.results[0], { kind: "num", type: "i64", value });
	p.engine.gained.add(op);
	return true;
}

/** STORE_SUBSCR into a dict: what it had there goes without anybody noticing. */
function storeToDict(p: Path, op: Op): boolean {
	const [v, dict, key] = op.operands as [Value, Value, Value];
	keepOwner(p, dict);
	const item = p.object(v);
	const k = p.object(key);
	p.secure(true);
	const given = [object(p, dict), k, item];
	const done = p.emit("call", ["Coconut_QuickSetItem"], given, "i1");
	p.branch(done, undefined, refused(p, dict, key));
	holdUntilHere(p, dict);
	p.effect(true);
	forgetAttrs(p.env);
	p.engine.gained.add(op);
	return true;
}

function storeByte(p: Path, op: Op): boolean {
	const [v, bytes, key] = op.operands as [Value, Value, Value];
	const item = word(p, v);
	const index = wordOf(p, key);
	if (!index || !item) return false;
	keepOwner(p, bytes);
	const given = [object(p, bytes), index, item];
	p.exitUnless(p.emit("call", ["Coconut_QuickSetByte"], given, "i1"));
	holdUntilHere(p, bytes);
	p.effect(true);
	p.engine.gained.add(op);
	return true;
}

/** STORE_SUBSCR into a list, a dict or a bytearray. */
function store(p: Path, op: Op): boolean {
	const [v, container, key] = op.operands as [Value, Value, Value];
	if (dies(p, container) || isPlain(p, container)) return false;
	if (isDict(p, container, key)) return storeToDict(p, op);
	if (!mayBeInt(p, key)) return false;
	if (maskOf(p, container) === T.BYTEARRAY) return storeByte(p, op);
	const into = sequence(p, container, T.LIST, true);
	const index = into && number(p, key, [T.INT]);
	if (!into || !index || index.type === "f64") return false;
	const name = itemKey(p.env, (p.rep(container) as ObjRep).key, index);
	const at = placeKnown(p.env, name)?.at ?? itemAddress(p, into, index);
	keepOwner(p, container);
	p.secure();
	storeInto(p, v, at);
	holdUntilHere(p, container);
	const content = contentOf(p, v, at);
	p.effect();
	forgetItem(p.env);
	if (name !== undefined) p.env.facts.set(name, content);
	p.engine.gained.add(p.op);
	return true;
}

/** Where a slice begins or ends, as a word; `missing` where it does not say. */
function bound(p: Path, v: Value, missing: bigint): Value | undefined {
	const mask = maskOf(p, v);
	if (mask !== 0 && within(mask, T.NONE)) return p.i64(missing);
	const end = mayBeInt(p, v) ? number(p, v, [T.INT]) : undefined;
	return end && end.type !== "f64" ? asInt(p, end) : undefined;
}

/** A slice that the next op subscribes something built-in with: it is never made. Both ops are done here. */
function slice(p: Path, op: Op): boolean {
	const next = p.block.ops[p.index + 1];
	const [container, key] = next?.operands ?? [];
	if (next?.name !== "py.binary_subscr" || !key || key !== op.results[0])
		return false;
	if (!container || p.engine.isDropped(next.offset)) return false;
	if (op.operands.length !== 2 || dies(p, container)) return false;
	const mask = maskOf(p, container);
	if ((mask & SLICED) === 0 || p.engine.lastUse(p.block, key) > p.index + 1)
		return false;
	const [from, end] = op.operands as [Value, Value];
	const first = bound(p, from, 0n);
	const last = first && bound(p, end, LAST);
	if (!first || !last) return false;
	const given = [object(p, container), first, last];
	const part = p.emit("call", ["Coconut_QuickPart"], given, "obj?");
	const value = p.found(part);
	p.index++;
	keepOwner(p, container);
	holdUntilHere(p, container);
	// One type alone.
	const made = within(mask, SLICED) && (mask & (mask - 1)) === 0 ? mask : BOUND;
	p.set(next.results[0], { kind: "obj", value, mask: made, kept: "owned" });
	p.engine.gained.add(op);
	p.engine.gained.add(next);
	return true;
}

/** UNPACK_SEQUENCE of a tuple or list of the right size. */
function unpack(p: Path, op: Op): boolean {
	const [v] = op.operands as [Value];
	const found = p.rep(v);
	if (found.kind === "parts") {
		for (const [i, part] of found.parts.entries()) p.set(op.results[i], part);
		nameLast(p, op.results);
		return true;
	}
	const from = sequence(p, v, T.LIST | T.TUPLE);
	if (!from) return false;
	const rep = p.rep(v) as ObjRep;
	const n = op.attrs[0] as number;
	p.exitUnless(p.icmp("eq", from.size, p.i64(n)));
	// Every item gets a reference of its own before the container goes, so nothing else goes with it.
	const owned = rep.kept === "owned" && !p.livesOn(v);
	for (const [i, r] of op.results.entries()) {
		const at = p.emit("elem_addr", ["ptr"], [from.items, p.i64(i)], "ptr");
		const item = p.emit("load", ["obj"], [at], "obj");
		const value = owned ? p.own(item) : item;
		const kept = owned ? "owned" : "item";
		p.set(r, { kind: "obj", value, mask: BOUND, kept });
	}
	holdUntilHere(p, v);
	p.engine.gained.add(p.op);
	return true;
}

/** What Coconut_QuickPart knows. */
const SLICED = T.LIST | T.TUPLE | T.STR | T.BYTES;
const LAST = 0x7fff_ffff_ffff_ffffn;

/** What Coconut_QuickIn looks into. */
const CONTAINERS = T.LIST | T.TUPLE | T.DICT | T.SET | T.STR;

/** `in` of what is compared without Python code. */
function contains(p: Path, op: Op): boolean {
	const [item, container] = op.operands as [Value, Value];
	const mask = maskOf(p, container);
	if ((mask & CONTAINERS) === 0 || dies(p, container)) return false;
	const rep = p.rep(item);
	if (rep.kind !== "num" && (rep.kind !== "obj" || dies(p, item))) return false;
	const isWord = rep.kind === "num" && rep.type === "i64";
	keepOwner(p, container);
	const name = isWord ? "Coconut_QuickInOfInt" : "Coconut_QuickIn";
	const given = [object(p, container), isWord ? rep.value : p.object(item)];
	const r = p.emit("call", [name], given, "i32");
	const zero = p.emit("const", [{ type: "i32", value: 0n }], [], "i32");
	const known = p.icmp("sge", r, zero);
	const sure = within(mask, CONTAINERS);
	if (!forkOff(p, container, known, CONTAINERS, sure)) return false;
	const value = p.icmp("ne", r, zero);
	p.set(op.results[0], { kind: "num", type: "i1", value });
	p.engine.gained.add(op);
	return true;
}

export const SUBSCRIPTS: Handlers = {
	"py.build_slice": slice,
	"py.contains_op": contains,
	"py.binary_subscr": load,
	"py.store_subscr": store,
	"py.unpack_sequence": unpack,
};
