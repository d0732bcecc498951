/** Calls from one fast function to another. */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import { type Builder, fastSignature, SENTINEL } from "./builder.ts";
import { to, UNLIKELY } from "./emitter.ts";
import { boxed, type Outcome } from "./handlers.ts";
import { type Kind, type Rep, TYPE } from "./reps.ts";

/** Code units of inline caches behind a CALL. */
const CALL_CACHES = 4;

export function call(b: Builder, op: Op): Outcome {
	const [method, self, ...rest] = op.operands.map((v) => b.rep(v)) as [
		Rep,
		Rep,
		...Rep[],
	];
	if (op.attrs[0] !== undefined) return "exit";
	const [func, args] =
		method.kind === "null" ? [self, rest] : [method, [self, ...rest]];
	if (args.some((r) => r.kind === "null" || r.kind === "unbound"))
		return "exit";
	const callee = calleeOf(b, func, args);
	if (!callee) return "exit";
	const { kinds, result: kind } = callee;
	// A number cannot say that the callee's exception may be pending, as NULL does.
	if (kind === "o" && b.result !== "o") {
		b.returned.add("o");
		return "exit";
	}
	const passed = args.map(
		(r, i) =>
			(kinds[i] === "o" ? boxed(b, r) : (r as { value: Value }).value) as Value,
	);
	const left = (op.state ?? [])
		.slice(0, (op.state ?? []).length - op.operands.length)
		.map((v) => b.rep(v));
	const at = op.offset + 2 * CALL_CACHES;
	// The callee holds nothing: the function lives on until it is back.
	const kept = [...b.describe(b.env, at, left), callee.func];
	const less = b.e.emit("sub", [], [b.depth, b.e.int(1)], "i64");
	const all = [b.tstate, b.record, less, b.e.pointer(callee.func), ...passed];
	const result = callee.call(all);
	b.effect();
	b.env.attrs.clear();
	const native = b.native(at, { block: b.block, index: b.index + 1 });
	checkLeft(b, result, kind, native, kept);
	for (const v of new Set(kept)) b.e.op("end_lifetime", [], [v]);
	return give(b, op, result, kind);
}

interface Callee {
	readonly func: Value;
	readonly kinds: readonly Kind[];
	readonly result: Kind;
	readonly call: (args: Value[]) => Value;
}

/** The version to call, of the function that is known or by the address that was found with the method. */
function calleeOf(
	b: Builder,
	func: Rep,
	args: readonly Rep[],
): Callee | undefined {
	if (func.kind === "method") {
		const { value, fast } = func;
		const kinds: Kind[] = args.map(() => "o");
		const attrs = [fastSignature(kinds, "o")];
		const call = (all: Value[]): Value =>
			b.e.emit("call_indirect", attrs, [fast, ...all], "obj");
		return { func: value, kinds, result: "o", call };
	}
	if (func.kind !== "func" || args.length !== func.target.code?.argcount)
		return undefined;
	const kinds = args.map(kindOf);
	const name = b.plan.version(func.target, kinds);
	if (name === undefined) return undefined;
	const result = b.plan.resultOf(name);
	const type = result === "o" ? "obj" : TYPE[result];
	const call = (all: Value[]): Value => b.e.call(name, all, type);
	return { func: func.value, kinds, result, call };
}

/** Numbers that are no object yet go as they are. */
function kindOf(r: Rep): Kind {
	if (r.kind !== "num" || r.box || r.constant !== undefined) return "o";
	return r.type === "i64" ? "i" : "f";
}

/** When the callee has left, so does this function. */
function checkLeft(
	b: Builder,
	result: Value,
	kind: Kind,
	native: Value,
	kept: readonly Value[],
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
	e.run("Coconut_ReturnFast", [b.tstate, b.record, native]);
	for (const v of new Set(kept)) e.op("end_lifetime", [], [v]);
	b.left();
	e.place(go);
}

/**
 * What the callee gave. An object of it is held by something else as well, as all objects but numbers are here: fast functions make none, and drop none
 * that an attribute held.
 */
function give(b: Builder, op: Op, result: Value, kind: Kind): Outcome {
	if (kind === "o") {
		const rep = { value: result, inert: false, given: false } as const;
		b.set(op.results[0], { kind: "obj", ...rep });
		return "next";
	}
	const type = kind === "i" ? "i64" : "f64";
	b.set(op.results[0], {
		kind: "num",
		type,
		value: result,
		box: undefined,
		constant: undefined,
	});
	return "next";
}
