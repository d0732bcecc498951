/** What calls of known builtins and methods have in common. */
import { type Block, newBlock, type Value } from "../../ir/ir.ts";
import { narrow } from "./operand.ts";
import { LIKELY, type Path, to } from "./path.ts";
import type { ObjRep } from "./reps.ts";

/** How calls are done, by the globals that lead to what is called. */
export type Known<Call> = ReadonlyMap<string, Call>;

/**
 * Goes on where `known` says that something could be done with an object, which is so for objects of the types `types`. Where it may be of others, those go on by
 * themselves, on a path that does the op as it is; `sure`: the path is just left. False: there is no room for such a path.
 */
export function forkOff(
	p: Path,
	v: Value,
	known: Value,
	types: number,
	sure: boolean,
): boolean {
	if (sure) {
		p.exitUnless(known);
		return true;
	}
	if (!p.mayFork()) return false;
	const rep = p.rep(v) as ObjRep;
	const other = p.fork();
	narrow(other, v, rep, rep.mask & ~types);
	const next = newBlock("simple");
	p.end("cond_br", [known], [to(next), to(other.out as typeof next)], [LIKELY]);
	p.place(next);
	return true;
}

/** The block of a path that does the op as it is; undefined when there is no room for one. */
export function forkPlain(p: Path, v: Value, rep: ObjRep): Block | undefined {
	if (!p.mayFork()) return undefined;
	const other = p.fork();
	other.set(v, { ...rep, plain: true });
	return other.out;
}
