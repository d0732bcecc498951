/**
 * Code objects and constants of CPython, decoded from marshal, as plain data. Everything downstream (text, CFG, IR) reads these;
 * nothing here depends on the CPython version except where a field says so.
 */

/** An IEEE double by its bits, so that NaN payloads and -0.0 survive; `value` is the same number for arithmetic. */
export interface PyFloat {
	readonly kind: "float";
	readonly bits: bigint;
	readonly value: number;
}

/**
 * A str. `value` is UTF-16 as JavaScript has it; a lone surrogate stays lone. Two surrogate code points that happen to stand
 * side by side are a different Python string from the one astral character: `split` lists the indices (into `value`) of the high
 * halves of such pairs, and is absent when there are none.
 * `interned` is what marshal says; `internedByDefault` is what the compiler would do.
 */
export interface PyStr {
	readonly kind: "str";
	readonly value: string;
	readonly interned: boolean;
	readonly split?: readonly number[];
}

/** Every value marshal can hold. Sequences keep the order of the stream, sets and dicts included. */
export type PyConst =
	| { readonly kind: "none" }
	| { readonly kind: "true" }
	| { readonly kind: "false" }
	| { readonly kind: "ellipsis" }
	| { readonly kind: "stopiteration" }
	| { readonly kind: "int"; readonly value: bigint }
	| PyFloat
	| { readonly kind: "complex"; readonly real: PyFloat; readonly imag: PyFloat }
	| PyStr
	| { readonly kind: "bytes"; readonly value: Uint8Array }
	| { readonly kind: "tuple"; readonly items: readonly PyConst[] }
	| { readonly kind: "frozenset"; readonly items: readonly PyConst[] }
	| { readonly kind: "list"; readonly items: readonly PyConst[] }
	| { readonly kind: "set"; readonly items: readonly PyConst[] }
	| {
			readonly kind: "dict";
			readonly items: readonly (readonly [PyConst, PyConst])[];
	  }
	| { readonly kind: "code"; readonly code: CodeObject };

/** co_flags bits, by the names of Include/cpython/code.h without the prefix, lower case. */
export const CODE_FLAGS = {
	optimized: 0x1,
	newlocals: 0x2,
	varargs: 0x4,
	varkeywords: 0x8,
	nested: 0x10,
	generator: 0x20,
	coroutine: 0x80,
	iterable_coroutine: 0x100,
	async_generator: 0x200,
	future_division: 0x20000,
	future_absolute_import: 0x40000,
	future_with_statement: 0x80000,
	future_print_function: 0x100000,
	future_unicode_literals: 0x200000,
	future_barry_as_bdfl: 0x400000,
	future_generator_stop: 0x800000,
	future_annotations: 0x1000000,
} as const;

/** Code whose frames suspend, and may be thrown into. */
export const SUSPENDS =
	CODE_FLAGS.generator | CODE_FLAGS.coroutine | CODE_FLAGS.async_generator;

/** Bits of `localspluskinds` (Include/internal/pycore_code.h). An argument that is also a cell has both LOCAL and CELL. */
export const FAST_LOCAL = 0x20;
export const FAST_CELL = 0x40;
export const FAST_FREE = 0x80;

/** One code object, field by field as marshal writes it (3.11). `code` has its inline caches zeroed. */
export interface CodeObject {
	argcount: number;
	posonlyargcount: number;
	kwonlyargcount: number;
	stacksize: number;
	flags: number;
	code: Uint8Array;
	consts: PyConst[];
	names: string[];
	/** Names of the fast locals, then cells that are not arguments, then free variables. */
	localsplusnames: string[];
	/** FAST_* bits, one byte for each of `localsplusnames`. */
	localspluskinds: Uint8Array;
	filename: string;
	name: string;
	qualname: string;
	firstlineno: number;
	linetable: Uint8Array;
	exceptiontable: Uint8Array;
	/** Whether marshal marks these three strings as interned; observable only in the .pyc itself. */
	interned: {
		readonly filename: boolean;
		readonly name: boolean;
		readonly qualname: boolean;
	};
}

