/** Iterators that live in frames, told apart by their types before a loop that has versions for some. */
import { newBlock, type Value } from "../../ir/ir.ts";
import { narrow } from "./operand.ts";
import { type Path, to } from "./path.ts";
import { isGoneOverInPlace, type Shape } from "./shapes.ts";

/** The paths that a path to such a loop becomes: one for each type that it may have and a version knows, and the path itself for the rest. `values`: those into the loop. */
export function apart(
	p: Path,
	values: readonly Value[],
	versions: readonly Shape[],
): Path[] {
	const known: Path[] = [];
	for (const [i, v] of values.entries())
		for (const version of versions) {
			const [rep, shape] = [p.rep(v), version.values[i]];
			if (rep.kind !== "obj" || rep.value.type !== "obj") break;
			if (shape?.kind !== "obj" || !isGoneOverInPlace(shape.mask)) continue;
			const rest = rep.mask & ~shape.mask;
			if (rest === 0 || rest === rep.mask) continue;
			const [yes, no] = [newBlock("iterator"), newBlock("other")];
			const x = p.copy(yes);
			const is = p.isOfType(rep.value, shape.mask);
			p.end("cond_br", [is], [to(yes), to(no)], [undefined]);
			p.engine.addBlock(yes);
			narrow(x, v, rep, shape.mask);
			p.place(no);
			narrow(p, v, rep, rest);
			known.push(x);
		}
	return [...known, p];
}
