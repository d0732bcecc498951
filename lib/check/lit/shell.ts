/**
 * The internal shell: runs the commands of a test. Builtins run inside this process and exchange whole buffers; other
 * programs are started directly, connected by pipes, in their own process groups.
 */
import {
	closeSync,
	mkdirSync,
	openSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { resolve } from "node:path";
import { BUILTINS, type BuiltinResult } from "./builtins.ts";
import { expandGlob } from "./glob.ts";
import { type Child, killTree, start, which } from "./process.ts";
import type { Command, Pipeline, Redirect, Shell } from "./shparse.ts";

/** A command that cannot be run as written (no such program, a builtin misused): exit code 127. */
export class ShellFailure extends Error {}

/** Where commands run. `cd` and `export` change it. */
export interface ShellState {
	cwd: string;
	env: Record<string, string>;
	/** The mask for new files, undefined for the process's. */
	umask?: number;
}

/** What one command of a pipeline did. */
export interface CommandRecord {
	readonly args: readonly string[];
	readonly stdout: Buffer;
	readonly stderr: Buffer;
	readonly code: number;
	/** Files it wrote through redirects. */
	readonly outputs: readonly string[];
	/** See BuiltinResult. */
	readonly update: BuiltinResult["update"] | undefined;
}

/** Limits and extensions of a run. */
export interface ShellOptions {
	readonly pipefail: boolean;
	/** `performance.now()` at which everything is killed; undefined for never. */
	readonly deadline: number | undefined;
	/** Commands that run inside this process, on top of the builtins. */
	readonly extra: Readonly<Record<string, InProcess>>;
}

/** A tool that runs inside this process. */
export type InProcess = (
	args: readonly string[],
	io: {
		readonly cwd: string;
		readonly env: Readonly<Record<string, string>>;
		readonly stdin: Buffer;
	},
) => BuiltinResult | Promise<BuiltinResult>;

export class TimedOut extends Error {}

/** Where a stage's standard input comes from. */
type Source =
	| { readonly kind: "none" }
	| { readonly kind: "buffer"; readonly data: Buffer }
	| { readonly kind: "child"; readonly child: Child };

/** One stage with its words expanded and `not`, `!` and `env` taken off. */
interface Stage {
	readonly shown: readonly string[];
	readonly args: readonly string[];
	readonly env: Record<string, string>;
	readonly negations: number;
	readonly wantsCrash: boolean;
	readonly redirects: readonly Redirect[];
}

/** Takes what a stage did: its own exit code, what it printed, and how a failed check could be updated. */
type Put = (
	code: number,
	out: Buffer,
	err: Buffer,
	update?: BuiltinResult["update"],
) => void;

/** What file, if any, each standard stream goes to. */
interface Streams {
	readonly stdin: string | undefined;
	readonly stdout: FileTarget | undefined;
	readonly stderr: FileTarget | undefined;
	/** Standard error goes where standard output goes. */
	readonly merged: boolean;
	/** Standard output goes where standard error goes. */
	readonly toStderr: boolean;
}

interface FileTarget {
	readonly path: string;
	readonly append: boolean;
}

/** Builtins about files and the shell itself: neither in a pipeline nor under `env` do they make sense. */
const ALONE: ReadonlySet<string> = new Set([
	":",
	"cd",
	"export",
	"mkdir",
	"rm",
]);

const EMPTY: Buffer = Buffer.alloc(0);

/** Runs shell trees in one state and records what every command did. */
export class ShellRunner {
	readonly records: CommandRecord[] = [];
	readonly state: ShellState;
	private readonly options: ShellOptions;

	constructor(state: ShellState, options: ShellOptions) {
		this.state = state;
		this.options = options;
	}

	/** The exit code of a tree. Throws ShellFailure and TimedOut. */
	async run(tree: Shell): Promise<number> {
		switch (tree.kind) {
			case "pipeline":
				return this.pipeline(tree);
			case "subshell": {
				const inner = new ShellRunner(
					{ ...this.state, env: { ...this.state.env } },
					this.options,
				);
				try {
					const code = await inner.run(tree.body);
					return tree.negated ? (code === 0 ? 1 : 0) : code;
				} finally {
					this.records.push(...inner.records);
				}
			}
			case "sequence": {
				if (tree.op === "&")
					throw new ShellFailure(
						"'&' is not supported: tests do not leave processes behind",
					);
				const code = await this.run(tree.left);
				if (tree.op === "&&" && code !== 0) return code;
				if (tree.op === "||" && code === 0) return code;
				return this.run(tree.right);
			}
		}
	}

	private async pipeline(p: Pipeline): Promise<number> {
		let code = 0;
		let source: Source = { kind: "none" };
		const pending: Promise<void>[] = [];
		const base = this.records.length;
		const codes: number[] = [];
		const children: Child[] = [];
		const last = p.commands.length - 1;
		const timer = this.watch(children);
		try {
			for (const [i, command] of p.commands.entries()) {
				const stage = this.stage(command);
				const put: Put = (code, out, err, update) => {
					codes[i] = verdict(stage, code);
					this.records[base + i] = {
						args: stage.shown,
						stdout: out,
						stderr: err,
						code: codes[i] ?? 0,
						outputs: outputFiles(stage, this.state.cwd),
						update,
					};
				};
				put(0, EMPTY, EMPTY);
				const name = stage.args[0] ?? "";
				const builtin = Object.hasOwn(this.options.extra, name)
					? this.options.extra[name]
					: undefined;
				if (builtin !== undefined || Object.hasOwn(BUILTINS, name))
					source = await this.inside(
						stage,
						builtin,
						source,
						i === last,
						p.commands.length,
						put,
					);
				else
					source = this.outside(
						stage,
						source,
						i === last,
						children,
						pending,
						put,
					);
				if (timer.expired()) throw new TimedOut();
			}
			await Promise.all(pending);
		} catch (e) {
			for (const c of children)
				if (c.process.pid !== undefined) killTree(c.process.pid);
			await Promise.allSettled(pending);
			this.records.length = Math.min(this.records.length, base + codes.length);
			if (timer.expired()) throw new TimedOut();
			throw e;
		} finally {
			timer.stop();
		}
		if (timer.expired()) throw new TimedOut();
		for (const c of codes)
			if (!this.options.pipefail || c !== 0 || code === 0) code = c;
		return p.negated ? (code === 0 ? 1 : 0) : code;
	}

	private watch(children: readonly Child[]): {
		expired: () => boolean;
		stop: () => void;
	} {
		const { deadline } = this.options;
		if (deadline === undefined)
			return { expired: () => false, stop: () => undefined };
		let expired = performance.now() >= deadline;
		const timer = setTimeout(
			() => {
				expired = true;
				for (const c of children)
					if (c.process.pid !== undefined) killTree(c.process.pid);
			},
			Math.max(0, deadline - performance.now()),
		);
		return {
			expired: () => expired || performance.now() >= deadline,
			stop: () => clearTimeout(timer),
		};
	}

	/** Expands a command's words and takes `not`, `!` and `env` off its front. */
	private stage(command: Command): Stage {
		const shown = command.words.map((w) => w.text);
		const args = command.words.flatMap((w) =>
			w.pattern === undefined
				? [w.text]
				: expandGlob(w.pattern, w.text, this.state.cwd),
		);
		let env = this.state.env;
		let negations = 0;
		let wantsCrash = false;
		for (;;) {
			const word = args[0];
			if (word === "not" || word === "!") {
				args.shift();
				negations++;
				if (word === "not" && args[0] === "--crash") {
					args.shift();
					wantsCrash = true;
				}
				if (args.length === 0)
					throw new ShellFailure(`'${word}' requires a subcommand`);
			} else if (word === "env") {
				env = takeEnv(args, env);
				if (args.length === 0)
					throw new ShellFailure("'env' requires a subcommand");
			} else break;
		}
		if (args.length === 0) throw new ShellFailure("empty command");
		if (env !== this.state.env && ALONE.has(args[0] ?? ""))
			throw new ShellFailure(`'env' cannot call '${args[0]}'`);
		return {
			shown,
			args,
			env,
			negations,
			wantsCrash,
			redirects: command.redirects,
		};
	}

	/** Runs a builtin: its input is complete before it starts, its output goes on as a buffer. */
	private async inside(
		stage: Stage,
		tool: InProcess | undefined,
		source: Source,
		isLast: boolean,
		stages: number,
		put: Put,
	): Promise<Source> {
		const streams = this.streams(stage);
		const name = stage.args[0] ?? "";
		if (stage.wantsCrash && tool === undefined && name !== "filecheck")
			throw new ShellFailure(`'not --crash' cannot call '${name}'`);
		let stdin: Buffer = EMPTY;
		if (streams.stdin !== undefined) stdin = readFile(streams.stdin);
		else if (source.kind === "buffer") stdin = source.data;
		else if (source.kind === "child")
			stdin = await collect(source.child.stdout);
		if (stages > 1 && ALONE.has(name))
			throw new ShellFailure(`'${name}' cannot be part of a pipeline`);
		const io = {
			cwd: this.state.cwd,
			env: stage.env,
			stdin,
			state: this.state,
			stages,
		};
		const builtin = BUILTINS[name];
		const args = stage.args.slice(1);
		const pending = tool ? tool(args, io) : builtin?.(args, io);
		const result = (pending instanceof Promise ? await pending : pending) ?? {};
		let out = result.stdout ?? EMPTY;
		let err = result.stderr ?? EMPTY;
		if (streams.merged) {
			out = Buffer.concat([err, out]);
			err = EMPTY;
		} else if (streams.toStderr) {
			err = Buffer.concat([err, out]);
			out = EMPTY;
		}
		if (streams.stderr !== undefined) {
			writeTarget(streams.stderr, err);
			err = EMPTY;
		}
		if (streams.stdout !== undefined) {
			writeTarget(streams.stdout, out);
			out = EMPTY;
		}
		put(result.code ?? 0, isLast ? out : EMPTY, err, result.update);
		return { kind: "buffer", data: out };
	}

	/** Starts a program and connects it; what is left to wait for is added to `pending`. */
	private outside(
		stage: Stage,
		source: Source,
		isLast: boolean,
		children: Child[],
		pending: Promise<void>[],
		put: Put,
	): Source {
		const streams = this.streams(stage);
		const name = stage.args[0] ?? "";
		const file = which(name, this.state.cwd, stage.env.PATH);
		if (file === undefined)
			throw new ShellFailure(`'${name}': command not found`);
		const opened: number[] = [];
		const open = (path: string, flags: string): number => {
			const fd = openFile(path, flags);
			opened.push(fd);
			return fd;
		};
		const stdin =
			streams.stdin !== undefined
				? open(streams.stdin, "r")
				: source.kind === "none"
					? "ignore"
					: "pipe";
		const toFile = (t: FileTarget | undefined): number | "pipe" =>
			t === undefined ? "pipe" : open(t.path, t.append ? "a" : "w");
		const stdout = toFile(streams.stdout);
		const stderr =
			streams.merged && typeof stdout === "number"
				? stdout
				: toFile(streams.stderr);
		const merge = streams.merged && stdout === "pipe";
		let failure = "";
		const [program, args] = wrapped(
			file,
			stage.args.slice(1),
			merge,
			streams.toStderr,
		);
		let child: Child;
		try {
			child = start(program, args, {
				cwd: this.state.cwd,
				env: stage.env,
				stdio: [stdin, stdout, stderr],
				argv0: merge || streams.toStderr ? "sh" : name,
				onError: (m) => {
					failure = m;
				},
			});
		} finally {
			for (const fd of opened) closeSync(fd);
		}
		children.push(child);
		feed(child, source);
		const keepsOut = isLast || stdout !== "pipe";
		const out = keepsOut ? collect(child.stdout) : Promise.resolve(EMPTY);
		const err = collect(child.stderr);
		pending.push(
			Promise.all([child.done, out, err]).then(([code, o, e]) =>
				put(code, o, Buffer.concat([e, Buffer.from(failure)])),
			),
		);
		return stdout === "pipe"
			? { kind: "child", child }
			: { kind: "buffer", data: EMPTY };
	}

	private streams(stage: Stage): Streams {
		let stdin: string | undefined;
		let stdout: FileTarget | undefined;
		let stderr: FileTarget | undefined;
		let merged = false;
		let toStderr = false;
		for (const r of stage.redirects) {
			const target = r.target.text;
			const path =
				target === "/dev/null" ? target : resolve(this.state.cwd, target);
			if (r.op === "<") {
				stdin = path;
			} else if (r.op === ">&" && /^\d+$/.test(target)) {
				const from = r.fd ?? 1;
				if (from === 2 && target === "1") {
					// What standard output is now: a later redirect of it does not take standard error along.
					if (stdout !== undefined) stderr = { ...stdout, append: true };
					merged = true;
				} else if (from === 1 && target === "2") toStderr = true;
				else
					throw new ShellFailure(
						`unsupported redirect '${r.fd ?? ""}>&${target}'`,
					);
			} else if (
				r.op === "&>" ||
				r.op === "&>>" ||
				(r.op === ">&" && r.fd === undefined)
			) {
				stdout = { path, append: r.op === "&>>" };
				stderr = { path, append: true };
				merged = true;
			} else if (r.op === ">" || r.op === ">>") {
				const t = { path, append: r.op === ">>" };
				if ((r.fd ?? 1) === 2) {
					stderr = t;
					merged = false;
				} else if ((r.fd ?? 1) === 1) stdout = t;
				else
					throw new ShellFailure(`unsupported redirect of descriptor ${r.fd}`);
			} else throw new ShellFailure(`unsupported redirect '${r.op}'`);
		}
		return {
			stdin,
			stdout,
			stderr: merged && stdout !== undefined ? undefined : stderr,
			merged,
			toStderr,
		};
	}
}

/** `exec PROGRAM ARGS 2>&1` through /bin/sh: the two streams keep their order, which two pipes would lose. */
function wrapped(
	file: string,
	args: readonly string[],
	merge: boolean,
	toStderr: boolean,
): [string, readonly string[]] {
	if (!merge && !toStderr) return [file, args];
	const script = merge ? 'exec "$0" "$@" 2>&1' : 'exec "$0" "$@" >&2';
	return ["/bin/sh", ["-c", script, file, ...args]];
}

function feed(child: Child, source: Source): void {
	if (child.stdin === null || child.stdin === undefined) {
		// Nobody reads what came before: let its writer notice.
		if (source.kind === "child") source.child.stdout?.destroy();
		return;
	}
	const stdin = child.stdin;
	if (source.kind === "buffer") {
		stdin.on("error", () => undefined);
		stdin.end(source.data);
	} else if (source.kind === "child") {
		const from = source.child.stdout;
		stdin.on("error", () => from?.destroy());
		stdin.on("close", () => from?.destroy());
		from?.on("error", () => stdin.end());
		from?.pipe(stdin);
	}
}

function collect(stream: NodeJS.ReadableStream | null): Promise<Buffer> {
	if (stream === null || stream === undefined) return Promise.resolve(EMPTY);
	return new Promise((settle) => {
		const chunks: Buffer[] = [];
		const finish = (): void => settle(Buffer.concat(chunks));
		stream.on("data", (c: Buffer) => chunks.push(c));
		stream.on("end", finish);
		stream.on("close", finish);
		stream.on("error", finish);
	});
}

function verdict(stage: Stage, code: number): number {
	if (stage.wantsCrash) {
		const crashed = code < 0;
		return (stage.negations % 2 === 1) === crashed ? 0 : 1;
	}
	if (stage.negations % 2 === 1) return code === 0 ? 1 : 0;
	return stage.negations > 1 ? (code === 0 ? 0 : 1) : code;
}

/** `env -u NAME NAME=VALUE… COMMAND`: removes them from `args` and returns the changed environment. */
function takeEnv(
	args: string[],
	env: Record<string, string>,
): Record<string, string> {
	let out = { ...env };
	args.shift();
	for (;;) {
		const a = args[0];
		if (a === "-u" && args.length > 1) {
			delete out[args[1] as string];
			args.splice(0, 2);
		} else if (a === "-i" || a === "-") {
			out = {};
			args.shift();
		} else if (a !== undefined && /^[A-Za-z_]\w*=/.test(a)) {
			const eq = a.indexOf("=");
			out[a.slice(0, eq)] = a.slice(eq + 1);
			args.shift();
		} else return out;
	}
}

function outputFiles(stage: Stage, cwd: string): string[] {
	return stage.redirects
		.filter((r) => r.op.includes(">") && !/^\d+$/.test(r.target.text))
		.map((r) => resolve(cwd, r.target.text))
		.filter((p) => !p.startsWith("/dev/"));
}

function readFile(path: string): Buffer {
	try {
		return path === "/dev/null" ? EMPTY : readFileSync(path);
	} catch (e) {
		throw new ShellFailure(
			`cannot read '${path}': ${(e as NodeJS.ErrnoException).code}`,
		);
	}
}

function openFile(path: string, flags: string): number {
	try {
		return openSync(path, flags);
	} catch (e) {
		throw new ShellFailure(
			`cannot open '${path}': ${(e as NodeJS.ErrnoException).code}`,
		);
	}
}

function writeTarget(t: FileTarget, data: Buffer): void {
	if (t.path === "/dev/null") return;
	try {
		writeFileSync(t.path, data, { flag: t.append ? "a" : "w" });
	} catch (e) {
		throw new ShellFailure(
			`cannot write '${t.path}': ${(e as NodeJS.ErrnoException).code}`,
		);
	}
}

/** Makes a directory and its parents. */
export function makeDirectory(path: string): void {
	mkdirSync(path, { recursive: true });
}
