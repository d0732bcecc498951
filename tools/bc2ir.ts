/** `bc2ir`: bytecode to IR. */
import yargs from "yargs";
import { compilePython } from "../lib/cpython/compile.ts";
import {
	type BytecodeModule,
	looksLikePyc,
	readPyc,
} from "../lib/cpython/pyc.ts";
import { printModule } from "../lib/ir/print.ts";
import {
	addFunction,
	newReport,
	reportJson,
	reportText,
} from "../lib/lower/coverage.ts";
import {
	type TranslateOptions,
	translateModule,
} from "../lib/lower/translate.ts";
import { Diagnostic } from "../lib/support/diagnostic.ts";
import {
	type Input,
	readInput,
	UsageError,
	VERSION,
	writeOutput,
} from "../lib/support/tool.ts";

export const summary = "turn bytecode into IR, Python-level ops";

export async function main(args: string[]): Promise<number> {
	const options = await parseArguments(args);
	const named = options.files as string[];
	const files = named.length === 0 ? ["-"] : named;
	const wanted =
		options.function === undefined ? {} : { function: options.function };
	if (options.coverage) {
		const report = newReport();
		for (const file of files)
			translate(file, options.python, {
				...wanted,
				onFunction: (t) => addFunction(report, t),
			});
		const text = options.json ? reportJson(report) : reportText(report);
		writeOutput(options.output, text);
		return 0;
	}
	if (files.length > 1)
		throw new UsageError("several files are for --coverage only");
	const module = translate(files[0] as string, options.python, {
		...wanted,
		...(options.target === undefined ? {} : { target: options.target }),
	});
	writeOutput(options.output, printModule(module));
	return 0;
}

async function parseArguments(args: string[]) {
	const parsed = await yargs(args)
		.scriptName("bc2ir")
		.usage(
			"$0 [OPTIONS] [FILE…]\n\nReads bytecode text, a .pyc or a .py; `-` or nothing is standard input.",
		)
		.command("$0 [files..]", false, (y) =>
			y.positional("files", { type: "string", array: true, default: [] }),
		)
		.option("output", {
			alias: "o",
			type: "string",
			describe: "write there instead of standard output",
		})
		.option("function", {
			type: "string",
			describe: "translate only functions of this qualified name",
		})
		.option("target", {
			type: "string",
			describe: "target triple written into the module",
		})
		.option("coverage", {
			type: "boolean",
			default: false,
			describe: "count bytecodes translated and deopted, by name",
		})
		.option("json", {
			type: "boolean",
			default: false,
			describe: "with --coverage: JSON",
		})
		.option("python", {
			type: "string",
			describe:
				"interpreter that compiles a .py (default: COCONUT_PYTHON, python3)",
		})
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.exitProcess(false)
		.parseAsync();
	if (parsed.json && !parsed.coverage)
		throw new UsageError("--json goes with --coverage");
	return parsed;
}

/** Reads one input and translates it. */
function translate(
	file: string,
	python: string | undefined,
	options: TranslateOptions,
) {
	const { module, ...places } = readBytecode(file, python);
	return translateModule(module.code, module.version, {
		...places,
		...options,
	});
}

function readBytecode(
	file: string,
	python: string | undefined,
): { module: BytecodeModule; file: string } {
	if (file.endsWith(".py"))
		return { module: compilePython({ path: file }, { python }), file };
	const input = readInput(file);
	if (looksLikePyc(input.bytes))
		return { module: readPyc(input.bytes, input.name), file: input.name };
	return readText(input);
}

function readText(input: Input): { module: BytecodeModule; file: string } {
	throw new Diagnostic(`'${input.name}' is neither a .py nor a .pyc file`);
}
