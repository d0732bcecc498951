/** Prints one scheduled function as C: statements, control flow, places in memory. Values: c-ops.ts. */
import type { Op } from "../ir/ir.ts";
import type { MemType, Scalar } from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";
import type { CModule } from "./c.ts";
import { C_EMITTERS, intConstant } from "./c-ops.ts";
import { C_SCALAR, joined } from "./c-types.ts";
import { sameType } from "./layout.ts";
import {
	type Expr,
	exprType,
	type OpExpr,
	type Statement,
	type Terminator,
	type Tree,
	type TreeBlock,
} from "./tree.ts";

/** The text of an expression and how tightly it binds. */
export interface CExpr {
	readonly text: string;
	readonly prec: number;
}
export const PREC = { conditional: 0, binary: 1, unary: 2, atom: 3 } as const;
export const atom = (text: string): CExpr => ({ text, prec: PREC.atom });

export interface FieldRef {
	readonly struct: string;
	readonly field: string;
}

export class CFn {
	readonly m: CModule;
	readonly #tree: Tree;
	readonly #lines: string[] = [];

	constructor(m: CModule, tree: Tree) {
		this.m = m;
		this.#tree = tree;
	}

	/** The body: declarations and blocks. */
	run(): string[] {
		this.#declarations();
		const order = this.#tree.blocks.filter((b) => !b.split);
		const targets = this.#labels();
		order.forEach((b, i) => {
			// A label needs a statement after it, and every block ends with one.
			if (targets.has(b)) this.#lines.push(`${b.name}:`);
			for (const s of b.statements) this.#line(this.#statement(s));
			invariant(b.terminator, `block ${b.name} has no terminator`);
			this.#terminator(b.terminator, order[i + 1]);
		});
		return this.#lines;
	}

