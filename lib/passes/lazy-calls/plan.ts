/** What the fast versions of a module's functions know of one another. */
import { CODE_FLAGS } from "../../cpython/code.ts";
import type { Fn, Module } from "../../ir/ir.ts";
import type { Kind } from "./reps.ts";

/** Fast locals that mostly are classes: class methods have one. */
export const CLASS_LOCALS: ReadonlySet<string> = new Set([
	"cls",
	"klass",
	"class_",
]);

/** Is a global named as classes are, also those of other modules? Constants mostly are, too. */
export const isNamedAsClass = (name: string): boolean => /^_*[A-Z]/.test(name);

export interface Plan {
	/** The function that a global of this name is likely to be. */
	function(name: string): Fn | undefined;
	/** The function that a variable of an enclosing function is likely to be. */
	closure(fn: Fn, name: string): Fn | undefined;
	/** The function that a method of this name is likely to be. */
	method(name: string): Fn | undefined;
	/** Is it a static method? */
	isStatic(fn: Fn): boolean;
	/** Is it the name of a method of some class here, which may be called with so many arguments, self among them? */
	isMethod(name: string, args: number): boolean;
	/** Is it the name of a property of some class here, and of no attribute of others? */
	isProperty(name: string): boolean;
	/** Does the module speak of deques? */
	readonly usesDeques: boolean;
	/** Is it what classes are called by? */
	isClass(name: string): boolean;
	/** The name of a function's version for such arguments, undefined when there is none. */
	version(fn: Fn, args: readonly Kind[]): string | undefined;
	/** What a version is taken to return. */
	resultOf(name: string): Kind;
	/** May a frame of the function that stands there go on natively? */
	mayReenter(fn: Fn, at: number): boolean;
	/** A new inline cache: its index in words of the module's caches. */
	cache(): number;
}

/** How many objects a function's fast versions take: its parameters, the tuple of `*` and the dict of `**` among them. */
export function objectCount({ code }: Fn): number {
	if (!code) return 0;
	const { varargs, varkeywords } = CODE_FLAGS;
	const packed = [varargs, varkeywords].filter((f) => code.flags & f);
	return code.argcount + code.kwonlyargcount + packed.length;
}

/** Does it take arguments in a tuple or a dict, or by keyword alone? */
export const binds = (fn: Fn): boolean =>
	objectCount(fn) !== (fn.code?.argcount ?? 0);

const objects = (fn: Fn): string => "o".repeat(objectCount(fn));

/** The name of a function's version for arguments of such kinds. */
export const versionName = (fn: Fn, args: readonly Kind[]): string =>
	`${fn.name}.fast.${args.join("")}`;

/** The name of the version that takes objects and gives one, where that for objects gives a number. */
export const boxingName = (fn: Fn): string => `${fn.name}.any`;

/** The version that takes objects and gives one, by which the runtime calls the function. */
export function anyVersion(module: Module, fn: Fn): string | undefined {
	const boxing = boxingName(fn);
	if (module.functions.has(boxing)) return boxing;
	const plain = versionName(fn, [...objects(fn)] as Kind[]);
	const result = module.functions.get(plain)?.signature?.result;
	const isObject = result !== undefined && result !== "i64" && result !== "f64";
	return isObject ? plain : undefined;
}
