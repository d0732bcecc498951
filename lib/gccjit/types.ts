/** libgccjit's types for the types of the IR, each made once. */
import { type MemType, memTypeText, type Scalar, SIZE } from "../ir/types.ts";
import { TYPE } from "./api.ts";
import type { Layouts } from "./layout.ts";
import { CONTEXT, type Handle, NULL, type Recorder } from "./recorder.ts";

/** Integers are signed; an unsigned view is made where an op needs one. References and `ptr` are `void *`. */
const SCALAR: { readonly [T in Scalar]: number } = {
	i1: TYPE.bool,
	i8: TYPE.signedChar,
	i16: TYPE.short,
	i32: TYPE.int,
	i64: TYPE.long,
	i128: TYPE.int128,
	f64: TYPE.double,
	ptr: TYPE.voidPtr,
	obj: TYPE.voidPtr,
	"obj?": TYPE.voidPtr,
};

const UNSIGNED = {
	i1: TYPE.bool,
	i8: TYPE.unsignedChar,
	i16: TYPE.unsignedShort,
	i32: TYPE.unsignedInt,
	i64: TYPE.unsignedLong,
	i128: TYPE.unsignedInt128,
} as const;

export interface StructHandles {
	readonly type: Handle;
	readonly pointer: Handle;
	readonly fields: ReadonlyMap<string, Handle>;
}

export class Types {
	readonly #r: Recorder;
	readonly #layouts: Layouts;
	readonly #basic = new Map<number, Handle>();
	readonly #pointers = new Map<Handle, Handle>();
	readonly #memory = new Map<string, Handle>();
	readonly #structs = new Map<string, StructHandles>();
	readonly #structName: (name: string) => string;

	constructor(
		r: Recorder,
		layouts: Layouts,
		structName: (name: string) => string,
	) {
		this.#r = r;
		this.#layouts = layouts;
		this.#structName = structName;
	}

	basic(kind: number): Handle {
		let h = this.#basic.get(kind);
		if (h === undefined) {
			h = this.#r.call("context_get_type", CONTEXT, kind);
			this.#basic.set(kind, h);
		}
		return h;
	}

	scalar(t: Scalar | "void"): Handle {
		return this.basic(t === "void" ? TYPE.void : SCALAR[t]);
	}

	unsigned(t: keyof typeof UNSIGNED): Handle {
		return this.basic(UNSIGNED[t]);
	}

	pointerTo(type: Handle): Handle {
		let h = this.#pointers.get(type);
		if (h === undefined) {
			h = this.#r.call("type_get_pointer", type);
			this.#pointers.set(type, h);
		}
		return h;
	}

	/** The type of memory that holds `t`. */
	memory(t: MemType): Handle {
		if (typeof t === "string") return this.scalar(t);
		if (t.kind === "struct") return this.struct(t.name).type;
		const key = memTypeText(t);
		let h = this.#memory.get(key);
		if (h === undefined) {
			h = this.#array(this.memory(t.of), t.count);
			this.#memory.set(key, h);
		}
		return h;
	}

	#array(element: Handle, count: number): Handle {
		return this.#r.call(
			"context_new_array_type",
			CONTEXT,
			NULL,
			element,
			count,
		);
	}

	struct(name: string): StructHandles {
		const known = this.#structs.get(name);
		if (known) return known;
		const layout = this.#layouts.struct(name);
		const fields = new Map<string, Handle>();
		const all: Handle[] = [];
		let paddings = 0;
		for (const m of layout.members) {
			const isField = m.kind === "field";
			let type = isField
				? this.memory(m.type)
				: this.#array(this.basic(TYPE.char), m.bytes);
			if (layout.packed && isField)
				type = this.#r.call("type_get_aligned", type, 1);
			const label = isField ? m.name : `padding_${paddings++}`;
			const field = this.#r.call(
				"context_new_field",
				CONTEXT,
				NULL,
				type,
				label,
			);
			if (isField) fields.set(m.name, field);
			all.push(field);
		}
		const struct = this.#r.call(
			"context_new_struct_type",
			CONTEXT,
			NULL,
			this.#structName(name),
			all,
		);
		const type = this.#r.call("struct_as_type", struct);
		const handles = { type, pointer: this.pointerTo(type), fields };
		this.#structs.set(name, handles);
		return handles;
	}

	sizeOf(t: Scalar): number {
		return SIZE[t];
	}
}
