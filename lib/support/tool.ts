/** What every executable shares: arguments by yargs, input and output, the one place that turns a Diagnostic into exit 1. */
import {
	closeSync,
	fstatSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
	writeSync,
} from "node:fs";
import { setFlagsFromString } from "node:v8";
import { Diagnostic, Diagnostics, formatDiagnostic } from "./diagnostic.ts";
import { traceInSources } from "./trace.ts";

export const VERSION = "0.1.0";

/** An input as read: `name` is what diagnostics call it (`<stdin>` for standard input). */
export interface Input {
	readonly name: string;
	readonly bytes: Buffer;
}

/** Reads a whole file, or standard input for `-` and undefined. Throws a Diagnostic when it cannot be read. */
export function readInput(path: string | undefined): Input {
	if (path === undefined || path === "-")
		return { name: "<stdin>", bytes: readStdin() };
	try {
		return { name: path, bytes: readFileSync(path) };
	} catch (e) {
		throw new Diagnostic(`cannot read '${path}': ${osError(e)}`);
	}
}

/** The text of an input; bytes that are not UTF-8 are a Diagnostic with the offset of the first bad line. */
export function decodeInput(input: Input): string {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(input.bytes);
	} catch {
		throw new Diagnostic(`'${input.name}' is not valid UTF-8`);
	}
}

function readStdin(): Buffer {
	const chunks: Buffer[] = [];
	for (;;) {
		try {
			return Buffer.concat([...chunks, readFileSync(0)]);
		} catch (e) {
			const code = (e as NodeJS.ErrnoException).code;
			if (code === "EAGAIN") {
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
				continue;
			}
			if (code === "EOF") return Buffer.concat(chunks);
			throw new Diagnostic(`cannot read standard input: ${osError(e)}`);
		}
	}
}

/** yargs' positional for the file that a tool reads, of these arguments: `-` stays `-`, of which yargs makes an empty string. */
export const fileArgument = (args: readonly string[]) =>
	({
		type: "string",
		coerce: (value: string): string =>
			value === "" && args.includes("-") ? "-" : value,
	}) as const;

/** Writes the whole output to a file (through a temporary, so nothing half-written is left) or to standard output for `-` and undefined. */
export function writeOutput(
	path: string | undefined,
	data: string | Uint8Array,
): void {
	const bytes =
		typeof data === "string" ? Buffer.from(data, "utf8") : Buffer.from(data);
	if (path === undefined || path === "-") {
		writeAll(1, bytes);
		return;
	}
	const isSpecial = specialFile(path);
	const temporary = isSpecial ? path : `${path}.tmp${process.pid}`;
	try {
		writeFileSync(temporary, bytes);
		if (!isSpecial) renameSync(temporary, path);
	} catch (e) {
		if (!isSpecial) rmSync(temporary, { force: true });
		throw new Diagnostic(`cannot write '${path}': ${osError(e)}`);
	}
}

function specialFile(path: string): boolean {
	try {
		const fd = openSync(path, "r");
		const special = !fstatSync(fd).isFile();
		closeSync(fd);
		return special;
	} catch {
		return path.startsWith("/dev/");
	}
}

/** Writes every byte to a descriptor, waiting where a pipe is full; a broken pipe ends the process quietly. */
export function writeAll(fd: number, bytes: Uint8Array): void {
	let at = 0;
	while (at < bytes.length) {
		try {
			at += writeSync(fd, bytes, at, bytes.length - at);
		} catch (e) {
			const code = (e as NodeJS.ErrnoException).code;
			if (code === "EAGAIN")
				Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
			else if (code === "EPIPE") process.exit(0);
			else throw new Diagnostic(`cannot write: ${osError(e)}`);
		}
	}
}

/** The operating system's words for an error, lower case, without the call and the path. */
export function osError(e: unknown): string {
	const err = e as NodeJS.ErrnoException;
	const words: Record<string, string> = {
		ENOENT: "no such file or directory",
		EACCES: "permission denied",
		EISDIR: "is a directory",
		ENOTDIR: "not a directory",
		EROFS: "read-only file system",
		ENOSPC: "no space left on device",
	};
	return (err.code && words[err.code]) ?? err.code ?? String(err.message ?? e);
}

/** A wrong call of a tool: printed with a pointer to --help, exit 2. */
export class UsageError extends Error {}

/**
 * Runs a tool's main and exits with what it returns, 1 for a Diagnostic, 2 for a UsageError. When main's promise is
 * resolved everything is done: what is still pending is dropped. Any other exception is our bug and shows its stack.
 */
export async function runTool(
	name: string,
	main: (args: string[]) => number | undefined | Promise<number | undefined>,
): Promise<void> {
	restoreEnvironment();
	setInterruptBudget(INTERRUPT_BUDGET);
	process.on("uncaughtException", (e: NodeJS.ErrnoException) => {
		if (e.code === "EPIPE") process.exit(0);
		reportBug(e);
	});
	let code: number;
	try {
		code = (await main(process.argv.slice(2))) ?? 0;
	} catch (e) {
		code = reportError(name, e);
	}
	process.exit(code);
}

/**
 * How much bytecode a function runs before V8 looks whether to optimise it. A tool runs for seconds and its work is spread over hundreds
 * of functions: with V8's own 135,000 a third of the processor time goes into optimising what is hardly run again.
 */
const INTERRUPT_BUDGET = 1_000_000;

/** Of a tool that does little, and that a hundred thousand times: reading and printing a long text takes a quarter less. */
const INTERRUPT_BUDGET_OF_LOOPS = 66_000;

function setInterruptBudget(bytes: number): void {
	setFlagsFromString(`--interrupt-budget=${bytes}`);
}

/** Says that the same few functions will run for long: V8 optimises them sooner. */
export function expectLongLoop(): void {
	setInterruptBudget(INTERRUPT_BUDGET_OF_LOOPS);
}

/** The launchers hide this variable from Node, which would spend 50 ms on it; programs started from here get it back. */
function restoreEnvironment(): void {
	const certificates = process.env.COCONUT_EXTRA_CA_CERTS;
	if (certificates === undefined) return;
	process.env.NODE_EXTRA_CA_CERTS = certificates;
	delete process.env.COCONUT_EXTRA_CA_CERTS;
}

function reportBug(e: unknown): never {
	process.stderr.write(`${traceInSources(e)}\n`);
	process.exit(1);
}

/** Prints an error the way every tool does and returns the exit code for it; for what is our bug, prints its stack and exits. */
export function reportError(name: string, e: unknown): number {
	if (e instanceof Diagnostics) {
		writeAll(
			2,
			Buffer.from(e.list.map((d) => formatDiagnostic(d, name)).join("")),
		);
		return 1;
	}
	if (e instanceof Diagnostic) {
		writeAll(2, Buffer.from(formatDiagnostic(e, name)));
		return 1;
	}
	if (e instanceof UsageError) {
		writeAll(
			2,
			Buffer.from(
				`${name}: error: ${e.message}\ntry '${name} --help' for the options\n`,
			),
		);
		return 2;
	}
	reportBug(e);
}
