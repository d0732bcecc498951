/** What every executable has in common: help, version, exit codes, one-line complaints, quiet ends. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";
import { VERSION } from "../../lib/support/tool.ts";

const tools = readdirSync(join(installRoot(), "tools"))
	.filter((f) => f.endsWith(".ts"))
	.map((f) => f.slice(0, -3));

/** Tools that read a file named as their only argument. */
const READERS = tools.filter((t) => !["coconut", "lit"].includes(t));

interface Run {
	readonly status: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** Runs a tool to its end; one that a signal or the time limit ends (a machine may stand still for a while) says which. */
function run(tool: string, ...args: string[]): Run {
	const { status, signal, error, stdout, stderr } = spawnSync(
		join(installRoot(), "bin", tool),
		args,
		{ cwd: "/", encoding: "utf8", input: "", timeout: 120_000 },
	);
	if (status === null)
		throw new Error(
			`${tool} ${args.join(" ")}: ${error?.message ?? `ended by ${signal}`}\n${stdout}${stderr}`,
		);
	return { status, stdout, stderr };
}

for (const tool of tools) {
	test(`${tool} --help goes to stdout and names its options`, () => {
		const { status, stdout, stderr } = run(tool, "--help");
		assert.is(status, 0);
		assert.is(stderr, "");
		assert.match(stdout, tool);
		assert.match(stdout, "--version");
	});

	test(`${tool} --version`, () => {
		const { status, stdout } = run(tool, "--version");
		assert.is(status, 0);
		assert.match(stdout, VERSION);
	});

	test(`${tool} with an unknown option is a wrong call`, () => {
		const { status, stdout, stderr } = run(tool, "--no-such-option-at-all");
		// FileCheck's exit code for it is 1: LLVM's command line library ends that way.
		assert.is(status, tool === "filecheck" ? 1 : 2);
		assert.is(stdout, "");
		assert.not.match(stderr, /^ {4}at /m);
	});

	test(`${tool} is in the snapshot and exports what a tool exports`, () => {
		const source = readFileSync(
			join(installRoot(), "tools", `${tool}.ts`),
			"utf8",
		);
		assert.match(source, /^export const summary =/m);
		assert.match(source, /^export (async )?function main\(/m);
		assert.not.match(source, "runTool");
	});
}

for (const tool of READERS)
	test(`${tool} says in one line that it cannot read a file`, () => {
		const more = tool === "ir-run" ? ["main"] : [];
		const { status, stdout, stderr } = run(tool, "/no/such/file", ...more);
		assert.is(status, tool === "filecheck" ? 2 : 1);
		assert.is(stdout, "");
		assert.match(stderr, "/no/such/file");
		assert.is(stderr.trimEnd().split("\n").length, 1, stderr);
	});

test("a broken pipe ends a tool quietly", () => {
	const script = '"$1" --help | true; "$1" env | true; echo done';
	const { stdout, stderr, status } = spawnSync(
		"sh",
		["-c", script, "sh", join(installRoot(), "bin/coconut")],
		{ encoding: "utf8" },
	);
	assert.is(status, 0);
	assert.is(stderr, "");
	assert.is(stdout, "done\n");
});

test.run();
