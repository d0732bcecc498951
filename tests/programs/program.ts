/** The programs of this folder: what their header comments say, how one is found. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { Diagnostic, nearest } from "../../lib/support/diagnostic.ts";
import { osError } from "../../lib/support/tool.ts";

export const KINDS = [
	"numeric",
	"object",
	"attribute",
	"call",
	"string",
	"exception",
	"generator",
	"script",
] as const;
export type Kind = (typeof KINDS)[number];

/** One whole program and its header: the comment lines `# key: value` before the first line of code. */
export interface Program {
	/** The file's name without `.py`. */
	readonly name: string;
	readonly path: string;
	readonly kind: Kind;
	/** `bench:` the size at which it runs for about a second interpreted; absent where timing means nothing. */
	readonly size: number | undefined;
	/** `bar:` the least ratio interpreter/compiled that is aimed at. */
	readonly bar: number | undefined;
	/** `argv:` the arguments of a test run, split at blanks. */
	readonly argv: readonly string[];
	/** `exit:` the exit code a right run ends with (default 0). */
	readonly exit: number;
	/** `opt:` the levels a test run compiles it at, where no other is asked for, split at blanks (default: that of all programs). */
	readonly levels: readonly string[];
	/** `stdin:` what the program reads, with `\n` for a line's end (default: nothing). */
	readonly stdin: string;
}

const KEYS = ["bench", "kind", "bar", "argv", "exit", "opt", "stdin"] as const;
type Key = (typeof KEYS)[number];

/** All programs of a folder, by name. Throws a Diagnostic for a header that is wrong. */
export function listPrograms(folder: string): Program[] {
	return readdirSync(folder)
		.filter((f) => f.endsWith(".py"))
		.sort()
		.map((f) => readProgram(join(folder, f)));
}

/** Reads one program's header. Throws a Diagnostic when it cannot be read, or has a key or a value that is unknown. */
export function readProgram(path: string): Program {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch (e) {
		throw new Diagnostic(`cannot read '${path}': ${osError(e)}`);
	}
	const found = headerOf(path, text);
	const kind = found.get("kind") ?? "script";
	if (!isKind(kind)) {
		const near = nearest(kind, KINDS);
		throw new Diagnostic(
			`unknown kind '${kind}' in '${path}'`,
			undefined,
			near === undefined ? `one of ${KINDS.join(", ")}` : `'${near}'?`,
		);
	}
	return {
		name: basename(path, ".py"),
		path,
		kind,
		size: numberOf(path, "bench", found.get("bench")),
		bar: numberOf(path, "bar", found.get("bar")),
		argv: wordsOf(found.get("argv")),
		exit: numberOf(path, "exit", found.get("exit")) ?? 0,
		levels: wordsOf(found.get("opt")),
		stdin: (found.get("stdin") ?? "").replaceAll("\\n", "\n"),
	};
}

function headerOf(path: string, text: string): Map<Key, string> {
	const found = new Map<Key, string>();
	let line = 0;
	for (const row of text.split("\n")) {
		line++;
		if (!row.startsWith("#")) break;
		const m = /^# (\w+): (.*)$/.exec(row);
		const key = KEYS.find((k) => k === m?.[1]);
		if (m?.[2] === undefined || key === undefined)
			throw new Diagnostic(
				"not a header line of a program ('# key: value')",
				{ file: path, line, column: 1, length: row.length, text: row },
				`the keys are ${KEYS.join(", ")}`,
			);
		found.set(key, m[2].trim());
	}
	return found;
}

const wordsOf = (text = ""): string[] =>
	text.split(/\s+/).filter((a) => a !== "");

function isKind(text: string): text is Kind {
	return (KINDS as readonly string[]).includes(text);
}

function numberOf(
	path: string,
	key: Key,
	text: string | undefined,
): number | undefined {
	if (text === undefined) return undefined;
	const value = Number(text);
	if (text === "" || !Number.isFinite(value) || value < 0)
		throw new Diagnostic(
			`'${key}' of '${path}' is '${text}', expected a number`,
		);
	return value;
}
