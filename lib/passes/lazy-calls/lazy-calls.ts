/**
 * lazy-calls: small functions are called without frames.
 *
 * Needs: Python-level functions, before specialize. Guarantees: a function that is likely to be called by its name, or as the only method
 * of its name, and that can work on machine numbers, gets fast versions (builder.ts), by kinds of arguments, and a door to them,
 * `fast.call.NAME` or `fast.method.NAME`, which is called as Coconut_Call1 and its like are and falls back to them. lower-py calls the doors.
 */
import type { Fn, Global, Module } from "../../ir/ir.ts";
import { linkPrelude } from "../../ir/link.ts";
import { CACHE_WORDS, CACHES } from "../lower-py/context.ts";
import type { Pass } from "../pass.ts";
import { Builder } from "./builder.ts";
import { door, doorName, MAX_ARGS } from "./doors.ts";
import type { Plan } from "./plan.ts";
import type { Kind } from "./reps.ts";

const CO_OPTIMIZED = 1;
const STRANGE_FLAGS = 0x4 | 0x8 | 0x20 | 0x80 | 0x100 | 0x200;
const MAX_OPS = 200;
const MAX_VERSIONS = 4;
const MAX_ROUNDS = 5;

export const lazyCalls: Pass = {
	name: "lazy-calls",
	summary: "small functions are called without frames",
	run: (module, context) => {
		if (module.target === "none") return false;
		const made = new Planner(module).run();
		context.count("lazy-calls: fast versions", made);
		if (made > 0) linkPrelude(module, context.target(module));
		return made > 0;
	},
};

interface Made {
	readonly fn: Fn;
	readonly globals: readonly Global[];
	readonly returned: ReadonlySet<Kind>;
}

interface Wanted {
	readonly fn: Fn;
	readonly args: readonly Kind[];
	readonly name: string;
}

class Planner implements Plan {
	readonly #module: Module;
	readonly #functions = new Map<string, Fn>();
	readonly #methods = new Map<string, Fn | undefined>();
	readonly #results = new Map<string, Kind>();
	readonly #rejected = new Set<string>();
	#wanted = new Map<string, Wanted>();
	#queue: Wanted[] = [];
	#caches = 0;
	readonly #firstCache: number;

	constructor(module: Module) {
		this.#module = module;
		const type = module.globals.get(CACHES)?.type;
		this.#firstCache =
			typeof type === "object" && type.kind === "array" ? type.count : 0;
		for (const fn of module.functions.values()) this.#consider(fn);
	}

	#consider(fn: Fn): void {
		const { code } = fn;
		if (fn.kind !== "py" || !code) return;
		const path = code.qualname.split(".");
		if (path.length > 2 || code.qualname.includes("<")) return;
		const fits = isCandidate(fn);
		const last = path.at(-1) as string;
		if (path.length === 1 && fits) this.#functions.set(last, fn);
		if (path.length === 2)
			this.#methods.set(
				last,
				this.#methods.has(last) || !fits ? undefined : fn,
			);
	}

	/** Versions depend on what others return: made again until that is settled. */
	run(): number {
		let made = new Map<string, Made>();
		for (let round = 0; ; round++) {
			made = this.#round();
			if (!this.#settle(made, round >= MAX_ROUNDS)) break;
		}
		const doors = this.#doors(made);
		if (doors.length === 0) return 0;
		for (const m of made.values()) {
			this.#module.functions.set(m.fn.name, m.fn);
			for (const g of m.globals) this.#module.globals.set(g.name, g);
		}
		for (const d of doors) this.#module.functions.set(d.name, d);
		if (this.#caches > 0) {
			const count = this.#firstCache + this.#caches * CACHE_WORDS;
			const type = { kind: "array", count, of: "i64" } as const;
			this.#module.globals.set(CACHES, {
				name: CACHES,
				linkage: "internal",
				type,
				init: undefined,
			});
		}
		return made.size;
	}

	#round(): Map<string, Made> {
		this.#caches = 0;
		this.#wanted = new Map();
		this.#queue = [];
		const made = new Map<string, Made>();
		const methods = [...this.#methods.values()].filter((f) => f !== undefined);
		for (const fn of [...this.#functions.values(), ...methods])
			this.version(fn, Array(fn.code?.argcount ?? 0).fill("o"));
		for (let w = this.#queue.pop(); w; w = this.#queue.pop()) {
			const b = new Builder(w.fn, w.name, w.args, this);
			const fn = b.build();
			if (fn)
				made.set(w.name, { fn, globals: b.globals, returned: b.returned });
			else this.#rejected.add(w.name);
		}
		return made;
	}

	/** Takes over what the versions return; true when something was other than taken for. */
	#settle(made: ReadonlyMap<string, Made>, last: boolean): boolean {
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

	#doors(made: ReadonlyMap<string, Made>): Fn[] {
		const doors: Fn[] = [];
		const add = (fn: Fn | undefined, form: "call" | "method"): void => {
			if (!fn?.code) return;
			const name = versionName(fn, Array(fn.code.argcount).fill("o"));
			const given = fn.code.argcount - (form === "method" ? 1 : 0);
			const version = made.get(name);
			if (!version || given < 0 || given > MAX_ARGS) return;
			doors.push(
				door(
					fn,
					version.fn,
					form,
					doorName(form, fn.code.qualname.split(".").at(-1) as string),
				),
			);
		};
		for (const fn of this.#functions.values()) add(fn, "call");
		for (const fn of this.#methods.values()) add(fn, "method");
		return doors;
	}

	// --- Plan

	function(name: string): Fn | undefined {
		return this.#functions.get(name);
	}

	method(name: string): Fn | undefined {
		return this.#methods.get(name);
	}

	version(fn: Fn, args: readonly Kind[]): string | undefined {
		const name = versionName(fn, args);
		if (this.#rejected.has(name)) return undefined;
		if (this.#wanted.has(name)) return name;
		const siblings = [...this.#wanted.values()].filter((w) => w.fn === fn);
		if (siblings.length >= MAX_VERSIONS) return undefined;
		const wanted = { fn, args, name };
		this.#wanted.set(name, wanted);
		this.#queue.push(wanted);
		return name;
	}

	resultOf(name: string): Kind {
		return this.#results.get(name) ?? "i";
	}

	cache(): number {
		return this.#firstCache + this.#caches++ * CACHE_WORDS;
	}
}

const versionName = (fn: Fn, args: readonly Kind[]): string =>
	`${fn.name}.fast.${args.join("")}`;

function isCandidate(fn: Fn): boolean {
	const { code } = fn;
	if (
		!code ||
		(code.flags & CO_OPTIMIZED) === 0 ||
		(code.flags & STRANGE_FLAGS) !== 0
	)
		return false;
	if (code.kwonlyargcount > 0 || code.slots.some((s) => s.cell || s.free))
		return false;
	return fn.blocks.reduce((n, b) => n + b.ops.length, 0) <= MAX_OPS;
}
