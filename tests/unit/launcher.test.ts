/** The launchers of bin/: found through links, blanks in paths and any folder; the snapshot only for the Node that made it. */
import { execFileSync, spawnSync } from "node:child_process";
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	realpathSync,
	rmSync,
	symlinkSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";

const test = suite<{ dir: string; home: string }>("launcher");

/** A copy of what is installed, in a folder with blanks and quotes in its name. */
test.before.each((context) => {
	context.dir = realpathSync(mkdtempSync(join(tmpdir(), "coconut-launcher-")));
	context.home = join(context.dir, "it's a home");
	for (const part of ["bin/coconut", "build/tools/coconut.cjs", "package.json"])
		cpSync(join(installRoot(), part), join(context.home, part));
	for (const part of [
		"build/snapshots/coconut.blob",
		"build/snapshots/coconut.stamp",
	])
		if (existsSync(join(installRoot(), part)))
			cpSync(join(installRoot(), part), join(context.home, part), {
				preserveTimestamps: true,
			});
	for (const part of ["targets", "runtime"])
		mkdirSync(join(context.home, part));
});
test.after.each((context) => {
	rmSync(context.dir, { recursive: true, force: true });
});

/** The PATH that `coconut env` gives when its output is evaluated by a shell. */
function pathFromEnv(program: string, cwd: string): string {
	const script = 'PATH=/usr/bin:/bin; eval "$("$1" env)"; printf %s "$PATH"';
	return execFileSync("sh", ["-c", script, "sh", program], {
		cwd,
		encoding: "utf8",
	});
}

test("runs from any folder and finds its home", ({ dir, home }) => {
	const expected = `${join(home, "bin")}:/usr/bin:/bin`;
	assert.is(pathFromEnv(join(home, "bin/coconut"), "/"), expected);
	assert.is(pathFromEnv("./coconut", join(home, "bin")), expected);
	assert.is(pathFromEnv("../it's a home/bin/coconut", join(home)), expected);
	assert.ok(existsSync(dir));
});

test("runs through links, relative and absolute", ({ dir, home }) => {
	symlinkSync("it's a home/bin/coconut", join(dir, "relative"));
	symlinkSync(join(dir, "relative"), join(dir, "absolute"));
	const expected = `${join(home, "bin")}:/usr/bin:/bin`;
	assert.is(pathFromEnv(join(dir, "absolute"), "/"), expected);
});

test("runs without a snapshot", ({ home }) => {
	rmSync(join(home, "build/snapshots/coconut.blob"), { force: true });
	assert.match(pathFromEnv(join(home, "bin/coconut"), "/"), home);
});

test("takes the bundle when the Node that made the snapshot has changed", ({
	home,
}) => {
	writeFileSync(join(home, "build/snapshots/coconut.blob"), "not a snapshot");
	utimesSync(join(home, "build/snapshots/coconut.stamp"), 1, 1);
	assert.match(pathFromEnv(join(home, "bin/coconut"), "/"), home);
});

test("keeps arguments and exit codes", ({ home }) => {
	const run = spawnSync(join(home, "bin/coconut"), ["a b", "c"], {
		encoding: "utf8",
	});
	assert.is(run.status, 2);
	assert.match(run.stderr, "unknown command 'a b'");
});

test("programs started from a tool see the variables that the launcher hides from Node", ({
	home,
}) => {
	writeFileSync(
		join(home, "build/tools/coconut.cjs"),
		"console.log(process.env.COCONUT_EXTRA_CA_CERTS, process.env.NODE_EXTRA_CA_CERTS)",
	);
	chmodSync(join(home, "build/tools/coconut.cjs"), 0o644);
	const run = spawnSync(join(home, "bin/coconut"), [], {
		encoding: "utf8",
		env: {
			...process.env,
			COCONUT_NO_SNAPSHOT: "1",
			NODE_EXTRA_CA_CERTS: "/some/file",
		},
	});
	assert.is(run.stdout, "/some/file undefined\n");
});

test("'run' starts the Python alone, with the package of this home", ({
	dir,
	home,
}) => {
	writeFileSync(join(home, "build/tools/coconut.cjs"), "not JavaScript");
	mkdirSync(join(home, "runtime/python/coconut"), { recursive: true });
	writeFileSync(
		join(home, "runtime/python/coconut/__main__.py"),
		"import os, sys; print(os.getppid(), sys.argv[1:], __file__, os.environ['PYTHONPATH'].split(':')[1:], os.environ['NODE_EXTRA_CA_CERTS'])",
	);
	symlinkSync("it's a home/bin/coconut", join(dir, "linked"));
	for (const program of [join(home, "bin/coconut"), "./linked"]) {
		const run = spawnSync(program, ["run", "--all", "a b.py", "*"], {
			cwd: dir,
			encoding: "utf8",
			env: {
				...process.env,
				PYTHONPATH: "/no such/folder",
				NODE_EXTRA_CA_CERTS: "/some/file",
			},
		});
		assert.is(
			run.stdout,
			`${process.pid} ['run', '--all', 'a b.py', '*'] ${join(home, "runtime/python/coconut/__main__.py")} ['/no such/folder'] /some/file\n`,
		);
	}
});

test("'run' with a Python that is not there is told of by the tool", ({
	home,
}) => {
	for (const [python, why] of [
		["/no/such/python", "no such file or directory"],
		[join(home, "package.json"), "permission denied"],
		[home, "permission denied"],
	] as const) {
		const run = spawnSync(join(home, "bin/coconut"), ["run", "x.py"], {
			encoding: "utf8",
			env: { ...process.env, COCONUT_PYTHON: python },
		});
		assert.is(run.stderr, `coconut: error: cannot run '${python}': ${why}\n`);
		assert.is(run.status, 1);
	}
});

test("a target that was edited after the snapshot was built is read anew", ({
	home,
}) => {
	for (const part of ["bin/ir-opt", "build/tools/ir-opt.cjs", "targets"])
		cpSync(join(installRoot(), part), join(home, part), { recursive: true });
	for (const part of ["ir-opt.blob", "ir-opt.stamp"].map((f) =>
		join("build/snapshots", f),
	))
		if (existsSync(join(installRoot(), part)))
			cpSync(join(installRoot(), part), join(home, part), {
				preserveTimestamps: true,
			});
	const link = (): string =>
		execFileSync(join(home, "bin/ir-opt"), ["-p", "link-target"], {
			encoding: "utf8",
			input: `module target "cpython-3.11"
declare @Py_INCREF(ptr %o) effects(arbitrary)
func export @f(%o: ptr) {
^entry:
  call @Py_INCREF(%o)
  ret
}
`,
		});
	assert.match(link(), "struct @PyObject size 16");
	const target = join(home, "targets/cpython-3.11.ir");
	const text = readFileSync(target, "utf8");
	writeFileSync(
		target,
		text.replace(
			/^func inline @Py_INCREF\((?:.|\n)*?^\}/m,
			"func inline @Py_INCREF(%o: ptr) {\n^edited:\n  ret\n}",
		),
	);
	assert.match(link(), "^edited:");
});

test.run();
