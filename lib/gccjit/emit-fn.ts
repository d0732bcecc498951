/** Emits one scheduled function as calls of libgccjit: statements, control flow, places in memory. Values: emit-ops.ts. */
import type { Op } from "../ir/ir.ts";
import { isAddress, type MemType, type Scalar } from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";
import { COMPARE, TYPE } from "./api.ts";
import type { ModuleEmitter } from "./emit.ts";
import { VALUE_EMITTERS } from "./emit-ops.ts";
import { sameType } from "./layout.ts";
import { CONTEXT, type Handle, NULL } from "./recorder.ts";
import {
	type Expr,
	exprType,
	type Local,
	type OpExpr,
	type Statement,
	type Terminator,
	type Tree,
	type TreeBlock,
} from "./tree.ts";

interface Variable {
	readonly lvalue: Handle;
	/** The rvalue, once somebody reads it. */
	rvalue: Handle;
}

export class FnEmitter {
	readonly m: ModuleEmitter;
	readonly #tree: Tree;
	readonly #function: Handle;
	readonly #variables = new Map<Local, Variable>();
	readonly #blocks = new Map<TreeBlock, Handle>();
	/** Where statements go now, and the location they get. */
	#block: Handle = NULL;
	loc: Handle = NULL;
	#extra = 0;

	constructor(m: ModuleEmitter, tree: Tree, fn: Handle, params: Handle[]) {
		this.m = m;
		this.#tree = tree;
		this.#function = fn;
		tree.parameters.forEach((p, i) => {
			const lvalue = m.r.call("param_as_lvalue", params[i] as Handle);
			this.#variables.set(p, { lvalue, rvalue: NULL });
		});
	}

	run(): void {
		for (const l of this.#tree.locals) this.#declare(l);
		for (const b of this.#tree.blocks)
			this.#blocks.set(
				b,
				this.m.r.call("function_new_block", this.#function, b.name),
			);
		for (const b of this.#tree.blocks) {
			this.#block = this.#blocks.get(b) as Handle;
			for (const s of b.statements) this.#statement(s);
			invariant(b.terminator, `block ${b.name} has no terminator`);
			this.#terminator(b.terminator);
		}
	}

	#declare(l: Local): void {
		const type = this.m.localType(l);
		const lvalue = this.m.r.call(
			"function_new_local",
			this.#function,
			NULL,
			type,
			l.name,
		);
		this.#variables.set(l, { lvalue, rvalue: NULL });
	}

	#at(op: Op | undefined): void {
		this.m.r.origin(op);
		this.loc = op ? this.m.location(this.#tree.fn, op) : NULL;
	}

	// Statements

	#statement(s: Statement): void {
		this.#at(s.op);
		switch (s.kind) {
			case "set":
				if (s.value.kind === "op" && s.value.name === "select")
					this.#select(s.local, s.value);
				else this.assign(s.local, this.typed(s.value, s.local.pointee));
				return;
			case "eval":
				this.m.r.call(
					"block_add_eval",
					this.#block,
					this.loc,
					this.value(s.value),
				);
				return;
			case "store": {
				const value = this.value(s.value);
				const place =
					s.name === "store"
						? this.place(s.address, exprType(s.value))
						: this.field(s.address, s.op.attrs[0] as FieldRef);
				this.m.r.call(
					"block_add_assignment",
					this.#block,
					this.loc,
					place,
					value,
				);
			}
		}
	}

	assign(local: Local, value: Handle): void {
		this.m.r.call(
			"block_add_assignment",
			this.#block,
			this.loc,
			this.lvalue(local),
			value,
		);
	}

	/** A new variable of the function, for what an op needs beside its operands. */
	temporary(type: Handle, name: string): Handle {
		const label = `${name}_${this.#extra++}__`;
		return this.m.r.call(
			"function_new_local",
			this.#function,
			NULL,
			type,
			label,
		);
	}

	/** Computes a value now, and gives it as a variable that may be read any number of times. */
	computed(value: Handle, type: Handle): Handle {
		const variable = this.temporary(type, "t");
		this.m.r.call(
			"block_add_assignment",
			this.#block,
			this.loc,
			variable,
			value,
		);
		return this.m.r.call("lvalue_as_rvalue", variable);
	}

