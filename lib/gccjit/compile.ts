/** Compiles a module of core ops: to a shared library, an object, assembler, GIMPLE, C or a libgccjit reproducer. */
import {
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fn, Module, Op } from "../ir/ir.ts";
import { printModule } from "../ir/print.ts";
import { childrenCpuMs, cpuMs } from "../support/cpu.ts";
import { Diagnostic, REMEDY } from "../support/diagnostic.ts";
import { osError, writeOutput } from "../support/tool.ts";
import { assemble, link } from "./binutils.ts";
import { emitC } from "./c.ts";
import { checkCore, diagnosticAt } from "./check.ts";
import type { EmitCounts } from "./counts.ts";
import { type Emitted, emitModule } from "./emit.ts";
import { placesFor } from "./places.ts";
import type { CompileReply, CompileRequest, ErrorReply } from "./protocol.ts";
import { Worker, WorkerDied } from "./worker.ts";

/** What can come out. */
export const OUTPUTS = {
	so: "shared library",
	obj: "object file",
	asm: "assembler text",
	gimple: "GCC's GIMPLE",
	c: "C source",
	reproducer: "a C program that makes the same libgccjit calls",
} as const;
export type OutputKind = keyof typeof OUTPUTS;

export interface CompileOptions {
	readonly emit: OutputKind;
	/** File to write; undefined: the text is in the result. `so` and `obj` need one. */
	readonly output?: string | undefined;
	/** 0 to 3, 2 unless given: see gccOptions. */
	readonly opt?: number;
	/** Line information: of the IR text, or of the Python source. */
	readonly debug?: "ir" | "python" | undefined;
	/** Further GCC options (`-march=native`). */
	readonly options?: readonly string[];
	/** Which of GCC's dumps `gimple` prints. */
	readonly dump?: string;
	/** Functions to emit and export whatever their linkage. */
	readonly roots?: readonly string[];
	/** A worker to use again; otherwise one is started for this call. */
	readonly worker?: Worker | undefined;
}

export interface CompileStats extends EmitCounts {
	/** The level it was compiled at: the one asked for, or 0 (a function is very long). */
	readonly level: number;
	/** Milliseconds of processor time: scheduling and recording here, then in the worker, as, ld. `total` is wall time. */
	readonly ms: {
		readonly emit: number;
		readonly build: number;
		readonly gcc: number;
		readonly as: number;
		readonly ld: number;
		readonly total: number;
	};
}

export interface Compiled {
	readonly stats: CompileStats;
	/** For textual output without a file. */
	readonly text: string | undefined;
	/** C names of exported functions by IR name. */
	readonly symbols: ReadonlyMap<string, string>;
}

/** Options that keep the meaning of the IR (signed arithmetic wraps, any memory may be read as any type); calls of other libraries go there at once. */
const ALWAYS = [
	"-fwrapv",
	"-fno-strict-aliasing",
	"-ffp-contract=off",
	"-fno-semantic-interposition",
	"-fno-delete-null-pointer-checks",
	"-fno-plt",
];

/**
 * How sure a branch with weights is. GCC takes 90 for `__builtin_expect`, by which a loop with ten ways out hardly ever comes to its second round: what is in
 * registers there is none of its business. At 100 it counts on it.
 */
const ODDS = "--param=builtin-expect-probability=99";

/** GCC takes 15 for functions that do not say `inline`, which libgccjit has no word for: the target's helpers are longer where they are worth it. */
const INLINED = "--param=max-inline-insns-auto=45";

/**
 * What GCC adds to its -O1 at our -O2: inlining of the target's helpers and what else compiled Python was measured to gain by. The
 * result is as fast as that of GCC's -O2, for half the time; -O3 is GCC's own. Blocks that are hardly come to go
 * behind the others: code shares the caches with the runtime's and CPython's.
 */
const SECOND_LEVEL = [
	INLINED,
	"-finline-small-functions",
	"-finline-functions",
	"-fpartial-inlining",
	"-foptimize-sibling-calls",
	"-fthread-jumps",
	"-fcse-follow-jumps",
	"-ftree-vrp",
	"-fcaller-saves",
	"-fpeephole2",
	"-freorder-blocks-algorithm=stc",
];

/** What is left of that for long functions: the passes whose time grows with more than the length are off. */
const SECOND_LEVEL_LONG = [
	"-finline-small-functions",
	"-finline-functions",
	"-fpartial-inlining",
	"-foptimize-sibling-calls",
	"-fcaller-saves",
	"-fpeephole2",
	"-fno-tree-pta",
];

