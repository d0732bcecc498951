/** lit as a function: finds tests, chooses and orders them, runs them, sums up. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Diagnostic } from "../../support/diagnostic.ts";
import { conditionNames } from "./boolean.ts";
import { discover } from "./discovery.ts";
import { Display, histogram, summary } from "./display.ts";
import { executeTest } from "./execute.ts";
import { type LitOptions, parseLitArgs } from "./options.ts";
import { killAll } from "./process.ts";
import { writeJson, writeXunit } from "./reports.ts";
import { parseScript, ScriptError } from "./script.ts";
import type { InProcess } from "./shell.ts";
import { RESULTS, type Test, type TestConfig } from "./types.ts";

/** What a run of lit may use of the world. */
export interface LitIo {
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdout: (text: string) => void;
	readonly stderr: (text: string) => void;
	/** Width of the terminal standard output is, undefined where it is none. */
	readonly columns: number | undefined;
}

/** Runs lit: 0 all is well, 1 tests failed, 2 nothing could be tested as asked. Throws UsageError and Diagnostic. */
export async function runLit(
	args: readonly string[],
	io: LitIo,
): Promise<number> {
	const options = await parseLitArgs(args, io.env);
	if (options === undefined) return 0;
	const found = await discover(options.paths, {
		params: options.params,
		path: options.path.map((p) => resolve(p)),
		prefix: options.configPrefix,
		env: io.env,
	});
	for (const w of found.warnings) io.stderr(`lit: warning: ${w}\n`);
	for (const e of found.errors) io.stderr(`lit: error: ${e}\n`);
	if (found.errors.length > 0) return 2;
	if (found.tests.length === 0) {
		io.stderr("error: did not discover any tests for provided path(s)\n");
		return 2;
	}
	if (options.showSuites || options.showTests || options.showUsedFeatures) {
		io.stdout(listing(found.tests, found.suites, options));
		return 0;
	}
	const selected = select(found.tests, options, io);
	if (typeof selected === "number") return selected;
	return runAll(found.tests, selected, options, io);
}

function listing(
	tests: readonly Test[],
	suites: readonly TestConfig[],
	options: LitOptions,
): string {
	if (options.showUsedFeatures) return `${usedFeatures(tests).join(" ")}\n`;
	let out = "";
	if (options.showSuites) {
		out += "-- Test Suites --\n";
		for (const s of suites) {
			const n = tests.filter((t) => t.config.suiteName === s.suiteName).length;
			out += `  ${s.suiteName} - ${n} tests\n    Source Root: ${s.sourceRoot}\n    Exec Root  : ${s.execRoot}\n`;
			out += `    Available Features: ${[...s.features].sort().join(" ")}\n`;
		}
	}
	if (options.showTests) {
		out += "-- Available Tests --\n";
		for (const t of tests) out += `  ${t.name}\n`;
	}
	return out;
}

function usedFeatures(tests: readonly Test[]): string[] {
	const names = new Set<string>();
	for (const t of tests) {
		try {
			const s = parseScript(readFileSync(t.source, "latin1"));
			for (const c of [...s.requires, ...s.unsupported, ...s.xfail])
				if (c !== "*") for (const n of conditionNames(c)) names.add(n);
		} catch (e) {
			if (!(e instanceof ScriptError)) throw e;
		}
	}
	return [...names].sort();
}

/** The tests to run, in order, or the exit code when there is nothing to run. Marks those left out. */
function select(
	tests: readonly Test[],
	options: LitOptions,
	io: LitIo,
): Test[] | number {
	let selected = order(tests, options).filter(
		(t) => options.filter.test(t.name) && !options.filterOut.test(t.name),
	);
	if (selected.length === 0) {
		io.stderr(
			`error: filter did not match any tests (of ${tests.length} discovered).  `,
		);
		io.stderr(
			options.allowEmptyRuns
				? "Suppressing error because '--allow-empty-runs' was specified.\n"
				: "Use '--allow-empty-runs' to suppress this error.\n",
		);
		return options.allowEmptyRuns ? 0 : 2;
	}
	if (options.shard !== undefined) {
		const [run, of] = options.shard;
		const every = selected.filter((_, i) => i % of === run - 1);
		io.stderr(
			`note: Selecting shard ${run}/${of} = size ${every.length}/${selected.length} = tests #(${of}*k)+${run} = [${preview(run, of, selected.length)}]\n`,
		);
		selected = every;
		if (selected.length === 0) {
			io.stderr(
				"warning: shard does not contain any tests.  Consider decreasing the number of shards.\n",
			);
			return 0;
		}
	}
	for (const t of tests) {
		if (named(t, options.xfail)) t.forcedXfail = true;
		if (named(t, options.xfailNot)) t.forcedXfail = false;
	}
	return selected.slice(0, options.maxTests);
}

