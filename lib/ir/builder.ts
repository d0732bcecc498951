/** Makes ops for passes: result types come from the op table, names are fresh. */
import { invariant } from "../support/diagnostic.ts";
import { resultPatterns, resultType } from "./infer.ts";
import {
	addResult,
	type Block,
	type Fn,
	type Module,
	newBlock,
	newOp,
	type Op,
	type OpInit,
	type Value,
} from "./ir.ts";
import { type NameSupply, nameSupplies } from "./names.ts";
import type { OpName } from "./ops.ts";
import type { IntType } from "./types.ts";

/** Builds at one place of a function: `list` is where new ops are appended. */
export class Builder {
	readonly module: Module;
	readonly fn: Fn;
	/** Where ops go; a pass that rewrites a block points it at the new list of ops. */
	list: Op[] = [];
	/** The op whose offset and span new ops inherit. */
	origin: Op | undefined;
	readonly #values: NameSupply;
	readonly #blocks: NameSupply;

	constructor(module: Module, fn: Fn) {
		this.module = module;
		this.fn = fn;
		const { values, blocks } = nameSupplies(fn);
		this.#values = values;
		this.#blocks = blocks;
	}

	/** Appends an op and gives its results, typed by the table; `hint` names the first. */
	op(name: OpName, init: OpInit = {}, hint = ""): Value[] {
		const { origin } = this;
		const op = newOp(name, {
			offset: origin?.offset ?? -1,
			loc: origin?.loc,
			at: origin?.at ?? -1,
			...init,
		});
		for (const pattern of resultPatterns(this.module, op)) {
			const type = resultType(this.module, op, pattern);
			invariant(type, `the result of '${name}' has a type`);
			addResult(op, this.#values.fresh(hint), type);
		}
		this.list.push(op);
		return op.results;
	}

	/** Appends an op that has one result. */
	value(name: OpName, init: OpInit = {}, hint = ""): Value {
		const [v] = this.op(name, init, hint);
		invariant(v, `'${name}' has a result`);
		return v;
	}

	int(type: IntType, value: bigint, hint = ""): Value {
		return this.value("const", { attrs: [{ type, value }] }, hint);
	}

	float(value: number, hint = ""): Value {
		return this.value("const", { attrs: [{ type: "f64", value }] }, hint);
	}

	/** A new block at the end of the function. */
	block(hint: string): Block {
		const block = newBlock(this.#blocks.fresh(hint));
		this.fn.blocks.push(block);
		return block;
	}
}
