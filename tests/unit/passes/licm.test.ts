/**
 * licm on random functions: loops in loops, ways that write or do not, join, break off or go on with the next iteration. Each does the same
 * before and after: the same stores, atomic loads and calls in the same order, the same result.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import {
	type Block,
	type Fn,
	type Literal,
	type Module,
	newModule,
	type Op,
	type Value,
} from "../../../lib/ir/ir.ts";
import { printModule } from "../../../lib/ir/print.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { passContext, runPass } from "../../../lib/passes/pass.ts";
import { findPass, type PASSES } from "../../../lib/passes/passes.ts";

type Pass = (typeof PASSES)[number];

const LICM = findPass("licm") as Pass;
const SIMPLIFY = findPass("simplify-cfg") as Pass;
/** What runs of one function count. */
const counts = new Map<string, number>();
const CONTEXT = passContext({
	target: () => newModule("none"),
	library: { version: "", options: "" },
	count: (what, n) => counts.set(what, (counts.get(what) ?? 0) + n),
});

// --- Random functions

const WORDS = 6;
const VARS = ["a", "b", "c"] as const;

/** Writes a function as text. Its variables are what they are in the block being written; blocks that several ways lead to take them all. */
class Writer {
	readonly #lines: string[] = [];
	#state: number;
	#names = 0;
	#budget = 24;
	#vars: string[] = [];

	constructor(seed: number) {
		this.#state = seed;
	}

	below(n: number): number {
		this.#state = (this.#state * 1103515245 + 12345) % 2147483648;
		return Math.floor((this.#state / 2147483648) * n);
	}

	text(): string {
		this.#vars = [this.#do("const i64 1"), "%n", "%m"];
		this.#statements(4, undefined);
		this.#lines.push(`ret ${this.#mixed()}`);
		return `module target "none"
func internal @reads(%p: ptr) -> i64 {
^entry:
  %v = load i64 %p
  %w = add %v, %v
  ret %w
}
func internal @writes(%p: ptr, %v: i64) -> i64 {
^entry:
  store %v, %p
  ret %v
}
func export @f(%p: ptr, %n: i64, %m: i64) -> i64 {
^entry:
${this.#lines.map((l) => (l.startsWith("^") ? l : `  ${l}`)).join("\n")}
}
`;
	}

	#new(): string {
		return `v${this.#names++}`;
	}

	#do(text: string): string {
		const v = `%${this.#new()}`;
		this.#lines.push(`${v} = ${text}`);
		return v;
	}

