/** Functions of the module `math` in specialised code. */

import type { Op, Value } from "../../ir/ir.ts";
import { onMath } from "../machine-numbers.ts";
import {
	isMathGlobal,
	MATH_FUNCTIONS,
	type MathFunction,
	mathSymbol,
} from "../math-functions.ts";
import type { Known } from "./known-calls.ts";
import { asFloat, number } from "./operand.ts";
import type { Path } from "./path.ts";
import { T } from "./reps.ts";

const nameOf = (p: Path, op: Op): string =>
	p.engine.nameAt(op.attrs[0] as number);

/** LOAD_GLOBAL of such a function, or of the module, for a call; leaves where it is something else. */
export function loadMath(p: Path, op: Op): boolean {
	const name = nameOf(p, op);
	const [result] = op.results;
	const index = op.attrs[0] as number;
	if (!result || p.engine.isMethod(index) || p.engine.isOfCmath(index))
		return false;
	const next = p.block.ops[p.index + 1];
	const isModule =
		name === "math" &&
		(next?.name === "py.load_attr" || next?.name === "py.load_method") &&
		next.operands[0] === result &&
		MATH_FUNCTIONS.has(nameOf(p, next));
	if (!isModule && !(isMathGlobal(name) && isCalled(p, result, name)))
		return false;
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
	const name = nameOf(p, op);
	if (!owner || p.engine.globalName(owner) !== "math") return false;
	const rep = p.rep(owner);
	if (rep.kind !== "obj" || !callable || !isCalled(p, callable, name))
		return false;
	const attrs = [op.attrs[0] as number];
	const found = p.there(p.py("py.peek_attr", attrs, [rep.value], "obj?"));
	if (op.name === "py.load_method") p.set(op.results[0], { kind: "null" });
	expect(p, callable, found, name);
	return true;
}

/** Leaves where an object is not the function of this name. */
function expect(p: Path, v: Value, object: Value, name: string): void {
	const at = p.emit("as_ptr", [], [object], "ptr");
	p.exitUnless(p.icmp("eq", at, p.knownAddress(mathSymbol(name))));
	p.set(v, { kind: "known", symbol: mathSymbol(name) });
}

/** Is a value called later in the block, with as many arguments as the function of this name takes? */
function isCalled(p: Path, v: Value, name: string): boolean {
	const fn = MATH_FUNCTIONS.get(name);
	const user = p.block.ops.find(
		(op, i) => i > p.index && op.operands.includes(v),
	);
	const { name: by, operands, attrs } = user ?? p.op;
	const isCall = by === "py.call" && attrs[0] === undefined;
	return isCall && operands[1] === v && operands.length - 2 === fn?.arity;
}

function call(
	p: Path,
	op: Op,
	args: readonly Value[],
	fn: MathFunction,
): boolean {
	if (args.length !== fn.arity) return false;
	const given: Value[] = [];
	for (const v of args) {
		const n = number(p, v, fn.takesInts ? [T.FLOAT, T.INT] : [T.FLOAT]);
		if (!n || (n.type !== "f64" && !fn.takesInts)) return false;
		given.push(asFloat(p, n));
	}
	const value = onMath(p, fn, given);
	p.set(op.results[0], { kind: "num", type: fn.result, value });
	return true;
}

/** By the globals that lead to them. */
export const MATH_CALLS: Known<
	(p: Path, op: Op, args: readonly Value[]) => boolean
> = new Map(
	[...MATH_FUNCTIONS].map(([name, fn]) => [
		mathSymbol(name),
		(p, op, args) => call(p, op, args, fn),
	]),
);
