/** What the IR keeps of a code object. */

import type { Cfg } from "../cpython/cfg.ts";
import {
	type CodeObject,
	FAST_CELL,
	FAST_FREE,
	FAST_LOCAL,
	type PyConst,
} from "../cpython/code.ts";
import type { Const } from "../ir/const.ts";
import type { CodeInfo, Slot } from "../ir/ir.ts";
import { Unsupported } from "../support/diagnostic.ts";
import { fingerprint } from "./fingerprint.ts";

export function codeInfo(code: CodeObject, cfg: Cfg): CodeInfo {
	return {
		qualname: code.qualname,
		filename: code.filename,
		firstlineno: code.firstlineno,
		argcount: code.argcount,
		posonlyargcount: code.posonlyargcount,
		kwonlyargcount: code.kwonlyargcount,
		flags: code.flags,
		stacksize: code.stacksize,
		codesize: code.code.length,
		slots: code.localsplusnames.map((name, k) =>
			slot(name, code.localspluskinds[k] ?? 0),
		),
		consts: code.consts.map(constant),
		names: code.names,
		extended: extended(cfg),
		fingerprint: fingerprint(code),
	};
}

/** The opcodes behind EXTENDED_ARGs, and where their prefixes start. */
function extended(cfg: Cfg): Map<number, number> {
	const map = new Map<number, number>();
	for (const b of cfg.blocks)
		for (const i of b.instructions)
			if (i.opOffset !== i.offset) map.set(i.opOffset, i.offset);
	return map;
}

function slot(name: string, kind: number): Slot {
	return {
		name,
		local: (kind & FAST_LOCAL) !== 0,
		cell: (kind & FAST_CELL) !== 0,
		free: (kind & FAST_FREE) !== 0,
	};
}

function constant(c: PyConst): Const {
	switch (c.kind) {
		case "none":
		case "true":
		case "false":
		case "ellipsis":
			return { kind: c.kind };
		case "int":
			return { kind: "int", value: c.value };
		case "float":
			return { kind: "float", value: c.value };
		case "complex":
			return { kind: "complex", real: c.real.value, imag: c.imag.value };
		case "str":
			return { kind: "str", value: c.value };
		case "bytes":
			return { kind: "bytes", value: c.value };
		case "tuple":
		case "frozenset":
			return { kind: c.kind, items: c.items.map(constant) };
		case "code":
			return { kind: "code", qualname: c.code.qualname };
		default:
			throw new Unsupported(`a constant of type ${c.kind}`);
	}
}
