/** What a function is like: seen once, before its paths are walked. */
import type { Fn, Op } from "../../ir/ir.ts";
import { globalCalled } from "../global-names.ts";
import { BUILTIN_NAMES } from "../likely-results.ts";
import type { Liveness } from "../specialize/liveness.ts";

export interface Traits {
	/** Fast locals that are stored to. */
	readonly stored: ReadonlySet<number>;
	readonly isLong: boolean;
	/** How many iterators it may hold at once, and more. */
	readonly iterators: number;
	/** Do its loops do something with objects? Those on numbers alone are better specialised. */
	readonly loopsOnObjects: boolean;
	/** Does it speak of itself by its name, as functions do that call themselves? */
	readonly isRecursive: boolean;
}

const LONG = 60;

export function traitsOf(fn: Fn, live: Liveness): Traits {
	const ops = fn.blocks.flatMap((b) => b.ops);
	const stores = ops.filter((op) => op.name === "py.store_fast");
	const loops = fn.blocks.filter((b) => (live.depths.get(b) ?? 0) > 0);
	return {
		stored: new Set(stores.map((op) => op.attrs[0] as number)),
		isLong: ops.length > LONG,
		iterators: ops.filter((op) => op.name === "py.get_iter").length,
		loopsOnObjects: loops.some((b) =>
			b.ops.some((op) => isAboutObjects(fn, op)),
		),
		isRecursive: ops.some((op) => isOwnName(fn, op)),
	};
}

/** Does an op look into an object, or call what is no builtin? */
function isAboutObjects(fn: Fn, op: Op): boolean {
	switch (op.name) {
		case "py.load_attr":
		case "py.store_attr":
		case "py.load_method":
		case "py.call_function_ex":
			return true;
		case "py.call":
			return !BUILTIN_NAMES.has(globalCalled(fn, op));
		default:
			return false;
	}
}

/** Does an op load something of the function's own name? */
function isOwnName({ code }: Fn, op: Op): boolean {
	const own = code?.qualname.split(".").at(-1);
	const index = op.attrs[0] as number;
	switch (op.name) {
		case "py.load_global":
		case "py.load_method":
			return code?.names[index] === own;
		case "py.load_deref":
			return code?.slots[index]?.name === own;
		default:
			return false;
	}
}
