/** Copies of functions. */
import {
	type Block,
	type Edge,
	type Fn,
	newBlock,
	newOp,
	type Value,
} from "./ir.ts";

/** A copy that shares nothing that a pass edits. It has no place in a text: the original's was another file's. */
export function cloneFn(fn: Fn): Fn {
	const values = new Map<Value, Value>();
	const blocks = new Map<Block, Block>();
	for (const b of fn.blocks) blocks.set(b, newBlock(b.name));
	const blockOf = (b: Block): Block => blocks.get(b) ?? b;
	const copyOf = (v: Value): Value => {
		let copy = values.get(v);
		if (!copy) {
			copy = { name: v.name, type: v.type, def: v.def };
			values.set(v, copy);
		}
		return copy;
	};
	const edgeOf = (e: Edge): Edge => ({
		block: blockOf(e.block),
		args: e.args.map(copyOf),
	});
	for (const [old, block] of blocks) {
		block.params = old.params.map(copyOf);
		for (const p of block.params) p.def = block;
		for (const op of old.ops) {
			const copy = newOp(op.name, {
				attrs: [...op.attrs],
				operands: op.operands.map(copyOf),
				successors: op.successors.map(edgeOf),
				unwind: op.unwind && edgeOf(op.unwind),
				offset: op.offset,
				state: op.state?.map(copyOf),
				loc: op.loc,
				profile: op.profile,
			});
			copy.results = op.results.map(copyOf);
			for (const r of copy.results) r.def = copy;
			block.ops.push(copy);
		}
	}
	return { ...fn, blocks: [...blocks.values()], at: -1 };
}
