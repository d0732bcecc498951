/** `cpy-as`: bytecode text to .pyc, the inverse of cpy-dis. */
import yargs from "yargs";
import { parseBytecode } from "../grammar/bytecode-text.ts";
import { writePyc } from "../lib/cpython/pyc.ts";
import {
	decodeInput,
	fileArgument,
	readInput,
	UsageError,
	VERSION,
	writeOutput,
} from "../lib/support/tool.ts";

export const summary = "assemble bytecode text into a .pyc";

export async function main(argv: string[]): Promise<number> {
	const args = await parseArguments(argv);
	const input = readInput(args.file as string | undefined);
	const module = parseBytecode(decodeInput(input), input.name);
	if (args.output === undefined && process.stdout.isTTY)
		throw new UsageError(
			"a .pyc is not for a terminal: give -o FILE, or -o - to write it there all the same",
		);
	writeOutput(args.output, writePyc(module, { refs: args.refs }));
	return 0;
}

function parseArguments(argv: string[]) {
	return yargs(argv)
		.scriptName("cpy-as")
		.usage(
			"$0 [OPTIONS] [FILE]\n\nAssembles bytecode text, as cpy-dis prints it, into a .pyc. `-` or nothing is standard input.\nOffsets in the text are not looked at; stack depths are checked.",
		)
		.command("$0 [file]", false, (y) =>
			y.positional("file", fileArgument(argv)),
		)
		.option("output", {
			alias: "o",
			type: "string",
			requiresArg: true,
			describe: "write there instead of standard output",
		})
		.option("refs", {
			type: "boolean",
			default: true,
			describe:
				"share equal constants through marshal's references (--no-refs writes each out)",
		})
		.version(VERSION)
		.strict()
		.parserConfiguration({ "duplicate-arguments-array": false })
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
}
