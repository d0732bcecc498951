/** The ownership verifier's rules of single ops: what each needs and what it does to the state. One object walks one block. */

import type { AttrTypes, Block, Op, Value } from "./ir.ts";
import type { Callees } from "./ownership-calls.ts";
import type { OwnershipFacts } from "./ownership-facts.ts";
import type { OwnershipReport } from "./ownership-report.ts";
import {
	ENTRY,
	INSIDE,
	NONE,
	OUTSIDE,
	SET,
	type State,
} from "./ownership-state.ts";
import {
	type Failure,
	type FrameRole,
	isRef,
	type Signature,
} from "./types.ts";
import { opOf } from "./uses.ts";

/** A call whose result says whether it failed, and what holds on the two ways behind the check. */
interface Unchecked {
	readonly result: Value;
	readonly op: Op;
	readonly failure: Failure;
	readonly pending: { readonly ok: number; readonly failed: number };
	readonly frame: { readonly ok: number; readonly failed: number };
}

export class BlockRules {
	readonly #facts: OwnershipFacts;
	readonly #report: OwnershipReport;
	readonly #callees: Callees;
	readonly #block: Block;
	readonly #state: State;
	/** At most one: it has to be checked before the next call, and in its block. */
	#unchecked: Unchecked | undefined;
	/** Addresses of memory whose reference was taken over. */
	readonly #adopted = new Set<Value>();
	/** What the block has loaded, or got from calls, so far. */
	readonly #loaded: Value[] = [];

	constructor(
		facts: OwnershipFacts,
		report: OwnershipReport,
		callees: Callees,
		block: Block,
		state: State,
	) {
		this.#facts = facts;
		this.#report = report;
		this.#callees = callees;
		this.#block = block;
		this.#state = state;
	}

