/** The variables of one filecheck run, shared by all its patterns. */
import type { NumberFormat } from "./numeric.ts";

export interface NumericVariable {
	readonly name: string;
	/** The format of its definition; undefined while only a use has been seen. */
	format: NumberFormat | undefined;
	value: bigint | undefined;
	/** Line of the directive that defines it, undefined for the command line's. */
	readonly line: number | undefined;
}

export class Variables {
	/** String variables that have a value now (Latin-1, one unit a byte). */
	readonly strings = new Map<string, string>();
	/** Names some directive so far defines as a string variable. */
	readonly stringNames = new Set<string>();
	readonly numeric = new Map<string, NumericVariable>();
	/** `@LINE`. */
	readonly line: NumericVariable = {
		name: "@LINE",
		format: { kind: "unsigned", precision: 0, alternate: false },
		value: undefined,
		line: undefined,
	};

	constructor() {
		this.numeric.set("@LINE", this.line);
	}

	/** Forgets every variable whose name does not start with `$`: a new -LABEL block begins. */
	clearLocals(): void {
		for (const name of [...this.strings.keys()])
			if (!name.startsWith("$")) this.strings.delete(name);
		for (const v of this.numeric.values())
			if (!v.name.startsWith("$") && v !== this.line) v.value = undefined;
	}
}
