/**
 * Functions of the module `math` on floats: `sqrt(x)` of a global and `math.sqrt(x)`. What gives no finite number is left to the function as it was: that raises, or
 * knows better.
 */
import type { Op, Value } from "../../ir/ir.ts";
import type { Known } from "./known-calls.ts";
import { asFloat, number } from "./operand.ts";
import type { Path } from "./path.ts";
import { opOf, T } from "./reps.ts";

/** By name: the entry in the runtime, and whether an int is only a float to it. */
const FUNCTIONS: ReadonlyMap<string, { entry: string; takesInts: boolean }> =
	new Map(
		["sqrt", "sin", "cos", "tan", "atan", "exp", "log", "fabs"].map((name) => {
			const entry = `Coconut_Math${name.charAt(0).toUpperCase()}${name.slice(1)}`;
			return [name, { entry, takesInts: name !== "log" }];
		}),
	);

const symbolOf = (name: string): string => `Coconut_Math_${name}`;

const nameOf = (p: Path, op: Op): string =>
	p.engine.nameAt(op.attrs[0] as number);

/** LOAD_GLOBAL of such a function, or of the module, for a call; leaves where it is something else. */
export function loadMath(p: Path, op: Op): boolean {
	const name = nameOf(p, op);
	const [result] = op.results;
	const index = op.attrs[0] as number;
	if (!result || p.engine.isMethod(index)) return false;
	const next = p.block.ops[p.index + 1];
	const isModule =
		name === "math" &&
		(next?.name === "py.load_attr" || next?.name === "py.load_method") &&
		next.operands[0] === result &&
		FUNCTIONS.has(nameOf(p, next));
	if (!isModule && !(FUNCTIONS.has(name) && isCalled(p, result))) return false;
	const found = p.there(p.py("py.peek_own_global", [index], [], "obj?"));
	if (isModule)
		p.set(result, { kind: "obj", value: found, mask: T.OTHER, kept: "item" });
	else expect(p, result, found, name);
	return true;
}

/** LOAD_ATTR or LOAD_METHOD of a function of the module, for a call. */
export function loadFromMath(p: Path, op: Op): boolean {
	const [owner] = op.operands;
	const callable = op.results.at(-1);
	const from = owner && opOf(owner);
	const name = nameOf(p, op);
	if (from?.name !== "py.load_global" || nameOf(p, from) !== "math")
		return false;
	const rep = p.rep(owner as Value);
	if (rep.kind !== "obj" || !FUNCTIONS.has(name) || !callable) return false;
	if (!isCalled(p, callable)) return false;
	const attrs = [op.attrs[0] as number];
	const found = p.there(p.py("py.peek_attr", attrs, [rep.value], "obj?"));
	if (op.name === "py.load_method") p.set(op.results[0], { kind: "null" });
	expect(p, callable, found, name);
	return true;
}

/** Leaves where an object is not the function of this name. */
function expect(p: Path, v: Value, object: Value, name: string): void {
	const at = p.emit("as_ptr", [], [object], "ptr");
	p.exitUnless(p.icmp("eq", at, p.knownAddress(symbolOf(name))));
	p.set(v, { kind: "known", symbol: symbolOf(name) });
}

/** Is a value called later in the block, with one argument? */
function isCalled(p: Path, v: Value): boolean {
	const user = p.block.ops.find(
		(op, i) => i > p.index && op.operands.includes(v),
	);
	const { name, operands, attrs } = user ?? p.op;
	const isCall = name === "py.call" && attrs[0] === undefined;
	return isCall && operands[1] === v && operands.length === 3;
}

function call(
	p: Path,
	op: Op,
	args: readonly Value[],
	entry: string,
	takesInts: boolean,
): boolean {
	const [v] = args;
	if (!v || args.length !== 1) return false;
	const n = number(p, v, takesInts ? [T.FLOAT, T.INT] : [T.FLOAT]);
	if (!n || (n.type !== "f64" && !takesInts)) return false;
	const value = p.emit("call", [entry], [asFloat(p, n)], "f64");
	const nothing = p.emit("fsub", [], [value, value], "f64");
	p.exitUnless(p.emit("fcmp", ["oeq"], [nothing, p.f64(0)], "i1"));
	p.set(op.results[0], { kind: "num", type: "f64", value });
	return true;
}

/** By the globals that lead to them. */
export const MATH_CALLS: Known<
	(p: Path, op: Op, args: readonly Value[]) => boolean
> = new Map(
	[...FUNCTIONS].map(([name, { entry, takesInts }]) => [
		symbolOf(name),
		(p, op, args) => call(p, op, args, entry, takesInts),
	]),
);
