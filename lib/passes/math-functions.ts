/**
 * Functions of the module `math` that compiled code calls by their entries (runtime/src/math.c): `sqrt(x)` of a global and `math.sqrt(x)`. What they do
 * not do, and what gives no finite number, is left to the function itself: that raises, or knows better.
 */

import { BUILTIN_NAMES } from "./likely-results.ts";

export interface MathFunction {
	/** What the runtime calls it; it takes so many f64. */
	readonly entry: string;
	readonly arity: number;
	/** An f64, not finite where it is refused; or an i64, the least one where it is refused. */
	readonly result: "f64" | "i64";
	/** Does it take an int for the float that is equal to it? */
	readonly takesInts: boolean;
}

const ROWS: readonly (Omit<MathFunction, "entry"> & { names: string })[] = [
	{
		names:
			"sqrt sin cos tan asin acos atan sinh cosh tanh exp log log2 log10 fabs radians degrees",
		arity: 1,
		result: "f64",
		takesInts: true,
	},
	{
		names: "atan2 pow fmod copysign",
		arity: 2,
		result: "f64",
		takesInts: true,
	},
	{ names: "floor ceil trunc", arity: 1, result: "i64", takesInts: false },
];

/** By the names in the module. */
export const MATH_FUNCTIONS: ReadonlyMap<string, MathFunction> = new Map(
	ROWS.flatMap(({ names, ...row }) =>
		names.split(" ").map((name) => {
			const entry = `Coconut_Math${name.charAt(0).toUpperCase()}${name.slice(1)}`;
			return [name, { entry, ...row }] as const;
		}),
	),
);

/** The global that holds the function object of this name, once it is known. */
export const mathSymbol = (name: string): string => `Coconut_Math_${name}`;

/** Is a global of this name likely to be a function of the module? `pow` is the builtin's name as well. */
export const isMathGlobal = (name: string): boolean =>
	MATH_FUNCTIONS.has(name) && !BUILTIN_NAMES.has(name);
