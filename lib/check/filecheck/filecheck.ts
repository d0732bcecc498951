/** filecheck as a function: arguments and streams in, exit code out. Nothing here touches the process. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { osError, VERSION } from "../../support/tool.ts";
import { type CheckEvent, checkInput } from "./check.ts";
import { defineFromCommandLine } from "./define.ts";
import {
	type CheckString,
	type ReadOptions,
	readCheckFile,
} from "./directives.ts";
import { refuseMisspelled } from "./misspelled.ts";
import { neverMatching } from "./never.ts";
import {
	checkDumpOptions,
	type FilecheckArgs,
	helpText,
	OptionError,
	parseFilecheckArgs,
} from "./options.ts";
import { Reporter } from "./report.ts";
import {
	CheckFileError,
	canonicalize,
	formatPlace,
	type SourceText,
} from "./text.ts";
import { updateChecks } from "./update.ts";
import { Variables } from "./variables.ts";

/** What a run of filecheck may use of the world. */
export interface FilecheckIo {
	/** Directory that relative file names start from. */
	readonly cwd: string;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly readStdin: () => Buffer;
	readonly stdout: (text: string) => void;
	readonly stderr: (text: string) => void;
}

/** Runs filecheck. Returns 0 (checks hold), 1 (they do not) or 2 (check file, input or call wrong). Never throws for these. */
export function runFilecheck(args: readonly string[], io: FilecheckIo): number {
	try {
		const parsed = parseFilecheckArgs(args, io.env.FILECHECK_OPTS);
		if (parsed.flags.has("help")) {
			io.stdout(helpText());
			return 0;
		}
		if (parsed.flags.has("version")) {
			io.stdout(`filecheck ${VERSION}\n`);
			return 0;
		}
		return check(parsed, io);
	} catch (e) {
		if (e instanceof OptionError) {
			io.stderr(`filecheck: error: ${e.message}\n`);
			return e.exitCode;
		}
		if (e instanceof CheckFileError) {
			io.stderr(describeError(e));
			return e.exitCode;
		}
		throw e;
	}
}

function describeError(e: CheckFileError): string {
	const head =
		e.source === undefined
			? `error: ${e.message}\n`
			: formatPlace(e.source, e.offset, "error", e.message);
	return e.hint === undefined ? head : `${head}hint: ${e.hint}\n`;
}

function check(args: FilecheckArgs, io: FilecheckIo): number {
	const dump = args.values.get("dump-input") ?? [];
	checkDumpOptions(args);
	if (dump.includes("help")) {
		io.stdout(DUMP_HELP);
		return 0;
	}
	if (args.checkFile === undefined)
		throw new OptionError("no check file given", 2);
	const options = readOptions(args, (e) =>
		io.stderr(describeError(e).replace(" error: ", " warning: ")),
	);
	const variables = new Variables();
	const source = readText(args.checkFile, "check", io, options.keepBlanks);
	defineFromCommandLine(args.values.get("D") ?? [], variables);
	const checks = readCheckFile(source, options, variables);
	if (!args.flags.has("allow-misspelled"))
		refuseMisspelled(source.bytes.toString("latin1"), source, options);
	const name = args.values.get("input-file")?.at(-1) ?? "-";
	const input = readText(name, "input", io, options.keepBlanks);
	if (input.bytes.length === 0 && !args.flags.has("allow-empty"))
		throw new CheckFileError(
			`'${name}' is empty; --allow-empty accepts an empty input`,
		);
	return run(args, checks, input, variables, io);
}

function run(
	args: FilecheckArgs,
	checks: readonly CheckString[],
	input: SourceText,
	variables: Variables,
	io: FilecheckIo,
): number {
	const reporter = new Reporter(input, variables, args);
	for (const never of neverMatching(checks)) reporter.warn(never);
	const ok = checkInput(checks, input.bytes, variables, {
		allowDagOverlap: args.flags.has("allow-deprecated-dag-overlap"),
		enableVarScope: args.flags.has("enable-var-scope"),
		report: (event: CheckEvent) => reporter.add(event),
	});
	const text = reporter.finish(ok);
	if (text !== "") io.stderr(text);
	return ok ? 0 : 1;
}

