/** The layout of records, by which the runtime makes frames for fast functions: runtime/src/lazy.c. */

/** Words of a record before its values. */
export const HEADER = 5;
/** Where the words of the header are. */
export const WORD = { previous: 0, site: 1, frame: 2, func: 3 } as const;
/** Words of the outermost record of a function with a frame, between header and values. */
export const EXCEPTION = 3;
/** In a site's depth of the stack: the frame calls a class, which takes a level of recursion besides that of its __init__. */
export const CALLS_CLASS = 2 ** 32;
/** Words of an iterator of a range. */
export const COUNTER = 3;
/** How a word of a record becomes an object. */
export const HOW = {
	i64: 0,
	f64: 1,
	bool: 2,
	object: 3,
	nothing: 4,
	same: 5,
	constant: 6,
	unless: 7,
	owned: 8,
	given: 9,
	/** An iterator of a range, of three words: the next item, the step, how many there are yet. */
	counter: 10,
} as const;

/** Why functions leave, as reports say it: `Coconut_LeaveFast` tells them apart by how they begin. */
export const REASON = {
	/** Somebody waits: nothing to speak of. */
	waits: "",
	/** A loop that is long is better off in a frame, and so is the function for a while: no deopt either. */
	longLoop: ".long loop",
	recursion: "recursion",
	unexpected: "fast",
} as const;
