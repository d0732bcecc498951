/** co_exceptiontable (Objects/exception_handling_notes.txt): which handler covers which instructions. */
import { BytecodeError } from "./bytecode-error.ts";

/** One range of instructions and its handler. Offsets are in bytes; `end` is exclusive. */
export interface ExceptionEntry {
	readonly start: number;
	readonly end: number;
	readonly target: number;
	/** Values kept on the stack when the handler is entered. */
	readonly depth: number;
	/** Whether the offset of the raising instruction is pushed before the exception. */
	readonly lasti: boolean;
}

/** Decodes the table. A table that ends inside an entry, or whose entries are empty, out of order or overlap, is a BytecodeError. */
export function decodeExceptionTable(table: Uint8Array): ExceptionEntry[] {
	const entries: ExceptionEntry[] = [];
	let at = 0;
	const varint = (): number => {
		let value = 0;
		for (let n = 0; ; n++) {
			const b = table[at++];
			if (b === undefined)
				throw new BytecodeError("the exception table ends inside an entry");
			if (n > 4)
				throw new BytecodeError(
					"the exception table holds a number out of range",
				);
			value = value * 64 + (b & 63);
			if (!(b & 64)) return value;
		}
	};
	let before = 0;
	while (at < table.length) {
		if (!((table[at] ?? 0) & 0x80))
			throw new BytecodeError(
				"the exception table has an entry without a start bit",
			);
		const start = varint() * 2;
		const end = start + varint() * 2;
		const target = varint() * 2;
		const depthLasti = varint();
		if (end <= start || start < before)
			throw new BytecodeError(
				"the exception table has empty or overlapping ranges",
			);
		before = end;
		entries.push({
			start,
			end,
			target,
			depth: depthLasti >>> 1,
			lasti: (depthLasti & 1) !== 0,
		});
	}
	return entries;
}

/** Encodes the table as the compiler does (assemble_emit_exception_table_entry, Python/compile.c). */
export function encodeExceptionTable(
	entries: readonly ExceptionEntry[],
): Uint8Array {
	const out: number[] = [];
	for (const e of entries) {
		writeVarint(out, e.start / 2, 0x80);
		writeVarint(out, (e.end - e.start) / 2, 0);
		writeVarint(out, e.target / 2, 0);
		writeVarint(out, e.depth * 2 + (e.lasti ? 1 : 0), 0);
	}
	return Uint8Array.from(out);
}

/** Most significant six bits first; `mark` goes into the first byte. */
function writeVarint(out: number[], value: number, mark: number): void {
	let bit = mark;
	for (let shift = 24; shift > 0; shift -= 6)
		if (value >= 2 ** shift) {
			out.push(bit | 0x40 | ((value >>> shift) & 63));
			bit = 0;
		}
	out.push(bit | (value & 63));
}
