/**
 * The state of one function's translation: an abstract interpretation of its value stack along the control flow graph.
 *
 * What a handler of a bytecode must keep to:
 * 1. `pop`, `peek` and `push` move SSA values; COPY and SWAP emit nothing.
 * 2. Everything else is an op of the table, made by `emit`: offset, span, state and unwind edge are added there.
 * 3. `before` is the whole stack when the bytecode starts. It becomes the op's state, so a bytecode that needs several ops emits
 *    at most one that can raise or run arbitrary code: the interpreter can then start the bytecode again.
 * 4. A handler that ends the block calls `jump`, `branch`, `leave` or `deopt`, last.
 */
import { BytecodeError } from "../cpython/bytecode-error.ts";
import type {
	Block as BytecodeBlock,
	Cfg,
	CfgInstruction,
	Handler,
} from "../cpython/cfg.ts";
import type { Position } from "../cpython/linetable.ts";
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
	type Value,
} from "../ir/ir.ts";
import { type OpName, opDef, type Result, resultCount } from "../ir/ops.ts";
import type { Profile } from "../ir/profile.ts";
import type { Type } from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";

/** What a bytecode's truth value is known to be: an i1, or its negation. */
export interface Condition {
	readonly bit: Value;
	readonly negated: boolean;
}

/** The IR block of a bytecode block, and the stack it starts with. */
interface Started {
	readonly block: Block;
	readonly stack: readonly Value[];
}

/** A bytecode block still to be translated. */
interface Pending extends Started {
	readonly source: BytecodeBlock;
}

export class Translator {
	readonly cfg: Cfg;
	/** Every IR block, and where it goes among the others: the bytecode offset, less one where an exception lands. */
	readonly blocks: { readonly block: Block; readonly offset: number }[] = [];
	/** Values known not to be NULL although an op may give NULL there: the items FOR_ITER goes on with. */
	readonly refined = new Set<Value>();
	/** Parameters that stand for stack slots where NULL may be. */
	private readonly nullable = new Set<Value>();
	/** The stack when the current bytecode starts, bottom first. */
	before: readonly Value[] = [];
	/** The constant that KW_NAMES announced for the next CALL. */
	kwnames: number | undefined;
	/** Whether the current bytecode was left to the interpreter. */
	deopted = false;

	private readonly profiles: ReadonlyMap<number, Profile>;
	private block: Block;
	private stack: Value[] = [];
	private instruction: CfgInstruction;
	/** The one before it in its block. */
	private previous: CfgInstruction | undefined;
	private source: BytecodeBlock;
	private ended = false;
	private readonly started = new Map<number, Started>();
	private readonly landings = new Map<number, Started>();
	private readonly ways: readonly number[];
	private readonly pending: Pending[] = [];
	private readonly conditions = new Map<Value, Condition>();

	constructor(cfg: Cfg, profiles: ReadonlyMap<number, Profile>) {
		this.cfg = cfg;
		this.profiles = profiles;
		this.ways = waysIn(cfg);
		this.source = cfg.blocks[0] as BytecodeBlock;
		this.instruction = this.source.instructions[0] as CfgInstruction;
		this.block = this.newBlock("entry", -2);
		if (this.ways[0] === 1) {
			this.pending.push({ block: this.block, stack: [], source: this.source });
		} else {
			this.terminate("br", { successors: [this.edgeTo(0, [])] });
		}
	}

	/** Translates every reachable block with `handle`. */
	run(handle: (t: Translator, i: CfgInstruction) => void): void {
		for (let p = this.pending.pop(); p !== undefined; p = this.pending.pop()) {
			this.block = p.block;
			this.stack = [...p.stack];
			this.source = p.source;
			this.ended = false;
			this.previous = undefined;
			for (const i of p.source.instructions) {
				this.instruction = i;
				this.before = this.stack.slice();
				this.deopted = false;
				handle(this, i);
				if (this.ended) break;
				this.previous = i;
			}
			if (this.kwnames !== undefined)
				throw new BytecodeError(
					"KW_NAMES is not followed by CALL in its block",
					this.instruction.offset,
				);
			if (!this.ended)
				this.terminate("br", {
					successors: [this.edgeTo(this.fallthrough(), this.stack)],
				});
		}
	}

	// --- The value stack

	get depth(): number {
		return this.stack.length;
	}

	push(value: Value): void {
		this.stack.push(value);
	}

	pop(): Value {
		const value = this.stack.pop();
		if (value === undefined) throw this.underflow();
		return value;
	}

	/** The `n` topmost values, in stack order, taken off. */
	popMany(n: number): Value[] {
		if (n > this.stack.length) throw this.underflow();
		return n === 0 ? [] : this.stack.splice(this.stack.length - n, n);
	}

