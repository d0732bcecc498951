/**
 * Matches a pattern with back-references against an exact range, by backtracking in the order of the pattern. The
 * number of steps is bounded: past it the pattern counts as too complex rather than running for ever.
 */
import type { Region } from "./dfa.ts";
import { assertionHolds } from "./leftmost.ts";
import { ASSERTIONS, type Nfa, type Placed } from "./nfa.ts";
import { RegexError } from "./parse.ts";

const STEP_LIMIT = 20_000_000;

export class Backtracker {
	private readonly nfa: Nfa;
	private readonly r: Region;
	private readonly groups: Int32Array;
	private steps = 0;

	constructor(nfa: Nfa, r: Region, groupCount: number) {
		this.nfa = nfa;
		this.r = r;
		this.groups = new Int32Array(2 * (groupCount + 1)).fill(-1);
	}

	/** The groups of a match of exactly `start`..`end`, or undefined. Throws RegexError when it takes too many steps. */
	match(start: number, end: number): Int32Array | undefined {
		try {
			const ok = this.run(this.nfa.root, 0, start, end, (at) => at === end);
			if (!ok) return undefined;
		} catch (e) {
			if (e instanceof RangeError)
				throw new RegexError("regular expression is too complex", 0);
			throw e;
		}
		this.groups[0] = start;
		this.groups[1] = end;
		return this.groups;
	}

	/** Matches the items of `strip` from `k` on at `at`, then goes on with `rest`. */
	private run(
		strip: Placed,
		k: number,
		at: number,
		end: number,
		rest: (at: number) => boolean,
	): boolean {
		if (++this.steps > STEP_LIMIT)
			throw new RegexError("regular expression is too complex", 0);
		const { groups, r } = this;
		const item = strip.items[k];
		if (item === undefined) return rest(at);
		const onward = (to: number): boolean =>
			this.run(strip, k + 1, to, end, rest);
		switch (item.kind) {
			case "set":
				return at < end && item.set[r.buf[at] ?? 0] === 1 && onward(at + 1);
			case "assert":
				return (
					assertionHolds(ASSERTIONS.indexOf(item.what), r, at) && onward(at)
				);
			case "open":
			case "close": {
				const slot = 2 * item.group + (item.kind === "open" ? 0 : 1);
				const saved = groups[slot] ?? -1;
				groups[slot] = at;
				if (onward(at)) return true;
				groups[slot] = saved;
				return false;
			}
			case "back": {
				const from = groups[2 * item.group] ?? -1;
				const to = groups[2 * item.group + 1] ?? -1;
				if (to === -1 || at + to - from > end) return false;
				for (let i = from; i < to; i++)
					if (r.buf[i] !== r.buf[at + i - from]) return false;
				return onward(at + to - from);
			}
			case "opt":
				return this.run(item.body, 0, at, end, onward) || onward(at);
			case "alt":
				return item.arms.some((arm) => this.run(arm, 0, at, end, onward));
			case "plus":
				return this.turns(item.body, at, end, onward);
		}
	}

	/** One or more turns of a repetition, as many as possible first; a turn that consumes nothing is the last. */
	private turns(
		body: Placed,
		at: number,
		end: number,
		onward: (at: number) => boolean,
	): boolean {
		const only = body.items[0];
		if (body.items.length === 1 && only?.kind === "set") {
			let to = at;
			while (to < end && only.set[this.r.buf[to] ?? 0] === 1) to++;
			for (; to > at; to--) if (onward(to)) return true;
			return false;
		}
		return this.run(body, 0, at, end, (to) => {
			if (to !== at && this.turns(body, to, end, onward)) return true;
			return onward(to);
		});
	}
}
