/** What the bytecode parser collects: the text as written, each part with its offset in it. The builder makes code objects of it. */
import type { PyConst, PyStr } from "../lib/cpython/code.ts";
import type { Position } from "../lib/cpython/linetable.ts";
import type { PycCheck } from "../lib/cpython/pyc.ts";
import type { Profile } from "../lib/ir/profile.ts";

/** A range of UTF-16 units in the source. */
export interface Span {
	readonly start: number;
	readonly length: number;
}

/** A constant and its place. */
export interface Literal extends Span {
	readonly value: PyConst;
}

export interface ParsedInstruction {
	readonly op: string;
	/** Of the op's name. */
	readonly span: Span;
	/** -1 for `[-]`. */
	depth: number | undefined;
	depthSpan: Span | undefined;
	extended: number | undefined;
	arg: bigint | undefined;
	argSpan: Span | undefined;
	pushNull: boolean;
	text: string | undefined;
	textSpan: Span | undefined;
	constant: Literal | undefined;
	label: string | undefined;
	labelSpan: Span | undefined;
	position: Position;
	annotation: string | undefined;
	/** What the annotation says, where it is one. */
	profile: Profile | undefined;
}

export interface ParsedTry {
	readonly label: string;
	readonly span: Span;
	readonly depth: bigint;
	readonly lasti: boolean;
	/** Indices into the instructions, `end` exclusive. */
	readonly start: number;
	end: number;
}

/** An entry of a table, with the index it claims. */
export interface ParsedEntry<T> extends Span {
	readonly index: bigint | undefined;
	readonly value: T;
}

export interface ParsedLocal {
	readonly kind: number;
	readonly name: PyStr;
}

/** Fields that stand at most once. */
export type NumberField =
	| "firstlineno"
	| "argcount"
	| "posonlyargcount"
	| "kwonlyargcount"
	| "stacksize";

export interface ParsedCode extends Span {
	readonly qualname: PyStr;
	readonly name: PyStr | undefined;
	filename: PyStr | undefined;
	readonly numbers: Map<NumberField, number>;
	flags: number;
	readonly consts: ParsedEntry<Literal>[];
	readonly names: ParsedEntry<PyStr>[];
	readonly locals: ParsedEntry<ParsedLocal>[];
	linetable: Uint8Array | undefined;
	exceptiontable: Uint8Array | undefined;
	readonly instructions: ParsedInstruction[];
	/** Label to the index of the instruction it stands before. */
	readonly labels: Map<string, number>;
	readonly tries: ParsedTry[];
}

export interface ParsedHeader {
	readonly versionName: string;
	readonly span: Span;
	readonly magic: bigint | undefined;
	readonly magicSpan: Span | undefined;
	check: PycCheck | undefined;
}
