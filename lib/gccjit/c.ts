/** Prints a module of core ops as C that people can read and that gcc and clang compile without warnings. */
import type { Extern, Fn, Global, Init, Module } from "../ir/ir.ts";
import type { MemType, Scalar, Signature } from "../ir/types.ts";
import { Diagnostic, invariant } from "../support/diagnostic.ts";
import { type CExpr, CFn, headText, PREC } from "./c-fn.ts";
import { floatConstant, intConstant } from "./c-ops.ts";
import { C_SCALAR, cStringText, declarator, joined } from "./c-types.ts";
import { countAll, type EmitCounts } from "./counts.ts";
import { Layouts } from "./layout.ts";
import { identifier, Names, type SymbolNames, symbolNames } from "./names.ts";
import { schedule } from "./schedule.ts";
import type { Local, Tree } from "./tree.ts";
import { type Used, usedSymbols } from "./used.ts";

/** What generated code cannot avoid: names of C's own functions with other types, unused parameters, constant comparisons. */
const PRELUDE = `#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __clang__
#pragma clang diagnostic ignored "-Wincompatible-library-redeclaration"
#pragma clang diagnostic ignored "-Wtautological-compare"
#pragma clang diagnostic ignored "-Wunused-but-set-variable"
#else
#pragma GCC diagnostic ignored "-Wbool-compare"
#pragma GCC diagnostic ignored "-Wbuiltin-declaration-mismatch"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wtautological-compare"
#pragma GCC diagnostic ignored "-Wtype-limits"
#pragma GCC diagnostic ignored "-Wunused-but-set-variable"
#endif
#pragma GCC diagnostic ignored "-Wunused-parameter"
`;

/** Functions that some ops need, printed where they are used. */
const HELPERS: Readonly<Record<string, string>> = {
	bits_of_double: `static inline int64_t bits_of_double(double value)
{
	union { double value; int64_t bits; } u = { .value = value };
	return u.bits;
}`,
	double_of_bits: `static inline double double_of_bits(int64_t bits)
{
	union { int64_t bits; double value; } u = { .bits = bits };
	return u.value;
}`,
	bit_add_overflow: `/* One bit with a sign is 0 or -1. */
static inline bool bit_add_overflow(bool a, bool b, bool *sum)
{
	*sum = a ^ b;
	return a & b;
}`,
	bit_sub_overflow: `static inline bool bit_sub_overflow(bool a, bool b, bool *difference)
{
	*difference = a ^ b;
	return !a & b;
}`,
	bit_mul_overflow: `static inline bool bit_mul_overflow(bool a, bool b, bool *product)
{
	*product = a & b;
	return a & b;
}`,
};

export interface EmittedC {
	readonly text: string;
	readonly counts: EmitCounts;
	/** C names of exported functions by IR name. */
	readonly symbols: ReadonlyMap<string, string>;
}

/** The C source of a module that checkCore accepts. `roots` are exported whatever their linkage. */
export function emitC(module: Module, roots: readonly string[]): EmittedC {
	return new CModule(module, roots).run();
}

interface Callee {
	readonly name: string;
	/** Number of parameters; arguments after them are variable. */
	readonly fixed: number;
	readonly pointees: readonly (string | undefined)[];
}

export class CModule {
	readonly layouts: Layouts;
	readonly #module: Module;
	readonly #roots: readonly string[];
	readonly #symbols: SymbolNames;
	readonly #structNames = new Map<string, string>();
	readonly #names = new Names();
	readonly #callees = new Map<string, Callee>();
	readonly #structs: string[] = [];
	readonly #declared = new Set<string>();

	constructor(module: Module, roots: readonly string[]) {
		this.#module = module;
		this.#roots = roots;
		this.#symbols = symbolNames(module);
		this.layouts = new Layouts(module);
	}

