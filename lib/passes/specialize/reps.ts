/**
 * What the specialised code knows at a place: of each fast local and of each value of the value stack whether it is a machine number, and
 * which exact types its object may have.
 */
import type { Block, Fn, Op, Value } from "../../ir/ir.ts";
import { literalOf } from "../machine-numbers.ts";
import type { Fact } from "./facts.ts";

/** Sets of exact types as bits; UNBOUND says that a fast local may hold nothing. */
export const T = {
	UNBOUND: 1,
	NONE: 2,
	BOOL: 4,
	INT: 8,
	FLOAT: 16,
	STR: 32,
	BYTES: 64,
	LIST: 128,
	TUPLE: 256,
	DICT: 512,
	RANGE_ITER: 1024,
	LIST_ITER: 2048,
	TUPLE_ITER: 4096,
	SET: 8192,
	BYTEARRAY: 16384,
	COMPLEX: 32768,
	OTHER: 65536,
} as const;
export const ANYTHING = 2 * T.OTHER - 1;
export const BOUND = ANYTHING & ~T.UNBOUND;
/** What goes without anybody noticing. */
export const INERT =
	T.UNBOUND | T.NONE | T.BOOL | T.INT | T.FLOAT | T.STR | T.COMPLEX;

/** What is hashed and compared without Python code, tuples of these apart: is_simple of runtime/src/simple.h. */
export const SIMPLE = T.NONE | T.BOOL | T.INT | T.FLOAT | T.STR | T.BYTES;

/** The types that profiles name; what has another name is OTHER. */
const TYPE_NAMES: ReadonlyMap<string, number> = new Map([
	["NoneType", T.NONE],
	["bool", T.BOOL],
	["int", T.INT],
	["float", T.FLOAT],
	["complex", T.COMPLEX],
	["str", T.STR],
	["bytes", T.BYTES],
	["list", T.LIST],
	["tuple", T.TUPLE],
	["dict", T.DICT],
	["range_iterator", T.RANGE_ITER],
	["list_iterator", T.LIST_ITER],
	["tuple_iterator", T.TUPLE_ITER],
]);

export const typeNamed = (name: string | undefined): number | undefined =>
	name === undefined ? undefined : TYPE_NAMES.get(name);

/** The type that a profile says an operand of an op has; undefined where it does not know. */
export function guessedType(op: Op, operand: Value): number | undefined {
	const name = op.profile?.types[op.operands.indexOf(operand)];
	if (name === undefined || name === "_" || name === "mixed") return undefined;
	return TYPE_NAMES.get(name) ?? T.OTHER;
}

/** Are the types that an op's profile says no more than those met last? */
export const isRecent = (op: Op): boolean => op.profile?.recent === true;

/** Does every type of `mask` belong to `wanted`? */
export const within = (mask: number, wanted: number): boolean =>
	(mask & ~wanted) === 0;

/** Machine numbers: an exact int that fits, an exact float, a bool, an exact complex. */
export type Num = "i64" | "f64" | "i1" | "i128" | "complex";
export const TYPE_OF = {
	i64: T.INT,
	f64: T.FLOAT,
	i1: T.BOOL,
	i128: T.INT,
	complex: T.COMPLEX,
} as const;

/** Is it an int, of one word or two? */
export const isWhole = (t: string | undefined): t is "i64" | "i128" =>
	t === "i64" || t === "i128";

/** A number in machine registers. */
export interface NumRep {
	readonly kind: "num";
	readonly type: Num;
	readonly value: Value;
	/** Index of the constant that it is, where its object has an identity to keep. */
	readonly constant?: number | undefined;
	/** Its object, where there is one at hand. */
	readonly object?: ObjRep | undefined;
}

/** One that has an order: no complex. */
export interface RealRep extends NumRep {
	readonly type: Exclude<Num, "complex">;
}

export const isReal = (n: NumRep): n is RealRep => n.type !== "complex";

/** An object, or NULL where the value's type says so. */
export interface ObjRep {
	readonly kind: "obj";
	readonly value: Value;
	readonly mask: number;
	/**
	 * Who keeps it alive: `owned` the value itself (or what is never freed); `slot` the fast local it was loaded from; `item` a container, until something
	 * else happens.
	 */
	readonly kept: "owned" | "slot" | "item";
	/** The fast local it is the value of, as long as that is not stored to. */
	readonly slot?: number | undefined;
	/** Its name in what is known of memory (facts.ts). */
	readonly key?: string | undefined;
	/** The type that a call of its name mostly gives: worth a test, not known. */
	readonly likely?: number | undefined;
	/** The function that it was found to run as. */
	readonly target?: Fn | undefined;
	/** The fast function of objects that it was found to have. */
	readonly fast?: Value | undefined;
	/** Calls of it, or of its methods, are done as they are. */
	readonly plain?: boolean | undefined;
}

const NON_NEGATIVE = new WeakSet<Value>();

/** An int of that many bits besides the sign, which has none where it is `low`. */
export interface Range {
	readonly bits: number;
	readonly low: boolean;
}
const RANGES = new WeakMap<Value, Range>();

/** Says of an i128 what is known of it wherever it is defined. */
export function markRange(v: Value, range: Range): Value {
	RANGES.set(v, range);
	return v;
}

