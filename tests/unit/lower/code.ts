/** Code objects for tests: assembled by hand, or compiled by the target Python. */
import {
	type CodeObject,
	FAST_LOCAL,
	type PyConst,
} from "../../../lib/cpython/code.ts";
import {
	type ExceptionEntry,
	encodeExceptionTable,
} from "../../../lib/cpython/exceptiontable.ts";
import { type Assembly, assemble } from "../../../lib/cpython/instructions.ts";
import { PYTHON_3_11 } from "../../../lib/cpython/versions.ts";
import type { Fn, Op } from "../../../lib/ir/ir.ts";
import { printFn } from "../../../lib/ir/print.ts";
import { translateFunction } from "../../../lib/lower/translate.ts";

/** `[name, argument]`; a jump names its target by index into the list: `[name, { to }]`. */
export type Line = readonly [string, (number | { readonly to: number })?];

export interface Extra {
	readonly consts?: PyConst[];
	readonly locals?: string[];
	/** Ranges and targets as indices into the list, `end` exclusive. */
	readonly handlers?: readonly ExceptionEntry[];
}

/** A code object of hand-written instructions, with a stack that is large enough. */
export function code(lines: readonly Line[], extra: Extra = {}): CodeObject {
	const list = lines.map(
		([op, arg = 0]): Assembly =>
			typeof arg === "number" ? { op, arg } : { op, arg: 0, target: arg.to },
	);
	const { code: bytes, offsets } = assemble(list, PYTHON_3_11);
	const locals = extra.locals ?? [];
	return {
		argcount: 0,
		posonlyargcount: 0,
		kwonlyargcount: 0,
		stacksize: 300,
		flags: 3,
		code: bytes,
		consts: extra.consts ?? [{ kind: "none" }],
		names: ["name"],
		localsplusnames: locals,
		localspluskinds: Uint8Array.from(locals.map(() => FAST_LOCAL)),
		filename: "t.py",
		name: "f",
		qualname: "f",
		firstlineno: 1,
		linetable: new Uint8Array(),
		exceptiontable: encodeExceptionTable(
			(extra.handlers ?? []).map((h) => ({
				...h,
				start: offsets[h.start] ?? 0,
				end: offsets[h.end] ?? 0,
				target: offsets[h.target] ?? 0,
			})),
		),
		interned: { filename: true, name: true, qualname: true },
	};
}

export function translated(lines: readonly Line[], extra: Extra = {}): Fn {
	return translateFunction(code(lines, extra), PYTHON_3_11).fn;
}

/** The text of a function's body, without header, locations and closing brace. */
export function body(fn: Fn): string[] {
	const lines = printFn(fn).split("\n");
	const start = lines.findIndex((l) => l.startsWith("^"));
	return lines.slice(start, -2).map((l) => l.trim());
}

export function ops(fn: Fn): Op[] {
	return fn.blocks.flatMap((b) => b.ops);
}
