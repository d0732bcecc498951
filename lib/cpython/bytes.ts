/** Strings of CPython against UTF-8 with surrogates let through ("surrogatepass"), and hexadecimal. */
import type { PyStr } from "./code.ts";

const LONE_SURROGATE = /\p{Surrogate}/u;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A string decoded from bytes: its UTF-16 text and where two lone surrogates stand side by side (see PyStr.split). */
export interface DecodedText {
	readonly value: string;
	readonly split?: readonly number[];
}

/** Decodes UTF-8 in which surrogates may stand as three bytes. Undefined when the bytes are not that. */
export function decodeSurrogatePass(
	bytes: Uint8Array,
): DecodedText | undefined {
	try {
		return { value: strict.decode(bytes) };
	} catch {
		return decodeSlowly(bytes);
	}
}

function decodeSlowly(bytes: Uint8Array): DecodedText | undefined {
	const points: number[] = [];
	for (let i = 0; i < bytes.length; ) {
		const first = bytes[i] ?? 0;
		const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
		if ((first >= 0x80 && first < 0xc2) || first > 0xf4) return undefined;
		if (i + length > bytes.length) return undefined;
		let point = length === 1 ? first : first & (0xff >> (length + 1));
		for (let k = 1; k < length; k++) {
			const next = bytes[i + k] ?? 0;
			if ((next & 0xc0) !== 0x80) return undefined;
			point = (point << 6) | (next & 0x3f);
		}
		const least = [0, 0, 0x80, 0x800, 0x10000][length] ?? 0;
		if (point < least || point > 0x10ffff) return undefined;
		points.push(point);
		i += length;
	}
	return fromCodePoints(points);
}

/** The text of a sequence of Unicode code points, surrogates allowed. */
export function fromCodePoints(points: readonly number[]): DecodedText {
	let value = "";
	const split: number[] = [];
	let highBefore = false;
	for (const point of points) {
		if (highBefore && point >= 0xdc00 && point <= 0xdfff)
			split.push(value.length - 1);
		highBefore = point >= 0xd800 && point <= 0xdbff;
		value += String.fromCodePoint(point);
	}
	return split.length > 0 ? { value, split } : { value };
}

/** The code points of a str: the inverse of fromCodePoints. */
export function toCodePoints(str: Pick<PyStr, "value" | "split">): number[] {
	if (str.split === undefined)
		return Array.from(str.value, (c) => c.codePointAt(0) ?? 0);
	const split = new Set(str.split);
	const points: number[] = [];
	for (let i = 0; i < str.value.length; i++) {
		const point = split.has(i)
			? str.value.charCodeAt(i)
			: (str.value.codePointAt(i) ?? 0);
		points.push(point);
		if (point > 0xffff) i++;
	}
	return points;
}

/** Encodes a str as UTF-8, each surrogate code point as three bytes. */
export function encodeSurrogatePass(
	str: Pick<PyStr, "value" | "split">,
): Uint8Array {
	if (str.split === undefined && !LONE_SURROGATE.test(str.value))
		return Buffer.from(str.value, "utf8");
	const out: number[] = [];
	for (const p of toCodePoints(str)) {
		if (p < 0x80) out.push(p);
		else if (p < 0x800) out.push(0xc0 | (p >> 6), 0x80 | (p & 0x3f));
		else if (p < 0x10000)
			out.push(0xe0 | (p >> 12), 0x80 | ((p >> 6) & 0x3f), 0x80 | (p & 0x3f));
		else
			out.push(
				0xf0 | (p >> 18),
				0x80 | ((p >> 12) & 0x3f),
				0x80 | ((p >> 6) & 0x3f),
				0x80 | (p & 0x3f),
			);
	}
	return Uint8Array.from(out);
}

/** True when both hold the same bytes. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && Buffer.compare(a, b) === 0;
}
