/** Line tables, exception tables and argument prefixes: decoded as the target does, encoded to the same bytes. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { allCode } from "../../../lib/cpython/code.ts";
import { compilePython } from "../../../lib/cpython/compile.ts";
import {
	decodeExceptionTable,
	encodeExceptionTable,
} from "../../../lib/cpython/exceptiontable.ts";
import {
	type Assembly,
	assemble,
	decode,
} from "../../../lib/cpython/instructions.ts";
import {
	decodeLinetable,
	encodeLinetable,
	type Position,
	positionsOf,
} from "../../../lib/cpython/linetable.ts";
import { PYTHON_3_11 } from "../../../lib/cpython/versions.ts";
import { askPython } from "./target.ts";

const SOURCE = `
def f(a,
      b):
    try:
        x = (a +
             b) if a else [i for i in b]
    except ValueError as e:
        raise TypeError("a rather long argument that goes far to the right of the line, beyond column one hundred and twenty-eight") from e


    return lambda: x
`;

function position(
	line: number | undefined,
	column?: number,
	endLine = line,
	endColumn?: number,
): Position {
	return { line, endLine, column, endColumn };
}

test("positions are co_positions()", () => {
	const expected = askPython(`
import json, types
code = compile(${JSON.stringify(SOURCE)}, "t.py", "exec")
found = []
def walk(c):
    found.append(list(c.co_positions()))
    for k in c.co_consts:
        if isinstance(k, types.CodeType): walk(k)
walk(code)
print(json.dumps(found))`) as (number | null)[][][];
	const module = compilePython({
		source: Buffer.from(SOURCE),
		filename: "t.py",
	});
	const found = [...allCode(module.code)].map((c) =>
		positionsOf(
			c.linetable,
			c.firstlineno,
			new Array(c.code.length / 2).fill(2),
		).map((p) => [
			p.line ?? null,
			p.endLine ?? null,
			p.column ?? null,
			p.endColumn ?? null,
		]),
	);
	assert.equal(found, expected);
});

test("every form of a line entry reads back", () => {
	const positions = [
		position(10, 0, 10, 5),
		position(10, 79, 10, 94),
		position(10, 80, 10, 81),
		position(12, 127, 12, 3),
		position(9, 4, 9, 8),
		position(9, 4, 11, 2),
		position(11),
		position(5000),
		position(undefined),
		position(5000, 200, 5000, 300),
		position(5001, undefined, 5002, undefined),
		position(5003, 7, 5003, undefined),
	];
	const sizes = positions.map((_, i) => 2 * (1 + (i % 8)));
	const table = encodeLinetable(positions, sizes, 10);
	assert.equal(positionsOf(table, 10, sizes), positions);
	assert.equal(
		decodeLinetable(table, 10).map((e) => e.units * 2),
		sizes,
	);
});

test("an instruction longer than eight code units takes several entries", () => {
	const table = encodeLinetable([position(3, 1, 3, 2)], [22], 3);
	assert.equal(
		decodeLinetable(table, 3).map((e) => e.units),
		[8, 3],
	);
	assert.equal(positionsOf(table, 3, [22]), [position(3, 1, 3, 2)]);
});

test("a cut or senseless line table is refused", () => {
	assert.throws(() => decodeLinetable(Uint8Array.of(0xf0), 1), /ends inside/);
	assert.throws(() => decodeLinetable(Uint8Array.of(0x10), 1), /start bit/);
	assert.throws(() => decodeLinetable(Uint8Array.of(0xe8, 0x05), 1), /below/);
});

test("exception tables of any size of number read back", () => {
	const entries = [0, 1, 63, 64, 4095, 4096, 262143, 262144, 1 << 24].map(
		(n, i, all) => ({
			start: 2 * n,
			end: 2 * (n + 1),
			target: 2 * (all[all.length - 1 - i] ?? 0),
			depth: i,
			lasti: i % 2 === 1,
		}),
	);
	assert.equal(decodeExceptionTable(encodeExceptionTable(entries)), entries);
});

test("a cut, empty or overlapping exception table is refused", () => {
	assert.throws(() => decodeExceptionTable(Uint8Array.of(0x81)), /ends inside/);
	assert.throws(
		() => decodeExceptionTable(Uint8Array.of(0x81, 0, 1, 0)),
		/empty/,
	);
	assert.throws(
		() => decodeExceptionTable(Uint8Array.of(0x81, 4, 9, 0, 0x83, 4, 9, 0)),
		/overlapping/,
	);
});

const nops = (n: number): Assembly[] =>
	new Array(n).fill({ op: "NOP", arg: 0 });

test("a jump grows prefixes exactly when its distance needs them", () => {
	for (const [distance, prefixes] of [
		[255, 0],
		[256, 1],
		[65535, 1],
		[65536, 2],
	] as const) {
		const { code } = assemble(
			[
				{ op: "JUMP_FORWARD", arg: 0, target: distance + 1 },
				...nops(distance),
				{ op: "NOP", arg: 0 },
			],
			PYTHON_3_11,
		);
		const [jump] = decode(code, PYTHON_3_11);
		assert.is(jump?.extended, prefixes);
		assert.is(jump?.arg, distance);
		assert.is(jump?.target, code.length - 2);
	}
});

test("a jump that grows pushes another over its limit", () => {
	const { code } = assemble(
		[
			{ op: "JUMP_FORWARD", arg: 0, target: 257 },
			{ op: "JUMP_FORWARD", arg: 0, target: 258 },
			...nops(255),
			...nops(3),
		],
		PYTHON_3_11,
	);
	const [first, second] = decode(code, PYTHON_3_11);
	assert.equal([first?.extended, second?.extended], [1, 1]);
	assert.is(first?.arg, 257);
	assert.is(second?.arg, 256);
});

test("prefixes that are not needed are kept when asked for", () => {
	const { code } = assemble(
		[{ op: "LOAD_CONST", arg: 5, extended: 2 }],
		PYTHON_3_11,
	);
	assert.equal([...code], [144, 0, 144, 0, 100, 5]);
	assert.equal(decode(code, PYTHON_3_11), [
		{ offset: 0, op: "LOAD_CONST", arg: 5, size: 6, extended: 2 },
	]);
});

test("a jump the wrong way is refused", () => {
	assert.throws(
		() =>
			assemble(
				[...nops(1), { op: "JUMP_FORWARD", arg: 0, target: 0 }],
				PYTHON_3_11,
			),
		/jumps forward, but its target comes before it/,
	);
});

test("what is not bytecode is refused", () => {
	const refuse = (bytes: number[], message: RegExp): void =>
		assert.throws(() => decode(Uint8Array.from(bytes), PYTHON_3_11), message);
	refuse([0, 0], /no bytecode has number 0/);
	refuse([250, 0], /no bytecode has number 250/);
	refuse([4, 0], /no bytecode has number 4/);
	refuse([144, 1], /EXTENDED_ARG is the last/);
	refuse([144, 1, 144, 1, 144, 1, 144, 1, 9, 0], /more than three/);
	refuse([122, 0], /cache of 'BINARY_OP' is cut off/);
	refuse([122, 0, 1, 0], /cache of 'BINARY_OP' is not zero/);
});

test.run();
