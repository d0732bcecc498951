/** co_linetable of 3.11 and later: source positions per instruction (Objects/locations.md, Python/compile.c). */
import { BytecodeError } from "./bytecode-error.ts";

/** A source span. Lines count from 1, columns are 0-based UTF-8 byte offsets; undefined where the table does not say. */
export interface Position {
	readonly line: number | undefined;
	readonly endLine: number | undefined;
	readonly column: number | undefined;
	readonly endColumn: number | undefined;
}

/** The position of an instruction without one. */
export const NO_POSITION: Position = {
	line: undefined,
	endLine: undefined,
	column: undefined,
	endColumn: undefined,
};

/** One entry: a position and the code units it covers (1 to 8). */
export interface LineEntry {
	readonly units: number;
	readonly position: Position;
}

const ONE_LINE = 10;
const NO_COLUMNS = 13;
const LONG = 14;
const NONE = 15;

/** Decodes the entries. A table that ends inside an entry is a BytecodeError. */
export function decodeLinetable(
	table: Uint8Array,
	firstlineno: number,
): LineEntry[] {
	const entries: LineEntry[] = [];
	let at = 0;
	let line = firstlineno;
	const byte = (): number => {
		const value = table[at++];
		if (value === undefined)
			throw new BytecodeError("the line table ends inside an entry");
		return value;
	};
	const varint = (): number => {
		let value = 0;
		for (let shift = 0; ; shift += 6) {
			const b = byte();
			if (shift > 30)
				throw new BytecodeError("the line table holds a number out of range");
			value += (b & 63) * 2 ** shift;
			if (!(b & 64)) return value;
		}
	};
	const signed = (): number => {
		const value = varint();
		return value & 1 ? -Math.floor(value / 2) : Math.floor(value / 2);
	};
	while (at < table.length) {
		const first = byte();
		if (!(first & 0x80))
			throw new BytecodeError(
				"the line table has an entry without a start bit",
			);
		const kind = (first >> 3) & 15;
		const units = (first & 7) + 1;
		if (kind === NONE) {
			entries.push({ units, position: NO_POSITION });
			continue;
		}
		let endLine: number;
		let column: number | undefined;
		let endColumn: number | undefined;
		if (kind === LONG) {
			line += signed();
			endLine = line + varint();
			const from = varint();
			const to = varint();
			column = from === 0 ? undefined : from - 1;
			endColumn = to === 0 ? undefined : to - 1;
		} else if (kind === NO_COLUMNS) {
			line += signed();
			endLine = line;
		} else if (kind >= ONE_LINE) {
			line += kind - ONE_LINE;
			endLine = line;
			column = byte();
			endColumn = byte();
		} else {
			const rest = byte();
			endLine = line;
			column = kind * 8 + (rest >> 4);
			endColumn = column + (rest & 15);
		}
		if (line < 0) throw new BytecodeError("the line table goes below line 0");
		entries.push({ units, position: { line, endLine, column, endColumn } });
	}
	return entries;
}

/**
 * The position of each instruction, given the instructions' sizes in bytes. Where an entry boundary lies inside an instruction the
 * position of its first unit counts; instructions past the end of the table have none.
 */
export function positionsOf(
	table: Uint8Array,
	firstlineno: number,
	sizes: readonly number[],
): Position[] {
	const entries = decodeLinetable(table, firstlineno);
	const out: Position[] = [];
	let index = 0;
	let left = entries[0]?.units ?? 0;
	for (const size of sizes) {
		out.push(entries[index]?.position ?? NO_POSITION);
		let units = size / 2;
		while (units > 0 && index < entries.length) {
			const step = Math.min(units, left);
			units -= step;
			left -= step;
			if (left === 0) left = entries[++index]?.units ?? 0;
		}
	}
	return out;
}

/** Encodes one entry per instruction, in the compiler's shortest form (write_location_info_entry, Python/compile.c). */
export function encodeLinetable(
	positions: readonly Position[],
	sizes: readonly number[],
	firstlineno: number,
): Uint8Array {
	const out: number[] = [];
	let line = firstlineno;
	positions.forEach((position, i) => {
		let units = (sizes[i] ?? 0) / 2;
		for (; units > 8; units -= 8) line = writeEntry(out, position, 8, line);
		line = writeEntry(out, position, units, line);
	});
	return Uint8Array.from(out);
}

/** Writes an entry after line `before`; returns the line that the next entry counts from. */
function writeEntry(
	out: number[],
	p: Position,
	units: number,
	before: number,
): number {
	const first = (kind: number): void => {
		out.push(0x80 | (kind << 3) | (units - 1));
	};
	if (p.line === undefined) {
		first(NONE);
		return before;
	}
	const delta = p.line - before;
	const endLine = p.endLine ?? p.line;
	const { column, endColumn } = p;
	if (column === undefined || endColumn === undefined) {
		if (endLine === p.line && column === undefined && endColumn === undefined) {
			first(NO_COLUMNS);
			writeSigned(out, delta);
			return p.line;
		}
	} else if (endLine === p.line) {
		const width = endColumn - column;
		if (delta === 0 && column < 80 && width < 16 && width >= 0) {
			first(column >> 3);
			out.push(((column & 7) << 4) | width);
			return p.line;
		}
		if (delta >= 0 && delta < 3 && column < 128 && endColumn < 128) {
			first(ONE_LINE + delta);
			out.push(column, endColumn);
			return p.line;
		}
	}
	first(LONG);
	writeSigned(out, delta);
	writeVarint(out, endLine - p.line);
	writeVarint(out, column === undefined ? 0 : column + 1);
	writeVarint(out, endColumn === undefined ? 0 : endColumn + 1);
	return p.line;
}

function writeVarint(out: number[], value: number): void {
	let rest = value;
	while (rest >= 64) {
		out.push(0x40 | (rest & 63));
		rest = Math.floor(rest / 64);
	}
	out.push(rest);
}

function writeSigned(out: number[], value: number): void {
	writeVarint(out, value < 0 ? -value * 2 + 1 : value * 2);
}

/** True when both say the same. */
export function samePosition(a: Position, b: Position): boolean {
	return (
		a.line === b.line &&
		a.endLine === b.endLine &&
		a.column === b.column &&
		a.endColumn === b.endColumn
	);
}
