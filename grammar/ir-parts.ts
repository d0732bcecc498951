/** The parts of the IR's grammar that items and ops share: names, numbers, types, signatures, constants, effects. */
import { EmbeddedActionsParser, type IToken, type TokenType } from "chevrotain";
import type { Const } from "../lib/ir/const.ts";
import {
	ARBITRARY,
	type Effects,
	MEMORY,
	type Memory,
	NONE,
} from "../lib/ir/effects.ts";
import { parseBytes, unquote } from "../lib/ir/text.ts";
import {
	FAILURES,
	type Failure,
	FRAME_ROLES,
	type FrameRole,
	isRef,
	isScalar,
	type MemType,
	type Ownership,
	type ParamType,
	PENDING,
	type Pending,
	type ResultType,
	SCALARS,
	type Scalar,
	type Signature,
	type Type,
} from "../lib/ir/types.ts";
import { Diagnostic, nearest, placeAt } from "../lib/support/diagnostic.ts";
import { found, messages } from "./ir-messages.ts";
import { bare } from "./ir-scope.ts";
import * as t from "./ir-tokens.ts";

/** Plain numbers: what Number() reads without a loss of meaning. */
const DECIMAL = /^-?\d+$/;
const INTEGER = /^-?(?:0x[0-9a-fA-F]+|\d+)$/;

export class IrParts extends EmbeddedActionsParser {
	/** The whole input, its name, and where the item being parsed starts in it. */
	protected file = "";
	protected text = "";
	protected base = 0;

	constructor() {
		super(t.TOKENS, {
			maxLookahead: 2,
			skipValidations: true,
			errorMessageProvider: messages,
		});
	}

	protected fail(token: IToken, message: string, hint?: string): never {
		throw this.diagnosticAt(token, message, hint);
	}

	protected diagnosticAt(
		token: IToken,
		message: string,
		hint?: string,
	): Diagnostic {
		const isEnd = Number.isNaN(token.startOffset) || token.image === "";
		if (!isEnd)
			return this.diagnostic(
				token.startOffset,
				token.image.length,
				message,
				hint,
			);
		const last = this.LA(0);
		const end = Number.isNaN(last.startOffset)
			? this.base
			: last.startOffset + last.image.length;
		return this.diagnostic(end, 1, message, hint);
	}

	protected diagnostic(
		offset: number,
		length: number,
		message: string,
		hint?: string,
	): Diagnostic {
		return new Diagnostic(
			message,
			placeAt(this.file, this.text, offset, length),
			hint,
		);
	}

	/** `did you mean …`, or nothing when no candidate is near. */
	protected hint(
		name: string,
		candidates: Iterable<string>,
	): string | undefined {
		const near = nearest(name, candidates);
		return near === undefined ? undefined : `did you mean '${near}'?`;
	}

	/** Is the next token this word? Never while the grammar is being recorded. */
	protected isWord(image: string): boolean {
		return this.LA(1).image === image && this.isNext(t.Word);
	}

	protected isNext(type: TokenType): boolean {
		return this.LA(1).tokenTypeIdx === type.tokenTypeIdx;
	}

	/** What CONSUME does, without its preparations for an error where there is none. */
	protected take(type: TokenType): IToken {
		const token = this.LA(1);
		if (token.tokenTypeIdx !== type.tokenTypeIdx) return this.CONSUME(type);
		this.SKIP_TOKEN();
		return token;
	}

	/** Consumes the keyword `image`. */
	protected word(image: string): void {
		const token = this.LA(1);
		if (!this.RECORDING_PHASE && token.image !== image)
			this.fail(token, `expected '${image}', found ${found(token)}`);
		this.CONSUME(t.Word);
	}

	/** One of the words `choices`. */
	protected choice<T extends string>(what: string, choices: readonly T[]): T {
		const token = this.CONSUME(t.Word);
		const image = token.image as T;
		if (this.RECORDING_PHASE || choices.includes(image)) return image;
		this.fail(
			token,
			`unknown ${what} '${image}'`,
			this.hint(image, choices) ?? `one of ${choices.join(", ")}`,
		);
	}

