/** Random core functions, as IR text: defined for all arguments, and ending. Same seed, same text. */

const INTS = ["i1", "i8", "i16", "i32", "i64"] as const;
type Int = (typeof INTS)[number];
type T = Int | "f64";
const TYPES: readonly T[] = [...INTS, "f64"];
const WIDTH: { readonly [K in Int]: number } = {
	i1: 1,
	i8: 8,
	i16: 16,
	i32: 32,
	i64: 64,
};

/** A small generator of pseudo-random numbers (xorshift32). */
export class Random {
	#state: number;
	constructor(seed: number) {
		this.#state = (seed * 2654435761 + 88172645) >>> 0 || 1;
	}
	below(n: number): number {
		let x = this.#state;
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		this.#state = x >>> 0;
		return this.#state % n;
	}
	pick<X>(list: readonly X[]): X {
		return list[this.below(list.length)] as X;
	}
}

interface Known {
	readonly name: string;
	readonly type: T;
}

/** The module: `count` exported functions @f0 … of `PARAMS`, each returning an i64; later ones call earlier ones. */
export function generateModule(seed: number, count: number): string {
	const random = new Random(seed);
	const functions: string[] = [];
	for (let i = 0; i < count; i++)
		functions.push(new Generator(random, i).run());
	return `module target "none"

struct @S size 32 {
  a: i64 at 0
  b: i8 at 8
  c: i16 at 10
  d: i1 at 12
  e: i32 at 16
  f: f64 at 24
}

${functions.join("\n")}`;
}

export const PARAMS: readonly T[] = [
	"i64",
	"i64",
	"i32",
	"i16",
	"i8",
	"i1",
	"f64",
	"f64",
];
const FIELDS: { readonly [K in T]: string } = {
	i64: "a",
	i8: "b",
	i16: "c",
	i1: "d",
	i32: "e",
	f64: "f",
};

class Generator {
	readonly #random: Random;
	readonly #index: number;
	readonly #lines: string[] = [];
	#known: Known[] = [];
	#names = 0;
	#blocks = 0;

	constructor(random: Random, index: number) {
		this.#random = random;
		this.#index = index;
	}

	run(): string {
		const params = PARAMS.map((type, i) => ({ name: `%p${i}`, type }));
		this.#known = [...params];
		this.#line("^entry:");
		this.#line("  %s = alloca @S");
		this.#line("  %m = alloca [8 x i64]");
		for (const type of TYPES)
			this.#line(`  store_field @S.${FIELDS[type]} ${this.#value(type)}, %s`);
		for (let i = 0; i < 8; i++)
			this.#line(`  store ${this.#value("i64")}, ${this.#element(i)}`);
		this.#statements(3, 12);
		this.#line(`  ret ${this.#digest()}`);
		const head = params.map((p) => `${p.name}: ${p.type}`).join(", ");
		return `func export @f${this.#index}(${head}) -> i64 {\n${this.#lines.join("\n")}\n}\n`;
	}