	#fail(
		op: Op,
		v: Value,
		message: string,
		operand?: number,
		hint?: string,
	): void {
		this.#report.value(this.#block, op, v, message, operand, hint);
	}

	op(op: Op): void {
		switch (op.name) {
			case "null":
				break;
			case "incref":
				this.#incref(op);
				break;
			case "decref":
				this.#consume(op, 0);
				this.#mayEnd(op);
				break;
			case "end_lifetime":
				if (this.#facts.isOwned(op.operands[0] as Value)) this.#consume(op, 0);
				this.#mayEnd(op);
				break;
			case "ends_quietly":
				this.#endsQuietly(op);
				break;
			case "adopt":
			case "adopt_nullable":
				this.#adopt(op);
				break;
			case "load":
			case "load_field":
				this.#load(op);
				break;
			case "store":
			case "store_field":
				this.#store(op);
				break;
			case "call":
			case "call_indirect":
				this.#call(op);
				break;
			case "ret":
				this.#ret(op);
				break;
			case "deopt":
				this.#deopt(op);
				break;
			case "br_null":
			case "cond_br":
				this.#branch(op);
				break;
			case "br":
			case "switch":
			case "unreachable":
				this.#uses(op);
				this.#checked(op);
				this.#testedLocals(op);
				break;
			default:
				this.#uses(op);
				break;
		}
	}

	// --- References

	#uses(op: Op): void {
		const compares = op.name === "icmp";
		const { length } = op.operands;
		for (let i = 0; i < length; i++) this.#use(op, i, compares);
	}

	/** The op looks at its operand `i`; with `nullable` also where it is NULL. */
	#use(op: Op, i: number, nullable = false): void {
		const v = op.operands[i] as Value;
		const u = this.#unchecked;
		if (u?.result === v && !this.#isCheck(op, u)) {
			const hint = `${calleeText(u.op)} may fail`;
			this.#fail(op, v, `%${v.name} is used before it is checked`, i, hint);
			return;
		}
		if (!this.#facts.isTracked(v)) return;
		const problem = this.#problem(v, nullable || v.type === "obj?");
		if (problem) this.#fail(op, v, problem, i);
	}

	#isCheck(op: Op, u: Unchecked): boolean {
		if (op.name !== "icmp") return false;
		const [r] = op.results;
		return (
			r !== undefined &&
			this.#facts.failingWay(r, u.result, u.failure) !== undefined
		);
	}

	/** Why the object of a value may not be looked at; undefined when it may. */
	#problem(v: Value, nullable: boolean): string | undefined {
		const s = this.#state;
		if (this.#facts.isNull(v)) return undefined;
		if (s.nulls.has(v))
			return nullable ? undefined : `%${v.name} is NULL on this path`;
		if (s.unbound.has(v) && !nullable)
			return `%${v.name} may be NULL: the local may be unbound`;
		if (s.counts.has(v)) return undefined;
		if (this.#facts.isOwned(v)) return `%${v.name} is used after its release`;
		if (this.#facts.heirsOf(v).some((heir) => s.counts.has(heir)))
			return undefined;
		const support = this.#facts.supportOf(v);
		if (support.kind === "slot" && s.stale.has(v))
			return `%${v.name} is borrowed from ${this.#facts.slotName(support.slot)}, which has been stored to`;
		if (support.kind !== "value") return undefined;
		for (const of of support.of) {
			if (this.#report.isWrong(of)) continue;
			const inner = this.#problem(of, false);
			if (inner) return `%${v.name} is borrowed from %${of.name}: ${inner}`;
		}
		if (s.stale.has(v) && !this.#isHeld(v))
			return `%${v.name} is borrowed from memory that may have changed since`;
		return undefined;
	}

	/** Has the value been stored to a fast local, which holds it still? */
	#isHeld(v: Value): boolean {
		for (const held of this.#state.held.values()) if (held === v) return true;
		return false;
	}

	#incref(op: Op): void {
		const v = op.operands[0] as Value;
		this.#use(op, 0);
		if (this.#facts.isNull(v) || this.#state.nulls.has(v)) return;
		this.#state.counts.set(v, (this.#state.counts.get(v) ?? 0) + 1);
	}

	/** The op takes the reference of its operand `i`. */
	#consume(op: Op, i: number): void {
		const v = op.operands[i] as Value;
		const isUnchecked = this.#unchecked?.result === v && op.name !== "ret";
		if (isUnchecked || !isRef(v.type)) this.#use(op, i);
		else this.#take(op, v, this.#state, i);
	}

	/** An edge hands on the value to a block parameter, which owns it. */
	pass(op: Op, v: Value, state: State): void {
		if (isRef(v.type)) this.#take(op, v, state, -1);
	}

	#take(op: Op, v: Value, s: State, operand: number): void {
		if (this.#facts.isNull(v)) return;
		if (s.nulls.has(v)) {
			const isCounted = op.name === "decref" && v.type === "obj";
			if (isCounted)
				this.#fail(op, v, `%${v.name} is NULL on this path`, operand);
			return;
		}
		const n = s.counts.get(v) ?? 0;
		if (n > 1) s.counts.set(v, n - 1);
		else s.counts.delete(v);
		if (n > 0) return;
		const releases = op.name === "decref" || op.name === "end_lifetime";
		const what = releases ? "is released twice" : "is used after its release";
		if (this.#facts.isOwned(v))
			this.#fail(op, v, `%${v.name} ${what}`, operand);
		else
			this.#fail(
				op,
				v,
				`%${v.name} is borrowed: ${releases ? "there is no reference to release" : `'${op.name}' takes a reference`}`,
				operand,
				releases ? undefined : `incref %${v.name} before it`,
			);
	}

	#adopt(op: Op): void {
		const v = op.operands[0] as Value;
		const s = this.#state;
		const [result] = op.results;
		if (result) {
			s.counts.set(result, 1);
			s.nulls.delete(result);
			s.quiet.delete(result);
		}
		if (!isRef(v.type)) {
			this.#use(op, 0);
			if (this.#adopted.has(v))
				this.#fail(op, v, `%${v.name} is taken over twice`, 0);
			this.#adopted.add(v);
			return;
		}
		if (this.#facts.isNull(v)) return;
		this.#use(op, 0, op.name === "adopt_nullable");
		const n = s.counts.get(v);
		if (n !== undefined) {
			if (n > 1) s.counts.set(v, n - 1);
			else s.counts.delete(v);
			return;
		}
		const from = opOf(v);
		const slot =
			from?.name === "load"
				? this.#facts.localOf(from.operands[0] as Value)
				: undefined;
		if (slot === undefined && from?.name === "load") {
			s.stale.add(v);
			return;
		}
		if (slot !== undefined && result && s.quietSlots.has(slot))
			s.quiet.add(result);
		if (slot !== undefined && !s.taken.has(slot)) s.taken.add(slot);
		else
			this.#fail(
				op,
				v,
				slot === undefined
					? `%${v.name} is borrowed: there is no reference to take over`
					: `the reference of ${this.#facts.slotName(slot)} is taken over twice`,
				0,
			);
	}

	// --- Memory

	#load(op: Op): void {
		this.#use(op, 0);
		const [r] = op.results;
		if (!r || !isRef(r.type)) return;
		this.#borrows(r);
		if (op.name !== "load") return;
		const slot = this.#facts.localOf(op.operands[0] as Value);
		if (slot === undefined || this.#state.bound[slot]) return;
		if (r.type === "obj") this.#state.unbound.add(r);
	}

	#store(op: Op): void {
		this.#use(op, 1);
		this.#consume(op, 0);
		const slot =
			op.name === "store"
				? this.#facts.localOf(op.operands[1] as Value)
				: undefined;
		if (slot === undefined) {
			this.#storesInto(op);
			return;
		}
		const s = this.#state;
		if (!s.taken.delete(slot))
			this.#report.op(
				this.#block,
				op,
				`${this.#facts.slotName(slot)} is overwritten with its reference not taken over`,
				0,
				"load and adopt what it holds first",
			);
		this.#written(slot);
		const v = op.operands[0] as Value;
		s.bound[slot] = !this.#facts.isNull(v);
		s.held.set(slot, this.#facts.loadOf(v));
		if (s.bound[slot] && v.type === "obj?" && !s.present.has(v))
			this.#fail(op, v, `%${v.name} may be NULL: it is stored to a local`, 0);
	}

	/** What the op gives may be borrowed. */
	#borrows(r: Value): void {
		for (const set of [this.#state.stale, this.#state.nulls, this.#state.quiet])
			set.delete(r);
		for (const [slot, v] of this.#state.held)
			if (v === r) this.#state.held.delete(slot);
		this.#loaded.push(r);
	}

	/** A reference goes into memory that is none of the frame's. */
	#storesInto(op: Op): void {
		const [v, address] = op.operands as [Value, Value];
		if (isRef(v.type) && this.#facts.slotOf(address) === undefined)
			this.#changed();
	}

	/** Objects may have changed: what was borrowed from their memory may be there no more. */
	#changed(): void {
		const check = (v: Value): void => {
			if (this.#facts.isFromMemory(v)) this.#state.stale.add(v);
		};
		for (const v of this.#facts.liveIn.get(this.#block) ?? []) check(v);
		for (const v of this.#loaded) check(v);
	}

	#endsQuietly(op: Op): void {
		this.#use(op, 0);
		const v = op.operands[0] as Value;
		const s = this.#state;
		s.quiet.add(v);
		const support = this.#facts.supportOf(v);
		if (support.kind === "slot" && !s.stale.has(v))
			s.quietSlots.add(support.slot);
	}

	/** The op gives up a reference. What something else keeps alive does not end, and nobody has to notice when it does. */
	#mayEnd(op: Op): void {
		const v = op.operands[0] as Value;
		this.#mayBeSeen(op);
		const s = this.#state;
		const isKept = (x: Value): boolean =>
			isRef(x.type) &&
			this.#facts.supportOf(x).kind !== "lasting" &&
			this.#problem(x, false) === undefined;
		const of = opOf(v);
		const isTaken = of?.name === "adopt" || of?.name === "adopt_nullable";
		const kept = isTaken ? (of.operands[0] as Value) : v;
		if (this.#facts.isNull(v) || s.nulls.has(v) || s.quiet.has(v)) return;
		if (!isKept(kept)) this.#changed();
	}

	/** What was loaded from a fast local (all without `slot`) is not kept by it any more. */
	#written(slot?: number): void {
		const check = (v: Value): void => {
			const support = this.#facts.supportOf(v);
			if (support.kind !== "slot") return;
			if (slot === undefined || support.slot === slot) this.#state.stale.add(v);
		};
		if (slot === undefined) this.#state.held.clear();
		if (slot === undefined) this.#state.quietSlots.clear();
		else this.#state.quietSlots.delete(slot);
		for (const v of this.#facts.liveIn.get(this.#block) ?? []) check(v);
		for (const v of this.#loaded) check(v);
	}

	/** Code that may look at the frame runs here: its fast locals must own what they hold. */
	#mayBeSeen(op: Op): void {
		const [slot] = this.#state.taken;
		if (slot === undefined) return;
		this.#report.op(
			this.#block,
			op,
			`${this.#facts.slotName(slot)} still holds the reference that was taken over from it`,
			0,
			"store to it before anything else can look at it",
		);
		this.#state.taken.clear();
	}

	// --- Calls

	#call(op: Op): void {
		const callee = this.#callees.of(op);
		if (!callee) return;
		this.#checked(op);
		const { signature, takes, nullable, first } = callee;
		const { length } = op.operands;
		const isTaken = (i: number): boolean =>
			takes[i - first] === true && isRef((op.operands[i] as Value).type);
		for (let i = 0; i < length; i++)
			if (!isTaken(i)) this.#use(op, i, nullable[i - first]);
		for (let i = first; i < length; i++) if (isTaken(i)) this.#consume(op, i);
		if (callee.isArbitrary) this.#mayBeSeen(op);
		else if (callee.writesSlots) this.#written();
		if (callee.changesObjects) this.#changed();
		this.#leaves(op, signature);
		const [r] = op.results;
		if (r && isRef(r.type)) this.#borrows(r);
		if (r && this.#facts.isOwned(r)) this.#state.counts.set(r, 1);
	}

	/** The exception state and the frame: what the callee asks, what it leaves on both ways. */
	#leaves(op: Op, signature: Signature): void {
		const s = this.#state;
		const asked = signature.pending ?? [];
		if (asked.includes("required"))
			this.#wants(op, SET, "needs a pending exception");
		else if (!asked.includes("allowed"))
			this.#wants(op, NONE, "is called with an exception pending");
		// Where it is wrong it stays as it is: one finding is enough.
		const before = asked.includes("required") ? SET : s.pending;
		const ok = asked.includes("sets")
			? SET
			: asked.includes("clears")
				? NONE
				: before;
		const frame = this.#frame(op, signature.frame);
		const [result] = op.results;
		if (signature.failure === "never" || !result) {
			s.pending = ok;
			s.frame = frame.ok;
			return;
		}
		const failed = signature.failure === "null?" ? SET | NONE : SET;
		s.pending = ok | failed;
		this.#unchecked = {
			result,
			op,
			failure: signature.failure,
			pending: { ok, failed },
			frame,
		};
	}

	/** The pending exception must be as `wanted` says, on every path. */
	#wants(op: Op, wanted: number, what: string): void {
		const wrong = this.#state.pending & ~wanted;
		if (wrong === 0) return;
		const bit = wrong & SET ? SET : wrong & ENTRY ? ENTRY : NONE;
		const thrown =
			bit === ENTRY ? "'%throwflag' has not been tested" : undefined;
		this.#report.op(this.#block, op, `${calleeText(op)} ${what}`, bit, thrown);
	}

	#frame(op: Op, role: FrameRole | undefined): { ok: number; failed: number } {
		const now = this.#state.frame;
		const isEntry = this.#facts.fn.code !== undefined;
		if (!role || !isEntry) return { ok: now, failed: now };
		const wanted = role === "enter" || role === "outside" ? OUTSIDE : INSIDE;
		if (now & ~wanted)
			this.#report.op(
				this.#block,
				op,
				wanted === INSIDE
					? `${calleeText(op)} leaves the frame, which is not entered or left already`
					: `${calleeText(op)} is called in the frame, which has not been left`,
			);
		switch (role) {
			case "enter":
				return { ok: INSIDE, failed: OUTSIDE };
			case "leave":
				return { ok: OUTSIDE, failed: OUTSIDE };
			case "try_leave":
				return { ok: OUTSIDE, failed: INSIDE };
			case "outside":
				return { ok: OUTSIDE, failed: OUTSIDE };
		}
	}

	/** The result of the last fallible call must have been checked. */
	#checked(op: Op): void {
		const u = this.#unchecked;
		if (!u) return;
		this.#report.op(
			this.#block,
			op,
			`the result of ${calleeText(u.op)} is not checked before '${op.name}'`,
		);
		this.#settle(u, this.#state, "ok");
	}

	#settle(u: Unchecked, s: State, how: "ok" | "failed"): void {
		s.pending = u.pending[how];
		s.frame = u.frame[how];
		this.#unchecked = undefined;
	}

	// --- Ends of blocks

	#branch(op: Op): void {
		const v = op.operands[0] as Value;
		const u = this.#unchecked;
		if (u && this.#failedWay(op, u) === undefined) this.#checked(op);
		if (op.name === "br_null" && u?.result !== v) this.#use(op, 0, true);
		this.#testedLocals(op);
	}

	/** What was loaded from a local that may be unbound, as an `obj`, is tested at the end of its block. */
	#testedLocals(op: Op): void {
		for (const v of this.#state.unbound)
			if (op.name !== "br_null" || op.operands[0] !== v)
				this.#fail(
					op,
					v,
					`%${v.name} is not tested before '${op.name}': the local may be unbound`,
				);
	}

	#failedWay(op: Op, u: Unchecked): 0 | 1 | undefined {
		const v = op.operands[0] as Value;
		if (op.name === "cond_br")
			return this.#facts.failingWay(v, u.result, u.failure);
		return v === u.result && u.failure.startsWith("null") ? 0 : undefined;
	}

	/** Narrows the state to one way of the block's last op. */
	way(op: Op, way: number, s: State): void {
		const v = op.operands[0];
		const u = this.#unchecked;
		const failedWay = u && this.#failedWay(op, u);
		if (u && failedWay !== undefined) {
			s.pending = failedWay === way ? u.pending.failed : u.pending.ok;
			s.frame = failedWay === way ? u.frame.failed : u.frame.ok;
			const isNull = failedWay === way && u.failure.startsWith("null");
			if (isNull) this.#isNull(u.result, s);
		}
		if (!v) return;
		if (op.name === "br_null") this.#nullness(v, way === 0, s);
		if (op.name === "cond_br" && s.pending & ENTRY && this.#facts.mayBeThrown) {
			const thrown = this.#facts.thrownWay(v);
			if (thrown !== undefined)
				s.pending = (s.pending & ~ENTRY) | (thrown === way ? SET : NONE);
		}
	}

	#nullness(v: Value, isNull: boolean, s: State): void {
		if (isNull) {
			this.#isNull(v, s);
			return;
		}
		s.unbound.delete(v);
		s.nulls.delete(v);
		if (v.type === "obj?") s.present.add(v);
		const support = this.#facts.supportOf(v);
		if (support.kind === "slot" && !s.stale.has(v))
			s.bound[support.slot] = true;
	}

	#isNull(v: Value, s: State): void {
		s.counts.delete(v);
		s.unbound.delete(v);
		if (isRef(v.type)) s.nulls.add(v);
	}

	#deopt(op: Op): void {
		this.#checked(op);
		this.#wants(
			op,
			NONE,
			"goes on in the interpreter with an exception pending",
		);
		op.operands.forEach((_, i) => {
			this.#consume(op, i);
		});
		this.#frame(op, "leave");
		this.#exit(op);
	}

	#ret(op: Op): void {
		const { signature } = this.#facts.fn;
		const [v] = op.operands;
		const u = this.#unchecked;
		const handsOn =
			u !== undefined &&
			u.result === v &&
			isSameFailure(u.failure, signature.failure);
		if (handsOn) this.#settle(u, this.#state, "ok");
		else {
			this.#checked(op);
			this.#returnsFailure(op, v);
		}
		if (v && isRef(v.type)) {
			if (signature.ownResult) this.#consume(op, 0);
			else this.#use(op, 0, true);
		}
		this.#exit(op);
		const isEntry = this.#facts.fn.code !== undefined;
		if (isEntry && !signature.frame && this.#state.frame !== OUTSIDE)
			this.#report.op(this.#block, op, "the frame is not left on this path");
	}

	/** Does the value returned agree with the pending exception? */
	#returnsFailure(op: Op, v: Value | undefined): void {
		const { failure } = this.#facts.fn.signature;
		const asked = this.#facts.fn.signature.pending ?? [];
		if (failure === "null?" || asked.includes("sets")) return;
		const failing = v && this.#saysFailure(v, failure);
		const entry = asked.length > 0 ? ENTRY : 0;
		const wrong = this.#state.pending & ~(failing ? SET : NONE | entry);
		if (wrong === 0) return;
		const bit = wrong & SET ? SET : wrong & ENTRY ? ENTRY : NONE;
		this.#report.op(
			this.#block,
			op,
			failing
				? `returns ${FAILED_TEXT[failure]} with no exception pending`
				: "returns with an exception pending, and the result does not say so",
			bit,
		);
	}

	#saysFailure(v: Value, failure: Failure): boolean {
		if (failure === "null")
			return this.#facts.isNull(v) || this.#state.nulls.has(v);
		const op = opOf(v);
		if (op?.name !== "const") return false;
		const { value } = op.attrs[0] as AttrTypes["literal"];
		if (failure === "minus_one") return value === -1n;
		return failure === "zero" && value === 0n;
	}

	/** Control leaves the function: nothing may own a reference any more. */
	#exit(op: Op): void {
		this.#mayBeSeen(op);
		for (const [v, n] of this.#state.counts)
			this.#fail(
				op,
				v,
				`%${v.name} is not released on this path`,
				undefined,
				n > 1 ? `it owns ${n} references` : undefined,
			);
	}
}

const FAILED_TEXT: { readonly [F in Failure]: string } = {
	never: "",
	null: "NULL",
	"null?": "NULL",
	minus_one: "-1",
	zero: "0",
};

function isSameFailure(given: Failure, promised: Failure): boolean {
	return given === promised || (given === "null" && promised === "null?");
}

function calleeText(op: Op): string {
	return op.name === "call" ? `'@${String(op.attrs[0])}'` : `'${op.name}'`;
}
