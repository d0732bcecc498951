/** Damaging input in ways that keep most of it meaningful, and judging what became of it. */
import * as assert from "uvu/assert";
import { Diagnostic, Diagnostics } from "../../../lib/support/diagnostic.ts";

export type Pick = (below: number) => number;

/** How many inputs a test tries: COCONUT_FUZZ_ROUNDS, else `usual`. */
export function rounds(usual: number): number {
	return Number(process.env.COCONUT_FUZZ_ROUNDS ?? usual);
}

/** A small deterministic generator of numbers (mulberry32). */
export function random(seed: number): Pick {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

const NUMBERS = [
	"0",
	"1",
	"-1",
	"255",
	"65536",
	"2147483648",
	"-9223372036854775809",
	"99999999999999999999999",
	"1e999",
];

/** A text with one to three edits of its tokens and lines. */
export function mutateText(text: string, pick: Pick): string {
	let result = text;
	for (let n = pick(3); n >= 0; n--) result = editOnce(result, pick) || text;
	return result;
}

function editOnce(text: string, pick: Pick): string {
	const lines = text.split("\n");
	const at = pick(lines.length);
	const other = pick(lines.length);
	switch (pick(8)) {
		case 0:
			lines.splice(at, 1 + pick(3));
			break;
		case 1:
			lines.splice(other, 0, lines[at] ?? "");
			break;
		case 2:
			[lines[at], lines[other]] = [lines[other] ?? "", lines[at] ?? ""];
			break;
		case 3:
		case 4:
			return swapToken(text, pick);
		case 5:
			return changeNumber(text, pick);
		case 6: {
			const from = pick(text.length);
			return text.slice(0, from) + text.slice(from + 1 + pick(8));
		}
		default: {
			const from = pick(text.length);
			const c = String.fromCharCode(
				pick(8) === 0 ? pick(65536) : 9 + pick(118),
			);
			return text.slice(0, from) + c + text.slice(from + pick(2));
		}
	}
	return lines.join("\n");
}

/** Puts one word of the text in the place of another. */
function swapToken(text: string, pick: Pick): string {
	const words = [...text.matchAll(/[%@^]?[\w.$-]+|[^\s\w]/g)];
	const from = words[pick(words.length)];
	const to = words[pick(words.length)];
	if (!from || !to) return text;
	return (
		text.slice(0, to.index) + from[0] + text.slice(to.index + to[0].length)
	);
}

function changeNumber(text: string, pick: Pick): string {
	const numbers = [...text.matchAll(/-?\d+/g)];
	const m = numbers[pick(numbers.length || 1)];
	if (!m) return text;
	const value =
		pick(2) === 0
			? String(Number(m[0]) + pick(5) - 2)
			: (NUMBERS[pick(NUMBERS.length)] ?? "");
	return text.slice(0, m.index) + value + text.slice(m.index + m[0].length);
}

/** Bytes with a few of them changed, cut off, repeated or moved. */
export function mutateBytes(bytes: Uint8Array, pick: Pick): Uint8Array {
	let result = Uint8Array.from(bytes);
	for (let n = pick(4); n >= 0 && result.length > 0; n--) {
		const at = pick(result.length);
		switch (pick(5)) {
			case 0:
				result = result.slice(0, at);
				break;
			case 1:
				result[at] = pick(256);
				break;
			case 2:
				result[at] = (result[at] ?? 0) ^ (1 << pick(8));
				break;
			case 3:
				result = Uint8Array.of(
					...result.slice(0, at),
					pick(256),
					...result.slice(at),
				);
				break;
			default:
				result.copyWithin(at, pick(result.length), pick(result.length));
		}
	}
	return result;
}

/**
 * Whether `attempt` succeeds; anything thrown but a Diagnostic fails the test and shows how to get there again, and so does a
 * Diagnostic in which a pass is blamed, unless what it was given can be at fault.
 */
export function survives(
	seed: number,
	input: string | Uint8Array,
	attempt: () => void,
	blamesPasses = true,
): boolean {
	const start = performance.now();
	const shown =
		typeof input === "string" ? input : Buffer.from(input).toString("hex");
	try {
		attempt();
		return true;
	} catch (e) {
		const isDiagnostic = e instanceof Diagnostic || e instanceof Diagnostics;
		if (!isDiagnostic || (blamesPasses && /^after pass/m.test(e.message)))
			assert.unreachable(
				`seed ${seed}: ${e instanceof Error ? e.stack : e}\n${shown.slice(0, 20000)}`,
			);
		return false;
	} finally {
		const took = performance.now() - start;
		assert.ok(
			took < 10_000,
			`seed ${seed} took ${took} ms\n${shown.slice(0, 20000)}`,
		);
	}
}
