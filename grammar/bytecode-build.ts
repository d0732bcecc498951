/** Parsed bytecode text to code objects: arguments by name, labels to jumps, tables, and the checks that need a whole code object. */
import { BytecodeError } from "../lib/cpython/bytecode-error.ts";
import { sameBytes } from "../lib/cpython/bytes.ts";
import { buildCfg, type Cfg } from "../lib/cpython/cfg.ts";
import {
	type CodeObject,
	FAST_FREE,
	internedByDefault,
	type PyConst,
	type PyStr,
} from "../lib/cpython/code.ts";
import {
	decodeExceptionTable,
	type ExceptionEntry,
	encodeExceptionTable,
} from "../lib/cpython/exceptiontable.ts";
import { type Assembled, assemble } from "../lib/cpython/instructions.ts";
import {
	encodeLinetable,
	type Position,
	positionsOf,
	samePosition,
} from "../lib/cpython/linetable.ts";
import { validateCode } from "../lib/cpython/marshal.ts";
import { impliedName } from "../lib/cpython/print.ts";
import { quoteConst } from "../lib/cpython/quote.ts";
import { nearestOpcode, type PythonVersion } from "../lib/cpython/versions.ts";
import type { Profile } from "../lib/ir/profile.ts";
import { Diagnostic, placeAt } from "../lib/support/diagnostic.ts";
import {
	type Fail,
	type Operands,
	resolveArgument,
	unknownLabel,
} from "./bytecode-operands.ts";
import type {
	ParsedCode,
	ParsedEntry,
	ParsedInstruction,
	Span,
} from "./bytecode-tree.ts";

/** The text that is being read, for places. */
export interface SourceText {
	readonly file: string;
	readonly text: string;
}

/** A code object and what its text said beyond it. */
export interface Built {
	readonly code: CodeObject;
	readonly cfg: Cfg;
	/** `!{…}` by byte offset. */
	readonly annotations: ReadonlyMap<number, string>;
	readonly profiles: ReadonlyMap<number, Profile>;
}

/** Builds one code object whose nested ones are complete. Mistakes are Diagnostics at their lines. */
export function buildCode(
	parsed: ParsedCode,
	version: PythonVersion,
	source: SourceText,
): Built {
	const fail = (span: Span, message: string, hint?: string): never => {
		throw new Diagnostic(
			message,
			placeAt(source.file, source.text, span.start, span.length),
			hint,
		);
	};
	checkIndices(parsed.consts, "const", fail);
	checkIndices(parsed.names, "name", fail);
	checkIndices(parsed.locals, "local", fail);
	const operands = operandTables(parsed, source);
	const args = parsed.instructions.map((i) => {
		if (version.opcodes[i.op] === undefined || i.op === "CACHE")
			return unknownOpcode(i, version, fail);
		return resolveArgument(i, version, operands, fail);
	});
	const assembled = assembleParsed(parsed, args, version, fail);
	const code = codeObject(parsed, operands, assembled, fail);
	const problem = validateCode(code);
	if (problem !== undefined) fail(parsed, problem);
	const cfg = checkedCfg(parsed, code, assembled, version, fail);
	const annotations = new Map<number, string>();
	const profiles = new Map<number, Profile>();
	parsed.instructions.forEach((i, k) => {
		const offset = assembled.offsets[k] ?? 0;
		if (i.annotation !== undefined) annotations.set(offset, i.annotation);
		if (i.profile !== undefined) profiles.set(offset, i.profile);
	});
	return { code, cfg, annotations, profiles };
}

function unknownOpcode(
	i: ParsedInstruction,
	version: PythonVersion,
	fail: Fail,
): never {
	const generic = version.specialized[i.op]?.generic;
	const near = nearestOpcode(version, i.op);
	const hint =
		generic !== undefined
			? `it is a quickened form of '${generic}'`
			: near === undefined
				? undefined
				: `did you mean '${near}'?`;
	return fail(i.span, `Python ${version.name} has no bytecode '${i.op}'`, hint);
}

