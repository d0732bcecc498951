/** Ops that are done as they are, on objects: anything may look at the frame meanwhile. */

import { addResult, type Edge, type Op, type Value } from "../../ir/ir.ts";
import { opDef } from "../../ir/ops.ts";
import { isRef } from "../../ir/types.ts";
import { opOf } from "../../ir/uses.ts";
import { invariant } from "../../support/diagnostic.ts";
import { LIKELY_RESULTS } from "../likely-results.ts";
import { forgetMemory, forgetSlot } from "./facts.ts";
import { resultOf } from "./known.ts";
import { type Path, zippedParts } from "./path.ts";
import { ANYTHING, BOUND, type Rep, T, typeNamed } from "./reps.ts";
import { RESULTS } from "./returns.ts";

/** The machine number that a result mostly is: that of a call by the name of what is called. */
function likelyResult(p: Path, op: Op): number | undefined {
	if (op.name === "py.compare_op") return T.BOOL;
	if (op.name !== "py.call") return undefined;
	for (const v of op.operands.slice(0, 2)) {
		const load = opOf(v);
		if (load?.name !== "py.load_global" && load?.name !== "py.load_method")
			continue;
		const name = p.engine.nameAt(load.attrs[0] as number);
		if (p.engine.isOfCmath(load.attrs[0] as number)) return undefined;
		const type = typeNamed(LIKELY_RESULTS.get(name));
		return type === T.INT || type === T.FLOAT ? type : undefined;
	}
	return undefined;
}

/** What costs no more between specialised ops than in the function as it was. */
const COSTS_THE_SAME: ReadonlySet<string> = new Set([
	"py.for_iter",
	"py.get_iter",
	"py.pop_top",
]);

/** Does the op as it is, on objects. */
export function general(p: Path, op: Op): void {
	if (!COSTS_THE_SAME.has(op.name)) p.engine.general.add(op);
	asItIs(p, op);
	if (p.out && mayTrace(op)) p.pendingTrace = true;
}

const mayTrace = (op: Op): boolean =>
	opDef(op.name).effects.arbitrary && op.name !== "py.resume";

/** Emits the op with its operands as objects; one that ends a block gets the successors given. */
export function asItIs(
	p: Path,
	op: Op,
	successors: readonly Edge[] = [],
): void {
	invariant(op.name.startsWith("py."), `'${op.name}' has a handler`);
	p.flush();
	if (opDef(op.name).effects.arbitrary) p.secure();
	const known = knownResult(p, op);
	const operands = op.operands.map((v) => ownedOperand(p, v));
	const objects = new Map<Value, Value>();
	const unwind = p.engine.unwindEdge(p, op, objects);
	p.untraced();
	const state = op.state?.map(
		(v) => objects.get(v) ?? onStack(p, op, v, operands),
	);
	const { offset, loc, profile } = op;
	const copy = p.emitOp(op.name, {
		attrs: [...op.attrs],
		operands,
		successors: [...successors],
		unwind,
		offset,
		state,
		loc,
	});
	copy.profile = profile;
	if (opDef(op.name).successors !== undefined) {
		p.out = undefined;
		return;
	}
	p.mayBeTraced();
	const results = op.results.map((r) => addResult(copy, "", r.type));
	p.effect();
	forgetMemory(p.env);
	op.results.forEach((r, i) => {
		const rep = resultRep(op, results[i] as Value, known);
		const likely = likelyResult(p, op);
		p.set(r, rep.kind === "obj" && likely ? { ...rep, likely } : rep);
	});
}

/**
 * `s = s + x`, `s += x` of a fast local that holds no number: load, sum and store stay together, so that the lowering lets a string grow
 * in place. False when it is something else.
 */
