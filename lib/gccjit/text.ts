/** Strings of the IR as C strings. */

/** UTF-8 with a NUL at the end; lone surrogates as they come, as CPython's `surrogatepass` writes them. */
export function cString(text: string): Uint8Array {
	if (!/\p{Surrogate}/u.test(text)) return Buffer.from(`${text}\0`, "utf8");
	const parts: number[] = [];
	for (const c of text) {
		const code = c.codePointAt(0) as number;
		if (code >= 0xd800 && code <= 0xdfff)
			parts.push(
				0xe0 | (code >> 12),
				0x80 | ((code >> 6) & 63),
				0x80 | (code & 63),
			);
		else parts.push(...Buffer.from(c, "utf8"));
	}
	return Uint8Array.from([...parts, 0]);
}
