/**
 * licm on random control flow: blocks with edges on and back anywhere, so loops in loops, with several latches, entered in the middle, of one
 * block. Each function does the same before and after: the same stores, calls, atomic loads and traps in the same order, the same result.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DominatorTree } from "../../../lib/ir/dominance.ts";
import { licm } from "../../../lib/passes/licm/licm.ts";
import { Random } from "../gccjit/generate.ts";
import { BASE, FUEL, sameBeforeAndAfter } from "./same.ts";

const FUNCTIONS = 4000;

/** What the functions call. An object is the address of a word. */
const HELPERS = `module target "none"
declare @see(borrow obj) -> i64 effects(reads(items))
declare @touch(borrow obj) effects(arbitrary)
func inline @reads(%p: ptr) -> i64 {
^entry:
  %v = load i64 %p
  %w = add %v, %v
  ret %w
}
func inline @asks(%p: ptr) -> i64 {
^entry:
  %v = load_atomic i64 %p
  ret %v
}
func inline @writes(%p: ptr, %v: i64) -> i64 {
^entry:
  store %v, %p
  ret %v
}
`;

type Kind = "i64" | "i1" | "obj?" | "obj";

/** What is defined in a block, and behind the tests that lead to it alone. */
type Known = readonly { readonly name: string; readonly kind: Kind }[];

/** Where each block goes. An edge back is a block's first of two: it is taken as long as there is fuel. */
function randomGraph(random: Random): number[][] {
	const n = 4 + random.below(9);
	const to: number[][] = Array.from({ length: n }, () => []);
	for (let i = 1; i < n; i++) {
		const from = [1, 2, 3, 4]
			.map((d) => i - d)
			.filter((j) => j >= 0 && (to[j] as number[]).length < 3);
		to[random.below(3) > 0 ? Math.max(...from) : random.pick(from)]?.push(i);
	}
	for (let i = 1; i < n - 1; i++) {
		const ways = to[i] as number[];
		if (ways.length === 0) ways.push(i + 1 + random.below(n - 1 - i));
		if (ways.length === 1 && random.below(2) === 0)
			ways.unshift(Math.max(1, i - random.below(5)));
		else if (ways.length < 3 && random.below(4) === 0)
			ways.push(i + 1 + random.below(n - 1 - i));
	}
	return to;
}

/** Writes a function as text. */
class Writer {
	readonly #random: Random;
	readonly #to: readonly number[][];
	readonly #params: readonly Kind[][];
	/** The names of a block's parameters, where it has begun and dominates the one being written. */
	readonly #given: (readonly string[] | undefined)[] = [];
	readonly #lines: string[] = [];
	#names = 0;
	#known: { name: string; kind: Kind }[] = [];

