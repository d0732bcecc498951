/**
 * Writing CPython's marshal format, version 4 (w_object in Python/marshal.c).
 *
 * What CPython's compiler shares is shared: equal immutable constants become references to the first, co_code never does.
 * With `refs: false` no reference is written, which is the normal form in which two streams can be compared.
 */
import { invariant } from "../support/diagnostic.ts";
import { encodeSurrogatePass } from "./bytes.ts";
import type { CodeObject, PyConst, PyStr } from "./code.ts";

const FLAG_REF = 0x80;

export interface WriteOptions {
	/** Write references to values seen before (default true). */
	readonly refs?: boolean;
}

/** Marshals a value, as marshal.dumps(value, 4) does. */
export function writeMarshal(
	value: PyConst,
	options: WriteOptions = {},
): Uint8Array {
	const writer = new Writer(options.refs ?? true);
	writer.object(value);
	return writer.result();
}

class Writer {
	private buffer = Buffer.alloc(1 << 12);
	private at = 0;
	private readonly refs: boolean;
	/** Index of each value written with FLAG_REF, by key for immutable values and by identity for the rest. */
	private readonly seen = new Map<string | object, number>();

	constructor(refs: boolean) {
		this.refs = refs;
	}

	result(): Uint8Array {
		return Uint8Array.prototype.slice.call(this.buffer, 0, this.at);
	}

	object(value: PyConst): void {
		switch (value.kind) {
			case "none":
				this.byte("N");
				return;
			case "true":
				this.byte("T");
				return;
			case "false":
				this.byte("F");
				return;
			case "ellipsis":
				this.byte(".");
				return;
			case "stopiteration":
				this.byte("S");
				return;
			default:
				this.shared(value);
		}
	}

	private shared(value: PyConst): void {
		if (!this.refs) {
			this.body(value, 0);
			return;
		}
		const key = shareKey(value);
		const index = this.seen.get(key);
		if (index !== undefined) {
			this.byte("r");
			this.long(index);
			return;
		}
		this.seen.set(key, this.seen.size);
		this.body(value, FLAG_REF);
	}

	private body(value: PyConst, flag: number): void {
		switch (value.kind) {
			case "int":
				this.int(value.value, flag);
				return;
			case "float":
				this.byte("g", flag);
				this.double(value.bits);
				return;
			case "complex":
				this.byte("y", flag);
				this.double(value.real.bits);
				this.double(value.imag.bits);
				return;
			case "str":
				this.str(value, flag);
				return;
			case "bytes":
				this.bytes(value.value, flag);
				return;
			case "tuple":
				if (value.items.length < 256) {
					this.byte(")", flag);
					this.raw(value.items.length);
				} else {
					this.byte("(", flag);
					this.long(value.items.length);
				}
				for (const item of value.items) this.object(item);
				return;
			case "list":
				this.sequence("[", value.items, flag);
				return;
			case "set":
				this.sequence("<", value.items, flag);
				return;
			case "frozenset":
				this.sequence(">", value.items, flag);
				return;
			case "dict":
				this.byte("{", flag);
				for (const [k, v] of value.items) {
					this.object(k);
					this.object(v);
				}
				this.byte("0");
				return;
			case "code":
				this.code(value.code, flag);
				return;
			default:
				invariant(false, `${value.kind} is written by object()`);
		}
	}

	private sequence(tag: string, items: readonly PyConst[], flag: number): void {
		this.byte(tag, flag);
		this.long(items.length);
		for (const item of items) this.object(item);
	}

	private int(value: bigint, flag: number): void {
		if (value >= -0x80000000n && value <= 0x7fffffffn) {
			this.byte("i", flag);
			this.long(Number(value));
			return;
		}
		const bits = (value < 0n ? -value : value).toString(2);
		const count = Math.ceil(bits.length / 15);
		this.byte("l", flag);
		this.long(value < 0n ? -count : count);
		for (let i = 0; i < count; i++) {
			const end = bits.length - i * 15;
			const digit = Number.parseInt(bits.slice(Math.max(0, end - 15), end), 2);
			this.raw(digit & 0xff);
			this.raw(digit >> 8);
		}
	}

	private str(value: PyStr, flag: number): void {
		// biome-ignore lint/suspicious/noControlCharactersInRegex: the whole of ASCII is meant
		if (/^[\x00-\x7f]*$/.test(value.value)) {
			const short = value.value.length < 256;
			this.byte(
				short ? (value.interned ? "Z" : "z") : value.interned ? "A" : "a",
				flag,
			);
			if (short) this.raw(value.value.length);
			else this.long(value.value.length);
			this.append(Buffer.from(value.value, "latin1"));
			return;
		}
		this.byte(value.interned ? "t" : "u", flag);
		const bytes = encodeSurrogatePass(value);
		this.long(bytes.length);
		this.append(bytes);
	}

