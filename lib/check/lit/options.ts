/** The command line of lit, under the names LLVM's uses. */
import { availableParallelism } from "node:os";
import yargs from "yargs";
import { UsageError, VERSION } from "../../support/tool.ts";
import { RESULTS, type ResultCode } from "./types.ts";

export type Order = "lexical" | "random" | "smart";

export interface LitOptions {
	readonly paths: readonly string[];
	readonly workers: number;
	readonly configPrefix: string;
	readonly params: Readonly<Record<string, string>>;
	readonly quiet: boolean;
	readonly succinct: boolean;
	readonly verbose: boolean;
	readonly showAll: boolean;
	readonly progressBar: boolean;
	readonly json: readonly string[];
	readonly xunit: string | undefined;
	readonly shown: ReadonlySet<ResultCode>;
	readonly path: readonly string[];
	readonly timeTests: boolean;
	readonly noExecute: boolean;
	readonly timeout: number | undefined;
	readonly maxFailures: number | undefined;
	readonly allowEmptyRuns: boolean;
	readonly ignoreFail: boolean;
	readonly maxTests: number | undefined;
	readonly maxTime: number | undefined;
	readonly order: Order;
	readonly filter: RegExp;
	readonly filterOut: RegExp;
	readonly xfail: readonly string[];
	readonly xfailNot: readonly string[];
	readonly shard: readonly [number, number] | undefined;
	readonly showSuites: boolean;
	readonly showTests: boolean;
	readonly showUsedFeatures: boolean;
	readonly updateTests: boolean;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Parses arguments; undefined when --help or --version has been printed. Throws UsageError. */
export async function parseLitArgs(
	argv: readonly string[],
	env: Env,
): Promise<LitOptions | undefined> {
	const args = spread([...argv, ...words(env.LIT_OPTS ?? "")]);
	const text = { type: "string", requiresArg: true } as const;
	const flag = { type: "boolean", default: false } as const;
	let printed = "";
	const parser = yargs(args)
		.scriptName("lit")
		.usage(
			"$0 [options] PATH…\n\nRuns the tests in files and directories and sums up their results.",
		)
		.parserConfiguration({
			"boolean-negation": false,
			"camel-case-expansion": false,
			"parse-numbers": false,
			"parse-positional-numbers": false,
			"dot-notation": false,
		})
		.option("workers", {
			...text,
			alias: ["j", "threads"],
			describe: "tests under way at once",
		})
		.option("config-prefix", {
			...text,
			default: "lit",
			describe: "name of configuration files before '.config.json'",
		})
		.option("param", {
			...text,
			alias: "D",
			describe: "NAME=VALUE, for configurations",
		})
		.option("quiet", { ...flag, alias: "q", describe: "print failures only" })
		.option("succinct", {
			...flag,
			alias: "s",
			describe: "print less: a progress bar, failures",
		})
		.option("verbose", {
			...flag,
			alias: "v",
			describe: "show the output of failing tests",
		})
		.option("echo-all-commands", {
			...flag,
			describe: "-vv: show the commands of failing tests too",
		})
		.option("show-all", {
			...flag,
			alias: "a",
			describe: "show the output of all tests",
		})
		.option("output", {
			...text,
			alias: ["o", "json"],
			describe: "write results as JSON to a file",
		})
		.option("xunit-xml-output", {
			...text,
			describe: "write results as xunit XML to a file",
		})
		.option("no-progress-bar", { ...flag, describe: "no progress bar" })
		.option("path", {
			...text,
			describe: "a directory to put in front of PATH",
		})
		.option("time-tests", {
			...flag,
			describe: "show the slowest tests and how times are spread",
		})
		.option("no-execute", {
			...flag,
			describe: "find tests and read them, run nothing",
		})
		.option("timeout", {
			...text,
			describe: "seconds one test may take, 0 for no limit",
		})
		.option("max-failures", {
			...text,
			describe: "stop after so many failures",
		})
		.option("allow-empty-runs", {
			...flag,
			describe: "no error when a filter leaves no tests",
		})
		.option("ignore-fail", { ...flag, describe: "exit 0 even if tests fail" })
		.option("no-indirectly-run-check", {
			...flag,
			describe: "accepted; tests named directly always run",
		})
		.option("max-tests", { ...text, describe: "run at most so many tests" })
		.option("max-time", {
			...text,
			describe: "start no test after so many seconds",
		})
		.option("order", {
			...text,
			default: "smart",
			describe: "lexical, random, or smart: failed first, then slow ones",
		})
		.option("shuffle", { ...flag, describe: "the same as --order=random" })
		.option("incremental", {
			...flag,
			alias: "i",
			describe: "the same as --order=smart",
		})
		.option("filter", {
			...text,
			default: env.LIT_FILTER ?? "",
			describe: "run tests whose name matches the regular expression",
		})
		.option("filter-out", {
			...text,
			default: env.LIT_FILTER_OUT ?? "^$",
			describe: "leave out tests whose name matches",
		})
		.option("xfail", {
			...text,
			default: env.LIT_XFAIL ?? "",
			describe: "tests expected to fail: paths separated by ';'",
		})
		.option("xfail-not", {
			...text,
			default: env.LIT_XFAIL_NOT ?? "",
			describe: "tests not expected to fail",
		})
		.option("num-shards", {
			...text,
			default: env.LIT_NUM_SHARDS,
			describe: "cut the tests into so many parts",
		})
		.option("run-shard", {
			...text,
			default: env.LIT_RUN_SHARD,
			describe: "the part to run, from 1",
		})
		.option("show-suites", { ...flag, describe: "list the suites and exit" })
		.option("show-tests", { ...flag, describe: "list the tests and exit" })
		.option("show-used-features", {
			...flag,
			describe: "list the features tests mention and exit",
		})
		.option("update-tests", {
			...flag,
			describe:
				"rewrite the expected output of failing tests where that is possible",
		})
		.option("debug", { ...flag, hidden: true })
		.version(VERSION)
		.strictOptions()
		.exitProcess(false)
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		});
	for (const code of successCodes())
		parser.option(`show-${code.toLowerCase()}`, {
			...flag,
			describe: `list ${code} tests at the end`,
		});
	const v = (await parser.parseAsync(args, {}, (_e, _v, output) => {
		printed = output;
	})) as Readonly<Record<string, unknown>>;
	if (printed !== "") {
		process.stdout.write(`${printed}\n`);
		return undefined;
	}
	return assemble(v, env);
}

