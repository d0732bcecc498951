/**
 * Recovers the groups of a match that is already known: walks the pattern, gives every repetition the longest piece
 * that lets the rest still match, and the first alternative that fits its piece; a repeated group keeps its last turn.
 */
import { type ByteClasses, Dfa, type Region } from "./dfa.ts";
import type { Nfa, Placed, PlacedItem } from "./nfa.ts";

export class Captures {
	private readonly nfa: Nfa;
	private readonly classes: ByteClasses;
	private readonly machines = new Map<number, Dfa>();

	constructor(nfa: Nfa, classes: ByteClasses) {
		this.nfa = nfa;
		this.classes = classes;
	}

	/** Writes the bounds of every group that took part in the match `start`..`end` into `groups`. */
	fill(r: Region, start: number, end: number, groups: Int32Array): void {
		this.dissect(r, this.nfa.root, start, end, groups);
	}

	/** The longest match of what lies between two states of the automaton, or -1. */
	private longest(
		r: Region,
		entry: number,
		exit: number,
		at: number,
		limit: number,
	): number {
		const key = entry * this.nfa.op.length + exit;
		let dfa = this.machines.get(key);
		if (dfa === undefined) {
			dfa = new Dfa(this.nfa, this.classes, entry, exit, false);
			this.machines.set(key, dfa);
		}
		return dfa.longest(r, at, limit);
	}

	private dissect(
		r: Region,
		strip: Placed,
		start: number,
		end: number,
		groups: Int32Array,
	): void {
		let at = start;
		for (let k = 0; k < strip.items.length; k++) {
			const item = strip.items[k] as PlacedItem;
			switch (item.kind) {
				case "set":
					at++;
					break;
				case "assert":
					break;
				case "open":
					groups[2 * item.group] = at;
					break;
				case "close":
					groups[2 * item.group + 1] = at;
					break;
				default: {
					const stop = this.share(r, strip, k, at, end);
					this.inside(r, strip, k, at, stop, groups);
					at = stop;
				}
			}
		}
	}

	/** Where the longest piece for item `k` ends such that the rest of the strip reaches `end` exactly. */
	private share(
		r: Region,
		strip: Placed,
		k: number,
		at: number,
		end: number,
	): number {
		const entry = strip.entries[k] as number;
		const after = strip.entries[k + 1] as number;
		const exit = strip.entries[strip.items.length] as number;
		let limit = end;
		for (;;) {
			const stop = this.longest(r, entry, after, at, limit);
			if (stop <= at) return at;
			if (
				after === exit
					? stop === end
					: this.longest(r, after, exit, stop, end) === end
			)
				return stop;
			limit = stop - 1;
		}
	}

	private inside(
		r: Region,
		strip: Placed,
		k: number,
		at: number,
		stop: number,
		groups: Int32Array,
	): void {
		const item = strip.items[k] as PlacedItem;
		const fits = (body: Placed, exit: number): boolean =>
			this.longest(r, body.entries[0] as number, exit, at, stop) === stop;
		if (item.kind === "alt") {
			for (const arm of item.arms) {
				if (!fits(arm, strip.entries[k + 1] as number)) continue;
				this.dissect(r, arm, at, stop, groups);
				return;
			}
		} else if (item.kind === "opt") {
			if (fits(item.body, strip.entries[k + 1] as number))
				this.dissect(r, item.body, at, stop, groups);
		} else if (item.kind === "plus") {
			const [from, to] = this.lastTurn(r, item.body, at, stop);
			this.dissect(r, item.body, from, to, groups);
		}
	}

	/** The bounds of the last turn of a repetition that covers `at`..`stop`. */
	private lastTurn(
		r: Region,
		body: Placed,
		at: number,
		stop: number,
	): [number, number] {
		const entry = body.entries[0] as number;
		const exit = body.entries[body.items.length] as number;
		let before = at;
		let from = at;
		for (;;) {
			const to = this.longest(r, entry, exit, from, stop);
			if (to === -1 || to === from) break;
			before = from;
			from = to;
			if (to === stop) break;
		}
		return [before, from];
	}
}
