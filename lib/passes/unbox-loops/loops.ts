/** Innermost natural loops of a function. */
import { predecessors, reversePostorder } from "../../ir/cfg.ts";
import type { Block, Edge, Fn } from "../../ir/ir.ts";

export interface Loop {
	readonly header: Block;
	/** The header first, each block after its dominators within the loop. */
	readonly blocks: readonly Block[];
	/** The edges into the header from outside. Who leads further edges there adds them. */
	readonly entries: Edge[];
}

/** Loops that contain no other loop and are entered only through their header. */
export function innermostLoops(fn: Fn): Loop[] {
	const order = reversePostorder(fn);
	const index = new Map(order.map((b, i) => [b, i]));
	const preds = predecessors(fn);
	const loops: Loop[] = [];
	for (const header of order) {
		const at = index.get(header) as number;
		const latches = (preds.get(header) ?? [])
			.map((p) => p.from)
			.filter((b) => (index.get(b) ?? -1) >= at);
		if (latches.length === 0) continue;
		const body = new Set<Block>([header]);
		const work = [...latches];
		let irregular = false;
		for (let b = work.pop(); b; b = work.pop()) {
			if (body.has(b)) continue;
			const i = index.get(b);
			if (i === undefined) continue;
			if (i < at) irregular = true;
			if (irregular) break;
			body.add(b);
			for (const p of preds.get(b) ?? []) work.push(p.from);
		}
		if (irregular) continue;
		const place = (b: Block): number => index.get(b) as number;
		const blocks = [...body].sort((a, b) => place(a) - place(b));
		const entries = (preds.get(header) ?? [])
			.filter((p) => !body.has(p.from))
			.map((p) => p.edge);
		loops.push({ header, blocks, entries });
	}
	const headers = new Set(loops.map((l) => l.header));
	return loops.filter((l) =>
		l.blocks.every((b) => b === l.header || !headers.has(b)),
	);
}
