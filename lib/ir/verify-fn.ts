/** The verifier's rules of one function: its shape, its blocks and edges, dominance, and every op by verify-op.ts. */
import { predecessors } from "./cfg.ts";
import { Dominance } from "./dominance.ts";
import type { Block, Edge, Fn, Op, Value } from "./ir.ts";
import { isTerminator } from "./ops.ts";
import { isAddress } from "./types.ts";
import type { Report } from "./verify.ts";
import { isAssignable, OpRules } from "./verify-op.ts";

export function verifyFn(report: Report, fn: Fn): void {
	if (!verifyShape(report, fn)) return;
	const rules = new FnRules(report, fn);
	for (const block of fn.blocks) rules.block(block);
	rules.handlers();
}

/** What the other rules stand on; false when they cannot be tried. */
function verifyShape(report: Report, fn: Fn): boolean {
	const before = report.found.length;
	const entry = fn.blocks[0];
	if (!entry) {
		report.at(fn, fn.at, `function '@${fn.name}' has no block`);
		return false;
	}
	if (fn.kind === "py" && !fn.code)
		report.at(fn, fn.at, `pyfunc '@${fn.name}' has no code header`);
	if (fn.kind === "py" && entry.params.length > 0)
		report.at(fn, entry.at, "the entry of a pyfunc has no parameters");
	if (fn.kind === "core") verifyParams(report, fn, entry);
	const blocks = new Set(fn.blocks);
	if (blocks.size !== fn.blocks.length)
		report.at(fn, fn.at, `'@${fn.name}' lists a block twice`);
	for (const block of fn.blocks) verifyBlockShape(report, fn, block, blocks);
	return report.found.length === before;
}

function verifyParams(report: Report, fn: Fn, entry: Block): void {
	const wanted = fn.signature.params;
	if (wanted.length !== entry.params.length)
		report.at(
			fn,
			fn.at,
			`'@${fn.name}' has ${wanted.length} parameters, its entry block ${entry.params.length}`,
		);
	entry.params.forEach((p, i) => {
		const type = wanted[i]?.type;
		if (type !== undefined && p.type !== type)
			report.at(
				fn,
				fn.at,
				`parameter ${i + 1} of '@${fn.name}' has type ${p.type} in the entry block, ${type} in the signature`,
			);
	});
}

function verifyBlockShape(
	report: Report,
	fn: Fn,
	block: Block,
	blocks: ReadonlySet<Block>,
): void {
	const last = block.ops.at(-1);
	if (!last) {
		report.at(
			fn,
			block.at,
			`block '^${block.name}' is empty: it needs a terminator`,
		);
		return;
	}
	for (const op of block.ops) {
		if (op !== last && isTerminator(op.name))
			report.op(
				fn,
				op,
				`terminator '${op.name}' is not the last op of block '^${block.name}'`,
			);
		for (const e of op.successors) verifyTarget(report, fn, op, e, blocks);
		if (op.unwind) verifyTarget(report, fn, op, op.unwind, blocks);
	}
	if (!isTerminator(last.name))
		report.op(
			fn,
			last,
			`block '^${block.name}' ends with '${last.name}', which is not a terminator`,
		);
}

function verifyTarget(
	report: Report,
	fn: Fn,
	op: Op,
	e: Edge,
	blocks: ReadonlySet<Block>,
): void {
	if (!blocks.has(e.block))
		report.op(
			fn,
			op,
			`'${op.name}' goes to block '^${e.block.name}', which is not in '@${fn.name}'`,
		);
}

const isCatch = (op: Op | undefined): boolean =>
	op?.name === "py.catch" || op?.name === "py.catch_lasti";

class FnRules {
	readonly #report: Report;
	readonly #fn: Fn;
	readonly #dominance: Dominance;
	readonly #ops: OpRules;
	/** Values defined so far. Needed where a definition may stand twice: else a value's `def` tells. */
	readonly #defined = new Set<Value>();
	/** Position of the op being looked at, as Dominance counts. */
	#position = 0;
	/** Blocks where a value is known not to be NULL, by the value. */
	#checked: Map<Value, Block[]> | undefined;

	constructor(report: Report, fn: Fn) {
		this.#report = report;
		this.#fn = fn;
		this.#dominance = new Dominance(fn);
		this.#ops = new OpRules(report, fn, (v, user) => this.#isNonNull(v, user));
	}

