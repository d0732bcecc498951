/**
 * One directive's pattern: parsed once from the check file, matched against regions of the input. A pattern is either a
 * fixed string or a regular expression with holes, which are filled with the values of variables at each match.
 */

import { escapeRegex, RegexError } from "../regex/parse.ts";
import { compileRegex } from "../regex/regex.ts";
import {
	BlockError,
	parseNumericBlock,
	readVariableName,
} from "./expression.ts";
import {
	type Expression,
	evaluate,
	formatValue,
	type NumberFormat,
	OverflowFailure,
	parseValue,
	wildcard,
} from "./numeric.ts";
import { CheckFileError, type SourceText } from "./text.ts";
import type { NumericVariable, Variables } from "./variables.ts";

export type DirectiveKind =
	| "plain"
	| "next"
	| "same"
	| "not"
	| "dag"
	| "label"
	| "empty"
	| "eof";

/** The options that change how patterns are read and matched. */
export interface PatternOptions {
	readonly matchFullLines: boolean;
	readonly keepBlanks: boolean;
	readonly ignoreCase: boolean;
}

/** Where a directive stands and how it is spelled. */
export interface DirectiveInfo {
	readonly kind: DirectiveKind;
	readonly literal: boolean;
	/** How many times it must match in a row. */
	readonly count: number;
	readonly prefix: string;
	readonly source: SourceText;
	/** Byte offset of the prefix. */
	readonly prefixOffset: number;
	/** Byte offset of the pattern. */
	readonly offset: number;
	/** 1-based line, undefined for patterns of the command line. */
	readonly line: number | undefined;
}

/** A value put into the regular expression at `index` of its text. */
export type Substitution =
	| { readonly kind: "string"; readonly name: string; readonly index: number }
	| {
			readonly kind: "numeric";
			readonly expression: Expression;
			readonly format: NumberFormat;
			readonly text: string;
			readonly index: number;
	  };

interface NumericCapture {
	readonly variable: NumericVariable;
	readonly group: number;
}

/** Where and how long a pattern matched. `problems` are captured numbers without a value. */
export interface PatternMatch {
	readonly pos: number;
	readonly len: number;
	readonly problems: readonly string[];
}

/** Why a pattern could not even be tried: values it needs are missing or do not fit. */
export interface PatternProblem {
	readonly problems: readonly string[];
	/** The names among them that have no value. */
	readonly undefinedNames: readonly string[];
}

export interface Pattern extends DirectiveInfo {
	/** The text of the directive after its colon, as the check file has it (Latin-1). */
	readonly text: string;
	readonly fixed: Buffer | undefined;
	readonly regex: string;
	readonly substitutions: readonly Substitution[];
	readonly stringDefs: ReadonlyMap<string, number>;
	readonly numericDefs: readonly NumericCapture[];
	readonly ignoreCase: boolean;
}

const TRAILING_BLANKS = /[ \t]+$/;

/** Parses the text of a directive (Latin-1, one unit a byte). Registers the variables it defines. Throws CheckFileError. */
export function parsePattern(
	text: string,
	info: DirectiveInfo,
	options: PatternOptions,
	variables: Variables,
): Pattern {
	return new PatternParser(text, info, options, variables).parse();
}

const BLOCK_HINT =
	"'[[' starts a substitution block; where it is meant as text, write '{LITERAL}' before the directive's colon or '{{\\[\\[}}'";

class PatternParser {
	private regex = "";
	private group = 1;
	private at = 0;
	private readonly substitutions: Substitution[] = [];
	private readonly stringDefs = new Map<string, number>();
	private readonly numericDefs = new Map<string, NumericCapture>();
	private readonly text: string;
	private readonly info: DirectiveInfo;
	private readonly options: PatternOptions;
	private readonly variables: Variables;

	constructor(
		text: string,
		info: DirectiveInfo,
		options: PatternOptions,
		variables: Variables,
	) {
		this.info = info;
		this.options = options;
		this.variables = variables;
		this.text =
			options.keepBlanks && options.matchFullLines
				? text
				: text.replace(TRAILING_BLANKS, "");
	}

	private fail(
		message: string,
		at = this.at,
		exitCode = 2,
		hint?: string,
	): never {
		const { source, offset } = this.info;
		throw new CheckFileError(message, source, offset + at, hint, exitCode);
	}

	parse(): Pattern {
		const { info, text, options } = this;
		const fullLines = options.matchFullLines && info.kind !== "not";
		if (text === "" && info.kind !== "empty")
			this.fail(`found empty check string with prefix '${info.prefix}:'`);
		if (info.kind === "empty") {
			if (text !== "")
				this.fail(
					`found non-empty check string for empty check with prefix '${info.prefix}:'`,
				);
			this.regex = "(\n$)";
			return this.result(undefined);
		}
		const hasBlocks = text.includes("{{") || text.includes("[[");
		if (info.literal || (!fullLines && !hasBlocks)) return this.result(text);
		const blanks = options.keepBlanks ? "" : " *";
		if (fullLines) this.regex = `^${blanks}`;
		while (this.at < text.length) this.piece();
		if (fullLines) this.regex += `${blanks}$`;
		return this.result(undefined);
	}