function preview(run: number, of: number, total: number): string {
	const all: number[] = [];
	for (let i = run; i <= total; i += of) all.push(i);
	return all.slice(0, 3).join(", ") + (all.length > 3 ? ", ..." : "");
}

function named(test: Test, list: readonly string[]): boolean {
	return list.some((n) => n === test.path || n === test.name);
}

const TIMES_FILE = ".lit_test_times.txt";

/** Orders tests; for the smart order, by what the suites' times files remember. */
function order(tests: readonly Test[], options: LitOptions): Test[] {
	const list = [...tests];
	const byName = (a: Test, b: Test): number =>
		a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
	if (options.order === "lexical") return list.sort(byName);
	if (options.order === "random") {
		for (let i = list.length - 1; i > 0; i--) {
			const j = Math.floor(Math.random() * (i + 1));
			[list[i], list[j]] = [list[j] as Test, list[i] as Test];
		}
		return list;
	}
	const times = new Map<string, Map<string, number>>();
	for (const t of list) {
		const root = t.config.execRoot;
		let known = times.get(root);
		if (known === undefined) {
			known = readTimes(root);
			times.set(root, known);
		}
		const seconds = known.get(t.path);
		if (seconds !== undefined) {
			t.previousSeconds = Math.abs(seconds);
			t.previouslyFailed = seconds < 0;
		}
	}
	return list.sort(
		(a, b) =>
			Number(b.previouslyFailed ?? false) -
				Number(a.previouslyFailed ?? false) ||
			(b.previousSeconds ?? Number.MAX_VALUE) -
				(a.previousSeconds ?? Number.MAX_VALUE) ||
			byName(a, b),
	);
}

function readTimes(root: string): Map<string, number> {
	const out = new Map<string, number>();
	try {
		for (const line of readFileSync(join(root, TIMES_FILE), "utf8").split(
			"\n",
		)) {
			const m = /^(\S+) (.+)$/.exec(line);
			if (m) out.set(m[2] ?? "", Number(m[1]));
		}
	} catch {}
	return out;
}

/** Remembers how long tests took; a failure is a negative time. */
function recordTimes(tests: readonly Test[]): void {
	const roots = new Map<string, Map<string, number>>();
	for (const t of tests) {
		if (
			t.result === undefined ||
			t.result.code === "SKIPPED" ||
			t.result.code === "EXCLUDED"
		)
			continue;
		const root = t.config.execRoot;
		const times = roots.get(root) ?? readTimes(root);
		roots.set(root, times);
		const seconds = Math.max(t.result.seconds, 1e-6);
		times.set(t.path, RESULTS[t.result.code].fails ? -seconds : seconds);
	}
	for (const [root, times] of roots) {
		const lines = [...times].map(
			([path, s]) => `${s.toExponential(6)} ${path}\n`,
		);
		try {
			writeFileSync(join(root, TIMES_FILE), lines.join(""));
		} catch {}
	}
}

