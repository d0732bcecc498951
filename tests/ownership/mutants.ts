/**
 * Single mistakes in lowered functions: every way to delete, double or move one incref or decref, and to replace one branch on
 * failure by a jump. Each is made in place and undone.
 *
 * Some mistakes are none. A moved count is left out as neutral when between its old and its new place no op mentions the value,
 * the value it was adopted from, or a local that value was loaded from, and control passes both places the same number of
 * times (same block, or the head of the only block that follows and has no other way in). A branch is left out when both of
 * its ways are the same.
 */
import { predecessors } from "../../lib/ir/cfg.ts";
import {
	type AttrTypes,
	type Block,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Value,
} from "../../lib/ir/ir.ts";
import { calleeSignature } from "../../lib/ir/infer.ts";

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
	for (const block of fn.blocks)
		for (const [at, op] of block.ops.entries()) {
			if (op.name === "incref" || op.name === "decref")
				yield* counts(fn, block, op, at, isTarget);
			else if (isFailureBranch(module, fn, op)) yield* branches(fn, block, op);
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
		if (!passed.some((o) => touches(o, op))) continue;
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
		if (isOnly && !rest.some((o) => touches(o, op))) continue;
		yield {
			...where,
			kind: `move ${name}`,
			what: `moved to ^${target.name}`,
			apply: () => replacing([[block, without()], [target, [op, ...target.ops]]]),
		};
	}
}

/** Does `op` mention what the count `count` is about? */
function touches(op: Op, count: Op): boolean {
	const about = new Set<Value>();
	let v = count.operands[0] as Value;
	about.add(v);
	const address = (): Value | undefined => {
		for (;;) {
			const def = "params" in v.def ? undefined : v.def;
			if (!def || !/^adopt|^load$/.test(def.name)) return undefined;
			v = def.operands[0] as Value;
			if (def.name === "load") return v;
			about.add(v);
		}
	};
	const place = addressKey(address());
	const mentions = (x: Value): boolean =>
		about.has(x) || (place !== undefined && addressKey(x) === place);
	return (
		op.operands.some(mentions) ||
		op.results.some((r) => about.has(r)) ||
		op.successors.some((e) => e.args.some(mentions))
	);
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
	if (first.block === second.block && first.args.every((v, i) => v === second.args[i]))
		return false;
	if (op.name === "br_null") return true;
	if (op.name !== "cond_br") return false;
	const tested = op.operands[0] as Value;
	if (mayFail(module, tested)) return true;
	const def = "params" in tested.def ? undefined : tested.def;
	if (def?.name !== "icmp") return false;
	const [v] = def.operands as [Value];
	return v === fn.blocks[0]?.params[2] || (mayFail(module, v) && def.attrs[0] === "slt");
}

function mayFail(module: Module, v: Value): boolean {
	const def = "params" in v.def ? undefined : v.def;
	if (def?.name !== "call" && def?.name !== "call_indirect") return false;
	return (calleeSignature(module, def)?.failure ?? "never") !== "never";
}

function* branches(fn: Fn, block: Block, op: Op): Generator<Mutant> {
	for (const [way, e] of op.successors.entries()) {
		const isCheck = op.name === "cond_br" && /^body$/.test(e.block.name);
		const fails = (way === 0) !== (isCheck || op.successors[0]?.block.name === "body");
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
