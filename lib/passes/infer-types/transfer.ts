/** What each op says of the types of its results, and of what it sets. */
import { SUSPENDS } from "../../cpython/code.ts";
import type { Op, Value } from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import { OPERATOR_METHODS } from "../likely-results.ts";
import { plainOperator } from "../machine-numbers.ts";
import { call } from "./calls.ts";
import type { Inference } from "./inference.ts";
import { type Node, UNKNOWN } from "./nodes.ts";

type Transfer = (inf: Inference, op: Op) => void;

export function transfer(inf: Inference, op: Op): void {
	const known = TRANSFERS[op.name];
	if (known) known(inf, op);
	else for (const r of op.results) inf.add(inf.of(r), UNKNOWN);
}

const result = (inf: Inference, op: Op): Node => inf.of(op.results[0] as Value);
const operand = (inf: Inference, op: Op, i: number): Node =>
	inf.of(op.operands[i] as Value);
const gives =
	(type: string): Transfer =>
	(inf, op) =>
		inf.add(result(inf, op), type);

/** A display: its items. */
const display =
	(type: string): Transfer =>
	(inf, op) => {
		const node = result(inf, op);
		inf.add(node, type);
		for (const v of op.operands) inf.flow(inf.of(v), node.items);
	};

const load: Transfer = (inf, op) =>
	inf.flow(inf.slot(inf.fn, op.attrs[0] as number), result(inf, op));
const store: Transfer = (inf, op) =>
	inf.flow(operand(inf, op, 0), inf.slot(inf.fn, op.attrs[0] as number));

/** A name of the module; what the module does not have a builtin has. */
const loadName: Transfer = (inf, op) => {
	const from = inf.global(inf.nameAt(op));
	if (from.self.names.size > 0) inf.flow(from, result(inf, op));
};

const storeName: Transfer = (inf, op) => {
	const value = operand(inf, op, 0);
	const name = inf.nameAt(op);
	const { qualname = "" } = inf.fn.code ?? {};
	if (qualname === "<module>") inf.flow(value, inf.global(name));
	else {
		const cls = inf.instance(qualname);
		for (const n of inf.attributesSet(cls, name)) inf.flow(value, n);
	}
};

const loadAttr: Transfer = (inf, op) => {
	const node = result(inf, op);
	const owner = operand(inf, op, 0);
	const name = inf.nameAt(op);
	const found = inf.attributes(owner, name);
	for (const n of found) inf.flow(n, node);
	if (PARTS.has(name) && owner.self.names.has("complex"))
		inf.add(node, "float");
	// A property.
	else if (found.length === 0 && !inf.special(name, owner, [], node))
		inf.add(node, UNKNOWN);
};

/** Attributes of complex numbers. */
const PARTS: ReadonlySet<string> = new Set(["real", "imag"]);

const storeAttr: Transfer = (inf, op) => {
	const value = operand(inf, op, 0);
	for (const n of inf.attributesSet(operand(inf, op, 1), inf.nameAt(op)))
		inf.flow(value, n);
};

const loadMethod: Transfer = (inf, op) => {
	const [method, self] = op.results as [Value, Value];
	inf.methods.set(method, inf.nameAt(op));
	inf.flow(operand(inf, op, 0), inf.of(self));
};

const NUMBERS: ReadonlySet<string> = new Set([
	"int",
	"float",
	"bool",
	"complex",
]);
const binary: Transfer = (inf, op) => {
	const kind = plainOperator(op.attrs[0] as string);
	const [a, b] = [operand(inf, op, 0), operand(inf, op, 1)];
	const node = result(inf, op);
	const name = OPERATOR_METHODS[kind] ?? kind;
	if (inf.special(`__${name}__`, a, [b], node)) return;
	if (inf.special(`__r${name}__`, b, [a], node)) return;
	for (const x of a.self.names)
		for (const y of b.self.names) inf.add(node, arithmetic(kind, x, y));
	if (node.type === "list" || node.type === "tuple")
		for (const from of [a, b])
			if (from.type === node.type) inf.share(from, node);
};

/** The type of an operator's result. */
function arithmetic(kind: string, x: string, y: string): string {
	if (NUMBERS.has(x) && NUMBERS.has(y)) {
		if (x === "complex" || y === "complex") return "complex";
		if (x === "float" || y === "float") return "float";
		if (kind === "true_divide") return "float";
		const both = x === "bool" && y === "bool";
		return both && /^(and|or|xor)$/.test(kind) ? "bool" : "int";
	}
	if (kind === "add" && x === y) return x;
	if (kind === "remainder" && (x === "str" || x === "bytes")) return x;
	if (kind === "multiply") {
		if (y === "int" && SEQUENCES.has(x)) return x;
		if (x === "int" && SEQUENCES.has(y)) return y;
	}
	if (x === "set" && y === "set") return "set";
	return UNKNOWN;
}

const SEQUENCES: ReadonlySet<string> = new Set([
	"list",
	"tuple",
	"str",
	"bytes",
	"bytearray",
]);

const unary: Transfer = (inf, op) => {
	const [a, node] = [operand(inf, op, 0), result(inf, op)];
	if (inf.special("__neg__", a, [], node)) return;
	for (const n of a.self.names)
		inf.add(node, NUMBERS.has(n) ? arithmetic("add", n, "int") : UNKNOWN);
};

