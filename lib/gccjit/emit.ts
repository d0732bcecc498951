/** Emits a module of core ops as calls of libgccjit. */
import type { Fn, Global, Init, Module, Op } from "../ir/ir.ts";
import {
	asSigned,
	type MemType,
	type Scalar,
	type Signature,
} from "../ir/types.ts";
import { Diagnostic, invariant } from "../support/diagnostic.ts";
import { BINARY, FUNCTION, GLOBAL } from "./api.ts";
import { countAll, type EmitCounts } from "./counts.ts";
import { FnEmitter } from "./emit-fn.ts";
import { Layouts } from "./layout.ts";
import { Names, type SymbolNames, symbolNames } from "./names.ts";
import { CONTEXT, type Handle, NULL, Recorder } from "./recorder.ts";
import { schedule } from "./schedule.ts";
import { cString } from "./text.ts";
import type { Local, Tree } from "./tree.ts";
import { Types } from "./types.ts";
import { usedSymbols } from "./used.ts";

/** The place an op gets in the debug information: `column` from 1. */
export interface SourcePlace {
	readonly file: string;
	readonly line: number;
	readonly column: number;
}

export interface EmitOptions {
	/** Where an op comes from, for -g; undefined: no debug information. */
	readonly place?: ((fn: Fn, op: Op) => SourcePlace | undefined) | undefined;
	/** Functions to emit and export whatever their linkage (IR names). */
	readonly roots?: readonly string[];
}

export interface Emitted {
	readonly recorder: Recorder;
	readonly counts: EmitCounts;
	/** C names of the functions that can be looked up in the library, by IR name. */
	readonly symbols: ReadonlyMap<string, string>;
}

interface Callee {
	readonly handle: Handle;
	readonly signature: Signature;
	/** Struct types of pointer parameters, where the definition has them. */
	readonly pointees: readonly (string | undefined)[];
}

export function emitModule(module: Module, options: EmitOptions): Emitted {
	return new ModuleEmitter(module, options).run();
}

export class ModuleEmitter {
	readonly r = new Recorder();
	readonly layouts: Layouts;
	readonly types: Types;
	readonly #module: Module;
	readonly #options: EmitOptions;
	readonly #symbols: SymbolNames;
	readonly #callees = new Map<string, Callee>();
	readonly #params = new Map<string, Handle[]>();
	readonly #globals = new Map<string, { handle: Handle; type: MemType }>();
	readonly #integers = new Map<Handle, Map<bigint, Handle>>();
	readonly #builtins = new Map<string, Handle>();
	readonly #locations = new Map<string, Handle>();
	#null: Handle = NULL;

	constructor(module: Module, options: EmitOptions) {
		this.#module = module;
		this.#options = options;
		this.#symbols = symbolNames(module);
		this.layouts = new Layouts(module);
		const structNames = new Names();
		const made = new Map<string, string>();
		this.types = new Types(this.r, this.layouts, (name) => {
			const known = made.get(name) ?? structNames.take(name);
			made.set(name, known);
			return known;
		});
	}

	run(): Emitted {
		const used = usedSymbols(this.#module, this.#options.roots);
		const trees = used.functions.map((f) => schedule(f, this.#symbols.names));
		for (const name of used.externs) this.#declareExtern(name);
		for (const g of used.globals) this.#declareGlobal(g);
		for (const t of trees) this.#declareFunction(t);
		for (const g of used.globals) if (g.init) this.#initialise(g, g.init);
		for (const t of trees) this.#emitBody(t);
		const exported = used.functions.filter((f) => this.#isExported(f));
		return {
			recorder: this.r,
			counts: countAll(trees),
			symbols: new Map(
				exported.map((f) => [f.name, this.#symbols.of.get(f.name) as string]),
			),
		};
	}

	#isExported(f: Fn): boolean {
		return (
			f.linkage === "export" || (this.#options.roots?.includes(f.name) ?? false)
		);
	}

	// Declarations

	#declareExtern(name: string): void {
		if (this.#module.functions.has(name)) return;
		const extern = this.#module.externs.get(name);
		invariant(extern, `no extern @${name}`);
		const { signature } = extern;
		const params = signature.params.map((p, i) =>
			this.#param(this.types.scalar(p.type), extern.paramNames[i] ?? `a${i}`),
		);
		const handle = this.#newFunction(
			FUNCTION.imported,
			name,
			signature,
			params,
		);
		this.#callees.set(name, { handle, signature, pointees: [] });
	}

	#declareFunction(tree: Tree): void {
		const { fn } = tree;
		const params = tree.parameters.map((p) =>
			this.#param(this.localType(p), p.name),
		);
		const kind = this.#isExported(fn) ? FUNCTION.exported : FUNCTION.internal;
		const name = this.#symbols.of.get(fn.name) as string;
		const first = tree.blocks[0]?.statements[0] ?? tree.blocks[0]?.terminator;
		const loc = first?.op ? this.location(fn, first.op) : NULL;
		const handle = this.#newFunction(kind, name, fn.signature, params, loc);
		this.#params.set(fn.name, params);
		this.#callees.set(fn.name, {
			handle,
			signature: fn.signature,
			pointees: tree.parameters.map((p) => p.pointee),
		});
	}

	#param(type: Handle, name: string): Handle {
		return this.r.call("context_new_param", CONTEXT, NULL, type, name);
	}

	#newFunction(
		kind: number,
		name: string,
		signature: Signature,
		params: readonly Handle[],
		loc: Handle = NULL,
	): Handle {
		return this.r.call(
			"context_new_function",
			CONTEXT,
			loc,
			kind,
			this.types.scalar(signature.result),
			name,
			params,
			signature.variadic ? 1 : 0,
		);
	}

