/** Arguments of instructions as written: a number, a meaning, or both, which must then agree. */
import type { PyConst } from "../lib/cpython/code.ts";
import type { ArgKind } from "../lib/cpython/opcode.ts";
import type { PythonVersion } from "../lib/cpython/versions.ts";
import { nearest } from "../lib/support/diagnostic.ts";
import type { Literal, ParsedInstruction, Span } from "./bytecode-tree.ts";

/** Reports a mistake at a span. */
export type Fail = (span: Span, message: string, hint?: string) => never;

/** The tables that arguments index. Constants and names given only at an instruction are appended. */
export interface Operands {
	readonly consts: PyConst[];
	readonly names: string[];
	readonly locals: readonly { readonly name: string; readonly kind: number }[];
	readonly labels: ReadonlyMap<string, number>;
	sourceOf(span: Span): string;
	/** Where constant `k` was written; undefined when an instruction brought it. */
	constSpan(k: number): Span | undefined;
	literal(c: PyConst): string;
	/** The literal of constant `k`, made once. */
	literalAt(k: number, c: PyConst): string;
}

/** The argument's number; for a jump, the index of the instruction it goes to. */
export function resolveArgument(
	i: ParsedInstruction,
	version: PythonVersion,
	operands: Operands,
	fail: Fail,
): number {
	const kind = version.opcodes[i.op]?.arg;
	checkShape(i, kind, fail);
	const number = writtenNumber(i, fail);
	switch (kind) {
		case "const":
			return constantArgument(i, number, operands, fail);
		case "name":
			return nameArgument(i, number, operands, fail);
		case "global": {
			const index = number === undefined ? undefined : number >>> 1;
			if (
				number !== undefined &&
				i.text !== undefined &&
				(number & 1) !== (i.pushNull ? 1 : 0)
			)
				fail(
					i.argSpan ?? i.span,
					`argument ${number} of '${i.op}' ${number & 1 ? "pushes a null" : "pushes no null"}, the text says otherwise`,
				);
			const at = nameArgument(i, index, operands, fail);
			return number ?? at * 2 + (i.pushNull ? 1 : 0);
		}
		case "local":
		case "free":
			return listArgument(
				i,
				number,
				operands.locals.map((l) => l.name),
				"local",
				fail,
			);
		case "compare":
			return listArgument(i, number, version.compareOps, "comparison", fail);
		case "binary":
			return listArgument(i, number, version.binaryOps, "operator", fail);
		case "jump":
			return jumpArgument(i, operands, fail);
		case "number":
			return number ?? fail(i.span, `'${i.op}' needs an argument`);
		default:
			return number ?? 0;
	}
}

/** What a bytecode cannot be given. */
function checkShape(
	i: ParsedInstruction,
	kind: ArgKind | undefined,
	fail: Fail,
): void {
	if (i.label !== undefined && kind !== "jump")
		fail(i.labelSpan ?? i.span, `'${i.op}' does not jump`);
	if (i.constant !== undefined && kind !== "const")
		fail(i.constant, `'${i.op}' takes no constant`);
	if (i.pushNull && kind !== "global")
		fail(i.span, `'${i.op}' takes no 'null'`);
	if (
		i.text !== undefined &&
		(kind === undefined ||
			kind === "const" ||
			kind === "jump" ||
			kind === "number")
	)
		fail(i.textSpan ?? i.span, `'${i.op}' takes no name`);
}

function writtenNumber(i: ParsedInstruction, fail: Fail): number | undefined {
	if (i.arg === undefined) return undefined;
	if (i.arg < 0n || i.arg > 0xffffffffn)
		fail(i.argSpan ?? i.span, `argument ${i.arg} does not fit 32 bits`);
	return Number(i.arg);
}

function constantArgument(
	i: ParsedInstruction,
	number: number | undefined,
	operands: Operands,
	fail: Fail,
): number {
	const given = i.constant;
	if (given === undefined)
		return number ?? fail(i.span, `'${i.op}' needs a constant`);
	if (number === undefined) return findConstant(given, operands);
	const there = operands.consts[number];
	if (there === undefined) return number;
	const span = operands.constSpan(number);
	const sameText =
		span !== undefined && operands.sourceOf(span) === operands.sourceOf(given);
	if (!sameText) {
		const text = operands.literalAt(number, there);
		if (text !== operands.literal(given.value))
			fail(given, `constant ${number} is ${text}, the text says otherwise`);
	}
	return number;
}

/** The index of an equal constant, or of a new one. */
function findConstant(given: Literal, operands: Operands): number {
	const text = operands.literal(given.value);
	const found = operands.consts.findIndex(
		(c, k) => c.kind === given.value.kind && operands.literalAt(k, c) === text,
	);
	if (found !== -1) return found;
	return operands.consts.push(given.value) - 1;
}

function nameArgument(
	i: ParsedInstruction,
	index: number | undefined,
	operands: Operands,
	fail: Fail,
): number {
	const { names } = operands;
	if (index === undefined && i.text !== undefined) {
		const found = names.indexOf(i.text);
		return found === -1 ? names.push(i.text) - 1 : found;
	}
	return listArgument(i, index, names, "name", fail);
}

function listArgument(
	i: ParsedInstruction,
	number: number | undefined,
	list: readonly string[],
	what: string,
	fail: Fail,
): number {
	const { text } = i;
	const at = i.textSpan ?? i.span;
	if (number === undefined) {
		if (text === undefined) return fail(i.span, `'${i.op}' needs a ${what}`);
		const found = list.indexOf(text);
		if (found !== -1) return found;
		const near = nearest(text, list);
		return fail(
			at,
			`there is no ${what} '${text}'`,
			near === undefined ? undefined : `did you mean '${near}'?`,
		);
	}
	if (text !== undefined && number < list.length && list[number] !== text)
		fail(at, `${what} ${number} is '${list[number]}', the text says '${text}'`);
	return number;
}

function jumpArgument(
	i: ParsedInstruction,
	operands: Operands,
	fail: Fail,
): number {
	if (i.arg !== undefined)
		fail(i.argSpan ?? i.span, `'${i.op}' takes a label, not a number`);
	if (i.label === undefined) return fail(i.span, `'${i.op}' needs a label`);
	return (
		operands.labels.get(i.label) ??
		unknownLabel(i.label, i.labelSpan ?? i.span, operands.labels, fail)
	);
}

/** Reports a label that is not defined. */
export function unknownLabel(
	label: string,
	span: Span,
	labels: ReadonlyMap<string, number>,
	fail: Fail,
): never {
	const near = nearest(label, labels.keys());
	return fail(
		span,
		`label '^${label}' is not defined in this code object`,
		near === undefined ? undefined : `did you mean '^${near}'?`,
	);
}
