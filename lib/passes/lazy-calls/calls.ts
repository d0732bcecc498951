/** Calls from one fast function to another. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { BINARY, COMPARE } from "../../ir/ops.ts";
import { arrange } from "../arguments.ts";
import { globalCalled, globalName } from "../global-names.ts";
import { BUILTIN_NAMES } from "../likely-results.ts";
import { isMathGlobal } from "../math-functions.ts";
import type { Builder } from "./builder.ts";
import { callBuiltin, callMath } from "./builtin-calls.ts";
import { callBuiltinMethod } from "./builtin-methods.ts";
import {
	below,
	dropArguments,
	given,
	MOST_ARGUMENTS,
	ownsReference,
} from "./deaths.ts";
import { to, UNLIKELY } from "./emitter.ts";
import type { Outcome } from "./handlers.ts";
import { boxed, madeOrExit } from "./objects.ts";
import { CLASS_LOCALS } from "./plan.ts";
import { REASON } from "./record.ts";
import { copyEnv, type Kind, type Obj, type Rep, TYPE } from "./reps.ts";
import { fastSignature, SENTINEL } from "./signature.ts";
import { callSuper } from "./supers.ts";

/** Inline caches of the bytecodes that call, in words. */
const CALL_CACHES = {
	"py.call": 4,
	"py.call_function_ex": 0,
	"py.load_attr": 4,
	"py.binary_op": 1,
	"py.compare_op": 2,
} as const;

/** Where the op's last bytecode word is. */
const lastWord = (op: Op, name: keyof typeof CALL_CACHES): number =>
	op.offset + 2 * CALL_CACHES[name];

export function call(b: Builder, op: Op): Outcome {
	const [method, self, ...rest] = op.operands.map((v) => b.rep(v)) as [
		Rep,
		Rep,
		...Rep[],
	];
	if (op.operands.length > MOST_ARGUMENTS) return "exit";
	const hasNames = op.attrs[0] !== undefined;
	const [func, args] =
		method.kind === "null" ? [self, rest] : [method, [self, ...rest]];
	if (args.some((r) => r.kind === "null" || r.kind === "unbound"))
		return "exit";
	if (method.kind === "builtin method")
		return hasNames
			? "exit"
			: callBuiltinMethod(b, op, method.type, nameOf(b, method.name));
	if (func.kind === "obj" && method.kind === "null") {
		const name = globalCalled(b.fn, op);
		if (hasNames && (name === "super" || BUILTIN_NAMES.has(name)))
			return "exit";
		if (name === "super") return callSuper(b, op, func.value);
		const asked = op.operands.slice(2);
		const done = hasNames
			? undefined
			: (callBuiltin(b, op, name, func.value, asked) ??
				callMath(b, op, mathCalled(b, op), func.value, asked));
		if (done) return done;
	}
	const callee =
		func.kind === "obj"
			? classOrFunction(b, op, func.value, args)
			: calleeOf(b, op, func, args);
	if (!callee) return "exit";
	// The function itself ends behind its arguments.
	const ended = callee.order?.map((j) => args[j] as Rep) ?? args;
	const given = callee.alive ? [...ended, func] : ended;
	return invoke(b, op, callee, given, lastWord(op, "py.call"));
}

/** LOAD_ATTR of a property: its function is called with the object. */
export function callGetter(b: Builder, op: Op, owner: Obj): Outcome {
	if (!mayGive(b, "o")) return "exit";
	const found = b.e.emit("alloca", ["ptr"], [], "ptr");
	const name = b.nameAt(op.attrs[0] as number);
	const asked = [owner.value, name, found];
	const getter = b.e.call("Coconut_PeekGetter", asked, "obj?");
	b.exitIfNull(getter);
	const func = b.e.pointer(getter);
	const fast = b.e.emit("load", ["ptr"], [found], "ptr");
	const callee = {
		func,
		kept: b.e.emit("as_obj", [], [func], "obj"),
		args: [owner.value],
		result: "o",
		levels: 1,
		call: indirect(b, fast, 1),
	} as const;
	return invoke(b, op, callee, [owner], lastWord(op, "py.load_attr"));
}

