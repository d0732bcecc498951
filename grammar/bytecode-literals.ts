/** Literals of bytecode text to values: the inverse of lib/cpython/quote.ts. */
import { fromCodePoints } from "../lib/cpython/bytes.ts";
import {
	internedByDefault,
	type PyFloat,
	type PyStr,
	pyFloat,
	pyFloatFromBits,
} from "../lib/cpython/code.ts";
import { NO_POSITION, type Position } from "../lib/cpython/linetable.ts";

const ESCAPE =
	/\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\s\S]))/g;
const PLAIN: Readonly<Record<string, string>> = {
	n: "\n",
	r: "\r",
	t: "\t",
	'"': '"',
	"\\": "\\",
};

/** A literal that is not one: `at` is where in the token the mistake is. */
export class LiteralError extends Error {
	readonly at: number;
	constructor(message: string, at: number) {
		super(message);
		this.at = at;
	}
}

/** The value of a Str token. */
export function parseStr(image: string): PyStr {
	const mark = image[0] === '"' ? "" : image[0];
	const start = mark === "" ? 1 : 2;
	const body = image.slice(start, -1);
	const text = body.includes("\\")
		? decodeEscapes(body, start)
		: { value: body };
	const usual = text.split === undefined && internedByDefault(text.value);
	return {
		kind: "str",
		interned: mark === "i" ? true : mark === "n" ? false : usual,
		...text,
	};
}

function decodeEscapes(
	body: string,
	start: number,
): { value: string; split?: readonly number[] } {
	const points: number[] = [];
	const raw = (text: string): void => {
		for (const c of text) points.push(c.codePointAt(0) ?? 0);
	};
	let from = 0;
	for (const m of body.matchAll(ESCAPE)) {
		raw(body.slice(from, m.index));
		from = m.index + m[0].length;
		points.push(escapedPoint(m, start));
	}
	raw(body.slice(from));
	return fromCodePoints(points);
}

function escapedPoint(m: RegExpExecArray, start: number): number {
	const digits = m[1] ?? m[2] ?? m[3];
	if (digits === undefined) {
		const plain = PLAIN[m[4] ?? ""];
		if (plain === undefined)
			throw new LiteralError(`unknown escape '\\${m[4]}'`, start + m.index);
		return plain.charCodeAt(0);
	}
	const point = Number.parseInt(digits, 16);
	if (point > 0x10ffff)
		throw new LiteralError("code point out of range", start + m.index);
	return point;
}

/** The value of a Bytes token. */
export function parseBytes(image: string): Uint8Array {
	const body = image.slice(2, -1);
	const out: number[] = [];
	for (let i = 0; i < body.length; i++) {
		const c = body.charCodeAt(i);
		if (c > 0x7f)
			throw new LiteralError(
				"only ASCII and escapes may stand in bytes",
				i + 2,
			);
		if (c !== 0x5c) {
			out.push(c);
			continue;
		}
		const next = body[++i] ?? "";
		const hex = body.slice(i + 1, i + 3);
		const plain = PLAIN[next];
		if (plain !== undefined) out.push(plain.charCodeAt(0));
		else if (next === "x" && /^[0-9A-Fa-f]{2}$/.test(hex)) {
			out.push(Number.parseInt(hex, 16));
			i += 2;
		} else throw new LiteralError(`unknown escape '\\${next}'`, i + 1);
	}
	return Uint8Array.from(out);
}

/** The value of a Hex token. */
export function parseHex(image: string): Uint8Array {
	if (image.length % 2 === 0)
		throw new LiteralError("odd number of hexadecimal digits", 0);
	return Uint8Array.from(Buffer.from(image.slice(2, -1), "hex"));
}

/** The value of a Float token. */
export function parseFloatLiteral(image: string): PyFloat {
	if (image === "inf") return pyFloat(Number.POSITIVE_INFINITY);
	if (image === "-inf") return pyFloat(Number.NEGATIVE_INFINITY);
	if (image === "nan") return pyFloatFromBits(0x7ff8000000000000n);
	if (image.startsWith("nan(")) {
		const bits = BigInt(image.slice(4, -1));
		if (bits >> 64n !== 0n) throw new LiteralError("a double has 64 bits", 4);
		return pyFloatFromBits(bits);
	}
	return pyFloat(Number(image));
}

/** The value of an Int token. */
export function parseInteger(image: string): bigint {
	return image.startsWith("-") ? -BigInt(image.slice(1)) : BigInt(image);
}

const LOC = /^loc\((?:(\d+)(?::(\d+|_))?(?:-(\d+)(?::(\d+|_))?)?)?\)$/;

/** The value of a Loc token: `loc(2:4-2:9)`, `loc(2)`, `loc(2-3)`, `_` for an unknown column. */
export function parseLoc(image: string): Position {
	const m = LOC.exec(image);
	if (m === null)
		throw new LiteralError(
			"a source span is written loc(line:column-line:column)",
			0,
		);
	if (m[1] === undefined) return NO_POSITION;
	const line = Number(m[1]);
	const column = (text: string | undefined): number | undefined =>
		text === undefined || text === "_" ? undefined : Number(text);
	const endLine = m[3] === undefined ? line : Number(m[3]);
	if (endLine < line)
		throw new LiteralError("a source span ends before it starts", 0);
	return { line, endLine, column: column(m[2]), endColumn: column(m[4]) };
}
