/** What both emitters print: a function as blocks of C-like statements over expression trees. Made by schedule.ts. */
import type { Fn, Op } from "../ir/ir.ts";
import type { OpName } from "../ir/ops.ts";
import type { MemType, Scalar } from "../ir/types.ts";

/** A variable of the C function. */
export interface Local {
	/** A C identifier, unique in the function. */
	readonly name: string;
	/** Type of the value it holds; for the memory of an `alloca`, what lies there. */
	readonly type: MemType;
	/** Struct that the address in it points to, where all its field accesses agree on one. */
	readonly pointee: string | undefined;
	/** Parameters are declared by the function's head. */
	readonly parameter: boolean;
}

/** Ops that an expression tree holds: they compute a value from operands, or load it. */
export const VALUE_OPS = [
	"const",
	"null",
	"global_addr",
	"string_addr",
	"add",
	"sub",
	"mul",
	"sdiv",
	"srem",
	"udiv",
	"urem",
	"and",
	"or",
	"xor",
	"shl",
	"lshr",
	"ashr",
	"neg",
	"not",
	"icmp",
	"select",
	"fadd",
	"fsub",
	"fmul",
	"fdiv",
	"fneg",
	"fcmp",
	"trunc",
	"zext",
	"sext",
	"sitofp",
	"fptosi",
	"ptrtoint",
	"inttoptr",
	"bitcast",
	"alloca",
	"load",
	"load_atomic",
	"load_field",
	"field_addr",
	"elem_addr",
	"call",
	"call_indirect",
	"sadd_overflow",
	"ssub_overflow",
	"smul_overflow",
] as const satisfies readonly OpName[];
export type ValueOp = (typeof VALUE_OPS)[number];

/** Ops that give another name to the same machine word. */
export const ALIAS_OPS = [
	"as_obj",
	"as_ptr",
	"adopt",
	"adopt_nullable",
] as const satisfies readonly OpName[];

/** Ops that are a statement of their own. */
export const STATEMENT_OPS = [
	"store",
	"store_field",
] as const satisfies readonly OpName[];
export type StatementOp = (typeof STATEMENT_OPS)[number];

export const TERMINATOR_OPS = [
	"br",
	"cond_br",
	"br_null",
	"switch",
	"ret",
	"unreachable",
] as const satisfies readonly OpName[];

/** Ops that a pass has to expand before code is generated, and what that pass does. */
export const LOWERED_OPS = {
	incref: "refcount expansion",
	decref: "refcount expansion",
	end_lifetime: "refcount insertion",
	ends_quietly: "refcount expansion",
	deopt: "lowering",
	"complex.create": "expand-complex",
	"complex.re": "expand-complex",
	"complex.im": "expand-complex",
} as const satisfies Partial<Record<OpName, string>>;

type CoreOp = Exclude<OpName, `py.${string}`>;
type Unclassified = Exclude<
	CoreOp,
	| ValueOp
	| StatementOp
	| (typeof ALIAS_OPS)[number]
	| (typeof TERMINATOR_OPS)[number]
	| keyof typeof LOWERED_OPS
>;
/** Fails to compile when a core op is in none of the lists above. */
export const ALL_CLASSIFIED: [Unclassified] extends [never] ? true : never =
	true;

export type Expr =
	| { readonly kind: "local"; readonly local: Local }
	/** The address of a local's memory. */
	| { readonly kind: "memory"; readonly local: Local }
	/**
	 * `name` is `op`'s. For an overflow op the value is whether it overflowed; `target` takes the number, and is
	 * undefined when nobody wants it.
	 */
	| {
			readonly kind: "op";
			readonly op: Op;
			readonly name: ValueOp;
			readonly type: Scalar;
			readonly args: readonly Expr[];
			readonly depth: number;
			readonly target?: Local | undefined;
	  };
export type OpExpr = Extract<Expr, { kind: "op" }>;

export type Statement =
	| {
			readonly kind: "set";
			readonly local: Local;
			readonly value: Expr;
			readonly op: Op | undefined;
	  }
	/** A call whose result nobody wants. */
	| { readonly kind: "eval"; readonly value: Expr; readonly op: Op }
	| {
			readonly kind: "store";
			readonly op: Op;
			readonly name: StatementOp;
			readonly value: Expr;
			readonly address: Expr;
	  };

export type Terminator =
	| { readonly kind: "jump"; readonly to: TreeBlock; readonly op: Op }
	| {
			readonly kind: "branch";
			readonly op: Op;
			/** An i1; for `br_null` an address, to be compared with NULL. */
			readonly condition: Expr;
			readonly isNull: boolean;
			/** Which way it nearly always goes, if either. */
			readonly expected: boolean | undefined;
			readonly ifTrue: TreeBlock;
			readonly ifFalse: TreeBlock;
	  }
	| {
			readonly kind: "switch";
			readonly op: Op;
			readonly value: Expr;
			/** Signed values of the operand's type. */
			readonly cases: readonly { value: bigint; to: TreeBlock }[];
			readonly otherwise: TreeBlock;
	  }
	| {
			readonly kind: "return";
			readonly value: Expr | undefined;
			readonly op: Op;
	  }
	| { readonly kind: "unreachable"; readonly op: Op };

export interface TreeBlock {
	/** A C identifier, unique among the function's blocks. */
	readonly name: string;
	/** It sets the parameters of a target on one edge: one predecessor, ends in a jump. */
	readonly split: boolean;
	readonly statements: Statement[];
	terminator: Terminator | undefined;
}

export interface Tree {
	readonly fn: Fn;
	readonly parameters: readonly Local[];
	/** All variables but the parameters. */
	readonly locals: readonly Local[];
	readonly blocks: readonly TreeBlock[];
}

export function exprType(e: Expr): Scalar {
	if (e.kind === "op") return e.type;
	if (e.kind === "memory") return "ptr";
	return e.local.type as Scalar;
}

export function exprDepth(e: Expr): number {
	return e.kind === "op" ? e.depth : 0;
}

/** Calls `f` with every local that evaluating the expression reads. */
export function localsRead(e: Expr, f: (local: Local) => void): void {
	if (e.kind === "local") f(e.local);
	else if (e.kind === "op") for (const a of e.args) localsRead(a, f);
}
