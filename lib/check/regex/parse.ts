/**
 * POSIX extended regular expressions over bytes, in the dialect LLVM's FileCheck uses: `\1`..`\9` are back-references,
 * any other backslash takes the next byte literally, `^` and `$` work at every line, `.` and `[^…]` never match a newline.
 * A pattern is a Latin-1 string: one UTF-16 unit per byte.
 */

/** A pattern that is not a regular expression; `offset` is where in the pattern it was noticed. */
export class RegexError extends Error {
	readonly offset: number;
	constructor(message: string, offset: number) {
		super(message);
		this.name = "RegexError";
		this.offset = offset;
	}
}

/** Which bytes a one-byte item accepts: 256 entries of 0 or 1. */
export type ByteSet = Uint8Array;

export type Assertion = "bol" | "eol" | "bow" | "eow";

/** One piece of a concatenation. Groups are flat: their contents stand between `open` and `close`. */
export type Item =
	| { readonly kind: "set"; readonly set: ByteSet }
	| { readonly kind: "assert"; readonly what: Assertion }
	| { readonly kind: "open"; readonly group: number }
	| { readonly kind: "close"; readonly group: number }
	| { readonly kind: "plus"; readonly body: Strip }
	| { readonly kind: "opt"; readonly body: Strip }
	| { readonly kind: "alt"; readonly arms: readonly Strip[] }
	/** A back-reference; `body` is a copy of what the group may match, the approximation the automaton uses. */
	| { readonly kind: "back"; readonly group: number; readonly body: Strip };

export type Strip = readonly Item[];

export interface ParsedRegex {
	readonly strip: Strip;
	/** Number of groups, group 0 (the whole match) not counted. */
	readonly groups: number;
	readonly hasBackReference: boolean;
}

const REPEAT_MAX = 255;
const UNBOUNDED = REPEAT_MAX + 1;
const NEWLINE = 10;
/** The largest expanded pattern accepted, in items: `(a{255}){255}` fits, one nesting more does not. */
const MAX_ITEMS = 1_000_000;

const CLASSES: Readonly<Record<string, (c: number) => boolean>> = {
	alnum: (c) => isDigit(c) || isAlpha(c),
	alpha: isAlpha,
	blank: (c) => c === 32 || c === 9,
	cntrl: (c) => c < 32 || c === 127,
	digit: isDigit,
	graph: (c) => c > 32 && c < 127,
	lower: (c) => c >= 97 && c <= 122,
	print: (c) => c >= 32 && c < 127,
	punct: (c) => c > 32 && c < 127 && !isDigit(c) && !isAlpha(c),
	space: (c) => c === 32 || (c >= 9 && c <= 13),
	upper: (c) => c >= 65 && c <= 90,
	xdigit: (c) => isDigit(c) || (c >= 65 && c <= 70) || (c >= 97 && c <= 102),
};

/** The POSIX names of collating elements that are more than one letter long. */
const COLLATING: Readonly<Record<string, number>> = {
	NUL: 0,
	SOH: 1,
	STX: 2,
	ETX: 3,
	EOT: 4,
	ENQ: 5,
	ACK: 6,
	BEL: 7,
	alert: 7,
	BS: 8,
	backspace: 8,
	HT: 9,
	tab: 9,
	LF: 10,
	newline: 10,
	VT: 11,
	"vertical-tab": 11,
	FF: 12,
	"form-feed": 12,
	CR: 13,
	"carriage-return": 13,
	ESC: 27,
	space: 32,
	"exclamation-mark": 33,
	"quotation-mark": 34,
	"number-sign": 35,
	"dollar-sign": 36,
	"percent-sign": 37,
	ampersand: 38,
	apostrophe: 39,
	"left-parenthesis": 40,
	"right-parenthesis": 41,
	asterisk: 42,
	"plus-sign": 43,
	comma: 44,
	hyphen: 45,
	"hyphen-minus": 45,
	period: 46,
	"full-stop": 46,
	slash: 47,
	solidus: 47,
	zero: 48,
	one: 49,
	two: 50,
	three: 51,
	four: 52,
	five: 53,
	six: 54,
	seven: 55,
	eight: 56,
	nine: 57,
	colon: 58,
	semicolon: 59,
	"less-than-sign": 60,
	"equals-sign": 61,
	"greater-than-sign": 62,
	"question-mark": 63,
	"commercial-at": 64,
	"left-square-bracket": 91,
	backslash: 92,
	"reverse-solidus": 92,
	"right-square-bracket": 93,
	circumflex: 94,
	"circumflex-accent": 94,
	underscore: 95,
	"low-line": 95,
	"grave-accent": 96,
	"left-brace": 123,
	"left-curly-bracket": 123,
	"vertical-line": 124,
	"right-brace": 125,
	"right-curly-bracket": 125,
	tilde: 126,
	DEL: 127,
};

