/** Bytecode that the compiler does not write, or writes rarely: what a golden file of Python source cannot show. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { OPCODES_3_11 } from "../../../lib/cpython/3.11/opcodes.ts";
import { BytecodeError } from "../../../lib/cpython/bytecode-error.ts";
import type { CodeObject } from "../../../lib/cpython/code.ts";
import { PYTHON_3_11 } from "../../../lib/cpython/versions.ts";
import { FAMILIES_3_11 } from "../../../lib/lower/handlers.ts";
import { translateModule } from "../../../lib/lower/translate.ts";
import { Diagnostic } from "../../../lib/support/diagnostic.ts";
import { body, code, type Extra, type Line, ops, translated } from "./code.ts";

function fails(lines: readonly Line[], message: RegExp, extra?: Extra): void {
	assert.throws(
		() => translated(lines, extra),
		(e: unknown) => e instanceof BytecodeError && message.test(e.message),
	);
}

test("each bytecode is in exactly one family", () => {
	const all = Object.values(FAMILIES_3_11).flatMap((f) => Object.keys(f));
	assert.equal([...all].sort(), Object.keys(OPCODES_3_11).sort());
});

test("the entry block has no way in, even when the code jumps to its start", () => {
	const fn = translated([["RESUME"], ["JUMP_BACKWARD", { to: 0 }]]);
	assert.equal(body(fn), [
		"^entry:",
		"br ^b0",
		"^b0:",
		"py.resume 0 @0 []",
		"py.check_eval_breaker 2 @2 []",
		"br ^b0",
	]);
});

test("a value that goes round a loop is one value", () => {
	const fn = translated([
		["LOAD_CONST"],
		["GET_ITER"],
		["FOR_ITER", { to: 5 }],
		["POP_TOP"],
		["JUMP_BACKWARD", { to: 2 }],
		["LOAD_CONST"],
		["RETURN_VALUE"],
	]);
	assert.is(
		fn.blocks.reduce((n, b) => n + b.params.length, 0),
		0,
	);
});

test("the body of a loop that is entered from elsewhere gets its item through an edge block", () => {
	const fn = translated([
		["LOAD_CONST"],
		["LOAD_CONST"],
		["JUMP_FORWARD", { to: 4 }],
		["FOR_ITER", { to: 6 }],
		["POP_TOP"],
		["JUMP_BACKWARD", { to: 3 }],
		["LOAD_CONST"],
		["RETURN_VALUE"],
	]);
	assert.equal(body(fn).slice(4, 12), [
		"^b6:",
		"%2 = py.for_iter %0 @6 [%0]",
		"br_null %2, ^b12, ^e6",
		"^e6:",
		"br ^b8(%2)",
		"^b8(%3: obj):",
		"py.pop_top %3 @8 [%0, %3]",
		"py.check_eval_breaker 10 @10 [%0]",
	]);
});

test("two values that meet become a parameter", () => {
	const fn = translated(
		[
			["LOAD_FAST"],
			["POP_JUMP_FORWARD_IF_FALSE", { to: 4 }],
			["LOAD_FAST"],
			["JUMP_FORWARD", { to: 5 }],
			["LOAD_CONST"],
			["RETURN_VALUE"],
		],
		{ locals: ["a"] },
	);
	assert.equal(body(fn).slice(-2), ["^b10(%4: obj):", "py.return %4 @10 [%4]"]);
});

test("a parameter that may bring NULL is typed so", () => {
	const fn = translated(
		[
			["LOAD_FAST"],
			["POP_JUMP_FORWARD_IF_FALSE", { to: 4 }],
			["PUSH_NULL"],
			["JUMP_FORWARD", { to: 5 }],
			["LOAD_CONST"],
			["LOAD_CONST"],
			["PRECALL"],
			["CALL"],
			["RETURN_VALUE"],
		],
		{ locals: ["a"] },
	);
	assert.ok(body(fn).some((l) => /^\^b10\(%\d+: obj\?\):$/.test(l)));
});

test("a handler that is also jumped to lands in a block of its own", () => {
	const handlers = [{ start: 0, end: 1, target: 3, depth: 0, lasti: false }];
	const fn = translated(
		[["LOAD_FAST"], ["JUMP_FORWARD", { to: 3 }], ["NOP"], ["RETURN_VALUE"]],
		{ locals: ["a"], handlers },
	);
	assert.equal(body(fn), [
		"^entry:",
		'%0 = py.load_fast 0 "a" unwind ^h6 @0 []',
		"br ^b6(%0)",
		"^h6:",
		"%1 = py.catch @6 []",
		"br ^b6(%1)",
		"^b6(%2: obj):",
		"py.return %2 @6 [%2]",
	]);
});

test("what a check at a backward jump raises goes to the handler of what stands before the target", () => {
	// As ceval.c: the jump is done, and the handler is looked up one code unit before the next instruction.
	const handlers = [{ start: 1, end: 3, target: 3, depth: 0, lasti: false }];
	const loop = (to: number): string | undefined =>
		body(
			translated(
				[["RESUME"], ["NOP"], ["JUMP_BACKWARD", { to }], ["RETURN_VALUE"]],
				{ handlers },
			),
		).find((l) => l.includes("check_eval_breaker"));
	assert.is(loop(1), "py.check_eval_breaker 4 @4 []");
	assert.is(loop(2), "py.check_eval_breaker 4 unwind ^h6 @4 []");
});

test("a deopt starts at the first EXTENDED_ARG, other ops say where the instruction proper is", () => {
	const push = new Array<Line>(256).fill(["LOAD_CONST"]);
	const fn = translated([...push, ["RAISE_VARARGS", 256]]);
	assert.match(body(fn).at(-1) ?? "", / @512$/);
	const consts = new Array(300).fill({ kind: "none" });
	const other = translated([["LOAD_CONST", 299], ["RETURN_VALUE"]], { consts });
	assert.is(body(other)[1], "%0 = py.load_const 299 (None) @2 []");
	assert.equal([...(other.code?.extended ?? [])], [[2, 0]]);
});

test("the interpreter does a call with keywords again from KW_NAMES on", () => {
	const names = { kind: "tuple", items: [{ kind: "none" }] } as const;
	const fn = translated(
		[
			["PUSH_NULL"],
			["LOAD_CONST", 1],
			["LOAD_CONST", 1],
			["KW_NAMES", 0],
			["PRECALL", 1],
			["CALL", 1],
			["RETURN_VALUE"],
		],
		{ consts: [names, { kind: "none" }] },
	);
	assert.equal([...(fn.code?.extended ?? [])], [[12, 6]]);
});

test("a test of a bool that is also kept costs no second test", () => {
	const fn = translated(
		[
			["LOAD_FAST"],
			["LOAD_FAST"],
			["IS_OP", 1],
			["COPY", 1],
			["POP_JUMP_FORWARD_IF_TRUE", { to: 5 }],
			["RETURN_VALUE"],
		],
		{ locals: ["a"] },
	);
	assert.equal(
		ops(fn).map((o) => o.name),
		[
			"py.load_fast",
			"py.load_fast",
			"py.is_op",
			"not",
			"py.from_bool",
			"cond_br",
			"py.return",
		],
	);
});

test("an argument that RAISE_VARARGS does not know is left to the interpreter", () => {
	const lines: Line[] = [["LOAD_CONST"], ["RAISE_VARARGS", 3]];
	fails(lines, /more values than the stack holds/);
	const three: Line[] = [["LOAD_CONST"], ["LOAD_CONST"], ["LOAD_CONST"]];
	const fn = translated([...three, ["RAISE_VARARGS", 3]]);
	assert.is(ops(fn).at(-1)?.name, "deopt");
});

test("a return that leaves values is a mistake", () => {
	fails(
		[["LOAD_CONST"], ["LOAD_CONST"], ["RETURN_VALUE"]],
		/RETURN_VALUE leaves 1 value/,
	);
});

test("NULL where an object is wanted is a mistake", () => {
	fails(
		[["PUSH_NULL"], ["RETURN_VALUE"]],
		/may be NULL is used by 'py\.return'/,
	);
});

test("KW_NAMES must name a tuple, fit its CALL and stand in its block", () => {
	const names = { kind: "tuple", items: [{ kind: "none" }] } as const;
	const push: Line[] = [["PUSH_NULL"], ["LOAD_CONST", 1], ["KW_NAMES", 0]];
	const consts = [names, { kind: "none" }] as const;
	fails([...push.slice(0, 2), ["KW_NAMES", 1]], /names no tuple|runs off/, {
		consts: [...consts],
	});
	fails(
		[...push, ["PRECALL", 0], ["CALL", 0], ["RETURN_VALUE"]],
		/CALL has 0 arguments, KW_NAMES names 1/,
		{ consts: [...consts] },
	);
	fails(
		[...push, ["JUMP_FORWARD", { to: 4 }], ["CALL", 0], ["RETURN_VALUE"]],
		/not followed by CALL/,
		{ consts: [...consts] },
	);
});

test("SWAP and COPY of nothing are mistakes", () => {
	fails(
		[["LOAD_CONST"], ["SWAP", 2], ["RETURN_VALUE"]],
		/more values than the stack holds/,
	);
	fails(
		[["LOAD_CONST"], ["COPY", 0], ["RETURN_VALUE"]],
		/more values than the stack holds/,
	);
});

const nested = (inner: CodeObject[]): CodeObject =>
	code([["LOAD_CONST"], ["RETURN_VALUE"]], {
		consts: inner.map((c) => ({ kind: "code", code: c })),
	});

test("functions of one name get symbols of their own", () => {
	const leaf = (): CodeObject => code([["LOAD_CONST"], ["RETURN_VALUE"]]);
	const module = translateModule(nested([leaf(), leaf()]), PYTHON_3_11);
	assert.equal([...module.functions.keys()], ["f", "f.1", "f.2"]);
	assert.is(module.functions.get("f.2")?.code?.qualname, "f");
});

test("a mistake in a code object is told with the file, the function and the offset", () => {
	const bad = code([["PUSH_NULL"], ["RETURN_VALUE"]]);
	assert.throws(
		() => translateModule(nested([bad]), PYTHON_3_11, { file: "t.pyc" }),
		(e: unknown) =>
			e instanceof Diagnostic &&
			e.message.startsWith("'t.pyc': code 'f' at offset 2: "),
	);
});

test("a function that is not there is told with the nearest name", () => {
	assert.throws(
		() => translateModule(nested([]), PYTHON_3_11, { function: "ff" }),
		(e: unknown) => e instanceof Diagnostic && e.hint === "did you mean 'f'?",
	);
});

test.run();
