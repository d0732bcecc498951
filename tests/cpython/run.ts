/**
 * Runs files of CPython's own test suite interpreted and compiled (the tests and every module they import), and compares test
 * by test. A test passes when it ends compiled as it ends interpreted; those that fail interpreted on this machine are left out of
 * the count. A file that dies, or of which something did not run compiled, has failures more. Results are kept: a run that was
 * stopped goes on.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import yargs from "yargs";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, writeAll } from "../../lib/support/tool.ts";
import { choosePython, execute, testSettings } from "../programs/execute.ts";
import { check, type Setting } from "./check.ts";
import type { Difference } from "./compare.ts";
import { FILES, findFile, type TestFile } from "./files.ts";
import {
	hashOf,
	isGood,
	load,
	type Result,
	save,
	testStamp,
	toolFiles,
} from "./store.ts";

export const summary = "runs files of CPython's test suite both ways";

export async function main(args: string[]): Promise<number> {
	const options = await parse(args);
	const asked = options._.map(String);
	const files =
		asked.length > 0
			? asked.map(findFile)
			: FILES.filter((f) => f.isQuick || options.full);
	if (options.list) {
		const names = files.map((f) => `${f.name}\n`).join("");
		writeAll(1, Buffer.from(names));
		return 0;
	}
	const python = choosePython(options.python);
	const root = installRoot();
	const scratch = mkdtempSync(join(tmpdir(), "cct-"));
	try {
		const setting: Setting = {
			python,
			root,
			scratch,
			library: await libraryFolder(python),
			timeout: options.timeout,
			patterns: options.match ?? [],
			opt: options.opt,
			isExec: options.exec,
			isJit: options.jit,
			isCounted: !options.uncounted && !options.jit,
			hookOnly: options.hook
				? await hookLibrary(root, python, scratch)
				: undefined,
			meaningless: options.hook ? {} : readList(root),
		};
		const level = testSettings(root, options.opt).COCONUT_OPT ?? "";
		const mode = options.hook
			? "-hook"
			: `${level}${options.exec ? "-exec" : ""}${options.jit ? "-jit" : ""}${options.uncounted ? "-uncounted" : ""}`;
		const store: Store = {
			folder: options.results ?? join(root, "build/cpython", `results${mode}`),
			isFresh: options.fresh || setting.patterns.length > 0,
			isOnlyShown: options.report,
			isVerbose: options.verbose,
		};
		return await runAll(files, setting, store, options.jobs);
	} finally {
		rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
	}
}

interface Store {
	readonly folder: string;
	/** Runs everything again. */
	readonly isFresh: boolean;
	/** Runs nothing, shows what is there. */
	readonly isOnlyShown: boolean;
	readonly isVerbose: boolean;
}

function parse(args: string[]) {
	return yargs(args)
		.scriptName("test-cpython")
		.usage(
			"$0 [OPTIONS] [FILE…]\n\nFor example: $0 test_json test_asyncio.test_tasks",
		)
		.option("full", {
			type: "boolean",
			default: false,
			describe: "every file of the table, not only those of `make test`",
		})
		.option("fresh", {
			type: "boolean",
			default: false,
			describe: "also what passed before with these tools",
		})
		.option("list", {
			type: "boolean",
			default: false,
			describe: "run nothing, print the names of the files",
		})
		.option("report", {
			type: "boolean",
			default: false,
			describe: "run nothing, show the results there are",
		})
		.option("jobs", { type: "number", alias: "j", default: 2 })
		.option("opt", {
			type: "string",
			requiresArg: true,
			describe: "optimisation level ($COCONUT_OPT, else -O0)",
		})
		.option("match", {
			type: "string",
			array: true,
			nargs: 1,
			alias: "m",
			describe: "only tests whose name contains this",
		})
		.option("exec", {
			type: "boolean",
			default: false,
			describe: "compile also what exec and eval run",
		})
		.option("jit", {
			type: "boolean",
			default: false,
			describe:
				"compile what is hot while the tests run; each file runs three times at least, and nothing is said of what ran compiled",
		})
		.option("hook", {
			type: "boolean",
			default: false,
			describe:
				"interpreted under a hook that only passes through: what differs means nothing",
		})
		.option("uncounted", {
			type: "boolean",
			default: false,
			describe:
				"calls are not counted, so that they go the ways they go in use; nothing is said of what ran compiled",
		})
		.option("timeout", {
			type: "number",
			default: 3600,
			describe:
				"seconds for one run of a file; the first compiles what it imports",
		})
		.option("results", {
			type: "string",
			requiresArg: true,
			describe: "folder of results (build/cpython/results-O…)",
		})
		.option("python", { type: "string", requiresArg: true })
		.option("verbose", {
			type: "boolean",
			alias: "v",
			default: false,
			describe: "all that failing files printed",
		})
		.strictOptions()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
}

async function libraryFolder(python: string): Promise<string> {
	const run = await execute({
		argv: [
			python,
			"-c",
			"import sysconfig, test.support; print(sysconfig.get_path('stdlib'))",
		],
		env: {},
		timeout: 60,
	});
	if (run.exit !== 0)
		throw new UsageError(
			`'${python}' has no test suite (on Debian: make setup-test): ${run.stderr.trim().split("\n").at(-1)}`,
		);
	return run.stdout.trim();
}

