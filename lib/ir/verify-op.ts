/** The verifier's rules of single ops: operands, attributes and results against the op table and the module. */
import { calleeSignature, resultPatterns, resultType } from "./infer.ts";
import {
	type AttrTypes,
	type Fn,
	type Module,
	newOp,
	type Op,
	type Value,
} from "./ir.ts";
import { structsIn } from "./layout.ts";
import {
	type AttrKind,
	KEYWORDS,
	type OpDef,
	opDef,
	operandAt,
	operandPattern,
	resultCount,
} from "./ops.ts";
import {
	BITS,
	isAddress,
	isInt,
	isRef,
	isScalar,
	isWord,
	type MemType,
	type Scalar,
	SIZE,
	type Type,
} from "./types.ts";
import type { Report } from "./verify.ts";

/** Tells whether a value is known not to be NULL at an op. */
type NonNull = (v: Value, user: Op) => boolean;

/** May a value of type `given` stand where `wanted` is asked for? A reference may stand for a nullable one. */
export function isAssignable(given: Type, wanted: Type): boolean {
	return given === wanted || (given === "obj" && wanted === "obj?");
}

/** The rules, for the ops of one function: made once for it, since they are many. */
export class OpRules {
	readonly #report: Report;
	readonly #fn: Fn;
	readonly #module: Module;
	readonly #isNonNull: NonNull;
	/** The op being looked at. */
	#op: Op = newOp("unreachable");
	#def: OpDef = opDef("unreachable");

	constructor(report: Report, fn: Fn, isNonNull: NonNull) {
		this.#report = report;
		this.#module = report.module;
		this.#fn = fn;
		this.#isNonNull = isNonNull;
	}

	check(op: Op): void {
		this.#op = op;
		this.#def = opDef(op.name);
		if (!this.#counts()) return;
		this.#attributes();
		this.#operands();
		if (op.name === "call" || op.name === "call_indirect") this.#call();
		if (op.name === "ret") this.#ret();
		this.#special();
		this.#results();
		this.#python();
	}

	#fail(message: string, operand = -1, hint?: string): void {
		this.#report.op(this.#fn, this.#op, message, operand, hint);
	}

