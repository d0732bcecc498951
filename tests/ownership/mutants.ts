/**
 * Single mistakes in lowered functions: every way to delete, double or move one incref or decref, and to replace one branch on
 * failure by a jump. Each is made in place and undone.
 *
 * Some mistakes are none, and are left out as neutral:
 * - a moved count that control passes as often as before (same block, or the head of the only block that follows and has no
 *   other way in), where nothing it passes matters: for an incref an op that defines or adopts the value, on the way down also
 *   one that takes it or stores to the local it was loaded from; for a decref an op that mentions the value or one it was
 *   adopted from, on the way up also one that loads from or stores to the local these came from;
 * - the test of a local that never fails, where on every way to it the local was stored to or tested, and not deleted since;
 * - the test of a local that the function itself keeps bound, against code that unbinds it from outside: no rule of ownership is about
 *   that;
 * - a branch both of whose ways are the same;
 * - all in blocks that control cannot reach.
 */
import { type InEdge, predecessors, reachable } from "../../lib/ir/cfg.ts";
import { calleeSignature } from "../../lib/ir/infer.ts";
import {
	type AttrTypes,
	type Block,
	type Edge,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Value,
} from "../../lib/ir/ir.ts";
import { operandOwnership } from "../../lib/ir/ownership.ts";

export const KINDS = [
	"delete incref",
	"delete decref",
	"double incref",
	"double decref",
	"move incref",
	"move decref",
	"branch never fails",
	"branch always fails",
] as const;
export type MutantKind = (typeof KINDS)[number];

export interface Mutant {
	readonly kind: MutantKind;
	readonly fn: Fn;
	readonly block: Block;
	readonly op: Op;
	/** What was done, for a person. */
	readonly what: string;
	/** Makes the mistake; returns what undoes it. */
	apply(): () => void;
}

/** All mutants of a function. */
export function* mutantsOf(module: Module, fn: Fn): Generator<Mutant> {
	const into = predecessors(fn);
	const isTarget = (b: Block): boolean => (into.get(b)?.length ?? 0) === 1;
	for (const block of reachable(fn))
		for (const [at, op] of block.ops.entries()) {
			if (op.name === "incref" || op.name === "decref")
				yield* counts(module, fn, block, op, at, isTarget);
			else if (isFailureBranch(module, fn, op))
				yield* branches(fn, block, op, into);
		}
}

/** Replaces the ops of some blocks; the undoing puts the old lists back. */
function replacing(changes: readonly (readonly [Block, Op[]])[]): () => void {
	const old = changes.map(([b]) => b.ops);
	for (const [b, ops] of changes) b.ops = ops;
	return () => {
		for (const [i, [b]] of changes.entries()) b.ops = old[i] as Op[];
	};
}

function* counts(
	module: Module,
	fn: Fn,
	block: Block,
	op: Op,
	at: number,
	hasOneWay: (b: Block) => boolean,
): Generator<Mutant> {
	const name = op.name as "incref" | "decref";
	const without = (): Op[] => block.ops.toSpliced(at, 1);
	const where = { fn, block, op };
	yield {
		...where,
		kind: `delete ${name}`,
		what: "deleted",
		apply: () => replacing([[block, without()]]),
	};
	yield {
		...where,
		kind: `double ${name}`,
		what: "doubled",
		apply: () => {
			const twice = block.ops.toSpliced(at, 0, newOp(name, { ...op }));
			return replacing([[block, twice]]);
		},
	};
	for (let to = 0; to < block.ops.length; to++) {
		// Position `to` of the list without the op; at `at` it stands where it stood.
		if (to === at) continue;
		const passed =
			to < at ? block.ops.slice(to, at) : block.ops.slice(at + 1, to + 1);
		if (!passed.some((o) => matters(module, fn, o, op, to < at))) continue;
		yield {
			...where,
			kind: `move ${name}`,
			what: `moved from ${at} to ${to}`,
			apply: () => replacing([[block, without().toSpliced(to, 0, op)]]),
		};
	}
	const rest = block.ops.slice(at + 1);
	const { successors } = block.ops.at(-1) as Op;
	for (const e of successors) {
		const target = e.block;
		if (target === block) continue;
		const isOnly = successors.length === 1 && hasOneWay(target);
		if (isOnly && !rest.some((o) => matters(module, fn, o, op, false)))
			continue;
		yield {
			...where,
			kind: `move ${name}`,
			what: `moved to ^${target.name}`,
			apply: () =>
				replacing([
					[block, without()],
					[target, [op, ...target.ops]],
				]),
		};
	}
}

/** Does it matter whether `count` stands before or after `op`? `up`: it moves towards the start of the block. */
function matters(
	module: Module,
	fn: Fn,
	op: Op,
	count: Op,
	up: boolean,
): boolean {
	const [counted] = count.operands as [Value];
	const { about, place } = originOf(counted);
	const isPlace = (v: Value | undefined): boolean =>
		place !== undefined && addressKey(v) === place;
	if (op.results.some((r) => about.has(r))) return true;
	if (op.successors.some((e) => e.args.some((v) => about.has(v)))) return true;
	if (count.name === "incref") {
		if (/^adopt/.test(op.name) && op.operands[0] === counted) return true;
		if (up) return false;
		if (op.name === "store" && isPlace(op.operands[1])) return true;
		return op.operands.some(
			(v, i) =>
				v === counted && operandOwnership(module, fn, op, i) === "consume",
		);
	}
	return op.operands.some((v) => about.has(v) || (up && isPlace(v)));
}

