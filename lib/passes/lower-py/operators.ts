/** Lowering of operators, comparisons, attributes, items, containers and iteration. */
import { addParam, newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { BINARY, COMPARE, UNARY } from "../../ir/ops.ts";
import { type Context, UNLIKELY } from "./context.ts";
import { edge } from "./core-builder.ts";
import type { Family, Lower } from "./families.ts";

/** What CPython's binary_ops table of ceval.c calls for each operator; `Coconut_*` have short ways for built-in types (runtime/src/numbers.c). */
const BINARY_FUNCTIONS: { readonly [K in (typeof BINARY)[number]]: string } = {
	add: "Coconut_Add",
	and: "Coconut_And",
	floor_divide: "Coconut_FloorDivide",
	lshift: "Coconut_Lshift",
	matrix_multiply: "Coconut_MatrixMultiply",
	multiply: "Coconut_Multiply",
	remainder: "Coconut_Remainder",
	or: "Coconut_Or",
	power: "PyNumber_Power",
	rshift: "Coconut_Rshift",
	subtract: "Coconut_Subtract",
	true_divide: "Coconut_TrueDivide",
	xor: "Coconut_Xor",
	inplace_add: "Coconut_InPlaceAdd",
	inplace_and: "Coconut_InPlaceAnd",
	inplace_floor_divide: "Coconut_InPlaceFloorDivide",
	inplace_lshift: "Coconut_InPlaceLshift",
	inplace_matrix_multiply: "Coconut_InPlaceMatrixMultiply",
	inplace_multiply: "Coconut_InPlaceMultiply",
	inplace_remainder: "Coconut_InPlaceRemainder",
	inplace_or: "Coconut_InPlaceOr",
	inplace_power: "PyNumber_InPlacePower",
	inplace_rshift: "Coconut_InPlaceRshift",
	inplace_subtract: "Coconut_InPlaceSubtract",
	inplace_true_divide: "Coconut_InPlaceTrueDivide",
	inplace_xor: "Coconut_InPlaceXor",
};
const UNARY_FUNCTIONS: { readonly [K in (typeof UNARY)[number]]: string } = {
	positive: "PyNumber_Positive",
	negative: "Coconut_Negative",
	invert: "Coconut_Invert",
};
/** The ends of the names of the functions that compare. */
const COMPARE_NAMES: { readonly [K in (typeof COMPARE)[number]]: string } = {
	lt: "Lt",
	le: "Le",
	eq: "Eq",
	ne: "Ne",
	gt: "Gt",
	ge: "Ge",
};
/** Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING of Include/object.h. */
const TPFLAGS_SEQUENCE = 1n << 5n;
const TPFLAGS_MAPPING = 1n << 6n;

/** A bytecode that is one call of a function with the op's operands. */
const calls =
	(name: string): Lower =>
	(c, op, operands) => {
		const r = c.callChecked(name, [...operands]);
		return op.results.length > 0 ? [r] : [];
	};
/** The same where the function wants the thread state first. */
/** What LOAD_METHOD would find, if it runs as the native function that is the second attribute. */
const peek =
	(symbol: string): Lower =>
	(c, op, [o]) => [
		c.call(symbol, [
			o as Value,
			name(c, op),
			c.cache(),
			c.emit("global_addr", [op.attrs[1] as string]),
		]),
	];

const callsWithThread =
	(name: string): Lower =>
	(c, op, operands) => {
		const r = c.callChecked(name, [c.tstate, ...operands]);
		return op.results.length > 0 ? [r] : [];
	};
/** The function takes `items, n`: the operands are stored where the interpreter has them, on the frame's stack, and stay there if it fails. */
const builds =
	(name: string, count: (n: number) => number = (n) => n): Lower =>
	(c, op, operands) => {
		const at = c.storeOnStack(op, operands);
		const n = c.int(count(operands.length), "i64");
		return [c.callTaking(name, [at, n], at, operands.length)];
	};

const flag = (c: Context, r: Value): Value =>
	c.emit("icmp", ["ne"], [r, c.int(0, r.type)]);

export const OPERATORS: Family<
	| "load_attr"
	| "peek_attr"
	| "own_place"
	| "put_attr"
	| "store_attr"
	| "delete_attr"
	| "load_method"
	| "peek_callee"
	| "peek_method"
	| "peek_unbound"
	| "binary_subscr"
	| "store_subscr"
	| "delete_subscr"
	| "binary_op"
	| "unary_op"
	| "compare_op"
	| "is_op"
	| "contains_op"
	| "truth"
	| "from_bool"
	| "is_none"
	| "build_tuple"
	| "build_list"
	| "build_set"
	| "build_map"
	| "build_const_key_map"
	| "build_string"
	| "build_slice"
	| "list_append"
	| "set_add"
	| "map_add"
	| "list_extend"
	| "set_update"
	| "dict_update"
	| "dict_merge"
	| "list_to_tuple"
	| "unpack_sequence"
	| "unpack_ex"
	| "format_value"
	| "get_iter"
	| "for_iter"
	| "get_len"
	| "match_class"
	| "match_mapping"
	| "match_sequence"
	| "match_keys"
> = {
	"py.load_attr": (c, op, [o]) => [
		c.callChecked("Coconut_GetAttr", [
			c.tstate,
			o as Value,
			name(c, op),
			c.cache(),
		]),
	],
	"py.peek_attr": (c, op, [o]) => [
		c.call("Coconut_SeeAttr", [
			o as Value,
			name(c, op),
			c.nameCache(op, "see"),
		]),
	],
	"py.own_place": (c, op, [o]) => [
		c.call("Coconut_OwnPlace", [
			o as Value,
			name(c, op),
			c.nameCache(op, "own"),
		]),
	],
	"py.put_attr": (c, op, [v, o]) => [
		c.call("Coconut_PutAttr", [
			o as Value,
			name(c, op),
			v as Value,
			c.nameCache(op, "own"),
		]),
	],
	"py.store_attr": (c, op, operands) => {
		const [v, o] = operands as [Value, Value];
		c.callDropping("Coconut_SetAttr", [o, name(c, op), v, c.cache()], operands);
		return [];
	},
	"py.delete_attr": (c, op, [o]) => {
		const nothing = c.nullObj();
		c.callChecked("PyObject_SetAttr", [o as Value, name(c, op), nothing]);
		return [];
	},
	"py.load_method": (c, op, [o]) => {
		const out = c.stackAddr((op.state?.length ?? 1) - 1);
		const args = [c.tstate, o as Value, name(c, op), out, c.cache()];
		c.callChecked("Coconut_GetMethod", args);
		return [
			c.emit("adopt_nullable", [], [c.emit("load", ["ptr"], [out])]),
			c.takeFrom(out, 1),
		];
	},
	"py.peek_callee": peek("Coconut_PeekCallee"),
	"py.peek_unbound": peek("Coconut_PeekUnbound"),
	"py.peek_method": (c, op, [o]) => {
		const out = c.emit("alloca", ["ptr"], []);
		const count = c.int(op.attrs[1] as number, "i64");
		const args = [o as Value, name(c, op), count, c.nullObj(), out];
		const found = c.call("Coconut_PeekMethod", args);
		return [found, c.emit("load", ["ptr"], [out])];
	},
	"py.binary_subscr": (c, op, [o, key]) => {
		const slice = c.fusions.slices.get(op);
		if (!slice) {
			const args = [o as Value, key as Value];
			args.push(c.lent(op, args));
			return [c.callChecked("Coconut_Subscr", args)];
		}
		const ends = slice.operands.map((v) => c.value(v));
		return [c.callChecked("Coconut_SubscrSlice", [o as Value, ...ends])];
	},
	"py.store_subscr": (c, op, operands) => {
		const args = [...operands, c.lent(op, operands)];
		c.callDropping("Coconut_StoreSubscr", args, operands);
		return [];
	},
	"py.delete_subscr": calls("PyObject_DelItem"),
	"py.binary_op": (c, op, [a, b]) => {
		const kind = op.attrs[0] as (typeof BINARY)[number];
		const args = [a as Value, b as Value];
		const grows = c.fusions.grows.get(op);
		if (grows !== undefined) {
			const inPlace = c.int(kind === "inplace_add" ? 1 : 0);
			args.push(c.slotAddr(grows), inPlace, c.lent(op, args));
			return [c.callChecked("Coconut_AddToLocal", args)];
		}
		const isPower = kind === "power" || kind === "inplace_power";
		args.push(isPower ? none(c) : c.lent(op, args));
		return [c.callChecked(BINARY_FUNCTIONS[kind], args)];
	},
	"py.unary_op": (c, op, [v]) => {
		const kind = op.attrs[0] as (typeof UNARY)[number];
		const args = [v as Value];
		if (kind !== "positive") args.push(c.lent(op, args));
		return [c.callChecked(UNARY_FUNCTIONS[kind], args)];
	},
	"py.compare_op": (c, op, [a, b]) => {
		const kind = COMPARE_NAMES[op.attrs[0] as (typeof COMPARE)[number]];
		const args = [a as Value, b as Value];
		args.push(c.lent(op, args));
		if (!c.fusions.tests.has(op))
			return [c.callChecked(`Coconut_Compare${kind}`, args)];
		return [flag(c, c.callChecked(`Coconut_Is${kind}`, args))];
	},
	"py.is_op": (c, _op, [a, b]) => [
		c.emit("icmp", ["eq"], [a as Value, b as Value]),
	],
	"py.contains_op": (c, op, operands) => {
		const args = [...operands, c.lent(op, operands)];
		return [flag(c, c.callChecked("Coconut_Contains", args))];
	},
	"py.truth": (c, op, [v]) => [
		c.fusions.tests.has(op)
			? (v as Value)
			: flag(
					c,
					c.callChecked("Coconut_Truth", [
						v as Value,
						c.lent(op, [v as Value]),
					]),
				),
	],
	"py.from_bool": (c, _op, [b]) => [c.call("Coconut_FromBool", [b as Value])],
	"py.is_none": (c, _op, [v]) => [
		c.emit("icmp", ["eq"], [v as Value, none(c)]),
	],
	"py.build_tuple": builds("Coconut_BuildTuple"),
	"py.build_list": builds("Coconut_BuildList"),
	"py.build_set": (c, op, operands) => {
		// BUILD_SET drops its items one by one, also when it fails.
		const at = c.storeOnStack(op, operands);
		const n = c.int(operands.length, "i64");
		return [c.callChecked("Coconut_BuildSet", [at, n])];
	},
	"py.build_map": builds("Coconut_BuildMap", (n) => n / 2),
	"py.build_string": builds("Coconut_BuildString"),
	"py.build_const_key_map": (c, op, operands) => {
		const at = c.storeOnStack(op, operands);
		const n = c.int(operands.length - 1, "i64");
		const name = "Coconut_BuildConstKeyMap";
		return [c.callTaking(name, [at, n], at, operands.length)];
	},
	"py.build_slice": (c, op, operands) => {
		if (c.fusions.unbuilt.has(op)) return [operands[0] as Value];
		const args = operands.length === 2 ? [...operands, c.nullObj()] : operands;
		return [c.callChecked("PySlice_New", [...args])];
	},
	"py.list_append": calls("Coconut_ListAppend"),
	"py.set_add": calls("PySet_Add"),
	"py.map_add": calls("PyDict_SetItem"),
	"py.list_extend": callsWithThread("Coconut_ListExtend"),
	"py.set_update": calls("_PySet_Update"),
	"py.dict_update": callsWithThread("Coconut_DictUpdate"),
	"py.dict_merge": callsWithThread("Coconut_DictMerge"),
	"py.list_to_tuple": calls("PyList_AsTuple"),
	"py.unpack_sequence": (c, op, [seq]) => {
		const n = op.attrs[0] as number;
		const out = c.stackAddr((op.state?.length ?? 1) - 1);
		const args = [c.tstate, seq as Value, c.int(n), out];
		c.callChecked("Coconut_UnpackSequence", args);
		return op.results.map((_, i) => c.takeFrom(out, i));
	},
	"py.unpack_ex": (c, op, [seq]) => {
		const [before, after] = op.attrs.map((n) => c.int(n as number));
		const out = c.stackAddr((op.state?.length ?? 1) - 1);
		c.callChecked("Coconut_UnpackEx", [
			c.tstate,
			seq as Value,
			before as Value,
			after as Value,
			out,
		]);
		return op.results.map((_, i) => c.takeFrom(out, i));
	},
	"py.format_value": (c, op, [v, spec]) => [
		c.callChecked("Coconut_FormatValue", [
			v as Value,
			spec ?? c.nullObj(),
			c.int(op.attrs[0] as number),
		]),
	],
	"py.get_iter": calls("PyObject_GetIter"),
	"py.for_iter": forIter,
	"py.get_len": calls("Coconut_GetLen"),
	"py.match_class": (c, op, [subject, type, names]) => [
		c.callChecked("Coconut_MatchClass", [
			c.tstate,
			subject as Value,
			type as Value,
			c.int(op.attrs[0] as number),
			names as Value,
		]),
	],
	"py.match_mapping": (c, _op, [o]) => [matchType(c, o, TPFLAGS_MAPPING)],
	"py.match_sequence": (c, _op, [o]) => [matchType(c, o, TPFLAGS_SEQUENCE)],
	"py.match_keys": callsWithThread("Coconut_MatchKeys"),
};

function name(c: Context, op: Op): Value {
	return c.name(op.attrs[0] as number);
}

function none(c: Context): Value {
	return c.emit("as_obj", [], [c.emit("global_addr", ["_Py_NoneStruct"])]);
}

function matchType(c: Context, o: Value | undefined, feature: bigint): Value {
	const args = [o as Value, c.int(feature, "i64")];
	return flag(c, c.call("Coconut_MatchType", args));
}

/** FOR_ITER: the next item; a NULL is looked into aside, since it is either the end or an error. */
function forIter(c: Context, _op: Op, [it]: readonly Value[]): Value[] {
	const r = c.call("Coconut_ForIter", [c.tstate, it as Value]);
	const none = newBlock(c.fresh("none"));
	const join = newBlock(c.fresh("next"));
	const item = addParam(join, c.fresh("item"), "obj?");
	c.terminate("br_null", [r], [edge(none), edge(join, [r])], [[...UNLIKELY]]);
	c.aside(none, () => {
		c.callChecked("Coconut_IterEnd", [c.tstate]);
		c.jump(join, [c.nullObj()]);
	});
	c.place(join);
	return [item];
}
