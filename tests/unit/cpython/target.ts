/** Asks the target Python; its word is the oracle of these tests. */
import { spawnSync } from "node:child_process";
import { pythonCommand } from "../../../lib/cpython/compile.ts";

/** Runs a program in the target Python and returns what it prints, as JSON. */
export function askPython(program: string, input = ""): unknown {
	const run = spawnSync(pythonCommand(), ["-I", "-X", "utf8", "-c", program], {
		input,
		maxBuffer: 1 << 28,
		encoding: "utf8",
	});
	if (run.status !== 0) throw new Error(`python failed: ${run.stderr}`);
	return JSON.parse(run.stdout);
}