	#any(): string {
		return this.#vars[this.below(VARS.length)] as string;
	}

	#mixed(): string {
		return this.#vars.reduce((x, y) => this.#do(`add ${x}, ${y}`));
	}

	/** A word's address: most are fixed. */
	#address(): string {
		const i =
			this.below(3) > 0
				? this.#do(`const i64 ${this.below(WORDS)}`)
				: this.#do(`and ${this.#any()}, ${this.#do("const i64 3")}`);
		return this.#do(`elem_addr i64 %p, ${i}`);
	}

	/** Of the arguments, which stay the same, or of anything. */
	#condition(): string {
		const same = this.below(2) === 0;
		const x = same ? this.#do("and %n, %m") : this.#any();
		const y = this.#do(`const i64 ${this.below(9) - 2}`);
		const kind = ["slt", "eq", "ne", "sgt"][this.below(4)];
		return this.#do(`icmp ${kind} ${x}, ${y}`);
	}

	#jump(to: string, ...more: string[]): string {
		return `^${to}(${[...this.#vars, ...more].join(", ")})`;
	}

	#begin(block: string, ...more: string[]): string[] {
		this.#vars = VARS.map(() => `%${this.#new()}`);
		const extra = more.map(() => `%${this.#new()}`);
		const params = [...this.#vars, ...extra].map((v) => `${v}: i64`);
		this.#lines.push(`^${block}(${params.join(", ")}):`);
		return extra;
	}

	/** `loop`: where `continue` and `break` go. */
	#statements(
		most: number,
		loop: { next: string; index: string; out: string } | undefined,
	): void {
		for (let i = 1 + this.below(most); i > 0 && this.#budget > 0; i--) {
			this.#budget--;
			const kind = this.below(12);
			if (kind < 2) this.#set(this.#do(`load i64 ${this.#address()}`));
			else if (kind === 2)
				this.#set(this.#do(`call @reads(${this.#address()})`));
			else if (kind < 5)
				this.#set(this.#do(`add ${this.#any()}, ${this.#any()}`));
			else if (kind === 5 && this.below(2) > 0)
				this.#lines.push(`store ${this.#any()}, ${this.#address()}`);
			else if (kind === 6 && this.below(3) === 0)
				this.#set(this.#do(`call @writes(${this.#address()}, ${this.#any()})`));
			else if (kind === 7 && this.below(2) > 0)
				this.#set(this.#do(`load_atomic i64 ${this.#address()}`));
			else if (kind < 10) this.#if(loop);
			else this.#loop();
		}
	}

	#set(v: string): void {
		this.#vars[this.below(VARS.length)] = v;
	}

	#if(loop: { next: string; index: string; out: string } | undefined): void {
		const [yes, no, after] = [this.#new(), this.#new(), this.#new()];
		const c = this.#condition();
		const weights = ["", " weights(1, 9)", " weights(9, 1)"][this.below(3)];
		const before = [...this.#vars];
		if (this.below(4) === 0) {
			const on = this.#any();
			this.#lines.push(
				`switch [1, 2, 3] ${on}, ^${no}, ^${yes}, ${this.#jump(after)}, ^${no}`,
			);
		} else this.#lines.push(`cond_br ${c}, ^${yes}, ^${no}${weights}`);
		for (const way of [yes, no]) {
			this.#vars = [...before];
			this.#lines.push(`^${way}:`);
			if (way === yes || this.below(2) === 0) this.#statements(3, loop);
			const leaves = loop !== undefined && this.below(4) === 0;
			if (!leaves) this.#lines.push(`br ${this.#jump(after)}`);
			else if (this.below(2) === 0)
				this.#lines.push(`br ${this.#jump(loop.next, loop.index)}`);
			else this.#lines.push(`br ${this.#jump(loop.out)}`);
		}
		this.#begin(after);
	}

	/** A few times round; what is behind may use what the header was given without being given it. */
	#loop(): void {
		const [head, body, next, out] = [0, 0, 0, 0].map(() => this.#new()) as [
			string,
			string,
			string,
			string,
		];
		const zero = this.#do("const i64 0");
		this.#lines.push(`br ${this.#jump(head, zero)}`);
		const [i = ""] = this.#begin(head, zero);
		const most = this.#do(`const i64 ${1 + this.below(5)}`);
		const more = this.#do(`icmp slt ${i}, ${most}`);
		const breaks = this.below(2) === 0;
		const end = this.#new();
		const given = [...this.#vars];
		this.#lines.push(
			`cond_br ${more}, ^${body}, ${breaks ? this.#jump(out) : `^${out}`}`,
		);
		this.#lines.push(`^${body}:`);
		// Without `break`, that goes on with the next iteration too.
		const far = breaks ? out : end;
		this.#statements(4, { next, index: i, out: far });
		this.#lines.push(`br ${this.#jump(next, i)}`);
		if (!breaks) {
			this.#begin(end);
			this.#lines.push(`br ${this.#jump(next, i)}`);
		}
		const [j] = this.#begin(next, i);
		const up = this.#do(`add ${j}, ${this.#do("const i64 1")}`);
		if (this.below(4) === 0)
			this.#vars = given.map((v, k) =>
				k === 0 ? v : (this.#vars[k] as string),
			);
		this.#lines.push(`br ${this.#jump(head, up)}`);
		if (breaks) this.#begin(out);
		else {
			this.#lines.push(`^${out}:`);
			this.#vars = given;
		}
	}
}

// --- What they do

const BASE = 0x1000n;
const WORD = 8n;
const MASK = (1n << 64n) - 1n;
const MOST_STEPS = 200_000;

interface Run {
	readonly result: bigint;
	/** Stores and atomic loads, in order. */
	readonly trace: readonly string[];
	/** Plain loads. */
	readonly loads: number;
}

class Machine {
	readonly #memory = new Map<bigint, bigint>();
	readonly trace: string[] = [];
	loads = 0;
	#steps = 0;
	readonly #module: Module;

