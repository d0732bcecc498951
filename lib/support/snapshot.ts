/** The start of the executables from a V8 start-up snapshot that holds all of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { startupSnapshot } from "node:v8";
import yargs from "yargs";
import { removeAddedBuiltins } from "./snapshot-builtins.ts";
import { runTool } from "./tool.ts";
import { traceInSources } from "./trace.ts";

/** What a file of tools/ exports. */
export interface Tool {
	readonly summary: string;
	main(args: string[]): number | Promise<number>;
}

export type Tools = Readonly<Record<string, Tool>>;

/**
 * Called while the snapshot is built. Runs the warm-up commands: code that has run is kept compiled in the snapshot, and
 * a start spends most of its time on compiling. In them HERE stands for `here`, TMP for a folder that goes afterwards.
 * Later the tool to run is named by the program's file, as in `build/tools/NAME.cjs`.
 */
export function startFromSnapshot(
	tools: Tools,
	here: string,
	commands: readonly (readonly string[])[],
): void {
	startupSnapshot.setDeserializeMainFunction(() => {
		const name = basename(process.argv[1] ?? "", ".cjs");
		const tool = tools[name];
		if (!tool) throw new Error(`no tool '${name}' in the snapshot`);
		void runTool(name, tool.main);
	});
	void warmUp(tools, here, commands);
}

async function warmUp(
	tools: Tools,
	here: string,
	commands: readonly (readonly string[])[],
): Promise<void> {
	warmUpYargs();
	const scratch = mkdtempSync(join(tmpdir(), "coconut-warm-up-"));
	for (const [name = "", ...words] of commands) {
		const args = words.map((w) =>
			w.replace("HERE", here).replace("TMP", scratch),
		);
		try {
			await tools[name]?.main(args);
		} catch (e) {
			// Nothing is lost but some speed.
			console.error(`warm-up: ${name} ${args.join(" ")}: ${traceInSources(e)}`);
		}
	}
	rmSync(scratch, { recursive: true, force: true });
	removeAddedBuiltins();
	// Node remembers the working directory; this makes it ask again.
	process.chdir(".");
}

function warmUpYargs(): void {
	void yargs(["file", "-o", "out"])
		.scriptName("warm-up")
		.usage("$0 [file]")
		.command("$0 [file]", "warm up", (y) =>
			y.positional("file", { type: "string" }),
		)
		.option("o", { type: "string", alias: "output" })
		.option("v", { type: "boolean" })
		.version("0")
		.help()
		.strict()
		.fail((message, error) => {
			throw error ?? new Error(message);
		})
		.exitProcess(false)
		.parseAsync();
}
