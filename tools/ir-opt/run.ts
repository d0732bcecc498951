/** Runs a pipeline with verification, timing, printing and remarks; other tools that run passes call it too. */
import { parseModule } from "../../grammar/ir-parser.ts";
import type { Module } from "../../lib/ir/ir.ts";
import { loadTarget } from "../../lib/ir/target.ts";
import { verifyModule } from "../../lib/ir/verify.ts";
import { verifyOwnership } from "../../lib/ir/verify-ownership.ts";
import {
	type DroppedGuards,
	droppedGuards,
} from "../../lib/passes/dropped-guards.ts";
import type { LibraryOptions } from "../../lib/passes/export-library.ts";
import {
	type PassContext,
	passContext,
	runPass,
} from "../../lib/passes/pass.ts";
import type { Step } from "../../lib/passes/pipelines.ts";
import { makeRemark } from "../../lib/passes/remark.ts";
import { Diagnostic, Diagnostics } from "../../lib/support/diagnostic.ts";
import { writeAll, writeOutput } from "../../lib/support/tool.ts";
import { bisector } from "./bisect.ts";
import { Dumper, type DumpOptions } from "./dump.ts";
import { RemarkList, type RemarkOptions } from "./remarks.ts";
import { statsText, type TableFormat, Times } from "./tables.ts";

/** What is to be told of the run, on standard error. */
export interface Instrumentation {
	readonly dump?: DumpOptions | undefined;
	readonly timePasses?: TableFormat | undefined;
	readonly stats?: TableFormat | undefined;
	readonly remarks?: RemarkOptions | undefined;
	readonly bisectLimit?: number | undefined;
	/** Guards that the passes do without. */
	readonly withoutGuards?: readonly DroppedGuards[] | undefined;
}

export interface RunOptions extends Instrumentation {
	/** `all`: the input and what each pass makes of it; `ownership`: the counted references, once. */
	readonly verify: "all" | "ownership" | "nothing";
	readonly library: LibraryOptions;
}

/**
 * Runs the steps over a module in place; returns the milliseconds that each pass and verifier took. Throws Diagnostics when the
 * module, or what a pass made of it, is not valid.
 */
export function runPipeline(
	module: Module,
	steps: readonly Step[],
	options: RunOptions,
): Readonly<Record<string, number>> {
	const counters = new Map<string, number>();
	const times = new Times();
	const remarks = options.remarks && new RemarkList(options.remarks);
	const context = contextOf(options, counters, remarks);
	const dumper = options.dump && new Dumper(module, options.dump, toStderr);
	const verifier = new Verifier(module, options.verify, times);
	try {
		verifier.check("");
		dumper?.start();
		for (const { pass, options: passOptions } of steps) {
			verifier.before(pass.refcounts);
			dumper?.before(pass);
			times.timed(pass.name, () => runPass(pass, module, context, passOptions));
			dumper?.after(pass);
			if (pass.name !== "verify-ownership")
				verifier.check(`after pass '${pass.name}': `);
		}
	} finally {
		if (remarks) writeRemarks(remarks.text(), options.remarks?.output);
	}
	if (options.timePasses) toStderr(times.text(options.timePasses));
	if (options.stats) toStderr(statsText(counters, options.stats));
	return times.byName();
}

function contextOf(
	options: RunOptions,
	counters: Map<string, number>,
	remarks: RemarkList | undefined,
): PassContext {
	const { bisectLimit, withoutGuards } = options;
	return passContext({
		target: (m) => loadTarget(m.target, parseModule),
		count: (what, n) => counters.set(what, (counters.get(what) ?? 0) + n),
		library: options.library,
		...(remarks && { remark: (r) => remarks.add(makeRemark(r)) }),
		...(withoutGuards && { isGuardDropped: droppedGuards(withoutGuards) }),
		...(bisectLimit !== undefined && {
			mayRun: bisector(bisectLimit, toStderr),
		}),
	});
}

/** The checks between passes. */
class Verifier {
	readonly #module: Module;
	readonly #what: RunOptions["verify"];
	readonly #times: Times;
	/** References are counted by now. */
	#counted = false;

	constructor(module: Module, what: RunOptions["verify"], times: Times) {
		this.#module = module;
		this.#what = what;
		this.#times = times;
	}

	before(refcounts: "inserted" | "expanded" | undefined): void {
		// What was read may have its references counted already.
		if (refcounts === "expanded" && !this.#counted) {
			this.#counted = true;
			this.check("");
		}
		if (refcounts === "expanded" && this.#what === "ownership")
			this.#ownership("");
		if (refcounts !== undefined) this.#counted = refcounts === "inserted";
	}

	check(prefix: string): void {
		if (this.#what !== "all") return;
		const module = this.#module;
		const timed = this.#times.timed.bind(this.#times);
		throwFindings(
			timed("(verifier)", () => verifyModule(module)),
			prefix,
		);
		if (this.#counted) this.#ownership(prefix);
	}

	#ownership(prefix: string): void {
		const verify = () => verifyOwnership(this.#module);
		throwFindings(this.#times.timed("(ownership verifier)", verify), prefix);
	}
}

/** Throws what a verifier found, if anything, with `prefix` before each message. */
export function throwFindings(
	found: readonly Diagnostic[],
	prefix: string,
): void {
	if (found.length === 0) return;
	const list = found.map(
		(d) => new Diagnostic(`${prefix}${d.message}`, d.place, d.hint, d.notes),
	);
	const [only] = list;
	throw list.length === 1 && only ? only : new Diagnostics(list);
}

function writeRemarks(text: string, output: string | undefined): void {
	if (output === undefined) toStderr(text);
	else writeOutput(output, text);
}

function toStderr(text: string): void {
	writeAll(2, Buffer.from(text));
}