/** What is known of an i64 or i128. */
export function rangeOf(v: Value): Range {
	const known = literalOf(v);
	if (typeof known === "bigint")
		return {
			bits: (known < 0n ? ~known : known).toString(2).length,
			low: known >= 0n,
		};
	if (v.type === "i64") return { bits: 63, low: NON_NEGATIVE.has(v) };
	return RANGES.get(v) ?? { bits: 127, low: false };
}

/** Says of a word that it is not negative wherever it is defined; of an i128, that it is neither negative nor past 2**64. */
export function markNonNegative(v: Value): Value {
	if (v.type === "i128") return markRange(v, { bits: 64, low: true });
	NON_NEGATIVE.add(v);
	return v;
}

/** Is it a word, not a bool, that is known not to be negative, or an i128 that is an unsigned word? */
export function isNonNegative(v: Value): boolean {
	if (!isWhole(v.type)) return false;
	const { bits, low } = rangeOf(v);
	return low && bits <= 64;
}

/** A literal word as a plain number, where that is exact. */
export function smallLiteral(v: Value): number | undefined {
	const known = literalOf(v);
	const small = typeof known === "bigint" && BigInt.asIntN(32, known) === known;
	return small ? Number(known) : undefined;
}

/** A range iterator that runs in registers; there is no object. */
export interface RangeRep {
	readonly kind: "range";
	readonly index: Value;
	readonly start: Value;
	readonly step: Value;
	readonly length: Value;
}

/** An iterator over a list or tuple that runs in registers; it owns the container, itself it is no object. */
export interface ItemsRep {
	readonly kind: "items";
	/** LIST, TUPLE or both. */
	readonly mask: number;
	readonly object: Value;
	readonly index: Value;
}

/** An iterator of enumerate or zip over lists and tuples that runs in registers; it owns them, itself it is no object. */
export interface ZippedRep {
	readonly kind: "zipped";
	/** LIST or TUPLE, of each. */
	readonly masks: readonly number[];
	readonly objects: readonly Value[];
	/** How many items it is on; where it counts, the number it gives is as much more. */
	readonly index: Value;
	readonly offset: Value | undefined;
	/** Of each what it gave last. */
	readonly last: readonly LastItem[];
}

/**
 * What the tuple of enumerate or zip still has of a container (last-items.ts). `container`: what that has one place before, if there is one. `nothing`: what
 * nobody misses. `either`: both are true.
 */
export type LastItem =
	| "container"
	| "nothing"
	| "either"
	| HeldItem
	| FreshItem;

/** There is a reference for the tuple. */
export interface HeldItem {
	readonly isHeld: true;
	readonly value: Value;
}

/** The container has it still. */
export interface FreshItem {
	readonly isHeld: false;
	/** Until something has happened that leaves the container as it is. */
	readonly value: Value | undefined;
	readonly mask: number;
	/** The value that it was given as. */
	readonly of?: Value | undefined;
}

/** The tuple that such an iterator gives, which is taken apart at once; it was never made. */
export interface PartsRep {
	readonly kind: "parts";
	readonly parts: readonly (NumRep | ObjRep)[];
}

/** The range object that a loop is about to iterate over; it was never made. */
export interface RangeObjectRep {
	readonly kind: "range object";
	readonly start: Value;
	readonly step: Value;
	readonly length: Value;
}

/** A builtin, or a method of a built-in type, that was found to be there, by the global that leads to it (known.ts). */
export interface KnownRep {
	readonly kind: "known";
	readonly symbol: string;
}

/** NULL. */
export interface NullRep {
	readonly kind: "null";
}

export type Rep =
	| NumRep
	| ObjRep
	| RangeRep
	| ItemsRep
	| ZippedRep
	| PartsRep
	| RangeObjectRep
	| KnownRep
	| NullRep;

/** Is a number newer than what the frame holds: known, or told by an i1. */
export type Dirty = boolean | Value;

export interface SlotState {
	/** What the frame's own slot may hold. */
	readonly mask: number;
	/** The value as a machine number; otherwise the frame has it. */
	readonly num?: NumRep | undefined;
	readonly dirty: Dirty;
}

export interface Env {
	slots: SlotState[];
	values: Map<Value, Rep>;
	facts: Map<string, Fact>;
}

export const copyEnv = (e: Env): Env => ({
	slots: [...e.slots],
	values: new Map(e.values),
	facts: new Map(e.facts),
});

/** A place in the function as it was: before op `index` of `block`. */
export interface Place {
	readonly block: Block;
	readonly index: number;
}

/** Where fast code may still go back to: nothing that cannot be done again has happened since. */
export interface Rollback extends Place {
	readonly env: Env;
	/** The block that leaves to there, once it is needed. */
	stub: Block | undefined;
	/** The blocks that count failures of guards on the way there, by the bytecodes of the guards; undefined: there is another way to go on. */
	readonly failures: Map<number, Block> | undefined;
	/** Has anything asked for the stub. */
	used?: boolean;
	/** The last op of a bytecode before that, where the path has come to one: nothing switched tracing on before the path's start. */
	readonly behind: Op | undefined;
}
