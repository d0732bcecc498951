/** Runs check strings over an input: labels first, then each block between two labels. */
import type { CheckString } from "./directives.ts";
import { matchPattern, type Pattern, type PatternMatch } from "./pattern.ts";
import type { Variables } from "./variables.ts";

/** What a run reports, in order; offsets are bytes of the canonical input. */
export type CheckEvent =
	| {
			readonly kind: "found";
			readonly pattern: Pattern;
			readonly pos: number;
			readonly len: number;
			/** Which repetition of a -COUNT directive, from 1. */
			readonly turn: number;
	  }
	| {
			readonly kind: "missing";
			readonly pattern: Pattern;
			readonly from: number;
			readonly to: number;
			readonly turn: number;
	  }
	| {
			readonly kind: "excluded";
			readonly pattern: Pattern;
			readonly pos: number;
			readonly len: number;
	  }
	| {
			readonly kind: "absent";
			readonly pattern: Pattern;
			readonly from: number;
			readonly to: number;
	  }
	| {
			readonly kind: "problem";
			readonly pattern: Pattern;
			readonly problems: readonly string[];
			readonly from: number;
			readonly to: number;
	  }
	/** -NEXT, -EMPTY or -SAME matched, but not on the line it must be on. */
	| {
			readonly kind: "misplaced";
			readonly pattern: Pattern;
			readonly pos: number;
			readonly len: number;
			readonly previousEnd: number;
			readonly newlines: number;
	  }
	| {
			readonly kind: "overlap";
			readonly pattern: Pattern;
			readonly pos: number;
			readonly len: number;
	  };

export interface CheckOptions {
	readonly allowDagOverlap: boolean;
	readonly enableVarScope: boolean;
	/** Called for every event; `found`, `absent` and `overlap` are news only in a verbose run. */
	readonly report: (event: CheckEvent) => void;
}

/** Whether `input` satisfies all checks. Several blocks can fail in one run. */
export function checkInput(
	checks: readonly CheckString[],
	input: Buffer,
	variables: Variables,
	options: CheckOptions,
): boolean {
	return new Checker(checks, input, variables, options).run();
}

/** A match of a check string: from the first to the last of its repetitions. */
interface Span {
	readonly pos: number;
	readonly end: number;
}

class Checker {
	private readonly checks: readonly CheckString[];
	private readonly input: Buffer;
	private readonly variables: Variables;
	private readonly options: CheckOptions;

	constructor(
		checks: readonly CheckString[],
		input: Buffer,
		variables: Variables,
		options: CheckOptions,
	) {
		this.checks = checks;
		this.input = input;
		this.variables = variables;
		this.options = options;
	}

	run(): boolean {
		let ok = true;
		let from = 0;
		let i = 0;
		for (let j = 0; ; j++) {
			const label = this.checks[j];
			if (label !== undefined && label.pattern.kind !== "label") continue;
			let to = this.input.length;
			if (label !== undefined) {
				const span = this.findPositive(label.pattern, from, to);
				if (span === undefined) return false;
				to = span.end;
			}
			if (i !== 0 && this.options.enableVarScope) this.variables.clearLocals();
			const last = label === undefined ? j - 1 : j;
			ok = this.block(i, last, from, to) && ok;
			i = last + 1;
			from = to;
			if (label === undefined) return ok;
		}
	}

	/** Checks `first`..`last` inside one region; stops at the first that fails. */
	private block(
		first: number,
		last: number,
		from: number,
		to: number,
	): boolean {
		let at = from;
		for (let i = first; i <= last; i++) {
			const check = this.checks[i];
			const span = check && this.one(check, at, to);
			if (span === undefined) return false;
			at = span.end;
		}
		return true;
	}

	private one(check: CheckString, from: number, to: number): Span | undefined {
		const nots: Pattern[] = [];
		const start = this.dags(check.dagNot, nots, from, to);
		if (start === undefined) return undefined;
		const span = this.findPositive(check.pattern, start, to);
		if (span === undefined) return undefined;
		if (!this.onItsLine(check.pattern, start, span)) return undefined;
		return this.excluded(nots, start, span.pos) ? span : undefined;
	}

	private match(
		p: Pattern,
		from: number,
		to: number,
		turn: number,
	): PatternMatch | undefined {
		const m = matchPattern(p, this.input, from, to, this.variables);
		if (m === undefined) {
			this.options.report({ kind: "missing", pattern: p, from, to, turn });
			return undefined;
		}
		if (m.problems.length > 0) {
			const { problems } = m;
			this.options.report({ kind: "problem", pattern: p, problems, from, to });
			return undefined;
		}
		return m as PatternMatch;
	}

