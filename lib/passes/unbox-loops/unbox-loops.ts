/**
 * unbox-loops: innermost loops over numbers run on machine numbers.
 *
 * Needs: Python-level functions. Guarantees: each loop whose fast locals are ints and floats throughout (types.ts) gets a copy on
 * machine numbers and a guard before it (rewrite.ts); the loop itself stays for everything else.
 */
import type { Block, Edge, Fn, Op } from "../../ir/ir.ts";
import type { FunctionPass, PassContext } from "../pass.ts";
import type { RemarkArg, RemarkKind } from "../remark.ts";
import { LiveOuts } from "./live-outs.ts";
import { innermostLoops, type Loop } from "./loops.ts";
import { LoopRewriter } from "./rewrite.ts";
import {
	inferLoop,
	type LoopTypes,
	PYTHON_TYPES,
	slotName,
	slotStores,
} from "./types.ts";

export const unboxLoops: FunctionPass = {
	name: "unbox-loops",
	summary: "innermost loops over numbers run on machine numbers",
	linksTarget: true,
	runOnFunction: (fn, _module, context) => {
		const loops = fn.kind === "py" ? innermostLoops(fn) : [];
		const count = loops.length > 0 ? copyLoops(fn, loops, context) : 0;
		context.count("unbox-loops: loops copied", count);
		return count > 0;
	},
};

/** An op whose guard in the copy of the loop has failed too often. */
function failedGuard(fn: Fn, loop: Loop, context: PassContext): Op | undefined {
	for (const b of loop.blocks)
		for (const op of b.ops)
			if (op.offset >= 0 && context.isGuardDropped(fn, op.offset)) return op;
	return undefined;
}

/** Copies the loops that qualify; how many. What they all need is found out once: a function may have thousands. */
function copyLoops(
	fn: Fn,
	loops: readonly Loop[],
	context: PassContext,
): number {
	const stores = slotStores(fn);
	const liveOuts = new LiveOuts(fn, loops);
	const entered = new Map(
		loops.map((l): [Block, Edge[]] => [l.header, l.entries]),
	);
	const made = new Map<Block, Block[]>();
	for (const loop of loops) {
		const failed = failedGuard(fn, loop, context);
		if (failed) {
			const args = ["loop not unboxed: its numbers were not what they seemed"];
			remark(context, fn, loop, "missed", "GuardFailed", args, failed);
			continue;
		}
		const types = inferLoop(fn, loop, stores);
		if ("name" in types) {
			remark(context, fn, loop, "missed", types.name, types.args, types.op);
			continue;
		}
		if (!liveOuts.pass(loop)) {
			const args = ["a value of the loop is used in several places behind it"];
			remark(context, fn, loop, "missed", "UsedBehind", args);
			continue;
		}
		const args = ["loop runs on machine numbers: ", variables(fn, types)];
		remark(context, fn, loop, "passed", "LoopUnboxed", args);
		made.set(loop.header, new LoopRewriter(fn, loop, types, entered).run());
		entered.delete(loop.header);
	}
	if (made.size > 0)
		fn.blocks = fn.blocks.flatMap((b) => [...(made.get(b) ?? []), b]);
	return made.size;
}

/** A remark at the loop, or at what is in its way. */
function remark(
	context: PassContext,
	fn: Fn,
	loop: Loop,
	kind: RemarkKind,
	name: string,
	args: readonly RemarkArg[],
	op = loop.header.ops.find((o) => o.loc !== undefined),
): void {
	context.remark({ kind, pass: "unbox-loops", name, fn, op, args });
}

/** The fast locals and what they are: `i int, s float`. */
function variables(fn: Fn, types: LoopTypes): RemarkArg {
	const names = [...types.slots].map(
		([slot, type]) => `${slotName(fn, slot)} ${PYTHON_TYPES[type]}`,
	);
	return { Variables: names.join(", ") };
}
