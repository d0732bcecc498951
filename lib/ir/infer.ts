/** The types of an op's results, from the op table, its operands, its attributes and what the module declares. */
import type { AttrTypes, Module, Op } from "./ir.ts";
import { opDef, type Result, resultCount } from "./ops.ts";
import type { MemType, Signature, Type } from "./types.ts";

/** The signature of a function or extern; undefined when the module has none of that name. */
export function signatureOf(m: Module, symbol: string): Signature | undefined {
	return (m.functions.get(symbol) ?? m.externs.get(symbol))?.signature;
}

/** The signature a `call` or `call_indirect` goes by; undefined when the callee is unknown. */
export function calleeSignature(m: Module, op: Op): Signature | undefined {
	if (op.name === "call_indirect") return op.attrs[0] as Signature;
	return signatureOf(m, op.attrs[0] as string);
}

/** The type of a struct's field; undefined when the struct or the field is unknown. */
export function fieldType(
	m: Module,
	f: AttrTypes["field"],
): MemType | undefined {
	return m.structs.get(f.struct)?.fields.find((x) => x.name === f.field)?.type;
}

/** The result patterns of an op as it stands, one for each result; a call's `callee` is left out when it gives nothing. */
export function resultPatterns(m: Module, op: Op): readonly Result[] {
	const def = opDef(op.name);
	if (def.manyResults)
		return Array.from(
			{ length: resultCount(def, op.attrs) },
			() => def.manyResults as Result,
		);
	if (def.results[0] === "callee") {
		const signature = calleeSignature(m, op);
		if (signature?.result === "void") return [];
	}
	return def.results;
}

/** The type of a result; undefined when it depends on something unknown (a callee, a field that is not a scalar). */
export function resultType(
	m: Module,
	op: Op,
	pattern: Result,
): Type | undefined {
	switch (pattern) {
		case "own obj":
		case "borrow obj":
			return "obj";
		case "own obj?":
		case "borrow obj?":
			return "obj?";
		case "same":
			return op.operands[0]?.type;
		case "literal":
			return (op.attrs[0] as AttrTypes["literal"]).type;
		case "type":
			return op.attrs[0] as Type;
		case "field": {
			const type = fieldType(m, op.attrs[0] as AttrTypes["field"]);
			return typeof type === "string" ? type : undefined;
		}
		case "callee": {
			const type = calleeSignature(m, op)?.result;
			return type === "void" ? undefined : type;
		}
		default:
			return pattern;
	}
}
