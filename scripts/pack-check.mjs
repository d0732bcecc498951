// Makes an npm package of filecheck and lit alone, for projects that want nothing else: build/npm/coconut-filecheck-VERSION.tgz.
//
//   npx --package ./coconut-filecheck-0.1.0.tgz filecheck --help
import { spawnSync } from "node:child_process";
import {
	cpSync,
	mkdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./lazy.mjs";

const TOOLS = ["filecheck", "lit"];
const { version, license, engines } = JSON.parse(
	readFileSync(join(root, "package.json"), "utf8"),
);
const dir = join(root, "build/npm/coconut-filecheck");
rmSync(dir, { recursive: true, force: true });
mkdirSync(dir, { recursive: true });
for (const tool of TOOLS)
	await build({
		stdin: {
			contents: `import { main } from "./tools/${tool}.ts";
import { runTool } from "./lib/support/tool.ts";
runTool("${tool}", main);`,
			resolveDir: root,
			loader: "ts",
		},
		outfile: join(dir, `${tool}.cjs`),
		bundle: true,
		platform: "node",
		target: "node20",
		format: "cjs",
		define: { "import.meta.url": "__import_meta_url" },
		banner: {
			js: "#!/usr/bin/env node\nconst __import_meta_url = require('node:url').pathToFileURL(__filename).href;",
		},
		logLevel: "warning",
	});
for (const page of ["filecheck", "lit"])
	cpSync(join(root, `docs/${page}.md`), join(dir, `${page}.md`));
cpSync(join(root, "LICENSE"), join(dir, "LICENSE"));
const bin = Object.fromEntries(TOOLS.map((t) => [t, `${t}.cjs`]));
const description = "FileCheck and lit without LLVM or Python";
const meta = {
	name: "coconut-filecheck",
	version,
	description,
	license,
	engines,
	bin,
};
writeFileSync(join(dir, "package.json"), `${JSON.stringify(meta, null, 2)}\n`);
const { status } = spawnSync(
	"npm",
	["pack", "--silent", "--pack-destination", ".."],
	{ cwd: dir, stdio: "inherit" },
);
process.exitCode = status ?? 1;
