/** The function as it was, behind the specialised code: that comes in at its points, and it tries to get back at the heads of loops. */
import { type Block, edgesOf, type Fn } from "../../ir/ir.ts";
import { close, cut, trim } from "../cut-blocks.ts";
import type { Reentry } from "../lazy-calls/reentries.ts";
import type { Specialised } from "./engine.ts";
import { suspends } from "./suspension.ts";

/** Puts the specialised code before the function as it was; frames that fast versions have left come in by `reentries`. */
export function assemble(
	fn: Fn,
	code: Specialised,
	reentries: readonly Reentry[],
): void {
	const old = cut(fn, code.points);
	fn.blocks = [...close(fn, old), ...reentries.map((r) => r.block)];
	const heads = new Map<Block, Block>();
	for (const [head, back] of code.returns) heads.set(head, back);
	redirect(fn.blocks, code, heads);
	resume(fn.blocks, code);
	fn.blocks = [code.entry, ...code.blocks.slice(1), ...fn.blocks];
	trim(fn, new Set(fn.blocks.slice(code.blocks.length)));
}

/** Edges of the function as it was into its loops go by way of the blocks that try to get back. */
function redirect(
	blocks: readonly Block[],
	code: Specialised,
	heads: ReadonlyMap<Block, Block>,
): void {
	const back = new Map<Block, Block>();
	for (const [head, to] of heads) {
		const entry = code.points.get(head)?.get(0)?.block;
		if (entry) back.set(entry, to);
	}
	for (const b of blocks)
		for (const e of edgesOf(b)) e.block = back.get(e.block) ?? e.block;
}

/** What was suspended goes on in specialised code. */
function resume(blocks: readonly Block[], code: Specialised): void {
	for (const b of blocks) {
		const op = b.ops.at(-1);
		if (!op || !suspends(op)) continue;
		const block = code.resumptions.get(op.offset);
		if (block) op.successors = [{ block, args: [] }];
	}
}
