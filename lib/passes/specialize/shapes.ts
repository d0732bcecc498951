/**
 * Shapes: what paths that meet know in common, without the values. A block has a version for each shape that its paths cannot agree on.
 */
import type { Value } from "../../ir/ir.ts";
import type { Escapes } from "./escapes.ts";
import {
	type FactShape,
	factDistance,
	factShapes,
	joinFacts,
} from "./fact-shapes.ts";
import { joinLast, type LastShape, lastFits, lastShape } from "./last-items.ts";
import {
	ANYTHING,
	BOUND,
	type Env,
	INERT,
	isNonNegative,
	isWhole,
	type Num,
	type RangeRep,
	type Rep,
	smallLiteral,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";

/** How new a number is: the frame has it, the frame does not, an i1 tells. */
export type DirtyShape = "clean" | "dirty" | "flag";

export interface SlotShape {
	readonly mask: number;
	readonly num: Num | undefined;
	readonly dirty: DirtyShape;
	/** Numbers of the same class are one value. */
	readonly cls: number;
	/** Is it a word that is not negative? */
	readonly low: boolean;
	/** Of a loop that comes round: it knows of the object no more than it knew when it was entered. */
	readonly unchanged?: boolean | undefined;
}

/** A range iterator in registers: where it starts and its step where they are literals, and whether none of its numbers is negative. */
export interface RangeShape {
	readonly kind: "range";
	readonly start: number | undefined;
	readonly step: number | undefined;
	readonly low: boolean;
}

export type ValueShape =
	| { readonly kind: "num"; readonly num: Num; readonly cls: number }
	| { readonly kind: "obj"; readonly mask: number; readonly nullable: boolean }
	| RangeShape
	| { readonly kind: "items"; readonly mask: number }
	| ZippedShape
	| { readonly kind: "known"; readonly symbol: string }
	| { readonly kind: "null" };

/** An iterator of enumerate, which counts, or zip. */
export interface ZippedShape {
	readonly kind: "zipped";
	readonly masks: readonly number[];
	readonly counts: boolean;
	/** Of each what it gave last. */
	readonly last: readonly LastShape[];
}

const isSameZip = (a: ZippedShape, b: ZippedShape): boolean =>
	a.counts === b.counts && a.masks.join() === b.masks.join();

const joinZips = (a: ZippedShape, b: ZippedShape): ZippedShape => ({
	...a,
	last: a.last.map((x, i) => joinLast(x, b.last[i] as LastShape)),
});

const zipFits = (from: ZippedShape, target: ZippedShape): boolean =>
	from.last.every((x, i) => lastFits(x, target.last[i] as LastShape));

export interface Shape {
	readonly slots: readonly SlotShape[];
	readonly values: readonly ValueShape[];
	/** What is known of memory, by key. */
	readonly facts: readonly FactShape[];
}

/** What of a block its shapes are about. */
export interface Frontier {
	/** The bytecode that a block begins with: its guards are those of the versions that are made of the block. */
	readonly head: number;
	readonly values: readonly Value[];
	readonly live: ReadonlySet<number>;
	/** Begins a loop: guards go before it, and numbers may be older than the frame's when it is entered again. */
	readonly header: boolean;
	/** Numbers that are seen as objects share them. */
	readonly escapes: Escapes;
}

export function shapeOf(env: Env, at: Frontier): Shape {
	const classes: { num: Num; value: Value | undefined }[] = [];
	const classOf = (num: Num, value: Value, shared: boolean): number => {
		if (!shared) return classes.push({ num, value: undefined }) - 1;
		const known = classes.findIndex((c) => c.value === value && c.num === num);
		return known >= 0 ? known : classes.push({ num, value }) - 1;
	};
	const slots = env.slots.map((s, i): SlotShape => {
		if (!s.num) {
			// What nobody reads any more matters only when it goes.
			const unread = within(s.mask, INERT) ? INERT : ANYTHING;
			return memory(at.live.has(i) ? s.mask : unread);
		}
		const shared = at.escapes.slots.has(i);
		const cls = classOf(s.num.type, s.num.value, shared);
		const dirty =
			s.dirty === true ? "dirty" : s.dirty === false ? "clean" : "flag";
		const low = isNonNegative(s.num.value);
		return { mask: s.mask, num: s.num.type, dirty, cls, low };
	});
	const values = at.values.map((v): ValueShape => {
		const rep = env.values.get(v) as Rep;
		switch (rep.kind) {
			case "num":
				return {
					kind: "num",
					num: rep.type,
					cls: classOf(rep.type, rep.value, at.escapes.values.has(v)),
				};
			case "obj":
				return {
					kind: "obj",
					mask: rep.mask,
					nullable: rep.value.type === "obj?",
				};
			case "items":
				return { kind: "items", mask: rep.mask };
			case "zipped":
				return {
					kind: "zipped",
					masks: rep.masks,
					counts: rep.offset !== undefined,
					last: rep.last.map(lastShape),
				};
			case "parts":
				throw new Error("a tuple of items is used up at once");
			case "known":
				return rep;
			case "range object":
				throw new Error("a range object is used up at once");
			case "range":
				return rangeShape(rep);
			default:
				return { kind: rep.kind };
		}
	});
	return { slots, values, facts: factShapes(env, slots, at.live) };
}

function rangeShape({ start, step }: RangeRep): RangeShape {
	const by = smallLiteral(step);
	const low = by !== undefined && by > 0 && isNonNegative(start);
	return { kind: "range", start: smallLiteral(start), step: by, low };
}

function joinRanges(a: RangeShape, b: RangeShape): RangeShape {
	const start = a.start === b.start ? a.start : undefined;
	const step = a.step === b.step ? a.step : undefined;
	const low = a.low && b.low && step !== undefined;
	return { kind: "range", start, step, low };
}

const rangeFits = (from: RangeShape, target: RangeShape): boolean =>
	(target.start === undefined || target.start === from.start) &&
	(target.step === undefined || target.step === from.step) &&
	(from.low || !target.low);

const isSingle = (mask: number): boolean => (mask & (mask - 1)) === 0;

/**
 * What two shapes have in common, or undefined when they need versions of their own. `guarded`: `a` is what a loop is like once it
 * runs, `b` comes from before it, where a guard may narrow it.
 */
export function join(
	a: Shape,
	b: Shape,
	at: Frontier,
	guarded: boolean,
): Shape | undefined {
	const slots: SlotShape[] = [];
	for (let i = 0; i < a.slots.length; i++) {
		const [x, y] = [a.slots[i] as SlotShape, b.slots[i] as SlotShape];
		const s = joinSlot(x, y, at.live.has(i), guarded, at.header);
		if (!s) return undefined;
		slots.push(s);
	}
	const values: ValueShape[] = [];
	for (let i = 0; i < a.values.length; i++) {
		const v = joinValue(
			a.values[i] as ValueShape,
			b.values[i] as ValueShape,
			guarded,
		);
		if (!v) return undefined;
		values.push(v);
	}
	const facts = joinFacts(a.facts, b.facts, slots, guarded);
	return partition(a, b, { slots, values, facts });
}

/** Joins a shape that enters a loop to each of the loop's that it can be joined to; was there one? */
export function joinEach(all: Shape[], shape: Shape, at: Frontier): boolean {
	const joined = all.map((s) => join(s, shape, at, true));
	joined.forEach((s, i) => {
		if (s) all[i] = s;
	});
	return joined.some((s) => s !== undefined);
}

/** Was a path forked by this type: one knows it, the other that it is anything else. */
const areApart = (a: number, b: number): boolean =>
	(a & b) === 0 &&
	((isSingle(a) && (b & T.OTHER) !== 0) ||
		(isSingle(b) && (a & T.OTHER) !== 0));

/** Is it one type of iterators that live in frames and are gone over there? */
export const isGoneOverInPlace = (mask: number): boolean =>
	mask === T.LIST_ITER || mask === T.RANGE_ITER;

/** The same of such iterators, which one loop never changes: what is known of one is not given up. */
const areOtherIterators = (a: number, b: number): boolean =>
	a !== b && (isGoneOverInPlace(a) || isGoneOverInPlace(b));

function joinMask(a: number, b: number, guarded: boolean): number {
	const narrow = guarded && isSingle(a) && (a & b) !== 0;
	return narrow ? a : a | b;
}

function joinSlot(
	a: SlotShape,
	b: SlotShape,
	live: boolean,
	guarded: boolean,
	header: boolean,
): SlotShape | undefined {
	if (!a.num && !b.num) {
		if (live && areApart(a.mask, b.mask)) return undefined;
		const narrows = guarded && live && !a.unchanged;
		const unchanged = !guarded && a.unchanged && b.unchanged;
		return { ...memory(joinMask(a.mask, b.mask, narrows)), unchanged };
	}
	if (a.num && b.num) {
		const num = wider(a.num, b.num);
		if (num)
			return {
				mask: a.mask | b.mask,
				num,
				dirty: a.dirty === b.dirty ? a.dirty : "flag",
				cls: -1,
				low: a.low && b.low,
			};
		if (live) return undefined;
		const mask = frameMask(a) | frameMask(b);
		// Whoever comes round a loop with the other number puts that into the frame.
		return header ? { ...a, mask, dirty: "flag", cls: -1 } : memory(mask);
	}
	const [n, m] = a.num ? [a, b] : [b, a];
	const type = TYPE_OF[n.num as Num];
	const hinted = guarded && n === a;
	const dirty = n.dirty === "dirty" ? "flag" : n.dirty;
	const { num, low } = n;
	const joined = { mask: n.mask | m.mask, num, dirty, cls: -1, low };
	if (!live) {
		if (within(m.mask, INERT)) return joined;
		if (hinted && (m.mask & INERT) !== 0)
			return { ...joined, mask: n.mask | INERT };
		return memory(m.mask | frameMask(n));
	}
	if ((m.mask & type) === 0) return undefined;
	if (hinted || m.mask === type) return { ...joined, mask: n.mask | type };
	return n.dirty === "clean" ? memory(m.mask | n.mask) : undefined;
}

/** The type that holds both numbers, if one does; `to`: only that one. */
function wider(a: Num, b: Num, to?: Num): Num | undefined {
	if (a === b) return to === undefined || to === a ? a : undefined;
	const fits = to === undefined || to === "i128";
	return fits && isWhole(a) && isWhole(b) ? "i128" : undefined;
}

const memory = (mask: number): SlotShape => ({
	mask,
	num: undefined,
	dirty: "clean",
	cls: -1,
	low: false,
});

/** What the frame's slot may hold once the number is in it. */
const frameMask = (s: SlotShape): number =>
	s.dirty === "dirty"
		? TYPE_OF[s.num as Num]
		: s.mask | (s.num ? TYPE_OF[s.num] : 0);

function joinValue(
	a: ValueShape,
	b: ValueShape,
	guarded: boolean,
): ValueShape | undefined {
	if (a.kind === "num" && b.kind === "num") {
		const num = wider(a.num, b.num);
		return num && { ...a, num, cls: -1 };
	}
	if (a.kind === "obj" && b.kind === "obj") {
		const narrows = guarded && isSingle(a.mask) && (a.mask & b.mask) !== 0;
		if (!narrows && areOtherIterators(a.mask, b.mask)) return undefined;
		const nullable = a.nullable || b.nullable;
		return { kind: "obj", mask: joinMask(a.mask, b.mask, guarded), nullable };
	}
	if (a.kind === "items" && b.kind === "items")
		return a.mask === b.mask ? a : undefined;
	if (a.kind === "zipped" && b.kind === "zipped")
		return isSameZip(a, b) ? joinZips(a, b) : undefined;
	if (a.kind === "known" || b.kind === "known") {
		if (a.kind === "known" && b.kind === "known" && a.symbol === b.symbol)
			return a;
		const both = [a, b].every((v) => v.kind === "known" || v.kind === "obj");
		const mask = maskOf(a) | maskOf(b);
		const nullable = [a, b].some((v) => v.kind === "obj" && v.nullable);
		return both ? { kind: "obj", mask, nullable } : undefined;
	}
	if (a.kind === "range" && b.kind === "range") return joinRanges(a, b);
	if (a.kind === b.kind) return a;
	if (guarded && b.kind === "obj" && (b.mask & maskOf(a)) !== 0) return a;
	if (a.kind === "num" && b.kind === "obj")
		return { ...b, mask: b.mask | maskOf(a) };
	if (b.kind === "num" && a.kind === "obj")
		return { ...a, mask: a.mask | maskOf(b) };
	return undefined;
}

export function maskOf(v: ValueShape): number {
	if (v.kind === "num") return TYPE_OF[v.num];
	if (v.kind === "range") return T.RANGE_ITER;
	if (v.kind === "items" && v.mask === T.STR) return T.OTHER;
	if (v.kind === "items")
		return (
			((v.mask & T.LIST) !== 0 ? T.LIST_ITER : 0) |
			((v.mask & T.TUPLE) !== 0 ? T.TUPLE_ITER : 0)
		);
	if (v.kind === "known" || v.kind === "zipped") return T.OTHER;
	return v.kind === "obj" ? v.mask : 0;
}

/** Numbers are one value where they are so in both; what is so in one only gets boxed once, so a flag has to tell. */
function partition(a: Shape, b: Shape, joined: Shape): Shape {
	const members = [...joined.slots, ...joined.values];
	const [inA, inB] = [a, b].map((s) => [...s.slots, ...s.values].map(classIn));
	const pairs = new Map<string, number>();
	const classes = members.map((m, i) => {
		if (classIn(m) === undefined) return -1;
		const [x, y] = [inA?.[i], inB?.[i]];
		const single = x === undefined || y === undefined || x < 0 || y < 0;
		const key = single ? `#${i}` : `${x},${y}`;
		const known = pairs.get(key);
		if (known !== undefined) return known;
		pairs.set(key, pairs.size);
		return pairs.size - 1;
	});
	const split = (i: number): boolean =>
		members.some(
			(_, j) =>
				j !== i &&
				j < joined.slots.length &&
				classes[i] !== classes[j] &&
				[inA, inB].some(
					(c) => c?.[i] !== undefined && c[i] !== -1 && c[i] === c[j],
				),
		);
	const n = joined.slots.length;
	return {
		slots: joined.slots.map((s, i) => ({
			...s,
			cls: classes[i] as number,
			dirty: s.dirty === "dirty" && split(i) ? "flag" : s.dirty,
		})),
		values: joined.values.map((v, i) =>
			v.kind === "num" ? { ...v, cls: classes[n + i] as number } : v,
		),
		facts: joined.facts,
	};
}

/** The class of a number, undefined for what is none. */
function classIn(m: SlotShape | ValueShape): number | undefined {
	if ("kind" in m) return m.kind === "num" ? m.cls : undefined;
	return m.num ? m.cls : undefined;
}

/** The shape in which a loop comes round, and which of its slots are as they were in a shape in which it is entered: nothing was learned there. */
export function markUnchanged(s: Shape, entered: readonly Shape[]): Shape {
	const slots = s.slots.map((slot, i): SlotShape => {
		const same = (x: Shape): boolean => x.slots[i]?.mask === slot.mask;
		return slot.num ? slot : { ...slot, unchanged: entered.some(same) };
	});
	return { ...s, slots };
}

/** A loop's shape: it may be entered with numbers that the frame has already, and frees what slots held before. */
export function loosen(s: Shape): Shape {
	const slots = s.slots.map((slot): SlotShape => {
		if (!slot.num || slot.dirty === "clean") return slot;
		return { ...slot, dirty: "flag", mask: INERT };
	});
	return { ...s, slots };
}

/** The shape in which every number is in the frame and every value an object: any path can take it. */
export function plainShape(s: Shape): Shape {
	const slots = s.slots.map((x) => memory(x.num ? frameMask(x) : x.mask));
	const values = s.values.map(
		(v): ValueShape =>
			v.kind === "num" || v.kind === "known"
				? { kind: "obj", mask: maskOf(v), nullable: false }
				: v,
	);
	return { slots, values, facts: [] };
}

/** The shape that takes whatever the frame holds. */
export function anyShape(s: Shape): Shape {
	const plain = plainShape(s);
	const slots = s.slots.map(() => memory(ANYTHING));
	const values = plain.values.map(
		(v): ValueShape => (v.kind === "obj" ? { ...v, mask: v.mask | BOUND } : v),
	);
	return { ...plain, slots, values };
}

/** What it takes to bring a path into a shape: 0 nothing, more the more work; undefined when it cannot be. */
export function distance(
	from: Shape,
	target: Shape,
	at: Frontier,
): number | undefined {
	let sum = 0;
	for (let i = 0; i < target.slots.length; i++) {
		const [x, y] = [from.slots[i] as SlotShape, target.slots[i] as SlotShape];
		const d = slotDistance(x, y, at.live.has(i));
		if (d === undefined) return undefined;
		sum += d;
	}
	for (let i = 0; i < target.values.length; i++) {
		const [x, y] = [from.values[i], target.values[i]];
		const d = valueDistance(x as ValueShape, y as ValueShape);
		if (d === undefined) return undefined;
		sum += d;
	}
	const facts = factDistance(from.facts, target.facts);
	if (facts === undefined || !classesFit(from, target)) return undefined;
	return sum + facts;
}

function maskDistance(from: number, target: number): number | undefined {
	if (within(from, target)) return 0;
	return (from & target) !== 0 ? 3 : undefined;
}

function slotDistance(
	from: SlotShape,
	target: SlotShape,
	live: boolean,
): number | undefined {
	if (!target.num) {
		if (from.num && from.dirty !== "clean")
			return within(frameMask(from), target.mask) ? 4 : undefined;
		return maskDistance(from.mask, target.mask);
	}
	const inert = within(from.mask, target.mask) ? 0 : 2;
	if (from.num && wider(from.num, target.num, target.num)) {
		if (target.low && !from.low) return undefined;
		const more = from.num === target.num ? inert : inert + 1;
		if (from.dirty === target.dirty || target.dirty === "flag") return more;
		return target.dirty === "clean" ? more + 4 : undefined;
	}
	if (from.num) return live || target.dirty !== "flag" ? undefined : 4;
	if (target.dirty === "dirty") return undefined;
	if (!live && target.dirty === "flag")
		return (from.mask & INERT) === 0 ? undefined : inert;
	if ((from.mask & TYPE_OF[target.num]) === 0) return undefined;
	return from.mask === TYPE_OF[target.num] ? 1 : 3;
}

function valueDistance(
	from: ValueShape,
	target: ValueShape,
): number | undefined {
	if (target.kind === "num") {
		if (from.kind === "num" && from.num !== target.num)
			return wider(from.num, target.num, target.num) && 1;
		if (from.kind === "num") return 0;
		return (maskOf(from) & TYPE_OF[target.num]) === 0 ? undefined : 3;
	}
	if (from.kind === target.kind) {
		if (from.kind === "known" && target.kind === "known")
			return from.symbol === target.symbol ? 0 : undefined;
		if (from.kind === "items" && target.kind === "items")
			return from.mask === target.mask ? 0 : undefined;
		if (from.kind === "zipped" && target.kind === "zipped")
			return isSameZip(from, target) && zipFits(from, target) ? 0 : undefined;
		if (from.kind === "range" && target.kind === "range")
			return rangeFits(from, target) ? 0 : undefined;
		if (from.kind !== "obj" || target.kind !== "obj") return 0;
		if (from.nullable && !target.nullable) return undefined;
		return maskDistance(from.mask, target.mask);
	}
	if (
		target.kind === "range" ||
		target.kind === "items" ||
		target.kind === "zipped"
	)
		return from.kind !== "obj" || (from.mask & maskOf(target)) === 0
			? undefined
			: 3;
	if (target.kind === "obj")
		return from.kind !== "null" && within(maskOf(from), target.mask)
			? 5
			: undefined;
	return undefined;
}

/** Are the numbers that the target takes for one value one value? */
function classesFit(from: Shape, target: Shape): boolean {
	const of = new Map<number, number | undefined>();
	const a = [...from.slots, ...from.values];
	return [...target.slots, ...target.values].every((m, i) => {
		const cls = classIn(m);
		if (cls === undefined || cls < 0) return true;
		const mine = classIn(a[i] as SlotShape | ValueShape);
		if (!of.has(cls)) {
			of.set(cls, mine);
			return true;
		}
		return mine !== undefined && of.get(cls) === mine;
	});
}
