/** The globals that values have been loaded from, by name. */
import type { Fn, Op, Value } from "../ir/ir.ts";
import { opOf } from "../ir/uses.ts";

/** The name of the global that a value has just been loaded from; undefined: it is something else. */
export function globalName({ code }: Fn, v: Value): string | undefined {
	const load = opOf(v);
	if (load?.name !== "py.load_global") return undefined;
	return code?.names[load.attrs[0] as number] ?? "";
}

/** The name of the global that a `py.call` calls, or nothing. */
export function globalCalled(fn: Fn, call: Op): string {
	const [method, self] = call.operands as [Value, Value];
	return globalName(fn, method) ?? globalName(fn, self) ?? "";
}
