/**
 * lazy-calls: small functions are called without frames.
 *
 * Needs: Python-level functions, before specialize. Guarantees: a function that is likely to be called by its name, or as the only method
 * of its name, and that can work on machine numbers, gets fast versions (builder.ts), by kinds of arguments, and a door to them,
 * `fast.call.NAME` or `fast.method.NAME`, which is called as Coconut_Call1 and its like are and falls back to them. lower-py calls the doors.
 */
import { linkPrelude } from "../../ir/link.ts";
import type { Pass } from "../pass.ts";
import { Planner } from "./planner.ts";

export const lazyCalls: Pass = {
	name: "lazy-calls",
	summary: "small functions are called without frames",
	run: (module, context) => {
		if (module.target === "none") return false;
		const planner = new Planner(module);
		const made = planner.makeAll();
		if (context.wantsRemarks) planner.remark(context);
		context.count("lazy-calls: fast versions", made);
		if (made > 0) linkPrelude(module, context.target(module));
		return made > 0;
	},
};
