/**
 * Takes every module of the target Python's standard library, its tests included, through `cpy-dis` and `cpy-as` and
 * lets CPython compare what comes back with what went in (oracle.py). The tools run in this process; a second process
 * takes half of the files.
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import yargs from "yargs";
import { Diagnostic, formatDiagnostic } from "../../lib/support/diagnostic.ts";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, writeAll } from "../../lib/support/tool.ts";
import { main as assemble } from "../../tools/cpy-as.ts";
import { main as disassemble } from "../../tools/cpy-dis.ts";
import { choosePython, execute } from "../programs/execute.ts";

export const summary = "cpy-as of cpy-dis gives back every .pyc";

type Differences = Record<string, string>;

export async function main(args: string[]): Promise<number> {
	const options = await yargs(args)
		.scriptName("test-roundtrip")
		.usage("$0 [OPTIONS] [FILTER]\n\nOnly files whose path contains FILTER.")
		.option("python", { type: "string", requiresArg: true })
		.option("jobs", { type: "number", alias: "j", default: 2 })
		.option("folder", {
			type: "string",
			requiresArg: true,
			describe: "what to take; the standard library by default",
		})
		.option("part", { type: "string", hidden: true, requiresArg: true })
		.strictOptions()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
	if (options.part !== undefined) return runPart(options.part);
	const python = choosePython(options.python);
	const scratch = mkdtempSync(join(tmpdir(), "coconut-roundtrip-"));
	try {
		const folder = options.folder ?? (await libraryFolder(python));
		await oracle(
			python,
			"prepare",
			scratch,
			folder,
			String(options._[0] ?? ""),
		);
		return await runAll(python, scratch, options.jobs);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

async function libraryFolder(python: string): Promise<string> {
	const code = "import sysconfig; print(sysconfig.get_path('stdlib'))";
	return (await mustRun([python, "-c", code])).trim();
}

function oracle(python: string, ...args: string[]): Promise<string> {
	return mustRun([
		python,
		"-W",
		"ignore",
		join(installRoot(), "tests/roundtrip/oracle.py"),
		...args,
	]);
}

async function mustRun(argv: readonly string[]): Promise<string> {
	const run = await execute({ argv, env: {}, timeout: 600 });
	if (run.exit === 0) return run.stdout;
	throw new Diagnostic(`'${argv.join(" ")}' failed: ${run.stderr.trim()}`);
}

async function runAll(
	python: string,
	scratch: string,
	jobs: number,
): Promise<number> {
	const files = readIndex(scratch);
	const failures = await runParts(scratch, jobs);
	const compared = JSON.parse(
		await oracle(python, "compare", scratch),
	) as Differences;
	for (const [file, what] of Object.entries(compared))
		failures[file] ??= `differs: ${what.slice(0, 400)}`;
	const names = Object.keys(failures).sort();
	let text = "";
	for (const name of names.slice(0, 20))
		text += `FAIL ${name}\n    ${failures[name]}\n`;
	if (names.length > 20) text += `… ${names.length - 20} more\n`;
	text += `${files.length - names.length} passed, ${names.length} failed\n`;
	writeAll(1, Buffer.from(text));
	return names.length > 0 || files.length === 0 ? 1 : 0;
}

function readIndex(scratch: string): string[] {
	const text = readFileSync(join(scratch, "index.json"), "utf8");
	return JSON.parse(text) as string[];
}

/** Runs every part in a process of its own; a file that a process died on is named by what it did not get to. */
async function runParts(scratch: string, jobs: number): Promise<Differences> {
	const parts = Array.from({ length: jobs }, (_, i) => `${i}/${jobs}`);
	const runs = parts.map((part) =>
		execute({
			argv: [
				process.execPath,
				process.argv[1] ?? "",
				"--part",
				`${part}:${scratch}`,
			],
			env: {},
			timeout: 1800,
		}),
	);
	const failures: Differences = {};
	for (const [i, run] of (await Promise.all(runs)).entries()) {
		if (run.exit === 0)
			Object.assign(failures, JSON.parse(run.stdout) as Differences);
		else
			failures[`part ${parts[i]}`] =
				`exit ${run.exit}: ${run.stderr.slice(-2000)}`;
	}
	return failures;
}

/** One part, `i/n:FOLDER`: every n-th file from the i-th on. Prints what failed as JSON. */
async function runPart(part: string): Promise<number> {
	const [, first, step, scratch = ""] = /^(\d+)\/(\d+):(.*)$/.exec(part) ?? [];
	const files = readIndex(scratch);
	const failures: Differences = {};
	for (let i = Number(first); i < files.length; i += Number(step)) {
		const base = join(scratch, String(i));
		const failure = await thereAndBack(base);
		if (failure !== undefined) failures[files[i] ?? base] = failure;
	}
	writeAll(1, Buffer.from(JSON.stringify(failures)));
	return 0;
}

/** Disassembles BASE.pyc and assembles the text to BASE.new.pyc. Returns what went wrong. */
async function thereAndBack(base: string): Promise<string | undefined> {
	const text = `${base}.bc`;
	try {
		const dis = await disassemble([`${base}.pyc`, "-o", text]);
		if (dis !== 0) return `cpy-dis: exit ${dis}`;
		const as = await assemble([text, "-o", `${base}.new.pyc`]);
		if (as !== 0) return `cpy-as: exit ${as}`;
	} catch (e) {
		if (e instanceof Diagnostic) return formatDiagnostic(e).trimEnd();
		return e instanceof Error ? (e.stack ?? e.message) : String(e);
	} finally {
		rmSync(text, { force: true });
	}
	return undefined;
}
