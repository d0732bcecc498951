/** Reads the keyword lines of a test file: RUN, DEFINE, REDEFINE, REQUIRES, UNSUPPORTED, XFAIL, ALLOW_RETRIES, END. */
import type { SubstitutionPair } from "./types.ts";

/** A file whose keyword lines do not make sense; the test is UNRESOLVED. */
export class ScriptError extends Error {}

/** One step of a script, in file order: a command or a (re)definition of a substitution. */
export type ScriptStep =
	| { readonly kind: "run"; readonly line: number; readonly text: string }
	| {
			readonly kind: "define" | "redefine";
			readonly line: number;
			readonly name: string;
			readonly value: string;
	  };

export interface TestScript {
	readonly steps: readonly ScriptStep[];
	readonly requires: readonly string[];
	readonly unsupported: readonly string[];
	readonly xfail: readonly string[];
	readonly allowRetries: number | undefined;
}

const KEYWORD =
	/(RUN:|DEFINE:|REDEFINE:|REQUIRES:|UNSUPPORTED:|XFAIL:|ALLOW_RETRIES:|END\.)([^\n]*)/g;
const QUICK = /RUN:|DEFINE:|REQUIRES:|UNSUPPORTED:|XFAIL:|ALLOW_RETRIES:|END\./;

interface Pending {
	readonly keyword: string;
	readonly line: number;
	text: string;
}

/** Parses the keyword lines of a file's text (Latin-1, so that any bytes will do). Throws ScriptError. */
export function parseScript(latin1: string): TestScript {
	const steps: ScriptStep[] = [];
	const lists: Record<string, string[]> = {
		"REQUIRES:": [],
		"UNSUPPORTED:": [],
		"XFAIL:": [],
	};
	let allowRetries: number | undefined;
	for (const d of keywordLines(latin1)) {
		if (d.keyword === "RUN:")
			steps.push({ kind: "run", line: d.line, text: d.text.trim() });
		else if (d.keyword === "ALLOW_RETRIES:") {
			if (allowRetries !== undefined)
				throw new ScriptError("more than one ALLOW_RETRIES: line");
			if (!/^\s*[0-9]+\s*$/.test(d.text))
				throw new ScriptError(
					`ALLOW_RETRIES: takes a number, not '${d.text.trim()}' (line ${d.line})`,
				);
			allowRetries = Number(d.text);
		} else if (d.keyword === "DEFINE:" || d.keyword === "REDEFINE:")
			steps.push(definition(d));
		else for (const item of splitList(d.text)) lists[d.keyword]?.push(item);
	}
	if (!steps.some((s) => s.kind === "run"))
		throw new ScriptError("Test has no 'RUN:' line");
	return {
		steps,
		requires: lists["REQUIRES:"] ?? [],
		unsupported: lists["UNSUPPORTED:"] ?? [],
		xfail: lists["XFAIL:"] ?? [],
		allowRetries,
	};
}

/** The keyword lines up to END., lines that end in a backslash joined with the next of the same keyword. */
function keywordLines(latin1: string): Pending[] {
	const out: Pending[] = [];
	if (!QUICK.test(latin1)) return out;
	let open: Pending | undefined;
	let line = 1;
	let counted = 0;
	KEYWORD.lastIndex = 0;
	for (const m of latin1.matchAll(KEYWORD)) {
		for (
			let nl = latin1.indexOf("\n", counted);
			nl !== -1 && nl < m.index;
			nl = latin1.indexOf("\n", nl + 1)
		)
			line++;
		counted = m.index;
		const keyword = m[1] ?? "";
		if (keyword === "END.") break;
		let text = Buffer.from(m[2] ?? "", "latin1").toString("utf8");
		text = text.replace(/\r$/, "").trimEnd();
		text = text
			.replace(/%\(line\)|%\{line\}/g, String(line))
			.replace(/%[({]line *([+-]) *(\d+)[)}]/g, (_, sign: string, n: string) =>
				String(sign === "+" ? line + Number(n) : line - Number(n)),
			);
		if (open !== undefined) {
			if (open.keyword !== keyword)
				throw new ScriptError(
					`line ${line}: '${keyword}' where the continuation of '${open.keyword}' of line ${open.line} is expected`,
				);
			open.text = `${open.text.slice(0, -1)}${text.trimStart()}`;
		} else {
			open = { keyword, line, text };
			out.push(open);
		}
		if (!open.text.endsWith("\\")) open = undefined;
	}
	if (open !== undefined)
		throw new ScriptError(
			`'${open.keyword}' line ${open.line} ends in '\\' and nothing continues it`,
		);
	return out;
}

function definition(d: Pending): ScriptStep {
	const m = /^\s*(%\{[A-Za-z_][-\w:]*\})\s*=(.*)$/s.exec(d.text);
	if (m === null)
		throw new ScriptError(
			`line ${d.line}: ${d.keyword} takes '%{name} = value', not '${d.text.trim()}'`,
		);
	return {
		kind: d.keyword === "DEFINE:" ? "define" : "redefine",
		line: d.line,
		name: m[1] ?? "",
		value: (m[2] ?? "").trim(),
	};
}

function splitList(text: string): string[] {
	return text
		.split(",")
		.map((s) => s.trim())
		.filter((s) => s !== "");
}

/** The commands of a script: definitions take effect from their line on. Throws ScriptError. */
export function expandScript(
	steps: readonly ScriptStep[],
	substitutions: readonly SubstitutionPair[],
	expand: (text: string, substitutions: readonly SubstitutionPair[]) => string,
): { line: number; text: string }[] {
	const list = [...substitutions];
	const out: { line: number; text: string }[] = [];
	for (const step of steps) {
		if (step.kind === "run") {
			out.push({ line: step.line, text: expand(step.text, list) });
			continue;
		}
		const pattern = step.name.replace(/[{}]/g, "\\$&");
		const at = list.findIndex(([p]) => p === pattern || p === step.name);
		if (step.kind === "define" && at !== -1)
			throw new ScriptError(
				`line ${step.line}: DEFINE: of '${step.name}', which is defined already; REDEFINE: changes it`,
			);
		if (step.kind === "redefine" && at === -1)
			throw new ScriptError(
				`line ${step.line}: REDEFINE: of '${step.name}', which is not defined`,
			);
		if (at === -1) list.unshift([pattern, step.value]);
		else list[at] = [pattern, step.value];
	}
	return out;
}
