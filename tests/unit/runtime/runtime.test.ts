/** The runtime: builds, defines what the prelude declares, and passes its own Python tests, also under a debug build's assertions. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../../lib/support/root.ts";

const root = installRoot();
const DEBUG_PYTHON = "/usr/bin/python3.11-dbg";

function run(command: string, args: readonly string[]): string {
	const done = spawnSync(command, args, { cwd: root, encoding: "utf8" });
	if (done.error) throw done.error;
	assert.is(
		done.status,
		0,
		`${command} ${args.join(" ")}:\n${done.stdout}${done.stderr}`,
	);
	return done.stdout;
}

const python = run("sh", ["scripts/python.sh"]).trim();
const pythons = [python, ...(existsSync(DEBUG_PYTHON) ? [DEBUG_PYTHON] : [])];

test("the JIT passes its tests", () => {
	run("sh", ["scripts/build-runtime.sh", python]);
	run(python, ["tests/runtime/test_jit.py"]);
});

for (const each of pythons) {
	test(`the runtime passes its tests under ${each}`, () => {
		run("sh", ["scripts/build-runtime.sh", each]);
		run(each, ["tests/runtime/test_runtime.py"]);
		run(each, ["tests/runtime/test_launch.py"]);
	});

	test(`the struct layouts are those of ${each}`, () => {
		run(process.execPath, [
			"scripts/gen-layouts.mjs",
			"--check",
			"--python",
			each,
		]);
	});
}

test("the runtime defines every function that the prelude declares as its own", () => {
	run("sh", ["scripts/build-runtime.sh", python]);
	const prelude = readFileSync(join(root, "targets/cpython-3.11.ir"), "utf8");
	const declared = [...prelude.matchAll(/^declare @(Coconut_\w+)/gm)].map(
		(m) => m[1] ?? "",
	);
	assert.ok(declared.length > 60);
	const suffix = run(python, [
		"-c",
		"import sysconfig; print(sysconfig.get_config_var('EXT_SUFFIX'))",
	]).trim();
	const code = `import ctypes, sys; l = ctypes.PyDLL(sys.argv[1]); print([n for n in sys.argv[2:] if not hasattr(l, n)])`;
	const missing = run(python, [
		"-c",
		code,
		`runtime/python/coconut/_runtime${suffix}`,
		...declared,
	]);
	assert.is(missing.trim(), "[]");
});

test.run();
