/** What the runtime says at exit about the functions it met ($COCONUT_REPORT), and whether that counts as a compiled run. */
import { readFileSync } from "node:fs";

export interface FunctionReport {
	readonly qualname: string;
	readonly file: string;
	readonly compiled: boolean;
	/** Calls that entered native code. */
	readonly calls: number;
	/** Calls that left it for the interpreter before their end. */
	readonly deopts: number;
}

/** Reads a report; a string says what is wrong with it. */
export function readReport(path: string): FunctionReport[] | string {
	let data: unknown;
	try {
		data = JSON.parse(readFileSync(path, "utf8"));
	} catch (e) {
		const isMissing = (e as NodeJS.ErrnoException).code === "ENOENT";
		return isMissing
			? "the runtime wrote no report"
			: `the report is not JSON: ${String(e)}`;
	}
	if (!isRecord(data) || !Array.isArray(data.functions))
		return "the report has no list 'functions'";
	const rows: FunctionReport[] = [];
	for (const row of data.functions as unknown[]) {
		if (!isFunctionReport(row))
			return `the report has a malformed row: ${JSON.stringify(row)}`;
		rows.push(row);
	}
	return rows;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}

function isFunctionReport(value: unknown): value is FunctionReport {
	return (
		isRecord(value) &&
		typeof value.qualname === "string" &&
		typeof value.file === "string" &&
		typeof value.compiled === "boolean" &&
		typeof value.calls === "number" &&
		typeof value.deopts === "number"
	);
}

export interface Verdict {
	readonly compiled: number;
	readonly functions: number;
	readonly calls: number;
	readonly deopts: number;
	/** Why this was not a compiled run, or undefined. */
	readonly problem: string | undefined;
}

/**
 * Judges the functions whose file lies in `folder`. A run counts as compiled when more than half of them were
 * compiled, some of those ran, and not every run of them fell back to the interpreter.
 */
export function judge(
	rows: readonly FunctionReport[],
	folder: string,
): Verdict {
	const own = rows.filter((r) => r.file.startsWith(`${folder}/`));
	const compiled = own.filter((r) => r.compiled);
	const calls = compiled.reduce((n, r) => n + r.calls, 0);
	const deopts = compiled.reduce((n, r) => n + r.deopts, 0);
	const finished = compiled.some((r) => r.calls > r.deopts);
	let problem: string | undefined;
	if (own.length === 0) problem = "the report names no function of the program";
	else if (compiled.length * 2 <= own.length)
		problem = `only ${compiled.length} of ${own.length} functions were compiled, not ${own
			.filter((r) => !r.compiled)
			.slice(0, 8)
			.map((r) => r.qualname)
			.join(", ")}`;
	else if (calls === 0) problem = "no compiled function was ever called";
	else if (!finished)
		problem = `every one of ${calls} compiled calls fell back to the interpreter`;
	return {
		compiled: compiled.length,
		functions: own.length,
		calls,
		deopts,
		problem,
	};
}