export function grow(p: Path, op: Op): boolean {
	const next = p.block.ops[p.index + 1];
	const [left, right] = op.operands;
	const [result] = op.results;
	if (next?.name !== "py.store_fast" || !left || !right || !result)
		return false;
	const slot = next.attrs[0] as number;
	const rep = p.rep(left);
	if (next.operands[0] !== result || rep.kind !== "obj" || rep.slot !== slot)
		return false;
	if (p.engine.lastUse(p.block, result) !== p.index + 1) return false;
	p.engine.general.add(op);
	p.flush();
	p.secure();
	const operand = ownedOperand(p, right);
	const objects = new Map<Value, Value>();
	const unwind = p.engine.unwindEdge(p, op, objects);
	p.untraced();
	const { offset, loc, profile } = op;
	const below = op.state?.slice(0, -2) ?? [];
	const rest = below.map((v) => objects.get(v) ?? onStack(p, op, v, []));
	const load = p.emitOp("py.load_fast", {
		attrs: [slot],
		offset,
		state: rest,
		unwind,
	});
	const old = addResult(load, "", "obj");
	const sum = p.emitOp(op.name, {
		attrs: [...op.attrs],
		operands: [old, operand],
		state: [...rest, old, operand],
		unwind: unwind && { block: unwind.block, args: [...unwind.args] },
		offset,
		loc,
		profile,
	});
	const value = addResult(sum, "", "obj");
	const { offset: at, loc: there } = next;
	const state = [...rest, value];
	const init = { attrs: [slot], operands: [value], offset: at, loc: there };
	p.emitOp("py.store_fast", { ...init, state });
	p.mayBeTraced();
	p.env.slots[slot] = { mask: BOUND, dirty: false };
	p.effect();
	forgetMemory(p.env);
	forgetSlot(p.env, slot);
	p.pendingTrace = true;
	p.index++;
	return true;
}

function ownedOperand(p: Path, v: Value): Value {
	const rep = p.rep(v);
	if (rep.kind === "obj" && rep.kept === "item") {
		const value = p.own(rep.value);
		p.set(v, { ...rep, value, kept: "owned" });
		return value;
	}
	return p.plain(v);
}

/**
 * An entry of the value stack. It only has to be released, if it is there at all; but the interpreter needs it as an object where the op has
 * switched a tracer on and the frame goes over.
 */
function onStack(p: Path, op: Op, v: Value, operands: readonly Value[]): Value {
	const i = op.operands.lastIndexOf(v);
	if (i >= 0) return operands[i] as Value;
	const rep = p.env.values.get(v);
	switch (rep?.kind) {
		case "obj":
			if (rep.kept !== "item") return rep.value;
			break;
		case "num":
			if (rep.object && rep.object.kept !== "item") return rep.object.value;
			if (rep.type === "i1")
				return p.py("py.from_bool", [], [rep.value], "obj");
			if (rep.constant !== undefined)
				return p.py("py.load_const", [rep.constant], [], "obj");
			return p.py("py.later_number", [], [rep.value], "obj?");
		case "range": {
			const { index, start, step, length } = rep;
			const parts = [index, start, step, length];
			return p.py("py.later_range", [], parts, "obj?");
		}
		case "items":
			return p.py("py.later_items", [], [rep.object, rep.index], "obj?");
		case "zipped": {
			const [name, parts] = zippedParts(p, rep, "later");
			return p.py(name, [], parts, "obj?");
		}
	}
	return p.py("py.push_null", [], [], "obj?");
}

/** The types of what the call of a known method gives. */
function knownResult(p: Path, op: Op): number | undefined {
	const [first] = op.operands;
	if (op.name !== "py.call" || !first) return undefined;
	const rep = p.rep(first);
	return rep.kind === "known" ? resultOf(rep.symbol) : undefined;
}

function resultRep(op: Op, value: Value, known?: number): Rep {
	if (value.type === "i1") return { kind: "num", type: "i1", value };
	invariant(isRef(value.type), "ops give references and truths");
	const any = value.type === "obj?" ? ANYTHING : BOUND;
	const mask = known ?? RESULTS[op.name] ?? any;
	return { kind: "obj", value, mask, kept: "owned" };
}
