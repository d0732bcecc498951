/**
 * A reference interpreter of core ops: slow, obvious, and made for comparing compilers and passes with. What a machine would trap on, division by zero and
 * memory that is not there, is a RangeError.
 */
import type {
	Block,
	Edge,
	Fn,
	Literal,
	Module,
	Op,
	Value,
} from "../../../lib/ir/ir.ts";
import { sizeOf } from "../../../lib/ir/layout.ts";
import { BITS, isInt, type MemType, type Type } from "../../../lib/ir/types.ts";

/** Integers and addresses as unsigned bigint, floats as number. */
export type Word = bigint | number;

/** Steps after which a function is taken to loop for ever. */
const MAX_STEPS = 1_000_000;

/** Is told what a function does, and does what it calls of others. */
export interface Watcher {
	/** A plain load. */
	load?(at: number): void;
	/** What an atomic load finds, undefined for what is in memory. */
	loadAtomic?(at: number): Word | undefined;
	store?(at: number, value: Word): void;
	/** Calls a function without a body. */
	callExtern?(name: string, args: readonly Word[]): Word | undefined;
}

export class Interpreter {
	readonly #module: Module;
	readonly #watcher: Watcher;
	readonly #memory = new DataView(new ArrayBuffer(1 << 20));
	#top = 16;
	#steps = 0;

	constructor(module: Module, watcher: Watcher = {}) {
		this.#module = module;
		this.#watcher = watcher;
	}

	/** The word at an address. */
	read(at: number): bigint {
		return this.#memory.getBigUint64(at, true);
	}

	write(at: number, word: bigint): void {
		this.#memory.setBigUint64(at, word, true);
	}

	call(name: string, args: readonly Word[]): Word | undefined {
		const fn = this.#module.functions.get(name);
		if (!fn && this.#watcher.callExtern)
			return this.#watcher.callExtern(name, args);
		if (!fn) throw new Error(`no function ${name}`);
		const top = this.#top;
		const result = this.#run(fn, args);
		this.#top = top;
		return result;
	}

	#run(fn: Fn, args: readonly Word[]): Word | undefined {
		const values = new Map<Value, Word>();
		let block = fn.blocks[0] as Block;
		block.params.forEach((p, i) => {
			values.set(p, args[i] as Word);
		});
		for (;;) {
			const next = this.#block(block, values);
			if (!("block" in next)) return next.result;
			const incoming = next.args.map((a) => values.get(a) as Word);
			next.block.params.forEach((p, i) => {
				values.set(p, incoming[i] as Word);
			});
			block = next.block;
		}
	}

