/** Effects: which disjoint classes of memory an op or extern may read and write, and what else it may do. */

/** The memory classes. `any` in a set means all of them. */
export const MEMORY = {
	slots: "the fast locals of the running frame",
	frame: "the other fields of the running frame",
	cells: "contents of cell objects",
	globals: "globals and builtins dicts",
	attrs: "attributes of objects",
	items: "items of lists, dicts, sets, bytearrays",
	immutable: "items of tuples, strings, ints: written at birth only",
	types: "type objects",
	refcounts: "reference counts",
	thread: "thread state: pending exception, current frame, recursion depth",
	native: "memory that Python does not know of",
	atomic: "what another thread or a signal handler may change at any time",
} as const;
export type Memory = keyof typeof MEMORY;

export interface Effects {
	readonly reads: readonly Memory[] | "any";
	readonly writes: readonly Memory[] | "any";
	/** May leave with an exception set. */
	readonly raises: boolean;
	/** May run arbitrary Python code, hence do anything to anything but the registers. */
	readonly arbitrary: boolean;
}

export const NONE: Effects = {
	reads: [],
	writes: [],
	raises: false,
	arbitrary: false,
};
export const ARBITRARY: Effects = {
	reads: "any",
	writes: "any",
	raises: true,
	arbitrary: true,
};
export const reads = (...m: Memory[]): Effects => ({ ...NONE, reads: m });
export const writes = (...m: Memory[]): Effects => ({ ...NONE, writes: m });
export const raising = (e: Effects): Effects => ({ ...e, raises: true });

/** Nothing happens but the result: may be deleted when unused, merged with an equal one. */
export function isPure(e: Effects): boolean {
	return !e.raises && !e.arbitrary && e.writes.length === 0;
}

/** The text of an effects clause: `arbitrary`, `none`, `reads(items) writes(thread) raises`. */
export function effectsText(e: Effects): string {
	if (e.arbitrary) return "arbitrary";
	const parts: string[] = [];
	if (e.reads.length > 0)
		parts.push(
			`reads(${typeof e.reads === "string" ? "any" : e.reads.join(", ")})`,
		);
	if (e.writes.length > 0)
		parts.push(
			`writes(${typeof e.writes === "string" ? "any" : e.writes.join(", ")})`,
		);
	if (e.raises) parts.push("raises");
	return parts.length === 0 ? "none" : parts.join(" ");
}