/** Tests that mean nothing under an eval-frame hook, whatever it does: id and reason. */
function readList(root: string): Readonly<Record<string, string>> {
	const path = join(root, "tests/cpython/meaningless.json");
	return JSON.parse(readFileSync(path, "utf8")) as Record<string, string>;
}

/** The driver alone, compiled: as long as its code lives the hook is there. */
async function hookLibrary(
	root: string,
	python: string,
	scratch: string,
): Promise<string> {
	const library = join(scratch, "driver.so");
	const run = await execute({
		argv: [
			join(root, "bin/coconut"),
			"build",
			"--python",
			python,
			"-O0",
			"-o",
			library,
			join(root, "tests/cpython/driver.py"),
		],
		env: {},
		timeout: 600,
	});
	if (run.exit !== 0)
		throw new UsageError(`the driver cannot be compiled: ${run.stderr}`);
	return library;
}

async function runAll(
	files: readonly TestFile[],
	setting: Setting,
	store: Store,
	jobs: number,
): Promise<number> {
	mkdirSync(store.folder, { recursive: true });
	const tools = await toolKey(setting);
	const results: Result[] = [];
	const queue = [...files];
	const worker = async (): Promise<void> => {
		for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
			const result = await resultOf(file, tools, setting, store);
			if (result !== undefined) results.push(result);
		}
	};
	await Promise.all(
		Array.from({ length: store.isOnlyShown ? 1 : jobs }, worker),
	);
	const passed = results.reduce((n, r) => n + r.same, 0);
	const failed = results.reduce(
		(n, r) => n + r.differences.length + r.problems.length,
		0,
	);
	const bad = results.filter((r) => !isGood(r)).length;
	say(`${results.length - bad} of ${results.length} files as interpreted\n`);
	say(`${passed} passed, ${failed} failed\n`);
	return failed > 0 || passed === 0 ? 1 : 0;
}

async function toolKey(setting: Setting): Promise<string> {
	const version = await execute({
		argv: [setting.python, "-VV"],
		env: {},
		timeout: 60,
	});
	return hashOf(
		[...toolFiles(setting.root), join(setting.root, "tests/cpython/driver.py")],
		[
			version.stdout,
			setting.python,
			testSettings(setting.root, setting.opt).COCONUT_OPT ?? "",
			setting.hookOnly === undefined ? "" : "hook",
			setting.isExec ? "exec" : "",
			setting.isJit ? "jit" : "",
			setting.isCounted ? "" : "uncounted",
		],
	);
}

/** Runs the file, unless it passed before with the same tools. */
async function resultOf(
	file: TestFile,
	tools: string,
	setting: Setting,
	store: Store,
): Promise<Result | undefined> {
	const stamp = testStamp(setting.library, file.name);
	const key = hashOf([], [tools, stamp, JSON.stringify(setting.meaningless)]);
	if (stamp === "")
		throw new UsageError(`there is no test file '${file.name}'`);
	const old = load(store.folder, file.name);
	if (store.isOnlyShown) {
		if (old !== undefined)
			say(
				describe(old, store.isVerbose, old.key === key ? "" : ", out of date"),
			);
		return old;
	}
	if (!store.isFresh && old?.key === key && isGood(old)) {
		say(describe(old, store.isVerbose, ", kept"));
		return old;
	}
	const result = await check(file, key, setting);
	if (setting.patterns.length === 0) save(store.folder, result);
	say(describe(result, store.isVerbose, ""));
	return result;
}

function describe(r: Result, isVerbose: boolean, note: string): string {
	const { interpreted, compiled, functions } = r;
	const times = `${interpreted.seconds.toFixed(1)} s, compiled ${compiled.seconds.toFixed(1)} s`;
	const outcomes = `${compiled.passed} passed ${compiled.failed} failed ${compiled.skipped} skipped`;
	const before = `${interpreted.passed} passed ${interpreted.failed} failed ${interpreted.skipped} skipped`;
	const code = `${functions.compiled} of ${functions.seen} functions, ${functions.calls} calls, ${functions.deopts} deopts`;
	let text = `${isGood(r) ? "PASS" : "FAIL"} ${r.name.padEnd(24)} ${outcomes}${outcomes === before ? "" : `, interpreted ${before}`} (${times}; ${code}${
		r.compilations > 0 ? `; ${r.compilations} modules compiled` : ""
	}${note})\n`;
	for (const p of r.problems) text += `    ${p}\n`;
	const limit = isVerbose ? Number.POSITIVE_INFINITY : 20;
	text += listing(r.differences, "", limit);
	text += listing(r.unsteady, "unsteady: ", limit);
	text += listing(r.meaningless, "means nothing under a hook: ", limit);
	if (!isGood(r)) {
		const lines = r.output.split("\n").slice(isVerbose ? 0 : -25);
		text += lines.map((l) => `      ${l}`.trimEnd()).join("\n");
		text += "\n";
	}
	return text;
}

function listing(
	all: readonly Difference[],
	label: string,
	limit: number,
): string {
	const lines = all
		.slice(0, limit)
		.map(
			(d) =>
				`    ${label}${d.test}: ${d.compiled}, interpreted ${d.interpreted}\n`,
		);
	if (all.length > limit) lines.push(`    … ${all.length - limit} more\n`);
	return lines.join("");
}

function say(text: string): void {
	writeAll(1, Buffer.from(text));
}