/** Statements of one function from which on that is so. */
const LONG = 10_000;

/** GCC's own level and the options beside it, for one of ours and a module whose longest function has so many statements. */
export function gccOptions(
	level: number,
	longest: number,
): {
	readonly opt: number;
	readonly options: readonly string[];
} {
	if (level !== 2) return { opt: level, options: [] };
	return { opt: 1, options: longest > LONG ? SECOND_LEVEL_LONG : SECOND_LEVEL };
}

/**
 * Statements of one function beyond which GCC does not optimise: its passes over one function then take more than their share of time
 * and memory, and the level is one for a whole module. Other compilers draw such lines too (HotSpot: 8,000 bytecodes); this one
 * is at 3,000 to 10,000 bytecodes.
 */
const LONGEST_OPTIMISED = 30_000;

/** The level that a module is compiled at whose longest function has so many statements. */
export function gccLevel(asked: number, longest: number): number {
	return longest > LONGEST_OPTIMISED ? 0 : asked;
}

/**
 * Compiles a module that passed the verifier. Throws Diagnostics: for ops that lowering should have expanded, for what
 * libgccjit refuses (naming the op), when GCC dies (with a saved reproducer), for a missing libgccjit, as or ld, and
 * for an output that cannot be written. Nothing half-written is left.
 */
export async function compileModule(
	module: Module,
	options: CompileOptions,
): Promise<Compiled> {
	const start = performance.now();
	checkCore(module);
	if (options.emit === "c") return compileToC(module, options, start);
	const worker = options.worker ?? new Worker();
	try {
		return await new Compilation(module, options, worker, start).run();
	} finally {
		if (worker !== options.worker) worker.close();
	}
}

function compileToC(
	module: Module,
	options: CompileOptions,
	start: number,
): Compiled {
	const { text, counts, symbols } = emitC(module, options.roots ?? []);
	const total = performance.now() - start;
	const ms = { emit: total, build: 0, gcc: 0, as: 0, ld: 0, total };
	return {
		stats: { ...counts, level: 0, ms },
		text: deliver(options, text),
		symbols,
	};
}

/** Writes a text to the output file; gives it back where there is none. */
function deliver(options: CompileOptions, text: string): string | undefined {
	if (options.output === undefined) return text;
	writeOutput(options.output, text);
	return undefined;
}

class Compilation {
	readonly #module: Module;
	readonly #options: CompileOptions;
	readonly #worker: Worker;
	readonly #start: number;
	readonly #emitted: Emitted;
	readonly #emitMs: number;

