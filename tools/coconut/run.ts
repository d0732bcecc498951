/**
 * `coconut run`: `python3 -m coconut run`, with the package found whatever PYTHONPATH says. scripts/launcher-coconut.sh does the same without Node where it finds
 * the Python, with the same choice of it and the same PYTHONPATH (lib/cpython/compile.ts).
 */
import { spawn } from "node:child_process";
import { pythonCommand, pythonEnvironment } from "../../lib/cpython/compile.ts";
import { Diagnostic } from "../../lib/support/diagnostic.ts";
import { osError } from "../../lib/support/tool.ts";
import type { Command } from "./command.ts";

export const run: Command = {
	name: "run",
	summary: "run a Python program, compiling what it runs (python3 -m coconut)",
	main,
};

/** Signals that end a program: it gets those that are sent to this process alone; a terminal sends SIGINT and SIGQUIT to both. */
const PASSED_ON = ["SIGTERM", "SIGHUP"] as const;
const LEFT_TO_IT = ["SIGINT", "SIGQUIT"] as const;

/** All arguments are the launcher's. Ends as the program does, also by a signal. */
function main(args: string[]): Promise<number> {
	const python = pythonCommand();
	const env = pythonEnvironment();
	const all = ["-m", "coconut", "run", ...args];
	const child = spawn(python, all, { stdio: "inherit", env });
	for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));
	for (const signal of LEFT_TO_IT) process.on(signal, () => {});
	return new Promise((resolve, reject) => {
		child.on("error", (error) => {
			reject(new Diagnostic(`cannot run '${python}': ${osError(error)}`));
		});
		child.on("exit", (status, signal) => {
			if (!signal) return resolve(status ?? 1);
			process.removeAllListeners(signal);
			process.kill(process.pid, signal);
		});
	});
}
