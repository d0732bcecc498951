/**
 * Reading CPython's marshal format, all versions up to 4 (r_object in Python/marshal.c), without Python.
 * References are resolved; one referenced object is one JavaScript object.
 */
import { Diagnostic, invariant } from "../support/diagnostic.ts";
import { decodeSurrogatePass } from "./bytes.ts";
import {
	type CodeObject,
	FAST_LOCAL,
	type PyConst,
	type PyStr,
	pyFloat,
	pyFloatFromBits,
} from "./code.ts";
import {
	CODE_COST,
	CONTAINER_COST,
	NESTED_TOO_DEEPLY,
	NESTING_BUDGET,
} from "./nesting.ts";

const FLAG_REF = 0x80;

const NONE: PyConst = { kind: "none" };
const TRUE: PyConst = { kind: "true" };
const FALSE: PyConst = { kind: "false" };
const ELLIPSIS: PyConst = { kind: "ellipsis" };
const STOPITERATION: PyConst = { kind: "stopiteration" };

/** Reads one marshalled value that must fill `bytes`. `file` names the input in Diagnostics, `base` is added to their byte offsets. */
export function readMarshal(
	bytes: Uint8Array,
	file = "<marshal>",
	base = 0,
): PyConst {
	const reader = new Reader(bytes, file, base);
	const value = reader.object();
	if (reader.at !== bytes.length)
		throw reader.error(
			`${bytes.length - reader.at} bytes are left after the end of the marshalled data`,
		);
	return value;
}

class Reader {
	at = 0;
	private depth = 0;
	private readonly refs: (PyConst | undefined)[] = [];
	private readonly view: DataView;
	private readonly bytes: Uint8Array;
	private readonly file: string;
	private readonly base: number;

