/**
 * Runs every program of tests/programs interpreted and compiled, and compares what they print, what they print on
 * stderr (tracebacks included) and how they exit. A program whose functions did not run compiled fails as well.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import yargs from "yargs";
import { Diagnostic } from "../../lib/support/diagnostic.ts";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, writeAll } from "../../lib/support/tool.ts";
import { compare, indent, withoutLauncher } from "./compare.ts";
import {
	choosePython,
	compiledCommand,
	execute,
	type Outcome,
	testSettings,
} from "./execute.ts";
import { listPrograms, type Program } from "./program.ts";
import { judge, readReport, type Verdict } from "./report.ts";

export const summary = "runs the programs of tests/programs both ways";

interface Options {
	readonly python: string;
	readonly root: string;
	readonly folder: string;
	readonly timeout: number;
	readonly opt: string | undefined;
	readonly scratch: string;
	readonly verbose: boolean;
}

interface Result {
	readonly isOk: boolean;
	/** What stands after the name: times, counts. */
	readonly note: string;
	/** Why it failed, and the diffs. */
	readonly detail: string;
}

/** `programs [--filter RE] [-j N] [--interpreted-only] …`; returns 0 when all pass, 1 otherwise. */
export async function main(args: string[]): Promise<number> {
	const given = parse(args);
	const root = installRoot();
	const scratch = mkdtempSync(join(tmpdir(), "coconut-programs-"));
	const options: Options = {
		python: choosePython(given.python),
		root,
		folder: join(root, "tests/programs"),
		timeout: given.timeout,
		opt: given.opt,
		scratch,
		verbose: given.verbose,
	};
	const pattern = compileFilter(given.filter);
	try {
		const chosen = listPrograms(options.folder).filter((p) =>
			pattern.test(p.name),
		);
		if (chosen.length === 0)
			throw new Diagnostic(`no program matches '${given.filter}'`);
		const check = given.interpretedOnly ? checkDeterminism : checkCompiled;
		const failed = await runAll(chosen, given.j, (p) => check(p, options));
		say(`${chosen.length - failed.length} passed, ${failed.length} failed\n`);
		return failed.length === 0 ? 0 : 1;
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function parse(args: string[]) {
	const parser = yargs(args)
		.scriptName("programs")
		.usage("$0 [options]\n\nRuns tests/programs interpreted and compiled.")
		.option("filter", {
			string: true,
			default: "",
			describe: "only programs whose name matches this regular expression",
		})
		.option("j", { number: true, default: 1, describe: "programs at a time" })
		.option("interpreted-only", {
			boolean: true,
			default: false,
			describe: "only the interpreter, under three hash seeds",
		})
		.option("python", { string: true, describe: "the interpreter" })
		.option("opt", {
			string: true,
			describe:
				"optimisation level of the compiled run ($COCONUT_OPT, else the program's own, one or more, else -O0)",
		})
		.option("timeout", {
			number: true,
			default: 1800,
			describe: "seconds for each run; the first compiles what it imports",
		})
		.option("verbose", {
			alias: "v",
			boolean: true,
			default: false,
			describe: "say of each program what was compiled",
		})
		.strict()
		.version(false)
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		});
	const parsed = parser.parseSync();
	if (parsed._.length > 0)
		throw new UsageError(`unexpected argument '${parsed._[0]}'`);
	if (!(parsed.j >= 1)) throw new UsageError("-j wants a number, 1 or more");
	return parsed;
}

function compileFilter(text: string): RegExp {
	try {
		return new RegExp(text);
	} catch {
		throw new UsageError(`'${text}' is not a regular expression`);
	}
}

/** Runs the checks, `jobs` at a time, printing each line as its turn comes; returns the programs that failed. */
async function runAll(
	programs: readonly Program[],
	jobs: number,
	check: (p: Program) => Promise<Result>,
): Promise<Program[]> {
	const failed: Program[] = [];
	const finished = new Map<number, Result>();
	let next = 0;
	let printed = 0;
	const worker = async (): Promise<void> => {
		for (let i = next++; i < programs.length; i = next++) {
			const program = programs[i];
			if (program === undefined) return;
			finished.set(i, await check(program));
			for (;;) {
				const result = finished.get(printed);
				const shown = programs[printed];
				if (result === undefined || shown === undefined) break;
				if (!result.isOk) failed.push(shown);
				print(shown, result);
				printed++;
			}
		}
	};
	await Promise.all(Array.from({ length: jobs }, worker));
	return failed;
}

