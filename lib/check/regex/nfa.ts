/**
 * The automaton of a parsed pattern. States are numbered; one state stands before every item of every strip, so that
 * "items k to the end of this strip" is the same automaton entered at one state and left at another. Capturing groups
 * (regex.ts) relies on that: closures never go past the state they are asked to stop at.
 */
import type { Assertion, ByteSet, Strip } from "./parse.ts";

export const OP_SET = 0;
export const OP_JUMP = 1;
export const OP_SPLIT = 2;
export const OP_ASSERT = 3;
export const OP_ACCEPT = 4;

export interface Nfa {
	readonly op: number[];
	/** OP_SET: index into `sets`; OP_ASSERT: index into ASSERTIONS; OP_SPLIT: the second successor. */
	readonly arg: number[];
	readonly next: number[];
	readonly sets: ByteSet[];
	readonly hasAssertions: boolean;
	readonly root: Placed;
	readonly accept: number;
}

export const ASSERTIONS: readonly Assertion[] = ["bol", "eol", "bow", "eow"];

/** A strip in its place in the automaton: `entries[k]` is the state before item k, the last one the state after all. */
export interface Placed {
	readonly entries: readonly number[];
	readonly items: readonly PlacedItem[];
}

export type PlacedItem =
	| { readonly kind: "set"; readonly set: ByteSet }
	| { readonly kind: "assert"; readonly what: Assertion }
	| { readonly kind: "open" | "close"; readonly group: number }
	| { readonly kind: "plus" | "opt"; readonly body: Placed }
	| { readonly kind: "alt"; readonly arms: readonly Placed[] }
	| { readonly kind: "back"; readonly group: number; readonly body: Placed };

/** Builds the automaton of a pattern. */
export function buildNfa(strip: Strip): Nfa {
	const b = new Builder();
	const accept = b.state(OP_ACCEPT, 0, 0);
	const root = b.strip(strip, accept);
	return {
		op: b.op,
		arg: b.arg,
		next: b.next,
		sets: b.sets,
		hasAssertions: b.hasAssertions,
		root,
		accept,
	};
}

class Builder {
	readonly op: number[] = [];
	readonly arg: number[] = [];
	readonly next: number[] = [];
	readonly sets: ByteSet[] = [];
	hasAssertions = false;
	private readonly setIndex = new Map<ByteSet, number>();

	state(op: number, arg: number, next: number): number {
		this.op.push(op);
		this.arg.push(arg);
		this.next.push(next);
		return this.op.length - 1;
	}

	/** Lays the strip out from its end to its start, so that every successor exists. */
	strip(strip: Strip, exit: number): Placed {
		const entries = new Array<number>(strip.length + 1);
		const items = new Array<PlacedItem>(strip.length);
		entries[strip.length] = exit;
		let after = exit;
		for (let k = strip.length - 1; k >= 0; k--) {
			const item = strip[k];
			if (item === undefined) continue;
			switch (item.kind) {
				case "set":
					after = this.state(OP_SET, this.set(item.set), after);
					items[k] = item;
					break;
				case "assert":
					this.hasAssertions = true;
					after = this.state(OP_ASSERT, ASSERTIONS.indexOf(item.what), after);
					items[k] = item;
					break;
				case "open":
				case "close":
					after = this.state(OP_JUMP, 0, after);
					items[k] = item;
					break;
				case "plus": {
					const loop = this.state(OP_SPLIT, after, 0);
					const body = this.strip(item.body, loop);
					after = this.state(OP_JUMP, 0, body.entries[0] ?? loop);
					this.next[loop] = after;
					items[k] = { kind: "plus", body };
					break;
				}
				case "opt": {
					const body = this.strip(item.body, after);
					after = this.state(OP_SPLIT, after, body.entries[0] ?? after);
					items[k] = { kind: "opt", body };
					break;
				}
				case "alt": {
					const arms = item.arms.map((arm) => this.strip(arm, after));
					after = this.fork(arms.map((a) => a.entries[0] ?? after));
					items[k] = { kind: "alt", arms };
					break;
				}
				case "back": {
					const body = this.strip(item.body, after);
					after = this.state(OP_JUMP, 0, body.entries[0] ?? after);
					items[k] = { kind: "back", group: item.group, body };
					break;
				}
			}
			entries[k] = after;
		}
		return { entries, items };
	}

	private fork(targets: readonly number[]): number {
		let state = this.state(OP_JUMP, 0, targets[targets.length - 1] ?? 0);
		for (let i = targets.length - 2; i >= 0; i--)
			state = this.state(OP_SPLIT, state, targets[i] ?? 0);
		return state;
	}

	private set(set: ByteSet): number {
		let i = this.setIndex.get(set);
		if (i === undefined) {
			i = this.sets.length;
			this.sets.push(set);
			this.setIndex.set(set, i);
		}
		return i;
	}
}
