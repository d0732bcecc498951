/** --opt-bisect-limit: numbers the runs of passes that could be left out, and leaves out those beyond the limit, as LLVM's. */
import type { Fn } from "../../lib/ir/ir.ts";
import type { Pass } from "../../lib/passes/pass.ts";

/** What decides whether a pass may run. A limit below 0 lets all run; each is told of with `write`. */
export function bisector(
	limit: number,
	write: (text: string) => void,
): (pass: Pass, fn: Fn | undefined) => boolean {
	let number = 0;
	return (pass, fn) => {
		number++;
		const runs = limit < 0 || number <= limit;
		const where = fn ? `function (${fn.name})` : "module";
		const what = runs ? "running" : "NOT running";
		write(`BISECT: ${what} pass (${number}) ${pass.name} on ${where}\n`);
		return runs;
	};
}
