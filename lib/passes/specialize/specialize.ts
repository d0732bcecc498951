/**
 * specialize: functions run on machine numbers and known types where they can.
 *
 * Needs: Python-level functions. Guarantees: before each function that gains by it stands a specialised version of it, made of core ops and
 * Python-level ops (engine.ts); the function as it was takes over where that cannot go on, and goes back to it at the heads of loops.
 */
import { removeUnreachable } from "../../ir/cfg.ts";
import type { FunctionPass } from "../pass.ts";
import { Engine } from "./engine.ts";
import { assemble, nameItems } from "./generic.ts";

/** Ops that suspend a frame: what is in registers would not be there when it goes on. */
const SUSPENDS: ReadonlySet<string> = new Set([
	"py.return_generator",
	"py.yield_value",
]);

export const specialize: FunctionPass = {
	name: "specialize",
	summary: "functions run on machine numbers and known types where they can",
	linksTarget: true,
	runOnFunction: (fn, _module, context) => {
		if (fn.kind !== "py" || !fn.code) return false;
		if (fn.blocks.some((b) => b.ops.some((op) => SUSPENDS.has(op.name))))
			return false;
		removeUnreachable(fn);
		nameItems(fn);
		const code = new Engine(fn).run();
		if (!code || code.profit === 0) return false;
		assemble(fn, code);
		removeUnreachable(fn);
		context.count("specialize: functions specialised", 1);
		context.remark({
			kind: "passed",
			pass: "specialize",
			name: "FunctionSpecialised",
			fn,
			args: [{ Ops: code.profit }, " operations run on machine numbers"],
		});
		return true;
	},
};
