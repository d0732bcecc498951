/** Where Coconut is installed. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { Diagnostic } from "./diagnostic.ts";

/**
 * The folder that holds targets/, build/ and runtime/: COCONUT_HOME, else the nearest one above the program being run.
 * Call it when needed, not at a module's top level, where the snapshot would keep the answer of the build.
 */
export function installRoot(): string {
	const home = process.env.COCONUT_HOME;
	if (home) return resolve(home);
	const program = process.argv[1];
	let dir = program === undefined ? process.cwd() : dirname(resolve(program));
	for (;;) {
		if (isRoot(dir)) return dir;
		const up = dirname(dir);
		if (up === dir) break;
		dir = up;
	}
	throw new Diagnostic("cannot find Coconut's own files: set COCONUT_HOME");
}

function isRoot(dir: string): boolean {
	return (
		existsSync(join(dir, "targets")) && existsSync(join(dir, "package.json"))
	);
}
