/**
 * `make bench`: the programs of tests/programs, interpreter against compiled. Both are measured in turn, pair by pair, in
 * one run, and what is printed are ratios: of the time inside main(), of whole processes, of peak memory.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import yargs from "yargs";
import { Diagnostic } from "../lib/support/diagnostic.ts";
import { installRoot } from "../lib/support/root.ts";
import { UsageError, writeAll, writeOutput } from "../lib/support/tool.ts";
import { choosePython } from "../tests/programs/execute.ts";
import { listPrograms, type Program } from "../tests/programs/program.ts";
import { benchProgram, type Row, type Setup } from "./measure.ts";
import { findPeers } from "./peers.ts";
import { probePython, whyNotCompiled } from "./python.ts";
import { ratioText, secondsText, tableLine } from "./stats.ts";
import { summarize, summaryLines } from "./summary.ts";

export const summary = "measures the programs, interpreter against compiled";

/** Runs the benchmark; returns 0 also where a bar is missed: it measures, it does not judge. */
export async function main(args: string[]): Promise<number> {
	const given = parse(args);
	const root = installRoot();
	const build = await probePython(choosePython(given.python));
	const programs = choose(join(root, "tests/programs"), given);
	const scratch = mkdtempSync(join(tmpdir(), "coconut-bench-"));
	try {
		const why = await whyNotCompiled(build, root);
		const setup: Setup = {
			build,
			root,
			scratch,
			pairs: given.quick ? 1 : given.pairs,
			repeats: given.quick ? 1 : given.repeats,
			scale: given.scale ?? (given.quick ? 0.3 : 1),
			timeout: given.timeout,
			opt: given.opt,
			isWhole: given.whole,
			isCompiled: why === undefined,
			isJit: given.jit,
			peers: given.peers ? await findPeers(build) : [],
		};
		printHead(setup, why);
		const rows: Row[] = [];
		for (const program of programs) {
			const row = await benchProgram(program, setup);
			rows.push(row);
			printRow(row, setup);
		}
		for (const line of summaryLines(rows, setup)) say(line);
		if (given.json !== undefined) writeOutput(given.json, jsonOf(rows, setup));
		return 0;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function parse(args: string[]) {
	const parsed = yargs(args)
		.scriptName("bench-programs")
		.usage("$0 [options]\n\nInterpreter against compiled, as ratios.")
		.option("filter", {
			string: true,
			default: "",
			describe: "only programs whose name matches this regular expression",
		})
		.option("kind", { string: true, describe: "only programs of this kind" })
		.option("pairs", {
			number: true,
			default: 3,
			describe: "pairs of processes for each program",
		})
		.option("repeats", {
			number: true,
			default: 2,
			describe: "calls of main() in each process, the fastest counts",
		})
		.option("scale", { number: true, describe: "multiplies every size" })
		.option("quick", {
			boolean: true,
			default: false,
			describe:
				"three programs of each kind, one pair, one call, a third of the size",
		})
		.option("whole", {
			boolean: true,
			default: true,
			describe: "time whole processes as well",
		})
		.option("jit", {
			boolean: true,
			default: false,
			describe:
				"compile what is hot while it runs, as 'coconut run' does, instead of all ahead",
		})
		.option("peers", {
			boolean: true,
			default: true,
			describe: "pypy3, cython and mypyc too, where installed",
		})
		.option("python", { string: true, describe: "the interpreter" })
		.option("opt", {
			string: true,
			describe: "optimisation level of the compiled side ($COCONUT_OPT)",
		})
		.option("timeout", {
			number: true,
			default: 900,
			describe: "seconds for each process, with what it compiles first",
		})
		.option("json", { string: true, describe: "write all figures here" })
		.strict()
		.version(false)
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseSync();
	if (parsed._.length > 0)
		throw new UsageError(`unexpected argument '${parsed._[0]}'`);
	for (const name of ["pairs", "repeats"] as const)
		if (!(parsed[name] >= 1))
			throw new UsageError(`--${name} wants a number, 1 or more`);
	return parsed;
}

function choose(
	folder: string,
	given: { filter: string; kind?: string | undefined; quick: boolean },
): Program[] {
	let pattern: RegExp;
	try {
		pattern = new RegExp(given.filter);
	} catch {
		throw new UsageError(`'${given.filter}' is not a regular expression`);
	}
	const chosen = listPrograms(folder).filter(
		(p) =>
			p.size !== undefined &&
			pattern.test(p.name) &&
			(given.kind === undefined || p.kind === given.kind),
	);
	if (chosen.length === 0)
		throw new Diagnostic("no program with a 'bench:' line is chosen");
	return given.quick && given.filter === "" ? someOfEachKind(chosen) : chosen;
}

const QUICK_EACH = 3;

/** The first programs of each kind. */
function someOfEachKind(programs: readonly Program[]): Program[] {
	const seen = new Map<string, number>();
	return programs.filter(({ kind }) => {
		const n = (seen.get(kind) ?? 0) + 1;
		seen.set(kind, n);
		return n <= QUICK_EACH;
	});
}

function say(text: string): void {
	writeAll(1, Buffer.from(`${text}\n`));
}

function printHead(setup: Setup, why: string | undefined): void {
	const { build } = setup;
	say(`interpreter: ${build.path}, ${build.version}`);
	say(`built with:  ${build.config || "no options that matter"}`);
	say(
		`machine:     ${cpus().length} x ${cpus()[0]?.model ?? "?"}, load ${loadavg()[0]?.toFixed(1)}`,
	);
	for (const peer of setup.peers)
		say(`peer:        ${peer.name}, ${peer.version}`);
	if (why !== undefined)
		say(`No compiled runs: the package 'coconut' does not load (${why}).`);
	say(
		`${setup.pairs} pairs, best of ${setup.repeats} calls of main(size) in each process; processor time; ratio = interpreter / compiled, median of the pairs\n`,
	);
	if (setup.isJit)
		say("compiled: what is hot, while the program runs and in runs before\n");
	const cells = ["program", "kind", "interpreter", "compiled", "ratio"];
	cells.push("lowest..highest", "whole", "memory", "bar");
	cells.push(...setup.peers.map((p) => p.name));
	say(tableLine(cells, WIDTHS));
}

const WIDTHS = [20, 9, 11, 10, 8, 16, 8, 7, 6, 8, 8, 8];

function printRow(row: Row, setup: Setup): void {
	const cells = [
		row.name,
		row.kind,
		secondsText(row.interpreted),
		secondsText(row.compiled),
		ratioText(row.ratio),
		row.ratios.length > 0
			? `${Math.min(...row.ratios).toFixed(2)}..${Math.max(...row.ratios).toFixed(2)}`
			: "-",
		ratioText(row.wholeRatio),
		ratioText(row.memoryRatio),
		row.bar === undefined ? "" : `${row.bar}x`,
		...setup.peers.map((p) => ratioText(row.peers[p.name]?.ratio)),
	];
	const below =
		row.bar !== undefined && row.ratio !== undefined && row.ratio < row.bar;
	say(tableLine(cells, WIDTHS) + (below ? "  below the bar" : ""));
	for (const problem of row.problems) say(`    ${problem}`);
}

function jsonOf(rows: readonly Row[], setup: Setup): string {
	const { build, pairs, repeats, scale, opt } = setup;
	return `${JSON.stringify(
		{
			python: build,
			machine: { cpus: cpus().length, model: cpus()[0]?.model ?? "" },
			peers: setup.peers.map(({ name, version }) => ({ name, version })),
			options: { pairs, repeats, scale, opt: opt ?? null },
			programs: rows,
			summary: summarize(rows),
		},
		null,
		"\t",
	)}\n`;
}
