/** `coconut`: the driver over the whole chain. Each subcommand is a file of tools/coconut/ and a row of COMMANDS. */
import yargs from "yargs";
import { nearest } from "../lib/support/diagnostic.ts";
import { UsageError, VERSION } from "../lib/support/tool.ts";
import { build } from "./coconut/build.ts";
import type { Command } from "./coconut/command.ts";
import { env } from "./coconut/env.ts";
import { run } from "./coconut/run.ts";
import { serve } from "./coconut/serve.ts";

export { warmUp } from "./coconut/warm-up.ts";

export const summary = "drive the whole chain: build, run, env";

const COMMANDS: readonly Command[] = [build, run, env, serve];

export async function main(args: string[]): Promise<number> {
	const [first, ...rest] = args;
	const command = COMMANDS.find((c) => c.name === first);
	if (command) return command.main(rest);
	if (first !== undefined && !first.startsWith("-"))
		throw new UsageError(unknownCommand(first));
	await showHelp(args);
	return first === undefined ? 2 : 0;
}

function unknownCommand(name: string): string {
	const near = nearest(
		name,
		COMMANDS.map((c) => c.name),
	);
	const hint = near === undefined ? "" : `, did you mean '${near}'?`;
	return `unknown command '${name}'${hint}`;
}

/** Handles --help, --version, wrong options and a call without arguments, which shows the help on stderr. */
async function showHelp(args: string[]): Promise<void> {
	let parser = yargs(args)
		.scriptName("coconut")
		.usage(
			"$0 COMMAND [OPTIONS]\n\nCompiles CPython functions to machine code and shows every step as text.",
		)
		.epilogue("'coconut COMMAND --help' shows the options of a command")
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		});
	for (const { name, summary } of COMMANDS)
		parser = parser.command(name, summary);
	await parser.parseAsync();
	if (args.length === 0) parser.showHelp("error");
}
