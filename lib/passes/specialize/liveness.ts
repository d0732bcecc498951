/** What is live where in the function as it was: values, fast locals; and which blocks begin loops. */
import { reversePostorder } from "../../ir/cfg.ts";
import {
	type Block,
	type Edge,
	edgesOf,
	type Fn,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { forEachUse } from "../../ir/uses.ts";

export class Liveness {
	readonly order: readonly Block[];
	readonly index: ReadonlyMap<Block, number>;
	/** Blocks that an edge from behind or from themselves enters. */
	readonly headers = new Set<Block>();
	/** Blocks that come behind what catches an exception. */
	readonly handlers = new Set<Block>();
	/** How many edges of terminators enter each block; two where there may be any number of ways in. */
	readonly entries = new Map<Block, number>();
	/** Slots that code stores to in the loop of each header. */
	readonly #values = new Map<Block, Set<Value>>();
	readonly #slots = new Map<Block, Set<number>>();
	readonly #before = new Map<Block, (readonly Value[])[]>();

	readonly #defined = new Map<Value, number>();

	constructor(fn: Fn) {
		this.order = reversePostorder(fn);
		for (const { params, ops } of this.order)
			for (const v of [...params, ...ops.flatMap((op) => op.results)])
				this.#defined.set(v, this.#defined.size);
		this.index = new Map(this.order.map((b, i) => [b, i]));
		for (const b of this.order)
			for (const e of b.ops.at(-1)?.successors ?? []) {
				this.entries.set(e.block, (this.entries.get(e.block) ?? 0) + 1);
				const to = this.index.get(e.block) as number;
				if (to <= (this.index.get(b) as number)) this.headers.add(e.block);
			}
		// They are come to from each op that raises.
		for (const { ops } of this.order)
			if (ops[0]?.name === "py.catch" || ops[0]?.name === "py.catch_lasti")
				for (const e of ops.at(-1)?.successors ?? []) {
					this.handlers.add(e.block);
					this.entries.set(e.block, 2);
				}
		this.depths = this.#depths();
		this.ways = this.#ways();
		this.#solve();
	}

	/** How many loops each block is in. */
	readonly depths: ReadonlyMap<Block, number>;
	/** Blocks that control comes to without an exception. */
	readonly ways: ReadonlySet<Block>;

	#ways(): Set<Block> {
		const seen = new Set<Block>(this.order.slice(0, 1));
		for (const b of seen)
			for (const e of b.ops.at(-1)?.successors ?? []) seen.add(e.block);
		return seen;
	}

	#depths(): ReadonlyMap<Block, number> {
		const into = new Map<Block, Block[]>();
		for (const b of this.order)
			for (const e of b.ops.at(-1)?.successors ?? []) {
				const list = into.get(e.block);
				if (list) list.push(b);
				else into.set(e.block, [b]);
			}
		const depths = new Map<Block, number>();
		for (const h of this.headers) {
			const at = this.index.get(h) as number;
			const body = new Set([h]);
			const isInside = (b: Block): boolean => (this.index.get(b) ?? -1) >= at;
			const work = (into.get(h) ?? []).filter(isInside);
			for (let b = work.pop(); b; b = work.pop()) {
				if (body.has(b)) continue;
				body.add(b);
				work.push(...(into.get(b) ?? []).filter(isInside));
			}
			for (const b of body) depths.set(b, (depths.get(b) ?? 0) + 1);
		}
		return depths;
	}

	#solve(): void {
		const blocks = [...this.order].reverse();
		for (const b of blocks) {
			this.#values.set(b, new Set());
			this.#slots.set(b, new Set());
		}
		for (let changed = true; changed; ) {
			changed = false;
			for (const b of blocks) {
				const values = this.#valuesIn(b);
				for (const p of b.params) values.delete(p);
				const slots = this.#slotsBefore(b);
				const [v, s] = [this.#values.get(b), this.#slots.get(b)];
				if (values.size !== v?.size || slots.size !== s?.size) changed = true;
				this.#values.set(b, values);
				this.#slots.set(b, slots);
			}
		}
	}

	/** Values used at or after op `index` of a block and defined before it, in the order of their definition: the order in which they end. */
	valuesBefore(block: Block, index: number): readonly Value[] {
		let found = this.#before.get(block);
		if (!found) {
			found = new Array<readonly Value[]>(block.ops.length);
			const live = new Set<Value>();
			for (let i = block.ops.length - 1; i >= 0; i--) {
				this.#passOp(block.ops[i] as Op, live);
				found[i] = this.#inOrder(live);
			}
			this.#before.set(block, found);
		}
		return found[index] ?? [];
	}

	/** Values used in a block or behind it and defined before it. */
	#valuesIn(block: Block): Set<Value> {
		const live = new Set<Value>();
		for (let i = block.ops.length - 1; i >= 0; i--)
			this.#passOp(block.ops[i] as Op, live);
		return live;
	}

	/** From the values that are live behind an op to those before it. */
	#passOp(op: Op, live: Set<Value>): void {
		for (const e of op.successors) this.#addInto(e, live);
		if (op.unwind) this.#addInto(op.unwind, live);
		for (const r of op.results) live.delete(r);
		forEachUse(op, (v) => {
			live.add(v);
		});
	}

	#addInto(e: Edge, live: Set<Value>): void {
		for (const v of this.#values.get(e.block) ?? []) live.add(v);
	}

	/** The values a block is given: what lives on from before, in the order of definition, then its parameters. */
	valuesInto(block: Block): Value[] {
		const before = this.#inOrder(this.#values.get(block) ?? new Set());
		return [...before, ...block.params];
	}

	#inOrder(values: ReadonlySet<Value>): Value[] {
		const at = (v: Value): number => this.#defined.get(v) ?? 0;
		return [...values].sort((v, w) => at(v) - at(w));
	}

	/** Fast locals that some path from the block's head loads before it stores them. */
	slotsInto(block: Block): ReadonlySet<number> {
		return this.#slots.get(block) ?? new Set();
	}

	#slotsBefore(block: Block): Set<number> {
		const live = new Set<number>();
		for (const e of edgesOf(block))
			for (const s of this.#slots.get(e.block) ?? []) live.add(s);
		for (let i = block.ops.length - 1; i >= 0; i--) {
			const op = block.ops[i] as Op;
			const slot = op.attrs[0] as number;
			if (op.name === "py.store_fast") live.delete(slot);
			else if (READS.has(op.name)) live.add(slot);
			if (op.unwind)
				for (const s of this.#slots.get(op.unwind.block) ?? []) live.add(s);
		}
		return live;
	}
}

const READS: ReadonlySet<string> = new Set([
	"py.load_fast",
	"py.peek_fast",
	"py.delete_fast",
	"py.load_closure",
	"py.make_cell",
	"py.load_deref",
	"py.store_deref",
]);
