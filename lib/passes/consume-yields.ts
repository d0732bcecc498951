/**
 * consume-yields: what a generator expression yields is handed to what consumes it, and the loop goes on.
 *
 * Needs: Python-level functions, not specialised yet. Guarantees: before each YIELD_VALUE of a generator expression its value is offered to what uses the
 * generator up (runtime/src/consume.c: sum, any, "".join, …); where that takes it without anybody noticing, the function goes on as if it had been
 * suspended and resumed, with its value stack at hand. Else it is suspended.
 */
import { CODE_FLAGS } from "../cpython/code.ts";
import {
	addResult,
	type Block,
	type Fn,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import type { FunctionPass } from "./pass.ts";

export const consumeYields: FunctionPass = {
	name: "consume-yields",
	summary: "generator expressions hand their items to what consumes them",
	runOnFunction: (fn, _module, context) => {
		if (!isGeneratorExpression(fn)) return false;
		const offered = new Set(offeredIn(fn));
		let count = 0;
		for (const block of [...fn.blocks]) {
			const op = block.ops.at(-1);
			if (!offer(fn, block, offered)) continue;
			count++;
			context.remark({
				kind: "passed",
				pass: "consume-yields",
				name: "ItemsHandedOver",
				fn,
				op,
				args: [
					"what uses the generator up takes its items without resuming it",
				],
			});
		}
		context.count("consume-yields: places", count);
		return count > 0;
	},
};

const isGeneratorExpression = ({ kind, code }: Fn): boolean =>
	kind === "py" &&
	code !== undefined &&
	code.qualname.endsWith("<genexpr>") &&
	(code.flags & CODE_FLAGS.generator) !== 0;

/** What may stand between a suspension and the jump back that looks at the eval breaker. */
const BEHIND = "load_stack load_stack_null check_throw resume pop_top";
const MAY_STAND: ReadonlySet<string> = new Set(
	BEHIND.split(" ").map((name) => `py.${name}`),
);

/** What is done behind a suspension, where that comes to jumping back: the check of the eval breaker and the jump, and what is on the value stack. */
interface Behind {
	readonly check: Op;
	readonly jump: Op;
	/** Entries of the value stack, by the values that they are loaded into again. */
	readonly entries: ReadonlyMap<Value, number>;
}

function jumpBehind({ params, ops }: Block, depth: number): Behind | undefined {
	const [check, jump] = ops.slice(-2);
	if (check?.name !== "py.check_eval_breaker" || jump?.name !== "br")
		return undefined;
	const first = ops.slice(0, -2);
	const isPlain = first.every((op) => MAY_STAND.has(op.name) && !op.unwind);
	if (!isPlain || check.unwind || params.length > 0) return undefined;
	const entries = new Map<Value, number>();
	for (const op of first)
		if (op.name.startsWith("py.load_stack"))
			entries.set(op.results[0] as Value, op.attrs[0] as number);
	const popped = first.filter((op) => op.name === "py.pop_top");
	const used = [
		...(check.state ?? []),
		...jump.successors.flatMap((e) => e.args),
	];
	const isSent = (v: Value | undefined): boolean =>
		v !== undefined && entries.get(v) === depth;
	const isLeft = popped.length === 1 && isSent(popped[0]?.operands[0]);
	return isLeft && !used.some(isSent) ? { check, jump, entries } : undefined;
}

/** Values that are offered already. */
const offeredIn = (fn: Fn): Value[] =>
	fn.blocks.flatMap((b) =>
		b.ops.flatMap((op) => (op.name === "py.consume" ? op.operands : [])),
	);

/** Offers the value that the YIELD_VALUE at the end of a block yields, if there is one. */
function offer(fn: Fn, block: Block, offered: ReadonlySet<Value>): boolean {
	const last = block.ops.at(-1);
	const resumed = last?.successors[0]?.block;
	if (last?.name !== "py.yield_value" || !resumed) return false;
	const [value, ...stack] = last.operands as [Value, ...Value[]];
	const behind = jumpBehind(resumed, stack.length);
	if (!behind || offered.has(value)) return false;
	const [suspend, goOn] = [newBlock("yield"), newBlock("consumed")];
	suspend.ops.push(last);
	const { offset, loc } = last;
	const taken = newOp("py.consume", { operands: [value], offset, loc });
	const isTaken = addResult(taken, "", "i1");
	const jump = newOp("cond_br", {
		operands: [isTaken],
		successors: [
			{ block: goOn, args: [] },
			{ block: suspend, args: [] },
		],
		attrs: [[99, 1]],
	});
	block.ops.splice(-1, 1, taken, jump);
	goOn.ops.push(...jumpBack(behind, stack));
	fn.blocks.splice(fn.blocks.indexOf(block) + 1, 0, goOn, suspend);
	return true;
}

/** The jump back with the value stack as it is. */
function jumpBack(
	{ check, jump, entries }: Behind,
	stack: readonly Value[],
): Op[] {
	const now = (v: Value): Value => stack[entries.get(v) ?? -1] ?? v;
	return [check, jump].map(({ name, attrs, offset, loc, state, successors }) =>
		newOp(name, {
			attrs: [...attrs],
			offset,
			loc,
			state: state?.map(now),
			successors: successors.map((e) => ({
				block: e.block,
				args: e.args.map(now),
			})),
		}),
	);
}
