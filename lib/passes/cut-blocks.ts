/**
 * Functions made ready to be entered in the middle: blocks are cut where that is, and each block takes what it needs as parameters, since a value may now
 * come from more than one side. Parameters that turn out to have one value go again.
 */
import { predecessors, reversePostorder } from "../ir/cfg.ts";
import {
	addParam,
	addResult,
	type Block,
	edgesOf,
	type Fn,
	mapUses,
	newBlock,
	newOp,
	type Op,
	type OpInit,
	type Value,
} from "../ir/ir.ts";
import { replaceTrivialParams } from "./block-params.ts";
import { Liveness } from "./specialize/liveness.ts";

/** A place where control comes in, and what it has to bring. */
export interface Point {
	readonly block: Block;
	readonly values: readonly Value[];
}

/** By block and index of the op. */
export type Points = ReadonlyMap<Block, ReadonlyMap<number, Point>>;

/**
 * What `for_iter` gives is an object on the second way of the `br_null` after it: a block on that way makes it the parameter of the next, so
 * that its type says so wherever control comes from.
 */
export function nameItems(fn: Fn): void {
	const into = predecessors(fn);
	const items = new Map<Value, Value>();
	const made: Block[] = [];
	for (const b of fn.blocks) {
		const op = b.ops.at(-1);
		const [v] = op?.operands ?? [];
		const some = op?.successors[1];
		if (op?.name !== "br_null" || !v || !some) continue;
		if (into.get(some.block)?.length !== 1) continue;
		const on = newBlock("item");
		items.set(v, addParam(some.block, v.name, "obj"));
		const edge = { block: some.block, args: [...some.args, v] };
		const { offset, loc } = op;
		on.ops.push(newOp("br", { successors: [edge], offset, loc }));
		op.successors[1] = { block: on, args: [] };
		made.push(on);
	}
	for (const b of fn.blocks)
		for (const op of b.ops)
			if (op.name !== "br_null") mapUses(op, (v) => items.get(v) ?? v);
	fn.blocks.push(...made);
}

const isCatch = (op: Op | undefined): boolean =>
	op?.name === "py.catch" || op?.name === "py.catch_lasti";

/** The op that catches gets a block of its own before the rest of its handler, which takes what it gives as parameters. */
export function splitHandlers(fn: Fn): void {
	const caught = new Map<Value, Value>();
	const made: Block[] = [];
	for (const b of fn.blocks) {
		const [op, ...rest] = b.ops;
		if (!op || !isCatch(op)) continue;
		const on = newBlock(b.name, b.at);
		on.ops = rest;
		for (const r of op.results) caught.set(r, addParam(on, r.name, r.type));
		const { offset, loc } = op;
		const edge = { block: on, args: [...op.results] };
		b.ops = [op, newOp("br", { successors: [edge], offset, loc })];
		made.push(on);
	}
	fn.blocks.push(...made);
	for (const b of fn.blocks)
		for (const op of isCatch(b.ops[0]) ? [] : b.ops)
			mapUses(op, (v) => caught.get(v) ?? v);
}

/** What takes at once what a call gives. */
const TAKES: ReadonlySet<string> = new Set(["py.store_fast", "py.pop_top"]);

/** Blocks end behind calls that others follow; gives those that begin there. From the back, so that each op moves once. */
export function splitCalls(fn: Fn): Block[] {
	const made: Block[] = [];
	for (const b of fn.blocks) {
		const calls = b.ops.flatMap((op, i) => (op.name === "py.call" ? [i] : []));
		for (const at of calls.slice(0, -1).reverse()) {
			const next = b.ops[at + 1] as Op;
			const end = TAKES.has(next.name) ? at + 2 : at + 1;
			const on = newBlock(b.name, b.at);
			on.ops = b.ops.splice(end);
			const { offset, loc } = b.ops[end - 1] as Op;
			const edge = { block: on, args: [] };
			b.ops.push(newOp("br", { successors: [edge], offset, loc }));
			made.push(on);
		}
	}
	made.reverse();
	fn.blocks.push(...made);
	return made;
}

/** The pieces of each block; a piece that is entered is that point's block. */
export function cut(fn: Fn, at: Points): Map<Block, Block[]> {
	const pieces = new Map<Block, Block[]>();
	for (const b of fn.blocks) {
		const points = at.get(b);
		const cuts = [...(points?.keys() ?? [])].filter((i) => i > 0);
		cuts.sort((x, y) => x - y);
		const head = points?.get(0)?.block ?? newBlock(b.name, b.at);
		head.params = [];
		const list = [head];
		let from = 0;
		for (const at of cuts) {
			list.at(-1)?.ops.push(...b.ops.slice(from, at));
			list.push(points?.get(at)?.block as Block);
			from = at;
		}
		list.at(-1)?.ops.push(...b.ops.slice(from));
		pieces.set(b, list);
	}
	return pieces;
}

/** Every value that lives on into a block comes as a parameter. */
export function close(
	fn: Fn,
	pieces: ReadonlyMap<Block, readonly Block[]>,
): Block[] {
	const live = new Liveness(fn);
	const blocks: Block[] = [];
	const given = new Map<Block, readonly Value[]>();
	for (const b of fn.blocks) {
		let index = 0;
		for (const [i, piece] of (pieces.get(b) as Block[]).entries()) {
			const values = i === 0 ? live.valuesInto(b) : live.valuesBefore(b, index);
			given.set(piece, values);
			index += piece.ops.length;
			blocks.push(piece);
		}
	}
	for (const b of fn.blocks) {
		const list = pieces.get(b) as Block[];
		list.forEach((piece, i) => {
			const next = list[i + 1];
			if (next) {
				const edge = {
					block: next,
					args: [...(given.get(next) as readonly Value[])],
				};
				const { offset = -1, loc } = next.ops[0] ?? {};
				piece.ops.push(newOp("br", { successors: [edge], offset, loc }));
			}
			for (const e of edgesOf(piece)) {
				const to = pieces.get(e.block)?.[0];
				if (!to) continue;
				const { params } = e.block;
				const { args } = e;
				e.args = (given.get(to) as readonly Value[]).map((v) => {
					const at = params.indexOf(v);
					return at >= 0 ? (args[at] as Value) : v;
				});
				e.block = to;
			}
		});
	}
	for (const piece of blocks) rename(piece, given.get(piece) as Value[]);
	return blocks;
}

function rename(piece: Block, values: readonly Value[]): void {
	const map = new Map(
		values.map((v) => [v, addParam(piece, v.name, v.type)] as const),
	);
	for (const op of piece.ops) mapUses(op, (v) => map.get(v) ?? v);
}

/** Takes away parameters of some blocks that are given one value only, but for themselves. */
export function trim(fn: Fn, old: ReadonlySet<Block>): void {
	const blocks = reversePostorder(fn).filter((b) => old.has(b));
	while (replaceTrivialParams(fn, blocks, () => true));
}

/** Takes the value stack from the frame, for a block that begins in its middle: what the entries hold, bottom first. */
export function takeStack(
	block: Block,
	stack: readonly Value[],
	init: OpInit,
): Value[] {
	return stack.map((v, i) => {
		const type = v.type === "obj" ? "obj" : "obj?";
		const name = type === "obj" ? "py.load_stack" : "py.load_stack_null";
		const load = newOp(name, { ...init, attrs: [i] });
		block.ops.push(load);
		return addResult(load, "", type);
	});
}
