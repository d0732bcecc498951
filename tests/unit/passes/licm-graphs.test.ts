/**
 * licm on random control flow: blocks with edges on and back anywhere, so loops in loops, with several latches, entered in the middle, of one
 * block. Each function does the same before and after: the same stores, calls, atomic loads and traps in the same order, the same result.
 */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import { DominatorTree } from "../../../lib/ir/dominance.ts";
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
import { licm } from "../../../lib/passes/licm/licm.ts";
import { passContext, runPass } from "../../../lib/passes/pass.ts";

const FUNCTIONS = 1000;

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

class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	below(n: number): number {
		this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
		return Math.floor((this.#state / 2 ** 32) * n);
	}

	of<T>(list: readonly T[]): T {
		return list[this.below(list.length)] as T;
	}
}

/** Where each block goes. An edge back is a block's first of two: it is taken as long as there is fuel. */
function randomGraph(random: Random): number[][] {
	const n = 4 + random.below(9);
	const to: number[][] = Array.from({ length: n }, () => []);
	for (let i = 1; i < n; i++) {
		const from = [1, 2, 3, 4]
			.map((d) => i - d)
			.filter((j) => j >= 0 && (to[j] as number[]).length < 3);
		to[random.below(3) > 0 ? Math.max(...from) : random.of(from)]?.push(i);
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
		return this.#random.of(this.#random.below(2) ? all : all.slice(-3))?.name;
	}

	#number(): string {
		return this.#any("i64") as string;
	}

	#compare(): string {
		const pred = this.#random.of(["slt", "eq", "ne", "sgt"]);
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
		const weights = this.#random.of(["", " weights(1, 9)", " weights(9, 1)"]);
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

// --- What they do

const BASE = 0x1000n;
const FUEL = 0x2000n;
const WORD = 8n;
const WORDS = 4;
/** How many edges back a run may take. */
const MOST_BACK = 14;
/** Blocks. */
const MOST_STEPS = 20_000;

const wrap = (x: bigint): bigint => BigInt.asIntN(64, x);

class Trap extends Error {}

/** Runs a function. `trace` has all that somebody else could see, in order. */
class Machine {
	readonly trace: string[] = [];
	loads = 0;
	#fuel = MOST_BACK;
	#steps = 0;
	readonly #memory = new Map<bigint, bigint>();
	readonly #module: Module;

	constructor(module: Module, first: bigint) {
		this.#module = module;
		for (let i = 0n; i < WORDS; i++)
			this.#memory.set(BASE + i * WORD, i === 1n ? BASE : 2n - i);
		this.#memory.set(BASE, first);
	}

	run(n: bigint, m: bigint): readonly string[] {
		try {
			this.trace.push(`gives ${this.#call("f", [BASE, FUEL, n, m])}`);
		} catch (e) {
			if (!(e instanceof Trap)) throw e;
			this.trace.push(e.message);
		}
		return this.trace;
	}

	#call(name: string, args: readonly bigint[]): bigint {
		const values = new Map<Value, bigint>();
		const at = (v: Value): bigint => {
			const x = values.get(v);
			if (x === undefined) throw new Error(`%${v.name} has no value`);
			return x;
		};
		const fn = this.#module.functions.get(name) as Fn;
		let block = fn.blocks[0] as Block;
		let given = args;
		for (;;) {
			assert.ok(this.#steps++ < MOST_STEPS, "it does not end");
			for (const [i, p] of block.params.entries())
				values.set(p, given[i] as bigint);
			for (const op of block.ops.slice(0, -1)) {
				const x = this.#do(op, op.operands.map(at));
				if (op.results[0]) values.set(op.results[0], x);
			}
			const last = block.ops.at(-1) as Op;
			const [x = 0n] = last.operands.map(at);
			if (last.name === "ret") return x;
			const edge = last.successors[wayOf(last, x)];
			assert.ok(edge);
			given = edge.args.map(at);
			block = edge.block;
		}
	}

