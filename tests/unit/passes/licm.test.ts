/**
 * licm on random functions: loops in loops, ways that write or do not, join, break off or go on with the next iteration. Each does the same
 * before and after: the same stores, atomic loads and calls in the same order, the same result.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { licm } from "../../../lib/passes/licm/licm.ts";
import { simplifyCfg } from "../../../lib/passes/simplify-cfg.ts";
import { Random } from "../gccjit/generate.ts";
import { BASE, sameBeforeAndAfter } from "./same.ts";

const FUNCTIONS = 500;

const WORDS = 6;
const VARS = ["a", "b", "c"] as const;

/** Writes a function as text. Its variables are what they are in the block being written; blocks that several ways lead to take them all. */
class Writer {
	readonly #lines: string[] = [];
	readonly #random: Random;
	#names = 0;
	#budget = 24;
	#vars: string[] = [];

	constructor(seed: number) {
		this.#random = new Random(seed);
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
		return this.#vars[this.#random.below(VARS.length)] as string;
	}

	#mixed(): string {
		return this.#vars.reduce((x, y) => this.#do(`add ${x}, ${y}`));
	}

	/** A word's address: most are fixed. */
	#address(): string {
		const i =
			this.#random.below(3) > 0
				? this.#do(`const i64 ${this.#random.below(WORDS)}`)
				: this.#do(`and ${this.#any()}, ${this.#do("const i64 3")}`);
		return this.#do(`elem_addr i64 %p, ${i}`);
	}

	/** Of the arguments, which stay the same, or of anything. */
	#condition(): string {
		const same = this.#random.below(2) === 0;
		const x = same ? this.#do("and %n, %m") : this.#any();
		const y = this.#do(`const i64 ${this.#random.below(9) - 2}`);
		const kind = ["slt", "eq", "ne", "sgt"][this.#random.below(4)];
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
		for (let i = 1 + this.#random.below(most); i > 0 && this.#budget > 0; i--) {
			this.#budget--;
			const kind = this.#random.below(12);
			if (kind < 2) this.#set(this.#do(`load i64 ${this.#address()}`));
			else if (kind === 2)
				this.#set(this.#do(`call @reads(${this.#address()})`));
			else if (kind < 5)
				this.#set(this.#do(`add ${this.#any()}, ${this.#any()}`));
			else if (kind === 5 && this.#random.below(2) > 0)
				this.#lines.push(`store ${this.#any()}, ${this.#address()}`);
			else if (kind === 6 && this.#random.below(3) === 0)
				this.#set(this.#do(`call @writes(${this.#address()}, ${this.#any()})`));
			else if (kind === 7 && this.#random.below(2) > 0)
				this.#set(this.#do(`load_atomic i64 ${this.#address()}`));
			else if (kind < 10) this.#if(loop);
			else this.#loop();
		}
	}

	#set(v: string): void {
		this.#vars[this.#random.below(VARS.length)] = v;
	}

	#if(loop: { next: string; index: string; out: string } | undefined): void {
		const [yes, no, after] = [this.#new(), this.#new(), this.#new()];
		const c = this.#condition();
		const weights = ["", " weights(1, 9)", " weights(9, 1)"][
			this.#random.below(3)
		];
		const before = [...this.#vars];
		if (this.#random.below(4) === 0) {
			const on = this.#any();
			this.#lines.push(
				`switch [1, 2, 3] ${on}, ^${no}, ^${yes}, ${this.#jump(after)}, ^${no}`,
			);
		} else this.#lines.push(`cond_br ${c}, ^${yes}, ^${no}${weights}`);
		for (const way of [yes, no]) {
			this.#vars = [...before];
			this.#lines.push(`^${way}:`);
			if (way === yes || this.#random.below(2) === 0) this.#statements(3, loop);
			const leaves = loop !== undefined && this.#random.below(4) === 0;
			if (!leaves) this.#lines.push(`br ${this.#jump(after)}`);
			else if (this.#random.below(2) === 0)
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
		const most = this.#do(`const i64 ${1 + this.#random.below(5)}`);
		const more = this.#do(`icmp slt ${i}, ${most}`);
		const breaks = this.#random.below(2) === 0;
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
		if (this.#random.below(4) === 0)
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

const RUNS = [
	[0n, 0n],
	[3n, 1n],
	[7n, 6n],
].map(([n = 0n, m = 0n]) => [0n, BigInt(BASE), n, m] as const);

test("random loops do the same, with fewer loads", () => {
	const texts = Array.from({ length: FUNCTIONS }, (_, i) =>
		new Writer(i + 1).text(),
	);
	const { counts, before, after } = sameBeforeAndAfter(licm, texts, RUNS, [
		simplifyCfg,
	]);
	assert.ok((counts.get("licm: loops") ?? 0) > FUNCTIONS / 5, "few loops");
	assert.ok((counts.get("licm: checks moved out") ?? 0) > FUNCTIONS / 10);
	assert.ok(after < before * 0.98, `${after} loads of ${before}`);
});

test.run();