	private findPositive(p: Pattern, from: number, to: number): Span | undefined {
		let at = from;
		let pos = -1;
		for (let turn = 1; turn <= p.count; turn++) {
			const m = this.match(p, at, to, turn);
			if (m === undefined) return undefined;
			this.found(p, m, turn);
			if (turn === 1) pos = m.pos;
			at = m.pos + m.len;
		}
		return { pos, end: at };
	}

	private found(p: Pattern, m: PatternMatch, turn: number): void {
		this.options.report({
			kind: "found",
			pattern: p,
			pos: m.pos,
			len: m.len,
			turn,
		});
	}

	private onItsLine(p: Pattern, start: number, span: Span): boolean {
		if (p.kind !== "next" && p.kind !== "empty" && p.kind !== "same")
			return true;
		const newlines = countNewlines(this.input, start, span.pos);
		if (newlines === (p.kind === "same" ? 0 : 1)) return true;
		this.options.report({
			kind: "misplaced",
			pattern: p,
			pos: span.pos,
			len: span.end - span.pos,
			previousEnd: start,
			newlines,
		});
		return false;
	}

	/** Whether none of the -NOT patterns matches in the region. All of them are tried. */
	private excluded(
		nots: readonly Pattern[],
		from: number,
		to: number,
	): boolean {
		let ok = true;
		for (const pattern of nots) {
			const m = matchPattern(pattern, this.input, from, to, this.variables);
			if (m === undefined) {
				this.options.report({ kind: "absent", pattern, from, to });
				continue;
			}
			ok = false;
			const { problems } = m;
			if (problems.length > 0)
				this.options.report({ kind: "problem", pattern, problems, from, to });
			else {
				const { pos, len } = m as PatternMatch;
				this.options.report({ kind: "excluded", pattern, pos, len });
			}
		}
		return ok;
	}

	/**
	 * Matches -DAG directives group by group; the -NOTs between two groups are checked in the gap, those after the last
	 * are left in `nots`. Returns where the next directive starts to look.
	 */
	private dags(
		list: readonly Pattern[],
		nots: Pattern[],
		from: number,
		to: number,
	): number | undefined {
		let start = from;
		let ranges: Span[] = [];
		for (let i = 0; i < list.length; i++) {
			const p = list[i] as Pattern;
			if (p.kind === "not") {
				nots.push(p);
				continue;
			}
			const ok = this.options.allowDagOverlap
				? this.dagOverlapping(p, ranges, start, to)
				: this.dag(p, ranges, start, to);
			if (!ok) return undefined;
			if (i + 1 < list.length && list[i + 1]?.kind !== "not") continue;
			const first = ranges[0] as Span;
			if (nots.length > 0 && !this.excluded(nots, start, first.pos))
				return undefined;
			nots.length = 0;
			start = (ranges[ranges.length - 1] as Span).end;
			ranges = [];
		}
		return start;
	}

	/** Finds the first match that overlaps none of the group's, and adds it to them in order. */
	private dag(p: Pattern, ranges: Span[], start: number, to: number): boolean {
		let at = start;
		let next = 0;
		for (;;) {
			const m = this.match(p, at, to, 1);
			if (m === undefined) return false;
			const end = m.pos + m.len;
			let overlaps = false;
			for (; next < ranges.length; next++) {
				const range = ranges[next] as Span;
				if (m.pos >= range.end) continue;
				overlaps = range.pos < end;
				break;
			}
			if (!overlaps) {
				ranges.splice(next, 0, { pos: m.pos, end });
				this.found(p, m, 1);
				return true;
			}
			const { pos, len } = m;
			this.options.report({ kind: "overlap", pattern: p, pos, len });
			at = (ranges[next] as Span).end;
			next++;
		}
	}

	private dagOverlapping(
		p: Pattern,
		ranges: Span[],
		start: number,
		to: number,
	): boolean {
		const m = this.match(p, start, to, 1);
		if (m === undefined) return false;
		this.found(p, m, 1);
		const old = ranges[0];
		const end = m.pos + m.len;
		ranges[0] = {
			pos: Math.min(old?.pos ?? m.pos, m.pos),
			end: Math.max(old?.end ?? end, end),
		};
		return true;
	}
}

/** Line ends between two offsets; CRLF and LFCR count once. */
function countNewlines(buf: Buffer, from: number, to: number): number {
	let n = 0;
	for (let i = from; i < to; i++) {
		const c = buf[i];
		if (c !== 10 && c !== 13) continue;
		n++;
		const d = buf[i + 1];
		if (i + 1 < to && (d === 10 || d === 13) && d !== c) i++;
	}
	return n;
}
