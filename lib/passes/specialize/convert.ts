/** Brings paths into the shape of a version of a block. */
import {
	addParam,
	addResult,
	type Block,
	newBlock,
	newOp,
	type Value,
} from "../../ir/ir.ts";
import { literalOf } from "../machine-numbers.ts";
import { create } from "./complex.ts";
import { factParams, passFacts, provideFacts } from "./fact-shapes.ts";
import { exitIfNegative, unpackItems, unpackRange } from "./iteration.ts";
import { held } from "./last-items.ts";
import { type Path, to } from "./path.ts";
import {
	type Env,
	INERT,
	isWhole,
	type LastItem,
	markNonNegative,
	type Num,
	type NumRep,
	type Rep,
	type SlotState,
	T,
	TYPE_OF,
	within,
} from "./reps.ts";
import type { Frontier, Shape, SlotShape, ValueShape } from "./shapes.ts";
import { wide, widen } from "./wide.ts";
import { unpackZipped } from "./zipped.ts";

/** A version of a block: its code, and what is known at its head, in terms of its parameters. */
export interface Version {
	readonly block: Block;
	readonly shape: Shape;
	readonly env: Env;
}

export function makeVersion(b: Block, shape: Shape, at: Frontier): Version {
	const block = newBlock(`fast.${b.name}`);
	const classes = new Map<number, Value>();
	const classOf = (cls: number, num: Num): Value => {
		let v = classes.get(cls);
		if (!v) {
			v = addParam(block, "", num);
			classes.set(cls, v);
		}
		return v;
	};
	for (const m of [...shape.slots, ...shape.values])
		if (m && "num" in m && m.num) classOf(m.cls, m.num);
	const slots = shape.slots.map((s): SlotState => {
		if (!s.num) return { mask: s.mask, dirty: false };
		const num: NumRep = {
			kind: "num",
			type: s.num,
			value: classOf(s.cls, s.num),
		};
		if (s.low) markNonNegative(num.value);
		const dirty =
			s.dirty === "flag" ? addParam(block, "", "i1") : s.dirty === "dirty";
		return { mask: s.mask, num, dirty };
	});
	const values = new Map<Value, Rep>();
	shape.values.forEach((v, i) => {
		values.set(at.values[i] as Value, valueParam(block, v, classOf));
	});
	const facts = factParams(block, shape.facts);
	return { block, shape, env: { slots, values, facts } };
}

function valueParam(
	block: Block,
	v: ValueShape,
	classOf: (cls: number, num: Num) => Value,
): Rep {
	switch (v.kind) {
		case "num":
			return { kind: "num", type: v.num, value: classOf(v.cls, v.num) };
		case "obj": {
			const value = addParam(block, "", v.nullable ? "obj?" : "obj");
			return { kind: "obj", value, mask: v.mask, kept: "owned" };
		}
		case "range": {
			const word = (known?: number): Value =>
				known === undefined
					? addParam(block, "", "i64")
					: literal(block, known);
			const [index, start] = [word(), word(v.start)];
			if (v.low) markNonNegative(start);
			const [step, length] = [word(v.step), word()];
			return { kind: "range", index, start, step, length };
		}
		case "items": {
			const object = addParam(block, "", "obj");
			const index = addParam(block, "", "i64");
			return { kind: "items", mask: v.mask, object, index };
		}
		case "zipped": {
			const objects = v.masks.map(() => addParam(block, "", "obj"));
			const index = addParam(block, "", "i64");
			const offset = v.counts ? addParam(block, "", "i64") : undefined;
			const last = v.last.map(
				(x): LastItem =>
					x === "held"
						? { isHeld: true, value: addParam(block, "", "obj") }
						: x,
			);
			const { masks } = v;
			return { kind: "zipped", masks, objects, index, offset, last };
		}
		case "known":
		case "null":
			return v;
	}
}