	private bytes(value: Uint8Array, flag: number): void {
		this.byte("s", flag);
		this.long(value.length);
		this.append(value);
	}

	private code(code: CodeObject, flag: number): void {
		this.byte("c", flag);
		this.long(code.argcount);
		this.long(code.posonlyargcount);
		this.long(code.kwonlyargcount);
		this.long(code.stacksize);
		this.long(code.flags);
		this.bytes(code.code, 0);
		const before = this.seen.size;
		this.object({ kind: "tuple", items: code.consts });
		this.object(internedTuple(code.names));
		this.object(internedTuple(code.localsplusnames));
		const { localspluskinds } = code;
		if (localspluskinds.length > 0) this.bytes(localspluskinds, 0);
		else this.object({ kind: "bytes", value: localspluskinds });
		this.object(text(code.filename, code.interned.filename));
		this.object(text(code.name, code.interned.name));
		this.qualname(code, before);
		this.long(code.firstlineno);
		this.object({ kind: "bytes", value: code.linetable });
		this.object({ kind: "bytes", value: code.exceptiontable });
	}

	/**
	 * A qualified name is made anew for each code object: it is shared with an equal co_name, and with the constant that a class body
	 * stores as `__qualname__` if no constant was equal before (`before`: values seen before this code object's constants).
	 */
	private qualname(code: CodeObject, before: number): void {
		const value = text(code.qualname, code.interned.qualname);
		const key = constKey(value);
		const own =
			value.interned ||
			key === constKey(text(code.name, code.interned.name)) ||
			((this.seen.get(key) ?? -1) >= before &&
				code.consts.some((c) => c.kind === "str" && constKey(c) === key));
		if (own) this.object(value);
		else this.str(value, 0);
	}

	private byte(tag: string, flag = 0): void {
		this.raw(tag.charCodeAt(0) | flag);
	}

	private raw(value: number): void {
		this.room(1);
		this.buffer[this.at++] = value;
	}

	private long(value: number): void {
		this.room(4);
		this.at = this.buffer.writeInt32LE(value | 0, this.at);
	}

	private double(bits: bigint): void {
		this.room(8);
		this.at = this.buffer.writeBigUInt64LE(bits, this.at);
	}

	private append(bytes: Uint8Array): void {
		this.room(bytes.length);
		this.buffer.set(bytes, this.at);
		this.at += bytes.length;
	}

	private room(length: number): void {
		if (this.at + length <= this.buffer.length) return;
		const bigger = Buffer.alloc(
			Math.max(this.buffer.length * 2, this.at + length),
		);
		this.buffer.copy(bigger, 0, 0, this.at);
		this.buffer = bigger;
	}
}

function text(value: string, interned: boolean): PyStr {
	return { kind: "str", value, interned };
}

function internedTuple(names: readonly string[]): PyConst {
	return { kind: "tuple", items: names.map((n) => text(n, true)) };
}

/**
 * Equal keys mean values that the compiler merges: same type, same value, exactly. Mutable values, code, frozensets and NaNs (which
 * do not equal themselves) go by identity.
 */
function shareKey(value: PyConst): string | object {
	switch (value.kind) {
		case "list":
		case "set":
		case "dict":
		case "frozenset":
			return value;
		case "float":
			return Number.isNaN(value.value) ? value : constKey(value);
		case "code":
			return value.code;
		default:
			return constKey(value);
	}
}

const codeIds = new WeakMap<object, number>();
let nextCodeId = 0;

/** A string that two constants share exactly when they are equal in type and value, interning of strings included. */
export function constKey(value: PyConst): string {
	switch (value.kind) {
		case "int":
			return `i${value.value.toString(16)}`;
		case "float":
			return `f${value.bits.toString(16)}`;
		case "complex":
			return `c${value.real.bits.toString(16)},${value.imag.bits.toString(16)}`;
		case "str":
			return `${value.interned ? "t" : "u"}${value.split?.join() ?? ""}:${value.value.length}:${value.value}`;
		case "bytes":
			return `b${value.value.length}:${Buffer.from(value.value.buffer, value.value.byteOffset, value.value.length).toString("latin1")}`;
		case "tuple":
		case "frozenset":
			return `${value.kind}(${value.items.map(constKey).join(";")})`;
		case "list":
		case "set":
		case "dict":
			return `${value.kind}${identity(value)}`;
		case "code":
			return `code${identity(value.code)}`;
		default:
			return value.kind;
	}
}

function identity(value: object): number {
	let id = codeIds.get(value);
	if (id === undefined) {
		id = nextCodeId++;
		codeIds.set(value, id);
	}
	return id;
}
