/** How much GCC gets to do: its time goes by statements. */
import type { Fn } from "../ir/ir.ts";
import type { Tree } from "./tree.ts";

export interface EmitCounts {
	readonly functions: number;
	readonly blocks: number;
	readonly statements: number;
	readonly locals: number;
	/** Statements of the longest function. */
	readonly longest: number;
	/** Of the functions with code information. */
	readonly pythonStatements: number;
	readonly bytecodes: number;
}

/** Counts what was scheduled. */
export function countAll(trees: readonly Tree[]): EmitCounts {
	let blocks = 0;
	let statements = 0;
	let locals = 0;
	let longest = 0;
	let pythonStatements = 0;
	let bytecodes = 0;
	for (const t of trees) {
		const count = t.blocks.reduce((n, b) => n + b.statements.length + 1, 0);
		blocks += t.blocks.length;
		statements += count;
		locals += t.locals.length;
		longest = Math.max(longest, count);
		if (!t.fn.code) continue;
		pythonStatements += count;
		bytecodes += distinctOffsets(t.fn);
	}
	return {
		functions: trees.length,
		blocks,
		statements,
		locals,
		longest,
		pythonStatements,
		bytecodes,
	};
}

/** Bytecodes that left at least one op. */
function distinctOffsets(fn: Fn): number {
	const offsets = new Set<number>();
	for (const b of fn.blocks)
		for (const op of b.ops) if (op.offset >= 0) offsets.add(op.offset);
	return offsets.size;
}