function successCodes(): ResultCode[] {
	return (Object.keys(RESULTS) as ResultCode[]).filter(
		(c) => !RESULTS[c].fails,
	);
}

/** Takes apart `-j4`, `-DX=Y`, `-vv` and clusters like `-sv`, which yargs would read differently. */
function spread(args: readonly string[]): string[] {
	return args.flatMap((a) => {
		if (/^-[jDo]./.test(a)) return [`-${a[1]}`, a.slice(2).replace(/^=/, "")];
		if (a === "-vv") return ["-v", "--echo-all-commands"];
		return [a];
	});
}

function words(text: string): string[] {
	return [...text.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
		(m) => m[1] ?? m[2] ?? m[3] ?? "",
	);
}

function assemble(v: Readonly<Record<string, unknown>>, _env: Env): LitOptions {
	const list = (name: string): string[] =>
		v[name] === undefined ? [] : [v[name]].flat().map(String);
	const last = (name: string): string | undefined => list(name).at(-1);
	const is = (name: string): boolean => [v[name]].flat().at(-1) === true;
	const paths = list("_");
	if (paths.length === 0) throw new UsageError("no test paths given");
	const order = is("shuffle") ? "random" : last("order");
	if (order !== "lexical" && order !== "random" && order !== "smart")
		throw new UsageError(`--order: '${order}' is not lexical, random or smart`);
	const semicolons = (name: string): string[] =>
		(last(name) ?? "").split(";").filter((s) => s !== "");
	return {
		paths,
		workers: integer("-j", last("workers"), 1) ?? availableParallelism(),
		configPrefix: last("config-prefix") ?? "lit",
		params: Object.fromEntries(
			list("param").map((p) => {
				const eq = p.indexOf("=");
				return eq === -1 ? [p, ""] : [p.slice(0, eq), p.slice(eq + 1)];
			}),
		),
		quiet: is("quiet"),
		succinct: is("succinct"),
		verbose: is("verbose") || is("echo-all-commands"),
		showAll: is("show-all"),
		progressBar: !is("no-progress-bar"),
		json: list("output"),
		xunit: last("xunit-xml-output"),
		shown: new Set(successCodes().filter((c) => is(`show-${c.toLowerCase()}`))),
		path: list("path"),
		timeTests: is("time-tests"),
		noExecute: is("no-execute"),
		timeout: integer("--timeout", last("timeout"), 0),
		maxFailures: integer("--max-failures", last("max-failures"), 1),
		allowEmptyRuns: is("allow-empty-runs"),
		ignoreFail: is("ignore-fail"),
		maxTests: integer("--max-tests", last("max-tests"), 1),
		maxTime: integer("--max-time", last("max-time"), 1),
		order,
		filter: regex("--filter", last("filter") ?? ""),
		filterOut: regex("--filter-out", last("filter-out") ?? "^$"),
		xfail: semicolons("xfail"),
		xfailNot: semicolons("xfail-not"),
		shard: shard(last("run-shard"), last("num-shards")),
		showSuites: is("show-suites"),
		showTests: is("show-tests"),
		showUsedFeatures: is("show-used-features"),
		updateTests: is("update-tests"),
	};
}

function shard(
	run: string | undefined,
	of: string | undefined,
): readonly [number, number] | undefined {
	const r = integer("--run-shard", run, 1);
	const n = integer("--num-shards", of, 1);
	if (r === undefined && n === undefined) return undefined;
	if (r === undefined || n === undefined)
		throw new UsageError("--num-shards and --run-shard must be used together");
	if (r > n)
		throw new UsageError(
			"--run-shard must be between 1 and --num-shards (inclusive)",
		);
	return [r, n];
}

function integer(
	name: string,
	text: string | undefined,
	least: number,
): number | undefined {
	if (text === undefined) return undefined;
	const n = Number(text);
	if (!/^\d+$/.test(text) || n < least)
		throw new UsageError(
			`${name}: requires ${least > 0 ? "positive" : "non-negative"} integer, but found '${text}'`,
		);
	return n;
}

function regex(name: string, text: string): RegExp {
	try {
		return new RegExp(text, "i");
	} catch (e) {
		throw new UsageError(
			`${name}: invalid regular expression: '${text}', ${(e as Error).message}`,
		);
	}
}
