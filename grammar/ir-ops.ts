/**
 * One rule for every op: results, name, attributes, operands, successors, and what follows them. The op table says which there
 * are. This is where the time goes, so it looks at tokens itself; `#record` shows Chevrotain the shape.
 */
import type { IToken } from "chevrotain";
import {
	calleeSignature,
	resultPatterns,
	resultType,
} from "../lib/ir/infer.ts";
import {
	type Attr,
	type Block,
	type Edge,
	type Loc,
	type Module,
	newModule,
	newOp,
	type Op,
	type Value,
} from "../lib/ir/ir.ts";
import {
	type AttrKind,
	KEYWORDS,
	OPS,
	type OpDef,
	type OpName,
	opDef,
} from "../lib/ir/ops.ts";
import {
	isProfileError,
	type Profile,
	parseProfile,
} from "../lib/ir/profile.ts";
import { constText } from "../lib/ir/text.ts";
import { BITS, isInt, type Type } from "../lib/ir/types.ts";
import type { Diagnostic } from "../lib/support/diagnostic.ts";
import { found } from "./ir-messages.ts";
import { bigintOf, IrParts } from "./ir-parts.ts";
import { FnScope, UNKNOWN } from "./ir-scope.ts";
import * as t from "./ir-tokens.ts";

/** The op table by the spelling of names: one look-up an op, and the op keeps the table's string, not a piece of the text. */
const ROWS: ReadonlyMap<string, { name: OpName; def: OpDef }> = new Map(
	Object.entries<OpDef>(OPS).map(([name, def]) => [
		name,
		{ name: name as OpName, def },
	]),
);

export class IrOps extends IrParts {
	protected module: Module = newModule("none");
	protected scope: FnScope = NO_SCOPE;
	protected current: Block = {
		name: "",
		params: [],
		ops: [],
		at: -1,
		order: -1,
	};
	/** Ops whose result types wait for the end of the module. */
	protected readonly deferred: Op[] = [];

	protected define(
		scope: FnScope,
		token: IToken,
		type: Type,
		def: Op | Block,
	): Value {
		const v = scope.define(token, type, def);
		if (!v) this.fail(token, `value '${token.image}' is defined twice`);
		return v;
	}

	readonly op = this.RULE("op", () => {
		if (this.RECORDING_PHASE) this.#record();
		else this.#op();
	});

