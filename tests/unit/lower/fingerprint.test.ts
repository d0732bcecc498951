/** Fingerprints against a second implementation in Python (fingerprint.py), which reads code objects and not marshal. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allCode, type PyConst } from "../../../lib/cpython/code.ts";
import { compilePython, pythonCommand } from "../../../lib/cpython/compile.ts";
import { fingerprint } from "../../../lib/lower/fingerprint.ts";
import { installRoot } from "../../../lib/support/root.ts";
import { code } from "./code.ts";

const SOURCE = String.raw`
X = ("é", "\ud83d\ude00", "😀", "\udc00x", b"\x00\xff", 1.5, -0.0, 1e400, 2j, 1-3j, -12345678901234567890, 0, ..., None, True)
def f(a, /, b, *c, d=1, **e):
    g = 0
    def h():
        nonlocal g
        return a, g
    try:
        return b in {"x", "y", 1, (1, 2.5)} and (1e300, -5, 0x7fffffffffffffff)
    except* ValueError:
        h()
class K:
    def m(self): return super().m()
`;

test("agrees with the definition, over all kinds of constants and variables", () => {
	const dir = mkdtempSync(join(tmpdir(), "fingerprint-"));
	try {
		const path = join(dir, "t.py");
		writeFileSync(path, SOURCE);
		const script = join(installRoot(), "tests/unit/lower/fingerprint.py");
		const expected = execFileSync(pythonCommand(), [script, path], {
			encoding: "utf8",
		});
		const found = [...allCode(compilePython({ path }).code)].map(
			(c) => `${fingerprint(c).toString(16).padStart(16, "0")} ${c.qualname}\n`,
		);
		assert.is(found.join(""), expected);
	} finally {
		rmSync(dir, { recursive: true });
	}
});

test("does not depend on the order of a frozenset, and does on any other", () => {
	const one: PyConst = { kind: "int", value: 1n };
	const two: PyConst = { kind: "int", value: 2n };
	const of = (...consts: PyConst[]): bigint =>
		fingerprint(code([["LOAD_CONST"], ["RETURN_VALUE"]], { consts }));
	const set = (...items: PyConst[]): bigint => of({ kind: "frozenset", items });
	const tuple = (...items: PyConst[]): bigint => of({ kind: "tuple", items });
	assert.is(set(one, two), set(two, one));
	assert.is.not(set(one, one), set(one, two));
	assert.is.not(tuple(one, two), tuple(two, one));
	assert.is.not(of(one, two), of(two, one));
});

test.run();
