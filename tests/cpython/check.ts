/** Runs one test file interpreted and compiled, and judges. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { installRoot } from "../../lib/support/root.ts";
import {
	compiledCommand,
	execute,
	type Outcome,
	testSettings,
} from "../programs/execute.ts";
import { type FunctionReport, readReport } from "../programs/report.ts";
import {
	type Difference,
	differences,
	isFailing,
	type Run,
	readRun,
	tally,
} from "./compare.ts";
import type { TestFile } from "./files.ts";
import type { Functions, Result } from "./store.ts";

export interface Setting {
	readonly python: string;
	readonly root: string;
	/** An empty folder for the tests to work in. */
	readonly scratch: string;
	/** The standard library's folder. */
	readonly library: string;
	/** Seconds for one run of a test file. */
	readonly timeout: number;
	/** Only tests whose name contains one of these; all when empty. */
	readonly patterns: readonly string[];
	readonly opt: string | undefined;
	/** Also what exec and eval run is compiled, and what the interpreter had loaded before. */
	readonly isExec: boolean;
	/** Nothing is compiled ahead: what is hot is, while the tests run and behind them. */
	readonly isJit: boolean;
	/** Calls are counted, for a report of what ran compiled. Some go another way then: by the hook, not by fast functions. */
	readonly isCounted: boolean;
	/** A library to run with instead of compiling: it holds the hook, everything else is interpreted. */
	readonly hookOnly: string | undefined;
	/** Tests that mean nothing under an eval-frame hook, and why. */
	readonly meaningless: Readonly<Record<string, string>>;
}

/** How often a test file is run compiled before a difference counts. */
const ATTEMPTS = 3;

/** And how often before that with the JIT, which has something to compile by what it sees. */
const WARM_UPS = 2;

interface Attempt {
	readonly run: Run;
	readonly outcome: Outcome;
	readonly rows: readonly FunctionReport[] | string;
	readonly different: readonly Difference[];
}

/**
 * A difference counts when it shows in every attempt that was made: the first may have to compile what is imported while a test's
 * clock runs. A run that dies counts at once; one that is late, if it had nothing to compile. The JIT's attempts are those that have what the
 * runs before them taught.
 */
export async function check(
	file: TestFile,
	key: string,
	setting: Setting,
): Promise<Result> {
	let interpreted = await runInterpreted(file, setting);
	const warmUps: Attempt[] = [];
	while (setting.isJit && warmUps.length < WARM_UPS)
		warmUps.push(await runCompiled(file, interpreted.run, setting));
	const attempts: Attempt[] = [];
	let common: readonly Difference[] = [];
	const everSeen = new Map<string, Difference>();
	do {
		if (attempts.length === ATTEMPTS - 1)
			interpreted = steadier(interpreted, await runInterpreted(file, setting));
		const attempt = await runCompiled(file, interpreted.run, setting);
		attempts.push(attempt);
		for (const d of attempt.different) everSeen.set(d.test, d);
		const now = new Set(attempt.different.map((d) => d.test));
		common =
			attempts.length === 1
				? attempt.different
				: common.filter((d) => now.has(d.test));
	} while (attempts.length < ATTEMPTS && mayImprove(attempts, common, setting));
	const last = attempts.at(-1) as Attempt;
	const isListed = (d: Difference): boolean => d.test in setting.meaningless;
	const problems = judge(file, interpreted, warmUps, attempts, setting);
	const steady = new Set(common.map((d) => d.test));
	const kept = common.filter((d) => !isListed(d));
	const countable = [...interpreted.run.outcomes.values()].filter(
		(o) => !isFailing(o),
	).length;
	return {
		name: file.name,
		key,
		interpreted: {
			...tally(interpreted.run),
			seconds: interpreted.outcome.seconds,
		},
		compiled: {
			...tally(last.run),
			seconds: last.outcome.seconds,
			exit: last.outcome.exit,
		},
		same: countable - common.filter((d) => d.interpreted !== "missing").length,
		differences: kept,
		unsteady: [...everSeen.values()].filter(
			(d) => !steady.has(d.test) && !isListed(d),
		),
		meaningless: common.filter(isListed),
		problems,
		functions: count(last.rows),
		compilations: last.run.compilations,
		output: kept.length + problems.length === 0 ? "" : ending(last.outcome),
	};
}

/** Tests that fail in either run. */
function steadier(a: Interpreted, b: Interpreted): Interpreted {
	const outcomes = new Map(b.run.outcomes);
	for (const [test, outcome] of a.run.outcomes)
		if (isFailing(outcome) || !outcomes.has(test)) outcomes.set(test, outcome);
	return { outcome: b.outcome, run: { ...b.run, outcomes } };
}

function mayImprove(
	attempts: readonly Attempt[],
	common: readonly Difference[],
	setting: Setting,
): boolean {
	const last = attempts.at(-1) as Attempt;
	if (last.outcome.exit === "timeout")
		return attempts.length === 1 && setting.hookOnly === undefined;
	if (!last.run.isComplete) return false;
	return common.some((d) => !(d.test in setting.meaningless));
}

interface Interpreted {
	readonly run: Run;
	readonly outcome: Outcome;
}

