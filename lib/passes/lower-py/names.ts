/** Lowering of constants, fast locals, cells and names. */
import type { Op, Value } from "../../ir/ir.ts";
import { newBlock } from "../../ir/ir.ts";
import type { Context } from "./context.ts";
import { UNLIKELY } from "./context.ts";
import type { Family } from "./families.ts";

export const NAMES: Family<
	| "load_const"
	| "load_fast"
	| "box_like"
	| "peek_fast"
	| "store_fast"
	| "store_number"
	| "box"
	| "put_number"
	| "make_range_iter"
	| "make_items_iter"
	| "make_enumerate"
	| "make_zip"
	| "later_number"
	| "later_range"
	| "later_items"
	| "later_enumerate"
	| "later_zip"
	| "delete_fast"
	| "pop_top"
	| "push_null"
	| "make_cell"
	| "copy_free_vars"
	| "load_closure"
	| "load_deref"
	| "load_classderef"
	| "store_deref"
	| "delete_deref"
	| "load_global"
	| "peek_global"
	| "peek_own_global"
	| "peek_function"
	| "store_global"
	| "delete_global"
	| "load_name"
	| "store_name"
	| "delete_name"
	| "load_build_class"
	| "load_assertion_error"
	| "setup_annotations"
> = {
	"py.load_const": (c, op) => [c.constant(op.attrs[0] as number)],
	"py.load_fast": loadFast,
	"py.peek_fast": (c, op) => [
		c.emit("load", ["obj?"], [c.slotAddr(op.attrs[0] as number)]),
	],
	"py.store_fast": (c, op, [v]) => {
		const at = c.slotAddr(op.attrs[0] as number);
		const known = c.bound.has(op.attrs[0] as number);
		const old = c.emit("load", [known ? "obj" : "obj?"], [at]);
		const owned = c.emit(known ? "adopt" : "adopt_nullable", [], [old]);
		c.emit("store", [], [v as Value, at]);
		c.emit("decref", [], [owned]);
		return [];
	},
	"py.store_number": (c, op, [v, when]) => {
		const slot = c.int(op.attrs[0] as number);
		const args = [c.frame, slot, ...words(c, v as Value), when as Value];
		c.callChecked(STORE[v?.type as Boxed | "i1"], args);
		return [];
	},
	"py.box": (c, _op, [v]) => {
		if (v?.type === "i1") return [c.call("Coconut_FromBool", [v])];
		return [c.callChecked(BOX[v?.type as Boxed], words(c, v as Value))];
	},
	"py.box_like": (c, _op, [o, v]) => {
		const box = BOX_LIKE[v?.type as Boxed];
		return [c.callChecked(box, [o as Value, ...words(c, v as Value)])];
	},
	"py.put_number": (c, _op, [v, at]) => {
		const put = PUT[v?.type as "i64" | "f64"];
		const r = c.callChecked(put, [v as Value, at as Value]);
		return [c.emit("icmp", ["ne"], [r, c.int(0, "i32")])];
	},
	"py.make_range_iter": (c, _op, operands) => [
		c.callChecked("Coconut_RangeIter", [...operands]),
	],
	"py.make_items_iter": (c, _op, operands) => [
		c.callChecked("Coconut_ItemsIter", [...operands]),
	],
	"py.make_enumerate": (c, _op, operands) => [
		c.callChecked("Coconut_Enumerate", [...operands]),
	],
	"py.make_zip": (c, _op, operands) => [
		c.callChecked(`Coconut_Zip${(operands.length - 1) / 2}`, [...operands]),
	],
	"py.later_number": (c, _op, [v]) => [
		c.later(BOX_NOW[v?.type as Boxed], words(c, v as Value)),
	],
	"py.later_range": (c, _op, operands) => [
		c.later("Coconut_BoxRange", operands),
	],
	"py.later_items": (c, _op, operands) => [
		c.later("Coconut_BoxItems", operands),
	],
	"py.later_enumerate": (c, _op, operands) => [
		c.later("Coconut_BoxEnumerate", operands),
	],
	"py.later_zip": (c, _op, operands) => [
		c.later(`Coconut_BoxZip${(operands.length - 1) / 2}`, operands),
	],
	"py.delete_fast": (c, op) => {
		const at = c.slotAddr(op.attrs[0] as number);
		const old = c.emit("load", ["obj"], [at]);
		unboundCheck(c, op, old);
		const owned = c.emit("adopt", [], [old]);
		c.emit("store", [], [c.nullObj(), at]);
		c.emit("decref", [], [owned]);
		return [];
	},
	"py.pop_top": (c, _op, [v]) => {
		c.emit("end_lifetime", [], [v as Value]);
		return [];
	},
	"py.push_null": (c) => [c.nullObj()],
	"py.make_cell": (c, op) => {
		c.callChecked("Coconut_MakeCell", [c.frame, c.int(op.attrs[0] as number)]);
		return [];
	},
	"py.copy_free_vars": (c) => {
		c.call("Coconut_CopyFreeVars", [c.frame]);
		return [];
	},
	"py.load_closure": (c, op) => [
		c.emit("load", ["obj"], [c.slotAddr(op.attrs[0] as number)]),
	],
	"py.load_deref": (c, op) => {
		const slot = op.attrs[0] as number;
		const args = [c.tstate, c.frame, c.int(slot), c.slotAddr(slot)];
		return [c.callChecked("Coconut_GetDeref", args)];
	},
	"py.load_classderef": (c, op) => [slotCall(c, op, "Coconut_LoadClassDeref")],
	"py.store_deref": (c, op, [v]) => {
		const at = c.slotAddr(op.attrs[0] as number);
		c.call("Coconut_SetDeref", [at, v as Value]);
		return [];
	},
	"py.delete_deref": (c, op) => {
		slotCall(c, op, "Coconut_DeleteDeref");
		return [];
	},
	"py.load_global": (c, op) => {
		const name = c.name(op.attrs[0] as number);
		const args = [c.tstate, c.frame, name, c.globalCache(op)];
		return [c.callChecked("Coconut_GetGlobal", args)];
	},
	"py.peek_global": (c, op) => [
		c.call("Coconut_CachedBuiltin", [
			c.frame,
			c.name(op.attrs[0] as number),
			c.globalCache(op),
		]),
	],
	"py.peek_own_global": (c, op) => [
		c.call("Coconut_PeekOwnGlobal", [
			c.frame,
			c.name(op.attrs[0] as number),
			c.globalCache(op),
		]),
	],
	"py.peek_function": (c, op) => {
		const field = { struct: "_PyInterpreterFrame", field: "f_func" };
		const func = c.emit("load_field", [field], [c.frame]);
		return [
			c.call("Coconut_PeekFunction", [
				c.emit("as_ptr", [], [func]),
				c.name(op.attrs[0] as number),
				c.cache(),
				c.emit("global_addr", [op.attrs[1] as string]),
			]),
		];
	},
	"py.load_name": (c, op) => [nameCall(c, op, "Coconut_LoadName")],
	"py.delete_global": (c, op) => {
		nameCall(c, op, "Coconut_DeleteGlobal");
		return [];
	},
	"py.delete_name": (c, op) => {
		nameCall(c, op, "Coconut_DeleteName");
		return [];
	},
	"py.store_global": (c, op, [v]) => {
		const name = c.name(op.attrs[0] as number);
		c.callChecked("Coconut_StoreGlobal", [c.frame, name, v as Value]);
		return [];
	},
	"py.store_name": (c, op, [v]) => {
		const name = c.name(op.attrs[0] as number);
		c.callChecked("Coconut_StoreName", [c.tstate, c.frame, name, v as Value]);
		return [];
	},
	"py.load_build_class": (c) => [
		c.callChecked("Coconut_LoadBuildClass", [c.tstate, c.frame]),
	],
	"py.load_assertion_error": (c) => {
		const at = c.emit("global_addr", ["PyExc_AssertionError"]);
		return [c.emit("load", ["obj"], [at])];
	},
	"py.setup_annotations": (c) => {
		c.callChecked("Coconut_SetupAnnotations", [c.tstate, c.frame]);
		return [];
	},
};

