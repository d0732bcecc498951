import { runLit } from "../lib/check/lit/lit.ts";
import { writeAll } from "../lib/support/tool.ts";

export const summary = "run the tests of files and directories";

export function main(args: string[]): Promise<number> {
	return runLit(args, {
		env: process.env,
		stdout: (text) => writeAll(1, Buffer.from(text)),
		stderr: (text) => writeAll(2, Buffer.from(text)),
		columns: process.stdout.isTTY ? process.stdout.columns : undefined,
	});
}
