/**
 * The parser of the IR's text (docs/ir.md). It builds the data structures directly, item by item: a module is cut where a line
 * starts with an item's keyword, so tokens live no longer than their function, and an error in one item leaves the others
 * readable. What an op looks like comes from the op table; result types that depend on later items are filled in at the end.
 */

import { type Fn, type Module, newModule, type Source } from "../lib/ir/ir.ts";
import { Diagnostic, Diagnostics } from "../lib/support/diagnostic.ts";
import { IrItems } from "./ir-items.ts";
import { lex } from "./ir-lexer.ts";

/** Errors after this many are not collected. */
const MAX_ERRORS = 20;

const ITEM = /^(?:module|struct|declare|global|func|pyfunc)[ \t\r\n]/gm;

const parser = new IrItems();

/**
 * Parses a module. Throws a Diagnostic, or Diagnostics when several items are wrong; the module itself is not verified,
 * but every name in a function is defined, every op has its number of operands, and every value has a type.
 *
 * `onFunction` is called for each function that is complete once it has been read: what it waits for further down is nothing's
 * type. It may take the blocks out, so that a long module need not be held in memory; the signature has to stay.
 */
export function parseModule(
	text: string,
	file: string,
	onFunction?: (fn: Fn, module: Module) => void,
): Module {
	const module = newModule("none");
	module.source = { file, text } satisfies Source;
	const errors: Diagnostic[] = [];
	parser.start(module, file, text, onFunction);
	for (const [from, to] of itemsOf(text)) {
		if (errors.length >= MAX_ERRORS) break;
		try {
			parseItem(text, from, to);
		} catch (e) {
			collect(errors, e);
		}
	}
	if (errors.length === 0) errors.push(...parser.finish());
	const [first] = errors;
	if (first === undefined) return module;
	throw errors.length === 1 ? first : new Diagnostics(errors);
}

function collect(errors: Diagnostic[], e: unknown): void {
	if (e instanceof Diagnostics) errors.push(...e.list);
	else if (e instanceof Diagnostic) errors.push(e);
	else throw e;
}

/** Where the items start and end; the first may begin with comments. */
function* itemsOf(text: string): Generator<[from: number, to: number]> {
	ITEM.lastIndex = 0;
	let from = 0;
	ITEM.exec(text);
	while (ITEM.lastIndex > 0) {
		const next = ITEM.exec(text)?.index ?? text.length;
		yield [from, next];
		from = next;
	}
	if (from < text.length) yield [from, text.length];
}

function parseItem(text: string, from: number, to: number): void {
	const { tokens, errorAt } = lex(text, from, to);
	if (errorAt !== undefined) throw parser.lexicalError(errorAt);
	if (tokens.length > 0) parser.parse(tokens, from);
}
