/** Displays, comprehensions and f-strings in fast functions. Where a collection is due, it is the frame's. */
import type { Op, Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import type { Handler, Outcome } from "./handlers.ts";
import {
	callWithItems,
	exitIfDeep,
	given,
	liveUntilHere,
	objectFor,
	objectOfType,
	objectsFor,
	set,
} from "./objects.ts";
import type { BuiltinType, Rep } from "./reps.ts";
import { isUnmade } from "./unmade.ts";

/** A new list or tuple takes the references of its items. */
function sequence(b: Builder, op: Op, type: "list" | "tuple"): Outcome {
	const items = objectsFor(b, op.operands);
	if (!items) return "exit";
	const isList = type === "list";
	const bare = isList ? "Coconut_BareList" : "Coconut_BareTuple";
	const size = b.e.int(items.length);
	const made = given(b, b.e.call(bare, [b.tstate, size], "obj?"));
	if (items.length > 0) {
		const struct = isList ? "PyListObject" : "PyTupleObject";
		const field = { struct, field: "ob_item" };
		const how = isList ? "load_field" : "field_addr";
		const first = b.e.emit(how, [field], [made], "ptr");
		items.forEach((v, i) => {
			const at = b.e.emit("elem_addr", ["ptr"], [first, b.e.int(i)], "ptr");
			b.e.op("store", [], [v, at]);
		});
		liveUntilHere(b, made);
	}
	return set(b, op, objectOfType(made, type));
}

/** What is made of the objects that are operands, by a helper that does not take them; `each`: how many are one entry. */
const madeOf =
	(
		name: string,
		type: BuiltinType,
		count: (operands: number) => number,
	): Handler =>
	(b, op) => {
		const items = objectsFor(b, op.operands);
		if (!items) return "exit";
		const state = name === "Coconut_QuickString" ? [] : [b.tstate];
		if (type !== "str") exitIfDeep(b);
		const n = b.e.int(count(items.length));
		const made = given(b, callWithItems(b, name, state, items, [n]));
		return set(b, op, objectOfType(made, type));
	};

/** Adds to the container of a comprehension, or to one that a display begins with. */
const addTo =
	(type: BuiltinType, name: string): Handler =>
	(b, op) => {
		const [to, ...values] = op.operands as [Value, ...Value[]];
		const container = b.rep(to);
		if (container.kind !== "obj" || container.type !== type) return "exit";
		const objects = objectsFor(b, values);
		if (!objects) return "exit";
		if (type !== "list") exitIfDeep(b);
		b.exitUnless(b.e.call(name, [container.value, ...objects], "i1"));
		b.effect();
		return "next";
	};

function format(b: Builder, op: Op): Outcome {
	const [v, spec] = op.operands as [Value, Value?];
	const how = op.attrs[0] as number;
	const r = b.rep(v);
	if (r.kind === "num" && r.type === "i64" && !spec && (how & 3) !== 3) {
		const text = b.e.call("Coconut_QuickStrOfInt", [r.value], "obj?");
		return set(b, op, objectOfType(given(b, text), "str"));
	}
	const object = objectFor(b, v);
	const by = spec ? objectFor(b, spec) : b.e.null("obj?");
	if (!object || !by) return "exit";
	exitIfDeep(b);
	const all = [object, by, b.e.int(how, "i32")];
	const text = b.e.call("Coconut_QuickFormat", all, "obj?");
	return set(b, op, objectOfType(given(b, text), "str"));
}

/** The keywords of a call with `**`: all that are given, or none. */
function mergeKeywords(b: Builder, op: Op): Outcome {
	const [, dict, mapping] = op.operands.map((v) => b.rep(v)) as [Rep, Rep, Rep];
	if (dict.kind !== "obj" || mapping.kind !== "obj") return "exit";
	if (dict.type !== "dict") return "exit";
	const pair = [dict.value, mapping.value];
	b.exitUnless(b.e.call("Coconut_QuickMerge", pair, "i1"));
	b.effect();
	return "next";
}

function listToTuple(b: Builder, op: Op): Outcome {
	const r = b.rep(op.operands[0] as Value);
	if (r.kind !== "obj" || r.type !== "list") return "exit";
	const made = b.e.call("Coconut_QuickTuple", [b.tstate, r.value], "obj?");
	return set(b, op, objectOfType(given(b, made), "tuple"));
}

export const DISPLAYS: Readonly<Record<string, Handler>> = {
	"py.build_list": (b, op) => sequence(b, op, "list"),
	"py.build_tuple": (b, op) =>
		isUnmade(b, op)
			? set(b, op, { kind: "items", items: op.operands })
			: sequence(b, op, "tuple"),
	"py.build_map": madeOf("Coconut_QuickMap", "dict", (n) => n / 2),
	"py.build_const_key_map": madeOf(
		"Coconut_QuickConstMap",
		"dict",
		(n) => n - 1,
	),
	"py.build_set": madeOf("Coconut_QuickSet", "set", (n) => n),
	"py.build_string": madeOf("Coconut_QuickString", "str", (n) => n),
	"py.list_append": addTo("list", "Coconut_QuickAppend"),
	"py.list_extend": addTo("list", "Coconut_QuickExtend"),
	"py.set_add": addTo("set", "Coconut_QuickAdd"),
	"py.map_add": addTo("dict", "Coconut_QuickSetItem"),
	"py.dict_merge": mergeKeywords,
	"py.list_to_tuple": listToTuple,
	"py.format_value": format,
};
