/**
 * Suite configuration: `lit.config.json` (or .mjs, .js, .ts exporting the same object, or a function that returns it) at
 * the root of a suite, `lit.local.json` in directories below for what differs there.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { compileFunction, constants } from "node:vm";
import { Diagnostic, nearest, placeAt } from "../../support/diagnostic.ts";
import { osError } from "../../support/tool.ts";
import { which } from "./process.ts";
import type { SubstitutionPair, TestConfig } from "./types.ts";

/** When a feature is available: all conditions that are given must hold. */
export interface FeatureProbe {
	/** A program of this name is on PATH. */
	readonly which?: string;
	/** This path exists, relative to the configuration. */
	readonly exists?: string;
	/** This command succeeds. */
	readonly run?: readonly string[];
	/** This variable is set to something. */
	readonly env?: string;
	/** The machine's operating system and architecture, as Node spells them. */
	readonly platform?: string;
	readonly arch?: string;
}

/** What a configuration file holds. Every key is optional; `${NAME}` in strings is a variable of the environment. */
export interface ConfigFile {
	readonly name?: string;
	readonly suffixes?: readonly string[];
	readonly excludes?: readonly string[];
	/** Where `Output` directories go, relative to the file; default: next to the tests. */
	readonly exec_root?: string;
	/** The tests' root, relative to the file. */
	readonly source_root?: string;
	/** Directories put in front of PATH, relative to the file. */
	readonly path?: readonly string[];
	readonly environment?: Readonly<Record<string, string | null>>;
	/** Names, or `PREFIX*`, taken over from lit's own environment. */
	readonly pass_environment?: readonly string[];
	readonly substitutions?:
		| Readonly<Record<string, string>>
		| readonly SubstitutionPair[];
	readonly features?:
		| readonly string[]
		| Readonly<Record<string, boolean | FeatureProbe>>;
	readonly limit_to_features?: readonly string[];
	readonly unsupported?: boolean;
	readonly target_triple?: string;
	readonly timeout?: number;
	readonly pipefail?: boolean;
	readonly allowed_retries?: number;
	readonly recursion_limit?: number;
	readonly in_process_tools?: Readonly<Record<string, string>>;
}

const KEYS: Readonly<Record<keyof ConfigFile, string>> = {
	name: "string",
	suffixes: "list",
	excludes: "list",
	exec_root: "string",
	source_root: "string",
	path: "list",
	environment: "object",
	pass_environment: "list",
	substitutions: "any",
	features: "any",
	limit_to_features: "list",
	unsupported: "boolean",
	target_triple: "string",
	timeout: "number",
	pipefail: "boolean",
	allowed_retries: "number",
	recursion_limit: "number",
	in_process_tools: "object",
};

/** What the command line adds to every suite. */
export interface ConfigContext {
	readonly params: Readonly<Record<string, string>>;
	/** Directories of --path. */
	readonly path: readonly string[];
	readonly prefix: string;
	readonly env: Readonly<Record<string, string | undefined>>;
}

const EXTENSIONS = ["json", "mjs", "cjs", "js", "ts"];

/** The suite configuration in a directory, if there is one. */
export function configPath(dir: string, prefix: string): string | undefined {
	return EXTENSIONS.map((e) => join(dir, `${prefix}.config.${e}`)).find(
		existsSync,
	);
}

/** The local configuration in a directory, if there is one. */
export function localConfigPath(
	dir: string,
	prefix: string,
): string | undefined {
	return EXTENSIONS.map((e) => join(dir, `${prefix}.local.${e}`)).find(
		existsSync,
	);
}

/** Variables every test gets from lit's own environment. */
const PASSED = [
	"PATH",
	"LD_LIBRARY_PATH",
	"SYSTEMROOT",
	"TERM",
	"TMPDIR",
	"TMP",
	"TEMP",
	"LANG",
	"LC_ALL",
	"CC",
	"CXX",
	"LIT_PRESERVES_TMP",
	"FILECHECK_OPTS",
];

