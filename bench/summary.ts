/** What the rows of a benchmark come to: means by kind, the lowest ratio, bars met. */
import { KINDS } from "../tests/programs/program.ts";
import type { Row, Setup } from "./measure.ts";
import { geometricMean, ratioText } from "./stats.ts";

export interface Summary {
	/** Geometric means of the ratios, by kind and over groups of kinds. */
	readonly means: Readonly<Record<string, number>>;
	readonly lowest:
		| { readonly name: string; readonly ratio: number }
		| undefined;
	readonly barsMet: number;
	readonly bars: number;
	/** Highest ratio of peak memory, compiled / interpreted. */
	readonly memoryMost: number | undefined;
	/** Programs that are slower compiled than interpreted, and those below their own bar. */
	readonly slower: readonly string[];
	readonly belowBar: readonly string[];
	readonly failed: readonly string[];
}

/** The aims over all programs: mean of the numeric and object ones, and peak memory. */
const MEAN_BAR = 3;
const MEMORY_BAR = 1.3;
/** The kinds whose joint mean has a bar of its own. */
const MAIN_KINDS: readonly string[] = ["numeric", "object"];
const MAIN = MAIN_KINDS.join(" and ");

export function summarize(rows: readonly Row[]): Summary {
	const done = rows.filter(hasRatio);
	const means: Record<string, number> = {};
	const put = (name: string, chosen: readonly { ratio: number }[]): void => {
		if (chosen.length > 0)
			means[name] = geometricMean(chosen.map((r) => r.ratio));
	};
	for (const kind of KINDS)
		put(
			kind,
			done.filter((r) => r.kind === kind),
		);
	put(
		MAIN,
		done.filter((r) => MAIN_KINDS.includes(r.kind)),
	);
	put("overall", done);
	const sorted = [...done].sort((a, b) => a.ratio - b.ratio);
	const barred = done.filter((r) => r.bar !== undefined);
	const memory = rows.flatMap((r) => r.memoryRatio ?? []);
	return {
		means,
		lowest: sorted[0] && { name: sorted[0].name, ratio: sorted[0].ratio },
		slower: sorted.filter((r) => r.ratio < 1).map((r) => r.name),
		belowBar: barred.filter((r) => r.ratio < (r.bar ?? 0)).map((r) => r.name),
		barsMet: barred.filter((r) => r.ratio >= (r.bar ?? 0)).length,
		bars: barred.length,
		memoryMost: memory.length > 0 ? Math.max(...memory) : undefined,
		failed: rows.filter((r) => r.problems.length > 0).map((r) => r.name),
	};
}

function hasRatio(row: Row): row is Row & { ratio: number } {
	return row.ratio !== undefined;
}

/** The summary as lines of text. */
export function summaryLines(rows: readonly Row[], setup: Setup): string[] {
	const s = summarize(rows);
	const lines = [""];
	for (const [name, mean] of Object.entries(s.means))
		lines.push(
			`geometric mean, ${name.padEnd(20)} ${ratioText(mean)}${name === MAIN ? ` (bar ${MEAN_BAR}x)` : ""}`,
		);
	if (s.lowest)
		lines.push(`lowest: ${s.lowest.name} ${ratioText(s.lowest.ratio)}`);
	if (s.slower.length > 0)
		lines.push(`slower than the interpreter: ${s.slower.join(", ")}`);
	if (s.bars > 0)
		lines.push(
			`bars met: ${s.barsMet} of ${s.bars}${s.belowBar.length > 0 ? `, missed: ${s.belowBar.join(", ")}` : ""}`,
		);
	if (s.memoryMost !== undefined)
		lines.push(
			`highest peak memory: ${ratioText(s.memoryMost)} the interpreter's (bar ${MEMORY_BAR}x)`,
		);
	for (const peer of setup.peers) {
		const ratios = rows.flatMap((r) => r.peers[peer.name]?.ratio ?? []);
		if (ratios.length > 0)
			lines.push(
				`peer ${peer.name}: geometric mean ${ratioText(geometricMean(ratios))} over ${ratios.length} programs`,
			);
	}
	if (s.failed.length > 0) lines.push(`with problems: ${s.failed.join(", ")}`);
	return lines;
}
