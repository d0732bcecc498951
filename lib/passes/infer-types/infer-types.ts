/**
 * infer-types: guesses of types where no run of the program has told them.
 *
 * Needs: Python-level functions of one module, before what looks at profiles. Guarantees: nothing but profiles of ops changes; those that are there stay.
 * An operand's type is guessed by following names through the module (inference.ts), and written as a profile of the op: `profile(int, _)`.
 */
import type { Fn, Op } from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import { NO_PROFILE } from "../../ir/profile.ts";
import { globalName } from "../global-names.ts";
import type { ModulePass } from "../pass.ts";
import { Inference } from "./inference.ts";

/** Ops that somebody does otherwise when their operands' types are known. */
const GUESSED: ReadonlySet<OpName> = new Set<OpName>([
	"py.binary_op",
	"py.unary_op",
	"py.compare_op",
	"py.truth",
	"py.binary_subscr",
	"py.store_subscr",
	"py.unpack_sequence",
	"py.contains_op",
	"py.get_iter",
	// Of a complex alone.
	"py.load_attr",
	// Of what is gone over.
	"py.call",
]);

export const inferTypes: ModulePass = {
	name: "infer-types",
	summary: "guess types of operands by names, where no profile tells them",
	run: (module, context) => {
		const fns = [...module.functions.values()].filter(isPython);
		if (fns.length === 0) return false;
		const guesses = new Inference(module);
		let count = 0;
		const own = fns.filter((f) => f.linkage !== "available_externally");
		for (const f of own)
			for (const b of f.blocks)
				for (const op of b.ops) if (guess(guesses, f, op)) count++;
		context.count("infer-types: ops with a guess", count);
		return count > 0;
	},
};

/** Does it call what makes an iterator over its arguments in registers? */
function isLoop(f: Fn, op: Op): boolean {
	const [, callee] = op.operands;
	const name = callee && globalName(f, callee);
	return name === "enumerate" || name === "zip";
}

const isPython = (f: Fn): boolean => f.kind === "py" && f.code !== undefined;

/** The type as profiles name it: those of class and function objects are told apart by what they are only here. */
const typeName = (name = "_"): string => name.split(" ")[0] as string;

function guess(guesses: Inference, f: Fn, op: Op): boolean {
	if (op.profile?.types.length || !GUESSED.has(op.name)) return false;
	const types = op.operands.map((v) => typeName(guesses.of(v).type));
	if (types.every((t) => t === "_")) return false;
	if (op.name === "py.load_attr" && types[0] !== "complex") return false;
	if (op.name === "py.call" && !isLoop(f, op)) return false;
	op.profile = { ...(op.profile ?? NO_PROFILE), types };
	return true;
}
