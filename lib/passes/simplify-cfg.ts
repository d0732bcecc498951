/**
 * simplify-cfg: fewer blocks, edges and block parameters.
 *
 * Removes blocks control cannot reach; turns a branch whose ways are one into a jump; leads edges past blocks that only jump on;
 * merges a block into its only predecessor; replaces a parameter that is always the same value by that value.
 *
 * Needs: nothing. Guarantees: the same ops run in the same order. A reference that a block parameter owns is not replaced by a
 * borrowed one: the parameter's own reference may be what keeps the object alive.
 */
import { predecessors, removeUnreachable, terminatorOf } from "../ir/cfg.ts";
import {
	type Block,
	type Edge,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import { isOwned } from "../ir/ownership.ts";
import { isRef } from "../ir/types.ts";
import { replaceUses, useCounts } from "../ir/uses.ts";
import { replaceTrivialParams } from "./block-params.ts";
import type { FunctionPass } from "./pass.ts";

/** Terminators that do nothing but choose a successor. */
const BRANCHES: ReadonlySet<string> = new Set(["cond_br", "br_null", "switch"]);

export const simplifyCfg: FunctionPass = {
	name: "simplify-cfg",
	summary:
		"merge and thread blocks, remove unreachable ones and trivial block parameters",
	runOnFunction: (fn, module, context) => {
		const before = fn.blocks.length;
		let changed = removeUnreachable(fn);
		for (let again = true; again; changed = changed || again) {
			again = sameWays(fn);
			again = threadEmpty(fn) || again;
			again = removeUnreachable(fn) || again;
			again = trivialParams(fn, module) || again;
			again = mergeChains(fn, module) || again;
		}
		const removed = before - fn.blocks.length;
		context.count("simplify-cfg: blocks removed", removed);
		if (removed > 0)
			context.remark({
				kind: "passed",
				pass: "simplify-cfg",
				name: "BlocksRemoved",
				fn,
				args: [{ Count: removed }, " blocks merged or removed"],
			});
		return changed;
	},
};

/** A branch all of whose edges are equal is a jump. */
function sameWays(fn: Fn): boolean {
	let changed = false;
	for (const block of fn.blocks) {
		const op = terminatorOf(block);
		const [first, ...others] = op?.successors ?? [];
		if (!op || !first || op.name === "br" || !BRANCHES.has(op.name)) continue;
		if (op.name === "br_null" || !others.every((e) => isSameEdge(e, first)))
			continue;
		block.ops[block.ops.length - 1] = jump(op, first);
		changed = true;
	}
	return changed;
}

function isSameEdge(a: Edge, b: Edge): boolean {
	return a.block === b.block && a.args.every((v, i) => v === b.args[i]);
}

function jump(instead: Op, to: Edge): Op {
	const { offset, loc, at } = instead;
	return newOp("br", { successors: [to], offset, loc, at });
}

/** Edges into a block that only jumps go where it jumps to. */
function threadEmpty(fn: Fn): boolean {
	let uses: ReadonlyMap<Value, number> | undefined;
	const onward = new Map<Block, Edge>();
	for (const block of fn.blocks.slice(1)) {
		const [op] = block.ops;
		const [edge] = op?.successors ?? [];
		if (op?.name !== "br" || !edge || edge.block === block) continue;
		const isLocal = block.params.every((p) => {
			uses ??= useCounts(fn);
			return (uses.get(p) ?? 0) === edge.args.filter((a) => a === p).length;
		});
		if (isLocal) onward.set(block, edge);
	}
	if (onward.size === 0) return false;
	let changed = false;
	for (const block of fn.blocks)
		for (const op of block.ops)
			for (const e of op.successors) changed = thread(e, onward) || changed;
	return changed;
}

function thread(e: Edge, onward: ReadonlyMap<Block, Edge>): boolean {
	const seen = new Set<Block>();
	let { block, args } = e;
	for (let to = onward.get(block); to; to = onward.get(block)) {
		if (seen.has(block)) return false; // an empty endless loop
		seen.add(block);
		const { params } = block;
		const given = args;
		args = to.args.map((a) => given[params.indexOf(a)] ?? a);
		block = to.block;
	}
	if (seen.size === 0) return false;
	e.block = block;
	e.args = args;
	return true;
}

/** May `value` stand for the parameter `param`? */
function mayReplace(
	module: Module,
	fn: Fn,
	param: Value,
	value: Value,
): boolean {
	return !isRef(param.type) || isOwned(module, fn, value);
}

/** A parameter that is given one value only, but for itself, is that value. */
const trivialParams = (fn: Fn, module: Module): boolean =>
	replaceTrivialParams(fn, fn.blocks.slice(1), (p, v) =>
		mayReplace(module, fn, p, v),
	);

/** A block whose only way in is a jump continues the block that jumps. */
function mergeChains(fn: Fn, module: Module): boolean {
	const into = predecessors(fn);
	const gone = new Set<Block>();
	const replaced = new Map<Value, Value>();
	for (const block of fn.blocks) {
		if (gone.has(block)) continue;
		for (
			let op = terminatorOf(block);
			op?.name === "br";
			op = terminatorOf(block)
		) {
			const { block: next, args } = op.successors[0] as Edge;
			if (
				next === block ||
				next === fn.blocks[0] ||
				into.get(next)?.length !== 1
			)
				break;
			if (
				!next.params.every((p, i) =>
					mayReplace(module, fn, p, args[i] as Value),
				)
			)
				break;
			next.params.forEach((p, i) => {
				replaced.set(p, args[i] as Value);
			});
			block.ops.pop();
			for (const o of next.ops) block.ops.push(o);
			gone.add(next);
		}
	}
	if (gone.size === 0) return false;
	fn.blocks = fn.blocks.filter((b) => !gone.has(b));
	replaceUses(fn, replaced);
	return true;
}