/** CALL_FUNCTION_EX: the items of a tuple are what a fast function is given. */
export function callSpread(b: Builder, op: Op): Outcome {
	const [nothing, callee, args, keywords] = op.operands.map((v) =>
		b.rep(v),
	) as [Rep, Rep, Rep, Rep?];
	if (nothing.kind !== "null" || !mayGive(b, "o")) return "exit";
	if (callee.kind !== "obj" && callee.kind !== "func") return "exit";
	if (args.kind !== "obj" || (keywords && keywords.kind !== "obj"))
		return "exit";
	const { value } = callee;
	const found = b.e.emit("alloca", ["ptr"], [], "ptr");
	const none = b.e.null("obj?");
	const asked = [value, args.value, keywords?.value ?? none, found];
	b.exitUnless(b.e.call("Coconut_PeekSpread", asked, "i1"));
	const fast = b.e.emit("load", ["ptr"], [found], "ptr");
	const how = {
		args: [args.value],
		result: "o",
		levels: 1,
		call: indirect(b, fast, 1),
	} as const;
	const held = holder(b, value);
	const ends = [args, ...(keywords ? [keywords] : [])];
	const given = held.alive ? [...ends, callee] : ends;
	return invoke(
		b,
		op,
		{ func: b.e.pointer(value), ...held, ...how },
		given,
		lastWord(op, "py.call_function_ex"),
	);
}

/**
 * Calls a fast function for an op whose last bytecode word is at `at`. `refuses`: makes, where the result says that the callee does not do it, the block that
 * leaves. `code`: the number of an operator.
 */
function invoke(
	b: Builder,
	op: Op,
	callee: Callee,
	args: readonly Rep[],
	at: number,
	refuses?: (result: Value, left: readonly Rep[], native: Value) => void,
	code?: number,
): Outcome {
	const { result: kind, made, levels } = callee;
	const left = below(b, op);
	// The level that is not the callee's frame's says in words of its own that there is none left.
	if (levels > 1) b.exitIf(b.e.icmp("sle", b.depth, b.e.int(levels - 1)));
	const kept = b.describe(b.env, at, left, levels > 1);
	// The callee holds nothing: the function lives on until it is back.
	if (callee.kept) kept.push(callee.kept);
	const alive = callee.alive ? [callee.alive] : [];
	const less = b.e.emit("sub", [], [b.depth, b.e.int(levels)], "i64");
	const context = [b.tstate, b.record, less, callee.func];
	const result = callee.call([...context, ...callee.args]);
	b.effect();
	b.env.attrs.clear();
	const rest = (op.state ?? []).slice(0, left.length);
	const stack = [...rest, ...op.results];
	const next = { block: b.block, index: b.index + 1 };
	const native = b.native(at, next, stack);
	// The operands of an operator end in the frame.
	const ends = code === undefined ? [] : given(b, args, left);
	const asks =
		code === undefined
			? []
			: [...callee.args, b.e.int(code), whichEnd(b, callee.args, ends)];
	const handed = [...kept, ...ends];
	checkLeft(b, result, kind, native, handed, alive, made, asks);
	for (const v of new Set([...kept, ...alive])) b.e.op("end_lifetime", [], [v]);
	refuses?.(result, left, native);
	give(b, op, made ?? result, kind);
	const behind = [...left, b.rep(op.results[0] as Value)];
	dropArguments(b, args, left, () =>
		b.leave(copyEnv(b.env), at, behind, native, REASON.waits),
	);
	return "next";
}

/** Which of an operator's operands end with it, a bit for each. */
const whichEnd = (
	b: Builder,
	operands: readonly Value[],
	ends: readonly Value[],
): Value => b.e.int(ends.reduce((n, v) => n | (1 << operands.indexOf(v)), 0));

/** What comparisons begin at among operators: `COCONUT_COMPARISON` of runtime/src/coconut.h. */
const COMPARISON = 256;

