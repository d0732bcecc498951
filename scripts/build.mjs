// Builds the executables: bundles every tools/*.ts with esbuild, and writes the launchers in bin/.
//
//   node scripts/build.mjs [--snapshot] [--tests]
//
// A tool exports `main(args: string[])` and `summary` and does nothing when imported (docs/tools.md); the entry
// that calls it is generated here. --snapshot also puts all tools into one V8 start-up snapshot, which the launchers
// prefer; without it a snapshot of older sources is removed. --tests bundles tests/unit/**/*.test.ts into build/unit/.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { lazyModules, root } from "./lazy.mjs";

const at = (...parts) => join(root, ...parts);
const common = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	sourcemap: "linked",
	logLevel: "warning",
	absWorkingDir: root,
	write: false,
};
const plain = {
	...common,
	define: { "import.meta.url": "__import_meta_url" },
	banner: {
		js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;",
	},
};
const snapshotted = {
	...common,
	minify: true,
	keepNames: true,
	define: { "import.meta.url": '"file:///"' },
};

const tools = readdirSync(at("tools"))
	.filter((f) => f.endsWith(".ts"))
	.map((f) => f.slice(0, -3))
	.sort();
const blob = at("build/coconut.blob");

/** Writes a file through a temporary, and only when it changes: others may be running what is there. */
function put(path, data, mode) {
	const bytes = Buffer.from(data);
	try {
		if (readFileSync(path).equals(bytes)) return;
	} catch {}
	mkdirSync(dirname(path), { recursive: true });
	const temporary = `${path}.${process.pid}`;
	writeFileSync(temporary, bytes);
	if (mode) chmodSync(temporary, mode);
	renameSync(temporary, path);
}

/** Bundles a generated entry and writes what came out. */
async function bundleEntry(options, name, contents, outfile) {
	const result = await build({
		...options,
		plugins: [lazyModules],
		stdin: {
			contents,
			resolveDir: root,
			sourcefile: `${name}.entry.ts`,
			loader: "ts",
		},
		outfile,
	});
	for (const f of result.outputFiles) put(f.path, f.contents);
}

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

/** The entry of the snapshot: everything is loaded and warmed up while it is built, main runs after it is read back. */
function snapshotEntry(names) {
	const imports = names.map(
		(n, i) => `import * as tool${i} from "./tools/${n}.ts";`,
	);
	const rows = names.map((n, i) => `${JSON.stringify(n)}: tool${i},`);
	return `import "./lib/support/snapshot-builtins.ts";
import { startFromSnapshot } from "./lib/support/snapshot.ts";
${imports.join("\n")}
startFromSnapshot({ ${rows.join(" ")} }, ${JSON.stringify(at("scripts/warm-up"))}, ${readFileSync(at("scripts/warm-up/commands.json"), "utf8")});
`;
}

/** Builds the blob from the tools that export main. Returns false, with the reason printed, when it cannot be built. */
async function buildSnapshot(names) {
	const bundle = at("build/coconut.cjs");
	try {
		await bundleEntry(snapshotted, "coconut", snapshotEntry(names), bundle);
		const made = stampOf(bundle);
		if (existsSync(blob) && isStamped(made)) return true;
		const temporary = `${blob}.${process.pid}`;
		const env = { ...process.env };
		for (const k of ["NODE_OPTIONS", "NODE_EXTRA_CA_CERTS"]) delete env[k];
		const { stderr } = await promisify(execFile)(
			process.execPath,
			[
				"--no-warnings",
				"--snapshot-blob",
				temporary,
				"--build-snapshot",
				bundle,
			],
			{ env },
		);
		process.stderr.write(stderr);
		writeStamp(made);
		renameSync(temporary, blob);
		return true;
	} catch (e) {
		rmSync(blob, { force: true });
		if (!e.errors)
			console.error(
				`build: no start-up snapshot: ${e.stderr || e.stack}\nThe tools work without it, and start slower.`,
			);
		return false;
	}
}

const stamp = at("build/node.stamp");

/** What the snapshot is made of: the Node, by path and version, and the bundle. */
function stampOf(bundle) {
	const digest = createHash("sha256")
		.update(readFileSync(bundle))
		.digest("hex");
	return `${process.execPath} ${process.version} ${digest}\n`;
}

/** The stamp's text says what the snapshot is made of; its time of change is the Node's, for the launchers to compare. */
function writeStamp(made) {
	put(stamp, made);
	const { atime, mtime } = statSync(process.execPath);
	utimesSync(stamp, atime, mtime);
}

function isStamped(made) {
	try {
		const times = [stamp, process.execPath].map((f) => statSync(f).mtimeMs);
		return (
			readFileSync(stamp, "utf8") === made && Math.abs(times[0] - times[1]) < 1
		);
	} catch {
		return false;
	}
}

function writeLaunchers() {
	const template = readFileSync(at("scripts/launcher.sh"), "utf8");
	const quoted = `'${process.execPath.replaceAll("'", "'\\''")}'`;
	for (const name of tools)
		put(
			at("bin", name),
			template
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
if (process.argv.includes("--snapshot")) jobs.push(buildSnapshot(inSnapshot));
else rmSync(blob, { force: true });
if (process.argv.includes("--tests")) jobs.push(bundleRunners());
if (process.argv.includes("--tests")) jobs.push(bundleTests());
writeLaunchers();
if ([...bundled, ...(await Promise.all(jobs))].includes(false))
	process.exitCode = 1;
