/** The tables of --time-passes and --stats. */
import { cpuMs } from "../../lib/support/cpu.ts";

export type TableFormat = "text" | "json";

/** Processor time by name: how often each ran and what that took, in ms. */
export class Times {
	readonly #rows = new Map<string, { runs: number; ms: number }>();

	timed<T>(name: string, f: () => T): T {
		const start = cpuMs();
		try {
			return f();
		} finally {
			let row = this.#rows.get(name);
			if (!row) {
				row = { runs: 0, ms: 0 };
				this.#rows.set(name, row);
			}
			row.runs++;
			row.ms += cpuMs() - start;
		}
	}

	/** Milliseconds by name, in the order of the first run. */
	byName(): Record<string, number> {
		return Object.fromEntries([...this.#rows].map(([name, r]) => [name, r.ms]));
	}

	/** Longest first. */
	text(format: TableFormat): string {
		const rows = [...this.#rows].sort((a, b) => b[1].ms - a[1].ms);
		const total = rows.reduce((sum, [, r]) => sum + r.ms, 0);
		const share = (ms: number): number => (total === 0 ? 0 : ms / total);
		if (format === "json") {
			const passes = rows.map(([name, { runs, ms }]) => ({
				name,
				runs,
				ms: round(ms),
				share: round(share(ms)),
			}));
			return `${JSON.stringify({ passes, ms: round(total) })}\n`;
		}
		const line = (name: string, ms: number, runs: string): string =>
			`${ms.toFixed(2).padStart(10)} ms ${(100 * share(ms)).toFixed(1).padStart(6)} % ${runs.padStart(5)}  ${name}\n`;
		const head = `${"time".padStart(13)} ${"share".padStart(8)} ${"runs".padStart(5)}  pass\n`;
		const body = rows.map(([name, r]) => line(name, r.ms, String(r.runs)));
		return head + body.join("") + line("total", total, "");
	}
}

function round(x: number): number {
	return Math.round(x * 1000) / 1000;
}

/** Counters, by pass and name. */
export function statsText(
	counters: ReadonlyMap<string, number>,
	format: TableFormat,
): string {
	const rows = [...counters].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
	if (format === "json") return `${JSON.stringify(Object.fromEntries(rows))}\n`;
	return rows
		.map(([what, n]) => `${String(n).padStart(10)}  ${what}\n`)
		.join("");
}
