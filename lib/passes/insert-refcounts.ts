/**
 * insert-refcounts: makes reference counting explicit, from the ownership tables.
 *
 * Needs: core ops; borrowed values outlive all their uses (their producers see to it).
 * Guarantees: every owned value is consumed exactly once on each path: by the consuming use that is its last, else by a
 * `decref` right after its last use or where it is dead at the head of a block. A consuming use that is not the last, or of a
 * borrowed value, has an `incref` before it. Several values that die at one place do so in the order of their definition, as the
 * interpreter pops; on an edge in the reverse order, as it unwinds.
 */
import {
	type Block,
	type Edge,
	edgesOf,
	type Fn,
	type Module,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import { isOwned, operandOwnership } from "../ir/ownership.ts";
import { isRef } from "../ir/types.ts";

/** Inserts counts into one core function. True if it changed anything. */
export function insertRefcounts(fn: Fn, module: Module): boolean {
	const pass = new Insertion(fn, module);
	if (pass.order.size === 0) return false;
	for (const block of fn.blocks) pass.block(block);
	for (const [block, code] of pass.heads) insertAtHead(block, code);
	fn.blocks.push(...pass.split);
	return true;
}

class Insertion {
	private readonly fn: Fn;
	private readonly module: Module;
	/** References that are counted, in order of definition. */
	readonly order = new Map<Value, number>();
	private readonly owned = new Set<Value>();
	/** Owned values live at the head of each block. */
	private readonly liveIn = new Map<Block, Set<Value>>();
	private readonly predecessors = new Map<Block, Block[]>();
	private readonly home = new Map<Op, Block>();
	/** Counts to put at the head of blocks that have one predecessor. */
	readonly heads = new Map<Block, Op[]>();
	/** Blocks made on edges. */
	readonly split: Block[] = [];

	constructor(fn: Fn, module: Module) {
		this.fn = fn;
		this.module = module;
		for (const block of fn.blocks) {
			this.liveIn.set(block, new Set());
			for (const e of edgesOf(block)) {
				const list = this.predecessors.get(e.block);
				if (list) list.push(block);
				else this.predecessors.set(e.block, [block]);
			}
			for (const p of block.params) this.define(p);
			for (const op of block.ops) {
				this.home.set(op, block);
				if (op.name !== "null") for (const r of op.results) this.define(r);
			}
		}
		this.findLive();
	}

	private define(v: Value): void {
		if (!isRef(v.type)) return;
		this.order.set(v, this.order.size);
		if (isOwned(this.module, this.fn, v)) this.owned.add(v);
	}

	/** Walks up from each use to the definition: work proportional to the live ranges, not to blocks times values. */
	private findLive(): void {
		const walk = (v: Value, from: Block): void => {
			const home = "params" in v.def ? v.def : this.home.get(v.def);
			if (from === home) return;
			const work = [from];
			for (let b = work.pop(); b; b = work.pop()) {
				const live = this.liveIn.get(b);
				if (!live || live.has(v)) continue;
				live.add(v);
				for (const p of this.predecessors.get(b) ?? [])
					if (p !== home) work.push(p);
			}
		};
		for (const block of this.fn.blocks)
			for (const op of block.ops) {
				for (const v of op.operands)
					if (isRef(v.type) && this.owned.has(v)) walk(v, block);
				for (const e of op.successors)
					for (const v of e.args) if (this.owned.has(v)) walk(v, block);
			}
	}

	/** Rewrites one block, from its end. */
	block(block: Block): void {
		const out: Op[] = [];
		const live = new Set<Value>();
		const last = block.ops.at(-1);
		if (!last) return;
		for (const e of last.successors)
			for (const v of this.liveIn.get(e.block) ?? []) live.add(v);
		for (const e of last.successors)
			for (const v of e.args) if (this.owned.has(v)) live.add(v);
		const before = this.leave(last, live);
		for (let i = block.ops.length - 1; i >= 0; i--) {
			const op = block.ops[i] as Op;
			const isLast = op === last;
			this.op(op, live, out, isLast ? before : []);
		}
		const dead = block.params.filter((p) => this.owned.has(p) && !live.has(p));
		out.push(...this.releases(dead, block.ops[0]).reverse());
		block.ops = out.reverse();
	}

	/** One op, backwards: `out` collects ops last first. */
	private op(op: Op, live: Set<Value>, out: Op[], before: Op[]): void {
		if (op.name === "end_lifetime") {
			const v = op.operands[0] as Value;
			if (!this.owned.has(v) || live.has(v)) return;
			op.name = "decref";
		}
		if (!touchesRefs(op)) {
			out.push(op, ...before.reverse());
			return;
		}
		const consumed = new Map<Value, number>();
		const dead: Value[] = [];
		op.operands.forEach((v, i) => {
			if (!isRef(v.type) || !this.order.has(v)) return;
			const own = operandOwnership(this.module, this.fn, op, i);
			const n = consumed.get(v) ?? 0;
			consumed.set(v, n + (own === "consume" ? 1 : 0));
		});
		const increfs: Value[] = [];
		const terminator = op.successors.length > 0;
		for (const [v, n] of consumed) {
			const isOwner = this.owned.has(v);
			const needed = n + (isOwner && live.has(v) ? 1 : 0);
			for (let i = isOwner ? 1 : 0; i < needed; i++) increfs.push(v);
			if (isOwner && needed === 0 && !terminator) dead.push(v);
			if (isOwner) live.add(v);
		}
		for (const r of op.results) {
			if (this.owned.has(r) && !live.has(r)) dead.push(r);
			live.delete(r);
		}
		if (dead.length > 0) out.push(...this.releases(dead, op).reverse());
		out.push(op, ...before.reverse());
		for (const v of increfs) out.push(this.count("incref", v, op));
	}

	/** Settles each edge of a terminator; returns what belongs before it. */
	private leave(last: Op, live: Set<Value>): Op[] {
		const before: Op[] = [];
		const atEnd = new Set(live);
		for (const v of last.operands) if (this.owned.has(v)) atEnd.add(v);
		last.successors.forEach((e, i) => {
			const nulled =
				last.name === "br_null" && i === 0 ? last.operands[0] : undefined;
			const code = this.edge(e, atEnd, nulled, last);
			if (code.length === 0) return;
			if (last.successors.length === 1) before.push(...code);
			else if (
				// What a parameter takes has its reference before the block begins.
				e.args.length === 0 &&
				(this.predecessors.get(e.block)?.length ?? 0) === 1
			)
				this.heads.set(e.block, code);
			else this.splitEdge(e, code, last);
		});
		return before;
	}

	/** The counts an edge needs: each owned value has one reference on it. */
	private edge(
		e: Edge,
		atEnd: ReadonlySet<Value>,
		nulled: Value | undefined,
		last: Op,
	): Op[] {
		const needs = new Map<Value, number>();
		for (const v of e.args)
			if (this.order.has(v)) needs.set(v, (needs.get(v) ?? 0) + 1);
		const target = this.liveIn.get(e.block) as Set<Value>;
		const code: Op[] = [];
		const dead: Value[] = [];
		for (const v of atEnd) {
			const n = (needs.get(v) ?? 0) + (target.has(v) ? 1 : 0);
			if (n === 0 && v !== nulled) dead.push(v);
			needs.set(v, n - 1);
		}
		for (const [v, n] of needs)
			for (let i = 0; i < n; i++) code.push(this.count("incref", v, last));
		const releases = this.releases(dead, last);
		return [...code, ...releases.reverse()];
	}

	private splitEdge(e: Edge, code: Op[], last: Op): void {
		const block = newBlock(`${e.block.name}.edge${this.split.length}`);
		block.ops.push(...code);
		const to = { block: e.block, args: e.args };
		block.ops.push(
			newOp("br", { successors: [to], offset: last.offset, loc: last.loc }),
		);
		e.block = block;
		e.args = [];
		this.split.push(block);
	}

	private releases(values: Value[], at: Op | undefined): Op[] {
		const index = (v: Value): number => this.order.get(v) as number;
		values.sort((a, b) => index(a) - index(b));
		return values.map((v) => this.count("decref", v, at));
	}

	private count(name: "incref" | "decref", v: Value, at: Op | undefined): Op {
		return newOp(name, {
			operands: [v],
			offset: at?.offset ?? -1,
			loc: at?.loc,
		});
	}
}

/**
 * Counts of an edge, at the head of the block it leads to. What is released there may be what keeps alive that from which the block takes a
 * reference first: releases stand behind that.
 */
function insertAtHead(block: Block, code: readonly Op[]): void {
	const { ops } = block;
	let taken = 0;
	for (let i = 0; i < ops.length && TAKES.has((ops[i] as Op).name); i++)
		if ((ops[i] as Op).name === "incref") taken = i + 1;
	ops.splice(taken, 0, ...code.filter((op) => op.name === "decref"));
	ops.unshift(...code.filter((op) => op.name !== "decref"));
}

/** Ops that look at no memory, and those that count references of what has been loaded. */
const TAKES: ReadonlySet<string> = new Set([
	"as_ptr",
	"as_obj",
	"incref",
	"adopt",
	"const",
	"null",
	"global_addr",
]);

/** Does an op use or define a reference? Most core ops do not. */
function touchesRefs(op: Op): boolean {
	for (const v of op.operands) if (isRef(v.type)) return true;
	for (const r of op.results) if (isRef(r.type)) return true;
	return false;
}
