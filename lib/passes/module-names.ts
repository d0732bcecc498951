/** What the code of a module gives names to. */
import type { Fn, Op, Value } from "../ir/ir.ts";
import { opOf } from "../ir/uses.ts";

export interface Stored {
	readonly name: string;
	/** The module that it is, or is imported from. */
	readonly from: string | undefined;
	/** Is it a function or class, perhaps a decorated one? */
	readonly isDefinition: boolean;
}

const definition = (v: Value | undefined): Op | undefined => v && opOf(v);

/** The names that a module's own code sets; nothing for another function. */
export function storedByModule(fn: Fn): Stored[] {
	if (fn.code?.qualname !== "<module>") return [];
	const nameOf = (op: Op): string =>
		fn.code?.names[op.attrs[0] as number] ?? "";
	const moduleOf = (op: Op | undefined): string | undefined => {
		if (op?.name === "py.import_from")
			return moduleOf(definition(op.operands[0]));
		return op?.name === "py.import_name" ? nameOf(op) : undefined;
	};
	return fn.blocks.flatMap((b) =>
		b.ops.flatMap((op) => {
			if (op.name !== "py.store_name") return [];
			const value = definition(op.operands[0]);
			const [name, from] = [nameOf(op), moduleOf(value)];
			return [{ name, from, isDefinition: makesDefinition(value) }];
		}),
	);
}

/** Does an op make a function or class, or pass one through a decorator? */
function makesDefinition(op: Op | undefined): boolean {
	if (op?.name === "py.make_function" || op?.name === "py.load_build_class")
		return true;
	if (op?.name !== "py.call") return false;
	const [method, self] = op.operands.map(definition);
	const callee = method?.name === "py.push_null" ? self : method;
	// A comprehension is a function that is called at once.
	if (callee?.name === "py.make_function") return false;
	return op.operands.some((v) => makesDefinition(definition(v)));
}
