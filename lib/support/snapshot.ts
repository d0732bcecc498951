/** The start of an executable from its V8 start-up snapshot (scripts/snapshots.mjs). */
import { startupSnapshot } from "node:v8";
import yargs from "yargs";
import { removeAddedBuiltins } from "./snapshot-builtins.ts";
import { runTool } from "./tool.ts";
import { traceInSources } from "./trace.ts";

/** What a file of tools/ exports. */
export interface Tool {
	readonly summary: string;
	main(args: string[]): number | Promise<number>;
	/** Runs while the snapshot is built, where no command could do the work: `samples` is a folder, see scripts/snapshots.mjs. */
	warmUp?(samples: string): void | Promise<void>;
}

interface WarmUp {
	readonly samples: string;
	readonly commands: readonly string[][];
}

/**
 * Called while the snapshot is built. Runs the warm-up, a WarmUp as JSON: code that has run is kept compiled in the snapshot,
 * and a start spends much of its time on compiling.
 */
export function startFromSnapshot(
	name: string,
	tool: Tool,
	warmUp: string | undefined,
): void {
	startupSnapshot.setDeserializeMainFunction(() => {
		void runTool(name, tool.main);
	});
	void runWarmUp(name, tool, JSON.parse(warmUp ?? "{}") as Partial<WarmUp>);
}

async function runWarmUp(
	name: string,
	tool: Tool,
	{ samples, commands = [] }: Partial<WarmUp>,
): Promise<void> {
	warmUpYargs();
	for (const args of commands)
		await attempt(`${name} ${args.join(" ")}`, () => tool.main(args));
	if (samples !== undefined) await attempt(name, () => tool.warmUp?.(samples));
	removeAddedBuiltins();
	// Node remembers the working directory; this makes it ask again.
	process.chdir(".");
}

/** Nothing is lost but some speed when a warm-up fails. */
async function attempt(what: string, run: () => unknown): Promise<void> {
	try {
		await run();
	} catch (e) {
		console.error(`warm-up: ${what}: ${traceInSources(e)}`);
	}
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
