/** Innermost loops, reduced to the ways round that write nothing. */
import { predecessors, reversePostorder } from "../../ir/cfg.ts";
import { DominatorTree } from "../../ir/dominance.ts";
import {
	type Block,
	type Edge,
	edgesOf,
	type Fn,
	type Value,
} from "../../ir/ir.ts";

/** Some of a loop's blocks, entered at the header and left to it or for good; what is behind a dropped edge is not part of it. */
export class Loop {
	readonly header: Block;
	/** The header first, each before those it leads to. */
	blocks: readonly Block[];
	readonly dropped: ReadonlySet<Edge>;
	/** The blocks that every way round goes through. */
	readonly always: ReadonlySet<Block>;

	/** `blocks` is in such an order; what of it is on no way round is left out. */
	constructor(
		header: Block,
		blocks: readonly Block[],
		dropped: ReadonlySet<Edge> = new Set(),
	) {
		this.header = header;
		this.dropped = dropped;
		this.blocks = blocks;
		this.blocks = this.#onTheWay();
		this.always = this.#always();
	}

	/** The edges that stay in the loop, the one back to the header included. */
	waysOn(b: Block, within: ReadonlySet<Block> = new Set(this.blocks)): Edge[] {
		return edgesOf(b).filter(
			(e) => within.has(e.block) && !this.dropped.has(e),
		);
	}

	#onTheWay(): Block[] {
		const { header, blocks } = this;
		const all = new Set(blocks);
		const back = new Set<Block>();
		for (const b of [...blocks].reverse())
			if (
				this.waysOn(b, all).some((e) => e.block === header || back.has(e.block))
			)
				back.add(b);
		const reached = new Set([header]);
		for (const b of blocks)
			if (reached.has(b))
				for (const e of this.waysOn(b, all)) reached.add(e.block);
		return blocks.filter((b) => back.has(b) && reached.has(b));
	}

	#always(): Set<Block> {
		const { header, blocks } = this;
		const index = new Map(blocks.map((b, i) => [b, i]));
		const end = blocks.length;
		const within = new Set(blocks);
		const at = (e: Edge): number =>
			e.block === header ? end : (index.get(e.block) as number);
		const { idom } = new DominatorTree([
			...blocks.map((b) => this.waysOn(b, within).map(at)),
			[],
		]);
		const always = new Set<Block>();
		for (let i = idom[end] ?? -1; i >= 0; i = idom[i] as number)
			always.add(blocks[i] as Block);
		return always;
	}

	/** Parameters of the header that every way round gives themselves. */
	steadyParams(): Set<Value> {
		const { header } = this;
		const within = new Set(this.blocks);
		const back = this.blocks
			.flatMap((b) => this.waysOn(b, within))
			.filter((e) => e.block === header);
		return new Set(
			header.params.filter((p, i) => back.every((e) => e.args[i] === p)),
		);
	}

	/** The loop without an edge. */
	without(edge: Edge): Loop {
		const { header, blocks, dropped } = this;
		return new Loop(header, blocks, new Set([...dropped, edge]));
	}
}

/** The innermost loops of a function, where they have ways round all of whose blocks are quiet; no two share a block. All blocks must be reachable. */
export function quietLoops(fn: Fn, isQuiet: (b: Block) => boolean): Loop[] {
	const order = reversePostorder(fn);
	const index = new Map(order.map((b, i) => [b, i]));
	const at = (b: Block): number => index.get(b) as number;
	const tree = new DominatorTree(
		order.map((b) => edgesOf(b).map((e) => at(e.block))),
	);
	const latches = new Map<Block, Set<Block>>();
	for (const b of order)
		for (const { block: h } of edgesOf(b))
			if (tree.dominates(at(h), at(b)))
				latches.set(h, (latches.get(h) ?? new Set()).add(b));
	const into = predecessors(fn);
	const quiet = new Set(order.filter(isQuiet));
	const loops: Loop[] = [];
	for (const [header, ends] of latches) {
		if (header === order[0] || !quiet.has(header)) continue;
		const body = new Set([header]);
		const work = [...ends];
		for (let b = work.pop(); b; b = work.pop()) {
			if (body.has(b) || latches.has(b) || !quiet.has(b)) continue;
			body.add(b);
			for (const { from } of into.get(b) ?? []) work.push(from);
		}
		const blocks = [...body].sort((a, b) => at(a) - at(b));
		const loop = new Loop(header, blocks);
		if (loop.blocks.length > 0) loops.push(loop);
	}
	return loops;
}
