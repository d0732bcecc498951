/**
 * Finds lines that were meant as directives but are none: `CHECK_NEXT:`, `CHECK-NXET:`, `CHEK:`. LLVM passes over them,
 * and the check silently does not happen.
 */
import type { ReadOptions } from "./directives.ts";
import { CheckFileError, type SourceText } from "./text.ts";

const SUFFIXES = ["NEXT", "SAME", "NOT", "DAG", "LABEL", "EMPTY", "COUNT"];

/** A word in capitals with a colon, where nothing but the start of a comment stands before it on its line. */
const CANDIDATE =
	/^[^\S\n]*(?:[/;#*!<%"'.-]{1,4}[^\S\n]*)?([A-Z][A-Z0-9]*(?:[-_][A-Z0-9]+)*)(?:\{LITERAL\})?:/gm;

/** Throws CheckFileError at the first mistyped directive of a text. */
export function refuseMisspelled(
	text: string,
	source: SourceText,
	options: ReadOptions,
): void {
	const known = new Set([...options.prefixes, ...options.commentPrefixes]);
	for (const m of text.matchAll(CANDIDATE)) {
		const word = m[1] ?? "";
		if (known.has(word)) continue;
		for (const prefix of options.prefixes) {
			const meant = meaning(word, prefix);
			if (meant === undefined || isAnotherPrefix(text, word)) continue;
			throw new CheckFileError(
				`'${word}:' is not a directive`,
				source,
				m.index + m[0].lastIndexOf(word),
				`did you mean '${meant}:'? (--allow-misspelled takes the line as plain text)`,
			);
		}
	}
}

/** The directive a word was meant to be, or undefined. */
function meaning(word: string, prefix: string): string | undefined {
	if (word.startsWith(prefix) && word.length > prefix.length) {
		const separator = word[prefix.length];
		const rest = word.slice(prefix.length + 1);
		const [base = "", ...more] = rest.split(/[-_]/);
		const tail = more.length > 0 ? `-${more.join("-")}` : "";
		if (separator === "_" && SUFFIXES.includes(base))
			return `${prefix}-${base}${tail}`;
		if (separator !== "-" || SUFFIXES.includes(base) || base.length < 3)
			return undefined;
		const near = SUFFIXES.find((s) => oneEdit(base, s));
		return near === undefined ? undefined : `${prefix}-${near}${tail}`;
	}
	if (prefix.length < 4) return undefined;
	const at = word.search(/[-_]/);
	const head = at === -1 ? word : word.slice(0, at);
	const tail = at === -1 ? "" : word.slice(at + 1);
	if (!oneEdit(head, prefix) || /[0-9]/.test(head)) return undefined;
	if (tail !== "" && !SUFFIXES.includes(tail.split(/[-_]/)[0] ?? ""))
		return undefined;
	return tail === "" ? prefix : `${prefix}-${tail.replaceAll("_", "-")}`;
}

/** Whether the file names the word, or what stands before its suffix, as a prefix of another run. */
function isAnotherPrefix(text: string, word: string): boolean {
	const parts = word.split("-");
	return parts.some((_, i) => {
		const name = parts.slice(0, i + 1).join("-");
		return new RegExp(
			`prefix(es)?[=\\s][^\\n]*(?<![\\w-])${name}(?![\\w-])`,
		).test(text);
	});
}

/** Whether one missing, wrong or swapped letter makes `word` out of `right`; an added one only inside. */
function oneEdit(word: string, right: string): boolean {
	if (word.startsWith(right) || word.endsWith(right)) return false;
	let i = 0;
	while (i < word.length && word[i] === right[i]) i++;
	const a = word.slice(i);
	const b = right.slice(i);
	return (
		a === b.slice(1) ||
		a.slice(1) === b ||
		(a !== "" && a.slice(1) === b.slice(1)) ||
		(a.length > 1 &&
			a[0] === b[1] &&
			a[1] === b[0] &&
			a.slice(2) === b.slice(2))
	);
}
