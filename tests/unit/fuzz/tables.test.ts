/** Mutated exception tables, location tables, bytecode and marshalled values. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { buildCfg } from "../../../lib/cpython/cfg.ts";
import type { CodeObject } from "../../../lib/cpython/code.ts";
import { compilePython } from "../../../lib/cpython/compile.ts";
import {
	decodeExceptionTable,
	encodeExceptionTable,
} from "../../../lib/cpython/exceptiontable.ts";
import {
	decodeLinetable,
	encodeLinetable,
} from "../../../lib/cpython/linetable.ts";
import { readMarshal } from "../../../lib/cpython/marshal.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { translateModule } from "../../../lib/lower/translate.ts";
import { mutateBytes, random, rounds, survives } from "./mutate.ts";

const SOURCE = `
def f(a):
    for i in a:
        try:
            with i as b: yield b
        except (TypeError, b) as e:
            print(e,
                  i)
            raise
        finally:
            a.x, *c = [j for j in i if j]
`;

const { code: module, version } = compilePython({
	source: Buffer.from(SOURCE),
	filename: "fuzz.py",
});
const [first] = module.consts.filter((c) => c.kind === "code");
assert.ok(first, "there is a function");
const code: CodeObject = first.kind === "code" ? first.code : module;
const count = rounds(600);

test("exception tables", () => {
	for (let seed = 0; seed < count; seed++) {
		const table = mutateBytes(code.exceptiontable, random(seed));
		survives(seed, table, () => {
			const entries = decodeExceptionTable(table);
			assert.equal(
				decodeExceptionTable(encodeExceptionTable(entries)),
				entries,
			);
			translate({ ...code, exceptiontable: table });
		});
	}
});

test("location tables", () => {
	for (let seed = 0; seed < count; seed++) {
		const table = mutateBytes(code.linetable, random(seed));
		survives(seed, table, () => {
			const entries = decodeLinetable(table, code.firstlineno);
			encodeLinetable(
				entries.map((e) => e.position),
				entries.map((e) => e.units * 2),
				code.firstlineno,
			);
			buildCfg({ ...code, linetable: table }, version);
		});
	}
});

test("bytecode", () => {
	let translated = 0;
	for (let seed = 0; seed < count; seed++) {
		const bytes = mutateBytes(code.code, random(seed));
		if (survives(seed, bytes, () => translate({ ...code, code: bytes })))
			translated++;
	}
	assert.ok(translated > 0 && translated < count);
});

function translate(mutated: CodeObject): void {
	const found = verifyModule(translateModule(mutated, version));
	assert.equal(
		found.map((d) => d.message),
		[],
		"what is translated is valid",
	);
}

test("marshalled values of every kind", () => {
	const types = "0NFTS.iIfgxylsutRcaAzZ()[]{<>r?";
	for (let seed = 0; seed < count * 2; seed++) {
		const pick = random(seed);
		const bytes: number[] = [];
		for (let n = pick(30); n >= 0; n--) {
			bytes.push(
				types.charCodeAt(pick(types.length)) | (pick(3) === 0 ? 128 : 0),
			);
			for (let k = pick(6); k > 0; k--)
				bytes.push(pick(3) === 0 ? pick(256) : pick(3));
		}
		const data = Uint8Array.from(bytes);
		survives(seed, data, () => readMarshal(data));
	}
});

test("marshalled nesting without an end", () => {
	for (const open of ["[1,0,0,0", "(1,0,0,0", ")1", "<1,0,0,0", "{", "c"]) {
		const [type = "", ...rest] = open.split(",");
		const unit = [
			type.charCodeAt(0),
			...(type.length > 1 ? [Number(type.slice(1))] : []),
			...rest.map(Number),
		];
		const bytes = new Uint8Array(unit.length * 300_000);
		for (let i = 0; i < bytes.length; i += unit.length) bytes.set(unit, i);
		survives(0, unit.join(), () => readMarshal(bytes));
	}
});

test.run();