	private result(fixed: string | undefined): Pattern {
		return {
			...this.info,
			text: this.text,
			fixed: fixed === undefined ? undefined : Buffer.from(fixed, "latin1"),
			regex: this.regex,
			substitutions: this.substitutions,
			stringDefs: this.stringDefs,
			numericDefs: [...this.numericDefs.values()],
			ignoreCase: this.options.ignoreCase,
		};
	}

	private piece(): void {
		const { text } = this;
		if (text.startsWith("{{", this.at)) this.regexBlock();
		else if (text.startsWith("[[", this.at)) this.substitutionBlock();
		else this.fixedText();
	}

	private fixedText(): void {
		const { text } = this;
		const ends = [
			text.indexOf("{{", this.at),
			text.indexOf("[[", this.at),
		].filter((i) => i !== -1);
		const end = Math.min(text.length, ...ends);
		this.regex += escapeRegex(text.slice(this.at, end));
		this.at = end;
	}

	/** `{{…}}`, put in parentheses so that an alternation inside stays inside. */
	private regexBlock(): void {
		const end = this.text.indexOf("}}", this.at + 2);
		if (end === -1) this.fail("found start of regex string with no end '}}'");
		this.regex += "(";
		this.group++;
		this.addRegex(this.text.slice(this.at + 2, end), this.at + 2);
		this.regex += ")";
		this.at = end + 2;
	}

	private addRegex(source: string, offset: number): void {
		try {
			this.group += compileRegex(source, false).groups;
		} catch (e) {
			if (!(e instanceof RegexError)) throw e;
			const hint = e.message.includes("balanced")
				? "the block ends at the first '}}': put '(…)' around what ends in '}'"
				: undefined;
			this.fail(`invalid regex: ${e.message}`, offset, 2, hint);
		}
		this.regex += source;
	}

	private substitutionBlock(): void {
		const start = this.at + 2;
		const end = this.blockEnd(start);
		const isNumeric = this.text[start] === "#";
		const from = isNumeric ? start + 1 : start;
		const inside = this.text.slice(from, end);
		this.at = end + 2;
		try {
			if (isNumeric) this.numericBlock(inside, false);
			else this.stringBlock(inside, from);
		} catch (e) {
			if (!(e instanceof BlockError)) throw e;
			this.fail(e.message, from + e.offset, 2, BLOCK_HINT);
		}
	}

	/** The offset of the `]]` that closes a block; brackets inside nest and a backslash hides the next byte. */
	private blockEnd(start: number): number {
		let depth = 0;
		for (let i = start; i < this.text.length; i++) {
			if (depth === 0 && this.text.startsWith("]]", i)) return i;
			const c = this.text[i];
			if (c === "\\") i++;
			else if (c === "[") depth++;
			else if (c === "]") {
				if (depth === 0)
					this.fail('missing closing "]" for regex variable', i, 1, BLOCK_HINT);
				depth--;
			}
		}
		return this.fail(
			"invalid substitution block, no ]] found",
			start - 2,
			2,
			BLOCK_HINT,
		);
	}

	private stringBlock(inside: string, offset: number): void {
		const colon = inside.indexOf(":");
		const head = colon === -1 ? inside : inside.slice(0, colon);
		const blank = head.search(/[ \t]/);
		if (blank !== -1) this.fail("unexpected whitespace", offset + blank);
		const { name, isPseudo } = readVariableName(inside, 0);
		if (colon === -1) {
			if (isPseudo) this.numericBlock(inside, true);
			else if (name.length !== inside.length)
				this.fail("invalid name in string variable use", offset);
			else this.stringUse(name);
			return;
		}
		if (isPseudo || name.length !== colon)
			this.fail("invalid name in string variable definition", offset);
		if (this.variables.numeric.has(name))
			this.fail(`numeric variable with name '${name}' already exists`, offset);
		this.regex += "(";
		this.stringDefs.set(name, this.group++);
		this.variables.stringNames.add(name);
		const pattern = inside.slice(colon + 1);
		if (pattern !== "") this.addRegex(pattern, offset + colon + 1);
		this.regex += ")";
	}

	private stringUse(name: string): void {
		const group = this.stringDefs.get(name);
		if (group === undefined) {
			const index = this.regex.length;
			this.substitutions.push({ kind: "string", name, index });
			return;
		}
		if (group > 9) this.fail("can't back-reference more than 9 variables");
		this.regex += `\\${group}`;
	}