function checkIndices(
	entries: readonly ParsedEntry<unknown>[],
	what: string,
	fail: Fail,
): void {
	entries.forEach((e, k) => {
		if (e.index !== undefined && e.index !== BigInt(k))
			fail(e, `'${what} ${e.index}' stands where ${what} ${k} is expected`);
	});
}

/** The tables that arguments index; constants given at an instruction are added at the end. */
function operandTables(parsed: ParsedCode, source: SourceText): Operands {
	const numbers = new Map<CodeObject, number>();
	const literal = (c: PyConst): string =>
		quoteConst(c, (code) => {
			const number = numbers.get(code) ?? numbers.size;
			numbers.set(code, number);
			return number;
		});
	const texts = new Map<number, string>();
	return {
		consts: parsed.consts.map((e) => e.value.value),
		names: parsed.names.map((e) => e.value.value),
		locals: parsed.locals.map((e) => ({
			name: e.value.name.value,
			kind: e.value.kind,
		})),
		labels: parsed.labels,
		sourceOf: (span) => source.text.slice(span.start, span.start + span.length),
		constSpan: (k) => parsed.consts[k]?.value,
		literal,
		literalAt: (k, c) => {
			const known = texts.get(k);
			if (known !== undefined) return known;
			const made = literal(c);
			texts.set(k, made);
			return made;
		},
	};
}

function assembleParsed(
	parsed: ParsedCode,
	args: readonly number[],
	version: PythonVersion,
	fail: Fail,
): Assembled {
	const { instructions } = parsed;
	const list = instructions.map((i, k) => {
		const arg = args[k] ?? 0;
		return {
			op: i.op,
			arg,
			...(version.opcodes[i.op]?.jump === undefined ? {} : { target: arg }),
			...(i.extended === undefined ? {} : { extended: i.extended }),
		};
	});
	if (list.length === 0) fail(parsed, "a code object holds no instruction");
	try {
		return assemble(list, version);
	} catch (e) {
		const i =
			e instanceof BytecodeError ? instructions[e.offset ?? 0] : undefined;
		if (i === undefined) throw e;
		return fail(i.labelSpan ?? i.span, (e as Error).message);
	}
}

function codeObject(
	parsed: ParsedCode,
	operands: Operands,
	assembled: Assembled,
	fail: Fail,
): CodeObject {
	const { numbers, qualname } = parsed;
	const need = (what: "firstlineno" | "argcount"): number =>
		numbers.get(what) ?? fail(parsed, `a code object without '${what}'`);
	const filename =
		parsed.filename ?? fail(parsed, "a code object without 'filename'");
	const name = parsed.name ?? usualName(impliedName(qualname.value));
	const firstlineno = need("firstlineno");
	const entries = exceptionEntries(parsed, assembled, fail);
	return {
		argcount: need("argcount"),
		posonlyargcount: numbers.get("posonlyargcount") ?? 0,
		kwonlyargcount: numbers.get("kwonlyargcount") ?? 0,
		stacksize: numbers.get("stacksize") ?? 0x7fffffff,
		flags: parsed.flags,
		code: assembled.code,
		consts: [...operands.consts],
		names: [...operands.names],
		localsplusnames: operands.locals.map((l) => l.name),
		localspluskinds: Uint8Array.from(operands.locals, (l) => l.kind),
		filename: filename.value,
		name: name.value,
		qualname: qualname.value,
		firstlineno,
		linetable: linetableOf(parsed, assembled, firstlineno),
		exceptiontable: rawOr(
			parsed.exceptiontable,
			encodeExceptionTable(entries),
			(raw) => encodeExceptionTable(decodeExceptionTable(raw)),
		),
		interned: {
			filename: filename.interned,
			name: name.interned,
			qualname: qualname.interned,
		},
	};
}

function usualName(value: string): PyStr {
	return { kind: "str", value, interned: internedByDefault(value) };
}

