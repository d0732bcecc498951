/**
 * Dominators, by the semi-NCA algorithm (Georgiadis 2005): near-linear also where hundreds of blocks share one error exit.
 *
 * A value defined after an op with an unwind edge does not dominate the handler, though its block does. So the graph has a
 * node for each stretch of a block between such ops: an op that may unwind begins a node, its unwind edge leaves the one before.
 */
import type { Block, Fn, Op, Value } from "./ir.ts";

/** Dominators of a graph whose nodes are numbers; node 0 is the entry. */
export class DominatorTree {
	/** Immediate dominator of each node; -1 for the entry and unreachable nodes. */
	readonly idom: Int32Array;
	readonly #enter: Int32Array;
	readonly #leave: Int32Array;

	constructor(successors: readonly (readonly number[])[]) {
		this.idom = immediateDominators(successors);
		[this.#enter, this.#leave] = intervals(this.idom);
	}

	isReachable(node: number): boolean {
		return node === 0 || this.idom[node] !== -1;
	}

	/** Is every path from the entry to `b` through `a`? True for a node itself. Both must be reachable. */
	dominates(a: number, b: number): boolean {
		const at = this.#enter[b] as number;
		return (this.#enter[a] as number) <= at && at <= (this.#leave[a] as number);
	}
}

/** Depth-first numbering: nodes in preorder, the number of each node (-1 unreachable), each number's parent. */
function preorder(successors: readonly (readonly number[])[]): {
	order: number[];
	number: Int32Array;
	parent: Int32Array;
} {
	const n = successors.length;
	const number = new Int32Array(n).fill(-1);
	const parent = new Int32Array(n);
	const order: number[] = [];
	const next = new Int32Array(n);
	const stack = [0];
	number[0] = 0;
	order.push(0);
	while (stack.length > 0) {
		const node = stack.at(-1) as number;
		const to = successors[node]?.[next[node] as number];
		next[node] = (next[node] as number) + 1;
		if (to === undefined) stack.pop();
		else if (number[to] === -1) {
			number[to] = order.length;
			parent[order.length] = number[node] as number;
			order.push(to);
			stack.push(to);
		}
	}
	return { order, number, parent };
}

function immediateDominators(
	successors: readonly (readonly number[])[],
): Int32Array {
	const idom = new Int32Array(successors.length).fill(-1);
	if (successors.length === 0) return idom;
	const { order, number, parent } = preorder(successors);
	const n = order.length;
	const into: number[][] = Array.from({ length: n }, () => []);
	for (let i = 0; i < n; i++)
		for (const to of successors[order[i] as number] as readonly number[])
			into[number[to] as number]?.push(i);
	const semi = semidominators(into, parent, n);
	const dom = parent.slice(0, n);
	for (let i = 1; i < n; i++) {
		let d = dom[i] as number;
		while (d > (semi[i] as number)) d = dom[d] as number;
		dom[i] = d;
		idom[order[i] as number] = order[d] as number;
	}
	return idom;
}

function semidominators(
	into: readonly (readonly number[])[],
	parent: Int32Array,
	n: number,
): Int32Array {
	const semi = Int32Array.from({ length: n }, (_, i) => i);
	const label = semi.slice();
	const ancestor = parent.slice(0, n);
	const path: number[] = [];
	/** The node of least semidominator on the path from `v` up to, not including, the roots above `last`. */
	const evaluate = (v: number, last: number): number => {
		if (v < last) return v;
		let u = v;
		while ((ancestor[u] as number) >= last) {
			path.push(u);
			u = ancestor[u] as number;
		}
		for (let p = path.pop(); p !== undefined; p = path.pop()) {
			const a = ancestor[p] as number;
			if (
				(semi[label[a] as number] as number) <
				(semi[label[p] as number] as number)
			)
				label[p] = label[a] as number;
			ancestor[p] = ancestor[a] as number;
		}
		return label[v] as number;
	};
	for (let w = n - 1; w > 0; w--) {
		let best = parent[w] as number;
		for (const v of into[w] as readonly number[]) {
			const s = semi[evaluate(v, w + 1)] as number;
			if (s < best) best = s;
		}
		semi[w] = best;
	}
	return semi;
}

/** Entry and exit times of a walk over the tree: `b` is below `a` when its entry lies between those of `a`. */
function intervals(idom: Int32Array): [Int32Array, Int32Array] {
	const n = idom.length;
	const children: number[][] = Array.from({ length: n }, () => []);
	for (let i = 0; i < n; i++) {
		const d = idom[i] as number;
		if (d !== -1) children[d]?.push(i);
	}
	const enter = new Int32Array(n);
	const leave = new Int32Array(n);
	let time = 0;
	const stack = n > 0 ? [0] : [];
	const next = new Int32Array(n);
	while (stack.length > 0) {
		const node = stack.at(-1) as number;
		if (next[node] === 0) enter[node] = time++;
		const child = children[node]?.[next[node] as number];
		next[node] = (next[node] as number) + 1;
		if (child !== undefined) stack.push(child);
		else {
			leave[node] = time - 1;
			stack.pop();
		}
	}
	return [enter, leave];
}

/**
 * Answers whether a value is defined on every path to an op, in one function as it is now, until another Dominance counts the
 * function's ops in another order.
 */
export class Dominance {
	readonly #tree: DominatorTree;
	/** What has each position: the ops, and before each block's ops the block, for its parameters. `order` is the inverse. */
	readonly #counted: (Op | Block)[] = [];
	/** The node of each position. */
	readonly #node: number[] = [];
	/** Does an op or block stand in two places? */
	readonly hasDuplicates: boolean;

	constructor(fn: Fn) {
		const successors: number[][] = [];
		let duplicates = false;
		const count = (thing: Op | Block): void => {
			duplicates ||= this.#counted[thing.order] === thing;
			thing.order = this.#counted.length;
			this.#counted.push(thing);
			this.#node.push(successors.length - 1);
		};
		for (const block of fn.blocks) {
			successors.push([]);
			count(block);
			for (const op of block.ops) {
				if (op.unwind) successors.push([]);
				count(op);
			}
		}
		this.hasDuplicates = duplicates;
		this.#connect(fn, successors);
		this.#tree = new DominatorTree(successors);
	}

	#connect(fn: Fn, successors: readonly number[][]): void {
		const edge = (from: number, to: Block): void => {
			const node = this.#nodeOf(to);
			if (node !== undefined) successors[from]?.push(node);
		};
		let position = 0;
		for (const block of fn.blocks) {
			position++;
			for (const op of block.ops) {
				const node = this.#node[position++] as number;
				if (op.unwind) {
					successors[node - 1]?.push(node);
					edge(node - 1, op.unwind.block);
				}
				for (const e of op.successors) edge(node, e.block);
			}
		}
	}

	isReachable(at: Op | Block): boolean {
		return this.#tree.isReachable(this.#nodeOf(at) ?? 0);
	}

	#nodeOf(at: Op | Block): number | undefined {
		return this.knows(at) ? this.#node[at.order] : undefined;
	}

	/** Does an op or block stand in this function? */
	knows(thing: Op | Block): boolean {
		return this.#counted[thing.order] === thing;
	}

	/** Is `value` defined on every path to `user`, before it? True where `user` cannot be reached. */
	isAvailable(value: Value, user: Op): boolean {
		return this.knows(user) && this.isAvailableAt(value, user.order);
	}

	/** As isAvailable, for the op of a position: the number of blocks and ops before it in the function, its own block included. */
	isAvailableAt(value: Value, position: number): boolean {
		if (!this.knows(value.def)) return false;
		const from = value.def.order;
		const def = this.#node[from] as number;
		const use = this.#node[position] as number;
		if (def === use) return from < position || !this.#tree.isReachable(use);
		if (!this.#tree.isReachable(use)) return true;
		return this.#tree.isReachable(def) && this.#tree.dominates(def, use);
	}

	/** Does every path to `user` go through the head of `block`? */
	blockDominates(block: Block, user: Op): boolean {
		const [a, b] = [this.#nodeOf(block), this.#nodeOf(user)];
		if (a === undefined || b === undefined) return false;
		return !this.#tree.isReachable(b) || this.#tree.dominates(a, b);
	}
}
