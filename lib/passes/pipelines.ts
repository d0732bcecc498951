/** Which passes run at which level, and the text form of pipelines: `a,b(x=1),c`. */
import { nearest } from "../support/diagnostic.ts";
import { UsageError } from "../support/tool.ts";
import type { Pass, PassOptions } from "./pass.ts";
import { findPass, PASSES } from "./passes.ts";

/** One pass of a pipeline with its options. */
export interface Step {
	readonly pass: Pass;
	readonly options: PassOptions;
}

/** On Python-level ops, where a value is a Python object. */
const PYTHON = "simplify-cfg,constant-fold,dce,simplify-cfg";
/** From Python-level ops to what ir2gcc takes. Refcounts are counted on the lowered ops, then spelled out. */
const LOWERING =
	"elim-avail-extern,lower-py,insert-refcounts,expand-refcounts,expand-deopts,expand-complex,export-library";
/** On core ops, counted. */
const CORE = "simplify-cfg,constant-fold,dce,simplify-cfg";
const CORE_LOOPS = "simplify-cfg,constant-fold,dce,licm,simplify-cfg";

export const PIPELINES = {
	O0: LOWERING,
	O1: `${PYTHON},${LOWERING},${CORE}`,
	O2: `consume-yields,infer-types,lazy-calls,specialize,${PYTHON},${LOWERING},${CORE_LOOPS}`,
	O3: `consume-yields,infer-types,lazy-calls,specialize,${PYTHON},${LOWERING},${CORE_LOOPS}`,
} as const;

export interface PipelineOptions {
	/** For a build of Python with Py_REF_DEBUG, which counts all references. */
	readonly refDebug?: boolean;
	/** For functions whose frames the interpreter has begun (`osr-entries`). */
	readonly osr?: boolean;
}

/** The pipeline of a level, as text. */
export function pipelineText(
	level: number,
	{ refDebug = false, osr = false }: PipelineOptions = {},
): string {
	const text = PIPELINES[`O${level}` as keyof typeof PIPELINES];
	const entered = osr ? text.replace("lower-py", "osr-entries,lower-py") : text;
	const counted = "expand-refcounts(calls)";
	return refDebug ? entered.replace("expand-refcounts", counted) : entered;
}

/** The pipeline of a level. */
export const pipelineOf = (level: number, options?: PipelineOptions): Step[] =>
	parsePipeline(pipelineText(level, options));

/** Parses a pipeline. Throws a UsageError for what is no pass or no option of it. */
export function parsePipeline(text: string): Step[] {
	const steps: Step[] = [];
	const item = /\s*([A-Za-z][\w-]*)\s*(?:\(([^()]*)\))?\s*(,|$)/y;
	while (item.lastIndex < text.length) {
		const at = item.lastIndex;
		const m = item.exec(text);
		if (!m)
			throw new UsageError(
				`cannot read pipeline '${text}' from '${text.slice(at)}'`,
			);
		steps.push(stepOf(m[1] as string, m[2]));
		if (m[3] === "," && item.lastIndex === text.length)
			throw new UsageError(`pipeline '${text}' ends with a comma`);
	}
	return steps;
}

function stepOf(name: string, written: string | undefined): Step {
	const pass = findPass(name);
	if (!pass) {
		const near = nearest(
			name,
			PASSES.map((p) => p.name),
		);
		const hint =
			near === undefined ? "see --list-passes" : `did you mean '${near}'?`;
		throw new UsageError(`unknown pass '${name}': ${hint}`);
	}
	const options: Record<string, string> = {};
	for (const part of written?.split(",") ?? []) {
		const [key = "", value = "true"] = part.split("=").map((s) => s.trim());
		if (!Object.hasOwn(pass.options ?? {}, key))
			throw new UsageError(`pass '${name}' has no option '${key}'`);
		options[key] = value;
	}
	return { pass, options };
}
