/** Who owns a reference: answers from the op table, the externs' and the functions' signatures. */
import { calleeSignature } from "./infer.ts";
import type { Fn, Module, Op, Value } from "./ir.ts";
import { opDef, operandAt, operandPattern } from "./ops.ts";
import { isRef, type Ownership, type Signature } from "./types.ts";

/** The signature a call goes by; undefined for other ops and unknown callees. */
function callSignature(module: Module, op: Op): Signature | undefined {
	const isCall = op.name === "call" || op.name === "call_indirect";
	return isCall ? calleeSignature(module, op) : undefined;
}

/** What `op` does to the reference that is its operand `i`. */
export function operandOwnership(
	module: Module,
	fn: Fn,
	op: Op,
	i: number,
): Ownership {
	if (op.name === "ret") return fn.signature.ownResult ? "consume" : "borrow";
	const signature = callSignature(module, op);
	if (signature) {
		const first = op.name === "call_indirect" ? 1 : 0;
		return signature.params[i - first]?.own ?? "borrow";
	}
	const pattern = operandAt(opDef(op.name), i);
	return pattern ? operandPattern(pattern).own : "borrow";
}

/** Does the value own a reference, which somebody has to release? */
export function isOwned(module: Module, fn: Fn, v: Value): boolean {
	if (!isRef(v.type)) return false;
	const { def } = v;
	if ("params" in def) {
		if (def !== fn.blocks[0]) return true;
		return fn.signature.params[def.params.indexOf(v)]?.own === "consume";
	}
	const signature = callSignature(module, def);
	if (signature) return signature.ownResult;
	const row = opDef(def.name);
	const result = row.results[def.results.indexOf(v)] ?? row.manyResults;
	return result?.startsWith("own") ?? false;
}
