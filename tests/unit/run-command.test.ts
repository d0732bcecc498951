/** `coconut run`: a program's arguments, streams, exit code and signals come through, from the launcher and from the tool behind it. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";

const test = suite("run command");
/** The launcher runs the Python itself where it can (scripts/launcher-coconut.sh), the tool does where it is started without. */
const WAYS: readonly (readonly [string, ...string[]])[] = [
	[join(installRoot(), "bin/coconut"), "run"],
	[process.execPath, join(installRoot(), "build/tools/coconut.cjs"), "run"],
];

const runs = (args: string[], env: NodeJS.ProcessEnv = {}, input = "") =>
	WAYS.map(([program, ...first]) =>
		spawnSync(program, [...first, ...args], {
			encoding: "utf8",
			input,
			env: { ...process.env, ...env },
		}),
	);

test("arguments, standard input and exit code are the program's", () => {
	const code = "import sys; print(sys.argv[1:], input()); sys.exit(3)";
	for (const way of runs(["-c", code, "--help", "a b"], {}, "line\n")) {
		assert.is(way.stdout, "['--help', 'a b'] line\n");
		assert.is(way.status, 3);
	}
});

test("options are the launcher's", () => {
	for (const { stderr, status } of runs(["--no-such-option"])) {
		assert.match(stderr, /no-such-option/);
		assert.is(status, 2);
	}
});

test("a program that a signal ends, ends this too", () => {
	const code = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)";
	for (const { signal } of runs(["-c", code])) assert.is(signal, "SIGTERM");
});

test("a signal that is sent to this process reaches the program", async () => {
	const code =
		"import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\nprint('ready', flush=True)\ntime.sleep(60)";
	for (const [program, ...first] of WAYS) {
		const child = spawn(program, [...first, "-c", code]);
		child.stdout.once("data", () => child.kill("SIGTERM"));
		const status = await new Promise((resolve) => child.on("exit", resolve));
		assert.is(status, 7);
	}
});

test("the package is found without PYTHONPATH, and the rest of that is kept", () => {
	const code =
		"import coconut, sys; print('/no/such/folder' in sys.path, coconut.__name__)";
	for (const way of runs(["-c", code], { PYTHONPATH: "/no/such/folder" }))
		assert.is(way.stdout, "True coconut\n");
});

test("the code of a module that has run does not stay in memory", () => {
	const folder = mkdtempSync(join(tmpdir(), "coconut-run-"));
	try {
		const lines = Array.from({ length: 1000 }, (_, i) => `v${i} = [${i}]`);
		writeFileSync(join(folder, "big.py"), `${lines.join("\n")}\n`);
		writeFileSync(join(folder, "main.py"), LOOKS_AT_MAPPINGS);
		const env = { COCONUT_CACHE: join(folder, "cache"), COCONUT_OPT: "-O0" };
		const [way] = runs(["--all", join(folder, "main.py")], env);
		const [size = 0, held = 0] = way?.stdout.split(" ").map(Number) ?? [];
		assert.ok(size > 200, `code of ${size} KiB`);
		assert.ok(held < size / 2, `${held} of ${size} KiB are held`);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

/** Prints the size of the largest library's code and what of it is in memory, in KiB. */
const LOOKS_AT_MAPPINGS = `import big
found = {}
for line in open("/proc/self/smaps"):
    first, *rest = line.split()
    if first[-1] != ":":
        is_ours = "r-xp" in rest and "/cache/" in line
    elif is_ours and first in ("Size:", "Rss:"):
        found.setdefault(first, []).append(int(rest[0]))
print(*max(zip(found["Size:"], found["Rss:"])))
`;

test("an interpreter that is not there is one line", () => {
	const env = { COCONUT_PYTHON: "/no/python" };
	for (const { stderr, status } of runs(["x.py"], env)) {
		assert.is(
			stderr,
			"coconut: error: cannot run '/no/python': no such file or directory\n",
		);
		assert.is(status, 1);
	}
});

test.run();
