/**
 * Which fast locals and values of a loop are machine numbers: `i64` for exact ints that fit, `f64` for exact floats, `i1` for bools that
 * only branches look at. A loop qualifies when everything in it has such a type, so that nothing in it can run Python code.
 */
import type { Const } from "../../ir/const.ts";
import type { Block, Fn, Op, Value } from "../../ir/ir.ts";
import type { RemarkArg } from "../remark.ts";
import type { Loop } from "./loops.ts";

export type Num = "i64" | "f64" | "i1";

export interface LoopTypes {
	readonly values: ReadonlyMap<Value, Num>;
	/** Type of each fast local the loop loads or stores. */
	readonly slots: ReadonlyMap<number, "i64" | "f64">;
	/** Slots loaded before the loop has stored them: unboxed on entry. */
	readonly liveIn: ReadonlySet<number>;
	/** Slots the loop stores. */
	readonly stored: ReadonlySet<number>;
}

/** Ints up to this size are doubles too. */
const EXACT = 1n << 53n;
/** Ints as large as this fit a machine word with room for what the guards let in. */
const FITS = 1n << 60n;

export function constType(c: Const | undefined): "i64" | "f64" | undefined {
	if (c?.kind === "float") return "f64";
	if (c?.kind === "int" && c.value < FITS && c.value > -FITS) return "i64";
	return undefined;
}

const INT_OPS: ReadonlySet<string> = new Set([
	"add",
	"subtract",
	"multiply",
	"floor_divide",
	"remainder",
	"and",
	"or",
	"xor",
]);
const FLOAT_OPS: ReadonlySet<string> = new Set([
	"add",
	"subtract",
	"multiply",
	"true_divide",
]);

/** An operator without its `inplace_`: numbers do not tell the difference. */
export const plainOperator = (kind: string): string =>
	kind.replace("inplace_", "");

/** The type of an operator's result, undefined where the loop cannot do it on machine numbers. */
export function binaryType(
	kind: string,
	a: Num | undefined,
	b: Num | undefined,
): "i64" | "f64" | undefined {
	const op = plainOperator(kind);
	if (a === "i64" && b === "i64") return INT_OPS.has(op) ? "i64" : undefined;
	const numbers = (a === "i64" || a === "f64") && (b === "i64" || b === "f64");
	return numbers && FLOAT_OPS.has(op) ? "f64" : undefined;
}

const SIMPLE: ReadonlySet<string> = new Set([
	"py.load_const",
	"py.load_fast",
	"py.store_fast",
	"py.binary_op",
	"py.unary_op",
	"py.compare_op",
	"py.truth",
	"py.from_bool",
	"py.for_iter",
	"py.check_eval_breaker",
	"py.poll_tracing",
	"not",
	"br",
	"cond_br",
	"br_null",
]);

/** Every place where the copy may be left writes every stored slot back: how many such stores are worth their code. */
const MOST_STORES = 400;

/** Why a loop does not qualify: a remark, at an op of the loop where one is to blame. */
export interface Missed {
	readonly name: string;
	readonly op?: Op;
	readonly args: readonly RemarkArg[];
}

/** What the user calls the machine types. */
export const PYTHON_TYPES = { i64: "int", f64: "float", i1: "bool" } as const;

export const slotName = (fn: Fn, slot: number): string =>
	fn.code?.slots[slot]?.name ?? String(slot);

/** The types of a loop, or why it does not qualify. */
export function inferLoop(
	fn: Fn,
	loop: Loop,
	stores: SlotStores,
): LoopTypes | Missed {
	if (loop.header.params.length > 0)
		return {
			name: "ValueOnStack",
			args: [
				"loop not unboxed: a value that changes is kept on the value stack",
			],
		};
	let [stored, exits] = [0, 0];
	for (const b of loop.blocks)
		for (const op of b.ops) {
			if (!SIMPLE.has(op.name)) return notSimple(op);
			if (op.name === "py.store_fast") stored++;
			if (op.name === "py.binary_op") exits++;
		}
	if (stored * exits > MOST_STORES)
		return {
			name: "TooLarge",
			args: [
				"loop not unboxed: too large, with ",
				{ Assignments: stored },
				" assignments and ",
				{ Operations: exits },
				" operations that may overflow",
			],
		};
	return new Inference(fn, loop, stores).run();
}

/** What is stored into each fast local of a function, and in which block. */
export type SlotStores = ReadonlyMap<
	number,
	readonly { readonly block: Block; readonly value: Value }[]
>;

