/**
 * dce: deletes ops without effects whose results nobody uses, and block parameters nobody uses.
 *
 * Needs: nothing. Guarantees: every op that is left has effects or a use by one that has; also values that only feed each
 * other around a loop are gone. An `adopt` stays: it gives a reference that somebody has to release.
 */
import { predecessors } from "../ir/cfg.ts";
import type { Fn, Module, Op, Value } from "../ir/ir.ts";
import { isRemovable } from "../ir/op-effects.ts";
import { deleteParams } from "./block-params.ts";
import type { FunctionPass } from "./pass.ts";

export const dce: FunctionPass = {
	name: "dce",
	summary: "delete unused ops without effects, and unused block parameters",
	runOnFunction: (fn, module, context) => {
		const deleted = deleteDead(fn, module);
		context.count("dce: ops and parameters deleted", deleted);
		if (deleted > 0)
			context.remark({
				kind: "passed",
				pass: "dce",
				name: "DeadCodeDeleted",
				fn,
				args: [{ Count: deleted }, " unused ops and block parameters deleted"],
			});
		return deleted > 0;
	},
};

/** Deletes what is dead in one function; returns how many ops and parameters that was. */
function deleteDead(fn: Fn, module: Module): number {
	const live = liveValues(fn, module);
	let deleted = 0;
	for (const block of fn.blocks) {
		const kept = block.ops.filter(
			(op) => op.results.some((r) => live.has(r)) || !isRemovable(module, op),
		);
		deleted += block.ops.length - kept.length;
		if (kept.length < block.ops.length) block.ops = kept;
	}
	return deleted + deleteParams(fn, (p) => live.has(p));
}

function liveValues(fn: Fn, module: Module): Set<Value> {
	const live = new Set<Value>();
	const work: Value[] = [];
	const use = (v: Value): void => {
		if (live.has(v)) return;
		live.add(v);
		work.push(v);
	};
	const useOperands = (op: Op): void => {
		for (const v of op.operands) use(v);
		for (const v of op.state ?? []) use(v);
	};
	for (const block of fn.blocks)
		for (const op of block.ops) if (!isRemovable(module, op)) useOperands(op);
	const into = predecessors(fn);
	const index = parameterIndex(fn);
	for (let v = work.pop(); v; v = work.pop()) {
		if (!("params" in v.def)) {
			useOperands(v.def);
			continue;
		}
		const i = index.get(v) as number;
		for (const { edge } of into.get(v.def) ?? []) use(edge.args[i] as Value);
	}
	return live;
}

function parameterIndex(fn: Fn): Map<Value, number> {
	const index = new Map<Value, number>();
	for (const block of fn.blocks)
		for (const [i, p] of block.params.entries()) index.set(p, i);
	return index;
}