function isDigit(c: number): boolean {
	return c >= 48 && c <= 57;
}

function isAlpha(c: number): boolean {
	return (c >= 65 && c <= 90) || (c >= 97 && c <= 122);
}

/** The other case of an ASCII letter, or the byte itself. */
export function otherCase(c: number): number {
	return isAlpha(c) ? c ^ 32 : c;
}

/** Escapes every metacharacter, so that the result matches exactly `text`. */
export function escapeRegex(text: string): string {
	return text.replace(/[()^$|*+?.[\]\\{}]/g, "\\$&");
}

/** Parses a pattern. Throws RegexError. */
export function parseRegex(pattern: string, ignoreCase: boolean): ParsedRegex {
	return new Parser(pattern, ignoreCase).parse();
}

class Parser {
	private at = 0;
	private groups = 0;
	private items = 0;
	private hasBack = false;
	/** The contents of each closed group 1..9, for back-references. */
	private readonly closed = new Map<number, Strip>();
	private readonly text: string;
	private readonly ignoreCase: boolean;

	constructor(text: string, ignoreCase: boolean) {
		this.text = text;
		this.ignoreCase = ignoreCase;
	}

	parse(): ParsedRegex {
		const strip = this.alternation(false);
		return { strip, groups: this.groups, hasBackReference: this.hasBack };
	}

	private fail(message: string): never {
		throw new RegexError(message, Math.min(this.at, this.text.length));
	}

	private more(): boolean {
		return this.at < this.text.length;
	}

	private peek(): number {
		return this.text.charCodeAt(this.at);
	}

	private eat(s: string): boolean {
		if (!this.text.startsWith(s, this.at)) return false;
		this.at += s.length;
		return true;
	}

	private alternation(inGroup: boolean): Strip {
		const arms: Strip[] = [];
		for (;;) {
			const items: Item[] = [];
			const start = this.at;
			while (this.more() && this.text[this.at] !== "|") {
				if (inGroup && this.text[this.at] === ")") break;
				items.push(...this.piece());
			}
			if (this.at === start) this.fail("empty (sub)expression");
			arms.push(items);
			if (!this.eat("|")) break;
		}
		return arms.length === 1 ? (arms[0] ?? []) : [{ kind: "alt", arms }];
	}

	/** One atom with its repetition. */
	private piece(): Strip {
		const wasCaret = this.text[this.at] === "^";
		const atom = this.atom();
		if (!this.atRepetition()) return atom;
		if (wasCaret) this.fail("repetition-operator operand invalid");
		const result = this.repetition(atom);
		if (this.atRepetition()) this.fail("repetition-operator operand invalid");
		return result;
	}

	private atRepetition(): boolean {
		if (!this.more()) return false;
		const c = this.text[this.at];
		if (c === "*" || c === "+" || c === "?") return true;
		return c === "{" && isDigit(this.text.charCodeAt(this.at + 1));
	}

