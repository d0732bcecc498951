/** Parameters of blocks that are not needed. */
import { predecessors } from "../ir/cfg.ts";
import type { Block, Fn, Value } from "../ir/ir.ts";
import { replacementOf, replaceUses } from "../ir/uses.ts";

/** Deletes the block parameters that are not to be kept, and their arguments; those of the entry stay. */
export function deleteParams(fn: Fn, isKept: (p: Value) => boolean): number {
	const shrunk = new Map<Block, boolean[]>();
	let deleted = 0;
	for (const block of fn.blocks.slice(1)) {
		const kept = block.params.map(isKept);
		if (!kept.includes(false)) continue;
		shrunk.set(block, kept);
		deleted += kept.filter((k) => !k).length;
		block.params = block.params.filter((_, i) => kept[i]);
	}
	if (deleted === 0) return 0;
	for (const block of fn.blocks)
		for (const op of block.ops)
			for (const e of op.unwind
				? [...op.successors, op.unwind]
				: op.successors) {
				const kept = shrunk.get(e.block);
				if (kept) e.args = e.args.filter((_, i) => kept[i]);
			}
	return deleted;
}

/**
 * Parameters of some blocks that are given one value only, but for themselves, are that value, if it `mayStand` for them. True if there was one. In reverse
 * postorder all that one hands on to another are found at once, but for edges back.
 */
export function replaceTrivialParams(
	fn: Fn,
	blocks: Iterable<Block>,
	mayStand: (param: Value, value: Value) => boolean,
): boolean {
	const into = predecessors(fn);
	const replaced = new Map<Value, Value>();
	for (const block of blocks)
		block.params.forEach((p, i) => {
			let only: Value | undefined;
			for (const { edge } of into.get(block) ?? []) {
				const v = replacementOf(replaced, edge.args[i] as Value);
				if (v === p || v === only) continue;
				if (only) return;
				only = v;
			}
			if (only?.type === p.type && mayStand(p, only)) replaced.set(p, only);
		});
	if (replaced.size === 0) return false;
	deleteParams(fn, (p) => !replaced.has(p));
	replaceUses(fn, replaced);
	return true;
}