	constructor(
		module: Module,
		options: CompileOptions,
		worker: Worker,
		start: number,
	) {
		this.#module = module;
		this.#options = options;
		this.#worker = worker;
		this.#start = start;
		const before = cpuMs();
		this.#emitted = emitModule(module, {
			place: placesFor(options.debug, module.source),
			roots: options.roots ?? [],
		});
		this.#emitMs = cpuMs() - before;
	}

	async run(): Promise<Compiled> {
		const folder = temporaryFolder();
		try {
			return await this.#inFolder(folder);
		} finally {
			rmSync(folder, { recursive: true, force: true });
		}
	}

	async #inFolder(folder: string): Promise<Compiled> {
		const { emit } = this.#options;
		const assembler = join(folder, "module.s");
		const reproducer = join(folder, "module.c");
		const reply = await this.#ask({
			assembler: emit === "reproducer" ? undefined : assembler,
			dump:
				emit === "gimple" ? (this.#options.dump ?? "tree-lower") : undefined,
			reproducer: emit === "reproducer" ? reproducer : undefined,
		});
		let text: string | undefined;
		let tools = { as: 0, ld: 0 };
		if (emit === "asm") text = readFileSync(assembler, "utf8");
		else if (emit === "gimple") text = reply.dump;
		else if (emit === "reproducer") text = readFileSync(reproducer, "utf8");
		else tools = await this.#binary(assembler, folder);
		if (text !== undefined) text = deliver(this.#options, text);
		const total = performance.now() - this.#start;
		const ms = { emit: this.#emitMs, ...reply.ms, ...tools, total };
		return {
			stats: { ...this.#emitted.counts, level: this.#level(), ms },
			text,
			symbols: this.#emitted.symbols,
		};
	}

	/** Assembles and, for a shared library, links; then moves the result to its name. */
	async #binary(
		assembler: string,
		folder: string,
	): Promise<{ as: number; ld: number }> {
		const { output, emit } = this.#options;
		if (output === undefined)
			throw new Diagnostic(`a ${OUTPUTS[emit]} needs an output file`);
		const object = join(folder, "module.o");
		const t0 = childrenCpuMs();
		await assemble(assembler, object);
		const t1 = childrenCpuMs();
		let result = object;
		if (emit === "so") {
			result = join(folder, "module.so");
			await link(object, result);
		}
		const t2 = childrenCpuMs();
		install(result, output);
		return { as: t1 - t0, ld: t2 - t1 };
	}

	async #ask(
		outputs: Pick<CompileRequest, "assembler" | "dump" | "reproducer">,
	): Promise<CompileReply> {
		try {
			const reply = await this.#worker.request(this.#request(outputs));
			if (reply.kind === "compiled") return reply;
			if (reply.kind === "error") throw await this.#refused(reply);
			throw new Error(`internal error: unexpected reply '${reply.kind}'`);
		} catch (e) {
			if (e instanceof WorkerDied) throw await this.#died(e);
			throw e;
		}
	}

	#level(): number {
		return gccLevel(this.#options.opt ?? 2, this.#emitted.counts.longest);
	}

	#request(
		outputs: Pick<CompileRequest, "assembler" | "dump" | "reproducer">,
	): CompileRequest {
		const { opt, options } = gccOptions(
			this.#level(),
			this.#emitted.counts.longest,
		);
		return {
			kind: "compile",
			recording: this.#emitted.recorder.finish(),
			opt,
			debug: this.#options.debug !== undefined,
			options: [...ALWAYS, ODDS, ...options, ...(this.#options.options ?? [])],
			...outputs,
		};
	}

	async #refused(reply: ErrorReply): Promise<Diagnostic> {
		if (reply.what === "missing")
			return new Diagnostic(`cannot load libgccjit.so.0: ${REMEDY} libgccjit0`);
		const op =
			reply.at >= 0 ? this.#emitted.recorder.originOf(reply.at) : undefined;
		const what = op ? `libgccjit refused '${op.name}'` : "libgccjit failed";
		// What GCC itself says goes to stderr; libgccjit then complains of what is missing.
		const said = op ? "" : errorLine(await this.#worker.lastWords());
		return diagnosticAt(
			op,
			op && functionOf(this.#module, op),
			`${what}: ${said || reply.message.split("\n")[0]}`,
			this.#module.source,
		);
	}

	/** GCC took the worker down: saves what reproduces it. */
	async #died(e: WorkerDied): Promise<Diagnostic> {
		const said = errorLine(e.stderr);
		const path = await this.#saveReproducer();
		return new Diagnostic(
			`GCC died (${e.message})${said ? `: ${said}` : ""}`,
			undefined,
			`a reproducer is in '${path}'`,
		);
	}

	/** The libgccjit calls as C, or the IR where not even those can be made. */
	async #saveReproducer(): Promise<string> {
		const base = join(tmpdir(), `coconut-reproducer-${process.pid}`);
		const worker = new Worker();
		try {
			const reply = await worker.request(
				this.#request({
					assembler: undefined,
					dump: undefined,
					reproducer: `${base}.c`,
				}),
			);
			if (reply.kind === "compiled") return `${base}.c`;
		} catch (e) {
			if (!(e instanceof WorkerDied)) throw e;
		} finally {
			worker.close();
		}
		writeFileSync(`${base}.ir`, printModule(this.#module));
		return `${base}.ir`;
	}
}

/** The first line of GCC's messages that tells an error, without who says it. */
function errorLine(stderr: string): string {
	const m = /^.*?(internal compiler error: .*|error: .*)$/m.exec(stderr);
	return m?.[1]?.replace(/^error: /, "").trim() ?? "";
}

function functionOf(module: Module, op: Op): Fn | undefined {
	for (const fn of module.functions.values())
		if (fn.blocks.some((b) => b.ops.includes(op))) return fn;
	return undefined;
}

function temporaryFolder(): string {
	try {
		return mkdtempSync(join(tmpdir(), "coconut-"));
	} catch (e) {
		throw new Diagnostic(`cannot write to '${tmpdir()}': ${osError(e)}`);
	}
}

/** Moves a finished file to its name, across file systems too. */
function install(from: string, to: string): void {
	try {
		renameSync(from, to);
	} catch (e) {
		if ((e as NodeJS.ErrnoException).code === "EXDEV")
			writeOutput(to, readFileSync(from));
		else throw new Diagnostic(`cannot write '${to}': ${osError(e)}`);
	}
}
