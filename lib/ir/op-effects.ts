/** What one op may do: the table's word, for calls the callee's. */
import { ARBITRARY, type Effects, isPure } from "./effects.ts";
import type { Module, Op } from "./ir.ts";
import { isOpName, OPS, opDef } from "./ops.ts";

export function effectsOf(module: Module, op: Op): Effects {
	if (op.name !== "call") return opDef(op.name).effects;
	return module.externs.get(op.attrs[0] as string)?.effects ?? ARBITRARY;
}

/** Ops that take a reference out of memory: nothing happens, but somebody has to release what they give. */
const TAKES_OVER: ReadonlySet<string> = new Set(["adopt", "adopt_nullable"]);

/** May the op be deleted when nobody uses its results? */
export function isRemovable(module: Module, op: Op): boolean {
	return op.name === "call"
		? isPure(effectsOf(module, op))
		: REMOVABLE.has(op.name);
}

const REMOVABLE: ReadonlySet<string> = new Set(
	Object.keys(OPS)
		.filter(isOpName)
		.filter((name) => {
			const def = opDef(name);
			return (
				def.successors === undefined &&
				!TAKES_OVER.has(name) &&
				isPure(def.effects)
			);
		}),
);
