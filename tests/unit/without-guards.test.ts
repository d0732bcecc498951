/** Programs give the same where everything that can be done without its guards is. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";

const test = suite("without guards");
const OFFSETS = Array.from({ length: 1500 }, (_, i) => 2 * i).join(",");

/** Failures that are counted of bytecodes, not of loops' versions. */
const failures = (ir: string): number =>
	(ir.match(/py\.guard_failed @\S+ \d/g) ?? []).length;

function run(name: string, args: readonly string[], input = ""): string {
	const { status, stdout, stderr } = spawnSync(name, args, {
		encoding: "utf8",
		input,
		maxBuffer: 2 ** 28,
	});
	assert.is(status, 0, `${name}: ${stderr}`);
	return stdout;
}

for (const program of ["unpacking", "comprehensions", "shared_variables"])
	test(`${program} runs compiled without a guard`, () => {
		const folder = mkdtempSync(join(tmpdir(), "coconut-without-"));
		try {
			const tool = (name: string): string => join(installRoot(), "bin", name);
			const file = join(installRoot(), `tests/programs/${program}.py`);
			const library = join(folder, "library.so");
			const without = `--without-guards=${OFFSETS}`;
			const py = run(tool("bc2ir"), [], run(tool("cpy-dis"), [file]));
			const pass = ["-p", "specialize"];
			assert.ok(failures(run(tool("ir-opt"), pass, py)) > 0);
			assert.is(failures(run(tool("ir-opt"), [...pass, without], py)), 0);
			const ir = run(tool("ir-opt"), ["-O2", without], py);
			run(tool("ir2gcc"), ["-o", library], ir);
			const python = process.env.COCONUT_PYTHON ?? "python3.11";
			const report = join(folder, "report.json");
			process.env.COCONUT_REPORT = report;
			const given = run(tool("coconut"), ["run", `--with=${library}`, file]);
			assert.is(given, run(python, [file]));
			const { functions } = JSON.parse(readFileSync(report, "utf8"));
			const ran = (f: { compiled: boolean; calls: number; deopts: number }) =>
				f.compiled && f.calls > f.deopts;
			assert.ok(functions.filter(ran).length > 5, "it ran compiled");
		} finally {
			delete process.env.COCONUT_REPORT;
			rmSync(folder, { recursive: true });
		}
	});

test.run();