	/** The nth value from the top, counted from 1, as ceval's PEEK. */
	peek(n: number): Value {
		const value = this.stack[this.stack.length - n];
		if (value === undefined || n < 1) throw this.underflow();
		return value;
	}

	/** A copy of the whole stack, bottom first. */
	values(): Value[] {
		return this.stack.slice();
	}

	/** Exchanges the top and the nth value from the top. */
	swap(n: number): void {
		const top = this.peek(1);
		const other = this.peek(n);
		this.stack[this.stack.length - 1] = other;
		this.stack[this.stack.length - n] = top;
	}

	// --- Ops

	/** Emits one op of the current bytecode and returns its results. */
	emit(name: OpName, attrs: Attr[], operands: Value[]): Value[] {
		const def = opDef(name);
		const { raises } = def.effects;
		const op = this.append(name, {
			attrs,
			operands,
			unwind: raises ? this.unwindEdge(this.instruction.handler) : undefined,
			state: [...this.before],
			profile: this.profile(),
		});
		const count = resultCount(def, attrs);
		for (let k = 0; k < count; k++)
			addResult(op, "", resultType(def.results[k] ?? def.manyResults));
		return op.results;
	}

	/** The current bytecode does nothing. Where it begins a line, a tracer that was switched on meanwhile has to hear of that. */
	lineStart(): void {
		const { line } = this.instruction.position;
		if (line === undefined || line === this.previous?.position.line) return;
		this.emit("py.poll_tracing", [], []);
	}

	/** What the run taught of the current bytecode; of a jump that is `weights` instead. */
	private profile(): Profile | undefined {
		const found = this.profiles.get(this.instruction.offset);
		if (found?.taken === undefined) return found;
		const { types, kind, target } = found;
		if (types.length === 0 && kind === undefined && target === undefined)
			return undefined;
		return { ...found, taken: undefined };
	}

	/** The odds of the current bytecode's jump and of going on, where they were counted. */
	private odds(): [jump: number, on: number] | undefined {
		const taken = this.profiles.get(this.instruction.offset)?.taken;
		if (taken === undefined || taken[1] === 0) return undefined;
		return [taken[0], taken[1] - taken[0]];
	}

	/** Emits an op with one result and returns it. */
	emit1(name: OpName, attrs: Attr[], operands: Value[]): Value {
		const [result] = this.emit(name, attrs, operands);
		invariant(result !== undefined, `'${name}' has no result`);
		return result;
	}

	/** An i1 as Py_True or Py_False. Remembers where it comes from, so that testing it again costs nothing. */
	bool(bit: Value, negated: boolean): Value {
		const value = this.boolOf({ bit, negated });
		this.conditions.set(value, { bit, negated });
		return value;
	}

	/** Has no state: what was tested is gone by now, and the bytecode cannot be started again here. */
	private boolOf({ bit, negated }: Condition): Value {
		const plain = negated ? this.core("not", bit) : bit;
		const op = this.append("py.from_bool", { operands: [plain] });
		return addResult(op, "", "obj");
	}

	/** The truth value of an object, as PyObject_IsTrue gives it. */
	truth(value: Value): Condition {
		return (
			this.conditions.get(value) ?? {
				bit: this.emit1("py.truth", [], [value]),
				negated: false,
			}
		);
	}

	// --- Ends of blocks

	/** Goes to the jump target of the current bytecode with the stack as it is. */
	jump(poll: boolean): void {
		if (poll) this.pollBreaker();
		this.terminate("br", {
			successors: [this.edgeTo(this.target(), this.stack)],
		});
	}

	/**
	 * Jumps when the condition is `when`, else falls through. `taken` is the stack along the jump. A backward jump polls the eval
	 * breaker there; `standIn` gives the value to test again, should the interpreter have to do the jump.
	 */
	branch(
		condition: Condition,
		when: boolean,
		taken: readonly Value[],
		standIn?: () => Value,
	): void {
		const { instruction } = this;
		const back = (instruction.target ?? 0) <= instruction.offset;
		const to = back
			? this.pollingEdge(taken, standIn ?? (() => this.boolOf(condition)))
			: this.edgeTo(this.target(), taken);
		const on = this.edgeTo(this.fallthrough(), this.stack);
		const first = condition.negated !== when;
		const odds = this.odds();
		this.terminate("cond_br", {
			attrs: [first ? odds : (odds?.toReversed() as typeof odds)],
			operands: [condition.bit],
			successors: first ? [to, on] : [on, to],
		});
	}

	/** Jumps when `item` is NULL, else pushes it and falls through: FOR_ITER. */
	branchNull(item: Value): void {
		const exhausted = this.edgeTo(this.target(), this.stack.slice(0, -1));
		this.refined.add(item);
		const on = [...this.stack, item];
		const next = this.fallthrough();
		const edge =
			this.ways[next] === 1 ? this.edgeTo(next, on) : this.detour(next, on);
		this.terminate("br_null", {
			attrs: [this.odds()],
			operands: [item],
			successors: [exhausted, edge],
		});
	}