	private repetition(atom: Strip): Strip {
		const c = this.text[this.at++];
		if (c === "*")
			return [{ kind: "opt", body: [{ kind: "plus", body: atom }] }];
		if (c === "+") return [{ kind: "plus", body: atom }];
		if (c === "?") return [{ kind: "alt", arms: [atom, []] }];
		const low = this.count();
		let high = low;
		if (this.eat(",")) {
			high = isDigit(this.peek()) ? this.count() : UNBOUNDED;
			if (low > high) this.fail("invalid repetition count(s)");
		}
		if (!this.eat("}")) {
			if (this.text.indexOf("}", this.at) === -1)
				this.fail("braces not balanced");
			this.fail("invalid repetition count(s)");
		}
		return this.repeat(atom, low, high);
	}

	private count(): number {
		let n = 0;
		let digits = 0;
		while (this.more() && isDigit(this.peek()) && n <= REPEAT_MAX) {
			n = n * 10 + (this.peek() - 48);
			this.at++;
			digits++;
		}
		if (digits === 0 || n > REPEAT_MAX)
			this.fail("invalid repetition count(s)");
		return n;
	}

	/** `atom{low,high}` spelled out: the copies share their groups, so the last copy that matched wins. */
	private repeat(atom: Strip, low: number, high: number): Strip {
		this.items += atom.length * Math.max(1, high === UNBOUNDED ? low : high);
		if (this.items > MAX_ITEMS) this.fail("regular expression is too big");
		if (high === 0) return [];
		if (low === 0)
			return [{ kind: "alt", arms: [this.repeat(atom, 1, high), []] }];
		const out: Item[] = [];
		for (let i = 1; i < low; i++) out.push(...atom);
		if (high === UNBOUNDED) out.push({ kind: "plus", body: atom });
		else {
			for (let i = low; i < high; i++)
				out.push({ kind: "alt", arms: [atom, []] });
			out.push(...atom);
		}
		return out;
	}

	private atom(): Strip {
		const c = this.peek();
		switch (this.text[this.at++]) {
			case "(":
				return this.group();
			case ")":
				return this.fail("parentheses not balanced");
			case "^":
				return [{ kind: "assert", what: "bol" }];
			case "$":
				return [{ kind: "assert", what: "eol" }];
			case "|":
				return this.fail("empty (sub)expression");
			case "*":
			case "+":
			case "?":
				return this.fail("repetition-operator operand invalid");
			case ".":
				return [{ kind: "set", set: ANY }];
			case "[":
				return this.bracket();
			case "\\":
				return this.escape();
			case "{":
				if (isDigit(this.peek()))
					this.fail("repetition-operator operand invalid");
				return [this.literal(c)];
			default:
				return [this.literal(c)];
		}
	}

	private group(): Strip {
		if (!this.more()) this.fail("parentheses not balanced");
		const group = ++this.groups;
		const body = this.text[this.at] === ")" ? [] : this.alternation(true);
		if (!this.eat(")")) this.fail("parentheses not balanced");
		this.closed.set(group, body);
		return [{ kind: "open", group }, ...body, { kind: "close", group }];
	}

	private escape(): Strip {
		if (!this.more()) this.fail("trailing backslash (\\)");
		const c = this.peek();
		this.at++;
		if (c < 49 || c > 57) return [this.literal(c)];
		const group = c - 48;
		const body = this.closed.get(group);
		if (body === undefined) this.fail("invalid backreference number");
		this.hasBack = true;
		return [{ kind: "back", group, body }];
	}

	private literal(c: number): Item {
		const key = this.ignoreCase ? Math.min(c, otherCase(c)) + 256 : c;
		let item = LITERALS[key];
		if (item === undefined) {
			const set = new Uint8Array(256);
			set[c & 255] = 1;
			if (this.ignoreCase) set[otherCase(c) & 255] = 1;
			item = { kind: "set", set };
			LITERALS[key] = item;
		}
		return item;
	}

