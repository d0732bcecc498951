/** Finds the directives of a check file and turns them into check strings. */
import {
	type DirectiveInfo,
	type DirectiveKind,
	type Pattern,
	type PatternOptions,
	parsePattern,
} from "./pattern.ts";
import { CheckFileError, type SourceText } from "./text.ts";
import type { Variables } from "./variables.ts";

/** What reading a check file depends on. */
export interface ReadOptions extends PatternOptions {
	readonly prefixes: readonly string[];
	/** Whether `prefixes` is only the default. */
	readonly isDefaultPrefix: boolean;
	readonly commentPrefixes: readonly string[];
	readonly allowUnusedPrefixes: boolean;
	readonly implicitCheckNot: readonly string[];
	/** Takes what is wrong but does not end the run. */
	readonly warn: (e: CheckFileError) => void;
}

/** A positive directive with the -DAG and -NOT directives that stand before it. */
export interface CheckString {
	readonly pattern: Pattern;
	readonly dagNot: readonly Pattern[];
}

type SuffixKind = DirectiveKind | "comment" | "badNot" | "badCount";

interface Suffix {
	readonly kind: SuffixKind;
	readonly count: number;
	readonly literal: boolean;
	/** Offset after the colon. */
	readonly end: number;
}

const KINDS = [
	["NEXT", "next"],
	["SAME", "same"],
	["NOT", "not"],
	["DAG", "dag"],
	["LABEL", "label"],
	["EMPTY", "empty"],
] as const;

const BAD_NOT = ["DAG", "NEXT", "SAME", "EMPTY"].flatMap((k) => [
	`${k}-NOT:`,
	`NOT-${k}:`,
]);

const MAX_COUNT = 2 ** 31 - 1;

/** Reads all directives of `source`, whose text is already canonical. Throws CheckFileError. */
export function readCheckFile(
	source: SourceText,
	options: ReadOptions,
	variables: Variables,
): CheckString[] {
	const text = source.bytes.toString("latin1");
	const implicit = implicitNots(options, variables);
	const checks: CheckString[] = [];
	let pending: Pattern[] = [...implicit];
	const used = new Set<string>();
	for (const d of scanDirectives(text, options)) {
		if (d.suffix.kind !== "comment") used.add(d.prefix);
		const pattern = readDirective(d, text, source, options, variables);
		if (pattern === undefined) continue;
		const { kind } = pattern;
		if (kind === "dag" || kind === "not") {
			pending.push(pattern);
			continue;
		}
		if (
			(kind === "next" || kind === "same" || kind === "empty") &&
			checks.length === 0
		)
			throw new CheckFileError(
				`found '${d.prefix}-${kind.toUpperCase()}' without previous '${d.prefix}: line`,
				source,
				d.prefixAt,
			);
		checks.push({ pattern, dagNot: pending });
		pending = [...implicit];
	}
	requirePrefixes(used, implicit.length > 0, text, source, options);
	if (pending.length > 0)
		checks.push({
			pattern: endOfFile(source, options, variables),
			dagNot: pending,
		});
	return checks;
}

function endOfFile(
	source: SourceText,
	options: ReadOptions,
	variables: Variables,
): Pattern {
	const offset = source.bytes.length;
	const pattern = parsePattern(
		"<EOF>",
		{
			kind: "eof",
			literal: true,
			count: 1,
			prefix: options.prefixes[0] ?? "CHECK",
			source,
			prefixOffset: offset,
			offset,
			line: undefined,
		},
		options,
		variables,
	);
	return { ...pattern, fixed: undefined };
}

/** A pattern that matches nothing. */
function nothing(info: DirectiveInfo): Pattern {
	return {
		...info,
		text: "",
		fixed: undefined,
		regex: "",
		substitutions: [],
		stringDefs: new Map(),
		numericDefs: [],
		ignoreCase: false,
	};
}