	#line(text: string): void {
		this.#lines.push(`\t${text}`);
	}

	#declarations(): void {
		const byType = new Map<string, string[]>();
		for (const l of this.#tree.locals) {
			if (typeof l.type !== "string") {
				this.#line(`${this.m.declare(l.type, l.name)};`);
				continue;
			}
			const type = this.m.localType(l);
			const star = type.endsWith("*") ? "*" : "";
			const base = star ? type.slice(0, -1).trim() : type;
			const list = byType.get(base) ?? [];
			byType.set(base, list);
			list.push(`${star}${l.name}`);
		}
		for (const [type, names] of byType)
			for (let i = 0; i < names.length; i += 10)
				this.#line(`${type} ${names.slice(i, i + 10).join(", ")};`);
		if (this.#lines.length > 0) this.#lines.push("");
	}

	/** Blocks that some goto names: all targets but those that are only fallen into. */
	#labels(): Set<TreeBlock> {
		const found = new Set<TreeBlock>();
		const order = this.#tree.blocks.filter((b) => !b.split);
		const note = (t: Terminator | undefined, next?: TreeBlock): void => {
			if (t?.kind === "jump" && t.to !== next) found.add(t.to);
			if (t?.kind === "branch") {
				if (!fallsInto(t.ifTrue, t.ifFalse, next)) this.#note(t.ifTrue, found);
				if (t.ifFalse !== next) this.#note(t.ifFalse, found);
			}
			if (t?.kind === "switch")
				for (const b of [t.otherwise, ...t.cases.map((c) => c.to)])
					this.#note(b, found);
		};
		order.forEach((b, i) => {
			note(b.terminator, order[i + 1]);
		});
		return found;
	}

	#note(b: TreeBlock, found: Set<TreeBlock>): void {
		if (!b.split) found.add(b);
		else if (b.terminator?.kind === "jump") found.add(b.terminator.to);
	}

	#statement(s: Statement): string {
		switch (s.kind) {
			case "set":
				return `${s.local.name} = ${this.typed(s.value, s.local.pointee).text};`;
			case "eval":
				return `${isCall(s.op) ? "" : "(void)"}${this.value(s.value).text};`;
			case "store": {
				const place =
					s.name === "store"
						? this.place(s.address, exprType(s.value))
						: this.field(s.address, s.op.attrs[0] as FieldRef);
				return `${place.text} = ${this.value(s.value).text};`;
			}
		}
	}

	/** Going to a block; an edge's own block is printed here, in braces. */
	#goto(b: TreeBlock): string {
		if (!b.split) return `goto ${b.name};`;
		invariant(b.terminator?.kind === "jump", "an edge's block jumps");
		const parts = b.statements.map((s) => this.#statement(s));
		return `{ ${parts.join(" ")} goto ${b.terminator.to.name}; }`;
	}

	#terminator(t: Terminator, next: TreeBlock | undefined): void {
		switch (t.kind) {
			case "jump":
				if (t.to !== next) this.#line(this.#goto(t.to));
				return;
			case "branch":
				this.#branch(t, next);
				return;
			case "switch": {
				this.#line(`switch (${this.value(t.value).text}) {`);
				const type = exprType(t.value);
				for (const c of t.cases) {
					const label = intConstant(type, c.value).text;
					this.#line(`case ${label}: ${this.#goto(c.to)}`);
				}
				this.#line(`default: ${this.#goto(t.otherwise)}`);
				this.#line("}");
				return;
			}
			case "return":
				this.#line(t.value ? `return ${this.value(t.value).text};` : "return;");
				return;
			case "unreachable":
				this.#line("__builtin_unreachable();");
		}
	}

	#branch(
		t: Extract<Terminator, { kind: "branch" }>,
		next: TreeBlock | undefined,
	): void {
		const invert = fallsInto(t.ifTrue, t.ifFalse, next);
		const test = this.#test(t, invert);
		const likely = t.expected === undefined ? undefined : t.expected !== invert;
		const condition =
			likely === undefined
				? test
				: `__builtin_expect(${test}, ${likely ? 1 : 0})`;
		const [to, other] = invert ? [t.ifFalse, t.ifTrue] : [t.ifTrue, t.ifFalse];
		this.#line(`if (${condition}) ${this.#goto(to)}`);
		if (other !== next) this.#line(this.#goto(other));
	}

	/** The condition of a branch, or its opposite. */
	#test(t: Extract<Terminator, { kind: "branch" }>, opposite: boolean): string {
		const { condition } = t;
		const value = this.value(condition);
		const operand = value.prec < PREC.unary ? `(${value.text})` : value.text;
		if (t.isNull) return `${operand} ${opposite ? "!=" : "=="} NULL`;
		if (!opposite) return value.text;
		if (condition.kind === "op" && condition.name === "icmp")
			return C_EMITTERS.icmp(this, oppositeOf(condition)).text;
		return `!${operand}`;
	}

	// Values

	value(e: Expr): CExpr {
		return this.#natural(e)[0];
	}

	/** As a pointer to the struct, where one is named; `void *` converts by itself, both ways. */
	typed(e: Expr, pointee: string | undefined): CExpr {
		const [text, has] = this.#natural(e);
		if (pointee === undefined || has === undefined || has === pointee)
			return text;
		return this.#cast(`${this.m.structType(pointee)} *`, text);
	}

	/** An address where C wants the types of two pointers to agree. */
	voidPointer(e: Expr): CExpr {
		const [text, has] = this.#natural(e);
		return has === undefined ? text : this.#cast("void *", text);
	}

	#natural(e: Expr): [CExpr, string | undefined] {
		if (e.kind === "local") return [atom(e.local.name), e.local.pointee];
		if (e.kind === "memory")
			return [this.addressOf(atom(e.local.name)), undefined];
		return [C_EMITTERS[e.name](this, e), undefined];
	}

	#cast(type: string, of: CExpr): CExpr {
		const text = of.prec < PREC.unary ? `(${of.text})` : of.text;
		return { text: `(${type})${text}`, prec: PREC.unary };
	}

	/** The address of a place, as `void *`. */
	addressOf(place: CExpr): CExpr {
		const text = place.prec < PREC.atom ? `(${place.text})` : place.text;
		return { text: `(void *)&${text}`, prec: PREC.unary };
	}

	#pointer(e: Expr, type: string): CExpr {
		const [text] = this.#natural(e);
		return this.#cast(type.endsWith("*") ? `${type}*` : `${type} *`, text);
	}

	// Places in memory

	place(address: Expr, t: Scalar): CExpr {
		const direct = this.#directPlace(address, t);
		if (direct) return direct;
		const pointer = this.#pointer(address, C_SCALAR[t]);
		return { text: `*${pointer.text}`, prec: PREC.unary };
	}

	#directPlace(address: Expr, t: Scalar): CExpr | undefined {
		if (address.kind === "memory")
			return sameType(address.local.type, t)
				? atom(address.local.name)
				: undefined;
		if (address.kind !== "op") return undefined;
		const [attr] = address.op.attrs;
		if (address.name === "field_addr") {
			const ref = attr as FieldRef;
			const { type } = this.m.layouts.field(ref.struct, ref.field);
			if (sameType(type, t)) return this.field(address.args[0] as Expr, ref);
		}
		if (address.name === "elem_addr" && sameType(attr as MemType, t))
			return this.element(address);
		return undefined;
	}

	field(base: Expr, ref: FieldRef): CExpr {
		const layout = this.m.layouts.struct(ref.struct);
		const member = this.m.fieldName(ref.field);
		if (layout.overlapping.has(ref.field)) {
			const { offset, type } = this.m.layouts.field(ref.struct, ref.field);
			const [address] = this.#natural(base);
			const bytes = this.#cast("char *", address).text;
			const pointer = this.m.declare(type, "(*)").replace(/ \(\*\)$/, " *");
			return {
				text: `*(${pointer.replace("*(*)", "**")})(${bytes} + ${offset})`,
				prec: PREC.unary,
			};
		}
		const aggregate = this.#aggregate(base, ref.struct);
		if (aggregate !== undefined) return atom(`${aggregate}.${member}`);
		const [address, has] = this.#natural(base);
		if (has === ref.struct && address.prec === PREC.atom)
			return atom(`${address.text}->${member}`);
		const pointer = this.#cast(`${this.m.structType(ref.struct)} *`, address);
		return atom(`(${pointer.text})->${member}`);
	}

	/** The struct variable that an address is the address of. */
	#aggregate(base: Expr, struct: string): string | undefined {
		const isStruct = (t: MemType | undefined): boolean =>
			typeof t === "object" && t.kind === "struct" && t.name === struct;
		if (base.kind === "memory" && isStruct(base.local.type))
			return base.local.name;
		if (base.kind !== "op" || base.name !== "global_addr") return undefined;
		const symbol = base.op.attrs[0] as string;
		return isStruct(this.m.globalType(symbol))
			? this.m.symbol(symbol)
			: undefined;
	}

	element(e: OpExpr): CExpr {
		const [base, index] = e.args as [Expr, Expr];
		const type = e.op.attrs[0] as MemType;
		const at = this.value(index).text;
		if (typeof type === "string")
			return atom(`(${this.#pointer(base, C_SCALAR[type]).text})[${at}]`);
		if (type.kind === "struct") {
			const pointer = this.#pointer(base, this.m.structType(type.name));
			return atom(`(${pointer.text})[${at}]`);
		}
		const pointer = this.#cast(this.m.declare(type, "(*)"), this.value(base));
		return atom(`(${pointer.text})[${at}]`);
	}
}

/** A branch whose true side comes next, and whose other side does not: printed the other way round. */
function fallsInto(
	ifTrue: TreeBlock,
	ifFalse: TreeBlock,
	next: TreeBlock | undefined,
): boolean {
	return ifTrue === next && ifFalse !== next;
}

const isCall = (op: Op): boolean =>
	op.name === "call" || op.name === "call_indirect";

const OPPOSITE: Readonly<Record<string, string>> = {
	eq: "ne",
	ne: "eq",
	slt: "sge",
	sge: "slt",
	sle: "sgt",
	sgt: "sle",
	ult: "uge",
	uge: "ult",
	ule: "ugt",
	ugt: "ule",
};

function oppositeOf(e: OpExpr): OpExpr {
	const kind = OPPOSITE[e.op.attrs[0] as string];
	invariant(kind, "a comparison");
	return { ...e, op: { ...e.op, attrs: [kind] } };
}

/** The head of a function or its type: `int64_t f(void *a, double b)`. */
export function headText(
	result: string,
	name: string,
	params: readonly string[],
): string {
	return `${joined(result, name)}(${params.join(", ") || "void"})`;
}
