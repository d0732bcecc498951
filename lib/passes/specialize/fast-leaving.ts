/**
 * When the callee of a fast call leaves. The frame of the function that calls stays as it is, numbers newer than it notwithstanding; a record says what they
 * are (runtime/src/lazy.c), so that the frame is made good when the callee leaves. What it then gives is an object, with which the function as it was goes
 * on behind the call.
 */
import {
	type Attr,
	addResult,
	type Global,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import { invariant } from "../../support/diagnostic.ts";
import {
	CALLS_CLASS,
	EXCEPTION,
	HEADER,
	HOW,
	WORD,
} from "../lazy-calls/record.ts";
import { SENTINEL } from "../lazy-calls/signature.ts";
import type { Callee, CallRoot } from "./fast-callees.ts";
import { isSame, type Path, to, UNLIKELY } from "./path.ts";
import { BOUND, TYPE_OF } from "./reps.ts";

/** Fills the entry of a function with what its fast calls need. */
export function makeRoot(start: Path): CallRoot {
	const { code, blocks } = start.engine.fn;
	const slots = code?.slots.length ?? 0;
	const calls = blocks.flatMap((b) =>
		b.ops.filter((x) => x.name === "py.call"),
	);
	const given = Math.max(0, ...calls.map((x) => x.operands.length));
	const count = HEADER + EXCEPTION + 2 * slots + given;
	const words = { kind: "array", count, of: "i64" } as const;
	const record = start.emit("alloca", [words], [], "ptr");
	const tstate = start.py("py.thread", [], [], "ptr");
	const root = { tstate, record, room: tstate };
	const nothing = start.emit("null", ["ptr"], [], "ptr");
	for (const word of [WORD.previous, WORD.frame])
		store(start, root, nothing, word);
	const room = start.emit("call", ["Coconut_FastRoom"], [tstate], "i64");
	return { ...root, room };
}

function store(p: Path, root: CallRoot, v: Value, word: number): void {
	const at = p.emit("elem_addr", ["i64"], [root.record, p.i64(word)], "ptr");
	p.emitOp("store", { operands: [v, at] });
}

/** Writes into the record what is newer than the frame, and what the callee's frame would hold alone. */
export function describe(
	p: Path,
	op: Op,
	root: CallRoot,
	levels: number,
	given: readonly Value[],
): void {
	const places: number[] = [];
	const put = (slot: number, how: number, v: Value): void => {
		store(p, root, v, HEADER + EXCEPTION + places.length);
		places.push((slot << 8) | how);
	};
	p.env.slots.forEach((s, i) => {
		const { num, dirty } = s;
		if (!num || dirty === false) return;
		if (typeof dirty !== "boolean")
			put(i, HOW.unless, p.emit("zext", ["i64"], [dirty], "i64"));
		const twin = p.env.slots.findIndex(
			(o, j) => j !== i && isSame(o.num, num) && (o.dirty === false || j < i),
		);
		if (twin >= 0 && num.type !== "i1") put(i, HOW.same, p.i64(twin));
		else if (num.object) {
			const at = p.emit("as_ptr", [], [num.object.value], "ptr");
			put(i, HOW.object, at);
		} else if (num.constant !== undefined)
			put(i, HOW.constant, p.i64(num.constant));
		else if (num.type === "i1")
			put(i, HOW.bool, p.emit("zext", ["i64"], [num.value], "i64"));
		else {
			const isWord = num.type !== "i128" && num.type !== "complex";
			invariant(isWord, "numbers of two words are in the frame");
			put(i, HOW[num.type], num.value);
		}
	});
	// The runtime looks for them at the end (`give_up`).
	for (const v of given) put(0, HOW.given, p.emit("as_ptr", [], [v], "ptr"));
	const depth = levels > 1 ? CALLS_CLASS : 0;
	const words = [op.offset, depth, places.length, ...places];
	const site = p.engine.site(words);
	store(p, root, p.emit("global_addr", [site], [], "ptr"), WORD.site);
}

/** When the callee has left, the function as it was goes on behind the call, after what `behind` does with the result. */
export function checkLeft(
	p: Path,
	op: Op,
	root: CallRoot,
	result: Value,
	{ result: kind, made }: Callee,
	given: readonly Value[],
	behind?: (x: Path) => void,
): void {
	const [gone, look, go] = [
		newBlock("gone"),
		newBlock("look"),
		newBlock("back"),
	];
	const odds: Attr[] = [UNLIKELY];
	if (kind === "o") p.end("br_null", [result], [to(gone), to(go)], odds);
	else {
		const odd =
			kind === "i"
				? p.icmp("eq", result, p.emit("const", [LEAST], [], "i64"))
				: p.emit("fcmp", ["une"], [result, result], "i1");
		p.end("cond_br", [odd], [to(look), to(go)], odds);
		p.aside(look, (x) => {
			const word = x.i64(WORD.frame);
			const at = x.emit("elem_addr", ["ptr"], [root.record, word], "ptr");
			const frame = x.emit("load", ["ptr"], [at], "ptr");
			x.end("br_null", [frame], [to(go), to(gone)], [undefined]);
		});
	}
	p.out = gone;
	const x = p.copyOn();
	p.engine.addBlock(gone);
	if (made)
		x.emitOp("call", {
			attrs: ["Coconut_Made"],
			operands: [root.record, made],
		});
	for (const v of given)
		x.emitOp("call", { attrs: ["Coconut_Given"], operands: [v] });
	goOnBehind(x, op, root, behind);
	p.place(go);
}

const LEAST = { type: "i64", value: SENTINEL } as const;

function goOnBehind(
	p: Path,
	op: Op,
	root: CallRoot,
	behind?: (x: Path) => void,
): void {
	p.emitOp("call", {
		attrs: ["Coconut_TakeLeft"],
		operands: [root.tstate, root.record],
	});
	p.env.slots.forEach((s, i) => {
		if (!s.num || s.dirty === false) return;
		const type = TYPE_OF[s.num.type];
		const mask = s.dirty === true ? type : s.mask | type;
		const { type: t, value } = s.num;
		p.env.slots[i] = {
			mask,
			num: { kind: "num", type: t, value },
			dirty: false,
		};
	});
	const below = op.state?.slice(0, -op.operands.length) ?? [];
	const state = below.map((v) => p.plain(v));
	const objects = new Map(below.map((v, i) => [v, state[i] as Value]));
	const unwind = p.engine.unwindEdge(p, op, objects);
	p.untraced();
	const { offset, loc } = op;
	const left = p.emitOp("py.left_value", {
		operands: [root.record],
		unwind,
		offset,
		state,
		loc,
	});
	const value = addResult(left, "", "obj");
	p.mayBeTraced();
	p.set(op.results[0], { kind: "obj", value, mask: BOUND, kept: "owned" });
	behind?.(p);
	goOn(p);
}

/** The function as it was goes on behind the op; everything newer is in the frame. `last`: what is still to be done once its values are there. */
export function goOn(p: Path, last?: () => void): void {
	const point = p.engine.point(p.block, p.index + 1);
	const args = point.values.map((v) => p.plain(v));
	p.engine.failed(p);
	last?.();
	p.end("br", [], [to(point.block, args)]);
}

/** The global of a record's site. */
export function siteGlobal(name: string, words: readonly number[]): Global {
	return {
		name,
		linkage: "internal",
		type: { kind: "array", count: words.length, of: "i64" },
		init: words.map((w) => ({ kind: "int", value: BigInt(w) })),
	};
}
