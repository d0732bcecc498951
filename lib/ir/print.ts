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
import { type AttrKind, type OpDef, opDef } from "./ops.ts";
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
		for (const op of block.ops) {
			out.push("  ");
			pushOp(out, op, fn, consts);
			out.push("\n");
		}
	});
	out.push("}\n");
	return out.join("");
}

/** The text of one op, on one line without its newline. */
export function printOp(op: Op, fn: Fn): string {
	const out: string[] = [];
	pushOp(out, op, fn, shortConsts(fn));
	return out.join("");
}

export function signatureText(s: Signature): string {
	const params = s.params.map(paramText);
	if (s.variadic) params.push("...");
	return `(${params.join(", ")})${resultText(s)}`;
}

function paramText(p: ParamType): string {
	return isRef(p.type) ? `${p.own} ${p.type}` : p.type;
}

/** What follows the parameters: the result, its failure, the clauses `pending` and `frame`. */
function resultText(s: Signature): string {
	const pending = s.pending ? ` pending(${s.pending.join(", ")})` : "";
	const frame = s.frame ? ` frame(${s.frame})` : "";
	if (s.result === "void") return `${pending}${frame}`;
	const own = isRef(s.result) ? (s.ownResult ? "own " : "borrow ") : "";
	const failure = s.failure === "never" ? "" : ` or ${s.failure}`;
	return ` -> ${own}${s.result}${failure}${pending}${frame}`;
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

function pushOp(out: string[], op: Op, fn: Fn, consts: ConstTexts): void {
	const def = opDef(op.name);
	if (op.results.length > 0) {
		pushValues(out, op.results);
		out.push(" = ");
	}
	out.push(op.name);
	for (let i = 0; i < def.attrs.length; i++)
		pushAttr(
			out,
			def.attrs[i] as AttrKind,
			op.attrs[i] as Attr,
			def,
			fn,
			consts,
		);
	if (op.name === "call") pushCall(out, op.operands, 0);
	else if (op.name === "call_indirect") {
		out.push(` %${nameText((op.operands[0] as Value).name)}`);
		pushCall(out, op.operands, 1);
	} else if (op.operands.length > 0) {
		out.push(" ");
		pushValues(out, op.operands);
	}
	for (let i = 0; i < op.successors.length; i++) {
		out.push(i === 0 && op.operands.length === 0 ? " " : ", ");
		pushEdge(out, op.successors[i] as Edge);
	}
	pushTail(out, op, def);
}

function pushTail(out: string[], op: Op, def: OpDef): void {
	const at = def.attrs.indexOf("weights");
	const weights = op.attrs[at] as AttrTypes["weights"];
	if (weights !== undefined) out.push(` weights(${weights.join(", ")})`);
	if (op.unwind) {
		out.push(" unwind ");
		pushEdge(out, op.unwind);
	}
	if (op.offset >= 0) out.push(` @${op.offset}`);
	if (op.state) {
		out.push(" [");
		pushValues(out, op.state);
		out.push("]");
	}
	const l = op.loc;
	if (l) out.push(` loc(${l.line}:${l.column}-${l.endLine}:${l.endColumn})`);
	if (op.profile) out.push(" ", profileText(op.profile));
}

function pushValues(out: string[], values: readonly Value[]): void {
	for (let i = 0; i < values.length; i++)
		out.push(i === 0 ? "%" : ", %", nameText((values[i] as Value).name));
}

function pushCall(
	out: string[],
	operands: readonly Value[],
	from: number,
): void {
	out.push("(");
	for (let i = from; i < operands.length; i++)
		out.push(i === from ? "%" : ", %", nameText((operands[i] as Value).name));
	out.push(")");
}

function pushEdge(out: string[], e: Edge): void {
	out.push("^", nameText(e.block.name));
	if (e.args.length > 0) pushCall(out, e.args, 0);
}

function pushAttr(
	out: string[],
	kind: AttrKind,
	value: Attr,
	def: OpDef,
	fn: Fn,
	consts: ConstTexts,
): void {
	const text = attrText(kind, value, def, fn, consts);
	if (text !== "") out.push(" ", text);
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
