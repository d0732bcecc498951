/** Runs a Python program in a child process, interpreted or compiled, and collects everything it did. */
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";

export interface Outcome {
	readonly stdout: string;
	readonly stderr: string;
	/** The exit code, or the name of the signal that ended it; `timeout` when its time was up. */
	readonly exit: number | string;
	/** Wall time of the process, in seconds. */
	readonly seconds: number;
}

export interface Command {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly stdin?: string;
	/** Seconds until the whole process group is killed. */
	readonly timeout: number;
	readonly cwd?: string;
}

/** The process groups of the commands under way. */
const running = new Set<number>();

/** Ends what is under way with this program, also when a signal ends it. */
function endWithUs(): void {
	process.on("exit", () => running.forEach(killGroup));
	for (const [signal, number] of [
		["SIGTERM", 15],
		["SIGINT", 2],
		["SIGHUP", 1],
	] as const)
		process.on(signal, () => process.exit(128 + number));
}

/** Runs a command to its end. Never throws for what the command does; a program that cannot be started exits with 127. */
export function execute(command: Command): Promise<Outcome> {
	const [file, ...rest] = command.argv;
	const start = process.hrtime.bigint();
	if (process.listenerCount("SIGTERM") === 0) endWithUs();
	return new Promise((resolve) => {
		const child = spawn(file ?? "", rest, {
			env: cleanEnvironment(command.env),
			stdio: ["pipe", "pipe", "pipe"],
			detached: true,
			...(command.cwd === undefined ? {} : { cwd: command.cwd }),
		});
		const pid = child.pid;
		if (pid !== undefined) running.add(pid);
		const out: Buffer[] = [];
		const err: Buffer[] = [];
		let isLate = false;
		const timer = setTimeout(() => {
			isLate = true;
			if (pid !== undefined) killGroup(pid);
		}, command.timeout * 1000);
		child.stdout.on("data", (b: Buffer) => out.push(b));
		child.stderr.on("data", (b: Buffer) => err.push(b));
		const finish = (exit: number | string): void => {
			clearTimeout(timer);
			if (pid !== undefined) running.delete(pid);
			resolve({
				stdout: Buffer.concat(out).toString("utf8"),
				stderr: Buffer.concat(err).toString("utf8"),
				exit,
				seconds: Number(process.hrtime.bigint() - start) / 1e9,
			});
		};
		child.on("error", (e) => {
			err.push(Buffer.from(`${e.message}\n`));
			finish(127);
		});
		child.on("close", (code, signal) =>
			finish(isLate ? "timeout" : (code ?? signal ?? "unknown")),
		);
		child.stdin.on("error", () => {});
		child.stdin.end(command.stdin ?? "");
	});
}

function killGroup(pid: number): void {
	try {
		process.kill(-pid, "SIGKILL");
	} catch {
		// It ended meanwhile.
	}
}

/** The environment of every measured or compared process: the caller's, without what would change a result. */
function cleanEnvironment(
	extra: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
	const env: NodeJS.ProcessEnv = { ...process.env };
	for (const name of Object.keys(env))
		if (name.startsWith("PYTHON") && name !== "PYTHON") delete env[name];
	delete env.NODE_EXTRA_CA_CERTS;
	const all = {
		PYTHONHASHSEED: "0",
		PYTHONDONTWRITEBYTECODE: "1",
		PYTHONIOENCODING: "utf-8",
		COLUMNS: "80",
		...extra,
	};
	for (const [name, value] of Object.entries(all))
		if (value !== undefined) env[name] = value;
	return env;
}

/** The interpreter to measure and compare with: the option, $PYTHON, $COCONUT_PYTHON, Debian's python3.11, python3. */
export function choosePython(option: string | undefined): string {
	const named = option ?? process.env.PYTHON ?? process.env.COCONUT_PYTHON;
	if (named !== undefined && named !== "") return named;
	return isExecutable("/usr/bin/python3.11")
		? "/usr/bin/python3.11"
		: "python3";
}

export function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}

/** The full path of a program on PATH, or undefined. */
export function which(name: string): string | undefined {
	for (const folder of (process.env.PATH ?? "").split(":"))
		if (folder !== "" && isExecutable(join(folder, name)))
			return join(folder, name);
	return undefined;
}

/** The command line that runs a script compiled, and the environment it needs; `options`: none is what `coconut run` does by default. */
export function compiledCommand(
	python: string,
	root: string,
	script: readonly string[],
	report: string | undefined,
	options: readonly string[] = ["--all"],
): Pick<Command, "argv" | "env"> {
	return {
		argv: [python, "-m", "coconut", "run", ...options, ...script],
		env: {
			PYTHONPATH: join(root, "runtime/python"),
			COCONUT_PYTHON: python,
			...(report === undefined ? {} : { COCONUT_REPORT: report }),
		},
	};
}

/**
 * The environment of compiled tests: one cache for all, so that a module of the library is compiled once; -O0 unless the
 * option or $COCONUT_OPT says otherwise.
 */
export function testSettings(
	root: string,
	opt: string | undefined,
): Readonly<Record<string, string>> {
	return {
		COCONUT_CACHE: process.env.COCONUT_CACHE ?? join(root, "build/test-cache"),
		COCONUT_OPT: opt ?? process.env.COCONUT_OPT ?? "-O0",
	};
}