	#record(): void {
		this.OPTION(() => {
			this.AT_LEAST_ONE_SEP({
				SEP: t.Comma,
				DEF: () => this.CONSUME1(t.ValueName),
			});
			this.CONSUME(t.Equals);
		});
		this.CONSUME(t.Word);
		this.MANY1(() => this.SUBRULE(this.attribute));
		this.MANY2(() => this.CONSUME2(t.ValueName));
		this.MANY3(() => this.SUBRULE(this.edge));
		this.OPTION3(() => this.CONSUME(t.SymbolName));
		this.OPTION4(() => {
			this.CONSUME(t.LBracket);
			this.MANY_SEP({ SEP: t.Comma, DEF: () => this.CONSUME3(t.ValueName) });
			this.CONSUME(t.RBracket);
		});
		this.OPTION5(() => this.CONSUME(t.Span));
		this.OPTION6(() => this.CONSUME(t.ProfileText));
	}

	/** The ops of a block: as many as there are. Not by the rule, whose call costs as much as reading a short op. */
	protected ops(): void {
		while (this.isNext(t.ValueName) || this.isNext(t.Word)) this.#op();
	}

	#op(): void {
		const results = this.isNext(t.ValueName) ? this.#results() : NO_TOKENS;
		const token = this.take(t.Word);
		const row = ROWS.get(token.image);
		if (!row)
			this.fail(
				token,
				`unknown op '${token.image}'`,
				this.hint(token.image, ROWS.keys()),
			);
		const { def } = row;
		const op = newOp(row.name, { at: token.startOffset });
		if (def.attrs.length > 0) op.attrs = this.#attributes(def);
		op.operands = this.#operands(op, def, token);
		if (def.successors) this.#successors(op, def, token);
		this.#tail(op, def);
		this.#defineResults(op, def, results, token);
		this.current.ops.push(op);
	}

	#results(): IToken[] {
		const tokens = [this.take(t.ValueName)];
		while (this.isNext(t.Comma)) {
			this.take(t.Comma);
			tokens.push(this.take(t.ValueName));
		}
		this.take(t.Equals);
		return tokens;
	}

	#attributes(def: OpDef): Attr[] {
		const attrs = [this.attr(def.attrs[0] as AttrKind, def)];
		for (let i = 1; i < def.attrs.length; i++)
			attrs.push(this.attr(def.attrs[i] as AttrKind, def));
		return attrs;
	}

	#operands(op: Op, def: OpDef, token: IToken): Value[] {
		if (op.name === "call") return this.#args([]);
		if (op.name === "call_indirect") return this.#args([this.#value()]);
		const wanted = def.operands.length;
		if (wanted === 0 && (!def.rest || !this.#valueOnLine())) return [];
		const operands = this.#values();
		const given = operands.length;
		if (given < wanted || (given > wanted && !def.rest))
			this.fail(
				token,
				`'${op.name}' takes ${def.rest ? "at least " : ""}${count(wanted, "operand")}, found ${given}`,
			);
		return operands;
	}

	/** Operands that may be absent begin on the line where what is before them ends. */
	#valueOnLine(): boolean {
		const next = this.LA(1);
		if (next.tokenTypeIdx !== t.ValueName.tokenTypeIdx) return false;
		const last = this.LA(0);
		const from = last.startOffset + last.image.length;
		const to = next.startOffset;
		for (let i = from; i < to; i++)
			if (this.text.charCodeAt(i) === 10) return false;
		return true;
	}

	#value(): Value {
		return this.scope.value(this.take(t.ValueName));
	}

	/** `%a, %b`. A list grows by sixteen elements at once: one or two, which is most, are not pushed. */
	#values(): Value[] {
		const first = this.#value();
		if (!this.#isMore()) return [first];
		const values = [first, this.#nextValue()];
		while (this.#isMore()) values.push(this.#nextValue());
		return values;
	}

	#isMore(): boolean {
		return (
			this.isNext(t.Comma) &&
			this.LA(2).tokenTypeIdx === t.ValueName.tokenTypeIdx
		);
	}

	#nextValue(): Value {
		this.take(t.Comma);
		return this.#value();
	}

	/** `(%a, %b)`, appended to `before`. */
	#args(before: Value[]): Value[] {
		let args = before;
		this.take(t.LParen);
		if (this.isNext(t.ValueName)) {
			args = before.length === 0 ? [this.#value()] : [...before, this.#value()];
			while (this.isNext(t.Comma)) args.push(this.#nextValue());
		}
		this.take(t.RParen);
		return args;
	}

	protected edge = this.RULE("edge", (): Edge => {
		const token = this.CONSUME(t.BlockName);
		const args = this.isNext(t.LParen) ? this.#args([]) : [];
		if (this.RECORDING_PHASE) return { block: this.current, args };
		return { block: this.scope.block(token), args };
	});

	#successors(op: Op, def: OpDef, token: IToken): void {
		if (op.operands.length > 0) this.take(t.Comma);
		op.successors = [this.SUBRULE(this.edge)];
		while (this.isNext(t.Comma)) {
			this.take(t.Comma);
			op.successors.push(this.SUBRULE(this.edge));
		}
		const given = op.successors.length;
		if (def.successors === "many") {
			const cases = op.attrs[0] as readonly bigint[];
			if (given !== cases.length + 1)
				this.fail(
					token,
					`${count(cases.length, "case")} want ${count(cases.length + 1, "successor")}, found ${given}`,
				);
		} else if (given !== def.successors)
			this.fail(
				token,
				`'${op.name}' takes ${count(def.successors ?? 0, "successor")}, found ${given}`,
			);
	}

	#tail(op: Op, def: OpDef): void {
		if (def.attrs.length > 0 && this.isWord("weights")) {
			const at = def.attrs.indexOf("weights");
			if (at >= 0) op.attrs[at] = this.#weights();
		}
		if (this.isWord("unwind")) {
			this.CONSUME(t.Word);
			op.unwind = this.SUBRULE(this.edge);
		}
		if (this.isNext(t.SymbolName)) op.offset = this.#offset();
		if (this.isNext(t.LBracket)) op.state = this.#state();
		if (this.isNext(t.Span)) op.loc = locOf(this.CONSUME(t.Span).image);
		if (this.isNext(t.ProfileText)) op.profile = this.#profile();
	}

	#profile(): Profile {
		const token = this.CONSUME(t.ProfileText);
		const profile = parseProfile(token.image);
		if (!isProfileError(profile)) return profile;
		const { message, at, length, hint } = profile;
		const from = token.startOffset + at;
		throw this.diagnostic(from, length, message, hint);
	}

	#weights(): [number, number] {
		this.CONSUME(t.Word);
		this.CONSUME(t.LParen);
		const first = this.int();
		this.CONSUME(t.Comma);
		const second = this.int();
		this.CONSUME(t.RParen);
		return [first, second];
	}

	#offset(): number {
		const token = this.CONSUME(t.SymbolName);
		const offset = Number(token.image.slice(1));
		if (!Number.isSafeInteger(offset) || token.image.includes("."))
			this.fail(
				token,
				`expected an offset such as '@12', found ${found(token)}`,
			);
		return offset;
	}

	#state(): Value[] {
		this.take(t.LBracket);
		const state = this.isNext(t.ValueName) ? this.#values() : [];
		this.take(t.RBracket);
		return state;
	}

	#defineResults(
		op: Op,
		def: OpDef,
		tokens: readonly IToken[],
		name: IToken,
	): void {
		if (def.results.length === 0 && !def.manyResults) {
			if (tokens.length > 0) this.fail(name, `'${op.name}' has no result`);
			return;
		}
		const isCall = def.results[0] === "callee";
		const isLate = isCall && !calleeSignature(this.module, op);
		const patterns =
			isCall || def.manyResults ? resultPatterns(this.module, op) : def.results;
		if (isLate || (tokens.length === 0 && patterns.length > 0)) {
			// An unknown callee gives its results a type later; unnamed results are numbered when printed.
			this.#defineLate(op, tokens, isLate ? 0 : patterns.length);
			return;
		}
		if (tokens.length !== patterns.length)
			this.fail(name, wrongCount(op, patterns.length, tokens.length));
		for (let i = 0; i < tokens.length; i++) {
			const type = resultType(this.module, op, patterns[i] as never) ?? UNKNOWN;
			const result = this.define(this.scope, tokens[i] as IToken, type, op);
			if (i === 0) op.results = [result];
			else op.results.push(result);
			if (type === UNKNOWN && i === 0) this.deferred.push(op);
		}
	}

	#defineLate(op: Op, tokens: readonly IToken[], unnamed: number): void {
		for (const token of tokens)
			op.results.push(this.define(this.scope, token, UNKNOWN, op));
		for (let i = 0; i < unnamed; i++)
			op.results.push({ name: "", type: UNKNOWN, def: op });
		this.deferred.push(op);
	}

	/** The types of results that depend on later functions, structs and values. */
	protected resolveDeferred(): Diagnostic[] {
		const errors: Diagnostic[] = [];
		const failed = new Set<Op>();
		for (const op of this.deferred) {
			const chain = [op];
			for (let o = chainOf(op); o && !failed.has(o); o = chainOf(o)) {
				if (o.results.every((r) => r.type !== UNKNOWN)) break;
				if (chain.length > this.deferred.length) break;
				chain.push(o);
			}
			for (let i = chain.length - 1; i >= 0; i--) {
				const o = chain[i] as Op;
				if (failed.has(o)) continue;
				const error = this.#resolve(o);
				if (!error) continue;
				failed.add(o);
				errors.push(error);
			}
		}
		return errors;
	}

	#resolve(op: Op): Diagnostic | undefined {
		const m = this.module;
		const patterns = resultPatterns(m, op);
		const error = (message: string, hint?: string): Diagnostic =>
			this.diagnostic(op.at, op.name.length, message, hint);
		if (op.results.length === 0 && patterns.length === 1)
			op.results.push({ name: "", type: UNKNOWN, def: op });
		if (op.name === "call" && !calleeSignature(m, op)) {
			const callee = op.attrs[0] as string;
			const known = [...m.functions.keys(), ...m.externs.keys()];
			return error(`unknown function '@${callee}'`, this.hint(callee, known));
		}
		if (patterns.length !== op.results.length)
			return error(wrongCount(op, patterns.length, op.results.length));
		for (let i = 0; i < patterns.length; i++) {
			const type = resultType(m, op, patterns[i] as never);
			if (type === undefined) return error(this.#unknownField(op));
			if (type === UNKNOWN)
				return error(
					`the type of the result of '${op.name}' depends on itself`,
				);
			(op.results[i] as Value).type = type;
		}
		return undefined;
	}

	#unknownField(op: Op): string {
		const { struct, field } = op.attrs[0] as { struct: string; field: string };
		const s = this.module.structs.get(struct);
		if (!s) return `unknown struct '@${struct}'`;
		return s.fields.some((f) => f.name === field)
			? `field '@${struct}.${field}' is not a scalar: take its address with field_addr`
			: `struct '@${struct}' has no field '${field}'`;
	}

	/** An attribute, for the shape only: `attr` reads the kind the table asks for. */
	protected attribute = this.RULE("attribute", () => {
		this.OR([
			{ ALT: () => this.CONSUME(t.NumberText) },
			{ ALT: () => this.CONSUME(t.Text) },
			{ ALT: () => this.CONSUME(t.Word) },
			{ ALT: () => this.CONSUME(t.SymbolName) },
		]);
	});

	protected attr(kind: AttrKind, def: OpDef): Attr {
		switch (kind) {
			case "slot":
				return this.#indexed("slot", (i) => this.scope.fn.code?.slots[i]?.name);
			case "name":
				return this.#indexed("name", (i) => this.scope.fn.code?.names[i]);
			case "const":
				return this.#constIndex();
			case "int":
				return this.int(Number.MIN_SAFE_INTEGER);
			case "literal":
				return this.#literal();
			case "string":
				return this.string();
			case "symbol":
				return this.symbol();
			case "field":
				return this.#field();
			case "memtype":
				return this.SUBRULE(this.memtype);
			case "type":
				return this.SUBRULE(this.scalar);
			case "signature":
				return this.signatureRest(undefined);
			case "cases":
				return this.#cases();
			case "weights":
				return undefined;
			case "kwnames":
				if (!this.isWord("kw")) return undefined;
				this.CONSUME(t.Word);
				return this.int();
			case "flag":
				if (def.keyword === undefined || !this.isWord(def.keyword))
					return false;
				this.CONSUME(t.Word);
				return true;
			default:
				return this.choice(
					KIND_NAMES[kind],
					KEYWORDS[kind] as readonly string[],
				);
		}
	}

	/** `0 "a"`: the name may be left out, but may not be wrong. */
	#indexed(what: string, nameOf: (i: number) => string | undefined): number {
		const index = this.int();
		if (!this.isNext(t.Text)) return index;
		const token = this.LA(1);
		const name = this.string();
		const real = nameOf(index);
		if (real !== undefined && real !== name)
			this.fail(token, `${what} ${index} is '${real}', not '${name}'`);
		return index;
	}

	#constIndex(): number {
		const index = this.int();
		if (!this.isNext(t.LParen)) return index;
		this.CONSUME(t.LParen);
		const token = this.LA(1);
		const text = constText(this.SUBRULE(this.constant));
		const real = this.scope.fn.code?.consts[index];
		if (real !== undefined && constText(real) !== text)
			this.fail(token, `constant ${index} is ${constText(real)}, not ${text}`);
		this.CONSUME(t.RParen);
		return index;
	}

	#literal(): Attr {
		const token = this.LA(1);
		const type = this.SUBRULE(this.scalar);
		if (type === "f64") return { type, value: this.float() };
		if (!isInt(type))
			this.fail(token, `a literal is an integer or f64, not ${type}`);
		const digits = this.CONSUME(t.NumberText);
		const n = bigintOf(digits.image);
		if (n === undefined)
			this.fail(digits, `expected an integer, found ${found(digits)}`);
		const width = BITS[type];
		const value = width === 1 ? n : BigInt.asIntN(width, n);
		const isWithin =
			width === 1
				? n === 0n || n === 1n
				: value === n || BigInt.asUintN(width, n) === n;
		if (!isWithin) this.fail(digits, `${digits.image} does not fit ${type}`);
		return { type, value };
	}

	#field(): Attr {
		const token = this.CONSUME(t.SymbolName);
		const dot = token.image.lastIndexOf(".");
		const struct = token.image.slice(0, dot);
		if (dot <= 1 || struct.length < 2 || dot === token.image.length - 1)
			this.fail(
				token,
				`expected a field such as '@PyObject.ob_type', found ${found(token)}`,
			);
		const quoted = struct.charCodeAt(1) === 0x22;
		return {
			struct: quoted
				? (JSON.parse(struct.slice(1)) as string)
				: struct.slice(1),
			field: token.image.slice(dot + 1),
		};
	}

	#cases(): bigint[] {
		const cases: bigint[] = [];
		this.CONSUME(t.LBracket);
		while (!this.isNext(t.RBracket)) {
			cases.push(this.bigint());
			if (!this.isNext(t.Comma)) break;
			this.CONSUME(t.Comma);
		}
		this.CONSUME(t.RBracket);
		return cases;
	}
}

