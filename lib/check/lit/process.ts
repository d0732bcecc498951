/** Child processes of tests: started in their own process group, so that a time-out kills all of what they started. */
import {
	type ChildProcess,
	type StdioOptions,
	spawn,
} from "node:child_process";
import {
	accessSync,
	constants,
	readdirSync,
	readFileSync,
	statSync,
} from "node:fs";
import { resolve } from "node:path";
import type { Readable, Writable } from "node:stream";

const live = new Set<number>();

/** How a child ended: an exit code, or minus the signal's number. */
export interface Child {
	readonly process: ChildProcess;
	readonly done: Promise<number>;
	readonly stdout: Readable | null;
	readonly stderr: Readable | null;
	readonly stdin: Writable | null;
}

const SIGNALS: Readonly<Record<string, number>> = {
	SIGHUP: 1,
	SIGINT: 2,
	SIGQUIT: 3,
	SIGILL: 4,
	SIGTRAP: 5,
	SIGABRT: 6,
	SIGBUS: 7,
	SIGFPE: 8,
	SIGKILL: 9,
	SIGUSR1: 10,
	SIGSEGV: 11,
	SIGUSR2: 12,
	SIGPIPE: 13,
	SIGALRM: 14,
	SIGTERM: 15,
};

/** Starts a program. Errors of the start itself come out as exit code 127 with the reason in `onError`. */
export function start(
	file: string,
	args: readonly string[],
	options: {
		readonly cwd: string;
		readonly env: Readonly<Record<string, string>>;
		readonly stdio: StdioOptions;
		readonly argv0: string;
		readonly onError: (message: string) => void;
	},
): Child {
	const child = spawn(file, args, {
		cwd: options.cwd,
		env: options.env,
		stdio: options.stdio,
		argv0: options.argv0,
		detached: true,
	});
	if (child.pid !== undefined) live.add(child.pid);
	const done = new Promise<number>((settle) => {
		child.on("error", (e: NodeJS.ErrnoException) => {
			options.onError(`${options.argv0}: ${e.code ?? e.message}\n`);
			settle(127);
		});
		child.on("exit", (code, signal) => {
			if (child.pid !== undefined) live.delete(child.pid);
			settle(code ?? -(SIGNALS[signal ?? ""] ?? 1));
		});
	});
	return {
		process: child,
		done,
		stdout: child.stdout,
		stderr: child.stderr,
		stdin: child.stdin,
	};
}

/** Kills a child and everything it started, also what left its process group. */
export function killTree(pid: number): void {
	const victims = descendants(pid);
	for (const p of [pid, ...victims]) {
		try {
			process.kill(-p, "SIGKILL");
		} catch {}
		try {
			process.kill(p, "SIGKILL");
		} catch {}
	}
	live.delete(pid);
}

/** Kills every child that still runs. */
export function killAll(): void {
	for (const pid of [...live]) killTree(pid);
}

function descendants(root: number): number[] {
	const children = new Map<number, number[]>();
	let entries: string[];
	try {
		entries = readdirSync("/proc").filter((e) => /^\d+$/.test(e));
	} catch {
		return [];
	}
	for (const e of entries) {
		try {
			const stat = readFileSync(`/proc/${e}/stat`, "latin1");
			const parent = Number(
				stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0],
			);
			children.set(parent, [...(children.get(parent) ?? []), Number(e)]);
		} catch {}
	}
	const out: number[] = [];
	const queue = [root];
	for (let p = queue.pop(); p !== undefined; p = queue.pop()) {
		const next = children.get(p) ?? [];
		out.push(...next);
		queue.push(...next);
	}
	return out;
}

const found = new Map<string, string | undefined>();

/** The executable a command name stands for, as a shell finds it, or undefined. Answers are remembered. */
export function which(
	name: string,
	cwd: string,
	path: string | undefined,
): string | undefined {
	if (name.includes("/")) {
		const full = resolve(cwd, name);
		return isExecutable(full) ? full : undefined;
	}
	const key = `${name}\0${path}`;
	if (found.has(key)) return found.get(key);
	const hit = (path ?? "/usr/bin:/bin")
		.split(":")
		.map((dir) => resolve(cwd, dir || ".", name))
		.find(isExecutable);
	if (hit !== undefined) found.set(key, hit);
	return hit;
}

function isExecutable(path: string): boolean {
	try {
		accessSync(path, constants.X_OK);
		return statSync(path).isFile();
	} catch {
		return false;
	}
}
