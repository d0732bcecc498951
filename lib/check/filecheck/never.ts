/** Finds -NOT directives that cannot fail whatever the input is: they check nothing. */
import { compileRegex } from "../regex/regex.ts";
import type { CheckString } from "./directives.ts";
import type { Pattern } from "./pattern.ts";

/** A directive and why it can never match. */
export interface NeverMatches {
	readonly pattern: Pattern;
	readonly reason: string;
}

/** Looks at every -NOT of a check file. */
export function neverMatching(checks: readonly CheckString[]): NeverMatches[] {
	const out: NeverMatches[] = [];
	for (const { pattern: next, dagNot } of checks)
		for (const [i, p] of dagNot.entries()) {
			if (p.kind !== "not") continue;
			const beforeDag = dagNot.slice(i).some((d) => d.kind === "dag");
			const reason =
				(beforeDag ? undefined : stoppedBefore(p, next)) ?? impossible(p);
			if (reason !== undefined) out.push({ pattern: p, reason });
		}
	return out;
}

/** The next directive is found at its first match, and every match of the -NOT would contain one. */
function stoppedBefore(p: Pattern, next: Pattern): string | undefined {
	if (p.fixed === undefined || next.fixed === undefined) return undefined;
	if (next.kind === "eof" || next.line === undefined) return undefined;
	if (!p.fixed.includes(next.fixed)) return undefined;
	return `it contains '${next.text}', at whose first match the directive on line ${next.line} ends the search`;
}

function impossible(p: Pattern): string | undefined {
	if (p.fixed !== undefined || p.substitutions.length > 0) return undefined;
	if (p.regex === "") return undefined;
	return compileRegex(p.regex, p.ignoreCase).canMatch()
		? undefined
		: "no text matches its pattern ('^' and '$' stand for the ends of a line)";
}
