/**
 * Makes the fast version of a loop. The loop stays as it is; before it comes a guard that looks at the types of the fast locals the loop
 * starts with, and beside it a copy on machine numbers. Where the copy cannot go on (overflow, division by zero) the interpreter
 * does, from that bytecode; where somebody may look at the frame (signals, other threads) and where the loop ends, the fast locals are
 * written back.
 */
import {
	type Attr,
	addParam,
	addResult,
	type Block,
	type Edge,
	type Fn,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import type { Type } from "../../ir/types.ts";
import { invariant } from "../../support/diagnostic.ts";
import type { Loop } from "./loops.ts";
import { type LoopTypes, type Num, opOf, plainOperator } from "./types.ts";

const UNLIKELY = [1, 999] as const;
const LIKELY = [999, 1] as const;

/** What the fast version knows of the slots the loop stores: the number, and whether it is newer than the frame's. */
interface Env {
	readonly raw: Map<number, Value>;
	readonly dirty: Map<number, Value>;
}

export class LoopRewriter {
	readonly #fn: Fn;
	readonly #loop: Loop;
	readonly #types: LoopTypes;
	readonly #entered: ReadonlyMap<Block, Edge[]>;
	readonly #inside: ReadonlySet<Block>;
	readonly #slots: readonly number[];
	readonly #copies = new Map<Block, { block: Block; env: Env }>();
	readonly #values = new Map<Value, Value>();
	readonly #guard = newBlock("unbox");
	readonly #made: Block[] = [];
	#block: Block;
	#env: Env = { raw: new Map(), dirty: new Map() };

	/** `entered`: the entries of the loops still to be copied, by header. */
	constructor(
		fn: Fn,
		loop: Loop,
		types: LoopTypes,
		entered: ReadonlyMap<Block, Edge[]>,
	) {
		this.#fn = fn;
		this.#loop = loop;
		this.#types = types;
		this.#entered = entered;
		this.#inside = new Set(loop.blocks);
		this.#slots = [...types.stored];
		this.#block = this.#guard;
		this.#made.push(this.#guard);
	}

	/** Makes the copy, and leads every entry of the loop there. Returns its blocks, whose place is before the loop's header. */
	run(): Block[] {
		this.#enter();
		for (const b of this.#loop.blocks) this.#copy(b);
		for (const e of this.#loop.entries) e.block = this.#guard;
		return this.#made;
	}

	// --- The guard

	#enter(): void {
		const iterators = new Set<Value>();
		for (const b of this.#loop.blocks)
			for (const op of b.ops)
				if (op.name === "py.for_iter") iterators.add(op.operands[0] as Value);
		for (const it of iterators) {
			const type = this.#emit("load_field", [OB_TYPE], [it], "ptr");
			this.#require(this.#isType(type, "PyRangeIter_Type"));
		}
		const boxed = new Map<number, Value>();
		for (const slot of this.#types.liveIn) {
			const v = this.#emit("py.peek_fast", [slot], [], "obj?");
			const next = newBlock("bound");
			this.#end("br_null", [v], [to(this.#loop.header), to(next)], [UNLIKELY]);
			this.#place(next);
			const check =
				this.#types.slots.get(slot) === "f64"
					? "Coconut_IsFloat"
					: "Coconut_IsWordInt";
			this.#require(this.#emit("call", [check], [v], "i1"));
			boxed.set(slot, v);
		}
		for (const slot of this.#slots) {
			if (boxed.has(slot)) continue;
			// What the loop overwrites goes when the slot is written back: that must not be seen.
			const v = this.#emit("py.peek_fast", [slot], [], "obj?");
			this.#require(this.#emit("call", ["Coconut_IsInert"], [v], "i1"));
		}
		const env: Env = { raw: new Map(), dirty: new Map() };
		for (const slot of new Set([...this.#slots, ...boxed.keys()])) {
			const v = boxed.get(slot);
			const type = this.#types.slots.get(slot);
			invariant(type, "every slot of the loop has a type");
			env.raw.set(slot, v ? this.#unbox(v, type) : this.#number(type, 0));
			if (this.#types.stored.has(slot))
				env.dirty.set(slot, this.#constant("i1", 0n));
		}
		this.#env = env;
		this.#end("br", [], [this.#edgeInside(this.#loop.header, [])]);
	}

	#require(condition: Value): void {
		const next = newBlock("typed");
		const edges = [to(next), to(this.#loop.header)];
		this.#end("cond_br", [condition], edges, [LIKELY]);
		this.#place(next);
	}

	#unbox(v: Value, type: "i64" | "f64"): Value {
		if (type === "f64") return this.#emit("load_field", [OB_FVAL], [v], "f64");
		return this.#emit("call", ["Coconut_WordValue"], [v], "i64");
	}

	// --- The copies of the loop's blocks

	/** The copy of a block, its parameters standing for the stored slots and for the block's own. */
	#copyOf(b: Block): { block: Block; env: Env } {
		let copy = this.#copies.get(b);
		if (!copy) {
			const block = newBlock(`fast.${b.name}`);
			const env: Env = { raw: new Map(this.#env.raw), dirty: new Map() };
			for (const slot of this.#slots) {
				const type = this.#types.slots.get(slot) as Type;
				env.raw.set(slot, addParam(block, "", type));
				env.dirty.set(slot, addParam(block, "", "i1"));
			}
			for (const p of b.params)
				this.#values.set(p, addParam(block, "", this.#typeOf(p) as Type));
			copy = { block, env };
			this.#copies.set(b, copy);
		}
		return copy;
	}

	#edgeInside(b: Block, args: readonly Value[]): Edge {
		const { block } = this.#copyOf(b);
		const state = this.#slots.flatMap((s) => [
			this.#env.raw.get(s) as Value,
			this.#env.dirty.get(s) as Value,
		]);
		return { block, args: [...state, ...args.map((v) => this.#map(v))] };
	}

	/** An edge of the loop as the copy takes it: inside to the copy, outside after the slots are written back. */
	#edge(e: Edge): Edge {
		if (this.#inside.has(e.block)) return this.#edgeInside(e.block, e.args);
		const exit = newBlock("leave");
		this.#aside(exit, () => {
			this.#writeBack();
			const out = { block: e.block, args: e.args.map((v) => this.#box(v)) };
			this.#entered.get(out.block)?.push(out);
			this.#end("br", [], [out]);
		});
		return to(exit);
	}

	#copy(b: Block): void {
		const { block, env } = this.#copyOf(b);
		this.#place(block);
		this.#env = { raw: new Map(env.raw), dirty: new Map(env.dirty) };
		for (const op of b.ops) {
			if (op.name === "py.for_iter") this.#forIter(op, b);
			else if (op.name === "br_null") continue;
			else if (op.name === "br" || op.name === "cond_br") this.#branch(op);
			else this.#op(op);
		}
	}

	#branch(op: Op): void {
		const operands = op.operands.map((v) => this.#map(v));
		const edges = op.successors.map((e) => this.#edge(e));
		this.#end(op.name, operands, edges, op.attrs);
	}

	#op(op: Op): void {
		const result = op.results[0];
		switch (op.name) {
			case "py.load_const": {
				const c = this.#fn.code?.consts[op.attrs[0] as number];
				invariant(c?.kind === "int" || c?.kind === "float", "a number");
				const type = c.kind === "int" ? "i64" : "f64";
				this.#define(result, this.#constant(type, c.value));
				break;
			}
			case "py.load_fast":
				this.#define(result, this.#env.raw.get(op.attrs[0] as number));
				break;
			case "py.store_fast": {
				const slot = op.attrs[0] as number;
				this.#env.raw.set(slot, this.#map(op.operands[0] as Value));
				this.#env.dirty.set(slot, this.#constant("i1", 1n));
				break;
			}
			case "py.binary_op":
				this.#define(result, this.#binary(op));
				break;
			case "py.unary_op":
				this.#define(result, this.#negative(op));
				break;
			case "py.compare_op":
				this.#define(result, this.#compare(op));
				break;
			case "py.truth":
				this.#define(result, this.#truth(op.operands[0] as Value));
				break;
			case "py.from_bool":
				this.#define(result, this.#map(op.operands[0] as Value));
				break;
			case "not": {
				const v = this.#map(op.operands[0] as Value);
				this.#define(result, this.#emit("not", [], [v], "i1"));
				break;
			}
			case "py.check_eval_breaker":
				this.#breaker(op);
				break;
			case "py.poll_tracing":
				// Nothing in the copy switches tracing on.
				break;
			default:
				invariant(false, `${op.name} in a loop of numbers`);
		}
	}

	// --- Numbers

	#binary(op: Op): Value {
		const kind = plainOperator(op.attrs[0] as string);
		const [a, b] = op.operands as [Value, Value];
		if (this.#typeOf(op.results[0] as Value) === "f64") {
			const [x, y] = [this.#float(a), this.#float(b)];
			if (kind === "true_divide") {
				const zero = this.#constant("f64", 0);
				this.#bailOut(this.#emit("fcmp", ["oeq"], [y, zero], "i1"), op);
			}
			return this.#emit(FLOAT[kind] as OpName, [], [x, y], "f64");
		}
		const [x, y] = [this.#map(a), this.#map(b)];
		const checked = OVERFLOW[kind];
		if (checked) {
			const made = this.#emitOp(checked, [], [x, y]);
			const r = addResult(made, "", "i64");
			this.#bailOut(addResult(made, "", "i1"), op);
			return r;
		}
		if (kind === "and" || kind === "or" || kind === "xor")
			return this.#emit(kind, [], [x, y], "i64");
		return this.#divide(kind, x, y, op);
	}

	/** Floor division or remainder: with the sign of the divisor, as long_div and long_mod do. */
	#divide(kind: string, x: Value, y: Value, op: Op): Value {
		const zero = this.#constant("i64", 0n);
		const constant = opOf(y)?.name === "const" ? opOf(y) : undefined;
		const known = (constant?.attrs[0] as { value: bigint } | undefined)?.value;
		if (known === undefined || known === 0n || known === -1n) {
			this.#bailOut(this.#emit("icmp", ["eq"], [y, zero], "i1"), op);
			// The most negative word divided by -1 does not fit.
			const minus = this.#constant("i64", -1n);
			this.#bailOut(this.#emit("icmp", ["eq"], [y, minus], "i1"), op);
		}
		const m = this.#emit("srem", [], [x, y], "i64");
		const mixed = this.#emit("xor", [], [m, y], "i64");
		const negative = this.#emit("icmp", ["slt"], [mixed, zero], "i1");
		const inexact = this.#emit("icmp", ["ne"], [m, zero], "i1");
		const adjust = this.#emit("and", [], [negative, inexact], "i1");
		const one = this.#emit("zext", ["i64"], [adjust], "i64");
		if (kind === "remainder") {
			const more = this.#emit("mul", [], [one, y], "i64");
			return this.#emit("add", [], [m, more], "i64");
		}
		const q = this.#emit("sdiv", [], [x, y], "i64");
		return this.#emit("sub", [], [q, one], "i64");
	}

	#negative(op: Op): Value {
		const v = this.#map(op.operands[0] as Value);
		if (v.type === "f64") return this.#emit("fneg", [], [v], "f64");
		const made = this.#emitOp(
			"ssub_overflow",
			[],
			[this.#constant("i64", 0n), v],
		);
		const r = addResult(made, "", "i64");
		this.#bailOut(addResult(made, "", "i1"), op);
		return r;
	}

	#compare(op: Op): Value {
		const kind = op.attrs[0] as keyof typeof INT_COMPARE;
		const [a, b] = op.operands as [Value, Value];
		if (this.#typeOf(a) === "i64" && this.#typeOf(b) === "i64") {
			const operands = [this.#map(a), this.#map(b)];
			return this.#emit("icmp", [INT_COMPARE[kind]], operands, "i1");
		}
		const operands = [this.#float(a), this.#float(b)];
		return this.#emit("fcmp", [FLOAT_COMPARE[kind]], operands, "i1");
	}

	#truth(v: Value): Value {
		const x = this.#map(v);
		if (x.type === "i1") return x;
		if (x.type === "f64")
			return this.#emit("fcmp", ["une"], [x, this.#constant("f64", 0)], "i1");
		return this.#emit("icmp", ["ne"], [x, this.#constant("i64", 0n)], "i1");
	}

	#float(v: Value): Value {
		const x = this.#map(v);
		return x.type === "f64" ? x : this.#emit("sitofp", ["f64"], [x], "f64");
	}

	// --- range

	#forIter(op: Op, b: Block): void {
		const it = op.operands[0] as Value;
		const field = (name: string): Value =>
			this.#emit("load_field", [rangeField(name)], [it], "i64");
		const index = field("index");
		const more = this.#emit("icmp", ["slt"], [index, field("len")], "i1");
		const next = newBlock("item");
		const branch = b.ops.at(-1);
		const [exhausted, body] = branch?.successors ?? [];
		invariant(exhausted && body, "FOR_ITER branches");
		const out = this.#edge(exhausted);
		this.#end("cond_br", [more], [to(next), out], [undefined]);
		this.#place(next);
		const one = this.#constant("i64", 1n);
		const after = this.#emit("add", [], [index, one], "i64");
		this.#emitOp("store_field", [rangeField("index")], [after, it]);
		const way = this.#emit("mul", [], [index, field("step")], "i64");
		const item = this.#emit("add", [], [field("start"), way], "i64");
		this.#define(op.results[0], item);
		this.#end("br", [], [this.#edge(body)]);
	}

	// --- Leaving

	/** Signals, GIL requests: the frame is made good, then the check runs and the loop is entered anew. */
	#breaker(op: Op): void {
		const set = this.#emit("py.is_breaker_set", [], [], "i1");
		const serve = newBlock("serve");
		const go = newBlock("go");
		this.#end("cond_br", [set], [to(serve), to(go)], [UNLIKELY]);
		this.#aside(serve, () => {
			this.#writeBack();
			const state = (op.state ?? []).map((v) => this.#box(v));
			const copy = newOp("py.check_eval_breaker", {
				attrs: [...op.attrs],
				offset: op.offset,
				loc: op.loc,
				state,
				unwind: op.unwind && {
					block: op.unwind.block,
					args: op.unwind.args.map((v) => this.#box(v)),
				},
			});
			this.#block.ops.push(copy);
			this.#pollAtHeader();
			this.#end("br", [], [to(this.#guard)]);
		});
		this.#place(go);
	}

	/** What ran may have switched tracing on: the copy of the loop would not notice. */
	#pollAtHeader(): void {
		const first = this.#loop.header.ops.find((o) => o.state);
		invariant(first, "the header has a state");
		const state = (first.state ?? []).map((v) => this.#box(v));
		const { offset, loc } = first;
		this.#block.ops.push(newOp("py.poll_tracing", { offset, loc, state }));
	}

	/** Hands over to the interpreter at the op when `condition` holds. */
	#bailOut(condition: Value, op: Op): void {
		const out = newBlock("bail");
		const go = newBlock("go");
		this.#end("cond_br", [condition], [to(out), to(go)], [UNLIKELY]);
		this.#aside(out, () => {
			this.#writeBack();
			const operands = (op.state ?? []).map((v) => this.#box(v));
			const at = this.#fn.code?.extended.get(op.offset) ?? op.offset;
			this.#block.ops.push(
				newOp("deopt", {
					attrs: ["number too large"],
					operands,
					offset: at,
					loc: op.loc,
				}),
			);
		});
		this.#place(go);
	}

	/** Stores what is newer than the frame into the frame. */
	#writeBack(): void {
		for (const slot of this.#slots) {
			const raw = this.#env.raw.get(slot) as Value;
			const dirty = this.#env.dirty.get(slot) as Value;
			const known = opOf(dirty);
			if (known?.name === "const") {
				const { value } = known.attrs[0] as { value: bigint };
				if (value === 1n) this.#storeSlot(slot, raw);
				continue;
			}
			const store = newBlock("store");
			const next = newBlock("stored");
			this.#end("cond_br", [dirty], [to(store), to(next)], [undefined]);
			this.#place(store);
			this.#storeSlot(slot, raw);
			this.#end("br", [], [to(next)]);
			this.#place(next);
		}
	}

	#storeSlot(slot: number, raw: Value): void {
		const boxed = this.#boxNumber(raw);
		const op = newOp("py.store_fast", {
			attrs: [slot],
			operands: [boxed],
			state: [],
			offset: this.#loop.header.ops[0]?.offset ?? 0,
		});
		this.#block.ops.push(op);
	}

	/** A value of the loop as an object: for the interpreter's stack and for what comes after the loop. */
	#box(v: Value): Value {
		return this.#types.values.has(v) ? this.#boxNumber(this.#map(v)) : v;
	}

	#boxNumber(raw: Value): Value {
		const function_ = BOX[raw.type as Num];
		return this.#emit("call", [function_], [raw], "obj");
	}

	// --- Emitting

	#typeOf(v: Value): Num | undefined {
		return this.#types.values.get(v);
	}

	#map(v: Value): Value {
		const mapped = this.#values.get(v);
		invariant(mapped || !this.#types.values.has(v), "a number is computed");
		return mapped ?? v;
	}

	#define(result: Value | undefined, value: Value | undefined): void {
		invariant(result && value, "a value of the loop");
		this.#values.set(result, value);
	}

	#isType(type: Value, name: string): Value {
		const wanted = this.#emit("global_addr", [name], [], "ptr");
		return this.#emit("icmp", ["eq"], [type, wanted], "i1");
	}

	#constant(type: Type, value: bigint | number): Value {
		return this.#emit("const", [{ type, value }], [], type);
	}

	#number(type: "i64" | "f64", value: number): Value {
		return this.#constant(type, type === "f64" ? value : BigInt(value));
	}

	#emitOp(name: OpName, attrs: Attr[], operands: Value[]): Op {
		const op = newOp(name, { attrs, operands });
		this.#block.ops.push(op);
		return op;
	}

	#emit(name: OpName, attrs: Attr[], operands: Value[], type: Type): Value {
		return addResult(this.#emitOp(name, attrs, operands), "", type);
	}

	#end(
		name: OpName,
		operands: Value[],
		successors: Edge[],
		attrs: readonly Attr[] = [],
	): void {
		this.#block.ops.push(
			newOp(name, { attrs: [...attrs], operands, successors }),
		);
	}

	#place(block: Block): void {
		this.#made.push(block);
		this.#block = block;
	}

	/** Fills a block off the way, with the slots as they are here. */
	#aside(block: Block, fill: () => void): void {
		const [current, env] = [this.#block, this.#env];
		this.#env = { raw: new Map(env.raw), dirty: new Map(env.dirty) };
		this.#place(block);
		fill();
		this.#block = current;
		this.#env = env;
	}
}

const OB_TYPE = { struct: "PyObject", field: "ob_type" };
const OB_FVAL = { struct: "PyFloatObject", field: "ob_fval" };
const rangeField = (field: string) => ({ struct: "rangeiterobject", field });

const FLOAT: Readonly<Record<string, OpName>> = {
	add: "fadd",
	subtract: "fsub",
	multiply: "fmul",
	true_divide: "fdiv",
};
const OVERFLOW: Readonly<Record<string, OpName>> = {
	add: "sadd_overflow",
	subtract: "ssub_overflow",
	multiply: "smul_overflow",
};
const INT_COMPARE = {
	lt: "slt",
	le: "sle",
	eq: "eq",
	ne: "ne",
	gt: "sgt",
	ge: "sge",
} as const;
const FLOAT_COMPARE = {
	lt: "olt",
	le: "ole",
	eq: "oeq",
	ne: "une",
	gt: "ogt",
	ge: "oge",
} as const;
const BOX: { readonly [K in Num]: string } = {
	i64: "Coconut_BoxInt",
	f64: "Coconut_BoxFloat",
	i1: "Coconut_FromBool",
};

function to(block: Block): Edge {
	return { block, args: [] };
}
