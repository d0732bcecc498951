// Builds the executables: bundles every tools/*.ts with esbuild, and writes the launchers in bin/.
//
//   node scripts/build.mjs [--snapshot] [--tests]
//
// A tool exports `main(args: string[])` and `summary` and does nothing when imported (docs/tools.md); the entry
// that calls it is generated here. --snapshot also puts each tool into a V8 start-up snapshot (snapshots.mjs), which the
// launchers prefer; without it snapshots of older sources are removed. --tests bundles tests/unit/**/*.test.ts into build/unit/.
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { build } from "esbuild";
import { at, bundleEntry, plain, put } from "./bundle.mjs";
import { buildSnapshots, removeSnapshots } from "./snapshots.mjs";

const tools = readdirSync(at("tools"))
	.filter((f) => f.endsWith(".ts"))
	.map((f) => f.slice(0, -3))
	.sort();

/** One tool's plain bundle; a broken tool is reported by esbuild and does not stop the others. */
async function bundleTool(name) {
	try {
		const entry = exportsMain(name)
			? `import { main } from "./tools/${name}.ts";
import { runTool } from "./lib/support/tool.ts";
void runTool("${name}", main);
`
			: `import "./tools/${name}.ts";`;
		await bundleEntry(plain, name, entry, at("build/tools", `${name}.cjs`));
		return true;
	} catch (e) {
		if (!e.errors) throw e;
		return false;
	}
}

function exportsMain(name) {
	const source = readFileSync(at("tools", `${name}.ts`), "utf8");
	return /^export (async )?function main\b/m.test(source);
}

function writeLaunchers() {
	const template = readFileSync(at("scripts/launcher.sh"), "utf8");
	const first = (name) => {
		const own = at(`scripts/launcher-${name}.sh`);
		return existsSync(own) ? readFileSync(own, "utf8") : "";
	};
	const quoted = `'${process.execPath.replaceAll("'", "'\\''")}'`;
	for (const name of tools)
		put(
			at("bin", name),
			template
				.replaceAll("@FIRST@", () => first(name))
				.replaceAll("@TOOL@", name)
				.replaceAll("@NODE@", () => (inSnapshot.includes(name) ? quoted : "")),
			0o755,
		);
	for (const name of readdirSync(at("bin")))
		if (!tools.includes(name) && !name.includes("."))
			rmSync(at("bin", name), { force: true });
}

/** Bundles the unit tests; one that does not build does not keep the others from running, but fails the build. */
async function bundleTests() {
	const tests = readdirSync(at("tests/unit"), { recursive: true })
		.map(String)
		.filter((f) => f.endsWith(".test.ts"));
	mkdirSync(at("build/unit"), { recursive: true });
	let outputs = await buildTests(tests);
	const ok = outputs !== undefined;
	if (!ok)
		outputs = (await Promise.all(tests.map((t) => buildTests([t], true))))
			.filter((o) => o !== undefined)
			.flat();
	const wanted = new Set(outputs.map((f) => f.path));
	for (const f of outputs) put(f.path, f.contents);
	for (const f of readdirSync(at("build/unit"), { recursive: true }))
		if (/\.cjs(\.map)?$/.test(f) && !wanted.has(at("build/unit", String(f))))
			rmSync(at("build/unit", String(f)), { force: true });
	return ok;
}

async function buildTests(tests, quiet = false) {
	try {
		const result = await build({
			...plain,
			logLevel: quiet ? "silent" : "warning",
			external: ["koffi", "uvu", "uvu/*"],
			entryPoints: tests.map((t) => at("tests/unit", t)),
			outdir: at("build/unit"),
			outbase: at("tests/unit"),
			outExtension: { ".js": ".cjs" },
		});
		return result.outputFiles;
	} catch (e) {
		if (!e.errors) throw e;
		return undefined;
	}
}

/** What --tests bundles beside the unit tests: files that export a `main` like a tool's, run as `node build/NAME`. */
async function bundleRunners() {
	const runners = {
		"tests/programs": "tests/programs/run.ts",
		"tests/cpython": "tests/cpython/run.ts",
		"tests/roundtrip": "tests/roundtrip/run.ts",
		"tests/ownership": "tests/ownership/run.ts",
		"tests/mutation": "tests/ownership/mutate.ts",
		"bench/programs": "bench/programs.ts",
		"bench/loops": "bench/loops.ts",
		"bench/tools": "bench/tools.ts",
		"bench/check": "bench/check.ts",
	};
	let ok = true;
	for (const [name, source] of Object.entries(runners)) {
		if (!existsSync(at(source))) continue;
		const entry = `import { main } from "./${source}";
import { runTool } from "./lib/support/tool.ts";
void runTool("${name}", main);
`;
		try {
			await bundleEntry(plain, name, entry, at("build", `${name}.cjs`));
		} catch (e) {
			if (!e.errors) throw e;
			ok = false;
		}
	}
	return ok;
}

/** The process that holds libgccjit: its own small program, since it has to start fast and may die. */
async function bundleWorker() {
	try {
		await bundleEntry(
			plain,
			"gccjit-worker",
			'import "./lib/gccjit/worker-main.ts";',
			at("build/gccjit-worker.cjs"),
		);
		return true;
	} catch (e) {
		if (!e.errors) throw e;
		return false;
	}
}

const jobs = [bundleWorker()];
const bundled = await Promise.all(tools.map(bundleTool));
const inSnapshot = tools.filter((name, i) => bundled[i] && exportsMain(name));
for (const name of tools)
	if (!exportsMain(name))
		console.error(
			`tools/${name}.ts: should export main, and is not in the snapshot: see docs/tools.md`,
		);
if (process.argv.includes("--snapshot")) jobs.push(buildSnapshots(inSnapshot));
else removeSnapshots();
if (process.argv.includes("--tests")) jobs.push(bundleRunners());
if (process.argv.includes("--tests")) jobs.push(bundleTests());
writeLaunchers();
if ([...bundled, ...(await Promise.all(jobs))].includes(false))
	process.exitCode = 1;
