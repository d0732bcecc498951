/** The ownership verifier accepts what the lowering makes and objects to single mistakes in it. */
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { printOp } from "../../../lib/ir/print.ts";
import { verifyOwnership } from "../../../lib/ir/verify-ownership.ts";
import { installRoot } from "../../../lib/support/root.ts";
import { lowerFiles } from "../../ownership/lowered.ts";
import { mutate, newTally, random } from "../../ownership/mutate.ts";

const PROGRAMS = ["exceptions", "generators", "closures", "contexts"];
const files = PROGRAMS.map((p) =>
	join(installRoot(), `tests/programs/${p}.py`),
);
const SHARE = 0.02;
/** Tests of a local that is bound anyway, made to fail always: no rule of ownership is broken. See docs/ownership.md. */
const TOLERATED = 0.02;

const modules = [...lowerFiles(files, "O0", "/usr/bin/python3.11")];

test("lowered programs have no findings", () => {
	for (const { module } of modules)
		assert.equal(
			verifyOwnership(module).map((d) => d.message),
			[],
		);
});

test("single mistakes in lowered programs are found", () => {
	const next = random(2);
	const tally = newTally();
	for (const { module } of modules) mutate(module, () => next() < SHARE, tally);
	const made = [...tally.made.values()].reduce((a, b) => a + b, 0);
	const missed = tally.survivors.filter(
		(m) => m.kind !== "branch always fails",
	);
	assert.ok(made > 200, `only ${made} mutants`);
	assert.equal(
		missed.map((m) => `${m.kind}, ${m.what}: ${printOp(m.op, m.fn)}`),
		[],
	);
	assert.ok(tally.survivors.length <= TOLERATED * made);
});

test.run();
