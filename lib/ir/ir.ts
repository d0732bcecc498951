/** The data structures of the IR: modules, functions, blocks, ops, values. Plain data; passes edit it in place. */
import type { Const } from "./const.ts";
import type { Effects } from "./effects.ts";
import type { AttrKind, OpName } from "./ops.ts";
import type { Profile } from "./profile.ts";
import type { MemType, ResultType, Scalar, Signature, Type } from "./types.ts";

/** An SSA value: the result of an op or a parameter of a block. `name` is without the `%`, unique in its function once printed. */
export interface Value {
	name: string;
	type: Type;
	/** Where it is defined; the block for a parameter. */
	def: Op | Block;
}

/** A control-flow edge: the block and the values for its parameters. */
export interface Edge {
	block: Block;
	args: Value[];
}

/** Source span, as CPython's co_positions() gives it: lines from 1, columns in UTF-8 bytes from 0; -1 where missing. */
export interface Loc {
	readonly line: number;
	readonly column: number;
	readonly endLine: number;
	readonly endColumn: number;
}

/** A literal of `const`: i64 as bigint, f64 as number. */
export interface Literal {
	readonly type: Scalar;
	readonly value: bigint | number;
}

/** The values of attributes, by kind (see ATTRS in ops.ts). */
export interface AttrTypes {
	slot: number;
	const: number;
	name: number;
	int: number;
	literal: Literal;
	string: string;
	symbol: string;
	field: { readonly struct: string; readonly field: string };
	memtype: MemType;
	type: Scalar;
	signature: Signature;
	cases: readonly bigint[];
	/** Odds of the two successors, or undefined. */
	weights: readonly [number, number] | undefined;
	/** Index of the constant tuple of keyword names, or undefined. */
	kwnames: number | undefined;
	binary: string;
	unary: string;
	compare: string;
	icmp: string;
	fcmp: string;
	flag: boolean;
}
export type Attr = AttrTypes[AttrKind];

export interface Op {
	name: OpName;
	/** In the order of the op table's `attrs`. */
	attrs: Attr[];
	operands: Value[];
	results: Value[];
	/** Targets of a terminator, in the order of the op table. */
	successors: Edge[];
	/** Where control goes when the op raises; undefined: out of the function. Python-level ops only. */
	unwind: Edge | undefined;
	/** Byte offset in co_code of the bytecode this op does (part of), or -1. */
	offset: number;
	/**
	 * The whole value stack when the op's bytecode starts, operands included, bottom first: what the interpreter needs to do it
	 * again. Undefined on ops that never deoptimise.
	 */
	state: Value[] | undefined;
	loc: Loc | undefined;
	/** What running the program taught of the bytecode, if it was run to learn; see profile.ts. Python-level ops only. */
	profile: Profile | undefined;
	/** Place of the op in its input file (offset in the text), for diagnostics; -1 when it was made, not read. */
	at: number;
	/** Its number where an analysis has last counted (see Dominance): means nothing to anybody else. */
	order: number;
}

export interface Block {
	name: string;
	params: Value[];
	ops: Op[];
	at: number;
	/** As an op's. */
	order: number;
}

/** What a Python function's compiled form knows of its code object. Mirrors PyCodeObject's fields of the same names. */
export interface CodeInfo {
	readonly qualname: string;
	readonly filename: string;
	readonly firstlineno: number;
	readonly argcount: number;
	readonly posonlyargcount: number;
	readonly kwonlyargcount: number;
	readonly flags: number;
	readonly stacksize: number;
	/** Size of co_code in bytes. */
	readonly codesize: number;
	readonly slots: readonly Slot[];
	readonly consts: readonly Const[];
	readonly names: readonly string[];
	/** Opcodes that follow EXTENDED_ARGs: offset of the opcode, offset of its first EXTENDED_ARG, where the interpreter resumes. */
	readonly extended: ReadonlyMap<number, number>;
	/** Identifies the code object a library was compiled from; see docs/abi.md. */
	readonly fingerprint: bigint;
}

/** One entry of co_localsplusnames; a slot may be local and cell at once (an argument captured by a closure). */
export interface Slot {
	readonly name: string;
	readonly local: boolean;
	readonly cell: boolean;
	readonly free: boolean;
}

/**
 * How a function is seen from outside its module. `inline`: internal, and worth inlining wherever it is called. `available_externally`: no part
 * of the library; it is there to be looked at, by what asks how the functions of a module use its names, and goes with `elim-avail-extern`.
 */
export const LINKAGES = [
	"export",
	"internal",
	"inline",
	"available_externally",
] as const;
export type Linkage = (typeof LINKAGES)[number];

