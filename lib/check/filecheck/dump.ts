/** The annotated input of --dump-input: what each directive matched, or failed to match, under the lines. */
import type { CheckEvent } from "./check.ts";
import type { FilecheckArgs } from "./options.ts";
import type { DirectiveKind, Pattern } from "./pattern.ts";
import { lineColumn, type SourceText } from "./text.ts";

interface Note {
	readonly line: number;
	readonly column: number;
	readonly length: number;
	readonly mark: string;
	readonly label: string;
	readonly text: string;
	readonly isError: boolean;
}

const LABELS = {
	plain: "check",
	next: "next",
	same: "same",
	not: "not",
	dag: "dag",
	label: "label",
	empty: "empty",
	eof: "eof",
} as const satisfies Record<DirectiveKind, string>;

/** The dump of a run's events, as --dump-input-filter and --dump-input-context want it. */
export function dumpInput(
	events: readonly CheckEvent[],
	input: SourceText,
	args: FilecheckArgs,
): string {
	const always = args.values.get("dump-input")?.includes("always") ?? false;
	const filters = args.values.get("dump-input-filter") ?? [
		always ? "all" : "error",
	];
	const context = Math.max(
		...(args.values.get("dump-input-context") ?? ["5"]).map(Number),
	);
	const verbose = args.flags.has("v") || args.flags.has("vv");
	const notes = events
		.map((e) => note(e, input))
		.filter((n) => n.isError || verbose);
	const lines = input.bytes.toString("utf8").split("\n");
	if (lines.at(-1) === "") lines.pop();
	const shown = new Set<number>();
	const filter = ["all", "annotation-full", "annotation", "error"].find((f) =>
		filters.includes(f),
	);
	for (let l = 1; l <= lines.length; l++) {
		const wanted =
			filter === "all" ||
			notes.some((n) => n.line === l && (filter !== "error" || n.isError));
		if (!wanted) continue;
		for (let k = l - context; k <= l + context; k++) shown.add(k);
	}
	const width = Math.max(5, ...notes.map((n) => n.label.length)) + 1;
	let out = "Input was:\n<<<<<<\n";
	let gap = false;
	for (const [i, line] of lines.entries()) {
		if (!shown.has(i + 1)) {
			if (!gap) out += `${".".repeat(width)}\n`;
			gap = true;
			continue;
		}
		gap = false;
		out += `${String(i + 1).padStart(width - 1)}: ${line}\n`;
		for (const n of notes.filter((x) => x.line === i + 1)) {
			const under = n.mark + "~".repeat(Math.max(0, n.length - 1));
			out += `${n.label.padEnd(width)} ${" ".repeat(n.column - 1)}${under}${n.text === "" ? "" : ` ${n.text}`}\n`;
		}
	}
	return `${out}>>>>>>\n`;
}

function note(e: CheckEvent, input: SourceText): Note {
	const p: Pattern = e.pattern;
	const at = "pos" in e ? e.pos : e.from;
	const { line, column, lineEnd } = lineColumn(input.bytes, at);
	const room = Math.max(1, lineEnd - at);
	const length = "len" in e ? Math.min(Math.max(1, e.len), room) : room;
	const label = `${LABELS[p.kind]}:${p.line ?? "imp"}`;
	const shape = {
		found: ["^", "", false],
		absent: ["X", "", false],
		overlap: ["!", "discard: overlaps earlier match", false],
		missing: ["X", "error: no match found", true],
		excluded: ["!", "error: no match expected", true],
		misplaced: ["!", "error: match on wrong line", true],
		problem: ["X", "error: match failed for invalid pattern", true],
	} as const satisfies Record<
		CheckEvent["kind"],
		readonly [string, string, boolean]
	>;
	const [mark, text, isError] = shape[e.kind];
	return { line, column, length, mark, label, text, isError };
}
