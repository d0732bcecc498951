/** Stack traces of our own bugs, in terms of the sources: done when one is printed, so that no start pays for it. */
import { readFileSync } from "node:fs";
import { SourceMap, type SourceMapPayload } from "node:module";
import { dirname, relative, resolve } from "node:path";

/** The stack of an exception with the places in bundles replaced by those in the sources, where there is a map. */
export function traceInSources(e: unknown): string {
	const stack = e instanceof Error ? (e.stack ?? e.message) : String(e);
	const maps = new Map<string, SourceMap | undefined>();
	return stack.replace(
		/(\/[^\s():]+\.cjs):(\d+):(\d+)/g,
		(place, file: string, line: string, column: string) => {
			if (!maps.has(file)) maps.set(file, readMap(file));
			const entry = maps
				.get(file)
				?.findEntry(Number(line) - 1, Number(column) - 1);
			if (!entry || !("originalSource" in entry)) return place;
			const source = resolve(dirname(file), entry.originalSource);
			const where = relative(process.cwd(), source);
			return `${where}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
		},
	);
}

function readMap(file: string): SourceMap | undefined {
	try {
		const text = readFileSync(`${file}.map`, "utf8");
		return new SourceMap(JSON.parse(text) as SourceMapPayload);
	} catch {
		return undefined;
	}
}
