/** Code units to instructions and back: EXTENDED_ARG folded into the argument, inline caches into the size, jumps resolved. */
import { invariant } from "../support/diagnostic.ts";
import { BytecodeError } from "./bytecode-error.ts";
import type { PythonVersion } from "./versions.ts";

/** One instruction as decoded. All offsets and sizes are in bytes. */
export interface Instruction {
	/** Of the first code unit: the first EXTENDED_ARG where there is one. */
	readonly offset: number;
	readonly op: string;
	readonly arg: number;
	/** Bytes up to the next instruction: prefixes, the instruction, its caches. */
	readonly size: number;
	/** How many EXTENDED_ARG stand before it. */
	readonly extended: number;
	/** Where it jumps, for jumps. */
	readonly target?: number;
}

/** Splits co_code. Unknown or quickened bytecodes, missing caches and filled caches are BytecodeErrors. */
export function decode(
	code: Uint8Array,
	version: PythonVersion,
): Instruction[] {
	const out: Instruction[] = [];
	const extendedArg = version.opcodes.EXTENDED_ARG?.number;
	for (let at = 0; at < code.length; ) {
		const offset = at;
		let arg = code[at + 1] ?? 0;
		let extended = 0;
		while (code[at] === extendedArg) {
			at += 2;
			extended++;
			if (at >= code.length)
				throw new BytecodeError("EXTENDED_ARG is the last instruction", offset);
			if (extended > 3)
				throw new BytecodeError(
					"more than three EXTENDED_ARG in a row",
					offset,
				);
			arg = ((arg << 8) | (code[at + 1] ?? 0)) >>> 0;
		}
		const row = version.byNumber[code[at] ?? 0];
		if (row === undefined || row.name === "CACHE")
			throw new BytecodeError(`no bytecode has number ${code[at]}`, offset);
		at += 2;
		at = skipCaches(code, at, row.def.caches ?? 0, row.name, offset);
		const base = { offset, op: row.name, arg, size: at - offset, extended };
		if (row.def.jump === undefined) out.push(base);
		else {
			const target = row.def.jump === "forward" ? at + arg * 2 : at - arg * 2;
			out.push({ ...base, target });
		}
	}
	return out;
}

function skipCaches(
	code: Uint8Array,
	at: number,
	caches: number,
	op: string,
	offset: number,
): number {
	const end = at + caches * 2;
	if (end > code.length)
		throw new BytecodeError(`the inline cache of '${op}' is cut off`, offset);
	for (let i = at; i < end; i++)
		if (code[i] !== 0)
			throw new BytecodeError(
				`the inline cache of '${op}' is not zero`,
				offset,
			);
	return end;
}

/** An instruction to be encoded. A jump names its target by index into the list; `arg` is then ignored. */
export interface Assembly {
	readonly op: string;
	readonly arg: number;
	readonly target?: number;
	/** EXTENDED_ARG prefixes at least (default: as few as the argument needs). */
	readonly extended?: number;
}

export interface Assembled {
	readonly code: Uint8Array;
	/** Byte offset of each instruction, and of the end. */
	readonly offsets: readonly number[];
}

/** Encodes a list: the smallest sizes in which every jump reaches. A jump in the wrong direction is a BytecodeError whose `offset` is the INDEX of the instruction. */
export function assemble(
	list: readonly Assembly[],
	version: PythonVersion,
): Assembled {
	const rows = list.map((i) => {
		const def = version.opcodes[i.op];
		invariant(def !== undefined, `unknown opcode ${i.op}`);
		return def;
	});
	const args = list.map((i) => (i.target === undefined ? i.arg : 0));
	const prefixes = list.map((i, k) =>
		Math.max(i.extended ?? 0, prefixesFor(args[k] ?? 0)),
	);
	const offsets: number[] = new Array(list.length + 1).fill(0);
	for (let changed = true; changed; ) {
		changed = false;
		for (let k = 0; k < list.length; k++)
			offsets[k + 1] =
				(offsets[k] ?? 0) +
				2 * ((prefixes[k] ?? 0) + 1 + (rows[k]?.caches ?? 0));
		for (let k = 0; k < list.length; k++) {
			const target = list[k]?.target;
			if (target === undefined) continue;
			const end = offsets[k + 1] ?? 0;
			const to = offsets[target] ?? 0;
			const distance = rows[k]?.jump === "backward" ? end - to : to - end;
			if (distance < 0)
				throw new BytecodeError(
					`'${list[k]?.op}' jumps ${rows[k]?.jump}, but its target comes ${rows[k]?.jump === "backward" ? "after" : "before"} it`,
					k,
				);
			args[k] = distance / 2;
			const need = prefixesFor(distance / 2);
			if (need > (prefixes[k] ?? 0)) {
				prefixes[k] = need;
				changed = true;
			}
		}
	}
	return { code: emit(rows, args, prefixes, offsets, version), offsets };
}

function emit(
	rows: readonly { readonly number: number }[],
	args: readonly number[],
	prefixes: readonly number[],
	offsets: readonly number[],
	version: PythonVersion,
): Uint8Array {
	const code = new Uint8Array(offsets[rows.length] ?? 0);
	const extendedArg = version.opcodes.EXTENDED_ARG?.number ?? 0;
	rows.forEach((row, k) => {
		let at = offsets[k] ?? 0;
		const arg = args[k] ?? 0;
		for (let p = prefixes[k] ?? 0; p > 0; p--) {
			code[at++] = extendedArg;
			code[at++] = (arg >>> (8 * p)) & 0xff;
		}
		code[at++] = row.number;
		code[at++] = arg & 0xff;
	});
	return code;
}

/** How many EXTENDED_ARG an argument needs. */
export function prefixesFor(arg: number): number {
	if (arg > 0xffffff) return 3;
	if (arg > 0xffff) return 2;
	return arg > 0xff ? 1 : 0;
}