	/** Numbers of operands, attributes and successors; the other rules need them right. */
	#counts(): boolean {
		const { operands, attrs, successors, name } = this.#op;
		const def = this.#def;
		const least = def.operands.length;
		const given = operands.length;
		if (given < least || (given > least && !def.rest)) {
			this.#fail(
				`'${name}' takes ${def.rest ? "at least " : ""}${plural(least, "operand")}, found ${given}`,
			);
			return false;
		}
		if (attrs.length !== def.attrs.length) {
			this.#fail(
				`'${name}' has ${plural(def.attrs.length, "attribute")}, found ${attrs.length}`,
			);
			return false;
		}
		const cases =
			def.successors === "many"
				? (attrs[0] as AttrTypes["cases"]).length + 1
				: (def.successors ?? 0);
		if (successors.length !== cases) {
			this.#fail(
				`'${name}' takes ${plural(cases, "successor")}, found ${successors.length}`,
			);
			return false;
		}
		return true;
	}

	#operands(): void {
		const { operands, name } = this.#op;
		for (let i = 0; i < operands.length; i++) {
			const v = operands[i] as Value;
			const pattern = operandPattern(operandAt(this.#def, i) ?? "any").type;
			const wanted = this.#mismatch(pattern, v);
			if (wanted !== undefined)
				this.#fail(
					`operand ${i + 1} of '${name}' has type ${v.type}, expected ${wanted}`,
					i,
				);
		}
	}

	/** What was expected instead of the type of `v`; undefined when it fits. */
	#mismatch(pattern: string, v: Value): string | undefined {
		const { type } = v;
		switch (pattern) {
			case "value":
				return undefined;
			case "any":
				return isScalar(type) ? undefined : "what memory holds";
			case "int":
				return isInt(type) ? undefined : "an integer";
			case "word":
				return isWord(type) ? undefined : "an integer of at most 64 bits";
			case "address":
				return isAddress(type) ? undefined : "an address";
			case "ref":
				return isRef(type) ? undefined : "a reference";
			case "same": {
				const first = (this.#op.operands[0] as Value).type;
				if (isAssignable(type, first)) return undefined;
				const isComparison = this.#op.name === "icmp";
				return isComparison && isRef(type) && isRef(first) ? undefined : first;
			}
			default:
				if (isAssignable(type, pattern as Type)) return undefined;
				return this.#isChecked(v, pattern) ? undefined : pattern;
		}
	}

	#isChecked(v: Value, wanted: string): boolean {
		return (
			wanted === "obj" && v.type === "obj?" && this.#isNonNull(v, this.#op)
		);
	}

	#call(): void {
		const { operands, name, attrs } = this.#op;
		const m = this.#module;
		const signature = calleeSignature(m, this.#op);
		if (!signature) {
			const callee = attrs[0] as string;
			this.#fail(
				`unknown function '@${callee}'`,
				-1,
				this.#report.near(callee, [...m.functions.keys(), ...m.externs.keys()]),
			);
			return;
		}
		const skip = name === "call_indirect" ? 1 : 0;
		const what = name === "call" ? `'@${String(attrs[0])}'` : "the callee";
		const given = operands.length - skip;
		const { params, variadic } = signature;
		if (given < params.length || (given > params.length && !variadic)) {
			this.#fail(
				`${what} takes ${variadic ? "at least " : ""}${plural(params.length, "argument")}, found ${given}`,
			);
			return;
		}
		params.forEach((p, i) => {
			const v = operands[i + skip] as Value;
			if (isAssignable(v.type, p.type) || this.#isChecked(v, p.type)) return;
			this.#fail(
				`argument ${i + 1} of ${what} has type ${v.type}, expected ${p.type}`,
				i + skip,
			);
		});
	}

	#ret(): void {
		const { operands } = this.#op;
		const { result, failure } = this.#fn.signature;
		const wanted = result === "void" ? 0 : 1;
		if (operands.length !== wanted) {
			this.#fail(
				wanted === 0
					? `'@${this.#fn.name}' returns nothing`
					: `'@${this.#fn.name}' returns ${result}, and this nothing`,
			);
			return;
		}
		const [v] = operands;
		if (!v || result === "void" || isAssignable(v.type, result)) return;
		const mayFail = failure === "null" || failure === "null?";
		if (mayFail && result === "obj" && v.type === "obj?") return;
		if (this.#isChecked(v, result)) return;
		this.#fail(`operand 1 of 'ret' has type ${v.type}, expected ${result}`, 0);
	}

	#attributes(): void {
		const kinds = this.#def.attrs;
		for (let i = 0; i < kinds.length; i++) {
			const kind = kinds[i] as AttrKind;
			const problem = this.#attrProblem(kind, this.#op.attrs[i]);
			if (problem) this.#fail(problem);
		}
	}

	#attrProblem(kind: AttrKind, value: unknown): string | undefined {
		const code = this.#fn.code;
		const m = this.#module;
		switch (kind) {
			case "slot":
				return outOfRange("slot", value as number, code?.slots.length);
			case "const":
				return outOfRange("constant", value as number, code?.consts.length);
			case "name":
				return outOfRange("name", value as number, code?.names.length);
			case "int":
				return Number.isSafeInteger(value)
					? undefined
					: `'${String(value)}' is not an integer`;
			case "kwnames":
				return this.#kwnamesProblem(value as number | undefined);
			case "literal":
				return literalProblem(value as AttrTypes["literal"]);
			case "field": {
				const f = value as AttrTypes["field"];
				const s = m.structs.get(f.struct);
				if (!s) return `unknown struct '@${f.struct}'`;
				return s.fields.some((x) => x.name === f.field)
					? undefined
					: `struct '@${f.struct}' has no field '${f.field}'`;
			}
			case "memtype": {
				const unknown = structsIn(value as MemType).find(
					(n) => !m.structs.has(n),
				);
				return unknown === undefined
					? undefined
					: `unknown struct '@${unknown}'`;
			}
			case "cases":
				return this.#casesProblem(value as AttrTypes["cases"]);
			case "weights": {
				const w = value as AttrTypes["weights"];
				return w?.some((x) => !(x >= 0)) || (w && w[0] + w[1] === 0)
					? "weights are not negative and not both 0"
					: undefined;
			}
			case "symbol":
				return this.#symbolProblem(value as string);
			case "binary":
			case "unary":
			case "compare":
			case "icmp":
			case "fcmp": {
				const words: readonly string[] = KEYWORDS[kind];
				return words.includes(value as string)
					? undefined
					: `unknown ${kind} '${String(value)}'`;
			}
			case "string":
			case "type":
			case "signature":
			case "flag":
				return undefined;
		}
	}

	#symbolProblem(name: string): string | undefined {
		const m = this.#module;
		if (this.#op.name !== "global_addr") return undefined;
		const isKnown =
			m.globals.has(name) || m.functions.has(name) || m.externs.has(name);
		return isKnown ? undefined : `unknown symbol '@${name}'`;
	}

	#kwnamesProblem(index: number | undefined): string | undefined {
		if (index === undefined) return undefined;
		const consts = this.#fn.code?.consts ?? [];
		const c = consts[index];
		if (!c) return outOfRange("constant", index, consts.length);
		const isNames =
			c.kind === "tuple" && c.items.every((x) => x.kind === "str");
		return isNames
			? undefined
			: `constant ${index} is not a tuple of keyword names`;
	}

	#casesProblem(cases: readonly bigint[]): string | undefined {
		const type = this.#op.operands[0]?.type ?? "i64";
		const seen = new Set<bigint>();
		for (const c of cases) {
			if (seen.has(c)) return `case ${c} stands twice`;
			seen.add(c);
			if (isInt(type) && !fits(c, BITS[type]))
				return `case ${c} does not fit ${type}`;
		}
		return undefined;
	}

	/** Rules of single ops that the table has no column for. */
	#special(): void {
		const { name } = this.#op;
		if (name === "deopt") this.#deopt();
		const problem = this.#specialProblem();
		if (problem) this.#fail(`'${name}' ${problem}`);
	}

	#specialProblem(): string | undefined {
		const { name, operands, attrs } = this.#op;
		const from = operands[0]?.type;
		const to = attrs[0] as Scalar;
		switch (name) {
			case "trunc":
				return unless(
					isNarrower(to, from),
					`of ${from} to ${to} does not narrow`,
				);
			case "zext":
			case "sext":
				return unless(
					isNarrower(from, to),
					`of ${from} to ${to} does not widen`,
				);
			case "sitofp":
				return unless(to === "f64", `gives f64, not ${to}`);
			case "fptosi":
				return unless(
					isWord(to),
					`gives an integer of at most 64 bits, not ${to}`,
				);
			case "load_atomic":
				return unless(SIZE[to] <= 8, `of ${to}: no load of it is atomic`);
			case "bitcast":
				return unless(
					from !== undefined &&
						isScalar(from) &&
						SIZE[to] === SIZE[from] &&
						!isRef(from) &&
						!isRef(to),
					`of ${from} to ${to}: both have one size and neither is a reference`,
				);
			case "null":
				return unless(
					to === "ptr" || to === "obj?",
					`gives ptr or obj?, not ${to}`,
				);
			case "icmp":
				return unless(
					from !== "f64",
					"compares integers or addresses: use fcmp",
				);
			case "neg":
				return unless(from !== "i1", "of i1 has no meaning: use not");
			default:
				return undefined;
		}
	}

	#deopt(): void {
		const { operands, offset } = this.#op;
		const { code } = this.#fn;
		if (!code) this.#fail("'deopt' stands in a function without a code header");
		else if (offset < 0)
			this.#fail(
				"'deopt' has no offset: it says where the interpreter goes on",
			);
		else if (operands.length > code.stacksize)
			this.#fail(
				`the value stack has ${operands.length} entries, the code object ${code.stacksize}`,
			);
	}

	#results(): void {
		const op = this.#op;
		const m = this.#module;
		if (
			this.#def.manyResults &&
			!Number.isSafeInteger(resultCount(this.#def, op.attrs))
		)
			return;
		if (this.#def.results[0] === "callee" && !calleeSignature(m, op)) return;
		const patterns = resultPatterns(m, op);
		if (patterns.length !== op.results.length) {
			this.#fail(
				`'${op.name}' has ${plural(patterns.length, "result")}, found ${op.results.length}`,
			);
			return;
		}
		for (let i = 0; i < patterns.length; i++) {
			const r = op.results[i] as Value;
			const type = resultType(m, op, patterns[i] as (typeof patterns)[number]);
			if (type !== r.type && type !== undefined)
				this.#fail(
					`result ${i + 1} of '${op.name}' has type ${r.type}, expected ${type}`,
				);
			else if (
				type === undefined &&
				patterns[i] === "field" &&
				this.#isKnownField()
			)
				this.#fail(
					`'${op.name}' of a field that is not a scalar: take its address with field_addr`,
				);
		}
	}

	#isKnownField(): boolean {
		return this.#attrProblem("field", this.#op.attrs[0]) === undefined;
	}

	/** Rules of Python-level ops, and of what only they have. */
	#python(): void {
		const { name, unwind, offset, state } = this.#op;
		const { family, effects } = this.#def;
		const { code, kind } = this.#fn;
		if (family === "py" && kind !== "py")
			this.#fail(`'${name}' stands in a core function`);
		if (this.#op.profile && family !== "py")
			this.#fail(`'${name}' is no Python-level op: it has no profile`);
		if (unwind && !(family === "py" && effects.raises))
			this.#fail(`'${name}' does not raise: it has no unwind edge`);
		if (code && offset >= code.codesize)
			this.#fail(`offset ${offset} is past the code's ${code.codesize} bytes`);
		if (state && code && state.length > code.stacksize)
			this.#fail(
				`the value stack has ${state.length} entries, the code object ${code.stacksize}`,
			);
		for (const v of state ?? [])
			if (!isRef(v.type))
				this.#fail(
					`value '%${v.name}' of the state has type ${v.type}, expected a reference`,
				);
		if (kind !== "py" || family !== "py") return;
		if (!effects.raises && !effects.arbitrary) return;
		if (offset < 0) this.#fail(`'${name}' has no offset`);
		if (!state)
			this.#fail(`'${name}' has no state: it may leave for the interpreter`);
	}
}

