/** Constants as the IR names them in a function's header: what passes may know about co_consts. */
export type Const =
	| { readonly kind: "none" | "true" | "false" | "ellipsis" }
	| { readonly kind: "int"; readonly value: bigint }
	| { readonly kind: "float"; readonly value: number }
	| { readonly kind: "complex"; readonly real: number; readonly imag: number }
	/** UTF-16; lone surrogates stay lone. */
	| { readonly kind: "str"; readonly value: string }
	| { readonly kind: "bytes"; readonly value: Uint8Array }
	| { readonly kind: "tuple" | "frozenset"; readonly items: readonly Const[] }
	/** A nested code object, by its qualified name. */
	| { readonly kind: "code"; readonly qualname: string };
