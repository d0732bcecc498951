/**
 * What the lowering of one Python-level function to core ops shares: the frame, the map of values, the blocks that release what
 * is left on the value stack when an op raises.
 */
import {
	addParam,
	type Block,
	type Edge,
	type Fn,
	type Module,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { opDef, operandAt, operandPattern } from "../../ir/ops.ts";
import { isOwned } from "../../ir/ownership.ts";
import type { Signature } from "../../ir/types.ts";
import { Diagnostic, invariant } from "../../support/diagnostic.ts";
import { type Caches, CoreBuilder, edge } from "./core-builder.ts";
import { type Fusions, findFusions } from "./fusions.ts";
import { borrowedLoads } from "./slots.ts";

/** The odds given to branches that are hardly ever taken. */
export const UNLIKELY = [1, 999] as const;

export const NATIVE_SIGNATURE: Signature = {
	params: [
		{ type: "ptr", own: "borrow" },
		{ type: "ptr", own: "borrow" },
		{ type: "i32", own: "borrow" },
	],
	result: "obj",
	ownResult: true,
	failure: "null",
};

/** The global that holds a module's inline caches, and the words of one (runtime/src/caches.h). */
export const CACHES = "coconut_caches";
export const CACHE_WORDS = 8;
/** Ops that ask what takes the items of a generator. */
const CONSUMES: ReadonlySet<string> = new Set(["py.consume", "py.consumer"]);

export class Context extends CoreBuilder {
	readonly fn: Fn;
	/** Core values of Python-level values. */
	readonly values = new Map<Value, Value>();
	/** How to make what stands on the stack as NULL: see `later`. */
	readonly #made = new Map<Value, () => Value>();
	readonly blockMap = new Map<Block, Block>();
	readonly tstate: Value;
	readonly frame: Value;
	readonly throwflag: Value;
	readonly cf: Value;
	readonly locals: Value;
	readonly consts: Value;
	readonly names: Value;
	readonly code: Value;
	/** Of a generator: where its value stack ended when it was resumed. */
	readonly stacktop: Value | undefined;
	/** Of a generator that hands over what it yields: what takes it, or NULL. */
	readonly consumer: Value | undefined;
	/** Slots that hold a value for certain before the op being lowered. */
	assigned: ReadonlySet<number> = new Set();
	/** Of these, those that nothing can have unbound since. */
	bound: ReadonlySet<number> = new Set();
	/** Results of py.load_fast that need no reference of their own. */
	readonly borrowed: ReadonlySet<Value>;
	/** Ops that are lowered together. */
	readonly fusions: Fusions;
	/** Something ran since the last poll that may have switched tracing on. */
	mayBeTraced = false;
	private readonly nameCaches = new Map<string, number>();
	private readonly shared = new Map<string, Block>();
	private readonly ids = new Map<unknown, number>();
	/** Where the interpreter goes on with the op's state, if not at the op. */
	private resumeOffset: number | undefined;
	/** Offset whose prev_instr store is known to have been executed in the current block, or -1. */
	private storedOffset = -1;
	private returnBlock: Block | undefined;
	private errorBlock: Block | undefined;

	constructor(fn: Fn, target: Module, caches: Caches) {
		const start = newBlock("start");
		super(start, target, caches);
		this.fn = fn;
		this.borrowed = borrowedLoads(fn);
		this.fusions = findFusions(fn, this.borrowed);
		this.tstate = addParam(start, "tstate", "ptr");
		this.frame = addParam(start, "frame", "ptr");
		this.throwflag = addParam(start, "throwflag", "i32");
		const f = (struct: string, field: string, base: Value, name: string) => {
			const v = this.emit("load_field", [{ struct, field }], [base]);
			v.name = name;
			return v;
		};
		this.cf = f("PyThreadState", "cframe", this.tstate, "cf");
		const co = f("_PyInterpreterFrame", "f_code", this.frame, "co");
		const addr = (struct: string, field: string, base: Value, name: string) => {
			const v = this.emit("field_addr", [{ struct, field }], [base]);
			v.name = name;
			return v;
		};
		const consts = f("PyCodeObject", "co_consts", co, "co_consts");
		const names = f("PyCodeObject", "co_names", co, "co_names");
		this.consts = addr("PyTupleObject", "ob_item", consts, "consts");
		this.names = addr("PyTupleObject", "ob_item", names, "names");
		this.code = addr("PyCodeObject", "co_code_adaptive", co, "code");
		this.locals = addr(
			"_PyInterpreterFrame",
			"localsplus",
			this.frame,
			"locals",
		);
		if (suspensions(fn).length > 0) {
			const { frame } = this;
			this.stacktop = f("_PyInterpreterFrame", "stacktop", frame, "stacktop");
		}
		const ok = this.call("Coconut_Enter", [this.tstate, this.frame, this.cf]);
		const [body, refused] = [newBlock("body"), newBlock("refused")];
		this.branch(ok, body, refused, [999, 1]);
		this.place(refused);
		this.terminate("ret", [this.nullObj()]);
		this.place(body);
		if (fn.blocks.some((b) => b.ops.some((op) => CONSUMES.has(op.name))))
			this.consumer = this.call("Coconut_TakerOf", [this.throwflag]);
	}

	/** Offset of the instruction the frame ran last, as an i64; BEFORE_START when none. */
	position(): Value {
		const field = { struct: "_PyInterpreterFrame", field: "prev_instr" };
		const last = this.emit("load_field", [field], [this.frame]);
		const [to, from] = [last, this.code].map((p) =>
			this.emit("ptrtoint", [], [p]),
		);
		return this.emit("sub", [], [to as Value, from as Value]);
	}

	// --- Ops

	/** The address of a new inline cache. */
	cache(): Value {
		return this.cacheAt(this.caches.taken++);
	}

	/** The inline cache of the global an op names: one for each name of the function. */
	globalCache(op: Op): Value {
		return this.nameCache(op, "global");
	}

	/** The inline cache of what an op does with a name, shared by all such ops of the function. */
	nameCache(op: Op, use: "global" | "see" | "own"): Value {
		const key = `${use} ${op.attrs[0] as number}`;
		const index = this.nameCaches.get(key) ?? this.caches.taken++;
		this.nameCaches.set(key, index);
		return this.cacheAt(index);
	}

	private cacheAt(index: number): Value {
		const at = this.int(index * CACHE_WORDS, "i64");
		const base = this.emit("global_addr", [CACHES]);
		return this.emit("elem_addr", ["i64"], [base, at]);
	}

	/**
	 * Calls a function and leaves by the op's error path when it failed, as its declaration says. `traceback: false` is for
	 * failures that add no traceback entry.
	 */
	callChecked(name: string, args: Value[]): Value {
		const r = this.call(name, args);
		this.check(r, this.signature(name).failure);
		return r;
	}

	/**
	 * Which of an operator's operands, lowered to `values`, the function that is called has to hold for the time: bit i says operand i
	 * (COCONUT_LENT of the runtime). A register's reference is the value stack's, for one place of the stack.
	 */
	lent(op: Op, values: readonly Value[]): Value {
		let mask = 0;
		op.operands.forEach((v, i) => {
			const places = (of: readonly Value[]): number =>
				of.filter((other) => other === v).length;
			const isHeld =
				isOwned(this.target, this.fn, values[i] as Value) &&
				op.operands.indexOf(v) === i &&
				places(op.state ?? op.operands) === places(op.operands);
			if (!isHeld) mask |= 1 << i;
		});
		return this.int(mask);
	}

	/**
	 * The same where the operands, which the function borrows, die in the order given: that of the value stack, which after SWAP is not
	 * the order in which they were made.
	 */
	callDropping(name: string, args: Value[], operands: readonly Value[]): void {
		const r = this.call(name, args);
		for (const v of operands) this.emit("end_lifetime", [], [v]);
		this.check(r, this.signature(name).failure);
	}

	/**
	 * The same of a function that takes the op's operands from the frame's stack, where they are, only if it succeeds: the interpreter
	 * reports the exception before it drops them.
	 */
	callTaking(name: string, args: Value[], items: Value, count: number): Value {
		const r = this.call(name, args);
		const ok = newBlock(this.fresh("ok"));
		const failed = this.failureKeeping(items, count);
		this.terminate("br_null", [r], [edge(failed), edge(ok)], [[...UNLIKELY]]);
		this.place(ok);
		return r;
	}

	/** Branches to the op's error path when a call's result says that it failed. */
	check(r: Value, failure: string): void {
		if (failure === "never") return;
		const ok = newBlock(this.fresh("ok"));
		if (failure === "null") {
			const edges = [edge(this.failure()), edge(ok)];
			this.terminate("br_null", [r], edges, [[...UNLIKELY]]);
		} else {
			const zero = this.int(0, r.type);
			const bad = this.emit("icmp", ["slt"], [r, zero]);
			this.branch(bad, this.failure(), ok, [...UNLIKELY]);
		}
		this.place(ok);
	}

	// --- The frame

	/** Address of slot `i` of localsplus; the value stack begins after the last fast local. */
	slotAddr(i: number): Value {
		return this.emit("elem_addr", ["ptr"], [this.locals, this.int(i, "i64")]);
	}

	/** Address of entry `depth` of the value stack in the frame. */
	stackAddr(depth: number): Value {
		return this.slotAddr((this.fn.code?.slots.length ?? 0) + depth);
	}

	/** Stores an op's operands where the interpreter has them on the frame's value stack; the memory owns them. */
	storeOnStack(op: Op, operands: readonly Value[]): Value {
		const first = (op.state?.length ?? op.operands.length) - op.operands.length;
		operands.forEach((v, i) => {
			this.emit("store", [], [v, this.stackAddr(first + i)]);
		});
		return this.stackAddr(first);
	}

	/** Takes the reference number `i` that a function left at `out`. */
	takeFrom(out: Value, i: number): Value {
		const at =
			i === 0
				? out
				: this.emit("elem_addr", ["ptr"], [out, this.int(i, "i64")]);
		return this.emit("adopt", [], [this.emit("load", ["ptr"], [at])]);
	}

	name(index: number): Value {
		return this.tupleItem(this.names, index);
	}

	constant(index: number): Value {
		return this.tupleItem(this.consts, index);
	}

	private tupleItem(base: Value, index: number): Value {
		const at = this.emit("elem_addr", ["ptr"], [base, this.int(index, "i64")]);
		return this.emit("load", ["obj"], [at]);
	}

	/** Starts lowering `op`. */
	begin(op: Op): void {
		this.op = op;
		const polls = op.name === "py.check_eval_breaker";
		this.resumeOffset = polls ? (op.attrs[0] as number) : undefined;
	}

	/** Forgets what prev_instr holds: at the head of a Python-level block. */
	forgetPosition(): void {
		this.storedOffset = -1;
	}

	/** Makes `frame->prev_instr` name the op's instruction, unless it does already. */
	storePosition(): void {
		const op = this.op;
		invariant(op, "an op is lowered");
		if (op.offset < 0)
			throw new Diagnostic(
				`'${op.name}' in '@${this.fn.name}' has no offset: it is where the frame stands when it runs`,
			);
		if (this.storedOffset === op.offset) return;
		this.storePrevInstr(op.offset);
		this.storedOffset = op.offset;
	}

	private storePrevInstr(offset: number): void {
		const at = this.emit(
			"elem_addr",
			["i16"],
			[this.code, this.int(offset / 2, "i64")],
		);
		this.emit(
			"store_field",
			[{ struct: "_PyInterpreterFrame", field: "prev_instr" }],
			[at, this.frame],
		);
	}

	// --- Leaving

	/** The stack values the interpreter has left after the op popped its operands, bottom first. */
	private remaining(): Value[] {
		const op = this.op as Op;
		const left = [...(op.state ?? [])];
		const def = opDef(op.name);
		op.operands.forEach((v, i) => {
			const pattern = operandAt(def, i);
			if (!pattern || operandPattern(pattern).own !== "consume") return;
			const at = left.lastIndexOf(v);
			if (at !== -1) left.splice(at, 1);
		});
		return left.map((v) => this.value(v));
	}

	/** Where the op goes when it raises: a traceback entry, the rest of the stack released, then the handler or out. */
	failure(): Block {
		const left = this.remaining();
		const key = `fail:${this.key(left)}`;
		return this.sharedBlock(key, "raise", () => {
			const depth = this.int(left.length);
			const args = [this.tstate, this.frame, depth];
			const traced = this.call("Coconut_Raised", args);
			const is = this.emit("icmp", ["ne"], [traced, this.int(0)]);
			this.branch(is, this.handOver(left), this.unwinding(), [...UNLIKELY]);
		});
	}

	/** The same where `count` references are still on the frame's stack, at `items`, and go before the rest. */
	private failureKeeping(items: Value, count: number): Block {
		const left = this.remaining();
		const block = newBlock(this.fresh("raise"));
		this.aside(block, () => {
			const depth = this.int(left.length + count);
			const args = [this.tstate, this.frame, depth];
			const traced = this.call("Coconut_Raised", args);
			const is = this.emit("icmp", ["ne"], [traced, this.int(0)]);
			const drop = newBlock(this.fresh("drop"));
			this.branch(is, this.handOver(left), drop, [...UNLIKELY]);
			this.place(drop);
			this.call("Coconut_Drop", [items, this.int(count, "i64")]);
			this.jump(this.unwinding());
		});
		return block;
	}

	/** The same without a traceback entry: RERAISE. */
	unwinding(): Block {
		const unwind = this.op?.unwind;
		const depth = unwind ? handlerDepth(unwind) : 0;
		return this.release(this.remaining(), depth, unwind);
	}

	private release(
		left: Value[],
		depth: number,
		unwind: Edge | undefined,
	): Block {
		if (left.length <= depth) {
			if (!unwind) return this.errorExit();
			const key = `handler:${this.key(left)}`;
			return this.sharedBlock(key, "unwind", () =>
				this.jump(
					this.block(unwind.block),
					unwind.args.map((v) => this.value(v)),
				),
			);
		}
		return this.sharedBlock(`release:${this.key(left)}`, "release", () => {
			this.emit("end_lifetime", [], [left.at(-1) as Value]);
			this.jump(this.release(left.slice(0, -1), depth, unwind));
		});
	}

	/** NULL, for which the interpreter finds what the function makes, should it take the frame over. */
	later(name: string, args: readonly Value[]): Value {
		const nothing = this.emit("null", ["obj?"], []);
		this.#made.set(nothing, () => this.call(name, [...args]));
		return nothing;
	}

	/** Stores the rest of the stack in the frame, top first, and leaves: the interpreter goes on where prev_instr says. */
	private handOver(left: readonly Value[]): Block {
		const key = `tracing:${left.map((v) => this.id(v)).join(",")}`;
		return this.sharedBlock(key, "handover", () => {
			const last = left.at(-1);
			const top = last && (this.#made.get(last)?.() ?? last);
			if (top === undefined) {
				const args = [this.tstate, this.frame, this.cf];
				this.terminate("ret", [this.call("Coconut_HandOver", args)]);
				return;
			}
			this.emit("store", [], [top, this.stackAddr(left.length - 1)]);
			this.jump(this.handOver(left.slice(0, -1)));
		});
	}

	private key(left: readonly Value[]): string {
		const unwind = this.op?.unwind;
		const ids = left.map((v) => this.id(v)).join(",");
		if (!unwind) return ids;
		return `${ids};${this.id(unwind.block)}(${unwind.args.map((v) => this.id(this.value(v))).join(",")})`;
	}

	private id(x: unknown): number {
		let n = this.ids.get(x);
		if (n === undefined) {
			n = this.ids.size;
			this.ids.set(x, n);
		}
		return n;
	}

	/** The block of this key, made by `fill` the first time. It stands on its own: filling does not move the current block. */
	private sharedBlock(key: string, name: string, fill: () => void): Block {
		const known = this.shared.get(key);
		if (known) return known;
		const block = newBlock(this.fresh(name));
		this.shared.set(key, block);
		this.aside(block, fill);
		return block;
	}

	/** Fills a cold block and comes back to the current one. */
	aside(block: Block, fill: () => void): void {
		const { current, storedOffset } = this;
		this.place(block);
		fill();
		this.current = current;
		this.storedOffset = storedOffset;
	}

	/** Ends the frame's turn with `depth` values on its stack. */
	leave(how: "Coconut_Leave" | "Coconut_Suspend", depth: number): void {
		const stacktop = this.int((this.fn.code?.slots.length ?? 0) + depth);
		this.call(how, [this.tstate, this.frame, this.cf, stacktop]);
	}

	private errorExit(): Block {
		if (this.errorBlock) return this.errorBlock;
		const block = newBlock("error");
		this.errorBlock = block;
		this.aside(block, () => {
			this.call("Coconut_Unwound", [this.tstate, this.frame, this.cf]);
			this.terminate("ret", [this.nullObj()]);
		});
		return block;
	}

	/** Returns a value from the frame; while traced, the interpreter does the returning. */
	returnValue(value: Value): void {
		if (!this.returnBlock) {
			const block = newBlock("return");
			this.returnBlock = block;
			this.aside(block, () => {
				const result = addParam(block, "result", "obj");
				const [traced, leave] = [newBlock("traced"), newBlock("leave")];
				this.branch(this.isTraced(), traced, leave, [...UNLIKELY]);
				this.place(traced);
				const args = [this.tstate, this.frame, this.cf, result];
				this.terminate("ret", [this.call("Coconut_TracedReturn", args)]);
				this.place(leave);
				this.leave("Coconut_Leave", 0);
				this.terminate("ret", [result]);
			});
		}
		this.jump(this.returnBlock, [value]);
	}

	/** Is a trace or profile function on, as the frame's _PyCFrame says? */
	isTraced(): Value {
		const field = { struct: "_PyCFrame", field: "use_tracing" };
		const flag = this.emit("load_field", [field], [this.cf]);
		return this.emit("icmp", ["ne"], [flag, this.int(0, flag.type)]);
	}

	/** Hands the frame to the interpreter before the op if tracing was switched on meanwhile. */
	pollTracing(): void {
		const op = this.op as Op;
		const go = newBlock(this.fresh("go"));
		const out = newBlock(this.fresh("tracing"));
		this.branch(this.isTraced(), out, go, [...UNLIKELY]);
		this.aside(out, () => this.deopt("tracing", op.state ?? []));
		this.place(go);
		this.mayBeTraced = false;
	}

	/** Ends the current block: the interpreter goes on at the op with this stack (Python-level values, bottom first). */
	deopt(reason: string, stack: readonly Value[]): void {
		const operands = stack.map((v) => this.value(v));
		const { offset, loc } = this.op as Op;
		const at = this.resumeOffset ?? this.fn.code?.extended.get(offset);
		this.current.ops.push(
			newOp("deopt", {
				attrs: [reason],
				operands,
				offset: at ?? offset,
				loc,
			}),
		);
	}

	// --- Maps

	value(v: Value): Value {
		const mapped = this.values.get(v);
		invariant(mapped, `%${v.name} is lowered before its use`);
		return mapped;
	}

	block(b: Block): Block {
		let mapped = this.blockMap.get(b);
		if (!mapped) {
			mapped = newBlock(b.name, b.at);
			this.blockMap.set(b, mapped);
			for (const p of b.params)
				this.values.set(p, addParam(mapped, p.name, p.type));
		}
		return mapped;
	}
}

/** The ops at which a frame may be suspended, one for each offset; their successor is where it goes on. */
export function suspensions(fn: Fn): Op[] {
	const found = new Map<number, Op>();
	for (const b of fn.blocks)
		for (const op of b.ops)
			if (op.name === "py.return_generator" || op.name === "py.yield_value")
				found.set(op.offset, op);
	return [...found.values()];
}

/** Depth of the value stack a handler starts with, below what its catch op pushes. */
function handlerDepth(unwind: Edge): number {
	return unwind.block.ops[0]?.state?.length ?? unwind.args.length;
}