	run(): EmittedC {
		const used = usedSymbols(this.#module, this.#roots);
		const trees = used.functions.map((f) => schedule(f, this.#symbols.names));
		for (const t of trees)
			this.#callees.set(t.fn.name, {
				name: this.symbol(t.fn.name),
				fixed: t.parameters.length,
				pointees: t.parameters.map((p) => p.pointee),
			});
		const prototypes = this.#prototypes(used, trees);
		const variables = used.globals.map((g) => this.#global(g));
		const definitions = used.globals.flatMap((g) => this.#definition(g));
		const bodies = trees.map((t) => this.#function(t));
		const code = bodies.join("\n\n");
		const text = this.#assemble([
			...this.#structs,
			helpersIn(code),
			prototypes.join("\n"),
			variables.join("\n"),
			definitions.join("\n"),
			code,
		]);
		const exported = used.functions.filter((f) => this.#isExported(f));
		const symbols = new Map(exported.map((f) => [f.name, this.symbol(f.name)]));
		return { text, counts: countAll(trees), symbols };
	}

	#assemble(parts: readonly string[]): string {
		const head = `/* Target: ${this.#module.target.replaceAll("*/", "")}. Compile with -fno-strict-aliasing. */\n${PRELUDE}`;
		return [head, ...parts.filter((p) => p !== "").map((p) => `${p}\n`)].join(
			"\n",
		);
	}

	#isExported(f: Fn): boolean {
		return f.linkage === "export" || this.#roots.includes(f.name);
	}

	// Declarations

	#prototypes(used: Used, trees: readonly Tree[]): string[] {
		const out: string[] = [];
		for (const name of used.externs) {
			const extern = this.#module.externs.get(name);
			if (!extern || this.#module.functions.has(name)) continue;
			const fixed = extern.signature.params.length;
			this.#callees.set(name, { name, fixed, pointees: [] });
			out.push(`${this.#externHead(extern)};`);
		}
		for (const t of trees) out.push(`${this.#head(t)};`);
		return out;
	}

	#externHead(e: Extern): string {
		const params: string[] = e.signature.params.map((p, i) =>
			joined(C_SCALAR[p.type], identifier(e.paramNames[i] ?? "")),
		);
		const named = params.map((p) => p.replace(/ ?\bv$/, ""));
		if (e.signature.variadic) named.push("...");
		return headText(resultText(e.signature), e.name, named);
	}

	#head(t: Tree): string {
		const { fn } = t;
		const params = t.parameters.map((p) => joined(this.localType(p), p.name));
		if (fn.signature.variadic) params.push("...");
		const head = headText(
			resultText(fn.signature),
			this.symbol(fn.name),
			params,
		);
		if (this.#isExported(fn)) return head;
		return `static ${fn.linkage === "inline" ? "inline " : ""}${head}`;
	}

