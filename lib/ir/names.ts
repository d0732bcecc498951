/** Names of values and blocks: unique within a function, given ones kept where they can be. */
import type { Block, Fn, Value } from "./ir.ts";

/** Hands out names that are not taken yet. */
export class NameSupply {
	readonly #taken: Set<string>;
	readonly #next = new Map<string, number>();
	constructor(taken: Set<string>) {
		this.#taken = taken;
	}

	/** A fresh name: `hint` itself, else `hint.1`, `hint.2` …; without a hint the next free number. */
	fresh(hint = ""): string {
		if (hint !== "" && !this.#taken.has(hint)) {
			this.#taken.add(hint);
			return hint;
		}
		const stem = hint.replace(/\.\d+$/, "");
		for (let n = this.#next.get(stem) ?? (stem === "" ? 0 : 1); ; n++) {
			const name = stem === "" ? String(n) : `${stem}.${n}`;
			if (this.#taken.has(name)) continue;
			this.#next.set(stem, n + 1);
			this.#taken.add(name);
			return name;
		}
	}
}

/** Every value a function defines, in the order of its text. */
export function* valuesOf(fn: Fn): Generator<Value> {
	for (const block of fn.blocks) {
		yield* block.params;
		for (const op of block.ops) yield* op.results;
	}
}

/** Renames values and blocks that have no name, or one that an earlier one has. Deterministic; returns nothing new otherwise. */
export function uniqueNames(fn: Fn): void {
	renameClashes(valueLists(fn));
	renameClashes([fn.blocks]);
}

/** The parameters of each block and the results of each op, in the order of the text. */
function valueLists(fn: Fn): Value[][] {
	const lists: Value[][] = [];
	for (const block of fn.blocks) {
		if (block.params.length > 0) lists.push(block.params);
		for (const op of block.ops)
			if (op.results.length > 0) lists.push(op.results);
	}
	return lists;
}

function renameClashes(lists: readonly (Value | Block)[][]): void {
	const taken = new Set<string>();
	let clashes: (Value | Block)[] | undefined;
	let count = 0;
	for (const list of lists)
		for (const thing of list) {
			if (thing.name !== "") taken.add(thing.name);
			if (thing.name !== "" && taken.size > count) count++;
			else {
				clashes ??= [];
				clashes.push(thing);
			}
		}
	if (!clashes) return;
	const supply = new NameSupply(taken);
	for (const thing of clashes) thing.name = supply.fresh(thing.name);
}

/** Supplies of fresh value and block names for a pass that adds to `fn`. */
export function nameSupplies(fn: Fn): {
	values: NameSupply;
	blocks: NameSupply;
} {
	const values = new Set<string>();
	for (const v of valuesOf(fn)) values.add(v.name);
	return {
		values: new NameSupply(values),
		blocks: new NameSupply(new Set(fn.blocks.map((b) => b.name))),
	};
}