export interface Fn {
	/** `py`: Python-level, runs in a frame of `code`; `core`: a C function (after lowering it keeps `code`). */
	kind: "py" | "core";
	/** Symbol without the `@`. */
	name: string;
	linkage: Linkage;
	/** Parameters of a core function are the entry block's parameters; a `py` function has none. */
	signature: Signature;
	code: CodeInfo | undefined;
	/** The first is the entry. */
	blocks: Block[];
	at: number;
}

export interface Struct {
	name: string;
	/** Bytes. */
	size: number;
	fields: { name: string; type: MemType; offset: number }[];
}

/** A C function that is defined elsewhere. */
export interface Extern {
	name: string;
	signature: Signature;
	paramNames: readonly string[];
	effects: Effects;
	doc: string;
}

/** An element of an initialiser: a number, the address of a symbol, a NUL-terminated string, NULL. */
export type Init =
	| { readonly kind: "int"; readonly value: bigint }
	| { readonly kind: "float"; readonly value: number }
	| { readonly kind: "symbol"; readonly name: string }
	| { readonly kind: "string"; readonly value: string }
	| { readonly kind: "null" };

/** A variable: imported without `init` and with `linkage: "import"`. */
export interface Global {
	name: string;
	linkage: "export" | "internal" | "import";
	type: MemType;
	init: readonly Init[] | undefined;
}

export interface Module {
	/** `cpython-3.11-x86_64-linux-gnu`, or `none` for pure core modules. */
	target: string;
	structs: Map<string, Struct>;
	externs: Map<string, Extern>;
	globals: Map<string, Global>;
	functions: Map<string, Fn>;
	/** The text it was parsed from: what the `at` of functions, blocks and ops point into. */
	source?: Source;
}

/** A named input text. */
export interface Source {
	readonly file: string;
	readonly text: string;
}

export type { ResultType };

export function newModule(target: string): Module {
	return {
		target,
		structs: new Map(),
		externs: new Map(),
		globals: new Map(),
		functions: new Map(),
	};
}

export function newBlock(name: string, at = -1): Block {
	return { name, params: [], ops: [], at, order: -1 };
}

export function addParam(block: Block, name: string, type: Type): Value {
	const value: Value = { name, type, def: block };
	block.params.push(value);
	return value;
}

/** Fields of a new op that a builder may leave out. */
export interface OpInit {
	readonly attrs?: Attr[];
	readonly operands?: Value[];
	readonly successors?: Edge[];
	readonly unwind?: Edge | undefined;
	readonly offset?: number;
	readonly state?: Value[] | undefined;
	readonly loc?: Loc | undefined;
	readonly profile?: Profile | undefined;
	readonly at?: number;
}

/** Makes an op without results; push results with `addResult`. */
export function newOp(name: OpName, init: OpInit = {}): Op {
	return {
		name,
		attrs: init.attrs ?? [],
		operands: init.operands ?? [],
		results: [],
		successors: init.successors ?? [],
		unwind: init.unwind,
		offset: init.offset ?? -1,
		state: init.state,
		loc: init.loc,
		profile: init.profile,
		at: init.at ?? -1,
		order: -1,
	};
}

export function addResult(op: Op, name: string, type: Type): Value {
	const value: Value = { name, type, def: op };
	op.results.push(value);
	return value;
}

/** Every edge that leaves a block: the terminator's, and the unwind edges of the ops before it. */
export function edgesOf(block: Block): readonly Edge[] {
	const { ops } = block;
	const last = ops.length - 1;
	for (let i = 0; i <= last; i++) {
		const op = ops[i] as Op;
		if (op.unwind || (i < last && op.successors.length > 0))
			return allEdges(ops);
	}
	return ops[last]?.successors ?? [];
}

function allEdges(ops: readonly Op[]): Edge[] {
	const edges: Edge[] = [];
	for (const op of ops) {
		if (op.unwind) edges.push(op.unwind);
		for (const e of op.successors) edges.push(e);
	}
	return edges;
}

/** Calls `f` on every use of a value by an op: operands, state, edge arguments. `f` returns the value to use instead. */
export function mapUses(op: Op, f: (v: Value) => Value): void {
	for (let i = 0; i < op.operands.length; i++)
		op.operands[i] = f(op.operands[i] as Value);
	if (op.state)
		for (let i = 0; i < op.state.length; i++)
			op.state[i] = f(op.state[i] as Value);
	for (const e of op.successors) mapEdge(e, f);
	if (op.unwind) mapEdge(op.unwind, f);
}

function mapEdge(e: Edge, f: (v: Value) => Value): void {
	for (let i = 0; i < e.args.length; i++) e.args[i] = f(e.args[i] as Value);
}
