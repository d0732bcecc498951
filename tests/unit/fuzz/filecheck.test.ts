/** Mutated check files and inputs of filecheck: an exit code of 0, 1 or 2, and soon. */
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runFilecheck } from "../../../lib/check/filecheck/filecheck.ts";
import { installRoot } from "../../../lib/support/root.ts";
import { mutateText, random, rounds, survives } from "./mutate.ts";

const CHECKS = `; CHECK-LABEL: define {{.*}} @f(
; CHECK-SAME: [[A:%[a-z]+]], [[#%u,N:]])
; CHECK-NEXT: {{^}}  [[B:%.*]] = add [[A]], [[#N+1]]
; CHECK-DAG: store [[B]]
; CHECK-DAG: load {{[0-9]+|x*}}
; CHECK-NOT: call {{(a|b)*c}}
; CHECK-COUNT-2: br
; CHECK-EMPTY:
; CHECK-NEXT: ret [[#%.4X,N*2]] {{\\d+|[[:alpha:]]}}
; CHECK: end {LITERAL}
`;
const INPUT = `define i32 @f(%ab, 7)
  %c = add %ab, 8
load 12
store %c
br
br

ret 000E 5
end {LITERAL}
`;

test("mutated checks and inputs", () => {
	const folder = mkdtempSync(join(tmpdir(), "coconut-fuzz-"));
	const lit = join(installRoot(), "tests/lit/filecheck");
	const others = readdirSync(lit)
		.filter((f) => f.endsWith(".test"))
		.map((f) => readFileSync(join(lit, f), "utf8"));
	const texts = [CHECKS, CHECKS, ...others];
	const codes = new Set<number>();
	try {
		const file = join(folder, "checks");
		const count = rounds(600);
		for (let seed = 0; seed < count; seed++) {
			const pick = random(seed);
			const text = texts[pick(texts.length)] ?? "";
			const checks = mutateText(text, pick);
			const input = pick(2) === 0 ? INPUT : mutateText(INPUT, pick);
			writeFileSync(file, checks);
			survives(seed, `${checks}\n=====\n${input}`, () => {
				codes.add(
					runFilecheck([file], {
						cwd: folder,
						env: {},
						readStdin: () => Buffer.from(input),
						stdout: () => {},
						stderr: () => {},
					}),
				);
			});
		}
		assert.equal([...codes].sort(), [0, 1, 2].slice(0, 3));
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});

test.run();
