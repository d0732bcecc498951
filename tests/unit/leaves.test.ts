/** What functions without frames do themselves: programs print the same where they always go back to a frame, so that is counted here. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";

const test = suite("leaves");
const CALLS = 400;
/** A place that has seen nothing yet may leave. */
const FEW = 8;

/** Runs `body`, which defines `f(i)` and what it needs, CALLS times; gives how often its functions left, by qualified name. */
function leaves(body: string): Map<string, number> {
	const folder = mkdtempSync(join(tmpdir(), "coconut-leaves-"));
	try {
		const [script, report] = ["main.py", "report.json"].map((x) =>
			join(folder, x),
		) as [string, string];
		const loop = `def loop(n):\n    for i in range(n):\n        f(i)\nloop(${CALLS})\n`;
		writeFileSync(script, `${body}\n${loop}`);
		const args = ["run", "--all", "-O2", script];
		const env = { COCONUT_CACHE: join(folder, "c"), COCONUT_REPORT: report };
		const { status, stderr } = spawnSync(
			join(installRoot(), "bin/coconut"),
			args,
			{ encoding: "utf8", env: { ...process.env, ...env } },
		);
		assert.is(status, 0, stderr);
		const rows: { file: string; qualname: string; deopts: number }[] =
			JSON.parse(readFileSync(report, "utf8")).functions;
		const own = rows.filter((r) => r.file === script);
		assert.ok(own.length > 1, "the report has the program's functions");
		return new Map(own.map((r) => [r.qualname, r.deopts]));
	} finally {
		rmSync(folder, { recursive: true });
	}
}

const POINT = `class Point:
    size = 1
    def __init__(self, x=0, *, y=0):
        self.x = x
        self.y = y
    def move(self, dx, dy=1):
        return self.x + dx + dy
`;

const SNIPPETS: readonly (readonly [string, string])[] = [
	[
		"keywords, defaults and parameters that only keywords name",
		`def g(a, b=2, *, c=3):
    return a + b + c
def f(i):
    return g(i) + g(i, 5) + g(i, c=4) + g(a=i, b=1)`,
	],
	[
		"a method called by keyword, an instance made by keyword",
		`${POINT}def f(i):
    return Point(i, y=2).move(1, dy=3)`,
	],
	[
		"keys that are compared by identity",
		`class Key:
    pass
keys = [Key() for _ in range(7)]
d = {k: i for i, k in enumerate(keys)}
def f(i):
    return d[keys[i % 7]]`,
	],
	[
		"attributes of instances that have a dict",
		`${POINT}p = Point()
vars(p)
def g(p, i):
    p.x = i
    p.y += 1
    return p.x
def f(i):
    return g(p, i)`,
	],
	[
		"what a class has and some instances have for themselves",
		`${POINT}points = [Point() for _ in range(3)]
points[1].size = 5
def g(p):
    return p.size
def f(i):
    return g(points[i % 3])`,
	],
];

for (const [name, body] of SNIPPETS)
	test(name, () => {
		for (const [fn, count] of leaves(body))
			assert.ok(count <= FEW, `${fn} left ${count} times`);
	});

test("what does leave is counted", () => {
	const counts = leaves(`import time
def f(i):
    return time.monotonic()`);
	assert.ok((counts.get("f") ?? 0) > FEW, `${counts.get("f")}`);
});

test.run();
