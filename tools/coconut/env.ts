/** `coconut env`: shell commands that make the executables and the Python package found from anywhere. */
import { join } from "node:path";
import yargs from "yargs";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, VERSION, writeOutput } from "../../lib/support/tool.ts";
import type { Command } from "./command.ts";

export const env: Command = {
	name: "env",
	summary: "print shell commands that set PATH and PYTHONPATH",
	main,
};

function main(args: string[]): number {
	const options = yargs(args)
		.scriptName("coconut env")
		.usage(
			'$0 [--python PYTHON]\n\nPrints commands for a POSIX shell: eval "$(coconut env)"',
		)
		.option("python", {
			type: "string",
			requiresArg: true,
			describe: "also set COCONUT_PYTHON, the interpreter that tools run",
		})
		.demandCommand(0, 0)
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseSync();
	const root = installRoot();
	let text = prepend("PATH", join(root, "bin"));
	text += prepend("PYTHONPATH", join(root, "runtime/python"));
	if (options.python !== undefined)
		text += `export COCONUT_PYTHON=${quote(options.python)}\n`;
	writeOutput(undefined, text);
	return 0;
}

/** A command that puts a folder first in a colon-separated variable, unless it is in there already. */
function prepend(variable: string, folder: string): string {
	const dir = quote(folder);
	return `case ":\${${variable}-}:" in *:${dir}:*) ;; *) ${variable}=${dir}\${${variable}:+:$${variable}} ;; esac; export ${variable}\n`;
}

/** A word that the shell takes literally. */
function quote(text: string): string {
	return /^[\w./+@%,:=-]+$/.test(text)
		? text
		: `'${text.replaceAll("'", "'\\''")}'`;
}
