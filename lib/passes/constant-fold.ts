/**
 * constant-fold: computes ops whose operands are constants, and decides branches on them.
 *
 * Needs: nothing. Guarantees: results are exact to the bit; what is undefined (division by zero, a shift by the width) is left
 * as it stands. Decided branches become jumps; simplify-cfg then removes what is no longer reached.
 */
import { reversePostorder, terminatorOf } from "../ir/cfg.ts";
import {
	type Edge,
	type Literal,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import { replaceUses } from "../ir/uses.ts";
import { type FoldContext, foldOp, literalOf } from "./fold-ops.ts";
import type { FunctionPass } from "./pass.ts";

export const constantFold: FunctionPass = {
	name: "constant-fold",
	summary: "compute ops on constants, decide branches on constants",
	runOnFunction: (fn, _module, context) => {
		const folder = new Folder();
		for (const block of reversePostorder(fn)) {
			if (block.ops.some((op) => folder.wants(op)))
				block.ops = block.ops.flatMap((op) => folder.op(op));
			const last = terminatorOf(block);
			const edge = last && decided(last);
			if (!edge) continue;
			const { offset, loc, at } = last;
			block.ops[block.ops.length - 1] = newOp("br", {
				successors: [edge],
				offset,
				loc,
				at,
			});
			folder.folded++;
		}
		replaceUses(fn, folder.replaced);
		context.count("constant-fold: ops folded", folder.folded);
		if (folder.folded > 0)
			context.remark({
				kind: "passed",
				pass: "constant-fold",
				name: "ConstantsFolded",
				fn,
				args: [{ Count: folder.folded }, " ops on constants computed"],
			});
		return folder.folded > 0;
	},
};

class Folder implements FoldContext {
	readonly replaced = new Map<Value, Value>();
	folded = 0;

	/** The value that stands for `v` by now. */
	final(v: Value): Value {
		let to = v;
		for (let r = this.replaced.get(to); r; r = this.replaced.get(to)) to = r;
		return to;
	}

	wants(op: Op): boolean {
		return (
			op.results.length > 0 && op.operands.length > 0 && op.name !== "call"
		);
	}

	/** What becomes of an op: itself, or constants for its results, or nothing. */
	op(op: Op): Op[] {
		if (!this.wants(op)) return [op];
		const to = foldOp(op, this);
		if (!to) return [op];
		this.folded++;
		if ("type" in to && "def" in to) {
			this.replaced.set(op.results[0] as Value, to);
			return [];
		}
		return to.map((literal, i) =>
			constant(op, op.results[i] as Value, literal),
		);
	}
}

/** A `const` in the place of `op` that defines `result`. */
function constant(op: Op, result: Value, literal: Literal): Op {
	const { offset, loc, at } = op;
	const made = newOp("const", { attrs: [literal], offset, loc, at });
	made.results.push(result);
	result.def = made;
	return made;
}

/** The one edge a terminator can leave by; undefined when it is open. */
function decided(op: Op): Edge | undefined {
	const [v] = op.operands;
	if (!v) return undefined;
	const { successors } = op;
	if (op.name === "br_null")
		return isNull(v) === undefined ? undefined : successors[isNull(v) ? 0 : 1];
	const literal = literalOf(v);
	if (typeof literal?.value !== "bigint") return undefined;
	if (op.name === "cond_br") return successors[literal.value === 0n ? 1 : 0];
	if (op.name !== "switch") return undefined;
	const bits = (n: bigint): bigint => BigInt.asUintN(64, n);
	const width = { i1: 1, i8: 8, i16: 16, i32: 32, i64: 64 }[
		literal.type as "i64"
	];
	const same = (c: bigint): boolean =>
		BigInt.asUintN(width, bits(c)) ===
		BigInt.asUintN(width, bits(literal.value as bigint));
	return successors[(op.attrs[0] as readonly bigint[]).findIndex(same) + 1];
}

const NEVER_NULL: ReadonlySet<string> = new Set([
	"alloca",
	"string_addr",
	"global_addr",
]);

/** Is an address NULL? Undefined when that is not known. */
function isNull(v: Value): boolean | undefined {
	if ("params" in v.def) return undefined;
	if (v.def.name === "null") return true;
	return NEVER_NULL.has(v.def.name) ? false : undefined;
}
