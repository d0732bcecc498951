// What the build's parts share: how a bundle is made and written.
import {
	chmodSync,
	mkdirSync,
	readFileSync,
	renameSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { lazyModules, root } from "./lazy.mjs";

export const at = (...parts) => join(root, ...parts);
export const common = {
	bundle: true,
	platform: "node",
	target: "node20",
	format: "cjs",
	sourcemap: "linked",
	logLevel: "warning",
	absWorkingDir: root,
	write: false,
};
export const plain = {
	...common,
	define: { "import.meta.url": "__import_meta_url" },
	banner: {
		js: "const __import_meta_url = require('node:url').pathToFileURL(__filename).href;",
	},
};
/** Writes a file through a temporary, and only when it changes: others may be running what is there. */
export function put(path, data, mode) {
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
export async function bundleEntry(options, name, contents, outfile) {
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
