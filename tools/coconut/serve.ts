/**
 * `coconut serve`: the compile service of the runtime. Reads requests from stdin, a JSON object a line, and answers each with a line,
 * as they are done: requests that come while others are compiled are compiled beside them, as far as there are processors.
 *
 *     {"id": 1, "code": FILE, "name": "mod", "opt": "-O1", "output": "x.so"}  →  {"id": 1, "ok": true}
 *
 * FILE holds a marshalled code object, or a tuple of one and of a tuple with the `_co_code_adaptive` of it and of each code object inside it, outermost
 * first: what the interpreter has learned is taken for a profile; empty bytes say nothing. The request may have "without": [{"qualname": "f", "line": 3, "offsets": [12]}], guards that the code
 * has to do without, "only": [0, 3], the code objects to compile, counted outermost first, "osr": true where frames that the interpreter has begun shall go on natively, and "refDebug": true, for a Python with Py_REF_DEBUG. A failure is {"id": 1, "ok": false, "error": "one line"}.
 *
 * Ends with its input; with --abandon in the middle of a compilation too: who asked for it is gone. A request with "keep": FILE is done to its end
 * all the same, for at most two minutes: its output becomes FILE, and its code's file is deleted. What goes wrong is written to FILE, with `.error` for its suffix:
 * nobody may be there to hear of it.
 */
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import yargs from "yargs";
import type { Profiles } from "../../grammar/bytecode-text.ts";
import { allCode, type CodeObject } from "../../lib/cpython/code.ts";
import { readMarshal } from "../../lib/cpython/marshal.ts";
import {
	type PythonVersion,
	versionByName,
} from "../../lib/cpython/versions.ts";
import { WorkerPool } from "../../lib/gccjit/pool.ts";
import type { Worker } from "../../lib/gccjit/worker.ts";
import type { Profile } from "../../lib/ir/profile.ts";
import { learned } from "../../lib/lower/learned.ts";
import type { DroppedGuards } from "../../lib/passes/dropped-guards.ts";
import {
	Diagnostic,
	Diagnostics,
	REMEDY,
} from "../../lib/support/diagnostic.ts";
import {
	osError,
	UsageError,
	VERSION,
	writeAll,
} from "../../lib/support/tool.ts";
import { compileBytecode, levelOf } from "./chain.ts";
import type { Command } from "./command.ts";

export const serve: Command = {
	name: "serve",
	summary: "compile code objects on request (what the runtime starts)",
	main,
};

/** Each holds a GCC, of some 100 MB while it works. */
const MOST_WORKERS = 2;
/** How long what is kept is worked on when nobody waits for it, in ms: less than PATIENCE of _modules.py. */
const LINGER = 120_000;

interface Request {
	readonly id: number;
	readonly code: string;
	readonly name: string;
	readonly opt: string;
	readonly output: string;
	/** Guards of functions compiled before that failed too often. */
	readonly without?: readonly DroppedGuards[];
	/** The program runs in a build of Python with Py_REF_DEBUG. */
	readonly refDebug?: boolean;
	/** Where the output goes when it is done. */
	readonly keep?: string;
	/** Frames that the interpreter has begun may go on natively at loops. */
	readonly osr?: boolean;
	/** Which code objects to compile, outermost first; of the others it is only looked at how they use the module's names. All, when left out. */
	readonly only?: readonly number[];
}