const subscript: Transfer = (inf, op) => {
	const [container, key] = [operand(inf, op, 0), operand(inf, op, 1)];
	const node = result(inf, op);
	if (inf.special("__getitem__", container, [key], node)) return;
	if (key.type === "slice") {
		inf.flow(container, node);
		return;
	}
	const type = container.type;
	if (type === "str") inf.add(node, "str");
	else if (type === "bytes" || type === "bytearray") inf.add(node, "int");
	else if (container.knownItems) inf.flow(container.knownItems, node);
	else if (type !== undefined && HOLDERS.has(type))
		inf.flow(container.items, node);
	else if (container.self.names.size > 0) inf.add(node, UNKNOWN);
};

const HOLDERS: ReadonlySet<string> = new Set(["list", "tuple", "dict"]);

const storeSubscript: Transfer = (inf, op) => {
	const [value, container, key] = [0, 1, 2].map((i) => operand(inf, op, i));
	if (!value || !container || !key) return;
	if (inf.special("__setitem__", container, [key, value], inf.nowhere()))
		return;
	if (key.type === "slice") inf.share(value, container);
	else inf.flow(value, container.items);
};

const iterate: Transfer = (inf, op) => {
	const [from, node] = [operand(inf, op, 0), result(inf, op)];
	if (from.type === "str") inf.add(node.items, "str");
	else if (inf.special("__iter__", from, [], node)) return;
	else inf.share(from, node);
};

const next: Transfer = (inf, op) => {
	inf.flow(operand(inf, op, 0).items, result(inf, op));
};

const unpack: Transfer = (inf, op) => {
	const { items } = operand(inf, op, 0);
	for (const r of op.results) inf.flow(items, inf.of(r));
};

const makeFunction: Transfer = (inf, op) => {
	const code = op.operands.at(-1);
	if (code) inf.flow(inf.of(code), result(inf, op));
};

/** A class statement calls __build_class__ with the body, the name and the bases. */
const anyCall: Transfer = (inf, op) => {
	const [, builder, body, , ...bases] = op.operands;
	const def = builder && "operands" in builder.def ? builder.def : undefined;
	if (def?.name !== "py.load_build_class" || !body) {
		call(inf, op);
		return;
	}
	for (const n of inf.of(body).self.names) {
		const cls = inf.classes.get(n);
		if (cls === undefined) continue;
		inf.add(result(inf, op), n);
		const names = bases.flatMap((v) => [...inf.of(v).self.names]);
		inf.setBases(
			cls,
			names.flatMap((b) => inf.classes.get(b) ?? []),
		);
	}
};

const TRANSFERS: { readonly [K in OpName]?: Transfer } = {
	"py.load_const": (inf, op) =>
		inf.constant(op.attrs[0] as number, result(inf, op)),
	"py.load_fast": load,
	"py.store_fast": store,
	"py.load_deref": load,
	"py.store_deref": store,
	"py.load_name": loadName,
	"py.load_global": loadName,
	"py.store_name": storeName,
	"py.store_global": (inf, op) =>
		inf.flow(operand(inf, op, 0), inf.global(inf.nameAt(op))),
	"py.load_attr": loadAttr,
	"py.store_attr": storeAttr,
	"py.load_method": loadMethod,
	"py.call": anyCall,
	"py.make_function": makeFunction,
	"py.return": (inf, op) => {
		const { flags = 0 } = inf.fn.code ?? {};
		if ((flags & SUSPENDS) === 0)
			inf.flow(operand(inf, op, 0), inf.result(inf.fn));
	},
	"py.return_generator": (inf) => inf.add(inf.result(inf.fn), "generator"),
	"py.yield_value": (inf, op) =>
		inf.flow(operand(inf, op, 0), inf.result(inf.fn).items),
	"py.binary_op": binary,
	"py.unary_op": unary,
	"py.compare_op": gives("bool"),
	"py.from_bool": gives("bool"),
	"py.get_len": gives("int"),
	"py.binary_subscr": subscript,
	"py.store_subscr": storeSubscript,
	"py.build_list": display("list"),
	"py.build_tuple": display("tuple"),
	"py.build_set": display("set"),
	"py.build_slice": gives("slice"),
	"py.build_string": gives("str"),
	"py.format_value": gives("str"),
	"py.build_map": (inf, op) => {
		const node = result(inf, op);
		inf.add(node, "dict");
		op.operands.forEach((v, i) => {
			if (i % 2 === 1) inf.flow(inf.of(v), node.items);
		});
	},
	"py.list_to_tuple": (inf, op) => {
		inf.add(result(inf, op), "tuple");
		inf.share(operand(inf, op, 0), result(inf, op));
	},
	"py.list_append": (inf, op) =>
		inf.flow(operand(inf, op, 1), operand(inf, op, 0).items),
	"py.set_add": (inf, op) =>
		inf.flow(operand(inf, op, 1), operand(inf, op, 0).items),
	"py.map_add": (inf, op) =>
		inf.flow(operand(inf, op, 2), operand(inf, op, 0).items),
	"py.list_extend": (inf, op) =>
		inf.share(operand(inf, op, 1), operand(inf, op, 0)),
	"py.get_iter": iterate,
	"py.for_iter": next,
	"py.unpack_sequence": unpack,
};