function literal(block: Block, value: number): Value {
	const attrs = [{ type: "i64", value: BigInt(value) } as const];
	const op = newOp("const", { attrs });
	block.ops.push(op);
	return addResult(op, "", "i64");
}

/** Before paths meet: what has an object at hand gives it to the frame, numbers that nobody reads any more are forgotten. */
export function normalise(p: Path, at: Frontier): void {
	p.env.slots.forEach((s, i) => {
		if (s.num && s.dirty !== false && at.escapes.slots.has(i))
			if (s.num.constant !== undefined || s.num.object) p.flushSlot(i);
		const now = p.slot(i);
		if (now.num && now.dirty === false && !at.live.has(i))
			p.env.slots[i] = { mask: now.mask, dirty: false };
	});
}

/** Ends a path in a version it can be brought to (see `distance`). */
export function convert(p: Path, version: Version, at: Frontier): void {
	const { shape } = version;
	widenNumbers(p, shape, at);
	shape.slots.forEach((s, i) => {
		guardSlot(p, i, s, at.live.has(i));
	});
	shape.values.forEach((v, i) => {
		guardValue(p, at.values[i] as Value, v);
	});
	provideFacts(p, shape.facts);
	splitClasses(p, shape);
	shape.slots.forEach((s, i) => {
		settleSlot(p, i, s);
	});
	const args = new Map<Value, Value>();
	shape.slots.forEach((s, i) => {
		const [mine, theirs] = [p.slot(i), version.env.slots[i] as SlotState];
		if (!s.num || !theirs.num) return;
		const { num } = theirs;
		if (!args.has(num.value))
			args.set(num.value, mine.num?.value ?? zero(p, num));
		if (typeof theirs.dirty === "boolean") return;
		const { dirty } = mine;
		args.set(theirs.dirty, typeof dirty === "boolean" ? p.i1(dirty) : dirty);
	});
	shape.values.forEach((_, i) => {
		const v = at.values[i] as Value;
		passValue(p, v, version.env.values.get(v) as Rep, args);
	});
	passFacts(p, version.env.facts, args);
	const given = version.block.params.map((x) => args.get(x) as Value);
	p.end("br", [], [to(version.block, given)]);
}

function zero(p: Path, n: NumRep): Value {
	if (n.type === "f64") return p.f64(0);
	if (n.type === "i128") return wide(p, 0n);
	if (n.type === "complex") return create(p, p.f64(0), p.f64(0));
	return n.type === "i64" ? p.i64(0) : p.i1(false);
}

/** Words that the version has in two are widened, each once: what was one value stays one. */
function widenNumbers(p: Path, shape: Shape, at: Frontier): void {
	const found = new Map<Value, Value>();
	const widened = (n: NumRep): NumRep => {
		const value = found.get(n.value) ?? widen(p, n.value);
		found.set(n.value, value);
		return { ...n, type: "i128", value };
	};
	shape.slots.forEach((s, i) => {
		const mine = p.slot(i);
		if (s.num === "i128" && mine.num?.type === "i64")
			p.env.slots[i] = { ...mine, num: widened(mine.num) };
	});
	shape.values.forEach((s, i) => {
		const v = at.values[i] as Value;
		const rep = p.rep(v);
		if (s.kind !== "num" || s.num !== "i128") return;
		if (rep.kind === "num" && rep.type === "i64") p.set(v, widened(rep));
	});
}

/** The checks come first: what fails goes back to before the jump. */
function guardSlot(p: Path, i: number, s: SlotShape, live: boolean): void {
	const mine = p.slot(i);
	if (mine.num) return;
	if (!s.num) {
		if (!within(mine.mask, s.mask)) guardFrame(p, i, s.mask);
		return;
	}
	if (!live && s.dirty === "flag") {
		if (!within(mine.mask, s.mask)) p.release(i);
		return;
	}
	const object = boundObject(p, i);
	if (mine.mask !== TYPE_OF[s.num] || isWhole(s.num))
		p.exitUnless(p.holds(object, s.num));
	const value = p.unbox(object, s.num);
	if (s.low) exitIfNegative(p, value);
	const num: NumRep = { kind: "num", type: s.num, value };
	p.env.slots[i] = { mask: TYPE_OF[s.num], num, dirty: false };
}

