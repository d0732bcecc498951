/** The start of the executables from a V8 start-up snapshot that holds all of them. */
import { basename } from "node:path";
import { startupSnapshot } from "node:v8";
import yargs from "yargs";
import { runTool } from "./tool.ts";

/** What a file of tools/ exports. */
export interface Tool {
	readonly summary: string;
	main(args: string[]): number | Promise<number>;
	/** Runs once, while the snapshot is built: code that has run is kept compiled in it. Must not look at the process. */
	warmUp?(): void;
}

/** Called while the snapshot is built. The tool to run is named by the program's file, as in `build/tools/NAME.cjs`. */
export function startFromSnapshot(tools: Readonly<Record<string, Tool>>): void {
	warmUpYargs();
	for (const tool of Object.values(tools)) tool.warmUp?.();
	startupSnapshot.setDeserializeMainFunction(() => {
		const name = basename(process.argv[1] ?? "", ".cjs");
		const tool = tools[name];
		if (!tool) throw new Error(`no tool '${name}' in the snapshot`);
		void runTool(name, tool.main);
	});
}

function warmUpYargs(): void {
	const parser = yargs(["file", "-o", "out"], "/")
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
		.exitProcess(false);
	void parser.parseAsync();
}
