/** Constants of every kind, through marshal and through text, compared by the target Python in type and value. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseBytecode } from "../../../grammar/bytecode-text.ts";
import { readMarshal } from "../../../lib/cpython/marshal.ts";
import { writeMarshal } from "../../../lib/cpython/marshal-writer.ts";
import { printModule } from "../../../lib/cpython/print.ts";
import { readPyc, writePyc } from "../../../lib/cpython/pyc.ts";
import { askPython } from "./target.ts";

/** Python's list of nasty constants; `exact` tells any two different ones apart. */
const VALUES = `
import marshal, json, struct, sys, importlib.util
def double(bits): return struct.unpack("<d", struct.pack("<Q", bits))[0]
values = [None, True, False, ..., StopIteration, 0, -1, 255, 2**31 - 1, -2**31, 2**31, -2**31 - 1, 2**15, 2**30, 2**60,
    -2**63, 2**64, 10**400, -10**3000, 0.0, -0.0, 1.5, 1e300, 5e-324, 0.1, 1e21, 1e22, -1e-7, float("inf"), float("-inf"),
    double(0x7ff8000000000000), double(0xfff8000000000000), double(0x7ff8000000000123), double(0xfff8dead0000beef),
    3j, complex(-0.0, -0.0), complex(float("inf"), double(0x7ff8000000000001)), complex(1e16, -2.5),
    "", "a", "a b", "\\"\\\\\\n\\r\\t\\0\\x7f\\x80\\xa0\\xad", "é", "\\u2028\\u202e\\ufeff", "𝒳", "\\ud800", "\\udc00", "\\ud83d\\ude00", "😀\\ud83d\\ude00😀",
    "\\udfff\\ud800x\\ud800\\ud800\\udc00", "x" * 255, "x" * 256, "y " * 200, "é" * 300, "a;b", "^L0:", sys.intern("not a name"),
    b"", b"a", b"\\"\\\\\\0\\xff\\n;", bytes(range(256)), (), (1,), (1, 2), ((), ((),)), tuple(range(300)),
    frozenset(), frozenset({1}), frozenset({"a", "b", 1.5}), frozenset({(1, 2), b"x"}), (1, 1.0, True, "1", b"1"), (0.0, -0.0),
    [], [1, [2]], {}, {"a": 1, 2: (3,)}, set(), {1, 2}, [frozenset({None})], (None, ..., StopIteration),
]
deep = ()
for _ in range(200): deep = (deep,)
values.append(deep)
def exact(v): return marshal.dumps(v, 2)
`;

test("marshal is read and written as the target would", () => {
	const streams = askPython(`${VALUES}
print(json.dumps([marshal.dumps(v).hex() for v in values]))`) as string[];
	const written = streams.map((hex) =>
		Buffer.from(writeMarshal(readMarshal(Buffer.from(hex, "hex")))).toString(
			"hex",
		),
	);
	const bad = askPython(
		`${VALUES}
back = [marshal.loads(bytes.fromhex(h)) for h in json.load(sys.stdin)]
print(json.dumps([repr(v)[:80] for v, w in zip(values, back, strict=True) if type(v) is not type(w) or exact(v) != exact(w)]))`,
		JSON.stringify(written),
	);
	assert.equal(bad, []);
});

test("older versions of marshal are read too", () => {
	for (const version of [0, 1, 2, 3]) {
		const streams = askPython(`${VALUES}
values = [v for v in values if not isinstance(v, (float, complex)) and "inf" not in repr(v)] + [1.5, -2e300, 3j, complex(0.1, -1e-9), float("inf"), -float("inf")]
print(json.dumps([marshal.dumps(v, ${version}).hex() for v in values]))`) as string[];
		const bad = askPython(
			`${VALUES}
values = [v for v in values if not isinstance(v, (float, complex)) and "inf" not in repr(v)] + [1.5, -2e300, 3j, complex(0.1, -1e-9), float("inf"), -float("inf")]
back = [marshal.loads(bytes.fromhex(h)) for h in json.load(sys.stdin)]
print(json.dumps([repr(v)[:80] for v, w in zip(values, back, strict=True) if type(v) is not type(w) or exact(v) != exact(w)]))`,
			JSON.stringify(
				streams.map((hex) =>
					Buffer.from(
						writeMarshal(readMarshal(Buffer.from(hex, "hex"))),
					).toString("hex"),
				),
			),
		);
		assert.equal(bad, [], `version ${version}`);
	}
});

test("text keeps every constant", () => {
	const pyc = askPython(`${VALUES}
code = compile("pass", "t.py", "exec")
code = code.replace(co_consts=code.co_consts + tuple(values))
print(json.dumps((importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code)).hex()))`) as string;
	const module = readPyc(Buffer.from(pyc, "hex"), "t.pyc");
	const again = parseBytecode(printModule(module), "t.bc");
	const bad = askPython(
		`${VALUES}
code = marshal.loads(bytes.fromhex(json.load(sys.stdin))[16:])
back = code.co_consts[1:]
print(json.dumps([repr(v)[:80] for v, w in zip(values, back, strict=True) if type(v) is not type(w) or exact(v) != exact(w)]))`,
		JSON.stringify(Buffer.from(writePyc(again)).toString("hex")),
	);
	assert.equal(bad, []);
	assert.is(
		Buffer.compare(
			writePyc(module, { refs: false }),
			writePyc(again, { refs: false }),
		),
		0,
	);
});

test("a value inside itself is refused", () => {
	assert.throws(
		() => readMarshal(Buffer.from("db010000007200000000", "hex"), "x"),
		/inside itself/,
	);
});

test("nesting without end is refused", () => {
	const bytes = Buffer.alloc(6000, Buffer.from([0x29, 1]));
	assert.throws(() => readMarshal(bytes, "x"), /nested too deeply/);
	for (const text of ["(".repeat(100_000), "list(".repeat(100_000)])
		assert.throws(
			() => parseBytecode(`python "3.11" code "f" { const = ${text}`, "x"),
			/nested too deeply/,
		);
	assert.throws(
		() => parseBytecode(`python "3.11" ${'code #0 "f" { '.repeat(5000)}`, "x"),
		/nested too deeply/,
	);
});

test.run();
