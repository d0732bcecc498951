/** The items of a module: structs, declarations, globals, functions with their headers and blocks. */
import type { IToken } from "chevrotain";
import type { Const } from "../lib/ir/const.ts";
import {
	type Block,
	type CodeInfo,
	type Fn,
	type Global,
	type Init,
	LINKAGES,
	type Linkage,
	type Module,
	newBlock,
	newModule,
	type Slot,
	type Struct,
	type Value,
} from "../lib/ir/ir.ts";
import type { ParamType, Scalar, Signature } from "../lib/ir/types.ts";
import { type Diagnostic, Diagnostics } from "../lib/support/diagnostic.ts";
import { found } from "./ir-messages.ts";
import { IrOps, NO_SCOPE } from "./ir-ops.ts";
import { bare, FnScope } from "./ir-scope.ts";
import * as t from "./ir-tokens.ts";

const GLOBAL_LINKAGES = ["export", "internal", "import"] as const;

/** What PEP 523 gives a native function, and what it returns (docs/abi.md). */
const ENTRY: Signature = {
	params: ["ptr", "ptr", "i32"].map((type) => ({
		type: type as Scalar,
		own: "borrow",
	})),
	result: "obj",
	ownResult: true,
	failure: "null",
};

export class IrItems extends IrOps {
	constructor() {
		super();
		this.performSelfAnalysis();
	}

	#onFunction: ((fn: Fn, module: Module) => void) | undefined;

	/** Begins a module: what `parse` reads goes into it. */
	start(
		module: Module,
		file: string,
		text: string,
		onFunction?: (fn: Fn, module: Module) => void,
	): void {
		this.module = module;
		this.#onFunction = onFunction;
		this.file = file;
		this.text = text;
		this.deferred.length = 0;
	}

	/** Parses the tokens of one item, which starts at `base` in the text. Throws a Diagnostic. */
	parse(tokens: IToken[], base: number): void {
		this.base = base;
		this.input = tokens;
		this.items();
		const [error] = this.errors;
		if (error) {
			throw this.diagnosticAt(error.token, error.message);
		}
	}

	/** Fills in the types that waited for later items; gives what is wrong with them. The module is forgotten. */
	finish(): Diagnostic[] {
		const errors = this.resolveDeferred();
		this.module = newModule("none");
		this.#onFunction = undefined;
		this.scope = NO_SCOPE;
		this.current = newBlock("");
		this.deferred.length = 0;
		this.text = "";
		this.input = [];
		return errors;
	}

	lexicalError(offset: number): Diagnostic {
		const c = String.fromCodePoint(this.text.codePointAt(offset) ?? 0);
		const message =
			c === '"' ? "unterminated string" : `unexpected character '${c}'`;
		return this.diagnostic(offset, 1, message);
	}

	/** What stands between two lines that start with an item's keyword: one item, more where they are indented. */
	readonly items = this.RULE("items", () => {
		this.MANY(() => this.SUBRULE(this.item));
	});

	protected item = this.RULE("item", () => {
		this.OR([
			{ ALT: () => this.SUBRULE(this.moduleLine) },
			{ ALT: () => this.SUBRULE(this.struct) },
			{ ALT: () => this.SUBRULE(this.declare) },
			{ ALT: () => this.SUBRULE(this.global) },
			{ ALT: () => this.SUBRULE(this.func) },
			{ ALT: () => this.SUBRULE(this.pyfunc) },
		]);
	});

	protected moduleLine = this.RULE("moduleLine", () => {
		const token = this.CONSUME(t.KwModule);
		this.word("target");
		const target = this.string();
		if (this.RECORDING_PHASE) return;
		const m = this.module;
		if (token.startOffset !== this.#firstItem())
			this.fail(token, "'module' comes first, and once");
		m.target = target;
	});

	/** Offset of the first thing in the text that is neither blank nor comment. */
	#firstItem(): number {
		return /^(?:\s|;[^\n]*)*/.exec(this.text)?.[0].length ?? 0;
	}

	protected struct = this.RULE("struct", () => {
		this.CONSUME(t.KwStruct);
		const nameToken = this.LA(1);
		const name = this.symbol();
		this.word("size");
		const s: Struct = { name, size: this.int(), fields: [] };
		this.CONSUME(t.LBrace);
		this.MANY(() => {
			const token = this.CONSUME(t.Word);
			if (s.fields.some((f) => f.name === token.image))
				this.fail(token, `field '${token.image}' is defined twice`);
			this.CONSUME(t.Colon);
			const type = this.SUBRULE(this.memtype);
			this.word("at");
			s.fields.push({ name: token.image, type, offset: this.int() });
		});
		this.CONSUME(t.RBrace);
		if (this.RECORDING_PHASE) return;
		if (this.module.structs.has(name))
			this.fail(nameToken, `'@${name}' is defined twice`);
		this.module.structs.set(name, s);
	});

