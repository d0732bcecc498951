/** isinstance, where neither the object nor the class decides it by code of its own: what is known of the object may be the answer. */
import { type Block, newBlock, type Op, type Value } from "../../ir/ir.ts";
import { type Path, TYPE_OBJECTS, to, UNLIKELY } from "./path.ts";
import { dies, keepOwner } from "./places.ts";
import { T, TYPE_OF, within } from "./reps.ts";

/** The types that are told apart whose objects are instances of a class, by the global that leads to it; other types may be derived from any. */
const INSTANCES: ReadonlyMap<string, number> = new Map(
	[...TYPE_OBJECTS].map(([mask, symbol]) => [
		symbol,
		mask === T.INT ? T.INT | T.BOOL : mask,
	]),
);

/** What is known without a look at the object; undefined: that takes one. */
function known(
	p: Path,
	v: Value,
	classes: readonly Value[],
): boolean | undefined {
	const rep = p.rep(v);
	const mask =
		rep.kind === "num"
			? TYPE_OF[rep.type]
			: rep.kind === "obj"
				? rep.mask
				: T.OTHER;
	const covered = classes.map((c) => {
		const of = p.rep(c);
		return of.kind === "known" ? INSTANCES.get(of.symbol) : undefined;
	});
	if (covered.some((m) => m !== undefined && within(mask, m))) return true;
	const may = covered.reduce<number>((all, m) => all | (m ?? mask), T.OTHER);
	return (mask & may) === 0 ? false : undefined;
}

/**
 * Is it an instance of one of the classes? Where the answer is more than a look, a path that does the ops from `first` on as they are goes on by itself.
 * False: nothing was done.
 */
export function isInstance(
	p: Path,
	op: Op,
	v: Value,
	classes: readonly Value[],
	first = p.index,
): boolean {
	const result = op.results[0] as Value;
	const rep = p.rep(v);
	if (rep.kind !== "num" && rep.kind !== "obj") return false;
	if (dies(p, v)) return false;
	const all = classes.map((c) => p.rep(c));
	if (all.some((c) => c.kind !== "known" && c.kind !== "obj")) return false;
	const answer = known(p, v, classes);
	if (answer === undefined && rep.kind !== "obj") return false;
	keepOwner(p, v);
	for (const c of classes) keepOwner(p, c);
	let is: Value | undefined;
	for (const c of answer === undefined ? classes : []) {
		const found = p.emit(
			"call",
			["Coconut_QuickIsInstance"],
			[p.object(v), p.object(c)],
			"i32",
		);
		is = is ? p.emit("or", [], [is, found], "i32") : found;
	}
	let value: Value;
	if (is) {
		const zero = p.emit("const", [{ type: "i32", value: 0n }], [], "i32");
		const refused = p.icmp("slt", is, zero);
		if (all.every((c) => c.kind === "known") || !p.mayFork()) p.exitIf(refused);
		else forkAsItIs(p, op, refused, first);
		value = p.icmp("ne", is, zero);
	} else value = p.i1(answer === true);
	p.set(result, { kind: "num", type: "i1", value });
	return true;
}

/** What is asked of a class that decides it itself, as an abstract one does. */
function forkAsItIs(p: Path, op: Op, refused: Value, first: number): void {
	const callee = op.operands[1] as Value;
	const at = p.index;
	p.index = first;
	const other = p.fork();
	p.index = at;
	const { out } = other;
	const value = other.object(callee);
	other.set(callee, {
		kind: "obj",
		value,
		mask: T.OTHER,
		kept: "owned",
		plain: true,
	});
	const next = newBlock("simple");
	p.end("cond_br", [refused], [to(out as Block), to(next)], [UNLIKELY]);
	p.place(next);
}

/**
 * A tuple that the next op asks isinstance about: it is never made. Both ops are done here.
 */
export function classTuple(p: Path, op: Op): boolean {
	const next = p.block.ops[p.index + 1];
	if (next?.name !== "py.call" || next.attrs[0] !== undefined) return false;
	const [method, callee, v, classes, ...rest] = next.operands;
	if (!method || !callee || !v || classes !== op.results[0]) return false;
	if (rest.length > 0 || p.engine.isDropped(next.offset)) return false;
	const of = p.rep(callee);
	if (p.rep(method).kind !== "null" || of.kind !== "known") return false;
	if (of.symbol !== "Coconut_Function_isinstance") return false;
	const first = p.index++;
	if (!isInstance(p, next, v, op.operands, first)) {
		p.index = first;
		return false;
	}
	p.engine.gained.add(op);
	p.engine.gained.add(next);
	return true;
}
