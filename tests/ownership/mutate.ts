/**
 * Mutation test of the ownership verifier: makes single mistakes in lowered programs and counts how many it objects to.
 * A sample by default, drawn from a seed; all with --all.
 */
import { join } from "node:path";
import yargs from "yargs";
import type { Module } from "../../lib/ir/ir.ts";
import { printOp } from "../../lib/ir/print.ts";
import { Report } from "../../lib/ir/verify.ts";
import { verifyFn } from "../../lib/ir/verify-fn.ts";
import { verifyFnOwnership } from "../../lib/ir/verify-ownership.ts";
import { installRoot } from "../../lib/support/root.ts";
import { UsageError, writeAll } from "../../lib/support/tool.ts";
import { choosePython } from "../programs/execute.ts";
import { lowerFiles, pythonFiles } from "./lowered.ts";
import { KINDS, type Mutant, type MutantKind, mutantsOf } from "./mutants.ts";

export const summary = "the ownership verifier objects to single mistakes";

export interface Tally {
	readonly made: Map<MutantKind, number>;
	readonly caught: Map<MutantKind, number>;
	readonly survivors: Mutant[];
}

export function newTally(): Tally {
	return { made: new Map(), caught: new Map(), survivors: [] };
}

/** Makes each mutant of a module's Python functions that `choose` picks, and counts what is caught. */
export function mutate(
	module: Module,
	choose: () => boolean,
	tally: Tally,
): void {
	const add = (to: Map<MutantKind, number>, kind: MutantKind): void => {
		to.set(kind, (to.get(kind) ?? 0) + 1);
	};
	for (const fn of module.functions.values()) {
		if (!fn.code) continue;
		for (const m of mutantsOf(module, fn)) {
			if (!choose()) continue;
			const undo = m.apply();
			const report = new Report(module);
			verifyFn(report, fn);
			if (report.found.length === 0) verifyFnOwnership(report, fn);
			undo();
			add(tally.made, m.kind);
			if (report.found.length > 0) add(tally.caught, m.kind);
			else tally.survivors.push(m);
		}
	}
}

/** Numbers from 0 to 1 that depend on the seed only (xorshift32). */
export function random(seed: number): () => number {
	let x = seed | 0 || 1;
	return () => {
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		return (x >>> 0) / 2 ** 32;
	};
}

export async function main(args: string[]): Promise<number> {
	const options = await yargs(args)
		.scriptName("test-mutation")
		.usage(
			"$0 [OPTIONS] [FILE…]\n\nMutants of the programs of tests/programs, or of the files named.",
		)
		.option("python", { type: "string", requiresArg: true })
		.option("all", { type: "boolean", default: false })
		.option("share", {
			type: "number",
			default: 0.01,
			describe: "the share of the mutants that is tried",
		})
		.option("seed", { type: "number", default: 1 })
		.option("show", {
			type: "number",
			default: 20,
			describe: "how many survivors to print",
		})
		.strictOptions()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseAsync();
	const named = options._.map(String);
	const files =
		named.length > 0
			? named
			: pythonFiles(join(installRoot(), "tests/programs"));
	const next = random(options.seed);
	const tally = newTally();
	const python = choosePython(options.python);
	for (const { module } of lowerFiles(files, "O0", python))
		mutate(module, () => options.all || next() < options.share, tally);
	for (const m of tally.survivors.slice(0, options.show))
		print(
			`survived: ${m.kind} in @${m.fn.name} ^${m.block.name}, ${m.what}: ${printOp(m.op, m.fn)}\n`,
		);
	return summarise(tally);
}

function summarise({ made, caught }: Tally): number {
	let [all, found] = [0, 0];
	for (const kind of KINDS) {
		const [n, c] = [made.get(kind) ?? 0, caught.get(kind) ?? 0];
		all += n;
		found += c;
		const share = n === 0 ? "-" : `${((100 * c) / n).toFixed(2)} %`;
		print(
			`${kind.padEnd(20)} ${String(c).padStart(7)} of ${String(n).padStart(7)}  ${share.padStart(8)}\n`,
		);
	}
	print(`${found} passed, ${all - found} failed\n`);
	return found === all && all > 0 ? 0 : 1;
}

function print(text: string): void {
	writeAll(1, Buffer.from(text));
}
