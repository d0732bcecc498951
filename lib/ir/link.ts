/** Brings into a module what it uses of its target's prelude: structs, externs, globals, inline functions. */
import { Diagnostic } from "../support/diagnostic.ts";
import { cloneFn } from "./clone.ts";
import { effectsText } from "./effects.ts";
import type { AttrTypes, Extern, Fn, Global, Module, Struct } from "./ir.ts";
import { structsIn } from "./layout.ts";
import { type AttrKind, opDef } from "./ops.ts";
import { signatureText } from "./print.ts";
import { type MemType, memTypeText } from "./types.ts";

/**
 * Copies the items of `prelude` that `module` names, directly or through copied ones, and does not have. Throws a Diagnostic
 * where the module declares something otherwise than the prelude does; a declaration of what the prelude defines stands for it. True if anything was copied.
 */
export function linkPrelude(module: Module, prelude: Module): boolean {
	checkConflicts(module, prelude);
	for (const name of module.externs.keys())
		if (prelude.functions.has(name)) module.externs.delete(name);
	const linker = new Linker(module, prelude);
	for (const fn of module.functions.values()) linker.fn(fn);
	for (const s of module.structs.values()) linker.struct(s);
	for (const g of module.globals.values()) linker.global(g);
	return linker.finish();
}

class Linker {
	readonly #module: Module;
	readonly #prelude: Module;
	readonly #pending: Fn[] = [];
	#changed = false;

	constructor(module: Module, prelude: Module) {
		this.#module = module;
		this.#prelude = prelude;
	}

	/** Functions that were copied name further things. */
	finish(): boolean {
		for (let fn = this.#pending.pop(); fn; fn = this.#pending.pop())
			this.fn(fn);
		return this.#changed;
	}

	fn(fn: Fn): void {
		for (const block of fn.blocks)
			for (const op of block.ops) {
				if (op.attrs.length === 0) continue;
				const kinds: readonly AttrKind[] = opDef(op.name).attrs;
				for (let i = 0; i < kinds.length; i++) {
					const value = op.attrs[i];
					if (kinds[i] === "symbol") this.#symbol(value as string);
					else if (kinds[i] === "memtype") this.#type(value as MemType);
					else if (kinds[i] === "field")
						this.#struct((value as AttrTypes["field"]).struct);
				}
			}
	}

	struct(s: Struct): void {
		for (const f of s.fields) this.#type(f.type);
	}

	global(g: Global): void {
		this.#type(g.type);
		for (const i of g.init ?? []) if (i.kind === "symbol") this.#symbol(i.name);
	}

	#type(t: MemType): void {
		for (const name of structsIn(t)) this.#struct(name);
	}

	#struct(name: string): void {
		if (this.#module.structs.has(name)) return;
		const s = this.#prelude.structs.get(name);
		if (!s) return;
		this.#changed = true;
		this.#module.structs.set(name, { ...s, fields: [...s.fields] });
		this.struct(s);
	}

	#symbol(name: string): void {
		const m = this.#module;
		if (m.functions.has(name) || m.externs.has(name) || m.globals.has(name))
			return;
		const extern = this.#prelude.externs.get(name);
		const global = this.#prelude.globals.get(name);
		const fn = this.#prelude.functions.get(name);
		if (extern) m.externs.set(name, extern);
		else if (global) {
			m.globals.set(name, { ...global });
			this.global(global);
		} else if (fn) {
			const copy = cloneFn(fn);
			m.functions.set(name, copy);
			this.#pending.push(copy);
		} else return;
		this.#changed = true;
	}
}

function checkConflicts(module: Module, prelude: Module): void {
	const conflict = (name: string): never => {
		throw new Diagnostic(
			`'@${name}' is declared otherwise than in target '${prelude.target}'`,
		);
	};
	for (const [name, s] of module.structs) {
		const theirs = prelude.structs.get(name);
		if (theirs && theirs !== s && structKey(s) !== structKey(theirs))
			conflict(name);
	}
	for (const [name, e] of module.externs) {
		const theirs = prelude.externs.get(name);
		if (theirs && theirs !== e && externKey(e) !== externKey(theirs))
			conflict(name);
	}
	for (const [name, g] of module.globals) {
		const theirs = prelude.globals.get(name);
		if (theirs && memTypeText(g.type) !== memTypeText(theirs.type))
			conflict(name);
	}
	for (const [name, f] of [...module.functions, ...module.externs]) {
		const theirs = prelude.functions.get(name) ?? prelude.externs.get(name);
		if (
			theirs &&
			theirs.signature !== f.signature &&
			signatureText(f.signature) !== signatureText(theirs.signature)
		)
			conflict(name);
	}
}

function structKey(s: Struct): string {
	const fields = s.fields.map(
		(f) => `${f.name} ${memTypeText(f.type)} ${f.offset}`,
	);
	return `${s.size} ${fields.join(", ")}`;
}

function externKey(e: Extern): string {
	return `${signatureText(e.signature)} ${effectsText(e.effects)}`;
}
