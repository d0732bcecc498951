/**
 * export-library: the table `coconut_library` by which the runtime finds a module's native functions (docs/abi.md).
 *
 * Needs: lowered Python functions. Guarantees: the module exports the table and, of its Python functions, nothing else.
 */
import type { Fn, Init, Module } from "../ir/ir.ts";
import { anyVersion } from "./lazy-calls/plan.ts";
import { loopsName } from "./osr-entries.ts";

/** "COCOCNT1", little-endian. */
const MAGIC = 0x31544e434f434f43n;
/** The version of the runtime that a library is made for: `COCONUT_ABI` of runtime/src/coconut.h. */
export const ABI_VERSION = 9n;
/** Words before the first function, and words of one function. */
const HEADER = 8;
const ENTRY = 5;

export interface LibraryOptions {
	/** Version of the tool and the options it was run with, as the library tells them. */
	readonly version: string;
	readonly options: string;
}

/** The functions' tables of loops (osr-entries), by their index; NULL where no function has one. */
function loopTables(m: Module, functions: readonly Fn[]): Init {
	const tables = functions.map((f): Init => {
		const name = loopsName(f);
		return m.globals.has(name) ? { kind: "symbol", name } : { kind: "null" };
	});
	if (tables.every((t) => t.kind === "null")) return { kind: "null" };
	const name = "coconut_loops";
	m.globals.set(name, {
		name,
		linkage: "internal",
		type: { kind: "array", count: tables.length, of: "ptr" },
		init: tables,
	});
	return { kind: "symbol", name };
}

/** Adds the table; false when the module has no Python function. */
export function exportLibrary(m: Module, options: LibraryOptions): boolean {
	const functions = [...m.functions.values()].filter(
		(f) => f.code && f.linkage !== "available_externally",
	);
	if (functions.length === 0) return false;
	const int = (value: bigint | number): Init => ({
		kind: "int",
		value: BigInt(value),
	});
	const string = (value: string): Init => ({ kind: "string", value });
	const init: Init[] = [
		int(MAGIC),
		int(ABI_VERSION),
		string(m.target),
		string(options.version),
		string(options.options),
		string(functions[0]?.code?.filename ?? ""),
		int(functions.length),
		loopTables(m, functions),
	];
	for (const fn of functions) {
		if (!fn.code) continue;
		fn.linkage = "internal";
		const fast = anyVersion(m, fn);
		init.push(
			int(BigInt.asUintN(64, fn.code.fingerprint)),
			string(fn.code.qualname),
			{ kind: "symbol", name: fn.name },
			int(fn.code.firstlineno),
			fast === undefined ? int(0) : { kind: "symbol", name: fast },
		);
	}
	m.globals.set("coconut_library", {
		name: "coconut_library",
		linkage: "export",
		type: {
			kind: "array",
			count: HEADER + ENTRY * functions.length,
			of: "ptr",
		},
		init,
	});
	return true;
}