	constructor(bytes: Uint8Array, file: string, base: number) {
		this.bytes = bytes;
		this.file = file;
		this.base = base;
		this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	error(message: string, at = this.at): Diagnostic {
		return new Diagnostic(`'${this.file}': byte ${at + this.base}: ${message}`);
	}

	object(): PyConst {
		const value = this.objectOrNull();
		if (value === undefined)
			throw this.error("NULL where an object is expected", this.at - 1);
		return value;
	}

	/** Undefined for TYPE_NULL, which ends a dict. */
	private objectOrNull(): PyConst | undefined {
		const start = this.at;
		const tag = this.byte();
		const type = String.fromCharCode(tag & ~FLAG_REF);
		let value: PyConst | undefined;
		if (type === "r") value = this.reference(start);
		else if (tag & FLAG_REF && !"0NTFS.".includes(type)) {
			const index = this.refs.push(undefined) - 1;
			value = this.value(type, start);
			this.refs[index] = value;
		} else value = this.value(type, start);
		return value;
	}

	/** Reads what is inside a value, if it is not too deep. */
	private inside<T>(cost: number, start: number, read: () => T): T {
		this.depth += cost;
		if (this.depth > NESTING_BUDGET) throw this.error(NESTED_TOO_DEEPLY, start);
		const result = read();
		this.depth -= cost;
		return result;
	}

	private reference(start: number): PyConst {
		const index = this.long();
		if (index < 0 || index >= this.refs.length)
			throw this.error(`reference ${index} is out of range`, start);
		const value = this.refs[index];
		if (value === undefined)
			throw this.error(`reference ${index} is to a value inside itself`, start);
		return value;
	}

	private value(type: string, start: number): PyConst | undefined {
		switch (type) {
			case "0":
				return undefined;
			case "N":
				return NONE;
			case "T":
				return TRUE;
			case "F":
				return FALSE;
			case "S":
				return STOPITERATION;
			case ".":
				return ELLIPSIS;
			case "i":
				return { kind: "int", value: BigInt(this.long()) };
			case "I": {
				this.need(8);
				const value = this.view.getBigInt64(this.at, true);
				this.at += 8;
				return { kind: "int", value };
			}
			case "l":
				return { kind: "int", value: this.bigLong() };
			case "f":
				return pyFloat(this.textFloat());
			case "g":
				return this.binaryFloat();
			case "x": {
				const real = pyFloat(this.textFloat());
				return { kind: "complex", real, imag: pyFloat(this.textFloat()) };
			}
			case "y": {
				const real = this.binaryFloat();
				return { kind: "complex", real, imag: this.binaryFloat() };
			}
			case "s":
				return { kind: "bytes", value: this.slice(this.size()).slice() };
			case "c":
				return this.inside(CODE_COST, start, () => ({
					kind: "code",
					code: this.code(start),
				}));
			default:
				return (
					this.string(type) ??
					this.inside(CONTAINER_COST, start, () => this.container(type, start))
				);
		}
	}

	private string(type: string): PyStr | undefined {
		switch (type) {
			case "t":
			case "u":
				return this.utf8(type === "t");
			case "a":
			case "A":
				return this.ascii(this.size(), type === "A");
			case "z":
			case "Z":
				return this.ascii(this.byte(), type === "Z");
			default:
				return undefined;
		}
	}

	private utf8(interned: boolean): PyStr {
		const start = this.at;
		const text = decodeSurrogatePass(this.slice(this.size()));
		if (text === undefined)
			throw this.error("a string is not valid UTF-8", start);
		return { kind: "str", interned, ...text };
	}

	/** CPython takes the bytes as Latin-1 when they are not ASCII after all. */
	private ascii(length: number, interned: boolean): PyStr {
		const bytes = this.slice(length);
		const value = Buffer.from(
			bytes.buffer,
			bytes.byteOffset,
			bytes.length,
		).toString("latin1");
		return { kind: "str", value, interned };
	}

	private container(type: string, start: number): PyConst {
		switch (type) {
			case ")":
				return { kind: "tuple", items: this.items(this.byte()) };
			case "(":
				return { kind: "tuple", items: this.items(this.size()) };
			case "[":
				return { kind: "list", items: this.items(this.size()) };
			case "<":
				return { kind: "set", items: this.items(this.size()) };
			case ">":
				return { kind: "frozenset", items: this.items(this.size()) };
			case "{": {
				const items: (readonly [PyConst, PyConst])[] = [];
				for (
					let key = this.objectOrNull();
					key !== undefined;
					key = this.objectOrNull()
				)
					items.push([key, this.object()]);
				return { kind: "dict", items };
			}
			default:
				throw this.error(`unknown marshal type ${JSON.stringify(type)}`, start);
		}
	}

	private items(length: number): PyConst[] {
		this.need(length);
		const items: PyConst[] = [];
		for (let i = 0; i < length; i++) items.push(this.object());
		return items;
	}

	private code(start: number): CodeObject {
		const argcount = this.long();
		const posonlyargcount = this.long();
		const kwonlyargcount = this.long();
		const stacksize = this.long();
		const flags = this.long();
		const code = this.bytesField("co_code");
		// The price of a code object includes that of the tuple its constants are in.
		const consts = this.inside(-CONTAINER_COST, start, () => [
			...this.tupleField("co_consts"),
		]);
		const names = this.stringsField("co_names");
		const localsplusnames = this.stringsField("co_localsplusnames");
		const localspluskinds = this.bytesField("co_localspluskinds");
		const filename = this.strField("co_filename");
		const name = this.strField("co_name");
		const qualname = this.strField("co_qualname");
		const firstlineno = this.long();
		const linetable = this.bytesField("co_linetable");
		const exceptiontable = this.bytesField("co_exceptiontable");
		const result: CodeObject = {
			argcount,
			posonlyargcount,
			kwonlyargcount,
			stacksize,
			flags,
			code,
			consts,
			names,
			localsplusnames,
			localspluskinds,
			filename: filename.value,
			name: name.value,
			qualname: qualname.value,
			firstlineno,
			linetable,
			exceptiontable,
			interned: {
				filename: filename.interned,
				name: name.interned,
				qualname: qualname.interned,
			},
		};
		const problem = validateCode(result);
		if (problem !== undefined) throw this.error(problem, start);
		return result;
	}

	private field(name: string, kind: PyConst["kind"]): PyConst {
		const start = this.at;
		const value = this.object();
		if (value.kind !== kind)
			throw this.error(`${name} is a ${value.kind}, expected ${kind}`, start);
		return value;
	}

	private bytesField(name: string): Uint8Array {
		const value = this.field(name, "bytes");
		invariant(value.kind === "bytes", "field() checked the kind");
		return value.value;
	}

	private tupleField(name: string): readonly PyConst[] {
		const value = this.field(name, "tuple");
		invariant(value.kind === "tuple", "field() checked the kind");
		return value.items;
	}

	private strField(name: string): PyStr {
		const start = this.at;
		const value = this.field(name, "str");
		invariant(value.kind === "str", "field() checked the kind");
		return this.plain(value, name, start);
	}

	private stringsField(name: string): string[] {
		const start = this.at;
		return this.tupleField(name).map((item) => {
			if (item.kind !== "str")
				throw this.error(
					`${name} holds a ${item.kind}, expected only str`,
					start,
				);
			return this.plain(item, name, start).value;
		});
	}

	private plain(value: PyStr, name: string, start: number): PyStr {
		if (value.split !== undefined)
			throw this.error(`${name} holds a pair of lone surrogates`, start);
		return value;
	}

	private textFloat(): number {
		const start = this.at;
		const text = Buffer.from(this.slice(this.byte())).toString("latin1");
		const special = /^([+-]?)(inf|infinity|nan)$/i.exec(text);
		if (special)
			return (
				(special[1] === "-" ? -1 : 1) *
				(special[2]?.toLowerCase() === "nan"
					? Number.NaN
					: Number.POSITIVE_INFINITY)
			);
		if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text))
			throw this.error(`'${text}' is not a float`, start);
		return Number(text);
	}

	private binaryFloat(): ReturnType<typeof pyFloatFromBits> {
		this.need(8);
		const bits = this.view.getBigUint64(this.at, true);
		this.at += 8;
		return pyFloatFromBits(bits);
	}

	/** Digits of 15 bits, least significant first; the sign is the sign of their number. */
	private bigLong(): bigint {
		const start = this.at;
		const n = this.long();
		const count = Math.abs(n);
		this.need(count * 2);
		const digits: number[] = [];
		for (let i = 0; i < count; i++) {
			digits.push(this.view.getUint16(this.at, true));
			this.at += 2;
		}
		if (digits.some((d) => d > 0x7fff))
			throw this.error("an int has a digit out of range", start);
		if (count > 0 && digits[count - 1] === 0)
			throw this.error("an int has a leading zero digit", start);
		const value = fromDigits(digits);
		return n < 0 ? -value : value;
	}

	private size(): number {
		const start = this.at;
		const n = this.long();
		if (n < 0) throw this.error(`negative size ${n}`, start);
		return n;
	}

	private long(): number {
		this.need(4);
		const value = this.view.getInt32(this.at, true);
		this.at += 4;
		return value;
	}

	private byte(): number {
		this.need(1);
		return this.bytes[this.at++] ?? 0;
	}

	private slice(length: number): Uint8Array {
		this.need(length);
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}

	private need(length: number): void {
		if (this.at + length > this.bytes.length)
			throw this.error(
				`truncated: ${length} more bytes are needed, ${this.bytes.length - this.at} are left`,
			);
	}
}

