/** Making core ops, one block at a time, with the types that the target's prelude gives them. */
import {
	type Attr,
	type AttrTypes,
	addResult,
	type Block,
	type Edge,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Struct,
	type Value,
} from "../../ir/ir.ts";
import { type OpName, opDef } from "../../ir/ops.ts";
import {
	isInt,
	type MemType,
	type Signature,
	type Type,
} from "../../ir/types.ts";
import { invariant } from "../../support/diagnostic.ts";

/** How many caches the functions of a module have taken. */
export interface Caches {
	taken: number;
	/** The module's functions: calls may go by one of them. */
	readonly functions: ReadonlyMap<string, Fn>;
}

type FieldRef = AttrTypes["field"];

/** The types of a struct's fields by name. A target's structs are never edited. */
function fieldTypes(struct: Struct): ReadonlyMap<string, MemType> {
	let types = FIELD_TYPES.get(struct);
	if (!types) {
		types = new Map(struct.fields.map((f) => [f.name, f.type]));
		FIELD_TYPES.set(struct, types);
	}
	return types;
}
const FIELD_TYPES = new WeakMap<Struct, ReadonlyMap<string, MemType>>();

export class CoreBuilder {
	/** The prelude of the target: signatures of externs and of its inline functions. */
	readonly target: Module;
	readonly blocks: Block[];
	/** The block being filled. */
	current: Block;
	protected readonly caches: Caches;
	/** The Python-level op that is being lowered. */
	protected op: Op | undefined;
	private readonly constants = new Map<string, Value>();
	private counter = 0;

	constructor(start: Block, target: Module, caches: Caches) {
		this.target = target;
		this.caches = caches;
		this.blocks = [start];
		this.current = start;
	}

	fresh(prefix = "t"): string {
		return `${prefix}.${this.counter++}`;
	}

	/** Appends an op with at most one result and returns it (a dummy when there is none). */
	emit(name: OpName, attrs: Attr[] = [], operands: Value[] = []): Value {
		return this.emitMany(name, attrs, operands)[0] as Value;
	}

	emitMany(name: OpName, attrs: Attr[], operands: Value[]): Value[] {
		const op = newOp(name, {
			attrs,
			operands,
			offset: this.op?.offset ?? -1,
			loc: this.op?.loc,
		});
		for (const kind of opDef(op.name).results) {
			const type = this.resultType(op, kind);
			if (type !== "void") addResult(op, this.fresh(), type);
		}
		this.current.ops.push(op);
		return op.results;
	}

	private resultType(op: Op, kind: string): Type | "void" {
		switch (kind) {
			case "same":
				return (op.operands[0] as Value).type;
			case "literal":
				return (op.attrs[0] as { type: Type }).type;
			case "type":
				return op.attrs[0] as Type;
			case "field":
				return this.fieldType(op.attrs[0] as FieldRef);
			case "callee":
				return op.name === "call"
					? this.signature(op.attrs[0] as string).result
					: (op.attrs[0] as Signature).result;
			default:
				return kind.slice(kind.indexOf(" ") + 1) as Type;
		}
	}

	private fieldType(f: FieldRef): Type {
		const struct = this.target.structs.get(f.struct);
		const type = struct && fieldTypes(struct).get(f.field);
		invariant(type, `target has no field @${f.struct}.${f.field}`);
		invariant(typeof type === "string", `${f.field} is no scalar`);
		return type;
	}

	/** The module's own function of this name, if it has one. */
	hasFunction(name: string): boolean {
		return this.caches.functions.has(name);
	}

	/** The signature of a function of the target or the module. */
	signature(name: string): Signature {
		const s =
			this.target.externs.get(name)?.signature ??
			this.target.functions.get(name)?.signature ??
			this.caches.functions.get(name)?.signature;
		invariant(s, `target does not declare @${name}`);
		return s;
	}

	/** An integer constant: one op for each in the whole function, at its start. */
	int(value: number | bigint, type: Type = "i32"): Value {
		invariant(isInt(type), "a constant of an integer type");
		const name = `${type}.${value}`;
		return this.shareConstant(name, () => {
			const attrs = [{ type, value: BigInt(value) }];
			return addResult(newOp("const", { attrs }), name, type);
		});
	}

	/** NULL. */
	nullObj(): Value {
		return this.shareConstant("null", () =>
			addResult(newOp("null", { attrs: ["obj?"] }), "null", "obj?"),
		);
	}

	private shareConstant(name: string, make: () => Value): Value {
		let value = this.constants.get(name);
		if (value === undefined) {
			value = make();
			this.constants.set(name, value);
		}
		return value;
	}

	/** The blocks of the lowered function, once all is lowered. */
	finish(): Block[] {
		const start = this.blocks[0] as Block;
		const constants = [...this.constants.values()].map((v) => v.def as Op);
		start.ops = [...constants, ...start.ops];
		return this.blocks;
	}

	/** Calls a function of the target without looking at the result. */
	call(name: string, args: Value[]): Value {
		return this.emit("call", [name], args);
	}

	terminate(
		name: OpName,
		operands: Value[],
		successors: Edge[] = [],
		attrs: Attr[] = [],
	): void {
		const offset = this.op?.offset ?? -1;
		this.current.ops.push(
			newOp(name, { attrs, operands, successors, offset, loc: this.op?.loc }),
		);
	}

	jump(to: Block, args: Value[] = []): void {
		this.terminate("br", [], [edge(to, args)]);
	}

	branch(
		cond: Value,
		yes: Block,
		no: Block,
		weights?: [number, number] | undefined,
	): void {
		this.terminate("cond_br", [cond], [edge(yes), edge(no)], [weights]);
	}

	/** Makes `block` the one being filled; the function keeps its blocks in the order they are placed. */
	place(block: Block): void {
		this.blocks.push(block);
		this.current = block;
	}
}

export function edge(block: Block, args: Value[] = []): Edge {
	return { block, args };
}
