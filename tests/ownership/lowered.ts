/** Modules of Python lowered up to the point where their references are counted: what the ownership tests work on. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { parseModule } from "../../grammar/ir-parser.ts";
import { compileMany } from "../../lib/cpython/compile.ts";
import type { Module } from "../../lib/ir/ir.ts";
import { loadTarget } from "../../lib/ir/target.ts";
import { translateModule } from "../../lib/lower/translate.ts";
import { passContext, runPass } from "../../lib/passes/pass.ts";
import { PIPELINES, parsePipeline } from "../../lib/passes/pipelines.ts";
import { Diagnostic } from "../../lib/support/diagnostic.ts";

export interface Lowered {
	readonly file: string;
	readonly module: Module;
}

/** Runs the passes of a level that come before the references are spelled out. */
function count(module: Module, level: keyof typeof PIPELINES): void {
	const context = passContext({
		target: (m) => loadTarget(m.target, parseModule),
		library: { version: "", options: "" },
	});
	for (const { pass, options } of parsePipeline(PIPELINES[level])) {
		if (pass.refcounts === "expanded") return;
		runPass(pass, module, context, options);
	}
}

/** Compiles, translates and lowers Python files; those that are not valid Python are left out. */
export function* lowerFiles(
	files: readonly string[],
	level: keyof typeof PIPELINES,
	python?: string,
): Generator<Lowered> {
	const BATCH = 100;
	for (let i = 0; i < files.length; i += BATCH) {
		const batch = files.slice(i, i + BATCH);
		const options = python === undefined ? {} : { python };
		const compiled = compileMany(
			batch.map((path) => ({ path })),
			options,
		);
		for (const [k, r] of compiled.entries()) {
			if (r instanceof Diagnostic) continue;
			const file = batch[k] as string;
			const module = translateModule(r.code, r.version, { file });
			count(module, level);
			yield { file, module };
		}
	}
}

/** The .py files under a folder, sorted; of a file itself. */
export function pythonFiles(folder: string): string[] {
	if (folder.endsWith(".py")) return [folder];
	const found: string[] = [];
	for (const e of readdirSync(folder, { withFileTypes: true })) {
		const path = join(folder, e.name);
		if (e.isDirectory() && e.name !== "__pycache__")
			found.push(...pythonFiles(path));
		else if (e.isFile() && e.name.endsWith(".py")) found.push(path);
	}
	return found.sort();
}
