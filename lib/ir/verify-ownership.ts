/**
 * The ownership verifier: proves of each core function whose references are counted (after insert-refcounts) that along every
 * path each owned reference is released exactly once, none is used after its release, the result of each fallible call is
 * checked, nothing is called with an exception pending that forbids it, and the frame is left once. docs/ownership.md has the rules.
 *
 * One forward walk over the blocks, again only where two ways bring different facts together. Its time is proportional to the
 * ops and to the references that live from block to block. It needs a module without findings of verifyModule.
 */
import type { Diagnostic } from "../support/diagnostic.ts";
import { reversePostorder } from "./cfg.ts";
import type { AttrTypes, Block, Edge, Fn, Module, Op, Value } from "./ir.ts";
import { Callees } from "./ownership-calls.ts";
import { OwnershipFacts } from "./ownership-facts.ts";
import { OwnershipReport } from "./ownership-report.ts";
import { BlockRules } from "./ownership-rules.ts";
import {
	copyState,
	ENTRY,
	forgetDead,
	mergeBound,
	mergeState,
	NONE,
	OUTSIDE,
	SET,
	type State,
} from "./ownership-state.ts";
import { Report } from "./verify.ts";

/** Findings after this many are dropped. */
const MAX_FINDINGS = 50;

/** What is wrong with the references of a module's core functions; nothing when the list is empty. */
export function verifyOwnership(module: Module): Diagnostic[] {
	const report = new Report(module);
	const callees = new Callees(module);
	for (const fn of module.functions.values()) {
		if (report.found.length >= MAX_FINDINGS) break;
		verifyFnOwnership(report, fn, callees);
	}
	return report.found.slice(0, MAX_FINDINGS);
}

/** The same for one function. Python-level functions count nothing, so there is nothing to say of them. */
export function verifyFnOwnership(
	report: Report,
	fn: Fn,
	callees: Callees = new Callees(report.module),
): void {
	if (fn.kind === "core") new Walk(report, fn, callees).run();
}

class Walk {
	readonly #fn: Fn;
	readonly #facts: OwnershipFacts;
	readonly #report: OwnershipReport;
	readonly #callees: Callees;
	/** What is known at the head of each block that has been reached. */
	readonly #heads = new Map<Block, State>();
	readonly #dirty = new Set<Block>();
	/** Where the function goes on after a suspension, by the offset of the bytecode that suspends. */
	readonly #resumed = new Map<number, Block>();
	readonly #isResumed = new Set<Block>();

	constructor(report: Report, fn: Fn, callees: Callees) {
		this.#fn = fn;
		this.#callees = callees;
		this.#facts = new OwnershipFacts(report.module, fn);
		this.#report = new OwnershipReport(report, fn);
	}

	run(): void {
		const order = reversePostorder(this.#fn);
		const [entry] = order;
		if (!entry) return;
		this.#heads.set(entry, this.#atEntry(entry));
		this.#dirty.add(entry);
		while (this.#dirty.size > 0)
			for (const block of order)
				if (this.#dirty.delete(block)) this.#block(block);
	}

	/** Nothing is brought together at the head of such a block: what is known there may be used up. */
	#hasOneWay(block: Block): boolean {
		return (
			this.#facts.predecessors.get(block)?.length === 1 &&
			!this.#isResumed.has(block)
		);
	}

	#atEntry(entry: Block): State {
		const { signature } = this.#fn;
		const counts = new Map<Value, number>();
		for (const p of entry.params) if (this.#facts.isOwned(p)) counts.set(p, 1);
		const asked = signature.pending ?? [];
		const isOpen = this.#facts.mayBeThrown || asked.includes("allowed");
		return {
			counts,
			nulls: new Set(),
			stale: new Set(),
			quiet: new Set(),
			quietSlots: new Set(),
			unbound: new Set(),
			present: new Set(),
			taken: new Set(),
			bound: [...this.#facts.bound],
			held: new Map(),
			pending: asked.includes("required") ? SET : isOpen ? ENTRY : NONE,
			frame: OUTSIDE,
		};
	}

	#block(block: Block): void {
		const head = this.#heads.get(block) as State;
		const state = this.#hasOneWay(block) ? head : copyState(head);
		const rules = new BlockRules(
			this.#facts,
			this.#report,
			this.#callees,
			block,
			state,
		);
		for (const op of block.ops) rules.op(op);
		const last = block.ops.at(-1) as Op;
		last.successors.forEach((edge, way) => {
			const isLast = way === last.successors.length - 1;
			const after = isLast ? state : copyState(state);
			rules.way(last, way, after);
			if (last.name === "switch") this.#dispatch(last, way, edge, after);
			this.#enter(block, last, edge, after, rules);
		});
		const [returned] = last.operands;
		// NULL, or what a call gives that left the frame for good, is no suspension.
		const isFinal =
			!returned ||
			this.#facts.isNull(returned) ||
			block.ops.some((op) => op === returned.def);
		if (last.name === "ret" && !isFinal) this.#suspend(last, state);
	}

	/** A native entry of a generator goes on where it was suspended; a frame that is started was not thrown into. */
	#dispatch(op: Op, way: number, edge: Edge, state: State): void {
		if (!this.#facts.mayBeThrown) return;
		const cases = op.attrs[0] as AttrTypes["cases"];
		if (way === 0) return;
		const offset = Number(cases[way - 1]);
		if (offset < 0 && state.pending === ENTRY) state.pending = NONE;
		const shared = op.successors.filter((e) => e.block === edge.block);
		if (offset < 0 || shared.length > 1) return;
		this.#resumed.set(offset, edge.block);
		this.#isResumed.add(edge.block);
		state.bound.fill(true);
	}

	/** What the fast locals are at a suspension they are where the function goes on. */
	#suspend(ret: Op, state: State): void {
		const block = this.#resumed.get(ret.offset);
		const head = block && this.#heads.get(block);
		if (head && mergeBound(head, state.bound)) this.#dirty.add(block);
	}

	/** Passes the arguments of an edge and brings what is known to its block. */
	#enter(
		from: Block,
		op: Op,
		edge: Edge,
		state: State,
		rules: BlockRules,
	): void {
		const { block, args } = edge;
		const isNull = args.map((v) => this.#facts.isNull(v) || state.nulls.has(v));
		for (const v of args) rules.pass(op, v, state);
		block.params.forEach((p, i) => {
			if (!this.#facts.isOwned(p)) return;
			state.counts.delete(p);
			state.nulls.delete(p);
			state.quiet.delete(p);
			if (isNull[i]) state.nulls.add(p);
			else state.counts.set(p, 1);
		});
		const live = this.#facts.liveIn.get(block);
		forgetDead(state, (v) => live?.has(v) || v.def === block);
		const head = this.#heads.get(block);
		if (!head || this.#hasOneWay(block)) {
			this.#heads.set(block, state);
			this.#report.reached(block, from, state.pending);
			this.#dirty.add(block);
			return;
		}
		const before = head.pending;
		const changed = mergeState(head, state, (v, here, there) =>
			this.#report.differs(
				op,
				edge,
				from,
				v,
				here,
				there,
				live?.has(v) ?? false,
			),
		);
		this.#report.reached(block, from, head.pending & ~before);
		if (changed) this.#dirty.add(block);
	}
}
