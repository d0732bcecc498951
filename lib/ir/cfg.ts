/** The control-flow graph of a function: predecessors, orders, and what reaches what. Unwind edges count as edges. */
import { type Block, type Edge, edgesOf, type Fn, type Op } from "./ir.ts";

/** The edges into each block, with the op each leaves from. */
export interface InEdge {
	readonly from: Block;
	readonly op: Op;
	readonly edge: Edge;
}

export function predecessors(fn: Fn): Map<Block, InEdge[]> {
	const map = new Map<Block, InEdge[]>(fn.blocks.map((b) => [b, []]));
	for (const from of fn.blocks)
		for (const op of from.ops) {
			for (const edge of op.successors)
				map.get(edge.block)?.push({ from, op, edge });
			if (op.unwind)
				map.get(op.unwind.block)?.push({ from, op, edge: op.unwind });
		}
	return map;
}

/** The blocks control can reach, the entry first, each before the blocks it dominates (reverse postorder). */
export function reversePostorder(fn: Fn): Block[] {
	const [entry] = fn.blocks;
	if (!entry) return [];
	const seen = new Set([entry]);
	const order: Block[] = [];
	const stack = [{ block: entry, edges: edgesOf(entry), next: 0 }];
	for (let top = stack.at(-1); top; top = stack.at(-1)) {
		const edge = top.edges[top.next++];
		if (!edge) {
			order.push(top.block);
			stack.pop();
		} else if (!seen.has(edge.block)) {
			const { block } = edge;
			seen.add(block);
			stack.push({ block, edges: edgesOf(block), next: 0 });
		}
	}
	return order.reverse();
}

export function reachable(fn: Fn): Set<Block> {
	return new Set(reversePostorder(fn));
}

/** Removes the blocks control cannot reach. True if there were any. */
export function removeUnreachable(fn: Fn): boolean {
	const live = reachable(fn);
	if (live.size === fn.blocks.length) return false;
	fn.blocks = fn.blocks.filter((b) => live.has(b));
	return true;
}

/** The op a block ends with; undefined while it is being built. */
export function terminatorOf(block: Block): Op | undefined {
	return block.ops.at(-1);
}
