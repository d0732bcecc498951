/**
 * The IR's lexer: cuts a text into the tokens of ir-tokens.ts. Nearly all of a text is blanks, names, words, signs and plain numbers:
 * those are found by looking at characters, everything else by the patterns of the tokens, in their order. Chevrotain's own lexer
 * finds the same tokens (tests/unit/ir/lexer.test.ts) in three times the time.
 *
 * A quick way takes what the token's pattern would take, all of it, and gives up before what it is not sure of.
 */
import { type IToken, Lexer, type TokenType } from "chevrotain";
import * as t from "./ir-tokens.ts";

export interface Lexed {
	/** Good until the next call of `lex`. */
	readonly tokens: IToken[];
	/** Offset of the first character that begins no token; the tokens end there. */
	readonly errorAt: number | undefined;
}

/** The characters of what is being cut: reading them here takes a third of what asking the string takes. */
let codes = new Uint16Array(1 << 16);
let bytes = Buffer.from(codes.buffer);

/** The tokens of the characters `from` to `to` of a text. Offsets count from the start of the text. */
export function lex(text: string, from: number, to: number): Lexed {
	const item = text.slice(from, to);
	if (item.length >= codes.length) {
		codes = new Uint16Array(2 * item.length);
		bytes = Buffer.from(codes.buffer);
	}
	bytes.write(item, "utf16le");
	codes[item.length] = 0;
	return lexItem(item, from);
}

function lexItem(item: string, from: number): Lexed {
	used = 0;
	const end = item.length;
	let at = 0;
	while (at < end) {
		const code = codes[at] as number;
		const kind = code < 128 ? (KINDS[code] as Kind) : OTHER;
		if (kind === BLANK) {
			at++;
			continue;
		}
		if (kind === SIGN) {
			const type = SIGNS[code] as TokenType;
			token(type, type.PATTERN as string, from + at);
			at++;
			continue;
		}
		let next = kind === OTHER ? -1 : quickToken(item, from, at, code, kind);
		if (next < 0) next = patternToken(item, from, at);
		if (next < 0) return { tokens: POOL.slice(0, used), errorAt: from + at };
		at = next;
	}
	return { tokens: POOL.slice(0, used), errorAt: undefined };
}

/** Tokens live until the next item is cut: they are used again, which saves making and collecting as many as a text has words. */
const POOL: IToken[] = [];
let used = 0;

function token(type: TokenType, image: string, startOffset: number): void {
	const { tokenTypeIdx } = type;
	const reused = POOL[used++];
	if (reused === undefined) {
		POOL.push({ image, startOffset, tokenTypeIdx, tokenType: type } as IToken);
		return;
	}
	reused.image = image;
	reused.startOffset = startOffset;
	reused.tokenTypeIdx = tokenTypeIdx as number;
	reused.tokenType = type;
}

type Kind = number;
const OTHER = 0;
const BLANK = 1;
const SIGN = 2;
/** Begin a name, a word, a number. */
const SIGIL = 3;
const LETTER = 4;
const DIGIT = 5;

/** What a character may be inside. */
const IN_NAME = 1;
const IN_WORD = 2;
const IN_NUMBER = 4;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
const DIGITS = "0123456789";

/** For the ASCII characters. */
const KINDS = new Uint8Array(128);
const INSIDE = new Uint8Array(128);
const SIGNS: (TokenType | undefined)[] = new Array(128).fill(undefined);
const SIGILS: (TokenType | undefined)[] = new Array(128).fill(undefined);

function fill(table: Uint8Array, characters: string, what: number): void {
	for (const c of characters) {
		const code = c.charCodeAt(0);
		table[code] = (table[code] as number) | what;
	}
}
fill(KINDS, " \t\r\n", BLANK);
fill(KINDS, LETTERS, LETTER);
fill(KINDS, DIGITS, DIGIT);
fill(KINDS, "%^@", SIGIL);
fill(INSIDE, `${LETTERS}${DIGITS}.$`, IN_NAME);
fill(INSIDE, `${LETTERS}${DIGITS}.`, IN_WORD);
fill(INSIDE, DIGITS, IN_NUMBER);
SIGILS["%".charCodeAt(0)] = t.ValueName;
SIGILS["^".charCodeAt(0)] = t.BlockName;
SIGILS["@".charCodeAt(0)] = t.SymbolName;
for (const type of t.TOKENS)
	if (typeof type.PATTERN === "string" && type.PATTERN.length === 1) {
		fill(KINDS, type.PATTERN, SIGN);
		SIGNS[type.PATTERN.charCodeAt(0)] = type;
	}

