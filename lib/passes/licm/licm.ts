/**
 * licm: what is the same in each iteration of a loop is done before it: loads, checks, and the branches that depend on them.
 *
 * A check that may leave the function cannot move: where it leaves to has the loop's values of that place. So the first iteration is peeled,
 * checks and all, and the loop that follows goes without what the first has done. Iterations that write to memory, or call what may, end by
 * going through the peeled one again; the loop itself consists of the ways round that write nothing.
 *
 * Needs: core ops, references counted. Guarantees: the same effects in the same order.
 */
import { removeUnreachable } from "../../ir/cfg.ts";
import { type Copy, copyBlocks, type Definitions } from "../../ir/clone.ts";
import {
	type Block,
	type Edge,
	edgesOf,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { effectsOf, isRemovable, throughCalls } from "../../ir/op-effects.ts";
import { weightsOf } from "../../ir/ops.ts";
import { trim } from "../cut-blocks.ts";
import type { FunctionPass, PassContext } from "../pass.ts";
import { type Loop, quietLoops } from "./loops.ts";
import { repairValues } from "./repair-values.ts";
import { nameTested } from "./tested.ts";

/** Loops with more ops are left: the copy would be code that runs once. */
const MOST_OPS = 600;
/** How often one of two ways round is chosen in one loop. */
const MOST_CHOICES = 24;

export const licm: FunctionPass = {
	name: "licm",
	summary: "move loads and checks that stay the same out of loops",
	runOnFunction: (fn, module, context) => {
		if (fn.kind !== "core" || !fn.blocks[0]) return false;
		const changed = removeUnreachable(fn);
		const memory = new Memory(module);
		const loops = quietLoops(fn, (b) => !b.ops.some(memory.isLoud));
		const plans = loops
			.map((loop) => planOf(loop, memory))
			.filter((plan) => isWorthIt(plan, fn, context));
		if (plans.length > 0) carryOut(fn, plans);
		return changed || plans.length > 0;
	},
};

/** Is there something to move, and not too much to copy? Says so. */
function isWorthIt(
	{ loop, hoisted, settled, worth }: Plan,
	fn: Fn,
	context: PassContext,
): boolean {
	if (worth === 0) return false;
	const ops = loop.blocks.flatMap((b) => b.ops);
	const about = { pass: "licm", fn, op: ops.find((o) => o.loc) ?? ops[0] };
	if (ops.length > MOST_OPS) {
		context.remark({
			...about,
			kind: "missed",
			name: "LoopTooLarge",
			args: [
				"first iteration not peeled: ",
				{ Ops: ops.length },
				" ops are too many to copy",
			],
		});
		return false;
	}
	context.count("licm: loops", 1);
	context.count("licm: ops moved out", hoisted.size);
	context.count("licm: checks moved out", settled.size);
	context.remark({
		...about,
		kind: "passed",
		name: "LoopPeeled",
		args: [
			{ Ops: hoisted.size },
			" ops and ",
			{ Checks: settled.size },
			" checks moved out of the loop, into a first iteration",
		],
	});
	return true;
}

/** What ops do to memory, calls of the module's functions included. */
class Memory {
	readonly #module: Module;
	/** May it write something that a load could see? An exception that is raised is stored in the thread's state. */
	readonly isLoud: (op: Op) => boolean;
	readonly #isRestless: (op: Op) => boolean;

	constructor(module: Module) {
		this.#module = module;
		this.isLoud = throughCalls(module, (op) => {
			const { arbitrary, raises, writes } = effectsOf(module, op);
			return arbitrary || raises || writes.length > 0;
		});
		this.#isRestless = throughCalls(module, (op) => {
			const { reads } = effectsOf(module, op);
			return reads === "any" || reads.includes("atomic");
		});
	}

	/** Does it give the same each time as long as nothing is written? */
	isSteady(op: Op): boolean {
		const isCall = op.name === "call";
		if (isCall ? this.isLoud(op) : !isRemovable(this.#module, op)) return false;
		return !this.#isRestless(op);
	}

	isRead(op: Op): boolean {
		return op.name === "call" || effectsOf(this.#module, op).reads.length > 0;
	}
}

/** What to do with a loop. */
interface Plan {
	readonly loop: Loop;
	/** Parameters of the header that each iteration passes on as they are. */
	readonly steady: ReadonlySet<Value>;
	/** Ops that the peeled iteration does for all. */
	readonly hoisted: ReadonlySet<Op>;
	/** Branches that go one way round each time, with the edge. */
	readonly settled: ReadonlyMap<Op, Edge>;
	/** How many loads and calls are among the ops. */
	readonly worth: number;
}

/** What stays the same in a loop; of two ways round that such a thing decides between, the likelier. */
function planOf(whole: Loop, memory: Memory): Plan {
	let loop = whole;
	for (let left = MOST_CHOICES; ; left--) {
		const { plan, other } = survey(loop, memory);
		if (!other || left === 0) return plan;
		loop = loop.without(other);
	}
}

/** A plan for the loop as it is, or an edge that it is better without. */
function survey(loop: Loop, memory: Memory): { plan: Plan; other?: Edge } {
	const changing = new Set(loop.blocks.flatMap(definedIn));
	const steady = loop.steadyParams();
	for (const p of steady) changing.delete(p);
	const hoisted = new Set<Op>();
	const settled = new Map<Op, Edge>();
	let worth = 0;
	const within = new Set(loop.blocks);
	for (const b of loop.blocks) {
		if (!loop.always.has(b)) continue;
		for (const op of b.ops) {
			if (op.operands.some((v) => changing.has(v))) continue;
			if (memory.isSteady(op)) {
				hoisted.add(op);
				for (const r of op.results) changing.delete(r);
				if (op.operands.length > 0 && memory.isRead(op)) worth++;
			}
			if (op.successors.length < 2) continue;
			const [way, ...others] = loop
				.waysOn(b, within)
				.sort((x, y) => odds(op, y) - odds(op, x));
			const plan = { loop, steady, hoisted, settled, worth };
			const other = others.at(-1);
			if (other) return { plan, other };
			if (way) settled.set(op, way);
		}
	}
	return { plan: { loop, steady, hoisted, settled, worth } };
}

/** How likely a branch goes some way; without weights the earlier ones are. */
function odds(op: Op, edge: Edge): number {
	const i = op.successors.indexOf(edge);
	return weightsOf(op)?.[i] ?? -i;
}

/** A loop that is being carried out, and its copies. */
interface Peeled {
	readonly plan: Plan;
	readonly own: ReadonlySet<Block>;
	/** The first iteration. */
	readonly first: Copy;
	/** The rest of iterations that are not the loop's any more. */
	readonly late: Copy;
}

function carryOut(fn: Fn, plans: readonly Plan[]): void {
	constantsOut(fn, plans);
	nameTested(
		fn,
		plans.flatMap(({ loop }) => loop.blocks),
	);
	const loopOf = new Map<Block, Peeled>();
	const before = new Map<Block, Peeled>();
	for (const plan of plans) {
		const own = new Set(plan.loop.blocks);
		const [first, late] = [copyBlocks(own, ".peel"), copyBlocks(own, ".late")];
		const peeled = { plan, own, first, late };
		for (const b of own) loopOf.set(b, peeled);
		before.set(plan.loop.header, peeled);
	}
	/** Where an edge that does not stay in a loop leads. */
	const lead = (e: Edge): void => {
		const to = loopOf.get(e.block);
		if (!to) return;
		const { plan, first, late } = to;
		const copies = e.block === plan.loop.header ? first : late;
		e.block = copies.blocks.get(e.block) as Block;
	};
	for (const b of fn.blocks) {
		const from = loopOf.get(b);
		for (const e of edgesOf(b)) if (!from?.own.has(e.block)) lead(e);
	}
	const regions = new Map<Block, Definitions>();
	for (const peeled of before.values()) connect(peeled, lead, regions);
	const blocks = fn.blocks.flatMap((b) => {
		const peeled = before.get(b);
		return peeled ? [...peeled.first.blocks.values(), b] : [b];
	});
	for (const { late } of before.values()) blocks.push(...late.blocks.values());
	fn.blocks = blocks;
	removeUnreachable(fn);
	trim(fn, repairValues(fn, regions));
}

/** Makes the edges of the copies, and takes out of the loop what the first iteration does. */
function connect(
	{ plan, own, first, late }: Peeled,
	lead: (e: Edge) => void,
	regions: Map<Block, Definitions>,
): void {
	const { loop, steady, hoisted, settled } = plan;
	for (const copy of late.blocks.values())
		for (const e of edgesOf(copy)) lead(e);
	for (const [b, copy] of first.blocks) {
		const was = edgesOf(b);
		for (const [i, e] of edgesOf(copy).entries()) {
			const on = loop.dropped.has(was[i] as Edge)
				? undefined
				: first.blocks.get(e.block);
			if (!on) lead(e);
			else if (e.block !== loop.header) e.block = on;
		}
	}
	// The late blocks are entered here and there: what reaches one is what another defines, or an iteration left in the middle.
	for (const [b, copy] of late.blocks) {
		const values = definedIn(b).map(
			(v) => [v, late.values.get(v) as Value] as const,
		);
		regions.set(copy, new Map(values));
	}
	const reaching = new Map(first.values);
	for (const b of own) {
		for (const p of b.params) if (!steady.has(p)) reaching.set(p, p);
		b.ops = b.ops.flatMap((op) => {
			if (hoisted.has(op)) return [];
			for (const r of op.results) reaching.set(r, r);
			const edge = settled.get(op);
			const { offset, loc } = op;
			return edge ? [newOp("br", { successors: [edge], offset, loc })] : [op];
		});
		regions.set(b, reaching);
	}
	for (const copy of first.blocks.values()) regions.set(copy, first.values);
}

const definedIn = (b: Block): Value[] => [
	...b.params,
	...b.ops.flatMap((op) => op.results),
];

/** Constants go to the entry: as one value, what is passed on in several places stays known. */
function constantsOut(fn: Fn, plans: readonly Plan[]): void {
	const isConstant = (op: Op): boolean =>
		op.name === "const" || op.name === "null";
	const entry = fn.blocks[0] as Block;
	const found: Op[] = [];
	for (const { loop } of [...plans].reverse())
		for (const b of loop.blocks) {
			found.push(...b.ops.filter(isConstant));
			b.ops = b.ops.filter((op) => !isConstant(op));
		}
	entry.ops = [...found, ...entry.ops];
}
