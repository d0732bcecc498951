/** Constants, fast locals, the value stack. */

import {
	addParam,
	type Block,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { create } from "./complex.ts";
import { forgetMemory, forgetSlot, slotKey } from "./facts.ts";
import { general } from "./general.ts";
import type { Handlers } from "./handlers.ts";
import { anyNumber, narrow, number } from "./operand.ts";
import { LIKELY, type Path, to } from "./path.ts";
import { drop as dropObjects } from "./places.ts";
import {
	ANYTHING,
	INERT,
	type ObjRep,
	type Rep,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";
import { CONST_TYPES } from "./returns.ts";
import { isSent } from "./suspension.ts";
import { isWideLiteral, wide } from "./wide.ts";
import { heldBy } from "./zipped.ts";

/** Machine ints. */
const WORD = 1n << 63n;
/** CPython keeps one object for each of these. */
const SMALL = [-5n, 256n] as const;

function constant(p: Path, index: number): Rep {
	const c = p.engine.fn.code?.consts[index];
	if (c?.kind === "int" && c.value < WORD && c.value >= -WORD) {
		const small = c.value >= SMALL[0] && c.value <= SMALL[1];
		const value = p.i64(c.value);
		const source = small ? undefined : index;
		return { kind: "num", type: "i64", value, constant: source };
	}
	if (c?.kind === "int" && isWideLiteral(c.value) && p.engine.isWide)
		return {
			kind: "num",
			type: "i128",
			value: wide(p, c.value),
			constant: index,
		};
	if (c?.kind === "float")
		return {
			kind: "num",
			type: "f64",
			value: p.f64(c.value),
			constant: index,
		};
	if (c?.kind === "complex")
		return {
			kind: "num",
			type: "complex",
			value: create(p, p.f64(c.real), p.f64(c.imag)),
			constant: index,
		};
	if (c?.kind === "true" || c?.kind === "false")
		return { kind: "num", type: "i1", value: p.i1(c.kind === "true") };
	const value = p.py("py.load_const", [index], [], "obj");
	const mask = CONST_TYPES[c?.kind ?? ""] ?? T.OTHER;
	return { kind: "obj", value, mask, kept: "owned" };
}

function load(p: Path, op: Op): boolean {
	const i = op.attrs[0] as number;
	const s = p.slot(i);
	const [result] = op.results;
	if (s.num) {
		const { type, value, constant: source } = s.num;
		p.set(result, { kind: "num", type, value, constant: source });
		return true;
	}
	if ((s.mask & T.UNBOUND) !== 0) p.exitIfUnbound(i);
	const { mask } = p.slot(i);
	const value = p.peek(i);
	const key = slotKey(i);
	p.set(result, { kind: "obj", value, mask, kept: "slot", slot: i, key });
	return true;
}

function store(p: Path, op: Op): boolean {
	const i = op.attrs[0] as number;
	const v = op.operands[0] as Value;
	const rep = asNumber(p, v, i);
	if (rep.kind === "num" && !rep.object) {
		p.release(i);
		p.detach(i);
		forgetSlot(p.env, i);
		const { mask } = p.slot(i);
		p.env.slots[i] = { mask, num: rep, dirty: true };
		return true;
	}
	p.keepShared(i);
	p.detach(i);
	const isInert = within(p.slot(i).mask, INERT);
	const isItem = rep.kind === "obj" && rep.kept === "item";
	// What comes from a container mostly takes the place of what another one keeps.
	if (!isInert && isItem) {
		const old = p.py("py.peek_fast", [i], [], "obj?");
		p.exitUnless(p.emit("call", ["Coconut_GoesQuietly"], [old], "i1"));
	}
	const value = p.object(v);
	// The local takes a reference as it is.
	if (!p.livesOn(v)) p.env.values.delete(v);
	const isQuiet = isInert || isItem;
	p.secure(isQuiet);
	if (!isQuiet) {
		flushUnlessQuiet(p, i);
		forgetMemory(p.env);
	}
	p.storeFast(i, value);
	forgetSlot(p.env, i);
	const num = rep.kind === "num" ? { ...rep, object: undefined } : undefined;
	const mask = num ? TYPE_OF[num.type] : (rep as ObjRep).mask;
	p.env.slots[i] = { mask, num, dirty: false };
	p.effect(isQuiet);
	return true;
}

/** What is stored to slot `i`: without its object, where the program cannot tell; an item with which it calculates is a number. */
function asNumber(p: Path, v: Value, i: number): Rep {
	const found = p.rep(v);
	const likely = found.kind === "obj" ? found.likely : undefined;
	const isNumber = likely !== undefined && likely !== T.BOOL;
	const rep = (isNumber && anyNumber(p, v, [likely])) || found;
	if (p.engine.escapes.slots.has(i)) return rep;
	if (rep.kind === "num") return { ...rep, object: undefined };
	if (rep.kind !== "obj" || rep.kept !== "item") return rep;
	if (!p.engine.calculatesWith(i)) return rep;
	const order = p.engine.usesFloats ? [T.FLOAT, T.INT] : [T.INT, T.FLOAT];
	const n = number(p, v, order);
	return n ? { ...n, object: undefined } : rep;
}

/** What slot `i` holds may die when it is stored to, and look at the frame: then the frame is made good before. */
function flushUnlessQuiet(p: Path, i: number): void {
	p.pendingTrace = true;
	if (p.env.slots.every((s) => s.dirty === false)) return;
	const old = p.py("py.peek_fast", [i], [], "obj?");
	const quiet = p.emit("call", ["Coconut_GoesQuietly"], [old], "i1");
	const [yes, no] = [newBlock("goes"), newBlock("loud")];
	p.end("cond_br", [quiet], [to(yes), to(no)], [LIKELY]);
	meet(p, yes, no, { loud: (x) => x.flush() });
}

function remove(p: Path, op: Op): boolean {
	const i = op.attrs[0] as number;
	p.detach(i);
	general(p, op);
	forgetSlot(p.env, i);
	p.env.slots[i] = { mask: T.UNBOUND, dirty: false };
	return true;
}

/** Dropping it: nothing to do unless somebody may notice. */
function drop(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const rep = p.rep(v);
	// What is sent to a generator that does not look at it is None.
	if (rep.kind === "obj" && isSent(p.block, v) && (rep.mask & T.NONE) !== 0) {
		p.exitUnless(p.isNone(rep.value));
		narrow(p, v, rep, T.NONE);
		return true;
	}
	if (rep.kind === "items" || rep.kind === "zipped") {
		dropObjects(p, rep.kind === "items" ? [rep.object] : heldBy(rep));
		return true;
	}
	if (rep.kind !== "obj" || rep.kept !== "owned" || within(rep.mask, INERT))
		return true;
	return dropUnlessNone(p, op, rep);
}

/** What calls give is mostly None where nobody wants it: then nothing that is newer than the frame has to be put there. */
function dropUnlessNone(p: Path, op: Op, rep: ObjRep): boolean {
	if (opOf(op.operands[0] as Value)?.name !== "py.call") return false;
	if (p.env.slots.every((s) => s.dirty === false)) return false;
	p.secure();
	const none = p.isNone(rep.value);
	const [nothing, other] = [newBlock("none"), newBlock("dropped")];
	p.end("cond_br", [none], [to(nothing), to(other)], [LIKELY]);
	meet(p, nothing, other, {
		quiet: (x) => {
			x.emitOp("ends_quietly", { operands: [rep.value] });
			x.emitOp("end_lifetime", { operands: [rep.value] });
		},
		loud: (x) => general(x, op),
	});
	forgetMemory(p.env);
	p.effect();
	return true;
}

/** Goes on where two blocks meet: `quiet`, where nothing has happened, and `loud`, which makes the frame good. */
function meet(
	p: Path,
	quiet: Block,
	loud: Block,
	how: { quiet?(p: Path): void; loud(p: Path): void },
): void {
	const next = newBlock("quiet");
	const newer = p.env.slots.flatMap((s, i) => (s.dirty === false ? [] : [i]));
	p.aside(quiet, (x) => {
		how.quiet?.(x);
		const flags = newer.map((i) => {
			const { dirty } = x.slot(i);
			return typeof dirty === "boolean" ? x.i1(dirty) : dirty;
		});
		x.end("br", [], [to(next, flags)]);
	});
	p.aside(loud, (x) => {
		how.loud(x);
		x.end(
			"br",
			[],
			[
				to(
					next,
					newer.map(() => x.i1(false)),
				),
			],
		);
	});
	p.place(next);
	for (const i of newer) {
		const s = p.slot(i);
		const type = s.num ? TYPE_OF[s.num.type] : 0;
		const dirty = addParam(next, "", "i1");
		p.env.slots[i] = { ...s, mask: s.mask | type, dirty };
	}
	p.mayBeTraced();
	p.pendingTrace = true;
}

/** Ops that put cells into slots, which nothing here looks into. */
function cells(p: Path, op: Op): boolean {
	general(p, op);
	p.env.slots.forEach((s, i) => {
		const { cell, free } = p.engine.fn.code?.slots[i] ?? {};
		if (!cell && !free) return;
		p.env.slots[i] = { ...s, mask: ANYTHING };
		forgetSlot(p.env, i);
	});
	return true;
}

export const LOCALS: Handlers = {
	"py.load_const": (p, op) => {
		p.set(op.results[0], constant(p, op.attrs[0] as number));
		return true;
	},
	"py.load_fast": load,
	"py.store_fast": store,
	"py.delete_fast": remove,
	"py.push_null": (p, op) => {
		p.set(op.results[0], { kind: "null" });
		return true;
	},
	"py.pop_top": drop,
	"py.make_cell": cells,
	"py.copy_free_vars": cells,
};
