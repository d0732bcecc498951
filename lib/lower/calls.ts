/** Calls and function objects. */
import { BytecodeError } from "../cpython/bytecode-error.ts";
import { type Handlers, plain } from "./handler.ts";

/** Which bits of MAKE_FUNCTION's argument say that a value lies below the code object. */
const FUNCTION_PARTS = [1, 2, 4, 8];

export const calls = {
	KW_NAMES: (t, i) => {
		if (t.cfg.code.consts[i.arg]?.kind !== "tuple")
			throw new BytecodeError("KW_NAMES names no tuple", i.offset);
		t.kwnames = i.arg;
	},
	// Only unpacks bound methods ahead of CALL, which does as well with one left whole.
	PRECALL: () => {},
	CALL: (t, i) => {
		const operands = t.popMany(i.arg + 2);
		const keywords = t.kwnames;
		t.kwnames = undefined;
		const names = t.cfg.code.consts[keywords ?? -1];
		if (names?.kind === "tuple" && names.items.length > i.arg)
			throw new BytecodeError(
				`CALL has ${i.arg} arguments, KW_NAMES names ${names.items.length}`,
				i.offset,
			);
		t.push(t.emit1("py.call", [keywords], operands));
	},
	CALL_FUNCTION_EX: (t, i) => {
		const operands = t.popMany(3 + (i.arg & 1));
		t.push(t.emit1("py.call_function_ex", [], operands));
	},
	MAKE_FUNCTION: (t, i) => {
		const parts = FUNCTION_PARTS.filter((bit) => i.arg & bit).length;
		const operands = t.popMany(parts + 1);
		t.push(t.emit1("py.make_function", [i.arg & 15], operands));
	},
	PRINT_EXPR: plain("py.print_expr", 1),
} as const satisfies Handlers;