/** The ranges in order; they may not overlap, which the grammar sees to. */
function exceptionEntries(
	parsed: ParsedCode,
	assembled: Assembled,
	fail: Fail,
): ExceptionEntry[] {
	const { offsets } = assembled;
	return parsed.tries.map((range) => {
		const target =
			parsed.labels.get(range.label) ??
			unknownLabel(range.label, range.span, parsed.labels, fail);
		return {
			start: offsets[range.start] ?? 0,
			end: offsets[range.end] ?? 0,
			target: offsets[target] ?? 0,
			depth: Number(range.depth),
			lasti: range.lasti,
		};
	});
}

/** Bytes given in the text count as long as they say the same as the rest of the text: they keep an unusual encoding. */
function rawOr(
	raw: Uint8Array | undefined,
	made: Uint8Array,
	canonical: (raw: Uint8Array) => Uint8Array,
): Uint8Array {
	if (raw === undefined) return made;
	try {
		return sameBytes(canonical(raw), made) ? raw : made;
	} catch (e) {
		if (e instanceof BytecodeError) return made;
		throw e;
	}
}

function linetableOf(
	parsed: ParsedCode,
	assembled: Assembled,
	firstlineno: number,
): Uint8Array {
	const { offsets } = assembled;
	const sizes = parsed.instructions.map(
		(_, k) => (offsets[k + 1] ?? 0) - (offsets[k] ?? 0),
	);
	const positions = parsed.instructions.map((i): Position => i.position);
	const made = encodeLinetable(positions, sizes, firstlineno);
	const raw = parsed.linetable;
	if (raw === undefined) return made;
	try {
		const said = positionsOf(raw, firstlineno, sizes);
		return said.every((p, k) => samePosition(p, positions[k] as Position))
			? raw
			: made;
	} catch (e) {
		if (e instanceof BytecodeError) return made;
		throw e;
	}
}

/** Builds the graph, which checks depths and targets, compares the depths the text claims, and fills in a stack size it leaves out. */
function checkedCfg(
	parsed: ParsedCode,
	code: CodeObject,
	assembled: Assembled,
	version: PythonVersion,
	fail: Fail,
): Cfg {
	const { instructions } = parsed;
	const indexAt = new Map(assembled.offsets.map((o, k) => [o, k]));
	let cfg: Cfg;
	try {
		cfg = buildCfg(code, version);
	} catch (e) {
		if (!(e instanceof BytecodeError)) throw e;
		const k = e.offset === undefined ? undefined : indexAt.get(e.offset);
		return fail(
			(k === undefined ? undefined : instructions[k]?.span) ?? parsed,
			e.message,
			e.hint,
		);
	}
	let k = 0;
	for (const block of cfg.blocks)
		for (const found of block.instructions) {
			const said = instructions[k++];
			if (said?.depth !== undefined && said.depth !== found.depthBefore)
				fail(
					said.depthSpan ?? said.span,
					`${depthWords(found.depthBefore)}, the text says ${said.depth < 0 ? "that this is not reached" : said.depth}`,
					"leave the brackets out to have the depth computed",
				);
		}
	if (parsed.numbers.get("stacksize") === undefined)
		code.stacksize = cfg.maxDepth;
	checkFreeVariables(parsed, fail);
	return cfg;
}

function depthWords(depth: number): string {
	return depth < 0
		? "this is never reached"
		: `the stack holds ${depth} value${depth === 1 ? "" : "s"} here`;
}

/** Free variables come last, as get_localsplus_counts (Objects/codeobject.c) and the frame layout take for granted. */
function checkFreeVariables(parsed: ParsedCode, fail: Fail): void {
	let free: ParsedEntry<unknown> | undefined;
	for (const entry of parsed.locals) {
		if (entry.value.kind & FAST_FREE) free = entry;
		else if (free !== undefined)
			fail(entry, "locals and cells stand before free variables");
	}
}
