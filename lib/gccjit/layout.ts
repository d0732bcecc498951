/** How structs and arrays lie in memory, in terms a C compiler understands. */
import type { Module, Struct } from "../ir/ir.ts";
import {
	isAddress,
	type MemType,
	memTypeText,
	type Scalar,
	SIZE,
} from "../ir/types.ts";
import { Diagnostic, invariant } from "../support/diagnostic.ts";

/** A member of the C struct: a field, or bytes that nobody names. */
export type Member =
	| { readonly kind: "field"; readonly name: string; readonly type: MemType }
	| { readonly kind: "padding"; readonly bytes: number };

/** A struct as C declares it. */
export interface Layout {
	readonly name: string;
	readonly size: number;
	readonly members: readonly Member[];
	/** Fields lie where C would not put them by itself: each needs an alignment of 1. */
	readonly packed: boolean;
	/** Byte offset and type of every field, those left out of `members` too. */
	readonly fields: ReadonlyMap<
		string,
		{ readonly offset: number; readonly type: MemType }
	>;
	/** Fields that overlap another and are accessed by offset. */
	readonly overlapping: ReadonlySet<string>;
	/** Alignment of the C type in bytes. */
	readonly align: number;
}

/** Whether two types are the same in memory: all addresses are. */
export function sameType(a: MemType, b: MemType): boolean {
	if (typeof a === "string" && typeof b === "string")
		return a === b || (isAddress(a) && isAddress(b));
	return memTypeText(a) === memTypeText(b);
}

/** Computes layouts, each once. */
export class Layouts {
	readonly #module: Module;
	readonly #known = new Map<string, Layout>();
	readonly #active = new Set<string>();

	constructor(module: Module) {
		this.#module = module;
	}

	struct(name: string): Layout {
		const known = this.#known.get(name);
		if (known) return known;
		const struct = this.#module.structs.get(name);
		if (!struct) throw new Diagnostic(`unknown struct '@${name}'`);
		if (this.#active.has(name))
			throw new Diagnostic(`struct '@${name}' contains itself`);
		this.#active.add(name);
		const layout = this.#layOut(struct);
		this.#active.delete(name);
		this.#known.set(name, layout);
		return layout;
	}

	field(struct: string, field: string): { offset: number; type: MemType } {
		const found = this.struct(struct).fields.get(field);
		if (!found)
			throw new Diagnostic(`struct '@${struct}' has no field '${field}'`);
		return found;
	}

	/** The type of a field that a load or store may name. */
	scalarField(struct: string, field: string): Scalar {
		const { type } = this.field(struct, field);
		if (typeof type !== "string")
			throw new Diagnostic(
				`field '@${struct}.${field}' is no scalar: only its address can be taken`,
			);
		return type;
	}

	sizeOf(t: MemType): number {
		if (typeof t === "string") return SIZE[t];
		if (t.kind === "array") return t.count * this.sizeOf(t.of);
		return this.struct(t.name).size;
	}

	alignOf(t: MemType): number {
		if (typeof t === "string") return SIZE[t];
		if (t.kind === "array") return this.alignOf(t.of);
		return this.struct(t.name).align;
	}

	#layOut(s: Struct): Layout {
		const fields = new Map(
			s.fields.map((f) => [f.name, { offset: f.offset, type: f.type }]),
		);
		const members: Member[] = [];
		const overlapping = new Set<string>();
		let end = 0;
		let align = 1;
		let packed = false;
		for (const f of [...s.fields].sort((a, b) => a.offset - b.offset)) {
			// A flexible array behind the end is reached by its address, as a field that overlaps another.
			if (f.offset < end || f.offset >= s.size) {
				overlapping.add(f.name);
				continue;
			}
			if (f.offset > end)
				members.push({ kind: "padding", bytes: f.offset - end });
			members.push({ kind: "field", name: f.name, type: f.type });
			const natural = this.alignOf(f.type);
			align = Math.max(align, natural);
			if (f.offset % natural !== 0) packed = true;
			end = f.offset + this.sizeOf(f.type);
		}
		invariant(end <= s.size, `fields of '@${s.name}' are beyond its end`);
		if (s.size > end) members.push({ kind: "padding", bytes: s.size - end });
		if (s.size % align !== 0) packed = true;
		return {
			name: s.name,
			size: s.size,
			members,
			packed,
			fields,
			overlapping,
			align: packed ? 1 : align,
		};
	}
}