	private numericBlock(inside: string, isLegacyLine: boolean): void {
		const block = parseNumericBlock(
			inside,
			isLegacyLine,
			this.info.line,
			this.variables,
		);
		const { defines, expression, format } = block;
		const index = this.regex.length + (defines ? 1 : 0);
		if (defines) {
			this.regex += "(";
			this.numericDefs.set(defines.name, {
				variable: defines,
				group: this.group++,
			});
			this.variables.numeric.set(defines.name, defines);
		}
		if (expression === undefined) this.addRegex(wildcard(format), this.at);
		if (defines) this.regex += ")";
		if (expression !== undefined)
			this.substitutions.push({
				kind: "numeric",
				expression,
				format,
				text: inside,
				index,
			});
	}
}

/** The text a substitution stands for now, or undefined with the reasons added to `problems` and `missing`. */
export function substitutionValue(
	s: Substitution,
	variables: Variables,
	problems: string[],
	missing: Set<string>,
): string | undefined {
	if (s.kind === "string") {
		const value = variables.strings.get(s.name);
		if (value === undefined) missing.add(s.name);
		return value === undefined ? undefined : escapeRegex(value);
	}
	try {
		const value = evaluate(s.expression, missing);
		return value === undefined ? undefined : formatValue(value, s.format);
	} catch (e) {
		if (!(e instanceof OverflowFailure)) throw e;
		problems.push(
			"unable to substitute variable or numeric expression: overflow error",
		);
		return undefined;
	}
}

/** Fills the holes of a pattern's regular expression. */
function fill(p: Pattern, variables: Variables): string | PatternProblem {
	if (p.substitutions.length === 0) return p.regex;
	if (p.line !== undefined) variables.line.value = BigInt(p.line);
	const problems: string[] = [];
	const missing = new Set<string>();
	let out = "";
	let from = 0;
	for (const s of p.substitutions) {
		const value = substitutionValue(s, variables, problems, missing);
		out += p.regex.slice(from, s.index) + (value ?? "");
		from = s.index;
	}
	for (const name of missing) problems.push(`undefined variable: ${name}`);
	if (problems.length > 0) return { problems, undefinedNames: [...missing] };
	return out + p.regex.slice(from);
}

/**
 * Finds the first match of a pattern in `buf` between `from` and `to`, both of which count as line boundaries, and sets
 * the variables it defines. Returns undefined where there is none.
 */
export function matchPattern(
	p: Pattern,
	buf: Buffer,
	from: number,
	to: number,
	variables: Variables,
): PatternMatch | PatternProblem | undefined {
	if (p.kind === "eof") return { pos: to, len: 0, problems: [] };
	if (p.fixed !== undefined) return matchFixed(p, p.fixed, buf, from, to);
	const source = fill(p, variables);
	if (typeof source !== "string") return source;
	const wantGroups = p.stringDefs.size > 0 || p.numericDefs.length > 0;
	const m = searchRegex(source, p.ignoreCase, buf, from, to, wantGroups);
	if (m === undefined) return undefined;
	for (const [name, group] of p.stringDefs)
		variables.strings.set(name, groupText(buf, m.groups, group));
	// The newline before an empty line is not part of what -EMPTY matched.
	const skip = p.kind === "empty" ? 1 : 0;
	const problems: string[] = [];
	for (const { variable, group } of p.numericDefs) {
		const text = groupText(buf, m.groups, group);
		const value = variable.format && parseValue(text, variable.format);
		if (typeof value === "bigint") variable.value = value;
		else {
			problems.push(value ?? "unable to represent numeric value");
			break;
		}
	}
	return { pos: m.start + skip, len: m.end - m.start - skip, problems };
}

function searchRegex(
	source: string,
	ignoreCase: boolean,
	buf: Buffer,
	from: number,
	to: number,
	wantGroups: boolean,
): ReturnType<ReturnType<typeof compileRegex>["search"]> {
	try {
		return compileRegex(source, ignoreCase).search(buf, from, to, wantGroups);
	} catch (e) {
		// A pattern that only its values made invalid, or one too complex, matches nothing.
		if (e instanceof RegexError) return undefined;
		throw e;
	}
}

function groupText(buf: Buffer, groups: Int32Array, n: number): string {
	const from = groups[2 * n] ?? -1;
	const to = groups[2 * n + 1] ?? -1;
	return to === -1 ? "" : buf.toString("latin1", from, to);
}

function matchFixed(
	p: Pattern,
	fixed: Buffer,
	buf: Buffer,
	from: number,
	to: number,
): PatternMatch | undefined {
	if (p.ignoreCase) {
		const source = escapeRegex(fixed.toString("latin1"));
		const m = searchRegex(source, true, buf, from, to, false);
		return m && { pos: m.start, len: m.end - m.start, problems: [] };
	}
	const i = buf.subarray(from, to).indexOf(fixed);
	return i === -1
		? undefined
		: { pos: from + i, len: fixed.length, problems: [] };
}
