/** Bytecode to Python-level IR: the entry points. Each reads nothing but its arguments. */
import { BytecodeError, locate } from "../cpython/bytecode-error.ts";
import { buildCfg, type Cfg } from "../cpython/cfg.ts";
import { allCode, type CodeObject } from "../cpython/code.ts";
import type { PythonVersion } from "../cpython/versions.ts";
import { type Fn, type Module, newModule } from "../ir/ir.ts";
import type { Profile } from "../ir/profile.ts";
import type { Signature } from "../ir/types.ts";
import { Diagnostic, nearest, Unsupported } from "../support/diagnostic.ts";
import { codeInfo } from "./codeinfo.ts";
import { finish } from "./finish.ts";
import { handlersOf } from "./handlers.ts";
import { Translator } from "./translator.ts";

export interface TranslateOptions {
	/** The module's target; by default the one of the bytecode's version. */
	readonly target?: string;
	/** Only code objects of this qualified name, or of this one at a line: `NAME@LINE`. */
	readonly function?: string;
	/** Which code objects, counted as allCode does; the others are available externally. */
	readonly only?: ReadonlySet<number> | undefined;
	/** What Diagnostics call the input. */
	readonly file?: string;
	/** Graphs that were built already. */
	readonly cfgs?: ReadonlyMap<CodeObject, Cfg>;
	/** What running the program taught, by code object and byte offset. */
	readonly profiles?: ReadonlyMap<CodeObject, ReadonlyMap<number, Profile>>;
	/** Called for each function once it is translated. */
	readonly onFunction?: (translated: Translated) => void;
}

/** One function, and what became of its bytecodes. */
export interface Translated {
	readonly fn: Fn;
	readonly cfg: Cfg;
	/** Offsets of the bytecodes translated; those that became a deopt are not among them. */
	readonly done: ReadonlySet<number>;
}

/** What the target of a version is called. */
export const targetOf = (version: PythonVersion): string =>
	`cpython-${version.name}-x86_64-linux-gnu`;

/** The signature of a native function as PEP 523 calls it (docs/abi.md). */
const NATIVE: Signature = {
	params: [
		{ type: "ptr", own: "borrow" },
		{ type: "ptr", own: "borrow" },
		{ type: "i32", own: "borrow" },
	],
	result: "obj",
	ownResult: true,
	failure: "null",
};

/**
 * Translates a code object and all inside it, outermost first. A function's symbol is its qualified name, `.1`, `.2` … added where
 * that is taken. Mistakes in the bytecode are Diagnostics.
 */
export function translateModule(
	root: CodeObject,
	version: PythonVersion,
	options: TranslateOptions = {},
): Module {
	const module = newModule(options.target ?? targetOf(version));
	const all = [...allCode(root)];
	const { only } = options;
	const compiled = new Set(all.filter((_, i) => only?.has(i) ?? true));
	for (const code of select(all, options.function)) {
		const symbol = uniqueSymbol(code.qualname, module.functions);
		const translated = translateLocated(code, version, symbol, options);
		if (!compiled.has(code)) translated.fn.linkage = "available_externally";
		module.functions.set(symbol, translated.fn);
		options.onFunction?.(translated);
	}
	return module;
}

/** Translates one code object, without those inside it. Mistakes in the bytecode are BytecodeErrors. */
export function translateFunction(
	code: CodeObject,
	version: PythonVersion,
	symbol = code.qualname,
	cfg = buildCfg(code, version),
	profiles: ReadonlyMap<number, Profile> = new Map(),
): Translated {
	const handlers = handlersOf(version.name);
	if (handlers === undefined)
		throw new Unsupported(`no translation of Python ${version.name} bytecode`);
	const done = new Set<number>();
	const translator = new Translator(cfg, profiles);
	translator.run((t, i) => {
		const handle = handlers[i.op];
		if (handle === undefined)
			throw new BytecodeError(`no bytecode is called '${i.op}'`, i.offset);
		handle(t, i);
		if (!t.deopted) done.add(i.offset);
	});
	const fn: Fn = {
		kind: "py",
		name: symbol,
		linkage: "export",
		signature: NATIVE,
		code: codeInfo(cfg),
		blocks: finish(translator),
		at: -1,
	};
	return { fn, cfg, done };
}

function translateLocated(
	code: CodeObject,
	version: PythonVersion,
	symbol: string,
	options: TranslateOptions,
): Translated {
	try {
		const cfg = options.cfgs?.get(code);
		const profiles = options.profiles?.get(code);
		return translateFunction(code, version, symbol, cfg, profiles);
	} catch (e) {
		if (!(e instanceof BytecodeError)) throw e;
		throw locate(e, options.file ?? "<input>", code.qualname);
	}
}

function select(
	all: readonly CodeObject[],
	wanted: string | undefined,
): readonly CodeObject[] {
	if (wanted === undefined) return all;
	const [, name = wanted, line] = /^(.*)@(\d+)$/.exec(wanted) ?? [];
	const found = all.filter(
		(c) =>
			c.qualname === name &&
			(line === undefined || c.firstlineno === Number(line)),
	);
	if (found.length > 0) return found;
	const names = all.map((c) => c.qualname);
	const near = nearest(name, names);
	const hint = names.includes(name)
		? `'${name}' is there, at another line`
		: near && `did you mean '${near}'?`;
	throw new Diagnostic(`there is no function '${wanted}'`, undefined, hint);
}

function uniqueSymbol(
	qualname: string,
	taken: ReadonlyMap<string, unknown>,
): string {
	let symbol = qualname;
	for (let k = 1; taken.has(symbol); k++) symbol = `${qualname}.${k}`;
	return symbol;
}
