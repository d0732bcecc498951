/** C identifiers for the symbols of a module and the values of a function. */
import type { Fn, Module } from "../ir/ir.ts";

/** Words that C, gcc and clang keep for themselves. */
const RESERVED = new Set(
	`auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while asm typeof bool true
false NULL main linux unix`.split(/\s+/),
);

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A name as an identifier: what C does not allow becomes `_`. */
export function identifier(name: string): string {
	if (IDENTIFIER.test(name)) return name;
	const clean = name.replace(/[^A-Za-z0-9_]/g, "_");
	return /^[A-Za-z_]/.test(clean) ? clean : `v${clean}`;
}

/** Hands out identifiers that are all different. */
export class Names {
	readonly #taken: Set<string>;
	readonly #next = new Map<string, number>();
	readonly #outer: Names | undefined;

	/** Names of `outer` are avoided as well. */
	constructor(outer?: Names) {
		this.#taken = new Set();
		this.#outer = outer;
	}

	has(name: string): boolean {
		return (
			RESERVED.has(name) ||
			this.#taken.has(name) ||
			(this.#outer?.has(name) ?? false)
		);
	}

	/** Keeps a name that must be spelled just so. */
	reserve(name: string): string {
		this.#taken.add(name);
		return name;
	}

	take(wanted: string): string {
		const base = identifier(wanted);
		let name = base;
		let n = this.#next.get(base) ?? 1;
		while (this.has(name)) name = `${base}_${n++}`;
		this.#next.set(base, n);
		this.#taken.add(name);
		return name;
	}
}

/** The identifiers of a module's symbols, by their names in the IR. */
export interface SymbolNames {
	readonly names: Names;
	readonly of: ReadonlyMap<string, string>;
}

/**
 * Externs and imported globals keep their names, they are somebody else's; so do exported globals and functions where C
 * allows it. Native code of Python functions is named `py_…`: it is found through the library's table, and a Python
 * function may well be called `exit`.
 */
export function symbolNames(module: Module): SymbolNames {
	const names = new Names();
	const of = new Map<string, string>();
	const fixed = (name: string): void => {
		of.set(name, names.reserve(name));
	};
	for (const e of module.externs.keys()) fixed(e);
	for (const g of module.globals.values())
		if (g.linkage !== "internal" && IDENTIFIER.test(g.name)) fixed(g.name);
	for (const f of module.functions.values()) if (keepsName(f)) fixed(f.name);
	for (const g of module.globals.values())
		if (!of.has(g.name)) of.set(g.name, names.take(g.name));
	for (const f of module.functions.values())
		if (!of.has(f.name)) of.set(f.name, names.take(wantedName(f)));
	return { names, of };
}

function keepsName(f: Fn): boolean {
	return f.linkage === "export" && !f.code && IDENTIFIER.test(f.name);
}

function wantedName(f: Fn): string {
	return f.code ? `py_${identifier(f.name)}` : f.name;
}
