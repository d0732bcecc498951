/**
 * expand-deopts: `deopt` becomes stores of the value stack into the frame and a call that hands the frame to the interpreter.
 *
 * Needs: a lowered function (parameters tstate, frame, throwflag; a load of `tstate->cframe` in its entry) with counted references.
 * Guarantees: no `deopt` is left.
 */
import {
	type Attr,
	type AttrTypes,
	addResult,
	type Fn,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import type { OpName } from "../ir/ops.ts";
import type { Type } from "../ir/types.ts";
import { invariant } from "../support/diagnostic.ts";

export function expandDeopts(fn: Fn): boolean {
	let n = 0;
	let entry: ReturnType<typeof nativeEntry> | undefined;
	const emit = (
		out: Op[],
		at: Op,
		name: OpName,
		attrs: Attr[],
		operands: Value[],
		type?: Type,
	): Value => {
		const { offset, loc } = at;
		const op = newOp(name, { attrs, operands, offset, loc });
		out.push(op);
		return type ? addResult(op, `deopt.${n++}`, type) : (operands[0] as Value);
	};
	for (const block of fn.blocks) {
		const op = block.ops.at(-1);
		if (op?.name !== "deopt") continue;
		invariant(fn.code, "deopt stands in a lowered Python function");
		entry ??= nativeEntry(fn);
		const { tstate, frame, cf } = entry;
		const base = fn.code.slots.length;
		const out = block.ops.slice(0, -1);
		const int = (value: number, type: "i32" | "i64"): Value =>
			emit(out, op, "const", [{ type, value: BigInt(value) }], [], type);
		if (op.operands.length > 0) {
			const field = { struct: "_PyInterpreterFrame", field: "localsplus" };
			const locals = emit(out, op, "field_addr", [field], [frame], "ptr");
			op.operands.forEach((v, i) => {
				const index = int(base + i, "i64");
				const at = emit(out, op, "elem_addr", ["ptr"], [locals, index], "ptr");
				emit(out, op, "store", [], [v, at]);
			});
		}
		const why = emit(out, op, "string_addr", [...op.attrs], [], "ptr");
		const offset = int(op.offset, "i32");
		const depth = int(op.operands.length, "i32");
		const args = [tstate, frame, cf, offset, depth, why];
		const r = emit(out, op, "call", ["Coconut_Deopt"], args, "obj");
		emit(out, op, "ret", [], [r]);
		block.ops = out;
	}
	return n > 0;
}

/** The values every native function of a frame has: its parameters and the _PyCFrame in use. */
export function nativeEntry(fn: Fn): {
	tstate: Value;
	frame: Value;
	cf: Value;
} {
	const entry = fn.blocks[0];
	const [tstate, frame] = entry?.params ?? [];
	const load = entry?.ops.find(
		(op) =>
			op.name === "load_field" &&
			(op.attrs[0] as AttrTypes["field"]).field === "cframe",
	);
	const cf = load?.results[0];
	invariant(tstate && frame && cf, `@${fn.name} is a native entry`);
	return { tstate, frame, cf };
}
