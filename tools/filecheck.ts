import { runFilecheck } from "../lib/check/filecheck/filecheck.ts";
import { readInput, writeAll } from "../lib/support/tool.ts";

export const summary = "check a text against the directives in a file";

/** Its arguments follow LLVM's FileCheck, not yargs: see lib/check/filecheck/options.ts. */
export async function main(args: string[]): Promise<number> {
	return runFilecheck(args, {
		cwd: process.cwd(),
		env: process.env,
		readStdin: () => readInput(undefined).bytes,
		stdout: (text) => writeAll(1, Buffer.from(text)),
		stderr: (text) => writeAll(2, Buffer.from(text)),
	});
}