	/** A symbol being defined; a second definition is an error. */
	#newSymbol(): string {
		const token = this.LA(1);
		const name = this.symbol();
		if (this.RECORDING_PHASE) return name;
		const m = this.module;
		if (m.functions.has(name) || m.externs.has(name) || m.globals.has(name))
			this.fail(token, `'@${name}' is defined twice`);
		return name;
	}

	protected declare = this.RULE("declare", () => {
		this.CONSUME(t.KwDeclare);
		const name = this.#newSymbol();
		const paramNames: string[] = [];
		const signature = this.signatureRest(paramNames);
		const effects = this.SUBRULE(this.effects);
		const doc =
			this.isNext(t.Text) || this.RECORDING_PHASE ? this.string() : "";
		if (this.RECORDING_PHASE) return;
		this.module.externs.set(name, {
			name,
			signature,
			paramNames,
			effects,
			doc,
		});
	});

	protected global = this.RULE("global", () => {
		this.CONSUME(t.KwGlobal);
		const linkage: Global["linkage"] = this.isNext(t.Word)
			? this.choice("linkage", GLOBAL_LINKAGES)
			: "internal";
		const name = this.#newSymbol();
		this.CONSUME(t.Colon);
		const type = this.SUBRULE(this.memtype);
		let init: Init[] | undefined;
		const sign = this.LA(1);
		this.OPTION(() => {
			this.CONSUME(t.Equals);
			const list: Init[] = [];
			this.listOf(() => list.push(this.SUBRULE(this.init)));
			init = list;
		});
		if (this.RECORDING_PHASE) return;
		if (linkage === "import" && init)
			this.fail(sign, "an imported global has no initialiser");
		this.module.globals.set(name, { name, linkage, type, init });
	});

	protected init = this.RULE(
		"init",
		(): Init =>
			this.OR([
				{ ALT: (): Init => ({ kind: "string", value: this.string() }) },
				{ ALT: (): Init => ({ kind: "symbol", name: this.symbol() }) },
				{
					ALT: (): Init => {
						const token = this.CONSUME(t.Word);
						if (token.image === "inf" || token.image === "nan")
							return {
								kind: "float",
								value: token.image === "inf" ? Infinity : NaN,
							};
						if (!this.RECORDING_PHASE && token.image !== "null")
							this.fail(
								token,
								`expected an initialiser, found ${found(token)}`,
							);
						return { kind: "null" };
					},
				},
				{
					ALT: (): Init => {
						const token = this.LA(1);
						return /[.einf]/.test(token.image) && !token.image.includes("x")
							? { kind: "float", value: this.float() }
							: { kind: "int", value: this.bigint() };
					},
				},
			]),
	);

	protected func = this.RULE("func", () => {
		const start = this.CONSUME(t.KwFunc);
		const linkage = this.#linkage();
		const fn = this.#newFn("core", this.#newSymbol(), linkage, start);
		const scope = new FnScope(fn);
		const params: Value[] = [];
		const types: ParamType[] = [];
		this.listOf(() => {
			const token = this.CONSUME(t.ValueName);
			this.CONSUME(t.Colon);
			const type = this.SUBRULE(this.paramType);
			if (this.RECORDING_PHASE) return;
			types.push(type);
			params.push(this.define(scope, token, type.type, ENTRY_PLACE));
		});
		fn.signature = {
			params: types,
			...this.resultAndContract(types.length),
		};
		this.#body(fn, scope, params);
	});

	protected pyfunc = this.RULE("pyfunc", () => {
		const start = this.CONSUME(t.KwPyfunc);
		const linkage = this.#linkage();
		const fn = this.#newFn("py", this.#newSymbol(), linkage, start);
		this.#body(fn, new FnScope(fn), []);
	});

	#linkage(): Linkage {
		return this.isNext(t.Word) ? this.choice("linkage", LINKAGES) : "internal";
	}

	#newFn(kind: Fn["kind"], name: string, linkage: Linkage, start: IToken): Fn {
		const at = start.startOffset;
		return {
			kind,
			name,
			linkage,
			signature: ENTRY,
			code: undefined,
			blocks: [],
			at,
		};
	}

	#body(fn: Fn, scope: FnScope, params: Value[]): void {
		this.scope = scope;
		const waiting = this.deferred.length;
		this.CONSUME(t.LBrace);
		if (this.isWord("code") || (fn.kind === "py" && !this.RECORDING_PHASE))
			fn.code = this.SUBRULE(this.header);
		this.MANY(() => {
			const block = this.SUBRULE(this.block);
			if (this.RECORDING_PHASE || fn.blocks.length > 1) return;
			if (fn.kind === "py") return;
			for (const p of params) p.def = block;
			block.params.push(...params);
		});
		const end = this.LA(1);
		if (this.isNext(t.Word) || this.isNext(t.ValueName))
			this.fail(end, `expected a block or '}', found ${found(end)}`);
		if (!this.RECORDING_PHASE && !this.isNext(t.RBrace))
			this.fail(end, `expected an op, a block or '}', found ${found(end)}`);
		this.CONSUME(t.RBrace);
		if (this.RECORDING_PHASE) return;
		if (fn.blocks.length === 0)
			this.fail(end, `function '@${fn.name}' has no block`);
		this.#undefinedNames(scope);
		this.module.functions.set(fn.name, fn);
		if (this.deferred.length === waiting) this.#onFunction?.(fn, this.module);
	}

	#undefinedNames(scope: FnScope): void {
		const missing = scope.undefinedNames().map((e) => {
			const name = this.text.slice(e.offset, e.offset + e.length);
			return this.diagnostic(
				e.offset,
				e.length,
				e.message,
				this.hint(name, e.candidates),
			);
		});
		if (missing.length > 0) throw new Diagnostics(missing);
	}

	protected header = this.RULE("header", (): CodeInfo => {
		this.word("code");
		const qualname = this.string();
		this.word("file");
		const filename = this.string();
		this.word("line");
		const firstlineno = this.int(-1);
		const argcount = this.#field("argcount");
		const posonlyargcount = this.#field("posonly");
		const kwonlyargcount = this.#field("kwonly");
		const flags = this.#field("flags");
		const stacksize = this.#field("stacksize");
		const codesize = this.#field("codesize");
		const slots: Slot[] = [];
		this.word("slots");
		this.listOf(() => slots.push(this.#slot()));
		const consts: Const[] = [];
		this.word("consts");
		this.listOf(() => consts.push(this.SUBRULE(this.constant)));
		const names: string[] = [];
		this.word("names");
		this.listOf(() => names.push(this.string()));
		const extended = new Map<number, number>();
		this.OPTION({
			GATE: () => this.LA(1).image === "extended",
			DEF: () => {
				this.word("extended");
				this.listOf(() => {
					const op = this.int();
					this.word("from");
					extended.set(op, this.int());
				});
			},
		});
		this.word("fingerprint");
		const token = this.LA(1);
		const fingerprint = this.bigint();
		if (fingerprint < 0n || fingerprint >= 1n << 64n)
			this.fail(token, "a fingerprint has 64 bits");
		return {
			qualname,
			filename,
			firstlineno,
			argcount,
			posonlyargcount,
			kwonlyargcount,
			flags,
			stacksize,
			codesize,
			slots,
			consts,
			names,
			extended,
			fingerprint,
		};
	});

	#field(name: string): number {
		this.word(name);
		return this.int();
	}

	#slot(): Slot {
		const kinds = new Set<string>();
		while (this.isNext(t.Word))
			kinds.add(this.choice("kind of slot", ["local", "cell", "free"]));
		const name = this.string();
		return {
			name,
			local: kinds.has("local"),
			cell: kinds.has("cell"),
			free: kinds.has("free"),
		};
	}

	protected block = this.RULE("block", (): Block => {
		const token = this.CONSUME(t.BlockName);
		const { scope } = this;
		let block: Block | undefined = ENTRY_PLACE;
		if (!this.RECORDING_PHASE) {
			block = scope.defineBlock(token);
			if (!block) this.fail(token, `block '${token.image}' is defined twice`);
			this.current = block;
		}
		if (this.isNext(t.LParen)) {
			if (scope.fn.kind === "core" && scope.fn.blocks.length === 1)
				this.fail(
					this.LA(1),
					"the parameters of the entry block are the function's",
				);
			this.listOf(() => this.#blockParam(block));
		}
		this.CONSUME(t.Colon);
		if (this.RECORDING_PHASE) this.MANY(() => this.SUBRULE(this.op));
		else this.ops();
		return block;
	});

	#blockParam(block: Block): void {
		const token = this.CONSUME(t.ValueName);
		this.CONSUME(t.Colon);
		const type = this.SUBRULE(this.valueType);
		if (this.RECORDING_PHASE) return;
		block.params.push(this.define(this.scope, token, type, block));
	}
}

/** Stands for the entry block while a function's parameters are read. */
const ENTRY_PLACE: Block = {
	name: bare("^entry"),
	params: [],
	ops: [],
	at: -1,
	order: -1,
};
