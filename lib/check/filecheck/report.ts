/**
 * What filecheck says about a run. For a failure: the place in both files, the line that came nearest and how it
 * differs, the values of the variables involved; not the whole input, which --dump-input gives. With -v, every match.
 */
import type { CheckEvent } from "./check.ts";
import { dumpInput } from "./dump.ts";
import { linesOf, nearestLine, sideBySide, wantedText } from "./nearest.ts";
import type { NeverMatches } from "./never.ts";
import type { FilecheckArgs } from "./options.ts";
import { type Pattern, substitutionValue } from "./pattern.ts";
import { formatPlace, lineColumn, type SourceText } from "./text.ts";
import type { Variables } from "./variables.ts";

/** Collects the events of one run and turns them into text. */
export class Reporter {
	private readonly out: string[] = [];
	private readonly events: CheckEvent[] = [];
	private readonly input: SourceText;
	private readonly variables: Variables;
	private readonly args: FilecheckArgs;
	private readonly verbose: boolean;
	private readonly tracing: boolean;
	private readonly dumps: readonly string[];

	constructor(input: SourceText, variables: Variables, args: FilecheckArgs) {
		this.input = input;
		this.variables = variables;
		this.args = args;
		this.tracing = args.flags.has("vv");
		this.verbose = this.tracing || args.flags.has("v");
		this.dumps = args.values.get("dump-input") ?? [];
	}

	add(event: CheckEvent): void {
		if (this.dumps.length > 0) this.events.push(event);
		const text = this.describe(event);
		if (text !== "") this.out.push(text);
	}

	warn(never: NeverMatches): void {
		const { pattern, reason } = never;
		this.out.push(
			formatPlace(
				pattern.source,
				pattern.offset,
				"warning",
				`${directiveName(pattern)}: can never match: ${reason}`,
				pattern.text.length,
			),
		);
	}

	/** Everything there is to say once the run is over. */
	finish(ok: boolean): string {
		const wanted =
			this.dumps.includes("always") || (!ok && this.dumps.includes("fail"));
		const dump = wanted ? dumpInput(this.events, this.input, this.args) : "";
		return this.out.join("") + dump;
	}

	private atDirective(
		p: Pattern,
		kind: "error" | "remark",
		message: string,
	): string {
		return formatPlace(
			p.source,
			p.offset,
			kind,
			`${directiveName(p)}: ${message}`,
			p.text.length,
		);
	}

	private atInput(offset: number, message: string, length = 1): string {
		return formatPlace(this.input, offset, "note", message, length);
	}

	private describe(e: CheckEvent): string {
		const p = e.pattern;
		switch (e.kind) {
			case "found":
				if (!this.verbose || (p.kind === "eof" && !this.tracing)) return "";
				return (
					this.atDirective(
						p,
						"remark",
						`expected string found in input${turn(p, e.turn)}`,
					) +
					this.atInput(e.pos, "found here", e.len) +
					this.values(p)
				);
			case "absent":
				if (!this.tracing) return "";
				return (
					this.atDirective(p, "remark", "excluded string not found in input") +
					this.atInput(e.from, "scanning from here")
				);
			case "overlap":
				if (!this.tracing) return "";
				return this.atInput(
					e.pos,
					"match discarded, overlaps an earlier -DAG match",
					e.len,
				);
			case "missing":
				return this.missing(e);
			case "excluded":
				return (
					this.atDirective(p, "error", "excluded string found in input") +
					this.atInput(e.pos, "found here", e.len) +
					this.values(p)
				);
			case "problem":
				return (
					e.problems.map((m) => this.atDirective(p, "error", m)).join("") +
					literalHint(p, e.problems)
				);
			case "misplaced":
				return this.misplaced(e);
		}
	}

