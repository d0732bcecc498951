/** The 3.11 bytecode table, row by row, against the target's own modules. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { OpcodeDef } from "../../../lib/cpython/opcode.ts";
import { stackEffect } from "../../../lib/cpython/opcode.ts";
import { PYTHON_3_11 } from "../../../lib/cpython/versions.ts";
import { askPython } from "./target.ts";

const ARGUMENTS = [
	0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 31, 255, 256, 257, 515, 65537,
];

const target = askPython(`
import dis, opcode, json, importlib.util
args = ${JSON.stringify(ARGUMENTS)}
ops = {n: k for n, k in opcode.opmap.items() if k < 256}
print(json.dumps(dict(
    magic=int.from_bytes(importlib.util.MAGIC_NUMBER[:2], "little"),
    ops=ops, all={n: k for n, k in dis._all_opmap.items() if n not in ops},
    families=opcode._specializations,
    caches={n: opcode._inline_cache_entries[k] for n, k in ops.items()},
    const=[dis.opname[k] for k in opcode.hasconst], name=[dis.opname[k] for k in opcode.hasname],
    jrel=[dis.opname[k] for k in opcode.hasjrel], jabs=[dis.opname[k] for k in opcode.hasjabs],
    local=[dis.opname[k] for k in opcode.haslocal], free=[dis.opname[k] for k in opcode.hasfree],
    compare=[dis.opname[k] for k in opcode.hascompare], cmp_op=opcode.cmp_op, nb=[s for _, s in opcode._nb_ops],
    have_argument=opcode.HAVE_ARGUMENT,
    effects={n: [[dis.stack_effect(k, a if k >= opcode.HAVE_ARGUMENT else None, jump=j) for j in (False, True)] for a in args]
             for n, k in ops.items()},
)))
`) as {
	magic: number;
	ops: Record<string, number>;
	all: Record<string, number>;
	families: Record<string, string[]>;
	caches: Record<string, number>;
	const: string[];
	name: string[];
	jrel: string[];
	jabs: string[];
	local: string[];
	free: string[];
	compare: string[];
	cmp_op: string[];
	nb: string[];
	have_argument: number;
	effects: Record<string, [number, number][]>;
};

const rows: [string, OpcodeDef][] = Object.entries(PYTHON_3_11.opcodes);

function named(want: (def: OpcodeDef) => boolean): string[] {
	return rows
		.filter(([, def]) => want(def))
		.map(([name]) => name)
		.sort();
}

test("the magic number is the target's", () => {
	assert.is(PYTHON_3_11.magic, target.magic);
});

test("every bytecode has its number", () => {
	assert.equal(
		Object.fromEntries(rows.map(([name, def]) => [name, def.number])),
		target.ops,
	);
});

test("every bytecode has its inline caches", () => {
	for (const [name, def] of rows)
		assert.is(def.caches ?? 0, target.caches[name], name);
});

test("stack effects are dis.stack_effect's, with and without the jump", () => {
	for (const [name, def] of rows)
		for (const [k, arg] of ARGUMENTS.entries()) {
			const expected = target.effects[name]?.[k];
			const value = def.arg === undefined ? 0 : arg;
			assert.equal(
				[stackEffect(def, value, false), stackEffect(def, value, true)],
				expected,
				`${name} ${arg}`,
			);
		}
});

test("arguments mean what the target's lists say", () => {
	assert.equal(
		named((d) => d.arg === "const"),
		target.const.sort(),
	);
	assert.equal(
		named((d) => d.arg === "name" || d.arg === "global"),
		target.name.sort(),
	);
	assert.equal(
		named((d) => d.arg === "local"),
		target.local.sort(),
	);
	assert.equal(
		named((d) => d.arg === "free"),
		target.free.sort(),
	);
	assert.equal(
		named((d) => d.arg === "compare"),
		target.compare.sort(),
	);
	assert.equal(
		named((d) => d.arg === "jump"),
		target.jrel.sort(),
	);
	assert.equal(target.jabs, []);
	for (const [name, def] of rows)
		assert.is(def.arg !== undefined, def.number >= target.have_argument, name);
});

test("jumps have a direction, and only they", () => {
	for (const [name, def] of rows) {
		assert.is(def.jump !== undefined, def.arg === "jump", name);
		if (def.jump !== undefined)
			assert.is(def.jump === "backward", name.includes("BACKWARD"), name);
	}
});

test("operators are spelt as Python does", () => {
	assert.equal(PYTHON_3_11.compareOps, target.cmp_op);
	assert.equal(PYTHON_3_11.binaryOps, target.nb);
});

test("quickened forms have their numbers and families", () => {
	const { DO_TRACING: _, ...quickened } = target.all;
	assert.equal(
		Object.fromEntries(
			Object.entries(PYTHON_3_11.specialized).map(([n, d]) => [n, d.number]),
		),
		quickened,
	);
	for (const [generic, members] of Object.entries(target.families))
		for (const name of members)
			assert.is(PYTHON_3_11.specialized[name]?.generic, generic, name);
});

test.run();
