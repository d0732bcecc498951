/** What one build costs, from `coconut build --stats=json`. */
import { execute } from "../tests/programs/execute.ts";
import { errorLine } from "./python.ts";

/** The figures of one build; `seconds` is the wall time of the whole process, `stages` are milliseconds of processor time by stage. */
export interface BuildStats {
	readonly functions: number;
	readonly bytecodes: number;
	/** Statements handed to GCC. */
	readonly statements: number;
	readonly stages: Readonly<Record<string, number>>;
	/** Milliseconds of each pass and verifier: what the stage `passes` consists of. */
	readonly passes: Readonly<Record<string, number>>;
	/** Lines of IR that GCC gets. */
	readonly lines: number;
	/** The level it was compiled at. */
	readonly level: number;
	readonly seconds: number;
}

/** Builds `file` into `output`. Returns a string that says what is wrong when it fails or gives no figures. */
export async function buildStats(
	coconut: string,
	python: string,
	file: string,
	output: string,
	options: readonly string[],
): Promise<BuildStats | string> {
	const run = await execute({
		argv: [coconut, "build", ...options, "--stats=json", "-o", output, file],
		env: { COCONUT_PYTHON: python },
		timeout: 3600,
	});
	if (run.exit !== 0)
		return `failed, exit ${run.exit}: ${errorLine(run.stderr || run.stdout)}`;
	let data: unknown;
	try {
		data = JSON.parse(run.stdout);
	} catch {
		return "`coconut build --stats=json` printed no JSON";
	}
	const record = isRecord(data) ? data : {};
	const gcc = isRecord(record.stats) ? record.stats : {};
	return {
		functions: numberIn(record, "functions"),
		bytecodes: numberIn(record, "bytecodes"),
		statements: numberIn(gcc, "statements"),
		passes: numbersOf(record.passMs),
		lines: numberIn(record, "lines"),
		level: numberIn(gcc, "level"),
		stages: { ...numbersOf(record.ms), ...numbersOf(gcc.ms) },
		seconds: run.seconds,
	};
}

/** The numbers of an object of times; a sum over the others is left out. */
function numbersOf(value: unknown): Record<string, number> {
	const record = isRecord(value) ? value : {};
	return Object.fromEntries(
		Object.keys(record)
			.filter((name) => name !== "total")
			.map((name) => [name, numberIn(record, name)]),
	);
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null;
}

function numberIn(record: Record<string, unknown>, name: string): number {
	const value = record[name];
	return typeof value === "number" ? value : Number.NaN;
}
