/** What the ownership verifier wants to know of the functions that are called, looked up once for each. */
import type { Effects, Memory } from "./effects.ts";
import { calleeSignature } from "./infer.ts";
import type { Module, Op, Value } from "./ir.ts";
import { effectsOf, throughCalls } from "./op-effects.ts";
import { isRef, type Signature } from "./types.ts";

export interface Callee {
	readonly signature: Signature;
	/** Index of the operand that is the first parameter. */
	readonly first: number;
	/** Of each parameter: does the callee take its reference? */
	readonly takes: readonly boolean[];
	/** Of each parameter: may it be NULL? */
	readonly nullable: readonly boolean[];
	readonly isArbitrary: boolean;
	readonly writesSlots: boolean;
	/** May it change what objects hold? */
	readonly changesObjects: boolean;
}

export class Callees {
	readonly #module: Module;
	readonly #known = new Map<string | Signature, Callee | undefined>();
	/** Of functions with a body, what their ops do. */
	readonly #changesObjects: (op: Op) => boolean;

	constructor(module: Module) {
		this.#module = module;
		this.#changesObjects = throughCalls(module, (op) =>
			this.#opChangesObjects(op),
		);
	}

	/** The callee of a `call` or `call_indirect`; undefined when the module does not know it. */
	of(op: Op): Callee | undefined {
		const key = op.attrs[0] as string | Signature;
		let callee = this.#known.get(key);
		if (!callee && !this.#known.has(key)) {
			callee = this.#make(op);
			this.#known.set(key, callee);
		}
		return callee;
	}

	#make(op: Op): Callee | undefined {
		const signature = calleeSignature(this.#module, op);
		if (!signature) return undefined;
		const effects = effectsOf(this.#module, op);
		return {
			signature,
			first: op.name === "call_indirect" ? 1 : 0,
			takes: signature.params.map((p) => p.own === "consume" && isRef(p.type)),
			nullable: signature.params.map((p) => p.type === "obj?"),
			isArbitrary: effects.arbitrary,
			writesSlots: writesSlots(effects),
			changesObjects: this.#changesObjects(op),
		};
	}

	#opChangesObjects(op: Op): boolean {
		const effects = effectsOf(this.#module, op);
		if (op.name === "call") return changesObjects(effects);
		if (op.name === "store" || op.name === "store_field")
			return isRef((op.operands[0] as Value).type);
		return effects.arbitrary;
	}
}

/** Memory in which objects hold references. */
const HOLDS: ReadonlySet<Memory> = new Set([
	"attrs",
	"cells",
	"globals",
	"items",
	"types",
]);

function changesObjects(e: Effects): boolean {
	return e.writes === "any" || e.writes.some((m) => HOLDS.has(m));
}

function writesSlots(e: Effects): boolean {
	return e.writes === "any" || e.writes.includes("slots");
}
