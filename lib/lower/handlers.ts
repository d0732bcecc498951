/** Every bytecode's handler, by CPython version. A bytecode without one does not compile. */
import type { Opcode311 } from "../cpython/3.11/opcodes.ts";
import { attributes } from "./attributes.ts";
import { calls } from "./calls.ts";
import { containers } from "./containers.ts";
import { control } from "./control.ts";
import { exceptions } from "./exceptions.ts";
import { generators } from "./generators.ts";
import type { Handle } from "./handler.ts";
import { imports } from "./imports.ts";
import { match } from "./match.ts";
import { names } from "./names.ts";
import { operators } from "./operators.ts";
import { stack } from "./stack.ts";

/** The families, apart: a test holds that no bytecode is in two. */
export const FAMILIES_3_11 = {
	stack,
	names,
	attributes,
	operators,
	containers,
	calls,
	control,
	exceptions,
	imports,
	match,
	generators,
} as const;

const HANDLERS_3_11: { readonly [K in Opcode311]: Handle } = {
	...stack,
	...names,
	...attributes,
	...operators,
	...containers,
	...calls,
	...control,
	...exceptions,
	...imports,
	...match,
	...generators,
};

/** The handlers of a version ("3.11"), by bytecode; undefined when it has none. */
export function handlersOf(
	version: string,
): Readonly<Record<string, Handle>> | undefined {
	return version === "3.11" ? HANDLERS_3_11 : undefined;
}
