/** How much of the bytecode is translated, and how much is left to the interpreter. */
import { isGeneratorLike } from "../cpython/code.ts";
import type { Translated } from "./translate.ts";

/** Numbers of bytecodes. */
export interface Count {
	translated: number;
	/** Became a deopt, or stands where control comes only after one. */
	deopted: number;
}

/** Bytecodes of one kind of functions. */
export interface Coverage extends Count {
	functions: number;
	/** Bytecodes that no control reaches (a handler of what cannot raise is one such); counted nowhere else. */
	dead: number;
	readonly byName: Map<string, Count>;
}

/** Coverage in ordinary functions, and in generators, coroutines and async generators. */
export interface CoverageReport {
	readonly plain: Coverage;
	readonly generators: Coverage;
}

export function newReport(): CoverageReport {
	return { plain: newCoverage(), generators: newCoverage() };
}

function newCoverage(): Coverage {
	return {
		functions: 0,
		translated: 0,
		deopted: 0,
		dead: 0,
		byName: new Map(),
	};
}

/** Adds one function's bytecodes. */
export function addFunction(report: CoverageReport, t: Translated): void {
	const kind = isGeneratorLike(t.cfg.code) ? "generators" : "plain";
	const coverage = report[kind];
	coverage.functions++;
	const left = t.fn.blocks.some((b) => b.ops.at(-1)?.name === "deopt");
	for (const block of t.cfg.blocks)
		for (const i of block.instructions) {
			const done = t.done.has(i.offset);
			if (!block.reachable || !(done || left)) {
				coverage.dead++;
				continue;
			}
			const way = done ? "translated" : "deopted";
			let count = coverage.byName.get(i.op);
			if (count === undefined) {
				count = { translated: 0, deopted: 0 };
				coverage.byName.set(i.op, count);
			}
			count[way]++;
			coverage[way]++;
		}
}

/** The report as text: totals, then one line for each bytecode, the most frequent first. */
export function reportText(report: CoverageReport): string {
	return (
		sectionText("outside generators and coroutines", report.plain) +
		sectionText("generators and coroutines", report.generators)
	);
}

/** The report as JSON. */
export function reportJson(report: CoverageReport): string {
	const plain = (c: Coverage): object => ({
		functions: c.functions,
		translated: c.translated,
		deopted: c.deopted,
		dead: c.dead,
		share: share(c),
		bytecodes: Object.fromEntries(sorted(c)),
	});
	return `${JSON.stringify(
		{ plain: plain(report.plain), generators: plain(report.generators) },
		undefined,
		"\t",
	)}\n`;
}

/** Translated per reachable bytecode; 1 where there is none. */
export function share(c: Count): number {
	const all = c.translated + c.deopted;
	return all === 0 ? 1 : c.translated / all;
}

function sectionText(title: string, c: Coverage): string {
	const percent = percentText(c);
	let out = `${title}: ${c.functions} functions, ${percent} of ${c.translated + c.deopted} bytecodes translated, ${c.deopted} deopted, ${c.dead} dead\n`;
	if (c.byName.size === 0) return out;
	const width = Math.max(...[...c.byName.keys()].map((n) => n.length));
	for (const [name, count] of sorted(c))
		out += `  ${name.padEnd(width)} ${String(count.translated).padStart(9)} translated ${String(count.deopted).padStart(9)} deopted\n`;
	return out;
}

/** Rounded down, so that only everything is 100 %. */
function percentText(c: Count): string {
	return `${(Math.floor(share(c) * 10000) / 100).toFixed(2)} %`;
}

function sorted(c: Coverage): [string, Count][] {
	const all = (n: Count): number => n.translated + n.deopted;
	return [...c.byName].sort(
		([a, x], [b, y]) => all(y) - all(x) || (a < b ? -1 : 1),
	);
}
