/**
 * Generators and coroutines between their suspensions. A frame is suspended whole: every number is in it, and what goes on later knows nothing of it but what
 * the frame says, since a debugger may have written to it, or the interpreter have gone on in between. All versions of a block suspend into one continuation,
 * which the function as it was goes on in as well.
 */
import {
	addResult,
	type Block,
	type Edge,
	type Fn,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { asItIs } from "./general.ts";
import type { Handlers } from "./handlers.ts";
import type { Liveness } from "./liveness.ts";
import { type Path, to } from "./path.ts";
import type { Num } from "./reps.ts";

/** Ops that suspend a frame: what is in registers is not there when it goes on. */
const SUSPENDS: ReadonlySet<string> = new Set([
	"py.return_generator",
	"py.yield_value",
]);

export const suspends = (op: Op): boolean => SUSPENDS.has(op.name);

export const maySuspend = (fn: Fn): boolean =>
	fn.blocks.some((b) => b.ops.some(suspends));

/** Does a function use behind a suspension what was there before? Only one written by hand does: others take it from the frame. */
export function reachesAcross(fn: Fn, live: Liveness): boolean {
	const isReached = ({ block }: Edge): boolean =>
		live.valuesInto(block).length > block.params.length;
	return fn.blocks.some((b) =>
		b.ops.some((op) => suspends(op) && op.successors.some(isReached)),
	);
}

/** Values that may be on the value stack of a suspended frame, and those that they may come from. */
export function suspendedValues(fn: Fn): ReadonlySet<Value> {
	const found = new Set<Value>();
	for (const b of fn.blocks)
		for (const op of b.ops)
			if (suspends(op)) for (const v of op.operands.slice(1)) found.add(v);
	const edges = fn.blocks.flatMap((b) => b.ops.flatMap((op) => op.successors));
	for (let before = -1; before !== found.size; ) {
		before = found.size;
		for (const { block, args } of edges)
			block.params.forEach((param, i) => {
				if (found.has(param)) found.add(args[i] as Value);
			});
	}
	return found;
}

function suspend(p: Path, op: Op): boolean {
	const [edge] = op.successors;
	if (!edge) return false;
	asItIs(p, op, [to(p.engine.resumption(op.offset, edge.block))]);
	return true;
}

/** What costs the same in either version, and switches no tracing on. */
function resumed(p: Path, op: Op): boolean {
	asItIs(p, op);
	return true;
}

/** A generator that goes on looks at the eval breaker, one that something else delegates to does not. */
function resume(p: Path, op: Op): boolean {
	const kind = op.attrs[0] as number;
	if (kind === 0) return false;
	if (kind === 1) p.leaveIf(p.py("py.is_breaker_set", [], [], "i1"));
	return true;
}

/** What takes numbers of which there are no objects, and those of which there are. */
const TAKES: Readonly<Partial<Record<Num, readonly [string, string]>>> = {
	i64: ["Coconut_ConsumeInt", "Coconut_ConsumeIntObject"],
	f64: ["Coconut_ConsumeFloat", "Coconut_ConsumeFloatObject"],
	i1: ["Coconut_ConsumeBool", "Coconut_ConsumeBool"],
};

/** Numbers are handed over as they are. Nobody notices: what is taken ends quietly, if it ends. */
function consume(p: Path, op: Op): boolean {
	const [v] = op.operands as [Value];
	p.checkTraced();
	const rep = p.rep(v);
	const takes = rep.kind === "num" ? TAKES[rep.type] : undefined;
	const { offset, loc } = op;
	let taken: Value;
	if (rep.kind === "num" && takes) {
		const isNew = rep.type === "i1" || p.isFresh(rep);
		const object = isNew ? [] : [p.object(v)];
		const args = [p.py("py.consumer", [], [], "ptr"), rep.value, ...object];
		taken = p.emit("call", [takes[isNew ? 0 : 1]], args, "i1");
	} else {
		const item = p.object(v);
		const init = { operands: [item], offset, loc };
		taken = addResult(p.emitOp("py.consume", init), "", "i1");
		p.emitOp("ends_quietly", { operands: [item] });
	}
	p.effect(true);
	p.engine.gained.add(op);
	p.set(op.results[0], { kind: "num", type: "i1", value: taken });
	return true;
}

/** Is it what was sent to a frame that goes on in this block? */
export function isSent(block: Block, v: Value): boolean {
	const at = block.ops.findIndex((op) => op.results.includes(v));
	return (
		block.ops[at]?.name === "py.load_stack" &&
		block.ops[at + 1]?.name === "py.check_throw"
	);
}

export const SUSPENSION: Handlers = {
	"py.return_generator": suspend,
	"py.yield_value": suspend,
	"py.load_stack": resumed,
	"py.load_stack_null": resumed,
	"py.check_throw": resumed,
	"py.consume": consume,
	"py.resume": resume,
};
