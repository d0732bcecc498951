/**
 * The verifier: what must hold of every module between passes. It never throws and never gives up at the first mistake; each
 * finding has a place where the module was read from a text. Time is linear but for dominators, which are close to it.
 *
 * verify-fn.ts has the rules of blocks, edges and dominance, verify-op.ts those of single ops, this file those of the module.
 */
import {
	Diagnostic,
	type Note,
	nearest,
	placeAt,
} from "../support/diagnostic.ts";
import type { Fn, Global, Init, Module, Op, Struct } from "./ir.ts";
import { sizeOf, structsIn } from "./layout.ts";
import { printOp } from "./print.ts";
import { isInt, isScalar, type MemType } from "./types.ts";
import { verifyFn } from "./verify-fn.ts";

/** Findings after this many are dropped. */
const MAX_FINDINGS = 50;

/** What is wrong with a module; nothing when the list is empty. Functions in `verified` are not looked at again. */
export function verifyModule(
	m: Module,
	verified?: ReadonlySet<Fn>,
): Diagnostic[] {
	const report = new Report(m);
	for (const s of m.structs.values()) verifyStruct(report, s);
	for (const e of m.externs.values())
		if (m.functions.has(e.name) || m.globals.has(e.name))
			report.add(`'@${e.name}' is declared and defined`, `@${e.name}`);
	for (const g of m.globals.values()) verifyGlobal(report, g);
	for (const fn of m.functions.values()) {
		if (report.found.length >= MAX_FINDINGS) break;
		if (!verified?.has(fn)) verifyFn(report, fn);
	}
	return report.found.slice(0, MAX_FINDINGS);
}

/**
 * Is a function right in a module that may not be complete yet? True is final: what a module gets further makes nothing wrong.
 * False may come of what is still missing.
 */
export function isFnValid(m: Module, fn: Fn): boolean {
	const report = new Report(m);
	verifyFn(report, fn);
	return report.found.length === 0;
}

/** Collects findings and knows where they belong. */
export class Report {
	readonly module: Module;
	readonly found: Diagnostic[] = [];
	constructor(module: Module) {
		this.module = module;
	}

	/** About an item of the module, found by its spelling. */
	add(message: string, symbol: string, hint?: string): void {
		const source = this.module.source;
		const at = source ? definitionOf(source.text, symbol) : -1;
		const place =
			source && at >= 0
				? placeAt(source.file, source.text, at, symbol.length)
				: undefined;
		this.found.push(new Diagnostic(message, place, hint));
	}

	/** About a function or block, at its first token. */
	at(fn: Fn, at: number, message: string): void {
		const source = this.module.source;
		const length = /^\S[^\s({:]*/.exec(source?.text.slice(at, at + 200) ?? "");
		const place =
			source && at >= 0
				? placeAt(source.file, source.text, at, length?.[0].length ?? 1)
				: undefined;
		this.found.push(
			new Diagnostic(place ? message : `${message} (in '@${fn.name}')`, place),
		);
	}

	/** About an op; with `operand`, about that operand (from 0) where it can be found in the text. */
	op(
		fn: Fn,
		op: Op,
		message: string,
		operand = -1,
		hint?: string,
		notes?: readonly Note[],
	): void {
		const note = this.note(fn, op, message, operand);
		this.found.push(new Diagnostic(note.message, note.place, hint, notes));
	}

	/** A remark about an op, for a diagnostic: its place, or the op's text where it was not read from a text. */
	note(fn: Fn, op: Op, message: string, operand = -1): Note {
		const source = this.module.source;
		if (source && op.at >= 0) {
			const span = operandSpan(source.text, op, operand);
			const place = placeAt(source.file, source.text, span[0], span[1]);
			return { message, place };
		}
		const text = printOp(op, fn);
		return { message: `${message} (in '@${fn.name}': ${text})` };
	}

	/** `did you mean`, for a name and the ones there are. */
	near(name: string, candidates: Iterable<string>): string | undefined {
		const near = nearest(name, candidates);
		return near === undefined ? undefined : `did you mean '@${near}'?`;
	}
}

/** Where an item's symbol stands in its definition or declaration; -1 when it is not there. */
function definitionOf(text: string, symbol: string): number {
	const escaped = symbol.replace(/[.$]/g, "\\$&");
	const item = new RegExp(
		`^[ \\t]*(?:struct|declare|(?:global|func|pyfunc)(?: +[a-z]+)?) +(?=${escaped}[^A-Za-z_.$0-9])`,
		"m",
	);
	const m = item.exec(text);
	return m ? m.index + m[0].length : -1;
}

const LEXEME =
	/;[^\n]*|"(?:[^"\\\n]|\\.)*"|%(?:[A-Za-z_.$0-9]+|"(?:[^"\\\n]|\\.)*")|[\n}]/g;

