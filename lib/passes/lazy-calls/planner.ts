/** Which fast versions of a module's functions there are: made for the calls that want them, and what they return settled. */
import { CODE_FLAGS, SUSPENDS } from "../../cpython/code.ts";
import type { Fn, Global, Module, Op } from "../../ir/ir.ts";
import { decorated, replaces } from "../decorated.ts";
import { CACHE_WORDS, CACHES } from "../lower-py/context.ts";
import type { PassContext } from "../pass.ts";
import { Builder } from "./builder.ts";
import { door, doorName, MAX_ARGS } from "./doors.ts";
import { keepsKeywords } from "./packing.ts";
import {
	binds,
	boxingName,
	isNamedAsClass,
	objectCount,
	type Plan,
	versionName,
} from "./plan.ts";
import { addReentries, type Place, reentryOffsets } from "./reentries.ts";
import type { Kind } from "./reps.ts";

const OPEN_FLAGS = CODE_FLAGS.varargs | CODE_FLAGS.varkeywords;
const STRANGE_FLAGS = CODE_FLAGS.iterable_coroutine | SUSPENDS;
const PROPERTIES: ReadonlySet<string> = new Set(
	"property getter setter deleter".split(" "),
);
const MAX_OPS = 200;
const MAX_VERSIONS = 4;
const MAX_ROUNDS = 5;

interface Made {
	readonly fn: Fn;
	readonly globals: readonly Global[];
	readonly returned: ReadonlySet<Kind>;
	readonly places: ReadonlyMap<number, Place>;
	readonly isPoor: boolean;
	readonly refused: readonly Op[];
}

interface Wanted {
	readonly fn: Fn;
	readonly args: readonly Kind[];
	readonly name: string;
}

/** A version to be made: also one that gives an object whatever comes. */
const BOXING = "boxing";
type Seed = readonly [Fn, readonly Kind[], typeof BOXING?];
const isBoxing = (name: string): boolean => name.endsWith(".any");

/** A fast version to call. */
export interface Version {
	readonly name: string;
	readonly result: Kind;
}

export class Planner implements Plan {
	readonly #module: Module;
	readonly #functions = new Map<string, Fn>();
	readonly #methods = new Map<string, Fn | undefined>();
	/** Functions inside functions, by qualified name; undefined: there are several. */
	readonly #nested = new Map<string, Fn | undefined>();
	/** All that may have versions, whatever leads to them. */
	readonly #candidates: Fn[] = [];
	/** Methods by name: how many arguments one takes at most. */
	readonly #methodNames = new Map<string, number>();
	readonly #classes = new Set<string>();
	readonly #results = new Map<string, Kind>();
	/** Functions that are static methods, and those that a decorator has replaced, by qualified name. */
	readonly #statics = new Set<string>();
	readonly #replaced = new Set<string>();
	/** Properties by name: the classes that have one. */
	readonly #properties = new Map<string, readonly string[]>();
	/** Versions that there are not to be, and the ops that they would leave at. */
	readonly #rejected = new Map<string, readonly Op[]>();
	/** Where functions may be entered that have ways in already. */
	readonly #reentries = new Map<Fn, ReadonlySet<number>>();
	/** Are the others given some? */
	#givesReentries = false;
	/** The Python function of each version. */
	readonly #origins = new Map<string, Fn>();
	/** What has been made and is not in the module yet. */
	readonly #settled = new Map<string, Made>();
	#wanted = new Map<string, Wanted>();
	#queue: Wanted[] = [];
	readonly usesDeques: boolean;
	/** Words of the module's caches that are taken: by what is settled, by the round that is under way. */
	#cacheWords: number;
	#caches = 0;