type Boxed = "i64" | "f64" | "i128" | "complex";
const STORE: { readonly [K in Boxed | "i1"]: string } = {
	i64: "Coconut_StoreInt",
	i128: "Coconut_StoreWide",
	complex: "Coconut_StoreComplex",
	f64: "Coconut_StoreFloat",
	i1: "Coconut_StoreBool",
};
const PUT = { i64: "Coconut_PutInt", f64: "Coconut_PutFloat" } as const;
/** The same where an exception may be pending. */
const BOX_NOW: { readonly [K in Boxed]: string } = {
	i64: "Coconut_BoxInt",
	i128: "Coconut_BoxWide",
	complex: "Coconut_BoxComplex",
	f64: "Coconut_BoxFloat",
};
const BOX_LIKE: { readonly [K in Boxed]: string } = {
	i64: "Coconut_IntLike",
	i128: "Coconut_WideLike",
	complex: "Coconut_ComplexLike",
	f64: "Coconut_FloatLike",
};
const BOX: { readonly [K in Boxed]: string } = {
	i64: "Coconut_NewInt",
	i128: "Coconut_NewWide",
	complex: "Coconut_NewComplex",
	f64: "Coconut_NewFloat",
};

/** A machine number as functions take it: a complex as its two parts. */
function words(c: Context, v: Value): Value[] {
	if (v.type !== "complex") return [v];
	return [c.emit("complex.re", [], [v]), c.emit("complex.im", [], [v])];
}

