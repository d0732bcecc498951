// Builds the executables: bundles every tools/*.ts with esbuild, and writes the launchers in bin/.
//
//   node scripts/build.mjs [--snapshot] [--tests]
//
// A tool exports `main(args: string[])` and `summary` and does nothing when imported (docs/tools.md); the entry
// that calls it is generated here. --snapshot also puts all tools into one V8 start-up snapshot; --tests bundles
// tests/unit/**/*.test.ts into build/unit/.
import {
	chmodSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const common = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	external: ["koffi"],
	sourcemap: "linked",
	logLevel: "warning",
	absWorkingDir: root,
	write: false,
	define: { "import.meta.url": "__import_meta_url" },
	banner: {
		js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;",
	},
};

const tools = readdirSync(join(root, "tools"))
	.filter((f) => f.endsWith(".ts"))
	.map((f) => f.slice(0, -3))
	.sort();

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

/** One tool's bundle; a broken tool is reported by esbuild and does not stop the others. */
async function bundleTool(name) {
	try {
		const result = await build({
			...common,
			stdin: {
				contents: `import { main } from "./tools/${name}.ts";
import { runTool } from "./lib/support/tool.ts";
void runTool(${JSON.stringify(name)}, main);
`,
				resolveDir: root,
				sourcefile: `${name}.entry.ts`,
				loader: "ts",
			},
			outfile: join(root, "build/tools", `${name}.cjs`),
		});
		for (const f of result.outputFiles) put(f.path, f.contents);
		put(
			join(root, "bin", name),
			`#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec node "$here/../build/tools/${name}.cjs" "$@"
`,
			0o755,
		);
		return true;
	} catch (e) {
		if (!e.errors) throw e;
		rmSync(join(root, "bin", name), { force: true });
		return false;
	}
}

const done = await Promise.all(tools.map(bundleTool));
if (done.includes(false)) process.exitCode = 1;
if (process.argv.includes("--tests")) {
	const tests = readdirSync(join(root, "tests/unit"), { recursive: true })
		.map(String)
		.filter((f) => f.endsWith(".test.ts"));
	const result = await build({
		...common,
		external: ["koffi", "uvu", "uvu/*"],
		entryPoints: tests.map((t) => join(root, "tests/unit", t)),
		outdir: join(root, "build/unit"),
		outbase: join(root, "tests/unit"),
		outExtension: { ".js": ".cjs" },
	});
	for (const f of result.outputFiles) put(f.path, f.contents);
}
