/** `coconut`: the driver over the whole chain. One file of tools/coconut/ per subcommand. */
import yargs from "yargs";
import { installRoot } from "../lib/support/root.ts";
import { UsageError, VERSION, writeOutput } from "../lib/support/tool.ts";

export const summary = "the driver over all tools: build, run, view, env";

export async function main(args: string[]): Promise<number> {
	let code = 0;
	await yargs(args)
		.scriptName("coconut")
		.usage("$0 COMMAND [OPTIONS]")
		.command(
			"env",
			"print shell commands that put bin/ on PATH and the Python package on PYTHONPATH",
			(y) => y,
			() => {
				writeOutput(undefined, `${installRoot()}\n`);
				code = 0;
			},
		)
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.exitProcess(false)
		.parseAsync();
	return code;
}
