/** C's spelling of types and strings. */
import type { IntType, MemType, Scalar } from "../ir/types.ts";
import { cString } from "./text.ts";

export const C_SCALAR: { readonly [T in Scalar]: string } = {
	i1: "bool",
	i8: "int8_t",
	i16: "int16_t",
	i32: "int32_t",
	i64: "int64_t",
	i128: "__int128",
	f64: "double",
	ptr: "void *",
	obj: "void *",
	"obj?": "void *",
};

export const C_UNSIGNED: { readonly [T in IntType]: string } = {
	i1: "bool",
	i8: "uint8_t",
	i16: "uint16_t",
	i32: "uint32_t",
	i64: "uint64_t",
	i128: "unsigned __int128",
};

/** A declaration of `name` with type `t`: `int64_t x`, `void *p`, `char a[3][4]`. `struct` spells a struct's type. */
export function declarator(
	t: MemType,
	name: string,
	struct: (name: string) => string,
): string {
	if (typeof t === "string") return joined(C_SCALAR[t], name);
	if (t.kind === "struct") return `${struct(t.name)} ${name}`;
	return declarator(t.of, `${name}[${t.count}]`, struct);
}

/** A type and a name with the blank where C's style has it. */
export function joined(type: string, name: string): string {
	return type.endsWith("*") ? `${type}${name}` : `${type} ${name}`;
}

/** A string literal; bytes that are no printable ASCII as octal escapes. */
export function cStringText(text: string): string {
	let out = '"';
	for (const b of cString(text).subarray(0, -1)) {
		if (b === 0x22 || b === 0x5c) out += `\\${String.fromCharCode(b)}`;
		else if (b === 0x0a) out += "\\n";
		else if (b === 0x3f) out += "\\?";
		else if (b >= 0x20 && b < 0x7f) out += String.fromCharCode(b);
		else out += `\\${b.toString(8).padStart(3, "0")}`;
	}
	return `${out}"`;
}
