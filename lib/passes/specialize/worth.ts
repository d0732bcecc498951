/** Whether specialised code is worth its size: what it gains against what it does on objects all the same. */

import type { Fn, Op } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import type { Liveness } from "./liveness.ts";

/** How often a loop's body is taken to run, and how deep loops are counted. */
const LOOP_WEIGHT = 8;
const MAX_DEPTH = 4;
/** A gain in loops that is worth more of GCC's time: two dozen ops in a loop. */
const MUCH = 200;

/**
 * Is what is gained worth more than what is done on objects, which costs more here? Ops in loops count for more. `gained`: ops done on machine numbers or
 * known types; `general`: ops done as they are, on some way.
 */
export function isWorthIt(
	fn: Fn,
	live: Liveness,
	gained: ReadonlySet<Op>,
	general: ReadonlySet<Op>,
): boolean {
	const weight = (isMeant: (op: Op) => boolean): number => {
		let sum = 0;
		for (const b of fn.blocks) {
			const loops = (live.depths.get(b) ?? 0) - (live.ways.has(b) ? 0 : 1);
			const one = LOOP_WEIGHT ** Math.min(Math.max(loops, 0), MAX_DEPTH);
			for (const op of b.ops) if (isMeant(op)) sum += one;
		}
		return sum;
	};
	// The truth of what has been gained is on objects only where that was.
	const isOfGained = ({ name, operands: [v] }: Op): boolean =>
		name === "py.truth" && !!v && gained.has(opOf(v) as Op);
	// What is done on objects only where a type is not the likely one does not count, nor what takes nothing that has to be an object.
	const isLost = (op: Op): boolean =>
		general.has(op) &&
		!gained.has(op) &&
		op.operands.length > 0 &&
		!isOfGained(op);
	const gain = weight((op) => gained.has(op));
	const loss = weight(isLost);
	return gain > 1 && (2 * gain >= 3 * loss || gain >= Math.max(loss, MUCH));
}
