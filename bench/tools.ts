/**
 * `make bench`, the speed of the tools: start-up, reading and printing IR beside LLVM's opt, what compiling costs at each
 * level, growth with the length of a function, the whole chain on the largest module of the standard library.
 * A tool that is not built is named and left out.
 */
import {
	existsSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import yargs from "yargs";
import { installRoot } from "../lib/support/root.ts";
import { UsageError, writeAll, writeOutput } from "../lib/support/tool.ts";
import {
	choosePython,
	execute,
	isExecutable,
	which,
} from "../tests/programs/execute.ts";
import { type BuildStats, buildStats } from "./build-stats.ts";
import { executeTimed } from "./cpu.ts";
import {
	generateIr,
	generateLlvm,
	generatePython,
	SHAPE_NAMES,
} from "./generate.ts";
import { type Build, errorLine, lastLine, probePython } from "./python.ts";
import { median, secondsText, tableLine } from "./stats.ts";

export const summary = "measures the tools themselves";

interface Setup {
	readonly root: string;
	readonly scratch: string;
	readonly build: Build;
	readonly runs: number;
	readonly megabytes: number;
	readonly longest: number;
}

type Section = (setup: Setup) => Promise<unknown>;

const SECTIONS: Readonly<Record<string, Section>> = {
	startup: measureStartup,
	parse: measureParse,
	levels: measureLevels,
	growth: measureGrowth,
	stdlib: measureStdlib,
};

/** Runs the sections; returns 0 also where a tool is missing, which it says. */
export async function main(args: string[]): Promise<number> {
	const given = parse(args);
	const scratch = mkdtempSync(join(tmpdir(), "coconut-bench-"));
	try {
		const setup: Setup = {
			root: installRoot(),
			scratch,
			build: await probePython(choosePython(given.python)),
			runs: given.runs,
			megabytes: given.megabytes,
			longest: given.longest,
		};
		const results: Record<string, unknown> = {};
		for (const [name, section] of Object.entries(SECTIONS))
			if (given.only === undefined || given.only === name) {
				results[name] = await section(setup);
				say("");
			}
		if (given.json !== undefined)
			writeOutput(given.json, `${JSON.stringify(results, null, "\t")}\n`);
		return 0;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

const WHOLE = { runs: 9, megabytes: 10, longest: 100000 };
const QUICK = { runs: 3, megabytes: 2, longest: 10000 };

function parse(args: string[]) {
	const parsed = yargs(args)
		.scriptName("bench-tools")
		.usage("$0 [options]\n\nThe speed of the tools themselves.")
		.option("only", {
			choices: Object.keys(SECTIONS),
			describe: "one section",
		})
		.option("runs", {
			number: true,
			describe: "starts of each tool, the median counts (default: 9, quick 3)",
		})
		.option("megabytes", {
			number: true,
			describe: "size of the generated module (default: 10, quick 2)",
		})
		.option("quick", {
			boolean: true,
			default: false,
			describe: "fewer starts, a smaller module, shorter functions",
		})
		.option("longest", {
			number: true,
			describe:
				"bytecodes of the longest generated function (default: 100000, quick 10000)",
		})
		.option("python", { string: true, describe: "the interpreter" })
		.option("json", { string: true, describe: "write all figures here" })
		.strict()
		.version(false)
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseSync();
	if (parsed._.length > 0)
		throw new UsageError(`unexpected argument '${parsed._[0]}'`);
	const sizes = { ...(parsed.quick ? QUICK : WHOLE) };
	for (const name of ["runs", "megabytes", "longest"] as const) {
		const given = parsed[name];
		if (given === undefined) continue;
		if (!(given > 0)) throw new UsageError(`--${name} wants a number`);
		sizes[name] = given;
	}
	return { ...parsed, ...sizes };
}

function say(text: string): void {
	writeAll(1, Buffer.from(`${text}\n`));
}

/** The path of one of our tools, or undefined after saying that it is not there. */
function tool(setup: Setup, name: string): string | undefined {
	const path = join(setup.root, "bin", name);
	if (isExecutable(path)) return path;
	say(`  bin/${name} is not built: left out`);
	return undefined;
}

/** What a command takes, in seconds. */
interface Cost {
	/** Wall time, the fastest and the median run. */
	readonly fastest: number;
	readonly median: number;
	/** Processor time, the mean: it is counted in hundredths. */
	readonly cpu: number;
}

/** Runs a command `runs` times; a string says how it failed. */
async function costOf(
	argv: readonly string[],
	runs: number,
	timeout = 900,
): Promise<Cost | string> {
	const times: number[] = [];
	let cpu = 0;
	for (let i = 0; i < runs; i++) {
		const run = await executeTimed({ argv, env: {}, timeout });
		if (run.exit !== 0)
			return `failed, exit ${run.exit}: ${errorLine(run.stderr)}`;
		times.push(run.seconds);
		cpu += run.cpu;
	}
	return {
		fastest: Math.min(...times),
		median: median(times),
		cpu: cpu / runs,
	};
}

const STARTUP_WIDTHS = [22, 9, 9, 9];

async function measureStartup(setup: Setup): Promise<unknown> {
	say(
		"start-up: `TOOL --version` and a trivial input (aim: under 60 ms on an idle machine)",
	);
	say(tableLine(["", "fastest", "median", "processor"], STARTUP_WIDTHS));
	const results: Record<string, Cost | string> = {};
	const commands: [string, string[]][] = [
		["node -e 0", [process.execPath, "-e", "0"]],
		["python", [setup.build.path, "-c", "0"]],
	];
	const bin = join(setup.root, "bin");
	if (existsSync(bin))
		for (const name of readdirSync(bin).sort())
			commands.push([name, [join(bin, name), "--version"]]);
	for (const [name, ...args] of trivialRuns(setup))
		if (existsSync(join(bin, name)))
			commands.push([`${name} FILE`, [join(bin, name), ...args]]);
	for (const [name, argv] of commands) {
		const cost = await costOf(argv, setup.runs);
		results[name] = cost;
		const cells =
			typeof cost === "string"
				? [cost]
				: [cost.fastest, cost.median, cost.cpu].map(secondsText);
		say(tableLine([`  ${name}`, ...cells], STARTUP_WIDTHS));
	}
	return results;
}

/** A tool and its arguments for next to nothing to do. */
function trivialRuns(setup: Setup): [string, ...string[]][] {
	const sample = join(setup.root, "scripts/warm-up/sample.pyc");
	const empty = join(setup.scratch, "empty.ir");
	writeFileSync(empty, 'module target "none"\n');
	const check = join(setup.scratch, "empty.check");
	writeFileSync(check, "; CHECK: module\n");
	const out = ["-o", "/dev/null"];
	return [
		["cpy-dis", sample, ...out],
		["ir-opt", empty, ...out],
		["ir2gcc", "--emit=c", empty, ...out],
		["filecheck", check, "--input-file", empty],
	];
}

const PARSE_RUNS = 3;

async function measureParse(setup: Setup): Promise<unknown> {
	const bytes = setup.megabytes * 1e6;
	say(
		`parse and print of a generated module of ${setup.megabytes} MB, processor time, the mean of ${PARSE_RUNS} runs`,
	);
	const results: Record<string, unknown> = {};
	const measure = async (
		name: string,
		text: string,
		file: string,
		argv: readonly string[],
	): Promise<void> => {
		writeFileSync(file, text);
		const cost = await costOf([...argv, file], PARSE_RUNS);
		const time = typeof cost === "string" ? cost : cost.cpu;
		const lines = text.split("\n").length;
		results[name] = { seconds: time, cost, lines, bytes: text.length };
		say(
			typeof time === "string"
				? `  ${name}: ${time}`
				: `  ${name.padEnd(20)} ${secondsText(time)}, ${Math.round(lines / time / 1000)} thousand lines/s, ${(text.length / time / 1e6).toFixed(1)} MB/s`,
		);
	};
	const irOpt = tool(setup, "ir-opt");
	if (irOpt !== undefined)
		await measure("ir-opt", generateIr(bytes), join(setup.scratch, "big.ir"), [
			irOpt,
			"-o",
			"/dev/null",
		]);
	const opt = findOpt();
	if (opt === undefined) say("  LLVM's opt is not installed: left out");
	else
		await measure(
			"LLVM's opt -S",
			generateLlvm(bytes),
			join(setup.scratch, "big.ll"),
			[opt, "-S", "-o", "/dev/null"],
		);
	return results;
}

function findOpt(): string | undefined {
	const places = [14, 15, 16, 17, 18, 19].flatMap((v) => [
		which(`opt-${v}`),
		`/usr/lib/llvm-${v}/bin/opt`,
	]);
	return which("opt") ?? places.find((p) => p !== undefined && isExecutable(p));
}

const STAT_WIDTHS = [28, 9, 9, 11, 12, 13, 12];

function statHead(first: string): string {
	return tableLine(
		[
			`  ${first}`,
			"functions",
			"bytecodes",
			"statements",
			"st/bytecode",
			"ms/function",
			"wall",
		],
		STAT_WIDTHS,
	);
}

function statRow(label: string, s: BuildStats): string {
	const inStages = Object.values(s.stages).reduce((sum, ms) => sum + ms, 0);
	const spent = inStages > 0 ? inStages : s.seconds * 1000;
	const cells = [
		`  ${label}`,
		String(s.functions),
		String(s.bytecodes),
		String(s.statements),
		(s.statements / Math.max(1, s.bytecodes)).toFixed(2),
		(spent / Math.max(1, s.functions)).toFixed(2),
		secondsText(s.seconds),
	];
	return tableLine(cells, STAT_WIDTHS) + stageLines(s);
}

/** What each stage took, in all and for each 1,000 lines of IR; then the same of the passes. */
function stageLines(s: BuildStats): string {
	const text = (title: string, times: Readonly<Record<string, number>>) => {
		const cells = Object.entries(times).map(
			([name, ms]) =>
				`${name} ${ms.toFixed(0)} (${((1000 * ms) / s.lines).toFixed(1)})`,
		);
		return cells.length > 0 ? `\n      ${title}: ${cells.join(", ")}` : "";
	};
	return (
		text(
			`processor ms (for each 1,000 of ${s.lines} lines of IR; compiled at -O${s.level})`,
			s.stages,
		) + text("passes", s.passes)
	);
}

/** Builds a file and prints one row; the figures, or a string that was printed instead. */
async function buildRow(
	setup: Setup,
	coconut: string,
	label: string,
	file: string,
	options: readonly string[],
): Promise<BuildStats | string> {
	const stats = await buildStats(
		coconut,
		setup.build.path,
		file,
		join(setup.scratch, "out.so"),
		options,
	);
	say(
		typeof stats === "string" ? `  ${label}: ${stats}` : statRow(label, stats),
	);
	return stats;
}

async function measureLevels(setup: Setup): Promise<unknown> {
	say(
		"compiling, at each level (statements are GCC's; aim: under 12 a bytecode)",
	);
	const coconut = tool(setup, "coconut");
	if (coconut === undefined) return undefined;
	const stdlib = await standardLibrary(setup);
	const files = [
		join(setup.root, "tests/programs/scheduler.py"),
		join(stdlib, "argparse.py"),
	];
	const results: Record<string, unknown> = {};
	say(statHead("file"));
	for (const file of files.filter((f) => existsSync(f)))
		for (const level of ["-O0", "-O1", "-O2", "-O3"]) {
			const label = `${basename(file)} ${level}`;
			results[label] = await buildRow(setup, coconut, label, file, [level]);
		}
	return results;
}

async function measureGrowth(setup: Setup): Promise<unknown> {
	say("growth with the length of one function");
	const coconut = tool(setup, "coconut");
	if (coconut === undefined) return undefined;
	const results: Record<string, unknown> = {};
	say(statHead("about"));
	for (const shape of SHAPE_NAMES)
		for (let n = 1000; n <= setup.longest; n *= 10) {
			const file = join(setup.scratch, `${shape}${n}.py`);
			writeFileSync(file, generatePython(n, shape));
			const label = `${n}, ${shape}`;
			results[label] = await buildRow(setup, coconut, label, file, []);
		}
	return results;
}

async function measureStdlib(setup: Setup): Promise<unknown> {
	say("the whole chain on the largest module of the standard library");
	const coconut = tool(setup, "coconut");
	if (coconut === undefined) return undefined;
	const run = await execute({
		argv: [setup.build.path, "-c", LARGEST],
		env: {},
		timeout: 120,
	});
	if (run.exit !== 0) {
		say(`  cannot find it: ${lastLine(run.stderr)}`);
		return undefined;
	}
	const file = run.stdout.trim();
	say(statHead("module"));
	const stats = await buildRow(setup, coconut, basename(file), file, []);
	return { file, stats };
}

async function standardLibrary(setup: Setup): Promise<string> {
	const run = await execute({
		argv: [
			setup.build.path,
			"-c",
			"import sysconfig; print(sysconfig.get_path('stdlib'))",
		],
		env: {},
		timeout: 30,
	});
	return run.stdout.trim();
}

/** The module with the most bytecode among the twenty longest files of the library, tests left out. */
const LARGEST = `
import glob, os, sysconfig, types
top = sysconfig.get_path("stdlib")
files = [f for f in glob.glob(top + "/**/*.py", recursive=True)
         if not {"test", "tests", "site-packages", "dist-packages", "idlelib", "lib2to3", "pydoc_data"} & set(f[len(top):].split("/"))]
def weight(code):
    return len(code.co_code) + sum(weight(c) for c in code.co_consts if isinstance(c, types.CodeType))
def total(f):
    with open(f, "rb") as source:
        return weight(compile(source.read(), f, "exec"))
print(max(sorted(files, key=os.path.getsize)[-20:], key=total))
`;
