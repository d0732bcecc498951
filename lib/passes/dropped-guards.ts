/** Guards to do without: at which bytecodes of which functions. They failed too often where the function was compiled before. */
import type { Fn } from "../ir/ir.ts";
import { UsageError } from "../support/tool.ts";

/** All guards of one function, or of every one when `qualname` is undefined. */
export interface DroppedGuards {
	readonly qualname?: string | undefined;
	/** First line of the function, where several have its name. */
	readonly line?: number | undefined;
	readonly offsets: readonly number[];
}

/** What `PassContext.isGuardDropped` asks. */
export function droppedGuards(
	list: readonly DroppedGuards[],
): (fn: Fn, offset: number) => boolean {
	return ({ code }, offset) =>
		list.some(
			(d) =>
				d.offsets.includes(offset) &&
				(d.qualname === undefined || d.qualname === code?.qualname) &&
				(d.line === undefined || d.line === code?.firstlineno),
		);
}

/** Reads `--without-guards`: `[NAME[@LINE]:]OFFSET[,…]`, an offset without a name is of the name before it. */
export function parseDroppedGuards(text: string): DroppedGuards[] {
	const list: DroppedGuards[] = [];
	let last: Pick<DroppedGuards, "qualname" | "line"> = {};
	for (const item of text.split(",")) {
		const m = /^(?:(.*?)(?:@(\d+))?:)?(\d+)$/.exec(item);
		if (!m)
			throw new UsageError(
				`--without-guards takes [NAME[@LINE]:]OFFSET[,…], not '${item}'`,
			);
		const [, name, line, offset] = m;
		if (name !== undefined)
			last = {
				qualname: name,
				line: line === undefined ? undefined : Number(line),
			};
		list.push({ ...last, offsets: [Number(offset)] });
	}
	return list;
}
