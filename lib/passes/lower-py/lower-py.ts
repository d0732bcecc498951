/**
 * lower-py: Python-level ops become core ops.
 *
 * Needs: a module of Python-level functions, the prelude of its target.
 * Guarantees: no `py.*` op is left; every failure path adds its traceback entry, releases what is left on the value stack top
 * first and goes to the handler or out; `prev_instr` names the instruction whenever somebody could look. References are not
 * counted yet: `insert-refcounts` does that from the ownership tables.
 */
import { reversePostorder } from "../../ir/cfg.ts";
import {
	type Block,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { opDef } from "../../ir/ops.ts";
import { Diagnostic, invariant } from "../../support/diagnostic.ts";
import { CACHE_WORDS, CACHES, Context, NATIVE_SIGNATURE } from "./context.ts";
import { CONTROL } from "./control.ts";
import type { Caches } from "./core-builder.ts";
import type { Lower, PyOpName } from "./families.ts";
import { dispatch, GENERATORS } from "./generators.ts";
import { NAMES } from "./names.ts";
import { OPERATORS } from "./operators.ts";
import { assigned, bound, slotsAtEntry } from "./slots.ts";

const LOWER: { readonly [K in PyOpName]: Lower } = {
	...NAMES,
	...OPERATORS,
	...CONTROL,
	...GENERATORS,
};

/** Lowers every Python-level function of a module in place. True if there was one. */
export function lowerPy(module: Module, target: Module): boolean {
	const caches = {
		taken: cacheWords(module) / CACHE_WORDS,
		functions: module.functions,
	};
	let changed = false;
	for (const fn of module.functions.values()) {
		if (fn.kind !== "py") continue;
		if (module.target === "none")
			throw new Diagnostic(
				`'@${fn.name}' has Python-level ops, and target "none" has no frames`,
			);
		lowerFunction(fn, target, caches);
		changed = true;
	}
	const count = caches.taken * CACHE_WORDS;
	if (count > 0)
		module.globals.set(CACHES, {
			name: CACHES,
			linkage: "internal",
			type: { kind: "array", count, of: "i64" },
			init: undefined,
		});
	return changed;
}

/** Words of the caches that functions of the module, lowered before, have. */
function cacheWords(module: Module): number {
	const type = module.globals.get(CACHES)?.type;
	return typeof type === "object" && type.kind === "array" ? type.count : 0;
}

function lowerFunction(fn: Fn, target: Module, caches: Caches): void {
	const order = reversePostorder(fn);
	const index = new Map(order.map((b, i) => [b, i]));
	const lines = entryLines(order, index);
	const c = new Context(fn, target, caches);
	const { grows } = c.fusions;
	const flows = [assigned(grows), bound(grows)].map((transfer) => ({
		transfer,
		atEntry: slotsAtEntry(fn, transfer),
	}));
	const [entry] = order as [Block];
	if (entry.ops.some((op) => op.name === "py.dispatch")) c.jump(c.block(entry));
	else dispatch(c, fn, c.block(entry));
	for (const block of order) {
		c.place(c.block(block));
		c.forgetPosition();
		c.mayBeTraced = block !== fn.blocks[0];
		const sets = flows.map((f) => new Set(f.atEntry.get(block)));
		[c.assigned, c.bound] = sets as [Set<number>, Set<number>];
		let line = lines.get(block) ?? -1;
		for (const op of block.ops) {
			c.begin(op);
			if (op.name.startsWith("py.")) {
				line = lowerOp(c, op, line);
			} else cloneOp(c, op);
			flows.forEach((f, i) => {
				f.transfer(op, sets[i] as Set<number>);
			});
		}
	}
	fn.kind = "core";
	fn.signature = NATIVE_SIGNATURE;
	fn.blocks = c.finish();
}

/** Lowers one op; returns the source line tracing has been polled for. */
function lowerOp(c: Context, op: Op, line: number): number {
	const here = op.loc?.line ?? -1;
	const jumpsBack = op.name === "py.check_eval_breaker";
	const moves = jumpsBack || raisesAgain(op);
	if (op.state && (moves || (here !== -1 && here !== line)))
		if (op.name !== "py.catch" && op.name !== "py.catch_lasti")
			if (op.name !== "py.resume" && c.mayBeTraced) c.pollTracing();
	const { effects } = opDef(op.name);
	const quiet = op.name === "py.load_fast" || jumpsBack;
	if (effects.raises && !quiet) c.storePosition();
	else if (effects.arbitrary && mayDrop(op)) c.storePosition();
	if (op.name === "py.return") c.storePosition();
	const operands = op.operands.map((v) => c.value(v));
	const results = LOWER[op.name as PyOpName](c, op, operands);
	invariant(results.length === op.results.length, `results of ${op.name}`);
	op.results.forEach((r, i) => {
		c.values.set(r, results[i] as Value);
	});
	if (effects.arbitrary && op.name !== "py.resume") c.mayBeTraced = true;
	return lineAfter(op, line);
}

/** May an object end with the op, one that the value stack or a fast local holds? What only compares it leaves to the local it was loaded from. */
function mayDrop(op: Op): boolean {
	const compares = op.name === "py.is_op" || op.name === "py.is_none";
	return op.operands.some(
		(v) => !(compares && "operands" in v.def && KEPT.has(v.def.name)),
	);
}

const KEPT: ReadonlySet<string> = new Set(["py.load_const", "py.load_fast"]);

/** The line that tracing has been polled for behind an op. Core ops are not polled at, whatever line they are of. */
function lineAfter(op: Op, before: number): number {
	if (op.name === "py.unpolled" || op.name === "py.reenter") return -1;
	return op.name.startsWith("py.") ? (op.loc?.line ?? before) : before;
}

/** Goes straight to the handler, without the error label at which a traced frame would be handed over. */
function raisesAgain(op: Op): boolean {
	if (op.name === "py.raise") return op.operands.length === 0;
	return op.name === "py.reraise" || op.name === "py.end_async_for";
}

/** Core ops stand in Python-level functions too: branches, comparisons, `deopt`. */
function cloneOp(c: Context, op: Op): void {
	const copy = newOp(op.name, {
		attrs: [...op.attrs],
		operands: op.operands.map((v) => c.value(v)),
		successors: op.successors.map((e) => ({
			block: c.block(e.block),
			args: e.args.map((v) => c.value(v)),
		})),
		offset: op.offset,
		loc: op.loc,
		at: op.at,
	});
	for (const r of op.results) {
		const result: Value = { name: r.name, type: r.type, def: copy };
		copy.results.push(result);
		c.values.set(r, result);
	}
	c.current.ops.push(copy);
}

/** The line each block surely comes from: that of all its predecessors, when none of them lies behind it. */
function entryLines(
	order: readonly Block[],
	index: ReadonlyMap<Block, number>,
): Map<Block, number> {
	const lines = new Map<Block, number>();
	const set = (block: Block, line: number): void => {
		const known = lines.get(block);
		lines.set(block, known === undefined || known === line ? line : -1);
	};
	for (const block of order) {
		let line = lines.get(block) ?? -1;
		for (const op of block.ops) {
			line = lineAfter(op, line);
			if (op.unwind) set(op.unwind.block, -1);
		}
		const here = index.get(block) as number;
		for (const e of block.ops.at(-1)?.successors ?? []) {
			const forward = (index.get(e.block) as number) > here;
			set(e.block, forward ? line : -1);
		}
	}
	return lines;
}