/** LOAD_FAST: borrowed from the slot where that is safe, else a new reference. */
function loadFast(c: Context, op: Op): Value[] {
	const slot = op.attrs[0] as number;
	const v = c.emit("load", ["obj"], [c.slotAddr(slot)]);
	if (!c.assigned.has(slot)) unboundCheck(c, op, v);
	else if (!c.bound.has(slot)) boundGuard(c, op, v);
	if (c.borrowed.has(op.results[0] as Value)) return [v];
	c.emit("incref", [], [v]);
	return [c.emit("adopt", [], [v])];
}

/** A local that the function has set, and that only PyFrame_LocalsToFast can have unbound. */
function boundGuard(c: Context, op: Op, v: Value): void {
	const ok = newBlock(c.fresh("bound"));
	const unbound = newBlock(c.fresh("unbound"));
	const edges = [unbound, ok].map((block) => ({ block, args: [] }));
	c.terminate("br_null", [v], edges, [[...UNLIKELY]]);
	c.aside(unbound, () => c.deopt("unbound from outside", op.state ?? []));
	c.place(ok);
}

function unboundCheck(c: Context, op: Op, v: Value): void {
	c.storePosition();
	const ok = newBlock(c.fresh("bound"));
	const unbound = newBlock(c.fresh("unbound"));
	const edges = [unbound, ok].map((block) => ({ block, args: [] }));
	c.terminate("br_null", [v], edges, [[...UNLIKELY]]);
	c.aside(unbound, () => {
		const slot = c.int(op.attrs[0] as number);
		c.call("Coconut_RaiseUnbound", [c.tstate, c.frame, slot]);
		c.jump(c.failure());
	});
	c.place(ok);
}

function slotCall(c: Context, op: Op, name: string): Value {
	const slot = c.int(op.attrs[0] as number);
	return c.callChecked(name, [c.tstate, c.frame, slot]);
}

function nameCall(c: Context, op: Op, name: string): Value {
	return c.callChecked(name, [
		c.tstate,
		c.frame,
		c.name(op.attrs[0] as number),
	]);
}
