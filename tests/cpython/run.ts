/**
 * Runs modules of CPython's own test suite interpreted and compiled (the tests and every module they import), and
 * compares test by test. A test passes when it ends compiled as it ends interpreted; those that do not pass interpreted
 * on this machine are left out of the count. A module whose subject did not run compiled is one failure more.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import yargs from "yargs";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, writeAll } from "../../lib/support/tool.ts";
import {
	choosePython,
	compiledCommand,
	execute,
	type Outcome,
	testSettings,
} from "../programs/execute.ts";
import { type FunctionReport, readReport } from "../programs/report.ts";
import { MODULES, type TestModule } from "./modules.ts";

export const summary = "runs modules of CPython's test suite both ways";

type Outcomes = Readonly<Record<string, string>>;

interface Setting {
	readonly python: string;
	readonly root: string;
	readonly scratch: string;
	readonly library: string;
	readonly timeout: number;
	readonly patterns: readonly string[];
	readonly verbose: boolean;
}

interface Result {
	readonly passed: number;
	readonly failures: readonly string[];
	readonly note: string;
	/** The end of what the compiled run printed, when something failed. */
	readonly output: string;
}

export async function main(args: string[]): Promise<number> {
	const options = await parse(args);
	const asked = options._.map(String);
	const modules = asked.length === 0 ? MODULES : asked.map(findModule);
	const python = choosePython(options.python);
	const scratch = mkdtempSync(join(tmpdir(), "coconut-cpython-"));
	try {
		const setting: Setting = {
			python,
			root: installRoot(),
			scratch,
			library: await libraryFolder(python),
			timeout: options.timeout,
			patterns: options.match ?? [],
			verbose: options.verbose,
		};
		return await runAll(modules, setting, options.jobs);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function parse(args: string[]) {
	return yargs(args)
		.scriptName("test-cpython")
		.usage("$0 [OPTIONS] [MODULE…]\n\nFor example: $0 test_json test_ast")
		.option("python", { type: "string", requiresArg: true })
		.option("timeout", {
			type: "number",
			default: 3600,
			describe: "seconds for one module; the first compiles what it imports",
		})
		.option("jobs", { type: "number", alias: "j", default: 2 })
		.option("match", {
			type: "string",
			array: true,
			nargs: 1,
			alias: "m",
			describe: "only tests whose name contains this",
		})
		.option("verbose", { type: "boolean", alias: "v", default: false })
		.strictOptions()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
}

/** A module by name, `test_json` or `json`; one that is not in the table is its own subject. */
function findModule(asked: string): TestModule {
	const name = asked.startsWith("test_") ? asked : `test_${asked}`;
	return MODULES.find((m) => m.name === name) ?? { name, subject: "" };
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

async function runAll(
	modules: readonly TestModule[],
	setting: Setting,
	jobs: number,
): Promise<number> {
	let passed = 0;
	let failed = 0;
	const queue = [...modules];
	const worker = async (): Promise<void> => {
		for (let m = queue.shift(); m !== undefined; m = queue.shift()) {
			const result = await runModule(m, setting);
			passed += result.passed;
			failed += result.failures.length;
			print(m, result, setting.verbose);
		}
	};
	await Promise.all(Array.from({ length: jobs }, worker));
	say(`${passed} passed, ${failed} failed\n`);
	return failed > 0 || passed === 0 ? 1 : 0;
}

function print(m: TestModule, result: Result, verbose: boolean): void {
	const verdict = result.failures.length === 0 ? "PASS" : "FAIL";
	let text = `${verdict} ${m.name.padEnd(20)} ${result.note}\n`;
	const limit = verbose ? result.failures.length : 10;
	for (const f of result.failures.slice(0, limit)) text += `    ${f}\n`;
	if (result.failures.length > limit)
		text += `    … ${result.failures.length - limit} more\n`;
	if (verdict === "FAIL" || verbose)
		text += result.output.replace(/^(?=.)/gm, "      ");
	say(text);
}

function say(text: string): void {
	writeAll(1, Buffer.from(text));
}

async function runModule(m: TestModule, setting: Setting): Promise<Result> {
	const interpretedOut = join(setting.scratch, `${m.name}.interpreted.json`);
	const compiledOut = join(setting.scratch, `${m.name}.compiled.json`);
	const report = join(setting.scratch, `${m.name}.report.json`);
	const script = (out: string): string[] => [
		join(setting.root, "tests/cpython/driver.py"),
		out,
		`test.${m.name}`,
		...setting.patterns,
	];
	const interpreted = await execute({
		argv: [setting.python, ...script(interpretedOut)],
		env: {},
		cwd: setting.scratch,
		timeout: setting.timeout,
	});
	const expected = readOutcomes(interpretedOut);
	if (!expected)
		return failure(
			"does not even run interpreted",
			ending(interpreted, setting.verbose),
		);
	const command = compiledCommand(
		setting.python,
		setting.root,
		script(compiledOut),
		report,
	);
	const compiled = await execute({
		argv: command.argv,
		env: { ...command.env, ...testSettings(setting.root, undefined) },
		cwd: setting.scratch,
		timeout: setting.timeout,
	});
	const found = readOutcomes(compiledOut);
	const times = `${interpreted.seconds.toFixed(1)} s, compiled ${compiled.seconds.toFixed(1)} s`;
	if (!found)
		return failure(
			`did not end: exit ${compiled.exit} (${times})`,
			ending(compiled, setting.verbose),
		);
	const { passed, failures } = compare(expected, found);
	const problem = judgeSubject(readReport(report), m, setting.library);
	if (problem !== undefined) failures.push(problem);
	return {
		passed,
		failures,
		note: `${passed} of ${Object.keys(expected).length} tests (${times})`,
		output: ending(compiled, setting.verbose),
	};
}

function failure(what: string, output: string): Result {
	return { passed: 0, failures: [what], note: "", output };
}

function ending(outcome: Outcome, verbose: boolean): string {
	const lines = outcome.stderr.trimEnd().split("\n");
	return `${lines.slice(verbose ? 0 : -25).join("\n")}\n`;
}

function readOutcomes(path: string): Outcomes | undefined {
	try {
		return JSON.parse(readFileSync(path, "utf8")) as Outcomes;
	} catch {
		return undefined;
	}
}

/** Compares test by test. What fails interpreted is not held against the compiled run. */
function compare(
	expected: Outcomes,
	found: Outcomes,
): { passed: number; failures: string[] } {
	let passed = 0;
	const failures: string[] = [];
	for (const [id, outcome] of Object.entries(expected)) {
		if (outcome === "fail" || outcome === "error") continue;
		const now = found[id] ?? "missing";
		if (now === outcome) passed++;
		else failures.push(`${id}: ${now}, interpreted ${outcome}`);
	}
	for (const [id, outcome] of Object.entries(found))
		if (!(id in expected))
			failures.push(`${id}: ${outcome}, not there interpreted`);
	return { passed, failures };
}

/** Why the library file that a test module is about did not run compiled; undefined when it did. */
function judgeSubject(
	rows: readonly FunctionReport[] | string,
	m: TestModule,
	library: string,
): string | undefined {
	if (typeof rows === "string") return rows;
	if (m.subject === "") return undefined;
	const path = join(library, m.subject);
	const own = rows.filter(
		(r) => r.file === path || r.file.startsWith(`${path}/`),
	);
	const compiled = own.filter((r) => r.compiled);
	const native = compiled.filter((r) => r.calls > r.deopts);
	if (own.length === 0) return `the report names no function of ${path}`;
	if (compiled.length * 2 <= own.length)
		return `only ${compiled.length} of ${own.length} functions of ${path} were compiled`;
	if (native.length === 0)
		return `no function of ${path} ran compiled to its end`;
	return undefined;
}
