/** The part of the bytecode grammar that every rule stands on: constants, names, numbers and mistakes. */
import {
	EmbeddedActionsParser,
	type IToken,
	type TokenType,
	tokenMatcher,
} from "chevrotain";
import type { PyConst, PyStr } from "../lib/cpython/code.ts";
import {
	CONTAINER_COST,
	NESTED_TOO_DEEPLY,
	NESTING_BUDGET,
} from "../lib/cpython/nesting.ts";
import { Diagnostic, nearest, placeAt } from "../lib/support/diagnostic.ts";
import {
	LiteralError,
	parseBytes,
	parseFloatLiteral,
	parseInteger,
	parseStr,
} from "./bytecode-literals.ts";
import * as t from "./bytecode-tokens.ts";
import type {
	Literal,
	ParsedCode,
	ParsedHeader,
	Span,
} from "./bytecode-tree.ts";

/** What the parser hands each finished code object to; returns the constant that stands for it. */
export interface BytecodeSink {
	/** The header is complete; called before any code object. */
	header(header: ParsedHeader): void;
	/** A code object begins: constants in it may name nested ones by number. */
	open(): void;
	/** The constant for the nested code object of this number in the code object that is open. */
	nested(number: number, span: Span): PyConst;
	/** A code object is complete. `number` is its own in its parent, undefined for the outermost. */
	close(code: ParsedCode, number: number | undefined, span: Span): void;
}

const SINGLETONS: readonly (readonly [TokenType, PyConst])[] = [
	[t.KwNone, { kind: "none" }],
	[t.KwTrue, { kind: "true" }],
	[t.KwFalse, { kind: "false" }],
	[t.KwEllipsis, { kind: "ellipsis" }],
	[t.KwStopIteration, { kind: "stopiteration" }],
];

const NONE: PyConst = { kind: "none" };

/** Rules and helpers for values; the rest of the grammar extends it and ends its constructor with performSelfAnalysis(). */
export abstract class BytecodeValueParser extends EmbeddedActionsParser {
	protected text = "";
	protected file = "";
	protected sink: BytecodeSink | undefined;
	/** What the nesting so far has cost of NESTING_BUDGET. */
	private depth = 0;

	constructor(validate: boolean) {
		super(t.BYTECODE_TOKENS, {
			maxLookahead: 1,
			recoveryEnabled: false,
			skipValidations: !validate,
			errorMessageProvider: {
				buildMismatchTokenMessage: ({ expected }) =>
					`expected ${expected.LABEL ?? expected.name}`,
				buildNotAllInputParsedMessage: () => "expected the end of the text",
				buildNoViableAltMessage: ({ customUserDescription, ruleName }) =>
					`expected ${customUserDescription ?? ruleName}`,
				buildEarlyExitMessage: ({ customUserDescription, ruleName }) =>
					`expected ${customUserDescription ?? ruleName}`,
			},
		});
	}

	protected beginText(text: string, file: string, sink: BytecodeSink): void {
		this.text = text;
		this.file = file;
		this.sink = sink;
		this.depth = 0;
	}

	syntaxError(token: IToken, message: string): Diagnostic {
		const end = !(token.startOffset >= 0);
		const at = end ? this.text.trimEnd().length : token.startOffset;
		const found = end ? "the end of the text" : `'${token.image}'`;
		const hint =
			!end && tokenMatcher(token, t.Word)
				? nearest(
						token.image,
						t.BYTECODE_TOKENS.flatMap((k) =>
							typeof k.PATTERN === "string" ? [k.PATTERN] : [],
						),
					)
				: undefined;
		return new Diagnostic(
			`${message}, found ${found}`,
			placeAt(this.file, this.text, at, end ? 1 : token.image.length),
			hint === undefined ? undefined : `did you mean '${hint}'?`,
		);
	}

	/** Runs `make` on a token's text, turning what is wrong with it into a Diagnostic there. */
	protected literal<T>(token: IToken, make: (image: string) => T): T {
		try {
			return make(token.image);
		} catch (e) {
			if (!(e instanceof LiteralError)) throw e;
			throw new Diagnostic(
				e.message,
				placeAt(this.file, this.text, token.startOffset + e.at),
			);
		}
	}

	/** The value of a Str token where a code object holds a name, in which two lone surrogates cannot be told from one character. */
	protected name(token: IToken): PyStr {
		const str = this.literal(token, parseStr);
		if (str.split !== undefined)
			this.fail(token, "a pair of lone surrogates in a name");
		return str;
	}

	protected fail(token: IToken, message: string, hint?: string): never {
		throw new Diagnostic(
			message,
			placeAt(this.file, this.text, token.startOffset, token.image.length),
			hint,
		);
	}

	/** Goes one level deeper, if that is not too deep; `leave` goes back. */
	protected enter(cost: number, token: IToken): void {
		this.depth += cost;
		if (this.depth > NESTING_BUDGET) this.fail(token, NESTED_TOO_DEEPLY);
	}

	protected leave(cost: number): void {
		this.depth -= cost;
	}