export function slotStores(fn: Fn): SlotStores {
	const stores = new Map<number, { block: Block; value: Value }[]>();
	for (const block of fn.blocks)
		for (const op of block.ops) {
			if (op.name !== "py.store_fast") continue;
			const slot = op.attrs[0] as number;
			const store = { block, value: op.operands[0] as Value };
			const known = stores.get(slot);
			if (known) known.push(store);
			else stores.set(slot, [store]);
		}
	return stores;
}

function notSimple(op: Op): Missed {
	return {
		name: "NotNumeric",
		op,
		args: [
			"loop not unboxed: ",
			{ Op: op.name },
			" is no operation on numbers",
		],
	};
}

/** The op that defines a value, undefined for a block's parameter. */
export const opOf = (v: Value): Op | undefined =>
	"attrs" in v.def ? v.def : undefined;

function conflict(op: Op, what: RemarkArg): Missed {
	const args = ["loop not unboxed: ", what, " is not always of one type"];
	return { name: "MixedTypes", op, args };
}

function unknown(op: Op | undefined): Missed {
	const args = [
		"loop not unboxed: the type of ",
		{ Op: op?.name ?? "a value" },
		" is not known to be a number",
	];
	return { name: "UnknownType", ...(op && { op }), args };
}

class Inference {
	readonly #fn: Fn;
	readonly #loop: Loop;
	readonly #stores: SlotStores;
	readonly #inside: ReadonlySet<Block>;
	readonly #values = new Map<Value, Num>();
	readonly #slots = new Map<number, "i64" | "f64">();
	readonly #stored = new Set<number>();
	/** Values that the loop defines. */
	readonly #defined = new Set<Value>();

	constructor(fn: Fn, loop: Loop, stores: SlotStores) {
		this.#fn = fn;
		this.#loop = loop;
		this.#stores = stores;
		this.#inside = new Set(loop.blocks);
	}

