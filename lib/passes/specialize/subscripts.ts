/** Items of lists and tuples by index, items of bytes. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { literalOf } from "../machine-numbers.ts";
import type { Handlers } from "./handlers.ts";
import { asInt, mayBeInt, number } from "./operand.ts";
import { type Path, to } from "./path.ts";
import { BOUND, type NumRep, type ObjRep, opOf, T } from "./reps.ts";
import { type Sequence, sequence } from "./sequences.ts";

/** Leaves when a container dies with this op: what was in it might go too. */
export function keepContainer(p: Path, v: Value): void {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.kept !== "owned" || p.livesOn(v)) return;
	if (opOf(rep.value)?.name === "py.load_const") return;
	p.exitIf(p.isLast(rep.value));
}

/** A container that this op used up was used until here. */
function holdUntilHere(p: Path, v: Value): void {
	const rep = p.rep(v);
	if (rep.kind === "obj" && rep.kept === "owned" && !p.livesOn(v))
		p.emitOp("end_lifetime", { operands: [rep.value] });
}

function load(p: Path, op: Op): boolean {
	const [container, key] = op.operands as [Value, Value];
	if (!mayBeInt(p, key)) return false;
	const from = sequence(p, container, T.LIST | T.TUPLE);
	const index = from && number(p, key, [T.INT]);
	if (!from || !index || index.type === "f64") return false;
	const rep = p.rep(container) as ObjRep;
	const at = itemAddress(p, from, index);
	let value = p.emit("load", ["obj"], [at], "obj");
	const owned = rep.kept === "owned" && !p.livesOn(container);
	if (owned) value = p.own(value);
	keepContainer(p, container);
	const kept = owned ? "owned" : "item";
	p.set(op.results[0], { kind: "obj", value, mask: BOUND, kept });
	p.engine.gained.add(p.op);
	return true;
}

/** The address of an item; an index out of range leaves. */
function itemAddress(p: Path, from: Sequence, index: NumRep): Value {
	const i = wrap(p, asInt(p, index), from.size);
	p.exitUnless(p.icmp("ult", i, from.size));
	return p.emit("elem_addr", ["ptr"], [from.items, i], "ptr");
}

/** A negative index counts from the end. */
function wrap(p: Path, index: Value, size: Value): Value {
	const known = literalOf(index);
	if (typeof known === "bigint")
		return known >= 0n ? index : p.emit("add", [], [index, size], "i64");
	const sign = p.emit("ashr", [], [index, p.i64(63)], "i64");
	const more = p.emit("and", [], [sign, size], "i64");
	return p.emit("add", [], [index, more], "i64");
}

/** STORE_SUBSCR into a list. */
function store(p: Path, op: Op): boolean {
	const [v, container, key] = op.operands as [Value, Value, Value];
	if (!mayBeInt(p, key)) return false;
	const into = sequence(p, container, T.LIST);
	const index = into && number(p, key, [T.INT]);
	if (!into || !index || index.type === "f64") return false;
	const at = itemAddress(p, into, index);
	const old = p.emit("load", ["obj"], [at], "obj");
	keepContainer(p, container);
	p.secure();
	const item = p.rep(v);
	if (item.kind === "num" && item.type === "f64" && p.isFresh(item))
		replaceFloat(p, item, old, at);
	else {
		p.exitUnless(p.emit("call", ["Coconut_GoesQuietly"], [old], "i1"));
		replace(p, p.object(v), old, at);
	}
	holdUntilHere(p, container);
	p.effect();
	p.engine.gained.add(p.op);
	return true;
}

/**
 * A float that only the list knows makes place for a new one: it takes its memory, as the next float that is made would in any
 * case.
 */
function replaceFloat(p: Path, item: NumRep, old: Value, at: Value): void {
	const args = [old, item.value];
	const done = p.emit("call", ["Coconut_ReplaceFloat"], args, "i1");
	const [slow, next] = [newBlock("replace"), newBlock("replaced")];
	p.end("cond_br", [done], [to(next), to(slow)], [undefined]);
	p.place(slow);
	p.exitUnless(p.emit("call", ["Coconut_GoesQuietly"], [old], "i1"));
	const object = p.pyRaising("py.box", [], [item.value], "obj") as Value;
	replace(p, object, old, at);
	p.end("br", [], [to(next)]);
	p.place(next);
}

function replace(p: Path, object: Value, old: Value, at: Value): void {
	const owned = p.emit("adopt", [], [old], "obj");
	p.emitOp("store", { operands: [object, at] });
	p.emitOp("decref", { operands: [owned] });
}

/** UNPACK_SEQUENCE of a tuple or list of the right size. */
function unpack(p: Path, op: Op): boolean {
	const [v] = op.operands as [Value];
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

export const SUBSCRIPTS: Handlers = {
	"py.binary_subscr": load,
	"py.store_subscr": store,
	"py.unpack_sequence": unpack,
};
