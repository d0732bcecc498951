/**
 * References that a `br_null` has found not to be NULL. The verifier knows them as such behind its second way; where copies of that way meet
 * there is no such place. So the way begins by giving the reference another name, whose type says it.
 */
import { predecessors, reversePostorder } from "../../ir/cfg.ts";
import { DominatorTree } from "../../ir/dominance.ts";
import {
	addResult,
	type Block,
	edgesOf,
	type Fn,
	mapUses,
	newOp,
	type Value,
} from "../../ir/ir.ts";

/** Names what the `br_null`s that end some blocks have tested. All blocks must be reachable. */
export function nameTested(fn: Fn, blocks: readonly Block[]): void {
	const tested = blocks.filter(
		(b) =>
			b.ops.at(-1)?.name === "br_null" &&
			b.ops.at(-1)?.operands[0]?.type === "obj?",
	);
	if (tested.length === 0) return;
	const into = predecessors(fn);
	const names = new Map<Block, { v: Value; name: Value }>();
	for (const b of tested) {
		const op = b.ops.at(-1);
		const [v] = op?.operands ?? [];
		const to = op?.successors[1]?.block;
		if (!op || !v || !to || into.get(to)?.length !== 1) continue;
		const { offset, loc } = op;
		const address = newOp("as_ptr", { operands: [v], offset, loc });
		const operands = [addResult(address, v.name, "ptr")];
		const name = newOp("as_obj", { operands, offset, loc });
		names.set(to, { v, name: addResult(name, v.name, "obj") });
		to.ops = [address, name, ...to.ops];
	}
	renameBehind(fn, names);
}

/** Each use gets the name of the last test that all ways to it go through. */
function renameBehind(
	fn: Fn,
	names: ReadonlyMap<Block, { readonly v: Value; readonly name: Value }>,
): void {
	const order = reversePostorder(fn);
	const index = new Map(order.map((b, i) => [b, i]));
	const { idom } = new DominatorTree(
		order.map((b) => edgesOf(b).map((e) => index.get(e.block) as number)),
	);
	const below: number[][] = order.map(() => []);
	for (const [i, d] of idom.entries()) if (d >= 0) below[d]?.push(i);
	const known = new Map<Value, Value>();
	const work: (number | (() => void))[] = [0];
	for (let at = work.pop(); at !== undefined; at = work.pop()) {
		if (typeof at === "function") {
			at();
			continue;
		}
		const b = order[at] as Block;
		const own = names.get(b);
		if (own) {
			const { v, name } = own;
			const old = known.get(v);
			work.push(() => (old ? known.set(v, old) : known.delete(v)));
			known.set(v, name);
		}
		if (known.size > 0)
			for (const op of own ? b.ops.slice(2) : b.ops) {
				const [operand] = op.operands;
				mapUses(op, (v) => known.get(v) ?? v);
				if (op.name === "br_null") op.operands[0] = operand as Value;
			}
		work.push(...(below[at] as number[]));
	}
}