	private bracket(): Strip {
		if (this.eat("[:<:]]")) return [{ kind: "assert", what: "bow" }];
		if (this.eat("[:>:]]")) return [{ kind: "assert", what: "eow" }];
		const set = new Uint8Array(256);
		const inverted = this.eat("^");
		if (this.eat("]")) set[93] = 1;
		else if (this.eat("-")) set[45] = 1;
		while (
			this.more() &&
			this.text[this.at] !== "]" &&
			!this.text.startsWith("-]", this.at)
		)
			this.bracketTerm(set);
		if (this.eat("-")) set[45] = 1;
		if (!this.eat("]")) this.fail("brackets ([ ]) not balanced");
		if (this.ignoreCase)
			for (let c = 0; c < 256; c++) if (set[c]) set[otherCase(c)] = 1;
		if (inverted) {
			for (let c = 0; c < 256; c++) set[c] = set[c] ? 0 : 1;
			set[NEWLINE] = 0;
		}
		return [{ kind: "set", set }];
	}

	private bracketTerm(set: ByteSet): void {
		if (this.text[this.at] === "-") this.fail("invalid character range");
		if (this.eat("[:")) {
			this.bracketClass(set);
			return;
		}
		if (this.eat("[=")) {
			if (!this.more()) this.fail("brackets ([ ]) not balanced");
			if (this.text[this.at] === "-" || this.text[this.at] === "]")
				this.fail("invalid collating element");
			set[this.collating("=")] = 1;
			return;
		}
		const low = this.bracketSymbol();
		let high = low;
		if (
			this.text[this.at] === "-" &&
			this.at + 1 < this.text.length &&
			this.text[this.at + 1] !== "]"
		) {
			this.at++;
			high = this.eat("-") ? 45 : this.bracketSymbol();
		}
		// The bounds compare as signed bytes: a range from ASCII up into the upper half is refused.
		const from = (low << 24) >> 24;
		const to = (high << 24) >> 24;
		if (from > to) this.fail("invalid character range");
		for (let c = from; c <= to; c++) set[c & 255] = 1;
	}

	private bracketClass(set: ByteSet): void {
		if (!this.more()) this.fail("brackets ([ ]) not balanced");
		const start = this.at;
		while (this.more() && isAlpha(this.peek())) this.at++;
		const has = CLASSES[this.text.slice(start, this.at)];
		if (!has || !Object.hasOwn(CLASSES, this.text.slice(start, this.at)))
			this.fail("invalid character class");
		for (let c = 0; c < 256; c++) if (has(c)) set[c] = 1;
		if (!this.more()) this.fail("brackets ([ ]) not balanced");
		if (!this.eat(":]")) this.fail("invalid character class");
	}

	private bracketSymbol(): number {
		if (!this.more()) this.fail("brackets ([ ]) not balanced");
		if (this.eat("[.")) return this.collating(".");
		const c = this.peek();
		this.at++;
		return c & 255;
	}

	/** The byte a collating element names, its closing `.]` or `=]` read too. */
	private collating(close: string): number {
		const end = this.text.indexOf(`${close}]`, this.at);
		if (end === -1) this.fail("brackets ([ ]) not balanced");
		const name = this.text.slice(this.at, end);
		this.at = end + 2;
		if (name.length === 1) return name.charCodeAt(0) & 255;
		const c = Object.hasOwn(COLLATING, name) ? COLLATING[name] : undefined;
		if (c === undefined) this.fail("invalid collating element");
		return c;
	}
}

const LITERALS: Item[] = [];

const ANY: ByteSet = new Uint8Array(256).fill(1);
ANY[NEWLINE] = 0;

const only = new WeakMap<ByteSet, number>();

/** The one byte a set holds, or a negative number when it holds none or several. */
export function onlyByte(set: ByteSet): number {
	let c = only.get(set);
	if (c === undefined) {
		c = set.indexOf(1);
		if (c !== -1 && set.indexOf(1, c + 1) !== -1) c = -2;
		only.set(set, c);
	}
	return c;
}
