/** Results as files: JSON and xunit XML. */
import { VERSION, writeOutput } from "../../support/tool.ts";
import { RESULTS, type Test } from "./types.ts";

/** Writes results as JSON, in the shape LLVM's lit uses. Tests that were not run are left out. */
export function writeJson(
	path: string,
	tests: readonly Test[],
	seconds: number,
): void {
	const run = tests.filter(
		(t) => t.result?.code !== "EXCLUDED" && t.result?.code !== "SKIPPED",
	);
	const data = {
		__version__: VERSION.split(".").map(Number),
		elapsed: seconds,
		tests: run.map((t) => ({
			code: t.result?.code,
			elapsed: t.result?.seconds,
			name: t.name,
			output: t.result?.output,
		})),
	};
	writeOutput(path, `${JSON.stringify(data, undefined, 2)}\n`);
}

/** Writes results as xunit XML, one suite for each lit suite. */
export function writeXunit(
	path: string,
	tests: readonly Test[],
	seconds: number,
): void {
	const suites = new Map<string, Test[]>();
	for (const t of tests) {
		const list = suites.get(t.config.suiteName) ?? [];
		list.push(t);
		suites.set(t.config.suiteName, list);
	}
	let out = `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites time="${seconds.toFixed(2)}">\n`;
	for (const [name, list] of [...suites].sort(([a], [b]) => (a < b ? -1 : 1))) {
		const failures = list.filter(
			(t) => t.result && RESULTS[t.result.code].fails,
		);
		const skipped = list.filter((t) => isSkipped(t));
		out += `<testsuite name="${xml(name)}" tests="${list.length}" failures="${failures.length}" skipped="${skipped.length}" time="${sum(list).toFixed(2)}">\n`;
		for (const t of [...list].sort((a, b) => (a.path < b.path ? -1 : 1)))
			out += testCase(t);
		out += "</testsuite>\n";
	}
	writeOutput(path, `${out}</testsuites>\n`);
}

function testCase(t: Test): string {
	const parts = t.path.split("/");
	const file = parts.pop() ?? "";
	const suite = t.config.suiteName.replaceAll(".", "-");
	const where =
		parts.length === 0 ? suite : parts.join("/").replaceAll(".", "_");
	const head = `<testcase classname="${xml(`${suite}.${where}`)}" name="${xml(file)}" time="${(t.result?.seconds ?? 0).toFixed(2)}"`;
	if (t.result && RESULTS[t.result.code].fails)
		return `${head}>\n  <failure><![CDATA[${cdata(t.result.output)}]]></failure>\n</testcase>\n`;
	if (isSkipped(t)) {
		const why = t.result?.reason ?? skipReason(t);
		return `${head}>\n  <skipped message="${xml(why)}"/>\n</testcase>\n`;
	}
	return `${head}/>\n`;
}

function isSkipped(t: Test): boolean {
	return ["EXCLUDED", "SKIPPED", "UNSUPPORTED"].includes(t.result?.code ?? "");
}

function skipReason(t: Test): string {
	return t.result?.code === "SKIPPED"
		? "Test not run: the run ended before"
		: "Test not selected (--filter, --max-tests)";
}

function sum(tests: readonly Test[]): number {
	return tests.reduce((n, t) => n + (t.result?.seconds ?? 0), 0);
}

/** Drops the characters XML 1.0 has no place for. */
function printable(text: string): string {
	return text.replace(/\p{Cc}|\ufffe|\uffff/gu, (c) =>
		c === "\t" || c === "\n" || c === "\r" || c >= "\x7f" ? c : "",
	);
}

function xml(text: string): string {
	return printable(text)
		.replaceAll("&", "&amp;")
		.replaceAll("<", "&lt;")
		.replaceAll(">", "&gt;")
		.replaceAll('"', "&quot;");
}

function cdata(text: string): string {
	return printable(text).replaceAll("]]>", "]]]]><![CDATA[>");
}