	#function(t: Tree): string {
		const lines = new CFn(this, t).run();
		const title = commentFor(t.fn, this.symbol(t.fn.name));
		return `${title}${this.#head(t)}\n{\n${lines.join("\n")}\n}`;
	}

	/** The name of a struct's type; declares it, and before it those it contains. */
	structType(name: string): string {
		let made = this.#structNames.get(name);
		if (made === undefined) {
			made = `struct ${this.#names.take(name)}`;
			this.#structNames.set(name, made);
		}
		if (!this.#declared.has(name)) {
			this.#declared.add(name);
			this.#structs.push(this.#structText(name, made));
		}
		return made;
	}

	#structText(name: string, type: string): string {
		const layout = this.layouts.struct(name);
		const lines: string[] = [];
		const checks: string[] = [];
		let paddings = 0;
		for (const m of layout.members) {
			if (m.kind === "padding") {
				lines.push(`\tchar padding_${paddings++}[${m.bytes}];`);
				continue;
			}
			const member = this.fieldName(m.name);
			lines.push(`\t${this.declare(m.type, member)};`);
			const { offset } = this.layouts.field(name, m.name);
			checks.push(
				`_Static_assert(offsetof(${type}, ${member}) == ${offset}, "${member}");`,
			);
		}
		const attribute = layout.packed ? " __attribute__((packed))" : "";
		const size = `_Static_assert(sizeof(${type}) == ${layout.size}, "size");`;
		return [`${type} {`, ...lines, `}${attribute};`, ...checks, size].join(
			"\n",
		);
	}

	fieldName(name: string): string {
		const id = identifier(name);
		return new Names().has(id) ? `${id}_` : id;
	}

	declare(t: MemType, name: string): string {
		return declarator(t, name, (s) => this.structType(s));
	}

	/** The C type of a variable that holds a scalar. */
	localType(l: Local): string {
		if (l.pointee !== undefined) return `${this.structType(l.pointee)} *`;
		invariant(typeof l.type === "string", "a scalar");
		return C_SCALAR[l.type];
	}

	// Globals

	#global(g: Global): string {
		const declaration = this.declare(g.type, this.symbol(g.name));
		return `${g.linkage === "internal" ? "static" : "extern"} ${declaration};`;
	}

	#definition(g: Global): string[] {
		if (g.linkage === "import") return [];
		const declaration = this.declare(g.type, this.symbol(g.name));
		const linkage = g.linkage === "internal" ? "static " : "";
		if (!g.init) return [`${linkage}${declaration};`];
		const rest = [...g.init];
		const value = this.#initial(g.type, rest);
		if (rest.length > 0)
			throw new Diagnostic(
				`global '@${g.name}' has ${rest.length} initial values too many`,
			);
		return [`${linkage}${declaration} = ${value};`];
	}

	/** Takes from `rest` what a value of type `t` needs; C makes zero of what is missing. */
	#initial(t: MemType, rest: Init[]): string {
		if (typeof t === "string") return this.#scalar(t, rest.shift());
		const parts: string[] = [];
		if (t.kind === "array") {
			for (let i = 0; i < t.count && rest.length > 0; i++)
				parts.push(this.#initial(t.of, rest));
			const long = parts.join(", ").length > 90;
			return long
				? `{\n\t${parts.join(",\n\t")},\n}`
				: `{ ${parts.join(", ") || "0"} }`;
		}
		for (const m of this.layouts.struct(t.name).members)
			if (m.kind === "field" && rest.length > 0)
				parts.push(
					`.${this.fieldName(m.name)} = ${this.#initial(m.type, rest)}`,
				);
		return `{ ${parts.join(", ") || "0"} }`;
	}

	#scalar(t: Scalar, init: Init | undefined): string {
		const isPointer = t === "ptr" || t === "obj" || t === "obj?";
		switch (init?.kind) {
			case "symbol":
				return this.symbolAddress(init.name).text;
			case "string":
				return `(void *)${cStringText(init.value)}`;
			case "float":
				return floatConstant(init.value).text;
			case "int":
				if (t === "f64") return floatConstant(Number(init.value)).text;
				return isPointer
					? pointerText(init.value)
					: intConstant(t, init.value).text;
			default:
				return isPointer ? "NULL" : "0";
		}
	}

	// What function bodies ask for

	symbol(name: string): string {
		const found = this.#symbols.of.get(name);
		invariant(found, `no symbol @${name}`);
		return found;
	}

	callee(symbol: string): Callee {
		const found = this.#callees.get(symbol);
		invariant(found, `no function @${symbol}`);
		return found;
	}

	globalType(symbol: string): MemType | undefined {
		return this.#module.globals.get(symbol)?.type;
	}

	symbolAddress(symbol: string): CExpr {
		const name = this.symbol(symbol);
		const isGlobal = this.#module.globals.has(symbol);
		return {
			text: `(void *)${isGlobal ? "&" : ""}${name}`,
			prec: PREC.unary,
		};
	}
}

function resultText(s: Signature): string {
	return s.result === "void" ? "void" : C_SCALAR[s.result];
}

function pointerText(value: bigint): string {
	if (value === 0n) return "NULL";
	return `(void *)0x${BigInt.asUintN(64, value).toString(16)}`;
}

/** What a function was compiled from, where its C name does not say. */
function commentFor(fn: Fn, name: string): string {
	const clean = (s: string): string =>
		s.replace(/[^\x20-\x7e]/g, "?").replaceAll("*/", "* /");
	if (fn.code)
		return `/* ${clean(fn.code.qualname)}, ${clean(fn.code.filename)}:${fn.code.firstlineno} */\n`;
	return fn.name === name ? "" : `/* ${clean(fn.name)} */\n`;
}

function helpersIn(code: string): string {
	return Object.entries(HELPERS)
		.filter(([name]) => code.includes(`${name}(`))
		.map(([, text]) => text)
		.join("\n\n");
}
