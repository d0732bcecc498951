/** Functions do the same before and after a pass: what somebody else could see of it in the same order, and the same result. */
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import { type Module, newModule } from "../../../lib/ir/ir.ts";
import { printModule } from "../../../lib/ir/print.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { type Pass, passContext, runPass } from "../../../lib/passes/pass.ts";
import { Interpreter } from "../ir/interpreter.ts";

/** Where the function's first parameter points to, and how many words are there. */
export const BASE = 0x1000;
const WORDS = 6;
/** Where its second does: a word that is not 0 for as many atomic loads. */
export const FUEL = 0x2000;
const MOST_FUEL = 14;

interface Run {
	/** Stores, atomic loads, traps, the result. */
	readonly trace: readonly string[];
	/** How many plain loads. */
	readonly loads: number;
}

/** Runs `@f`. An object is the address of a word: `@see` looks at it, `@touch` changes another one. */
function run(module: Module, first: bigint, args: readonly bigint[]): Run {
	const trace: string[] = [];
	let loads = 0;
	let fuel = MOST_FUEL;
	const isThere = (at: bigint): boolean => at < BigInt(FUEL);
	const machine = new Interpreter(module, {
		load: () => {
			loads++;
		},
		loadAtomic: (at) => {
			if (at === FUEL) return BigInt(Math.max(0, fuel--));
			trace.push(`asks ${at}`);
			return undefined;
		},
		store: (at, word) => trace.push(`store ${word} at ${at}`),
		callExtern: (name, [object]) => {
			const at = object as bigint;
			if (name === "see") return isThere(at) ? machine.read(Number(at)) : 1n;
			trace.push(`${name} ${at}`);
			machine.write(BASE, machine.read(BASE) + 1n);
			return undefined;
		},
	});
	for (let i = 0; i < WORDS; i++)
		machine.write(BASE + i * 8, i === 1 ? BigInt(BASE) : BigInt((i * 7) % 5));
	machine.write(BASE, first);
	try {
		trace.push(`gives ${machine.call("f", args)}`);
	} catch (e) {
		if (!(e instanceof RangeError)) throw e;
		trace.push("trap");
	}
	return { trace, loads };
}

/** What a pass has counted, and how many plain loads there were in all functions that it changed. */
export interface Totals {
	readonly counts: ReadonlyMap<string, number>;
	readonly before: number;
	readonly after: number;
}

/** Each text has a function `@f`. `runs`: the word at BASE, then the arguments. `prepare` runs before the comparison. */
export function sameBeforeAndAfter(
	pass: Pass,
	texts: Iterable<string>,
	runs: readonly (readonly [bigint, ...bigint[]])[],
	prepare: readonly Pass[] = [],
): Totals {
	const counts = new Map<string, number>();
	const context = passContext({
		target: () => newModule("none"),
		library: { version: "", options: "" },
		count: (what, n) => counts.set(what, (counts.get(what) ?? 0) + n),
	});
	let [before, after, number] = [0, 0, 0];
	for (const text of texts) {
		const module = parseModule(text, `${number++}.ir`);
		const about = (): string =>
			`function ${number}\n${text}\n${printModule(module)}`;
		const verify = (): void => {
			const found = verifyModule(module).map((d) => d.message);
			if (found.length > 0) assert.equal(found, [], about());
		};
		for (const p of prepare) runPass(p, module, context);
		verify();
		const was = runs.map(([first, ...args]) => run(module, first, args));
		if (!runPass(pass, module, context)) continue;
		verify();
		for (const [i, [first, ...args]] of runs.entries()) {
			const is = run(module, first, args);
			const old = was[i] as Run;
			if (is.trace.join() !== old.trace.join())
				assert.equal(is.trace, old.trace, about());
			before += old.loads;
			after += is.loads;
		}
	}
	return { counts, before, after };
}
