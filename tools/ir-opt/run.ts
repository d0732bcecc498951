/** Runs a pipeline with verification, timing and printing; other tools that lower call it too. */
import { parseModule } from "../../grammar/ir-parser.ts";
import type { Module } from "../../lib/ir/ir.ts";
import { printModule } from "../../lib/ir/print.ts";
import { loadTarget } from "../../lib/ir/target.ts";
import { verifyModule } from "../../lib/ir/verify.ts";
import { verifyOwnership } from "../../lib/ir/verify-ownership.ts";
import type { LibraryOptions } from "../../lib/passes/export-library.ts";
import { passContext, runPass } from "../../lib/passes/pass.ts";
import type { Step } from "../../lib/passes/pipelines.ts";
import { Diagnostic, Diagnostics } from "../../lib/support/diagnostic.ts";
import { writeAll } from "../../lib/support/tool.ts";

export interface RunOptions {
	/** Verify the input and after each pass. */
	readonly verify: boolean;
	/** Name of a pass, or `all`. */
	readonly printAfter?: string | undefined;
	readonly timePasses?: boolean;
	readonly stats?: boolean;
	readonly library: LibraryOptions;
}

/** Runs the steps over a module in place. Throws Diagnostics when the module, or what a pass made of it, is not valid. */
export function runPipeline(
	module: Module,
	steps: readonly Step[],
	options: RunOptions,
): void {
	const counters = new Map<string, number>();
	const context = passContext({
		target: (m) => loadTarget(m.target, parseModule),
		count: (what, n) => counters.set(what, (counters.get(what) ?? 0) + n),
		library: options.library,
	});
	const times: { name: string; ms: number }[] = [];
	let counted = false;
	const timed = <T>(name: string, f: () => T): T => {
		const start = performance.now();
		const result = f();
		times.push({ name, ms: performance.now() - start });
		return result;
	};
	const verify = (prefix: string): void => {
		if (!options.verify) return;
		throwFindings(verifyModule(module), prefix);
		if (!counted) return;
		const found = timed("(ownership verifier)", () => verifyOwnership(module));
		throwFindings(found, prefix);
	};
	verify("");
	for (const { pass, options: passOptions } of steps) {
		// What was read may have its references counted already.
		if (pass.refcounts === "expanded" && !counted) {
			counted = true;
			verify("");
		}
		if (pass.refcounts !== undefined) counted = pass.refcounts === "inserted";
		timed(pass.name, () => runPass(pass, module, context, passOptions));
		if (options.printAfter === "all" || options.printAfter === pass.name)
			toStderr(`; after ${pass.name}\n${printModule(module)}\n`);
		if (pass.name !== "verify-ownership") verify(`after pass '${pass.name}': `);
	}
	if (options.timePasses) toStderr(timeTable(times));
	if (options.stats) toStderr(statsTable(counters));
}

function throwFindings(found: readonly Diagnostic[], prefix: string): void {
	if (found.length === 0) return;
	const list = found.map(
		(d) => new Diagnostic(`${prefix}${d.message}`, d.place, d.hint, d.notes),
	);
	const [only] = list;
	throw list.length === 1 && only ? only : new Diagnostics(list);
}

function toStderr(text: string): void {
	writeAll(2, Buffer.from(text));
}

function timeTable(times: readonly { name: string; ms: number }[]): string {
	const total = times.reduce((sum, t) => sum + t.ms, 0);
	const rows = [...times, { name: "total", ms: total }].map(
		({ name, ms }) => `${ms.toFixed(2).padStart(10)} ms  ${name}\n`,
	);
	return rows.join("");
}

function statsTable(counters: ReadonlyMap<string, number>): string {
	return [...counters]
		.map(([what, n]) => `${String(n).padStart(10)}  ${what}\n`)
		.join("");
}
