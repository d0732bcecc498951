/** The CPython versions known, by the magic number of their .pyc files. */
import { nearest } from "../support/diagnostic.ts";
import {
	BINARY_OPS_3_11,
	COMPARE_OPS_3_11,
	OPCODES_3_11,
	SPECIALIZED_3_11,
} from "./3.11/opcodes.ts";
import type { OpcodeDef, SpecializedDef } from "./opcode.ts";

/** All that differs between versions as far as bytecode and .pyc files go. */
export interface PythonVersion {
	/** "3.11" */
	readonly name: string;
	/** The first two bytes of a .pyc, little endian. */
	readonly magic: number;
	readonly opcodes: Readonly<Record<string, OpcodeDef>>;
	readonly specialized: Readonly<Record<string, SpecializedDef>>;
	/** Name and row by opcode number; undefined where no bytecode has the number. Specialised forms are not in it. */
	readonly byNumber: readonly (
		| { readonly name: string; readonly def: OpcodeDef }
		| undefined
	)[];
	readonly compareOps: readonly string[];
	readonly binaryOps: readonly string[];
}

export const PYTHON_3_11: PythonVersion = version(
	"3.11",
	3495,
	OPCODES_3_11,
	SPECIALIZED_3_11,
	COMPARE_OPS_3_11,
	BINARY_OPS_3_11,
);

/** Every version supported, oldest first. */
export const VERSIONS: readonly PythonVersion[] = [PYTHON_3_11];

/** The version with this .pyc magic number, or undefined. */
export function versionByMagic(magic: number): PythonVersion | undefined {
	return VERSIONS.find((v) => v.magic === magic);
}

/** The version called `name` ("3.11"), or undefined. */
export function versionByName(name: string): PythonVersion | undefined {
	return VERSIONS.find((v) => v.name === name);
}

/** The opcode of `version` whose name is nearest to a misspelt one. */
export function nearestOpcode(
	version: PythonVersion,
	name: string,
): string | undefined {
	return nearest(name, Object.keys(version.opcodes));
}

function version(
	name: string,
	magic: number,
	opcodes: Readonly<Record<string, OpcodeDef>>,
	specialized: Readonly<Record<string, SpecializedDef>>,
	compareOps: readonly string[],
	binaryOps: readonly string[],
): PythonVersion {
	const byNumber: ({ name: string; def: OpcodeDef } | undefined)[] = new Array(
		256,
	).fill(undefined);
	for (const [n, def] of Object.entries(opcodes))
		byNumber[def.number] = { name: n, def };
	return {
		name,
		magic,
		opcodes,
		specialized,
		byNumber,
		compareOps,
		binaryOps,
	};
}