/** Start and length of an operand in the text, or of the op's name where it is not there (any more). */
function operandSpan(text: string, op: Op, operand: number): [number, number] {
	const whole: [number, number] = [op.at, op.name.length];
	const name = op.operands[operand]?.name;
	if (name === undefined) return whole;
	LEXEME.lastIndex = op.at + op.name.length;
	let index = 0;
	for (let m = LEXEME.exec(text); m; m = LEXEME.exec(text)) {
		const [lexeme] = m;
		if (lexeme === "}") break;
		if (!lexeme.startsWith("%") || index++ !== operand) continue;
		const isSame =
			lexeme === `%${name}` || lexeme === `%${JSON.stringify(name)}`;
		return isSame ? [m.index, lexeme.length] : whole;
	}
	return whole;
}

function verifyStruct(report: Report, s: Struct): void {
	const m = report.module;
	for (const f of s.fields) {
		const unknown = structsIn(f.type).find((n) => !m.structs.has(n));
		const where = `@${s.name}`;
		if (unknown !== undefined)
			report.add(
				`field '${f.name}' of '@${s.name}' names the unknown struct '@${unknown}'`,
				where,
				report.near(unknown, m.structs.keys()),
			);
		const size = sizeOf(m, f.type) ?? 0;
		// A field that starts where the struct ends is a flexible array: only its address means something.
		if (f.offset + size > s.size && f.offset !== s.size)
			report.add(
				`field '${f.name}' ends at ${f.offset + size}, past the ${s.size} bytes of '@${s.name}'`,
				where,
			);
	}
}

function verifyGlobal(report: Report, g: Global): void {
	const m = report.module;
	const where = `@${g.name}`;
	if (m.functions.has(g.name))
		report.add(`'@${g.name}' is a global and a function`, where);
	const unknown = structsIn(g.type).find((n) => !m.structs.has(n));
	if (unknown !== undefined) {
		report.add(
			`global '@${g.name}' names the unknown struct '@${unknown}'`,
			where,
			report.near(unknown, m.structs.keys()),
		);
		return;
	}
	if (!g.init) return;
	if (g.linkage === "import")
		report.add(`imported global '@${g.name}' has an initialiser`, where);
	const types = elementTypes(m, g.type);
	if (types.length !== g.init.length) {
		report.add(
			`'@${g.name}' has ${types.length} elements, its initialiser ${g.init.length}`,
			where,
		);
		return;
	}
	g.init.forEach((init, i) => {
		const problem = initProblem(m, init, types[i] as MemType);
		if (problem)
			report.add(`element ${i + 1} of '@${g.name}' ${problem}`, where);
	});
}

/** What an initialiser lists, one entry for each. Structs and nested arrays are flattened. */
function elementTypes(m: Module, t: MemType): MemType[] {
	if (typeof t === "string") return [t];
	if (t.kind === "array") {
		const each = elementTypes(m, t.of);
		return Array.from({ length: t.count }, () => each).flat();
	}
	return (m.structs.get(t.name)?.fields ?? []).flatMap((f) =>
		elementTypes(m, f.type),
	);
}

function initProblem(m: Module, init: Init, type: MemType): string | undefined {
	if (typeof type !== "string" || !isScalar(type)) return "is not a scalar";
	const isPointer = type === "ptr";
	switch (init.kind) {
		case "int":
			return isInt(type) || isPointer
				? undefined
				: `is an integer, not ${type}`;
		case "float":
			return type === "f64" ? undefined : `is a float, not ${type}`;
		case "symbol":
			if (!m.functions.has(init.name) && !m.externs.has(init.name))
				if (!m.globals.has(init.name))
					return `names the unknown '@${init.name}'`;
			return isPointer ? undefined : `is an address, not ${type}`;
		case "string":
			return isPointer ? undefined : `is a string, not ${type}`;
		case "null":
			return isPointer || type === "obj?" ? undefined : `is NULL, not ${type}`;
	}
}
