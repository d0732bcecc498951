/** `coconut run`: a program's arguments, streams, exit code and signals come through. */
import { spawn, spawnSync } from "node:child_process";
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

test("an interpreter that is not there is one line", () => {
	const { stderr, status } = run(["x.py"], { COCONUT_PYTHON: "/no/python" });
	assert.is(
		stderr,
		"coconut: error: cannot run '/no/python': no such file or directory\n",
	);
	assert.is(status, 1);
});

test.run();
