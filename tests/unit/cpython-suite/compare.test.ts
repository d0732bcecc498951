/** What is read of a run of a test file, how two runs compare, which results are kept. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import {
	differences,
	type Run,
	readRun,
	tally,
} from "../../cpython/compare.ts";
import { FILES, findFile } from "../../cpython/files.ts";
import { hashOf, testStamp } from "../../cpython/store.ts";

const test = suite("cpython suite");
const scratch = mkdtempSync(join(tmpdir(), "coconut-unit-"));
test.after(() => rmSync(scratch, { recursive: true, force: true }));

function written(...lines: (object | string)[]): string {
	const path = join(scratch, "run.jsonl");
	const text = lines.map((l) =>
		typeof l === "string" ? l : JSON.stringify(l),
	);
	writeFileSync(path, text.join("\n"));
	return path;
}

function run(outcomes: Record<string, string>, unfinished?: string): Run {
	return {
		outcomes: new Map(Object.entries(outcomes)),
		unfinished,
		isComplete: unfinished === undefined,
		compilations: 0,
		problems: [],
	};
}

test("the last outcome of a test stands, and what the compiler said is read", () => {
	const found = readRun(
		written(
			{ start: "a" },
			{ test: "a", outcome: "ok" },
			{ test: "a", outcome: "error" },
			{ start: "b" },
			{ test: "b", outcome: "skip" },
			{ end: { compilations: 3, problems: { "m.py": "too odd" } } },
		),
	);
	assert.equal(
		[...found.outcomes],
		[
			["a", "error"],
			["b", "skip"],
		],
	);
	assert.is(found.isComplete, true);
	assert.is(found.unfinished, undefined);
	assert.is(found.compilations, 3);
	assert.equal(found.problems, ["m.py: too odd"]);
	assert.equal(tally(found), { passed: 0, failed: 1, skipped: 1 });
});

test("a run that died names the test it died in, though its last line is cut", () => {
	const found = readRun(
		written(
			{ start: "a" },
			{ test: "a", outcome: "ok" },
			{ start: "b" },
			'{"test": "b", "outc',
		),
	);
	assert.is(found.isComplete, false);
	assert.is(found.unfinished, "b");
	assert.equal([...found.outcomes.keys()], ["a"]);
});

test("a run that wrote nothing is not complete", () => {
	assert.is(readRun(join(scratch, "absent")).isComplete, false);
});

test("a test that ends otherwise, is missing or new differs", () => {
	const before = run({ same: "ok", worse: "ok", gone: "skip", died: "ok" });
	const after = run({ same: "ok", worse: "fail", fresh: "ok" }, "died");
	assert.equal(differences(before, after), [
		{ test: "worse", interpreted: "ok", compiled: "fail" },
		{ test: "gone", interpreted: "skip", compiled: "missing" },
		{ test: "died", interpreted: "ok", compiled: "died" },
		{ test: "fresh", interpreted: "missing", compiled: "ok" },
	]);
});

test("what fails interpreted is not compared", () => {
	const before = run({ a: "fail", b: "error" });
	assert.equal(differences(before, run({ a: "ok" })), []);
});

test("no test file is named twice", () => {
	const names = FILES.map((f) => f.name);
	assert.equal(names.length, new Set(names).size);
	assert.is(findFile("json").subject, "json");
	assert.is(findFile("test_nothing").subject, "");
});

test("a key changes with each file's content and each text", () => {
	const path = written("one");
	const first = hashOf([path], ["a"]);
	assert.is(hashOf([path], ["a"]), first);
	assert.is.not(hashOf([path], ["b"]), first);
	written("two");
	assert.is.not(hashOf([path], ["a"]), first);
	assert.is(testStamp(scratch, "test_absent"), "");
});

test.run();
