/** Runs one test from its file to its result. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { osError } from "../../support/tool.ts";
import { ConditionError, evaluateCondition } from "./boolean.ts";
import {
	expandScript,
	parseScript,
	ScriptError,
	type TestScript,
} from "./script.ts";
import {
	type CommandRecord,
	type InProcess,
	ShellFailure,
	ShellRunner,
	TimedOut,
} from "./shell.ts";
import { parseShell, type Shell, ShellSyntaxError } from "./shparse.ts";
import { defaultSubstitutions, substitute, tempPaths } from "./substitute.ts";
import type { ResultCode, Test, TestResult } from "./types.ts";

/** What the command line says about running tests. */
export interface ExecuteOptions {
	/** Find the tests and read them, run nothing. */
	readonly noExecute: boolean;
	/** Seconds, over the configuration's; undefined for what it says. */
	readonly timeout: number | undefined;
	readonly extraTools: Readonly<Record<string, InProcess>>;
	/** Rewrite the test's own directives where a filecheck on them fails. */
	readonly updateTests: boolean;
}

interface RunOutcome {
	readonly code: ResultCode;
	readonly exit: number;
	readonly log: string;
}

/** Runs a test, with retries where allowed, and judges it against XFAIL. Never throws for what the test does. */
export async function executeTest(
	test: Test,
	options: ExecuteOptions,
): Promise<TestResult> {
	const began = performance.now();
	const done = (
		code: ResultCode,
		output: string,
		attempts = 1,
		reason = "",
	): TestResult => ({
		code,
		output,
		attempts,
		seconds: (performance.now() - began) / 1000,
		...(reason === "" ? {} : { reason }),
	});
	if (test.config.unsupported)
		return done("UNSUPPORTED", "Test is unsupported", 1, "its directory is");
	try {
		const script = parseScript(readFileSync(test.source, "latin1"));
		const reason = whyNot(test, script);
		if (reason !== undefined)
			return done("UNSUPPORTED", `Test ${reason}`, 1, reason);
		const xfail = expectsFailure(test, script);
		if (options.noExecute) return done("PASS", "");
		const retries = script.allowRetries ?? test.config.allowedRetries;
		let attempt = 0;
		let outcome: RunOutcome;
		do {
			attempt++;
			outcome = await runScript(test, script, options);
		} while (outcome.code === "FAIL" && attempt <= retries);
		let { code } = outcome;
		if (code === "PASS" && attempt > 1) code = "FLAKYPASS";
		if (xfail && (code === "PASS" || code === "FLAKYPASS")) code = "XPASS";
		else if (xfail && (code === "FAIL" || code === "TIMEOUT")) code = "XFAIL";
		return done(code, outcome.log, attempt);
	} catch (e) {
		if (e instanceof ScriptError || e instanceof ConditionError)
			return done("UNRESOLVED", `${e.message}\n`);
		if ((e as NodeJS.ErrnoException).code !== undefined)
			return done("UNRESOLVED", `cannot read the test: ${osError(e)}\n`);
		return done("UNRESOLVED", `internal error: ${(e as Error).stack}\n`);
	}
}

/** Why a test does not apply here, or undefined. */
function whyNot(test: Test, script: TestScript): string | undefined {
	const { features, limitToFeatures } = test.config;
	const missing = script.requires.filter(
		(r) => !evaluateCondition(r, features),
	);
	if (missing.length > 0)
		return `requires the following unavailable features: ${missing.join(", ")}`;
	const unwanted = script.unsupported.filter((u) =>
		evaluateCondition(u, features, test.config.targetTriple),
	);
	if (unwanted.length > 0)
		return `does not support the following features and/or targets: ${unwanted.join(", ")}`;
	if (limitToFeatures.size > 0) {
		const named = script.requires.some((r) => limitToFeatures.has(r));
		if (!named)
			return `does not require any of the features specified in limit_to_features: ${[...limitToFeatures].join(", ")}`;
	}
	return undefined;
}