function implicitNots(options: ReadOptions, variables: Variables): Pattern[] {
	const out: Pattern[] = [];
	for (const given of options.implicitCheckNot) {
		const text = Buffer.from(given, "utf8").toString("latin1");
		const head = "-implicit-check-not='";
		const source = {
			name: "command line",
			bytes: Buffer.from(`${head}${text}'`, "latin1"),
		};
		const info = {
			kind: "not",
			literal: false,
			count: 1,
			prefix: "IMPLICIT-CHECK",
			source,
			prefixOffset: 0,
			offset: head.length,
			line: undefined,
		} as const;
		try {
			out.push(parsePattern(text, info, options, variables));
		} catch (e) {
			// LLVM goes on with a pattern that matches nothing; so do we, but not silently.
			if (!(e instanceof CheckFileError) || e.exitCode !== 2) throw e;
			options.warn(e);
			out.push(nothing(info));
		}
	}
	return out;
}

/** A directive as found: where its prefix is and what follows it. */
export interface FoundDirective {
	readonly prefix: string;
	readonly prefixAt: number;
	readonly line: number;
	readonly suffix: Suffix;
}

/** Every directive of a text in order; what follows the first directive of a line belongs to its pattern. */
export function* scanDirectives(
	text: string,
	options: ReadOptions,
): Generator<FoundDirective> {
	const all = [...options.prefixes, ...options.commentPrefixes];
	// Longest first: of two prefixes that match at one place the longer counts.
	const alternatives = [...all].sort((a, b) => b.length - a.length).join("|");
	const finder = new RegExp(alternatives, "g");
	let line = 1;
	let counted = 0;
	for (;;) {
		const m = finder.exec(text);
		if (m === null) return;
		const prefix = m[0];
		const at = m.index;
		let nl = text.indexOf("\n", counted);
		while (nl !== -1 && nl < at) {
			line++;
			nl = text.indexOf("\n", nl + 1);
		}
		counted = at;
		const suffix =
			at > 0 && at > finderStart(finder) && isWordPart(text[at - 1])
				? undefined
				: readSuffix(text, at + prefix.length, prefix, options);
		if (suffix === undefined) {
			let end = at + prefix.length;
			while (isWordPart(text[end])) end++;
			finder.lastIndex = end;
			continue;
		}
		yield { prefix, prefixAt: at, line, suffix };
		const isBad = suffix.kind === "badNot" || suffix.kind === "badCount";
		if (isBad) return;
		finder.lastIndex = lineEnd(text, skipBlanks(text, suffix.end, options));
	}
}

/** Kept as a function so that the rule has a name: a prefix right where the last scan stopped is never part of a word. */
function finderStart(_finder: RegExp): number {
	return -1;
}

function isWordPart(c: string | undefined): boolean {
	return c !== undefined && /[A-Za-z0-9_-]/.test(c);
}

function skipBlanks(text: string, at: number, options: ReadOptions): number {
	if (options.keepBlanks && options.matchFullLines) return at;
	let i = at;
	while (text[i] === " " || text[i] === "\t") i++;
	return i;
}

function lineEnd(text: string, at: number): number {
	let i = at;
	for (; i < text.length; i++) {
		const c = text.charCodeAt(i);
		if (c === 10 || c === 13) break;
	}
	return i;
}

/** What follows a prefix, or undefined where it makes no directive. */
function readSuffix(
	text: string,
	at: number,
	prefix: string,
	options: ReadOptions,
): Suffix | undefined {
	const next = text[at];
	if (next === undefined) return undefined;
	if (options.commentPrefixes.includes(prefix))
		return next === ":"
			? { kind: "comment", count: 1, literal: false, end: at + 1 }
			: undefined;
	if (next === ":" || next === "{") return modifiers(text, at, "plain", 1);
	if (next !== "-") return undefined;
	const rest = at + 1;
	if (text.startsWith("COUNT-", rest)) return countSuffix(text, rest + 6);
	if (BAD_NOT.some((b) => text.startsWith(b, rest)))
		return { kind: "badNot", count: 1, literal: false, end: rest };
	for (const [word, kind] of KINDS)
		if (text.startsWith(word, rest))
			return modifiers(text, rest + word.length, kind, 1);
	return undefined;
}

