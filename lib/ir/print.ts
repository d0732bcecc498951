/** The text of modules, functions and ops. The notation is docs/ir.md's; the parser reads it back to an equal module. */
import { effectsText } from "./effects.ts";
import type {
	Attr,
	AttrTypes,
	Block,
	CodeInfo,
	Edge,
	Extern,
	Fn,
	Global,
	Init,
	Module,
	Op,
	Slot,
	Struct,
	Value,
} from "./ir.ts";
import { uniqueNames } from "./names.ts";
import { type AttrKind, type OpDef, opDef, weightsOf } from "./ops.ts";
import { profileText } from "./profile.ts";
import { constText, floatText, literalText, nameText, quote } from "./text.ts";
import {
	isRef,
	type MemType,
	type ParamType,
	type Signature,
} from "./types.ts";

/** Constants longer than this are not repeated at each use. */
const SHORT_CONST = 40;

/**
 * The text of a module. Values and blocks without a name of their own get one (see `uniqueNames`). `functionText` gives the
 * texts of functions that are known already.
 */
export function printModule(
	m: Module,
	functionText: (fn: Fn) => string = printFn,
): string {
	const groups = [`module target ${quote(m.target)}\n`];
	for (const s of m.structs.values()) groups.push(structText(s));
	if (m.externs.size > 0)
		groups.push([...m.externs.values()].map(externText).join(""));
	if (m.globals.size > 0)
		groups.push([...m.globals.values()].map(globalText).join(""));
	for (const f of m.functions.values()) groups.push(functionText(f));
	return groups.join("\n");
}

/** The text of one function, ending in a newline. */
export function printFn(fn: Fn): string {
	uniqueNames(fn);
	const out: string[] = [headText(fn)];
	if (fn.code) codeText(out, fn.code);
	const consts = shortConsts(fn);
	fn.blocks.forEach((block, i) => {
		out.push(blockText(block, i === 0 && fn.kind === "core"));
		for (const op of block.ops) out.push("  ", opText(op, fn, consts), "\n");
	});
	out.push("}\n");
	return out.join("");
}

/** The text of one op, on one line without its newline. */
export function printOp(op: Op, fn: Fn): string {
	return opText(op, fn, shortConsts(fn));
}

export function signatureText(s: Signature): string {
	const params = s.params.map(paramText);
	if (s.variadic) params.push("...");
	return `(${params.join(", ")})${resultText(s)}`;
}

function paramText(p: ParamType): string {
	return isRef(p.type) ? `${p.own} ${p.type}` : p.type;
}

/** What follows the parameters: the result, its failure, the clauses `from`, `pending` and `frame`. */
function resultText(s: Signature): string {
	const pending = s.pending ? ` pending(${s.pending.join(", ")})` : "";
	const frame = s.frame ? ` frame(${s.frame})` : "";
	if (s.result === "void") return `${pending}${frame}`;
	const own = isRef(s.result) ? (s.ownResult ? "own " : "borrow ") : "";
	const failure = s.failure === "never" ? "" : ` or ${s.failure}`;
	const from = s.from ? ` from(${s.from.join(", ")})` : "";
	return ` -> ${own}${s.result}${failure}${from}${pending}${frame}`;
}

function structText(s: Struct): string {
	const fields = s.fields.map(
		(f) => `  ${nameText(f.name)}: ${typeText(f.type)} at ${f.offset}\n`,
	);
	return `struct @${nameText(s.name)} size ${s.size} {\n${fields.join("")}}\n`;
}

function typeText(t: MemType): string {
	if (typeof t === "string") return t;
	if (t.kind === "struct") return `@${nameText(t.name)}`;
	return `[${t.count} x ${typeText(t.of)}]`;
}

function externText(e: Extern): string {
	const params = e.signature.params.map((p, i) => {
		const name = e.paramNames[i];
		return name ? `${paramText(p)} %${nameText(name)}` : paramText(p);
	});
	if (e.signature.variadic) params.push("...");
	const doc = e.doc === "" ? "" : ` ${quote(e.doc)}`;
	return `declare @${nameText(e.name)}(${params.join(", ")})${resultText(e.signature)} effects(${effectsText(e.effects)})${doc}\n`;
}

function globalText(g: Global): string {
	const init = g.init ? ` = (${g.init.map(initText).join(", ")})` : "";
	return `global ${g.linkage} @${nameText(g.name)}: ${typeText(g.type)}${init}\n`;
}

function initText(i: Init): string {
	switch (i.kind) {
		case "int":
			return String(i.value);
		case "float":
			return floatText(i.value);
		case "symbol":
			return `@${nameText(i.name)}`;
		case "string":
			return quote(i.value);
		case "null":
			return "null";
	}
}

function headText(fn: Fn): string {
	const name = `${fn.linkage} @${nameText(fn.name)}`;
	if (fn.kind === "py") return `pyfunc ${name} {\n`;
	const entry = fn.blocks[0];
	const params = fn.signature.params.map(
		(p, i) =>
			`%${nameText(entry?.params[i]?.name ?? String(i))}: ${paramText(p)}`,
	);
	return `func ${name}(${params.join(", ")})${resultText(fn.signature)} {\n`;
}

function extendedText(c: CodeInfo): string {
	return [...c.extended].map(([op, from]) => `${op} from ${from}`).join(", ");
}

