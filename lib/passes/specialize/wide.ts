/**
 * Ints in two machine words. A function that speaks of numbers past one word (hashes, generators of random numbers, moduli) calculates in i128 where a
 * product or a shift may leave an i64; what a mask brings back below 2**63 is an i64 again. What passes 2**127 leaves.
 */

import type { Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { literalOf, plainOperator } from "../machine-numbers.ts";
import type { Path } from "./path.ts";
import { isNonNegative, markNonNegative, markRange, rangeOf } from "./reps.ts";

/** Bits of an i128 besides its sign. */
const MOST = 127;

/** Is an int one of those that an i128 holds? */
export const isWideLiteral = (value: bigint): boolean =>
	BigInt.asIntN(128, value) === value;

export function wide(p: Path, value: bigint): Value {
	return p.emit("const", [{ type: "i128", value }], [], "i128");
}

/** An i64 or i128 as an i128. */
export function widen(p: Path, v: Value): Value {
	if (v.type === "i128") return v;
	const known = literalOf(v);
	if (typeof known === "bigint") return wide(p, known);
	const r = p.emit("sext", ["i128"], [v], "i128");
	return markRange(r, { bits: 63, low: isNonNegative(v) });
}

/** An i128 as an i64; leaves where it is none. */
export function narrowWord(p: Path, v: Value): Value {
	if (v.type !== "i128") return v;
	const { bits, low } = rangeOf(v);
	const r = p.emit("trunc", ["i64"], [v], "i64");
	if (bits > 63)
		p.exitUnless(p.icmp("eq", p.emit("sext", ["i128"], [r], "i128"), v));
	return low ? markNonNegative(r) : r;
}

/** A result as small as it can be. */
function settle(p: Path, r: Value, bits: number, low: boolean): Value {
	const v = markRange(r, { bits, low });
	return bits <= 63 ? narrowWord(p, v) : v;
}

/** Leaves unless -2**bits <= v < 2**bits. */
function within(p: Path, v: Value, bits: number): void {
	if (rangeOf(v).bits <= bits) return;
	const half = wide(p, 1n << BigInt(bits));
	const shifted = p.emit("add", [], [v, half], "i128");
	const all = wide(p, BigInt.asIntN(128, 2n << BigInt(bits)));
	p.exitUnless(p.icmp("ult", shifted, all));
}

/** Are these operators done in two words, of a word and another? */
export const mayWiden = (kind: string): boolean =>
	kind === "multiply" || kind === "lshift";

/** An operator on ints of which one is an i128, or the result may be one: an i128, or an i64 where it fits. Undefined where it is not done so. */
export function onWide(
	p: Path,
	kind: string,
	x: Value,
	y: Value,
): Value | undefined {
	switch (kind) {
		case "add":
		case "subtract":
			return sum(p, kind, widen(p, x), widen(p, y));
		case "multiply":
			return product(p, widen(p, x), widen(p, y), isMaskedAtOnce(p));
		case "and":
		case "or":
		case "xor":
			return bitwise(p, kind, widen(p, x), widen(p, y));
		case "lshift":
			return shiftLeft(p, widen(p, x), y);
		case "rshift":
			return shiftRight(p, widen(p, x), y);
		case "floor_divide":
		case "remainder":
			return divide(p, kind, widen(p, x), y);
		default:
			return undefined;
	}
}

function sum(p: Path, kind: string, a: Value, b: Value): Value {
	const [x, y] = [rangeOf(a), rangeOf(b)];
	const low = kind === "add" && x.low && y.low;
	const bits = Math.max(x.bits, y.bits) + 1;
	const r = p.emit(kind === "add" ? "add" : "sub", [], [a, b], "i128");
	if (bits <= MOST) return settle(p, r, bits, low);
	const xor = (v: Value, w: Value): Value => p.emit("xor", [], [v, w], "i128");
	const other = kind === "add" ? xor(b, r) : xor(a, b);
	const odd = p.emit("and", [], [xor(a, r), other], "i128");
	p.exitIf(p.icmp("slt", odd, wide(p, 0n)));
	return settle(p, r, MOST, low);
}

/**
 * Does the op at hand give what a mask is laid on next? It keeps what is right of a product that has lost its upper bits; it has to follow at once, so that nothing sees the
 * product.
 */
function isMaskedAtOnce(p: Path): boolean {
	const { block, index, op } = p;
	const [result] = op.results;
	const next = block.ops.slice(index + 1, index + 3);
	const at = next[0]?.name === "py.load_const" ? 1 : 0;
	const and = next[at];
	if (and?.name !== "py.binary_op" || !result) return false;
	if (plainOperator(and.attrs[0] as string) !== "and") return false;
	// Where a line starts the path may go over to a tracer, with what is on the stack.
	if (next.slice(0, at + 1).some((x) => x.loc?.line !== op.loc?.line))
		return false;
	return (
		and.operands.includes(result) && and.operands.some((v) => isMask(p, v))
	);
}

/** Is a value a constant int that is not negative? */
export function isMask(p: Path, v: Value): boolean {
	const load = opOf(v);
	if (load?.name !== "py.load_const") return false;
	const c = p.engine.fn.code?.consts[load.attrs[0] as number];
	return c?.kind === "int" && c.value >= 0n && isWideLiteral(c.value);
}

function product(p: Path, a: Value, b: Value, isMasked: boolean): Value {
	const [x, y] = [rangeOf(a), rangeOf(b)];
	const low = x.low && y.low;
	// The product of the two least numbers has a bit more.
	const more = x.low || y.low ? 0 : 1;
	const bits = x.bits + y.bits + more;
	if (isMasked && bits > MOST) return p.emit("mul", [], [a, b], "i128");
	if (bits > MOST) {
		const [small, large] = x.bits <= y.bits ? [a, b] : [b, a];
		const least = Math.min(x.bits, y.bits);
		const most = least > 64 ? 63 : least;
		within(p, small, most);
		within(p, large, MOST - most - more);
	}
	const r = p.emit("mul", [], [a, b], "i128");
	return settle(p, r, Math.min(bits, MOST), low);
}

function bitwise(p: Path, kind: string, a: Value, b: Value): Value {
	const [x, y] = [rangeOf(a), rangeOf(b)];
	const r = p.emit(kind as "and", [], [a, b], "i128");
	if (kind !== "and")
		return settle(p, r, Math.max(x.bits, y.bits), x.low && y.low);
	const bits = [x, y].flatMap((s) => (s.low ? [s.bits] : []));
	if (bits.length > 0) return settle(p, r, Math.min(...bits), true);
	return settle(p, r, Math.max(x.bits, y.bits), false);
}

function shiftLeft(p: Path, a: Value, y: Value): Value {
	const { bits, low } = rangeOf(a);
	const known = literalOf(y);
	const by = narrowWord(p, y);
	if (typeof known === "bigint" && known >= 0n && known < 127n) {
		within(p, a, MOST - Number(known));
		const r = p.emit("shl", [], [a, widen(p, by)], "i128");
		return settle(p, r, Math.min(bits + Number(known), MOST), low);
	}
	p.exitIf(p.icmp("ugt", by, p.i64(126)));
	const count = widen(p, by);
	const r = p.emit("shl", [], [a, count], "i128");
	const back = p.emit("ashr", [], [r, count], "i128");
	p.exitIf(p.icmp("ne", back, a));
	return settle(p, r, MOST, low);
}

function shiftRight(p: Path, a: Value, y: Value): Value {
	const { bits, low } = rangeOf(a);
	const known = literalOf(y);
	const by = narrowWord(p, y);
	const isKnown = typeof known === "bigint" && known >= 0n && known < 127n;
	if (!isKnown) p.exitIf(p.icmp("ugt", by, p.i64(126)));
	const r = p.emit("ashr", [], [a, widen(p, by)], "i128");
	const left = isKnown ? Math.max(bits - Number(known), 1) : bits;
	return settle(p, r, left, low);
}

/** By a power of two as masks and shifts; floor division has the sign of the divisor (long_divrem). */
function divide(p: Path, kind: string, a: Value, y: Value): Value {
	const known = literalOf(y);
	if (typeof known === "bigint" && known > 0n && (known & (known - 1n)) === 0n)
		return kind === "remainder"
			? bitwise(p, "and", a, wide(p, known - 1n))
			: shiftRight(p, a, p.i64(known.toString(2).length - 1));
	const b = widen(p, y);
	const [x, by] = [rangeOf(a), rangeOf(b)];
	if (known === undefined || known === 0n)
		p.exitIf(p.icmp("eq", b, wide(p, 0n)));
	// The least number has no opposite.
	if (!by.low) within(p, a, MOST - 1);
	const name =
		kind === "remainder" ? "Coconut_WideRemainder" : "Coconut_WideDivide";
	const r = p.emit("call", [name], [a, b], "i128");
	return kind === "remainder"
		? settle(p, r, by.bits, by.low)
		: settle(p, r, Math.min(x.bits + 1, MOST), x.low && by.low);
}