	#load(from: bigint): bigint {
		const x = this.#memory.get(from);
		if (x === undefined) throw new Trap(`no memory at ${from}`);
		return x;
	}

	#store(x: bigint, to: bigint): bigint {
		this.trace.push(`store ${x} at ${to}`);
		this.#memory.set(to, x);
		return 0n;
	}

	#do(op: Op, [x = 0n, y = 0n]: readonly bigint[]): bigint {
		switch (op.name) {
			case "const":
				return wrap((op.attrs[0] as Literal).value as bigint);
			case "add":
				return wrap(x + y);
			case "and":
				return wrap(x & y);
			case "sdiv":
				if (y === 0n || wrap(x / y) !== x / y) throw new Trap("sdiv");
				return x / y;
			case "icmp":
				return BigInt(compare(op.attrs[0] as string, x, y));
			case "elem_addr":
				return x + y * WORD;
			case "as_ptr":
			case "as_obj":
				return x;
			case "load":
				this.loads++;
				return this.#load(x);
			case "load_atomic":
				if (x === FUEL) return BigInt(Math.max(0, this.#fuel--));
				this.trace.push(`asks ${x}`);
				return this.#load(x);
			case "store":
				return this.#store(x, y);
			case "call":
				return this.#callee(op.attrs[0] as string, x, y);
			default:
				throw new Error(`cannot do ${op.name}`);
		}
	}

	#callee(name: string, x: bigint, y: bigint): bigint {
		if (name === "see") return this.#memory.get(x) ?? -x;
		if (name === "touch") return this.#store(this.#load(BASE) + 1n, BASE);
		return this.#call(name, [x, y]);
	}
}

function compare(pred: string, x: bigint, y: bigint): boolean {
	if (pred === "slt") return x < y;
	if (pred === "sgt") return x > y;
	return (x === y) === (pred === "eq");
}

function wayOf(op: Op, x: bigint): number {
	if (op.name === "br") return 0;
	if (op.name === "cond_br") return x !== 0n ? 0 : 1;
	if (op.name === "br_null") return x === 0n ? 0 : 1;
	return (op.attrs[0] as readonly bigint[]).indexOf(x) + 1;
}

const ARGUMENTS = [
	[0n, 0n, 1n],
	[3n, 1n, 0n],
	[BASE, 7n, -1n],
] as const;

test("random graphs do the same, with fewer loads", () => {
	const counts = new Map<string, number>();
	const context = passContext({
		target: () => newModule("none"),
		library: { version: "", options: "" },
		count: (what, n) => counts.set(what, (counts.get(what) ?? 0) + n),
	});
	let [before, after] = [0, 0];
	for (let seed = 1; seed <= FUNCTIONS; seed++) {
		const text = new Writer(new Random(seed * 7919)).text();
		const module = parseModule(text, `${seed}.ir`);
		const verify = (): void =>
			assert.equal(
				verifyModule(module).map((d) => d.message),
				[],
				`seed ${seed}\n${text}\n${printModule(module)}`,
			);
		const run = ([first, n, m]: (typeof ARGUMENTS)[number]): Machine => {
			const machine = new Machine(module, first);
			machine.run(n, m);
			return machine;
		};
		verify();
		const was = ARGUMENTS.map(run);
		if (!runPass(licm, module, context)) continue;
		verify();
		for (const [i, args] of ARGUMENTS.entries()) {
			const is = run(args);
			const old = was[i] as Machine;
			const about = `seed ${seed}\n${text}\n${printModule(module)}`;
			assert.equal(is.trace, old.trace, about);
			before += old.loads;
			after += is.loads;
		}
	}
	assert.ok((counts.get("licm: loops") ?? 0) > FUNCTIONS / 4, "few loops");
	assert.ok((counts.get("licm: checks moved out") ?? 0) > FUNCTIONS / 20);
	assert.ok(after < before * 0.98, `${after} loads of ${before}`);
});

test.run();
