/** Lists and tuples: what they are, and where their items are. */
import { addParam, type Block, newBlock, type Value } from "../../ir/ir.ts";
import { type Items, isVariable, itemsKey } from "./facts.ts";
import { isTakenForOther, narrow } from "./operand.ts";
import { LIKELY, type Path, to } from "./path.ts";
import {
	BOUND,
	guessedType,
	isRecent,
	type ObjRep,
	T,
	within,
} from "./reps.ts";

export const OB_SIZE = { struct: "PyVarObject", field: "ob_size" };
const OB_TYPE = { struct: "PyObject", field: "ob_type" };
const LENGTH = { struct: "PyASCIIObject", field: "length" };
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
		(rep.mask & guess) === 0 || isRecent(p.op)
			? rep.mask & wanted
			: rep.mask & wanted & guess;
	if (mask === 0) return undefined;
	const object = rep.value;
	const fact =
		rep.key === undefined ? undefined : p.env.facts.get(itemsKey(rep.key));
	if (fact?.kind === "items" && within(fact.mask, wanted)) {
		const { size, items } = fact;
		return { mask: fact.mask, object, size, items };
	}
	const leave = (): Block => (apart ? otherwise(p, v, rep, mask) : p.stub());
	const isOne = isVariable(rep);
	const known = isOne ? oneType(p, v, mask, leave) : mask;
	if (!isOne && !within(rep.mask, wanted)) {
		const items = requireSequence(p, rep.value, mask, leave());
		narrow(p, v, rep, mask);
		return { object, ...lookAt(p, object, known, rep.key, items) };
	}
	return { object, ...lookAt(p, object, known, rep.key) };
}

/** How many items a list or tuple has, and where, as far as that is not known. */
export function lookAt(
	p: Path,
	object: Value,
	mask: number,
	key: string | undefined,
	where?: Value,
): Items {
	const size = p.emit("load_field", [OB_SIZE], [object], "i64");
	const items = where ?? itemsOf(p, object, mask);
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

/** A variable is a list or a tuple for long: what follows is for one of them, a list if nothing says otherwise. */
function oneType(p: Path, v: Value, mask: number, leave: () => Block): number {
	const rep = p.rep(v) as ObjRep;
	const guess = mask & (guessedType(p.op, v) ?? 0) & (T.LIST | T.TUPLE);
	const type = guess || ((mask & T.LIST) !== 0 ? T.LIST : T.TUPLE);
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

/** What is no list or tuple, of those that `mask` names, goes to `other`, else the path is left. Gives where the items are. */
export function requireSequence(
	p: Path,
	object: Value,
	mask: number,
	other: Block = p.stub(),
): Value {
	const types = [T.LIST, T.TUPLE].filter((t) => (mask & t) !== 0);
	const is = newBlock("sequence");
	const items = addParam(is, "", "ptr");
	for (const [i, type] of types.entries()) {
		const last = i === types.length - 1;
		const found = newBlock("is");
		const next = last ? other : newBlock("or");
		const test = p.isOfType(object, type);
		const odds = last ? LIKELY : undefined;
		p.end("cond_br", [test], [to(found), to(next)], [odds]);
		p.place(found);
		p.end("br", [], [to(is, [itemsOf(p, object, type)])]);
		if (!last) p.place(next);
	}
	p.place(is);
	return items;
}

/** How many items a list, tuple or string that a loop goes over has now. */
export function sizeOf(p: Path, object: Value, mask: number): Value {
	const field = mask === T.STR ? LENGTH : OB_SIZE;
	return p.emit("load_field", [field], [object], "i64");
}

/** The item at an index that it has; a character is a reference of its own. */
export function itemAt(
	p: Path,
	object: Value,
	mask: number,
	index: Value,
): ObjRep {
	if (mask === T.STR) {
		const given = [object, index];
		const c = p.emit("call", ["Coconut_QuickCharacter"], given, "obj?");
		return { kind: "obj", value: p.found(c), mask: T.STR, kept: "owned" };
	}
	const base = itemsOf(p, object, mask);
	const at = p.emit("elem_addr", ["ptr"], [base, index], "ptr");
	const value = p.emit("load", ["obj"], [at], "obj");
	return { kind: "obj", value, mask: BOUND, kept: "item" };
}

/** Leaves where an object is no iterator over a list, tuple or string that nobody else has; its struct. */
export function mustIterate(p: Path, it: Value, mask: number): string {
	p.exitUnless(isIterator(p, it, mask));
	p.exitUnless(p.isLast(it));
	if (mask === T.STR) return "unicodeiterobject";
	return mask === T.TUPLE ? "tupleiterobject" : "listiterobject";
}

function isIterator(p: Path, it: Value, mask: number): Value {
	if (mask !== T.STR)
		return p.isType(
			it,
			mask === T.TUPLE ? "PyTupleIter_Type" : "PyListIter_Type",
		);
	// That of a string of ASCII alone has a type of its own.
	const place = "Coconut_Type_str_ascii_iterator";
	const at = p.emit("global_addr", [place], [], "ptr");
	const ascii = p.emit("load", ["ptr"], [at], "ptr");
	const type = p.emit("load_field", [OB_TYPE], [it], "ptr");
	const is = p.icmp("eq", type, ascii);
	return p.emit("or", [], [is, p.isType(it, "PyUnicodeIter_Type")], "i1");
}

/** The type that what is gone over is taken for, of those that are gone over in registers: a list where nothing is known; 0: none of them. */
export function goneOver(p: Path, v: Value, mask: number): number {
	const guess = guessedType(p.op, v);
	if (mask === T.STR || (guess === T.STR && (mask & T.STR) !== 0)) return T.STR;
	const rest = mask & (T.LIST | T.TUPLE);
	return rest === 0 || rest === T.TUPLE ? rest : T.LIST;
}

/** Where the items are. */
export function itemsOf(p: Path, object: Value, mask: number): Value {
	if (mask === T.LIST)
		return p.emit("load_field", [LIST_ITEMS], [object], "ptr");
	if (mask === T.TUPLE)
		return p.emit("field_addr", [TUPLE_ITEMS], [object], "ptr");
	return p.emit("call", ["Coconut_Items"], [object], "ptr");
}