function countSuffix(text: string, at: number): Suffix | undefined {
	const digits = /^[+-]?[0-9]+/.exec(text.slice(at, at + 24))?.[0] ?? "";
	const count = Number(digits);
	const after = text[at + digits.length];
	if (
		digits === "" ||
		digits.startsWith("+") ||
		count <= 0 ||
		count > MAX_COUNT ||
		(after !== ":" && after !== "{")
	)
		return {
			kind: "badCount",
			count: 1,
			literal: false,
			end: at + digits.length,
		};
	return modifiers(text, at + digits.length, "plain", count);
}

/** `:` or `{LITERAL}:`. */
function modifiers(
	text: string,
	at: number,
	kind: DirectiveKind,
	count: number,
): Suffix | undefined {
	if (text[at] === ":") return { kind, count, literal: false, end: at + 1 };
	if (text[at] !== "{") return undefined;
	const m = /^\{(?:\s*LITERAL\s*)(?:,\s*LITERAL\s*)*\}:/.exec(
		text.slice(at, at + 200),
	);
	return m ? { kind, count, literal: true, end: at + m[0].length } : undefined;
}

function readDirective(
	d: FoundDirective,
	text: string,
	source: SourceText,
	options: ReadOptions,
	variables: Variables,
): Pattern | undefined {
	const { kind } = d.suffix;
	if (kind === "badNot")
		throw new CheckFileError(
			`unsupported -NOT combo on prefix '${d.prefix}'`,
			source,
			d.prefixAt + d.prefix.length,
		);
	if (kind === "badCount")
		throw new CheckFileError(
			`invalid count in -COUNT specification on prefix '${d.prefix}'`,
			source,
			d.prefixAt + d.prefix.length,
		);
	if (kind === "comment") return undefined;
	const start = skipBlanks(text, d.suffix.end, options);
	const pattern = parsePattern(
		text.slice(start, lineEnd(text, start)),
		{
			kind,
			literal: d.suffix.literal,
			count: d.suffix.count,
			prefix: d.prefix,
			source,
			prefixOffset: d.prefixAt,
			offset: start,
			line: d.line,
		},
		options,
		variables,
	);
	if (
		kind === "label" &&
		(pattern.substitutions.length > 0 || pattern.stringDefs.size > 0)
	)
		throw new CheckFileError(
			`found '${d.prefix}-LABEL:' with variable definition or use`,
			source,
			start,
		);
	return pattern;
}

function requirePrefixes(
	used: ReadonlySet<string>,
	hasImplicit: boolean,
	text: string,
	source: SourceText,
	options: ReadOptions,
): void {
	const unused = options.prefixes.filter((p) => !used.has(p));
	const none = unused.length === options.prefixes.length;
	if (!none && (options.allowUnusedPrefixes || unused.length === 0)) return;
	if (hasImplicit && options.isDefaultPrefix) return;
	const names = unused.map((p) => `'${p}:'`).join(", ");
	const near = nearMiss(text, unused);
	throw new CheckFileError(
		`no check strings found with prefix${unused.length > 1 ? "es" : ""} ${names}`,
		near === undefined ? undefined : source,
		near?.offset ?? 0,
		near?.hint,
	);
}

/** A word that looks like one of the prefixes was meant. */
function nearMiss(
	text: string,
	prefixes: readonly string[],
): { offset: number; hint: string } | undefined {
	for (const prefix of prefixes) {
		const m = new RegExp(`\\b${prefix}[-_A-Z0-9]*\\s*:?`, "i").exec(text);
		if (m !== null)
			return {
				offset: m.index,
				hint: `'${m[0].trim()}' is not a directive; did you mean '${prefix}:'?`,
			};
	}
	return undefined;
}
