/** `cpy-dis`: Python source or .pyc to bytecode text. */
import yargs from "yargs";
import type { ParsedModule } from "../grammar/bytecode-text.ts";
import { allCode, type CodeObject } from "../lib/cpython/code.ts";
import { type CompileOptions, compilePython } from "../lib/cpython/compile.ts";
import { printModule } from "../lib/cpython/print.ts";
import type { BytecodeModule } from "../lib/cpython/pyc.ts";
import { Diagnostic, nearest } from "../lib/support/diagnostic.ts";
import {
	fileArgument,
	UsageError,
	VERSION,
	writeOutput,
} from "../lib/support/tool.ts";
import { annotationText, programOf, runProfiled } from "./cpy-dis/profile.ts";
import { readModule } from "./cpy-dis/read.ts";

export const summary = "print Python bytecode as text";

export async function main(argv: string[]): Promise<number> {
	if (argv.includes("--profile")) return profile(argv);
	const args = await parseArguments(argv);
	const file = args.file as string | undefined;
	if (args.of !== undefined || args.branches)
		throw new UsageError("--of and --branches go with --profile");
	if (args.code !== undefined && file !== undefined)
		throw new UsageError("-c and a file do not go together");
	const options: CompileOptions = {
		python: args.python,
		optimize: args.optimize as number,
	};
	const module: BytecodeModule & Partial<ParsedModule> =
		args.code === undefined
			? readModule(file, options)
			: compilePython(
					{ source: Buffer.from(args.code), filename: "<string>" },
					options,
				);
	const selected =
		args.function === undefined ? module : select(module, args.function);
	writeOutput(
		args.output,
		printModule(selected, {
			file: file ?? "<stdin>",
			annotate: (code, offset) => module.annotations?.get(code)?.get(offset),
		}),
	);
	return 0;
}

/** `cpy-dis --profile [OPTIONS] FILE [ARG…]`: what follows the file, or `-m MODULE`, is the program's. */
async function profile(argv: string[]): Promise<number> {
	const program = programOf(argv);
	const args = await parseArguments(program.options);
	if (args.code !== undefined || args.optimize !== 0)
		throw new UsageError("-c and --optimize do not go with --profile");
	if (program.what === undefined)
		throw new UsageError("--profile needs a file or -m MODULE");
	const { module, profiles } = runProfiled({
		kind: program.kind,
		what: program.what,
		arguments: program.arguments,
		of: args.of,
		count: args.branches,
		python: args.python,
		keepStdout: args.output !== undefined,
	});
	const selected =
		args.function === undefined ? module : select(module, args.function);
	const text = printModule(selected, {
		file: program.what,
		annotate: (code, offset) => {
			const found = profiles.get(code)?.get(offset);
			return found && annotationText(found);
		},
	});
	writeOutput(args.output, text);
	return 0;
}

function parseArguments(argv: string[]) {
	return yargs(argv)
		.scriptName("cpy-dis")
		.usage(
			"$0 [OPTIONS] [FILE]\n\nPrints the bytecode of a .py (compiled by the target Python) or of a .pyc (no Python needed)\nas text that cpy-as reads back. `-` or nothing is standard input.",
		)
		.command("$0 [file]", false, (y) =>
			y.positional("file", fileArgument(argv)),
		)
		.option("code", {
			alias: "c",
			type: "string",
			requiresArg: true,
			describe: "compile this instead of a file",
		})
		.option("output", {
			alias: "o",
			type: "string",
			requiresArg: true,
			describe: "write there instead of standard output",
		})
		.option("function", {
			type: "string",
			requiresArg: true,
			describe:
				"only the code object of this qualified name; NAME@LINE where several have it",
		})
		.option("python", {
			type: "string",
			requiresArg: true,
			describe:
				"interpreter that compiles source (default: COCONUT_PYTHON, python3)",
		})
		.option("profile", {
			type: "boolean",
			default: false,
			describe:
				"run FILE [ARG…], or -m MODULE [ARG…], and say what the interpreter learned of each bytecode; without -o its output goes to standard error",
		})
		.option("of", {
			type: "string",
			requiresArg: true,
			describe: "with --profile: print this module that the program imports",
		})
		.option("branches", {
			type: "boolean",
			default: false,
			describe:
				"with --profile: run it once more, under a tracer (slow), to count jumps and see all operands",
		})
		.option("optimize", {
			type: "number",
			choices: [0, 1, 2],
			default: 0,
			describe: "compile as python -O (1) or -OO (2) does",
		})
		.version(VERSION)
		.strict()
		.parserConfiguration({ "duplicate-arguments-array": false })
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
}

/** The module with only the code object asked for, as its root. */
function select(module: BytecodeModule, wanted: string): BytecodeModule {
	const all = [...allCode(module.code)];
	const [, name = wanted, line] = /^(.*)@(\d+)$/.exec(wanted) ?? [];
	const found = all.filter(
		(c) =>
			c.qualname === name &&
			(line === undefined || c.firstlineno === Number(line)),
	);
	if (found.length === 1) return { ...module, code: found[0] as CodeObject };
	if (found.length === 0) {
		const near = nearest(
			name,
			all.map((c) => c.qualname),
		);
		throw new Diagnostic(
			`no code object has the qualified name '${wanted}'`,
			undefined,
			near === undefined ? undefined : `did you mean '${near}'?`,
		);
	}
	throw new Diagnostic(
		`${found.length} code objects have the qualified name '${wanted}'`,
		undefined,
		`choose one by its first line: ${found.map((c) => `${name}@${c.firstlineno}`).join(", ")}`,
	);
}
