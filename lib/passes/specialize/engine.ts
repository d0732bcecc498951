/**
 * The engine: walks a function block by block, each before the blocks behind it, and lets paths make the specialised code. Where paths
 * meet they are joined by their shapes (shapes.ts), each shape a version of the block. What loops are like is not known when they are
 * entered: so the whole is done in rounds, each with what the one before has seen come back to the loops' heads.
 */
import { CODE_FLAGS } from "../../cpython/code.ts";
import {
	addParam,
	addResult,
	type Block,
	type Edge,
	type Fn,
	type Global,
	type Loc,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../../ir/ir.ts";

import { forEachUse } from "../../ir/uses.ts";
import { invariant } from "../../support/diagnostic.ts";
import type { Point, Points } from "../cut-blocks.ts";
import { globalName } from "../global-names.ts";
import { isNamedAsClass } from "../lazy-calls/plan.ts";
import { aim, type Reentry } from "../lazy-calls/reentries.ts";
import { isAboutFloats, methodOfOperator } from "../likely-results.ts";
import { apart } from "./apart.ts";
import { convert, makeVersion, normalise, type Version } from "./convert.ts";
import { type Escapes, escapesOf } from "./escapes.ts";
import { forgetMemory } from "./facts.ts";
import type { CallRoot, FastCalls } from "./fast-callees.ts";
import { makeRoot, siteGlobal } from "./fast-leaving.ts";
import { handle } from "./handlers.ts";
import { Liveness } from "./liveness.ts";
import { Path, to } from "./path.ts";
import {
	ANYTHING,
	BOUND,
	copyEnv,
	type Env,
	type Num,
	type Place,
	type Rep,
	type Rollback,
	type SlotState,
	T,
} from "./reps.ts";
import {
	attributesStored,
	calculatedSlots,
	type ModuleNames,
	NO_NAMES,
	speaksOfWide,
	storedNames,
} from "./scan.ts";
import {
	anyShape,
	distance,
	type Frontier,
	join,
	joinEach,
	loosen,
	markUnchanged,
	plainShape,
	type Shape,
	shapeOf,
} from "./shapes.ts";
import { maySuspend, reachesAcross, suspendedValues } from "./suspension.ts";
import { isWorthIt } from "./worth.ts";

/** Versions a block may have, and where the function has grown too much for more ways to do things. */
const MAX_VERSIONS = 4;
const FEW_VERSIONS = 2;
/**
 * Ops made for each op of the function, from which on paths do not fork; from the second figure on the function stays as it was. Long
 * functions get more than that of STRAIGHT_GROWTH by no more than so many ops.
 */
const GROWTH = { forks: 16, most: 40 };
const LONGER_BY = { forks: 3000, most: 20_000 };
/** The same of a function without loops: what runs once a call is worth less of GCC's time. */
const STRAIGHT_GROWTH = { forks: 4, most: 10 };
/** Forks of the whole function by the types of fast locals. */
const MAX_SPLITS = 3;
const MAX_ROUNDS = 6;

/** Names of what complex numbers are made by and have, and of what other numbers have as well. */
const OF_COMPLEX: ReadonlySet<string> = new Set([
	"complex",
	"cmath",
	"conjugate",
]);
const ALSO_OF_COMPLEX: ReadonlySet<string> = new Set(["abs", "real", "imag"]);

/** What the specialised code of a function amounts to. */
export interface Specialised {
	readonly entry: Block;
	readonly blocks: readonly Block[];
	/** By block and index. */
	readonly points: Points;
	/** For each loop of the function as it was the block that tries to get back into specialised code; its parameters are the loop's. */
	readonly returns: ReadonlyMap<Block, Block>;
	/** Is it more than a copy? */
	readonly isWorthIt: boolean;
	/** For each loop the fast locals that are machine numbers in it. */
	readonly loops: ReadonlyMap<Block, ReadonlyMap<number, Num>>;
	/** Ops that were done as they are, on objects. */
	readonly general: ReadonlySet<Op>;
	readonly globals: readonly Global[];
	/** Where a suspended frame goes on in specialised code, by the offset of what suspended it. */
	readonly resumptions: ReadonlyMap<number, Block>;
}

export class Engine {
	readonly fn: Fn;
	readonly live: Liveness;
	readonly escapes: Escapes;
	readonly isDropped: (offset: number) => boolean;
	/** Does anything in the function say that it is about floats? */
	readonly usesFloats: boolean;
	/** Does anything in it say that it is about complex numbers, or that it may be? */
	readonly usesComplex: boolean;
	readonly mayBeComplex: boolean;
	/** Does anything in it say that it is about ints of more than a word? */
	readonly isWide: boolean;
	readonly paths: Path[] = [];
	/** Ops made in this round. */
	made = 0;
	/** Ops that this round does better than as they are. */
	readonly gained = new Set<Op>();
	/** Ops that this round does as they are. */
	readonly general = new Set<Op>();
	#splits = 0;
	readonly #size: number;
	readonly #frontiers = new Map<Block, Frontier>();
	readonly #lastUses = new Map<Block, Map<Value, number>>();
	#blocks: Block[] = [];
	#points = new Map<Block, Map<number, Point>>();
	#pending = new Map<Block, Path[]>();
	#versions = new Map<Block, Version[]>();
	#hints = new Map<Block, Shape[]>();
	#seen = new Map<Block, Shape[]>();
	/** The same of what was suspended since. */
	#resumed = new Map<Block, Shape[]>();
	#counter: Value | undefined;
	#resumptions = new Map<number, Block>();
	/** Blocks that this round has come to. */
	readonly #visited = new Set<Block>();
	/** Values that outlive a suspension. */
	readonly suspended: ReadonlySet<Value>;
	readonly #maySuspend: boolean;
	/** Functions that can be called without frames. */
	readonly calls: FastCalls | undefined;
	/** Does the function call one of them. */
	#callsFast = false;
	#root: CallRoot | undefined;
	#globals: Global[] = [];

	/** Names of attributes that the function sets or deletes. */
	readonly #stored: ReadonlySet<number>;
	/** Fast locals that the function calculates with. */
	readonly #calculated: ReadonlySet<number>;
	/** Fast locals that are only stored to from attributes of one name. */
	readonly #storedFrom: ReadonlyMap<number, number>;
	readonly #names: ModuleNames;
	readonly #reentries: readonly Reentry[];
	/** Blocks in which paths meet, though there is one way to them. */
	readonly #meetings: ReadonlySet<Block>;

	/** `isDropped` says of a bytecode's offset that guards there have failed too often; `names` is what the module says of its attributes. Frames come in by `reentries` besides; paths meet in the `meetings`, too. */
	constructor(
		fn: Fn,
		isDropped: (offset: number) => boolean,
		names: ModuleNames = NO_NAMES,
		calls?: FastCalls,
		reentries: readonly Reentry[] = [],
		meetings: ReadonlySet<Block> = new Set(),
	) {
		this.fn = fn;
		this.#reentries = reentries;
		this.#meetings = meetings;
		this.calls = calls;
		this.isDropped = isDropped;
		this.#names = names;
		this.#stored = storedNames(fn);
		this.#calculated = calculatedSlots(fn);
		this.#storedFrom = attributesStored(fn);
		this.live = new Liveness(fn);
		this.escapes = escapesOf(fn);
		this.suspended = suspendedValues(fn);
		this.#maySuspend = maySuspend(fn);
		const { consts, names: own } = fn.code ?? { consts: [], names: [] };
		this.isWide = speaksOfWide(fn, names);
		this.usesComplex =
			consts.some((c) => c.kind === "complex") ||
			own.some((name) => OF_COMPLEX.has(name) || names.ofCmath.has(name));
		this.mayBeComplex =
			this.usesComplex || own.some((name) => ALSO_OF_COMPLEX.has(name));
		this.usesFloats =
			consts.some((c) => c.kind === "float") ||
			own.some(isAboutFloats) ||
			fn.blocks.some((b) =>
				b.ops.some(
					(op) =>
						op.name === "py.binary_op" &&
						String(op.attrs[0]).endsWith("true_divide"),
				),
			);
		this.#size = fn.blocks.reduce((n, b) => n + b.ops.length, 0);
	}

	/** The specialised code, or undefined when it grows beyond measure, or values outlive a suspension. */
	run(): Specialised | undefined {
		if (reachesAcross(this.fn, this.live)) return undefined;
		let entry: Block | undefined;
		let known = "";
		for (let round = 0; round < MAX_ROUNDS; round++) {
			entry = this.#round();
			if (!entry) return undefined;
			this.#addResumed();
			const seen = JSON.stringify([...this.#seen.values(), this.#callsFast]);
			if (seen === known) break;
			known = seen;
			this.#hints = this.#seen;
		}
		invariant(entry, "there is a round");
		const returns = new Map<Block, Block>();
		for (const h of this.live.headers)
			if (this.#versions.has(h)) returns.set(h, this.#return(h));
		this.#aim();
		return {
			entry,
			blocks: this.#blocks,
			points: this.#points,
			returns,
			isWorthIt: isWorthIt(this.fn, this.live, this.gained, this.general),
			loops: this.#loopNumbers(),
			general: this.general,
			globals: [...this.#globals, this.#counts()],
			resumptions: this.#resumptions,
		};
	}

	#loopNumbers(): Map<Block, Map<number, Num>> {
		const loops = new Map<Block, Map<number, Num>>();
		for (const h of this.live.headers) {
			const numbers = new Map<number, Num>();
			for (const v of this.#versions.get(h) ?? [])
				v.shape.slots.forEach((s, i) => {
					if (s.num) numbers.set(i, s.num);
				});
			if (numbers.size > 0) loops.set(h, numbers);
		}
		return loops;
	}

	#round(): Block | undefined {
		this.made = 0;
		this.general.clear();
		this.gained.clear();
		this.#splits = 0;
		this.#blocks = [];
		this.#points = new Map();
		this.#pending = new Map();
		this.#versions = new Map();
		this.#seen = new Map();
		this.#resumed = new Map();
		this.#globals = [];
		this.#visited.clear();
		this.#resumptions = new Map();
		const entry = newBlock("fast");
		this.#blocks.push(entry);
		const [first] = this.live.order;
		invariant(first, "a function has an entry");
		const env: Env = {
			slots: this.#atEntry(),
			values: new Map(),
			facts: new Map(),
		};
		const start = new Path(this, env, entry, { block: first, index: 0 });
		this.#prepare(start);
		if (this.live.headers.has(first)) {
			const body = newBlock("fast");
			start.end("br", [], [to(body)]);
			start.place(body);
		}
		this.#pending.set(first, [start]);
		for (const b of this.live.order) {
			this.#visit(b);
			if (this.made > this.#limit("most") + 2000) return undefined;
		}
		return entry;
	}

	/** Where the function counts how its attempts to get back into specialised code end. */
	#prepare(start: Path): void {
		const words = { kind: "array", count: 4, of: "i64" } as const;
		this.#counter = start.emit("alloca", [words], [], "ptr");
		start.emitOp("call", {
			attrs: ["Coconut_StartAttempts"],
			operands: [
				this.#counter,
				start.emit("global_addr", [this.#entered], [], "ptr"),
			],
		});
		this.#root = this.#callsFast ? makeRoot(start) : undefined;
		if (this.#maySuspend) {
			const { offset, loc } = start.where;
			start.emitOp("py.dispatch", { offset, loc });
		}
		if (this.#reentries.length === 0) return;
		const at = start.py("py.position", [], [], "i64");
		const go = newBlock("fast");
		const cases = this.#reentries.map((r) => BigInt(r.at));
		const ways = this.#reentries.map((r) => to(r.block));
		start.end("switch", [at], [to(go), ...ways], [cases]);
		start.place(go);
	}

	/** Reentries lead to the function as it was. */
	#aim(): void {
		for (const r of this.#reentries) {
			const point = this.point(r.to.block, 0);
			aim(r, point);
		}
	}

	/** The code behind a suspension, whatever path leads to that. */
	resumption(offset: number, block: Block): Block {
		const known = this.#resumptions.get(offset);
		if (known) return known;
		const code = newBlock("resumed");
		this.#resumptions.set(offset, code);
		this.addBlock(code);
		const slots = (this.fn.code?.slots ?? []).map(
			(): SlotState => ({ mask: ANYTHING, dirty: false }),
		);
		const env = { slots, values: new Map(), facts: new Map() };
		const path = new Path(this, env, code, { block, index: 0 });
		path.isResumed = true;
		this.#pending.set(block, [path]);
		return code;
	}

	/** What fast calls need; undefined in the first round that wants it. */
	callRoot(): CallRoot | undefined {
		this.#callsFast = true;
		return this.#root;
	}

	/** A new global: the site of a record. */
	site(words: readonly number[]): string {
		const name = `${this.fn.name}.site${this.#globals.length}`;
		this.#globals.push(siteGlobal(name, words));
		return name;
	}

	#atEntry(): SlotState[] {
		const { code } = this.fn;
		invariant(code, "a Python-level function has code");
		const varargs = code.flags & CODE_FLAGS.varargs ? 1 : 0;
		const varkeywords = code.flags & CODE_FLAGS.varkeywords ? 1 : 0;
		const args = code.argcount + code.kwonlyargcount + varargs + varkeywords;
		return code.slots.map((s, i): SlotState => {
			if (s.cell || s.free) return { mask: ANYTHING, dirty: false };
			return { mask: i < args ? BOUND : T.UNBOUND, dirty: false };
		});
	}

	// --- Facts for paths

	isStored(name: number): boolean {
		return this.#stored.has(name);
	}

	calculatesWith(slot: number): boolean {
		return this.#calculated.has(slot);
	}

	/** The name of the attribute that everything stored to a fast local comes from; undefined where there is none. */
	storedFrom(slot: number): number | undefined {
		return this.#storedFrom.get(slot);
	}

	/** A name of the code object, by its index. */
	nameAt(index: number): string {
		return this.fn.code?.names[index] ?? "";
	}

	/** What a value is, if it is a global that has just been loaded: its name. */
	globalName(v: Value): string | undefined {
		return globalName(this.fn, v);
	}

	/** Is it a global that the module sets to something else than a function or class? */
	isVariable(index: number): boolean {
		return this.#names.variables.has(this.nameAt(index));
	}

	/** Is it a global that the module has from cmath? */
	isOfCmath(index: number): boolean {
		return this.#names.ofCmath.has(this.nameAt(index));
	}

	/** May an attribute of this name be a method or property rather than a value? */
	isMethod(name: number): boolean {
		return this.#names.functions.has(this.nameAt(name));
	}

	/** Does the module set attributes of this name, and define no function of it? */
	isAttribute(index: number): boolean {
		return (
			this.#names.attributes.has(this.nameAt(index)) && !this.isMethod(index)
		);
	}

	/** Is a global of this name likely to be a class: of the module, or one that is named as classes are? */
	isClass(name: string): boolean {
		const isConstant = !/[a-z]/.test(name) && !this.#names.functions.has(name);
		return isNamedAsClass(name) && !isConstant;
	}

	/** Is a binary operator a method that a class of the module defines, so that it may be called without a frame? */
	hasOperator(op: Op): boolean {
		const method = methodOfOperator(op);
		return (
			!!this.calls && method !== undefined && this.#names.functions.has(method)
		);
	}

	/** Does the module define a method of this name? */
	definesMethod(name: string): boolean {
		return this.#names.functions.has(name);
	}

	addBlock(b: Block): void {
		this.#blocks.push(b);
	}

	/** Where a value is used for the last time in a block: an index, beyond the block where it lives on, -1 not at all. */
	lastUse(block: Block, v: Value): number {
		let uses = this.#lastUses.get(block);
		if (!uses) {
			uses = new Map();
			this.#lastUses.set(block, uses);
			for (let i = block.ops.length; i-- > 0; ) {
				const op = block.ops[i] as Op;
				const at = i;
				const found = uses;
				const add = (u: Value): void => {
					if (!found.has(u)) found.set(u, at);
				};
				if (op.unwind)
					for (const u of this.live.valuesInto(op.unwind.block)) add(u);
				for (const e of op.successors)
					for (const u of this.live.valuesInto(e.block)) add(u);
				forEachUse(op, add);
			}
		}
		return uses.get(v) ?? -1;
	}

	#mostVersions(): number {
		return this.mayGrow() ? MAX_VERSIONS : FEW_VERSIONS;
	}

	/** Is there room for more ways to do things? */
	mayGrow(): boolean {
		return this.made <= this.#limit("forks") + 400;
	}

	/** Ops that may have been made when growth of a kind ends. */
	#limit(kind: keyof typeof GROWTH): number {
		const straight = STRAIGHT_GROWTH[kind] * this.#size;
		if (this.live.headers.size === 0) return straight;
		return Math.min(GROWTH[kind] * this.#size, straight + LONGER_BY[kind]);
	}

	/**
	 * May all that follows be done in two ways, by the type of a fast local? That is what a loop is told apart by, so a function has few.
	 */
	maySplit(): boolean {
		if (!this.mayGrow()) return false;
		if (this.#splits >= MAX_SPLITS) return false;
		this.#splits++;
		return true;
	}

	frontier(b: Block): Frontier {
		let f = this.#frontiers.get(b);
		if (!f) {
			const header = this.live.headers.has(b);
			const live = this.live.slotsInto(b);
			const values = this.live.valuesInto(b);
			const head = b.ops.find((op) => op.offset >= 0)?.offset ?? 0;
			f = { head, values, live, header, escapes: this.escapes };
			this.#frontiers.set(b, f);
		}
		return f;
	}

	// --- Leaving

	point(block: Block, index: number): Point {
		let points = this.#points.get(block);
		if (!points) {
			points = new Map();
			this.#points.set(block, points);
		}
		let point = points.get(index);
		if (!point) {
			const values =
				index === 0
					? this.live.valuesInto(block)
					: this.live.valuesBefore(block, index);
			point = { block: newBlock(block.name, block.at), values };
			points.set(index, point);
		}
		return point;
	}

	stubOf(r: Rollback): Block {
		if (!r.stub) {
			const block = newBlock("leave");
			r.stub = block;
			this.#blocks.push(block);
			const p = new Path(this, copyEnv(r.env), block, r);
			p.leavesBehind(r);
			p.flush();
			const point = this.point(r.block, r.index);
			const args = point.values.map((v) => p.plain(v));
			this.failed(p);
			p.goBack();
			p.end("br", [], [to(point.block, args)]);
		}
		return r.stub;
	}

	/**
	 * The block that leaves as the stub does, behind a guard of the bytecode at an offset: its failures are counted. Those of a version of a block are at
	 * the bitwise complement of where the block begins.
	 */
	failureOf(r: Rollback, offset: number | undefined, loc: Loc | undefined) {
		if (!r.failures || offset === undefined) return this.stubOf(r);
		const known = r.failures.get(offset);
		if (known) return known;
		const block = newBlock("failed");
		r.failures.set(offset, block);
		this.#blocks.push(block);
		const outside = newOp("null", { attrs: ["ptr"] });
		const isInLoop = (this.live.depths.get(r.block) ?? 0) > 0;
		const words = isInLoop ? this.#counter : addResult(outside, "", "ptr");
		const failed = newOp("py.guard_failed", {
			attrs: [this.#entered, offset],
			operands: [words as Value],
			offset: offset < 0 ? ~offset : offset,
			loc,
		});
		const leave = newOp("br", { successors: [to(this.stubOf(r))] });
		block.ops.push(...(isInLoop ? [] : [outside]), failed, leave);
		return block;
	}

	/** The name of the global in which the function counts how often its specialised code is entered. */
	get #entered(): string {
		return `${this.fn.name}.entered`;
	}

	#counts(): Global {
		const name = this.#entered;
		return { name, linkage: "internal", type: "i64", init: undefined };
	}

	/** An attempt has ended in the function as it was. */
	failed(p: Path): void {
		if (this.#counter)
			p.emitOp("call", {
				attrs: ["Coconut_FailedAttempt"],
				operands: [this.#counter],
			});
	}

	/**
	 * The edge on which an op of a path raises: to the specialised code of the handler, which finds what the path knows; from behind the
	 * handler, or on the way out, to the handler in the function as it was.
	 */
	unwindEdge(
		p: Path,
		op: Op,
		objects = new Map<Value, Value>(),
	): Edge | undefined {
		if (!op.unwind) return undefined;
		const { block, args } = op.unwind;
		if (!this.#visited.has(block) && p.goesOn)
			return to(this.#catch(p, op.unwind));
		const point = this.point(block, 0);
		const given = point.values.map((v) => {
			const i = block.params.indexOf(v);
			const source = i >= 0 ? (args[i] as Value) : v;
			const known = objects.get(source);
			if (known) return known;
			const object = this.#forHandler(p, source, op);
			objects.set(source, object);
			return object;
		});
		return to(point.block, given);
	}

	/** Does a handler in the innermost loop catch what an op of a path raises? */
	catchesInLoop(p: Path, op: Op): boolean {
		const handler = op.unwind?.block;
		if (!handler || !p.goesOn || this.#visited.has(handler)) return false;
		const { depths } = this.live;
		const [loops, own] = [depths.get(handler), depths.get(p.block)];
		return loops !== undefined && loops === own && this.mayGrow();
	}

	/** A block that catches what the op raises at which a path stands, and goes on in the handler. */
	#catch(p: Path, { block: handler, args }: Edge): Block {
		const [op, jump] = handler.ops;
		const [edge] = jump?.successors ?? [];
		invariant(op?.state && edge, "a handler begins with a block of its own");
		const values = this.frontier(handler).values.map((v): [Value, Value] => {
			const i = handler.params.indexOf(v);
			return [v, i >= 0 ? (args[i] as Value) : v];
		});
		p.keepItems(values.map(([, source]) => source));
		const nothing = p.py("py.push_null", [], [], "obj?");
		const x = p.copy(newBlock("caught"));
		this.addBlock(x.out as Block);
		x.block = handler;
		x.index = 0;
		x.rollback = undefined;
		x.env.values = new Map(values.map(([v, from]) => [v, p.rep(from)]));
		forgetMemory(x.env);
		const { offset, loc } = op;
		const state = op.state.map(() => nothing);
		const copy = x.emitOp(op.name, { offset, loc, state });
		for (const r of op.results) {
			const value = addResult(copy, "", r.type);
			x.set(r, { kind: "obj", value, mask: T.OTHER, kept: "owned" });
		}
		x.pendingTrace = false;
		x.index = 1;
		const { out } = x;
		this.arrive(x, edge);
		return out as Block;
	}

	#forHandler(p: Path, v: Value, op: Op): Value {
		const rep = p.rep(v);
		if (rep.kind !== "num" || rep.type === "i1") return p.plain(v);
		p.untraced();
		const { offset, loc } = op;
		const init = { operands: [rep.value], offset, loc, state: [] };
		return addResult(p.emitOp("py.box", init), "", "obj");
	}

	// --- Blocks

	/** A path that took `edge`: it waits until the block is visited, or joins the loop it came back to. */
	arrive(p: Path, edge: Edge): void {
		if (!this.isAlone(edge.block)) p.checkTraced();
		p.rollback ??= p.mark();
		const values = new Map<Value, Rep>();
		for (const v of this.frontier(edge.block).values) {
			const i = edge.block.params.indexOf(v);
			values.set(v, p.rep(i >= 0 ? (edge.args[i] as Value) : v));
		}
		p.env = { slots: p.env.slots, values, facts: p.env.facts };
		const versions = this.#versions.get(edge.block);
		if (versions) this.#comeBack(p, edge.block, versions);
		else {
			const waiting = this.#pending.get(edge.block);
			if (waiting) waiting.push(p);
			else this.#pending.set(edge.block, [p]);
		}
	}

	#visit(b: Block): void {
		this.#visited.add(b);
		const arrivals = this.#pending.get(b) ?? [];
		if (arrivals.length === 0) return;
		const isOne = arrivals.length === 1 && this.#meetings.has(b);
		const isFew = arrivals.length <= this.#mostVersions();
		// A tuple that was never made cannot be what paths have in common.
		const isApart = this.isAlone(b) && (isFew || arrivals.some(hasParts));
		if (isOne || isApart)
			for (const p of arrivals) {
				p.block = b;
				p.index = 0;
				this.#walk(p);
			}
		else this.#meet(b, arrivals);
	}

	/** Is a block the only one behind the one before it: paths just go on. */
	isAlone(b: Block): boolean {
		if (this.#meetings.has(b)) return false;
		return (this.live.entries.get(b) ?? 0) <= 1 && !this.live.headers.has(b);
	}

	#meet(b: Block, all: readonly Path[]): void {
		const at = this.frontier(b);
		const arrivals = all.flatMap((p) => this.#apart(p, b));
		for (const p of arrivals) p.checkTraced();
		for (const p of arrivals) normalise(p, at);
		const shapes = this.#group(b, arrivals);
		const versions = shapes.map((s) => makeVersion(b, s, at));
		this.#versions.set(b, versions);
		for (const p of arrivals) this.#connect(p, b, versions);
		for (const v of versions) {
			this.addBlock(v.block);
			const place = { block: b, index: 0 };
			const p = new Path(this, copyEnv(v.env), v.block, place);
			// What was dropped on the way to a handler may have switched tracing on.
			p.pendingTrace = this.live.handlers.has(b);
			this.#walk(p);
		}
	}

	/** The shapes of a block's versions: those its paths agree on. */
	#group(b: Block, arrivals: readonly Path[]): Shape[] {
		const at = this.frontier(b);
		let groups = [...(this.#hints.get(b) ?? [])];
		const hinted = groups.length;
		for (const p of arrivals) {
			const shape = shapeOf(p.env, at);
			let found = false;
			for (const [i, g] of groups.entries()) {
				// Before a loop it may not be known yet which of the loop's shapes it is for.
				if (found && i >= hinted) break;
				const joined = join(g, shape, at, i < hinted);
				if (joined) groups[i] = joined;
				found = found || joined !== undefined;
			}
			if (!found) groups.push(shape);
		}
		const most = this.#mostVersions();
		if (groups.length > most) {
			const kept = groups.slice(0, most - 1);
			const rest = groups.slice(most - 1).map(plainShape);
			const all = rest.reduce((x, y) => join(x, y, at, false) ?? x);
			groups = [...kept, all];
		}
		const [first] = groups;
		if (first && this.isDropped(at.head)) groups.push(anyShape(first));
		return at.header ? groups.map(loosen) : groups;
	}

	/** Brings a path into the version that takes least; where guards decide, the next one is tried when they fail. */
	#connect(p: Path, b: Block, versions: readonly Version[]): void {
		const at = this.frontier(b);
		const shape = shapeOf(p.env, at);
		const fitting = versions
			.map((version) => ({
				version,
				cost: distance(shape, version.shape, at) ?? -1,
			}))
			.filter((x) => x.cost >= 0)
			.sort((x, y) => x.cost - y.cost);
		const [best] = fitting;
		if (!best) {
			p.guarded = ~at.head;
			p.exit();
		} else if (best.cost === 0) convert(p, best.version, at);
		else
			this.#attempt(
				p,
				fitting.map((x) => x.version),
				at,
			);
	}

	/** Tries one version after the other; the last failure leaves the path. */
	#attempt(p: Path, versions: readonly Version[], at: Frontier): void {
		const { rollback } = p;
		invariant(rollback, "a path that arrives has a place to go back to");
		const last = versions.at(-1);
		for (const v of versions) {
			const next = newBlock("again");
			const x = p.copy(p.out as Block);
			if (v === last) x.guarded = ~at.head;
			else {
				const way = { stub: next, used: false, failures: undefined };
				x.rollback = { ...rollback, ...way };
			}
			p.out = undefined;
			convert(x, v, at);
			if (v === last || !x.rollback?.used) return;
			p.place(next);
		}
	}

	/** One path for each type of iterators that the block has versions for (see `apart`). */
	#apart(p: Path, b: Block): Path[] {
		const { values } = this.frontier(b);
		return apart(p, values, this.#hints.get(b) ?? []);
	}

	#comeBack(p: Path, b: Block, versions: readonly Version[]): void {
		for (const x of this.#apart(p, b)) this.#comeBackTo(x, b, versions);
	}

	/** Frames that were suspended know little of a loop that others come round: it takes them as it does what enters it. */
	#addResumed(): void {
		for (const [b, shapes] of this.#resumed) {
			const seen = this.#seen.get(b) ?? [];
			this.#seen.set(b, seen);
			for (const shape of shapes)
				if (!joinEach(seen, shape, this.frontier(b)))
					if (seen.length < MAX_VERSIONS - 1) seen.push(shape);
		}
	}

	#comeBackTo(p: Path, b: Block, versions: readonly Version[]): void {
		const at = this.frontier(b);
		normalise(p, at);
		const entered = versions.map((v) => v.shape);
		const shape = markUnchanged(shapeOf(p.env, at), entered);
		if (p.isResumed) {
			const resumed = this.#resumed.get(b) ?? [];
			this.#resumed.set(b, [...resumed, shape]);
			this.#connect(p, b, versions);
			return;
		}
		const seen = this.#seen.get(b) ?? [];
		this.#seen.set(b, seen);
		const found = seen.some((s, i) => {
			const joined = join(s, shape, at, false);
			if (joined) seen[i] = joined;
			return joined !== undefined;
		});
		if (!found && seen.length < MAX_VERSIONS - 1) seen.push(shape);
		this.#connect(p, b, versions);
	}

	/** Makes the code of a block from where a path stands, and of the paths that fork off it. */
	#walk(start: Path): void {
		const before = this.paths.length;
		this.paths.push(start);
		while (this.paths.length > before) {
			const p = this.paths.pop() as Path;
			while (p.out) {
				p.come();
				this.#remember(p);
				handle(p);
				p.index++;
			}
		}
	}

	/** Moves the place to go back to on to the op, where the value stack is as low as it was at the last one. */
	#remember(p: Path): void {
		const depth = p.op.state?.length;
		const last = p.rollback;
		if (!last) {
			p.rollback = p.mark();
			return;
		}
		if (depth === undefined) return;
		// A range or tuple that was never made is used up at once.
		const [first] = p.op.operands;
		const used = first && p.env.values.get(first)?.kind;
		if (used === "range object" || used === "parts") return;
		const then = depthAt(last);
		if (then !== undefined && depth > then) return;
		p.forgetDead();
		p.rollback = p.mark();
	}

	// --- Getting back

	/** A block that takes what a loop's head takes and goes on in specialised code if it can, else in the loop as it was. */
	#return(h: Block): Block {
		const at = this.frontier(h);
		const block = newBlock("return");
		const values = new Map<Value, Rep>();
		for (const v of at.values) {
			const value = addParam(block, "", v.type);
			if (v.type === "i1") values.set(v, { kind: "num", type: "i1", value });
			else values.set(v, { kind: "obj", value, mask: ANYTHING, kept: "owned" });
		}
		const slots = (this.fn.code?.slots ?? []).map(
			(): SlotState => ({ mask: ANYTHING, dirty: false }),
		);
		const env = { slots, values, facts: new Map() };
		const start = new Path(this, env, block, { block: h, index: 0 });
		this.addBlock(block);
		const rollback = start.mark();
		const leave = this.stubOf(rollback);
		const go = newBlock("attempt");
		const point = this.point(h, 0);
		const args = point.values.map((v) => start.plain(v));
		invariant(this.#counter, "attempts are counted");
		const wait = start.emit(
			"call",
			["Coconut_MayAttempt"],
			[this.#counter],
			"i1",
		);
		start.end("cond_br", [wait], [to(go), to(point.block, args)], [undefined]);
		start.place(go);
		const shape = shapeOf(start.env, at);
		const fitting = (this.#versions.get(h) ?? []).filter(
			(v) => distance(shape, v.shape, at) !== undefined,
		);
		start.rollback = { ...rollback, stub: leave };
		start.pendingTrace = true;
		start.checkTraced();
		if (fitting.length > 0) this.#attempt(start, fitting, at);
		else start.end("br", [], [to(leave)]);
		return block;
	}
}

const hasParts = (p: Path): boolean =>
	[...p.env.values.values()].some((rep) => rep.kind === "parts");

/** How deep the value stack is at a place, undefined where no op behind it in the block says so. */
function depthAt({ block, index }: Place): number | undefined {
	for (let i = index; i < block.ops.length; i++) {
		const state = block.ops[i]?.state;
		if (state) return state.length;
	}
	return undefined;
}
