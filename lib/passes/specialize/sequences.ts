/** Lists and tuples: what they are, and where their items are. */
import { type Block, newBlock, type Value } from "../../ir/ir.ts";
import { type Items, itemsKey } from "./facts.ts";
import { isTakenForOther, narrow } from "./operand.ts";
import { LIKELY, type Path, to } from "./path.ts";
import { guessedType, type ObjRep, T, within } from "./reps.ts";

export const OB_SIZE = { struct: "PyVarObject", field: "ob_size" };
const LIST_ITEMS = { struct: "PyListObject", field: "ob_item" };
const TUPLE_ITEMS = { struct: "PyTupleObject", field: "ob_item" };

/** A list or tuple: its type where that is known, how many items it has, and where they are. */
export interface Sequence {
	readonly mask: number;
	readonly object: Value;
	readonly size: Value;
	readonly items: Value;
}

/** What is taken for a list or tuple; where it is neither the path is left, or, with `apart`, what may be a dict goes on by itself. */
export function sequence(
	p: Path,
	v: Value,
	wanted: number,
	apart = false,
): Sequence | undefined {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return undefined;
	if (isTakenForOther(p, v, wanted)) return undefined;
	const guess = guessedType(p.op, v) ?? wanted;
	const mask =
		(rep.mask & guess) === 0 ? rep.mask & wanted : rep.mask & wanted & guess;
	if (mask === 0) return undefined;
	const object = rep.value;
	const fact =
		rep.key === undefined ? undefined : p.env.facts.get(itemsKey(rep.key));
	if (fact?.kind === "items" && within(fact.mask, wanted)) {
		const { size, items } = fact;
		return { mask: fact.mask, object, size, items };
	}
	const leave = (): Block => (apart ? otherwise(p, v, rep, mask) : p.stub());
	const known = rep.slot === undefined ? mask : oneType(p, v, mask, leave);
	if (rep.slot === undefined && !within(rep.mask, wanted)) {
		requireSequence(p, rep.value, mask, leave());
		narrow(p, v, rep, mask);
	}
	return { object, ...lookAt(p, object, known, rep.key) };
}

/** How many items a list or tuple has, and where. */
export function lookAt(
	p: Path,
	object: Value,
	mask: number,
	key: string | undefined,
): Items {
	const size = p.emit("load_field", [OB_SIZE], [object], "i64");
	const items = itemsOf(p, object, mask);
	const fact: Items = { kind: "items", mask, size, items };
	if (key !== undefined) p.env.facts.set(itemsKey(key), fact);
	return fact;
}

/** Where what is none of `mask` goes: on by itself, if it may be a dict and no profile says otherwise, else the path is left. */
function otherwise(p: Path, v: Value, rep: ObjRep, mask: number): Block {
	const rest = rep.mask & ~mask;
	const mayBeDict = (rest & T.DICT) !== 0 && !guessedType(p.op, v);
	if (!mayBeDict || !p.mayFork()) return p.stub();
	const other = p.fork();
	narrow(other, v, rep, rest);
	return other.out as Block;
}

/** A fast local is a list or a tuple for long: what follows is for one of them, a list if nothing is known. */
function oneType(p: Path, v: Value, mask: number, leave: () => Block): number {
	const rep = p.rep(v) as ObjRep;
	const type = (mask & T.LIST) !== 0 ? T.LIST : T.TUPLE;
	if (rep.mask === type) return type;
	const is = p.isOfType(rep.value, type);
	if (mask !== type && p.engine.maySplit()) {
		const other = p.fork();
		narrow(other, v, rep, rep.mask & ~type);
		const next = newBlock("typed");
		const edges = [to(next), to(other.out ?? next)];
		p.end("cond_br", [is], edges, [undefined]);
		p.place(next);
	} else p.branch(is, undefined, leave());
	narrow(p, v, rep, type);
	return type;
}

/** What is no list or tuple, of those that `mask` names, goes to `other`, else the path is left. */
export function requireSequence(
	p: Path,
	object: Value,
	mask: number,
	other: Block = p.stub(),
): void {
	const types = [T.LIST, T.TUPLE].filter((t) => (mask & t) !== 0);
	const is = newBlock("sequence");
	for (const [i, type] of types.entries()) {
		const last = i === types.length - 1;
		const next = last ? other : newBlock("or");
		const test = p.isOfType(object, type);
		const odds = last ? LIKELY : undefined;
		p.end("cond_br", [test], [to(is), to(next)], [odds]);
		if (!last) p.place(next);
	}
	p.place(is);
}

/** Where the items are. */
export function itemsOf(p: Path, object: Value, mask: number): Value {
	if (mask === T.LIST)
		return p.emit("load_field", [LIST_ITEMS], [object], "ptr");
	if (mask === T.TUPLE)
		return p.emit("field_addr", [TUPLE_ITEMS], [object], "ptr");
	return p.emit("call", ["Coconut_Items"], [object], "ptr");
}