	/** A number that fits an int of C; where it stands decides what it may be. */
	protected int32(token: IToken): number {
		const value = parseInteger(token.image);
		if (value < -0x80000000n || value > 0x7fffffffn)
			this.fail(token, `${token.image} does not fit 32 bits`);
		return Number(value);
	}

	protected unsigned(token: IToken, bits: bigint): bigint {
		const value = parseInteger(token.image);
		if (value < 0n || value >> bits !== 0n)
			this.fail(
				token,
				`${token.image} is not an unsigned number of ${bits} bits`,
			);
		return value;
	}

	/** Any constant. */
	protected readonly value = this.RULE("value", (): Literal => {
		const first = this.LA(1);
		this.ACTION(() => this.enter(CONTAINER_COST, first));
		const value = this.OR({
			DEF: [
				...SINGLETONS.map(([keyword, constant], k) => ({
					ALT: (): PyConst => {
						this.consume(k, keyword);
						return constant;
					},
				})),
				this.token(t.Int, 10, (s) => ({ kind: "int", value: parseInteger(s) })),
				this.token(t.Float, 11, parseFloatLiteral),
				this.token(t.Str, 12, parseStr),
				this.token(t.Bytes, 13, (s) => ({
					kind: "bytes",
					value: parseBytes(s),
				})),
				{ ALT: () => this.SUBRULE(this.complex) },
				{ ALT: () => this.SUBRULE(this.tuple) },
				{ ALT: () => this.SUBRULE(this.sequence) },
				{ ALT: () => this.SUBRULE(this.dict) },
				{ ALT: () => this.SUBRULE(this.codeReference) },
			],
			ERR_MSG: "a constant",
		});
		this.ACTION(() => this.leave(CONTAINER_COST));
		const end = this.LA(0);
		return this.ACTION(() => ({
			value,
			start: first.startOffset,
			length: end.startOffset + end.image.length - first.startOffset,
		}));
	});

	private token(
		type: TokenType,
		occurrence: number,
		make: (image: string) => PyConst,
	): { ALT: () => PyConst } {
		return {
			ALT: () => {
				const token = this.consume(occurrence, type);
				return this.ACTION(() => this.literal(token, make)) ?? NONE;
			},
		};
	}

	private readonly complex = this.RULE("complex", (): PyConst => {
		this.CONSUME(t.KwComplex);
		this.CONSUME(t.LParen);
		const real = this.CONSUME(t.Float);
		this.CONSUME(t.Comma);
		const imag = this.CONSUME1(t.Float);
		this.CONSUME(t.RParen);
		return this.ACTION(() => ({
			kind: "complex",
			real: this.literal(real, parseFloatLiteral),
			imag: this.literal(imag, parseFloatLiteral),
		}));
	});

	private readonly tuple = this.RULE("tuple", (): PyConst => {
		this.CONSUME(t.LParen);
		const items = this.SUBRULE(this.items);
		this.CONSUME(t.RParen);
		return { kind: "tuple", items };
	});

	private readonly sequence = this.RULE("sequence", (): PyConst => {
		const kind = this.OR([
			{
				ALT: () => {
					this.CONSUME(t.KwList);
					return "list" as const;
				},
			},
			{
				ALT: () => {
					this.CONSUME(t.KwSet);
					return "set" as const;
				},
			},
			{
				ALT: () => {
					this.CONSUME(t.KwFrozenset);
					return "frozenset" as const;
				},
			},
		]);
		this.CONSUME(t.LParen);
		const items = this.SUBRULE(this.items);
		this.CONSUME(t.RParen);
		return { kind, items };
	});

	/** Items with commas between them; one may follow the last. */
	private readonly items = this.RULE("items", (): PyConst[] => {
		const items: PyConst[] = [];
		let more = true;
		this.MANY({
			GATE: () => more,
			DEF: () => {
				items.push(this.SUBRULE(this.value).value);
				more = false;
				this.OPTION(() => {
					this.CONSUME(t.Comma);
					more = true;
				});
			},
		});
		return items;
	});

	private readonly dict = this.RULE("dict", (): PyConst => {
		const items: (readonly [PyConst, PyConst])[] = [];
		this.CONSUME(t.LBrace);
		this.MANY_SEP({
			SEP: t.Comma,
			DEF: () => {
				const key = this.SUBRULE(this.value);
				this.CONSUME(t.Colon);
				items.push([key.value, this.SUBRULE1(this.value).value]);
			},
		});
		this.CONSUME(t.RBrace);
		return { kind: "dict", items };
	});

	private readonly codeReference = this.RULE("codeReference", (): PyConst => {
		this.CONSUME(t.KwCode);
		const number = this.CONSUME(t.CodeNumber);
		return (
			this.ACTION(() =>
				this.sink?.nested(Number(number.image.slice(1)), spanOf(number)),
			) ?? NONE
		);
	});
}

/** Where a token stands. */
export function spanOf(token: IToken): Span {
	return { start: token.startOffset, length: token.image.length };
}
