/** The IR's lexer finds what Chevrotain's finds by the same tokens. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { chevrotainTokens, lex } from "../../../grammar/ir-lexer.ts";
import { installRoot } from "../../../lib/support/root.ts";

function check(text: string, from = 0, to = text.length): void {
	const { tokens, errorAt } = lex(text, from, to);
	const wanted = chevrotainTokens(text.slice(from, to));
	const found = tokens.map((t) => ({
		type: t.tokenType.name,
		image: t.image,
		at: t.startOffset - from,
	}));
	const at = wanted.errorAt ?? text.length;
	assert.equal(errorAt, wanted.errorAt === undefined ? undefined : from + at);
	assert.equal(
		found,
		wanted.tokens.filter((t) => t.at < at),
		`tokens of ${JSON.stringify(text.slice(from, to))}`,
	);
}

/** Pieces of tokens, put together at random: what stands next to what decides where the quick ways must not be taken. */
const PIECES = [
	..."%^@,=()[]{}:;\"'\\.-?$x0b é\n\t",
	..."func function module global.x struct? declare pyfunc loc profile b".split(
		" ",
	),
	...'%v1 ^entry @f @A.b @"a b".c %"x" b"\\x00" "text" "a\\"b"'.split(" "),
	..."0x1f 12 1.5 1e9 2j -3 -inf -> ... inf nan 1e 1.e5 00x1 9_".split(" "),
	"loc(1:2-3:4)",
	"loc(-1:2--3:4)",
	'profile(int, "a b")',
	"; a comment",
	"i64 ",
	"py.load_fast 0 ",
];

test("texts of pieces", () => {
	let seed = 12345;
	const next = (n: number): number => {
		seed = (Math.imul(seed, 1103515245) + 12345) >>> 0;
		return (seed >>> 8) % n;
	};
	for (let i = 0; i < 20000; i++) {
		let text = "";
		for (let n = next(7); n >= 0; n--) text += PIECES[next(PIECES.length)];
		check(text);
	}
});

test("a part of a text, offsets from its start", () => {
	check('module target "x"\nfunc @f() {\n%é', 18);
	check("%a %b %c", 3, 5);
});

test("words that share a place in the table of images", () => {
	const words = Array.from({ length: 20000 }, (_, i) => `%v${i * 7}`);
	check(words.join(" "));
});

test("the prelude", () => {
	const targets = join(installRoot(), "targets");
	for (const file of readdirSync(targets))
		if (file.endsWith(".ir")) check(readFileSync(join(targets, file), "utf8"));
});

test.run();
