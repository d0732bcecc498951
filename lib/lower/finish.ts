/** What is done to a function once all its blocks are translated. */
import { BytecodeError } from "../cpython/bytecode-error.ts";
import type { Block, Op, Value } from "../ir/ir.ts";
import { opDef, operandAt, operandPattern } from "../ir/ops.ts";
import { removeTrivialParams, typeParams } from "./params.ts";
import type { Translator } from "./translator.ts";

/** The blocks in the order of the bytecode, without superfluous parameters, everything named. */
export function finish(t: Translator): Block[] {
	const blocks = [...t.blocks]
		.sort((a, b) => a.offset - b.offset)
		.map((b) => b.block);
	removeTrivialParams(blocks);
	typeParams(blocks, t.refined);
	checkNulls(blocks, t.refined);
	removeUnusedBools(blocks);
	nameAll(blocks);
	return blocks;
}

/** NULL is on the stack only where a call wants it: anywhere else the interpreter would crash. */
function checkNulls(
	blocks: readonly Block[],
	refined: ReadonlySet<Value>,
): void {
	for (const b of blocks)
		for (const op of b.ops) {
			const def = opDef(op.name);
			if (def.family !== "py") continue;
			op.operands.forEach((v, k) => {
				if (v.type !== "obj?" || refined.has(v)) return;
				const pattern = operandAt(def, k);
				if (pattern !== undefined && operandPattern(pattern).type === "obj")
					throw new BytecodeError(
						`a value that may be NULL is used by '${op.name}'`,
						op.offset,
					);
			});
		}
}

/** Bools that only a branch tested, and their negations. */
function removeUnusedBools(blocks: readonly Block[]): void {
	const uses = new Map<Value, number>();
	const isBool = (op: Op): boolean =>
		op.name === "py.from_bool" || op.name === "not";
	const count = (v: Value, by: number): void => {
		uses.set(v, (uses.get(v) ?? 0) + by);
	};
	if (!blocks.some((b) => b.ops.some(isBool))) return;
	for (const b of blocks)
		for (const op of b.ops) {
			for (const v of op.operands) count(v, 1);
			for (const v of op.state ?? []) count(v, 1);
			for (const e of op.successors) for (const v of e.args) count(v, 1);
			for (const v of op.unwind?.args ?? []) count(v, 1);
		}
	for (const b of blocks) {
		const dead = new Set<Op>();
		for (const op of b.ops.toReversed()) {
			if (!isBool(op)) continue;
			if ((uses.get(op.results[0] as Value) ?? 0) > 0) continue;
			dead.add(op);
			for (const v of op.operands) count(v, -1);
		}
		if (dead.size > 0) b.ops = b.ops.filter((op) => !dead.has(op));
	}
}

/** Numbers the values in the order of the text; blocks keep the name of their bytecode offset, made unique. */
function nameAll(blocks: readonly Block[]): void {
	let next = 0;
	const taken = new Set<string>();
	for (const b of blocks) {
		let name = b.name;
		for (let k = 1; taken.has(name); k++) name = `${b.name}.${k}`;
		taken.add(name);
		b.name = name;
		for (const v of b.params) v.name = String(next++);
		for (const op of b.ops) for (const v of op.results) v.name = String(next++);
	}
}
