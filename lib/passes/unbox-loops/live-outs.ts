/**
 * Values of a loop that are used behind it, as the middle operand of `0 <= i < n` is when the comparison fails. The copy of the loop
 * defines values of its own, so what lies behind must get them over an edge.
 */
import { predecessors } from "../../ir/cfg.ts";
import { Dominance } from "../../ir/dominance.ts";
import {
	addParam,
	type Block,
	type Fn,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import type { Loop } from "./loops.ts";

/**
 * Makes each of them a parameter of the block where the loop is left. False, and nothing is changed, where that cannot be: when its uses
 * lie behind several such blocks, or the block is entered from elsewhere too.
 */
export function passLiveOuts(fn: Fn, loop: Loop): boolean {
	const inside = new Set(loop.blocks);
	const uses = usesBehind(fn, loop, inside);
	if (uses.size === 0) return true;
	const exits = exitsOf(fn, loop, inside);
	const dominance = new Dominance(fn);
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

/** For each value that the loop defines the ops outside that use it. */
function usesBehind(
	fn: Fn,
	loop: Loop,
	inside: ReadonlySet<Block>,
): Map<Value, Op[]> {
	const defined = new Set<Value>();
	for (const b of loop.blocks) {
		for (const p of b.params) defined.add(p);
		for (const op of b.ops) for (const r of op.results) defined.add(r);
	}
	const uses = new Map<Value, Op[]>();
	for (const b of fn.blocks) {
		if (inside.has(b)) continue;
		for (const op of b.ops)
			for (const list of valueLists(op))
				for (const v of list)
					if (defined.has(v)) uses.set(v, [...(uses.get(v) ?? []), op]);
	}
	return uses;
}

function valueLists(op: Op): Value[][] {
	const lists = [op.operands, ...op.successors.map((e) => e.args)];
	if (op.state) lists.push(op.state);
	if (op.unwind) lists.push(op.unwind.args);
	return lists;
}

/** The blocks behind the loop that are entered from it alone, and not by an exception. */
function exitsOf(fn: Fn, loop: Loop, inside: ReadonlySet<Block>): Block[] {
	const into = predecessors(fn);
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
