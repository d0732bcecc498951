/**
 * What enumerate and zip gave last: their tuple holds it until they give something else, or end. Where they run in registers (zipped.ts) there is no tuple,
 * and the container mostly has the item still; it gets a reference of its own where something may happen to the container.
 */
import { addParam, newBlock, type Value } from "../../ir/ir.ts";
import { type Path, to } from "./path.ts";
import {
	type FreshItem,
	type LastItem,
	type Rep,
	T,
	TYPE_OF,
	within,
	type ZippedRep,
} from "./reps.ts";
import { itemAt } from "./sequences.ts";

/** What nobody misses, and nobody counts references to. */
const NUMBERS = T.NONE | T.BOOL | T.INT | T.FLOAT | T.COMPLEX;

const isFresh = (item: LastItem): item is FreshItem =>
	typeof item !== "string" && !item.isHeld;

/** What paths that meet know in common: a LastItem without its values. */
export type LastShape = "either" | "container" | "nothing" | "held";

export const lastShape = (last: LastItem): LastShape => {
	if (typeof last === "string") return last;
	if (last.isHeld) return "held";
	return within(last.mask, NUMBERS) ? "either" : "container";
};

export const joinLast = (a: LastShape, b: LastShape): LastShape => {
	if (a === b || b === "either") return a;
	return a === "either" ? b : "held";
};

/** Can it become what the other says? */
export const lastFits = (from: LastShape, target: LastShape): boolean =>
	joinLast(from, target) === target;

/** It has references of its own from here on, where the container may change. */
export function keepLast(p: Path, rep: ZippedRep): ZippedRep {
	const last = rep.last.map((item, i): LastItem => {
		if (item === "either" || item === "nothing") return "nothing";
		if (item !== "container" && item.isHeld) return item;
		if (item !== "container" && within(item.mask, NUMBERS)) return "nothing";
		return { isHeld: true, value: held(p, rep, i) };
	});
	return { ...rep, last };
}

/** The same where the container stays as it is. */
export function leaveLast(rep: ZippedRep): ZippedRep {
	const last = rep.last.map((item) =>
		isFresh(item) ? { ...item, value: undefined } : item,
	);
	return { ...rep, last };
}

/** What a value in which such an item lies was found to be is known of the item, too. */
export function learnLast(p: Path, v: Value, found: Rep): void {
	const mask =
		found.kind === "num"
			? TYPE_OF[found.type]
			: found.kind === "obj"
				? found.mask
				: 0;
	if (mask === 0 || !within(mask, NUMBERS)) return;
	for (const [it, rep] of p.env.values) {
		if (rep.kind !== "zipped") continue;
		const last = rep.last.map((item) =>
			isFresh(item) && item.of === v ? { ...item, mask } : item,
		);
		p.env.values.set(it, { ...rep, last });
	}
}

/** The items that an iterator has just given are the values that they are taken apart into. */
export function nameLast(p: Path, values: readonly Value[]): void {
	for (const [it, rep] of p.env.values) {
		if (rep.kind !== "zipped") continue;
		const last = rep.last.map((item) => {
			if (!isFresh(item)) return item;
			const of = values.find((v) => {
				const x = p.rep(v);
				return x.kind === "obj" && x.value === item.value;
			});
			return of ? { ...item, of } : item;
		});
		p.env.values.set(it, { ...rep, last });
	}
}

/** References of its own: those that it has. */
export const heldLast = ({ last }: ZippedRep): Value[] =>
	last.flatMap((x) => (typeof x !== "string" && x.isHeld ? [x.value] : []));

/** The same of one as a reference that is passed on: nothing is None. */
export function held(p: Path, rep: ZippedRep, i: number): Value {
	const item = rep.last[i] as LastItem;
	if (item === "either" || item === "nothing") return p.none();
	if (item !== "container" && item.isHeld) return item.value;
	if (item !== "container" && item.value) return p.own(item.value);
	return item === "container" && rep.masks[i] !== T.STR
		? heldIfAny(p, rep, i)
		: heldBefore(p, rep, i);
}

/** The item that the container has one place before, which may not be there. */
function heldIfAny(p: Path, rep: ZippedRep, i: number): Value {
	const [some, none, next] = [
		newBlock("some"),
		newBlock("none"),
		newBlock("last"),
	];
	const value = addParam(next, "", "obj");
	const isThere = p.icmp("sgt", rep.index, p.i64(0));
	p.end("cond_br", [isThere], [to(some), to(none)], [undefined]);
	p.aside(some, (x) => x.end("br", [], [to(next, [heldBefore(x, rep, i)])]));
	p.aside(none, (x) => x.end("br", [], [to(next, [x.none()])]));
	p.place(next);
	return value;
}

/** The same where it is there, or is a character. */
function heldBefore(p: Path, rep: ZippedRep, i: number): Value {
	const [object, mask] = [rep.objects[i] as Value, rep.masks[i] as number];
	if (mask === T.STR) {
		const given = [object, rep.index];
		return p.emit("call", ["Coconut_ItemBefore"], given, "obj");
	}
	const index = p.emit("sub", [], [rep.index, p.i64(1)], "i64");
	return p.own(itemAt(p, object, mask, index).value);
}

/** As py.make_enumerate takes it: NULL where the container has it. */
export function lastOperand(p: Path, item: LastItem): Value {
	if (item === "nothing") return p.none();
	return typeof item !== "string" && item.isHeld
		? item.value
		: p.emit("null", ["obj?"], [], "obj?");
}
