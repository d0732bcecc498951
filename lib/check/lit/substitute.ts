/** The `%` substitutions of RUN lines. */
import { basename, dirname } from "node:path";
import { evaluateCondition } from "./boolean.ts";
import { ScriptError } from "./script.ts";
import type { SubstitutionPair, Test } from "./types.ts";

/** The directory and the stem of a test's temporary files. */
export interface TempPaths {
	readonly dir: string;
	readonly base: string;
}

/** The temporary paths of a test, `Output/NAME` in its execution directory. */
export function tempPaths(test: Test): TempPaths {
	const dir = `${test.execDir}/Output`;
	return { dir, base: `${dir}/${basename(test.path)}` };
}

/** The substitutions every test has, after those of its configuration. */
export function defaultSubstitutions(test: Test): SubstitutionPair[] {
	const { dir, base } = tempPaths(test);
	const source = test.source;
	const paths: readonly [string, string][] = [
		["s", source],
		["S", dirname(source)],
		["p", dirname(source)],
		["t", `${base}.tmp`],
		["T", dir],
	];
	const out: [string, string][] = [];
	for (const [letter, path] of paths) {
		out.push([`%\\{/${letter}:regex_replacement\\}`, escapeReplacement(path)]);
		out.push([`%\\{${letter}:real\\}`, path]);
		out.push([`%\\{/${letter}:real\\}`, path]);
		out.push([`%\\{:${letter}:real\\}`, path.slice(1)]);
		out.push([`%\\{${letter}:basename\\}`, basename(path)]);
		out.push([`%:${letter}`, path.slice(1)]);
		out.push([`%/${letter}`, path]);
	}
	out.push(["%\\{pathsep\\}", ":"]);
	out.push(["%basename_t", basename(base)]);
	out.push(["%\\{fs-sep\\}", "/"], ["%\\{fs-src-root\\}", "/"]);
	out.push(["%\\{fs-tmp-root\\}", "/"]);
	for (const [letter, path] of paths) out.push([`%${letter}`, path]);
	return out;
}

function escapeReplacement(path: string): string {
	return path.replace(/[@&]/g, "\\$&");
}

const compiled = new Map<string, RegExp>();

function pattern(source: string): RegExp {
	let regex = compiled.get(source);
	if (regex === undefined) {
		// A pattern is tried as a regular expression and, where it is not one, taken literally.
		try {
			regex = new RegExp(source, "g");
		} catch {
			regex = new RegExp(source.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "g");
		}
		compiled.set(source, regex);
	}
	return regex;
}

/** Stands for `%%` while substitutions run. */
const PERCENT = "\u0000";

/**
 * Expands `%if` and all substitutions of a line. With a recursion limit, until nothing changes. Throws ScriptError where
 * the limit is not enough or a `%if` is malformed.
 */
export function substitute(
	line: string,
	substitutions: readonly SubstitutionPair[],
	features: ReadonlySet<string>,
	recursionLimit: number | undefined,
): string {
	const once = (text: string): string => {
		let out = expandConditions(text.replaceAll("%%", PERCENT), features);
		if (out.includes("%"))
			for (const [source, replacement] of substitutions)
				out = out.replace(pattern(source), (...m: unknown[]) =>
					expandGroups(replacement, m),
				);
		else
			for (const [source, replacement] of substitutions)
				if (!source.includes("%"))
					out = out.replace(pattern(source), (...m: unknown[]) =>
						expandGroups(replacement, m),
					);
		return out.trim();
	};
	let out = once(line);
	if (recursionLimit !== undefined) {
		let steps = 0;
		for (let next = once(out); next !== out; next = once(out)) {
			if (++steps > recursionLimit)
				throw new ScriptError(
					`recursive substitution of '${line}' did not complete in the provided recursion limit (${recursionLimit})`,
				);
			out = next;
		}
	}
	return out.replaceAll(PERCENT, "%");
}

/** `\1`, `\g<1>` and escaped backslashes of a replacement, as Python's `re.sub` reads them. */
function expandGroups(replacement: string, match: readonly unknown[]): string {
	if (!replacement.includes("\\")) return replacement;
	return replacement.replace(
		/\\(?:g<(\d+)>|(\d)|(\\))/g,
		(_, long?: string, short?: string, slash?: string) =>
			slash ?? String(match[Number(long ?? short)] ?? ""),
	);
}

/** `%if CONDITION %{ … %} %else %{ … %}`, nested. */
function expandConditions(text: string, features: ReadonlySet<string>): string {
	if (!text.includes("%if")) return text;
	return new Conditions(text, features).run();
}

class Conditions {
	private readonly text: string;
	private readonly features: ReadonlySet<string>;
	private at = 0;

	constructor(text: string, features: ReadonlySet<string>) {
		this.text = text;
		this.features = features;
	}

	run(): string {
		const out = this.body(false);
		if (this.at < this.text.length) throw new ScriptError("'%}' without '%if'");
		return out;
	}

	/** Text up to the end, or to the `%}` that closes this branch. */
	private body(inBranch: boolean): string {
		let out = "";
		const token = /%if(?![\w-])|%else(?![\w-])|%\}/g;
		for (;;) {
			token.lastIndex = this.at;
			const m = token.exec(this.text);
			if (m === null) {
				if (inBranch) throw new ScriptError("'%{' without closing '%}'");
				out += this.text.slice(this.at);
				this.at = this.text.length;
				return out;
			}
			out += this.text.slice(this.at, m.index);
			this.at = m.index + m[0].length;
			if (m[0] === "%if") out += this.conditional();
			else if (m[0] === "%}") {
				if (!inBranch) throw new ScriptError("'%}' without '%if'");
				return out;
			} else throw new ScriptError("'%else' without '%if'");
		}
	}

	private conditional(): string {
		const open = this.text.indexOf("%{", this.at);
		if (open === -1) throw new ScriptError("'%if' without '%{'");
		const condition = this.text.slice(this.at, open).trim();
		this.at = open + 2;
		const yes = this.body(true).trim();
		const rest = /^\s*%else\s*%\{/.exec(this.text.slice(this.at));
		let no = "";
		if (rest !== null) {
			this.at += rest[0].length;
			no = this.body(true).trim();
		} else if (/^\s*%else/.test(this.text.slice(this.at)))
			throw new ScriptError("'%else' without '%{'");
		return evaluateCondition(condition, this.features) ? yes : no;
	}
}
