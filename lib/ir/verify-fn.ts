/** The verifier's rules of one function: its shape, its blocks and edges, dominance, and every op by verify-op.ts. */
import { predecessors } from "./cfg.ts";
import { Dominance } from "./dominance.ts";
import type { Block, Edge, Fn, Op, Value } from "./ir.ts";
import { isTerminator } from "./ops.ts";
import { isAddress } from "./types.ts";
import type { Report } from "./verify.ts";
import { isAssignable, verifyOp } from "./verify-op.ts";

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
		const edges = op.unwind ? [...op.successors, op.unwind] : op.successors;
		for (const e of edges)
			if (!blocks.has(e.block))
				report.op(
					fn,
					op,
					`'${op.name}' goes to block '^${e.block.name}', which is not in '@${fn.name}'`,
				);
	}
	if (!isTerminator(last.name))
		report.op(
			fn,
			last,
			`block '^${block.name}' ends with '${last.name}', which is not a terminator`,
		);
}

const isCatch = (op: Op | undefined): boolean =>
	op?.name === "py.catch" || op?.name === "py.catch_lasti";

class FnRules {
	readonly #report: Report;
	readonly #fn: Fn;
	readonly #dominance: Dominance;
	readonly #defined = new Set<Value>();
	/** Blocks where a value is known not to be NULL, by the value. */
	#checked: Map<Value, Block[]> | undefined;

	constructor(report: Report, fn: Fn) {
		this.#report = report;
		this.#fn = fn;
		this.#dominance = new Dominance(fn);
	}

	block(block: Block): void {
		for (const p of block.params) this.#define(p, block, block.ops[0] as Op);
		block.ops.forEach((op, i) => {
			for (const r of op.results) this.#define(r, op, op);
			this.#uses(op);
			if (isCatch(op) && i !== 0)
				this.#report.op(
					this.#fn,
					op,
					`'${op.name}' is not the first op of its block`,
				);
			verifyOp(this.#report, this.#fn, op, (v, user) =>
				this.#isNonNull(v, user),
			);
			for (const e of op.successors) this.#edge(op, e);
			if (op.unwind) this.#edge(op, op.unwind);
		});
	}

	#define(v: Value, def: Op | Block, at: Op): void {
		if (v.def !== def || this.#defined.has(v))
			this.#report.op(
				this.#fn,
				at,
				`value '%${v.name}' is defined in two places`,
			);
		this.#defined.add(v);
	}

	#uses(op: Op): void {
		const check = (v: Value, operand: number): void => {
			if (this.#dominance.isAvailable(v, op)) return;
			const problem = this.#dominance.knows(v)
				? `value '%${v.name}' is not defined on every path to this use`
				: `value '%${v.name}' is not defined in '@${this.#fn.name}'`;
			this.#report.op(this.#fn, op, problem, operand);
		};
		op.operands.forEach(check);
		if (op.state) for (const v of op.state) check(v, -1);
		for (const e of op.successors) for (const v of e.args) check(v, -1);
		if (op.unwind) for (const v of op.unwind.args) check(v, -1);
	}

	#edge(op: Op, e: Edge): void {
		const { params } = e.block;
		const fail = (message: string): void =>
			this.#report.op(this.#fn, op, message);
		if (e.block === this.#fn.blocks[0])
			fail(`'${op.name}' goes to the entry block, which has no predecessors`);
		else if (params.length !== e.args.length)
			fail(
				`block '^${e.block.name}' takes ${params.length} arguments, found ${e.args.length}`,
			);
		else
			params.forEach((p, i) => {
				const arg = e.args[i] as Value;
				if (isAssignable(arg.type, p.type)) return;
				if (
					p.type === "obj" &&
					arg.type === "obj?" &&
					this.#isNonNullOn(arg, op, e)
				)
					return;
				fail(
					`argument ${i + 1} of block '^${e.block.name}' has type ${arg.type}, expected ${p.type}`,
				);
			});
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
		const fn = this.#fn;
		for (const [block, edges] of predecessors(fn)) {
			const first = block.ops[0] as Op;
			for (const { op, edge } of edges) {
				const isUnwind = edge === op.unwind;
				if (isUnwind && !isCatch(first))
					this.#report.op(
						fn,
						op,
						`'^${block.name}' is an unwind target: it has to begin with 'py.catch' or 'py.catch_lasti'`,
					);
				if (!isUnwind && isCatch(first))
					this.#report.op(
						fn,
						op,
						`'^${block.name}' is a handler: only unwind edges may go there`,
					);
			}
		}
		const entry = fn.blocks[0]?.ops[0];
		if (entry && isCatch(entry))
			this.#report.op(fn, entry, "the entry block cannot be a handler");
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
