/** Blocks, edges, handlers and stack depths. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { BytecodeError } from "../../../lib/cpython/bytecode-error.ts";
import { buildCfg, type Cfg } from "../../../lib/cpython/cfg.ts";
import { allCode, type CodeObject } from "../../../lib/cpython/code.ts";
import { compilePython } from "../../../lib/cpython/compile.ts";
import { encodeExceptionTable } from "../../../lib/cpython/exceptiontable.ts";
import { type Assembly, assemble } from "../../../lib/cpython/instructions.ts";
import { PYTHON_3_11 } from "../../../lib/cpython/versions.ts";

function compiled(source: string, qualname: string): CodeObject {
	const { code } = compilePython({
		source: Buffer.from(source),
		filename: "t.py",
	});
	for (const c of allCode(code)) if (c.qualname === qualname) return c;
	throw new Error(`no ${qualname}`);
}

/** A code object of just these instructions. */
function made(list: readonly Assembly[], stacksize = 10): CodeObject {
	return {
		argcount: 0,
		posonlyargcount: 0,
		kwonlyargcount: 0,
		stacksize,
		flags: 0,
		code: assemble(list, PYTHON_3_11).code,
		consts: [{ kind: "none" }],
		names: [],
		localsplusnames: [],
		localspluskinds: new Uint8Array(),
		filename: "t.py",
		name: "f",
		qualname: "f",
		firstlineno: 1,
		linetable: new Uint8Array(),
		exceptiontable: new Uint8Array(),
		interned: { filename: false, name: true, qualname: true },
	};
}

const LOAD: Assembly = { op: "LOAD_CONST", arg: 0 };
const POP: Assembly = { op: "POP_TOP", arg: 0 };
const RETURN: Assembly = { op: "RETURN_VALUE", arg: 0 };

function graph(list: readonly Assembly[], stacksize?: number): Cfg {
	return buildCfg(made(list, stacksize), PYTHON_3_11);
}

function refused(code: CodeObject): BytecodeError {
	try {
		buildCfg(code, PYTHON_3_11);
	} catch (e) {
		if (e instanceof BytecodeError) return e;
		throw e;
	}
	throw new Error("accepted");
}

test("a loop: blocks, fall-through before jump, predecessors", () => {
	const cfg = buildCfg(
		compiled("def f(a):\n  for x in a:\n    g(x)\n  return 1", "f"),
		PYTHON_3_11,
	);
	assert.equal(
		cfg.blocks.map((b) => [b.index, b.depthIn, b.successors, b.predecessors]),
		[
			[0, 0, [1], []],
			[1, 1, [2, 3], [0, 2]],
			[2, 2, [1], [1]],
			[3, 0, [], [1]],
		],
	);
	assert.is(cfg.maxDepth, cfg.code.stacksize);
});

test("each covered instruction knows its handler", () => {
	const cfg = buildCfg(
		compiled(
			"def f(a):\n  with a:\n    try:\n      g()\n    except E:\n      h()",
			"f",
		),
		PYTHON_3_11,
	);
	for (const block of cfg.blocks)
		for (const i of block.instructions) {
			if (i.handler === undefined) continue;
			const target = cfg.blocks[i.handler.block];
			assert.ok(target?.isHandler);
			assert.is(
				target?.depthIn,
				i.handler.depth + (i.handler.lasti ? 1 : 0) + 1,
			);
			assert.ok(block.handlers.includes(i.handler.block));
			assert.is(target?.instructions[0]?.op, "PUSH_EXC_INFO");
			return;
		}
	assert.unreachable("nothing is covered");
});

test("a generator finds the value sent to it after RETURN_GENERATOR", () => {
	const cfg = buildCfg(compiled("def f():\n  yield 1", "f"), PYTHON_3_11);
	const first = cfg.blocks[0]?.instructions.slice(0, 3);
	assert.equal(
		first?.map((i) => [i.op, i.depthBefore]),
		[
			["RETURN_GENERATOR", 0],
			["POP_TOP", 1],
			["RESUME", 0],
		],
	);
});

test("code after a return is unreachable and has no depth", () => {
	const cfg = graph([LOAD, RETURN, POP, LOAD, RETURN]);
	assert.equal(
		cfg.blocks.map((b) => [b.reachable, b.depthIn]),
		[
			[true, 0],
			[false, -1],
		],
	);
	assert.is(cfg.blocks[1]?.instructions[0]?.depthBefore, -1);
});

test("two ways in with different depths", () => {
	const error = refused(
		made([
			LOAD,
			{ op: "POP_JUMP_FORWARD_IF_NONE", arg: 0, target: 3 },
			LOAD,
			LOAD,
			RETURN,
		]),
	);
	assert.match(error.message, /reaches L6 with \d values.*another way in has/);
	assert.type(error.offset, "number");
});

test("more taken than there is", () => {
	const error = refused(made([POP, LOAD, RETURN]));
	assert.match(
		error.message,
		/'POP_TOP' takes more values than the stack holds/,
	);
	assert.is(error.offset, 0);
});

test("more than stacksize", () => {
	const error = refused(made([LOAD, LOAD, LOAD, RETURN], 2));
	assert.match(error.message, /grows to 3 values, stacksize is 2/);
	assert.is(error.offset, 6);
});

test("no end", () => {
	assert.match(refused(made([LOAD])).message, /runs off the end/);
	assert.match(refused(made([])).message, /empty/);
});

test("a jump into an inline cache", () => {
	const code = made([LOAD, LOAD, { op: "BINARY_OP", arg: 0 }, RETURN]);
	code.code = Uint8Array.of(110, 3, ...code.code);
	assert.match(refused(code).message, /not the start of an instruction/);
});

test("an argument out of range", () => {
	assert.match(
		refused(made([{ op: "LOAD_CONST", arg: 1 }, RETURN])).message,
		/argument 1 of 'LOAD_CONST' is out of range: there are 1 constants/,
	);
});

test("a handler that keeps more than there is", () => {
	const code = made([{ op: "NOP", arg: 0 }, LOAD, RETURN, POP, LOAD, RETURN]);
	code.exceptiontable = encodeExceptionTable([
		{ start: 0, end: 2, target: 6, depth: 1, lasti: false },
	]);
	assert.match(refused(code).message, /keeps 1 values, but the stack holds 0/);
});

test("an exception range that ends inside an instruction", () => {
	const code = made([LOAD, LOAD, { op: "BINARY_OP", arg: 0 }, RETURN]);
	code.exceptiontable = encodeExceptionTable([
		{ start: 0, end: 6, target: 0, depth: 0, lasti: false },
	]);
	assert.match(refused(code).message, /ends at offset 6/);
});

test.run();
