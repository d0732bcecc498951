/**
 * Leftmost-longest search by simulating all threads at once, each with the position it started at: slower per byte
 * than the automata of dfa.ts but linear whatever the input, where trying one start after the other would be quadratic.
 */
import { isWordByte, type Region } from "./dfa.ts";
import {
	type Nfa,
	OP_ACCEPT,
	OP_ASSERT,
	OP_JUMP,
	OP_SET,
	OP_SPLIT,
} from "./nfa.ts";

/** Start and end of the leftmost-longest match that starts at or after `at`. */
export function leftmost(
	nfa: Nfa,
	r: Region,
	at: number,
): [number, number] | undefined {
	const entry = nfa.root.entries[0] ?? nfa.accept;
	const seen = new Int32Array(nfa.op.length).fill(-1);
	let threads: [number, number][] = [];
	let bestStart = -1;
	let bestEnd = -1;
	for (let i = at; i <= r.to; i++) {
		// Threads stand in order of their start, so the first to reach a state has the leftmost one.
		if (bestStart === -1) threads.push([entry, i]);
		if (threads.length === 0) break;
		const byte = i < r.to ? (r.buf[i] as number) : -1;
		const next: [number, number][] = [];
		for (const [state, start] of threads) {
			const stack = [state];
			for (let s = stack.pop(); s !== undefined; s = stack.pop()) {
				if (seen[s] === i) continue;
				seen[s] = i;
				const op = nfa.op[s];
				const to = nfa.next[s] ?? 0;
				if (op === OP_ACCEPT) {
					if (bestStart === -1 || start <= bestStart) {
						bestStart = start;
						bestEnd = i;
					}
				} else if (op === OP_JUMP) stack.push(to);
				else if (op === OP_SPLIT) stack.push(to, nfa.arg[s] ?? 0);
				else if (op === OP_ASSERT) {
					if (assertionHolds(nfa.arg[s] ?? 0, r, i)) stack.push(to);
				} else if (op === OP_SET && byte >= 0) {
					if (nfa.sets[nfa.arg[s] ?? 0]?.[byte]) next.push([to, start]);
				}
			}
		}
		threads =
			bestStart === -1 ? next : next.filter(([, start]) => start <= bestStart);
	}
	return bestStart === -1 ? undefined : [bestStart, bestEnd];
}

/** Whether assertion number `which` (see ASSERTIONS) holds at position `at` of the region. */
export function assertionHolds(which: number, r: Region, at: number): boolean {
	const before = at > r.from ? (r.buf[at - 1] ?? 10) : 10;
	const after = at < r.to ? (r.buf[at] ?? 10) : 10;
	switch (which) {
		case 0:
			return before === 10;
		case 1:
			return after === 10;
		case 2:
			return !isWordByte(before) && isWordByte(after);
		default:
			return isWordByte(before) && !isWordByte(after);
	}
}
