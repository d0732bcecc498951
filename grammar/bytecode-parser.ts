/** The grammar of bytecode text. `parseBytecode` is the way in; what is parsed is in bytecode-tree.ts, what it becomes in bytecode-build.ts. */
import { type IToken, Lexer, type TokenType } from "chevrotain";
import type { PyStr } from "../lib/cpython/code.ts";
import {
	CODE_FLAGS,
	FAST_CELL,
	FAST_FREE,
	FAST_LOCAL,
} from "../lib/cpython/code.ts";
import { NO_POSITION } from "../lib/cpython/linetable.ts";
import { CODE_COST } from "../lib/cpython/nesting.ts";
import type { PycCheck } from "../lib/cpython/pyc.ts";
import { isProfileError, parseProfile } from "../lib/ir/profile.ts";
import { Diagnostic, nearest, placeAt } from "../lib/support/diagnostic.ts";
import {
	parseHex,
	parseInteger,
	parseLoc,
	parseStr,
} from "./bytecode-literals.ts";
import * as t from "./bytecode-tokens.ts";
import type {
	NumberField,
	ParsedCode,
	ParsedInstruction,
	Span,
} from "./bytecode-tree.ts";
import {
	type BytecodeSink,
	BytecodeValueParser,
	spanOf,
} from "./bytecode-values.ts";

function makeLexer(validate: boolean): Lexer {
	return new Lexer(t.BYTECODE_TOKENS, {
		positionTracking: "onlyOffset",
		ensureOptimizations: true,
		skipValidations: !validate,
	});
}
const lexer = makeLexer(false);

/** Parses a whole text into the sink. The first mistake is thrown as a Diagnostic. */
export function parseInto(
	text: string,
	file: string,
	sink: BytecodeSink,
): void {
	const lexed = lexer.tokenize(text);
	const bad = lexed.errors[0];
	if (bad !== undefined) {
		const found = String.fromCodePoint(text.codePointAt(bad.offset) ?? 32);
		throw new Diagnostic(
			found === '"'
				? "string without an end"
				: `unexpected character ${JSON.stringify(found)}`,
			placeAt(file, text, bad.offset),
		);
	}
	parser.input = lexed.tokens;
	parser.begin(text, file, sink);
	parser.module();
	const error = parser.errors[0];
	if (error !== undefined) throw parser.syntaxError(error.token, error.message);
}

const NUMBER_FIELDS: readonly (readonly [TokenType, NumberField])[] = [
	[t.KwFirstlineno, "firstlineno"],
	[t.KwArgcount, "argcount"],
	[t.KwPosonlyargcount, "posonlyargcount"],
	[t.KwKwonlyargcount, "kwonlyargcount"],
	[t.KwStacksize, "stacksize"],
];

const LOCAL_KINDS: readonly (readonly [TokenType, number])[] = [
	[t.KwLocal, FAST_LOCAL],
	[t.KwCell, FAST_CELL],
	[t.KwCellarg, FAST_LOCAL | FAST_CELL],
	[t.KwFree, FAST_FREE],
];

class BytecodeParser extends BytecodeValueParser {
	/** The code objects that are open, innermost last. */
	private readonly stack: ParsedCode[] = [];

	constructor(validate: boolean) {
		super(validate);
		this.performSelfAnalysis();
	}

	begin(text: string, file: string, sink: BytecodeSink): void {
		this.beginText(text, file, sink);
		this.stack.length = 0;
	}

	private current(): ParsedCode {
		return this.stack[this.stack.length - 1] as ParsedCode;
	}

	readonly module = this.RULE("module", (): void => {
		const python = this.CONSUME(t.KwPython);
		const name = this.CONSUME(t.Str);
		let magic: IToken | undefined;
		this.OPTION(() => {
			this.CONSUME(t.KwMagic);
			magic = this.CONSUME(t.Int);
		});
		let check: PycCheck | undefined;
		this.OPTION1(() => {
			check = this.SUBRULE(this.pyc);
		});
		this.ACTION(() =>
			this.sink?.header({
				versionName: this.literal(name, parseStr).value,
				span: spanOf(name ?? python),
				magic: magic === undefined ? undefined : parseInteger(magic.image),
				magicSpan: magic === undefined ? undefined : spanOf(magic),
				check,
			}),
		);
		this.SUBRULE(this.code);
	});

