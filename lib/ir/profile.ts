/**
 * What running a program taught of one bytecode: `profile(int, int)`, `profile(__main__.Point, kind instance)`. Written by
 * `cpy-dis --profile` or by hand, carried on bytecode lines (as an annotation) and on Python-level ops. A guess, never a promise: passes
 * guard what they take from it.
 */
import { nearest } from "../support/diagnostic.ts";
import { quote, unquote } from "./text.ts";

export interface Profile {
	/**
	 * Exact types, of the operands in their order; of the value for py.load_global; of what is iterated for py.for_iter. `int`, `list`, …
	 * for what builtins has, else `module.qualname`. `_`: not known; `mixed`: several, none of them usual. May be shorter than
	 * the operands are many.
	 */
	readonly types: readonly string[];
	/** How the place works: see PROFILE_KINDS. */
	readonly kind: ProfileKind | undefined;
	/** What is called or found there, `module.qualname`: a function, a class, a method. */
	readonly target: string | undefined;
	/** How often a jump was taken, of how many times it was met. For FOR_ITER the jump is the loop's end. */
	readonly taken: readonly [taken: number, of: number] | undefined;
	/** The types are those met last: others are tried as well, where that can be done. */
	readonly recent?: true | undefined;
}

/** What `kind` may say, by the bytecode. */
export const PROFILE_KINDS = {
	instance: "attribute among the instance's values, no dict",
	slot: "attribute in a slot",
	dict: "attribute in the instance's dict",
	module: "attribute of a module; for a global: found in the module",
	builtin: "a global found in builtins; a call of a C function",
	method: "method of a type: no bound object is made",
	class: "attribute of a class; a call that makes an instance",
	getitem: "a subscript that calls a __getitem__ written in Python",
	python: "call of a Python function with exactly its arguments",
	defaults: "call of a Python function that fills in defaults",
	bound: "call of a bound method",
	descriptor: "call of a C method",
	pair: "a tuple of two is unpacked",
} as const;
export type ProfileKind = keyof typeof PROFILE_KINDS;

export const NO_PROFILE: Profile = {
	types: [],
	kind: undefined,
	target: undefined,
	taken: undefined,
};

const WORD = /^[A-Za-z_][\w.]*$/;
/** Words that begin an item that is no type. */
const ITEM_WORDS: ReadonlySet<string> = new Set([
	"kind",
	"target",
	"taken",
	"recent",
]);

/** `profile(…)`. */
export function profileText(p: Profile): string {
	const items = p.types.map((t) =>
		WORD.test(t) && !ITEM_WORDS.has(t) ? t : quote(t),
	);
	if (p.kind !== undefined) items.push(`kind ${p.kind}`);
	if (p.target !== undefined) items.push(`target ${quote(p.target)}`);
	if (p.taken !== undefined) items.push(`taken ${p.taken.join(" of ")}`);
	if (p.recent) items.push("recent");
	return `profile(${items.join(", ")})`;
}

/** Why a text is no profile, and where in it. */
export interface ProfileError {
	readonly message: string;
	readonly at: number;
	readonly length: number;
	readonly hint?: string;
}

const TOKEN = /\s*(?:([A-Za-z_][\w.]*)|("(?:[^"\\\n]|\\.)*")|(\d+)|([(),]))/y;

/** The inverse of `profileText`. */
export function parseProfile(text: string): Profile | ProfileError {
	try {
		return new ProfileReader(text).read();
	} catch (e) {
		if (e instanceof Mistake) return e.error;
		throw e;
	}
}

export function isProfileError(p: Profile | ProfileError): p is ProfileError {
	return "message" in p;
}

class Mistake extends Error {
	readonly error: ProfileError;
	constructor(error: ProfileError) {
		super(error.message);
		this.error = error;
	}
}

class ProfileReader {
	readonly #text: string;
	#at = 0;
	/** The token read last, and where it starts. */
	#token = "";
	#start = 0;

	constructor(text: string) {
		this.#text = text;
	}

	read(): Profile {
		const types: string[] = [];
		const found: { -readonly [K in keyof Profile]?: Profile[K] } = {};
		this.#expect("profile");
		this.#expect("(");
		if (this.#next() !== ")")
			for (;;) {
				this.#item(types, found);
				if (this.#next() === ")") break;
				if (this.#token !== ",") this.#fail(`expected ',' or ')'`);
				this.#next();
			}
		if (this.#text.slice(this.#at).trim() !== "") {
			this.#next();
			this.#fail("nothing may follow a profile");
		}
		return { ...NO_PROFILE, ...found, types };
	}

	#item(
		types: string[],
		found: { -readonly [K in keyof Profile]?: Profile[K] },
	): void {
		const word = this.#token;
		if (!ITEM_WORDS.has(word)) {
			types.push(this.#name("a type"));
			return;
		}
		if (found[word as "kind"] !== undefined)
			this.#fail(`'${word}' is given twice`);
		if (word === "recent") {
			found.recent = true;
			return;
		}
		this.#next();
		if (word === "kind") found.kind = this.#kind();
		else if (word === "target") found.target = this.#name("a name");
		else found.taken = this.#taken();
	}

	#kind(): ProfileKind {
		const kind = this.#token;
		if (Object.hasOwn(PROFILE_KINDS, kind)) return kind as ProfileKind;
		const near = nearest(kind, Object.keys(PROFILE_KINDS));
		return this.#fail(
			`unknown kind '${kind}'`,
			near === undefined ? undefined : `did you mean '${near}'?`,
		);
	}

	#taken(): readonly [number, number] {
		const taken = this.#number();
		this.#expect("of");
		this.#next();
		const of = this.#number();
		if (taken > of) this.#fail(`taken ${taken} times of ${of}`);
		return [taken, of];
	}

	#number(): number {
		const n = Number(this.#token);
		if (!/^\d/.test(this.#token) || !Number.isSafeInteger(n))
			this.#fail("expected a number");
		return n;
	}

	#name(what: string): string {
		if (WORD.test(this.#token)) return this.#token;
		const text = this.#token.startsWith('"') ? unquote(this.#token) : undefined;
		return text ?? this.#fail(`expected ${what}`);
	}

	#expect(token: string): void {
		if (this.#next() !== token) this.#fail(`expected '${token}'`);
	}

	/** Reads the next token. */
	#next(): string {
		TOKEN.lastIndex = this.#at;
		const m = TOKEN.exec(this.#text);
		this.#token = m?.slice(1).find((part) => part !== undefined) ?? "";
		this.#start = m ? TOKEN.lastIndex - this.#token.length : this.#at;
		this.#at = m ? TOKEN.lastIndex : this.#at;
		return this.#token;
	}

	#fail(message: string, hint?: string): never {
		const length = Math.max(1, this.#token.length);
		const at = Math.min(this.#start, this.#text.length - 1);
		throw new Mistake({
			message,
			at,
			length,
			...(hint === undefined ? {} : { hint }),
		});
	}
}
