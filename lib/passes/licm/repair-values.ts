/** The values of a function some of whose blocks were copied, put right: what had one definition has several. */
import { type InEdge, predecessors, reversePostorder } from "../../ir/cfg.ts";
import type { Definitions } from "../../ir/clone.ts";
import {
	addParam,
	type Block,
	edgesOf,
	type Fn,
	mapUses,
	type Value,
} from "../../ir/ir.ts";
import { forEachUse } from "../../ir/uses.ts";

/**
 * Makes every use of the values that `regions` define use the definition that reaches it, with parameters where several do. All uses name the
 * originals; a region is entered at one block, before its definitions. Gives the blocks that got parameters.
 */
export function repairValues(
	fn: Fn,
	regions: ReadonlyMap<Block, Definitions>,
): Set<Block> {
	const into = predecessors(fn);
	const defined = new Set<Value>();
	for (const d of new Set(regions.values()))
		for (const v of d.keys()) defined.add(v);
	const live = liveInto(fn, regions, defined, into);
	const reaching = new Map<Block, Map<Value, Value>>();
	const added = new Map<Block, readonly Value[]>();
	const atEnd = (b: Block, v: Value): Value =>
		regions.get(b)?.get(v) ?? reaching.get(b)?.get(v) ?? v;
	for (const b of reversePostorder(fn)) {
		const values = live.get(b);
		if (!values) continue;
		const edges = into.get(b) as InEdge[];
		const from = edges.length === 1 ? edges[0]?.from : undefined;
		const here = new Map<Value, Value>();
		for (const v of values)
			here.set(v, from ? atEnd(from, v) : addParam(b, v.name, v.type));
		reaching.set(b, here);
		if (!from) added.set(b, [...values]);
	}
	for (const b of fn.blocks) {
		if (!regions.has(b) && !reaching.has(b) && !leadsTo(b, added)) continue;
		for (const op of b.ops)
			mapUses(op, (v) => (defined.has(v) ? atEnd(b, v) : v));
		for (const e of edgesOf(b))
			for (const v of added.get(e.block) ?? []) e.args.push(atEnd(b, v));
	}
	return new Set(added.keys());
}

const leadsTo = (b: Block, to: ReadonlyMap<Block, unknown>): boolean =>
	edgesOf(b).some((e) => to.has(e.block));

/** The values each block needs from before it, in a fixed order. */
function liveInto(
	fn: Fn,
	regions: ReadonlyMap<Block, Definitions>,
	defined: ReadonlySet<Value>,
	into: ReadonlyMap<Block, readonly InEdge[]>,
): Map<Block, Set<Value>> {
	const live = new Map<Block, Set<Value>>();
	const need = (block: Block, v: Value): void => {
		const work = [block];
		for (let b = work.pop(); b; b = work.pop()) {
			if (regions.get(b)?.has(v)) continue;
			const values = live.get(b);
			if (values?.has(v)) continue;
			if (values) values.add(v);
			else live.set(b, new Set([v]));
			for (const { from } of into.get(b) ?? []) work.push(from);
		}
	};
	for (const b of fn.blocks)
		for (const op of b.ops)
			forEachUse(op, (v) => {
				if (defined.has(v)) need(b, v);
			});
	return live;
}
