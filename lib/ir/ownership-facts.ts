/**
 * What the ownership verifier knows of a function before it walks it: what keeps each borrowed value alive, which fast local
 * an address is, which references are alive at the head of each block, which conditions tell that a call failed.
 */

import { type InEdge, predecessors } from "./cfg.ts";
import { calleeSignature } from "./infer.ts";
import type { AttrTypes, Block, Fn, Module, Op, Value } from "./ir.ts";
import { isOwned } from "./ownership.ts";
import { type Failure, isRef } from "./types.ts";
import { opOf } from "./uses.ts";

/** CO_GENERATOR, CO_COROUTINE and CO_ASYNC_GENERATOR of Include/cpython/code.h: frames that may be thrown into. */
const SUSPENDABLE = 0x20 | 0x80 | 0x200;
const [VARARGS, VARKEYWORDS] = [0x4, 0x8];

/**
 * What keeps the object of a value alive while the value itself counts nothing: a fast local, until it is stored to; other
 * values, while all of them live; something that outlives the call of the function.
 */
export type Support =
	| { readonly kind: "slot"; readonly slot: number }
	| { readonly kind: "value"; readonly of: readonly Value[] }
	| { readonly kind: "lasting" };

const LASTING: Support = { kind: "lasting" };

export class OwnershipFacts {
	readonly fn: Fn;
	readonly module: Module;
	readonly predecessors: Map<Block, InEdge[]>;
	/** References that some op of the block or of one behind it uses, where the block does not define them. */
	readonly liveIn: ReadonlyMap<Block, ReadonlySet<Value>>;
	/** The frame's fast locals that hold a value when the function is entered. */
	readonly bound: readonly boolean[];
	/** May the function be entered with an exception pending, thrown into its frame? */
	readonly mayBeThrown: boolean;
	readonly #owned = new Map<Value, boolean>();
	readonly #support = new Map<Value, Support>();
	readonly #heirs: ReadonlyMap<Value, readonly Value[]>;
	readonly #throwflag: Value | undefined;

	constructor(module: Module, fn: Fn) {
		this.module = module;
		this.fn = fn;
		this.predecessors = predecessors(fn);
		this.liveIn = liveReferences(fn, this.predecessors);
		this.bound = boundSlots(fn);
		this.#heirs = adoptions(fn);
		const { code } = fn;
		this.mayBeThrown = code !== undefined && (code.flags & SUSPENDABLE) !== 0;
		this.#throwflag = code && fn.blocks[0]?.params[2];
	}

	isOwned(v: Value): boolean {
		let owned = this.#owned.get(v);
		if (owned === undefined) {
			owned = isOwned(this.module, this.fn, v);
			this.#owned.set(v, owned);
		}
		return owned;
	}

	/** The constant NULL: it owns nothing and may be given away any number of times. */
	isNull(v: Value): boolean {
		return opOf(v)?.name === "null";
	}

	/** Index in localsplus of the entry at an address; undefined when it is none, or of a computed index. */
	slotOf(address: Value): number | undefined {
		const op = opOf(address);
		if (!this.fn.code || op?.name !== "elem_addr") return undefined;
		const base = opOf(op.operands[0] as Value);
		if (base?.name !== "field_addr") return undefined;
		const { field } = base.attrs[0] as AttrTypes["field"];
		const index = constantOf(op.operands[1] as Value);
		return field === "localsplus" && index !== undefined
			? Number(index)
			: undefined;
	}

	/** The same for a fast local; undefined for an entry of the value stack. */
	localOf(address: Value): number | undefined {
		const slot = this.slotOf(address);
		const n = this.fn.code?.slots.length ?? 0;
		return slot !== undefined && slot < n ? slot : undefined;
	}

	slotName(slot: number): string {
		return `slot ${slot} ${JSON.stringify(this.fn.code?.slots[slot]?.name ?? "")}`;
	}

	supportOf(v: Value): Support {
		let support = this.#support.get(v);
		if (!support) {
			support = this.#findSupport(v);
			this.#support.set(v, support);
		}
		return support;
	}

