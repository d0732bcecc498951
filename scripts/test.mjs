// Runs the test suites and adds up what they say.
//
//   node scripts/test.mjs [SUITE…]      all of them when none is named
//
// A suite is a command. Its own closing lines say how many tests passed and failed; a suite that dies, takes too long, or runs
// no test at all is one failure more. Ends with `N passed, N failed`, alone on its line, and exits 1 if anything failed.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lazy.mjs";

const MINUTE = 60_000;
const node = process.execPath;
const bin = (name) => join(root, "node_modules/.bin", name);

/** Programs that also run at the level users get; all run at -O0, where compiling the library they import is cheap. */
const OPTIMISED = [
	...["calls", "closures", "exceptions", "frames", "generators", "nbody"],
	...[
		"operators",
		"scheduler",
		"specialized",
		"sudoku",
		"tracing_switched",
		"uncaught",
	],
];

/**
 * The suites, in order: what must hold first comes first. `count` reads the figures from the output; without it the suite is
 * one test, passed if it exits with 0. `exists` is a file without which the suite is not there;
 * `byName`: it runs only when it is asked for.
 */
const SUITES = {
	build: {
		command: [node, "scripts/build.mjs", "--snapshot", "--tests"],
		minutes: 5,
	},
	runtime: {
		command: ["scripts/build-runtime.sh", "--pgo"],
		exists: "runtime/src",
		minutes: 10,
	},
	types: {
		command: [bin("tsc"), "--noEmit", "-p", "tsconfig.json"],
		minutes: 5,
	},
	lint: { command: [bin("biome"), "check", "."], minutes: 5 },
	unit: {
		command: [node, "scripts/unit.mjs"],
		count: closingLine,
		minutes: 20,
	},
	lit: {
		command: ["bin/lit", "tests/lit"],
		count: litSummary,
		minutes: 15,
	},
	programs: {
		command: [node, "build/tests/programs.cjs", "-j2"],
		count: closingLine,
		minutes: 90,
	},
	optimised: {
		byName: true,
		command: [
			...[node, "build/tests/programs.cjs", "-j2", "--opt=-O2"],
			...["--filter", `^(${OPTIMISED.join("|")})$`],
		],
		count: closingLine,
		minutes: 30,
	},
	fuzz: {
		command: [
			process.env.COCONUT_PYTHON || "/usr/bin/python3.11",
			"tests/fuzz/fuzz.py",
			"--seed=20",
			"--count=30",
			"--per-module=10",
			"--shrink=20",
		],
		exists: "tests/fuzz/fuzz.py",
		count: closingLine,
		minutes: 10,
	},
	roundtrip: {
		command: [node, "build/tests/roundtrip.cjs"],
		exists: "tests/roundtrip/run.ts",
		count: closingLine,
		minutes: 30,
	},
	ownership: {
		command: [node, "build/tests/ownership.cjs"],
		exists: "tests/ownership/run.ts",
		count: closingLine,
		minutes: 10,
	},
	cpython: {
		command: [node, "build/tests/cpython.cjs", "-j2", "--fresh"],
		exists: "tests/cpython/run.ts",
		count: closingLine,
		minutes: 120,
	},
};

/** `N passed, N failed`, the last such line. */
function closingLine(output) {
	const all = [...output.matchAll(/^(\d+) passed, (\d+) failed\b.*$/gm)];
	const last = all.at(-1);
	return last && { passed: Number(last[1]), failed: Number(last[2]) };
}

const LIT_PASSED = ["Passed", "Passed With Retry", "Expectedly Failed"];
const LIT_FAILED = [
	"Failed",
	"Unexpectedly Passed",
	"Unresolved",
	"Timed Out",
	"Skipped",
];

/** lit's table of results: `  Passed: 12`. */
function litSummary(output) {
	const rows = new Map();
	for (const [, label, n] of output.matchAll(/^ {2}([A-Z][\w ]*?) *: *(\d+)/gm))
		rows.set(label, Number(n));
	if (rows.size === 0) return undefined;
	const sum = (labels) =>
		labels.reduce((total, l) => total + (rows.get(l) ?? 0), 0);
	return { passed: sum(LIT_PASSED), failed: sum(LIT_FAILED) };
}