	#emitBody(tree: Tree): void {
		const callee = this.#callees.get(tree.fn.name) as Callee;
		const params = this.#params.get(tree.fn.name) as Handle[];
		new FnEmitter(this, tree, callee.handle, params).run();
		this.r.origin(undefined);
	}

	#declareGlobal(g: Global): void {
		const kinds = {
			export: GLOBAL.exported,
			internal: GLOBAL.internal,
			import: GLOBAL.imported,
		};
		const handle = this.r.call(
			"context_new_global",
			CONTEXT,
			NULL,
			kinds[g.linkage],
			this.types.memory(g.type),
			this.#symbols.of.get(g.name) as string,
		);
		this.#globals.set(g.name, { handle, type: g.type });
	}

	// Initialisers

	#initialise(g: Global, init: readonly Init[]): void {
		const rest = [...init];
		const value = this.#initial(g.type, rest);
		if (rest.length > 0)
			throw new Diagnostic(
				`global '@${g.name}' has ${rest.length} initial values too many`,
			);
		const { handle } = this.#globals.get(g.name) as { handle: Handle };
		this.r.call("global_set_initializer_rvalue", handle, value);
	}

	/** Takes from `rest` what a value of type `t` needs; what is missing at the end is zero. */
	#initial(t: MemType, rest: Init[]): Handle {
		if (typeof t === "string") return this.#scalarInit(t, rest.shift());
		if (t.kind === "array") {
			const values: Handle[] = [];
			for (let i = 0; i < t.count && rest.length > 0; i++)
				values.push(this.#initial(t.of, rest));
			return this.r.call(
				"context_new_array_constructor",
				CONTEXT,
				NULL,
				this.types.memory(t),
				values,
			);
		}
		const struct = this.types.struct(t.name);
		const fields: Handle[] = [];
		const values: Handle[] = [];
		for (const m of this.layouts.struct(t.name).members) {
			if (m.kind !== "field" || rest.length === 0) continue;
			fields.push(struct.fields.get(m.name) as Handle);
			values.push(this.#initial(m.type, rest));
		}
		return this.r.call(
			"context_new_struct_constructor",
			CONTEXT,
			NULL,
			struct.type,
			fields,
			values,
		);
	}

	#scalarInit(t: Scalar, init: Init | undefined): Handle {
		const isPointer = t === "ptr" || t === "obj" || t === "obj?";
		switch (init?.kind) {
			case "symbol":
				return this.symbolAddress(init.name);
			case "string":
				return this.string(init.value);
			case "float":
				return this.float(init.value);
			case "int":
				if (t === "f64") return this.float(Number(init.value));
				return isPointer
					? this.#pointerConstant(init.value)
					: this.integer(this.types.scalar(t), asSigned(t, init.value));
			default:
				if (isPointer) return this.null();
				return t === "f64"
					? this.float(0)
					: this.integer(this.types.scalar(t), 0n);
		}
	}

	#pointerConstant(value: bigint): Handle {
		if (value === 0n) return this.null();
		return this.r.call(
			"context_new_rvalue_from_ptr",
			CONTEXT,
			this.types.scalar("ptr"),
			BigInt.asUintN(64, value),
		);
	}

	// What function bodies ask for

	/** The C type of a variable. */
	localType(l: Local): Handle {
		return l.pointee === undefined
			? this.types.memory(l.type)
			: this.types.struct(l.pointee).pointer;
	}

	callee(symbol: string): Callee {
		const found = this.#callees.get(symbol);
		invariant(found, `no function @${symbol}`);
		return found;
	}

	globalOf(symbol: string): { handle: Handle; type: MemType } | undefined {
		return this.#globals.get(symbol);
	}

	symbolAddress(symbol: string): Handle {
		const global = this.#globals.get(symbol);
		const address = global
			? this.r.call("lvalue_get_address", global.handle, NULL)
			: this.r.call("function_get_address", this.callee(symbol).handle, NULL);
		return this.r.call(
			"context_new_cast",
			CONTEXT,
			NULL,
			address,
			this.types.scalar("ptr"),
		);
	}

	string(text: string): Handle {
		const bytes = cString(text);
		const literal = bytes.subarray(0, -1).includes(0)
			? this.#bytes(bytes)
			: this.r.call("context_new_string_literal", CONTEXT, bytes);
		return this.r.call(
			"context_new_cast",
			CONTEXT,
			NULL,
			literal,
			this.types.scalar("ptr"),
		);
	}

	/** The address of an array of bytes: libgccjit's own literals end at the first NUL. */
	#bytes(bytes: Uint8Array): Handle {
		const handle = this.r.call(
			"context_new_global",
			CONTEXT,
			NULL,
			GLOBAL.internal,
			this.types.memory({ kind: "array", count: bytes.length, of: "i8" }),
			this.#symbols.names.take("string"),
		);
		this.r.call("global_set_initializer", handle, bytes);
		return this.r.call("lvalue_get_address", handle, NULL);
	}

	integer(type: Handle, value: bigint): Handle {
		let ofType = this.#integers.get(type);
		if (!ofType) {
			ofType = new Map();
			this.#integers.set(type, ofType);
		}
		let h = ofType.get(value);
		if (h === undefined) {
			h =
				BigInt.asIntN(64, value) === value
					? this.r.call("context_new_rvalue_from_long", CONTEXT, type, value)
					: this.#wide(type, value);
			ofType.set(value, h);
		}
		return h;
	}

	/** An i128 of two words. */
	#wide(type: Handle, value: bigint): Handle {
		const low = BigInt.asIntN(64, value);
		const binary = (kind: number, a: Handle, b: Handle): Handle =>
			this.r.call("context_new_binary_op", CONTEXT, NULL, kind, type, a, b);
		const high = this.integer(type, (value - low) >> 64n);
		const word = this.integer(type, 64n);
		const shifted = binary(BINARY.shl, high, word);
		return binary(BINARY.plus, shifted, this.integer(type, low));
	}

	float(value: number): Handle {
		return this.r.call(
			"context_new_rvalue_from_double",
			CONTEXT,
			this.types.scalar("f64"),
			value,
		);
	}

	null(): Handle {
		if (this.#null === NULL)
			this.#null = this.r.call(
				"context_null",
				CONTEXT,
				this.types.scalar("ptr"),
			);
		return this.#null;
	}

	callBuiltin(name: string, args: readonly Handle[], loc: Handle): Handle {
		const fn = this.#builtin(name);
		return this.r.call("context_new_call", CONTEXT, loc, fn, args);
	}

	/** The type of a builtin's parameter: there is no other way to name `const volatile void *`. */
	builtinParam(name: string, i: number): Handle {
		const param = this.r.call("function_get_param", this.#builtin(name), i);
		const value = this.r.call("param_as_rvalue", param);
		return this.r.call("rvalue_get_type", value);
	}

	#builtin(name: string): Handle {
		let fn = this.#builtins.get(name);
		if (fn === undefined) {
			fn = this.r.call("context_get_builtin_function", CONTEXT, name);
			this.#builtins.set(name, fn);
		}
		return fn;
	}

	/** The location of an op for -g, NULL without. */
	location(fn: Fn, op: Op): Handle {
		const place = this.#options.place?.(fn, op);
		if (!place) return NULL;
		const key = `${place.line}:${place.column}:${place.file}`;
		let h = this.#locations.get(key);
		if (h === undefined) {
			h = this.r.call(
				"context_new_location",
				CONTEXT,
				place.file,
				place.line,
				place.column,
			);
			this.#locations.set(key, h);
		}
		return h;
	}
}