	private readonly pyc = this.RULE("pyc", (): PycCheck => {
		this.CONSUME(t.KwPyc);
		return this.OR({
			DEF: [
				{
					ALT: (): PycCheck => {
						this.CONSUME(t.KwMtime);
						const mtime = this.CONSUME(t.Int);
						this.CONSUME(t.KwSize);
						const size = this.CONSUME1(t.Int);
						return this.ACTION(() => ({
							kind: "timestamp",
							mtime: Number(this.unsigned(mtime, 32n)),
							size: Number(this.unsigned(size, 32n)),
						}));
					},
				},
				{
					ALT: (): PycCheck => {
						this.CONSUME(t.KwChecked);
						return this.SUBRULE(this.pycHash, { ARGS: [true] });
					},
				},
				{
					ALT: (): PycCheck => {
						this.CONSUME(t.KwUnchecked);
						return this.SUBRULE1(this.pycHash, { ARGS: [false] });
					},
				},
			],
			ERR_MSG: "'mtime', 'checked' or 'unchecked'",
		});
	});

	private readonly pycHash = this.RULE(
		"pycHash",
		(checked: boolean): PycCheck => {
			this.CONSUME(t.KwHash);
			const hash = this.CONSUME(t.Int);
			return this.ACTION(() => ({
				kind: "hash",
				hash: this.unsigned(hash, 64n),
				checked,
			}));
		},
	);

