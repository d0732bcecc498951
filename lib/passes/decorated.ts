/** Functions that a module or a class has behind a decorator. */
import type { Fn, Op, Value } from "../ir/ir.ts";
import { opOf } from "../ir/uses.ts";

/** Decorators behind which a name still leads to the function, or is not called at all. */
const TRANSPARENT: ReadonlySet<string> = new Set([
	..."staticmethod classmethod property cached_property".split(" "),
	..."setter getter deleter abstractmethod override final overload".split(" "),
]);

/** Does a decorator of this name put something else in the function's place, as far as one can tell? */
export const replaces = (by: string): boolean => !TRANSPARENT.has(by);

/** Of what the body of a module or a class gives a name to, by that name: the name of the decorator that has given it, the outermost one. */
export function decorated({ code, blocks }: Fn): Map<string, string> {
	const names = code?.names ?? [];
	const nameOf = (op: Op): string => names[op.attrs[0] as number] ?? "";
	/** What an expression such as `a.b(…)` calls, by its last name. */
	const lastName = (v: Value | undefined): string => {
		const op = v && opOf(v);
		if (op?.name === "py.load_name" || op?.name === "py.load_attr")
			return nameOf(op);
		if (op?.name === "py.load_method") return nameOf(op);
		if (op?.name !== "py.call") return "";
		const [method, callee] = op.operands;
		const isBare = method && opOf(method)?.name === "py.push_null";
		return lastName(isBare ? callee : method);
	};
	const made = new Map<Value, string>();
	const found = new Map<string, string>();
	for (const op of blocks.flatMap((b) => b.ops)) {
		const [first, second] = op.operands;
		const [result] = op.results;
		// A decorator stands where other calls have NULL or a method, and is given nothing but the function.
		if (op.name === "py.call" && op.operands.length === 2 && second && result) {
			const given = opOf(second)?.name;
			if (given === "py.make_function" || made.has(second))
				made.set(result, lastName(first));
		}
		const by = op.name === "py.store_name" && first && made.get(first);
		if (by !== undefined && by !== false) found.set(nameOf(op), by);
	}
	return found;
}
