/** The grammar of substitution blocks: variable names, format specifiers, expressions and function calls. */
import {
	type BinaryOp,
	type Expression,
	FormatConflict,
	type FormatKind,
	implicitFormat,
	type NumberFormat,
	sameFormat,
} from "./numeric.ts";
import type { NumericVariable, Variables } from "./variables.ts";

/** A mistake inside a block; `offset` counts from the start of the text that was given to the parser. */
export class BlockError extends Error {
	readonly offset: number;
	constructor(message: string, offset: number) {
		super(message);
		this.offset = offset;
	}
}

/** A variable's name at the start of a text. `isPseudo` for `@`-names. */
export interface VariableName {
	readonly name: string;
	readonly isPseudo: boolean;
}

/** Reads a variable name at `at`. Throws BlockError. */
export function readVariableName(text: string, at: number): VariableName {
	if (at >= text.length) throw new BlockError("empty variable name", at);
	const isPseudo = text[at] === "@";
	const hasSigil = isPseudo || text[at] === "$";
	if (hasSigil && at + 1 === text.length)
		throw new BlockError(
			`empty ${isPseudo ? "pseudo" : "global"} variable name`,
			at,
		);
	const name = /^[@$]?[A-Za-z_][A-Za-z0-9_]*/.exec(text.slice(at))?.[0];
	if (name === undefined) throw new BlockError("invalid variable name", at);
	return { name, isPseudo };
}

/** What a numeric block says: what it defines, what it must equal, and in which format. */
export interface NumericBlock {
	readonly defines: NumericVariable | undefined;
	readonly expression: Expression | undefined;
	readonly format: NumberFormat;
}

type Operand = "any" | "line" | "literal";

const FUNCTIONS: ReadonlySet<string> = new Set<BinaryOp>([
	"add",
	"div",
	"max",
	"min",
	"mul",
	"sub",
]);
const FORMATS: Readonly<Record<string, FormatKind>> = {
	u: "unsigned",
	d: "signed",
	x: "hexLower",
	X: "hexUpper",
};
const UNSIGNED: NumberFormat = {
	kind: "unsigned",
	precision: 0,
	alternate: false,
};

/**
 * Parses the inside of `[[#…]]`, or a legacy `[[@LINE+N]]`, on line `line` (undefined for the command line). A variable
 * that is defined is not yet put into `variables`. Throws BlockError.
 */
export function parseNumericBlock(
	text: string,
	isLegacyLine: boolean,
	line: number | undefined,
	variables: Variables,
): NumericBlock {
	return new BlockParser(text, line, variables).block(isLegacyLine);
}

class BlockParser {
	private at = 0;
	private readonly text: string;
	private readonly line: number | undefined;
	private readonly variables: Variables;

	constructor(text: string, line: number | undefined, variables: Variables) {
		this.text = text;
		this.line = line;
		this.variables = variables;
	}

	private fail(message: string, at = this.at): never {
		throw new BlockError(message, at);
	}

	private blanks(): void {
		while (this.text[this.at] === " " || this.text[this.at] === "\t") this.at++;
	}

	private eat(s: string): boolean {
		if (!this.text.startsWith(s, this.at)) return false;
		this.at += s.length;
		return true;
	}

	private done(): boolean {
		return this.at >= this.text.length;
	}

	block(isLegacyLine: boolean): NumericBlock {
		const { explicit, precision } = this.format();
		const colon = this.text.indexOf(":", this.at);
		const definitionAt = this.at;
		if (colon !== -1) this.at = colon + 1;
		this.blanks();
		const constrained = this.eat("==");
		this.blanks();
		let expression: Expression | undefined;
		if (this.done()) {
			if (constrained)
				this.fail("empty numeric expression should not have a constraint");
		} else expression = this.whole(isLegacyLine, !constrained);
		const format =
			explicit ??
			this.inherited(expression) ??
			({ ...UNSIGNED, precision } satisfies NumberFormat);
		const defines =
			colon === -1 ? undefined : this.definition(definitionAt, colon, format);
		return { defines, expression, format };
	}

	private inherited(e: Expression | undefined): NumberFormat | undefined {
		try {
			return e && implicitFormat(e);
		} catch (error) {
			if (error instanceof FormatConflict) this.fail(error.message, 0);
			throw error;
		}
	}

