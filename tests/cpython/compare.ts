/** What the driver wrote of one run of a test file, and how two runs compare. */
import { readFileSync } from "node:fs";

export interface Run {
	/** The worst that happened to each test, by its id. */
	readonly outcomes: ReadonlyMap<string, string>;
	/** The test under way when the run died. */
	readonly unfinished: string | undefined;
	readonly isComplete: boolean;
	/** How often the compile service was asked for code. */
	readonly compilations: number;
	/** What could not be compiled, file and message. */
	readonly problems: readonly string[];
}

export interface Difference {
	readonly test: string;
	readonly interpreted: string;
	readonly compiled: string;
}

/** Reads what driver.py wrote. A line that is cut short, the last one of a run that died, is passed over. */
export function readRun(path: string): Run {
	const outcomes = new Map<string, string>();
	let unfinished: string | undefined;
	let end: Ending | undefined;
	for (const line of readLines(path)) {
		if (line.start !== undefined) unfinished = line.start;
		if (line.test !== undefined && line.outcome !== undefined)
			outcomes.set(line.test, line.outcome);
		end ??= line.end;
	}
	return {
		outcomes,
		unfinished: end === undefined ? unfinished : undefined,
		isComplete: end !== undefined,
		compilations: end?.compilations ?? 0,
		problems: Object.entries(end?.problems ?? {}).map(
			([file, message]) => `${file}: ${message}`,
		),
	};
}

interface Ending {
	readonly compilations: number;
	readonly problems: Readonly<Record<string, string>>;
}

interface Line {
	readonly start?: string;
	readonly test?: string;
	readonly outcome?: string;
	readonly end?: Ending;
}

function* readLines(path: string): Generator<Line> {
	let text: string;
	try {
		text = readFileSync(path, "utf8");
	} catch {
		return;
	}
	for (const line of text.split("\n")) {
		if (line === "") continue;
		try {
			yield JSON.parse(line) as Line;
		} catch {
			return;
		}
	}
}

/** Outcomes by kind. */
export interface Tally {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
}

export function tally(run: Run): Tally {
	const all = [...run.outcomes.values()];
	const count = (...kinds: string[]): number =>
		all.filter((o) => kinds.includes(o)).length;
	return {
		passed: count("ok", "expected failure"),
		failed: count("fail", "error", "unexpected success"),
		skipped: count("skip"),
	};
}

/** What fails interpreted on this machine says nothing about compiled code, unless it passes there or dies. */
export function isFailing(outcome: string): boolean {
	return outcome === "fail" || outcome === "error";
}

/** The tests that end otherwise than interpreted; those that fail interpreted are left out. */
export function differences(interpreted: Run, compiled: Run): Difference[] {
	const found: Difference[] = [];
	for (const [test, outcome] of interpreted.outcomes) {
		const now =
			compiled.outcomes.get(test) ??
			(test === compiled.unfinished ? "died" : "missing");
		if (now !== outcome && !isFailing(outcome))
			found.push({ test, interpreted: outcome, compiled: now });
	}
	for (const [test, outcome] of compiled.outcomes)
		if (!interpreted.outcomes.has(test))
			found.push({ test, interpreted: "missing", compiled: outcome });
	return found;
}
