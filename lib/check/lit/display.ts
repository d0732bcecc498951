/** What lit prints: a line for each result, the failures' output, the summary. */
import type { LitOptions } from "./options.ts";
import { RESULTS, type ResultCode, type Test } from "./types.ts";

/** Prints results as they come in. */
export class Display {
	private completed = 0;
	private failed = 0;
	private barShown = false;
	private lastBar = 0;
	private readonly began = performance.now();
	private readonly options: LitOptions;
	private readonly total: number;
	private readonly write: (text: string) => void;
	private readonly columns: number | undefined;

	/** `columns` is the terminal's width, undefined where the output is no terminal. */
	constructor(
		options: LitOptions,
		total: number,
		write: (text: string) => void,
		columns: number | undefined,
	) {
		this.options = options;
		this.total = total;
		this.write = write;
		this.columns = columns;
	}

	header(discovered: number): void {
		if (this.options.quiet) return;
		const of = discovered === this.total ? "" : ` of ${discovered}`;
		this.write(
			`-- Testing: ${this.total}${of} tests, ${this.options.workers} workers --\n`,
		);
	}

	update(test: Test): void {
		this.completed++;
		const { result } = test;
		if (result === undefined) return;
		const { options } = this;
		const fails = RESULTS[result.code].fails;
		if (fails) this.failed++;
		if (fails || options.showAll || !(options.quiet || options.succinct)) {
			this.clear();
			let text = `${result.code}: ${test.name} (${this.completed} of ${this.total})\n`;
			if ((fails && options.verbose) || options.showAll) text += details(test);
			this.write(text);
		}
		this.bar(test);
	}

	/** Takes the progress bar off the terminal. */
	clear(): void {
		if (!this.barShown) return;
		this.write("\r\x1b[K");
		this.barShown = false;
	}

	private bar(test: Test): void {
		const { options, columns } = this;
		if (columns === undefined || !options.progressBar || options.quiet) return;
		const now = performance.now();
		if (now - this.lastBar < 50 && this.completed < this.total) return;
		this.lastBar = now;
		const part = this.completed / this.total;
		const width = Math.max(10, Math.min(40, columns - 40));
		const full = Math.round(part * width);
		const left = ((now - this.began) / 1000 / part) * (1 - part);
		const colour = this.failed > 0 ? "\x1b[31m" : "\x1b[32m";
		const head = `${String(Math.floor(part * 100)).padStart(3)}% [${colour}${"=".repeat(full)}\x1b[0m${"-".repeat(width - full)}] ETA ${left.toFixed(0)}s `;
		const room = Math.max(0, columns - width - 18);
		this.write(`\r\x1b[K${head}${test.name.slice(0, room)}`);
		this.barShown = true;
	}
}

function details(test: Test): string {
	const { result } = test;
	if (result === undefined) return "";
	const stars = "*".repeat(20);
	const fails = RESULTS[result.code].fails;
	const head = fails ? `${stars} TEST '${test.name}' FAILED ${stars}\n` : "";
	const again = fails ? `To run it again: ${rerunCommand(test)}\n\n` : "";
	const body =
		result.output.endsWith("\n") || result.output === ""
			? result.output
			: `${result.output}\n`;
	return `${head}${again}${body}${stars}\n`;
}

/** One command that runs a test alone. */
export function rerunCommand(test: Test): string {
	const quoted = /^[\w./+:@%=-]+$/.test(test.source)
		? test.source
		: `'${test.source.replaceAll("'", "'\\''")}'`;
	return `lit -v ${quoted}`;
}

/** The groups of tests worth naming, and the counts. */
export function summary(
	tests: readonly Test[],
	seconds: number,
	options: LitOptions,
): string {
	let out = "";
	const codes = Object.keys(RESULTS) as ResultCode[];
	const groups = new Map<ResultCode, Test[]>(codes.map((c) => [c, []]));
	for (const t of tests) if (t.result) groups.get(t.result.code)?.push(t);
	for (const code of codes) {
		const group = groups.get(code) ?? [];
		if (group.length === 0) continue;
		const { label, fails } = RESULTS[code];
		if (!fails && !options.shown.has(code)) continue;
		out += `${"*".repeat(20)}\n${label} Tests (${group.length}):\n`;
		const sorted = [...group].sort((a, b) => (a.name < b.name ? -1 : 1));
		for (const t of sorted) out += `  ${t.name}\n`;
		if (fails && !options.verbose && group[0] !== undefined)
			out += `\nTo see why: ${rerunCommand(sorted[0] ?? group[0])}\n`;
		out += "\n";
	}
	if (!options.quiet) out += `\nTesting Time: ${seconds.toFixed(2)}s\n`;
	const rows = codes
		.filter((c) => !options.quiet || RESULTS[c].fails)
		.map((c) => [RESULTS[c].label, groups.get(c)?.length ?? 0] as const)
		.filter(([, n]) => n > 0);
	const labelWidth = Math.max(0, ...rows.map(([l]) => l.length));
	const countWidth = Math.max(0, ...rows.map(([, n]) => String(n).length));
	for (const [label, n] of rows)
		out += `  ${label.padEnd(labelWidth)}: ${String(n).padStart(countWidth)}\n`;
	return out;
}

/** The slowest tests, and how many took how long. */
export function histogram(tests: readonly Test[]): string {
	const timed = tests
		.filter((t) => t.result && t.result.seconds > 0)
		.map((t) => ({ name: t.name, seconds: t.result?.seconds ?? 0 }))
		.sort((a, b) => b.seconds - a.seconds);
	const slowest = timed[0];
	if (slowest === undefined) return "";
	const line = `${"-".repeat(74)}\n`;
	let out = `Slowest Tests:\n${line}`;
	for (const t of timed.slice(0, 20))
		out += `${t.seconds.toFixed(2)}s: ${t.name}\n`;
	const power = 10 ** Math.floor(Math.log10(slowest.seconds));
	const step =
		[power / 10, power / 5, power / 2].find((s) => slowest.seconds / s <= 12) ??
		power;
	const buckets = new Map<number, number>();
	for (const t of timed) {
		const b = Math.floor(t.seconds / step);
		buckets.set(b, (buckets.get(b) ?? 0) + 1);
	}
	out += `\nTests Times:\n${line}[    Range    ] :: [               Percentage               ] :: [Count]\n${line}`;
	const digits = Math.max(0, -Math.floor(Math.log10(step)));
	for (let b = Math.floor(slowest.seconds / step); b >= 0; b--) {
		const n = buckets.get(b) ?? 0;
		const bar = "*".repeat(Math.ceil((40 * n) / timed.length)).padEnd(40);
		out += `[${(b * step).toFixed(digits)}s,${((b + 1) * step).toFixed(digits)}s) :: [${bar}] :: [${n}/${timed.length}]\n`;
	}
	return `${out}${line}`;
}