	private format(): {
		explicit: NumberFormat | undefined;
		precision: number;
	} {
		const comma = this.text.indexOf(",");
		const paren = this.text.indexOf("(");
		if (comma === -1 || (paren !== -1 && paren < comma))
			return { explicit: undefined, precision: 0 };
		const spec = this.text.slice(0, comma).replace(/^[ \t]+|[ \t]+$/g, "");
		this.at = comma + 1;
		const bad = "invalid matching format specification in expression";
		if (!spec.startsWith("%")) this.fail(bad, 0);
		const m = /^%(#?)(\.)?([0-9]*)(.*)$/s.exec(spec);
		const digits = m?.[3] ?? "";
		let rest = m?.[4] ?? "";
		if (m?.[2] === undefined) rest = digits + rest;
		else if (digits === "" || Number(digits) > 0xffffffff)
			this.fail("invalid precision in format specifier", 0);
		const precision = m?.[2] === undefined ? 0 : Number(digits);
		const alternate = m?.[1] === "#";
		let kind: FormatKind | undefined;
		if (rest !== "") {
			kind = Object.hasOwn(FORMATS, rest[0] ?? "")
				? FORMATS[rest[0] ?? ""]
				: undefined;
			if (kind === undefined)
				this.fail("invalid format specifier in expression", 0);
			rest = rest.slice(1);
		}
		if (alternate && kind !== "hexLower" && kind !== "hexUpper")
			this.fail("alternate form only supported for hex values", 0);
		if (rest.replace(/^[ \t]+/, "") !== "") this.fail(bad, 0);
		return { explicit: kind && { kind, precision, alternate }, precision };
	}

	private definition(
		from: number,
		to: number,
		format: NumberFormat,
	): NumericVariable {
		const text = this.text.slice(0, to);
		let at = from;
		while (text[at] === " " || text[at] === "\t") at++;
		const { name, isPseudo } = readVariableName(text, at);
		if (isPseudo)
			this.fail("definition of pseudo numeric variable unsupported", at);
		if (this.variables.stringNames.has(name))
			this.fail(`string variable with name '${name}' already exists`, at);
		if (text.slice(at + name.length).trim() !== "")
			this.fail(
				"unexpected characters after numeric variable name",
				at + name.length,
			);
		const known = this.variables.numeric.get(name);
		if (known === undefined)
			return { name, format, value: undefined, line: this.line };
		if (known.format === undefined || !sameFormat(known.format, format))
			this.fail("format different from previous variable definition", at);
		return known;
	}

	private whole(isLegacyLine: boolean, mayBeConstraint: boolean): Expression {
		const end = this.text.replace(/[ \t]+$/, "").length;
		const start = this.at;
		let e = this.operand(isLegacyLine ? "line" : "any", mayBeConstraint);
		for (;;) {
			if (this.at >= end) return e;
			e = this.binary(e, start, isLegacyLine);
			if (isLegacyLine && this.at < end)
				this.fail(
					`unexpected characters at end of expression '${this.text.slice(this.at, end)}'`,
				);
		}
	}

	private binary(
		left: Expression,
		start: number,
		isLegacyLine: boolean,
	): Expression {
		this.blanks();
		if (this.done()) return left;
		const operator = this.text[this.at] ?? "";
		if (operator !== "+" && operator !== "-")
			this.fail(`unsupported operation '${operator}'`);
		this.at++;
		this.blanks();
		if (this.done()) this.fail("missing operand in expression");
		const right = this.operand(isLegacyLine ? "literal" : "any", false);
		return {
			kind: "binary",
			op: operator === "+" ? "add" : "sub",
			left,
			right,
			text: this.text.slice(start, this.at),
		};
	}

	private operand(allowed: Operand, mayBeConstraint: boolean): Expression {
		if (this.text[this.at] === "(") {
			if (allowed !== "any")
				this.fail("parenthesized expression not permitted here");
			return this.parenthesized();
		}
		if (allowed !== "literal") {
			const use = this.tryVariable(allowed);
			if (use !== undefined) return use;
		}
		return this.literal(allowed, mayBeConstraint);
	}

	private tryVariable(allowed: Operand): Expression | undefined {
		let variable: VariableName;
		try {
			variable = readVariableName(this.text, this.at);
		} catch (e) {
			if (allowed === "line" || !(e instanceof BlockError)) throw e;
			return undefined;
		}
		const start = this.at;
		this.at += variable.name.length;
		const after = this.at;
		this.blanks();
		if (this.text[this.at] === "(") {
			if (allowed !== "any") this.fail("unexpected function call", start);
			return this.call(variable.name, start);
		}
		this.at = after;
		return this.use(variable, start);
	}

	private use({ name, isPseudo }: VariableName, start: number): Expression {
		if (isPseudo && name !== "@LINE")
			this.fail(`invalid pseudo numeric variable '${name}'`, start);
		let variable = this.variables.numeric.get(name);
		if (variable === undefined) {
			variable = {
				name,
				format: { ...UNSIGNED },
				value: undefined,
				line: undefined,
			};
			this.variables.numeric.set(name, variable);
		}
		if (variable.line !== undefined && variable.line === this.line)
			this.fail(
				`numeric variable '${name}' defined earlier in the same CHECK directive`,
				start,
			);
		return { kind: "use", variable, text: name };
	}

	private literal(allowed: Operand, mayBeConstraint: boolean): Expression {
		const rest = this.text.slice(this.at);
		const m =
			allowed === "literal"
				? /^[0-9]+/.exec(rest)
				: /^-?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO][0-7]+|[0-9]+)/.exec(rest);
		const value = m && literalValue(m[0], allowed === "literal");
		if (!m || value === undefined || value === null)
			this.fail(
				`invalid ${mayBeConstraint ? "matching constraint or " : ""}operand format`,
			);
		this.at += m[0].length;
		return { kind: "literal", value, text: m[0] };
	}

	private parenthesized(): Expression {
		this.at++;
		this.blanks();
		if (this.done()) this.fail("missing operand in expression");
		const start = this.at;
		let e = this.operand("any", false);
		this.blanks();
		while (!this.done() && this.text[this.at] !== ")") {
			e = this.binary(e, start, false);
			this.blanks();
		}
		if (!this.eat(")")) this.fail("missing ')' at end of nested expression");
		return e;
	}

	private call(name: string, start: number): Expression {
		if (!FUNCTIONS.has(name))
			this.fail(`call to undefined function '${name}'`, start);
		this.at++;
		this.blanks();
		const args: Expression[] = [];
		while (!this.done() && this.text[this.at] !== ")") {
			if (this.text[this.at] === ",") this.fail("missing argument");
			args.push(this.argument());
			this.blanks();
			if (!this.eat(",")) break;
			this.blanks();
			if (this.text[this.at] === ")") this.fail("missing argument");
		}
		if (!this.eat(")")) this.fail("missing ')' at end of call expression");
		const [left, right] = args;
		if (args.length !== 2 || left === undefined || right === undefined)
			this.fail(
				`function '${name}' takes 2 arguments but ${args.length} given`,
				start,
			);
		return {
			kind: "binary",
			op: name as BinaryOp,
			left,
			right,
			text: this.text.slice(start, this.at),
		};
	}

	private argument(): Expression {
		const start = this.at;
		let e = this.operand("any", false);
		for (;;) {
			this.blanks();
			const c = this.text[this.at];
			if (c === undefined || c === "," || c === ")") return e;
			e = this.binary(e, start, false);
		}
	}
}

/** The value of a literal with its radix prefix (a leading 0 is octal), or undefined when 64 bits cannot hold it. */
function literalValue(text: string, isDecimal: boolean): bigint | undefined {
	const negative = text.startsWith("-");
	const digits = negative ? text.slice(1) : text;
	let magnitude: bigint;
	if (isDecimal) magnitude = BigInt(digits);
	else if (/^0[0-9]/.test(digits)) {
		if (/[89]/.test(digits)) return undefined;
		magnitude = BigInt(`0o${digits.slice(1)}`);
	} else magnitude = BigInt(digits.toLowerCase());
	if (negative) return magnitude > 2n ** 63n ? undefined : -magnitude;
	return magnitude > 2n ** 64n - 1n ? undefined : magnitude;
}