const QUOTE = 0x22;
const LPAREN = 0x28;
const POINT = 0x2e;
const QUESTION = 0x3f;
const LOWER_L = 0x6c;
const LOWER_P = 0x70;

/** A plain name, a word, a decimal number at `start` of an item: where it ends, or -1 where it may be something else. */
function quickToken(
	item: string,
	from: number,
	start: number,
	first: number,
	kind: Kind,
): number {
	const inside =
		kind === SIGIL ? IN_NAME : kind === LETTER ? IN_WORD : IN_NUMBER;
	let hash = first;
	let end = start + 1;
	let code = codes[end] as number;
	while (code < 128 && ((INSIDE[code] as number) & inside) !== 0) {
		hash = (Math.imul(hash, 31) + code) | 0;
		code = codes[++end] as number;
	}
	if (kind === SIGIL) {
		if (end === start + 1) return -1;
		const type = SIGILS[first] as TokenType;
		token(type, imageAt(item, start, end, hash), from + start);
		return end;
	}
	if (kind === DIGIT) {
		// `0x1f`, `1.5`, `1e9`, `2j`
		if (code === POINT || (code < 128 && KINDS[code] === LETTER)) return -1;
		token(t.NumberText, imageAt(item, start, end, hash), from + start);
		return end;
	}
	// `b"…"`, `loc(…)`, `profile(…)`
	if (code === QUOTE) return -1;
	if (code === LPAREN && (first === LOWER_L || first === LOWER_P)) return -1;
	if (code === QUESTION) {
		hash = (Math.imul(hash, 31) + code) | 0;
		end++;
	}
	const image = imageAt(item, start, end, hash);
	token(KEYWORDS.get(image) ?? t.Word, image, from + start);
	return end;
}

const KEYWORDS: ReadonlyMap<string, TokenType> = new Map(
	t.KEYWORDS.map((type) => [(type.PATTERN as RegExp).source, type]),
);

/**
 * Images met last, by a hash of their characters, and those characters, LONGEST each at most: a longer piece of a text would keep the
 * text in memory. The words of a text are few, so most places get the string of an earlier one.
 */
const IMAGES: string[] = new Array(4096).fill("");
const LONGEST = 12;
const CHARACTERS = new Uint16Array(4096 * LONGEST);

function imageAt(item: string, from: number, to: number, hash: number): string {
	const length = to - from;
	if (length > LONGEST) return item.slice(from, to);
	const at = (hash ^ (hash >>> 12)) & 4095;
	const known = IMAGES[at] as string;
	const first = at * LONGEST;
	if (known.length === length) {
		let i = 0;
		while (i < length && CHARACTERS[first + i] === codes[from + i]) i++;
		if (i === length) return known;
	}
	const image = item.slice(from, to);
	IMAGES[at] = image;
	for (let i = 0; i < length; i++)
		CHARACTERS[first + i] = codes[from + i] as number;
	return image;
}

/** The tokens' patterns in their order, each matching where `lastIndex` points. */
const PATTERNS = t.TOKENS.map((type) => ({
	type,
	isSkipped: type.GROUP === Lexer.SKIPPED,
	pattern: new RegExp(
		typeof type.PATTERN === "string"
			? type.PATTERN.replace(/[.()[\]{}]/g, "\\$&")
			: (type.PATTERN as RegExp).source,
		"y",
	),
}));
const WORD = new RegExp((t.Word.PATTERN as RegExp).source, "y");

/** The first token whose pattern matches at `start`: where it ends, or -1. */
function patternToken(item: string, from: number, start: number): number {
	for (const { type, pattern, isSkipped } of PATTERNS) {
		pattern.lastIndex = start;
		if (!pattern.test(item)) continue;
		const end = pattern.lastIndex;
		if (isSkipped) return end;
		WORD.lastIndex = start;
		if (type.LONGER_ALT === t.Word && WORD.test(item) && WORD.lastIndex > end) {
			token(t.Word, item.slice(start, WORD.lastIndex), from + start);
			return WORD.lastIndex;
		}
		token(type, item.slice(start, end), from + start);
		return end;
	}
	return -1;
}

let oracle: Lexer | undefined;

/** What Chevrotain's own lexer finds in a text, with offsets: what `lex` is compared with. */
export function chevrotainTokens(text: string): {
	tokens: { type: string; image: string; at: number }[];
	errorAt: number | undefined;
} {
	oracle ??= new Lexer(t.TOKENS, { positionTracking: "onlyOffset" });
	const { tokens, errors } = oracle.tokenize(text);
	return {
		tokens: tokens.map((token) => ({
			type: token.tokenType.name,
			image: token.image,
			at: token.startOffset,
		})),
		errorAt: errors[0]?.offset,
	};
}