function expectsFailure(test: Test, script: TestScript): boolean {
	const declared = script.xfail.some(
		(x) =>
			x === "*" ||
			evaluateCondition(x, test.config.features, test.config.targetTriple),
	);
	return test.forcedXfail ?? declared;
}

async function runScript(
	test: Test,
	script: TestScript,
	options: ExecuteOptions,
): Promise<RunOutcome> {
	const { config } = test;
	const substitutions = [
		...config.substitutions,
		...defaultSubstitutions(test),
	];
	const commands = expandScript(script.steps, substitutions, (text, pairs) =>
		substitute(text, pairs, config.features, config.recursionLimit),
	);
	const header = `Script:\n--\n${commands.map((c) => `: 'RUN: at line ${c.line}'; ${c.text}`).join("\n")}\n--\n`;
	const trees: { line: number; text: string; tree: Shell }[] = [];
	for (const c of commands) {
		try {
			if (c.text !== "") trees.push({ ...c, tree: parseShell(c.text) });
		} catch (e) {
			if (!(e instanceof ShellSyntaxError)) throw e;
			return {
				code: "FAIL",
				exit: 127,
				log: `${header}line ${c.line}: shell parser error: ${e.message}\n  ${c.text}\n`,
			};
		}
	}
	mkdirSync(tempPaths(test).dir, { recursive: true });
	const seconds = options.timeout ?? config.timeout;
	const runner = new ShellRunner(
		{ cwd: test.execDir, env: config.environment as Record<string, string> },
		{
			pipefail: config.pipefail,
			deadline: seconds > 0 ? performance.now() + seconds * 1000 : undefined,
			extra: options.extraTools,
		},
	);
	let log = "";
	let exit = 0;
	let timedOut = false;
	for (const { line, text, tree } of trees) {
		const before = runner.records.length;
		log += `# RUN: at line ${line}\n$ ${text}\n`;
		try {
			exit = await runner.run(tree);
		} catch (e) {
			if (e instanceof TimedOut) timedOut = true;
			else if (e instanceof ShellFailure) log += `# error: ${e.message}\n`;
			else throw e;
			exit = timedOut ? -9 : 127;
		}
		log += runner.records.slice(before).map(describe).join("");
		if (exit === 0) continue;
		if (options.updateTests && updateTest(test, runner.records.slice(before)))
			log += `# updated the directives of ${test.source}\n`;
		break;
	}
	const timeoutLine = timedOut
		? `Timeout: Reached timeout of ${seconds} seconds\n`
		: "";
	return {
		code: timedOut ? "TIMEOUT" : exit === 0 ? "PASS" : "FAIL",
		exit,
		log: `${header}Exit Code: ${exit}\n${timeoutLine}\nCommand Output:\n--\n${log}--\n`,
	};
}

/** Rewrites the test from a failed check of it; true if it changed. A `not filecheck` is left alone. */
function updateTest(test: Test, records: readonly CommandRecord[]): boolean {
	for (const r of records) {
		if (r.code === 0) continue;
		const update = r.update?.();
		if (update === undefined || update.path !== test.source) continue;
		writeFileSync(update.path, update.text);
		return true;
	}
	return false;
}

const SHOWN_MAX = 64 * 1024;

function describe(r: CommandRecord): string {
	let out = "";
	const block = (what: string, data: Buffer): void => {
		if (data.length === 0) return;
		const text = data.subarray(0, SHOWN_MAX).toString("utf8");
		const cut =
			data.length > SHOWN_MAX
				? `\n… ${data.length - SHOWN_MAX} bytes more`
				: "";
		out += `# ${what}:\n${text}${cut}${text.endsWith("\n") ? "" : "\n"}`;
	};
	block(`output of '${r.args[0]}'`, r.stdout);
	block(`errors of '${r.args[0]}'`, r.stderr);
	if (r.code !== 0) {
		for (const path of r.outputs) {
			try {
				block(`redirected to '${path}'`, readFileSync(path).subarray(0, 1024));
			} catch {}
		}
		out += `# '${r.args.join(" ")}' ended with ${r.code < 0 ? `signal ${-r.code}` : r.code}\n`;
	}
	return out;
}
