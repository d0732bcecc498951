/** A mistake found in a code object; whoever knows where the bytecode was written turns it into a place. */
import { Diagnostic } from "../support/diagnostic.ts";

export class BytecodeError extends Diagnostic {
	/** Byte offset of the instruction at fault, EXTENDED_ARG included; undefined when the whole code object is. */
	readonly offset: number | undefined;
	constructor(message: string, offset?: number, hint?: string) {
		super(message, undefined, hint);
		this.name = "BytecodeError";
		this.offset = offset;
	}
}

/** The same mistake with the code object and offset in its message, for input that has no lines. */
export function locate(
	error: BytecodeError,
	file: string,
	qualname: string,
): Diagnostic {
	const at = error.offset === undefined ? "" : ` at offset ${error.offset}`;
	return new Diagnostic(`'${file}': code '${qualname}'${at}: ${error.message}`);
}
