/**
 * What specialised code knows of memory: where an attribute or item is, what is in there, what cells hold, how long a list is and where its items are. It holds until
 * arbitrary code may have run, and is carried into loops and around them, so what a loop does not change is looked at once.
 *
 * A fact belongs to a *key*, which names what it is about from a fast local on: `s0` what slot 0 holds; of what has key K, `K.2` the attribute
 * named by name 2, `K*` what the cell holds, `K[s3]` the item at the number in slot 3, `K[7]` item 7, `K#` the items as a whole.
 */
import type { Value } from "../../ir/ir.ts";
import { literalOf } from "../machine-numbers.ts";
import { type Env, type Num, type NumRep, type ObjRep, T } from "./reps.ts";

/** An attribute or item. */
export interface Content {
	readonly kind: "content";
	/** Its address (ptr), if it has one that may be stored to. */
	readonly at?: Value | undefined;
	/** The object (ptr), borrowed from its place. */
	readonly object?: Value | undefined;
	/** Its types; 0 when it may have been changed: only the address counts. */
	readonly mask: number;
	readonly num?: { readonly type: Num; readonly value: Value } | undefined;
}

/** The items of a list or tuple. */
export interface Items {
	readonly kind: "items";
	/** LIST or TUPLE. */
	readonly mask: number;
	readonly size: Value;
	readonly items: Value;
}

export type Fact = Content | Items;
export type Facts = ReadonlyMap<string, Fact>;

export const slotKey = (slot: number): string => `s${slot}`;
export const attrKey = (owner: string, name: number): string =>
	`${owner}.${name}`;
/** What the cell in a slot holds. */
export const cellKey = (slot: number): string => `${slotKey(slot)}*`;
export const itemsKey = (owner: string): string => `${owner}#`;

/** The key of an item, where its index has a name. */
export function itemKey(
	env: Env,
	owner: string | undefined,
	index: NumRep,
): string | undefined {
	if (owner === undefined || index.type !== "i64") return undefined;
	const known = literalOf(index.value);
	if (known !== undefined) return `${owner}[${known}]`;
	const slot = env.slots.findIndex(
		(s) => s.num?.type === "i64" && s.num.value === index.value,
	);
	return slot < 0 ? undefined : `${owner}[s${slot}]`;
}

/** A key taken apart: what it is of, and the last step from there. */
export type Step =
	| { readonly kind: "slot"; readonly slot: number }
	| { readonly kind: "attr"; readonly owner: string; readonly name: number }
	| {
			readonly kind: "item";
			readonly owner: string;
			readonly slot?: number;
			readonly index?: bigint;
	  }
	| { readonly kind: "cell"; readonly owner: string; readonly slot: number }
	| { readonly kind: "items"; readonly owner: string };

export function lastStep(key: string): Step {
	if (key.endsWith("#")) return { kind: "items", owner: key.slice(0, -1) };
	if (key.endsWith("*")) {
		const owner = key.slice(0, -1);
		return { kind: "cell", owner, slot: Number(owner.slice(1)) };
	}
	const at = Math.max(key.lastIndexOf("."), key.lastIndexOf("["));
	if (at < 0) return { kind: "slot", slot: Number(key.slice(1)) };
	const owner = key.slice(0, at);
	if (key[at] === ".")
		return { kind: "attr", owner, name: Number(key.slice(at + 1)) };
	const index = key.slice(at + 1, -1);
	return index.startsWith("s")
		? { kind: "item", owner, slot: Number(index.slice(1)) }
		: { kind: "item", owner, index: BigInt(index) };
}

/** The slots that a key speaks of: the first holds an object, the others numbers. */
export const slotsOf = (key: string): number[] =>
	[...key.matchAll(/s(\d+)/g)].map((m) => Number(m[1]));

/** What is known of an attribute, item or cell, be it only where it is. */
export function placeKnown(
	env: Env,
	key: string | undefined,
): Content | undefined {
	const fact = key === undefined ? undefined : env.facts.get(key);
	return fact?.kind === "content" ? fact : undefined;
}

