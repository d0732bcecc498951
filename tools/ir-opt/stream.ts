/**
 * Reading, verifying and printing without passes, function by function: each is printed and dropped as soon as it has been
 * read, so that a long module takes little memory, and little time to collect it.
 */
import { parseModule } from "../../grammar/ir-parser.ts";
import type { Fn, Module } from "../../lib/ir/ir.ts";
import { printFn, printModule } from "../../lib/ir/print.ts";
import { isFnValid, verifyModule } from "../../lib/ir/verify.ts";
import { expectLongLoop } from "../../lib/support/tool.ts";
import { throwFindings } from "./run.ts";

export interface ReprintOptions {
	readonly verify: boolean;
	/** Replaces the module's target. */
	readonly target?: string | undefined;
}

/** Characters of a text that takes longer than optimising what reads it. */
const LONG = 2_000_000;

/** The text of the module that `text` is. Throws Diagnostics as the parser and the verifier do, before anything is given. */
export function reprint(
	text: string,
	file: string,
	options: ReprintOptions,
): string {
	if (text.length > LONG) expectLongLoop();
	const texts = new Map<Fn, string>();
	const done = (fn: Fn, module: Module): void => {
		// What is not right may become so with what follows: it is kept, and verified with the rest.
		if (options.verify && !isFnValid(module, fn)) return;
		texts.set(fn, printFn(fn));
		fn.blocks = [];
	};
	const module = parseModule(text, file, done);
	if (options.target !== undefined) module.target = options.target;
	if (options.verify) {
		const verified = new Set(texts.keys());
		throwFindings(verifyModule(module, verified), "");
	}
	return printModule(module, (fn) => texts.get(fn) ?? printFn(fn));
}