/** Loads a suite's configuration. Throws Diagnostic where it is wrong. */
export async function loadSuite(
	path: string,
	context: ConfigContext,
): Promise<TestConfig> {
	const file = await readConfig(path, context);
	const dir = realpathSync(dirname(path));
	const sourceRoot = realpathSync(resolve(dir, file.source_root ?? "."));
	const environment: Record<string, string> = { HOME: "/nonexistent" };
	const passed = [...PASSED, ...(file.pass_environment ?? [])];
	for (const [name, value] of Object.entries(context.env)) {
		const wanted = passed.some((p) =>
			p.endsWith("*") ? name.startsWith(p.slice(0, -1)) : p === name,
		);
		if (wanted && value !== undefined) environment[name] = value;
	}
	environment.PATH = [
		...context.path,
		...(file.path ?? []).map((p) => resolve(dir, p)),
		environment.PATH ?? "/usr/bin:/bin",
	].join(":");
	const base: TestConfig = {
		suiteName: file.name ?? basename(sourceRoot),
		sourceRoot,
		execRoot: resolve(dir, file.exec_root ?? file.source_root ?? "."),
		suffixes: [],
		excludes: [],
		environment,
		substitutions: [],
		features: new Set(platformFeatures()),
		unsupported: false,
		targetTriple: "",
		timeout: 0,
		pipefail: true,
		allowedRetries: 0,
		recursionLimit: undefined,
		limitToFeatures: new Set(),
		inProcessTools: {},
	};
	return merge(base, file, dir, context);
}

/** The configuration of a directory below the suite's root. Throws Diagnostic where it is wrong. */
export async function loadLocal(
	base: TestConfig,
	path: string,
	context: ConfigContext,
): Promise<TestConfig> {
	return merge(base, await readConfig(path, context), dirname(path), context);
}

function platformFeatures(): string[] {
	return [`system-${process.platform}`, `arch-${process.arch}`];
}

function merge(
	base: TestConfig,
	file: ConfigFile,
	dir: string,
	context: ConfigContext,
): TestConfig {
	const environment = { ...base.environment };
	for (const [name, value] of Object.entries(file.environment ?? {})) {
		if (value === null) delete environment[name];
		else environment[name] = value;
	}
	const pairs = Array.isArray(file.substitutions)
		? (file.substitutions as readonly SubstitutionPair[])
		: Object.entries(file.substitutions ?? {}).map(
				([k, v]): SubstitutionPair => [k.replace(/[{}()]/g, "\\$&"), v],
			);
	const features = new Set(base.features);
	addFeatures(features, file.features, dir, environment, context);
	const tools = { ...base.inProcessTools };
	for (const [name, path] of Object.entries(file.in_process_tools ?? {}))
		tools[name] = resolve(dir, path);
	return {
		...base,
		suffixes: file.suffixes ?? base.suffixes,
		excludes: [...base.excludes, ...(file.excludes ?? [])],
		environment,
		substitutions: [...pairs, ...base.substitutions],
		features,
		unsupported: file.unsupported ?? base.unsupported,
		targetTriple: file.target_triple ?? base.targetTriple,
		timeout: file.timeout ?? base.timeout,
		pipefail: file.pipefail ?? base.pipefail,
		allowedRetries: file.allowed_retries ?? base.allowedRetries,
		recursionLimit: file.recursion_limit ?? base.recursionLimit,
		limitToFeatures: new Set(file.limit_to_features ?? base.limitToFeatures),
		inProcessTools: tools,
	};
}

function addFeatures(
	to: Set<string>,
	features: ConfigFile["features"],
	dir: string,
	env: Readonly<Record<string, string>>,
	context: ConfigContext,
): void {
	if (Array.isArray(features)) {
		for (const f of features as readonly string[]) to.add(f);
		return;
	}
	for (const [name, probe] of Object.entries(features ?? {})) {
		const available =
			typeof probe === "boolean"
				? probe
				: holds(probe as FeatureProbe, dir, env, context);
		if (available) to.add(name);
		else to.delete(name);
	}
}

function holds(
	probe: FeatureProbe,
	dir: string,
	env: Readonly<Record<string, string>>,
	context: ConfigContext,
): boolean {
	if (probe.platform !== undefined && probe.platform !== process.platform)
		return false;
	if (probe.arch !== undefined && probe.arch !== process.arch) return false;
	if (probe.env !== undefined && !context.env[probe.env]) return false;
	if (probe.which !== undefined && !which(probe.which, dir, env.PATH))
		return false;
	if (probe.exists !== undefined && !existsSync(resolve(dir, probe.exists)))
		return false;
	if (probe.run !== undefined) {
		const [program = "", ...args] = probe.run;
		const file = which(program, dir, env.PATH);
		if (file === undefined) return false;
		try {
			execFileSync(file, args, { cwd: dir, env, stdio: "ignore" });
		} catch {
			return false;
		}
	}
	return true;
}