/** The values a value was adopted from and the local it was loaded from, where there is one. */
function originOf(v: Value): { about: Set<Value>; place: string | undefined } {
	const about = new Set([v]);
	for (let x = v; ; ) {
		const def = "params" in x.def ? undefined : x.def;
		if (!def || !/^adopt|^load$/.test(def.name))
			return { about, place: undefined };
		x = def.operands[0] as Value;
		if (def.name === "load") return { about, place: addressKey(x) };
		about.add(x);
	}
}

/** Names the entry of localsplus that an address is; undefined for others. */
function addressKey(v: Value | undefined): string | undefined {
	const op = v && !("params" in v.def) ? v.def : undefined;
	if (op?.name !== "elem_addr") return undefined;
	const [base, index] = op.operands as [Value, Value];
	const n = "params" in index.def ? undefined : index.def;
	if (n?.name !== "const") return undefined;
	return `${base.name}[${(n.attrs[0] as AttrTypes["literal"]).value}]`;
}

/** A branch on the failure of a call, on an unbound local, or on what was thrown into a generator. */
function isFailureBranch(module: Module, fn: Fn, op: Op): boolean {
	const [first, second] = op.successors;
	if (!first || !second) return false;
	if (
		first.block === second.block &&
		first.args.every((v, i) => v === second.args[i])
	)
		return false;
	if (op.name === "br_null") return true;
	if (op.name !== "cond_br") return false;
	const tested = op.operands[0] as Value;
	if (mayFail(module, tested)) return true;
	const def = "params" in tested.def ? undefined : tested.def;
	if (def?.name !== "icmp") return false;
	const [v] = def.operands as [Value];
	return (
		v === fn.blocks[0]?.params[2] ||
		(mayFail(module, v) && def.attrs[0] === "slt")
	);
}

function mayFail(module: Module, v: Value): boolean {
	const def = "params" in v.def ? undefined : v.def;
	if (def?.name !== "call" && def?.name !== "call_indirect") return false;
	return (calleeSignature(module, def)?.failure ?? "never") !== "never";
}

function* branches(
	fn: Fn,
	block: Block,
	op: Op,
	into: ReadonlyMap<Block, InEdge[]>,
): Generator<Mutant> {
	const tested = op.operands[0] as Value;
	const isBound =
		op.name === "br_null" && isBoundBefore(fn, block, tested, into);
	const first = op.successors[0] as Edge;
	const failsSecond = first.block.name === "body";
	if (isOutside(first.block)) return;
	for (const [way, e] of op.successors.entries()) {
		const fails = (way === 0) !== failsSecond;
		if (!fails && isBound) continue;
		yield {
			fn,
			block,
			op,
			kind: fails ? "branch always fails" : "branch never fails",
			what: `jumps to ^${e.block.name}`,
			apply: () => {
				const { offset, loc, at } = op;
				const jump = newOp("br", { successors: [e], offset, loc, at });
				return replacing([[block, [...block.ops.slice(0, -1), jump]]]);
			},
		};
	}
}

/** The way of a local that the function has set, and that only others can have unbound, to the interpreter. */
function isOutside(failing: Block): boolean {
	const last = failing.ops.at(-1);
	return last?.name === "deopt" && last.attrs[0] === "unbound from outside";
}

/** Is `v` loaded from a local that on every way to the end of `block` was stored to or tested before, and not deleted since? */
function isBoundBefore(
	fn: Fn,
	block: Block,
	v: Value,
	into: ReadonlyMap<Block, InEdge[]>,
): boolean {
	const load = "params" in v.def ? undefined : v.def;
	const place =
		load?.name === "load" ? addressKey(load.operands[0]) : undefined;
	if (place === undefined) return false;
	const slot = fn.code?.slots[Number(/\[(\d+)\]$/.exec(place)?.[1])];
	// The test of the cell itself: MAKE_CELL and COPY_FREE_VARS filled it.
	if (slot?.cell || slot?.free) return true;
	const seen = new Set([block]);
	const work: { block: Block; via: Block | undefined }[] = [
		{ block, via: undefined },
	];
	for (let at = work.pop(); at; at = work.pop()) {
		const known = boundAtEnd(at.block, at.via, place);
		if (known === false) return false;
		if (known) continue;
		const ways = into.get(at.block) ?? [];
		if (ways.length === 0) return false;
		for (const { from } of ways) {
			if (boundAtEnd(from, at.block, place)) continue;
			if (!seen.has(from)) work.push({ block: from, via: at.block });
			seen.add(from);
		}
	}
	return true;
}

/** What a block says of the local at `place` where control leaves it for `via`; undefined: nothing. */
function boundAtEnd(
	block: Block,
	via: Block | undefined,
	place: string,
): boolean | undefined {
	for (const op of block.ops.toReversed()) {
		const isTest = op.name === "br_null" && via !== undefined;
		const tested = isTest ? op.operands[0]?.def : undefined;
		if (tested && !("params" in tested) && tested.name === "load")
			if (addressKey(tested.operands[0]) === place)
				return op.successors[1]?.block === via;
		if (op.name !== "store" || addressKey(op.operands[1]) !== place) continue;
		const stored = (op.operands[0] as Value).def;
		return "params" in stored || stored.name !== "null";
	}
	return undefined;
}
