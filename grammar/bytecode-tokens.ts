/** Tokens of bytecode text. Line ends are blanks; positions are offsets only, lines are computed when a diagnostic wants them. */
import { createToken, Lexer, type TokenType } from "chevrotain";

const Blank = createToken({
	name: "Blank",
	pattern: /[ \t\r\n]+/,
	group: Lexer.SKIPPED,
	line_breaks: true,
});
const Comment = createToken({
	name: "Comment",
	pattern: /;[^\n]*/,
	group: Lexer.SKIPPED,
});

/** A lower-case word that is not a keyword: the name of a flag. */
export const Word = createToken({
	name: "Word",
	pattern: /[A-Za-z_][A-Za-z0-9_]*/,
	label: "a word",
});
/** The name of a bytecode. */
export const Opcode = createToken({
	name: "Opcode",
	pattern: /[A-Z][A-Z0-9_]+/,
	longer_alt: Word,
	label: "a bytecode",
});

const keywords: TokenType[] = [];
function keyword(image: string): TokenType {
	const token = createToken({
		name: `Kw_${image}`,
		pattern: image,
		longer_alt: Word,
		label: `'${image}'`,
	});
	keywords.push(token);
	return token;
}

export const KwPython = keyword("python");
export const KwMagic = keyword("magic");
export const KwPyc = keyword("pyc");
export const KwMtime = keyword("mtime");
export const KwSize = keyword("size");
export const KwChecked = keyword("checked");
export const KwUnchecked = keyword("unchecked");
export const KwHash = keyword("hash");
export const KwCode = keyword("code");
export const KwNamed = keyword("named");
export const KwFilename = keyword("filename");
export const KwFirstlineno = keyword("firstlineno");
export const KwArgcount = keyword("argcount");
export const KwPosonlyargcount = keyword("posonlyargcount");
export const KwKwonlyargcount = keyword("kwonlyargcount");
export const KwStacksize = keyword("stacksize");
export const KwFlags = keyword("flags");
export const KwConst = keyword("const");
export const KwName = keyword("name");
export const KwLocal = keyword("local");
export const KwCell = keyword("cell");
export const KwCellarg = keyword("cellarg");
export const KwFree = keyword("free");
export const KwSlot = keyword("slot");
export const KwLinetable = keyword("linetable");
export const KwExceptiontable = keyword("exceptiontable");
export const KwTry = keyword("try");
export const KwDepth = keyword("depth");
export const KwLasti = keyword("lasti");
export const KwNull = keyword("null");
export const KwExt = keyword("ext");
export const KwNone = keyword("None");
export const KwTrue = keyword("True");
export const KwFalse = keyword("False");
export const KwEllipsis = keyword("Ellipsis");
export const KwStopIteration = keyword("StopIteration");
export const KwComplex = keyword("complex");
export const KwList = keyword("list");
export const KwSet = keyword("set");
export const KwFrozenset = keyword("frozenset");

/** A str constant or a name; see lib/cpython/quote.ts for the marks before the quote. */
export const Str = createToken({
	name: "Str",
	pattern: /[in]?"(?:[^"\\\n]|\\[^\n])*"/,
	start_chars_hint: ['"', "i", "n"],
	line_breaks: false,
	label: "a string",
});
export const Bytes = createToken({
	name: "Bytes",
	pattern: /b"(?:[^"\\\n]|\\[^\n])*"/,
	line_breaks: false,
	label: "bytes",
});
/** Bytes in hexadecimal: the raw tables. */
export const Hex = createToken({
	name: "Hex",
	pattern: /x"[0-9A-Fa-f]*"/,
	label: "hexadecimal bytes",
});
export const Float = createToken({
	name: "Float",
	pattern: /-?(?:\d+\.\d+(?:e[+-]?\d+)?|\d+e[+-]?\d+|inf|nan\(0x[0-9a-f]+\))/,
	start_chars_hint: [..."-0123456789in"],
	longer_alt: Word,
	label: "a float",
});
const Nan = createToken({
	name: "Nan",
	pattern: "nan",
	longer_alt: Word,
	categories: [Float],
	label: "nan",
});
export const Int = createToken({
	name: "Int",
	pattern: /-?(?:0x[0-9A-Fa-f]+|\d+)/,
	label: "a number",
});
/** The byte offset an instruction had when it was printed; it has no meaning when read. */
export const Offset = createToken({
	name: "Offset",
	pattern: /@\d+/,
	label: "an offset",
});
/** The stack depth before an instruction, `[-]` where it cannot be reached. */
export const Depth = createToken({
	name: "Depth",
	pattern: /\[(?:\d+|-)\]/,
	label: "a stack depth",
});
/** A label where it is defined; the colon belongs to it, so that it cannot be taken for the operand of what stands before. */
export const LabelDefinition = createToken({
	name: "LabelDefinition",
	pattern: /\^[A-Za-z0-9_.]+:/,
	label: "a label and a colon",
});
export const Label = createToken({
	name: "Label",
	pattern: /\^[A-Za-z0-9_.]+/,
	label: "a label",
});
export const Loc = createToken({
	name: "Loc",
	pattern: /loc\([0-9:_-]*\)/,
	start_chars_hint: ["l"],
	label: "a source span",
});
export const Annotation = createToken({
	name: "Annotation",
	pattern: /!\{[^}\n]*\}/,
	label: "an annotation",
});
/** The number of a nested code object within its parent. */
export const CodeNumber = createToken({
	name: "CodeNumber",
	pattern: /#\d+/,
	label: "a code number",
});

function punctuation(name: string, image: string): TokenType {
	return createToken({ name, pattern: image, label: `'${image}'` });
}
export const LBrace = punctuation("LBrace", "{");
export const RBrace = punctuation("RBrace", "}");
export const LParen = punctuation("LParen", "(");
export const RParen = punctuation("RParen", ")");
export const Comma = punctuation("Comma", ",");
export const Colon = punctuation("Colon", ":");
export const Equals = punctuation("Equals", "=");

/** Every token, in the order in which the lexer tries them. */
export const BYTECODE_TOKENS: TokenType[] = [
	Blank,
	Comment,
	Offset,
	Depth,
	Loc,
	Str,
	Bytes,
	Hex,
	Float,
	Nan,
	Int,
	LabelDefinition,
	Label,
	Annotation,
	CodeNumber,
	LBrace,
	RBrace,
	LParen,
	RParen,
	Comma,
	Colon,
	Equals,
	// Longest first: a keyword must not be taken for a shorter one and a rest.
	...keywords.sort((a, b) => b.name.length - a.name.length),
	Opcode,
	Word,
];
