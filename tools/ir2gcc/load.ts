/** IR text to a verified module of core ops. */
import { parseModule } from "../../grammar/ir-parser.ts";
import { needsLowering } from "../../lib/gccjit/check.ts";
import type { Module } from "../../lib/ir/ir.ts";
import { pipelineOf } from "../../lib/passes/pipelines.ts";
import { decodeInput, type Input, VERSION } from "../../lib/support/tool.ts";
import { runPipeline } from "../ir-opt/run.ts";

/** Parses and verifies; lowers where Python-level ops are left, with the passes of the level. Throws Diagnostics. */
export function loadCore(input: Input, opt: number): Module {
	const module = parseModule(decodeInput(input), input.name);
	const steps = needsLowering(module) ? pipelineOf(opt) : [];
	runPipeline(module, steps, {
		verify: "all",
		library: { version: VERSION, options: `-O${opt}` },
	});
	return module;
}
