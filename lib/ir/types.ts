/** Types of the IR. Values are scalars or complex numbers; structs and arrays exist only in memory. */

/**
 * `obj`  a reference to a Python object, not NULL once checked; `obj?` the same, may be NULL anywhere.
 * `i128`  two machine words, for products; what takes a library (division, floats) or has no single instruction wants a word.
 * `ptr`  an untyped machine address, never reference counted. Integers carry no sign: ops do.
 */
export const SCALARS = [
	"i1",
	"i8",
	"i16",
	"i32",
	"i64",
	"i128",
	"f64",
	"ptr",
	"obj",
	"obj?",
] as const;
export type Scalar = (typeof SCALARS)[number];
/** What values have: scalars, and `complex`, a pair of f64 that is in no memory and passed to no function (`expand-complex` makes it two values). */
export type Type = Scalar | "complex";
export type ResultType = Scalar | "void";

/** What a struct field, a global or an `alloca` holds. A struct is named (`@PyObject`), an array written `[4 x i64]`. */
export type MemType =
	| Scalar
	| { readonly kind: "array"; readonly count: number; readonly of: MemType }
	| { readonly kind: "struct"; readonly name: string };

/** Size in bytes of each scalar on the targets (LP64). */
export const SIZE: { readonly [T in Scalar]: number } = {
	i1: 1,
	i8: 1,
	i16: 2,
	i32: 4,
	i64: 8,
	i128: 16,
	f64: 8,
	ptr: 8,
	obj: 8,
	"obj?": 8,
};

/** Width in bits of the integer types. */
export const BITS = {
	i1: 1,
	i8: 8,
	i16: 16,
	i32: 32,
	i64: 64,
	i128: 128,
} as const;
export type IntType = keyof typeof BITS;

export const isInt = (t: string): t is IntType => t in BITS;
/** An integer of at most one machine word. */
export const isWord = (t: string): boolean => isInt(t) && BITS[t] <= 64;
/** A number as the signed type of so many bits has it; others are taken for addresses. */
export const asSigned = (t: Type, value: bigint): bigint =>
	BigInt.asIntN(isInt(t) ? BITS[t] : 64, value);
export const isRef = (t: string): t is "obj" | "obj?" =>
	t === "obj" || t === "obj?";
/** Machine addresses: what a load may start from. */
export const isAddress = (t: string): boolean => t === "ptr" || isRef(t);
export const isScalar = (t: string): t is Scalar =>
	(SCALARS as readonly string[]).includes(t);

export function memTypeText(t: MemType): string {
	if (typeof t === "string") return t;
	if (t.kind === "struct") return `@${t.name}`;
	return `[${t.count} x ${memTypeText(t.of)}]`;
}

/** How a call says that it failed; with `null` and `minus_one` an exception is set, with the others none need be. */
export const FAILURES = {
	never: "cannot fail",
	null: "NULL and an exception",
	minus_one: "-1 and an exception",
	"null?": "NULL, perhaps with an exception",
	zero: "0 and an exception",
} as const;
export type Failure = keyof typeof FAILURES;

/** What happens to a reference handed over: `borrow` the caller keeps it, `consume` the callee takes it. */
export type Ownership = "borrow" | "consume";

/** One parameter of a signature; `own` counts for references only. */
export interface ParamType {
	readonly type: Scalar;
	readonly own: Ownership;
}

/**
 * What a call asks of the thread's pending exception before it, and what it leaves besides what its failure means. Written
 * `pending(required, clears)`; without a clause a call is made with no exception pending, and leaves one when it fails.
 */
export const PENDING = {
	required: "called with an exception pending",
	allowed: "may be called with an exception pending, which stays",
	sets: "leaves an exception pending, always",
	clears: "no exception is pending afterwards, unless it fails",
} as const;
export type Pending = keyof typeof PENDING;

/** What a call does to the running frame of a native function, written `frame(enter)`. */
export const FRAME_ROLES = {
	enter: "the frame becomes the thread's current one, unless the call fails",
	leave: "the frame is left, also when the call fails",
	try_leave: "the frame is left, unless the call fails",
	outside: "called before the frame is entered or after it is left",
} as const;
export type FrameRole = keyof typeof FRAME_ROLES;

/** A C signature with CPython's contract: who owns, what failure looks like. `ownResult`: the result is a new reference. */
export interface Signature {
	readonly params: readonly ParamType[];
	readonly variadic?: boolean;
	readonly result: ResultType;
	readonly ownResult: boolean;
	readonly failure: Failure;
	/**
	 * Indexes of the parameters that keep alive what a borrowed result, or an address, is or leads to. Without the clause that is the first reference of the
	 * parameters for a borrowed result, and nothing that is known for an address.
	 */
	readonly from?: readonly number[];
	readonly pending?: readonly Pending[];
	readonly frame?: FrameRole;
}
