/** Random core functions give the same result interpreted, compiled by libgccjit, and printed as C and compiled. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import { compileModule } from "../../../lib/gccjit/compile.ts";
import type { CallType, CallValue } from "../../../lib/gccjit/protocol.ts";
import { Worker } from "../../../lib/gccjit/worker.ts";
import type { Module } from "../../../lib/ir/ir.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { Interpreter, type Word } from "../ir/interpreter.ts";
import { generateModule, PARAMS, Random } from "./generate.ts";

const SEEDS = process.env.COCONUT_SEEDS?.split(",").map(Number) ?? [1, 2, 3];
const FUNCTIONS = 25;
const CALLS = 3;

const worker = new Worker();
const folder = mkdtempSync(join(tmpdir(), "coconut-test-"));

function randomArguments(random: Random): Word[] {
	const extremes = [0n, 1n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 127n, -128n];
	return PARAMS.map((t) => {
		if (t === "f64")
			return random.pick([0, -0, 1.5, -3.25, 1e308, Infinity, Number.NaN]);
		const bits = { i1: 1, i8: 8, i16: 16, i32: 32, i64: 64 }[t];
		const small = BigInt(random.below(200) - 100);
		return BigInt.asUintN(bits, random.pick([small, random.pick(extremes)]));
	});
}

function toCall(value: Word, i: number): CallValue {
	if (typeof value === "number") return value;
	const bits = { i1: 0, i8: 8, i16: 16, i32: 32, i64: 64, f64: 0 }[
		PARAMS[i] as (typeof PARAMS)[number]
	];
	return bits === 0 ? value : BigInt.asIntN(bits, value);
}

async function call(library: string, symbol: string, args: readonly Word[]) {
	const reply = await worker.request({
		kind: "call",
		library,
		symbol,
		params: PARAMS as readonly CallType[],
		result: "i64",
		args: args.map(toCall),
	});
	assert.is(
		reply.kind,
		"returned",
		reply.kind === "error" ? reply.message : "",
	);
	return reply.kind === "returned" ? (reply.value as bigint) : 0n;
}

async function libraries(module: Module, seed: number): Promise<string[]> {
	const made: string[] = [];
	for (const opt of [0, 2]) {
		const output = join(folder, `${seed}-O${opt}.so`);
		await compileModule(module, { emit: "so", opt, output, worker });
		made.push(output);
	}
	const source = join(folder, `${seed}.c`);
	await compileModule(module, { emit: "c", output: source });
	const output = join(folder, `${seed}-c.so`);
	const flags = "-std=gnu11 -Wall -Wextra -Werror -O1 -fno-strict-aliasing";
	const traps = "-fsanitize=undefined -fsanitize-undefined-trap-on-error";
	const options = `${flags} ${traps} -shared -fPIC -o`.split(" ");
	execFileSync("gcc", [...options, output, source], { stdio: "pipe" });
	return [...made, output];
}

for (const seed of SEEDS)
	test(`seed ${seed}`, async () => {
		const text = generateModule(seed, FUNCTIONS);
		const module = parseModule(text, "generated.ir");
		assert.equal(
			verifyModule(module).map((d) => d.message),
			[],
		);
		const compiled = await libraries(module, seed);
		const random = new Random(seed + 1000);
		for (let f = 0; f < FUNCTIONS; f++)
			for (let i = 0; i < CALLS; i++) {
				const args = randomArguments(random);
				const result = new Interpreter(module).call(`f${f}`, args);
				const expected = BigInt.asIntN(64, result as bigint);
				for (const library of compiled)
					assert.is(
						await call(library, `f${f}`, args),
						expected,
						`@f${f}(${args.join(", ")}) in ${library}`,
					);
			}
	});

test.after(() => {
	worker.close();
	rmSync(folder, { recursive: true, force: true });
});

test.run();