function print(program: Program, result: Result): void {
	const word = result.isOk ? "ok  " : "FAIL";
	say(`${word} ${program.name.padEnd(24)} ${result.note}\n${result.detail}`);
}

function say(text: string): void {
	writeAll(1, Buffer.from(text));
}

async function interpret(
	program: Program,
	options: Options,
	seed: string,
): Promise<Outcome> {
	return execute({
		argv: [options.python, program.path, ...program.argv],
		env: { PYTHONHASHSEED: seed },
		stdin: program.stdin,
		timeout: options.timeout,
		cwd: options.folder,
	});
}

/** Interpreted under three hash seeds: the same each time, with the exit code of the header and something printed. */
async function checkDeterminism(
	program: Program,
	options: Options,
): Promise<Result> {
	const first = await interpret(program, options, "0");
	const problems = expectations(program, first);
	for (const seed of ["1", "20231"])
		problems.push(
			...compare(
				first,
				await interpret(program, options, seed),
				"seed 0",
				`seed ${seed}`,
			),
		);
	const note = `${first.seconds.toFixed(2)} s, ${first.stdout.length} characters, exit ${first.exit}`;
	return { isOk: problems.length === 0, note, detail: problems.join("") };
}

async function checkCompiled(
	program: Program,
	options: Options,
): Promise<Result> {
	const want = await interpret(program, options, "0");
	const problems = expectations(program, want);
	const notes: string[] = [];
	const levels = levelsOf(program, options);
	for (const level of levels) {
		const at = levels.length > 1 && level ? ` ${level}` : "";
		const found = await checkAt(program, options, level, at, want);
		problems.push(...found.problems);
		notes.push(`compiled${at} ${found.note}`);
	}
	const note = `${want.seconds.toFixed(2)} s, ${notes.join(", ")}`;
	return { isOk: problems.length === 0, note, detail: problems.join("") };
}

/** Compiled at one level, and compared with what it did interpreted; `at` is that level for the reader, where there are more. */
async function checkAt(
	program: Program,
	options: Options,
	level: string | undefined,
	at: string,
	want: Outcome,
): Promise<{ readonly problems: string[]; readonly note: string }> {
	const report = join(options.scratch, `${program.name}${level ?? ""}.json`);
	const counted = await runCompiled(program, options, level, report);
	// Some calls go another way where they are counted: fast functions are not called from loops then.
	const got = await runCompiled(program, options, level, undefined);
	const problems = [
		...compare(want, counted, "interpreted", `compiled${at}, counted`),
		...compare(want, got, "interpreted", `compiled${at}`),
	];
	const rows = readReport(report);
	let counts = "";
	if (typeof rows === "string") problems.push(`    ${rows}\n`);
	else {
		const verdict = judge(rows, options.folder);
		if (verdict.problem !== undefined)
			problems.push(`    ${verdict.problem}\n`);
		counts = options.verbose ? countsOf(verdict) : "";
	}
	return { problems, note: `${got.seconds.toFixed(2)} s${counts}` };
}

async function runCompiled(
	program: Program,
	options: Options,
	level: string | undefined,
	report: string | undefined,
): Promise<Outcome> {
	const command = compiledCommand(
		options.python,
		options.root,
		[program.path, ...program.argv],
		report,
	);
	const raw = await execute({
		argv: command.argv,
		env: {
			...command.env,
			...testSettings(options.root, level),
		},
		stdin: program.stdin,
		timeout: options.timeout,
		cwd: options.folder,
	});
	return { ...raw, stderr: withoutLauncher(raw.stderr, options.root) };
}

/** What is asked for counts more than the program's header. */
function levelsOf(
	program: Program,
	options: Options,
): readonly (string | undefined)[] {
	const asked = options.opt ?? (process.env.COCONUT_OPT || undefined);
	if (asked !== undefined || program.levels.length === 0) return [asked];
	return program.levels;
}

function countsOf(v: Verdict): string {
	return `, ${v.compiled}/${v.functions} functions, ${v.calls} calls, ${v.deopts} deopts`;
}

function expectations(program: Program, run: Outcome): string[] {
	const problems: string[] = [];
	if (run.exit !== program.exit)
		problems.push(
			`    interpreted exit is ${run.exit}, the header says ${program.exit}\n${indent(run.stderr.slice(-2000))}`,
		);
	if (run.stdout === "" && run.stderr === "")
		problems.push("    prints nothing: there is nothing to compare\n");
	return problems;
}
