/** Suites, tests and results. */

/** Every result a test can have, as in LLVM's lit: label for summaries, and whether it makes the run fail. */
export const RESULTS = {
	EXCLUDED: { label: "Excluded", fails: false },
	SKIPPED: { label: "Skipped", fails: false },
	UNSUPPORTED: { label: "Unsupported", fails: false },
	PASS: { label: "Passed", fails: false },
	FLAKYPASS: { label: "Passed With Retry", fails: false },
	XFAIL: { label: "Expectedly Failed", fails: false },
	UNRESOLVED: { label: "Unresolved", fails: true },
	TIMEOUT: { label: "Timed Out", fails: true },
	FAIL: { label: "Failed", fails: true },
	XPASS: { label: "Unexpectedly Passed", fails: true },
} as const satisfies Record<string, { label: string; fails: boolean }>;

export type ResultCode = keyof typeof RESULTS;

/** A substitution: `pattern` is a regular expression, matched everywhere in a RUN line. */
export type SubstitutionPair = readonly [pattern: string, replacement: string];

/** What holds for the tests of one directory: the suite's configuration with the changes of local ones. */
export interface TestConfig {
	readonly suiteName: string;
	readonly sourceRoot: string;
	readonly execRoot: string;
	readonly suffixes: readonly string[];
	readonly excludes: readonly string[];
	readonly environment: Readonly<Record<string, string>>;
	readonly substitutions: readonly SubstitutionPair[];
	readonly features: ReadonlySet<string>;
	readonly unsupported: boolean;
	/** The target's triple, parts of which hold in UNSUPPORTED and XFAIL; empty for none. */
	readonly targetTriple: string;
	/** Seconds a test may take, 0 for no limit. */
	readonly timeout: number;
	readonly pipefail: boolean;
	readonly allowedRetries: number;
	/** How often substitutions may expand into further ones; undefined for once. */
	readonly recursionLimit: number | undefined;
	/** Each file is a whole command for this program, with no RUN lines: the program's exit code decides. */
	readonly limitToFeatures: ReadonlySet<string>;
	/** Tools that run inside this process: name to the bundle that exports `main`. */
	readonly inProcessTools: Readonly<Record<string, string>>;
}

export interface Test {
	readonly config: TestConfig;
	/** Path below the suite's roots, with `/`. */
	readonly path: string;
	readonly source: string;
	/** `SUITE :: PATH`. */
	readonly name: string;
	/** Where `Output` is made and RUN lines are run. */
	readonly execDir: string;
	/** Forced by --xfail and --xfail-not. */
	forcedXfail?: boolean;
	result?: TestResult;
	/** Seconds of the last run that was recorded, for the order. */
	previousSeconds?: number;
	previouslyFailed?: boolean;
}

export interface TestResult {
	readonly code: ResultCode;
	/** What happened, for the reader of a failure. */
	readonly output: string;
	/** Wall time in seconds. */
	readonly seconds: number;
	readonly attempts: number;
	/** For UNSUPPORTED: the features that were missing or unwanted. */
	readonly reason?: string;
}