	/** The functions are remembered as they are now. */
	constructor(module: Module) {
		this.#module = module;
		const type = module.globals.get(CACHES)?.type;
		this.#cacheWords =
			typeof type === "object" && type.kind === "array" ? type.count : 0;
		const all = [...module.functions.values()];
		this.usesDeques = all.some((fn) => fn.code?.names.includes("deque"));
		for (const fn of all) this.#lookForDecorators(fn);
		if (this.#properties.size > 0)
			for (const fn of all) this.#lookForAttributes(fn);
		for (const fn of all) this.#consider({ ...fn });
	}

	/** What other classes than those that have the property set as an attribute is taken for that. */
	#lookForAttributes({ code, blocks }: Fn): void {
		if (!code) return;
		const owner = code.qualname.split(".").slice(0, -1).join(".");
		for (const op of blocks.flatMap((b) => b.ops)) {
			if (op.name !== "py.store_attr") continue;
			const name = code.names[op.attrs[0] as number] ?? "";
			const classes = this.#properties.get(name);
			if (classes && !classes.includes(`${owner}.`))
				this.#properties.delete(name);
		}
	}

	/** What the bodies of modules and classes put something else in the place of. */
	#lookForDecorators(fn: Fn): void {
		const { code } = fn;
		if (!code || (code.flags & CODE_FLAGS.optimized) !== 0) return;
		const outer = isClassBody(fn) ? `${code.qualname}.` : "";
		for (const [name, by] of decorated(fn)) {
			if (by === "staticmethod") this.#statics.add(outer + name);
			if (replaces(by)) this.#replaced.add(outer + name);
			if (!PROPERTIES.has(by)) continue;
			const other = this.#properties.get(name);
			this.#properties.set(name, [...(other ?? []), outer]);
		}
	}

	#consider(fn: Fn): void {
		const { code } = fn;
		if (fn.kind !== "py" || !code) return;
		const path = code.qualname.split(".");
		// What has its arguments bound is not called by what calls a version with so many.
		const isReplaced = this.#replaced.has(code.qualname);
		const fits = isCandidate(fn) && !binds(fn) && !isReplaced;
		const last = path.at(-1) as string;
		if (isClassBody(fn)) {
			this.#classes.add(last);
		}
		const owner = path.at(-2) ?? "<locals>";
		if (owner !== "<locals>") {
			const isOpen = isReplaced || code.flags & OPEN_FLAGS;
			const most = isOpen ? Infinity : code.argcount + code.kwonlyargcount;
			const known = this.#methodNames.get(last) ?? 0;
			this.#methodNames.set(last, Math.max(known, most));
		}
		if (isCandidate(fn)) this.#candidates.push(fn);
		if (owner === "<locals>")
			this.#nested.set(
				code.qualname,
				this.#nested.has(code.qualname) || !fits ? undefined : fn,
			);
		if (path.length > 2 || code.qualname.includes("<")) return;
		if (path.length === 1 && fits) this.#functions.set(last, fn);
		if (path.length === 2 && last !== "__init__")
			this.#methods.set(
				last,
				this.#methods.has(last) || !fits ? undefined : fn,
			);
	}

	/** Versions of all functions for calls with objects, and doors to them; how many versions. */
	makeAll(): number {
		this.#givesReentries = true;
		this.#settle(this.#candidates.map((fn) => [fn, objects(fn)] as const));
		this.#settle(
			this.#candidates
				.filter((fn) => this.#givesNumber(fn))
				.map((fn) => [fn, objects(fn), BOXING] as const),
		);
		if (this.#settled.size === 0) return 0;
		const doors = this.#doors();
		const made = this.#add([...this.#settled.keys()]);
		for (const d of doors) this.#module.functions.set(d.name, d);
		this.#addReentries();
		return made;
	}

	/** Says which functions have versions, and where those leave whatever comes. */
	remark(context: PassContext): void {
		const pass = "lazy-calls";
		for (const fn of this.#candidates) {
			const name = versionName(fn, objects(fn));
			const made = this.#settled.get(name);
			if (made)
				context.remark({
					kind: "passed",
					pass,
					name: "WithoutFrame",
					fn,
					args: ["may be called without a frame"],
				});
			const refused = made?.refused ?? this.#rejected.get(name) ?? [];
			for (const op of new Set(refused))
				context.remark({
					kind: "missed",
					pass,
					name: made ? "Leaves" : "NeedsFrame",
					fn,
					op,
					args: [{ Op: op.name }, " is done with a frame"],
				});
		}
	}

	/** Does a function's version for objects give a number? */
	#givesNumber(fn: Fn): boolean {
		const made = this.#known(versionName(fn, objects(fn)));
		return made !== undefined && kindOfType(made) !== "o";
	}

	/** Ways into the functions, where their versions leave. */
	#addReentries(): void {
		const places = new Map<Fn, Map<number, Place>>();
		for (const [name, made] of this.#settled) {
			const fn = this.#origins.get(name) as Fn;
			const of = places.get(fn) ?? new Map<number, Place>();
			places.set(fn, of);
			for (const [at, place] of made.places) of.set(at, place);
		}
		for (const [fn, of] of places) {
			const original = this.#module.functions.get(fn.name);
			if (original && !reentryOffsets(original)) addReentries(original, of);
		}
	}

	/** The version of a function for such arguments; it is made when there is none. */
	demand(fn: Fn, args: readonly Kind[]): Version | undefined {
		const name = versionName(fn, args);
		if (!this.#known(name) && !this.#rejected.has(name))
			this.#settle([[fn, args]]);
		const known = this.#known(name);
		return known && { name, result: kindOfType(known) };
	}

	/** Puts versions that are called by now into the module; how many. */
	addCalled(): number {
		const called = new Set<string>();
		const work = [...this.#module.functions.values()];
		for (let fn = work.pop(); fn; fn = work.pop())
			for (const name of callees(fn)) {
				const made = this.#settled.get(name);
				if (!made || called.has(name)) continue;
				called.add(name);
				work.push(made.fn);
			}
		return this.#add([...called]);
	}

	#add(names: readonly string[]): number {
		for (const name of names) {
			const made = this.#settled.get(name) as Made;
			this.#module.functions.set(name, made.fn);
			for (const g of made.globals) this.#module.globals.set(g.name, g);
		}
		if (names.length > 0 && this.#cacheWords > 0) {
			const count = this.#cacheWords;
			const type = { kind: "array", count, of: "i64" } as const;
			this.#module.globals.set(CACHES, {
				name: CACHES,
				linkage: "internal",
				type,
				init: undefined,
			});
		}
		return names.length;
	}

	#known(name: string): Fn | undefined {
		return this.#settled.get(name)?.fn ?? this.#module.functions.get(name);
	}

	/** Versions depend on what others return: made again until that is settled. */
	#settle(seeds: readonly Seed[]): void {
		for (let round = 0; ; round++) {
			const made = this.#round(seeds);
			if (this.#agrees(made, round >= MAX_ROUNDS)) continue;
			const poor = [...made].filter(([, m]) => m.isPoor);
			for (const [name, m] of poor) this.#rejected.set(name, m.refused);
			if (poor.length > 0) continue;
			for (const [name, m] of made) this.#settled.set(name, m);
			this.#cacheWords += this.#caches * CACHE_WORDS;
			return;
		}
	}

	#round(seeds: readonly Seed[]): Map<string, Made> {
		this.#caches = 0;
		this.#wanted = new Map();
		this.#queue = [];
		const made = new Map<string, Made>();
		for (const [fn, args, how] of seeds)
			if (how !== BOXING) this.version(fn, args);
			else if (!this.#rejected.has(boxingName(fn)))
				this.#want(fn, args, boxingName(fn));
		for (let w = this.#queue.pop(); w; w = this.#queue.pop()) {
			const b = new Builder(w.fn, w.name, w.args, this);
			const fn = b.build();
			const { globals, returned, places, isPoor, refused } = b;
			const all = { globals, returned, places, isPoor, refused };
			if (fn) made.set(w.name, { fn, ...all });
			else this.#rejected.set(w.name, refused);
		}
		return made;
	}

	/** Takes over what the versions return; true when something was other than taken for. */
	#agrees(made: ReadonlyMap<string, Made>, last: boolean): boolean {
		let changed = false;
		for (const w of this.#wanted.values()) {
			const m = made.get(w.name);
			if (!m) {
				changed = true;
				continue;
			}
			const [first, ...others] = m.returned;
			const kind = first && others.length === 0 && !last ? first : "o";
			const taken = this.resultOf(w.name);
			if (taken === kind || taken === "o") continue;
			this.#results.set(w.name, taken === "i" && kind === "f" ? "f" : "o");
			changed = true;
		}
		return changed;
	}

	#doors(): Fn[] {
		const doors: Fn[] = [];
		const add = (fn: Fn | undefined, form: "call" | "method"): void => {
			if (!fn?.code) return;
			const version = this.#settled.get(versionName(fn, objects(fn)));
			const given = fn.code.argcount - (form === "method" ? 1 : 0);
			if (!version || given < 0 || given > MAX_ARGS) return;
			const last = fn.code.qualname.split(".").at(-1) as string;
			doors.push(door(fn, version.fn, form, doorName(form, last)));
		};
		for (const fn of this.#functions.values()) add(fn, "call");
		for (const fn of this.#methods.values()) add(fn, "method");
		return doors;
	}

	// --- Plan

	function(name: string): Fn | undefined {
		return this.#functions.get(name);
	}

	closure(fn: Fn, name: string): Fn | undefined {
		const scopes = (fn.code?.qualname ?? "").split(LOCALS);
		while (scopes.pop() !== undefined && scopes.length > 0) {
			const found = this.#nested.get([...scopes, name].join(LOCALS));
			if (found) return found;
		}
		return undefined;
	}

	method(name: string): Fn | undefined {
		return this.#methods.get(name);
	}

	isStatic(fn: Fn): boolean {
		return this.#statics.has(fn.code?.qualname ?? "");
	}

	version(fn: Fn, args: readonly Kind[]): string | undefined {
		const name = versionName(fn, args);
		if (this.#rejected.has(name)) return undefined;
		if (this.#wanted.has(name) || this.#known(name)) return name;
		const siblings = [...this.#wanted.values()].filter((w) => w.fn === fn);
		if (siblings.length >= MAX_VERSIONS) return undefined;
		this.#want(fn, args, name);
		return name;
	}

	#want(fn: Fn, args: readonly Kind[], name: string): void {
		const wanted = { fn, args, name };
		this.#wanted.set(name, wanted);
		this.#origins.set(name, fn);
		this.#queue.push(wanted);
	}

	isMethod(name: string, args: number): boolean {
		return args <= (this.#methodNames.get(name) ?? -1);
	}

	isProperty(name: string): boolean {
		return this.#properties.has(name);
	}

	isClass(name: string): boolean {
		if (this.#functions.has(name)) return false;
		return this.#classes.has(name) || isNamedAsClass(name);
	}

	resultOf(name: string): Kind {
		const known = this.#known(name);
		if (known) return kindOfType(known);
		return this.#results.get(name) ?? (isBoxing(name) ? "o" : "i");
	}

	mayReenter(fn: Fn, at: number): boolean {
		const offsets = this.#reentries.get(fn) ?? reentryOffsets(fn);
		if (!offsets) return this.#givesReentries;
		this.#reentries.set(fn, offsets);
		return offsets.has(at);
	}

	cache(): number {
		return this.#cacheWords + this.#caches++ * CACHE_WORDS;
	}
}

/** What stands in qualified names between a function and what is inside it. */
const LOCALS = ".<locals>.";

const objects = (fn: Fn): Kind[] => Array(objectCount(fn)).fill("o");

function kindOfType(fn: Fn): Kind {
	const type = fn.signature?.result;
	return type === "i64" ? "i" : type === "f64" ? "f" : "o";
}

function callees(fn: Fn): string[] {
	const ofOp = (op: Op): string[] =>
		op.name === "call" ? [op.attrs[0] as string] : [];
	return fn.blocks.flatMap((b) => b.ops.flatMap(ofOp));
}

/** Bodies of modules and classes have no fast locals. */
function isClassBody({ code }: Fn): boolean {
	return (
		code !== undefined &&
		(code.flags & CODE_FLAGS.optimized) === 0 &&
		!code.qualname.endsWith(">")
	);
}

function isCandidate(fn: Fn): boolean {
	const { code } = fn;
	if (
		!code ||
		fn.linkage === "available_externally" ||
		(code.flags & CODE_FLAGS.optimized) === 0 ||
		(code.flags & STRANGE_FLAGS) !== 0
	)
		return false;
	if (code.slots.some((s) => s.cell)) return false;
	if (!keepsKeywords(fn)) return false;
	return fn.blocks.reduce((n, b) => n + b.ops.length, 0) <= MAX_OPS;
}
