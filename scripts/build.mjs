// Bundles every tool of tools/ (and, with --tests, every unit test) with esbuild, and writes the launchers in bin/.
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const tools = readdirSync(join(root, "tools"))
	.filter((f) => f.endsWith(".ts"))
	.map((f) => f.slice(0, -3));
mkdirSync(join(root, "build/tools"), { recursive: true });
mkdirSync(join(root, "bin"), { recursive: true });
const common = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	external: ["koffi"],
	sourcemap: "linked",
	logLevel: "warning",
	define: { "import.meta.url": "__import_meta_url" },
	banner: {
		js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;",
	},
};
await build({
	...common,
	entryPoints: tools.map((t) => join(root, "tools", `${t}.ts`)),
	outdir: join(root, "build/tools"),
	outExtension: { ".js": ".cjs" },
});
for (const tool of tools) {
	const path = join(root, "bin", tool);
	writeFileSync(
		path,
		`#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
exec node "$here/../build/tools/${tool}.cjs" "$@"
`,
	);
	chmodSync(path, 0o755);
}
if (process.argv.includes("--tests")) {
	const tests = readdirSync(join(root, "tests/unit"), { recursive: true })
		.map(String)
		.filter((f) => f.endsWith(".test.ts"));
	await build({
		...common,
		external: ["koffi", "uvu", "uvu/*"],
		entryPoints: tests.map((t) => join(root, "tests/unit", t)),
		outdir: join(root, "build/unit"),
		outbase: join(root, "tests/unit"),
		outExtension: { ".js": ".cjs" },
	});
}