	block(block: Block): void {
		this.#position++;
		this.#define(block.params, block, block.ops[0] as Op);
		for (const op of block.ops) {
			this.#define(op.results, op, op);
			this.#uses(op);
			if (isCatch(op) && op !== block.ops[0])
				this.#report.op(
					this.#fn,
					op,
					`'${op.name}' is not the first op of its block`,
				);
			this.#ops.check(op);
			for (const e of op.successors) this.#edge(op, e);
			if (op.unwind) this.#edge(op, op.unwind);
			this.#position++;
		}
	}

	#define(values: readonly Value[], def: Op | Block, at: Op): void {
		const mayRepeat = values.length > 1 || this.#dominance.hasDuplicates;
		for (const v of values) {
			if (v.def !== def || (mayRepeat && this.#defined.has(v)))
				this.#report.op(
					this.#fn,
					at,
					`value '%${v.name}' is defined in two places`,
				);
			if (mayRepeat) this.#defined.add(v);
		}
	}

	#uses(op: Op): void {
		const { operands, state, successors, unwind } = op;
		for (let i = 0; i < operands.length; i++)
			this.#use(op, operands[i] as Value, i);
		if (state) for (const v of state) this.#use(op, v, -1);
		for (const e of successors) for (const v of e.args) this.#use(op, v, -1);
		if (unwind) for (const v of unwind.args) this.#use(op, v, -1);
	}

	#use(op: Op, v: Value, operand: number): void {
		if (this.#dominance.isAvailableAt(v, this.#position)) return;
		const problem = this.#dominance.knows(v.def)
			? `value '%${v.name}' is not defined on every path to this use`
			: `value '%${v.name}' is not defined in '@${this.#fn.name}'`;
		this.#report.op(this.#fn, op, problem, operand);
	}

	#edge(op: Op, e: Edge): void {
		const { params } = e.block;
		if (e.block === this.#fn.blocks[0])
			this.#fail(
				op,
				`'${op.name}' goes to the entry block, which has no predecessors`,
			);
		else if (params.length !== e.args.length)
			this.#fail(
				op,
				`block '^${e.block.name}' takes ${params.length} arguments, found ${e.args.length}`,
			);
		else
			for (let i = 0; i < params.length; i++) {
				const { type } = params[i] as Value;
				const arg = e.args[i] as Value;
				if (isAssignable(arg.type, type)) continue;
				const isNullable = type === "obj" && arg.type === "obj?";
				if (isNullable && this.#isNonNullOn(arg, op, e)) continue;
				this.#fail(
					op,
					`argument ${i + 1} of block '^${e.block.name}' has type ${arg.type}, expected ${type}`,
				);
			}
	}

	#fail(op: Op, message: string): void {
		this.#report.op(this.#fn, op, message);
	}

	#isNonNullOn(v: Value, op: Op, e: Edge): boolean {
		const isOwnEdge =
			op.name === "br_null" && op.operands[0] === v && op.successors[1] === e;
		return isOwnEdge || this.#isNonNull(v, op);
	}

	/** Has a `br_null` on every path to `user` found that the value is not NULL? */
	#isNonNull(v: Value, user: Op): boolean {
		this.#checked ??= checkedBlocks(this.#fn);
		const blocks = this.#checked.get(v) ?? [];
		return blocks.some((b) => this.#dominance.blockDominates(b, user));
	}

	/** Handlers begin with a catch and are reached by unwind edges only; nothing else begins with one. */
	handlers(): void {
		const { blocks } = this.#fn;
		for (const { ops } of blocks)
			for (const op of ops) {
				for (const e of op.successors)
					if (isCatch(e.block.ops[0]))
						this.#fail(
							op,
							`'^${e.block.name}' is a handler: only unwind edges may go there`,
						);
				if (op.unwind && !isCatch(op.unwind.block.ops[0]))
					this.#fail(
						op,
						`'^${op.unwind.block.name}' is an unwind target: it has to begin with 'py.catch' or 'py.catch_lasti'`,
					);
			}
		const entry = blocks[0]?.ops[0];
		if (entry && isCatch(entry))
			this.#fail(entry, "the entry block cannot be a handler");
	}
}

/** For each address tested by `br_null`, the blocks entered only where it was not NULL. */
function checkedBlocks(fn: Fn): Map<Value, Block[]> {
	const into = predecessors(fn);
	const checked = new Map<Value, Block[]>();
	for (const block of fn.blocks) {
		const op = block.ops.at(-1);
		const [v] = op?.operands ?? [];
		const target = op?.successors[1]?.block;
		if (op?.name !== "br_null" || !v || !target || !isAddress(v.type)) continue;
		if (into.get(target)?.length !== 1) continue;
		const list = checked.get(v);
		if (list) list.push(target);
		else checked.set(v, [target]);
	}
	return checked;
}
