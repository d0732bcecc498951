/** What the ownership verifier knows at a point of a function, and how what comes in over two edges is brought together. */
import type { Value } from "./ir.ts";

/** Whether an exception is pending; a set of possibilities, as a mask. `ENTRY`: as it was when the function was entered. */
export const NONE = 1;
export const SET = 2;
export const ENTRY = 4;

/** Whether the running frame is the thread's current one; a mask. */
export const OUTSIDE = 1;
export const INSIDE = 2;

export interface State {
	/** References each value owns; absent: none. */
	readonly counts: Map<Value, number>;
	/** Values known to be NULL. */
	readonly nulls: Set<Value>;
	/** Values borrowed from a fast local that has been stored to since, or from memory that may have changed. */
	readonly stale: Set<Value>;
	/** Values whose end nobody notices. */
	readonly quiet: Set<Value>;
	/** Fast locals that hold such values. */
	readonly quietSlots: Set<number>;
	/** Values loaded from a fast local that may have been unbound. */
	readonly unbound: Set<Value>;
	/** Nullable values known not to be NULL. */
	readonly present: Set<Value>;
	/** Fast locals whose reference was taken over and that still hold its address. */
	readonly taken: Set<number>;
	/** Fast locals that hold a value for certain. */
	readonly bound: boolean[];
	/** What has been stored to fast locals: where the object was loaded. */
	readonly held: Map<number, Value>;
	pending: number;
	frame: number;
}

export function copyState(s: State): State {
	return {
		counts: new Map(s.counts),
		nulls: new Set(s.nulls),
		stale: new Set(s.stale),
		quiet: new Set(s.quiet),
		quietSlots: new Set(s.quietSlots),
		unbound: new Set(s.unbound),
		present: new Set(s.present),
		taken: new Set(s.taken),
		bound: s.bound.slice(),
		held: new Map(s.held),
		pending: s.pending,
		frame: s.frame,
	};
}

/** Forgets what is known of values that no op uses any more. */
export function forgetDead(s: State, live: (v: Value) => boolean): void {
	for (const set of [s.nulls, s.stale, s.quiet, s.unbound, s.present])
		for (const v of set) if (!live(v)) set.delete(v);
}

/**
 * Adds what comes in over another edge. `differ` is told each value that owns another number of references there, which no
 * op behind can put right; the number is 0 from then on. True if the state changed.
 */
export function mergeState(
	into: State,
	from: State,
	differ: (v: Value, here: number, there: number) => void,
): boolean {
	let changed = mergeCounts(into, from, differ);
	for (const set of ["stale", "unbound"] as const)
		for (const v of from[set])
			if (!into[set].has(v)) {
				into[set].add(v);
				changed = true;
			}
	for (const set of ["present", "quiet"] as const)
		for (const v of into[set])
			if (!from[set].has(v)) {
				into[set].delete(v);
				changed = true;
			}
	for (const slot of into.quietSlots)
		if (!from.quietSlots.has(slot)) {
			into.quietSlots.delete(slot);
			changed = true;
		}
	for (const [slot, v] of into.held)
		if (from.held.get(slot) !== v) {
			into.held.delete(slot);
			changed = true;
		}
	for (const slot of from.taken)
		if (!into.taken.has(slot)) {
			into.taken.add(slot);
			changed = true;
		}
	changed = mergeBound(into, from.bound) || changed;
	for (const mask of ["pending", "frame"] as const)
		if ((into[mask] | from[mask]) !== into[mask]) {
			into[mask] |= from[mask];
			changed = true;
		}
	return changed;
}

/** A NULL owns nothing, so it agrees with any number; but what is no `obj?` cannot be released where it may be NULL. */
function mergeCounts(
	into: State,
	from: State,
	differ: (v: Value, here: number, there: number) => void,
): boolean {
	let changed = false;
	for (const v of into.nulls)
		if (!from.nulls.has(v)) {
			into.nulls.delete(v);
			changed = true;
			const n = from.counts.get(v);
			if (n === undefined) continue;
			if (v.type === "obj") differ(v, 0, n);
			else into.counts.set(v, n);
		}
	for (const [v, n] of into.counts) {
		const there = from.counts.get(v) ?? 0;
		if (there === n || (from.nulls.has(v) && v.type !== "obj")) continue;
		differ(v, n, there);
		into.counts.delete(v);
		changed = true;
	}
	for (const [v, n] of from.counts) {
		if (into.counts.has(v) || into.nulls.has(v)) continue;
		differ(v, 0, n);
	}
	return changed;
}

/** Fast locals that are bound on both ways. */
export function mergeBound(into: State, from: readonly boolean[]): boolean {
	let changed = false;
	for (let i = 0; i < into.bound.length; i++)
		if (into.bound[i] && !from[i]) {
			into.bound[i] = false;
			changed = true;
		}
	return changed;
}