	#block(
		block: Block,
		values: Map<Value, Word>,
	): Edge | { result: Word | undefined } {
		for (const op of block.ops) {
			if (++this.#steps > MAX_STEPS) throw new Error("too many steps");
			const args = op.operands.map((v) => values.get(v) as Word);
			const edge = (i: number): Edge => op.successors[i] as Edge;
			switch (op.name) {
				case "br":
					return edge(0);
				case "cond_br":
					return edge(args[0] === 1n ? 0 : 1);
				case "br_null":
					return edge(args[0] === 0n ? 0 : 1);
				case "switch": {
					const bits = width((op.operands[0] as Value).type);
					const cases = op.attrs[0] as readonly bigint[];
					const i = cases.findIndex((c) => BigInt.asUintN(bits, c) === args[0]);
					return edge(i + 1);
				}
				case "ret":
					return { result: args[0] };
				default: {
					const results = this.#op(op, args);
					op.results.forEach((r, i) => {
						values.set(r, results[i] as Word);
					});
				}
			}
		}
		throw new Error(`^${block.name} does not end`);
	}

	#op(op: Op, args: readonly Word[]): Word[] {
		const address = Number(args.at(-1) ?? 0);
		switch (op.name) {
			case "alloca": {
				const size = sizeOf(this.#module, op.attrs[0] as MemType) as number;
				const at = this.#top;
				this.#top += (size + 15) & ~15;
				return [BigInt(at)];
			}
			case "load":
				this.#watcher.load?.(address);
				return [this.#load(address, op.attrs[0] as Type)];
			case "load_atomic": {
				const found = this.#watcher.loadAtomic?.(address);
				return [found ?? this.#load(address, op.attrs[0] as Type)];
			}
			case "store":
				this.#watcher.store?.(address, args[0] as Word);
				this.#store(address, (op.operands[0] as Value).type, args[0] as Word);
				return [];
			case "load_field": {
				const { offset, type } = this.#field(op);
				return [this.#load(address + offset, type)];
			}
			case "store_field": {
				const { offset, type } = this.#field(op);
				this.#store(address + offset, type, args[0] as Word);
				return [];
			}
			case "field_addr":
				return [BigInt(address + this.#field(op).offset)];
			case "elem_addr": {
				const size = sizeOf(this.#module, op.attrs[0] as MemType) as number;
				return [
					wrap((args[0] as bigint) + signed(args[1], "i64") * BigInt(size), 64),
				];
			}
			case "call": {
				const result = this.call(op.attrs[0] as string, args);
				return result === undefined ? [] : [result];
			}
			default:
				return compute(op, args);
		}
	}

	#field(op: Op): { offset: number; type: Type } {
		const { struct, field } = op.attrs[0] as { struct: string; field: string };
		const found = this.#module.structs
			.get(struct)
			?.fields.find((f) => f.name === field);
		if (!found) throw new Error(`no field ${field}`);
		return { offset: found.offset, type: found.type as Type };
	}

	#load(at: number, type: Type): Word {
		switch (type) {
			case "i1":
			case "i8":
				return BigInt(this.#memory.getUint8(at));
			case "i16":
				return BigInt(this.#memory.getUint16(at, true));
			case "i32":
				return BigInt(this.#memory.getUint32(at, true));
			case "f64":
				return this.#memory.getFloat64(at, true);
			default:
				return this.#memory.getBigUint64(at, true);
		}
	}

	#store(at: number, type: Type, value: Word): void {
		switch (type) {
			case "i1":
			case "i8":
				this.#memory.setUint8(at, Number(value));
				return;
			case "i16":
				this.#memory.setUint16(at, Number(value), true);
				return;
			case "i32":
				this.#memory.setUint32(at, Number(value), true);
				return;
			case "f64":
				this.#memory.setFloat64(at, value as number, true);
				return;
			default:
				this.#memory.setBigUint64(at, value as bigint, true);
		}
	}
}

function width(type: Type): number {
	return isInt(type) ? BITS[type] : 64;
}
function wrap(value: bigint, bits: number): bigint {
	return BigInt.asUintN(bits, value);
}
function signed(value: Word | undefined, type: Type): bigint {
	return BigInt.asIntN(width(type), value as bigint);
}

function bitsOf(x: number): bigint {
	const view = new DataView(new ArrayBuffer(8));
	view.setFloat64(0, x);
	return view.getBigUint64(0);
}
function floatOf(bits: bigint): number {
	const view = new DataView(new ArrayBuffer(8));
	view.setBigUint64(0, bits);
	return view.getFloat64(0);
}

const ICMP: Readonly<
	Record<string, (a: bigint, b: bigint, t: Type) => boolean>
> = {
	eq: (a, b) => a === b,
	ne: (a, b) => a !== b,
	ult: (a, b) => a < b,
	ule: (a, b) => a <= b,
	ugt: (a, b) => a > b,
	uge: (a, b) => a >= b,
	slt: (a, b, t) => signed(a, t) < signed(b, t),
	sle: (a, b, t) => signed(a, t) <= signed(b, t),
	sgt: (a, b, t) => signed(a, t) > signed(b, t),
	sge: (a, b, t) => signed(a, t) >= signed(b, t),
};
const FCMP: Readonly<Record<string, (a: number, b: number) => boolean>> = {
	oeq: (a, b) => a === b,
	one: (a, b) => a < b || a > b,
	olt: (a, b) => a < b,
	ole: (a, b) => a <= b,
	ogt: (a, b) => a > b,
	oge: (a, b) => a >= b,
	une: (a, b) => a !== b,
};

/** Integer ops of two operands, on signed or unsigned numbers; the result is taken modulo the width. */
const SIGNED: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
	add: (a, b) => a + b,
	sub: (a, b) => a - b,
	mul: (a, b) => a * b,
	sdiv: (a, b) => a / b,
	srem: (a, b) => a % b,
	ashr: (a, b) => a >> b,
	sadd_overflow: (a, b) => a + b,
	ssub_overflow: (a, b) => a - b,
	smul_overflow: (a, b) => a * b,
};
const UNSIGNED: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
	udiv: (a, b) => a / b,
	urem: (a, b) => a % b,
	and: (a, b) => a & b,
	or: (a, b) => a | b,
	xor: (a, b) => a ^ b,
	shl: (a, b) => a << b,
	lshr: (a, b) => a >> b,
};
const FLOAT: Readonly<Record<string, (a: number, b: number) => number>> = {
	fadd: (a, b) => a + b,
	fsub: (a, b) => a - b,
	fmul: (a, b) => a * b,
	fdiv: (a, b) => a / b,
};

const bit = (x: boolean): bigint => (x ? 1n : 0n);

function compute(op: Op, args: readonly Word[]): Word[] {
	const type = op.operands[0]?.type ?? "i64";
	const bits = width(type);
	const [a, b] = args as [bigint, bigint];
	const inSigned = SIGNED[op.name];
	if (inSigned) {
		const exact = inSigned(signed(a, type), signed(b, type));
		const number = wrap(exact, bits);
		return [number, bit(signed(number, type) !== exact)];
	}
	const inUnsigned = UNSIGNED[op.name];
	if (inUnsigned) return [wrap(inUnsigned(a, b), bits)];
	const inFloat = FLOAT[op.name];
	if (inFloat) return [inFloat(args[0] as number, args[1] as number)];
	return [computeOther(op, args, type, bits)];
}

function computeOther(
	op: Op,
	args: readonly Word[],
	type: Type,
	bits: number,
): Word {
	const [a, b] = args as [bigint, bigint];
	const to = op.attrs[0] as Type;
	switch (op.name) {
		case "const": {
			const { type: t, value } = op.attrs[0] as Literal;
			return typeof value === "number" ? value : wrap(value, width(t));
		}
		case "null":
			return 0n;
		case "neg":
			return wrap(-a, bits);
		case "not":
			return wrap(~a, bits);
		case "icmp":
			return bit((ICMP[to] as (typeof ICMP)[string])(a, b, type));
		case "fcmp":
			return bit(
				(FCMP[to] as (typeof FCMP)[string])(
					args[0] as number,
					args[1] as number,
				),
			);
		case "select":
			return (args[2] === 1n ? args[0] : args[1]) as Word;
		case "fneg":
			return -(args[0] as number);
		case "trunc":
		case "zext":
			return wrap(a, width(to));
		case "sext":
			return wrap(signed(a, type), width(to));
		case "sitofp":
			return Number(signed(a, type));
		case "fptosi":
			return wrap(BigInt(Math.trunc(args[0] as number)), width(to));
		case "bitcast":
			if (type === "f64")
				return to === "f64" ? (args[0] as Word) : bitsOf(args[0] as number);
			return to === "f64" ? floatOf(a) : a;
		case "ptrtoint":
		case "inttoptr":
		case "as_ptr":
		case "as_obj":
			return a;
		default:
			throw new Error(`the interpreter does not know '${op.name}'`);
	}
}
