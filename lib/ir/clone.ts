/** Copies of blocks and functions. */
import {
	addParam,
	addResult,
	type Block,
	type Edge,
	edgesOf,
	type Fn,
	mapUses,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "./ir.ts";

/** What blocks define: the original of each value, and the value that stands for it there. */
export type Definitions = ReadonlyMap<Value, Value>;

export interface Copy {
	/** By the block it is a copy of. */
	readonly blocks: ReadonlyMap<Block, Block>;
	/** By the value it is a copy of. */
	readonly values: Definitions;
}

/**
 * Copies blocks; what a pass edits is not shared, and there is no place in a text. The copies define values of their own and still use the
 * originals; their edges lead where those of the originals do. `suffix` is added to their names.
 */
export function copyBlocks(blocks: Iterable<Block>, suffix = ""): Copy {
	const copies = new Map<Block, Block>();
	const values = new Map<Value, Value>();
	for (const b of blocks) {
		const copy = newBlock(b.name + suffix);
		for (const p of b.params) values.set(p, addParam(copy, p.name, p.type));
		for (const op of b.ops) {
			const twin = copyOp(op);
			for (const r of op.results)
				values.set(r, addResult(twin, r.name, r.type));
			copy.ops.push(twin);
		}
		copies.set(b, copy);
	}
	return { blocks: copies, values };
}

/** Without its results. */
const copyOp = (op: Op): Op =>
	newOp(op.name, {
		attrs: [...op.attrs],
		operands: [...op.operands],
		successors: op.successors.map(copyEdge),
		unwind: op.unwind && copyEdge(op.unwind),
		offset: op.offset,
		state: op.state && [...op.state],
		loc: op.loc,
		profile: op.profile,
	});

const copyEdge = ({ block, args }: Edge): Edge => ({ block, args: [...args] });

/** A copy that shares nothing that a pass edits. It has no place in a text: the original's was another file's. */
export function cloneFn(fn: Fn): Fn {
	const { blocks, values } = copyBlocks(fn.blocks);
	for (const b of blocks.values()) {
		for (const op of b.ops) mapUses(op, (v) => values.get(v) ?? v);
		for (const e of edgesOf(b)) e.block = blocks.get(e.block) ?? e.block;
	}
	return { ...fn, blocks: [...blocks.values()], at: -1 };
}
