/**
 * The work of each stage grows with the length of a function, not with its square. Work is counted, not timed: how often blocks and ops
 * are looked at, which any search through a whole function for each of its loops, handlers or literals makes visible.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { generatePython, SHAPE_NAMES } from "../../../bench/generate.ts";
import { parseModule } from "../../../grammar/ir-parser.ts";
import { compilePython } from "../../../lib/cpython/compile.ts";
import { emitModule } from "../../../lib/gccjit/emit.ts";
import type { Block, Fn, Module } from "../../../lib/ir/ir.ts";
import { loadTarget } from "../../../lib/ir/target.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { verifyOwnership } from "../../../lib/ir/verify-ownership.ts";
import { translateModule } from "../../../lib/lower/translate.ts";
import { licm } from "../../../lib/passes/licm/licm.ts";
import { passContext, runPass } from "../../../lib/passes/pass.ts";
import { PIPELINES, parsePipeline } from "../../../lib/passes/pipelines.ts";

const SHORT = 300;
/** A short literal is left alone by specialize, which looks whether it is worth it. */
const SHORT_LITERAL = 600;
const FACTOR = 4;
/** What is done once in a module makes the shorter function cost more than its share. */
const SLACK = 1.3;

let reads = 0;

/** The same list; reading an element counts. */
function metered<T>(list: T[]): T[] {
	return new Proxy(list, {
		get(target, key) {
			if (typeof key === "string" && key !== "length") reads++;
			return Reflect.get(target, key) as unknown;
		},
	});
}

/** From here on reads of the elements of `object[key]` count, whatever list a pass puts there. */
function meter<K extends string, T>(
	object: { [P in K]: T[] },
	key: K,
	each: (list: readonly T[]) => void = () => undefined,
): void {
	let list = object[key];
	const set = (to: T[]): void => {
		each(to);
		list = metered(to);
	};
	set(list);
	Object.defineProperty(object, key, { get: () => list, set });
}

function meterFunction(fn: Fn): void {
	const seen = new WeakSet<Block>();
	meter(fn, "blocks", (blocks) => {
		for (const b of blocks) {
			if (seen.has(b)) continue;
			seen.add(b);
			meter(b, "ops");
		}
	});
}

/** How much each stage reads, for one function of about so many bytecodes. */
function workOf(source: string, level: "O0" | "O2"): Map<string, number> {
	const { code, version } = compilePython({
		source: Buffer.from(source),
		filename: "long.py",
	});
	const module: Module = translateModule(code, version, { file: "long.py" });
	for (const fn of module.functions.values()) meterFunction(fn);
	const context = passContext({
		target: (m) => loadTarget(m.target, parseModule),
		library: { version: "1", options: "" },
	});
	const work = new Map<string, number>();
	const measure = (stage: string, run: () => unknown): void => {
		reads = 0;
		run();
		work.set(stage, (work.get(stage) ?? 0) + reads);
	};
	for (const { pass, options } of parsePipeline(PIPELINES[level])) {
		if (pass.refcounts === "expanded") {
			measure("verifier", () => assert.equal(verifyModule(module), []));
			measure("ownership", () => assert.equal(verifyOwnership(module), []));
		}
		measure(pass.name, () => runPass(pass, module, context, options));
	}
	measure("emitter", () => emitModule(module, { roots: [] }));
	return work;
}

for (const shape of SHAPE_NAMES)
	for (const level of ["O0", "O2"] as const)
		test(`${shape}, ${level}`, () => {
			const size = shape === "literal" ? SHORT_LITERAL : SHORT;
			const short = workOf(generatePython(size, shape), level);
			const long = workOf(generatePython(size * FACTOR, shape), level);
			for (const [stage, n] of long) {
				const grows = n / Math.max(1, short.get(stage) ?? 0);
				assert.ok(
					grows < FACTOR * SLACK,
					`${stage}: ${FACTOR} times the bytecodes cost ${grows.toFixed(1)} times the work`,
				);
			}
		});

/** Each loop loads the same word in each iteration, and seldom writes. */
function manyLoops(n: number): string {
	const lines: string[] = [];
	for (let i = 0; i < n; i++)
		lines.push(
			`  %zero${i} = const i64 0`,
			`  br ^head${i}(%zero${i})`,
			`^head${i}(%i${i}: i64):`,
			`  %v${i} = load i64 %p`,
			`  %more${i} = icmp slt %i${i}, %v${i}`,
			`  cond_br %more${i}, ^body${i}, ^out${i}`,
			`^body${i}:`,
			`  %one${i} = const i64 1`,
			`  %j${i} = add %i${i}, %one${i}`,
			`  %rare${i} = icmp eq %j${i}, %n`,
			`  cond_br %rare${i}, ^write${i}, ^next${i} weights(1, 9)`,
			`^write${i}:`,
			`  store %j${i}, %p`,
			`  br ^next${i}`,
			`^next${i}:`,
			`  br ^head${i}(%j${i})`,
			`^out${i}:`,
		);
	return lines.join("\n");
}

/** A loop with so many branches that go the same way in each iteration. */
function manyBranches(n: number): string {
	const lines = ["  br ^head(%n)", "^head(%i: i64):", "  %v = load i64 %p"];
	for (let i = 0; i < n; i++)
		lines.push(
			`  %c${i} = icmp slt %v, %n`,
			`  cond_br %c${i}, ^yes${i}, ^no${i}`,
			`^yes${i}:`,
			`  br ^after${i}`,
			`^no${i}:`,
			`  br ^after${i}`,
			`^after${i}:`,
		);
	const end = ["  %j = add %i, %v", "  %more = icmp slt %j, %n"];
	lines.push(...end, "  cond_br %more, ^head(%j), ^out", "^out:");
	return lines.join("\n");
}

/** How much licm reads of a function of a body, and how many loops it peels. */
function licmOf(body: string): { work: number; loops: number } {
	const text = `module target "none"
func export @f(%p: ptr, %n: i64) {
^entry:
${body}
  ret
}
`;
	const module = parseModule(text, "long.ir");
	let loops = 0;
	const context = passContext({
		target: (m) => m,
		library: { version: "1", options: "" },
		count: (what, n) => {
			if (what === "licm: loops") loops += n;
		},
	});
	for (const fn of module.functions.values()) meterFunction(fn);
	reads = 0;
	runPass(licm, module, context);
	const work = reads;
	assert.equal(verifyModule(module), []);
	return { work, loops };
}

for (const [name, make, size, loops] of [
	["many loops", manyLoops, 50, (n: number) => n],
	["many branches of a loop", manyBranches, 20, () => 1],
	["very many", manyBranches, 500, () => 0],
] as const)
	test(`licm, ${name}`, () => {
		const short = licmOf(make(size));
		const long = licmOf(make(size * FACTOR));
		assert.is(short.loops, loops(size));
		assert.is(long.loops, loops(size * FACTOR));
		const grows = long.work / short.work;
		assert.ok(
			grows < FACTOR * SLACK,
			`${FACTOR} times the length cost ${grows.toFixed(1)} times the work`,
		);
	});

test.run();
