/** Names of the function being parsed: values and blocks, which may be used before they are defined. */
import type { IToken } from "chevrotain";
import {
	type Block,
	type Fn,
	newBlock,
	type Op,
	type Value,
} from "../lib/ir/ir.ts";
import { unquote } from "../lib/ir/text.ts";
import type { Type } from "../lib/ir/types.ts";

/** The type of a result until what it depends on has been read. */
export const UNKNOWN = "" as Type;

const NOWHERE: Block = newBlock("nowhere");

/** A name was defined twice, or used and never defined. */
export interface NameError {
	readonly offset: number;
	readonly length: number;
	readonly message: string;
	readonly candidates: Iterable<string>;
}

export class FnScope {
	readonly fn: Fn;
	/** By the spelling in the text, with the sigil. */
	readonly #values = new Map<string, Value>();
	readonly #blocks = new Map<string, Block>();
	readonly #pendingValues = new Map<string, number>();
	readonly #pendingBlocks = new Map<string, number>();

	constructor(fn: Fn) {
		this.fn = fn;
	}

	/** The value of that name; a use may come before the definition. */
	value(token: IToken): Value {
		const image = token.image;
		let v = this.#values.get(image);
		if (v === undefined) {
			v = { name: bare(image), type: UNKNOWN, def: NOWHERE };
			this.#values.set(image, v);
			this.#pendingValues.set(image, token.startOffset);
		}
		return v;
	}

	/** Defines a value; undefined when it is defined already. */
	define(token: IToken, type: Type, def: Op | Block): Value | undefined {
		const image = token.image;
		const known = this.#values.get(image);
		if (known === undefined) {
			const v: Value = { name: bare(image), type, def };
			this.#values.set(image, v);
			return v;
		}
		if (known.def !== NOWHERE || !this.#pendingValues.delete(image))
			return undefined;
		known.type = type;
		known.def = def;
		return known;
	}

	block(token: IToken): Block {
		const image = token.image;
		let b = this.#blocks.get(image);
		if (b === undefined) {
			b = newBlock(bare(image));
			this.#blocks.set(image, b);
			this.#pendingBlocks.set(image, token.startOffset);
		}
		return b;
	}

	/** Defines a block and appends it to the function; undefined when it is defined already. */
	defineBlock(token: IToken): Block | undefined {
		const { image, startOffset: at } = token;
		let b = this.#blocks.get(image);
		if (b === undefined) {
			b = newBlock(bare(image), at);
			this.#blocks.set(image, b);
		} else if (!this.#pendingBlocks.delete(image)) return undefined;
		b.at = at;
		this.fn.blocks.push(b);
		return b;
	}

	/** What was used and never defined, in the order of the text. */
	undefinedNames(): NameError[] {
		const missing = (
			pending: Map<string, number>,
			defined: Map<string, unknown>,
			what: string,
		): NameError[] =>
			[...pending].map(([image, offset]) => ({
				offset,
				length: image.length,
				message: `${what} '${image}' is not defined`,
				candidates: [...defined.keys()].filter((n) => !pending.has(n)),
			}));
		return [
			...missing(this.#pendingValues, this.#values, "value"),
			...missing(this.#pendingBlocks, this.#blocks, "block"),
		].sort((a, b) => a.offset - b.offset);
	}
}

/** A name without its sigil and quotes. Broken escapes stay as they are spelled. */
export function bare(image: string): string {
	if (image.charCodeAt(1) !== 0x22) return image.slice(1);
	return unquote(image.slice(1)) ?? image.slice(2, -1);
}
