/**
 * The conditions of REQUIRES, UNSUPPORTED, XFAIL and %if: names combined with `!`, `&&`, `||` and parentheses. A name
 * may hold `{{regex}}` parts, and then is true if any available name matches as a whole.
 */

export class ConditionError extends Error {}

const TOKEN =
	/\s*(?:(&&|\|\||!|\(|\))|((?:[-+=._a-zA-Z0-9]+|\{\{.+?\}\})+))\s*/y;

/** Evaluates a condition; a part of the target triple counts as an available name. Throws ConditionError where it is malformed. */
export function evaluateCondition(
	text: string,
	available: ReadonlySet<string>,
	triple = "",
): boolean {
	return new Parser(text, available, triple).parse();
}

/** The names a condition mentions. Throws ConditionError where it is malformed. */
export function conditionNames(text: string): string[] {
	return tokenize(text).filter((t) => !/^(&&|\|\||!|\(|\))$/.test(t));
}

function tokenize(text: string): string[] {
	const tokens: string[] = [];
	const body = text.trim();
	TOKEN.lastIndex = 0;
	while (TOKEN.lastIndex < body.length) {
		const at = TOKEN.lastIndex;
		const m = TOKEN.exec(body);
		if (m === null)
			throw new ConditionError(
				`couldn't parse text: '${body.slice(at)}' in expression: '${text}'`,
			);
		tokens.push(m[1] ?? m[2] ?? "");
	}
	return tokens;
}

class Parser {
	private readonly text: string;
	private readonly tokens: readonly string[];
	private readonly available: ReadonlySet<string>;
	private readonly triple: string;
	private at = 0;

	constructor(text: string, available: ReadonlySet<string>, triple: string) {
		this.triple = triple;
		this.text = text;
		this.tokens = tokenize(text);
		this.available = available;
	}

	parse(): boolean {
		const value = this.or();
		if (this.at < this.tokens.length) this.expected("<end of expression>");
		return value;
	}

	private expected(what: string): never {
		const found = this.tokens[this.at];
		throw new ConditionError(
			`expected: ${what}\nhave: ${found === undefined ? "<end of expression>" : `'${found}'`} in expression: '${this.text}'`,
		);
	}

	private accept(token: string): boolean {
		if (this.tokens[this.at] !== token) return false;
		this.at++;
		return true;
	}

	private or(): boolean {
		let value = this.and();
		while (this.accept("||")) {
			const right = this.and();
			value = value || right;
		}
		return value;
	}

	private and(): boolean {
		let value = this.not();
		while (this.accept("&&")) {
			const right = this.not();
			value = value && right;
		}
		return value;
	}

	private not(): boolean {
		if (this.accept("!")) return !this.not();
		if (this.accept("(")) {
			const value = this.or();
			if (!this.accept(")")) this.expected("')'");
			return value;
		}
		const name = this.tokens[this.at];
		if (name === undefined || /^(&&|\|\||\))$/.test(name))
			this.expected("'!', '(', '{{', or identifier");
		this.at++;
		return this.holds(name);
	}

	private holds(name: string): boolean {
		if (!name.includes("{{"))
			return (
				name === "true" ||
				this.available.has(name) ||
				this.triple.includes(name)
			);
		const source = name
			.split(/(\{\{.+?\}\})/)
			.map((part) =>
				part.startsWith("{{")
					? `(?:${part.slice(2, -2)})`
					: part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"),
			)
			.join("");
		const pattern = new RegExp(`^(?:${source})$`);
		return [...this.available].some((a) => pattern.test(a));
	}
}
