/** The three classes of error: the user's mistake, our bug, and what is not supported yet. */

/** A place in a named input: 1-based line and column, and the length of what is underlined (UTF-16 units). */
export interface Place {
	readonly file: string;
	readonly line: number;
	readonly column: number;
	readonly length?: number;
	/** The text of the line, without its newline, when known. */
	readonly text?: string;
}

/** What a diagnostic adds of how it came to that: shown after it, each with its place. */
export interface Note {
	readonly message: string;
	readonly place?: Place | undefined;
}

/** The user's mistake: a one-line message, a place and a caret where there is one, a hint where a near name exists. Exit 1. */
export class Diagnostic extends Error {
	readonly place: Place | undefined;
	readonly hint: string | undefined;
	readonly notes: readonly Note[];
	constructor(
		message: string,
		place?: Place,
		hint?: string,
		notes: readonly Note[] = [],
	) {
		super(message);
		this.name = "Diagnostic";
		this.place = place;
		this.hint = hint;
		this.notes = notes;
	}
}

/** Several mistakes found in one run; printed one after the other. */
export class Diagnostics extends Error {
	readonly list: readonly Diagnostic[];
	constructor(list: readonly Diagnostic[]) {
		super(list.map((d) => d.message).join("\n"));
		this.name = "Diagnostics";
		this.list = list;
	}
}

/** What is legal but not supported yet. A caller that can fall back catches it; a tool reports it like a Diagnostic. */
export class Unsupported extends Diagnostic {
	constructor(message: string, place?: Place) {
		super(message, place);
		this.name = "Unsupported";
	}
}

/** Our bug: throws with a stack trace when `condition` does not hold. */
export function invariant(
	condition: unknown,
	message: string,
): asserts condition {
	if (!condition) throw new Error(`internal error: ${message}`);
}

/** The end of an exhaustive switch. */
export function unreachable(value: never): never {
	throw new Error(`internal error: unexpected ${String(value)}`);
}

const SEVERITY = { error: "error", warning: "warning" } as const;

/** The text of a diagnostic, ending in a newline: `file:line:col: error: message`, the line, a caret, a hint, the notes. */
export function formatDiagnostic(
	d: Diagnostic,
	tool = "coconut",
	severity: keyof typeof SEVERITY = "error",
): string {
	const hint = d.hint === undefined ? "" : `hint: ${d.hint}\n`;
	const notes = d.notes.map((n) => said("note", n.message, n.place, tool));
	const what = said(SEVERITY[severity], d.message, d.place, tool);
	return `${what}${hint}${notes.join("")}`;
}

/** `place: kind: message`, the line and a caret. */
function said(
	kind: string,
	message: string,
	p: Place | undefined,
	tool: string,
): string {
	const head = p ? `${p.file}:${p.line}:${p.column}` : tool;
	let out = `${head}: ${kind}: ${message}\n`;
	if (p?.text !== undefined && p.text.length <= 400) {
		const before = p.text.slice(0, p.column - 1).replace(/[^\t]/g, " ");
		const room = Math.max(1, p.text.length - (p.column - 1));
		const width = Math.max(1, Math.min(p.length ?? 1, room));
		out += `${p.text}\n${before}^${"~".repeat(width - 1)}\n`;
	}
	return out;
}

/** The place of the UTF-16 offset `offset` in `source`. Computed only when needed: it scans the text. */
export function placeAt(
	file: string,
	source: string,
	offset: number,
	length = 1,
): Place {
	const at = Math.max(0, Math.min(offset, source.length));
	const start = source.lastIndexOf("\n", at - 1) + 1;
	const end = source.indexOf("\n", at);
	let line = 1;
	for (
		let i = source.indexOf("\n");
		i !== -1 && i < at;
		i = source.indexOf("\n", i + 1)
	)
		line++;
	return {
		file,
		line,
		column: at - start + 1,
		length,
		text: source.slice(start, end === -1 ? undefined : end),
	};
}

/** The candidate nearest to `name` (edit distance at most a third of its length), or undefined. */
export function nearest(
	name: string,
	candidates: Iterable<string>,
): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
	for (const c of candidates) {
		if (Math.abs(c.length - name.length) >= bestDistance) continue;
		const d = editDistance(name, c);
		if (d < bestDistance) {
			best = c;
			bestDistance = d;
		}
	}
	return best;
}

function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const cost = a[i - 1] === b[j - 1] ? 0 : 1;
			next.push(
				Math.min(
					(row[j] ?? 0) + 1,
					(next[j - 1] ?? 0) + 1,
					(row[j - 1] ?? 0) + cost,
				),
			);
		}
		row = next;
	}
	return row[b.length] ?? 0;
}

/**
 * Begins what a message says to do where the machine lacks something. Such a failure is not kept with the code that was compiled: the package may come
 * any moment. runtime/python/coconut/_compile.py looks for it in answers (`_REMEDY`).
 */
export const REMEDY = "install the Debian package";
