/** Functions that a class has behind a decorator. */
import type { Fn, Value } from "../ir/ir.ts";

/** Of what the body of a class gives a name to, by that name: the name of the decorator that has given it, the outermost one. */
export function decorated({ code, blocks }: Fn): Map<string, string> {
	const names = code?.names ?? [];
	const made = new Map<Value, string>();
	const found = new Map<string, string>();
	for (const op of blocks.flatMap((b) => b.ops)) {
		const [first] = op.operands;
		const from = first?.def;
		const load = from && "operands" in from ? from : undefined;
		const [result] = op.results;
		if (op.name === "py.call" && load?.name === "py.load_name" && result)
			made.set(result, names[load.attrs[0] as number] ?? "");
		const by = op.name === "py.store_name" && first && made.get(first);
		if (by) found.set(names[op.attrs[0] as number] ?? "", by);
	}
	return found;
}
