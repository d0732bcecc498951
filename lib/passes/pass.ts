/** What a pass is. */
import type { Fn, Module } from "../ir/ir.ts";
import { linkPrelude } from "../ir/link.ts";
import type { LibraryOptions } from "./export-library.ts";
import type { RemarkInit } from "./remark.ts";

/** What passes share in one run. */
export interface PassContext {
	/** The prelude of a module's target, parsed; not to be edited. */
	target(module: Module): Module;
	/** Adds to a counter that `--stats` prints: `pass: what is counted`. */
	count(what: string, n: number): void;
	/** Tells the user what a pass did, could not do, or found out (`--remarks`). Cheap when nobody listens. */
	remark(remark: RemarkInit): void;
	/** Does somebody listen? Where finding the reason of a missed optimisation takes work, ask first. */
	readonly wantsRemarks: boolean;
	/**
	 * True where a guard on what the bytecode at `offset` meets has failed too often: the function is being compiled again, and
	 * the pass has to do without that guard (`--without-guards`).
	 */
	isGuardDropped(fn: Fn, offset: number): boolean;
	/** May this pass run on the function, or the module? `--opt-bisect-limit` stops those that could be left out. */
	mayRun(pass: Pass, fn: Fn | undefined): boolean;
	readonly library: LibraryOptions;
}

/** A context, with what does nothing for what is left out. */
export function passContext(
	init: Pick<PassContext, "target" | "library"> & Partial<PassContext>,
): PassContext {
	return {
		count: () => undefined,
		remark: () => undefined,
		wantsRemarks: init.remark !== undefined,
		isGuardDropped: () => false,
		mayRun: () => true,
		...init,
	};
}

/** Options as written: `simplify-cfg(x=1,y)` is `{x: "1", y: "true"}`. */
export type PassOptions = Readonly<Record<string, string>>;

interface PassInfo {
	readonly name: string;
	/** One line for --list-passes. */
	readonly summary: string;
	/** The options it takes, with what each means. */
	readonly options?: Readonly<Record<string, string>>;
	/** `inserted`: from here on ops count every reference, and the ownership verifier applies; `expanded`: not any more. */
	readonly refcounts?: "inserted" | "expanded";
	/** Without it the module does not get as far as machine code: it is never left out. */
	readonly isRequired?: true;
}

/** A pass over a whole module. `run` says whether it changed anything. */
export interface ModulePass extends PassInfo {
	run(module: Module, context: PassContext, options: PassOptions): boolean;
}

/** A pass over one function, which may look at the module and not edit it. It does not run on those that are available externally. */
export interface FunctionPass extends PassInfo {
	runOnFunction(
		fn: Fn,
		module: Module,
		context: PassContext,
		options: PassOptions,
	): boolean;
	/** Runs when all functions of a module are done, and may add functions to it. */
	finish?(module: Module, context: PassContext): void;
	/** What it puts in may use the target's prelude, which is linked afterwards. */
	readonly linksTarget?: true;
}

export type Pass = ModulePass | FunctionPass;

/** Runs a pass over a module; true if it changed anything. */
export function runPass(
	pass: Pass,
	module: Module,
	context: PassContext,
	options: PassOptions = {},
): boolean {
	const mayRun = (fn: Fn | undefined): boolean =>
		pass.isRequired === true || context.mayRun(pass, fn);
	if ("run" in pass)
		return mayRun(undefined) && pass.run(module, context, options);
	let changed = false;
	for (const fn of module.functions.values())
		if (fn.linkage !== "available_externally" && mayRun(fn))
			changed = pass.runOnFunction(fn, module, context, options) || changed;
	pass.finish?.(module, context);
	if (changed && pass.linksTarget) linkPrelude(module, context.target(module));
	return changed;
}