	private readonly code = this.RULE("code", (): void => {
		const start = this.CONSUME(t.KwCode);
		let number: IToken | undefined;
		this.OPTION(() => {
			number = this.CONSUME(t.CodeNumber);
		});
		const qualname = this.CONSUME(t.Str);
		let named: IToken | undefined;
		this.OPTION1(() => {
			this.CONSUME(t.KwNamed);
			named = this.CONSUME1(t.Str);
		});
		this.CONSUME(t.LBrace);
		this.ACTION(() => {
			this.enter(CODE_COST, start);
			if (this.stack.length > 0 && number === undefined)
				this.fail(qualname, "a nested code object needs a number: code #0 …");
			this.sink?.open();
			this.stack.push(
				emptyCode(
					this.name(qualname),
					named === undefined ? undefined : this.name(named),
					spanOf(start),
				),
			);
		});
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.SUBRULE(this.field) },
				{ ALT: () => this.SUBRULE(this.entry) },
				{ ALT: () => this.SUBRULE(this.label) },
				{ ALT: () => this.SUBRULE(this.tryRange) },
				{ ALT: () => this.SUBRULE(this.instruction) },
				{ ALT: () => this.SUBRULE(this.code) },
			]),
		);
		this.CONSUME(t.RBrace);
		this.ACTION(() => {
			this.leave(CODE_COST);
			const parsed = this.stack.pop() as ParsedCode;
			const own =
				number === undefined || this.stack.length === 0
					? undefined
					: Number(number.image.slice(1));
			this.sink?.close(parsed, own, spanOf(number ?? start));
		});
	});

	private readonly field = this.RULE("field", (): void => {
		this.OR([
			...NUMBER_FIELDS.map(([keyword, name], k) => ({
				ALT: () => {
					const at = this.consume(k, keyword);
					const value = this.consume(k, t.Int);
					this.ACTION(() => {
						const { numbers } = this.current();
						if (numbers.has(name)) this.fail(at, `'${name}' is given twice`);
						numbers.set(name, this.int32(value));
					});
				},
			})),
			{
				ALT: () => {
					const at = this.CONSUME(t.KwFilename);
					const value = this.CONSUME(t.Str);
					this.ACTION(() => {
						if (this.current().filename !== undefined)
							this.fail(at, "'filename' is given twice");
						this.current().filename = this.name(value);
					});
				},
			},
			{ ALT: () => this.SUBRULE(this.flags) },
			{
				ALT: () => {
					this.CONSUME(t.KwLinetable);
					const value = this.CONSUME(t.Hex);
					this.ACTION(() => {
						this.current().linetable = this.literal(value, parseHex);
					});
				},
			},
			{
				ALT: () => {
					this.CONSUME(t.KwExceptiontable);
					const value = this.CONSUME1(t.Hex);
					this.ACTION(() => {
						this.current().exceptiontable = this.literal(value, parseHex);
					});
				},
			},
		]);
	});

	private readonly flags = this.RULE("flags", (): void => {
		this.CONSUME(t.KwFlags);
		this.MANY(() =>
			this.OR([
				{
					ALT: () => {
						const word = this.CONSUME(t.Word);
						this.ACTION(() => {
							this.current().flags |= this.flagBit(word);
						});
					},
				},
				{
					ALT: () => {
						const value = this.CONSUME(t.Int);
						this.ACTION(() => {
							this.current().flags |= this.int32(value);
						});
					},
				},
			]),
		);
	});

	private flagBit(word: IToken): number {
		const bit = (CODE_FLAGS as Readonly<Record<string, number>>)[word.image];
		if (bit !== undefined) return bit;
		const near = nearest(word.image, Object.keys(CODE_FLAGS));
		return this.fail(
			word,
			`unknown flag '${word.image}'`,
			near === undefined ? undefined : `did you mean '${near}'?`,
		);
	}

	/** A row of the tables: `const 0 = …`, `name 0 = "…"`, `local 0 = "…"`. */
	private readonly entry = this.RULE("entry", (): void => {
		this.OR([
			{
				ALT: () => {
					const at = this.CONSUME(t.KwConst);
					const index = this.SUBRULE(this.index);
					const value = this.SUBRULE(this.value);
					this.ACTION(() =>
						this.current().consts.push({ ...spanOf(at), index, value }),
					);
				},
			},
			{
				ALT: () => {
					const at = this.CONSUME(t.KwName);
					const index = this.SUBRULE1(this.index);
					const name = this.CONSUME(t.Str);
					this.ACTION(() =>
						this.current().names.push({
							...spanOf(at),
							index,
							value: this.name(name),
						}),
					);
				},
			},
			...LOCAL_KINDS.map(([keyword, kind], k) => ({
				ALT: () => {
					const at = this.consume(k, keyword);
					this.subrule(k, this.localName, { ARGS: [at, kind] });
				},
			})),
			{
				ALT: () => {
					const at = this.CONSUME(t.KwSlot);
					const kind = this.CONSUME(t.Int);
					const bits = this.ACTION(() => Number(this.unsigned(kind, 8n)));
					this.subrule(LOCAL_KINDS.length, this.localName, {
						ARGS: [at, bits],
					});
				},
			},
		]);
	});

	private readonly localName = this.RULE(
		"localName",
		(at: IToken, kind: number): void => {
			const index = this.SUBRULE(this.index);
			const name = this.CONSUME(t.Str);
			this.ACTION(() =>
				this.current().locals.push({
					...spanOf(at),
					index,
					value: { kind, name: this.name(name) },
				}),
			);
		},
	);

	private readonly index = this.RULE("index", (): bigint | undefined => {
		let index: bigint | undefined;
		this.OPTION(() => {
			const token = this.CONSUME(t.Int);
			index = this.ACTION(() => parseInteger(token.image));
		});
		this.CONSUME(t.Equals);
		return index;
	});

	private readonly label = this.RULE("label", (): void => {
		const token = this.CONSUME(t.LabelDefinition);
		this.ACTION(() => {
			const { labels, instructions } = this.current();
			const name = token.image.slice(1, -1);
			if (labels.has(name))
				this.fail(token, `label '^${name}' is defined twice`);
			labels.set(name, instructions.length);
		});
	});

	private readonly tryRange = this.RULE("tryRange", (): void => {
		this.CONSUME(t.KwTry);
		const label = this.CONSUME(t.Label);
		this.CONSUME(t.KwDepth);
		const depth = this.CONSUME(t.Int);
		let lasti = false;
		this.OPTION(() => {
			this.CONSUME(t.KwLasti);
			lasti = true;
		});
		this.CONSUME(t.LBrace);
		const range = this.ACTION(() => {
			const code = this.current();
			const made = {
				label: label.image.slice(1),
				span: spanOf(label),
				depth: this.unsigned(depth, 28n),
				lasti,
				start: code.instructions.length,
				end: 0,
			};
			code.tries.push(made);
			return made;
		});
		this.MANY(() =>
			this.OR([
				{ ALT: () => this.SUBRULE(this.label) },
				{ ALT: () => this.SUBRULE(this.instruction) },
			]),
		);
		this.CONSUME(t.RBrace);
		this.ACTION(() => {
			range.end = this.current().instructions.length;
			if (range.end === range.start)
				this.fail(label, "a 'try' range holds no instruction");
		});
	});

	private readonly instruction = this.RULE("instruction", (): void => {
		this.OPTION(() => this.CONSUME(t.Offset));
		let depth: IToken | undefined;
		this.OPTION1(() => {
			depth = this.CONSUME(t.Depth);
		});
		const op = this.CONSUME(t.Opcode);
		const made = this.ACTION(() => newInstruction(op, depth));
		this.OPTION2(() => {
			this.CONSUME(t.KwExt);
			const count = this.CONSUME(t.Int);
			this.ACTION(() => {
				made.extended = Number(this.unsigned(count, 2n));
			});
		});
		this.OPTION3(() => {
			const arg = this.CONSUME1(t.Int);
			this.ACTION(() => {
				made.arg = parseInteger(arg.image);
				made.argSpan = spanOf(arg);
			});
		});
		this.OPTION4(() => {
			this.CONSUME(t.KwNull);
			this.ACTION(() => {
				made.pushNull = true;
			});
		});
		this.SUBRULE(this.meaning, { ARGS: [made] });
		this.OPTION5(() => {
			const loc = this.CONSUME(t.Loc);
			this.ACTION(() => {
				made.position = this.literal(loc, parseLoc);
			});
		});
		this.OPTION6(() => {
			const note = this.CONSUME(t.Annotation);
			this.ACTION(() => {
				made.annotation = note.image.slice(2, -1);
				this.profile(note, made);
			});
		});
		this.ACTION(() => this.current().instructions.push(made));
	});

	/** An annotation that begins as a profile is one. */
	private profile(note: IToken, made: ParsedInstruction): void {
		const text = note.image.slice(2, -1);
		if (!/^\s*profile\b/.test(text)) return;
		const profile = parseProfile(text);
		if (!isProfileError(profile)) {
			made.profile = profile;
			return;
		}
		const { at, length, message, hint } = profile;
		const start = note.startOffset + 2 + at;
		throw new Diagnostic(
			message,
			placeAt(this.file, this.text, start, length),
			hint,
		);
	}

	/** What an argument means: a name or operator, `= constant`, a label. */
	private readonly meaning = this.RULE(
		"meaning",
		(made: ParsedInstruction): void => {
			this.OPTION(() =>
				this.OR([
					{
						ALT: () => {
							const name = this.CONSUME(t.Str);
							this.ACTION(() => {
								made.text = this.literal(name, parseStr).value;
								made.textSpan = spanOf(name);
							});
						},
					},
					{
						ALT: () => {
							this.CONSUME(t.Equals);
							const constant = this.SUBRULE(this.value);
							this.ACTION(() => {
								made.constant = constant;
							});
						},
					},
					{
						ALT: () => {
							const label = this.CONSUME(t.Label);
							this.ACTION(() => {
								made.label = label.image.slice(1);
								made.labelSpan = spanOf(label);
							});
						},
					},
				]),
			);
		},
	);
}

