/** What the IR keeps of a code object. */
import type { Cfg } from "../cpython/cfg.ts";
import {
	FAST_CELL,
	FAST_FREE,
	FAST_LOCAL,
	type PyConst,
} from "../cpython/code.ts";
import type { Const } from "../ir/const.ts";
import type { CodeInfo, Slot } from "../ir/ir.ts";
import { Unsupported } from "../support/diagnostic.ts";
import { fingerprint } from "./fingerprint.ts";

export function codeInfo(cfg: Cfg): CodeInfo {
	const { code } = cfg;
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
		extended: resumeOffsets(cfg),
		fingerprint: fingerprint(code),
	};
}

/** Where the interpreter must start to do an instruction again, for those that depend on what stands before them. */
function resumeOffsets(cfg: Cfg): Map<number, number> {
	const found = new Map<number, number>();
	for (const block of cfg.blocks) {
		if (!block.reachable) continue;
		let keywords: number | undefined;
		for (const i of block.instructions) {
			if (i.extended > 0) found.set(i.opOffset, i.offset);
			if (i.op === "KW_NAMES") keywords = i.offset;
			if (i.op !== "CALL") continue;
			// KW_NAMES leaves the names in a C variable of the interpreter, and the stack as it is.
			if (keywords !== undefined) found.set(i.opOffset, keywords);
			keywords = undefined;
		}
	}
	return found;
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
