/** The findings of the ownership verifier about one function: each once, with the path that leads to it. */

import type { Note } from "../support/diagnostic.ts";
import type { Block, Edge, Fn, Op, Value } from "./ir.ts";
import { opOf } from "./uses.ts";

import type { Report } from "./verify.ts";

/** Blocks of a path that are named; of longer ones the middle is left out. */
const MAX_PATH = 16;
/** Ops on the path that get a note of their own. */
const MAX_STEPS = 8;

export class OwnershipReport {
	readonly #report: Report;
	readonly #fn: Fn;
	/** For each block the one it was first reached from. */
	readonly #from = new Map<Block, Block>();
	/** For each block and bit of the pending mask, the block from which the bit came first. */
	readonly #pendingFrom = new Map<Block, Map<number, Block>>();
	/** Values that were found wrong: what else is wrong with them follows from that. */
	readonly #wrong = new Set<Value>();
	readonly #told = new Map<Op, Set<string>>();

	constructor(report: Report, fn: Fn) {
		this.#report = report;
		this.#fn = fn;
	}

	/** `block` was reached from `from`, which added the bits `pending` to its mask. */
	reached(block: Block, from: Block, pending: number): void {
		if (!this.#from.has(block)) this.#from.set(block, from);
		let by = this.#pendingFrom.get(block);
		if (!by) {
			by = new Map();
			this.#pendingFrom.set(block, by);
		}
		for (const bit of [1, 2, 4])
			if (pending & bit && !by.has(bit)) by.set(bit, from);
	}

	isWrong(v: Value): boolean {
		return this.#wrong.has(v);
	}

	/** Something is wrong with a value at an op of `block`. */
	value(
		block: Block,
		op: Op,
		v: Value,
		message: string,
		operand = -1,
		hint?: string,
	): void {
		if (this.#wrong.has(v)) return;
		this.#wrong.add(v);
		const path = this.#pathFromDefinition(block, v);
		this.#tell(op, message, operand, hint, this.#story(path, v, op));
	}

	/** Something else is wrong at an op: with `pending` a bit of the mask, the path is the one that brings it. */
	op(block: Block, op: Op, message: string, pending = 0, hint?: string): void {
		const path = pending
			? this.#pathOfPending(block, pending)
			: this.#pathFrom(block, undefined);
		this.#tell(op, message, -1, hint, this.#pathNotes(path, op));
	}

	/** Two ways into a block differ in the number of references a value owns. */
	differs(
		op: Op,
		edge: Edge,
		from: Block,
		v: Value,
		here: number,
		there: number,
		isLive: boolean,
	): void {
		if (this.#wrong.has(v)) return;
		this.#wrong.add(v);
		const other = this.#from.get(edge.block);
		const path = [...this.#pathFromDefinition(from, v), edge.block];
		const first = other
			? [...this.#pathFromDefinition(other, v), edge.block]
			: [edge.block];
		const [more, less] = there > here ? [path, first] : [first, path];
		const leaks = !isLive;
		const message = leaks
			? `%${v.name} is not released on this path`
			: `%${v.name} is released on one way into '^${edge.block.name}' and not on the other`;
		// The op the finding is at ends the path that is wrong, where both are possible the one that was walked last.
		const at = leaks ? (more.at(-2)?.ops.at(-1) ?? op) : op;
		const notes = leaks
			? this.#story(more, v, at)
			: [
					...this.#pathNotes(less, this.#endOf(less, op), "released on: "),
					...this.#story(more, v, this.#endOf(more, op), "not released on: "),
				];
		this.#tell(at, message, -1, undefined, notes);
	}

	#endOf(path: readonly Block[], op: Op): Op {
		return path.at(-2)?.ops.at(-1) ?? op;
	}

	#tell(
		op: Op,
		message: string,
		operand: number,
		hint: string | undefined,
		notes: readonly Note[],
	): void {
		let told = this.#told.get(op);
		if (!told) {
			told = new Set();
			this.#told.set(op, told);
		}
		if (told.has(message)) return;
		told.add(message);
		this.#report.op(this.#fn, op, message, operand, hint, notes);
	}

	#pathFromDefinition(block: Block, v: Value): Block[] {
		return this.#pathFrom(block, v);
	}

	/** The blocks that lead to `block`, from the one that defines `v`, else from the entry. */
	#pathFrom(block: Block, v: Value | undefined): Block[] {
		const def = v && opOf(v);
		const path = [block];
		const seen = new Set(path);
		for (let b = block; ; ) {
			if (v && (b === v.def || (def && b.ops.includes(def)))) break;
			const from = this.#from.get(b);
			if (!from || seen.has(from)) break;
			seen.add(from);
			path.push(from);
			b = from;
		}
		return path.reverse();
	}

	#pathOfPending(block: Block, bit: number): Block[] {
		const path = [block];
		const seen = new Set(path);
		for (let b = block; ; ) {
			const from = this.#pendingFrom.get(b)?.get(bit);
			if (!from || seen.has(from)) break;
			seen.add(from);
			path.push(from);
			b = from;
		}
		return path.reverse();
	}

	#pathNotes(path: readonly Block[], end: Op, what = ""): Note[] {
		if (path.length < 2) return [];
		const half = MAX_PATH / 2;
		const names = path.map((b) => `^${b.name}`);
		if (names.length > MAX_PATH)
			names.splice(half, names.length - 2 * half, "…");
		const text = `${what}${names.join(" → ")}`;
		return [this.#report.note(this.#fn, end, text)];
	}

	/** The path, and on it what happens to the value. */
	#story(path: readonly Block[], v: Value, end: Op, what = ""): Note[] {
		const notes = this.#pathNotes(path, end, what);
		const def = opOf(v);
		const note = (op: Op, text: string): void => {
			notes.push(this.#report.note(this.#fn, op, text));
		};
		if (def) note(def, `%${v.name} is defined here`);
		let steps = 0;
		for (const block of path)
			for (const op of block.ops) {
				if (op === end) return notes;
				const given = op.successors.some((e) => e.args.includes(v));
				if (!given && !op.operands.includes(v)) continue;
				const text = stepText(op, v, given);
				if (text === undefined || steps++ >= MAX_STEPS) continue;
				note(op, text);
			}
		return notes;
	}
}

/** What an op does to the number of a value's references. */
function stepText(op: Op, v: Value, given: boolean): string | undefined {
	const name = `%${v.name}`;
	if (op.name === "incref") return `${name} gets another reference here`;
	if (op.name === "decref") return `${name} is released here`;
	if (op.name === "store" || op.name === "store_field")
		return op.operands[0] === v ? `${name} is given to memory here` : undefined;
	if (op.name === "adopt" || op.name === "adopt_nullable")
		return `${name} is taken over here`;
	if (given) return `${name} is passed on here`;
	return op.name === "call" || op.name === "call_indirect"
		? `${name} is an argument here`
		: undefined;
}
