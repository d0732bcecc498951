/**
 * Rewrites the directives of a check file that no longer hold, from the input. Block by block (a block is what stands
 * between two -LABELs): a block that holds is not touched. Where a block spells out consecutive lines it is rewritten
 * line by line, directives that still match kept as they are; elsewhere only the failing directive gets the text of the
 * nearest line. What is updated holds afterwards, so updating again changes nothing.
 */

import { escapeRegex, RegexError } from "../regex/parse.ts";
import { Regex } from "../regex/regex.ts";
import { type CheckEvent, checkInput } from "./check.ts";
import {
	type CheckString,
	type ReadOptions,
	readCheckFile,
} from "./directives.ts";
import { linesOf, nearestLine, wantedText } from "./nearest.ts";
import type { Pattern } from "./pattern.ts";
import { CheckFileError, canonicalize, type SourceText } from "./text.ts";
import { Variables } from "./variables.ts";

/** What an update works on: the raw check file, the raw input, and the run's own definitions of variables. */
export interface UpdateJob {
	readonly name: string;
	readonly check: Buffer;
	readonly input: Buffer;
	readonly options: ReadOptions;
	readonly define: (variables: Variables) => void;
}

/** The new check file, or undefined where nothing could be improved. */
export function updateChecks(job: UpdateJob): Buffer | undefined {
	let lines = job.check.toString("latin1").split("\n");
	const before = lines.join("\n");
	const tried = new Set<string>();
	for (let round = 0; round < 10_000; round++) {
		const state = examine(job, lines);
		if (state === undefined) return undefined;
		if (state.failures.length === 0) break;
		const fix = state.failures
			.map((f) => repair(job, lines, state, f))
			.find((l) => l !== undefined && !tried.has(l.join("\n")));
		if (fix === undefined) break;
		tried.add(fix.join("\n"));
		lines = fix;
	}
	const after = lines.join("\n");
	return after === before ? undefined : Buffer.from(after, "latin1");
}

type Failure = Extract<
	CheckEvent,
	{ kind: "missing" | "misplaced" | "problem" }
>;

interface State {
	readonly checks: readonly CheckString[];
	readonly input: Buffer;
	readonly variables: Variables;
	readonly failures: readonly Failure[];
	/** End of the match of each directive, by its line. */
	readonly matched: ReadonlyMap<number, number>;
}

/** Checks the present lines and collects what fails. */
function examine(job: UpdateJob, lines: readonly string[]): State | undefined {
	const { keepBlanks } = job.options;
	const text = Buffer.from(lines.join("\n"), "latin1");
	const source: SourceText = {
		name: job.name,
		bytes: canonicalize(text, keepBlanks),
	};
	const input = canonicalize(job.input, keepBlanks);
	const variables = new Variables();
	const failures: Failure[] = [];
	const matched = new Map<number, number>();
	try {
		job.define(variables);
		const checks = readCheckFile(source, job.options, variables);
		checkInput(checks, input, variables, {
			allowDagOverlap: false,
			enableVarScope: false,
			report: (e) => {
				if (
					e.kind === "missing" ||
					e.kind === "misplaced" ||
					e.kind === "problem"
				)
					failures.push(e);
				else if (e.kind === "found" && e.pattern.line !== undefined)
					matched.set(e.pattern.line, e.pos + e.len);
			},
		});
		return { checks, input, variables, failures, matched };
	} catch (e) {
		if (e instanceof CheckFileError) return undefined;
		throw e;
	}
}

/** The lines with one failure repaired, or undefined where there is no way. */
function repair(
	job: UpdateJob,
	lines: readonly string[],
	state: State,
	failure: Failure,
): string[] | undefined {
	const { pattern } = failure;
	if (pattern.line === undefined || pattern.kind === "label") return undefined;
	if (
		!["plain", "next", "same", "empty"].includes(pattern.kind) ||
		pattern.count > 1
	)
		return undefined;
	const block = blockOf(state.checks, pattern);
	return isDense(block)
		? rewriteBlock(job, lines, state, block)
		: replaceOne(lines, state, failure);
}

/** The -LABEL before a directive, and the positive directives up to the next one. */
interface Block {
	readonly label: Pattern | undefined;
	readonly members: readonly CheckString[];
}

function blockOf(checks: readonly CheckString[], p: Pattern): Block {
	let start = checks.findIndex((c) => c.pattern.line === p.line);
	while (start > 0 && checks[start]?.pattern.kind !== "label") start--;
	const first = checks[start];
	const label = first?.pattern.kind === "label" ? first.pattern : undefined;
	let end = start + 1;
	while (end < checks.length && checks[end]?.pattern.kind !== "label") end++;
	const members = checks.slice(label ? start + 1 : start, end);
	return { label, members: members.filter((m) => m.pattern.kind !== "eof") };
}

/** Whether a block spells out consecutive lines. */
function isDense({ label, members }: Block): boolean {
	if (label === undefined || members.length < 2) return false;
	const plain = members.every(
		(m) =>
			m.dagNot.length === 0 &&
			m.pattern.count === 1 &&
			["plain", "next", "empty"].includes(m.pattern.kind),
	);
	const consecutive = members.filter((m) => m.pattern.kind !== "plain").length;
	return plain && consecutive >= members.length - 1;
}

