/**
 * Objects whose last reference a fast function holds. Where one ends and somebody could notice, the function leaves, so that it ends in the frame: before
 * the op that drops it, or, behind a call, with what the callee was given handed over to be dropped by the runtime (`Coconut_Doom`).
 */
import { newBlock, type Op, type Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { to, UNLIKELY } from "./emitter.ts";
import { isHandled, Unsupported } from "./handlers.ts";
import { isOperatorCall } from "./numbers.ts";
import type { Rep } from "./reps.ts";

/** Arguments of a call that may end behind it: `MOST_DOOMED` of runtime/src/lazy.c. */
export const MOST_ARGUMENTS = 16;

/** What is on the value stack below an op's operands. */
export const below = (b: Builder, op: Op): Rep[] =>
	(op.state ?? [])
		.slice(0, Math.max(0, (op.state ?? []).length - op.operands.length))
		.map((v) => b.rep(v));

/** Does the register own a reference? What globals, types and constants hold is borrowed from them, arguments from the caller. */
export function ownsReference(b: Builder, v: Value): boolean {
	if (b.fixed.has(v)) return false;
	const { def } = v;
	if ("params" in def) return true;
	return (
		def.name === "adopt" || def.name === "call" || def.name === "call_indirect"
	);
}

/** The object of a rep, if it may end with the rep. */
export function mortal(b: Builder, r: Rep | undefined): Value | undefined {
	if (r?.kind === "maybe") return r.value;
	if (r?.kind === "func")
		return ownsReference(b, r.value) ? r.value : undefined;
	if (r?.kind !== "obj" || r.inert || r.given) return undefined;
	return ownsReference(b, r.value) ? r.value : undefined;
}

/** Does it call what it is given, with arguments that end behind the call? */
export const isCall = (op: Op): boolean =>
	op.name === "py.call" || op.name === "py.call_function_ex";

/** Is it likely that the function of a property is called? */
export const isPropertyLoad = (b: Builder, op: Op): boolean =>
	op.name === "py.load_attr" &&
	b.plan.isProperty(b.fn.code?.names[op.attrs[0] as number] ?? "");

/** Ops that put operands somewhere else, or keep them: how many of the first. */
const MOVES: ReadonlyMap<string, number> = new Map([
	...["store_fast", "store_attr", "store_subscr", "return", "load_method"].map(
		(name) => [`py.${name}`, 1] as const,
	),
	...[
		..."build_list build_tuple build_map build_const_key_map build_set".split(
			" ",
		),
		..."list_append set_add map_add get_iter for_iter build_slice".split(" "),
	].map((name) => [`py.${name}`, Number.POSITIVE_INFINITY] as const),
	["py.list_extend", 1],
	["py.dict_merge", 2],
	["py.list_to_tuple", 1],
]);

/** Leaves before the op if what it drops would end visibly. What calls drop: `dropArguments`. */
export function guardDeaths(b: Builder, op: Op): void {
	if (isCall(op) || !op.name.startsWith("py.")) return;
	if (!isHandled(op)) return;
	if (isOperatorCall(b, op) || isPropertyLoad(b, op)) return;
	const first = MOVES.get(op.name) ?? 0;
	const dropped: Rep[] = op.operands.slice(first).flatMap((v) => {
		const r = b.rep(v);
		return r.kind === "items" ? r.items.map((item) => b.rep(item)) : [r];
	});
	const { slots } = b.env;
	if (op.name === "py.return") {
		const [result] = op.operands.map((v) => b.rep(v));
		dropped.push(...slots.filter((r) => r !== result));
	} else if (op.name === "py.store_fast") {
		const slot = op.attrs[0] as number;
		const old = slots[slot] as Rep;
		const isElsewhere = slots.some((r, i) => r === old && i !== slot);
		if (!isElsewhere) dropped.push(old);
	}
	const returns = op.name === "py.return";
	const rest = below(b, op);
	const mortals = new Set<Value>();
	for (const r of dropped) {
		const v = mortal(b, r);
		if (!v || rest.includes(r)) continue;
		if (!returns && op.name !== "py.store_fast" && slots.includes(r)) continue;
		mortals.add(v);
	}
	if (mortals.size > 0 && !op.state) throw new Unsupported();
	exitIfSeen(b, [...mortals]);
}

/** Leaves if somebody could see one of the objects end when these references are dropped, all of which are registers'. */
export function exitIfSeen(b: Builder, all: readonly Value[]): void {
	const [first] = all;
	if (!first) return;
	if (all.length === 1) {
		const name =
			first.type === "obj?" ? "Coconut_MayDieIfAny" : "Coconut_MayDie";
		b.exitIf(b.e.call(name, [first], "i1"));
		b.e.op("ends_quietly", [], [first]);
		return;
	}
	const [look, go] = [newBlock("look"), newBlock("dropped")];
	const [yes, ...others] = all.map((v) => mayEnd(b, v, all)) as [
		Value,
		...Value[],
	];
	const any = others.reduce((x, y) => b.e.emit("or", [], [x, y], "i1"), yes);
	b.e.end("cond_br", [any], [to(look), to(go)]);
	b.e.place(look);
	const count = all.length;
	const array = { kind: "array", count, of: "ptr" } as const;
	const memory = b.e.emit("alloca", [array], [], "ptr");
	all.forEach((v, i) => {
		const at = b.e.emit("elem_addr", ["ptr"], [memory, b.e.int(i)], "ptr");
		b.e.op("store", [], [b.address(v), at]);
	});
	b.exitIf(b.e.call("Coconut_LoseVisibly", [memory, b.e.int(count)], "i1"));
	// Looked at by their addresses.
	for (const v of all) b.e.op("end_lifetime", [], [v]);
	b.e.end("br", [], [to(go)]);
	b.e.place(go);
	for (const v of all) b.e.op("ends_quietly", [], [v]);
}

/** Does the object end when these references are dropped, and is it no number? */
export function mayEnd(b: Builder, v: Value, all: readonly Value[]): Value {
	let held = b.e.int(0);
	for (const other of all) {
		const same = b.e.icmp("eq", v, other);
		const one = b.e.emit("zext", ["i64"], [same], "i64");
		held = b.e.emit("add", [], [held, one], "i64");
	}
	const name = v.type === "obj?" ? "Coconut_MayEndIfAny" : "Coconut_MayEnd";
	return b.e.call(name, [v, held], "i1");
}

/** What was given to a callee that is to end when it is back, and nothing else of the function holds. */
export function given(
	b: Builder,
	args: readonly Rep[],
	left: readonly Rep[],
): Value[] {
	const mortals = new Set<Value>();
	for (const r of args) {
		const v = mortal(b, r);
		if (v && !left.includes(r) && !b.env.slots.includes(r)) mortals.add(v);
	}
	return [...mortals];
}

/** Behind a call: drops what it was given, in order. `leave` ends a block in which the rest is dropped in frames. */
export function dropArguments(
	b: Builder,
	args: readonly Rep[],
	left: readonly Rep[],
	leave: () => void,
): void {
	const rest = given(b, args, left);
	for (let v = rest[0]; v; v = rest[0]) {
		const [doomed, go] = [newBlock("doomed"), newBlock("dropped")];
		const end = b.e.call("Coconut_MayDie", [v], "i1");
		b.e.end("cond_br", [end], [to(doomed), to(go)], [[...UNLIKELY]]);
		b.e.place(doomed);
		for (const x of rest) b.e.run("Coconut_Doom", [x]);
		leave();
		b.e.place(go);
		rest.shift();
	}
}
