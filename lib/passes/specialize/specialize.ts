/**
 * specialize: functions run on machine numbers and known types where they can.
 *
 * Needs: Python-level functions. Guarantees: before each function that gains by it stands a specialised version of it, made of core ops and
 * Python-level ops (engine.ts); the function as it was takes over where that cannot go on, and goes back to it at the heads of loops.
 */

import { CODE_FLAGS } from "../../cpython/code.ts";
import { removeUnreachable } from "../../ir/cfg.ts";
import { cloneFn } from "../../ir/clone.ts";
import {
	type Block,
	edgesOf,
	type Fn,
	type Global,
	type Module,
	type Op,
} from "../../ir/ir.ts";
import { isTerminator } from "../../ir/ops.ts";
import { isRef } from "../../ir/types.ts";
import { nameItems, splitCalls, splitHandlers } from "../cut-blocks.ts";
import { Planner } from "../lazy-calls/planner.ts";
import { reentryOffsets, takeReentries } from "../lazy-calls/reentries.ts";
import type { FunctionPass, PassContext } from "../pass.ts";
import { Engine, type Specialised } from "./engine.ts";
import { assemble } from "./generic.ts";
import { namesOf } from "./scan.ts";

/** Ops that only a function that is specialised already has, or one that has more than one entry; those that give machine values are others. */
const SPECIALISED: ReadonlySet<string> = new Set([
	"py.enter_loop",
	"py.left_value",
	"py.other_operand",
]);

/** Ops of the core that come with Python-level ones, as bc2ir makes them. */
const CORE: ReadonlySet<string> = new Set(["not"]);

/** Ops with which a function is left alone: somebody has lowered parts of it. */
function staysAsItWas(op: Op): boolean {
	if (SPECIALISED.has(op.name)) return true;
	if (op.results.some((r) => !isRef(r.type) && r.type !== "i1")) return true;
	return (
		!op.name.startsWith("py.") && !isTerminator(op.name) && !CORE.has(op.name)
	);
}

/** The body of a module or class without a loop: it runs once, and its names are no fast locals. */
function runsOnce(fn: Fn, flags: number): boolean {
	if ((flags & CODE_FLAGS.optimized) !== 0) return false;
	const seen = new Set<Block>();
	return fn.blocks.every((block) => {
		seen.add(block);
		return edgesOf(block).every((e) => !seen.has(e.block));
	});
}

/** Ops beyond which a function stays as it was: GCC does not optimise functions so long, and their specialised code is many times longer. */
const MOST_OPS = 20_000;

export const specialize: FunctionPass = {
	name: "specialize",
	summary: "functions run on machine numbers and known types where they can",
	linksTarget: true,
	runOnFunction: (fn, module, context) => {
		const plans = plansOf(module);
		if (fn.kind !== "py" || !fn.code) return false;
		if (runsOnce(fn, fn.code.flags)) return false;
		const own = reentryOffsets(fn) ? fn.blocks.slice(1) : fn.blocks;
		if (own.some((b) => b.ops.some(staysAsItWas))) return false;
		if (fn.blocks.reduce((n, b) => n + b.ops.length, 0) > MOST_OPS) {
			context.count("specialize: functions too long", 1);
			return false;
		}
		const trial = cloneFn(fn);
		removeUnreachable(trial);
		const reentries = takeReentries(trial);
		nameItems(trial);
		splitHandlers(trial);
		const behindCalls = new Set(splitCalls(trial));
		const isDropped = (at: number): boolean => context.isGuardDropped(fn, at);
		const code = new Engine(
			trial,
			isDropped,
			namesOf(module),
			plans.calls,
			reentries,
			behindCalls,
		).run();
		if (!code?.isWorthIt) {
			if (code) remarkObjects(fn, code, context);
			return false;
		}
		assemble(trial, code, reentries);
		removeUnreachable(trial);
		fn.blocks = trial.blocks;
		plans.globals.push(...code.globals);
		context.count("specialize: functions specialised", 1);
		remark(fn, code, context);
		return true;
	},
	finish: (module) => {
		const plans = PLANS.get(module);
		PLANS.delete(module);
		plans?.calls?.addCalled();
		for (const g of plans?.globals ?? []) module.globals.set(g.name, g);
	},
};

/** For each module under way which functions are called without frames, and what its functions want besides. */
interface Plans {
	/** Undefined where lazy-calls has left nothing to call. */
	readonly calls: Planner | undefined;
	readonly globals: Global[];
}
const PLANS = new WeakMap<Module, Plans>();

/** Made before the first function changes. */
function plansOf(module: Module): Plans {
	const known = PLANS.get(module);
	if (known) return known;
	const isFast = (name: string): boolean => name.includes(".fast.");
	const calls = [...module.functions.keys()].some(isFast)
		? new Planner(module)
		: undefined;
	const plans = { calls, globals: [] };
	PLANS.set(module, plans);
	return plans;
}

const PYTHON_TYPES = {
	i64: "int",
	i128: "int",
	f64: "float",
	i1: "bool",
	complex: "complex",
} as const;

function remark(fn: Fn, code: Specialised, context: PassContext): void {
	if (!context.wantsRemarks) return;
	for (const [head, numbers] of code.loops) {
		const names = [...numbers].map(
			([slot, type]) => `${fn.code?.slots[slot]?.name} ${PYTHON_TYPES[type]}`,
		);
		context.remark({
			kind: "passed",
			pass: "specialize",
			name: "LoopOnNumbers",
			fn,
			op: head.ops.find((o) => o.loc !== undefined),
			args: ["loop runs on machine numbers: ", { Variables: names.join(", ") }],
		});
	}
	remarkObjects(fn, code, context);
}

function remarkObjects(fn: Fn, code: Specialised, context: PassContext): void {
	if (!context.wantsRemarks) return;
	for (const op of code.general) {
		if (!OPERATIONS.has(op.name)) continue;
		const dropped = context.isGuardDropped(fn, op.offset);
		const why = dropped ? ": a guard of it failed too often" : "";
		context.remark({
			kind: "missed",
			pass: "specialize",
			name: dropped ? "GuardFailed" : "OnObjects",
			fn,
			op,
			args: [{ Op: op.name }, ` is done on objects${why}`],
		});
	}
}

/** What might have been done on machine numbers. */
const OPERATIONS: ReadonlySet<string> = new Set([
	"py.binary_op",
	"py.unary_op",
	"py.compare_op",
	"py.binary_subscr",
	"py.store_subscr",
	"py.load_attr",
	"py.store_attr",
]);