/** The number by which the runtime knows what a `py.binary_op` or `py.compare_op` does. */
export function operatorCode(op: Op): number {
	return op.name === "py.compare_op"
		? COMPARISON + COMPARE.indexOf(op.attrs[0] as (typeof COMPARE)[number])
		: BINARY.indexOf(op.attrs[0] as (typeof BINARY)[number]);
}

/** An operator whose first operand is likely to be an instance of a Python class: its method, called as a fast function. */
export function operator(
	b: Builder,
	op: Op,
	name: "py.binary_op" | "py.compare_op",
): Outcome {
	const args = op.operands.map((v) => b.rep(v));
	if (!mayGive(b, "o")) return "exit";
	const compares = name === "py.compare_op";
	const passed: Value[] = [];
	for (const r of args) {
		const v = boxed(b, r);
		if (!v) return "exit";
		passed.push(v);
	}
	const found = b.e.emit("alloca", ["ptr"], [], "ptr");
	const code = b.e.int(operatorCode(op));
	const asked = [...passed, code, found];
	const method = b.e.call("Coconut_PeekOperator", asked, "obj?");
	// What ends where the path goes on ends quietly: the class keeps its method.
	const func = b.e.emit("as_ptr", [], [method], "ptr");
	b.exitIfNull(method);
	const fast = b.e.emit("load", ["ptr"], [found], "ptr");
	const call = indirect(b, fast, 2);
	const kept = b.e.emit("as_obj", [], [func], "obj");
	const levels = compares ? 2 : 1;
	const callee = {
		func,
		kept,
		args: passed,
		result: "o",
		levels,
		call,
	} as const;
	const at = lastWord(op, name);
	const refuses = (
		result: Value,
		left: readonly Rep[],
		native: Value,
	): void => {
		const not = b.e.icmp("eq", result, b.e.object("_Py_NotImplementedStruct"));
		const [refused, go] = [newBlock("refused"), newBlock("given")];
		b.e.end("cond_br", [not], [to(refused), to(go)], [[...UNLIKELY]]);
		b.e.place(refused);
		const kept = b.describe(copyEnv(b.env), at, left);
		const ends = given(b, args, left);
		const which = whichEnd(b, passed, ends);
		const context = [b.tstate, b.record, native];
		const all = [...context, ...passed, code, which];
		b.e.run("Coconut_LeaveRefused", all);
		b.handOver([...kept, ...ends]);
		b.left();
		b.e.place(go);
	};
	return invoke(b, op, callee, args, at, refuses, operatorCode(op));
}

/** The function of the module `math` that is likely to be called, by a global of its name or as the module's. */
function mathCalled(b: Builder, op: Op): string {
	const { def } = op.operands[1] as Value;
	if (!("operands" in def)) return "";
	const name = nameOf(b, def.attrs[0] as number);
	if (def.name === "py.load_global") return isMathGlobal(name) ? name : "";
	const isFound = def.name === "py.load_attr" || def.name === "py.load_method";
	const owner = isFound ? def.operands[0] : undefined;
	return owner && globalName(b.fn, owner) === "math" ? name : "";
}

const nameOf = (b: Builder, index: number): string =>
	b.fn.code?.names[index] ?? "";

interface Callee {
	/** The address of the function object. */
	readonly func: Value;
	/** What holds it is borrowed. */
	readonly kept?: Value | undefined;
	/** What holds it is a reference of the register, which ends behind the call. */
	readonly alive?: Value | undefined;
	readonly args: readonly Value[];
	readonly result: Kind;
	/** Levels of recursion that it takes. */
	readonly levels: number;
	readonly call: (args: Value[]) => Value;
	/** The new instance that the function initialises. */
	readonly made?: Value;
	/** Which of the call's arguments the parameters have, in the order in which they end in its frame; else it is that of the call. */
	readonly order?: readonly number[];
}