async function runAll(
	all: readonly Test[],
	selected: readonly Test[],
	options: LitOptions,
	io: LitIo,
): Promise<number> {
	const began = performance.now();
	const display = new Display(options, selected.length, io.stdout, io.columns);
	display.header(all.length);
	const temporary = shareTemporary(selected, io.env);
	const onSignal = (): void => {
		display.clear();
		killAll();
		if (temporary) rmSync(temporary, { recursive: true, force: true });
		process.exit(130);
	};
	process.on("SIGINT", onSignal);
	process.on("SIGTERM", onSignal);
	try {
		await runSelected(selected, options, display, io);
	} finally {
		process.off("SIGINT", onSignal);
		process.off("SIGTERM", onSignal);
		if (temporary) rmSync(temporary, { recursive: true, force: true });
	}
	display.clear();
	const seconds = (performance.now() - began) / 1000;
	const none = { output: "", seconds: 0, attempts: 0 };
	const chosen = new Set(selected);
	for (const t of all) {
		if (!chosen.has(t)) t.result = { code: "EXCLUDED", ...none };
		else t.result ??= { code: "SKIPPED", ...none };
	}
	recordTimes(selected);
	if (options.timeTests) io.stdout(histogram(all));
	io.stdout(summary(all, seconds, options));
	const reported = options.shard === undefined ? all : selected;
	for (const path of options.json) writeJson(path, reported, seconds);
	if (options.xunit !== undefined) writeXunit(options.xunit, reported, seconds);
	if (!all.some((t) => t.result && RESULTS[t.result.code].fails)) return 0;
	if (!options.ignoreFail) return 1;
	io.stderr(
		"\nExiting with status 0 instead of 1 because '--ignore-fail' was specified.\n",
	);
	return 0;
}

/** Gives all tests a temporary directory that is removed after the run, unless LIT_PRESERVES_TMP is set. */
function shareTemporary(
	tests: readonly Test[],
	env: LitIo["env"],
): string | undefined {
	if (env.LIT_PRESERVES_TMP !== undefined) return undefined;
	let dir: string;
	try {
		dir = mkdtempSync(join(env.TMPDIR ?? tmpdir(), "lit-tmp-"));
	} catch (e) {
		throw new Diagnostic(
			`cannot make a temporary directory: ${(e as Error).message}`,
		);
	}
	for (const config of new Set(tests.map((t) => t.config)))
		Object.assign(config.environment, {
			TMPDIR: dir,
			TMP: dir,
			TEMP: dir,
			TEMPDIR: dir,
		});
	return dir;
}

const tools = new Map<TestConfig, Readonly<Record<string, InProcess>>>();

/** The tools a configuration wants run inside this process. Throws Diagnostic for a bundle without `main`. */
function inProcessTools(
	config: TestConfig,
): Readonly<Record<string, InProcess>> {
	let found = tools.get(config);
	if (found === undefined) {
		const require = createRequire(join(config.sourceRoot, "lit.config.json"));
		const loaded: Record<string, InProcess> = {};
		for (const [name, path] of Object.entries(config.inProcessTools)) {
			const { main } = require(path) as { main?: unknown };
			if (typeof main !== "function")
				throw new Diagnostic(
					`in_process_tools: '${path}' does not export 'main'`,
				);
			loaded[name] = main as InProcess;
		}
		found = loaded;
		tools.set(config, found);
	}
	return found;
}

async function runSelected(
	tests: readonly Test[],
	options: LitOptions,
	display: Display,
	io: LitIo,
): Promise<void> {
	const began = performance.now();
	let next = 0;
	let failures = 0;
	let stopped = "";
	const worker = async (): Promise<void> => {
		while (stopped === "") {
			const test = tests[next++];
			if (test === undefined) return;
			test.result = await executeTest(test, {
				noExecute: options.noExecute,
				timeout: options.timeout,
				extraTools: inProcessTools(test.config),
				updateTests: options.updateTests,
			});
			display.update(test);
			if (RESULTS[test.result.code].fails) failures++;
			if (stopped !== "") return;
			if (failures >= (options.maxFailures ?? Number.POSITIVE_INFINITY))
				stopped = "reached maximum number of test failures";
			else if (
				performance.now() - began >
				(options.maxTime ?? Number.POSITIVE_INFINITY) * 1000
			)
				stopped = "reached timeout";
		}
	};
	const count = Math.min(options.workers, tests.length);
	await Promise.all(Array.from({ length: count }, worker));
	if (stopped !== "" && next < tests.length)
		io.stderr(`warning: ${stopped}, skipping remaining tests\n`);
}
