/** Modules of the standard library: every function is translated whole, verifies, and has states of the depths the graph computed. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileMany } from "../../../lib/cpython/compile.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import {
	type Translated,
	translateModule,
} from "../../../lib/lower/translate.ts";
import { Diagnostic } from "../../../lib/support/diagnostic.ts";

const LIBRARY = "/usr/lib/python3.11";
const MODULES = [
	"argparse.py",
	"asyncio/tasks.py",
	"contextlib.py",
	"dataclasses.py",
	"json/decoder.py",
];

/** What is wrong with the states of a function: a bytecode's ops have the stack it starts with. */
function wrongDepths({ fn, cfg }: Translated): string[] {
	const depths = new Map<number, number>();
	for (const b of cfg.blocks)
		for (const i of b.instructions) {
			// By dis.stack_effect PRECALL takes the arguments, in truth CALL does.
			const taken = i.op === "CALL" ? i.arg : 0;
			depths.set(i.opOffset, i.depthBefore + taken);
		}
	const wrong: string[] = [];
	for (const block of fn.blocks)
		for (const op of block.ops) {
			// These stand before or after the bytecode whose offset they have.
			if (
				/^py\.(catch|catch_lasti|load_stack|load_stack_null|check_throw)$/.test(
					op.name,
				)
			)
				continue;
			if (op.state && op.state.length !== depths.get(op.offset))
				wrong.push(`${fn.name}: ${op.name} @${op.offset}`);
		}
	return wrong;
}

test("standard library modules are translated whole", () => {
	const files = MODULES.map((m) => join(LIBRARY, m)).filter(existsSync);
	const modules = compileMany(files.map((path) => ({ path })));
	for (const [k, m] of modules.entries()) {
		if (m instanceof Diagnostic) throw m;
		const wrong: string[] = [];
		let deopts = 0;
		const module = translateModule(m.code, m.version, {
			onFunction: (t) => {
				wrong.push(...wrongDepths(t));
				for (const b of t.fn.blocks)
					if (b.ops.at(-1)?.name === "deopt") deopts++;
			},
		});
		assert.equal(wrong, [], files[k]);
		assert.is(deopts, 0, files[k]);
		assert.equal(
			verifyModule(module).map((d) => d.message),
			[],
			files[k],
		);
	}
});

test.run();
