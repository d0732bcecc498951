/**
 * Guesses of types for a whole module, by names: what is stored to a fast local, an attribute or a global is what loads of it give, what is passed in calls
 * of a function or method is what its parameters are. Order and conditions do not matter, strangers are not asked. So all of it is a guess.
 */
import { CODE_FLAGS } from "../../cpython/code.ts";
import type { Const } from "../../ir/const.ts";
import type { Fn, Module, Op, Value } from "../../ir/ir.ts";
import { decorated } from "../decorated.ts";
import { storedByModule } from "../module-names.ts";
import { callNamed } from "./calls.ts";
import { classObject, functionObject, Node, UNKNOWN } from "./nodes.ts";
import { transfer } from "./transfer.ts";

const MOST_ROUNDS = 6;
/** The class of an owner that nobody knows. */
const ANY_CLASS = "*";

/** Decorators whose functions do not get the instance. */
const UNBOUND: ReadonlySet<string> = new Set(["staticmethod", "classmethod"]);

export class Inference {
	/** Functions by the names of their objects. */
	readonly functions = new Map<string, Fn>();
	/** Classes by the names of theirs: qualified names. */
	readonly classes = new Map<string, string>();
	/** Names of methods that are about to be called, by the first result of LOAD_METHOD. */
	readonly methods = new Map<Value, string>();
	/** The function whose ops are looked at. */
	fn: Fn;
	readonly #classNames = new Set<string>();
	readonly #bases = new Map<string, readonly string[]>();
	readonly #byQualname = new Map<string, Fn[]>();
	/** By its name the functions that are methods. */
	readonly #methodsByName = new Map<string, string[]>();
	/** By name, then by class. */
	readonly #attributes = new Map<string, Map<string, Node>>();
	readonly #nodes = new Map<string, Node>();
	readonly #values = new Map<Value, Node>();
	readonly #codeNames = new Map<Fn, Map<number, string>>();
	readonly #slots = new Map<Fn, Node[]>();
	readonly #called = new Set<string>();
	/** Functions that are no methods of instances, by qualified name: by which decorator. */
	readonly #unbound = new Map<string, string>();
	/** Globals that are, or come from, the module cmath. */
	readonly #ofCmath = new Set<string>();
	#changed = false;

	constructor(module: Module) {
		const fns = [...module.functions.values()].filter(
			(f) => f.kind === "py" && f.code,
		);
		this.fn = fns[0] as Fn;
		for (const f of fns) this.#declare(f);
		for (const { name, from } of fns.flatMap(storedByModule))
			if (from === "cmath") this.#ofCmath.add(name);
		for (const f of fns) this.#declareMethod(f);
		for (let round = 0; round < MOST_ROUNDS; round++) {
			this.#changed = false;
			for (const f of fns) this.#pass(f);
			if (!this.#changed) break;
		}
	}

	#declare(f: Fn): void {
		const { qualname = "", flags = 0 } = f.code ?? {};
		this.functions.set(functionObject(f.name), f);
		const same = this.#byQualname.get(qualname);
		if (same) same.push(f);
		else this.#byQualname.set(qualname, [f]);
		if ((flags & CODE_FLAGS.optimized) === 0 && !qualname.endsWith("<module>"))
			this.#addClass(qualname);
		if ((flags & CODE_FLAGS.optimized) !== 0) return;
		for (const [name, by] of decorated(f))
			if (UNBOUND.has(by)) this.#unbound.set(`${qualname}.${name}`, by);
	}

	/** What the first parameter of a method called by an instance gets: undefined for a static method, which does not get the instance. */
	firstOf(f: Fn, self: Node): Node | undefined {
		const by = this.#unbound.get(f.code?.qualname ?? "");
		if (by === undefined) return self;
		return by === "staticmethod" ? undefined : this.nowhere();
	}