	/** An integer that a JavaScript number holds exactly. */
	protected int(least = 0): number {
		const token = this.CONSUME(t.NumberText);
		if (this.RECORDING_PHASE) return 0;
		if (!DECIMAL.test(token.image))
			this.fail(token, `expected an integer, found ${found(token)}`);
		const n = Number(token.image);
		if (n < least || !Number.isSafeInteger(n))
			this.fail(token, `integer '${token.image}' is out of range`);
		return n;
	}

	protected bigint(): bigint {
		const token = this.CONSUME(t.NumberText);
		if (this.RECORDING_PHASE) return 0n;
		const n = bigintOf(token.image);
		if (n === undefined)
			this.fail(token, `expected an integer, found ${found(token)}`);
		return n;
	}

	/** A float: a number, `inf`, `-inf` or `nan`. */
	protected float(): number {
		if (!this.isNext(t.Word)) {
			const token = this.CONSUME(t.NumberText);
			return this.RECORDING_PHASE ? 0 : this.floatOf(token);
		}
		return this.choice("float", ["inf", "nan"]) === "inf" ? Infinity : NaN;
	}

	protected floatOf(token: IToken): number {
		if (token.image === "-inf") return -Infinity;
		const n = Number(token.image);
		if (Number.isNaN(n))
			this.fail(token, `expected a float, found ${found(token)}`);
		return n;
	}

	protected string(): string {
		const token = this.CONSUME(t.Text);
		if (this.RECORDING_PHASE) return "";
		const value = unquote(token.image);
		if (value === undefined)
			this.fail(token, "a string with an escape that JSON does not have");
		return value;
	}

	/** A symbol without its `@`. */
	protected symbol(): string {
		const token = this.CONSUME(t.SymbolName);
		if (this.RECORDING_PHASE) return "";
		if (token.image.charCodeAt(1) === 0x22 && !token.image.endsWith('"'))
			this.fail(token, `expected a symbol, found ${found(token)}`);
		return bare(token.image);
	}

	/** `( item, item, )`: the brackets and commas around `item`. */
	protected listOf(item: () => void): void {
		this.CONSUME(t.LParen);
		while (!this.isNext(t.RParen)) {
			item();
			if (!this.isNext(t.Comma)) break;
			this.CONSUME(t.Comma);
		}
		this.CONSUME(t.RParen);
	}

	/** What a block's parameter may have. */
	protected valueType = this.RULE("valueType", (): Type => {
		if (!this.isWord("complex")) return this.SUBRULE(this.scalar);
		this.CONSUME(t.Word);
		return "complex";
	});

	protected scalar = this.RULE("scalar", (): Scalar => {
		const token = this.CONSUME(t.Word);
		const image = token.image;
		if (this.RECORDING_PHASE || isScalar(image)) return image as Scalar;
		if (image === "complex")
			this.fail(token, "a complex is in no memory, and passed to no function");
		this.fail(
			token,
			`unknown type '${image}'`,
			this.hint(image, SCALARS) ?? `one of ${SCALARS.join(", ")}`,
		);
	});

	protected memtype = this.RULE(
		"memtype",
		(): MemType =>
			this.OR([
				{ ALT: () => this.SUBRULE(this.scalar) as MemType },
				{
					ALT: (): MemType => ({ kind: "struct", name: this.symbol() }),
				},
				{
					ALT: (): MemType => {
						this.CONSUME(t.LBracket);
						const count = this.int();
						this.word("x");
						const of = this.SUBRULE(this.memtype);
						this.CONSUME(t.RBracket);
						return { kind: "array", count, of };
					},
				},
			]),
	);

	/** `borrow obj`, `consume obj`, `i64`: references are borrowed unless it says otherwise. */
	protected paramType = this.RULE("paramType", (): ParamType => {
		let own: Ownership = "borrow";
		let stated: IToken | undefined;
		if (this.isWord("borrow") || this.isWord("consume")) {
			stated = this.LA(1);
			own = this.choice("ownership", ["borrow", "consume"]);
		}
		const type = this.SUBRULE(this.scalar);
		if (stated && !isRef(type))
			this.fail(stated, `a ${type} is no reference: it cannot be ${own}ed`);
		return { type, own };
	});

