/** Items of containers in fast functions: lists, tuples, dicts with keys that are hashed and compared without Python code. */
import { addParam, newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { guardDeaths, mayEnd, mortal } from "./deaths.ts";
import { to, UNLIKELY } from "./emitter.ts";
import type { Handler, Outcome } from "./handlers.ts";
import {
	exitIfDeep,
	given,
	hold,
	liveUntilHere,
	objectFor,
	objectOf,
	objectOfType,
	objectsFor,
	saidYes,
	set,
} from "./objects.ts";
import { storeAt } from "./places.ts";
import type { Obj, Rep } from "./reps.ts";

/** An item of a list or tuple, a character of a string, or what a dict has for a key; it is kept alive by a reference. */
function subscript(b: Builder, op: Op): Outcome {
	const [container, key] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
	if (container.kind !== "obj") return "exit";
	const isIndex = key.kind === "num" && key.type === "i64";
	if (isIndex && container.type !== "dict")
		return itemAt(b, op, container, key.value);
	const k = objectFor(b, op.operands[1] as Value);
	if (!k) return "exit";
	exitIfDeep(b);
	const found = b.e.call("Coconut_QuickEntry", [container.value, k], "obj?");
	return set(b, op, objectOf(given(b, found)));
}

/** Lists and tuples are looked into here; what has new objects for its items, or finds an int as a key, is asked. */
function itemAt(b: Builder, op: Op, container: Obj, index: Value): Outcome {
	const args = [container.value, index];
	if (container.type === "str") {
		const made = b.e.call("Coconut_QuickItemAt", args, "obj?");
		return set(b, op, objectOfType(given(b, made), "str"));
	}
	const found = b.e.call("Coconut_PeekItem", args, "obj?");
	if (container.type === "list" || container.type === "tuple") {
		b.exitIfNull(found);
		const item = hold(b, found);
		liveUntilHere(b, container.value);
		return set(b, op, item);
	}
	const [other, there, some, next] = [
		newBlock("other"),
		newBlock("there"),
		newBlock("some"),
		newBlock("item"),
	];
	const item = addParam(next, "", "obj");
	b.e.end("br_null", [found], [to(other), to(there)], [[1, 9]]);
	b.e.place(there);
	const held = hold(b, found).value;
	liveUntilHere(b, container.value);
	b.e.end("br", [], [to(next, [held])]);
	b.e.place(other);
	const made = b.e.call("Coconut_QuickItemAt", args, "obj?");
	b.e.end("br_null", [made], [to(b.exitBlock()), to(some)], [[...UNLIKELY]]);
	b.e.place(some);
	b.e.end("br", [], [to(next, [made])]);
	b.e.place(next);
	return set(b, op, objectOf(item));
}

/** o[start:stop] and o[start:stop:step] of a built-in sequence: no slice is seen. */
function buildSlice(b: Builder, op: Op): Outcome {
	const next = b.block.ops[b.index + 1];
	if (next?.name !== "py.binary_subscr" || next.operands[1] !== op.results[0])
		return "exit";
	const container = b.rep(next.operands[0] as Value);
	const bounds = objectsFor(b, op.operands);
	if (container.kind !== "obj" || !bounds) return "exit";
	b.set(op.results[0], { kind: "null" });
	guardDeaths(b, next);
	const asked = [b.tstate, container.value, ...bounds];
	const how = bounds.length === 2 ? "Slice" : "Stride";
	const part = b.e.call(`Coconut_Quick${how}`, asked, "obj?");
	set(b, next, objectOf(given(b, part)));
	b.index++;
	return "next";
}

/** o[key] = value */
function storeSubscript(b: Builder, op: Op): Outcome {
	const [value, container, key] = op.operands.map((v) => b.rep(v)) as [
		Rep,
		Rep,
		Rep,
	];
	if (container.kind !== "obj" || container.inert) return "exit";
	// What is stored in a container that ends would end with it.
	const owner = mortal(b, container);
	if (owner && mortal(b, value)) b.exitIf(mayEnd(b, owner, [owner]));
	const isIndex = key.kind === "num" && key.type === "i64";
	if (isIndex && container.type !== "dict") {
		const list = asList(b, container);
		if (list) return storeItem(b, list, key.value, value);
	}
	const v = objectFor(b, op.operands[0] as Value);
	const k = objectFor(b, op.operands[2] as Value);
	if (!v || !k) return "exit";
	exitIfDeep(b);
	const done = b.e.call("Coconut_QuickStore", [container.value, k, v], "i1");
	b.exitUnless(done);
	b.effect();
	// The dict may be an object's.
	b.env.attrs.clear();
	return "next";
}

/** What is indexed by a number is taken for a list; the path is walked again with something else while there is room for that. */
function asList(b: Builder, container: Obj): Obj | undefined {
	if (container.type === "list") return container;
	if (container.type !== undefined || !b.mayFork("type")) return undefined;
	const type = b.e.field("PyObject", "ob_type", container.value, "ptr");
	const is = b.e.icmp("eq", type, b.e.global("PyList_Type"));
	const [list, other] = [newBlock("list"), newBlock("other")];
	b.e.end("cond_br", [is], [to(list), to(other)]);
	b.fork(other, container, { ...container, type: false });
	b.e.place(list);
	const known: Obj = { ...container, type: "list" };
	b.refine(container, known);
	return known;
}

function storeItem(b: Builder, list: Obj, index: Value, value: Rep): Outcome {
	const place = b.e.call("Coconut_ItemPlace", [list.value, index], "ptr");
	b.exitIfNull(place);
	if (!storeAt(b, place, value)) return "exit";
	liveUntilHere(b, list.value);
	b.effect();
	return "next";
}

/** del dict[key] */
function deleteSubscript(b: Builder, op: Op): Outcome {
	const [container] = op.operands.map((v) => b.rep(v));
	const key = objectFor(b, op.operands[1] as Value);
	if (container?.kind !== "obj" || container.inert || !key) return "exit";
	exitIfDeep(b);
	const all = [container.value, key];
	b.exitUnless(b.e.call("Coconut_QuickDelete", all, "i1"));
	b.effect();
	b.env.attrs.clear();
	return "next";
}

function contains(b: Builder, op: Op): Outcome {
	const [item, container] = op.operands.map((v) => b.rep(v)) as [Rep, Rep];
	if (container.kind !== "obj") return "exit";
	const isWord = item.kind === "num" && item.type === "i64" && !item.box;
	const wanted = isWord ? item.value : objectFor(b, op.operands[0] as Value);
	if (!wanted) return "exit";
	exitIfDeep(b);
	const name = isWord ? "Coconut_QuickInOfInt" : "Coconut_QuickIn";
	const answer = b.e.call(name, [container.value, wanted], "i32");
	return set(b, op, { kind: "bool", value: saidYes(b, answer) });
}

/** UNPACK_SEQUENCE of a tuple or list. */
function unpack(b: Builder, op: Op): Outcome {
	const [r] = op.operands.map((v) => b.rep(v));
	if (r?.kind !== "obj" || r.inert) return "exit";
	const count = b.e.int(op.results.length);
	const first = b.e.call("Coconut_QuickUnpack", [r.value, count], "ptr");
	b.exitIfNull(first);
	op.results.forEach((result, i) => {
		const at = b.e.emit("elem_addr", ["ptr"], [first, b.e.int(i)], "ptr");
		b.set(result, hold(b, b.e.emit("load", ["obj"], [at], "obj")));
	});
	liveUntilHere(b, r.value);
	return "next";
}

export const ITEMS: Readonly<Record<string, Handler>> = {
	"py.binary_subscr": subscript,
	"py.build_slice": buildSlice,
	"py.store_subscr": storeSubscript,
	"py.delete_subscr": deleteSubscript,
	"py.contains_op": contains,
	"py.unpack_sequence": unpack,
};
