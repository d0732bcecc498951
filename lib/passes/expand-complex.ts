/**
 * expand-complex: a complex number becomes two values, its real and its imaginary part, as parameters of blocks too.
 *
 * Needs: a lowered function. Guarantees: no value of type complex is left.
 */
import {
	addResult,
	type Block,
	type Edge,
	type Fn,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import { hasComplex, isComplex, replaceUses } from "../ir/uses.ts";
import { invariant } from "../support/diagnostic.ts";

/** Of each complex the real and the imaginary part. */
const PARTS = ["re", "im"] as const;

export function expandComplex(fn: Fn): boolean {
	if (fn.kind === "py" || !hasComplex(fn)) return false;
	const splitter = new Splitter();
	for (const b of fn.blocks) splitter.params(b);
	for (const b of fn.blocks) splitter.ops(b);
	replaceUses(fn, splitter.taken);
	return true;
}

class Splitter {
	readonly #parts = new Map<Value, readonly Value[]>();
	/** What complex.re and complex.im gave, and what that is now. */
	readonly taken = new Map<Value, Value>();

	params(b: Block): void {
		if (!b.params.some(isComplex)) return;
		b.params = b.params.flatMap((p) => {
			if (!isComplex(p)) return [p];
			const parts = PARTS.map(
				(part): Value => ({ name: partName(p, part), type: "f64", def: b }),
			);
			this.#parts.set(p, parts);
			return parts;
		});
	}

	ops(b: Block): void {
		b.ops = b.ops.flatMap((op): Op[] => {
			for (const e of op.successors) this.#edge(e);
			if (op.unwind) this.#edge(op.unwind);
			const [result] = op.results as [Value];
			const [z] = op.operands as [Value];
			switch (op.name) {
				case "complex.create":
					return [];
				case "complex.re":
				case "complex.im":
					this.taken.set(result, this.#of(z)[PART_OF[op.name]] as Value);
					return [];
				case "select":
					return isComplex(result) ? this.#selects(op) : [op];
				default:
					invariant(!op.operands.some(isComplex), `${op.name} of a complex`);
					return [op];
			}
		});
	}

	/** The parts of a complex; those of a `select` are made, and stand where it does once its block has been come to. */
	#of(z: Value): readonly Value[] {
		let parts = this.#parts.get(z);
		if (parts) return parts;
		const op = z.def as Op;
		if (op.name === "complex.create") parts = op.operands;
		else {
			invariant(op.name === "select", `%${z.name} is made of two floats`);
			parts = PARTS.map((part) => {
				const { offset, loc, at } = op;
				const half = newOp("select", { offset, loc, at });
				return addResult(half, partName(z, part), "f64");
			});
		}
		this.#parts.set(z, parts);
		return parts;
	}

	#selects(op: Op): Op[] {
		const [a, b, condition] = op.operands as [Value, Value, Value];
		return this.#of(op.results[0] as Value).map((v, i) => {
			const half = v.def as Op;
			const both = [a, b].map((z) => this.#of(z)[i] as Value);
			half.operands.push(...both, condition);
			return half;
		});
	}

	#edge(e: Edge): void {
		if (e.args.some(isComplex))
			e.args = e.args.flatMap((v) => (isComplex(v) ? this.#of(v) : [v]));
	}
}

const PART_OF = { "complex.re": 0, "complex.im": 1 } as const;

const partName = ({ name }: Value, part: string): string =>
	name && `${name}.${part}`;