const NO_TOKENS: readonly IToken[] = [];
/** Stands where no function is being read. */
export const NO_SCOPE = new FnScope({} as never);

const KIND_NAMES = {
	binary: "operator",
	unary: "operator",
	compare: "comparison",
	icmp: "comparison",
	fcmp: "comparison",
} as const;

function count(n: number, what: string): string {
	return `${n} ${what}${n === 1 ? "" : "s"}`;
}

function wrongCount(op: Op, wanted: number, given: number): string {
	const callee = op.name === "call" ? `call @${String(op.attrs[0])}` : op.name;
	return `'${callee}' has ${wanted === 0 ? "no result" : count(wanted, "result")}, ${given} named`;
}

/** The op whose result type `op`'s depends on, where it has none yet. */
function chainOf(op: Op): Op | undefined {
	const first = op.operands[0];
	if (!first || first.type !== UNKNOWN || "ops" in first.def) return undefined;
	return opDef(op.name).results[0] === "same" ? first.def : undefined;
}

function locOf(image: string): Loc {
	const m = /(-?\d+):(-?\d+)-(-?\d+):(-?\d+)/.exec(image);
	return {
		line: Number(m?.[1]),
		column: Number(m?.[2]),
		endLine: Number(m?.[3]),
		endColumn: Number(m?.[4]),
	};
}