	constructor(random: Random) {
		this.#random = random;
		this.#to = randomGraph(random);
		this.#params = this.#to.map((_, i) =>
			i === 0 || random.below(3) === 0
				? []
				: Array.from({ length: 1 + random.below(2) }, () =>
						random.below(4) === 0 ? "obj?" : "i64",
					),
		);
	}

	text(): string {
		const to = this.#to;
		const { idom } = new DominatorTree(to);
		const into = to.map(() => 0);
		for (const ways of to) for (const t of ways) into[t] = (into[t] ?? 0) + 1;
		const known: Known[] = [];
		const tested = new Map<number, string>();
		const names: string[][] = [];
		for (const i of to.keys()) {
			this.#known = [...(known[idom[i] as number] ?? [])];
			const kinds = this.#params[i] as Kind[];
			const given = kinds.map((kind) => this.#define(kind));
			const params = given.map((v, k) => `${v}: ${kinds[k]}`);
			this.#given.length = 0;
			this.#given[i] = given;
			for (let d = idom[i] as number; d >= 0; d = idom[d] as number)
				this.#given[d] = names[d];
			names[i] = given;
			if (i > 0) this.#lines.push(`^b${i}(${params.join(", ")}):`);
			else this.#begin();
			const name = tested.get(i);
			if (name && into[i] === 1) this.#known.push({ name, kind: "obj" });
			for (let k = this.#random.below(5); k > 0; k--) this.#op();
			const test = this.#end(i);
			if (test) tested.set(to[i]?.[1] as number, test);
			known[i] = this.#known;
		}
		return `${HELPERS}func export @f(%p: ptr, %fuel: ptr, %n: i64, %m: i64) -> i64 {
^entry:
${this.#lines.map((l) => (l.startsWith("^") ? l : `  ${l}`)).join("\n")}
}
`;
	}

	#begin(): void {
		for (const name of ["%n", "%m"]) this.#known.push({ name, kind: "i64" });
		this.#do("obj?", "load obj? %p");
		this.#compare();
	}

	#define(kind: Kind): string {
		const name = `%v${this.#names++}`;
		this.#known.push({ name, kind });
		return name;
	}

	#do(kind: Kind, text: string): string {
		const name = `%v${this.#names++}`;
		this.#lines.push(`${name} = ${text}`);
		this.#known.push({ name, kind });
		return name;
	}

	/** Late ones are as likely as all others together. */
	#any(kind: Kind): string | undefined {
		const all = this.#known.filter((k) => k.kind === kind);
		return this.#random.pick(this.#random.below(2) ? all : all.slice(-3))?.name;
	}

	#number(): string {
		return this.#any("i64") as string;
	}

	#compare(): string {
		const pred = this.#random.pick(["slt", "eq", "ne", "sgt"]);
		return this.#do("i1", `icmp ${pred} ${this.#number()}, ${this.#number()}`);
	}

	/** One of four words; mostly a fixed one. */
	#address(): string {
		const i = `%v${this.#names++}`;
		const mask = `%v${this.#names++}`;
		const a = `%v${this.#names++}`;
		this.#lines.push(`${mask} = const i64 3`);
		if (this.#random.below(3) === 0)
			this.#lines.push(`${i} = and ${this.#number()}, ${mask}`);
		else this.#lines.push(`${i} = const i64 ${this.#random.below(4)}`);
		this.#lines.push(`${a} = elem_addr i64 %p, ${i}`);
		return a;
	}

	#op(): void {
		const kind = this.#random.below(20);
		const object = this.#any("obj");
		if (kind < 5) this.#do("i64", `load i64 ${this.#address()}`);
		else if (kind < 7) this.#do("i64", `call @reads(${this.#address()})`);
		else if (kind === 7) this.#do("i64", `call @asks(${this.#address()})`);
		else if (kind === 8) this.#do("obj?", `load obj? ${this.#address()}`);
		else if (kind === 9)
			this.#do("i64", `sdiv ${this.#number()}, ${this.#number()}`);
		else if (kind === 10)
			this.#lines.push(`store ${this.#number()}, ${this.#address()}`);
		else if (kind === 11 && this.#random.below(3) === 0)
			this.#do("i64", `call @writes(${this.#address()}, ${this.#number()})`);
		else if (kind === 12) this.#do("i64", `load_atomic i64 ${this.#address()}`);
		else if (kind < 15) this.#compare();
		else if (kind < 18 && object) this.#do("i64", `call @see(${object})`);
		else if (kind === 18 && object) this.#lines.push(`call @touch(${object})`);
		else this.#do("i64", `add ${this.#number()}, ${this.#number()}`);
	}

	/** Back at a header, what it was given is often passed on. */
	#edge(to: number): string {
		const own = this.#given[to];
		const args = (this.#params[to] as Kind[]).map((kind, i) =>
			own && this.#random.below(3) > 0 ? own[i] : this.#any(kind),
		);
		return `^b${to}(${args.join(", ")})`;
	}

	/** The block's last op; gives what it has found not to be NULL on its second way. */
	#end(i: number): string | undefined {
		const [a = 0, b = 0, c] = this.#to[i] as number[];
		const n = this.#to[i]?.length ?? 0;
		if (n === 0) this.#lines.push(`ret ${this.#number()}`);
		else if (n === 1) this.#lines.push(`br ${this.#edge(a)}`);
		else if (c !== undefined)
			this.#lines.push(
				`switch [0, 1] ${this.#number()}, ${[a, b, c].map((t) => this.#edge(t)).join(", ")}`,
			);
		else return this.#fork(i, a, b);
		return undefined;
	}

	#fork(i: number, a: number, b: number): string | undefined {
		const weights = this.#random.pick(["", " weights(1, 9)", " weights(9, 1)"]);
		const ways = (): string => `${this.#edge(a)}, ${this.#edge(b)}${weights}`;
		if (a <= i) {
			const left = this.#do("i64", "load_atomic i64 %fuel");
			const none = this.#do("i64", "const i64 0");
			const goes = this.#do("i1", `icmp ne ${left}, ${none}`);
			this.#lines.push(`cond_br ${goes}, ${ways()}`);
		} else if (this.#random.below(2) === 0) {
			const v = this.#any("obj?") as string;
			this.#lines.push(`br_null ${v}, ${ways()}`);
			return v;
		} else this.#lines.push(`cond_br ${this.#any("i1")}, ${ways()}`);
		return undefined;
	}
}

const RUNS = [
	[0n, 0n, 1n],
	[3n, 1n, 0n],
	[BigInt(BASE), 7n, -1n],
].map(
	([first = 0n, n = 0n, m = 0n]) =>
		[
			first,
			BigInt(BASE),
			BigInt(FUEL),
			BigInt.asUintN(64, n),
			BigInt.asUintN(64, m),
		] as const,
);

test("random graphs do the same, with fewer loads", () => {
	const texts = Array.from({ length: FUNCTIONS }, (_, i) =>
		new Writer(new Random(i + 1)).text(),
	);
	const { counts, before, after } = sameBeforeAndAfter(licm, texts, RUNS);
	assert.ok((counts.get("licm: loops") ?? 0) > FUNCTIONS / 4, "few loops");
	assert.ok((counts.get("licm: checks moved out") ?? 0) > FUNCTIONS / 20);
	assert.ok(after < before * 0.98, `${after} loads of ${before}`);
});

test.run();
