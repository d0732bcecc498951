import { test } from "uvu";
import * as assert from "uvu/assert";
import {
	ConditionError,
	conditionNames,
	evaluateCondition,
} from "../../../lib/check/lit/boolean.ts";
import { parseScript, ScriptError } from "../../../lib/check/lit/script.ts";
import {
	parseShell,
	ShellSyntaxError,
} from "../../../lib/check/lit/shparse.ts";
import { substitute } from "../../../lib/check/lit/substitute.ts";

const features = new Set(["a", "b-2", "target=x86_64-linux"]);

test("conditions", () => {
	const cases: [string, boolean][] = [
		["a", true],
		["c", false],
		["true", true],
		["!a || b-2", true],
		["!(a && b-2)", false],
		["a && (c || b-2)", true],
		["target={{.*}}-linux", true],
		["target={{(arm|x86_64)}}-{{l.*}}", true],
		["{{a}}b", false],
		["! ! a", true],
	];
	for (const [text, value] of cases)
		assert.is(evaluateCondition(text, features), value, text);
});

test("malformed conditions are refused", () => {
	for (const text of [
		"",
		"a &&",
		"(a",
		"a b",
		"a)",
		"&& a",
		"a & b",
		"a,b",
		"!",
	])
		assert.throws(
			() => evaluateCondition(text, features),
			(e: unknown) => e instanceof ConditionError,
			text,
		);
	assert.equal(conditionNames("!a && (b || c-1)"), ["a", "b", "c-1"]);
});

test("the shell: operators, quotes, redirects", () => {
	const tree = parseShell('a \'b c\' | ! d > x 2>&1 && e "f\\"g" || h; i');
	assert.is(tree.kind, "sequence");
	const simple = parseShell("env A=1 cmd 'x y' > out 2>> err < in |& next*");
	assert.is(simple.kind, "pipeline");
	if (simple.kind !== "pipeline") return;
	const [first, second] = simple.commands;
	assert.equal(
		first?.words.map((w) => w.text),
		["env", "A=1", "cmd", "x y"],
	);
	assert.equal(
		first?.redirects.map((r) => `${r.fd ?? ""}${r.op}${r.target.text}`),
		[">out", "2>>err", "<in", "2>&1"],
	);
	assert.is(second?.words[0]?.pattern, "next*");
});

test("the shell: what is not a line", () => {
	for (const text of [
		"a |",
		"| a",
		"a 'b",
		'a "b',
		"a >",
		"(a",
		"a)",
		"&& a",
		"a \\",
	])
		assert.throws(
			() => parseShell(text),
			(e: unknown) => e instanceof ShellSyntaxError,
			text,
		);
});

test("scripts: continuation, lists, END.", () => {
	const s = parseScript(
		"; RUN: a \\\n; RUN:   b\n; REQUIRES: x, y || z\n// XFAIL: *\n# ALLOW_RETRIES: 3\nEND.\nRUN: c\n",
	);
	assert.equal(s.steps, [{ kind: "run", line: 1, text: "a b" }]);
	assert.equal(s.requires, ["x", "y || z"]);
	assert.equal(s.xfail, ["*"]);
	assert.is(s.allowRetries, 3);
});

test("scripts that make no sense", () => {
	for (const text of [
		"",
		"RUN: a \\\n",
		"RUN: a \\\nXFAIL: b\n",
		"RUN: a\nALLOW_RETRIES: x\n",
		"RUN: a\nDEFINE: x\n",
	])
		assert.throws(
			() => parseScript(text),
			(e: unknown) => e instanceof ScriptError,
			text,
		);
});

test("substitutions: %%, groups, recursion, %if", () => {
	const sub = (text: string, limit?: number): string =>
		substitute(
			text,
			[
				["%s", "/src/t"],
				["%x", "%s"],
				["%\\{n:(\\d)\\}", "<\\1>"],
			],
			features,
			limit,
		);
	assert.is(sub("%s %%s"), "/src/t %s");
	assert.is(sub("%x"), "%s");
	assert.is(sub("%x", 2), "/src/t");
	assert.is(sub("%{n:4}"), "<4>");
	assert.is(sub("%if a %{ yes %if c %{ no %} %else %{ %s %} %}"), "yes /src/t");
	assert.throws(
		() => sub("%if a %{ b"),
		(e: unknown) => e instanceof ScriptError,
	);
	assert.throws(
		() => substitute("%r", [["%r", "%r%r"]], features, 3),
		(e: unknown) => e instanceof ScriptError,
	);
});

test.run();