	/** `-> own obj or null`, after the parameters. */
	protected result = this.RULE(
		"result",
		(): { result: ResultType; ownResult: boolean; failure: Failure } => {
			let ownResult = false;
			this.CONSUME(t.Arrow);
			const start = this.LA(1);
			const isStated = this.isWord("own") || this.isWord("borrow");
			if (isStated)
				ownResult = this.choice("ownership", ["own", "borrow"]) === "own";
			const result = this.SUBRULE(this.scalar);
			if (isStated && !isRef(result))
				this.fail(start, `a ${result} is no reference: it has no owner`);
			if (!isStated && isRef(result))
				this.fail(start, `expected 'own' or 'borrow' before ${result}`);
			let failure: Failure = "never";
			if (this.isWord("or")) {
				this.CONSUME(t.Word);
				failure = this.choice("failure", Object.keys(FAILURES) as Failure[]);
			}
			return { result, ownResult, failure };
		},
	);

	/** The parameters' types and names and the result. With `names` undefined no names are allowed. */
	protected signatureRest(names: string[] | undefined): Signature {
		const params: ParamType[] = [];
		let variadic = false;
		this.listOf(() => {
			if (variadic) this.fail(this.LA(1), "'...' is the last parameter");
			if (this.isNext(t.Ellipsis)) {
				this.CONSUME(t.Ellipsis);
				variadic = true;
				return;
			}
			params.push(this.SUBRULE(this.paramType));
			if (names)
				names.push(
					this.isNext(t.ValueName) ? bare(this.CONSUME(t.ValueName).image) : "",
				);
		});
		const result = this.resultAndContract(params.length);
		return variadic ? { params, variadic, ...result } : { params, ...result };
	}

	/** What follows the parameters: the result, then the clauses `from`, `pending` and `frame`. */
	protected resultAndContract(
		params: number,
	): Omit<Signature, "params" | "variadic"> {
		const result = this.isNext(t.Arrow) ? this.SUBRULE(this.result) : VOID;
		const from =
			this.isWord("from") || this.RECORDING_PHASE
				? { from: this.SUBRULE(this.from, { ARGS: [params] }) }
				: {};
		const pending =
			this.isWord("pending") || this.RECORDING_PHASE
				? { pending: this.SUBRULE(this.pending) }
				: {};
		const frame =
			this.isWord("frame") || this.RECORDING_PHASE
				? { frame: this.SUBRULE(this.frameRole) }
				: {};
		return { ...result, ...from, ...pending, ...frame };
	}

	/** `from(0, 2)`: indexes of parameters. */
	protected from = this.RULE("from", (params: number): readonly number[] => {
		const list: number[] = [];
		this.CONSUME(t.Word);
		this.listOf(() => {
			const start = this.LA(1);
			const i = this.int();
			if (i >= params) this.fail(start, `there is no parameter ${i}`);
			list.push(i);
		});
		return list;
	});

	/** `pending(required, clears)`. */
	protected pending = this.RULE("pending", (): readonly Pending[] => {
		const list: Pending[] = [];
		this.CONSUME(t.Word);
		const start = this.LA(1);
		this.listOf(() =>
			list.push(
				this.choice("state of exceptions", Object.keys(PENDING) as Pending[]),
			),
		);
		if (!this.RECORDING_PHASE && list.length === 0)
			this.fail(start, `expected one of ${Object.keys(PENDING).join(", ")}`);
		return list;
	});

	/** `frame(leave)`. */
	protected frameRole = this.RULE("frameRole", (): FrameRole => {
		this.CONSUME(t.Word);
		this.CONSUME(t.LParen);
		const role = this.choice("role", Object.keys(FRAME_ROLES) as FrameRole[]);
		this.CONSUME(t.RParen);
		return role;
	});

