/** The fingerprint of a code object (docs/abi.md): how the runtime knows that a native function belongs to it. */
import type { CodeObject, PyConst } from "../cpython/code.ts";
import { Unsupported } from "../support/diagnostic.ts";

/** 64 bits: h1 high, h2 low. */
export function fingerprint(code: CodeObject): bigint {
	const hash = new Hash();
	hash.u32(code.argcount);
	hash.u32(code.posonlyargcount);
	hash.u32(code.kwonlyargcount);
	hash.u32(code.stacksize);
	hash.u32(code.flags);
	hash.u32(code.firstlineno);
	hash.string(code.qualname);
	hash.bytes(code.code);
	hash.u32(code.names.length);
	for (const name of code.names) hash.string(name);
	hash.u32(code.localsplusnames.length);
	for (const name of code.localsplusnames) hash.string(name);
	hash.bytes(code.localspluskinds);
	hash.bytes(code.exceptiontable);
	hash.u32(code.consts.length);
	for (const c of code.consts) hash.constant(c);
	return (BigInt(hash.h1) << 32n) | BigInt(hash.h2);
}

/** The byte that stands before the content of a constant. */
const TAGS: { readonly [K in PyConst["kind"]]?: string } = {
	none: "N",
	true: "T",
	false: "F",
	ellipsis: ".",
	int: "i",
	float: "g",
	complex: "c",
	str: "s",
	bytes: "b",
	tuple: "(",
	frozenset: "<",
	code: "C",
};

const scratch = new DataView(new ArrayBuffer(8));

class Hash {
	private a = 0x811c9dc5 | 0;
	private b = 0x9747b28c | 0;

	get h1(): number {
		return this.a >>> 0;
	}

	get h2(): number {
		return this.b >>> 0;
	}

	byte(value: number): void {
		this.a = Math.imul(this.a ^ value, 0x01000193);
		const x = this.b ^ value;
		this.b = Math.imul((x << 5) | (x >>> 27), 0x85ebca6b);
	}

	u32(value: number): void {
		this.byte(value & 0xff);
		this.byte((value >>> 8) & 0xff);
		this.byte((value >>> 16) & 0xff);
		this.byte(value >>> 24);
	}

	/** Length and content. */
	bytes(value: Uint8Array): void {
		this.u32(value.length);
		for (const b of value) this.byte(b);
	}

	/** As UTF-8; `split` are the indices of high surrogates that make no pair with what follows. */
	string(value: string, split?: readonly number[]): void {
		this.bytes(utf8(value, split));
	}

	constant(c: PyConst): void {
		const tag = TAGS[c.kind];
		if (tag === undefined)
			throw new Unsupported(`a constant of type ${c.kind}`);
		this.byte(tag.charCodeAt(0));
		switch (c.kind) {
			case "int":
				this.string(pythonHex(c.value));
				break;
			case "float":
				this.u64(c.bits);
				break;
			case "complex":
				this.u64(c.real.bits);
				this.u64(c.imag.bits);
				break;
			case "str":
				this.string(c.value, c.split);
				break;
			case "bytes":
				this.bytes(c.value);
				break;
			case "tuple":
				this.u32(c.items.length);
				for (const item of c.items) this.constant(item);
				break;
			case "frozenset":
				this.unordered(c.items);
				break;
			case "code":
				this.string(c.code.qualname);
				break;
			default:
		}
	}

	private u64(bits: bigint): void {
		scratch.setBigUint64(0, bits, true);
		for (let k = 0; k < 8; k++) this.byte(scratch.getUint8(k));
	}

	/** The count, and the wrapping sum of what the items hash to, each on its own: the same in any order. */
	private unordered(items: readonly PyConst[]): void {
		this.u32(items.length);
		let low = 0;
		let high = 0;
		for (const item of items) {
			const hash = new Hash();
			hash.constant(item);
			const sum = low + hash.h2;
			low = sum >>> 0;
			high = (high + hash.h1 + (sum > 0xffffffff ? 1 : 0)) >>> 0;
		}
		this.u32(low);
		this.u32(high);
	}
}

/** Python's hex(). */
function pythonHex(value: bigint): string {
	return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}

/** UTF-8 with surrogates as they come (the `surrogatepass` error handler). */
function utf8(value: string, split: readonly number[] | undefined): Uint8Array {
	if (split === undefined && !/\p{Surrogate}/u.test(value))
		return encoder.encode(value);
	const out: number[] = [];
	for (let k = 0; k < value.length; k++) {
		const whole = split?.includes(k)
			? value.charCodeAt(k)
			: (value.codePointAt(k) as number);
		if (whole > 0xffff) k++;
		pushUtf8(out, whole);
	}
	return Uint8Array.from(out);
}

const encoder = new TextEncoder();

function pushUtf8(out: number[], c: number): void {
	if (c < 0x80) out.push(c);
	else if (c < 0x800) out.push(0xc0 | (c >> 6), 0x80 | (c & 63));
	else if (c < 0x10000)
		out.push(0xe0 | (c >> 12), 0x80 | ((c >> 6) & 63), 0x80 | (c & 63));
	else
		out.push(
			0xf0 | (c >> 18),
			0x80 | ((c >> 12) & 63),
			0x80 | ((c >> 6) & 63),
			0x80 | (c & 63),
		);
}
