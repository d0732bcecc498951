/** `bc2ir`: bytecode to IR. */
import yargs from "yargs";
import { type ParsedModule, parseBytecode } from "../grammar/bytecode-text.ts";
import { compilePython } from "../lib/cpython/compile.ts";
import {
	type BytecodeModule,
	looksLikePyc,
	readPyc,
} from "../lib/cpython/pyc.ts";
import type { Module } from "../lib/ir/ir.ts";
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
import {
	decodeInput,
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
			requiresArg: true,
			coerce: last,
			describe: "write there instead of standard output",
		})
		.option("function", {
			type: "string",
			requiresArg: true,
			coerce: last,
			describe:
				"translate only functions of this qualified name; NAME@LINE where several have it",
		})
		.option("target", {
			type: "string",
			requiresArg: true,
			coerce: last,
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
			requiresArg: true,
			coerce: last,
			describe:
				"interpreter that compiles a .py (default: COCONUT_PYTHON, python3)",
		})
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error && error.name !== "YError" ? error : new UsageError(message);
		})
		.parseAsync();
	if (parsed.json && !parsed.coverage)
		throw new UsageError("--json goes with --coverage");
	return parsed;
}

/** The last of an option given several times. */
function last(value: string | string[]): string {
	return Array.isArray(value) ? (value.at(-1) ?? "") : value;
}

/** Reads one input and translates it. */
function translate(
	file: string,
	python: string | undefined,
	options: TranslateOptions,
): Module {
	const { code, version, cfgs, profiles } = readBytecode(file, python);
	return translateModule(code, version, {
		file: file === "-" ? "<stdin>" : file,
		...(cfgs === undefined ? {} : { cfgs }),
		...(profiles === undefined ? {} : { profiles }),
		...options,
	});
}

/** A .py is compiled, a .pyc read, anything else is bytecode text. */
function readBytecode(
	file: string,
	python: string | undefined,
): BytecodeModule & Partial<ParsedModule> {
	if (file.endsWith(".py")) return compilePython({ path: file }, { python });
	const input = readInput(file);
	if (looksLikePyc(input.bytes)) return readPyc(input.bytes, input.name);
	return parseBytecode(decodeInput(input), input.name);
}