/** The version to call, of the function that is known or by the address that was found with the method. */
function calleeOf(
	b: Builder,
	op: Op,
	func: Rep,
	args: readonly Rep[],
): Callee | undefined {
	if (func.kind === "method") {
		if (!mayGive(b, "o")) return undefined;
		const passed = args.map((r) => boxed(b, r) as Value);
		const all = withNames(b, op, passed);
		return {
			func: b.e.pointer(func.value),
			kept: func.value,
			args: all,
			result: "o",
			levels: 1,
			call: indirect(b, func.fast, all.length),
		};
	}
	if (func.kind !== "func") return undefined;
	const params = arrange(b.fn, op, func.target, args.length);
	if (!params) return undefined;
	const kinds = params.map((j) =>
		j === undefined ? "o" : kindOf(args[j] as Rep),
	);
	const name = b.plan.version(func.target, kinds);
	if (name === undefined) return undefined;
	const result = b.plan.resultOf(name);
	if (!mayGive(b, result)) return undefined;
	const type = result === "o" ? "obj" : TYPE[result];
	const missing = params.indexOf(undefined);
	const at = missing < 0 ? params.length : missing;
	const filled = defaults(b, func.value, params.length - at);
	const passed = params.map((j, i) => {
		if (j === undefined) return filled[i - at] as Value;
		const r = args[j] as Rep;
		return kinds[i] === "o"
			? (boxed(b, r) as Value)
			: (r as { value: Value }).value;
	});
	return {
		func: b.e.pointer(func.value),
		...holder(b, func.value),
		args: passed,
		order: params.flatMap((j) => (j === undefined ? [] : [j])),
		result,
		levels: 1,
		call: (all) => b.e.call(name, all, type),
	};
}

/** The defaults of a function's last arguments, borrowed from it: no Python code runs meanwhile. Leaves when it has not so many. */
function defaults(b: Builder, func: Value, count: number): Value[] {
	if (count === 0) return [];
	const asked = [func, b.e.int(count)];
	const first = b.e.call("Coconut_Defaults", asked, "ptr");
	b.exitIf(b.e.icmp("eq", first, b.e.null("ptr")));
	return Array.from({ length: count }, (_, i) => {
		const at = b.e.emit("elem_addr", ["ptr"], [first, b.e.int(i)], "ptr");
		return b.e.emit("load", ["obj"], [at], "obj");
	});
}

/** What a function is given by its address: with keywords, their names behind the arguments. */
const withNames = (b: Builder, op: Op, args: readonly Value[]): Value[] =>
	op.attrs[0] === undefined ? [...args] : [...args, b.keywordsOf(op)];

const holder = (b: Builder, func: Value): Pick<Callee, "kept" | "alive"> =>
	ownsReference(b, func) ? { alive: func } : { kept: func };

/** A number cannot say that the callee's exception may be pending, as NULL does. */
function mayGive(b: Builder, kind: Kind): boolean {
	if (kind !== "o" || b.result === "o") return true;
	b.returned.add("o");
	return false;
}

function indirect(
	b: Builder,
	fast: Value,
	count: number,
): (args: Value[]) => Value {
	const attrs = [fastSignature(Array<Kind>(count).fill("o"), "o")];
	return (all) => b.e.emit("call_indirect", attrs, [fast, ...all], "obj");
}

/** What the object that is called may be, which the name that it goes by says. */
function classOrFunction(
	b: Builder,
	op: Op,
	value: Value,
	args: readonly Rep[],
): Callee | undefined {
	const name = globalCalled(b.fn, op);
	if (b.plan.isClass(name) || isClassCalled(b, op))
		return classOf(b, op, value, args);
	return BUILTIN_NAMES.has(name) ? undefined : functionOf(b, op, value, args);
}

/** Is a class called without its name: by a class method, or as the class of an object? */
function isClassCalled(b: Builder, op: Op): boolean {
	const { def } = op.operands[1] as Value;
	if (!("operands" in def)) return false;
	const index = def.attrs[0] as number;
	switch (def.name) {
		case "py.load_fast":
			return CLASS_LOCALS.has(b.fn.code?.slots[index]?.name ?? "");
		case "py.load_method":
			return nameOf(b, index) === "__class__";
		case "py.call":
			return globalCalled(b.fn, def) === "type" && def.operands.length === 3;
		default:
			return false;
	}
}

