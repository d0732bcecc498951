/** `make bench`: the small loops of bench/loops, interpreter against compiled, in processor time: which kinds of code gain, and which lose. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import yargs from "yargs";
import { Diagnostic } from "../lib/support/diagnostic.ts";
import { installRoot } from "../lib/support/root.ts";
import { UsageError, writeAll } from "../lib/support/tool.ts";
import {
	choosePython,
	compiledCommand,
	execute,
} from "../tests/programs/execute.ts";
import { lastLine } from "./python.ts";
import { geometricMean, ratioText, secondsText, tableLine } from "./stats.ts";

export const summary = "measures small loops, interpreter against compiled";

/** By loop: processor seconds of its fastest call, and what it returned. */
type Answer = Readonly<Record<string, readonly [number, string]>>;

/** Runs the benchmark; 1 if a loop returns something else compiled than interpreted. */
export async function main(args: string[]): Promise<number> {
	const given = parse(args);
	const root = installRoot();
	const python = choosePython(given.python);
	const folder = join(root, "bench/loops");
	const files = readdirSync(folder)
		.filter((f) => f.endsWith(".py"))
		.map((f) => f.slice(0, -".py".length))
		.filter((f) => f !== "loops" && f !== "harness")
		.filter((f) => new RegExp(given.filter).test(f))
		.sort();
	say(tableLine(["loop", "interpreter", "compiled", "ratio"], WIDTHS));
	const ratios: number[] = [];
	let isSame = true;
	for (const file of files) {
		const argv = [join(folder, "loops.py"), "--file", file];
		argv.push("--scale", given.quick ? "1" : "4");
		const run = (compiled: boolean, times = "5") =>
			measure(python, root, [...argv, "--times", times], compiled);
		await run(true, "1");
		const interpreted: Answer[] = [];
		const compiled: Answer[] = [];
		for (let i = 0; i < (given.quick ? 1 : 3); i++) {
			interpreted.push(await run(false));
			compiled.push(await run(true));
		}
		for (const [name, [, result]] of Object.entries(interpreted[0] ?? {})) {
			const before = fastest(interpreted, name);
			const after = fastest(compiled, name);
			const isRight = compiled[0]?.[name]?.[1] === result;
			isSame &&= isRight;
			ratios.push(before / after);
			const cells = [name, secondsText(before), secondsText(after)];
			cells.push(ratioText(before / after));
			say(tableLine(cells, WIDTHS) + (isRight ? "" : "  another result"));
		}
	}
	say(`geometric mean ${ratioText(geometricMean(ratios))}`);
	return isSame ? 0 : 1;
}

const WIDTHS = [30, 11, 10, 8];

function parse(args: string[]) {
	return yargs(args)
		.scriptName("bench-loops")
		.usage("$0 [options]\n\nSmall loops, interpreter against compiled.")
		.option("filter", {
			string: true,
			default: "",
			describe: "only files whose name matches this regular expression",
		})
		.option("quick", {
			boolean: true,
			default: false,
			describe: "one pair, shorter loops",
		})
		.option("python", { string: true, describe: "the interpreter" })
		.strict()
		.version(false)
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseSync();
}

async function measure(
	python: string,
	root: string,
	args: readonly string[],
	isCompiled: boolean,
): Promise<Answer> {
	const command = isCompiled
		? compiledCommand(python, root, args, undefined)
		: { argv: [python, ...args], env: {} };
	const run = await execute({ ...command, timeout: 600 });
	if (run.exit !== 0)
		throw new Diagnostic(
			`the loops do not run (${run.exit}): ${lastLine(run.stderr)}`,
		);
	return JSON.parse(run.stdout) as Answer;
}

function fastest(answers: readonly Answer[], name: string): number {
	return Math.min(...answers.map((a) => a[name]?.[0] ?? Number.NaN));
}

function say(text: string): void {
	writeAll(1, Buffer.from(`${text}\n`));
}
