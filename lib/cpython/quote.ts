/** Constants as literals of the bytecode text, close to Python's own. The grammar reads them back exactly. */
import { unreachable } from "../support/diagnostic.ts";
import {
	type CodeObject,
	internedByDefault,
	type PyConst,
	type PyFloat,
	type PyStr,
} from "./code.ts";

const SHORT: Readonly<Record<string, string>> = {
	'"': '\\"',
	"\\": "\\\\",
	"\n": "\\n",
	"\r": "\\r",
	"\t": "\\t",
};

/** What may not stand raw between quotes: controls, separators that look like nothing, surrogates, the quote and the backslash. */
const ESCAPED = /["\\\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu;

/** Printable ASCII without quote and backslash: most of what there is. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A str in double quotes. `\uXXXX` is one code point; an astral character stands raw or as `\UXXXXXXXX`. */
export function quoteText(value: string, split?: readonly number[]): string {
	if (PLAIN.test(value)) return `"${value}"`;
	if (split === undefined) return `"${value.replace(ESCAPED, escapeChar)}"`;
	let out = "";
	let from = 0;
	for (const i of split) {
		out += value.slice(from, i).replace(ESCAPED, escapeChar);
		out += hexEscape(value.charCodeAt(i)) + hexEscape(value.charCodeAt(i + 1));
		from = i + 2;
	}
	return `"${out}${value.slice(from).replace(ESCAPED, escapeChar)}"`;
}

function escapeChar(c: string): string {
	return SHORT[c] ?? hexEscape(c.codePointAt(0) ?? 0);
}

function hexEscape(point: number): string {
	if (point < 0x100) return `\\x${point.toString(16).padStart(2, "0")}`;
	if (point < 0x10000) return `\\u${point.toString(16).padStart(4, "0")}`;
	return `\\U${point.toString(16).padStart(8, "0")}`;
}

/**
 * A str constant: `i"…"` when interned against the compiler's habit (names are, the rest is not), `n"…"` when not interned
 * although it is a name.
 */
export function quoteStr(str: Omit<PyStr, "kind">): string {
	const usual = internedByDefault(str.value) && str.split === undefined;
	const mark = str.interned === usual ? "" : str.interned ? "i" : "n";
	return mark + quoteText(str.value, str.split);
}

/** Bytes as `b"…"`, ASCII raw, the rest as `\xXX`. */
export function quoteBytes(bytes: Uint8Array): string {
	let out = 'b"';
	for (const b of bytes) {
		const c = String.fromCharCode(b);
		out +=
			SHORT[c] ??
			(b >= 0x20 && b < 0x7f ? c : `\\x${b.toString(16).padStart(2, "0")}`);
	}
	return `${out}"`;
}

const QUIET_NAN = 0x7ff8000000000000n;

/** A float: the shortest decimal that reads back the same, `inf`, `nan`, and `nan(0x…)` with its bits where they are unusual. */
export function quoteFloat(f: PyFloat): string {
	if (Number.isNaN(f.value))
		return f.bits === QUIET_NAN ? "nan" : `nan(0x${f.bits.toString(16)})`;
	if (f.value === Number.POSITIVE_INFINITY) return "inf";
	if (f.value === Number.NEGATIVE_INFINITY) return "-inf";
	if (Object.is(f.value, -0)) return "-0.0";
	const text = String(f.value);
	return /[.e]/.test(text) ? text : `${text}.0`;
}

/** An int in decimal, or in hexadecimal from 2^256 on, where decimal takes more than linear time. */
export function quoteInt(value: bigint): string {
	const size = value < 0n ? -value : value;
	if (size >> 256n === 0n) return value.toString();
	return `${value < 0n ? "-" : ""}0x${size.toString(16)}`;
}

/** Any constant. `codeNumber` gives the number under which a nested code object is printed. */
export function quoteConst(
	c: PyConst,
	codeNumber: (code: CodeObject) => number,
): string {
	const all = (items: readonly PyConst[]): string =>
		items.map((i) => quoteConst(i, codeNumber)).join(", ");
	switch (c.kind) {
		case "none":
			return "None";
		case "true":
			return "True";
		case "false":
			return "False";
		case "ellipsis":
			return "Ellipsis";
		case "stopiteration":
			return "StopIteration";
		case "int":
			return quoteInt(c.value);
		case "float":
			return quoteFloat(c);
		case "complex":
			return `complex(${quoteFloat(c.real)}, ${quoteFloat(c.imag)})`;
		case "str":
			return quoteStr(c);
		case "bytes":
			return quoteBytes(c.value);
		case "tuple":
			return c.items.length === 1 ? `(${all(c.items)},)` : `(${all(c.items)})`;
		case "list":
			return `list(${all(c.items)})`;
		case "set":
			return `set(${all(c.items)})`;
		case "frozenset":
			return `frozenset(${all(c.items)})`;
		case "dict":
			return `{${c.items.map(([k, v]) => `${quoteConst(k, codeNumber)}: ${quoteConst(v, codeNumber)}`).join(", ")}}`;
		case "code":
			return `code #${codeNumber(c.code)}`;
		default:
			return unreachable(c);
	}
}
