/** The texts filecheck works on: bytes, their canonical form, and places in them for messages. */

/** A text being checked or holding directives. Offsets are bytes. */
export interface SourceText {
	readonly name: string;
	readonly bytes: Buffer;
}

/** A mistake in the check file or the command line, at a byte offset of a text where there is one. */
export class CheckFileError extends Error {
	readonly source: SourceText | undefined;
	readonly offset: number;
	readonly hint: string | undefined;
	/** The exit code it leads to: 2, but for the few that LLVM's ends with 1. */
	readonly exitCode: number;
	constructor(
		message: string,
		source?: SourceText,
		offset = 0,
		hint?: string,
		exitCode = 2,
	) {
		super(message);
		this.name = "CheckFileError";
		this.source = source;
		this.offset = offset;
		this.hint = hint;
		this.exitCode = exitCode;
	}
}

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;

/** Drops the carriage return of CRLF, and folds each run of blanks into one space unless `keepBlanks`. */
export function canonicalize(bytes: Buffer, keepBlanks: boolean): Buffer {
	if (keepBlanks && !bytes.includes(CR)) return bytes;
	const n = bytes.length;
	const out = Buffer.allocUnsafe(n);
	let o = 0;
	let inBlanks = false;
	for (let i = 0; i < n; i++) {
		const c = bytes[i] as number;
		if (c > SPACE) {
			out[o++] = c;
			inBlanks = false;
		} else if (c === CR && bytes[i + 1] === LF) {
			// A dropped byte still separates two runs of blanks.
			inBlanks = false;
		} else if ((c === SPACE || c === TAB) && !keepBlanks) {
			if (!inBlanks) out[o++] = SPACE;
			inBlanks = true;
		} else {
			out[o++] = c;
			inBlanks = false;
		}
	}
	return out.subarray(0, o);
}

/** 1-based line and column (bytes) of an offset. */
export interface LineColumn {
	readonly line: number;
	readonly column: number;
	readonly lineStart: number;
	readonly lineEnd: number;
}

/** The last answer for each text: questions mostly come in order. */
const lastLine = new WeakMap<Buffer, { line: number; lineStart: number }>();

/** Finds the line an offset is on; it scans on from the last line asked for, or from the start. */
export function lineColumn(bytes: Buffer, offset: number): LineColumn {
	const last = lastLine.get(bytes);
	const resume = last !== undefined && last.lineStart <= offset;
	let line = resume ? last.line : 1;
	let lineStart = resume ? last.lineStart : 0;
	for (
		let nl = bytes.indexOf(LF, lineStart);
		nl !== -1 && nl < offset;
		nl = bytes.indexOf(LF, nl + 1)
	) {
		line++;
		lineStart = nl + 1;
	}
	lastLine.set(bytes, { line, lineStart });
	const nl = bytes.indexOf(LF, lineStart);
	const lineEnd = nl === -1 ? bytes.length : nl;
	return { line, column: offset - lineStart + 1, lineStart, lineEnd };
}

const EXCERPT_MAX = 400;

/** `file:line:col: kind: message`, the line and a caret under `length` bytes. */
export function formatPlace(
	source: SourceText,
	offset: number,
	kind: "error" | "note" | "warning" | "remark",
	message: string,
	length = 1,
): string {
	const p = lineColumn(source.bytes, offset);
	let out = `${source.name}:${p.line}:${p.column}: ${kind}: ${message}\n`;
	const line = source.bytes.subarray(p.lineStart, p.lineEnd);
	if (line.length > EXCERPT_MAX) return out;
	const text = line.toString("utf8");
	const before = line.subarray(0, p.column - 1).toString("utf8");
	const under = line
		.subarray(p.column - 1, p.column - 1 + Math.max(1, length))
		.toString("utf8");
	out += `${text}\n${before.replace(/[^\t]/g, " ")}^${"~".repeat(Math.max(0, under.length - 1))}\n`;
	return out;
}
