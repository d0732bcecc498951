/** Results kept on disk, one file per test file, so that a run that was stopped goes on where it was. */
import { createHash } from "node:crypto";
import {
	mkdirSync,
	readdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Difference, Tally } from "./compare.ts";

/** What became of one test file. */
export interface Result {
	readonly name: string;
	/** Of everything the result depends on; a result with another key is out of date. */
	readonly key: string;
	readonly interpreted: Tally & { readonly seconds: number };
	readonly compiled: Tally & {
		readonly seconds: number;
		readonly exit: number | string;
	};
	/** Tests that end compiled as they end interpreted, and do not fail there. */
	readonly same: number;
	readonly differences: readonly Difference[];
	/** Differences that another attempt did not show. */
	readonly unsteady: readonly Difference[];
	/** Differences of tests that mean nothing under an eval-frame hook. */
	readonly meaningless: readonly Difference[];
	/** What else is wrong: it died, something did not run compiled. */
	readonly problems: readonly string[];
	readonly functions: Functions;
	/** Modules the compile service was asked for, in the last attempt. */
	readonly compilations: number;
	/** The end of what the compiled run printed, when something is wrong. */
	readonly output: string;
}

/** Of the test file, its subject and every library module they import. */
export interface Functions {
	readonly seen: number;
	readonly compiled: number;
	readonly calls: number;
	readonly deopts: number;
}

export function isGood(result: Result): boolean {
	return result.differences.length === 0 && result.problems.length === 0;
}

/** A hash of files' contents and of texts; a file that is not there is left out. */
export function hashOf(
	files: readonly string[],
	texts: readonly string[],
): string {
	const hash = createHash("sha256");
	for (const text of texts) hash.update(`${text}\0`);
	for (const file of files) {
		try {
			hash.update(readFileSync(file)).update(`${file}\0`);
		} catch {
			// Not there in this build.
		}
	}
	return hash.digest("hex").slice(0, 24);
}

/** What compiled code is made by and runs on: a change of any of these files makes results out of date. */
export function toolFiles(home: string): string[] {
	const runtime = join(home, "runtime/python/coconut");
	return [
		join(home, "build/tools/coconut.cjs"),
		join(home, "build/gccjit-worker.cjs"),
		join(home, "targets/cpython-3.11.ir"),
		...readdirSync(runtime)
			.filter((f) => /\.(py|so)$/.test(f))
			.sort()
			.map((f) => join(runtime, f)),
	];
}

/** When a test file, or what is in its package, was last changed. */
export function testStamp(library: string, name: string): string {
	const path = join(library, "test", ...name.split("."));
	for (const candidate of [`${path}.py`, join(path, "__init__.py")]) {
		try {
			const { size, mtimeMs } = statSync(candidate);
			return `${size}:${mtimeMs}`;
		} catch {
			// The other one.
		}
	}
	return "";
}

export function load(folder: string, name: string): Result | undefined {
	try {
		return JSON.parse(
			readFileSync(join(folder, `${name}.json`), "utf8"),
		) as Result;
	} catch {
		return undefined;
	}
}

/** Appears whole or not at all. */
export function save(folder: string, result: Result): void {
	const path = join(folder, `${result.name}.json`);
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(`${path}.new`, `${JSON.stringify(result, null, "\t")}\n`);
	renameSync(`${path}.new`, path);
}