const unless = (ok: boolean, problem: string): string | undefined =>
	ok ? undefined : problem;

function plural(n: number, what: string): string {
	return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function outOfRange(
	what: string,
	i: number,
	n: number | undefined,
): string | undefined {
	if (n === undefined)
		return `${what} ${i} of a function without a code header`;
	return i >= 0 && i < n
		? undefined
		: `${what} ${i} is out of range: there are ${n}`;
}

/** Signed or unsigned, a number of so many bits. */
function fits(n: bigint, bits: number): boolean {
	return BigInt.asIntN(bits, n) === n || BigInt.asUintN(bits, n) === n;
}

function literalProblem(l: AttrTypes["literal"]): string | undefined {
	if (l.type === "f64")
		return typeof l.value === "number"
			? undefined
			: "an f64 literal is a float";
	if (!isInt(l.type)) return `a literal is an integer or f64, not ${l.type}`;
	if (typeof l.value !== "bigint") return `an ${l.type} literal is an integer`;
	return fits(l.value, BITS[l.type])
		? undefined
		: `${l.value} does not fit ${l.type}`;
}

function isNarrower(a: Type | undefined, b: Type | undefined): boolean {
	return (
		a !== undefined &&
		b !== undefined &&
		isInt(a) &&
		isInt(b) &&
		BITS[a] < BITS[b]
	);
}
