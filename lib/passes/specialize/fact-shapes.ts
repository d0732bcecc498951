/** What paths that meet know of memory in common, and how a path learns what it is to know where it goes. */
import { addParam, type Block, type Value } from "../../ir/ir.ts";
import {
	type Content,
	contentKnown,
	type Fact,
	lastStep,
	placeKnown,
	slotsOf,
} from "./facts.ts";
import type { Path } from "./path.ts";
import { attrContent, cellContent, itemContent, ownPlace } from "./places.ts";
import {
	BOUND,
	type Env,
	isWhole,
	type Num,
	type RealRep,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";
import { lookAt, requireSequence } from "./sequences.ts";
import type { SlotShape } from "./shapes.ts";

/** Facts that a block is given at most: each takes registers. */
const MOST = 32;

export interface FactShape {
	readonly key: string;
	readonly kind: Fact["kind"];
	readonly mask: number;
	readonly at: boolean;
	readonly object: boolean;
	readonly num: Num | undefined;
}

/** What is known for as long as the fast locals `live` are what they are. */
export function factShapes(
	env: Env,
	slots: readonly SlotShape[],
	live: ReadonlySet<number>,
): FactShape[] {
	const shapes: FactShape[] = [];
	for (const [key, f] of env.facts) {
		if (!slotsOf(key).every((i) => live.has(i))) continue;
		if (f.kind === "items") {
			const { kind, mask } = f;
			const none = { at: false, object: false, num: undefined };
			shapes.push({ key, kind, mask, ...none });
			continue;
		}
		const at = f.at !== undefined;
		// What an address leads to need not be carried along with a number.
		const object = f.object !== undefined && !(at && f.num);
		const { kind, mask, num } = f;
		shapes.push({ key, kind, mask, at, object, num: num?.type });
	}
	return fitting(shapes, slots).slice(0, MOST);
}

/** Facts about objects in fast locals, by numbers in fast locals. */
const fitting = (
	facts: readonly FactShape[],
	slots: readonly SlotShape[],
): FactShape[] =>
	facts.filter(({ key }) => {
		const [owner, ...indices] = slotsOf(key);
		const isNumber = (i: number): boolean => slots[i]?.num === "i64";
		return !slots[owner as number]?.num && indices.every(isNumber);
	});

/** What is known on both ways. `guarded`: what `a` wants may be looked up. */
export function joinFacts(
	a: readonly FactShape[],
	b: readonly FactShape[],
	slots: readonly SlotShape[],
	guarded: boolean,
): FactShape[] {
	const others = new Map(b.map((f) => [f.key, f]));
	const joined: FactShape[] = [];
	for (const x of a) {
		const y = others.get(x.key);
		// Numbers of different types are not worth a version: what is there is looked at each time.
		const apart = y !== undefined && areApart(x, y);
		const both = guarded && !apart ? wanted(x, y) : y && joinFact(x, y);
		if (both) joined.push(both);
	}
	return fitting(joined, slots);
}

const areApart = (x: FactShape, y: FactShape): boolean =>
	x.num !== undefined && y.num !== undefined && x.num !== y.num;

const isSingle = (mask: number): boolean => (mask & (mask - 1)) === 0;

/** What is worth a guard: one type, not several. */
function wanted(x: FactShape, y: FactShape | undefined): FactShape {
	if (x.kind === "items" || x.mask === 0 || isSingle(x.mask)) return x;
	return { ...x, mask: x.mask | (y?.mask || BOUND) };
}

function joinFact(x: FactShape, y: FactShape): FactShape | undefined {
	if (x.kind !== y.kind) return undefined;
	const at = x.at && y.at;
	const known = x.mask !== 0 && y.mask !== 0;
	const num = known && x.num === y.num ? x.num : undefined;
	const mask = known ? x.mask | y.mask : 0;
	if (x.kind === "items") return { ...x, mask };
	const object = known && x.object && y.object;
	if (!at && !object) return undefined;
	// A number whose object is not at hand on one way has to be looked at again.
	return { ...x, at, object, num, mask };
}

/** Is what is wanted known? */
function covers(have: FactShape | undefined, want: FactShape): boolean {
	if (have?.kind !== want.kind) return false;
	if (want.kind === "items") return within(have.mask, want.mask);
	if (want.at && !have.at) return false;
	if (want.mask === 0) return true;
	if (have.mask === 0 || !within(have.mask, want.mask)) return false;
	return want.num === undefined || have.num === want.num;
}

const GUARD = 3;

/** What it takes to know all that is wanted; undefined where it is known to be otherwise. */
export function factDistance(
	from: readonly FactShape[],
	target: readonly FactShape[],
): number | undefined {
	if (target.length === 0) return 0;
	const known = new Map(from.map((f) => [f.key, f]));
	let sum = 0;
	for (const want of target) {
		const have = known.get(want.key);
		if (have && areApart(have, want)) return undefined;
		if (!covers(have, want)) sum += GUARD;
	}
	return sum;
}

/** What a version of a block is given. */
export function factParams(
	block: Block,
	shapes: readonly FactShape[],
): Map<string, Fact> {
	const facts = new Map<string, Fact>();
	for (const s of shapes) {
		const { kind, mask } = s;
		if (kind === "items") {
			const size = addParam(block, "", "i64");
			const items = addParam(block, "", "ptr");
			facts.set(s.key, { kind, mask, size, items });
			continue;
		}
		const at = s.at ? addParam(block, "", "ptr") : undefined;
		const object = s.object ? addParam(block, "", "ptr") : undefined;
		const num = s.num && { type: s.num, value: addParam(block, "", s.num) };
		facts.set(s.key, { kind, at, object, mask, num });
	}
	return facts;
}

/** Gives a version what it wants to know; `provideFacts` has seen to it that it is known. */
export function passFacts(
	p: Path,
	theirs: ReadonlyMap<string, Fact>,
	args: Map<Value, Value>,
): void {
	for (const [key, want] of theirs) {
		const have = p.env.facts.get(key) as Fact;
		if (want.kind === "items" && have.kind === "items") {
			args.set(want.size, have.size);
			args.set(want.items, have.items);
		} else if (want.kind === "content" && have.kind === "content") {
			if (want.at) args.set(want.at, have.at as Value);
			if (want.object) args.set(want.object, objectOf(p, have));
			if (want.num && have.num) args.set(want.num.value, have.num.value);
		}
	}
}

const objectOf = (p: Path, c: Content): Value =>
	c.object ?? p.emit("load", ["ptr"], [c.at as Value], "ptr");

/** Looks at what the path does not know yet; leaves where it is not as it is wanted. */
export function provideFacts(p: Path, shapes: readonly FactShape[]): void {
	for (const s of shapes) provide(p, s);
}

function provide(p: Path, want: FactShape): void {
	const { key, mask } = want;
	const step = lastStep(key);
	if (step.kind === "slot") return;
	const have = p.env.facts.get(key);
	if (step.kind === "items") {
		if (have && within(have.mask, mask)) return;
		const object = objectAt(p, step.owner);
		const where = within(maskAt(p, step.owner), mask)
			? undefined
			: requireSequence(p, object, mask);
		lookAt(p, object, mask, step.owner, where);
		return;
	}
	let content = placeKnown(p.env, key);
	if (want.at && !content?.at && step.kind === "attr") {
		const at = ownPlace(p, objectAt(p, step.owner), step.name);
		content = { kind: "content", at, mask: 0 };
		p.env.facts.set(key, content);
	}
	if (mask === 0 && content?.at) return;
	if (!content || content.mask === 0 || (want.at && !content.at))
		content = contentAt(p, key);
	// Only where it is has to be known, not what is there.
	if (mask !== 0) narrowContent(p, key, content, want);
}

function narrowContent(
	p: Path,
	key: string,
	content: Content,
	want: FactShape,
): void {
	if (want.num) {
		if (content.num?.type === want.num) return;
		const object = p.emit("as_obj", [], [objectOf(p, content)], "obj");
		if (content.mask !== TYPE_OF[want.num] || isWhole(want.num))
			p.exitUnless(p.holds(object, want.num));
		const num = { type: want.num, value: p.unbox(object, want.num) };
		p.env.facts.set(key, { ...content, mask: TYPE_OF[want.num], num });
		return;
	}
	if (within(content.mask, want.mask)) return;
	p.guardMask(p.emit("as_obj", [], [objectOf(p, content)], "obj"), want.mask);
	p.env.facts.set(key, { ...content, mask: want.mask });
}

/** What has a key, looked up if need be. */
function contentAt(p: Path, key: string): Content {
	const step = lastStep(key);
	const known = contentKnown(p.env, key);
	if (known) return known;
	if (step.kind === "attr") {
		const object = objectAt(p, step.owner);
		return attrContent(p, object, step.owner, step.name);
	}
	if (step.kind === "cell") return cellContent(p, step.slot);
	if (step.kind !== "item") throw new Error(`no item or attribute: ${key}`);
	const { owner } = step;
	const object = objectAt(p, owner);
	const wanted = T.LIST | T.TUPLE;
	let items = p.env.facts.get(`${owner}#`);
	if (items?.kind !== "items") {
		const mask = maskAt(p, owner) & wanted || T.LIST;
		const where = within(maskAt(p, owner), mask)
			? undefined
			: requireSequence(p, object, mask);
		items = lookAt(p, object, mask, owner, where);
	}
	const index: RealRep =
		step.slot === undefined
			? { kind: "num", type: "i64", value: p.i64(step.index as bigint) }
			: (p.slot(step.slot).num as RealRep);
	const content = itemContent(p, { object, ...items }, owner, index);
	// Of several locals that are this number it may be known by another.
	p.env.facts.set(key, content);
	return content;
}

/** The object that has a key; in a fast local it is there. */
function objectAt(p: Path, key: string): Value {
	const step = lastStep(key);
	if (step.kind !== "slot")
		return p.emit("as_obj", [], [objectOf(p, contentAt(p, key))], "obj");
	if ((p.slot(step.slot).mask & T.UNBOUND) !== 0) p.exitIfUnbound(step.slot);
	return p.peek(step.slot);
}

function maskAt(p: Path, key: string): number {
	const step = lastStep(key);
	if (step.kind === "slot") return p.slot(step.slot).mask;
	return contentKnown(p.env, key)?.mask ?? BOUND;
}
