/** All passes, in the order in which they make sense. To add one: its file, a row here, its lit test, a place in pipelines.ts. */
import type { Fn, Module } from "../ir/ir.ts";
import { linkPrelude } from "../ir/link.ts";
import { verifyOwnership } from "../ir/verify-ownership.ts";
import { Diagnostics } from "../support/diagnostic.ts";
import { constantFold } from "./constant-fold.ts";
import { consumeYields } from "./consume-yields.ts";
import { dce } from "./dce.ts";
import { expandComplex } from "./expand-complex.ts";
import { expandDeopts } from "./expand-deopts.ts";
import { expandRefcounts } from "./expand-refcounts.ts";
import { exportLibrary } from "./export-library.ts";
import { inferTypes } from "./infer-types/infer-types.ts";
import { insertRefcounts } from "./insert-refcounts.ts";
import { lazyCalls } from "./lazy-calls/lazy-calls.ts";
import { licm } from "./licm/licm.ts";
import { lowerPy } from "./lower-py/lower-py.ts";
import { osrEntries } from "./osr-entries.ts";
import type { ModulePass, Pass, PassContext, PassOptions } from "./pass.ts";
import { simplifyCfg } from "./simplify-cfg.ts";
import { specialize } from "./specialize/specialize.ts";

/** Runs over each function, then brings in what of the target the new ops call. */
function expansion(
	name: string,
	summary: string,
	expand: (fn: Fn, options: PassOptions) => boolean,
	options: Readonly<Record<string, string>> = {},
): ModulePass {
	const run: ModulePass["run"] = (module, context, given) => {
		let changed = false;
		for (const fn of module.functions.values())
			changed = expand(fn, given) || changed;
		if (changed) linkPrelude(module, context.target(module));
		return changed;
	};
	return { name, summary, run, options, isRequired: true };
}

/** Python-level ops of each function that has any. */
function pythonSizes(module: Module): ReadonlyMap<string, number> {
	const fns = [...module.functions.values()].filter((f) => f.kind === "py");
	return new Map(fns.map((f) => [f.name, opCount(f)]));
}

function opCount(fn: Fn): number {
	return fn.blocks.reduce((n, b) => n + b.ops.length, 0);
}

/** How many ops the Python-level ones of each function became. */
function remarkSizes(
	module: Module,
	before: ReadonlyMap<string, number>,
	context: PassContext,
): void {
	for (const [name, from] of before) {
		const fn = module.functions.get(name);
		if (!fn) continue;
		const counts = [
			{ From: from },
			" Python-level ops became ",
			{ To: opCount(fn) },
		];
		context.remark({
			kind: "analysis",
			pass: "lower-py",
			name: "FunctionLowered",
			fn,
			args: counts,
		});
	}
}

export const PASSES: readonly Pass[] = [
	consumeYields,
	inferTypes,
	specialize,
	lazyCalls,
	simplifyCfg,
	constantFold,
	dce,
	licm,
	osrEntries,
	{
		isRequired: true,
		name: "elim-avail-extern",
		summary: "drop the functions that are only there to be looked at",
		run: (module) => {
			const { functions } = module;
			const before = functions.size;
			for (const [name, { linkage }] of functions)
				if (linkage === "available_externally") functions.delete(name);
			return functions.size < before;
		},
	},
	{
		isRequired: true,
		name: "link-target",
		summary: "copy what is used of the target's prelude into the module",
		run: (module, context) => linkPrelude(module, context.target(module)),
	},
	{
		isRequired: true,
		name: "lower-py",
		summary: "Python-level ops become core ops",
		run: (module, context) => {
			const target = context.target(module);
			const sizes = context.wantsRemarks ? pythonSizes(module) : undefined;
			const changed = lowerPy(module, target);
			if (sizes) remarkSizes(module, sizes, context);
			return linkPrelude(module, target) || changed;
		},
	},
	{
		isRequired: true,
		name: "insert-refcounts",
		summary: "make reference counting explicit, from the ownership tables",
		refcounts: "inserted",
		runOnFunction: (fn, module) => insertRefcounts(fn, module),
	},
	{
		isRequired: true,
		name: "verify-ownership",
		summary:
			"check that every counted reference is released once, every call that may fail checked",
		run: (module) => {
			const found = verifyOwnership(module);
			if (found.length > 0) throw new Diagnostics(found);
			return false;
		},
	},
	{
		...expansion(
			"expand-refcounts",
			"incref and decref become calls of the target's inline functions",
			(fn, { calls }) => expandRefcounts(fn, calls === "true"),
			{
				calls:
					"call Py_IncRef and Py_DecRef, which a debug build of Python counts",
			},
		),
		refcounts: "expanded",
	},
	expansion(
		"expand-deopts",
		"deopt becomes stores into the frame and a call of the runtime",
		expandDeopts,
	),
	expansion(
		"expand-complex",
		"a complex number becomes two floats",
		expandComplex,
	),
	{
		isRequired: true,
		name: "export-library",
		summary: "add the table by which the runtime finds the functions",
		run: (module, context) => exportLibrary(module, context.library),
	},
];

export function findPass(name: string): Pass | undefined {
	return PASSES.find((p) => p.name === name);
}
