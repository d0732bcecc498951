// filecheck against LLVM's own binary. COCONUT_ORACLE_PAIRS=3000 for the whole corpus; a sample by default.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CASES } from "./cases.ts";
import { compare, haveLlvm } from "./compare.ts";
import { type Pair, Random, randomPair } from "./random.ts";

const wanted = Number(process.env.COCONUT_ORACLE_PAIRS ?? "150");

function corpus(): Pair[] {
	const r = new Random(20140);
	if (wanted < CASES.length + 100) {
		const every = Math.ceil(CASES.length / (wanted / 2));
		const some = CASES.filter((_, i) => i % every === 0);
		return [
			...some,
			...Array.from({ length: wanted - some.length }, () => randomPair(r)),
		];
	}
	return [
		...CASES,
		...Array.from({ length: wanted - CASES.length }, () => randomPair(r)),
	];
}

if (haveLlvm())
	test("exit codes are LLVM's", () => {
		const differences = compare(corpus());
		const text = differences
			.slice(0, 5)
			.map(
				(d) =>
					`LLVM ${d.llvm}, ours ${d.ours}: ${d.pair.args.join(" ")}\n--- check\n${d.pair.check}--- input\n${d.pair.input}--- ours\n${d.message}`,
			)
			.join("\n");
		assert.is(differences.length, 0, text);
	});
else
	test.skip("exit codes are LLVM's: LLVM 14 is not installed", () => undefined);

test.run();
