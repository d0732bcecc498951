/**
 * Builtins and methods of built-in types that are called by name: which there are, and how they are found. A builtin is what the globals
 * lead to; a method is what its type has, once an object is known to be of that very type, since nobody can change those types. What is
 * known to be there is no value until somebody wants its object. How calls are done: builtin-calls.ts, method-calls.ts.
 */

import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { forkPlain } from "./known-calls.ts";
import { exact, mustBe } from "./operand.ts";
import { type Path, to, UNLIKELY } from "./path.ts";
import { ANYTHING, T } from "./reps.ts";

/** Builtins that are worth a look at what they are, and the globals that lead to them. */
const BUILTINS: ReadonlyMap<string, string> = new Map([
	["range", "PyRange_Type"],
	["int", "PyLong_Type"],
	["float", "PyFloat_Type"],
	["complex", "PyComplex_Type"],
	["str", "PyUnicode_Type"],
	["bool", "PyBool_Type"],
	["list", "PyList_Type"],
	["tuple", "PyTuple_Type"],
	["dict", "PyDict_Type"],
	["set", "PySet_Type"],
	["enumerate", "PyEnum_Type"],
	["zip", "PyZip_Type"],
	["bytes", "PyBytes_Type"],
	...["len", "abs", "min", "max", "ord", "chr", "isinstance"].map(
		(name) => [name, `Coconut_Function_${name}`] as const,
	),
]);

/** Methods, by type: the names, and of which types the result is. */
const ANY = 0;
const METHODS: readonly {
	readonly type: number;
	readonly name: string;
	readonly methods: Readonly<Record<number, string>>;
}[] = [
	{
		type: T.LIST,
		name: "list",
		methods: {
			[T.NONE]: "append extend insert sort reverse remove clear",
			[T.INT]: "index count",
			[T.LIST]: "copy",
			[ANY]: "pop",
		},
	},
	{
		type: T.DICT,
		name: "dict",
		methods: {
			[T.NONE]: "update",
			[T.DICT]: "copy",
			[T.OTHER]: "items keys values",
			[ANY]: "get pop setdefault",
		},
	},
	{
		type: T.COMPLEX,
		name: "complex",
		methods: { [T.COMPLEX]: "conjugate" },
	},
	{
		type: T.SET,
		name: "set",
		methods: { [T.NONE]: "add discard remove update", [ANY]: "pop" },
	},
	{
		type: T.STR,
		name: "str",
		methods: {
			[T.STR]:
				"join format upper lower title capitalize swapcase casefold strip lstrip rstrip replace removeprefix removesuffix zfill ljust rjust center",
			[T.BOOL]:
				"isdigit isalpha isalnum isspace isupper islower isnumeric isdecimal isidentifier startswith endswith",
			[T.INT]: "find rfind index rindex count",
			[T.LIST]: "split rsplit splitlines",
			[T.TUPLE]: "partition rpartition",
			[T.BYTES]: "encode",
		},
	},
];

/** Of methods with one name in several types: the one that is meant where nothing is known, if it can be told. */
const MEANT: ReadonlyMap<string, number> = new Map([
	["pop", T.LIST],
	["remove", T.LIST],
	["update", T.DICT],
]);

interface Method {
	readonly type: number;
	readonly symbol: string;
	/** The types that what it gives may be of; 0: any. */
	readonly result: number;
}

const BY_NAME = new Map<string, Method[]>();
const RESULTS = new Map<string, number>();
for (const { type, name: of, methods } of METHODS)
	for (const [result, names] of Object.entries(methods))
		for (const name of names.split(" ")) {
			const symbol = `Coconut_Method_${of}_${name}`;
			const list = BY_NAME.get(name) ?? [];
			list.push({ type, symbol, result: Number(result) });
			BY_NAME.set(name, list);
			RESULTS.set(symbol, Number(result));
		}

/** Do built-in types have a method of this name? */
export const isBuiltinMethod = (name: string): boolean => BY_NAME.has(name);

/** The types of what a call of something known gives; undefined where that is not known. */
export const resultOf = (symbol: string): number | undefined =>
	RESULTS.get(symbol) || undefined;

/** LOAD_GLOBAL of a builtin; leaves where it is something else. */
export function loadBuiltin(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const name = p.engine.nameAt(index);
	const symbol = BUILTINS.get(name);
	if (symbol === undefined || p.engine.isMethod(index)) return false;
	const v = p.py("py.peek_global", [index], [], "obj?");
	const next = newBlock("global");
	p.end("br_null", [v], [to(p.stub()), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [v], "ptr");
	p.exitUnless(p.icmp("eq", at, p.knownAddress(symbol)));
	p.set(op.results[0], { kind: "known", symbol });
	return true;
}

/** An owner is of the type from here on. What has the methods of strings is a string: else the path is left. */
function take(p: Path, owner: Value, type: number): boolean {
	const rep = p.rep(owner);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return false;
	if (type !== T.STR || rep.mask === type) return exact(p, owner, type);
	mustBe(p, owner, rep, type);
	return true;
}

/** The method of a built-in type that is meant by its name alone, among types of `mask`. */
function meant(name: string, mask: number): Method | undefined {
	const found = (BY_NAME.get(name) ?? []).filter((m) => m.type & mask);
	return found.length > 1
		? found.find((m) => m.type === MEANT.get(name))
		: found[0];
}

/**
 * The symbol of the bound method of a built-in type that a fast local is likely to be, by the name of the attribute that it was stored from; the object that it is
 * bound to takes the place of the callee. What is called otherwise goes on by itself.
 */
export function takeBound(p: Path, callee: Value): string | undefined {
	const load = opOf(callee);
	const rep = p.rep(callee);
	if (load?.name !== "py.load_fast" || rep.kind !== "obj") return undefined;
	if (rep.value.type !== "obj" || rep.plain) return undefined;
	const name = p.engine.storedFrom(load.attrs[0] as number);
	if (name === undefined || p.engine.isMethod(name)) return undefined;
	const method = meant(p.engine.nameAt(name), ANYTHING);
	const other = method && forkPlain(p, callee, rep);
	if (!other) return undefined;
	const asked = [rep.value, p.knownAddress(method.symbol)];
	const self = p.emit("call", ["Coconut_BoundTo"], asked, "obj?");
	const next = newBlock("bound");
	p.end("br_null", [self], [to(other), to(next)], [UNLIKELY]);
	p.place(next);
	const at = p.emit("as_ptr", [], [self], "ptr");
	const value = p.emit("as_obj", [], [at], "obj");
	p.set(callee, { kind: "obj", value, mask: method.type, kept: "item" });
	return method.symbol;
}

function give(p: Path, op: Op, { symbol }: Method): void {
	p.set(op.results[0], { kind: "known", symbol });
	p.set(op.results[1], p.rep(op.operands[0] as Value));
}

/** LOAD_METHOD of an object of a built-in type: taken for one by the method's name where nothing is known. */
export function loadBuiltinMethod(p: Path, op: Op): boolean {
	const index = op.attrs[0] as number;
	const owner = op.operands[0] as Value;
	const name = p.engine.nameAt(index);
	const rep = p.rep(owner);
	if (rep.kind === "num" && rep.type === "complex") {
		const own = meant(name, T.COMPLEX);
		if (own) give(p, op, own);
		return own !== undefined;
	}
	if (rep.kind !== "obj") return false;
	const method = meant(name, rep.mask);
	if (!method) return false;
	if (rep.mask !== method.type && p.engine.isMethod(index)) return false;
	if (!take(p, owner, method.type)) return false;
	give(p, op, method);
	return true;
}
