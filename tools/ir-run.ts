/** `ir-run`: compiles IR in memory and calls a function. */
import { join } from "node:path";
import yargs from "yargs";
import { emitModule } from "../lib/gccjit/emit.ts";
import { runFunction } from "../lib/gccjit/run.ts";
import {
	readInput,
	UsageError,
	VERSION,
	writeOutput,
} from "../lib/support/tool.ts";
import { runWithPython } from "./ir-run/with.ts";
import { loadCore } from "./ir2gcc/load.ts";

export const summary = "compile IR in memory and call a function of it";

export async function main(args: string[]): Promise<number> {
	const options = await parseArguments(args);
	const [file, name, ...rest] = options._.map(String);
	if (options.help || options.version) return 0;
	if (file === undefined || name === undefined)
		throw new UsageError("expected a file and the name of a function");
	if (!/^[0-3]$/.test(options.O))
		throw new UsageError(
			`unknown level '-O${options.O}': there are -O0 to -O3`,
		);
	const opt = Number(options.O);
	const module = loadCore(readInput(file), opt);
	const python = options.with;
	if (python !== undefined)
		return runWithPython(module, name, rest, {
			file: python,
			opt,
			python: options.python,
		});
	const result = await runFunction(module, name.replace(/^@/, ""), rest, {
		opt,
		resultIsString: options.string,
	});
	if (result !== undefined) writeOutput(undefined, `${result}\n`);
	return 0;
}

/** Runs while the start-up snapshot is built: everything before libgccjit. */
export function warmUp(samples: string): void {
	emitModule(loadCore(readInput(join(samples, "sample.core.ir")), 0), {});
}

async function parseArguments(args: string[]) {
	return await yargs(args)
		.scriptName("ir-run")
		.usage(
			"$0 [OPTIONS] FILE FUNCTION [ARGUMENT...]\n\nCompiles IR text in memory, calls a function and prints its result. Options come first. Arguments: integers, floats, true and false, null, 0x…, and anything else as a string where an address is wanted.",
		)
		.option("O", {
			type: "string",
			default: "2",
			describe: "level of optimisation, -O0 to -O3",
		})
		.option("string", {
			type: "boolean",
			default: false,
			describe: "the result is the address of a string: print that",
		})
		.option("with", {
			type: "string",
			describe:
				"the Python source: calls one of its functions, in the target Python; arguments are Python literals",
		})
		.option("python", {
			type: "string",
			describe: "interpreter for --with (default: COCONUT_PYTHON, python3)",
		})
		.parserConfiguration({
			"halt-at-non-option": true,
			"parse-positional-numbers": false,
		})
		.version(VERSION)
		.strictOptions()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
}