	/** Ends the function with a Python-level terminator (return, raise). */
	leave(name: OpName, attrs: Attr[], operands: Value[]): void {
		this.emit(name, attrs, operands);
		this.ended = true;
	}

	/**
	 * Suspends the frame with what is left on the stack and goes on where it is resumed: there the stack is loaded again, as new values,
	 * with the value sent on top, and what was thrown is raised.
	 */
	suspend(name: OpName, operands: Value[]): void {
		const rest = this.values();
		const at = this.instruction.opOffset;
		const resumed = this.newBlock(`r${at}`, at + 1);
		const op = this.append(name, {
			operands: [...operands, ...rest],
			state: [...this.before],
		});
		op.successors.push({ block: resumed, args: [] });
		this.block = resumed;
		this.before = [];
		this.stack = [];
		for (const v of rest) {
			const load = this.mayBeNull(v) ? "py.load_stack_null" : "py.load_stack";
			this.push(this.emit1(load, [this.depth], []));
		}
		this.push(this.emit1("py.load_stack", [this.depth], []));
		this.before = this.values();
		this.emit("py.check_throw", [], []);
	}

	private mayBeNull(v: Value): boolean {
		return this.nullable.has(v) || (v.type === "obj?" && !this.refined.has(v));
	}

	/** Leaves the current bytecode and what follows to the interpreter. */
	deopt(reason: string): void {
		this.append("deopt", {
			attrs: [reason],
			operands: [...this.before],
			offset: this.instruction.offset,
		});
		this.ended = true;
		this.deopted = true;
	}

	// --- Control flow

	private newBlock(name: string, offset: number): Block {
		const block = newBlock(name);
		this.blocks.push({ block, offset });
		return block;
	}

	/** An edge to a bytecode block. A block with one way in takes over the stack, any other gets a parameter for each value. */
	private edgeTo(index: number, stack: readonly Value[]): Edge {
		const found = this.started.get(index);
		if (found !== undefined) return this.edge(found, stack);
		const source = this.cfg.blocks[index] as BytecodeBlock;
		const block = this.newBlock(`b${source.offset}`, source.offset);
		const single = this.ways[index] === 1;
		const values = single ? stack.slice() : stack.map(() => param(block));
		values.forEach((v, k) => {
			if (this.mayBeNull(stack[k] as Value)) this.nullable.add(v);
		});
		const started = { block, stack: values };
		this.started.set(index, started);
		this.pending.push({ ...started, source });
		return { block, args: single ? [] : [...stack] };
	}

	private edge(to: Started, stack: readonly Value[]): Edge {
		if (to.stack.length !== stack.length)
			throw new BytecodeError(
				`block ${to.block.name} is entered with ${stack.length} values on the stack, another way in has ${to.stack.length}`,
				this.instruction.offset,
			);
		return { block: to.block, args: [...stack] };
	}

	/** An edge through a block of its own. */
	private detour(index: number, stack: readonly Value[]): Edge {
		const from = this.block;
		const at = this.instruction.opOffset;
		this.block = this.newBlock(`e${at}`, at);
		const edge = { block: this.block, args: [] };
		this.terminate("br", { successors: [this.edgeTo(index, stack)] });
		this.block = from;
		return edge;
	}

	/**
	 * The edge of a conditional jump backwards. What was tested is gone; a value that tests the same takes its place in the state,
	 * so that the interpreter can do the jump again, tracing it.
	 */
	private pollingEdge(stack: readonly Value[], standIn: () => Value): Edge {
		const from = this.block;
		const at = this.instruction.opOffset;
		this.block = this.newBlock(`e${at}`, at);
		const edge = { block: this.block, args: [] };
		this.before = [...stack, standIn()];
		this.pollBreaker();
		this.terminate("br", { successors: [this.edgeTo(this.target(), stack)] });
		this.block = from;
		return edge;
	}

	/** The check that ceval does once a backward jump is done. */
	private pollBreaker(): void {
		this.append("py.check_eval_breaker", {
			attrs: [this.instruction.offset],
			unwind: this.unwindOfPoll(),
			state: [...this.before],
		});
	}

	/**
	 * Where an exception of the check goes. The jump is done by then, and exception_unwind of ceval.c looks up the code unit before
	 * the next instruction: the one that stands before the jump's target, not the jump.
	 */
	private unwindOfPoll(): Edge | undefined {
		const above = this.cfg.blocks[this.target() - 1]?.instructions.at(-1);
		const handler = above?.handler;
		return handler !== undefined && handler.depth <= this.before.length
			? this.unwindEdge(handler)
			: undefined;
	}

