/** The op table is sound, and everything that stands on it is complete. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { isPure } from "../../../lib/ir/effects.ts";
import {
	ATTRS,
	KEYWORDS,
	OPS,
	type OpDef,
	operandPattern,
} from "../../../lib/ir/ops.ts";
import { opsReference } from "../../../lib/ir/reference.ts";
import { SCALARS } from "../../../lib/ir/types.ts";
import { installRoot } from "../../../lib/support/root.ts";

const rows = Object.entries<OpDef>(OPS);
const PATTERNS = new Set([
	...SCALARS,
	"int",
	"word",
	"address",
	"any",
	"value",
	"complex",
	"ref",
	"same",
]) as ReadonlySet<string>;

test("names, families and docs", () => {
	for (const [name, def] of rows) {
		assert.match(name, /^((py|complex)\.)?[a-z][a-z0-9_]*$/);
		assert.is(name.startsWith("py."), def.family === "py", name);
		assert.ok(def.doc.length >= 3 && !def.doc.endsWith("."), name);
	}
});

test("operands and results are what the checkers know", () => {
	for (const [name, def] of rows) {
		const operands = def.rest ? [...def.operands, def.rest] : def.operands;
		for (const [i, o] of operands.entries()) {
			const { type } = operandPattern(o);
			assert.ok(PATTERNS.has(type), `${name}: ${o}`);
			if (type === "same") assert.ok(i > 0, `${name}: same as itself`);
		}
		if (def.results.includes("same"))
			assert.ok(def.operands.length > 0, `${name}: same as which operand`);
		if (def.results.some((r) => r === "literal" || r === "type"))
			assert.ok(/literal|type/.test(def.attrs[0] ?? ""), name);
		if (def.manyResults)
			assert.ok(
				def.attrs.every((a) => a === "int"),
				name,
			);
	}
});

test("attributes have a notation, keywords their list", () => {
	for (const [name, def] of rows) {
		for (const a of def.attrs) assert.ok(Object.hasOwn(ATTRS, a), name);
		assert.is(def.attrs.includes("flag"), def.keyword !== undefined, name);
		if (def.attrs.includes("cases")) assert.is(def.successors, "many", name);
		if (def.attrs.includes("weights")) assert.is(def.successors, 2, name);
	}
	for (const words of Object.values(KEYWORDS))
		assert.is(new Set<string>(words).size, words.length);
});

test("what commutes has two operands and no effects", () => {
	for (const [name, def] of rows) {
		if (!def.commutes) continue;
		assert.ok(def.operands.length >= 2, name);
		assert.ok(isPure(def.effects), name);
	}
});

test("arbitrary code may write anything", () => {
	for (const [name, def] of rows)
		if (def.effects.arbitrary) assert.is(def.effects.writes, "any", name);
});

test("every op has its round trip", () => {
	for (const [name] of rows) {
		const file = join(installRoot(), "tests/lit/ir/roundtrip", `${name}.ir`);
		assert.ok(existsSync(file), `tests/lit/ir/roundtrip/${name}.ir is missing`);
		const text = readFileSync(file, "utf8");
		const uses = new RegExp(`^  (%.* = )?${name.replace(".", "\\.")}\\b`, "m");
		assert.match(text, uses, `${file} does not use '${name}'`);
	}
});

test("docs/ops.md is what --help-ops prints", () => {
	const text = readFileSync(join(installRoot(), "docs/ops.md"), "utf8");
	assert.ok(text === opsReference(), "run bin/ir-opt --help-ops >docs/ops.md");
});

test.run();
