/**
 * The command line of filecheck. It follows LLVM's conventions, not those of this project's other tools: one or two
 * dashes, `-opt=value` and `-opt value`, `-DNAME=VALUE`, and options in FILECHECK_OPTS before those of the command line.
 */

/** A wrong call. LLVM's argument parser ends with 1; what FileCheck itself refuses ends with 2. */
export class OptionError extends Error {
	readonly exitCode: number;
	constructor(message: string, exitCode = 1) {
		super(message);
		this.name = "OptionError";
		this.exitCode = exitCode;
	}
}

type OptionKind = "flag" | "text" | "number" | "list" | "commaList" | "prefix";

interface OptionDef {
	readonly kind: OptionKind;
	/** May be given several times; the last one counts. */
	readonly repeats?: boolean;
	readonly aliasOf?: string;
	readonly doc: string;
	readonly hidden?: boolean;
}

/** Every option by its name. */
export const OPTIONS = {
	"allow-deprecated-dag-overlap": {
		kind: "flag",
		doc: "let matches in a group of -DAG directives overlap",
	},
	"allow-empty": { kind: "flag", doc: "accept an empty input" },
	"allow-misspelled": {
		kind: "flag",
		doc: "take lines like 'CHECK_NEXT:' for text, as LLVM 14 does",
	},
	"allow-unused-prefixes": {
		kind: "flag",
		repeats: true,
		doc: "accept prefixes that no directive of the check file uses",
	},
	"check-prefix": {
		kind: "list",
		doc: "a prefix of the directives (default: CHECK)",
	},
	"check-prefixes": {
		kind: "commaList",
		aliasOf: "check-prefix",
		doc: "several prefixes, separated by commas",
	},
	color: { kind: "flag", doc: "colour the messages" },
	"comment-prefixes": {
		kind: "commaList",
		doc: "prefixes of comments, in which no directive counts (default: COM,RUN)",
	},
	D: {
		kind: "prefix",
		doc: "define a variable: -DNAME=TEXT or -D#FMT,NAME=EXPR",
	},
	"dump-input": {
		kind: "list",
		doc: "print the annotated input: help, always, fail or never (default: fail, a short report)",
	},
	"dump-input-context": {
		kind: "list",
		doc: "lines of context around what the dump shows (default: 5)",
	},
	"dump-input-filter": {
		kind: "list",
		doc: "which lines the dump shows: all, annotation-full, annotation or error",
	},
	"enable-var-scope": {
		kind: "flag",
		doc: "forget variables without a $ at each -LABEL",
	},
	"ignore-case": { kind: "flag", doc: "match without regard to case" },
	"implicit-check-not": {
		kind: "list",
		doc: "a pattern that may not occur between positive matches",
	},
	"input-file": {
		kind: "text",
		doc: "the file to check (default: standard input)",
	},
	"match-full-lines": {
		kind: "flag",
		doc: "positive patterns must match whole lines",
	},
	"strict-whitespace": {
		kind: "flag",
		doc: "do not fold blanks, in either file",
	},
	v: { kind: "flag", repeats: true, doc: "print matches of directives" },
	vv: {
		kind: "flag",
		repeats: true,
		doc: "print everything that was tried; implies -v",
	},
	help: { kind: "flag", doc: "print this help" },
	version: { kind: "flag", doc: "print the version" },
} as const satisfies Record<string, OptionDef>;

type OptionName = keyof typeof OPTIONS;

/** The options as given, by their names; aliases are resolved. */
export interface FilecheckArgs {
	readonly flags: ReadonlySet<string>;
	readonly values: ReadonlyMap<string, readonly string[]>;
	readonly checkFile: string | undefined;
}

const IGNORED_FLAGS: ReadonlySet<string> = new Set([
	"disable-symbolication",
	"print-all-options",
	"print-options",
	"sort-timers",
	"stats",
	"stats-json",
	"track-memory",
	"treat-scalable-fixed-error-as-warning",
	"print-debug-counter",
]);

const HELP_FLAGS: ReadonlySet<string> = new Set([
	"h",
	"help-hidden",
	"help-list",
	"help-list-hidden",
]);