/** The same where it is known what is there. */
export function contentKnown(
	env: Env,
	key: string | undefined,
): Content | undefined {
	const known = placeKnown(env, key);
	return known?.mask === 0 ? undefined : known;
}

/** Is an object what a variable holds: a fast local, or one that functions share? */
export const isVariable = ({ slot, key }: ObjRep): boolean =>
	slot !== undefined || (key !== undefined && lastStep(key).kind === "cell");

/** Forgets what is about slot `i`, which gets another value. */
export function forgetSlot(env: Env, i: number): void {
	const speaks = (key: string): boolean => slotsOf(key).includes(i);
	for (const key of env.facts.keys()) if (speaks(key)) env.facts.delete(key);
	renameValues(env, (key) => (speaks(key) ? undefined : key));
}

/** Arbitrary code may have run. */
export function forgetMemory(env: Env): void {
	env.facts.clear();
	renameValues(env, (key) => (lastStep(key).kind === "slot" ? key : undefined));
}

/** An attribute of this name was stored to, of whatever object. */
export const forgetAttr = (env: Env, name: number): void =>
	forgetStep(env, (s) => s.kind === "attr" && s.name === name);

/** The cell in a slot was stored to, which is in no other slot. */
export const forgetCell = (env: Env, slot: number): void =>
	forgetStep(env, (s) => s.kind === "cell" && s.slot === slot);

/** An item of some list was stored to. */
export function forgetItem(env: Env): void {
	const tuples = new Set<string>();
	for (const [key, { mask }] of env.facts)
		if (mask === T.TUPLE) tuples.add(key);
	forgetStep(env, (s) => s.kind === "item" && !tuples.has(itemsKey(s.owner)));
}

/** A list has got or lost items: where items are and how many there are may be otherwise, for all that is no tuple. */
export function forgetLists(env: Env): void {
	const tuples = new Set<string>();
	for (const [key, { kind, mask }] of env.facts)
		if (kind === "items" && mask === T.TUPLE) tuples.add(key);
	forgetThrough(env, (s) => {
		if (s.kind === "items") return !tuples.has(itemsKey(s.owner));
		return s.kind === "item" && !tuples.has(itemsKey(s.owner));
	});
}

/** An item of a dict was set, which may be the dict of an object. */
export const forgetAttrs = (env: Env): void =>
	forgetThrough(env, (s) => s.kind === "attr");

/** Forgets, addresses and all, what lies behind steps of a kind. */
function forgetThrough(env: Env, isChanged: (s: Step) => boolean): void {
	const isGone = (key: string): boolean => {
		let s = lastStep(key);
		for (; s.kind !== "slot"; s = lastStep(s.owner))
			if (isChanged(s)) return true;
		return false;
	};
	for (const key of [...env.facts.keys()])
		if (isGone(key)) env.facts.delete(key);
	renameValues(env, (key) => (isGone(key) ? undefined : key));
}

/** What was found at places of a kind may be another object now, and what lay behind it is another's. */
function forgetStep(env: Env, isChanged: (s: Step) => boolean): void {
	const goesThrough = (key: string): boolean => {
		for (let s = lastStep(key); s.kind !== "slot"; s = lastStep(s.owner))
			if (isChanged(s)) return true;
		return false;
	};
	for (const [key, fact] of [...env.facts]) {
		if (!goesThrough(key)) continue;
		const s = lastStep(key);
		const stays =
			fact.kind === "content" &&
			fact.at &&
			s.kind !== "slot" &&
			!goesThrough(s.owner);
		if (stays) env.facts.set(key, { kind: "content", at: fact.at, mask: 0 });
		else env.facts.delete(key);
	}
	renameValues(env, (key) => (goesThrough(key) ? undefined : key));
}

function renameValues(
	env: Env,
	rename: (key: string) => string | undefined,
): void {
	for (const [v, rep] of env.values) {
		if (rep.kind === "obj" && rep.key !== undefined)
			env.values.set(v, { ...rep, key: rename(rep.key) });
		else if (rep.kind === "num" && rep.object?.key !== undefined) {
			const object = { ...rep.object, key: rename(rep.object.key) };
			env.values.set(v, { ...rep, object });
		}
	}
}
