/**
 * Optimization remarks: what a pass did (`passed`), could not do and why (`missed`), or found out (`analysis`), by source
 * line. A pass says it with `context.remark`; the tools print it (tools/ir-opt/remarks.ts).
 */
import type { Fn, Loc, Op } from "../ir/ir.ts";

export const REMARK_KINDS = ["passed", "missed", "analysis"] as const;
export type RemarkKind = (typeof REMARK_KINDS)[number];

/**
 * Part of a message: plain text, or one named value, `{ Type: "int" }`, whose name tools see and whose value is part of
 * the sentence. Names are in camel case with a capital, as LLVM's.
 */
export type RemarkArg = string | Readonly<Record<string, string | number>>;

/** What a pass says. */
export interface RemarkInit {
	readonly kind: RemarkKind;
	/** The pass's name, as in --list-passes. */
	readonly pass: string;
	/** What kind of thing was done or missed, in camel case: `LoopUnboxed`, `UnknownType`. Stable: tools select by it. */
	readonly name: string;
	readonly fn: Fn;
	/** Where; the whole function when left out. */
	readonly op?: Op | undefined;
	/** The message in parts, which are joined as they are. */
	readonly args: readonly RemarkArg[];
}

/** A remark as it is kept: the function may change after it was made. */
export interface Remark {
	readonly kind: RemarkKind;
	readonly pass: string;
	readonly name: string;
	/** Qualified name of a Python function, else the symbol. */
	readonly function: string;
	/** Source file, undefined for functions that are not Python's. */
	readonly file: string | undefined;
	readonly loc: Loc | undefined;
	/** Offset of the bytecode, or -1. */
	readonly offset: number;
	readonly args: readonly RemarkArg[];
}

export function makeRemark(init: RemarkInit): Remark {
	const { fn, op } = init;
	const code = fn.code;
	return {
		kind: init.kind,
		pass: init.pass,
		name: init.name,
		function: code?.qualname ?? fn.name,
		file: code?.filename,
		loc: op?.loc ?? (code ? wholeFunction(code.firstlineno) : undefined),
		offset: op?.offset ?? -1,
		args: init.args,
	};
}

function wholeFunction(line: number): Loc {
	return { line, column: -1, endLine: line, endColumn: -1 };
}

/** The message of a remark as one sentence. */
export function remarkMessage(args: readonly RemarkArg[]): string {
	return args
		.map((a) => (typeof a === "string" ? a : Object.values(a).join(" ")))
		.join("");
}