	constructor(module: Module) {
		this.#module = module;
		for (let i = 0n; i < WORDS; i++)
			this.#memory.set(BASE + i * WORD, (i * 7n) % 5n);
	}

	call(name: string, args: readonly bigint[]): bigint {
		const fn = this.#module.functions.get(name) as Fn;
		const values = new Map<Value, bigint>();
		let block = fn.blocks[0] as Block;
		let given = args;
		for (;;) {
			for (const [i, p] of block.params.entries())
				values.set(p, given[i] as bigint);
			for (const op of block.ops.slice(0, -1)) {
				const [r] = op.results;
				const v = this.#do(
					op,
					op.operands.map((o) => values.get(o) as bigint),
				);
				if (r) values.set(r, v);
			}
			const last = block.ops.at(-1) as Op;
			const at = (v: Value): bigint => values.get(v) as bigint;
			if (last.name === "ret") return at(last.operands[0] as Value);
			const edge = last.successors[wayOf(last, last.operands.map(at))];
			assert.ok(edge);
			given = edge.args.map(at);
			block = edge.block;
		}
	}

	#do(op: Op, [x = 0n, y = 0n]: readonly bigint[]): bigint {
		assert.ok(this.#steps++ < MOST_STEPS, "it does not end");
		switch (op.name) {
			case "const":
				return BigInt.asUintN(64, (op.attrs[0] as Literal).value as bigint);
			case "add":
				return (x + y) & MASK;
			case "and":
				return x & y;
			case "icmp":
				return compare(op.attrs[0] as string, x, y) ? 1n : 0n;
			case "elem_addr":
				return x + y * WORD;
			case "load":
				this.loads++;
				return this.#memory.get(x) ?? 0n;
			case "load_atomic":
				this.trace.push(`atomic ${x}`);
				return this.#memory.get(x) ?? 0n;
			case "store":
				this.trace.push(`store ${x} at ${y}`);
				this.#memory.set(y, x);
				return 0n;
			case "call":
				return this.call(op.attrs[0] as string, [x, y]);
			default:
				throw new Error(`cannot do ${op.name}`);
		}
	}
}

function compare(kind: string, x: bigint, y: bigint): boolean {
	const [a, b] = [BigInt.asIntN(64, x), BigInt.asIntN(64, y)];
	if (kind === "slt") return a < b;
	if (kind === "sgt") return a > b;
	return (a === b) === (kind === "eq");
}

function wayOf(op: Op, [x = 0n]: readonly bigint[]): number {
	if (op.name === "br") return 0;
	if (op.name === "cond_br") return x !== 0n ? 0 : 1;
	return (op.attrs[0] as readonly bigint[]).indexOf(x) + 1;
}

function run(module: Module, n: bigint, m: bigint): Run {
	const machine = new Machine(module);
	const result = machine.call("f", [BASE, n, m]);
	return { result, trace: machine.trace, loads: machine.loads };
}

const ARGUMENTS = [
	[0n, 0n],
	[3n, 1n],
	[7n, 6n],
] as const;

test("random loops do the same, with fewer loads", () => {
	counts.clear();
	let [before, after] = [0, 0];
	for (let seed = 1; seed <= 500; seed++) {
		const text = new Writer(seed * 7919).text();
		const module = parseModule(text, `${seed}.ir`);
		runPass(SIMPLIFY, module, CONTEXT);
		assert.equal(
			verifyModule(module).map((d) => d.message),
			[],
			text,
		);
		const expected = ARGUMENTS.map(([n, m]) => run(module, n, m));
		runPass(LICM, module, CONTEXT);
		const changed = printModule(module);
		assert.equal(
			verifyModule(module).map((d) => d.message),
			[],
			changed,
		);
		for (const [i, [n, m]] of ARGUMENTS.entries()) {
			const was = expected[i] as Run;
			const is = run(module, n, m);
			assert.is(is.result, was.result, `seed ${seed}: ${text}\n${changed}`);
			assert.equal(is.trace, was.trace, `seed ${seed}`);
			before += was.loads;
			after += is.loads;
		}
	}
	assert.ok((counts.get("licm: loops") ?? 0) > 100, "too few loops changed");
	assert.ok((counts.get("licm: checks moved out") ?? 0) > 50, "too few checks");
	assert.ok(after < before * 0.98, `${after} loads of ${before}`);
});

test.run();
