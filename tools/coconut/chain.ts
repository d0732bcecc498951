/** The chain in one process: bytecode to Python-level IR, through the passes, to a library. */

import type { Profiles } from "../../grammar/bytecode-text.ts";
import type { BytecodeModule } from "../../lib/cpython/pyc.ts";
import {
	type CompileStats,
	compileModule,
	type OutputKind,
} from "../../lib/gccjit/compile.ts";
import type { Worker } from "../../lib/gccjit/worker.ts";
import type { Module } from "../../lib/ir/ir.ts";
import { translateModule } from "../../lib/lower/translate.ts";
import type { DroppedGuards } from "../../lib/passes/dropped-guards.ts";
import { pipelineOf } from "../../lib/passes/pipelines.ts";
import { cpuMs } from "../../lib/support/cpu.ts";
import { UsageError, VERSION } from "../../lib/support/tool.ts";
import { type Instrumentation, runPipeline } from "../ir-opt/run.ts";

export interface ChainOptions {
	/** 0 to 3: for ir-opt and for GCC. */
	readonly level: number;
	/** What diagnostics call the input. */
	readonly file: string;
	/** The library to write. */
	readonly output: string;
	readonly emit?: OutputKind;
	readonly debug?: "ir" | "python" | undefined;
	/** Which code objects, counted as allCode does; of the others it is only looked at how they use the module's names. */
	readonly only?: ReadonlySet<number> | undefined;
	/** Only code objects of this qualified name. */
	readonly function?: string | undefined;
	readonly worker?: Worker | undefined;
	/** What a run of the program taught. */
	readonly profiles?: Profiles | undefined;
	/** Prove of the counted module that no reference is lost (the default); what is found is thrown as Diagnostics. */
	readonly verify?: boolean;
	/** For a build of Python with Py_REF_DEBUG: its count of all references sees those of the library. */
	readonly refDebug?: boolean;
	/** Frames that the interpreter has begun may go on natively at loops. */
	readonly osr?: boolean;
	/** What to tell of the passes. */
	readonly instrumentation?: Instrumentation | undefined;
	/** Called with the module after each stage: `py`, `core`. */
	readonly onStage?: (stage: "py" | "core", module: Module) => void;
}

export interface ChainResult {
	readonly stats: CompileStats;
	/** Milliseconds of processor time of the stages before GCC. */
	readonly ms: { readonly translate: number; readonly passes: number };
	/** Of `ms.passes`, what each pass and verifier took. */
	readonly passMs: Readonly<Record<string, number>>;
	/** Lines of the IR that GCC gets: ops and heads of blocks. */
	readonly lines: number;
	readonly functions: number;
	readonly bytecodes: number;
}

/** Compiles a module of bytecode to a library. Diagnostics as of each stage. */
export async function compileBytecode(
	bytecode: Pick<BytecodeModule, "version" | "code">,
	options: ChainOptions,
): Promise<ChainResult> {
	const start = cpuMs();
	let bytecodes = 0;
	const module = translateModule(bytecode.code, bytecode.version, {
		file: options.file,
		...(options.function === undefined ? {} : { function: options.function }),
		only: options.only,
		...(options.profiles === undefined ? {} : { profiles: options.profiles }),
		onFunction: ({ cfg }) => {
			for (const b of cfg.blocks) bytecodes += b.instructions.length;
		},
	});
	const functions = module.functions.size;
	options.onStage?.("py", module);
	const translated = cpuMs();
	const passMs = runPasses(module, options);
	options.onStage?.("core", module);
	const passed = cpuMs();
	const lines = countLines(module);
	const { stats } = await compileModule(module, {
		emit: options.emit ?? "so",
		output: options.output,
		opt: options.level,
		debug: options.debug,
		worker: options.worker,
	});
	return {
		stats,
		ms: { translate: translated - start, passes: passed - translated },
		passMs,
		lines,
		functions,
		bytecodes,
	};
}

function countLines(module: Module): number {
	let lines = 0;
	for (const fn of module.functions.values())
		for (const b of fn.blocks) lines += 1 + b.ops.length;
	return lines;
}

/** Runs the passes of a level on a module in place; returns the milliseconds each took. */
export function runPasses(
	module: Module,
	options: Pick<
		ChainOptions,
		"level" | "instrumentation" | "verify" | "refDebug" | "osr"
	>,
): Readonly<Record<string, number>> {
	const { level, instrumentation, verify = true } = options;
	const without = withoutText(instrumentation?.withoutGuards ?? []);
	return runPipeline(module, pipelineOf(level, options), {
		...instrumentation,
		verify: verify ? "ownership" : "nothing",
		library: { version: VERSION, options: `-O${level}${without}` },
	});
}

/** The guards left out, as the library's options tell them. */
function withoutText(dropped: readonly DroppedGuards[]): string {
	if (dropped.length === 0) return "";
	const items = dropped.flatMap(({ qualname, line, offsets }) =>
		offsets.map((at, k) =>
			k > 0 || qualname === undefined
				? String(at)
				: `${qualname}${line === undefined ? "" : `@${line}`}:${at}`,
		),
	);
	return ` --without-guards=${items.join(",")}`;
}

/** The level that `-O2`, `O2` or `2` names. */
export function levelOf(opt: string): number {
	const m = /^-?O?([0-3])$/.exec(opt);
	if (m === null)
		throw new UsageError(
			`'${opt}' is no optimisation level: expected -O0 to -O3`,
		);
	return Number(m[1]);
}
