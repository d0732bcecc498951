/**
 * A path: straight-line specialised code being made, with what is known where it stands. Handlers of ops (numbers.ts, locals.ts, …)
 * read what their operands are, emit core and Python-level ops, and say what the results are.
 *
 * How a path is left. Nothing can look at the frame while specialised code runs that has no effects, so what went wrong in the middle of a
 * statement is done again from its start by the function as it was: `exitIf` goes to the *rollback*, the last place where nothing
 * irreversible had happened since and the value stack was low. All exits between two such places share one block, which makes the
 * frame good as it was there. A handler that does something irreversible calls `effect`.
 */

import {
	type Attr,
	addParam,
	addResult,
	type Block,
	type Edge,
	type Loc,
	newBlock,
	newOp,
	type Op,
	type OpInit,
	type Value,
} from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import type { Type } from "../../ir/types.ts";
import { opOf } from "../../ir/uses.ts";
import { invariant } from "../../support/diagnostic.ts";
import type { NumberEmitter } from "../machine-numbers.ts";
import type { Engine } from "./engine.ts";
import { GUARDED } from "./guards.ts";
import { keepLast, lastOperand, learnLast, leaveLast } from "./last-items.ts";
import {
	ANYTHING,
	copyEnv,
	type Dirty,
	type Env,
	INERT,
	type Num,
	type NumRep,
	type ObjRep,
	type Place,
	type Rep,
	type Rollback,
	type SlotState,
	T,
	TYPE_OF,
	within,
	type ZippedRep,
} from "./reps.ts";

export const UNLIKELY = [1, 999] as const;
export const LIKELY = [999, 1] as const;
/** Forks within one version of a block: code doubles with each. */
const MAX_FORKS = 1;
/** The same of operators whose first operand goes on as an instance. */
const MAX_INSTANCES = 2;
const OB_TYPE = { struct: "PyObject", field: "ob_type" };
const REFCOUNT = { struct: "PyObject", field: "ob_refcnt" };
const CVAL_REAL = { struct: "PyComplexObject", field: "real" };
const CVAL_IMAG = { struct: "PyComplexObject", field: "imag" };
const OB_FVAL = { struct: "PyFloatObject", field: "ob_fval" };

/** Is the op one of a bytecode? A branch that was put before one has its place, but does not bring a tracer to it. */
const isOfBytecode = ({ offset, state }: Op): boolean =>
	offset >= 0 && state !== undefined;

export class Path implements NumberEmitter {
	readonly engine: Engine;
	env: Env;
	/** The block being filled; undefined once the path has ended. */
	out: Block | undefined;
	/** Where the path stands in the function as it was. */
	block: Block;
	index: number;
	rollback: Rollback | undefined;
	/** Something may have switched tracing on, and nobody has looked yet. */
	pendingTrace = false;
	/** The last op of a bytecode that the path has come to, and the one before that. */
	#reached: Op | undefined;
	#before: Op | undefined;
	/** The op that all that is emitted belongs to. */
	#behind: Op | undefined;
	/** False on the way into the function as it was. */
	goesOn = true;
	/** Was the frame suspended since the last loop's head? */
	isResumed = false;
	/** What the guards are charged to that the path stands at, where that is not the op: see failureOf. */
	guarded: number | undefined;
	/** Where the op at hand goes that is likely to raise, instead of out: see handlers.ts. */
	raising: (() => Block) | undefined;
	/** The source line the path has come to. */
	#line = -1;
	/** How often the version of a block that the path belongs to may still fork. */
	#forks = { left: MAX_FORKS };
	/** How often what is no number may still go on as an instance. */
	#instances = { left: MAX_INSTANCES };
	/** The block in which the lowering knows that nothing is traced. */
	#untraced: Block | undefined;

	constructor(engine: Engine, env: Env, out: Block, place: Place) {
		this.engine = engine;
		this.env = env;
		this.out = out;
		this.block = place.block;
		this.index = place.index;
	}

	/** The op the path stands at. */
	get op(): Op {
		const op = this.block.ops[this.index];
		invariant(op, "a path stands at an op");
		return op;
	}