async function main(args: string[]): Promise<number> {
	const { target, abandon } = yargs(args)
		.scriptName("coconut serve")
		.usage("$0 [--target VERSION]\n\nReads requests from standard input.")
		.option("target", {
			type: "string",
			default: "3.11",
			describe: "Python version whose marshal format the code is in",
		})
		.option("abandon", {
			type: "boolean",
			default: false,
			describe: "when the input ends, drop what is not done",
		})
		.demandCommand(0, 0)
		.version(VERSION)
		.strict()
		.fail((message, error) => {
			throw error ?? new UsageError(message);
		})
		.parseSync();
	const version = versionByName(target);
	if (version === undefined)
		throw new Diagnostic(`Python ${target} is not supported`);
	const compile = async (request: Request, worker: Worker): Promise<void> => {
		let bytes: Buffer;
		try {
			bytes = readFileSync(request.code);
		} catch (e) {
			throw new Diagnostic(`cannot read '${request.code}': ${osError(e)}`);
		}
		const { code, profiles } = contents(bytes, request.code, version);
		const bytecode = { version, code };
		const level = levelOf(request.opt);
		await compileBytecode(bytecode, {
			level,
			file: request.name,
			only: request.only && new Set(request.only),
			profiles,
			output: request.output,
			instrumentation: { withoutGuards: request.without },
			refDebug: request.refDebug === true,
			osr: request.osr === true,
			worker,
		});
	};
	/** Libraries of parts of modules that are under way, and since when. */
	const large = new Map<string, number>();
	const compileAndKeep = async (r: Request, worker: Worker): Promise<void> => {
		if (r.keep === undefined) return compile(r, worker);
		if (r.only !== undefined) large.set(r.keep, Date.now());
		try {
			await compile(r, worker);
			renameSync(r.output, r.keep);
		} catch (e) {
			keepError(r.keep, oneLine(e));
			throw e;
		} finally {
			large.delete(r.keep);
			rmSync(r.code, { force: true });
		}
	};
	let hasEnded = false;
	process.stdin.on("end", () => {
		hasEnded = true;
	});
	const pool = new WorkerPool(Math.min(MOST_WORKERS, availableParallelism()));
	const [underWay, kept] = [new Set<Promise<void>>(), new Set<Promise<void>>()];
	const lines = createInterface({ input: process.stdin });
	let failure: unknown;
	for await (const line of lines) {
		if (line.trim() === "") continue;
		const group = isKept(line) ? kept : underWay;
		const done = pool
			.lend(async (worker) => {
				const reply = await answer(line, (r) => compileAndKeep(r, worker));
				if (hasEnded && abandon) return;
				writeAll(1, Buffer.from(`${JSON.stringify(reply)}\n`));
			})
			.catch((e: unknown) => {
				failure ??= e;
				lines.close();
			})
			.finally(() => group.delete(done));
		group.add(done);
	}
	if (abandon && failure === undefined) {
		setTimeout(() => {
			const [most, now] = [LINGER / 2, Date.now()];
			for (const [library, begun] of large)
				if (now - begun >= most)
					keepError(library, `not done within ${most / 1000} s`);
			process.exit(0);
		}, LINGER).unref();
		await Promise.all(kept);
		// Leaves the worker's end to the exit handler of Worker.
		process.exit(0);
	}
	await Promise.all([...underWay, ...kept]);
	if (failure !== undefined) throw failure;
	pool.close();
	return 0;
}

/** The code object of a request, and what the interpreter has learned of it and of those inside it. */
function contents(
	bytes: Uint8Array,
	file: string,
	version: PythonVersion,
): { code: CodeObject; profiles: Profiles } {
	const value = readMarshal(bytes, file);
	const [first, quickened] = value.kind === "tuple" ? value.items : [value];
	if (first?.kind !== "code")
		throw new Diagnostic(`'${file}' holds no code object`);
	const profiles = new Map<CodeObject, ReadonlyMap<number, Profile>>();
	const forms = quickened?.kind === "tuple" ? quickened.items : [];
	[...allCode(first.code)].forEach((code, i) => {
		const form = forms[i];
		if (form?.kind !== "bytes") return;
		profiles.set(code, learned(code, form.value, version));
	});
	return { code: first.code, profiles };
}

/** Puts down what is wrong with code, for runs to come; not that something has to be installed. */
function keepError(library: string, problem: string): void {
	if (problem.includes(REMEDY)) return;
	try {
		writeFileSync(library.replace(/\.so$/, ".error"), problem);
	} catch {
		// The cache cannot be written: then it forgets.
	}
}

function isKept(line: string): boolean {
	try {
		return (JSON.parse(line) as Request).keep !== undefined;
	} catch {
		return false;
	}
}

async function answer(
	line: string,
	compile: (request: Request) => Promise<void>,
): Promise<object> {
	let id: unknown;
	try {
		const request = JSON.parse(line) as Request;
		id = request.id;
		await compile(request);
		return { id, ok: true };
	} catch (e) {
		return { id, ok: false, error: oneLine(e) };
	}
}

function oneLine(e: unknown): string {
	if (e instanceof Diagnostics) return e.list[0]?.message ?? e.message;
	if (e instanceof Diagnostic) return e.message;
	return e instanceof Error ? (e.stack ?? e.message) : String(e);
}
