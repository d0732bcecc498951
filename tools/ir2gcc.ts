/** `ir2gcc`: IR to machine code, GIMPLE or C. */
import { basename } from "node:path";
import yargs from "yargs";
import {
	type CompileStats,
	compileModule,
	OUTPUTS,
	type OutputKind,
} from "../lib/gccjit/compile.ts";
import { Worker } from "../lib/gccjit/worker.ts";
import {
	fileArgument,
	readInput,
	UsageError,
	VERSION,
	writeAll,
	writeOutput,
} from "../lib/support/tool.ts";
import { loadCore } from "./ir2gcc/load.ts";

export const summary = "compile IR: shared library, assembler, GIMPLE, C";

export async function main(args: string[]): Promise<number> {
	const options = await parseArguments(args);
	const emit = options.emit as OutputKind;
	const opt = levelOf(options.O);
	const file = options.file as string | undefined;
	const output = options.output ?? defaultOutput(emit, file);
	// Started first: it gets ready while the input is read.
	const worker = emit === "c" ? undefined : new Worker();
	try {
		const module = loadCore(readInput(file), opt);
		const { stats, text } = await compileModule(module, {
			emit,
			opt,
			output: output === "-" ? undefined : output,
			debug: debugOf(options.g),
			options: options.gccOption,
			dump: options.dump,
			worker,
		});
		if (text !== undefined) writeOutput(undefined, text);
		if (options.stats !== undefined) printStats(stats, options.stats);
	} finally {
		worker?.close();
	}
	return 0;
}

function levelOf(text: string): number {
	if (!/^[0-3]$/.test(text))
		throw new UsageError(`unknown level '-O${text}': there are -O0 to -O3`);
	return Number(text);
}

function debugOf(text: string | undefined): "ir" | "python" | undefined {
	if (text === undefined || text === "ir" || text === "python") return text;
	throw new UsageError(`unknown kind '-g=${text}': there are ir and python`);
}

/** Binary output goes to the input's name with another ending; text to standard output. */
function defaultOutput(
	emit: OutputKind,
	file: string | undefined,
): string | undefined {
	if (emit !== "so" && emit !== "obj") return undefined;
	if (file === undefined || file === "-")
		throw new UsageError(`a ${OUTPUTS[emit]} from standard input needs -o`);
	const ending = emit === "so" ? "so" : "o";
	return `${basename(file).replace(/\.ir$/, "")}.${ending}`;
}

function printStats(stats: CompileStats, format: string): void {
	const ratio =
		stats.bytecodes === 0
			? undefined
			: Number((stats.pythonStatements / stats.bytecodes).toFixed(2));
	const all = { ...stats, statementsPerBytecode: ratio };
	if (format === "json") {
		writeAll(2, Buffer.from(`${JSON.stringify(all)}\n`));
		return;
	}
	const rows: [string, string][] = [
		["functions", String(stats.functions)],
		["blocks", String(stats.blocks)],
		["statements", String(stats.statements)],
		["variables", String(stats.locals)],
	];
	if (ratio !== undefined)
		rows.push(
			["bytecodes", String(stats.bytecodes)],
			["statements per bytecode", String(ratio)],
		);
	for (const [phase, ms] of Object.entries(stats.ms))
		rows.push([`ms ${phase}`, ms.toFixed(1)]);
	const lines = rows.map(([what, n]) => `${n.padStart(10)}  ${what}\n`);
	writeAll(2, Buffer.from(lines.join("")));
}

/** yargs would take the file for the value of a bare -g or --stats. */
function withDefaults(args: string[]): string[] {
	return args.map((a) =>
		a === "-g" ? "-g=ir" : a === "--stats" ? "--stats=text" : a,
	);
}

async function parseArguments(args: string[]) {
	return await yargs(withDefaults(args))
		.scriptName("ir2gcc")
		.usage(
			"$0 [OPTIONS] [FILE]\n\nCompiles IR text (`-` or nothing is standard input) through libgccjit. Python-level ops are lowered first.",
		)
		.command("$0 [file]", false, (y) =>
			y.positional("file", fileArgument(args)),
		)
		.option("emit", {
			type: "string",
			choices: Object.keys(OUTPUTS),
			default: "so",
			describe: "what to make",
		})
		.option("output", {
			alias: "o",
			type: "string",
			describe: "write there; '-' is standard output for text",
		})
		.option("O", {
			type: "string",
			default: "2",
			describe: "level of optimisation, -O0 to -O3",
		})
		.option("g", {
			type: "string",
			describe:
				"line information: of the IR text (-g), of the Python source (-g=python)",
		})
		.option("stats", {
			type: "string",
			choices: ["text", "json"],
			describe: "print counts and times to standard error",
		})
		.option("gcc-option", {
			alias: "X",
			type: "string",
			array: true,
			nargs: 1,
			default: [] as string[],
			describe: "a further option for GCC: -X=-march=native",
		})
		.option("dump", {
			type: "string",
			default: "tree-lower",
			describe: "which of GCC's dumps --emit=gimple prints: tree-optimized, …",
		})
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
}