	/** The bytecode that what is emitted belongs to. */
	get where(): { offset: number; loc: Loc | undefined } {
		if (this.#behind) return this.#behind;
		const { ops } = this.block;
		for (let i = this.index; i >= 0; i--)
			if ((ops[i]?.offset ?? -1) >= 0) return ops[i] as Op;
		const next = ops.find((op) => op.offset >= 0);
		return next ?? { offset: 0, loc: undefined };
	}

	/** The path has come to its next op. */
	come(): void {
		if (!isOfBytecode(this.op) || this.op === this.#reached) return;
		this.#before = this.#reached;
		this.#reached = this.op;
	}

	/**
	 * The path leaves to a place it goes back to. What is emitted belongs to the op before that one: a tracer that takes over there looks whether a
	 * line starts between the two.
	 */
	leavesBehind(r: Rollback): void {
		this.#behind = r.behind;
		this.goesOn = false;
	}

	// --- What is known

	rep(v: Value): Rep {
		const rep = this.env.values.get(v);
		invariant(rep, `%${v.name} is known to the path`);
		return rep;
	}

	set(v: Value | undefined, rep: Rep): void {
		invariant(v, "an op has the result");
		this.env.values.set(v, rep);
		learnLast(this, v, rep);
	}

	slot(i: number): SlotState {
		const s = this.env.slots[i];
		invariant(s, "the slot exists");
		return s;
	}

	// --- Emitting

	emitOp(name: OpName, init: OpInit): Op {
		invariant(this.out, "the path goes on");
		const op = newOp(name, init);
		this.out.ops.push(op);
		this.engine.made++;
		return op;
	}

	emit(name: OpName, attrs: Attr[], operands: Value[], type: Type): Value {
		return addResult(this.emitOp(name, { attrs, operands }), "", type);
	}

	/** A Python-level op that belongs to the one the path stands at. */
	py(name: OpName, attrs: Attr[], operands: Value[], type: Type): Value {
		const { offset, loc } = this.where;
		return addResult(
			this.emitOp(name, { attrs, operands, offset, loc }),
			"",
			type,
		);
	}

	/** The same for STORE_FAST, which the verifier takes for one that may run code. */
	storeFast(slot: number, value: Value): void {
		this.untraced();
		const { offset, loc } = this.where;
		const init = { attrs: [slot], operands: [value], offset, loc, state: [] };
		this.emitOp("py.store_fast", init);
		this.#untraced = undefined;
	}

	/** Says to the lowering that there is no tracer to look for: it would hand over a stack that is not whole. */
	untraced(): void {
		if (this.#untraced === this.out) return;
		this.#untraced = this.out;
		const { offset, loc } = this.where;
		this.emitOp("py.untraced", { offset, loc });
	}

	/**
	 * The path goes over to the function as it was, which has to look for a tracer: one that takes over looks from the op before whether a line
	 * starts, and what was done behind that and is done again may have left its own position.
	 */
	goBack(): void {
		this.#untraced = undefined;
		if (this.#behind) {
			const { offset, loc } = this.#behind;
			this.emitOp("py.set_position", { offset, loc });
		}
		const { offset, loc } = this.where;
		this.emitOp("py.unpolled", { offset, loc });
	}

	/** A Python-level op that may raise: it goes where the op goes that the path stands at. */
	pyRaising(name: OpName, attrs: Attr[], operands: Value[], type?: Type) {
		const unwind = this.engine.unwindEdge(this, this.op);
		this.untraced();
		const { offset, loc } = this.where;
		const init = { attrs, operands, offset, loc, unwind, state: [] };
		const op = this.emitOp(name, init);
		return type ? addResult(op, "", type) : undefined;
	}

	i64(value: bigint | number): Value {
		return this.emit(
			"const",
			[{ type: "i64", value: BigInt(value) }],
			[],
			"i64",
		);
	}

	f64(value: number): Value {
		return this.emit("const", [{ type: "f64", value }], [], "f64");
	}

	i1(value: boolean): Value {
		const literal = { type: "i1", value: value ? 1n : 0n } as const;
		return this.emit("const", [literal], [], "i1");
	}

	icmp(kind: string, a: Value, b: Value): Value {
		return this.emit("icmp", [kind], [a, b], "i1");
	}

	/** Two results: the number, and whether it overflowed. */
	overflowing(name: OpName, a: Value, b: Value): [Value, Value] {
		const op = this.emitOp(name, { operands: [a, b] });
		return [addResult(op, "", "i64"), addResult(op, "", "i1")];
	}

	/** Ends the block being filled. */
	end(
		name: OpName,
		operands: Value[],
		successors: Edge[],
		attrs: readonly Attr[] = [],
	): void {
		this.emitOp(name, { attrs: [...attrs], operands, successors });
		this.out = undefined;
	}

	/** Goes on in `block`. */
	place(block: Block): void {
		this.engine.addBlock(block);
		this.out = block;
	}

	/** A branch in the middle of the path: goes on in the way that is left out. */
	branch(condition: Value, yes: Block | undefined, no: Block | undefined) {
		const next = newBlock("go");
		const edges = [to(yes ?? next), to(no ?? next)];
		const weights = yes ? UNLIKELY : LIKELY;
		this.end("cond_br", [condition], edges, [weights]);
		this.place(next);
	}

	/** Fills a cold block on its own, from what is known here. */
	aside(block: Block, fill: (p: Path) => void): void {
		const p = this.copy(block);
		this.engine.addBlock(block);
		fill(p);
		invariant(!p.out, "a block off the way ends");
	}

	/** A path that goes on where this one ends. */
	copyOn(): Path {
		invariant(this.out, "the path goes on");
		const p = this.copy(this.out);
		this.out = undefined;
		return p;
	}

	copy(out: Block): Path {
		const p = new Path(this.engine, copyEnv(this.env), out, this);
		p.rollback = this.rollback;
		p.#forks = this.#forks;
		p.#instances = this.#instances;
		p.#line = this.#line;
		p.#reached = this.#reached;
		p.#before = this.#before;
		p.pendingTrace = this.pendingTrace;
		p.goesOn = this.goesOn;
		p.isResumed = this.isResumed;
		p.guarded = this.guarded;
		p.raising = this.raising;
		return p;
	}

	// --- Leaving

	exitIf(condition: Value): void {
		this.branch(condition, this.stub(), undefined);
	}

	exitUnless(condition: Value): void {
		this.branch(condition, undefined, this.stub());
	}

	/** Leaves for what is no failure. */
	leaveIf(condition: Value): void {
		this.branch(condition, this.engine.stubOf(this.#leaving()), undefined);
	}

	leaveUnless(condition: Value): void {
		this.branch(condition, undefined, this.engine.stubOf(this.#leaving()));
	}

	/** Goes over to the function as it was. */
	exit(): void {
		this.end("br", [], [to(this.stub())]);
	}

	/** Where a guard that fails goes: the block that all exits up to the last place that may be gone back to share, once the failure is counted. */
	stub(): Block {
		if (this.raising) return this.raising();
		const rollback = this.#leaving();
		const { name, offset, loc } = this.op;
		const own = GUARDED.has(name) ? offset : undefined;
		return this.engine.failureOf(rollback, this.guarded ?? own, loc);
	}

	#leaving(): Rollback {
		this.rollback ??= this.mark();
		this.rollback.used = true;
		return this.rollback;
	}

	/** Is a value used after the op the path stands at? */
	livesOn(v: Value): boolean {
		return this.engine.lastUse(this.block, v) > this.index;
	}

	/** Objects that containers keep get references of their own: the containers may change, or end. `quiet`: no list changes that something goes over. */
	secure(quiet = false): void {
		for (const [v, rep] of this.env.values)
			if (this.engine.lastUse(this.block, v) < this.index)
				this.env.values.delete(v);
			else this.#secureOne(v, rep, quiet);
	}

	#secureOne(v: Value, rep: Rep, quiet: boolean): void {
		const { values } = this.env;
		if (rep.kind === "obj") values.set(v, this.keep(rep));
		else if (rep.kind === "num" && rep.object)
			values.set(v, { ...rep, object: this.keep(rep.object) });
		else if (rep.kind === "zipped")
			values.set(v, quiet ? leaveLast(rep) : keepLast(this, rep));
	}

	/** Those of some values that containers keep get references of their own. */
	keepItems(values: readonly Value[]): void {
		for (const v of values) this.#secureOne(v, this.rep(v), false);
	}

	/** Is there no object for a number yet that the program could have seen? */
	isFresh(n: NumRep): boolean {
		if (n.object || n.constant !== undefined) return false;
		const { slots } = this.engine.escapes;
		return this.env.slots.every((s, i) => !isSame(s.num, n) || !slots.has(i));
	}

	/** What lies before cannot be done again. `quiet`: it ran no code, and took nothing out of a list. */
	effect(quiet = false): void {
		this.rollback = undefined;
		for (const [v, rep] of this.env.values)
			if (!this.livesOn(v)) this.env.values.delete(v);
			else this.#secureOne(v, rep, quiet);
	}

	/** Drops what is known of values that are not used any more. */
	forgetDead(): void {
		for (const v of this.env.values.keys())
			if (this.engine.lastUse(this.block, v) < this.index)
				this.env.values.delete(v);
	}

	/** The place the path stands at, to go back to. */
	mark(): Rollback {
		const { block, index } = this;
		const behind = isOfBytecode(this.op) ? this.#before : this.#reached;
		const env = copyEnv(this.env);
		const failures = new Map<number, Block>();
		return { block, index, env, behind, stub: undefined, failures };
	}

	/** Something ran that may have switched tracing on. */
	mayBeTraced(): void {
		this.#untraced = undefined;
	}

	/** May the op be done in two ways, by types? Asked once for each fork. */
	mayFork(): boolean {
		if (this.#forks.left === 0 || !this.engine.mayGrow()) return false;
		this.#forks.left--;
		return true;
	}

	/**
	 * May the operator's first operand, which is no number, go on by itself as an instance of a class that has the method, rather than leave? Asked once for
	 * each. What lists hold mostly are numbers.
	 */
	mayBeInstance(): boolean {
		const from = opOf(this.op.operands[0] as Value);
		if (!this.engine.hasOperator(this.op) || from?.name === "py.binary_subscr")
			return false;
		if (this.#instances.left === 0 || !this.engine.mayGrow()) return false;
		this.#instances.left--;
		return true;
	}

	/** Another path that stands here, entered by a block of its own; it does the op again, knowing more. */
	fork(): Path {
		const p = this.copy(newBlock("other"));
		this.engine.addBlock(p.out as Block);
		this.engine.paths.push(p);
		return p;
	}

	// --- Objects

	isType(o: Value, type: string): Value {
		const of = this.emit("load_field", [OB_TYPE], [o], "ptr");
		return this.icmp("eq", of, this.emit("global_addr", [type], [], "ptr"));
	}

	/** Is the object of the one type of a set? */
	isOfType(o: Value, mask: number): Value {
		const type = TYPE_OBJECTS.get(mask);
		invariant(type, "a set of one type");
		return this.isType(o, type);
	}

	/** Is there one reference to the object only? */
	isLast(o: Value): Value {
		const count = this.emit("load_field", [REFCOUNT], [o], "i64");
		return this.icmp("eq", count, this.i64(1));
	}

	/** Leaves when the object has none of the types of a set. */
	guardMask(o: Value, mask: number): void {
		const type = TYPE_OBJECTS.get(mask);
		if (type) this.exitUnless(this.isType(o, type));
		else if (mask === T.NONE) this.exitUnless(this.isNone(o));
		else {
			const bit = this.emit("call", ["Coconut_TypeBit"], [o], "i64");
			const other = this.i64(ANYTHING & ~mask);
			const not = this.emit("and", [], [bit, other], "i64");
			this.exitIf(this.icmp("ne", not, this.i64(0)));
		}
	}

	isNone(o: Value): Value {
		return this.isObject(o, "_Py_NoneStruct");
	}

	/** Leaves when the frame's slot holds nothing. */
	exitIfUnbound(slot: number): void {
		const v = this.py("py.peek_fast", [slot], [], "obj?");
		const next = newBlock("bound");
		this.end("br_null", [v], [to(this.stub()), to(next)], [UNLIKELY]);
		this.place(next);
		const { mask, ...rest } = this.slot(slot);
		this.env.slots[slot] = { ...rest, mask: mask & ~T.UNBOUND };
	}

	/** The object in the frame's slot, known to be there. */
	peek(slot: number): Value {
		const v = this.py("py.peek_fast", [slot], [], "obj?");
		const at = this.emit("as_ptr", [], [v], "ptr");
		return this.emit("as_obj", [], [at], "obj");
	}

	/** The number of an object that has been looked at. */
	unbox(o: Value, type: Num): Value {
		this.emitOp("ends_quietly", { operands: [o] });
		if (type === "f64") return this.emit("load_field", [OB_FVAL], [o], "f64");
		if (type === "complex") {
			const parts = [CVAL_REAL, CVAL_IMAG].map((field) =>
				this.emit("load_field", [field], [o], "f64"),
			);
			return this.emit("complex.create", [], parts, "complex");
		}
		if (type === "i64")
			return this.emit("call", ["Coconut_WordValue"], [o], "i64");
		if (type === "i128")
			return this.emit("call", ["Coconut_WideValue"], [o], "i128");
		return this.isObject(o, "_Py_TrueStruct");
	}

	isObject(o: Value, symbol: string): Value {
		const at = this.emit("global_addr", [symbol], [], "ptr");
		return this.isSame(o, this.emit("as_obj", [], [at], "obj"));
	}

	/** Compared as references, so that what is owned lives until then; what may be NULL is borrowed, and compared by address. */
	isSame(a: Value, b: Value): Value {
		if (a.type === b.type) return this.icmp("eq", a, b);
		const [x, y] = [a, b].map((v) => this.emit("as_ptr", [], [v], "ptr"));
		return this.icmp("eq", x as Value, y as Value);
	}

	/** Is the object an exact one that fits the machine number? */
	holds(o: Value, type: Num): Value {
		if (type === "i64")
			return this.emit("call", ["Coconut_IsWordInt"], [o], "i1");
		if (type === "i128")
			return this.emit("call", ["Coconut_IsWideInt"], [o], "i1");
		return this.isOfType(o, TYPE_OF[type]);
	}

	/** A reference of its own for an object that a container keeps. */
	keep(rep: ObjRep): ObjRep {
		if (rep.kept !== "item") return rep;
		return { ...rep, value: this.own(rep.value), kept: "owned" };
	}

	/** The same of what a fast local keeps, too. */
	hold(rep: ObjRep): ObjRep {
		return rep.kept === "owned"
			? rep
			: { ...rep, value: this.own(rep.value), kept: "owned" };
	}

	own(v: Value): Value {
		this.emitOp("incref", { operands: [v] });
		return this.emit("adopt", [], [v], "obj");
	}

	/** None, of which nobody counts references. */
	none(): Value {
		const at = this.emit("global_addr", ["_Py_NoneStruct"], [], "ptr");
		return this.emit("as_obj", [], [at], "obj");
	}

	/** What a value is as an object. */
	object(v: Value): Value {
		const rep = this.rep(v);
		switch (rep.kind) {
			case "obj":
				return rep.value;
			case "num": {
				const value = this.box(rep);
				const mask = TYPE_OF[rep.type];
				const object: ObjRep = { kind: "obj", value, mask, kept: "owned" };
				this.set(v, { ...rep, object });
				return value;
			}
			case "items": {
				this.untraced();
				const operands = [rep.object, rep.index];
				const { offset, loc } = this.where;
				const init = { operands, offset, loc, state: [] };
				return addResult(this.emitOp("py.make_items_iter", init), "", "obj");
			}
			case "zipped": {
				this.untraced();
				const { offset, loc } = this.where;
				const [name, operands] = zippedParts(this, rep, "make");
				const init = { operands, offset, loc, state: [] };
				return addResult(this.emitOp(name, init), "", "obj");
			}
			case "null":
				return this.py("py.push_null", [], [], "obj?");
			case "known": {
				const at = this.knownAddress(rep.symbol);
				return this.emit("as_obj", [], [at], "obj");
			}
			default: {
				invariant(rep.kind === "range", "a range object is used up at once");
				const operands = [rep.index, rep.start, rep.step, rep.length];
				this.untraced();
				const { offset, loc } = this.where;
				const init = { operands, offset, loc, state: [] };
				return addResult(this.emitOp("py.make_range_iter", init), "", "obj");
			}
		}
	}

	/** Where the object is that a known builtin is: types are globals themselves, others are pointed to. */
	knownAddress(symbol: string): Value {
		const at = this.emit("global_addr", [symbol], [], "ptr");
		return symbol.endsWith("_Type")
			? at
			: this.emit("load", ["ptr"], [at], "ptr");
	}

	/** An object that is there, of a value that may be NULL; the path is left where it is. */
	found(v: Value): Value {
		const [some, next] = [newBlock("some"), newBlock("found")];
		const value = addParam(next, "", "obj");
		this.end("br_null", [v], [to(this.stub()), to(some)], [UNLIKELY]);
		this.place(some);
		this.end("br", [], [to(next, [v])]);
		this.place(next);
		return value;
	}

	/** The same of what is borrowed; what is not there may go elsewhere. */
	there(v: Value, other: Block = this.stub()): Value {
		const next = newBlock("there");
		this.end("br_null", [v], [to(other), to(next)], [UNLIKELY]);
		this.place(next);
		return this.emit(
			"as_obj",
			[],
			[this.emit("as_ptr", [], [v], "ptr")],
			"obj",
		);
	}

	/** A value as the function as it was has it: a machine value there too, or an object. */
	plain(v: Value): Value {
		const rep = this.rep(v);
		return v.type === "i1" && rep.kind === "num" ? rep.value : this.object(v);
	}

	/**
	 * The object of a number: the one it has, that of a fast local with the same number, or a new one. Others may have written the local since: it is
	 * looked whether it holds the number still.
	 */
	private box(rep: NumRep): Value {
		if (rep.object) return rep.object.value;
		if (rep.type === "i1")
			return this.py("py.from_bool", [], [rep.value], "obj");
		if (rep.constant !== undefined)
			return this.py("py.load_const", [rep.constant], [], "obj");
		const twin = this.env.slots.findIndex((s) => isSame(s.num, rep));
		if (twin >= 0) {
			this.flushSlot(twin);
			const like = this.py("py.peek_fast", [twin], [], "obj?");
			const made = [like, rep.value];
			return this.pyRaising("py.box_like", [], made, "obj") as Value;
		}
		return this.pyRaising("py.box", [], [rep.value], "obj") as Value;
	}

	// --- Fast locals

	/** Puts every number that is newer than the frame's into the frame. */
	flush(): void {
		for (let i = 0; i < this.env.slots.length; i++) this.flushSlot(i);
	}

	flushSlot(i: number): void {
		const { num, dirty, mask } = this.slot(i);
		if (!num || dirty === false) return;
		const type = TYPE_OF[num.type];
		const now = dirty === true ? type : mask | type;
		const twin = this.env.slots.findIndex(
			(s, j) => j !== i && isSame(s.num, num),
		);
		if (num.type !== "i1" && (twin >= 0 || hasObject(num))) {
			if (twin >= 0) {
				this.env.slots[i] = { mask, dirty: false };
				this.flushSlot(twin);
			}
			this.storeWhere(dirty, i, () => (p) => {
				if (num.object) return num.object.value;
				if (num.constant !== undefined)
					return p.py("py.load_const", [num.constant], [], "obj");
				return p.peek(twin);
			});
		} else {
			const when = dirty === true ? this.i1(true) : dirty;
			this.pyRaising("py.store_number", [i], [num.value, when]);
		}
		const { type: t, value } = num;
		const clean: NumRep = { kind: "num", type: t, value };
		this.env.slots[i] = { mask: now, num: clean, dirty: false };
	}

	private storeWhere(
		dirty: Dirty,
		slot: number,
		object: () => (p: Path) => Value,
	): void {
		const store = (p: Path): void => {
			// `release` has seen to it.
			const old = p.py("py.peek_fast", [slot], [], "obj?");
			p.emitOp("ends_quietly", { operands: [old] });
			p.storeFast(slot, object()(p));
		};
		if (typeof dirty === "boolean") {
			store(this);
			return;
		}
		const [then, next] = [newBlock("store"), newBlock("stored")];
		this.end("cond_br", [dirty], [to(then), to(next)], [undefined]);
		this.place(then);
		store(this);
		this.end("br", [], [to(next)]);
		this.place(next);
	}

	/**
	 * Before slot `i` gets another value: what else is its value keeps the object, and what the frame holds there goes without anybody noticing, else
	 * the path is left.
	 */
	release(i: number): void {
		this.keepShared(i);
		const { mask } = this.slot(i);
		if (within(mask, INERT)) return;
		const v = this.py("py.peek_fast", [i], [], "obj?");
		this.exitUnless(this.emit("call", ["Coconut_IsInert"], [v], "i1"));
		this.env.slots[i] = { ...this.slot(i), mask: mask & INERT };
	}

	/** What else is the value of slot `i` keeps its object. */
	keepShared(i: number): void {
		const { num, dirty } = this.slot(i);
		if (num && dirty !== true) this.share(i, num);
	}

	/**
	 * Goes over to the function as it was if something has switched tracing on, where that looks after it: where a source line starts and at
	 * backward jumps.
	 */
	pollTracing(): void {
		const { op } = this;
		if (!isOfBytecode(op)) return;
		const line = op.loc?.line ?? -1;
		const moves = op.name === "py.check_eval_breaker";
		if (moves || (line !== -1 && line !== this.#line)) this.checkTraced();
		if (line !== -1) this.#line = line;
	}

	checkTraced(): void {
		if (!this.pendingTrace) return;
		this.pendingTrace = false;
		this.mayBeTraced();
		this.rollback ??= this.mark();
		this.leaveIf(this.py("py.is_traced", [], [], "i1"));
	}

	/** Gives the object of slot `i`, which may be in the frame, to what else is its value. */
	private share(i: number, num: NumRep): void {
		const { slots, values } = this.engine.escapes;
		this.env.slots.forEach((s, j) => {
			if (j === i || s.dirty === false || !isSame(s.num, num)) return;
			if (slots.has(j)) this.flushSlot(j);
		});
		for (const [v, rep] of this.env.values)
			if (rep.kind === "num" && isSame(rep, num) && values.has(v))
				if (this.livesOn(v)) this.object(v);
	}

	/** Values on the stack that are borrowed from slot `i` get references of their own: the slot is about to be stored to. */
	detach(i: number): void {
		for (const [v, rep] of this.env.values) {
			if (rep.kind !== "obj" || rep.slot !== i) continue;
			if (!this.livesOn(v)) continue;
			const { kind, mask } = rep;
			const value = rep.kept === "slot" ? this.own(rep.value) : rep.value;
			this.env.values.set(v, { kind, mask, value, kept: "owned" });
		}
	}
}

/** The type objects of the types that are told apart. */
export const TYPE_OBJECTS: ReadonlyMap<number, string> = new Map([
	[T.BOOL, "PyBool_Type"],
	[T.INT, "PyLong_Type"],
	[T.FLOAT, "PyFloat_Type"],
	[T.COMPLEX, "PyComplex_Type"],
	[T.STR, "PyUnicode_Type"],
	[T.BYTES, "PyBytes_Type"],
	[T.LIST, "PyList_Type"],
	[T.TUPLE, "PyTuple_Type"],
	[T.DICT, "PyDict_Type"],
	[T.RANGE_ITER, "PyRangeIter_Type"],
	[T.LIST_ITER, "PyListIter_Type"],
	[T.TUPLE_ITER, "PyTupleIter_Type"],
	[T.SET, "PySet_Type"],
	[T.BYTEARRAY, "PyByteArray_Type"],
]);

export const isSame = (a: NumRep | undefined, b: NumRep): boolean =>
	a !== undefined && a.value === b.value && a.type === b.type;

const hasObject = (n: NumRep): boolean =>
	n.object !== undefined || n.constant !== undefined;

/** The op that makes the iterator that runs in registers, and its operands. */
export function zippedParts(
	p: Path,
	{ objects, index, offset, last }: ZippedRep,
	how: "make" | "later",
): [OpName, Value[]] {
	const items = last.map((x) => lastOperand(p, x));
	if (!offset) {
		const pairs = objects.flatMap((o, i) => [o, items[i] as Value]);
		return [`py.${how}_zip`, [index, ...pairs]];
	}
	const count = p.emit("add", [], [index, offset], "i64");
	return [`py.${how}_enumerate`, [...objects, index, count, ...items]];
}

export function to(block: Block, args: Value[] = []): Edge {
	return { block, args };
}