/** Lines of the input that belong to a block: to the closing brace, the first blank line, or as many as there were. */
function blockLines(state: State, from: number): string[] {
	const nl = state.input.indexOf(10, from);
	if (nl === -1) return [];
	const all = linesOf(state.input, nl + 1, state.input.length).map(
		(l) => l.text,
	);
	const close = all.findIndex((l) => /^[})\]]/.test(l));
	const blank = all.findIndex((l) => l.trim() === "");
	if (close !== -1) return all.slice(0, close + 1);
	return blank === -1 ? all : all.slice(0, blank);
}

function rewriteBlock(
	job: UpdateJob,
	lines: readonly string[],
	state: State,
	block: Block,
): string[] | undefined {
	const labelEnd = state.matched.get(block.label?.line ?? -1);
	const first = block.members[0]?.pattern;
	if (labelEnd === undefined || first?.line === undefined) return undefined;
	const wanted = blockLines(state, labelEnd);
	if (wanted.length === 0) return undefined;
	const kept = align(
		block.members.map((m) => m.pattern),
		wanted,
	);
	const { lead, prefix } = spelling(lines, first);
	const made = wanted.map((text, i) => {
		const old = kept[i];
		const line = old?.line === undefined ? undefined : lines[old.line - 1];
		if (
			line !== undefined &&
			old !== undefined &&
			(i === 0 || old.kind !== "plain")
		)
			return line;
		if (text.trim() === "") return `${lead}${prefix}-EMPTY:`;
		const suffix = i === 0 && first.kind === "plain" ? "" : "-NEXT";
		return `${lead}${prefix}${suffix}:${gap(job, text)}${literal(text)}`;
	});
	const gone = new Set(block.members.map((m) => m.pattern.line));
	const out: string[] = [];
	for (const [i, line] of lines.entries()) {
		if (i + 1 === first.line) out.push(...made);
		if (!gone.has(i + 1)) out.push(line);
	}
	return out;
}

/** For each line the directive that still matches it, in order, as many as possible. */
function align(
	patterns: readonly Pattern[],
	wanted: readonly string[],
): (Pattern | undefined)[] {
	const fits = wanted.map((text) => patterns.map((p) => matchesLine(p, text)));
	const n = wanted.length;
	const m = patterns.length;
	const best = Array.from({ length: n + 1 }, () =>
		new Array<number>(m + 1).fill(0),
	);
	const at = (i: number, j: number): number => best[i]?.[j] ?? 0;
	for (let i = n - 1; i >= 0; i--)
		for (let j = m - 1; j >= 0; j--)
			(best[i] as number[])[j] = fits[i]?.[j]
				? 1 + at(i + 1, j + 1)
				: Math.max(at(i + 1, j), at(i, j + 1));
	const out = new Array<Pattern | undefined>(n);
	for (let i = 0, j = 0; i < n && j < m; ) {
		if (fits[i]?.[j]) out[i++] = patterns[j++];
		else if (at(i + 1, j) >= at(i, j + 1)) i++;
		else j++;
	}
	return out;
}

/** Whether a directive matches within a line, whatever its variables hold. */
function matchesLine(p: Pattern, text: string): boolean {
	const line = Buffer.from(text);
	if (p.kind === "empty") return text === "";
	if (p.fixed !== undefined) return line.includes(p.fixed);
	let source = p.regex;
	for (const s of [...p.substitutions].reverse())
		source = `${source.slice(0, s.index)}[^ ,]+${source.slice(s.index)}`;
	try {
		return (
			new Regex(source, p.ignoreCase).search(line, 0, line.length, false) !==
			undefined
		);
	} catch (e) {
		if (e instanceof RegexError) return false;
		throw e;
	}
}

/** Gives one directive the text of the line it should have matched. */
function replaceOne(
	lines: readonly string[],
	state: State,
	failure: Failure,
): string[] | undefined {
	const p = failure.pattern;
	const from =
		failure.kind === "misplaced" ? failure.previousEnd : failure.from;
	const to = failure.kind === "misplaced" ? state.input.length : failure.to;
	const text =
		p.kind === "next" || p.kind === "empty"
			? linesOf(
					state.input,
					state.input.indexOf(10, from) + 1,
					state.input.length,
				)[0]?.text
			: nearestLine(wantedText(p, state.variables), state.input, from, to)
					?.text;
	if (text === undefined || p.line === undefined) return undefined;
	const { lead, prefix } = spelling(lines, p);
	const suffix =
		{ plain: "", next: "-NEXT", same: "-SAME", empty: "-NEXT" }[
			p.kind as string
		] ?? "";
	const made =
		text.trim() === ""
			? `${lead}${prefix}-EMPTY:`
			: `${lead}${prefix}${suffix}: ${literal(text.trim())}`;
	return lines.map((l, i) => (i + 1 === p.line ? made : l));
}

/** What stands before the directive on its line, and its prefix. */
function spelling(
	lines: readonly string[],
	p: Pattern,
): { lead: string; prefix: string } {
	const line = lines[(p.line ?? 1) - 1] ?? "";
	const at = line.search(new RegExp(`(?<![\\w-])${p.prefix}[-:{]`));
	return { lead: line.slice(0, Math.max(0, at)), prefix: p.prefix };
}

function gap(job: UpdateJob, text: string): string {
	return (job.options.matchFullLines && job.options.keepBlanks) ||
		/^\s/.test(text)
		? ""
		: " ";
}

/** A line as a pattern that matches exactly it. */
function literal(text: string): string {
	const out = text
		.trimEnd()
		.replace(/\{\{|\[\[/g, (m) => `{{${escapeRegex(m)}}}`);
	return Buffer.from(out, "utf8").toString("latin1");
}
