/** `coconut run`: a program's arguments, streams, exit code and signals come through. */
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";

const test = suite("run command");
const coconut = join(installRoot(), "bin/coconut");

const run = (args: string[], env: NodeJS.ProcessEnv = {}, input = "") =>
	spawnSync(coconut, ["run", ...args], {
		encoding: "utf8",
		input,
		env: { ...process.env, ...env },
	});

test("arguments, standard input and exit code are the program's", () => {
	const code = "import sys; print(sys.argv[1:], input()); sys.exit(3)";
	const { stdout, status } = run(["-c", code, "--help", "a b"], {}, "line\n");
	assert.is(stdout, "['--help', 'a b'] line\n");
	assert.is(status, 3);
});

test("options are the launcher's", () => {
	const { stderr, status } = run(["--no-such-option"]);
	assert.match(stderr, /no-such-option/);
	assert.is(status, 2);
});

test("a program that a signal ends, ends this too", () => {
	const code = "import os, signal; os.kill(os.getpid(), signal.SIGTERM)";
	assert.is(run(["-c", code]).signal, "SIGTERM");
});

test("a signal that is sent to this process reaches the program", async () => {
	const code =
		"import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\nprint('ready', flush=True)\ntime.sleep(60)";
	const child = spawn(coconut, ["run", "-c", code]);
	child.stdout.once("data", () => child.kill("SIGTERM"));
	const status = await new Promise((resolve) => child.on("exit", resolve));
	assert.is(status, 7);
});

test("the package is found without PYTHONPATH, and the rest of that is kept", () => {
	const code =
		"import coconut, sys; print('/no/such/folder' in sys.path, coconut.__name__)";
	const { stdout } = run(["-c", code], { PYTHONPATH: "/no/such/folder" });
	assert.is(stdout, "True coconut\n");
});

test("the code of a module that has run does not stay in memory", () => {
	const folder = mkdtempSync(join(tmpdir(), "coconut-run-"));
	try {
		const lines = Array.from({ length: 1000 }, (_, i) => `v${i} = [${i}]`);
		writeFileSync(join(folder, "big.py"), `${lines.join("\n")}\n`);
		writeFileSync(join(folder, "main.py"), LOOKS_AT_MAPPINGS);
		const env = { COCONUT_CACHE: join(folder, "cache"), COCONUT_OPT: "-O0" };
		const { stdout } = run(["--all", join(folder, "main.py")], env);
		const [size = 0, held = 0] = stdout.split(" ").map(Number);
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
	const { stderr, status } = run(["x.py"], { COCONUT_PYTHON: "/no/python" });
	assert.is(
		stderr,
		"coconut: error: cannot run '/no/python': no such file or directory\n",
	);
	assert.is(status, 1);
});

test.run();