	/** The edge to the block where an exception lands, made on first use. */
	private unwindEdge(handler: Handler | undefined): Edge | undefined {
		if (handler === undefined) return undefined;
		const kept = this.before.slice(0, handler.depth);
		const key = landingKey(handler);
		const found = this.landings.get(key);
		if (found !== undefined) return this.edge(found, kept);
		const source = this.cfg.blocks[handler.block] as BytecodeBlock;
		const block = this.newBlock(`h${source.offset}`, source.offset - 1);
		const stack = kept.map(() => param(block));
		stack.forEach((v, k) => {
			if (this.mayBeNull(kept[k] as Value)) this.nullable.add(v);
		});
		const landing = { block, stack };
		this.landings.set(key, landing);
		this.catchInto(landing, handler, source);
		return { block, args: kept };
	}

	/** The head of a landing block, and the way from there to the handler's code. */
	private catchInto(
		landing: Started,
		handler: Handler,
		source: BytecodeBlock,
	): void {
		const name = handler.lasti ? "py.catch_lasti" : "py.catch";
		const first = source.instructions[0] as CfgInstruction;
		const op = newOp(name, {
			offset: first.opOffset,
			loc: locOf(first),
			state: [...landing.stack],
		});
		for (let k = 0; k < (handler.lasti ? 2 : 1); k++) addResult(op, "", "obj");
		landing.block.ops.push(op);
		const stack = [...landing.stack, ...op.results];
		if (this.ways[handler.block] === 1) {
			this.pending.push({ block: landing.block, stack, source });
			return;
		}
		const edge = this.edgeTo(handler.block, stack);
		landing.block.ops.push(newOp("br", { successors: [edge] }));
	}

	private target(): number {
		const { jump } = this.source;
		invariant(jump !== undefined, "a jump without a target");
		return jump;
	}

	private fallthrough(): number {
		const { fallthrough } = this.source;
		invariant(fallthrough !== undefined, "a block that falls nowhere");
		return fallthrough;
	}

	// --- Making ops

	private core(name: OpName, operand: Value): Value {
		const op = newOp(name, { operands: [operand] });
		this.block.ops.push(op);
		return addResult(op, "", operand.type);
	}

	private append(
		name: OpName,
		init: {
			attrs?: Attr[];
			operands?: Value[];
			unwind?: Edge | undefined;
			state?: Value[] | undefined;
			offset?: number;
			profile?: Profile | undefined;
		},
	): Op {
		const op = newOp(name, {
			offset: this.instruction.opOffset,
			loc: locOf(this.instruction),
			...init,
		});
		this.block.ops.push(op);
		return op;
	}

	private terminate(
		name: OpName,
		init: { attrs?: Attr[]; operands?: Value[]; successors: Edge[] },
	): void {
		this.block.ops.push(newOp(name, init));
		this.ended = true;
	}

	private underflow(): BytecodeError {
		return new BytecodeError(
			`'${this.instruction.op}' takes more values than the stack holds`,
			this.instruction.offset,
		);
	}
}

function param(block: Block): Value {
	return addParam(block, "", "obj");
}

function landingKey(h: Handler): number {
	return (h.block * 0x10000 + h.depth) * 2 + (h.lasti ? 1 : 0);
}

/** How many edges lead into each block: falls and jumps of reachable blocks, kinds of exception edges, the function's entry. */
function waysIn(cfg: Cfg): number[] {
	const ways = new Array<number>(cfg.blocks.length).fill(0);
	const add = (index: number | undefined): void => {
		if (index !== undefined) ways[index] = (ways[index] ?? 0) + 1;
	};
	add(0);
	for (const b of cfg.blocks) {
		if (!b.reachable) continue;
		add(b.fallthrough);
		add(b.jump);
	}
	const kinds = new Set<number>();
	for (const e of cfg.entries) {
		const block = cfg.blockAt(e.target);
		if (block === undefined) continue;
		const handler = { block: block.index, depth: e.depth, lasti: e.lasti };
		if (kinds.has(landingKey(handler))) continue;
		kinds.add(landingKey(handler));
		add(block.index);
	}
	return ways;
}

function resultType(result: Result | undefined): Type {
	switch (result) {
		case "own obj":
		case "borrow obj":
			return "obj";
		case "own obj?":
		case "borrow obj?":
			return "obj?";
		case "i1":
			return "i1";
		default:
			throw new Error(`internal error: result '${result}' of a py op`);
	}
}

function locOf(i: CfgInstruction): Loc | undefined {
	return loc(i.position);
}

function loc(p: Position): Loc | undefined {
	if (p.line === undefined) return undefined;
	return {
		line: p.line,
		column: p.column ?? -1,
		endLine: p.endLine ?? -1,
		endColumn: p.endColumn ?? -1,
	};
}