/** Parses arguments, those of FILECHECK_OPTS first. Throws OptionError. */
export function parseFilecheckArgs(
	args: readonly string[],
	environment: string | undefined,
): FilecheckArgs {
	const words = [...splitWords(environment ?? ""), ...args];
	const flags = new Set<string>();
	const values = new Map<string, string[]>();
	const seen = new Set<string>();
	let checkFile: string | undefined;
	let onlyPositional = false;
	for (let i = 0; i < words.length; i++) {
		const word = words[i] as string;
		if (onlyPositional || word === "-" || !word.startsWith("-")) {
			if (checkFile !== undefined)
				throw new OptionError(`too many positional arguments: '${word}'`);
			checkFile = word;
			continue;
		}
		if (word === "--") {
			onlyPositional = true;
			continue;
		}
		const o = readOption(word);
		if (o === undefined) continue;
		const def: OptionDef = OPTIONS[o.name];
		const once = (def.kind === "flag" || def.kind === "text") && !def.repeats;
		if (once && seen.has(o.name))
			throw new OptionError(`option '--${o.name}' may occur only once`);
		seen.add(o.name);
		if (def.kind === "flag") {
			if (flagValue(o.name, o.value)) flags.add(o.name);
			else flags.delete(o.name);
			continue;
		}
		let value = o.value;
		if (value === undefined) {
			if (def.kind === "prefix")
				throw new OptionError(`option '-${o.name}' requires a value`);
			if (++i >= words.length)
				throw new OptionError(`option '--${o.name}' requires a value`);
			value = words[i] as string;
		}
		const key = def.aliasOf ?? o.name;
		const list = values.get(key) ?? [];
		values.set(key, list);
		if (def.kind === "commaList") list.push(...value.split(","));
		else list.push(value);
	}
	return { flags, values, checkFile };
}

function readOption(
	word: string,
): { name: OptionName; value: string | undefined } | undefined {
	const body = word.replace(/^--?/, "");
	const eq = body.indexOf("=");
	const name = eq === -1 ? body : body.slice(0, eq);
	const value = eq === -1 ? undefined : body.slice(eq + 1);
	if (HELP_FLAGS.has(name)) return { name: "help", value };
	if (name === "help" && value !== undefined)
		throw new OptionError("option '--help' takes no value");
	if (name !== "D" && Object.hasOwn(OPTIONS, name))
		return { name: name as OptionName, value };
	if (body.startsWith("D"))
		return { name: "D", value: body === "D" ? undefined : body.slice(1) };
	if (IGNORED_FLAGS.has(name)) return undefined;
	throw new OptionError(
		`unknown command line argument '${word}'; try 'filecheck --help'`,
	);
}

/** Checks the values of the options that only change messages. */
export function checkDumpOptions(args: FilecheckArgs): void {
	const check = (name: OptionName, pattern: RegExp): void => {
		const bad = args.values.get(name)?.find((v) => !pattern.test(v));
		if (bad !== undefined)
			throw new OptionError(`--${name}: invalid value '${bad}'`);
	};
	check("dump-input", /^(help|always|fail|never)$/);
	check("dump-input-context", /^\d+$/);
	check("dump-input-filter", /^(all|annotation-full|annotation|error)$/);
}

function flagValue(name: string, value: string | undefined): boolean {
	if (value === undefined || /^(|true|TRUE|True|1)$/.test(value)) return true;
	if (/^(false|FALSE|False|0)$/.test(value)) return false;
	throw new OptionError(
		`option '--${name}': '${value}' is invalid value for boolean argument, try 0 or 1`,
	);
}

/** Splits FILECHECK_OPTS: blanks separate, quotes and backslashes protect. */
function splitWords(text: string): string[] {
	const words: string[] = [];
	let word: string | undefined;
	let quote = "";
	for (let i = 0; i < text.length; i++) {
		const c = text[i] as string;
		if (c === "\\" && i + 1 < text.length) word = (word ?? "") + text[++i];
		else if (quote !== "") {
			if (c === quote) quote = "";
			else word = (word ?? "") + c;
		} else if (c === '"' || c === "'") {
			quote = c;
			word ??= "";
		} else if (/\s/.test(c)) {
			if (word !== undefined) words.push(word);
			word = undefined;
		} else word = (word ?? "") + c;
	}
	if (word !== undefined) words.push(word);
	return words;
}

/** The text of --help. */
export function helpText(): string {
	const rows = Object.entries(OPTIONS as Record<string, OptionDef>).map(
		([name, def]) => {
			const value = { flag: "", text: "=FILE", number: "=N" }[
				def.kind as string
			];
			const left =
				name === "D" ? "-DNAME=VALUE" : `--${name}${value ?? "=VALUE"}`;
			return `  ${left.padEnd(34)} ${def.doc}`;
		},
	);
	return [
		"usage: filecheck [options] CHECK-FILE",
		"",
		"Checks a text, standard input unless --input-file is given, against the directives in CHECK-FILE.",
		"Options take one dash or two, and are also read from FILECHECK_OPTS.",
		"",
		...rows,
		"",
		"Exit status: 0 all checks hold, 1 some do not, 2 the check file, the input or the call is wrong.",
		"",
	].join("\n");
}
