/**
 * Turns a function of core ops into statements over expression trees.
 *
 * GCC's time goes by statements and variables, so a value used once, in its own block, becomes part of the expression
 * that uses it. Two rules keep the meaning: an expression that reads memory is computed before the next store or call,
 * and an expression with an effect (a call, an overflow op, which sets a variable) only joins the very next one.
 * Constants are repeated at each use. Block parameters are variables, set on the edges.
 */

import { reversePostorder } from "../ir/cfg.ts";
import type { Block, Edge, Fn, Op, Value } from "../ir/ir.ts";
import { opDef, weightsOf } from "../ir/ops.ts";
import { BITS, isAddress, isInt, isScalar, type Scalar } from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";
import { parallelMoves } from "./moves.ts";
import { Names } from "./names.ts";
import {
	ALIAS_OPS,
	type Expr,
	exprDepth,
	type Local,
	STATEMENT_OPS,
	type Statement,
	type StatementOp,
	type Terminator,
	type Tree,
	type TreeBlock,
	VALUE_OPS,
	type ValueOp,
} from "./tree.ts";

/** Deeper expressions are cut: GCC and libgccjit recurse over them. */
const MAX_DEPTH = 10;
/** Odds from which a branch is worth a `__builtin_expect`. */
const EXPECT_ODDS = 4;

const ALIASES = new Set<string>(ALIAS_OPS);
const STATEMENTS = new Set<string>(STATEMENT_OPS);
const VALUES = new Set<string>(VALUE_OPS);
const IMMEDIATE = new Set(["const", "null", "global_addr", "string_addr"]);
const OVERFLOW = new Set(["sadd_overflow", "ssub_overflow", "smul_overflow"]);
const CALLS = new Set(["call", "call_indirect"]);
const LOADS = new Set(["load", "load_field", "load_atomic"]);

/** What is known of a value that is not an alias. */
interface Info {
	uses: number;
	/** Every use is in the block that defines it. */
	inside: boolean;
	readonly block: Block;
	/** Struct of the field accesses through it; null when they disagree. */
	pointee: string | null | undefined;
	local: Local | undefined;
	/** Repeated at each use (constants, addresses of locals), or waiting for its only one. */
	expr: Expr | undefined;
	/** The value itself, of which aliases are other names. */
	readonly value: Value;
	/** Its expression, while that waits. */
	pending: Pending | undefined;
}

/** An expression that waits for its only use. */
interface Pending {
	readonly value: Value;
	readonly info: Info;
	readonly expr: Expr;
	readonly op: Op;
	readonly readsMemory: boolean;
	/** It calls: nothing may be computed between its operands and it but what takes it in. */
	readonly calls: boolean;
	/** Variables it sets: nobody may read them before. */
	readonly sets: readonly Local[];
}

/** Schedules one function, whose variables avoid the names in `outer`. Its module must have passed the verifier and hold core ops only (see check.ts). */
export function schedule(fn: Fn, outer: Names): Tree {
	return new Scheduler(fn, outer).run();
}

class Scheduler {
	readonly #fn: Fn;
	readonly #names: Names;
	readonly #labels = new Names();
	readonly #infos = new Map<Value, Info>();
	readonly #roots = new Map<Value, Value>();
	readonly #locals: Local[] = [];
	readonly #blocks: TreeBlock[] = [];
	readonly #treeOf = new Map<Block, TreeBlock>();

	/** The block being filled, and the expressions waiting in it, in the order they were made. */
	#out: Statement[] = [];
	#pending: Pending[] = [];
	/** Those of them that call or set variables. */
	readonly #effects = new Set<Pending>();

	constructor(fn: Fn, outer: Names) {
		this.#fn = fn;
		this.#names = new Names(outer);
	}

