/** Constants, strings and names survive the text exactly. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import type { Const } from "../../../lib/ir/const.ts";
import { printModule } from "../../../lib/ir/print.ts";
import { floatText, nameText, quote, unquote } from "../../../lib/ir/text.ts";

const int = (value: bigint): Const => ({ kind: "int", value });
const float = (value: number): Const => ({ kind: "float", value });
const str = (value: string): Const => ({ kind: "str", value });
const complex = (real: number, imag: number): Const => ({
	kind: "complex",
	real,
	imag,
});

/** The constants of a function after a print and a parse. */
function roundtrip(consts: readonly Const[]): readonly Const[] {
	const module = parseModule(
		`pyfunc internal @f {
  code "f" file "f.py" line 1
  argcount 0 posonly 0 kwonly 0 flags 3 stacksize 2 codesize 4
  slots ()
  consts ()
  names ()
  fingerprint 0x0
^entry:
  unreachable
}
`,
		"t.ir",
	);
	const fn = module.functions.get("f");
	assert.ok(fn?.code);
	fn.code = { ...fn.code, consts };
	const text = printModule(module);
	const again = parseModule(text, "t.ir");
	assert.is(printModule(again), text);
	return again.functions.get("f")?.code?.consts ?? [];
}

test("constants of every kind", () => {
	const consts: Const[] = [
		{ kind: "none" },
		{ kind: "true" },
		{ kind: "false" },
		{ kind: "ellipsis" },
		int(0n),
		int(-1n),
		int(2n ** 63n),
		int(-(10n ** 300n)),
		float(1),
		float(-0),
		float(1e300),
		float(5e-324),
		float(0.1),
		float(Number.POSITIVE_INFINITY),
		float(Number.NEGATIVE_INFINITY),
		float(Number.NaN),
		complex(0, 2),
		complex(-0, 1),
		complex(0, -0),
		complex(1.5, Number.NaN),
		str(""),
		str('quote " backslash \\ newline \n tab \t nul \0 del \x7f'),
		str("\ud800 lone, \u{1f600} pair, é \u2028"),
		{ kind: "bytes", value: Uint8Array.from({ length: 256 }, (_, i) => i) },
		{ kind: "tuple", items: [] },
		{ kind: "tuple", items: [int(1n)] },
		{ kind: "tuple", items: [{ kind: "tuple", items: [str("a"), int(2n)] }] },
		{ kind: "frozenset", items: [int(1n), str("b")] },
		{ kind: "frozenset", items: [] },
		{ kind: "code", qualname: "f.<locals>.g" },
	];
	assert.equal(roundtrip(consts), consts);
});

test("the sign of zero", () => {
	const [a, b] = roundtrip([float(-0), float(0)]);
	assert.ok(a?.kind === "float" && Object.is(a.value, -0));
	assert.ok(b?.kind === "float" && Object.is(b.value, 0));
});

test("strings are JSON's, wrong escapes are refused", () => {
	for (const s of ["", "a", "\n", "\ud800", '"', "\\", "é"])
		assert.is(unquote(quote(s)), s);
	assert.is(unquote('"\\q"'), undefined);
	assert.is(unquote('"\\u12"'), undefined);
});

test("names are bare where they can be", () => {
	assert.is(nameText("Point.norm"), "Point.norm");
	assert.is(nameText("<module>"), '"<module>"');
	assert.is(nameText(""), '""');
});

test("floats are never taken for integers", () => {
	assert.is(floatText(1), "1.0");
	assert.is(floatText(1e21), "1e+21");
	assert.is(floatText(-0), "-0.0");
});

test("comments and line ends stand anywhere", () => {
	const plain = parseModule(
		'module target "none"\nfunc export @f(%a: i64) -> i64 {\n^entry:\n  %b = add %a, %a\n  ret %b\n}\n',
		"t.ir",
	);
	const odd = parseModule(
		'; one\nmodule ; two\n target "none" ;\nfunc export ; "not a string\n@f(%a ; x\n: i64) -> i64 { ; {\n^entry ; ^e\n: %b ; %c\n = add %a ; ,\n, %a ret %b } ; end',
		"t.ir",
	);
	assert.is(printModule(odd), printModule(plain));
});

test("values without names, and with equal ones, are told apart in print", () => {
	const module = parseModule(
		'module target "none"\ndeclare @g() -> i64 effects(none)\nfunc export @f() -> i64 {\n^entry:\n  call @g()\n  %0 = call @g()\n  %x = add %0, %0\n  ret %x\n}\n',
		"t.ir",
	);
	const f = module.functions.get("f");
	const [unnamed, named, sum] = f?.blocks[0]?.ops ?? [];
	assert.ok(unnamed?.results[0] && named?.results[0] && sum?.results[0]);
	sum.results[0].name = "0";
	const text = printModule(module);
	assert.match(text, "  %1 = call @g()\n  %0 = call @g()\n");
	assert.is(printModule(parseModule(text, "t.ir")), text);
});

test.run();