function run(command, minutes) {
	return new Promise((done) => {
		const [program, ...args] = command;
		// A process group of its own, so that a suite that hangs can be ended with what it started.
		const child = spawn(program, args, {
			cwd: root,
			stdio: ["ignore", "pipe", "pipe"],
			detached: true,
			env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
		});
		let output = "";
		let timedOut = false;
		const take = (data) => {
			output += data;
			show(String(data));
		};
		child.stdout.on("data", take);
		child.stderr.on("data", take);
		const timer = setTimeout(() => {
			timedOut = true;
			// The suites' own processes are in groups of their own, which the suite ends when it is told to.
			signalGroup(child.pid, "SIGTERM");
			setTimeout(() => signalGroup(child.pid, "SIGKILL"), 5000).unref();
		}, minutes * MINUTE);
		child.on("error", (e) => done({ output: String(e), code: 127 }));
		child.on("close", (code, signal) => {
			clearTimeout(timer);
			done({
				output,
				code: timedOut ? `no end after ${minutes} minutes` : (code ?? signal),
			});
		});
	});
}

const CLOSING = /^\d+ passed, \d+ failed\n?/gm;

/** Passes a suite's output on, but for its closing line: there is one such line in all, the last. */
function show(text) {
	process.stdout.write(text.replace(CLOSING, ""));
}

function signalGroup(pid, signal) {
	try {
		process.kill(-pid, signal);
	} catch {}
}

/** The figures of one suite, and a note where it ended badly. */
async function runSuite(suite) {
	const { output, code } = await run(suite.command, suite.minutes);
	if (!suite.count)
		return code === 0
			? { passed: 1, failed: 0 }
			: { passed: 0, failed: 1, note: `exit ${code}` };
	const counted = suite.count(output);
	if (!counted)
		return { passed: 0, failed: 1, note: `died without a result (${code})` };
	if (counted.passed + counted.failed === 0)
		return { passed: 0, failed: 1, note: "ran no test" };
	if (code !== 0 && counted.failed === 0)
		return { ...counted, failed: 1, note: `exit ${code}` };
	return counted;
}

const asked = process.argv.slice(2);
for (const name of asked)
	if (!(name in SUITES)) {
		console.error(
			`test: no suite '${name}'; there are ${Object.keys(SUITES).join(", ")}`,
		);
		process.exit(2);
	}
const names =
	asked.length > 0
		? asked
		: Object.keys(SUITES).filter((n) => !SUITES[n].byName);
if (!names.includes("build") && !existsSync(join(root, "build/tools")))
	spawnSync(node, ["scripts/build.mjs", "--snapshot", "--tests"], {
		cwd: root,
		stdio: "inherit",
	});

const results = [];
for (const name of names) {
	const suite = SUITES[name];
	if (suite.exists && !existsSync(join(root, suite.exists))) {
		if (asked.length > 0) console.log(`there is no ${suite.exists}`);
		continue;
	}
	console.log(`\n== ${name}`);
	const start = Date.now();
	const result = await runSuite(suite);
	results.push({ name, ...result, seconds: (Date.now() - start) / 1000 });
}

console.log("");
for (const r of results)
	console.log(
		`${r.name.padEnd(10)} ${String(r.passed).padStart(6)} passed ${String(r.failed).padStart(4)} failed  ${r.seconds.toFixed(1).padStart(6)} s${r.note ? `  ${r.note}` : ""}`,
	);
const passed = results.reduce((n, r) => n + r.passed, 0);
const failed = results.reduce((n, r) => n + r.failed, 0);
mkdirSync(join(root, "build"), { recursive: true });
writeFileSync(
	join(root, "build/test-results.json"),
	`${JSON.stringify(results, null, "\t")}\n`,
);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || results.length === 0 ? 1 : 0);