/** Through a string of bits, since BigInt reads powers of two in linear time. */
function fromDigits(digits: readonly number[]): bigint {
	if (digits.length === 0) return 0n;
	let binary = "0b";
	for (let i = digits.length - 1; i >= 0; i--)
		binary += (digits[i] ?? 0).toString(2).padStart(15, "0");
	return BigInt(binary);
}

/** What is wrong with a code object's fields taken together, as _PyCode_Validate (Objects/codeobject.c) sees it; undefined when nothing is. */
export function validateCode(code: CodeObject): string | undefined {
	const {
		argcount,
		posonlyargcount,
		kwonlyargcount,
		stacksize,
		flags,
		localsplusnames,
		localspluskinds,
	} = code;
	if (argcount < posonlyargcount || posonlyargcount < 0 || kwonlyargcount < 0)
		return "the argument counts of a code object are inconsistent";
	if (stacksize < 0 || flags < 0)
		return "the stack size or the flags of a code object are negative";
	if (localsplusnames.length !== localspluskinds.length)
		return `a code object names ${localsplusnames.length} locals and gives kinds for ${localspluskinds.length}`;
	if (code.code.length % 2 !== 0)
		return "the bytecode of a code object has an odd length";
	const locals = localspluskinds.reduce(
		(n, kind) => n + (kind & FAST_LOCAL ? 1 : 0),
		0,
	);
	const args =
		argcount + kwonlyargcount + (flags & 4 ? 1 : 0) + (flags & 8 ? 1 : 0);
	if (locals < args)
		return `a code object has ${args} arguments but only ${locals} locals`;
	return undefined;
}
