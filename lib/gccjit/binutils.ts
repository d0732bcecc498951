/** Assembler and linker, run directly: GCC's own driver takes several times as long to start them. */
import { execFile } from "node:child_process";
import { Diagnostic, REMEDY } from "../support/diagnostic.ts";

/** Assembles a file into a relocatable object. */
export function assemble(input: string, output: string): Promise<void> {
	return run("as", ["--64", "-o", output, input]);
}

/** Links an object into a shared library; what it leaves undefined is found when it is loaded. */
export function link(input: string, output: string): Promise<void> {
	return run("ld", [
		"-shared",
		"--hash-style=gnu",
		"--build-id=none",
		"-znoexecstack",
		"-o",
		output,
		input,
	]);
}

function run(program: string, args: string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		execFile(program, args, (error, _stdout, stderr) => {
			if (!error) resolve();
			else if ((error as NodeJS.ErrnoException).code === "ENOENT")
				reject(new Diagnostic(`cannot run '${program}': ${REMEDY} binutils`));
			else {
				const line = stderr.trim().split("\n")[0] ?? "";
				reject(new Diagnostic(`'${program}' failed: ${line}`));
			}
		});
	});
}