	/** libgccjit has no conditional expression: a diamond of blocks. */
	#select(local: Local, e: OpExpr): void {
		const [a, b, condition] = e.args as [Expr, Expr, Expr];
		const { r } = this.m;
		const make = (what: string): Handle =>
			r.call(
				"function_new_block",
				this.#function,
				`${local.name}_${what}_${this.#extra++}`,
			);
		const yes = make("then");
		const no = make("else");
		const join = make("end");
		r.call(
			"block_end_with_conditional",
			this.#block,
			this.loc,
			this.value(condition),
			yes,
			no,
		);
		for (const [block, arm] of [
			[yes, a],
			[no, b],
		] as const) {
			this.#block = block;
			this.assign(local, this.typed(arm, local.pointee));
			r.call("block_end_with_jump", block, this.loc, join);
		}
		this.#block = join;
	}

	// Control flow

	#to(block: TreeBlock): Handle {
		const h = this.#blocks.get(block);
		invariant(h, `no block ${block.name}`);
		return h;
	}

	#terminator(t: Terminator): void {
		this.#at(t.op);
		const { r } = this.m;
		switch (t.kind) {
			case "jump":
				r.call("block_end_with_jump", this.#block, this.loc, this.#to(t.to));
				return;
			case "branch": {
				const condition = this.#condition(t);
				r.call(
					"block_end_with_conditional",
					this.#block,
					this.loc,
					condition,
					this.#to(t.ifTrue),
					this.#to(t.ifFalse),
				);
				return;
			}
			case "switch":
				this.#switch(t);
				return;
			case "return":
				if (t.value) {
					const value = this.value(t.value);
					r.call("block_end_with_return", this.#block, this.loc, value);
				} else r.call("block_end_with_void_return", this.#block, this.loc);
				return;
			case "unreachable": {
				const call = this.m.callBuiltin("__builtin_unreachable", [], this.loc);
				r.call("block_add_eval", this.#block, this.loc, call);
				r.call("block_end_with_jump", this.#block, this.loc, this.#block);
			}
		}
	}

	#condition(t: Extract<Terminator, { kind: "branch" }>): Handle {
		const value = this.value(t.condition);
		const condition = t.isNull
			? this.compare(COMPARE.eq, value, this.m.null())
			: value;
		if (t.expected === undefined) return condition;
		const long = this.m.types.basic(TYPE.long);
		const likely = this.m.callBuiltin(
			"__builtin_expect",
			[this.cast(condition, long), this.m.integer(long, t.expected ? 1n : 0n)],
			this.loc,
		);
		return this.compare(COMPARE.ne, likely, this.m.integer(long, 0n));
	}

	#switch(t: Extract<Terminator, { kind: "switch" }>): void {
		const operand = exprType(t.value);
		// C has no switch over truth values.
		const isBit = operand === "i1";
		const type = this.m.types.scalar(isBit ? "i32" : operand);
		const value = this.value(t.value);
		const cases = t.cases.map((c) => {
			const h = this.m.integer(type, isBit ? c.value & 1n : c.value);
			return this.m.r.call("context_new_case", CONTEXT, h, h, this.#to(c.to));
		});
		this.m.r.call(
			"block_end_with_switch",
			this.#block,
			this.loc,
			isBit ? this.cast(value, type) : value,
			this.#to(t.otherwise),
			cases,
		);
	}

	// Values

	lvalue(local: Local): Handle {
		const v = this.#variables.get(local);
		invariant(v, `no variable ${local.name}`);
		return v.lvalue;
	}

	#read(local: Local): Handle {
		const v = this.#variables.get(local);
		invariant(v, `no variable ${local.name}`);
		if (v.rvalue === NULL)
			v.rvalue = this.m.r.call("lvalue_as_rvalue", v.lvalue);
		return v.rvalue;
	}

	/** A value of its IR type; addresses are `void *`. */
	value(e: Expr): Handle {
		return this.typed(e, undefined);
	}

	/** The same; an address as a pointer to the struct, where one is named. */
	typed(e: Expr, pointee: string | undefined): Handle {
		const [h, has] = this.#natural(e);
		if (!isAddress(exprType(e)) || has === pointee) return h;
		const type =
			pointee === undefined
				? this.m.types.scalar("ptr")
				: this.m.types.struct(pointee).pointer;
		return this.cast(h, type);
	}

	#natural(e: Expr): [Handle, string | undefined] {
		if (e.kind === "local") return [this.#read(e.local), e.local.pointee];
		if (e.kind === "memory") {
			const address = this.addressOf(this.lvalue(e.local));
			return [this.cast(address, this.m.types.scalar("ptr")), undefined];
		}
		return [VALUE_EMITTERS[e.name](this, e), undefined];
	}

	addressOf(lvalue: Handle): Handle {
		return this.m.r.call("lvalue_get_address", lvalue, this.loc);
	}

	cast(value: Handle, type: Handle): Handle {
		return this.m.r.call("context_new_cast", CONTEXT, this.loc, value, type);
	}

	bitcast(value: Handle, type: Handle): Handle {
		return this.m.r.call("context_new_bitcast", CONTEXT, this.loc, value, type);
	}

	compare(kind: number, a: Handle, b: Handle): Handle {
		return this.m.r.call(
			"context_new_comparison",
			CONTEXT,
			this.loc,
			kind,
			a,
			b,
		);
	}

	binary(kind: number, type: Handle, a: Handle, b: Handle): Handle {
		return this.m.r.call(
			"context_new_binary_op",
			CONTEXT,
			this.loc,
			kind,
			type,
			a,
			b,
		);
	}

	unary(kind: number, type: Handle, a: Handle): Handle {
		return this.m.r.call(
			"context_new_unary_op",
			CONTEXT,
			this.loc,
			kind,
			type,
			a,
		);
	}

	// Places in memory

	/** The lvalue of type `t` at an address. */
	place(address: Expr, t: Scalar): Handle {
		const direct = this.#directPlace(address, t);
		if (direct !== undefined) return direct;
		const pointer = this.m.types.pointerTo(this.m.types.scalar(t));
		return this.m.r.call(
			"rvalue_dereference",
			this.cast(this.value(address), pointer),
			this.loc,
		);
	}

	#directPlace(address: Expr, t: Scalar): Handle | undefined {
		if (address.kind === "memory")
			return sameType(address.local.type, t)
				? this.lvalue(address.local)
				: undefined;
		if (address.kind !== "op") return undefined;
		if (address.name === "field_addr") {
			const ref = address.op.attrs[0] as FieldRef;
			const { type } = this.m.layouts.field(ref.struct, ref.field);
			if (sameType(type, t)) return this.field(address.args[0] as Expr, ref);
		}
		if (
			address.name === "elem_addr" &&
			sameType(address.op.attrs[0] as MemType, t)
		)
			return this.element(address);
		return undefined;
	}

	/** The lvalue of a field of the struct at an address. */
	field(base: Expr, ref: FieldRef): Handle {
		const { types, layouts, r } = this.m;
		if (layouts.struct(ref.struct).overlapping.has(ref.field))
			return this.#fieldByOffset(base, ref);
		const struct = types.struct(ref.struct);
		const field = struct.fields.get(ref.field);
		invariant(field, `no field @${ref.struct}.${ref.field}`);
		const aggregate = this.#aggregate(base, ref.struct);
		if (aggregate !== undefined)
			return r.call("lvalue_access_field", aggregate, this.loc, field);
		const pointer = this.typed(base, ref.struct);
		return r.call("rvalue_dereference_field", pointer, this.loc, field);
	}

	/** The struct variable that an address is the address of. */
	#aggregate(base: Expr, struct: string): Handle | undefined {
		const isStruct = (t: MemType): boolean =>
			typeof t !== "string" && t.kind === "struct" && t.name === struct;
		if (base.kind === "memory" && isStruct(base.local.type))
			return this.lvalue(base.local);
		if (base.kind !== "op" || base.name !== "global_addr") return undefined;
		const global = this.m.globalOf(base.op.attrs[0] as string);
		return global && isStruct(global.type) ? global.handle : undefined;
	}

	#fieldByOffset(base: Expr, ref: FieldRef): Handle {
		const { types, layouts, r } = this.m;
		const { offset, type } = layouts.field(ref.struct, ref.field);
		const bytes = this.cast(
			this.value(base),
			types.pointerTo(types.basic(TYPE.char)),
		);
		const index = this.m.integer(types.basic(TYPE.long), BigInt(offset));
		const at = r.call(
			"context_new_array_access",
			CONTEXT,
			this.loc,
			bytes,
			index,
		);
		const pointer = types.pointerTo(types.memory(type));
		return r.call(
			"rvalue_dereference",
			this.cast(this.addressOf(at), pointer),
			this.loc,
		);
	}

	/** The lvalue of the element that an `elem_addr` names. */
	element(e: OpExpr): Handle {
		const type = this.m.types.memory(e.op.attrs[0] as MemType);
		const base = this.cast(
			this.value(e.args[0] as Expr),
			this.m.types.pointerTo(type),
		);
		return this.m.r.call(
			"context_new_array_access",
			CONTEXT,
			this.loc,
			base,
			this.value(e.args[1] as Expr),
		);
	}
}

export interface FieldRef {
	readonly struct: string;
	readonly field: string;
}
