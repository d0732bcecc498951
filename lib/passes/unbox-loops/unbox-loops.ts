/**
 * unbox-loops: innermost loops over numbers run on machine numbers.
 *
 * Needs: Python-level functions. Guarantees: each loop whose fast locals are ints and floats throughout (types.ts) gets a copy on
 * machine numbers and a guard before it (rewrite.ts); the loop itself stays for everything else.
 */
import type { Fn } from "../../ir/ir.ts";
import { innermostLoops } from "./loops.ts";
import { LoopRewriter } from "./rewrite.ts";
import { inferLoop } from "./types.ts";

/** Rewrites the loops of one function; how many. */
export function unboxLoops(fn: Fn): number {
	if (fn.kind !== "py") return 0;
	let count = 0;
	for (const loop of innermostLoops(fn)) {
		const types = inferLoop(fn, loop);
		if (types === undefined) continue;
		new LoopRewriter(fn, loop, types).run();
		count++;
	}
	return count;
}
