/** `ir-opt`: passes over IR text, with verification between them. */
import yargs from "yargs";
import { parseModule } from "../grammar/ir-parser.ts";
import { printModule } from "../lib/ir/print.ts";
import { opsReference } from "../lib/ir/reference.ts";
import { PASSES } from "../lib/passes/passes.ts";
import {
	PIPELINES,
	parsePipeline,
	type Step,
} from "../lib/passes/pipelines.ts";
import {
	decodeInput,
	fileArgument,
	readInput,
	UsageError,
	VERSION,
	writeOutput,
} from "../lib/support/tool.ts";
import {
	instrumentationArguments,
	instrumentationOf,
	instrumentationOptions,
} from "./ir-opt/options.ts";
import { runPipeline } from "./ir-opt/run.ts";
import { reprint } from "./ir-opt/stream.ts";

export const summary = "run passes over IR: optimise, lower, verify";

export async function main(args: string[]): Promise<number> {
	const options = await parseArguments(args);
	if (options.listPasses) {
		writeOutput(undefined, passList());
		return 0;
	}
	if (options.helpOps) {
		writeOutput(undefined, opsReference());
		return 0;
	}
	const steps = stepsOf(options.passes, options.O);
	const input = readInput(options.file as string | undefined);
	const text = decodeInput(input);
	const told = instrumentationOf(options);
	const isTold = Object.values(told).some((x) => x !== undefined);
	if (steps.length === 0 && !isTold) {
		writeOutput(options.output, reprint(text, input.name, options));
		return 0;
	}
	const module = parseModule(text, input.name);
	if (options.target !== undefined) module.target = options.target;
	runPipeline(module, steps, {
		verify: options.verify ? "all" : "nothing",
		...told,
		library: {
			version: VERSION,
			options: options.O === undefined ? "" : `-O${options.O}`,
		},
	});
	writeOutput(options.output, printModule(module));
	return 0;
}

function stepsOf(
	passes: string | undefined,
	level: string | undefined,
): Step[] {
	if (passes !== undefined && level !== undefined)
		throw new UsageError("-p and -O exclude each other");
	if (passes !== undefined) return parsePipeline(passes);
	if (level === undefined) return [];
	const name = `O${level}`;
	if (!Object.hasOwn(PIPELINES, name))
		throw new UsageError(`unknown level '-O${level}': there are -O0 to -O3`);
	return parsePipeline(PIPELINES[name as keyof typeof PIPELINES]);
}

function passList(): string {
	const width = Math.max(...PASSES.map((p) => p.name.length));
	const lines = PASSES.flatMap((p) => [
		`${p.name.padEnd(width)}  ${p.summary}`,
		...Object.entries(p.options ?? {}).map(
			([name, what]) => `${"".padEnd(width)}    ${name}: ${what}`,
		),
	]);
	const levels = Object.entries(PIPELINES).map(
		([name, text]) => `-${name}  ${text}`,
	);
	return `${[...lines, "", ...levels].join("\n")}\n`;
}

async function parseArguments(args: string[]) {
	const parser = yargs(instrumentationArguments(args))
		.scriptName("ir-opt")
		.usage(
			"$0 [OPTIONS] [FILE]\n\nReads IR text (`-` or nothing is standard input), runs passes, writes IR text.",
		)
		.command("$0 [file]", false, (y) =>
			y.positional("file", fileArgument(args)),
		)
		.option("output", {
			alias: "o",
			type: "string",
			describe: "write there instead of standard output",
		})
		.option("passes", {
			alias: "p",
			type: "string",
			describe: "the passes to run: 'a,b(x=1),c'",
		})
		.option("O", {
			type: "string",
			describe: "the passes of a level, -O0 to -O3, lowering included",
		})
		.option("list-passes", {
			type: "boolean",
			default: false,
			describe: "list passes and levels",
		})
		.option("help-ops", {
			type: "boolean",
			default: false,
			describe: "print the reference of all ops, Markdown",
		})
		.option("verify", {
			alias: "verify-each",
			type: "boolean",
			default: true,
			describe: "verify the input and after each pass",
		})
		.option("target", { type: "string", describe: "set the module's target" });
	const parsed = await instrumentationOptions(parser)
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
	for (const key of ["output", "passes", "O", "target"] as const)
		if (Array.isArray(parsed[key]))
			throw new UsageError(`--${key} is given twice`);
	return parsed;
}