	run(): Tree {
		// Filled in an order in which definitions come before their uses, whatever the text's; what cannot be reached is left out.
		const order = reversePostorder(this.#fn);
		const reached = new Set(order);
		const blocks = this.#fn.blocks.filter((b) => reached.has(b));
		for (const b of blocks) this.#define(b);
		for (const b of blocks) this.#countUses(b);
		const entry = blocks[0];
		invariant(entry, `@${this.#fn.name} has no blocks`);
		const parameters = entry.params.map((p) => this.#makeLocal(p, true));
		for (const b of blocks.slice(1))
			for (const p of b.params)
				if (this.#info(p).uses > 0) this.#makeLocal(p, false);
		for (const b of blocks) this.#treeOf.set(b, this.#newBlock(b.name));
		for (const b of order) this.#fill(b);
		return {
			fn: this.#fn,
			parameters,
			locals: this.#locals,
			blocks: this.#blocks,
		};
	}

	#newBlock(name: string, split = false): TreeBlock {
		const block: TreeBlock = {
			name: this.#labels.take(/^[0-9]/.test(name) ? `b${name}` : name),
			split,
			statements: [],
			terminator: undefined,
		};
		this.#blocks.push(block);
		return block;
	}

	// Facts about values

	#define(block: Block): void {
		const add = (v: Value): void => {
			this.#infos.set(v, {
				uses: 0,
				inside: true,
				block,
				pointee: undefined,
				local: undefined,
				expr: undefined,
				value: v,
				pending: undefined,
			});
		};
		for (const p of block.params) add(p);
		for (const op of block.ops)
			if (isAlias(op))
				this.#roots.set(op.results[0] as Value, op.operands[0] as Value);
			else for (const r of op.results) add(r);
	}

	#root(value: Value): Value {
		return this.#info(value).value;
	}

	#info(value: Value): Info {
		return this.#infos.get(value) ?? this.#infoOfAlias(value);
	}

	/** Finds what an alias names, and remembers it. */
	#infoOfAlias(value: Value): Info {
		let v = value;
		for (let next = this.#roots.get(v); next; next = this.#roots.get(v))
			v = next;
		const info = this.#infos.get(v);
		if (!info)
			invariant(
				false,
				`'%${value.name}' of @${this.#fn.name} has no definition`,
			);
		this.#infos.set(value, info);
		return info;
	}

	/** Counts the uses by what really happens: an unused value's own operands are not used by it. */
	#countUses(block: Block): void {
		for (const op of block.ops)
			if (!isRemovable(op)) this.#countOperands(op, block);
	}

	#countOperands(first: Op, firstBlock: Block): void {
		const work: { op: Op; block: Block }[] = [{ op: first, block: firstBlock }];
		for (let w = work.pop(); w; w = work.pop()) {
			const { op, block } = w;
			const use = (v: Value): void => {
				const info = this.#info(v);
				const root = info.value;
				info.uses++;
				if (info.block !== block) info.inside = false;
				const def = root.def;
				if (info.uses === 1 && "operands" in def && isRemovable(def))
					if (def.results.every((r) => r === root || this.#info(r).uses === 0))
						work.push({ op: def, block: info.block });
			};
			op.operands.forEach(use);
			for (const e of op.successors) e.args.forEach(use);
			this.#notePointee(op);
		}
	}

	#notePointee(op: Op): void {
		if (
			op.name !== "load_field" &&
			op.name !== "store_field" &&
			op.name !== "field_addr"
		)
			return;
		const { struct } = op.attrs[0] as { struct: string };
		const base = op.operands[op.operands.length - 1] as Value;
		const info = this.#info(base);
		if (info.pointee === undefined) info.pointee = struct;
		else if (info.pointee !== struct) info.pointee = null;
	}

	#makeLocal(value: Value, parameter: boolean): Local {
		const info = this.#info(value);
		const wanted = /^[0-9]/.test(value.name) ? `v${value.name}` : value.name;
		const local: Local = {
			name: this.#names.take(wanted),
			type: scalarOf(value),
			pointee: isAddress(value.type) ? (info.pointee ?? undefined) : undefined,
			parameter,
		};
		info.local = local;
		if (!parameter) this.#locals.push(local);
		return local;
	}

	// One block

	#fill(block: Block): void {
		const tree = this.#treeOf.get(block) as TreeBlock;
		this.#out = tree.statements;
		this.#pending = [];
		for (const op of block.ops) {
			if (opDef(op.name).successors !== undefined) {
				tree.terminator = this.#terminator(op, tree);
				break;
			}
			if (!isAlias(op)) this.#op(op);
		}
		invariant(tree.terminator, `block ^${block.name} has no terminator`);
		invariant(this.#pending.length === 0, "an expression was not used");
	}

	#op(op: Op): void {
		if (IMMEDIATE.has(op.name)) this.#immediate(op);
		else if (op.name === "alloca") this.#alloca(op);
		else if (STATEMENTS.has(op.name)) this.#store(op);
		else if (OVERFLOW.has(op.name)) this.#overflow(op);
		else this.#value(op);
	}

	#immediate(op: Op): void {
		this.#info(op.results[0] as Value).expr = this.#expr(op, []);
	}

	#alloca(op: Op): void {
		const local: Local = {
			name: this.#names.take(`${(op.results[0] as Value).name}_mem`),
			type: op.attrs[0] as Local["type"],
			pointee: undefined,
			parameter: false,
		};
		this.#locals.push(local);
		this.#info(op.results[0] as Value).expr = { kind: "memory", local };
	}

	#store(op: Op): void {
		this.#settle(op);
		const [value, address] = op.operands.map((v) => this.#use(v));
		this.#flushReads();
		this.#out.push({
			kind: "store",
			op,
			name: op.name as StatementOp,
			value: value as Expr,
			address: address as Expr,
		});
	}

	#overflow(op: Op): void {
		const [number, flag] = op.results as [Value, Value];
		const wanted = this.#info(number).uses > 0;
		if (!wanted && this.#info(flag).uses === 0) return;
		this.#settle(op);
		const memory = this.#consumes(op, (p) => p.readsMemory);
		const calls = this.#consumes(op, (p) => p.calls);
		const args = op.operands.map((v) => this.#use(v));
		const target = wanted ? this.#makeLocal(number, false) : undefined;
		const expr = this.#expr(op, args, target);
		if (this.#info(flag).uses > 0) this.#bind(flag, expr, op, memory, calls);
		else this.#out.push({ kind: "eval", value: expr, op });
	}

	#value(op: Op): void {
		invariant(VALUES.has(op.name), `'${op.name}' cannot be emitted`);
		const result = op.results[0];
		const used = result ? this.#info(result).uses > 0 : false;
		const isCall = CALLS.has(op.name);
		if (!used && !isCall) return;
		this.#settle(op);
		const calls = isCall || this.#consumes(op, (p) => p.calls);
		const memory =
			LOADS.has(op.name) || this.#consumes(op, (p) => p.readsMemory);
		const args = op.operands.map((v) => this.#use(v));
		if (isCall) this.#flushReads();
		const expr = this.#expr(op, args);
		if (!used || !result) this.#out.push({ kind: "eval", value: expr, op });
		else this.#bind(result, expr, op, memory, calls);
	}

	#expr(op: Op, args: readonly Expr[], target?: Local): Expr {
		let depth = 1;
		for (const a of args) depth = Math.max(depth, 1 + exprDepth(a));
		const result = op.results.at(-1);
		const type = result ? scalarOf(result) : "ptr";
		const name = op.name as ValueOp;
		return { kind: "op", op, name, type, args, depth, target };
	}

	/** Gives a value its expression: kept waiting where it may be folded into its use, else a variable set now. */
	#bind(
		value: Value,
		expr: Expr,
		op: Op,
		readsMemory: boolean,
		calls: boolean,
	): void {
		const info = this.#info(value);
		const foldable =
			info.uses === 1 &&
			info.inside &&
			exprDepth(expr) < MAX_DEPTH &&
			op.name !== "select";
		if (!foldable) {
			const local = this.#makeLocal(value, false);
			this.#out.push({ kind: "set", local, value: expr, op });
			return;
		}
		const sets = targetsOf(expr);
		const pending = { value, info, expr, op, readsMemory, calls, sets };
		info.expr = expr;
		info.pending = pending;
		this.#pending.push(pending);
		if (calls || sets.length > 0) this.#effects.add(pending);
	}

	#use(value: Value): Expr {
		const info = this.#info(value);
		if (info.local) return { kind: "local", local: info.local };
		const { expr, pending } = info;
		if (!expr)
			invariant(false, `'%${value.name}' of @${this.#fn.name} is not computed`);
		if (pending) this.#take(pending);
		return expr;
	}

	/** A waiting expression waits no longer. Most were made last. */
	#take(p: Pending): void {
		this.#pending.splice(this.#pending.lastIndexOf(p), 1);
		this.#effects.delete(p);
		p.info.pending = undefined;
	}

	/** Whether an op takes in a waiting expression of some kind. */
	#consumes(op: Op, kind: (p: Pending) => boolean): boolean {
		return op.operands.some((v) => {
			const { pending } = this.#info(v);
			return pending !== undefined && kind(pending);
		});
	}

	/**
	 * Before an op is scheduled: a waiting call is made now unless this op takes it in, and what sets a variable is
	 * computed before that is read. The arms of a select are computed or not, so they hold no effects.
	 */
	#settle(op: Op): void {
		if (this.#effects.size === 0) return;
		for (const p of [...this.#effects]) {
			const taken = op.operands.some((v) => this.#root(v) === p.value);
			const late = p.calls && !taken;
			if (late || this.#reads(op, p.sets) || op.name === "select")
				this.#flush(p);
		}
	}

	#reads(op: Op, locals: readonly Local[]): boolean {
		return op.operands.some((v) => {
			const { local } = this.#info(v);
			return local !== undefined && locals.includes(local);
		});
	}

	/** Stores a waiting expression in a variable. */
	#flush(p: Pending): void {
		this.#take(p);
		p.info.expr = undefined;
		const local = this.#makeLocal(p.value, false);
		this.#out.push({ kind: "set", local, value: p.expr, op: p.op });
	}

	/** Memory is about to change: what reads it is computed now. */
	#flushReads(): void {
		if (this.#pending.length === 0) return;
		for (const p of [...this.#pending]) if (p.readsMemory) this.#flush(p);
	}

	// Control flow

	#terminator(op: Op, from: TreeBlock): Terminator {
		for (const p of [...this.#effects])
			if (!op.operands.some((v) => this.#root(v) === p.value)) this.#flush(p);
		const [first, second] = op.successors;
		switch (op.name) {
			case "br": {
				const edge = first as Edge;
				this.#moves(edge, this.#out, op);
				return { kind: "jump", to: this.#target(edge), op };
			}
			case "cond_br":
			case "br_null":
				return {
					kind: "branch",
					op,
					condition: this.#use(op.operands[0] as Value),
					isNull: op.name === "br_null",
					expected: expectation(op),
					ifTrue: this.#edge(first as Edge, from, op),
					ifFalse: this.#edge(second as Edge, from, op),
				};
			case "switch":
				return this.#switch(op, from);
			case "ret": {
				const value = op.operands[0];
				return { kind: "return", value: value && this.#use(value), op };
			}
			default:
				invariant(op.name === "unreachable", `'${op.name}' is no terminator`);
				return { kind: "unreachable", op };
		}
	}

	#switch(op: Op, from: TreeBlock): Terminator {
		const operand = op.operands[0] as Value;
		const value = this.#use(operand);
		const bits = isInt(operand.type) ? BITS[operand.type] : 64;
		const values = op.attrs[0] as readonly bigint[];
		const [otherwise, ...rest] = op.successors.map((e) =>
			this.#edge(e, from, op),
		);
		const cases = rest.map((to, i) => ({
			value: BigInt.asIntN(bits, values[i] as bigint),
			to,
		}));
		return {
			kind: "switch",
			op,
			value,
			cases,
			otherwise: otherwise as TreeBlock,
		};
	}

	#target(edge: Edge): TreeBlock {
		const block = this.#treeOf.get(edge.block);
		invariant(block, `block ^${edge.block.name} is not in @${this.#fn.name}`);
		return block;
	}

	/** Where a conditional edge goes: its target, or a block of its own that sets the target's parameters. */
	#edge(edge: Edge, from: TreeBlock, op: Op): TreeBlock {
		const target = this.#target(edge);
		const statements: Statement[] = [];
		this.#moves(edge, statements, op);
		if (statements.length === 0) return target;
		const split = this.#newBlock(`${from.name}_to_${target.name}`, true);
		split.statements.push(...statements);
		split.terminator = { kind: "jump", to: target, op };
		return split;
	}

	/** Sets the parameters of an edge's target, all at once as far as can be seen. */
	#moves(edge: Edge, out: Statement[], op: Op): void {
		const moves: { to: Local; from: Expr }[] = [];
		edge.block.params.forEach((p, i) => {
			const info = this.#info(p);
			const value = this.#use(edge.args[i] as Value);
			if (info.local && info.uses > 0)
				moves.push({ to: info.local, from: value });
		});
		const temporary = (like: Local): Local => {
			const local: Local = {
				...like,
				name: this.#names.take(`${like.name}_old`),
				parameter: false,
			};
			this.#locals.push(local);
			return local;
		};
		for (const m of parallelMoves(moves, temporary))
			out.push({ kind: "set", local: m.to, value: m.from, op });
	}
}

/** Another name of its operand. */
function isAlias(op: Op): boolean {
	return ALIASES.has(op.name) || isAddressCast(op);
}

/** A cast between kinds of addresses: the same word. */
function isAddressCast(op: Op): boolean {
	const [operand] = op.operands;
	return (
		op.name === "bitcast" &&
		operand !== undefined &&
		isAddress(operand.type) &&
		isAddress(op.attrs[0] as string)
	);
}

/** Nothing but its result: not emitted when nobody uses that. */
function isRemovable(op: Op): boolean {
	return VALUES.has(op.name) && !CALLS.has(op.name);
}

/** The variables that evaluating an expression sets. */
function targetsOf(e: Expr): Local[] {
	const found: Local[] = [];
	collectTargets(e, found);
	return found;
}

function collectTargets(e: Expr, found: Local[]): void {
	if (e.kind !== "op") return;
	for (const a of e.args) collectTargets(a, found);
	if (e.target) found.push(e.target);
}

/** Which successor a branch nearly always takes: true the first. */
function expectation(op: Op): boolean | undefined {
	const weights = weightsOf(op);
	if (!weights) return undefined;
	const [a, b] = weights;
	if (a >= b * EXPECT_ODDS && a > b) return true;
	if (b >= a * EXPECT_ODDS && b > a) return false;
	return undefined;
}

/** The type of a value, which a register or memory holds. */
function scalarOf({ name, type }: Value): Scalar {
	invariant(isScalar(type), `%${name} has been expanded`);
	return type;
}
