/** Tokens of the IR's text. Line ends are blanks; positions are offsets only, lines are computed when a diagnostic wants them. */
import { createToken, Lexer, type TokenType } from "chevrotain";

const NAME = '(?:[A-Za-z_.$0-9]+|"(?:[^"\\\\\\n]|\\\\.)*"';

const Blank = createToken({
	name: "Blank",
	pattern: /[ \t\r\n]+/,
	group: Lexer.SKIPPED,
	line_breaks: true,
});
export const Comment = createToken({
	name: "Comment",
	pattern: /;[^\n]*/,
	group: Lexer.SKIPPED,
});

/** A word: op names, types, keywords. Op names are looked up in the op table, not here. */
export const Word = createToken({
	name: "Word",
	pattern: /[A-Za-z_][A-Za-z0-9_.]*\??/,
	label: "a word",
});

/** What may start an item of a module. They are words as well. */
export const KEYWORDS: TokenType[] = [];
function keyword(image: string): TokenType {
	const token = createToken({
		name: image[0]?.toUpperCase() + image.slice(1),
		pattern: new RegExp(image),
		longer_alt: Word,
		categories: [Word],
		label: `'${image}'`,
	});
	KEYWORDS.push(token);
	return token;
}

export const KwModule = keyword("module");
export const KwStruct = keyword("struct");
export const KwDeclare = keyword("declare");
export const KwGlobal = keyword("global");
export const KwFunc = keyword("func");
export const KwPyfunc = keyword("pyfunc");

export const ValueName = createToken({
	name: "ValueName",
	pattern: new RegExp(`%${NAME})`),
	label: "a value",
});
export const BlockName = createToken({
	name: "BlockName",
	pattern: new RegExp(`\\^${NAME})`),
	label: "a block",
});
/** `@f`, `@Struct.field`, and the offset of an op: `@12`. */
export const SymbolName = createToken({
	name: "SymbolName",
	pattern: new RegExp(`@${NAME}(?:\\.[A-Za-z_$0-9]+)?)`),
	label: "a symbol",
});
export const Bytes = createToken({
	name: "Bytes",
	pattern: /b"(?:[^"\\\n]|\\.)*"/,
	label: "bytes",
});
export const Text = createToken({
	name: "Text",
	pattern: /"(?:[^"\\\n]|\\.)*"/,
	label: "a string",
});
/** Integers, floats and imaginary numbers: which one it may be is known where it stands. */
export const NumberText = createToken({
	name: "NumberText",
	pattern: /-?(?:0x[0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][-+]?\d+)?j?|inf\b)/,
	label: "a number",
});
/** The span of an op in its source file: `loc(4:15-4:19)`. */
export const Span = createToken({
	name: "Span",
	pattern: /loc\(-?\d+:-?\d+--?\d+:-?\d+\)/,
	label: "a source span",
});
/** What running the program taught of an op: `profile(int, int)`; lib/ir/profile.ts reads it. */
export const ProfileText = createToken({
	name: "ProfileText",
	pattern: /profile\((?:[^()"\n]|"(?:[^"\\\n]|\\.)*")*\)/,
	start_chars_hint: ["p"],
	label: "a profile",
});

function sign(name: string, image: string): TokenType {
	return createToken({ name, pattern: image, label: `'${image}'` });
}
export const Arrow = sign("Arrow", "->");
export const Ellipsis = sign("Ellipsis", "...");
export const Equals = sign("Equals", "=");
export const Comma = sign("Comma", ",");
export const Colon = sign("Colon", ":");
export const LParen = sign("LParen", "(");
export const RParen = sign("RParen", ")");
export const LBracket = sign("LBracket", "[");
export const RBracket = sign("RBracket", "]");
export const LBrace = sign("LBrace", "{");
export const RBrace = sign("RBrace", "}");

/** In the order in which they are tried. */
export const TOKENS: TokenType[] = [
	Blank,
	Span,
	ValueName,
	Comma,
	...KEYWORDS,
	Bytes,
	ProfileText,
	Word,
	BlockName,
	SymbolName,
	Equals,
	LParen,
	RParen,
	NumberText,
	Text,
	Comment,
	Arrow,
	Ellipsis,
	Colon,
	LBracket,
	RBracket,
	LBrace,
	RBrace,
];
