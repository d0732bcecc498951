/** What the fast versions of a module's functions know of one another. */
import type { Fn } from "../../ir/ir.ts";
import type { Kind } from "./reps.ts";

export interface Plan {
	/** The function that a global of this name is likely to be. */
	function(name: string): Fn | undefined;
	/** The function that a method of this name is likely to be. */
	method(name: string): Fn | undefined;
	/** The name of a function's version for such arguments, undefined when there is none. */
	version(fn: Fn, args: readonly Kind[]): string | undefined;
	/** What a version is taken to return. */
	resultOf(name: string): Kind;
	/** May a frame of the function that stands there go on natively? */
	mayReenter(fn: Fn, at: number): boolean;
	/** A new inline cache: its index in words of the module's caches. */
	cache(): number;
}
