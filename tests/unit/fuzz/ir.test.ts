/** Mutated IR text: it is refused with a Diagnostic, or printed, verified, optimised and lowered without an error of ours. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseBytecode } from "../../../grammar/bytecode-text.ts";
import { parseModule } from "../../../grammar/ir-parser.ts";
import { compilePython } from "../../../lib/cpython/compile.ts";
import { printModule as printBytecode } from "../../../lib/cpython/print.ts";
import { printModule } from "../../../lib/ir/print.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { translateModule } from "../../../lib/lower/translate.ts";
import { PIPELINES, parsePipeline } from "../../../lib/passes/pipelines.ts";
import { Diagnostics } from "../../../lib/support/diagnostic.ts";
import { installRoot } from "../../../lib/support/root.ts";
import { runPipeline } from "../../../tools/ir-opt/run.ts";
import { mutateText, random, rounds, survives } from "./mutate.ts";

/** Small functions of every kind: each is a seed, so that one mutation is likely to matter. */
const SOURCES = [
	"def f(a, b):\n    return a + b if a < b else -a",
	"def f(a):\n    for i in a:\n        if i: continue\n        print(i, sep='')\n    else:\n        del a",
	"def f(a):\n    try:\n        with a as b: b.x[0] = 1\n    except ValueError as e:\n        raise KeyError from e\n    finally:\n        a()",
	"def f(a, *b, **c):\n    x = yield a\n    yield from b\n    return lambda: (x, {**c}, [*b])",
	"async def f(a):\n    async with a as b:\n        async for c in b: yield await c",
	"def f(a):\n    match a:\n        case {'k': [1, *r], **s}: return r\n        case int(x) | [x]: pass\n    x, (y, *z) = a\n    x += 1\n    global g\n    g = f'{x!r:>3}'",
	"class C(B):\n    n: int = 1\n    def m(self): return super().m(__class__)",
	"try:\n    import os.path as p\n    from math import *\nexcept* OSError: pass\nassert p",
];

const O2 = parsePipeline(PIPELINES.O2);
const library = { version: "0", options: "-O2" };

function pythonIr(source: string): string {
	const { code, version } = compilePython({
		source: Buffer.from(source),
		filename: "fuzz.py",
	});
	return printModule(translateModule(code, version));
}

/** What counts references by hand may count wrong, and passes are not to blame. The IR texts of the repository's own tests: core modules and ops one at a time. */
function coreIr(): string[] {
	const texts: string[] = [];
	for (const folder of ["ir/roundtrip", "ir-opt", "ir2gcc"]) {
		const path = join(installRoot(), "tests/lit", folder);
		for (const f of readdirSync(path).filter((name) => name.endsWith(".ir")))
			texts.push(readFileSync(join(path, f), "utf8"));
	}
	assert.ok(texts.length > 5, "tests/lit has IR");
	return texts;
}

/** What the tools would do with a text. */
function compile(text: string): void {
	const module = parseModule(text, "fuzz.ir");
	const found = verifyModule(module);
	if (found.length > 0) throw new Diagnostics(found);
	const printed = printModule(module);
	assert.is(printModule(parseModule(printed, "again.ir")), printed);
	runPipeline(module, O2, { verify: "all", library });
	printModule(module);
}

function fuzz(
	texts: readonly string[],
	count: number,
	blamesPasses: boolean,
): void {
	let accepted = 0;
	for (let seed = 0; seed < count; seed++) {
		const pick = random(seed);
		const mutated = mutateText(texts[pick(texts.length)] ?? "", pick);
		if (survives(seed, mutated, () => compile(mutated), blamesPasses))
			accepted++;
	}
	assert.ok(accepted > 0, "some mutated inputs are valid");
	assert.ok(accepted < count, "some mutated inputs are refused");
}

test("mutated IR of Python functions", () => {
	fuzz(SOURCES.map(pythonIr), rounds(60), true);
});

test("mutated IR of core modules", () => {
	fuzz(coreIr(), rounds(150), false);
});

test("mutated bytecode text is translated and compiled, or refused", () => {
	const texts = SOURCES.map((source) =>
		printBytecode(
			compilePython({ source: Buffer.from(source), filename: "fuzz.py" }),
		),
	);
	const count = rounds(60);
	for (let seed = 0; seed < count; seed++) {
		const pick = random(seed);
		const mutated = mutateText(texts[pick(texts.length)] ?? "", pick);
		survives(seed, mutated, () => {
			const { code, version, cfgs } = parseBytecode(mutated, "fuzz.bc");
			compile(printModule(translateModule(code, version, { cfgs })));
		});
	}
});

test("deep nesting is refused, not a stack overflow", () => {
	for (const [open, close] of [
		["(", ")"],
		["{", "}"],
		["[", "]"],
	] as const) {
		const deep = open.repeat(200_000) + close.repeat(200_000);
		survives(0, open, () =>
			compile(`module target "none"\nglobal @g: i64 = ${deep}\n`),
		);
		survives(0, open, () => {
			parseBytecode(
				`python "3.11" magic 3495\ncode "f" {\n  const 0 = ${deep}\n}\n`,
				"fuzz.bc",
			);
		});
	}
});

test.run();