function codeText(out: string[], c: CodeInfo): void {
	out.push(
		`  code ${quote(c.qualname)} file ${quote(c.filename)} line ${c.firstlineno}\n`,
		`  argcount ${c.argcount} posonly ${c.posonlyargcount} kwonly ${c.kwonlyargcount} flags ${c.flags} stacksize ${c.stacksize} codesize ${c.codesize}\n`,
		`  slots (${c.slots.map(slotText).join(", ")})\n`,
		`  consts (${c.consts.map(constText).join(", ")})\n`,
		`  names (${c.names.map(quote).join(", ")})\n`,
		c.extended.size === 0 ? "" : `  extended (${extendedText(c)})\n`,
		`  fingerprint 0x${c.fingerprint.toString(16).padStart(16, "0")}\n`,
	);
}

function slotText(s: Slot): string {
	return `${s.local ? "local " : ""}${s.cell ? "cell " : ""}${s.free ? "free " : ""}${quote(s.name)}`;
}

function blockText(block: Block, isCoreEntry: boolean): string {
	const name = `^${nameText(block.name)}`;
	if (isCoreEntry || block.params.length === 0) return `${name}:\n`;
	const params = block.params.map((p) => `%${nameText(p.name)}: ${p.type}`);
	return `${name}(${params.join(", ")}):\n`;
}

/** The constants of a function that are short enough to be repeated at each use, as text. */
type ConstTexts = readonly (string | undefined)[];
const constTexts = new WeakMap<CodeInfo, ConstTexts>();

function shortConsts(fn: Fn): ConstTexts {
	if (!fn.code) return [];
	let texts = constTexts.get(fn.code);
	if (!texts) {
		texts = fn.code.consts.map((c) => {
			const text = constText(c);
			return text.length <= SHORT_CONST ? text : undefined;
		});
		constTexts.set(fn.code, texts);
	}
	return texts;
}

function opText(op: Op, fn: Fn, consts: ConstTexts): string {
	const def = opDef(op.name);
	const { operands, successors } = op;
	let text = op.results.length > 0 ? `${valuesText(op.results)} = ` : "";
	text += op.name;
	for (let i = 0; i < def.attrs.length; i++) {
		const kind = def.attrs[i] as AttrKind;
		const attr = attrText(kind, op.attrs[i] as Attr, def, fn, consts);
		if (attr !== "") text += ` ${attr}`;
	}
	if (op.name === "call") text += argsText(operands);
	else if (op.name === "call_indirect")
		text += ` ${valuesText(operands.slice(0, 1))}${argsText(operands.slice(1))}`;
	else if (operands.length > 0) text += ` ${valuesText(operands)}`;
	for (let i = 0; i < successors.length; i++)
		text +=
			(i === 0 && operands.length === 0 ? " " : ", ") +
			edgeText(successors[i] as Edge);
	return text + tailText(op);
}

function tailText(op: Op): string {
	let text = "";
	const weights = weightsOf(op);
	if (weights !== undefined) text += ` weights(${weights.join(", ")})`;
	if (op.unwind) text += ` unwind ${edgeText(op.unwind)}`;
	if (op.offset >= 0) text += ` @${op.offset}`;
	if (op.state) text += ` [${valuesText(op.state)}]`;
	const l = op.loc;
	if (l) text += ` loc(${l.line}:${l.column}-${l.endLine}:${l.endColumn})`;
	if (op.profile) text += ` ${profileText(op.profile)}`;
	return text;
}

/** `%a, %b` */
function valuesText(values: readonly Value[]): string {
	let text = "";
	for (let i = 0; i < values.length; i++)
		text += (i === 0 ? "%" : ", %") + nameText((values[i] as Value).name);
	return text;
}

function argsText(args: readonly Value[]): string {
	return `(${valuesText(args)})`;
}

function edgeText(e: Edge): string {
	const name = `^${nameText(e.block.name)}`;
	return e.args.length > 0 ? name + argsText(e.args) : name;
}

function attrText(
	kind: AttrKind,
	value: Attr,
	def: OpDef,
	fn: Fn,
	consts: ConstTexts,
): string {
	switch (kind) {
		case "slot":
			return indexed(value as number, fn.code?.slots[value as number]?.name);
		case "name":
			return indexed(value as number, fn.code?.names[value as number]);
		case "const": {
			const text = consts[value as number];
			return text === undefined ? String(value) : `${value} (${text})`;
		}
		case "literal":
			return literalText(value as AttrTypes["literal"]);
		case "string":
			return quote(value as string);
		case "symbol":
			return `@${nameText(value as string)}`;
		case "field": {
			const f = value as AttrTypes["field"];
			return `@${fieldStruct(f.struct)}.${f.field}`;
		}
		case "memtype":
			return typeText(value as MemType);
		case "signature":
			return signatureText(value as Signature);
		case "cases":
			return `[${(value as AttrTypes["cases"]).join(", ")}]`;
		case "weights":
			return "";
		case "kwnames":
			return value === undefined ? "" : `kw ${value}`;
		case "flag":
			return value ? (def.keyword ?? "") : "";
		case "int":
		case "type":
		case "binary":
		case "unary":
		case "compare":
		case "icmp":
		case "fcmp":
			return String(value);
	}
}

/** A struct's name before `.field`: quoted also where it holds a point. */
function fieldStruct(name: string): string {
	return name.includes(".") ? quote(name) : nameText(name);
}

function indexed(index: number, name: string | undefined): string {
	return name === undefined ? String(index) : `${index} ${quote(name)}`;
}
