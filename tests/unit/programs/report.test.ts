/** What counts as a compiled run, what of a traceback is the launcher's, how headers are read. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Diagnostic } from "../../../lib/support/diagnostic.ts";
import { compare, withoutLauncher } from "../../programs/compare.ts";
import { execute, type Outcome } from "../../programs/execute.ts";
import { readProgram } from "../../programs/program.ts";
import {
	type FunctionReport,
	judge,
	readReport,
} from "../../programs/report.ts";

const test = suite("programs");
const scratch = mkdtempSync(join(tmpdir(), "coconut-unit-"));
test.after(() => rmSync(scratch, { recursive: true, force: true }));

function row(
	qualname: string,
	compiled: boolean,
	calls = 1,
	deopts = 0,
	file = "/p/a.py",
): FunctionReport {
	return { qualname, file, compiled, calls, deopts };
}

function program(text: string): string {
	const path = join(scratch, "sample.py");
	writeFileSync(path, text);
	return path;
}

test("a run with most functions compiled and called passes", () => {
	const verdict = judge(
		[row("f", true), row("g", true), row("h", false)],
		"/p",
	);
	assert.is(verdict.problem, undefined);
	assert.is(verdict.compiled, 2);
});

test("functions of other folders do not count", () => {
	const verdict = judge([row("f", true, 1, 0, "/pp/a.py")], "/p");
	assert.match(verdict.problem ?? "", /names no function/);
});

test("half compiled is not enough, and the others are named", () => {
	const verdict = judge([row("f", true), row("slow", false)], "/p");
	assert.match(verdict.problem ?? "", /only 1 of 2 .* slow$/);
});

test("compiled but never called is not a compiled run", () => {
	const verdict = judge([row("f", true, 0)], "/p");
	assert.match(verdict.problem ?? "", /ever called/);
});

test("falling back on every call is not a compiled run", () => {
	const verdict = judge([row("f", true, 5, 5), row("g", true, 2, 2)], "/p");
	assert.match(verdict.problem ?? "", /every one of 7/);
});

test("a report that is missing, malformed or incomplete is said to be", () => {
	const path = join(scratch, "report.json");
	assert.match(String(readReport(join(scratch, "no.json"))), /no report/);
	writeFileSync(path, "{");
	assert.match(String(readReport(path)), /not JSON/);
	writeFileSync(path, '{"functions": [{"qualname": "f"}]}');
	assert.match(String(readReport(path)), /malformed row/);
	writeFileSync(path, JSON.stringify({ functions: [row("f", true)] }));
	assert.equal(readReport(path), [row("f", true)]);
});

test("only the launcher's outer frames are taken off a traceback", () => {
	const own = (line: number) =>
		`  File "/r/runtime/python/coconut/run.py", line ${line}, in run\n    exec(code)\n    ^^^^^^^^^^\n`;
	const frozen = '  File "<frozen runpy>", line 198, in _run_module\n';
	const inner = '  File "/p/a.py", line 1, in <module>\n    f()\n';
	const head = "Traceback (most recent call last):\n";
	assert.is(
		withoutLauncher(`${head}${frozen}${own(1)}${inner}E: x\n`, "/r"),
		`${head}${inner}E: x\n`,
	);
	const after = `${head}${inner}${own(2)}E: x\n`;
	assert.is(withoutLauncher(after, "/r"), after);
});

test("runs that differ in output and exit are told apart", () => {
	const run = (stdout: string, exit: number | string): Outcome => ({
		stdout,
		stderr: "",
		exit,
		seconds: 0,
	});
	assert.equal(compare(run("a\n", 0), run("a\n", 0), "x", "y"), []);
	const found = compare(run("a\n", 0), run("b\n", "SIGSEGV"), "x", "y").join(
		"",
	);
	assert.match(found, /exit: x 0, y SIGSEGV/);
	assert.match(found, /-a\n/);
	assert.match(found, /\+b\n/);
});

test("a header is read to the first line of code", () => {
	const p = readProgram(
		program(
			"# kind: numeric\n# bench: 50\n# argv: a b\n# opt: -O0 -O2\n# stdin: x\\ny\n'''doc'''\n# bar: 3\n",
		),
	);
	assert.is(p.kind, "numeric");
	assert.is(p.size, 50);
	assert.equal(p.argv, ["a", "b"]);
	assert.is(p.stdin, "x\ny");
	assert.equal(p.levels, ["-O0", "-O2"]);
	assert.is(p.bar, undefined);
});

test("a header with an unknown key, kind or number is an error", () => {
	for (const text of ["# kinds: x\n", "# kind: numerc\n", "# bench: many\n"])
		assert.throws(
			() => readProgram(program(text)),
			(e: unknown) => e instanceof Diagnostic,
		);
});

test("a process that runs too long is killed, with its children", async () => {
	const run = await execute({
		argv: ["/bin/sh", "-c", "sleep 60 & sleep 60"],
		env: {},
		timeout: 0.2,
	});
	assert.is(run.exit, "timeout");
	assert.ok(run.seconds < 20);
});

test.run();
