/** Medians, means and the summary of a benchmark. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import type { Row } from "../../../bench/measure.ts";
import {
	geometricMean,
	median,
	ratioText,
	secondsText,
} from "../../../bench/stats.ts";
import { summarize } from "../../../bench/summary.ts";
import type { Kind } from "../../programs/program.ts";

const test = suite("bench");

function row(name: string, kind: Kind, ratio?: number, bar?: number): Row {
	return {
		name,
		kind,
		size: 1,
		bar,
		interpreted: 1,
		compiled: undefined,
		ratio,
		ratios: [],
		wholeRatio: undefined,
		memoryRatio: ratio === undefined ? undefined : 1.1,
		firstRun: undefined,
		peers: {},
		problems: ratio === undefined ? ["failed"] : [],
	};
}

test("the median of an even number is the middle of the two middle ones", () => {
	assert.is(median([3, 1, 2]), 2);
	assert.is(median([4, 1, 2, 3]), 2.5);
	assert.ok(Number.isNaN(median([])));
});

test("the geometric mean of a ratio and its inverse is 1", () => {
	assert.ok(Math.abs(geometricMean([4, 0.25]) - 1) < 1e-12);
});

test("ratios and times are printed in their units, and a dash where there is none", () => {
	assert.is(ratioText(2), "2.00x");
	assert.is(ratioText(undefined), "-");
	assert.is(secondsText(0.0123), "12.3 ms");
	assert.is(secondsText(2.5), "2.50 s");
	assert.is(secondsText(Number.NaN), "-");
});

test("the summary means by kind, finds the lowest, counts bars and failures", () => {
	const s = summarize([
		row("a", "numeric", 8, 5),
		row("b", "object", 2, 3),
		row("c", "string", 0.5),
		row("d", "script"),
	]);
	assert.ok(Math.abs((s.means.numeric ?? 0) - 8) < 1e-12);
	assert.ok(Math.abs((s.means["numeric and object"] ?? 0) - 4) < 1e-12);
	assert.ok(Math.abs((s.means.overall ?? 0) - 2) < 1e-12);
	assert.equal(s.lowest, { name: "c", ratio: 0.5 });
	assert.is(s.barsMet, 1);
	assert.is(s.bars, 2);
	assert.equal(s.belowBar, ["b"]);
	assert.equal(s.slower, ["c"]);
	assert.equal(s.failed, ["d"]);
});

test.run();
