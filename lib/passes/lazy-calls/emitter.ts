/** Making core ops, one block at a time. */
import {
	type Attr,
	addResult,
	type Block,
	type Edge,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import type { Scalar, Type } from "../../ir/types.ts";

export const UNLIKELY = [1, 999] as const;
export const to = (block: Block, args: Value[] = []): Edge => ({ block, args });

export class Emitter {
	readonly blocks: Block[] = [];
	current: Block;
	/** The Python-level op that is being done. */
	source: Op | undefined;

	constructor(entry: Block) {
		this.current = entry;
		this.blocks.push(entry);
	}

	place(b: Block): void {
		this.blocks.push(b);
		this.current = b;
	}

	op(name: OpName, attrs: Attr[], operands: Value[]): Op {
		const { offset = -1, loc } = this.source ?? {};
		const op = newOp(name, { attrs, operands, offset, loc });
		this.current.ops.push(op);
		return op;
	}

	emit(name: OpName, attrs: Attr[], operands: Value[], type: Type): Value {
		return addResult(this.op(name, attrs, operands), "", type);
	}

	end(
		name: OpName,
		operands: Value[],
		successors: Edge[],
		attrs: Attr[] = name.endsWith("_br") || name === "br_null"
			? [undefined]
			: [],
	): void {
		const { offset = -1, loc } = this.source ?? {};
		this.current.ops.push(
			newOp(name, { attrs, operands, successors, offset, loc }),
		);
	}

	call(name: string, args: Value[], type: Type): Value {
		return this.emit("call", [name], args, type);
	}

	run(name: string, args: Value[]): void {
		this.op("call", [name], args);
	}

	int(value: number | bigint, type: Scalar = "i64"): Value {
		return this.emit("const", [{ type, value: BigInt(value) }], [], type);
	}

	float(value: number): Value {
		return this.emit("const", [{ type: "f64", value }], [], "f64");
	}

	null(type: Scalar): Value {
		return this.emit("null", [type], [], type);
	}

	field(struct: string, field: string, base: Value, type: Type): Value {
		return this.emit("load_field", [{ struct, field }], [base], type);
	}

	global(name: string): Value {
		return this.emit("global_addr", [name], [], "ptr");
	}

	/** An object of the interpreter, by its symbol. */
	object(name: string): Value {
		return this.emit("as_obj", [], [this.global(name)], "obj");
	}

	icmp(how: string, a: Value, b: Value): Value {
		return this.emit("icmp", [how], [a, b], "i1");
	}

	pointer(v: Value): Value {
		return v.type === "ptr" ? v : this.emit("as_ptr", [], [v], "ptr");
	}
}
