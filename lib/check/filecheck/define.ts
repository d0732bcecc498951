/** Variables of the command line: `-DNAME=TEXT` and `-D#FMT,NAME=EXPR`. */
import {
	BlockError,
	parseNumericBlock,
	readVariableName,
} from "./expression.ts";
import { evaluate, OverflowFailure } from "./numeric.ts";
import { CheckFileError } from "./text.ts";
import type { Variables } from "./variables.ts";

/** Defines every variable of the list, in order. Throws CheckFileError. */
export function defineFromCommandLine(
	definitions: readonly string[],
	variables: Variables,
): void {
	for (const d of definitions) {
		const eq = d.indexOf("=");
		if (eq === -1)
			throw new CheckFileError(
				`missing equal sign in command-line definition '-D${d}'`,
			);
		if (eq === 0)
			throw new CheckFileError(
				`missing variable name in command-line definition '-D${d}'`,
			);
	}
	for (const d of definitions) {
		try {
			if (d.startsWith("#")) defineNumber(d, variables);
			else defineText(d, variables);
		} catch (e) {
			if (!(e instanceof BlockError)) throw e;
			throw new CheckFileError(`in '-D${d}': ${e.message}`);
		}
	}
}

function defineText(definition: string, variables: Variables): void {
	const eq = definition.indexOf("=");
	const left = definition.slice(0, eq);
	const { name, isPseudo } = readVariableName(left, 0);
	if (isPseudo || name.length !== left.length)
		throw new BlockError(
			`invalid name in string variable definition '${left}'`,
			0,
		);
	if (variables.numeric.has(name))
		throw new BlockError(
			`numeric variable with name '${name}' already exists`,
			0,
		);
	const value = Buffer.from(definition.slice(eq + 1), "utf8");
	// The first of two definitions of one name stays.
	if (!variables.strings.has(name))
		variables.strings.set(name, value.toString("latin1"));
	variables.stringNames.add(name);
}

function defineNumber(definition: string, variables: Variables): void {
	const eq = definition.indexOf("=");
	const text = `${definition.slice(1, eq)}:${definition.slice(eq + 1)}`;
	const block = parseNumericBlock(text, false, undefined, variables);
	if (block.defines === undefined || block.expression === undefined)
		throw new BlockError("missing value in numeric variable definition", 0);
	const missing = new Set<string>();
	try {
		const value = evaluate(block.expression, missing);
		if (value === undefined)
			throw new BlockError(`undefined variable: ${[...missing].join(", ")}`, 0);
		block.defines.value = value;
	} catch (e) {
		if (!(e instanceof OverflowFailure)) throw e;
		throw new BlockError(
			"unable to substitute variable or numeric expression: overflow error",
			0,
		);
	}
	variables.numeric.set(block.defines.name, block.defines);
}
