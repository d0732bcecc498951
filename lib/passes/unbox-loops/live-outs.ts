/**
 * Values of a loop that are used behind it, as the middle operand of `0 <= i < n` is when the comparison fails. The copy of the loop
 * defines values of its own, so what lies behind must get them over an edge.
 */
import { type InEdge, predecessors } from "../../ir/cfg.ts";
import { Dominance } from "../../ir/dominance.ts";
import {
	addParam,
	type Block,
	type Fn,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { forEachUse } from "../../ir/uses.ts";
import type { Loop } from "./loops.ts";

/**
 * The live-outs of all loops of a function, found before any loop is copied and true throughout if the loops are copied in the order
 * in which they are given: a copy leaves to where its loop does, and uses no value of a loop behind it.
 */
export class LiveOuts {
	readonly #fn: Fn;
	/** For each loop the values it defines that are used outside, with the ops that use them. */
	readonly #uses: ReadonlyMap<Loop, ReadonlyMap<Value, readonly Op[]>>;
	#graph: { dominance: Dominance; into: Map<Block, InEdge[]> } | undefined;

	constructor(fn: Fn, loops: readonly Loop[]) {
		this.#fn = fn;
		this.#uses = usesBehind(fn, loops);
	}

	/**
	 * Makes each of them a parameter of the block where the loop is left. False, and nothing is changed, where that cannot be: when its
	 * uses lie behind several such blocks, or the block is entered from elsewhere too.
	 */
	pass(loop: Loop): boolean {
		const uses = this.#uses.get(loop);
		if (!uses) return true;
		this.#graph ??= {
			dominance: new Dominance(this.#fn),
			into: predecessors(this.#fn),
		};
		const { dominance, into } = this.#graph;
		const exits = exitsOf(loop, into);
		const ways = new Map<Value, Block>();
		for (const [v, users] of uses) {
			const exit = exits.find((b) =>
				users.every((op) => dominance.blockDominates(b, op)),
			);
			if (!exit) return false;
			ways.set(v, exit);
		}
		for (const [v, exit] of ways) passOver(v, exit, loop, uses.get(v) ?? []);
		return true;
	}
}

function usesBehind(
	fn: Fn,
	loops: readonly Loop[],
): Map<Loop, Map<Value, Op[]>> {
	const home = new Map<Value, Loop>();
	const loopOf = new Map<Block, Loop>();
	for (const loop of loops)
		for (const b of loop.blocks) {
			loopOf.set(b, loop);
			for (const p of b.params) home.set(p, loop);
			for (const op of b.ops) for (const r of op.results) home.set(r, loop);
		}
	const uses = new Map<Loop, Map<Value, Op[]>>();
	for (const b of fn.blocks) {
		const here = loopOf.get(b);
		for (const op of b.ops)
			forEachUse(op, (v) => {
				const loop = home.get(v);
				if (!loop || loop === here) return;
				const ofLoop = uses.get(loop) ?? new Map<Value, Op[]>();
				uses.set(loop, ofLoop);
				const users = ofLoop.get(v);
				if (users) users.push(op);
				else ofLoop.set(v, [op]);
			});
	}
	return uses;
}

/** The blocks behind the loop that are entered from it alone, and not by an exception. */
function exitsOf(
	loop: Loop,
	into: ReadonlyMap<Block, readonly InEdge[]>,
): Block[] {
	const inside = new Set(loop.blocks);
	const targets = new Set(
		loop.blocks
			.flatMap((b) => b.ops.at(-1)?.successors ?? [])
			.map((e) => e.block),
	);
	return [...targets].filter(
		(b) =>
			!inside.has(b) &&
			(into.get(b) ?? []).every(
				({ from, op, edge }) => inside.has(from) && op.unwind !== edge,
			),
	);
}

function valueLists(op: Op): Value[][] {
	const lists = [op.operands, ...op.successors.map((e) => e.args)];
	if (op.state) lists.push(op.state);
	if (op.unwind) lists.push(op.unwind.args);
	return lists;
}

function passOver(
	v: Value,
	exit: Block,
	loop: Loop,
	users: readonly Op[],
): void {
	const param = addParam(exit, "", v.type);
	for (const b of loop.blocks)
		for (const e of b.ops.at(-1)?.successors ?? [])
			if (e.block === exit) e.args.push(v);
	for (const op of users)
		for (const list of valueLists(op))
			list.forEach((x, i) => {
				if (x === v) list[i] = param;
			});
}
