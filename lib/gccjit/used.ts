/** What of a module has to be emitted: what is visible from outside, and what that needs. */
import type { Fn, Global, Module } from "../ir/ir.ts";

export interface Used {
	/** In the module's order. */
	readonly functions: readonly Fn[];
	readonly globals: readonly Global[];
	readonly externs: ReadonlySet<string>;
}

/** Follows symbols from exported functions and globals, and from `roots`. A prelude's helpers cost nothing unless used. */
export function usedSymbols(
	module: Module,
	roots: readonly string[] = [],
): Used {
	const seen = new Set<string>();
	const work: string[] = [...roots];
	for (const f of module.functions.values())
		if (f.linkage === "export") work.push(f.name);
	for (const g of module.globals.values())
		if (g.linkage === "export") work.push(g.name);
	for (let name = work.pop(); name !== undefined; name = work.pop()) {
		if (seen.has(name)) continue;
		seen.add(name);
		const fn = module.functions.get(name);
		if (fn) work.push(...symbolsOf(fn));
		for (const i of module.globals.get(name)?.init ?? [])
			if (i.kind === "symbol") work.push(i.name);
	}
	return {
		functions: [...module.functions.values()].filter((f) => seen.has(f.name)),
		globals: [...module.globals.values()].filter((g) => seen.has(g.name)),
		externs: new Set([...module.externs.keys()].filter((e) => seen.has(e))),
	};
}

function symbolsOf(fn: Fn): Set<string> {
	const found = new Set<string>();
	for (const block of fn.blocks)
		for (const op of block.ops)
			if (op.name === "call" || op.name === "global_addr")
				found.add(op.attrs[0] as string);
	return found;
}