	#line(text: string): void {
		this.#lines.push(text);
	}

	#fresh(): string {
		return `%v${this.#names++}`;
	}

	#emit(type: T, text: string): string {
		const name = this.#fresh();
		this.#line(`  ${name} = ${text}`);
		this.#known.push({ name, type });
		return name;
	}

	#element(i: number): string {
		const index = this.#fresh();
		this.#line(`  ${index} = const i64 ${i}`);
		return this.#elementAt(index);
	}

	#elementAt(index: string): string {
		const address = this.#fresh();
		this.#line(`  ${address} = elem_addr i64 %m, ${index}`);
		return address;
	}

	/** A value of a type: one that is known, mostly a late one, or a constant. */
	#value(type: T): string {
		const list = this.#known.filter((k) => k.type === type);
		if (list.length === 0 || this.#random.below(6) === 0)
			return this.#emit(type, `const ${type} ${this.#literal(type)}`);
		const late = list.slice(-3);
		return this.#random.pick(this.#random.below(2) === 0 ? late : list).name;
	}

	#literal(type: T): string {
		if (type === "f64")
			return this.#random.pick([
				"0.0",
				"-0.0",
				"1.5",
				"-2.25",
				"1e300",
				"inf",
				"nan",
				"3.0",
			]);
		const bits = BigInt(WIDTH[type]);
		const top = 1n << (bits - 1n);
		const small = BigInt(this.#random.below(7) - 3);
		const value = this.#random.pick([small, small, -top, top - 1n]);
		return String(
			type === "i1"
				? BigInt.asUintN(1, value)
				: BigInt.asIntN(WIDTH[type], value),
		);
	}

	// Ops

	#op(): void {
		const kinds = [
			() => this.#arithmetic(),
			() => this.#arithmetic(),
			() => this.#division(),
			() => this.#shift(),
			() => this.#unary(),
			() => this.#comparison(),
			() => this.#select(),
			() => this.#conversion(),
			() => this.#float(),
			() => this.#load(),
			() => this.#load(),
			() => this.#store(),
			() => this.#overflow(),
			() => this.#call(),
		];
		this.#random.pick(kinds)();
	}

	#arithmetic(): void {
		const t = this.#random.pick(INTS);
		const name = this.#random.pick(["add", "sub", "mul", "and", "or", "xor"]);
		this.#emit(t, `${name} ${this.#value(t)}, ${this.#value(t)}`);
	}

	/** Half the number by an odd one: neither zero nor overflow. */
	#division(): void {
		const t = this.#random.pick(INTS.slice(1));
		const one = this.#emit(t, `const ${t} 1`);
		const odd = this.#emit(t, `or ${this.#value(t)}, ${one}`);
		const half = this.#emit(t, `ashr ${this.#value(t)}, ${one}`);
		const name = this.#random.pick(["sdiv", "srem", "udiv", "urem"]);
		this.#emit(t, `${name} ${half}, ${odd}`);
	}

	#shift(): void {
		const t = this.#random.pick(INTS.slice(1));
		const mask = this.#emit(t, `const ${t} ${WIDTH[t as Int] - 1}`);
		const by = this.#emit(t, `and ${this.#value(t)}, ${mask}`);
		const name = this.#random.pick(["shl", "lshr", "ashr"]);
		this.#emit(t, `${name} ${this.#value(t)}, ${by}`);
	}

	#unary(): void {
		const t = this.#random.pick(INTS);
		const name = t === "i1" ? "not" : this.#random.pick(["neg", "not"]);
		this.#emit(t, `${name} ${this.#value(t)}`);
	}

	#condition(): string {
		if (this.#random.below(4) === 0) {
			const kind = this.#random.pick([
				"oeq",
				"one",
				"olt",
				"ole",
				"ogt",
				"oge",
				"une",
			]);
			return this.#emit(
				"i1",
				`fcmp ${kind} ${this.#value("f64")}, ${this.#value("f64")}`,
			);
		}
		const t = this.#random.pick(INTS);
		const kind = this.#random.pick([
			"eq",
			"ne",
			"slt",
			"sle",
			"sgt",
			"sge",
			"ult",
			"ule",
			"ugt",
			"uge",
		]);
		return this.#emit(
			"i1",
			`icmp ${kind} ${this.#value(t)}, ${this.#value(t)}`,
		);
	}

	#comparison(): void {
		this.#condition();
	}

	#select(): void {
		const t = this.#random.pick(TYPES);
		this.#emit(
			t,
			`select ${this.#value(t)}, ${this.#value(t)}, ${this.#value("i1")}`,
		);
	}

	#conversion(): void {
		const [a, b] = [this.#random.below(5), this.#random.below(5)];
		const narrow = INTS[Math.min(a, b)] as Int;
		const wide = INTS[Math.max(a, b)] as Int;
		if (narrow === wide) return;
		if (this.#random.below(3) === 0)
			this.#emit(narrow, `trunc ${narrow} ${this.#value(wide)}`);
		else {
			const name = this.#random.pick(["zext", "sext"]);
			this.#emit(wide, `${name} ${wide} ${this.#value(narrow)}`);
		}
	}

	#float(): void {
		const t = this.#random.pick(INTS);
		switch (this.#random.below(4)) {
			case 0:
				this.#emit("f64", `sitofp f64 ${this.#value(t)}`);
				return;
			case 1: {
				// In range of every type it is converted to.
				const small = this.#emit("f64", `sitofp f64 ${this.#value("i8")}`);
				const to = this.#random.pick(["i8", "i16", "i32", "i64"] as const);
				this.#emit(to, `fptosi ${to} ${small}`);
				return;
			}
			case 2:
				this.#emit("f64", `fneg ${this.#value("f64")}`);
				return;
			default: {
				const name = this.#random.pick(["fadd", "fsub", "fmul", "fdiv"]);
				this.#emit(
					"f64",
					`${name} ${this.#value("f64")}, ${this.#value("f64")}`,
				);
			}
		}
	}

	#someElement(): string {
		const seven = this.#emit("i64", "const i64 7");
		return this.#elementAt(
			this.#emit("i64", `and ${this.#value("i64")}, ${seven}`),
		);
	}

	#load(): void {
		const t = this.#random.pick(TYPES);
		if (t === "i64" && this.#random.below(2) === 0)
			this.#emit(t, `load i64 ${this.#someElement()}`);
		else if (this.#random.below(3) === 0) {
			const address = this.#fresh();
			this.#line(`  ${address} = field_addr @S.${FIELDS[t]} %s`);
			this.#emit(t, `load ${t} ${address}`);
		} else this.#emit(t, `load_field @S.${FIELDS[t]} %s`);
	}

	#store(): void {
		const t = this.#random.pick(TYPES);
		const value = this.#value(t);
		if (t === "i64" && this.#random.below(2) === 0)
			this.#line(`  store ${value}, ${this.#someElement()}`);
		else this.#line(`  store_field @S.${FIELDS[t]} ${value}, %s`);
	}

	#overflow(): void {
		const t = this.#random.pick(INTS);
		const name = this.#random.pick([
			"sadd_overflow",
			"ssub_overflow",
			"smul_overflow",
		]);
		const operands = `${this.#value(t)}, ${this.#value(t)}`;
		const number = this.#fresh();
		const flag = this.#fresh();
		this.#line(`  ${number}, ${flag} = ${name} ${operands}`);
		this.#known.push({ name: number, type: t }, { name: flag, type: "i1" });
	}

	#call(): void {
		if (this.#index === 0) return;
		const callee = this.#random.below(this.#index);
		const args = PARAMS.map((t) => this.#value(t));
		// Few levels of calls within loops: the interpreter is slow.
		if (this.#random.below(4) === 0)
			this.#emit("i64", `call @f${callee}(${args.join(", ")})`);
	}

	// Control flow

	#statements(depth: number, count: number): void {
		for (let i = 0; i < count; i++) {
			const what = depth > 0 ? this.#random.below(14) : 9;
			if (what === 0) this.#loop(depth - 1);
			else if (what <= 2) this.#branch(depth - 1);
			else if (what === 3) this.#switch(depth - 1);
			else this.#op();
		}
	}

	#label(): string {
		return `^b${this.#blocks++}`;
	}

	/** Runs `body` with what is known now, and forgets what it adds. */
	#scoped(body: () => void): void {
		const before = this.#known;
		this.#known = [...before];
		body();
		this.#known = before;
	}

	/** Some values of random types, and parameters for them. */
	#passing(): { types: T[]; args: () => string; params: Known[] } {
		const types = Array.from({ length: 1 + this.#random.below(3) }, () =>
			this.#random.pick(TYPES),
		);
		const params = types.map((type) => ({ name: this.#fresh(), type }));
		return {
			types,
			params,
			args: () => types.map((t) => this.#value(t)).join(", "),
		};
	}

	#branch(depth: number): void {
		const condition =
			this.#random.below(2) === 0 ? this.#condition() : this.#value("i1");
		const [yes, no, join] = [this.#label(), this.#label(), this.#label()];
		const { params, args } = this.#passing();
		const list = params.map((p) => `${p.name}: ${p.type}`).join(", ");
		const weights = this.#random.below(3) === 0 ? " weights(1, 99)" : "";
		const direct = this.#random.below(3) === 0;
		const otherwise = direct ? `${join}(${args()})` : no;
		this.#line(`  cond_br ${condition}, ${yes}, ${otherwise}${weights}`);
		for (const label of direct ? [yes] : [yes, no]) {
			this.#line(`${label}:`);
			this.#scoped(() => {
				this.#statements(depth, 3);
				this.#line(`  br ${join}(${args()})`);
			});
		}
		this.#line(`${join}(${list}):`);
		this.#known.push(...params);
	}

	#switch(depth: number): void {
		const t = this.#random.pick(INTS);
		const value = this.#value(t);
		const join = this.#label();
		const { params, args } = this.#passing();
		const list = params.map((p) => `${p.name}: ${p.type}`).join(", ");
		const cases = t === "i1" ? ["0"] : ["0", "-1", "2"];
		const labels = ["", ...cases].map(() => this.#label());
		const values = cases.join(", ");
		this.#line(`  switch [${values}] ${value}, ${labels.join(", ")}`);
		for (const label of labels) {
			this.#line(`${label}:`);
			this.#scoped(() => {
				this.#statements(Math.min(depth, 1), 2);
				this.#line(`  br ${join}(${args()})`);
			});
		}
		this.#line(`${join}(${list}):`);
		this.#known.push(...params);
	}

	/** Three to five turns; its parameters move about at the end of each. */
	#loop(depth: number): void {
		const [head, body, end] = [this.#label(), this.#label(), this.#label()];
		const { types, params, args } = this.#passing();
		const n = this.#fresh();
		const zero = this.#emit("i64", "const i64 0");
		const one = this.#emit("i64", "const i64 1");
		const limit = this.#emit("i64", `const i64 ${3 + this.#random.below(3)}`);
		const list = params.map((p) => `, ${p.name}: ${p.type}`).join("");
		this.#line(`  br ${head}(${zero}, ${args()})`);
		this.#line(`${head}(${n}: i64${list}):`);
		this.#known.push(...params);
		const done = this.#fresh();
		this.#line(`  ${done} = icmp sge ${n}, ${limit}`);
		this.#line(`  cond_br ${done}, ${end}, ${body}`);
		this.#line(`${body}:`);
		this.#scoped(() => {
			this.#statements(Math.min(depth, 1), 3);
			const next = this.#fresh();
			this.#line(`  ${next} = add ${n}, ${one}`);
			// Parameters among the arguments: swaps and cycles.
			const moved = types.map((t) => {
				const same = params.filter((p) => p.type === t);
				return this.#random.below(2) === 0
					? this.#random.pick(same).name
					: this.#value(t);
			});
			this.#line(`  br ${head}(${[next, ...moved].join(", ")})`);
		});
		this.#line(`${end}:`);
	}

	/** Everything that is known at the end and all memory, folded into one number. */
	#digest(): string {
		for (const type of TYPES)
			this.#emit(type, `load_field @S.${FIELDS[type]} %s`);
		for (let i = 0; i < 8; i++)
			this.#emit("i64", `load i64 ${this.#element(i)}`);
		let sum = this.#emit("i64", "const i64 17");
		const factor = this.#emit("i64", "const i64 31");
		for (const { name, type } of [...this.#known]) {
			const bits = this.#bits(name, type);
			const times = this.#emit("i64", `mul ${sum}, ${factor}`);
			sum = this.#emit("i64", `add ${times}, ${bits}`);
		}
		return sum;
	}

	/** A value as an i64; which of its many forms a NaN has is not the IR's business. */
	#bits(name: string, type: T): string {
		if (type === "i64") return name;
		if (type !== "f64") return this.#emit("i64", `sext i64 ${name}`);
		const isNan = this.#emit("i1", `fcmp une ${name}, ${name}`);
		const zero = this.#emit("f64", "const f64 0.5");
		const plain = this.#emit("f64", `select ${zero}, ${name}, ${isNan}`);
		return this.#emit("i64", `bitcast i64 ${plain}`);
	}
}
