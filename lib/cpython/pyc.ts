/** The .pyc file: a header of 16 bytes (PEP 552) and a marshalled code object. */
import { Diagnostic } from "../support/diagnostic.ts";
import type { CodeObject } from "./code.ts";
import { readMarshal } from "./marshal.ts";
import { type WriteOptions, writeMarshal } from "./marshal-writer.ts";
import { type PythonVersion, VERSIONS, versionByMagic } from "./versions.ts";

/** How an importer decides whether the file is up to date. */
export type PycCheck =
	/** By the source's modification time (seconds, modulo 2^32) and size. */
	| {
			readonly kind: "timestamp";
			readonly mtime: number;
			readonly size: number;
	  }
	/** By the hash of the source (`_imp.source_hash`), looked at when `checked`. */
	| { readonly kind: "hash"; readonly hash: bigint; readonly checked: boolean };

/** A module of bytecode: what a .pyc holds, and what bytecode text describes. */
export interface BytecodeModule {
	readonly version: PythonVersion;
	readonly check: PycCheck;
	readonly code: CodeObject;
}

const HEADER_SIZE = 16;

/** Whether the bytes start like a .pyc of any version: a magic number ends in CR LF. */
export function looksLikePyc(bytes: Uint8Array): boolean {
	return bytes.length >= 4 && bytes[2] === 0x0d && bytes[3] === 0x0a;
}

/** Reads a whole .pyc. `file` names it in Diagnostics. */
export function readPyc(bytes: Uint8Array, file: string): BytecodeModule {
	if (bytes.length < HEADER_SIZE)
		throw new Diagnostic(
			`'${file}' is truncated: a .pyc header has ${HEADER_SIZE} bytes, found ${bytes.length}`,
		);
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	if (!looksLikePyc(bytes))
		throw new Diagnostic(`'${file}' is not a .pyc file`);
	const magic = view.getUint16(0, true);
	const version = versionByMagic(magic);
	if (version === undefined)
		throw new Diagnostic(
			`'${file}' has magic number ${magic}, supported: ${VERSIONS.map((v) => `${v.magic} (Python ${v.name})`).join(", ")}`,
		);
	const flags = view.getUint32(4, true);
	if (flags & ~3 || flags === 2)
		throw new Diagnostic(
			`'${file}' has invalid .pyc flags 0x${flags.toString(16)}`,
		);
	const check: PycCheck =
		flags & 1
			? {
					kind: "hash",
					hash: view.getBigUint64(8, true),
					checked: (flags & 2) !== 0,
				}
			: {
					kind: "timestamp",
					mtime: view.getUint32(8, true),
					size: view.getUint32(12, true),
				};
	const value = readMarshal(bytes.subarray(HEADER_SIZE), file, HEADER_SIZE);
	if (value.kind !== "code")
		throw new Diagnostic(`'${file}' holds a ${value.kind}, expected code`);
	return { version, check, code: value.code };
}

/** The bytes of a .pyc. */
export function writePyc(
	module: BytecodeModule,
	options: WriteOptions = {},
): Uint8Array {
	const body = writeMarshal({ kind: "code", code: module.code }, options);
	const out = new Uint8Array(HEADER_SIZE + body.length);
	const view = new DataView(out.buffer);
	view.setUint16(0, module.version.magic, true);
	out[2] = 0x0d;
	out[3] = 0x0a;
	const { check } = module;
	if (check.kind === "hash") {
		view.setUint32(4, check.checked ? 3 : 1, true);
		view.setBigUint64(8, check.hash, true);
	} else {
		view.setUint32(8, check.mtime, true);
		view.setUint32(12, check.size, true);
	}
	out.set(body, HEADER_SIZE);
	return out;
}
