/** What is called: values that are, and the globals they have been loaded from, by name. */
import type { Block, Fn, Op, Value } from "../ir/ir.ts";
import { opOf } from "../ir/uses.ts";

/** The name of the global that a value has just been loaded from; undefined: it is something else. */
export function globalName({ code }: Fn, v: Value): string | undefined {
	const load = opOf(v);
	if (load?.name !== "py.load_global") return undefined;
	return code?.names[load.attrs[0] as number] ?? "";
}

/** Is a value what some `py.call` of a block calls? */
export const isCalledIn = ({ ops }: Block, v: Value): boolean =>
	ops.some(
		({ name, operands }) =>
			name === "py.call" && operands.slice(0, 2).includes(v),
	);

/** The name of the global that a `py.call` calls, or nothing. */
export function globalCalled(fn: Fn, call: Op): string {
	const [method, self] = call.operands as [Value, Value];
	return globalName(fn, method) ?? globalName(fn, self) ?? "";
}
