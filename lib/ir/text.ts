/** How names, strings and constants are spelled: shared by the printer, diagnostics and the parser's checks. */
import type { Const } from "./const.ts";
import type { Literal } from "./ir.ts";

/** The characters of names that need no quotes; a pattern takes three times as long to find out. */
const PLAIN = new Uint8Array(128);
for (const c of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.$0123456789")
	PLAIN[c.charCodeAt(0)] = 1;

/** A name after its sigil: bare where it can be, else quoted. */
export function nameText(name: string): string {
	return isPlain(name) ? name : quote(name);
}

function isPlain(name: string): boolean {
	for (let i = 0; i < name.length; i++)
		if (PLAIN[name.charCodeAt(i)] !== 1) return false;
	return name !== "";
}

/** A string literal: JSON's notation, lone surrogates as `\udXXX`. */
export function quote(s: string): string {
	return JSON.stringify(s);
}

/** The inverse of `quote`; undefined when the escapes are wrong. `text` includes the quotes. */
export function unquote(text: string): string | undefined {
	if (!text.includes("\\") && !HAS_CONTROL.test(text)) return text.slice(1, -1);
	try {
		return JSON.parse(text) as string;
	} catch {
		return undefined;
	}
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
const HAS_CONTROL = /[\u0000-\u001f]/;

/** A float that reads back as the same float: `1.0`, `1e+300`, `inf`, `nan`. */
export function floatText(x: number): string {
	if (Number.isNaN(x)) return "nan";
	if (!Number.isFinite(x)) return x < 0 ? "-inf" : "inf";
	if (Object.is(x, -0)) return "-0.0";
	const text = String(x);
	return /[.e]/.test(text) ? text : `${text}.0`;
}

export function literalText(l: Literal): string {
	const text =
		typeof l.value === "number" ? floatText(l.value) : String(l.value);
	return `${l.type} ${text}`;
}

const HUGE = 1n << 256n;

/** An integer of any size: decimal, hexadecimal where decimal would take long to read. */
export function intText(n: bigint): string {
	if (n < HUGE && n > -HUGE) return n.toString();
	return n < 0n ? `-0x${(-n).toString(16)}` : `0x${n.toString(16)}`;
}

/** A bytes literal in Python's manner. */
export function bytesText(bytes: Uint8Array): string {
	let out = 'b"';
	for (const b of bytes) {
		if (b === 0x22 || b === 0x5c) out += `\\${String.fromCharCode(b)}`;
		else if (b >= 0x20 && b < 0x7f) out += String.fromCharCode(b);
		else out += `\\x${b.toString(16).padStart(2, "0")}`;
	}
	return `${out}"`;
}

/** The inverse of `bytesText`; undefined when an escape is wrong. `text` includes `b` and the quotes. */
export function parseBytes(text: string): Uint8Array | undefined {
	const out: number[] = [];
	for (let i = 2; i < text.length - 1; i++) {
		const c = text.charCodeAt(i);
		if (c > 0x7e || c < 0x20) return undefined;
		if (c !== 0x5c) {
			out.push(c);
			continue;
		}
		const letter = text[++i] as string;
		const simple = SIMPLE_ESCAPES[letter];
		if (simple !== undefined) out.push(simple);
		else {
			const hex = text.slice(i + 1, i + 3);
			if (letter !== "x" || !/^[0-9a-fA-F]{2}$/.test(hex)) return undefined;
			out.push(Number.parseInt(hex, 16));
			i += 2;
		}
	}
	return Uint8Array.from(out);
}

const SIMPLE_ESCAPES: Readonly<Record<string, number>> = {
	'"': 0x22,
	"'": 0x27,
	"\\": 0x5c,
	n: 0x0a,
	r: 0x0d,
	t: 0x09,
};

/** A constant of a code object, in Python's notation where it has one. */
export function constText(c: Const): string {
	switch (c.kind) {
		case "none":
			return "None";
		case "true":
			return "True";
		case "false":
			return "False";
		case "ellipsis":
			return "...";
		case "int":
			return intText(c.value);
		case "float":
			return floatText(c.value);
		case "complex":
			return complexText(c.real, c.imag);
		case "str":
			return quote(c.value);
		case "bytes":
			return bytesText(c.value);
		case "tuple":
			return tupleText(c.items);
		case "frozenset":
			return `frozenset(${tupleText(c.items)})`;
		case "code":
			return `code ${quote(c.qualname)}`;
	}
}

function complexText(real: number, imag: number): string {
	if (Object.is(real, 0) && Number.isFinite(imag)) return `${floatText(imag)}j`;
	return `complex(${floatText(real)}, ${floatText(imag)})`;
}

function tupleText(items: readonly Const[]): string {
	const texts = items.map(constText);
	return texts.length === 1 ? `(${texts[0]},)` : `(${texts.join(", ")})`;
}
