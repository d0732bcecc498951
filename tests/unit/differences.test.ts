/** The list of known differences and the page made from it. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "uvu";
import { installRoot } from "../../lib/support/root.ts";

test("docs/differences.md is what scripts/differences.mjs makes", () => {
	const script = join(installRoot(), "scripts/differences.mjs");
	execFileSync(process.execPath, [script, "--check"]);
});

test.run();
