/** Dominators against their definition, on random graphs. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DominatorTree } from "../../../lib/ir/dominance.ts";

/** The nodes reachable from 0 without going through `avoided`. */
function reach(
	graph: readonly (readonly number[])[],
	avoided: number,
): Set<number> {
	const seen = new Set<number>();
	const work = avoided === 0 ? [] : [0];
	for (let n = work.pop(); n !== undefined; n = work.pop()) {
		if (seen.has(n)) continue;
		seen.add(n);
		for (const to of graph[n] ?? []) if (to !== avoided) work.push(to);
	}
	return seen;
}

function check(graph: readonly (readonly number[])[]): void {
	const tree = new DominatorTree(graph);
	const all = reach(graph, -1);
	for (let a = 0; a < graph.length; a++) {
		assert.is(tree.isReachable(a), all.has(a), `reachability of ${a}`);
		if (!all.has(a)) continue;
		const without = reach(graph, a);
		for (const b of all)
			assert.is(
				tree.dominates(a, b),
				a === b || !without.has(b),
				`${a} over ${b} in ${JSON.stringify(graph)}`,
			);
	}
}

test("small shapes", () => {
	check([[]]);
	check([[1, 2], [3], [3], []]);
	check([[1], [2], [1, 3], []]);
	check([[1, 2], [2], [1]]);
	check([[1], [], [1]]);
});

test("random graphs", () => {
	let state = 1;
	const below = (n: number): number => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return Math.floor((state / 2147483648) * n);
	};
	for (let round = 0; round < 400; round++) {
		const n = 2 + below(14);
		const graph = Array.from({ length: n }, () =>
			Array.from({ length: below(4) }, () => below(n)),
		);
		check(graph);
	}
});

// No clock: what looks at all predecessors again and again does not come to an end here.
test("a shared error exit stays cheap", () => {
	const n = 400_000;
	const graph = Array.from({ length: n }, (_, i) =>
		i < n - 2 ? [i + 1, n - 1] : [],
	);
	const tree = new DominatorTree(graph);
	assert.is(tree.idom[n - 1], 0);
});

test.run();