/** How many of `localsplusnames` are fast locals (arguments, *args and **kwargs included): co_nlocals. */
export function nlocals(code: CodeObject): number {
	return countKind(code, FAST_LOCAL);
}

/** How many are cells, arguments that are cells included: co_ncellvars. */
export function ncellvars(code: CodeObject): number {
	return countKind(code, FAST_CELL);
}

/** How many are free variables: co_nfreevars. */
export function nfreevars(code: CodeObject): number {
	return countKind(code, FAST_FREE);
}

/** Names of the fast locals: co_varnames. */
export function varnames(code: CodeObject): string[] {
	return namesOfKind(code, FAST_LOCAL);
}

/** Names of the cells: co_cellvars. */
export function cellvars(code: CodeObject): string[] {
	return namesOfKind(code, FAST_CELL);
}

/** Names of the free variables: co_freevars. */
export function freevars(code: CodeObject): string[] {
	return namesOfKind(code, FAST_FREE);
}

/** Arguments bound on entry: positional, keyword-only, *args and **kwargs. They are the first locals, in that order. */
export function argumentSlots(code: CodeObject): number {
	return (
		code.argcount +
		code.kwonlyargcount +
		(code.flags & CODE_FLAGS.varargs ? 1 : 0) +
		(code.flags & CODE_FLAGS.varkeywords ? 1 : 0)
	);
}

/** True for generators, coroutines and async generators: their frame outlives the call. */
export function isGeneratorLike(code: CodeObject): boolean {
	return (
		(code.flags &
			(CODE_FLAGS.generator |
				CODE_FLAGS.coroutine |
				CODE_FLAGS.async_generator)) !==
		0
	);
}

/** The code objects directly inside `code`'s constants, in order, each once. */
export function nestedCode(code: CodeObject): CodeObject[] {
	const found = new Set<CodeObject>();
	for (const c of code.consts) collectCode(c, found);
	return [...found];
}

/** `code` and every code object inside it, outermost first. */
export function* allCode(code: CodeObject): Generator<CodeObject> {
	yield code;
	for (const inner of nestedCode(code)) yield* allCode(inner);
}

/** True when the compiler interns a string constant of this value: ASCII letters, digits and `_` only (all_name_chars, Objects/codeobject.c). */
export function internedByDefault(value: string): boolean {
	return /^[A-Za-z0-9_]*$/.test(value);
}

const floatView = new DataView(new ArrayBuffer(8));

/** A float constant from a JavaScript number. */
export function pyFloat(value: number): PyFloat {
	floatView.setFloat64(0, value);
	return { kind: "float", bits: floatView.getBigUint64(0), value };
}

/** A float constant from the 64 bits of the double. */
export function pyFloatFromBits(bits: bigint): PyFloat {
	floatView.setBigUint64(0, bits);
	return { kind: "float", bits, value: floatView.getFloat64(0) };
}

/** A str constant from a JavaScript string, interned as the compiler would. */
export function pyStr(value: string): PyStr {
	return { kind: "str", value, interned: internedByDefault(value) };
}

function countKind(code: CodeObject, bit: number): number {
	let n = 0;
	for (const kind of code.localspluskinds) if (kind & bit) n++;
	return n;
}

function namesOfKind(code: CodeObject, bit: number): string[] {
	return code.localsplusnames.filter(
		(_, i) => (code.localspluskinds[i] ?? 0) & bit,
	);
}

function collectCode(c: PyConst, into: Set<CodeObject>): void {
	switch (c.kind) {
		case "code":
			into.add(c.code);
			break;
		case "tuple":
		case "frozenset":
		case "list":
		case "set":
			for (const item of c.items) collectCode(item, into);
			break;
		case "dict":
			for (const [k, v] of c.items) {
				collectCode(k, into);
				collectCode(v, into);
			}
			break;
		default:
	}
}
