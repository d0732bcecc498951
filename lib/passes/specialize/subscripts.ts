/** Items of lists and tuples by index, items of bytes. */
import type { Op, Value } from "../../ir/ir.ts";
import { forgetItem, itemKey } from "./facts.ts";
import type { Handlers } from "./handlers.ts";
import { mayBeInt, number } from "./operand.ts";
import type { Path } from "./path.ts";
import {
	contentOf,
	holdUntilHere,
	itemAddress,
	itemContent,
	keepOwner,
	repOf,
	storeInto,
} from "./places.ts";
import { BOUND, type ObjRep, T } from "./reps.ts";
import { sequence } from "./sequences.ts";

function load(p: Path, op: Op): boolean {
	const [container, key] = op.operands as [Value, Value];
	if (!mayBeInt(p, key)) return false;
	const from = sequence(p, container, T.LIST | T.TUPLE);
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

/** STORE_SUBSCR into a list. */
function store(p: Path, op: Op): boolean {
	const [v, container, key] = op.operands as [Value, Value, Value];
	if (!mayBeInt(p, key)) return false;
	const into = sequence(p, container, T.LIST);
	const index = into && number(p, key, [T.INT]);
	if (!into || !index || index.type === "f64") return false;
	const name = itemKey(p.env, (p.rep(container) as ObjRep).key, index);
	const known = name === undefined ? undefined : p.env.facts.get(name);
	const at =
		(known?.kind === "content" ? known.at : undefined) ??
		itemAddress(p, into, index);
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