async function runInterpreted(
	file: TestFile,
	setting: Setting,
): Promise<Interpreted> {
	return inFolder(file, setting, async (folder) => {
		const out = join(folder, "out.jsonl");
		const outcome = await execute({
			argv: [setting.python, ...script(file, out, setting)],
			env: { TMPDIR: join(folder, "tmp") },
			cwd: folder,
			timeout: setting.timeout,
		});
		return { run: readRun(out), outcome };
	});
}

async function runCompiled(
	file: TestFile,
	interpreted: Run,
	setting: Setting,
): Promise<Attempt> {
	return inFolder(file, setting, async (folder) => {
		const out = join(folder, "out.jsonl");
		const report = join(folder, "report.json");
		const command = compiledCommand(
			setting.python,
			setting.root,
			script(file, out, setting),
			setting.isCounted ? report : undefined,
			[howCompiled(setting)],
		);
		const outcome = await execute({
			argv: command.argv,
			env: {
				...command.env,
				...testSettings(setting.root, setting.opt),
				TMPDIR: join(folder, "tmp"),
			},
			cwd: folder,
			timeout: setting.timeout,
		});
		const run = readRun(out);
		return {
			run,
			outcome,
			rows: setting.isCounted ? readReport(report) : [],
			different: differences(interpreted, run),
		};
	});
}

function howCompiled({ hookOnly, isExec, isJit }: Setting): string {
	if (hookOnly !== undefined) return `--with=${hookOnly}`;
	if (isJit) return "--jit";
	return isExec ? "--exec" : "--all";
}

function script(file: TestFile, out: string, setting: Setting): string[] {
	return [
		join(setting.root, "tests/cpython/driver.py"),
		out,
		`test.${file.name}`,
		...setting.patterns,
	];
}

/** A folder of its own for each run, gone afterwards. Its path is short: tests make sockets in it. */
async function inFolder<T>(
	file: TestFile,
	setting: Setting,
	use: (folder: string) => Promise<T>,
): Promise<T> {
	const folder = mkdtempSync(
		join(setting.scratch, `${file.name.split(".").at(-1)?.slice(5, 15)}-`),
	);
	mkdirSync(join(folder, "tmp"));
	try {
		return await use(folder);
	} finally {
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	}
}

/** The end of what a run printed on stderr. */
function ending(outcome: Outcome): string {
	return outcome.stderr.trimEnd().split("\n").slice(-400).join("\n");
}

function judge(
	file: TestFile,
	interpreted: Interpreted,
	warmUps: readonly Attempt[],
	attempts: readonly Attempt[],
	setting: Setting,
): string[] {
	const problems: string[] = [];
	const last = attempts.at(-1) as Attempt;
	if (!interpreted.run.isComplete)
		problems.push(
			`does not even run interpreted: ${interpreted.outcome.stderr.trim().split("\n").at(-1) ?? ""}`,
		);
	else if (tally(interpreted.run).passed === 0)
		problems.push("no test passes interpreted");
	for (const { run, outcome } of [...warmUps, ...attempts])
		if (!run.isComplete && (outcome.exit !== "timeout" || attempts.length > 1))
			problems.push(
				`did not end: exit ${outcome.exit}${run.unfinished === undefined ? "" : `, in ${run.unfinished}`}`,
			);
	if (setting.hookOnly !== undefined) return problems;
	problems.push(...last.run.problems.map((p) => `not compiled: ${p}`));
	if (last.run.isComplete && setting.isCounted)
		problems.push(...judgeFunctions(last.rows, file, setting.library));
	return problems;
}

/** Whether the test file and its subject ran compiled, whole, and no function of the library was left to the interpreter. */
function judgeFunctions(
	rows: readonly FunctionReport[] | string,
	file: TestFile,
	library: string,
): string[] {
	if (typeof rows === "string") return [rows];
	// A test that looks at all modules may run our own.
	const own = join(installRoot(), "runtime/python/");
	// What exec and eval make is compiled once it is called often.
	const left = rows.filter(
		(r) => !r.compiled && !r.file.startsWith(own) && !r.file.startsWith("<"),
	);
	const problems = left
		.slice(0, 5)
		.map((r) => `runs interpreted: ${r.qualname} of ${r.file}`);
	if (left.length > 5)
		problems.push(`and ${left.length - 5} functions more run interpreted`);
	for (const subject of [join("test", ...file.name.split(".")), file.subject]) {
		if (subject === "") continue;
		const path = join(library, subject);
		const functions = rows.filter(
			(r) =>
				r.file === path ||
				r.file === `${path}.py` ||
				r.file.startsWith(`${path}/`),
		);
		if (functions.length === 0)
			problems.push(`the report names no function of ${path}`);
		else if (!functions.some((r) => r.compiled && r.calls > r.deopts))
			problems.push(`no function of ${path} ran compiled to its end`);
	}
	return problems;
}

function count(rows: readonly FunctionReport[] | string): Functions {
	if (typeof rows === "string")
		return { seen: 0, compiled: 0, calls: 0, deopts: 0 };
	const compiled = rows.filter((r) => r.compiled);
	return {
		seen: rows.length,
		compiled: compiled.length,
		calls: compiled.reduce((n, r) => n + r.calls, 0),
		deopts: compiled.reduce((n, r) => n + r.deopts, 0),
	};
}
