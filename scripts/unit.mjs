// Runs the bundled unit tests (build/unit/**/*.cjs) with uvu, several files to a process.
//
//   node scripts/unit.mjs [FILTER…]     only files whose path contains one of the filters
//
// Ends with `N passed, N failed`. A file that dies, or holds no test, counts as one failure.
import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./lazy.mjs";

const PROCESSES = 2;
const TIMEOUT_MS = 300_000;

const folder = join(root, "build/unit");
const filters = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true })
	.map(String)
	.filter((f) => f.endsWith(".test.cjs"))
	.filter((f) => filters.length === 0 || filters.some((x) => f.includes(x)))
	.sort();

/** What runs in a child: uvu's own runner over the files named in its arguments. */
const CHILD = `
const { run } = require("uvu/run");
const files = process.argv.slice(1).map((file) => ({ file, name: require("path").basename(file, ".test.cjs") }));
run(files).catch((e) => { console.error(e); process.exitCode = 1; });
`;

function runFiles(list) {
	return new Promise((done) => {
		const child = spawn(
			process.execPath,
			[
				"--enable-source-maps",
				"-e",
				CHILD,
				...list.map((f) => join(folder, f)),
			],
			{
				cwd: root,
				stdio: ["ignore", "pipe", "pipe"],
				env: { ...process.env, FORCE_COLOR: "0" },
			},
		);
		let output = "";
		child.stdout.on("data", (d) => {
			output += d;
		});
		child.stderr.on("data", (d) => {
			output += d;
		});
		const timer = setTimeout(() => child.kill("SIGKILL"), TIMEOUT_MS);
		child.on("close", (code) => {
			clearTimeout(timer);
			const total = Number(
				/^ {2}Total: +(\d+)/m.exec(output)?.[1] ?? Number.NaN,
			);
			const passed = Number(/^ {2}Passed: +(\d+)/m.exec(output)?.[1] ?? 0);
			const skipped = Number(/^ {2}Skipped: +(\d+)/m.exec(output)?.[1] ?? 0);
			const failed = total - passed - skipped;
			const died = Number.isNaN(total) || (code !== 0 && failed === 0);
			done({ output, passed, failed, died, total });
		});
	});
}

let passed = 0;
let failed = 0;

/** Runs some files in one process, and one by one where that process died or a file had no test. */
async function runBatch(list) {
	const result = await runFiles(list);
	if ((result.died || result.total === 0) && list.length > 1) {
		for (const f of list) await runBatch([f]);
		return;
	}
	const clean = !result.died && result.failed === 0 && result.total > 0;
	if (!clean) process.stdout.write(`${result.output}\n`);
	passed += result.passed;
	failed += clean ? 0 : Math.max(1, result.failed || 0);
	if (result.died || result.total === 0) {
		const what = result.died ? "died" : "holds no test";
		console.log(`FAIL ${relative(root, join(folder, list[0]))} ${what}`);
	}
}

const batches = Array.from({ length: PROCESSES }, () => []);
files.forEach((f, i) => {
	batches[i % PROCESSES].push(f);
});
await Promise.all(batches.filter((b) => b.length > 0).map(runBatch));
if (files.length === 0) {
	console.log("no unit tests found");
	failed++;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