	#findSupport(v: Value): Support {
		const op = opOf(v);
		const [base] = op?.operands ?? [];
		if (!op || !base) return LASTING;
		switch (op.name) {
			case "as_ptr":
			case "as_obj":
			case "field_addr":
			case "elem_addr":
				return this.isTracked(base) ? { kind: "value", of: [base] } : LASTING;
			case "load":
			case "load_field": {
				const slot = op.name === "load" ? this.localOf(base) : undefined;
				if (slot !== undefined && isRef(v.type)) return { kind: "slot", slot };
				if (!isRef(v.type)) return LASTING;
				return this.isTracked(base) ? { kind: "value", of: [base] } : LASTING;
			}
			case "call":
			case "call_indirect": {
				const of = this.#lenders(op, v);
				return of.length > 0 ? { kind: "value", of } : LASTING;
			}
			default:
				return LASTING;
		}
	}

	/** The load or call that a reference comes from, behind changes of its type and references taken over. */
	loadOf(v: Value): Value {
		const op = opOf(v);
		if (!op || !SAME_OBJECT.has(op.name)) return v;
		const from = op.operands[0] as Value;
		const isInMemory = op.name === "adopt" && !isRef(from.type);
		return isInMemory ? v : this.loadOf(from);
	}

	/** What has taken over references of a value: the results of `adopt`. */
	heirsOf(v: Value): readonly Value[] {
		return this.#heirs.get(v) ?? [];
	}

	/** Is the value borrowed from memory of an object that may come to hold something else? Tuples do not change. */
	isFromMemory(v: Value): boolean {
		const op = opOf(v);
		if (!op || this.supportOf(v).kind !== "value") return false;
		if (op.name === "load") return !isInTuple(op.operands[0] as Value);
		return (
			op.name === "load_field" ||
			op.name === "call" ||
			op.name === "call_indirect"
		);
	}

	/** What a result that owns nothing is part of, as the callee's clause `from` says: without one, the first reference. */
	#lenders(op: Op, result: Value): readonly Value[] {
		const signature = calleeSignature(this.module, op);
		if (!signature || this.isOwned(result)) return [];
		const args = op.operands.slice(op.name === "call_indirect" ? 1 : 0);
		if (signature.from)
			return signature.from
				.map((i) => args[i] as Value)
				.filter((a) => this.isTracked(a));
		const first = args.find((a) => isRef(a.type));
		return first && isRef(result.type) ? [first] : [];
	}

	/** Does the value, a reference or an address in an object, live only as long as something else does? */
	isTracked(v: Value): boolean {
		if (isRef(v.type)) return true;
		return v.type === "ptr" && this.supportOf(v).kind !== "lasting";
	}

	/** For a condition of a branch: the way (0 or 1) taken when the call that gave `result` failed; undefined when it does not tell. */
	failingWay(
		condition: Value,
		result: Value,
		failure: Failure,
	): 0 | 1 | undefined {
		if (condition === result) return failure === "zero" ? 1 : undefined;
		const op = opOf(condition);
		if (op?.name !== "icmp" || op.operands[0] !== result) return undefined;
		const other = op.operands[1] as Value;
		const tests = FAILED[failure];
		const against = this.isNull(other) ? 0n : constantOf(other);
		const isTrue = tests[`${String(op.attrs[0])} ${against}`];
		return isTrue === undefined ? undefined : isTrue ? 0 : 1;
	}

	/** The way taken when an exception was thrown into the frame; undefined when the condition does not tell. */
	thrownWay(condition: Value): 0 | 1 | undefined {
		const op = opOf(condition);
		const flag = this.#throwflag;
		if (op?.name !== "icmp" || !flag || op.operands[0] !== flag)
			return undefined;
		const against = constantOf(op.operands[1] as Value);
		return THROWN[`${String(op.attrs[0])} ${against}`];
	}
}

/** Comparisons of the third argument that tell of an exception: the way that is taken then. It is 1; what is neither 0 nor 1 says something else. */
const THROWN: Readonly<Record<string, 0 | 1>> = {
	"eq 0": 1,
	"ne 0": 0,
	"eq 1": 0,
	"ne 1": 1,
};

/** Comparisons of a result that tell of failure: whether they are true when the call failed. */
const FAILED: { readonly [F in Failure]: Readonly<Record<string, boolean>> } = {
	never: {},
	null: { "eq 0": true, "ne 0": false },
	"null?": { "eq 0": true, "ne 0": false },
	zero: { "eq 0": true, "ne 0": false },
	minus_one: {
		"slt 0": true,
		"sge 0": false,
		"eq -1": true,
		"ne -1": false,
		"sle -1": true,
		"sgt -1": false,
	},
};

/** The integer a value is, where it is a constant. */
export function constantOf(v: Value): bigint | undefined {
	const op = opOf(v);
	if (op?.name !== "const") return undefined;
	const { value } = op.attrs[0] as AttrTypes["literal"];
	return typeof value === "bigint" ? value : undefined;
}

/** Ops whose result is the object of their operand. */
const SAME_OBJECT: ReadonlySet<string> = new Set(["as_ptr", "as_obj", "adopt"]);

/** Is it the address of an item of a tuple? */
function isInTuple(address: Value): boolean {
	const op = opOf(address);
	if (op?.name === "elem_addr") return isInTuple(op.operands[0] as Value);
	if (op?.name !== "field_addr") return false;
	return (op.attrs[0] as AttrTypes["field"]).struct === "PyTupleObject";
}

function adoptions(fn: Fn): Map<Value, Value[]> {
	const heirs = new Map<Value, Value[]>();
	for (const b of fn.blocks)
		for (const op of b.ops) {
			if (op.name !== "adopt" && op.name !== "adopt_nullable") continue;
			const v = op.operands[0] as Value;
			const list = heirs.get(v);
			if (list) list.push(...op.results);
			else heirs.set(v, [...op.results]);
		}
	return heirs;
}

/** Arguments are bound; cells and free variables count as bound, since loads of the cell itself need no check. */
function boundSlots(fn: Fn): boolean[] {
	const { code } = fn;
	if (!code) return [];
	let n = code.argcount + code.kwonlyargcount;
	if (code.flags & VARARGS) n++;
	if (code.flags & VARKEYWORDS) n++;
	return code.slots.map((s, i) => i < n || s.cell || s.free);
}

/** Walks up from each use to the definition: work proportional to the live ranges that cross blocks. */
function liveReferences(
	fn: Fn,
	into: ReadonlyMap<Block, InEdge[]>,
): Map<Block, Set<Value>> {
	const liveIn = new Map<Block, Set<Value>>();
	const home = new Map<Op, Block>();
	for (const b of fn.blocks) for (const op of b.ops) home.set(op, b);
	const use = (v: Value, at: Block): void => {
		if (!isRef(v.type)) return;
		const from = "params" in v.def ? v.def : home.get(v.def);
		const work = [at];
		for (let b = work.pop(); b; b = work.pop()) {
			if (b === from) continue;
			const live = liveIn.get(b);
			if (live?.has(v)) continue;
			if (live) live.add(v);
			else liveIn.set(b, new Set([v]));
			for (const p of into.get(b) ?? []) work.push(p.from);
		}
	};
	for (const b of fn.blocks)
		for (const op of b.ops) {
			for (const v of op.operands) use(v, b);
			for (const e of op.successors) for (const v of e.args) use(v, b);
		}
	return liveIn;
}
