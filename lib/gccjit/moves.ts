/** Parallel assignment: `a, b = b, a` as a sequence of simple ones. */
import { type Expr, type Local, localsRead } from "./tree.ts";

export interface Move {
	readonly to: Local;
	readonly from: Expr;
}

/**
 * Orders moves that happen at once so that they may happen one after the other. `temporary` makes a variable like
 * another, to hold its old value where the moves form a cycle.
 */
export function parallelMoves(
	moves: readonly Move[],
	temporary: (like: Local) => Local,
): Move[] {
	const out: Move[] = [];
	let waiting = moves.filter(
		(m) => !(m.from.kind === "local" && m.from.local === m.to),
	);
	while (waiting.length > 0) {
		const readBy = countReaders(waiting);
		const ready = waiting.filter((m) => othersReading(m, readBy) === 0);
		if (ready.length > 0) {
			// One at a time would be safe; all are, since none of them is read by another.
			out.push(...ready);
			waiting = waiting.filter((m) => !ready.includes(m));
			continue;
		}
		const { to } = waiting[0] as Move;
		const old = temporary(to);
		out.push({ to: old, from: { kind: "local", local: to } });
		waiting = waiting.map((m) => ({
			to: m.to,
			from: replace(m.from, to, old),
		}));
	}
	return out;
}

function countReaders(moves: readonly Move[]): Map<Local, Set<Move>> {
	const readers = new Map<Local, Set<Move>>();
	for (const m of moves)
		localsRead(m.from, (l) => {
			const set = readers.get(l) ?? new Set();
			readers.set(l, set.add(m));
		});
	return readers;
}

function othersReading(m: Move, readers: Map<Local, Set<Move>>): number {
	const set = readers.get(m.to);
	if (!set) return 0;
	return set.size - (set.has(m) ? 1 : 0);
}

function replace(e: Expr, local: Local, by: Local): Expr {
	if (e.kind === "local") return e.local === local ? { ...e, local: by } : e;
	if (e.kind !== "op") return e;
	return { ...e, args: e.args.map((a) => replace(a, local, by)) };
}
