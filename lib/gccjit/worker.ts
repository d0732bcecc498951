/** The parent's end of a worker process. One worker does one request at a time; use two for two at once. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Diagnostic } from "../support/diagnostic.ts";
import { installRoot } from "../support/root.ts";
import type { Reply, Request } from "./protocol.ts";

/** How much of what the worker writes to stderr is kept. */
const STDERR_CHARS = 8000;

/** How long what is written to stderr may take longer than a reply. */
const STDERR_MS = 30;

/** The worker died while it worked on a request: GCC or compiled code took it down. */
export class WorkerDied extends Error {
	readonly signal: string | undefined;
	readonly code: number | undefined;
	/** The last it wrote to stderr. */
	readonly stderr: string;
	constructor(code: number | null, signal: string | null, stderr: string) {
		super(signal ? `killed by ${signal}` : `ended with exit code ${code}`);
		this.signal = signal ?? undefined;
		this.code = code ?? undefined;
		this.stderr = stderr;
	}
}

interface Waiting {
	readonly resolve: (reply: Reply) => void;
	readonly reject: (error: Error) => void;
}

/** A process that holds libgccjit; started at once, restarted when it has died. Ends with the program. */
export class Worker {
	#child: ChildProcess | undefined;
	#waiting: Waiting | undefined;
	#stderr = "";
	#last: Promise<unknown> = Promise.resolve();
	readonly #shareStderr: boolean;
	readonly #onExit = (): void => {
		this.#child?.kill("SIGKILL");
	};

	/** `shareStderr`: what runs there writes to this program's stderr, and none of it is kept. */
	constructor(shareStderr = false) {
		this.#shareStderr = shareStderr;
		process.on("exit", this.#onExit);
		this.#start();
	}

	/** Sends a request when those before it are done. Rejects with WorkerDied. */
	request(request: Request): Promise<Reply> {
		const reply = this.#last.then(() => this.#send(request));
		this.#last = reply.catch(() => undefined);
		return reply;
	}

	/** The last that GCC said on stderr, when it has had the time to arrive. */
	async lastWords(): Promise<string> {
		await new Promise((resolve) => setTimeout(resolve, STDERR_MS));
		return this.#stderr;
	}

	close(): void {
		process.off("exit", this.#onExit);
		const child = this.#child;
		this.#child = undefined;
		child?.kill("SIGKILL");
	}

	#send(request: Request): Promise<Reply> {
		const child = this.#child ?? this.#start();
		this.#stderr = "";
		return new Promise((resolve, reject) => {
			this.#waiting = { resolve, reject };
			keepAlive(child, true);
			child.send(request);
		});
	}

	#start(): ChildProcess {
		const child = spawn(process.execPath, [workerProgram()], {
			stdio: [
				"ignore",
				"inherit",
				this.#shareStderr ? "inherit" : "pipe",
				"ipc",
			],
			serialization: "advanced",
			env: workerEnvironment(),
		});
		this.#child = child;
		child.stderr?.on("data", (d: Buffer) => {
			this.#stderr = (this.#stderr + d.toString()).slice(-STDERR_CHARS);
		});
		child.on("message", (reply: Reply) => {
			keepAlive(child, false);
			this.#waiting?.resolve(reply);
			this.#waiting = undefined;
		});
		child.on("error", (e) => this.#gone(child, e));
		child.on("close", (code, signal) =>
			this.#gone(child, new WorkerDied(code, signal, this.#stderr)),
		);
		keepAlive(child, false);
		return child;
	}

	#gone(child: ChildProcess, error: Error): void {
		if (this.#child === child) this.#child = undefined;
		this.#waiting?.reject(error);
		this.#waiting = undefined;
	}
}

/** Whether the program waits for the worker: only while a request is under way. */
function keepAlive(child: ChildProcess, yes: boolean): void {
	const streams = [child, child.channel, child.stderr] as unknown as {
		ref?: () => void;
		unref?: () => void;
	}[];
	for (const s of streams)
		if (yes) s?.ref?.();
		else s?.unref?.();
}

function workerProgram(): string {
	const program = join(installRoot(), "build/gccjit-worker.cjs");
	if (!existsSync(program))
		throw new Diagnostic(`'${program}' is not built: run 'make'`);
	return program;
}

/** Without what slows Node's start down. */
function workerEnvironment(): NodeJS.ProcessEnv {
	const env = { ...process.env };
	delete env.NODE_EXTRA_CA_CERTS;
	delete env.NODE_OPTIONS;
	return env;
}
