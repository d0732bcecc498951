/** What a row of a version's bytecode table says. The tables are in `<version>/opcodes.ts`, the registry in versions.ts. */

/** What an argument means: an index into consts, names, localsplus (`local`, `free`), an operator, a jump distance, or just a number. */
export type ArgKind =
	| "const"
	| "name"
	/** LOAD_GLOBAL: the name's index times two, plus one when a NULL is pushed first. */
	| "global"
	| "local"
	| "free"
	| "compare"
	| "binary"
	| "jump"
	| "number";

export interface OpcodeDef {
	readonly number: number;
	/** Change of the stack depth, as dis.stack_effect(op, arg, jump=…). */
	readonly effect: number | ((arg: number, jump: boolean) => number);
	/** Inline cache entries (code units) after the instruction. */
	readonly caches?: number;
	/** Absent: the bytecode takes no argument. */
	readonly arg?: ArgKind;
	/** Jumps are relative to the end of the instruction and its caches, in code units. */
	readonly jump?: "forward" | "backward";
	/** Control never falls through to the next instruction. */
	readonly end?: "return" | "raise" | "jump";
	/** Whether it can leave with an exception set (MemoryError and what the eval breaker delivers included). */
	readonly raises: boolean;
}

/** What a quickened form says: the fields of a profile (lib/ir/profile.ts). */
export interface Lesson {
	readonly types?: readonly string[];
	readonly kind?: string;
	readonly target?: string;
}

export interface SpecializedDef {
	readonly number: number;
	readonly generic: string;
	readonly teaches?: Lesson;
}

/** The stack effect of one instruction along one of its ways out. */
export function stackEffect(
	def: OpcodeDef,
	arg: number,
	jump: boolean,
): number {
	return typeof def.effect === "number" ? def.effect : def.effect(arg, jump);
}
