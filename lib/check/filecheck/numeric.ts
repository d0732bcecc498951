/** Values, formats and expressions of numeric substitution blocks. Values are what fits in 64 bits, signed or unsigned. */
import type { NumericVariable } from "./variables.ts";

const MIN = -(2n ** 63n);
const MAX_SIGNED = 2n ** 63n - 1n;
const MAX = 2n ** 64n - 1n;

/** A result that no 64-bit integer, or not the format, can hold. */
export class OverflowFailure extends Error {}

/** A variable used before it has a value. */
export class UndefinedVariable extends Error {
	readonly variable: string;
	constructor(variable: string) {
		super(`undefined variable: ${variable}`);
		this.variable = variable;
	}
}

export type FormatKind = "unsigned" | "signed" | "hexUpper" | "hexLower";

/** How a number is written in the checked text. */
export interface NumberFormat {
	readonly kind: FormatKind;
	/** The least number of digits; 0 for any. */
	readonly precision: number;
	/** With `0x` in front. */
	readonly alternate: boolean;
}

const FORMAT_LETTER = {
	unsigned: "u",
	signed: "d",
	hexUpper: "X",
	hexLower: "x",
} as const satisfies Record<FormatKind, string>;

/** The format as a check file spells it. */
export function describeFormat(f: NumberFormat): string {
	const precision = f.precision ? `.${f.precision}` : "";
	return `%${f.alternate ? "#" : ""}${precision}${FORMAT_LETTER[f.kind]}`;
}

export function sameFormat(a: NumberFormat, b: NumberFormat): boolean {
	return (
		a.kind === b.kind &&
		a.precision === b.precision &&
		a.alternate === b.alternate
	);
}

/** The pattern that matches any number in the format. */
export function wildcard(f: NumberFormat): string {
	const prefix = f.alternate ? "0x" : "";
	const [sign, first, any] = {
		unsigned: ["", "[1-9]", "[0-9]"],
		signed: ["-?", "[1-9]", "[0-9]"],
		hexUpper: ["", "[1-9A-F]", "[0-9A-F]"],
		hexLower: ["", "[1-9a-f]", "[0-9a-f]"],
	}[f.kind] as [string, string, string];
	return f.precision
		? `${prefix}${sign}(${first}${any}*)?${any}{${f.precision}}`
		: `${prefix}${sign}${any}+`;
}

/** The text a value has in the format. Throws OverflowFailure where the format cannot express it. */
export function formatValue(value: bigint, f: NumberFormat): string {
	const isSigned = f.kind === "signed";
	if (isSigned ? value > MAX_SIGNED : value < 0n) throw new OverflowFailure();
	const magnitude = value < 0n ? -value : value;
	let digits = magnitude.toString(f.kind.startsWith("hex") ? 16 : 10);
	if (f.kind === "hexUpper") digits = digits.toUpperCase();
	const prefix = f.alternate ? "0x" : "";
	return `${value < 0n ? "-" : ""}${prefix}${digits.padStart(f.precision, "0")}`;
}

/** The value of a matched text, or a message saying why it has none. */
export function parseValue(text: string, f: NumberFormat): bigint | string {
	const failure = "unable to represent numeric value";
	const isHex = f.kind.startsWith("hex");
	let digits = text;
	let missingPrefix = false;
	if (f.alternate) {
		if (digits.startsWith("0x")) digits = digits.slice(2);
		else missingPrefix = true;
	}
	if (!(isHex ? /^-?[0-9a-fA-F]+$/ : /^-?[0-9]+$/).test(digits)) return failure;
	const negative = digits.startsWith("-");
	const magnitude = BigInt(
		(isHex ? "0x" : "") + digits.slice(negative ? 1 : 0),
	);
	const value = negative ? -magnitude : magnitude;
	if (f.kind === "signed") {
		if (value < MIN || value > MAX_SIGNED) return failure;
	} else if (value < 0n || value > MAX) return failure;
	return missingPrefix ? "missing alternate form prefix" : value;
}

export type BinaryOp = "add" | "sub" | "mul" | "div" | "max" | "min";

/** An expression; `text` is how the check file spells it. */
export type Expression =
	| { readonly kind: "literal"; readonly value: bigint; readonly text: string }
	| {
			readonly kind: "use";
			readonly variable: NumericVariable;
			readonly text: string;
	  }
	| {
			readonly kind: "binary";
			readonly op: BinaryOp;
			readonly left: Expression;
			readonly right: Expression;
			readonly text: string;
	  };

const APPLY = {
	add: (a, b) => a + b,
	sub: (a, b) => a - b,
	mul: (a, b) => a * b,
	div: (a, b) => {
		if (b === 0n) throw new OverflowFailure();
		return a / b;
	},
	// biome-ignore lint/complexity/useMathMinMax: Math has no bigints
	max: (a, b) => (a > b ? a : b),
	// biome-ignore lint/complexity/useMathMinMax: Math has no bigints
	min: (a, b) => (a < b ? a : b),
} as const satisfies Record<BinaryOp, (a: bigint, b: bigint) => bigint>;

/** Evaluates an expression. Throws OverflowFailure; undefined variables are collected in `missing` and count as no value. */
export function evaluate(
	e: Expression,
	missing: Set<string>,
): bigint | undefined {
	switch (e.kind) {
		case "literal":
			return e.value;
		case "use":
			if (e.variable.value === undefined) missing.add(e.variable.name);
			return e.variable.value;
		case "binary": {
			const left = evaluate(e.left, missing);
			const right = evaluate(e.right, missing);
			if (left === undefined || right === undefined) return undefined;
			const value = APPLY[e.op](left, right);
			if (value < MIN || value > MAX) throw new OverflowFailure();
			return value;
		}
	}
}

/** Two operands whose formats differ, so that the expression has none of its own. */
export class FormatConflict extends Error {}

/** The format an expression inherits from its variables. Throws FormatConflict. */
export function implicitFormat(e: Expression): NumberFormat | undefined {
	if (e.kind === "literal") return undefined;
	if (e.kind === "use") return e.variable.format;
	const left = implicitFormat(e.left);
	const right = implicitFormat(e.right);
	if (left && right && !sameFormat(left, right))
		throw new FormatConflict(
			`implicit format conflict between '${e.left.text}' (${describeFormat(left)}) and '${e.right.text}' (${describeFormat(right)}), need an explicit format specifier`,
		);
	return left ?? right;
}
