/** Bytecode text: one code object after the other, each as blocks of instructions. `parseBytecode` reads it back. */
import { BytecodeError, locate } from "./bytecode-error.ts";
import { sameBytes } from "./bytes.ts";
import { buildCfg, type Cfg, type CfgInstruction } from "./cfg.ts";
import {
	CODE_FLAGS,
	type CodeObject,
	FAST_CELL,
	FAST_FREE,
	FAST_LOCAL,
	nestedCode,
} from "./code.ts";
import { type ExceptionEntry, encodeExceptionTable } from "./exceptiontable.ts";
import { assemble, prefixesFor } from "./instructions.ts";
import { encodeLinetable, type Position } from "./linetable.ts";
import { argumentNote } from "./notes.ts";
import type { BytecodeModule } from "./pyc.ts";
import { quoteConst, quoteStr, quoteText } from "./quote.ts";
import type { PythonVersion } from "./versions.ts";

export interface PrintOptions {
	/** Names the input where a code object cannot be printed. */
	readonly file?: string;
	/** An annotation for an instruction (by its code object and byte offset), printed as `!{…}`. */
	readonly annotate?: (code: CodeObject, offset: number) => string | undefined;
}

/** Literals longer than this are not repeated at the instructions that use them. */
const REPEAT_LIMIT = 60;

/** The text of a whole module, ending in a newline. A code object that is not consistent is a Diagnostic. */
export function printModule(
	module: BytecodeModule,
	options: PrintOptions = {},
): string {
	const { version, check } = module;
	const out = [`python "${version.name}" magic ${version.magic}`];
	out.push(
		check.kind === "timestamp"
			? `pyc mtime ${check.mtime} size ${check.size}`
			: `pyc ${check.checked ? "checked" : "unchecked"} hash 0x${check.hash.toString(16).padStart(16, "0")}`,
		"",
	);
	printCode({ version, options, out }, module.code, "", undefined);
	return `${out.join("\n")}\n`;
}

interface Context {
	readonly version: PythonVersion;
	readonly options: PrintOptions;
	readonly out: string[];
}

function printCode(
	cx: Context,
	code: CodeObject,
	indent: string,
	number: number | undefined,
): void {
	const cfg = consistentCfg(cx, code);
	const inner = nestedCode(code);
	const numbers = new Map(inner.map((c, k) => [c, k]));
	const literals = code.consts.map((c) =>
		quoteConst(c, (nested) => numbers.get(nested) ?? 0),
	);
	const deeper = `${indent}  `;
	const { out } = cx;
	out.push(
		`${indent}code${number === undefined ? "" : ` #${number}`} ${codeNames(code)} {`,
	);
	printHeader(cx, code, deeper);
	literals.forEach((text, k) => {
		out.push(`${deeper}const ${k} = ${text}`);
	});
	code.names.forEach((n, k) => {
		out.push(`${deeper}name ${k} = ${quoteText(n)}`);
	});
	code.localsplusnames.forEach((n, k) => {
		out.push(
			`${deeper}${localKind(code.localspluskinds[k] ?? 0)} ${k} = ${quoteText(n)}`,
		);
	});
	printRawTables(cx, cfg, deeper);
	out.push("");
	printBlocks(cx, cfg, indent, literals);
	inner.forEach((c, k) => {
		out.push("");
		printCode(cx, c, deeper, k);
	});
	out.push(`${indent}}`);
}

function consistentCfg(cx: Context, code: CodeObject): Cfg {
	try {
		return buildCfg(code, cx.version);
	} catch (e) {
		if (e instanceof BytecodeError)
			throw locate(e, cx.options.file ?? code.filename, code.qualname);
		throw e;
	}
}

/** The qualified name, and co_name where it is not its last part. */
function codeNames(code: CodeObject): string {
	const { name, qualname, interned } = code;
	const quoted = quoteStr({ value: qualname, interned: interned.qualname });
	const named = quoteStr({ value: name, interned: interned.name });
	const implied = quoteText(impliedName(qualname));
	return named === implied ? quoted : `${quoted} named ${named}`;
}

/** The co_name that a qualified name implies: what follows the last dot. */
export function impliedName(qualname: string): string {
	return qualname.slice(qualname.lastIndexOf(".") + 1);
}

function printHeader(cx: Context, code: CodeObject, indent: string): void {
	const line = (text: string): number => cx.out.push(indent + text);
	line(
		`filename ${quoteStr({ value: code.filename, interned: code.interned.filename })}`,
	);
	line(`firstlineno ${code.firstlineno}`);
	line(`argcount ${code.argcount}`);
	if (code.posonlyargcount !== 0)
		line(`posonlyargcount ${code.posonlyargcount}`);
	if (code.kwonlyargcount !== 0) line(`kwonlyargcount ${code.kwonlyargcount}`);
	line(`stacksize ${code.stacksize}`);
	if (code.flags !== 0) line(`flags ${flagNames(code.flags).join(" ")}`);
}

/** co_flags by name, what has no name as one number. */
function flagNames(flags: number): string[] {
	const names: string[] = [];
	let rest = flags;
	for (const [name, bit] of Object.entries(CODE_FLAGS))
		if (rest & bit) {
			names.push(name);
			rest &= ~bit;
		}
	if (rest !== 0) names.push(`0x${(rest >>> 0).toString(16)}`);
	return names;
}

function localKind(kind: number): string {
	switch (kind) {
		case FAST_LOCAL:
			return "local";
		case FAST_CELL:
			return "cell";
		case FAST_LOCAL | FAST_CELL:
			return "cellarg";
		case FAST_FREE:
			return "free";
		default:
			return `slot 0x${kind.toString(16)}`;
	}
}

