/**
 * Lowers Python files and lets the ownership verifier look at all of it: nothing that the lowering makes may be refused.
 * The programs of tests/programs and a sample of the standard library; all of it with --all, its tests too with --tests.
 */
import { join } from "node:path";
import yargs from "yargs";
import { verifyOwnership } from "../../lib/ir/verify-ownership.ts";
import { formatDiagnostic } from "../../lib/support/diagnostic.ts";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, writeAll } from "../../lib/support/tool.ts";
import { choosePython, execute } from "../programs/execute.ts";
import { lowerFiles, pythonFiles } from "./lowered.ts";

export const summary = "the ownership verifier accepts what the lowering makes";

/** Of the standard library every so manyth file is looked at. */
const SAMPLE = 25;
/** Findings shown of one file. */
const SHOWN = 3;

export async function main(args: string[]): Promise<number> {
	const options = await yargs(args)
		.scriptName("test-ownership")
		.usage("$0 [OPTIONS] [FOLDER]\n\nOnly Python files under FOLDER.")
		.option("python", { type: "string", requiresArg: true })
		.option("all", {
			type: "boolean",
			default: false,
			describe: "the whole standard library",
		})
		.option("tests", {
			type: "boolean",
			default: false,
			describe: "its tests too",
		})
		.option("level", {
			choices: ["O0", "O1", "O2"] as const,
			default: "O0" as const,
		})
		.strictOptions()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
	const python = choosePython(options.python);
	const folder = options._[0];
	const files =
		folder === undefined
			? await standardFiles(python, options.all, options.tests)
			: pythonFiles(String(folder));
	return run(files, options.level, python);
}

async function standardFiles(
	python: string,
	all: boolean,
	tests: boolean,
): Promise<string[]> {
	const programs = pythonFiles(join(installRoot(), "tests/programs"));
	const code = "import sysconfig; print(sysconfig.get_path('stdlib'))";
	const { stdout } = await execute({
		argv: [python, "-c", code],
		env: {},
		timeout: 60,
	});
	const library = pythonFiles(stdout.trim());
	const wanted = library.filter((f) => tests || !f.includes("/test"));
	return [...programs, ...wanted.filter((_, i) => all || i % SAMPLE === 0)];
}

function run(
	files: readonly string[],
	level: "O0" | "O1" | "O2",
	python: string,
): number {
	const total = { files: 0, functions: 0, ops: 0, ms: 0, failed: 0 };
	for (const { file, module } of lowerFiles(files, level, python)) {
		const start = performance.now();
		const found = verifyOwnership(module);
		total.ms += performance.now() - start;
		total.files++;
		for (const fn of module.functions.values()) {
			total.functions++;
			for (const b of fn.blocks) total.ops += b.ops.length;
		}
		if (found.length === 0) continue;
		total.failed++;
		writeAll(1, Buffer.from(`FAILED ${file}\n`));
		for (const d of found.slice(0, SHOWN))
			writeAll(1, Buffer.from(formatDiagnostic(d, "test-ownership")));
	}
	const { ms, ops, functions } = total;
	const text = `${functions} functions, ${ops} ops, ${ms.toFixed(0)} ms (${((ms * 1000) / Math.max(1, ops)).toFixed(2)} us per op)
${total.files - total.failed} passed, ${total.failed} failed
`;
	writeAll(1, Buffer.from(text));
	return total.failed > 0 || total.files === 0 ? 1 : 0;
}
