/** The syntax of the internal shell: a line to a tree of pipelines. */

export class ShellSyntaxError extends Error {}

/** A word of a command. `globs` when unquoted `*`, `?` or `[` stand in it; then `pattern` escapes the quoted ones. */
export interface Word {
	readonly text: string;
	readonly pattern: string | undefined;
}

/** `2>&1` has fd 2, op `>&` and the word `1`. `fd` is undefined where none is written. */
export interface Redirect {
	readonly fd: number | undefined;
	readonly op: ">" | ">>" | "<" | ">&" | "&>" | "&>>" | "<&";
	readonly target: Word;
}

export interface Command {
	readonly words: readonly Word[];
	readonly redirects: readonly Redirect[];
}

export interface Pipeline {
	readonly kind: "pipeline";
	readonly negated: boolean;
	readonly commands: readonly Command[];
}

export type Shell =
	| Pipeline
	| {
			readonly kind: "sequence";
			readonly op: ";" | "&" | "&&" | "||";
			readonly left: Shell;
			readonly right: Shell;
	  }
	| {
			readonly kind: "subshell";
			readonly negated: boolean;
			readonly body: Shell;
	  };

type Token =
	| { readonly kind: "word"; readonly word: Word; readonly bare: string }
	| { readonly kind: "op"; readonly text: string; readonly fd?: number };

const OPERATORS = [
	"&>>",
	"|&",
	"||",
	"&&",
	"&>",
	">>",
	">&",
	"<&",
	"|",
	"&",
	";",
	">",
	"<",
	"(",
	")",
];

/** Parses a line. Throws ShellSyntaxError. */
export function parseShell(text: string): Shell {
	const parser = new Parser(tokenize(text));
	return parser.parse();
}

function tokenize(text: string): Token[] {
	const tokens: Token[] = [];
	let i = 0;
	while (i < text.length) {
		const c = text[i] as string;
		if (/\s/.test(c)) {
			i++;
			continue;
		}
		if (c === "#" && /(^|\s)$/.test(text.slice(0, i))) {
			i = text.indexOf("\n", i);
			if (i === -1) break;
			continue;
		}
		const number = /^(\d+)(?=[<>])/.exec(text.slice(i, i + 8));
		const at = number ? i + number[0].length : i;
		const op = OPERATORS.find((o) => text.startsWith(o, at));
		if (op !== undefined && (number === null || /^[<>]/.test(op))) {
			tokens.push({
				kind: "op",
				text: op,
				...(number ? { fd: Number(number[0]) } : {}),
			});
			i = at + op.length;
			continue;
		}
		const [token, end] = readWord(text, i);
		tokens.push(token);
		i = end;
	}
	return tokens;
}

function readWord(text: string, start: number): [Token, number] {
	let out = "";
	let pattern = "";
	let hasGlob = false;
	let quoted = false;
	let i = start;
	const add = (s: string, literal: boolean): void => {
		out += s;
		pattern += literal ? s.replace(/[*?[\]\\]/g, "\\$&") : s;
		if (!literal && /[*?[]/.test(s)) hasGlob = true;
	};
	while (i < text.length) {
		const c = text[i] as string;
		if (/[\s;|<>&()]/.test(c)) break;
		if (c === "'") {
			const end = text.indexOf("'", i + 1);
			if (end === -1) throw new ShellSyntaxError("missing closing quote (')");
			add(text.slice(i + 1, end), true);
			i = end + 1;
			quoted = true;
		} else if (c === '"') {
			const [inside, end] = readDoubleQuoted(text, i + 1);
			add(inside, true);
			i = end;
			quoted = true;
		} else if (c === "\\") {
			if (i + 1 >= text.length)
				throw new ShellSyntaxError("escape character at the end of the line");
			add(text[i + 1] as string, true);
			i += 2;
		} else {
			add(c, false);
			i++;
		}
	}
	const word: Word = { text: out, pattern: hasGlob ? pattern : undefined };
	return [{ kind: "word", word, bare: quoted ? "" : out }, i];
}

function readDoubleQuoted(text: string, start: number): [string, number] {
	let out = "";
	for (let i = start; i < text.length; i++) {
		const c = text[i] as string;
		if (c === '"') return [out, i + 1];
		if (c === "\\" && /["\\$`]/.test(text[i + 1] ?? "")) out += text[++i];
		else out += c;
	}
	throw new ShellSyntaxError('missing closing quote (")');
}

class Parser {
	private at = 0;
	private readonly tokens: readonly Token[];

	constructor(tokens: readonly Token[]) {
		this.tokens = tokens;
	}

	parse(): Shell {
		const tree = this.list();
		if (this.at < this.tokens.length) this.unexpected();
		return tree;
	}

	private unexpected(): never {
		const t = this.tokens[this.at];
		const what =
			t === undefined ? "end of line" : t.kind === "op" ? t.text : t.word.text;
		throw new ShellSyntaxError(`unexpected '${what}'`);
	}

	private op(): string | undefined {
		const t = this.tokens[this.at];
		return t?.kind === "op" ? t.text : undefined;
	}

	private list(): Shell {
		let left = this.andOr();
		for (;;) {
			const op = this.op();
			if (op !== ";" && op !== "&") return left;
			this.at++;
			if (this.at >= this.tokens.length || this.op() === ")") return left;
			left = { kind: "sequence", op, left, right: this.andOr() };
		}
	}

	private andOr(): Shell {
		let left = this.pipeline();
		for (;;) {
			const op = this.op();
			if (op !== "&&" && op !== "||") return left;
			this.at++;
			left = { kind: "sequence", op, left, right: this.pipeline() };
		}
	}

	private pipeline(): Shell {
		let negated = false;
		for (;;) {
			const t = this.tokens[this.at];
			if (t?.kind !== "word" || t.bare !== "!") break;
			negated = !negated;
			this.at++;
		}
		if (this.op() === "(") {
			this.at++;
			const body = this.list();
			if (this.op() !== ")") this.unexpected();
			this.at++;
			return { kind: "subshell", negated, body };
		}
		const commands = [this.command()];
		for (let op = this.op(); op === "|" || op === "|&"; op = this.op()) {
			this.at++;
			const last = commands[commands.length - 1];
			if (op === "|&" && last !== undefined)
				commands[commands.length - 1] = {
					words: last.words,
					redirects: [...last.redirects, STDERR_TO_STDOUT],
				};
			commands.push(this.command());
		}
		return { kind: "pipeline", negated, commands };
	}

	private command(): Command {
		const words: Word[] = [];
		const redirects: Redirect[] = [];
		for (;;) {
			const t = this.tokens[this.at];
			if (t?.kind === "word") {
				words.push(t.word);
				this.at++;
				continue;
			}
			if (t?.kind !== "op" || !/[<>]/.test(t.text)) break;
			this.at++;
			const target = this.tokens[this.at];
			if (target?.kind !== "word") this.unexpected();
			this.at++;
			redirects.push({
				fd: t.fd,
				op: t.text as Redirect["op"],
				target: target.word,
			});
		}
		if (words.length === 0) this.unexpected();
		return { words, redirects };
	}
}

const STDERR_TO_STDOUT: Redirect = {
	fd: 2,
	op: ">&",
	target: { text: "1", pattern: undefined },
};