function readOptions(
	args: FilecheckArgs,
	warn: (e: CheckFileError) => void,
): ReadOptions {
	const prefixes = args.values.get("check-prefix") ?? [];
	const comments = args.values.get("comment-prefixes") ?? [];
	const taken = new Set<string>([
		...(prefixes.length === 0 ? ["CHECK"] : []),
		...(comments.length === 0 ? ["COM", "RUN"] : []),
	]);
	for (const p of prefixes) checkPrefix("check", p, taken);
	for (const p of comments) checkPrefix("comment", p, taken);
	return {
		prefixes: prefixes.length === 0 ? ["CHECK"] : prefixes,
		isDefaultPrefix: prefixes.length === 0,
		commentPrefixes: comments.length === 0 ? ["COM", "RUN"] : comments,
		allowUnusedPrefixes: args.flags.has("allow-unused-prefixes"),
		implicitCheckNot: args.values.get("implicit-check-not") ?? [],
		matchFullLines: args.flags.has("match-full-lines"),
		keepBlanks: args.flags.has("strict-whitespace"),
		warn,
		ignoreCase: args.flags.has("ignore-case"),
	};
}

function checkPrefix(kind: string, prefix: string, taken: Set<string>): void {
	if (prefix === "")
		throw new OptionError(
			`supplied ${kind} prefix must not be the empty string`,
			2,
		);
	if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(prefix))
		throw new OptionError(
			`supplied ${kind} prefix must start with a letter and contain only alphanumeric characters, hyphens, and underscores: '${prefix}'`,
			2,
		);
	if (taken.has(prefix))
		throw new OptionError(
			`supplied ${kind} prefix must be unique among check and comment prefixes: '${prefix}'`,
			2,
		);
	taken.add(prefix);
}

function readText(
	path: string,
	what: string,
	io: FilecheckIo,
	keepBlanks: boolean,
): SourceText {
	try {
		const bytes =
			path === "-" ? io.readStdin() : readFileSync(resolve(io.cwd, path));
		return {
			name: path === "-" ? "<stdin>" : path,
			bytes: canonicalize(bytes, keepBlanks),
		};
	} catch (e) {
		if ((e as NodeJS.ErrnoException).code === undefined) throw e;
		throw new CheckFileError(
			`could not open ${what} file '${path}': ${osError(e)}`,
		);
	}
}

const DUMP_HELP = `The input can be dumped with what each directive matched, or failed to match, under its lines.

  --dump-input=fail     when a check fails, a short report (the default)
  --dump-input=always   the whole input, also when all checks hold
  --dump-input=never    nothing

Marks under the lines:

  ^~~   where a directive matched, or where its search starts
  X~~   where a directive looked and found nothing
  !~~   a match that does not count: excluded by -NOT, on the wrong line, discarded by -DAG
  ?     the nearest line to what was wanted

--dump-input-filter chooses the lines (all, annotation-full, annotation, error), --dump-input-context the lines around them.
`;

/**
 * The check file that makes a failed run with these arguments hold, with its full path; undefined where there is none.
 * Only one positional check file and the given input are looked at; nothing is written.
 */
export function proposeUpdate(
	args: readonly string[],
	io: FilecheckIo,
): { readonly path: string; readonly text: Buffer } | undefined {
	try {
		const parsed = parseFilecheckArgs(args, io.env.FILECHECK_OPTS);
		if (parsed.checkFile === undefined) return undefined;
		const path = resolve(io.cwd, parsed.checkFile);
		const name = parsed.values.get("input-file")?.at(-1) ?? "-";
		const text = updateChecks({
			name: parsed.checkFile,
			check: readFileSync(path),
			input:
				name === "-" ? io.readStdin() : readFileSync(resolve(io.cwd, name)),
			options: readOptions(parsed, () => undefined),
			define: (v) => defineFromCommandLine(parsed.values.get("D") ?? [], v),
		});
		return text && { path, text };
	} catch (e) {
		if (e instanceof OptionError || e instanceof CheckFileError)
			return undefined;
		if ((e as NodeJS.ErrnoException).code !== undefined) return undefined;
		throw e;
	}
}