/** Any Python function that has a fast function for so many objects. */
function functionOf(
	b: Builder,
	op: Op,
	value: Value,
	args: readonly Rep[],
): Callee | undefined {
	if (!mayGive(b, "o")) return undefined;
	const passed: Value[] = [];
	for (const r of args) {
		const v = boxed(b, r);
		if (!v) return undefined;
		passed.push(v);
	}
	const found = b.e.emit("alloca", ["ptr"], [], "ptr");
	const asked = [value, b.e.int(args.length), b.keywordsOf(op), found];
	b.exitUnless(b.e.call("Coconut_PeekFast", asked, "i1"));
	const fast = b.e.emit("load", ["ptr"], [found], "ptr");
	const func = b.e.pointer(value);
	const all = withNames(b, op, passed);
	const call = indirect(b, fast, all.length);
	const how = { args: all, result: "o", levels: 1, call } as const;
	return { func, ...holder(b, value), ...how };
}

/** A class whose instances are made here, and then its __init__ called. */
function classOf(
	b: Builder,
	op: Op,
	value: Value,
	args: readonly Rep[],
): Callee | undefined {
	if (!mayGive(b, "o")) return undefined;
	const passed = args.map((r) => boxed(b, r) as Value);
	const found = b.e.emit(
		"alloca",
		[{ kind: "array", count: 2, of: "i64" }],
		[],
		"ptr",
	);
	const count = b.e.int(args.length);
	const asked = [b.tstate, value, count, b.keywordsOf(op), found];
	const made = madeOrExit(b, b.e.call("Coconut_NewInstance", asked, "obj"));
	const fast = b.e.emit("load", ["ptr"], [found], "ptr");
	const next = b.e.emit("elem_addr", ["ptr"], [found, b.e.int(1)], "ptr");
	const func = b.e.emit("load", ["ptr"], [next], "ptr");
	const all = withNames(b, op, [made, ...passed]);
	const call = indirect(b, fast, all.length);
	const levels = 2;
	return { func, args: all, result: "o", levels, call, made };
}

/** Numbers that are no object yet go as they are. */
function kindOf(r: Rep): Kind {
	if (r.kind !== "num" || r.box || r.constant !== undefined) return "o";
	return r.type === "i64" ? "i" : "f";
}

/** When the callee has left, so does this function; `asks`: the operands of an operator and its number, if it is one. */
function checkLeft(
	b: Builder,
	result: Value,
	kind: Kind,
	native: Value,
	kept: readonly Value[],
	alive: readonly Value[],
	made: Value | undefined,
	asks: readonly Value[],
): void {
	const { e } = b;
	const [gone, look, go] = [
		newBlock("gone"),
		newBlock("look"),
		newBlock("back"),
	];
	if (kind === "o")
		e.end("br_null", [result], [to(gone), to(go)], [[...UNLIKELY]]);
	else {
		const odd =
			kind === "i"
				? e.icmp("eq", result, e.int(SENTINEL))
				: e.emit("fcmp", ["une"], [result, result], "i1");
		e.end("cond_br", [odd], [to(look), to(go)], [[...UNLIKELY]]);
		e.place(look);
		const at = e.emit("elem_addr", ["ptr"], [b.record, e.int(2)], "ptr");
		const frame = e.emit("load", ["ptr"], [at], "ptr");
		e.end("br_null", [frame], [to(go), to(gone)]);
	}
	e.place(gone);
	for (const v of alive) e.op("end_lifetime", [], [v]);
	if (made) e.run("Coconut_Made", [b.record, made]);
	const back = [b.tstate, b.record, native];
	if (asks.length === 0) e.run("Coconut_ReturnFast", back);
	else e.run("Coconut_ReturnOperator", [...back, ...asks]);
	b.handOver(kept);
	b.left();
	e.place(go);
}

/** What the callee gave. */
function give(b: Builder, op: Op, result: Value, kind: Kind): void {
	if (kind === "o") {
		const rep = { value: result, inert: false, given: false } as const;
		b.set(op.results[0], { kind: "obj", ...rep });
		return;
	}
	const type = kind === "i" ? "i64" : "f64";
	b.set(op.results[0], {
		kind: "num",
		type,
		value: result,
		box: undefined,
		constant: undefined,
	});
}
