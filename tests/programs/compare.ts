/** How two runs of a program differ, and what of a traceback is the launcher's. */
import { createTwoFilesPatch } from "diff";
import type { Outcome } from "./execute.ts";

/** The differences between two runs, each as text ready to print; none when they agree. */
export function compare(a: Outcome, b: Outcome, nameA: string, nameB: string) {
	const problems: string[] = [];
	if (a.exit !== b.exit)
		problems.push(`    exit: ${nameA} ${a.exit}, ${nameB} ${b.exit}\n`);
	for (const stream of ["stdout", "stderr"] as const) {
		const [x, y] = [addressless(a[stream]), addressless(b[stream])];
		if (x !== y)
			problems.push(`    ${stream} differs:\n${shortDiff(x, y, nameA, nameB)}`);
	}
	return problems;
}

/** Addresses of objects in a repr differ between any two runs. */
const addressless = (text: string): string =>
	text.replace(/ at 0x[0-9a-f]+/g, " at 0x…");

const DIFF_LINES = 40;

function shortDiff(a: string, b: string, nameA: string, nameB: string): string {
	const patch = createTwoFilesPatch(nameA, nameB, a, b, "", "", { context: 2 });
	const lines = patch.split("\n").slice(1);
	const shown = lines.slice(0, DIFF_LINES).map((l) => l.slice(0, 300));
	if (lines.length > DIFF_LINES)
		shown.push(`… ${lines.length - DIFF_LINES} more lines`);
	return indent(shown.join("\n"));
}

/** The text with every line set in, ending in a newline. */
export function indent(text: string): string {
	return text
		.trimEnd()
		.split("\n")
		.map((l) => `      ${l}\n`)
		.join("");
}

/**
 * Takes the launcher's own frames (`python -m` and the package `coconut`) off the outer end of tracebacks. Nothing
 * else is touched: every frame of the program, its carets and its order must be the interpreter's.
 */
export function withoutLauncher(stderr: string, root: string): string {
	const head = "Traceback (most recent call last):";
	const own = ['  File "<frozen runpy>"', `  File "${root}/runtime/python/`];
	const kept: string[] = [];
	let isOuter = false;
	let isSkipping = false;
	for (const line of stderr.split("\n")) {
		if (line === head) isOuter = true;
		else if (isOuter && own.some((o) => line.startsWith(o))) {
			isSkipping = true;
			continue;
		} else if (isSkipping && line.startsWith("    ")) continue;
		else isOuter = false;
		isSkipping = false;
		kept.push(line);
	}
	return kept.join("\n");
}
