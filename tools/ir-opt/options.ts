/** The options by which ir-opt and `coconut build` show what the passes do. */
import type { Argv } from "yargs";
import { parseDroppedGuards } from "../../lib/passes/dropped-guards.ts";
import { PASSES } from "../../lib/passes/passes.ts";
import { REMARK_KINDS, type RemarkKind } from "../../lib/passes/remark.ts";
import { nearest } from "../../lib/support/diagnostic.ts";
import { withOptionalValues } from "../../lib/support/optional-values.ts";
import { UsageError } from "../../lib/support/tool.ts";
import { CHANGED_MODES, type DumpOptions } from "./dump.ts";
import { REMARK_FORMATS, type RemarkOptions } from "./remarks.ts";
import type { Instrumentation } from "./run.ts";
import type { TableFormat } from "./tables.ts";

/** Run this over the arguments before yargs reads them. */
export function instrumentationArguments(args: readonly string[]): string[] {
	return withOptionalValues(args, DEFAULTS);
}

/** What an option means when its value is left out. */
const DEFAULTS = {
	remarks: REMARK_KINDS.join(","),
	"time-passes": "text",
	stats: "text",
	"print-changed": "full",
};

/** Adds the options to a parser. */
export function instrumentationOptions<T>(y: Argv<T>) {
	return y
		.option("remarks", {
			type: "string",
			describe:
				"print what passes did and what they could not do, by source line; --remarks=passed,missed,analysis chooses",
		})
		.option("remarks-format", {
			type: "string",
			requiresArg: true,
			choices: REMARK_FORMATS,
			default: "text",
			describe: "how: a line each, or as LLVM's optimization remarks",
		})
		.option("remarks-filter", {
			type: "string",
			requiresArg: true,
			describe: "only of passes whose name matches this regular expression",
		})
		.option("remarks-output", {
			type: "string",
			requiresArg: true,
			describe: "write them there instead of standard error",
		})
		.option("time-passes", {
			type: "string",
			describe: "print how long each pass took; =json for JSON",
		})
		.option("stats", {
			type: "string",
			describe: "print what the passes counted; =json for JSON",
		})
		.option("print-before", {
			type: "string",
			requiresArg: true,
			describe: "print the module before these passes: PASS[,…] or 'all'",
		})
		.option("print-before-all", { type: "boolean", default: false })
		.option("print-after", {
			type: "string",
			requiresArg: true,
			describe: "print the module after these passes: PASS[,…] or 'all'",
		})
		.option("print-after-all", { type: "boolean", default: false })
		.option("print-changed", {
			type: "string",
			describe: `print each function that a pass changed; =${CHANGED_MODES.join(", =")}`,
		})
		.option("filter-print-funcs", {
			type: "string",
			requiresArg: true,
			describe: "print only these functions: NAME[,…]",
		})
		.option("without-guards", {
			type: "string",
			requiresArg: true,
			describe:
				"guards that failed too often, to do without: [NAME[@LINE]:]OFFSET[,…]",
		})
		.option("opt-bisect-limit", {
			type: "number",
			requiresArg: true,
			describe:
				"number the runs of passes and leave out those beyond this one; -1 leaves out none",
		});
}

/** The options as yargs gives them. */
interface Parsed {
	readonly remarks?: string | undefined;
	readonly remarksFormat: string;
	readonly remarksFilter?: string | undefined;
	readonly remarksOutput?: string | undefined;
	readonly timePasses?: string | undefined;
	readonly stats?: string | undefined;
	readonly printBefore?: string | undefined;
	readonly printBeforeAll: boolean;
	readonly printAfter?: string | undefined;
	readonly printAfterAll: boolean;
	readonly printChanged?: string | undefined;
	readonly filterPrintFuncs?: string | undefined;
	readonly withoutGuards?: string | undefined;
	readonly optBisectLimit?: number | undefined;
}

/** What the options ask for. Throws a UsageError for values that mean nothing. */
export function instrumentationOf(o: Parsed): Instrumentation {
	for (const [key, value] of Object.entries(o))
		if (Array.isArray(value) && KEYS.has(key))
			throw new UsageError(`--${dashed(key)} is given twice`);
	const limit = o.optBisectLimit;
	if (limit !== undefined && !Number.isInteger(limit))
		throw new UsageError("--opt-bisect-limit takes an integer");
	return {
		dump: dumpOf(o),
		remarks: remarksOf(o),
		timePasses: tableOf("time-passes", o.timePasses),
		stats: tableOf("stats", o.stats),
		bisectLimit: limit,
		withoutGuards:
			o.withoutGuards === undefined
				? undefined
				: parseDroppedGuards(o.withoutGuards),
	};
}

const KEYS: ReadonlySet<string> = new Set([
	"remarks",
	"remarksFormat",
	"remarksFilter",
	"remarksOutput",
	"timePasses",
	"stats",
	"printBefore",
	"printAfter",
	"printChanged",
	"filterPrintFuncs",
	"withoutGuards",
	"optBisectLimit",
]);

function dashed(key: string): string {
	return key.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
}

function dumpOf(o: Parsed): DumpOptions | undefined {
	const before = passSet(o.printBefore, o.printBeforeAll);
	const after = passSet(o.printAfter, o.printAfterAll);
	const changed =
		o.printChanged === undefined
			? undefined
			: oneOf("print-changed", o.printChanged, CHANGED_MODES);
	if (before.size + after.size === 0 && changed === undefined) return undefined;
	return {
		before,
		after,
		changed,
		functions: new Set(list(o.filterPrintFuncs)),
	};
}

function passSet(text: string | undefined, all: boolean): Set<string> {
	const names = list(text);
	for (const name of names)
		if (name !== "all" && !PASSES.some((p) => p.name === name)) {
			const near = nearest(
				name,
				PASSES.map((p) => p.name),
			);
			throw new UsageError(
				`unknown pass '${name}': ${near === undefined ? "see --list-passes" : `did you mean '${near}'?`}`,
			);
		}
	return new Set(all ? [...names, "all"] : names);
}

function remarksOf(o: Parsed): RemarkOptions | undefined {
	if (o.remarks === undefined) {
		const given = o.remarksFilter ?? o.remarksOutput;
		if (given !== undefined)
			throw new UsageError(
				"--remarks-filter and --remarks-output want --remarks",
			);
		return undefined;
	}
	const kinds = list(o.remarks).map((k) => oneOf("remarks", k, REMARK_KINDS));
	return {
		kinds: new Set<RemarkKind>(kinds),
		format: oneOf("remarks-format", o.remarksFormat, REMARK_FORMATS),
		filter: regex(o.remarksFilter),
		output: o.remarksOutput,
	};
}

function regex(text: string | undefined): RegExp | undefined {
	if (text === undefined) return undefined;
	try {
		return new RegExp(text);
	} catch {
		throw new UsageError(`'${text}' is no regular expression`);
	}
}

function tableOf(
	option: string,
	value: string | undefined,
): TableFormat | undefined {
	return value === undefined
		? undefined
		: oneOf(option, value, ["text", "json"] as const);
}

function oneOf<T extends string>(
	option: string,
	value: string,
	choices: readonly T[],
): T {
	const found = choices.find((c) => c === value);
	if (found === undefined)
		throw new UsageError(
			`--${option} takes ${choices.join(", ")}, not '${value}'`,
		);
	return found;
}

function list(text: string | undefined): string[] {
	return (text ?? "").split(",").filter((s) => s !== "");
}
