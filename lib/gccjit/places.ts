/** Where ops come from, as -g tells a debugger. */
import { resolve } from "node:path";
import type { Fn, Op, Source } from "../ir/ir.ts";
import type { SourcePlace } from "./emit.ts";

/** Places in the IR text (`ir`) or the Python source (`python`); undefined without -g. */
export function placesFor(
	debug: "ir" | "python" | undefined,
	source: Source | undefined,
): ((fn: Fn, op: Op) => SourcePlace | undefined) | undefined {
	if (debug === undefined) return undefined;
	if (debug === "python") return pythonPlace;
	if (!source) return undefined;
	const file = resolve(source.file);
	const starts = lineStarts(source.text);
	return (_fn, op) => {
		if (op.at < 0) return undefined;
		const line = lineOf(starts, op.at);
		return { file, line, column: op.at - (starts[line - 1] as number) + 1 };
	};
}

/** What belongs to no line (entry, common exits) is shown at the `def`. */
function pythonPlace(fn: Fn, op: Op): SourcePlace | undefined {
	if (!fn.code) return undefined;
	const { filename: file, firstlineno } = fn.code;
	if (!op.loc || op.loc.line <= 0)
		return { file, line: Math.max(1, firstlineno), column: 1 };
	return { file, line: op.loc.line, column: Math.max(0, op.loc.column) + 1 };
}

function lineStarts(text: string): number[] {
	const starts = [0];
	for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1))
		starts.push(i + 1);
	return starts;
}

/** The line, from 1, that an offset is on. */
function lineOf(starts: readonly number[], offset: number): number {
	let low = 0;
	let high = starts.length;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if ((starts[middle] as number) <= offset) low = middle;
		else high = middle;
	}
	return low + 1;
}
