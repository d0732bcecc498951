/** Mutated input: whatever happens to a .pyc or a text, the answer is a result or a Diagnostic, and it comes soon. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseBytecode } from "../../../grammar/bytecode-text.ts";
import { compilePython } from "../../../lib/cpython/compile.ts";
import { printModule } from "../../../lib/cpython/print.ts";
import { readPyc, writePyc } from "../../../lib/cpython/pyc.ts";
import { Diagnostic, Diagnostics } from "../../../lib/support/diagnostic.ts";

const SOURCE = `
import os
def f(a, /, b=1, *c, d: int = 2, **e):
    "doc"
    try:
        for i in range(300):
            print(f"{a!r:>{d}}", i, sep="é")
            if b < d and i in (1, 2.5, 3j, b"x\\0", -10**40, "\\ud800", ..., frozenset({1})):
                return lambda: a + i
    except* (ValueError, TypeError) as g:
        raise RuntimeError from g
    finally:
        with open(a) as h: pass
class C:
    async def m(self):
        async with self as x: await x
        return __class__, [y async for y in x]
    def n(self):
        x = yield from self
        match x:
            case {"k": [1, *_]}: yield 1
            case C(a=1): del x
`;

/** A small deterministic generator of numbers (mulberry32). */
function random(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

const rounds = Number(process.env.COCONUT_FUZZ_ROUNDS ?? 600);
const source = { source: Buffer.from(SOURCE), filename: "fuzz.py" };
const pyc = writePyc(compilePython(source));
const text = printModule(readPyc(pyc, "fuzz.pyc"));

/** Runs `attempt`; anything thrown but a Diagnostic fails the test and shows how to get there again. */
function survives(seed: number, attempt: () => void): boolean {
	const start = performance.now();
	try {
		attempt();
		return true;
	} catch (e) {
		if (!(e instanceof Diagnostic || e instanceof Diagnostics))
			assert.unreachable(`seed ${seed}: ${e instanceof Error ? e.stack : e}`);
		return false;
	} finally {
		const took = performance.now() - start;
		assert.ok(took < 5000, `seed ${seed} took ${took} ms`);
	}
}

test("a mutated .pyc is read, or refused with a Diagnostic", () => {
	let refused = 0;
	for (let seed = 0; seed < rounds; seed++) {
		const pick = random(seed);
		let bytes = Uint8Array.from(pyc);
		for (let n = pick(4); n >= 0; n--) {
			const at = pick(bytes.length);
			switch (pick(4)) {
				case 0:
					bytes = bytes.slice(0, at);
					break;
				case 1:
					bytes[at] = pick(256);
					break;
				case 2:
					bytes[at] = (bytes[at] ?? 0) ^ (1 << pick(8));
					break;
				default: {
					const from = pick(bytes.length);
					bytes.copyWithin(at, from, from + pick(16));
				}
			}
			if (bytes.length === 0) break;
		}
		if (
			!survives(seed, () => {
				const printed = printModule(readPyc(bytes, "fuzz.pyc"));
				const again = writePyc(parseBytecode(printed, "fuzz.bc"), {
					refs: false,
				});
				const expected = writePyc(readPyc(bytes, "fuzz.pyc"), { refs: false });
				assert.equal(
					Buffer.compare(again, expected),
					0,
					`seed ${seed}: what is printed does not read back`,
				);
			})
		)
			refused++;
	}
	assert.ok(refused > rounds / 4, "mutations do damage");
});

test("mutated bytecode text is read, or refused with a Diagnostic", () => {
	const lines = text.split("\n");
	for (let seed = 0; seed < rounds; seed++) {
		const pick = random(seed);
		let mutated = text;
		for (let n = pick(3); n >= 0; n--) {
			const at = pick(mutated.length);
			const length = pick(12);
			switch (pick(5)) {
				case 0:
					mutated = mutated.slice(0, at);
					break;
				case 1:
					mutated = mutated.slice(0, at) + mutated.slice(at + length);
					break;
				case 2: {
					const from = pick(text.length);
					const piece = text.slice(from, from + length);
					mutated = mutated.slice(0, at) + piece + mutated.slice(at);
					break;
				}
				case 3: {
					const line = lines[pick(lines.length)] ?? "";
					const end = mutated.indexOf("\n", at);
					mutated = `${mutated.slice(0, end)}\n${line}${mutated.slice(end)}`;
					break;
				}
				default: {
					const c = String.fromCharCode(32 + pick(96));
					mutated = mutated.slice(0, at) + c + mutated.slice(at + 1);
				}
			}
			if (mutated === "") break;
		}
		survives(seed, () => {
			const module = parseBytecode(mutated, "fuzz.bc");
			const printed = printModule(module);
			const again = printModule(parseBytecode(printed, "again.bc"));
			assert.is(again, printed, `seed ${seed}: printing is not stable`);
			readPyc(writePyc(module), "fuzz.pyc");
		});
	}
});

test.run();