	#addClass(qualname: string): void {
		this.classes.set(classObject(qualname), qualname);
		this.#classNames.add(qualname);
	}

	#declareMethod(f: Fn): void {
		if (this.#classOf(f) === undefined) return;
		const name = f.code?.qualname.split(".").at(-1) as string;
		const list = this.#methodsByName.get(name);
		if (list) list.push(f.name);
		else this.#methodsByName.set(name, [f.name]);
	}

	#pass(f: Fn): void {
		this.fn = f;
		if (!this.#called.has(f.name)) this.#fromOutside(f);
		for (const b of f.blocks)
			for (const op of b.ops) {
				transfer(this, op);
				for (const e of op.successors)
					e.args.forEach((v, i) => {
						const param = e.block.params[i];
						if (param) this.flow(this.of(v), this.of(param));
					});
			}
	}

	/** Parameters of a function: a method's first is an instance of its class. */
	#fromOutside(f: Fn): void {
		this.#called.add(f.name);
		const cls = this.#classOf(f);
		if (this.#unbound.has(f.code?.qualname ?? "")) return;
		if (cls !== undefined && (f.code?.argcount ?? 0) > 0)
			this.add(this.slot(f, 0), cls);
	}

	#classOf(f: Fn): string | undefined {
		const owner = (f.code?.qualname ?? "").split(".").slice(0, -1).join(".");
		return this.classes.get(classObject(owner));
	}

	// --- Nodes

	of(v: Value): Node {
		let node = this.#values.get(v);
		if (!node) {
			node = new Node();
			this.#values.set(v, node);
		}
		return node;
	}

	#node(key: string): Node {
		let node = this.#nodes.get(key);
		if (!node) {
			node = new Node();
			this.#nodes.set(key, node);
		}
		return node;
	}

	/** A fast local; cells and free variables of one name are one. */
	slot(f: Fn, i: number): Node {
		let slots = this.#slots.get(f);
		if (!slots) {
			slots = [];
			this.#slots.set(f, slots);
		}
		let node = slots[i];
		if (!node) {
			const s = f.code?.slots[i];
			node = s?.cell || s?.free ? this.#node(`cell ${s.name}`) : new Node();
			slots[i] = node;
		}
		return node;
	}

	global = (name: string): Node => this.#node(`global ${name}`);
	result = (f: Fn): Node => this.#node(`result ${f.name}`);
	instance(cls: string): Node {
		const node = this.#node(`instance ${cls}`);
		node.add(cls);
		return node;
	}

	nowhere(): Node {
		return new Node();
	}

	/** An attribute that is set: of the classes that the owner may be of, else of any. */
	attributesSet(owner: Node, name: string): Node[] {
		const classes = this.#classesIn(owner);
		if (classes.length === 0) classes.push(ANY_CLASS);
		return classes.map((c) => {
			const byClass = this.#attributesOf(name);
			const node = byClass.get(c) ?? new Node();
			byClass.set(c, node);
			return node;
		});
	}

	/** The same for one that is loaded: classes have what their bases have; of an unknown owner all of that name. */
	attributes(owner: Node, name: string): Node[] {
		const byClass = this.#attributesOf(name);
		const classes = this.#classesIn(owner).flatMap((c) => this.#mro(c));
		const found = classes.flatMap((c) => byClass.get(c) ?? []);
		return found.length > 0 ? found : [...byClass.values()];
	}

	#attributesOf(name: string): Map<string, Node> {
		let byClass = this.#attributes.get(name);
		if (!byClass) {
			byClass = new Map();
			this.#attributes.set(name, byClass);
		}
		return byClass;
	}

	/** The functions that a method of this name may be. */
	methodsOf(owner: Node, name: string): readonly string[] {
		const classes = this.#classesIn(owner);
		for (const c of classes.length === 1 ? this.#mro(classes[0] ?? "") : []) {
			const fn = this.#byQualname.get(`${c}.${name}`)?.at(-1);
			if (fn) return [fn.name];
		}
		const isForeign = classes.length === 0 && owner.type !== undefined;
		return isForeign ? [] : (this.#methodsByName.get(name) ?? []);
	}

	#classesIn(node: Node): string[] {
		const classes: string[] = [];
		for (const n of node.self.names)
			if (this.#classNames.has(n)) classes.push(n);
		return classes;
	}

	/** A class and its bases, in an order that is mostly that of look-ups. */
	#mro(cls: string, seen = new Set<string>()): string[] {
		const bases = this.#bases.get(cls);
		if (!bases) return [cls];
		if (seen.has(cls)) return [];
		seen.add(cls);
		return [cls, ...bases.flatMap((b) => this.#mro(b, seen))];
	}

	/** A class statement: the names of what its bases are. */
	setBases(cls: string, bases: readonly string[]): void {
		this.#bases.set(cls, bases);
	}

	// --- Values

	nameAt = (op: Op): string => this.fn.code?.names[op.attrs[0] as number] ?? "";

	/** The name that a value was loaded by. */
	nameOf(v: Value): string | undefined {
		const op = "operands" in v.def ? v.def : undefined;
		if (!op) return undefined;
		return /^py\.load_(global|name|attr|method)$/.test(op.name)
			? this.nameAt(op)
			: undefined;
	}

	/** Is a value a global that is, or comes from, the module cmath? */
	isOfCmath(v: Value): boolean {
		const name = this.nameOf(v);
		return name !== undefined && this.#ofCmath.has(name);
	}

	isNull = (v: Value): boolean =>
		"operands" in v.def && v.def.name === "py.push_null";

	#codeName(index: number, qualname: string): string {
		const known = this.#codeNames.get(this.fn) ?? new Map<number, string>();
		this.#codeNames.set(this.fn, known);
		const name = known.get(index) ?? this.#codeObject(index, qualname);
		known.set(index, name);
		return name;
	}

	/** The function or class of the module that a constant of the function is the code of. Several of one name, as comprehensions, come in their order. */
	#codeObject(index: number, qualname: string): string {
		const cls = classObject(qualname);
		if (this.classes.has(cls)) return cls;
		const consts = this.fn.code?.consts ?? [];
		const isSame = (c: Const | undefined): boolean =>
			c?.kind === "code" && c.qualname === qualname;
		const same = this.#byQualname.get(qualname) ?? [];
		if (same.length !== consts.filter(isSame).length) return UNKNOWN;
		const fn = same[consts.slice(0, index).filter(isSame).length];
		return fn ? functionObject(fn.name) : UNKNOWN;
	}

	// --- Flow

	add(to: Node, name: string): void {
		if (to.add(name)) this.#changed = true;
	}

	flow(from: Node, to: Node): void {
		for (const n of from.self.names) this.add(to, n);
		if (from.knownItems || to.knownItems) this.share(from, to);
	}

	/** What one container holds the other holds, too. */
	share(a: Node, b: Node): void {
		const [x, y] = [a.items, b.items];
		if (x.self !== a.self && y.self !== b.self && x.merge(y))
			this.#changed = true;
	}

	/** Calls a special method of the operand's class. False: its class has none, or is not known. */
	special(name: string, self: Node, args: readonly Node[], to: Node): boolean {
		if (self.type === undefined || this.#classesIn(self).length !== 1)
			return false;
		const found = this.methodsOf(self, name);
		for (const fn of found) callNamed(this, functionObject(fn), self, args, to);
		return found.length > 0;
	}

	constant(index: number, to: Node): void {
		const c = this.fn.code?.consts[index];
		if (c?.kind === "code") this.add(to, this.#codeName(index, c.qualname));
		else if (c) this.#constant(c, to);
	}

	#constant(c: Const, to: Node): void {
		this.add(to, CONSTS[c.kind] ?? c.kind);
		if (c.kind === "tuple" || c.kind === "frozenset")
			for (const item of c.items) this.#constant(item, to.items);
	}
}

const CONSTS: Readonly<Record<string, string>> = {
	none: "NoneType",
	true: "bool",
	false: "bool",
};
