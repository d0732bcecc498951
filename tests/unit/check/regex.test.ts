import { test } from "uvu";
import * as assert from "uvu/assert";
import { RegexError } from "../../../lib/check/regex/parse.ts";
import { Regex } from "../../../lib/check/regex/regex.ts";
import { Random } from "./oracle/random.ts";

/** Group bounds of the first match, or undefined. */
function groups(pattern: string, text: string): number[] | undefined {
	const buf = Buffer.from(text, "latin1");
	const m = new Regex(pattern).search(buf, 0, buf.length);
	return m && [...m.groups];
}

test("the leftmost match wins, then the longest", () => {
	assert.equal(groups("abcd|bc", "abcd"), [0, 4]);
	assert.equal(groups("a|ab|abc", "xabcd"), [1, 4]);
	assert.equal(groups("x*", "aaa"), [0, 0]);
});

test("earlier parts of a concatenation are as long as they can be", () => {
	assert.equal(groups("(a|ab)(c|bcd)(d*)", "abcd"), [0, 4, 0, 2, 2, 3, 3, 4]);
	assert.equal(groups("(a*)(ab)*(b*)", "abb"), [0, 3, 0, 1, -1, -1, 1, 3]);
});

test("a repeated group keeps its last turn", () => {
	assert.equal(groups("(a|b)*c", "abc"), [0, 3, 1, 2]);
	assert.equal(groups("(ab?)+", "aab"), [0, 3, 1, 3]);
});

test("back-references match the text their group matched", () => {
	assert.equal(groups("([a-z]+) \\1", "foo bar bar"), [4, 11, 4, 7]);
	assert.is(groups("([a-z]+) \\1$", "foo bar"), undefined);
	assert.equal(groups("(a*)b\\1", "aabaaa"), [0, 5, 0, 2]);
});

test("lines: ^ and $ work at each, '.' and [^x] stay inside one", () => {
	assert.equal(groups("^b$", "a\nb\nc"), [2, 3]);
	assert.is(groups("a.b", "a\nb"), undefined);
	assert.is(groups("a[^x]b", "a\nb"), undefined);
});

test("malformed patterns are refused", () => {
	for (const p of [
		"",
		"a**",
		"(",
		")",
		"a|",
		"[z-a]",
		"a{2,1}",
		"a{256}",
		"\\",
		"[[:nope:]]",
		"\\1",
		"^*",
	])
		assert.throws(
			() => new Regex(p),
			(e: unknown) => e instanceof RegexError,
			p,
		);
});

/** A matcher by definition: the set of ends reachable from each start. Slow, and too simple to be wrong. */
function reference(
	pattern: string,
	text: string,
): [number, number] | undefined {
	const anchored = new RegExp(`^(?:${pattern})$`, "m");
	for (let s = 0; s <= text.length; s++)
		for (let e = text.length; e >= s; e--)
			if (anchored.test(text.slice(s, e)) && !text.slice(s, e).includes("\n"))
				return [s, e];
	return undefined;
}

test("agrees with trying every substring, on random patterns", () => {
	const r = new Random(7);
	const piece = (depth: number): string => {
		switch (r.below(depth > 2 ? 3 : 8)) {
			case 0:
			case 1:
				return r.pick(["a", "b", "c", "."]);
			case 2:
				return r.pick(["[ab]", "[^a]", "[b-c]"]);
			case 3:
				return `(${piece(depth + 1)})${r.pick(["*", "+", "?", "{1,2}", "{2}", ""])}`;
			case 4:
				return `(${piece(depth + 1)}|${piece(depth + 1)})`;
			case 5:
				return `${r.pick(["a", "b"])}${r.pick(["*", "+", "?"])}`;
			default:
				return piece(depth + 1) + piece(depth + 1);
		}
	};
	for (let i = 0; i < 1500; i++) {
		const pattern = piece(0) + piece(0);
		const text = Array.from({ length: r.below(9) }, () =>
			r.pick(["a", "b", "c"]),
		).join("");
		const m = groups(pattern, text);
		assert.equal(
			m?.slice(0, 2),
			reference(pattern, text),
			`${pattern} on '${text}'`,
		);
	}
});

// No clock: what is not linear does not come to an end here.
test("long input is matched in linear time", () => {
	const n = 800_000;
	const buf = Buffer.from(`${"a".repeat(n)}\n`);
	for (const p of ["(a+)+b", "a*a*a*b", "(a|aa)+$b", ".*x"])
		assert.is(new Regex(p).search(buf, 0, buf.length), undefined);
});

test("many starts that almost match stay linear too", () => {
	const buf = Buffer.from(`${"a".repeat(200_000)}b\n`);
	const m = new Regex("a[a-z]*z|b").search(buf, 0, buf.length);
	assert.equal([m?.start, m?.end], [200_000, 200_001]);
});

test.run();
