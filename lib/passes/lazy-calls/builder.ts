/**
 * One fast version of a Python function: a C function without a frame. The function's blocks are walked path by path, each value in a
 * register as what it is known to be; a block that is reached in the same shape is not made again. Where a path comes to what it cannot do,
 * it leaves: the runtime makes the frames (runtime/src/lazy.c) and the interpreter goes on.
 */
import {
	type Attr,
	addParam,
	addResult,
	type Block,
	type Edge,
	type Fn,
	type Global,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import type { Type } from "../../ir/types.ts";
import { invariant } from "../../support/diagnostic.ts";
import type { NumberEmitter } from "../machine-numbers.ts";
import { Liveness } from "../specialize/liveness.ts";
import { guardDeaths, isCall, ownsReference } from "./deaths.ts";
import { Emitter, to, UNLIKELY } from "./emitter.ts";
import { handle, Unsupported } from "./handlers.ts";
import { objectOfType } from "./objects.ts";
import { packedType } from "./packing.ts";
import type { Plan } from "./plan.ts";
import { CALLS_CLASS, COUNTER, HEADER, HOW, REASON, WORD } from "./record.ts";
import { type Place, placeOf } from "./reentries.ts";
import {
	CPYTHON_TYPE,
	copyEnv,
	type Env,
	isFoundLate,
	type Kind,
	parts,
	type Rep,
	refine,
	shapeOf,
	TYPE,
	withParts,
} from "./reps.ts";
import { fastSignature, SENTINEL } from "./signature.ts";
import { type Traits, traitsOf } from "./traits.ts";

/** Where a frame stands that has not started. */
const START = -2;

/** A version is not worth having when so many times more of its paths leave for certain than return. */
const MOST_REFUSED = 2;
const MAX_BLOCKS = 60;
/** How often a function is walked in several ways; half as often where it is long. */
const MAX_FORKS = { number: 8, type: 6 };

/** A place on the way through the function. */
interface Path {
	block: Block;
	index: number;
	env: Env;
	out: Block;
	rollback: Rollback | undefined;
}

/**
 * Where the interpreter may go on when the path is left: nothing that cannot be done again has happened since. All that fails up to the next such place
 * shares a block.
 */
interface Rollback {
	readonly op: Op;
	readonly place: Place;
	readonly env: Env;
	block: Block | undefined;
}

export class Builder implements NumberEmitter {
	readonly fn: Fn;
	readonly plan: Plan;
	readonly name: string;
	readonly result: Kind;
	readonly e: Emitter;
	readonly globals: Global[] = [];
	/** Where frames go on natively when it has left, by where they stand. */
	readonly places = new Map<number, Place>();
	readonly tstate: Value;
	readonly caller: Value;
	readonly depth: Value;
	readonly func: Value;
	readonly record: Value;
	/** Is it an __init__, mostly called for what has no attributes yet? */
	readonly makes: boolean;
	/** Values that are everywhere in the function. */
	readonly fixed = new Set<Value>();
	/** Kinds of what is returned without leaving. */
	readonly returned = new Set<Kind>();
	/** The path being walked. */
	env: Env;
	block: Block;
	index = 0;
	readonly #live: Liveness;
	readonly #versions = new Map<string, { block: Block }>();
	readonly #work: Path[] = [];
	#rollback: Rollback | undefined;
	/** Where the code has its constants and names. */
	readonly #constants: Value;
	readonly #names: Value;
	/** Fast locals that were not bound on a way to a block. */
	readonly #unbound = new Map<Block, Set<number>>();
	readonly traits: Traits;
	readonly #forks = { number: 0, type: 0 };
	/** Paths that end in a return, paths that end at an op that a fast version never does. */
	returns = 0;
	/** The ops where it leaves whatever comes; raising is not among them. */
	readonly refused: Op[] = [];
	#sites = 0;

	constructor(fn: Fn, name: string, args: readonly Kind[], plan: Plan) {
		invariant(fn.code, "a Python function has code");
		this.fn = fn;
		this.name = name;
		this.plan = plan;
		this.result = plan.resultOf(name);
		this.makes = fn.code.qualname.endsWith(".__init__");
		this.#live = new Liveness(fn);
		this.traits = traitsOf(fn, this.#live);
		const entry = newBlock("entry");
		this.tstate = addParam(entry, "tstate", "ptr");
		this.caller = addParam(entry, "caller", "ptr");
		this.depth = addParam(entry, "depth", "i64");
		this.func = addParam(entry, "func", "ptr");
		const slots = fn.code.slots.map((s, i): Rep => {
			const kind = args[i];
			if (kind === undefined) return { kind: "unbound" };
			const value = addParam(entry, `arg.${s.name}`, TYPE[kind]);
			this.fixed.add(value);
			const packed = packedType(fn, i);
			return packed
				? { ...objectOfType(value, packed), given: true }
				: argument(kind, value);
		});
		this.e = new Emitter(entry);
		const places = fn.code.stacksize + fn.code.slots.length;
		const count = HEADER + places + (COUNTER - 1) * this.traits.iterators;
		const memory = { kind: "array", count, of: "i64" } as const;
		this.record = this.e.emit("alloca", [memory], [], "ptr");
		const code = this.e.field(
			"PyFunctionObject",
			"func_code",
			this.func,
			"obj",
		);
		code.name = "code";
		const at = this.e.pointer(code);
		this.#constants = this.#itemsOf(at, "co_consts");
		this.#names = this.#itemsOf(at, "co_names");
		this.env = {
			slots,
			values: new Map(),
			recorded: false,
			globals: new Map(),
			attrs: new Map(),
			added: new Set(),
		};
		this.block = this.#live.order[0] as Block;
	}

	/** Is it not worth having, if what is called returns what it is taken to return? */
	get isPoor(): boolean {
		const refuses = this.refused.length > MOST_REFUSED * this.returns;
		return refuses || this.returned.size === 0;
	}

	/** Makes the function; undefined when it is too long, or cannot be left where it has to be. */
	build(): Fn | undefined {
		try {
			return this.#build();
		} catch (e) {
			if (e instanceof Unsupported) return undefined;
			throw e;
		}
	}

	#build(): Fn | undefined {
		this.#checkDepth();
		// Once for all rounds of its loops.
		if (
			this.#live.headers.size > 0 &&
			this.fn.blocks.some((x) => x.ops.some(isCall))
		)
			this.#record(this.env);
		this.#work.push(this.#here());
		for (let p = this.#work.pop(); p; p = this.#work.pop()) {
			if (this.e.blocks.length > MAX_BLOCKS * 6) return undefined;
			this.#walk(p);
		}
		const args = this.e.blocks[0]?.params.slice(4) ?? [];
		const kinds = args.map(
			(v): Kind => (v.type === "obj" ? "o" : v.type === "i64" ? "i" : "f"),
		);
		return {
			kind: "core",
			name: this.name,
			linkage: "internal",
			signature: fastSignature(kinds, this.result),
			code: undefined,
			blocks: this.e.blocks,
			at: -1,
		};
	}

	#here(): Path {
		const { block, index, env } = this;
		return { block, index, env, out: this.e.current, rollback: undefined };
	}

	/** No level of recursion is left: the interpreter enters the frame and says so. */
	#checkDepth(): void {
		const none = this.e.icmp("sle", this.depth, this.e.int(0));
		const [refuse, go] = [newBlock("deep"), newBlock("go")];
		this.e.end("cond_br", [none], [to(refuse), to(go)], [[...UNLIKELY]]);
		this.e.place(refuse);
		const env = copyEnv(this.env);
		const native = this.e.global(this.fn.name);
		this.leave(env, START, [], native, REASON.recursion);
		this.e.place(go);
	}

	#walk(p: Path): void {
		this.block = p.block;
		this.env = p.env;
		this.index = p.index;
		this.e.current = p.out;
		this.#rollback = p.rollback;
		for (; this.index < this.block.ops.length; this.index++) {
			const op = this.block.ops[this.index] as Op;
			this.e.source = op;
			this.#remember(op);
			guardDeaths(this, op);
			const r = handle(this, op);
			if (r === "done") return;
			if (r === "exit") {
				if (op.name !== "py.raise") this.refused.push(op);
				this.e.end("br", [], [to(this.exitBlock())]);
				return;
			}
		}
	}

	/** Moves the place to leave to on to the op, where the value stack is as low as it was at the last one. */
	#remember(op: Op): void {
		if (!op.state || isQuiet(op)) return;
		const then = this.#rollback?.op.state?.length ?? op.state.length;
		if (op.state.length > then) return;
		this.#rollback = this.#mark(op);
	}

	#mark(op: Op): Rollback {
		const { block, index } = this;
		const env = copyEnv(this.env);
		return { op, place: { block, index }, env, block: undefined };
	}

	/** Does all that fails from here on go back to where what the op makes is not on the stack yet, if nothing is done that cannot be done again? */
	goesBackBehind(op: Op): boolean {
		const then = this.#rollback?.op.state?.length ?? Number.POSITIVE_INFINITY;
		return then <= (op.state?.length ?? 0) - op.operands.length;
	}

	/** What lies before cannot be done again. */
	effect(): void {
		this.#rollback = undefined;
	}

	// --- Reps

	rep(v: Value): Rep {
		const r = this.env.values.get(v);
		invariant(r, `%${v.name} is known`);
		return r;
	}

	set(v: Value | undefined, r: Rep): void {
		if (v) this.env.values.set(v, r);
	}

	setSlot(i: number, r: Rep): void {
		this.env.slots[i] = r;
	}

	refine(from: Rep, known: Rep): void {
		refine(this.env, from, known);
	}

	// --- Control

	/** The path goes on in `block` with what `edge` passes; a version of the block is made for each shape. */
	goTo(edge: Edge): Edge {
		const slots = this.#slotsInto(edge.block);
		const values = new Map<Value, Rep>();
		for (const v of this.#live.valuesInto(edge.block)) {
			const i = edge.block.params.indexOf(v);
			values.set(v, this.rep(i >= 0 ? (edge.args[i] as Value) : v));
		}
		const all = [...slots, ...values.values()];
		const index = this.#live.order.indexOf(edge.block);
		const classes: Rep[] = [];
		const added = [...this.env.added].sort().join("+");
		const key = `${index}${this.env.recorded ? "!" : ""}${added}:${all
			.map((r) => {
				const known = classes.indexOf(r);
				if (known < 0) classes.push(r);
				return known < 0 ? shapeOf(r, this.fixed) : `=${known}`;
			})
			.join(",")}`;
		const args = classes.flatMap((r) => parts(r, this.fixed));
		let version = this.#versions.get(key);
		if (!version) {
			version = { block: newBlock(edge.block.name) };
			this.#versions.set(key, version);
			const { block } = version;
			const renamed = new Map<Rep, Rep>();
			for (const r of classes) {
				const given = parts(r, this.fixed).map((v) =>
					addParam(block, "", r.kind === "maybe" ? "obj?" : v.type),
				);
				let next = 0;
				renamed.set(
					r,
					withParts(r, this.fixed, () => given[next++] as Value),
				);
			}
			const of = (r: Rep): Rep => renamed.get(r) as Rep;
			const env: Env = {
				slots: slots.map(of),
				values: new Map([...values].map(([v, r]) => [v, of(r)])),
				recorded: this.env.recorded,
				globals: new Map(),
				attrs: new Map(),
				added: new Set(this.env.added),
			};
			this.e.blocks.push(block);
			this.#work.push({
				block: edge.block,
				index: 0,
				env,
				out: block,
				rollback: undefined,
			});
		}
		return to(version.block, args);
	}

	/** The path goes on in the middle of a block that only this way leads to. */
	goOn({ block, args }: Edge, index: number): void {
		block.params.forEach((v, i) => {
			const given = this.env.values.get(args[i] as Value);
			if (given) this.set(v, given);
		});
		const out = newBlock(block.name);
		this.e.end("br", [], [to(out)]);
		this.e.blocks.push(out);
		const env = copyEnv(this.env);
		this.#work.push({ block, index, env, out, rollback: undefined });
	}

	/**
	 * What the fast locals are at the start of a block where ways meet. One that is not bound on one of them, and is an object on others, makes no two
	 * versions of the block; nor does one that begins as a constant in a loop.
	 */
	#slotsInto(block: Block): Rep[] {
		const slots = [...this.env.slots];
		if ((this.#live.entries.get(block) ?? 0) < 2) return slots;
		const isHead = this.#live.headers.has(block);
		const unbound = this.#unbound.get(block) ?? new Set<number>();
		this.#unbound.set(block, unbound);
		return slots.map((r, i) => {
			if (r.kind === "maybe") unbound.add(i);
			if (r.kind === "unbound" && this.traits.stored.has(i)) {
				unbound.add(i);
				const none = this.e.call("Coconut_NoObject", [], "obj?");
				return { kind: "maybe", value: none };
			}
			if (!unbound.has(i)) {
				const begins = isHead && r.kind === "obj" && this.traits.stored.has(i);
				return begins && r.inert ? { ...r, inert: false } : r;
			}
			if (r.kind === "obj" && !r.given)
				return { kind: "maybe", value: r.value };
			return r.kind === "num" && r.box ? { kind: "maybe", value: r.box } : r;
		});
	}

	/** May the path be walked in two ways? Asked once for each; `about`: what tells them apart. */
	mayFork(about: keyof typeof MAX_FORKS = "number"): boolean {
		const may = this.hasRoom(about);
		this.#forks[about]++;
		return may;
	}

	/** Would the answer be yes? */
	hasRoom(about: keyof typeof MAX_FORKS): boolean {
		return this.#forks[about] < MAX_FORKS[about] / (this.traits.isLong ? 2 : 1);
	}

	/** The op is done again later in the other way, from `out`, after `change`. */
	fork(out: Block, from: Rep, known: Rep): void {
		const env = copyEnv(this.env);
		refine(env, from, known);
		this.e.blocks.push(out);
		const { block, index } = this;
		this.#work.push({ block, index, env, out, rollback: this.#rollback });
	}

	emit(name: OpName, attrs: Attr[], operands: Value[], type: Type): Value {
		return this.e.emit(name, attrs, operands, type);
	}

	/** Two results: the number, and whether it overflowed. */
	overflowing(name: OpName, x: Value, y: Value): [Value, Value] {
		const op = this.e.op(name, [], [x, y]);
		return [addResult(op, "", "i64"), addResult(op, "", "i1")];
	}

	exitIf(cond: Value): void {
		const go = newBlock("go");
		const exit = this.exitBlock();
		this.e.end("cond_br", [cond], [to(exit), to(go)], [[...UNLIKELY]]);
		this.e.place(go);
	}

	exitUnless(cond: Value): void {
		const go = newBlock("go");
		const exit = this.exitBlock();
		this.e.end("cond_br", [cond], [to(go), to(exit)], [[999, 1]]);
		this.e.place(go);
	}

	exitIfNull(v: Value): void {
		const go = newBlock("go");
		const exit = this.exitBlock();
		this.e.end("br_null", [v], [to(exit), to(go)], [[...UNLIKELY]]);
		this.e.place(go);
	}

	/** The block that leaves to do the current op in the interpreter, or all since the last place that may be gone back to. */
	exitBlock(): Block {
		const op = this.block.ops[this.index] as Op;
		if (isQuiet(op)) return this.#leaveBefore(this.#mark(op));
		this.#rollback ??= this.#mark(op);
		this.#rollback.block ??= this.#leaveBefore(this.#rollback);
		return this.#rollback.block;
	}

	/** The block that leaves to do all since the last place that may be gone back to in a frame, where it is done better and not otherwise. */
	quietExit(reason: string): Block {
		this.#rollback ??= this.#mark(this.block.ops[this.index] as Op);
		return this.#leaveBefore(this.#rollback, reason);
	}

	/** The block that leaves to do the current op where a value turns out to be something else. */
	exitAs(from: Rep, known: Rep): Block {
		const mark = this.#mark(this.block.ops[this.index] as Op);
		refine(mark.env, from, known);
		return this.#leaveBefore(mark);
	}

	#leaveBefore({ op, place, env }: Rollback, why?: string): Block {
		const block = newBlock("leave");
		const { current, source } = this.e;
		this.e.place(block);
		this.e.source = op;
		invariant(op.state, `${op.name} has a state`);
		const polls = op.name === "py.check_eval_breaker";
		const at = polls
			? (op.attrs[0] as number)
			: (this.fn.code?.extended.get(op.offset) ?? op.offset);
		const stack = op.state.map((v) => env.values.get(v) as Rep);
		const native = this.native(at - 2, place);
		const reason = why ?? (isQuiet(op) ? REASON.waits : REASON.unexpected);
		this.leave(copyEnv(env), at - 2, stack, native, reason);
		this.e.current = current;
		this.e.source = source;
		return block;
	}

	/**
	 * The native code that goes on at a place, for a frame that stands at the byte offset `at`: NULL when there is none. `stack`: what the frame's stack
	 * holds; bytecodes that only move its items, as COPY does, are no ops, and are the interpreter's.
	 */
	native(
		at: number,
		{ block, index }: Place,
		stack: readonly Value[] | undefined = block.ops[index]?.state,
	): Value {
		const start = at === START;
		const state = block.ops[index]?.state ?? [];
		const isSame =
			state.length === stack?.length && state.every((v, i) => v === stack[i]);
		const place =
			start || !isSame ? undefined : placeOf(this.#live, block, index);
		if (!start && (!place || !this.plan.mayReenter(this.fn, at)))
			return this.e.null("ptr");
		const known = this.places.get(at);
		const first = known?.block.ops[known.index];
		if (place && (!first || isQuiet(first))) this.places.set(at, place);
		return this.e.global(this.fn.name);
	}

	/** Ends the block: the frame is made, and goes on behind the instruction at `at`, in `native` if that is not NULL. */
	leave(
		env: Env,
		at: number,
		stack: readonly Rep[],
		native: Value,
		reason: string,
	): void {
		const kept: Value[] = [];
		const site = this.#describeValues(env, at, stack, false, kept);
		const why = this.e.emit("string_addr", [reason], [], "ptr");
		const header = [this.caller, this.func, this.e.global(site)];
		const all = [this.tstate, this.record, ...header, native, why];
		this.e.run("Coconut_LeaveFast", all);
		this.handOver(kept);
		this.left();
	}

	/** The frames that were made of the record have taken the references it describes. */
	handOver(kept: readonly Value[]): void {
		for (const v of new Set(kept))
			if (v.type === "obj?")
				this.e.run("Coconut_HandOverIfAny", [v, this.#word(HEADER)]);
			else if (ownsReference(this, v)) this.#store(v, HEADER);
			else this.e.op("end_lifetime", [], [v]);
	}

	/** Ends the block: the result is in the caller's record. */
	left(): void {
		const r =
			this.result === "o"
				? this.e.null("obj?")
				: this.result === "i"
					? this.e.int(SENTINEL)
					: this.e.float(Number.NaN);
		this.e.end("ret", [r], []);
	}

	// --- Records

	#word(i: number): Value {
		return this.e.emit(
			"elem_addr",
			["i64"],
			[this.record, this.e.int(i)],
			"ptr",
		);
	}

	#store(v: Value, i: number): void {
		this.e.op("store", [], [v, this.#word(i)]);
	}

	/**
	 * Writes the record; returns the objects that have to live as long as it is looked at. `callsClass`: the frame is in the call of a class.
	 */
	describe(
		env: Env,
		at: number,
		stack: readonly Rep[],
		callsClass = false,
	): Value[] {
		if (!env.recorded) this.#record(env);
		const kept: Value[] = [];
		const site = this.#describeValues(env, at, stack, callsClass, kept);
		this.#store(this.e.global(site), WORD.site);
		return kept;
	}

	#record(env: Env): void {
		this.#store(this.caller, WORD.previous);
		this.#store(this.func, WORD.func);
		this.#store(this.e.null("ptr"), WORD.frame);
		env.recorded = true;
	}

	/** The same without the record's header; returns the site that goes there. */
	#describeValues(
		env: Env,
		at: number,
		stack: readonly Rep[],
		callsClass: boolean,
		kept: Value[],
	): string {
		const places: number[] = [];
		const known = new Map<Rep, number>();
		[...env.slots, ...stack].forEach((r, place) => {
			if (r.kind === "unbound") return;
			const first = known.get(r);
			const word = HEADER + places.length;
			if (first !== undefined) {
				this.#store(this.e.int(first), word);
				places.push((place << 8) | HOW.same);
				return;
			}
			if (r.kind === "num" || r.kind === "bool") known.set(r, place);
			places.push((place << 8) | this.#storeRep(r, word, kept));
			if (r.kind !== "counter") return;
			this.#store(r.step, HEADER + places.length);
			places.push((place << 8) | HOW.nothing);
			this.#store(r.left, HEADER + places.length);
			places.push((place << 8) | HOW.nothing);
		});
		const depth = stack.length + (callsClass ? CALLS_CLASS : 0);
		return this.#site([at, depth, places.length, ...places]);
	}

	/** Where an object is, which there may not be. */
	address(v: Value): Value {
		if (v.type !== "obj?") return this.e.pointer(v);
		return this.e.call("Coconut_AddressIfAny", [v], "ptr");
	}

	#storeRep(r: Rep, word: number, kept: Value[]): number {
		const object = (v: Value): number => {
			this.#store(this.address(v), word);
			const owns = ownsReference(this, v) && !kept.includes(v);
			if (!this.fixed.has(v)) kept.push(v);
			return owns ? HOW.owned : HOW.object;
		};
		switch (r.kind) {
			case "num":
				if (r.box) return object(r.box);
				if (r.constant !== undefined) {
					this.#store(this.e.pointer(this.constant(r.constant)), word);
					return HOW.object;
				}
				this.#store(r.value, word);
				return HOW[r.type];
			case "bool":
				this.#store(this.e.emit("zext", ["i64"], [r.value], "i64"), word);
				return HOW.bool;
			case "obj":
			case "func":
			case "maybe":
			case "method":
				return object(r.value);
			case "builtin method": {
				const place = this.e.global(CPYTHON_TYPE[r.type]);
				const type = isFoundLate(r.type)
					? this.e.emit("load", ["ptr"], [place], "ptr")
					: place;
				const asked = [type, this.nameAt(r.name)];
				// It is borrowed from the type: the frame takes a reference of its own.
				const found = this.e.call("Coconut_BuiltinMethod", asked, "obj");
				const at = this.e.pointer(found);
				return object(this.e.emit("as_obj", [], [at], "obj"));
			}
			case "items":
				throw new Unsupported();
			case "counter":
				this.#store(r.next, word);
				return HOW.counter;
			default:
				return HOW.nothing;
		}
	}

	#site(words: readonly number[]): string {
		const name = `${this.name}.site${this.#sites++}`;
		this.globals.push({
			name,
			linkage: "internal",
			type: { kind: "array", count: words.length, of: "i64" },
			init: words.map((w) => ({ kind: "int", value: BigInt(w) })),
		});
		return name;
	}

	// --- Facts of the function

	#itemsOf(code: Value, field: string): Value {
		const tuple = this.e.field("PyCodeObject", field, code, "obj");
		const items = { struct: "PyTupleObject", field: "ob_item" };
		return this.e.emit("field_addr", [items], [tuple], "ptr");
	}

	/** The names of the keywords of a CALL, a tuple; NULL: it has none. */
	keywordsOf(call: Op): Value {
		const index = call.attrs[0] as number | undefined;
		return index === undefined ? this.e.null("obj?") : this.constant(index);
	}

	constant(index: number): Value {
		return this.#itemAt(this.#constants, index);
	}

	nameAt(index: number): Value {
		return this.#itemAt(this.#names, index);
	}

	#itemAt(items: Value, index: number): Value {
		const i = this.e.int(index);
		const at = this.e.emit("elem_addr", ["ptr"], [items, i], "ptr");
		return this.e.emit("load", ["obj"], [at], "obj");
	}

	/** An item of a tuple, borrowed from it. */
	item(tuple: Value, index: number): Value {
		const field = { struct: "PyTupleObject", field: "ob_item" };
		const items = this.e.emit("field_addr", [field], [tuple], "ptr");
		return this.#itemAt(items, index);
	}
}

/** Where functions are left because somebody waits, not because something was unexpected. */
const isQuiet = (op: Op): boolean =>
	op.name === "py.check_eval_breaker" || op.name === "py.resume";

function argument(kind: Kind, value: Value): Rep {
	if (kind === "o") return { kind: "obj", value, inert: false, given: true };
	const type = kind === "i" ? "i64" : "f64";
	return { kind: "num", type, value, box: undefined, constant: undefined };
}
