/**
 * Where frames that are made when a fast version leaves go on in the native code of the function: ways into its middle. The entry looks where the
 * frame stands (`py.position`); each way takes the value stack from the frame.
 */
import {
	addResult,
	type Block,
	type Edge,
	type Fn,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { invariant } from "../../support/diagnostic.ts";
import {
	close,
	cut,
	nameItems,
	type Point,
	takeStack,
	trim,
} from "../cut-blocks.ts";
import { Liveness } from "../specialize/liveness.ts";

/** A way in: for a frame whose `prev_instr` is at the byte offset `at`. */
export interface Reentry {
	readonly at: number;
	readonly block: Block;
	readonly to: Edge;
}

/** An op that frames may go on at, with the value stack of its state. */
export interface Place {
	readonly block: Block;
	readonly index: number;
}

/** Can a frame go on at a place: is all that is needed there on the value stack? The place, moved to the start of its bytecode. */
export function placeOf(
	live: Liveness,
	block: Block,
	index: number,
): Place | undefined {
	let i = index;
	const offset = block.ops[index]?.offset;
	const isSame = (op?: Op): boolean => op?.offset === offset && !!op?.state;
	while (isSame(block.ops[i - 1])) i--;
	const { state } = block.ops[i] ?? {};
	if (!state) return undefined;
	const needed = i === 0 ? live.valuesInto(block) : live.valuesBefore(block, i);
	const isThere = (v: Value): boolean =>
		state.includes(v) && (v.type === "obj" || v.type === "obj?");
	return needed.every(isThere) ? { block, index: i } : undefined;
}

/** The offsets of a function's ways in, if it has been given any. */
export function reentryOffsets(fn: Fn): ReadonlySet<number> | undefined {
	const dispatch = dispatchOf(fn);
	return dispatch && new Set((dispatch.attrs[0] as bigint[]).map(Number));
}

function dispatchOf(fn: Fn): Op | undefined {
	const [first, second] = fn.blocks[0]?.ops ?? [];
	return first?.name === "py.position" && second?.name === "switch"
		? second
		: undefined;
}

/** Gives a function ways in, by the offset at which the frame stands. */
export function addReentries(fn: Fn, places: ReadonlyMap<number, Place>): void {
	if (places.size === 0) return;
	nameItems(fn);
	const live = new Liveness(fn);
	const points = new Map<Block, Map<number, Point>>();
	const ways: { at: number; state: readonly Value[]; point: Point }[] = [];
	for (const [at, { block, index }] of places) {
		const state = block.ops[index]?.state;
		invariant(state, "a way in leads to an op with a state");
		const of = points.get(block) ?? new Map<number, Point>();
		points.set(block, of);
		const values =
			index === 0 ? live.valuesInto(block) : live.valuesBefore(block, index);
		const point = of.get(index) ?? { block: newBlock(block.name), values };
		of.set(index, point);
		ways.push({ at, state: [...state], point });
	}
	const blocks = close(fn, cut(fn, points));
	const [body] = blocks;
	invariant(body, "a function has an entry");
	const entry = newBlock("entry");
	const reentries = ways.map((w) => wayIn(w.state, w.point));
	const position = newOp("py.position", {});
	const at = addResult(position, "", "i64");
	const to = (block: Block): Edge => ({ block, args: [] });
	const successors = [body, ...reentries].map(to);
	const attrs = [ways.map((w) => BigInt(w.at))];
	const jump = newOp("switch", { attrs, operands: [at], successors });
	entry.ops.push(position, jump);
	fn.blocks = [entry, ...blocks, ...reentries];
	trim(fn, new Set(blocks));
}

/** A block that takes the stack from the frame; what the point does not want of it ends. */
function wayIn(state: readonly Value[], point: Point): Block {
	const block = newBlock("reenter");
	const { offset = -1, loc } = point.block.ops[0] ?? {};
	const init = { offset, loc, state: [] };
	const stack = takeStack(block, state, init);
	const loaded = new Map(state.map((v, i) => [v, stack[i] as Value]));
	block.ops.push(newOp("py.reenter", { offset, loc, state: stack }));
	const args = point.values.map((v) => loaded.get(v) as Value);
	const successors = [{ block: point.block, args }];
	block.ops.push(newOp("br", { successors, offset, loc }));
	return block;
}

/** Takes a function's ways in out of it; they lead to where they did. */
export function takeReentries(fn: Fn): Reentry[] {
	const dispatch = dispatchOf(fn);
	if (!dispatch) return [];
	const [body, ...ways] = dispatch.successors;
	invariant(body, "a switch has a default");
	const offsets = dispatch.attrs[0] as bigint[];
	const blocks = new Set(ways.map((w) => w.block));
	const entry = fn.blocks[0];
	const others = fn.blocks.filter(
		(b) => b !== entry && b !== body.block && !blocks.has(b),
	);
	fn.blocks = [body.block, ...others];
	return ways.map(({ block }, i) => ({
		at: Number(offsets[i]),
		block,
		to: block.ops.at(-1)?.successors[0] as Edge,
	}));
}

/** Leads a way in to another block, whose parameters are to be `point.values`. */
export function aim(r: Reentry, point: Point): void {
	const { block, args } = r.to;
	const { params } = block;
	r.to.args = point.values.map((v) => {
		const at = params.indexOf(v);
		invariant(at >= 0, "a way in gives all that is needed");
		return args[at] as Value;
	});
	r.to.block = point.block;
}
