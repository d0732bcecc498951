/**
 * Deletes block parameters that always get the same value: what is left of "one parameter for each stack slot" after this is the
 * SSA form of Braun et al., minimal for the reducible graphs that the compiler makes.
 */
import {
	type Block,
	type Edge,
	edgesOf,
	mapUses,
	type Value,
} from "../ir/ir.ts";
import type { Type } from "../ir/types.ts";

interface Parameter {
	readonly value: Value;
	readonly index: number;
	/** The edges that bring it a value. */
	readonly edges: readonly Edge[];
	/** Parameters that may get this one's value. */
	users: Parameter[];
}

/** Removes them from the blocks, the edges and all uses. */
export function removeTrivialParams(blocks: readonly Block[]): void {
	const params = collect(blocks);
	if (params.size === 0) return;
	const replaced = new Map<Value, Value>();
	const find = (v: Value): Value => {
		const to = replaced.get(v);
		if (to === undefined) return v;
		const root = find(to);
		replaced.set(v, root);
		return root;
	};
	const work = [...params.values()].reverse();
	for (let p = work.pop(); p !== undefined; p = work.pop()) {
		if (replaced.has(p.value)) continue;
		const only = onlyArgument(p, find);
		if (only === undefined) continue;
		replaced.set(p.value, only);
		work.push(...p.users);
		const heir = params.get(only);
		if (heir !== undefined) heir.users = heir.users.concat(p.users);
	}
	if (replaced.size > 0) apply(blocks, replaced, find);
}

/**
 * Gives the parameters that are left their types: `obj?` where some edge may bring NULL. `refined` are values known not to be NULL
 * though their type says so.
 */
export function typeParams(
	blocks: readonly Block[],
	refined: ReadonlySet<Value>,
): void {
	const params = collect(blocks);
	const work = [...params.values()];
	const mayBeNull = (v: Value): boolean =>
		v.type === ("obj?" satisfies Type) && !refined.has(v);
	for (let p = work.pop(); p !== undefined; p = work.pop()) {
		const { index, value } = p;
		if (value.type === "obj?") continue;
		if (!p.edges.some((e) => mayBeNull(e.args[index] as Value))) continue;
		value.type = "obj?";
		work.push(...p.users);
	}
}

function collect(blocks: readonly Block[]): Map<Value, Parameter> {
	const params = new Map<Value, Parameter>();
	const incoming = new Map<Block, Edge[]>();
	for (const b of blocks) {
		if (b.params.length === 0) continue;
		const edges: Edge[] = [];
		incoming.set(b, edges);
		b.params.forEach((value, index) => {
			params.set(value, { value, index, edges, users: [] });
		});
	}
	if (params.size === 0) return params;
	for (const b of blocks)
		for (const e of edgesOf(b)) {
			if (e.args.length === 0) continue;
			incoming.get(e.block)?.push(e);
			e.args.forEach((arg, k) => {
				const target = params.get(e.block.params[k] as Value);
				if (target !== undefined) params.get(arg)?.users.push(target);
			});
		}
	return params;
}

/** The one value, other than itself, that a parameter gets; undefined when there are several. */
function onlyArgument(
	p: Parameter,
	find: (v: Value) => Value,
): Value | undefined {
	let only: Value | undefined;
	for (const e of p.edges) {
		const arg = find(e.args[p.index] as Value);
		if (arg === p.value || arg === only) continue;
		if (only !== undefined) return undefined;
		only = arg;
	}
	return only;
}

function apply(
	blocks: readonly Block[],
	replaced: ReadonlyMap<Value, Value>,
	find: (v: Value) => Value,
): void {
	const kept = new Map<Block, boolean[]>();
	for (const b of blocks)
		if (b.params.some((v) => replaced.has(v)))
			kept.set(
				b,
				b.params.map((v) => !replaced.has(v)),
			);
	for (const b of blocks) {
		for (const e of edgesOf(b)) {
			const keep = kept.get(e.block);
			if (keep !== undefined) e.args = e.args.filter((_, k) => keep[k]);
		}
		for (const op of b.ops) mapUses(op, find);
	}
	for (const [b, keep] of kept) b.params = b.params.filter((_, k) => keep[k]);
}
