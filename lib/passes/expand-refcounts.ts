/**
 * expand-refcounts: `incref` and `decref` become calls of the target's inline Py_INCREF, Py_XINCREF, Py_DECREF, Py_XDECREF; with
 * `calls`, of CPython's own Py_IncRef and Py_DecRef, which in a build with Py_REF_DEBUG keep sys.gettotalrefcount() right.
 *
 * Needs: insert-refcounts. Guarantees: no incref, decref, end_lifetime or ends_quietly is left.
 */
import { addResult, type Fn, newOp, type Op } from "../ir/ir.ts";
import { invariant } from "../support/diagnostic.ts";

const FUNCTIONS = {
	incref: { obj: "Py_INCREF", "obj?": "Py_XINCREF" },
	decref: { obj: "Py_DECREF", "obj?": "Py_XDECREF" },
} as const;

const CALLS = { incref: "Py_IncRef", decref: "Py_DecRef" } as const;

/** For the ownership verifier alone. */
const SAYS = "ends_quietly";

/** The functions of the target that the expansion may call. */
export const REFCOUNT_FUNCTIONS = [
	...Object.values(FUNCTIONS).flatMap((f) => Object.values(f)),
	...Object.values(CALLS),
];

export function expandRefcounts(fn: Fn, calls: boolean): boolean {
	let n = 0;
	for (const block of fn.blocks) {
		if (!block.ops.some((op) => op.name in FUNCTIONS || op.name === SAYS))
			continue;
		block.ops = block.ops.flatMap((op): Op[] => {
			if (op.name === SAYS) return [];
			if (op.name !== "incref" && op.name !== "decref") return [op];
			const [v] = op.operands;
			invariant(v?.type === "obj" || v?.type === "obj?", "counts a reference");
			const where = { offset: op.offset, loc: op.loc, at: op.at };
			const cast = newOp("as_ptr", { operands: [v], ...where });
			const address = addResult(cast, `ref.${n++}`, "ptr");
			const attrs = [calls ? CALLS[op.name] : FUNCTIONS[op.name][v.type]];
			return [cast, newOp("call", { attrs, operands: [address], ...where })];
		});
	}
	return n > 0;
}