	private missing(e: CheckEvent & { kind: "missing" }): string {
		const p = e.pattern;
		let out =
			this.atDirective(
				p,
				"error",
				`expected string not found in input${turn(p, e.turn)}`,
			) +
			this.atInput(e.from, "scanning from here") +
			this.values(p);
		if (p.kind === "empty") return out + this.neighbour(p, e.from);
		const wanted = wantedText(p, this.variables);
		const near = nearestLine(wanted, this.input.bytes, e.from, e.to);
		if (near !== undefined) {
			const { line } = lineColumn(this.input.bytes, near.from);
			out += `${this.input.name}:${line}: note: the nearest line\n${sideBySide(wanted, near.text)}`;
		} else if (p.kind === "next" || p.kind === "same")
			out += this.neighbour(p, e.from);
		return out + this.elsewhere(p, e.to);
	}

	/** The line on which a -NEXT, -SAME or -EMPTY should have matched. */
	private neighbour(p: Pattern, from: number): string {
		const { lineEnd } = lineColumn(this.input.bytes, from);
		const at = p.kind === "same" ? from : lineEnd + 1;
		const [line] = linesOf(this.input.bytes, at, this.input.bytes.length);
		if (line === undefined) return "note: the input ends there\n";
		const number = lineColumn(this.input.bytes, at).line;
		return `${this.input.name}:${number}: note: this is ${p.kind === "same" ? "the rest of the line" : "the next line"}\n${sideBySide(wantedText(p, this.variables), line.text)}`;
	}

	/** A text that is there, but after the region the labels around it cut out. */
	private elsewhere(p: Pattern, to: number): string {
		if (p.fixed === undefined || to >= this.input.bytes.length) return "";
		const at = this.input.bytes.indexOf(p.fixed, to);
		return at === -1
			? ""
			: this.atInput(at, "it occurs after the next -LABEL", p.fixed.length);
	}

	private misplaced(e: CheckEvent & { kind: "misplaced" }): string {
		const p = e.pattern;
		const what =
			p.kind === "same" ? "same" : p.kind === "empty" ? "empty" : "next";
		let message = "is not on the same line as the previous match";
		if (p.kind !== "same")
			message =
				e.newlines === 0
					? "is on the same line as previous match"
					: "is not on the line after the previous match";
		return (
			this.atDirective(p, "error", message) +
			this.atInput(e.pos, `'${what}' match was here`, e.len) +
			this.atInput(e.previousEnd, "previous match ended here") +
			(e.newlines > 0 ? this.neighbour(p, e.previousEnd) : "") +
			this.values(p)
		);
	}

	/** The values the directive's variables had. */
	private values(p: Pattern): string {
		let out = "";
		const seen = new Set<string>();
		for (const s of p.substitutions) {
			const name = s.kind === "string" ? s.name : s.text.trim();
			if (seen.has(name)) continue;
			seen.add(name);
			const value =
				s.kind === "string"
					? this.variables.strings.get(s.name)
					: substitutionValue(s, this.variables, [], new Set());
			if (value === undefined) continue;
			const shown = JSON.stringify(
				Buffer.from(value, "latin1").toString("utf8"),
			);
			out += `note: with ${name} equal to ${shown}\n`;
		}
		return out;
	}
}

function turn(p: Pattern, n: number): string {
	return p.count > 1 ? ` (${n} out of ${p.count})` : "";
}

/** What to do where `[[` was meant as text. */
function literalHint(p: Pattern, problems: readonly string[]): string {
	const name = /^undefined variable: (.*)$/.exec(problems[0] ?? "")?.[1];
	if (name === undefined || !p.text.includes("[[")) return "";
	const known = p.kind === "plain" ? "" : `-${p.kind.toUpperCase()}`;
	return `hint: no directive before this one sets '${name}'; if '[[' is meant as text, write '${p.prefix}${known}{LITERAL}:' or '{{\\[\\[}}'\n`;
}

/** A directive as the check file spells it. */
export function directiveName(p: Pattern): string {
	if (p.kind === "plain" || p.kind === "eof")
		return p.count > 1 ? `${p.prefix}-COUNT` : p.prefix;
	return `${p.prefix}-${p.kind.toUpperCase()}`;
}