async function readConfig(
	path: string,
	context: ConfigContext,
): Promise<ConfigFile> {
	const dir = dirname(path);
	const raw = path.endsWith(".json")
		? parseJson(path)
		: await evaluate(path, context);
	const variables = { ...context.env, CONFIG_DIR: dir };
	const value = expandVariables(raw, variables, context.params);
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new Diagnostic(`'${path}' does not hold an object`);
	for (const [key, v] of Object.entries(value)) checkKey(path, key, v);
	return value as ConfigFile;
}

function checkKey(path: string, key: string, value: unknown): void {
	const type = Object.hasOwn(KEYS, key)
		? KEYS[key as keyof ConfigFile]
		: undefined;
	if (type === undefined) {
		const near = nearest(key, Object.keys(KEYS));
		throw new Diagnostic(
			`'${path}': unknown key '${key}'`,
			undefined,
			near === undefined ? undefined : `did you mean '${near}'?`,
		);
	}
	const actual = Array.isArray(value) ? "list" : typeof value;
	if (type !== "any" && type !== actual)
		throw new Diagnostic(
			`'${path}': '${key}' is a ${actual}, expected a ${type}`,
		);
}

function parseJson(path: string): unknown {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (e) {
		throw new Diagnostic(`cannot read '${path}': ${osError(e)}`);
	}
	try {
		return JSON.parse(text);
	} catch (e) {
		const message = (e as Error).message;
		const at = /position (\d+)/.exec(message);
		throw new Diagnostic(
			message.replace(/ in JSON.*$/, ""),
			placeAt(path, text, at ? Number(at[1]) : 0),
		);
	}
}

/** Runs a configuration module. TypeScript is stripped of its types by esbuild, where that is installed. */
async function evaluate(
	path: string,
	context: ConfigContext,
): Promise<unknown> {
	let url = pathToFileURL(path).href;
	if (path.endsWith(".ts")) {
		const require = createRequire(path);
		let esbuild: {
			transformSync: (code: string, o: object) => { code: string };
		};
		try {
			esbuild = require("esbuild") as typeof esbuild;
		} catch {
			throw new Diagnostic(
				`'${path}' is TypeScript, which needs the package 'esbuild'`,
				undefined,
				"install it, or write the configuration as .json or .mjs",
			);
		}
		const { code } = esbuild.transformSync(readFileSync(path, "utf8"), {
			loader: "ts",
			format: "esm",
		});
		url = `data:text/javascript;base64,${Buffer.from(code).toString("base64")}`;
	}
	const module = (await importModule(url)) as { default?: unknown };
	const value = module.default;
	return typeof value === "function"
		? (value as (o: object) => unknown)({
				dir: dirname(path),
				params: context.params,
				env: context.env,
				which: (name: string) => which(name, dirname(path), context.env.PATH),
			})
		: value;
}

/** import(), also in a program that was started from a snapshot, whose own code has no loader. */
async function importModule(url: string): Promise<unknown> {
	try {
		return await import(url);
	} catch (e) {
		const code = (e as NodeJS.ErrnoException).code;
		if (code !== "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING") throw e;
	}
	const { emitWarning } = process;
	// The constant is new, and Node says so to whoever uses it.
	process.emitWarning = () => {};
	try {
		const load = compileFunction("return import(url)", ["url"], {
			importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
		}) as (url: string) => Promise<unknown>;
		return await load(url);
	} finally {
		process.emitWarning = emitWarning;
	}
}

/** Replaces `${NAME}` by an environment variable, `${param:NAME}` by a -D parameter, `${CONFIG_DIR}` by the directory. */
function expandVariables(
	value: unknown,
	variables: Readonly<Record<string, string | undefined>>,
	params: Readonly<Record<string, string>>,
): unknown {
	if (typeof value === "string")
		return value.replace(
			/\$\{(param:)?(\w+)(?::-([^}]*))?\}/g,
			(_, isParam: string | undefined, name: string, fallback?: string) =>
				(isParam ? params[name] : variables[name]) ?? fallback ?? "",
		);
	if (Array.isArray(value))
		return value.map((v) => expandVariables(v, variables, params));
	if (typeof value === "object" && value !== null)
		return Object.fromEntries(
			Object.entries(value).map(([k, v]) => [
				k,
				expandVariables(v, variables, params),
			]),
		);
	return value;
}

/** Where a test's directory lies in the suite's execution root. */
export function execDirectory(config: TestConfig, dir: string): string {
	return join(config.execRoot, relative(config.sourceRoot, dir));
}