function emptyCode(
	qualname: PyStr,
	name: PyStr | undefined,
	span: Span,
): ParsedCode {
	return {
		...span,
		qualname,
		name,
		filename: undefined,
		numbers: new Map(),
		flags: 0,
		consts: [],
		names: [],
		locals: [],
		linetable: undefined,
		exceptiontable: undefined,
		instructions: [],
		labels: new Map(),
		tries: [],
	};
}

function newInstruction(
	op: IToken,
	depth: IToken | undefined,
): ParsedInstruction {
	const text = depth?.image.slice(1, -1);
	return {
		op: op.image,
		span: spanOf(op),
		depth: text === undefined ? undefined : text === "-" ? -1 : Number(text),
		depthSpan: depth === undefined ? undefined : spanOf(depth),
		extended: undefined,
		arg: undefined,
		argSpan: undefined,
		pushNull: false,
		text: undefined,
		textSpan: undefined,
		constant: undefined,
		label: undefined,
		labelSpan: undefined,
		position: NO_POSITION,
		annotation: undefined,
		profile: undefined,
	};
}

const parser = new BytecodeParser(false);

/** Chevrotain's own checks of tokens and grammar, which cost too much at every start. Throws what they find. */
export function validateBytecodeGrammar(): void {
	const [problem] = makeLexer(true).lexerDefinitionErrors;
	if (problem !== undefined) throw new Error(problem.message);
	new BytecodeParser(true);
}
