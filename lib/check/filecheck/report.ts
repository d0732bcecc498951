/** What filecheck says about a run: the failures with their places in both files, and with -v every match. */
import type { CheckEvent } from "./check.ts";
import type { FilecheckArgs } from "./options.ts";
import type { Pattern } from "./pattern.ts";
import { formatPlace, type SourceText } from "./text.ts";
import type { Variables } from "./variables.ts";

/** Collects the events of one run and turns them into text. */
export class Reporter {
	private out = "";
	private readonly input: SourceText;
	private readonly verbose: boolean;
	private readonly tracing: boolean;

	constructor(
		_source: SourceText,
		input: SourceText,
		_variables: Variables,
		args: FilecheckArgs,
	) {
		this.input = input;
		this.tracing = args.flags.has("vv");
		this.verbose = this.tracing || args.flags.has("v");
	}

	add(event: CheckEvent): void {
		this.out += this.describe(event);
	}

	finish(_ok: boolean): string {
		return this.out;
	}

	private at(p: Pattern, kind: "error" | "remark", message: string): string {
		return formatPlace(
			p.source,
			p.offset,
			kind,
			`${directiveName(p)}: ${message}`,
			p.text.length,
		);
	}

	private describe(e: CheckEvent): string {
		const p = e.pattern;
		switch (e.kind) {
			case "found":
				if (!this.verbose || (p.kind === "eof" && !this.tracing)) return "";
				return (
					this.at(p, "remark", `${expected(p)} found in input`) +
					formatPlace(this.input, e.pos, "note", "found here", e.len)
				);
			case "absent":
				if (!this.tracing) return "";
				return (
					this.at(p, "remark", "excluded string not found in input") +
					formatPlace(this.input, e.from, "note", "scanning from here")
				);
			case "overlap":
				if (!this.tracing) return "";
				return formatPlace(
					this.input,
					e.pos,
					"note",
					"match discarded, overlaps earlier DAG match here",
					e.len,
				);
			case "missing":
				return (
					this.at(
						p,
						"error",
						`${expected(p)} not found in input${p.count > 1 ? ` (${e.turn} out of ${p.count})` : ""}`,
					) + formatPlace(this.input, e.from, "note", "scanning from here")
				);
			case "excluded":
				return (
					this.at(p, "error", "excluded string found in input") +
					formatPlace(this.input, e.pos, "note", "found here", e.len)
				);
			case "problem":
				return e.problems.map((m) => this.at(p, "error", m)).join("");
			case "misplaced":
				return (
					this.at(p, "error", misplacement(p, e.newlines)) +
					formatPlace(
						this.input,
						e.pos,
						"note",
						"'next' match was here",
						e.len,
					) +
					formatPlace(
						this.input,
						e.previousEnd,
						"note",
						"previous match ended here",
					)
				);
		}
	}
}

function expected(p: Pattern): string {
	return p.kind === "not" ? "excluded string" : "expected string";
}

function misplacement(p: Pattern, newlines: number): string {
	if (p.kind === "same") return "is not on the same line as the previous match";
	return newlines === 0
		? "is on the same line as previous match"
		: "is not on the line after the previous match";
}

/** A directive as the check file spells it. */
export function directiveName(p: Pattern): string {
	if (p.kind === "plain") return p.count > 1 ? `${p.prefix}-COUNT` : p.prefix;
	if (p.kind === "eof") return p.prefix;
	return `${p.prefix}-${p.kind.toUpperCase()}`;
}