function guardFrame(p: Path, i: number, mask: number): void {
	if ((mask & T.UNBOUND) !== 0)
		p.guardMask(p.py("py.peek_fast", [i], [], "obj?"), mask);
	else p.guardMask(boundObject(p, i), mask);
	p.env.slots[i] = { mask, dirty: false };
}

/** What the frame's slot holds; the path is left where that is nothing. */
function boundObject(p: Path, i: number): Value {
	if ((p.slot(i).mask & T.UNBOUND) !== 0) p.exitIfUnbound(i);
	return p.peek(i);
}

function guardValue(p: Path, v: Value, target: ValueShape): void {
	const rep = p.rep(v);
	if (rep.kind !== "obj") return;
	if (target.kind === "num") {
		p.exitUnless(p.holds(rep.value, target.num));
		const value = p.unbox(rep.value, target.num);
		p.set(v, { kind: "num", type: target.num, value });
	} else if (target.kind === "range") {
		p.set(v, unpackRange(p, rep.value, target));
	} else if (target.kind === "items") {
		p.set(v, unpackItems(p, rep.value, target.mask));
	} else if (target.kind === "zipped") {
		p.set(v, unpackZipped(p, rep.value, target));
	} else if (target.kind === "obj" && !within(rep.mask, target.mask))
		p.guardMask(rep.value, target.mask);
}

/** Slots that are one number here and two in the version are boxed once, now. */
function splitClasses(p: Path, shape: Shape): void {
	p.env.slots.forEach((s, i) => {
		if (!s.num || s.dirty === false) return;
		const num = s.num;
		const { escapes } = p.engine;
		if (!escapes.slots.has(i)) return;
		const apart = p.env.slots.some(
			(o, j) =>
				j !== i &&
				escapes.slots.has(j) &&
				o.num?.value === num.value &&
				shape.slots[j]?.cls !== shape.slots[i]?.cls,
		);
		if (apart) p.flushSlot(i);
	});
}

function settleSlot(p: Path, i: number, s: SlotShape): void {
	const mine = p.slot(i);
	if (!mine.num) return;
	const fits = mine.num.type === s.num;
	if (!fits || s.dirty === "clean") p.flushSlot(i);
	if (!fits) p.env.slots[i] = { mask: p.slot(i).mask, dirty: false };
	else if (s.dirty !== "clean" && !within(mine.mask, INERT)) p.release(i);
}

function passValue(
	p: Path,
	v: Value,
	theirs: Rep,
	args: Map<Value, Value>,
): void {
	const mine = p.rep(v);
	if (theirs.kind === "num" && mine.kind === "num")
		args.set(theirs.value, mine.value);
	else if (theirs.kind === "obj") args.set(theirs.value, p.object(v));
	else if (theirs.kind === "items" && mine.kind === "items") {
		args.set(theirs.object, mine.object);
		args.set(theirs.index, mine.index);
	} else if (theirs.kind === "zipped" && mine.kind === "zipped") {
		theirs.objects.forEach((o, i) => {
			args.set(o, mine.objects[i] as Value);
		});
		args.set(theirs.index, mine.index);
		if (theirs.offset && mine.offset) args.set(theirs.offset, mine.offset);
		theirs.last.forEach((x, i) => {
			if (typeof x !== "string" && x.value) args.set(x.value, held(p, mine, i));
		});
	} else if (theirs.kind === "range" && mine.kind === "range")
		for (const field of ["index", "start", "step", "length"] as const)
			if (literalOf(theirs[field]) === undefined)
				args.set(theirs[field], mine[field]);
}