/** The tables as bytes, where encoding what the text says would not give the same bytes. */
function printRawTables(cx: Context, cfg: Cfg, indent: string): void {
	const list = cfg.blocks.flatMap((b) => b.instructions);
	const { code } = cfg;
	const lines = encodeLinetable(
		list.map((i) => i.position),
		list.map((i) => i.next - i.offset),
		code.firstlineno,
	);
	if (!sameBytes(lines, code.linetable))
		cx.out.push(`${indent}linetable x"${hex(code.linetable)}"`);
	if (!sameBytes(encodeExceptionTable(cfg.entries), code.exceptiontable))
		cx.out.push(`${indent}exceptiontable x"${hex(code.exceptiontable)}"`);
}

function hex(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("hex");
}

function printBlocks(
	cx: Context,
	cfg: Cfg,
	indent: string,
	literals: readonly string[],
): void {
	const { out } = cx;
	const { entries } = cfg;
	const explicit = needsExplicitPrefixes(cfg);
	let next = 0;
	let open: ExceptionEntry | undefined;
	const boundary = (offset: number): void => {
		if (open !== undefined && open.end <= offset) {
			out.push(`${indent}  }`);
			open = undefined;
		}
	};
	for (const block of cfg.blocks) {
		boundary(block.offset);
		const kind = !block.reachable
			? "  ; unreachable"
			: block.isHandler
				? "  ; handler"
				: "";
		out.push(`${indent}^${block.label}:${kind}`);
		for (const i of block.instructions) {
			boundary(i.offset);
			const entry = entries[next];
			if (entry?.start === i.offset) {
				open = entry;
				next++;
				out.push(
					`${indent}  try ^L${entry.target} depth ${entry.depth}${entry.lasti ? " lasti" : ""} {`,
				);
			}
			const deeper = open === undefined ? `${indent}  ` : `${indent}    `;
			out.push(deeper + instructionText(cx, cfg, i, literals, explicit));
		}
	}
	boundary(cfg.code.code.length);
}

/** Whether re-encoding with only the prefixes that arguments ask for would give other bytes. */
function needsExplicitPrefixes(cfg: Cfg): boolean {
	const list = cfg.blocks.flatMap((b) => b.instructions);
	if (list.every((i) => i.extended === 0)) return false;
	const index = new Map(list.map((i, k) => [i.offset, k]));
	const again = assemble(
		list.map((i) => {
			const target = i.target === undefined ? undefined : index.get(i.target);
			return {
				op: i.op,
				arg: i.arg,
				...(target === undefined ? {} : { target }),
				...(i.extended > prefixesFor(i.arg) ? { extended: i.extended } : {}),
			};
		}),
		cfg.version,
	);
	return !sameBytes(again.code, cfg.code.code);
}

function instructionText(
	cx: Context,
	cfg: Cfg,
	i: CfgInstruction,
	literals: readonly string[],
	explicit: boolean,
): string {
	const depth = i.depthBefore < 0 ? "[-]" : `[${i.depthBefore}]`;
	let text = `${`@${i.offset}`.padEnd(6)} ${depth.padStart(4)} `;
	const showPrefix =
		i.extended > prefixesFor(i.arg) || (explicit && i.extended > 0);
	const prefix = showPrefix ? `ext ${i.extended} ` : "";
	const [operand, note] = operandText(cfg, i, literals);
	text += `${i.op} ${prefix}${operand}`.trimEnd();
	const loc = positionText(i.position);
	if (loc !== "") text = `${text.padEnd(52)} ${loc}`;
	const annotation = cx.options.annotate?.(cfg.code, i.offset);
	if (annotation !== undefined) text += ` !{${annotation}}`;
	return note === "" ? text : `${text}  ; ${note}`;
}

/** The argument with its meaning, and a remark for the reader. */
function operandText(
	cfg: Cfg,
	i: CfgInstruction,
	literals: readonly string[],
): readonly [string, string] {
	const { code, version } = cfg;
	const named = (name: string | undefined): readonly [string, string] => [
		`${i.arg} ${quoteText(name ?? "")}`,
		"",
	];
	switch (version.opcodes[i.op]?.arg) {
		case "const":
			return constantText(code, i.arg, literals[i.arg] ?? "");
		case "name":
			return named(code.names[i.arg]);
		case "global":
			return [
				`${i.arg} ${i.arg & 1 ? "null " : ""}${quoteText(code.names[i.arg >> 1] ?? "")}`,
				"",
			];
		case "local":
		case "free":
			return named(code.localsplusnames[i.arg]);
		case "compare":
			return named(version.compareOps[i.arg]);
		case "binary":
			return named(version.binaryOps[i.arg]);
		case "jump":
			return [`^L${i.target}`, ""];
		case "number":
			return [String(i.arg), argumentNote(i.op, i.arg)];
		default:
			return [i.arg === 0 ? "" : String(i.arg), ""];
	}
}

function constantText(
	code: CodeObject,
	index: number,
	literal: string,
): readonly [string, string] {
	if (literal.length > REPEAT_LIMIT)
		return [String(index), `${[...literal].slice(0, 30).join("")}...`];
	const value = code.consts[index];
	const note = value?.kind === "code" ? quoteText(value.code.qualname) : "";
	return [`${index} = ${literal}`, note];
}

/** `loc(line:column-line:column)`, what is not known left out or as `_`; empty without a line. */
export function positionText(p: Position): string {
	if (p.line === undefined) return "";
	const endLine = p.endLine ?? p.line;
	if (p.column === undefined && p.endColumn === undefined)
		return endLine === p.line ? `loc(${p.line})` : `loc(${p.line}-${endLine})`;
	return `loc(${p.line}:${p.column ?? "_"}-${endLine}:${p.endColumn ?? "_"})`;
}