	run(): LoopTypes | Missed {
		for (const op of this.#ops()) {
			if (op.name === "py.store_fast") this.#stored.add(op.attrs[0] as number);
			for (const r of op.results) this.#defined.add(r);
		}
		const liveIn = this.#liveIn();
		for (const s of liveIn) {
			const known = this.#entryType(s);
			if (known) this.#slots.set(s, known);
		}
		for (;;) {
			const conflict = this.#propagate();
			if (conflict) return conflict;
			const open = [...liveIn].find((s) => !this.#slots.has(s));
			if (open === undefined) break;
			this.#slots.set(open, this.#guess(open));
		}
		const open = this.#incomplete();
		if (open) return open;
		return {
			values: this.#values,
			slots: this.#slots,
			liveIn,
			stored: this.#stored,
		};
	}

	*#ops(): Generator<Op> {
		for (const b of this.#loop.blocks) yield* b.ops;
	}

	/** Slots that some path from the header loads before it stores them. */
	#liveIn(): Set<number> {
		const certain = new Map<Block, Set<number>>([
			[this.#loop.header, new Set()],
		]);
		const live = new Set<number>();
		let changed = true;
		while (changed) {
			changed = false;
			for (const b of this.#loop.blocks) {
				const now = new Set(certain.get(b));
				for (const op of b.ops) {
					const slot = op.attrs[0] as number;
					if (op.name === "py.load_fast" && !now.has(slot)) live.add(slot);
					if (op.name === "py.store_fast") now.add(slot);
				}
				for (const e of b.ops.at(-1)?.successors ?? []) {
					if (!this.#inside.has(e.block) || e.block === this.#loop.header)
						continue;
					const known = certain.get(e.block);
					if (!known) {
						certain.set(e.block, new Set(now));
						changed = true;
						continue;
					}
					for (const s of known)
						if (!now.has(s)) {
							known.delete(s);
							changed = true;
						}
				}
			}
		}
		return live;
	}

	/** One round of types to a fixed point; what contradicts itself. */
	#propagate(): Missed | undefined {
		let changed = true;
		const set = (v: Value | undefined, t: Num | undefined): boolean => {
			if (!v || !t) return true;
			const known = this.#values.get(v);
			if (known === undefined) {
				this.#values.set(v, t);
				changed = true;
			}
			return known === undefined || known === t;
		};
		while (changed) {
			changed = false;
			for (const b of this.#loop.blocks)
				for (const op of b.ops) {
					if (!set(op.results[0], this.#resultType(op)))
						return conflict(op, { Op: op.name });
					if (op.name === "py.store_fast") {
						const t = this.#values.get(op.operands[0] as Value);
						const slot = op.attrs[0] as number;
						const known = this.#slots.get(slot);
						if (t === "i1" || (t && known && known !== t))
							return conflict(op, { Variable: slotName(this.#fn, slot) });
						if (t && !known) {
							this.#slots.set(slot, t);
							changed = true;
						}
					}
					for (const e of op.successors) {
						if (!this.#inside.has(e.block)) continue;
						for (const [i, v] of e.args.entries())
							if (!set(e.block.params[i], this.#values.get(v)))
								return conflict(op, { Op: "a value on the stack" });
					}
				}
		}
		return undefined;
	}

	#resultType(op: Op): Num | undefined {
		const [a, b] = op.operands.map((v) => this.#values.get(v));
		switch (op.name) {
			case "py.load_const":
				return constType(this.#fn.code?.consts[op.attrs[0] as number]);
			case "py.load_fast":
				return this.#slots.get(op.attrs[0] as number);
			case "py.for_iter":
				return "i64";
			case "py.binary_op":
				return binaryType(op.attrs[0] as string, a, b);
			case "py.unary_op":
				return op.attrs[0] === "negative" && a !== "i1" ? a : undefined;
			case "py.compare_op":
				return a && b && a !== "i1" && b !== "i1" && this.#comparable(op, a, b)
					? "i1"
					: undefined;
			case "py.truth":
				return a ? "i1" : undefined;
			case "py.from_bool":
			case "not":
				return a === "i1" ? "i1" : undefined;
			default:
				return undefined;
		}
	}

	/** Comparing an int with a float is exact in Python: only ints that a double holds may be converted, that is constants. */
	#comparable(op: Op, a: Num, b: Num): boolean {
		if (a === b) return true;
		const int = opOf(op.operands[a === "i64" ? 0 : 1] as Value);
		if (int?.name !== "py.load_const") return false;
		const c = this.#fn.code?.consts[int.attrs[0] as number];
		return c?.kind === "int" && c.value <= EXACT && c.value >= -EXACT;
	}

	/** Everything has a type but iterators, which come from outside the loop and serve only `for`: what is not so. */
	#incomplete(): Missed | undefined {
		for (const b of this.#loop.blocks) {
			for (const p of b.params)
				if (!this.#values.has(p)) return unknown(b.ops[0]);
			for (const op of b.ops) if (!this.#isTyped(op, b)) return unknown(op);
		}
		return undefined;
	}

	#isTyped(op: Op, b: Block): boolean {
		const first = op.operands[0] as Value;
		if (op.name === "py.for_iter") {
			const next = b.ops[b.ops.indexOf(op) + 1];
			return this.#fromOutside(first) && next?.name === "br_null";
		}
		if (op.name === "br_null") return opOf(first)?.name === "py.for_iter";
		return (
			op.operands.every((v) => this.#values.has(v)) &&
			op.results.every((r) => this.#values.has(r)) &&
			(op.state ?? []).every((v) => this.#values.has(v) || this.#fromOutside(v))
		);
	}

	/** A value that is the same object all through the loop. */
	#fromOutside(v: Value): boolean {
		return !this.#values.has(v) && !this.#defined.has(v);
	}

	/** The type of what stores outside the loop put into a slot, where they agree. */
	#entryType(slot: number): "i64" | "f64" | undefined {
		let type: "i64" | "f64" | undefined;
		for (const { block, value } of this.#stores.get(slot) ?? []) {
			if (this.#inside.has(block)) continue;
			const t = this.#outerType(value, 8);
			if (!t || (type && type !== t)) return undefined;
			type = t;
		}
		return type;
	}

	#outerType(v: Value, depth: number): "i64" | "f64" | undefined {
		const def = opOf(v);
		if (!def || depth === 0) return undefined;
		if (def.name === "py.load_const")
			return constType(this.#fn.code?.consts[def.attrs[0] as number]);
		if (def.name === "py.for_iter") return undefined;
		if (def.name !== "py.binary_op") return undefined;
		const [a, b] = def.operands.map((o) => this.#outerType(o, depth - 1));
		return binaryType(def.attrs[0] as string, a, b);
	}

	/** What a slot of unknown type is taken for: a float where it meets one, else an int. A wrong guess costs one check. */
	#guess(slot: number): "i64" | "f64" {
		for (const op of this.#ops()) {
			if (op.name !== "py.binary_op" && op.name !== "py.compare_op") continue;
			const kinds = op.operands.map((v) => this.#values.get(v));
			const mine = op.operands.some(
				(v) => opOf(v)?.name === "py.load_fast" && opOf(v)?.attrs[0] === slot,
			);
			if (mine && kinds.includes("f64")) return "f64";
			if (mine && plainOperator(String(op.attrs[0])) === "true_divide")
				return "f64";
		}
		return "i64";
	}
}
