/** `coconut build`: a Python file to a library that `coconut run --with` and `coconut.attach` load. */
import { basename } from "node:path";
import yargs from "yargs";
import { printModule as printBytecode } from "../../lib/cpython/print.ts";
import { printModule } from "../../lib/ir/print.ts";
import { pipelineText } from "../../lib/passes/pipelines.ts";
import {
	UsageError,
	VERSION,
	writeAll,
	writeOutput,
} from "../../lib/support/tool.ts";
import { readModule } from "../cpy-dis/read.ts";
import {
	instrumentationArguments,
	instrumentationOf,
	instrumentationOptions,
} from "../ir-opt/options.ts";
import { type ChainResult, compileBytecode, levelOf } from "./chain.ts";
import type { Command } from "./command.ts";

export const build: Command = {
	name: "build",
	summary: "compile a Python file to a library",
	main,
};

async function main(args: string[]): Promise<number> {
	const parser = yargs(instrumentationArguments(args))
		.scriptName("coconut build")
		.usage(
			"$0 [OPTIONS] FILE\n\nCompiles a .py, a .pyc or bytecode text; 'python3 -m coconut run --with OUT FILE' runs it.",
		)
		.option("o", {
			alias: "output",
			type: "string",
			requiresArg: true,
			describe: "library to write (default: FILE with .so)",
		})
		.option("O", {
			alias: "opt",
			type: "string",
			requiresArg: true,
			default: "2",
			describe: "optimisation level, 0 to 3",
		})
		.option("g", {
			alias: "debug",
			type: "boolean",
			default: false,
			describe: "line information of the Python source",
		})
		.option("function", {
			type: "string",
			requiresArg: true,
			describe: "compile only functions of this qualified name",
		})
		.option("python", {
			type: "string",
			requiresArg: true,
			describe:
				"interpreter that compiles FILE to bytecode (default: COCONUT_PYTHON, python3)",
		})
		.option("v", {
			alias: "verbose",
			type: "boolean",
			default: false,
			describe: "print the equivalent shell pipeline",
		})
		.option("save-temps", {
			type: "boolean",
			default: false,
			describe: "keep each stage's text beside the output",
		})
		.option("ref-debug", {
			type: "boolean",
			default: false,
			describe:
				"for a debug build of Python: sys.gettotalrefcount() stays right",
		})
		.option("verify", {
			type: "boolean",
			default: true,
			describe: "check the ownership of references before GCC gets the code",
		});
	const o = instrumentationOptions(parser)
		.option("stats", {
			type: "string",
			choices: ["text", "json"],
			describe: "print statements, functions and milliseconds",
		})
		.demandCommand(1, 1)
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parserConfiguration({ "short-option-groups": true })
		.parseSync();
	const file = String(o._[0]);
	const level = levelOf(o.O);
	const stem = file.replace(/\.(pyc?|bc)$/, "");
	const output = o.o ?? `${stem}.so`;
	if (o.v) writeAll(2, Buffer.from(`${pipeline(file, level, output, o)}\n`));
	const bytecode = readModule(file, { python: o.python });
	const saved = (suffix: string): string =>
		`${output.replace(/\.so$/, "")}${suffix}`;
	if (o.saveTemps)
		writeOutput(
			saved(".bc"),
			printBytecode(bytecode, {
				annotate: (code, at) => bytecode.annotations?.get(code)?.get(at),
			}),
		);
	const result = await compileBytecode(bytecode, {
		level,
		file,
		output,
		debug: o.g ? "python" : undefined,
		function: o.function,
		profiles: bytecode.profiles,
		verify: o.verify,
		refDebug: o.refDebug,
		instrumentation: { ...instrumentationOf(o), stats: undefined },
		onStage: (stage, module) => {
			if (!o.saveTemps) return;
			writeOutput(
				saved(stage === "py" ? ".py.ir" : ".core.ir"),
				printModule(module),
			);
		},
	});
	if (o.stats !== undefined) writeOutput(undefined, statsText(result, o.stats));
	return 0;
}

/** The shell commands that do the same. */
function pipeline(
	file: string,
	level: number,
	output: string,
	o: {
		function?: string | undefined;
		python?: string | undefined;
		g: boolean;
		refDebug: boolean;
	},
): string {
	const word = (s: string): string =>
		/^[\w./+@%,:=-]+$/.test(s) ? s : `'${s.replaceAll("'", "'\\''")}'`;
	const option = (name: string, value: string | undefined): string =>
		value === undefined ? "" : ` --${name} ${word(value)}`;
	const dis = `cpy-dis${option("python", o.python)} ${word(file)}`;
	const ir = `bc2ir${option("function", o.function)}`;
	const gcc = `ir2gcc -O${level}${o.g ? " -g=python" : ""} -o ${word(output)}`;
	const passes = o.refDebug ? `-p '${pipelineText(level, o)}'` : `-O${level}`;
	return `${dis} | ${ir} | ir-opt ${passes} | ${gcc}    # ${basename(output)}`;
}

function statsText(r: ChainResult, how: string): string {
	if (how === "json") return `${JSON.stringify(r)}\n`;
	const { stats, ms } = r;
	const perBytecode = (stats.statements / Math.max(1, r.bytecodes)).toFixed(1);
	return `${r.functions} functions, ${r.bytecodes} bytecodes, ${stats.statements} statements (${perBytecode} a bytecode), compiled at -O${stats.level}
translate ${ms.translate.toFixed(1)} ms, passes ${ms.passes.toFixed(1)}, emit ${stats.ms.emit.toFixed(1)}, calls of libgccjit ${stats.ms.build.toFixed(1)}, GCC ${stats.ms.gcc.toFixed(1)}, as ${stats.ms.as.toFixed(1)}, ld ${stats.ms.ld.toFixed(1)}
`;
}