	protected effects = this.RULE("effects", (): Effects => {
		let e: Effects = NONE;
		this.word("effects");
		this.CONSUME(t.LParen);
		while (!this.RECORDING_PHASE && !this.isNext(t.RParen)) {
			const what = this.choice("effect", EFFECTS);
			if (what === "arbitrary") e = ARBITRARY;
			else if (what === "raises") e = { ...e, raises: true };
			else if (what !== "none") e = { ...e, [what]: this.memories() };
		}
		this.CONSUME(t.RParen);
		return e;
	});

	#memories(): Effects["reads"] {
		const list: Memory[] = [];
		let isAny = false;
		this.listOf(() => {
			if (this.isWord("any")) {
				this.CONSUME(t.Word);
				isAny = true;
			} else
				list.push(this.choice("memory class", Object.keys(MEMORY) as Memory[]));
		});
		return isAny ? "any" : list;
	}
	protected memories(): Effects["reads"] {
		return this.#memories();
	}

	/** A constant of a code object. */
	protected constant = this.RULE(
		"constant",
		(): Const =>
			this.OR([
				{ ALT: () => this.#numberConst(this.CONSUME(t.NumberText)) },
				{ ALT: (): Const => ({ kind: "str", value: this.string() }) },
				{ ALT: () => this.#bytesConst(this.CONSUME(t.Bytes)) },
				{
					ALT: (): Const => {
						this.CONSUME(t.Ellipsis);
						return { kind: "ellipsis" };
					},
				},
				{
					ALT: (): Const => {
						const items: Const[] = [];
						this.listOf(() => items.push(this.SUBRULE(this.constant)));
						return { kind: "tuple", items };
					},
				},
				{ ALT: () => this.#wordConst(this.CONSUME(t.Word)) },
			]),
	);

	#numberConst(token: IToken): Const {
		const image = token.image;
		if (INTEGER.test(image)) return { kind: "int", value: integer(image) };
		if (this.RECORDING_PHASE) return { kind: "none" };
		if (image.endsWith("j"))
			return { kind: "complex", real: 0, imag: Number(image.slice(0, -1)) };
		return { kind: "float", value: this.floatOf(token) };
	}

	#bytesConst(token: IToken): Const {
		if (this.RECORDING_PHASE) return { kind: "none" };
		const value = parseBytes(token.image);
		if (value === undefined) this.fail(token, "bad bytes literal");
		return { kind: "bytes", value };
	}

	#wordConst(token: IToken): Const {
		switch (this.RECORDING_PHASE ? "None" : token.image) {
			case "None":
				return { kind: "none" };
			case "True":
				return { kind: "true" };
			case "False":
				return { kind: "false" };
			case "inf":
				return { kind: "float", value: Infinity };
			case "nan":
				return { kind: "float", value: NaN };
			case "code":
				return { kind: "code", qualname: this.string() };
			case "complex": {
				this.CONSUME(t.LParen);
				const real = this.float();
				this.CONSUME(t.Comma);
				const imag = this.float();
				this.CONSUME(t.RParen);
				return { kind: "complex", real, imag };
			}
			case "frozenset": {
				const items: Const[] = [];
				this.CONSUME(t.LParen);
				this.listOf(() => items.push(this.SUBRULE(this.constant)));
				this.CONSUME(t.RParen);
				return { kind: "frozenset", items };
			}
			default:
				this.fail(
					token,
					`unknown constant '${token.image}'`,
					this.hint(token.image, CONST_WORDS),
				);
		}
	}
}

const VOID = { result: "void", ownResult: false, failure: "never" } as const;
const EFFECTS = ["none", "arbitrary", "reads", "writes", "raises"] as const;
const CONST_WORDS = [
	"None",
	"True",
	"False",
	"inf",
	"nan",
	"code",
	"complex",
	"frozenset",
];

export function bigintOf(image: string): bigint | undefined {
	return INTEGER.test(image) ? integer(image) : undefined;
}

function integer(image: string): bigint {
	if (image.length < 15 && !image.includes("x")) return BigInt(Number(image));
	return image.startsWith("-") ? -BigInt(image.slice(1)) : BigInt(image);
}
