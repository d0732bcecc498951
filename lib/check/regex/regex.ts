/**
 * Leftmost-longest matching on bytes, in time linear in the input for patterns without back-references. A forward scan
 * finds whether and roughly where a match is; an anchored automaton then finds its start and its end. Groups are
 * recovered afterwards by cutting the match along the pattern (capture.ts).
 */
import { Backtracker } from "./backtrack.ts";
import { Captures } from "./capture.ts";
import { type ByteClasses, byteClasses, Dfa, type Region } from "./dfa.ts";
import { leftmost } from "./leftmost.ts";
import { buildNfa, type Nfa } from "./nfa.ts";
import { onlyByte, type ParsedRegex, parseRegex } from "./parse.ts";

/** A match: byte offsets into the searched buffer. `groups[2*n]` and `groups[2*n+1]` bound group n, -1 where it took no part. */
export interface RegexMatch {
	readonly start: number;
	readonly end: number;
	readonly groups: Int32Array;
}

/** Work allowed for trying start positions one after the other before the linear method takes over. */
const TRY_BUDGET = 4096;

/** What a pattern needs once it is searched for. */
class Machine {
	readonly nfa: Nfa;
	readonly anchored: Dfa;
	readonly searcher: Dfa;
	private readonly classes: ByteClasses;
	private ofGroups: Captures | undefined;

	constructor(parsed: ParsedRegex) {
		this.nfa = buildNfa(parsed.strip);
		this.classes = byteClasses(this.nfa);
		const { root, accept } = this.nfa;
		const start = root.entries[0] ?? accept;
		this.anchored = new Dfa(this.nfa, this.classes, start, accept, false);
		this.searcher = new Dfa(this.nfa, this.classes, start, accept, true);
	}

	get captures(): Captures {
		this.ofGroups ??= new Captures(this.nfa, this.classes);
		return this.ofGroups;
	}
}

export class Regex {
	/** Number of groups, the whole match not counted. */
	readonly groups: number;
	private readonly parsed: ParsedRegex;
	private readonly prefix: Buffer | undefined;
	private built: Machine | undefined;

	/** Checks a Latin-1 pattern; its automaton is built at the first search. Throws RegexError. */
	constructor(pattern: string, ignoreCase = false) {
		this.parsed = parseRegex(pattern, ignoreCase);
		this.groups = this.parsed.groups;
		this.prefix = literalPrefix(this.parsed);
	}

	private get machine(): Machine {
		this.built ??= new Machine(this.parsed);
		return this.built;
	}

	/** Whether any text at all matches, back-references taken as their group's pattern. */
	canMatch(): boolean {
		return this.machine.anchored.canAccept();
	}

	/** The leftmost-longest match in `buf` between `from` and `to`, both of which count as line boundaries. */
	search(
		buf: Uint8Array,
		from: number,
		to: number,
		wantGroups = true,
	): RegexMatch | undefined {
		const r: Region = { buf, from, to };
		if (this.parsed.hasBackReference) return this.searchBack(r);
		const found = this.find(r, from);
		if (found === undefined) return undefined;
		const [start, end] = found;
		const groups = new Int32Array(2 * (this.groups + 1)).fill(-1);
		groups[0] = start;
		groups[1] = end;
		if (wantGroups && this.groups > 0) {
			this.machine.captures.fill(r, start, end, groups);
		}
		return { start, end, groups };
	}

	/** Start and end of the leftmost-longest match at or after `at`, back-references taken as their group's pattern. */
	private find(r: Region, at: number): [number, number] | undefined {
		let from = at;
		if (this.prefix !== undefined) {
			from = this.nextPrefix(r, at);
			if (from === -1) return undefined;
			const end = this.machine.anchored.longest(r, from, r.to);
			if (end !== -1) return [from, end];
		}
		const hit = this.machine.searcher.scan(r, from);
		if (hit === undefined) return undefined;
		let spent = 0;
		for (let start = hit.cold; start <= hit.end; start++) {
			const end = this.machine.anchored.longest(r, start, r.to);
			if (end !== -1) return [start, end];
			spent += hit.end - start;
			if (spent > TRY_BUDGET) return leftmost(this.machine.nfa, r, start + 1);
		}
		return undefined;
	}

	private nextPrefix(r: Region, at: number): number {
		if (this.prefix === undefined) return at;
		const i = Buffer.from(
			r.buf.buffer,
			r.buf.byteOffset + at,
			r.to - at,
		).indexOf(this.prefix);
		return i === -1 ? -1 : at + i;
	}

	private searchBack(r: Region): RegexMatch | undefined {
		for (let at = r.from; at <= r.to; ) {
			const found = this.find(r, at);
			if (found === undefined) return undefined;
			const [start] = found;
			let end = found[1];
			while (end >= start) {
				const groups = new Backtracker(this.machine.nfa, r, this.groups).match(
					start,
					end,
				);
				if (groups !== undefined) return { start, end, groups };
				if (end === start) break;
				end = this.machine.anchored.longest(r, start, end - 1);
			}
			at = start + 1;
		}
		return undefined;
	}
}

/** The bytes every match begins with, when there are at least three: finding them natively beats the automaton. */
function literalPrefix(parsed: ParsedRegex): Buffer | undefined {
	const bytes: number[] = [];
	for (const item of parsed.strip) {
		if (item.kind === "open" || item.kind === "close") continue;
		if (item.kind !== "set") break;
		const only = onlyByte(item.set);
		if (only < 0) break;
		bytes.push(only);
	}
	return bytes.length >= 3 ? Buffer.from(bytes) : undefined;
}

const cache = new Map<string, Regex>();
const CACHE_MAX = 20_000;

/** Compiles a pattern, or returns the one compiled before. Throws RegexError. */
export function compileRegex(pattern: string, ignoreCase: boolean): Regex {
	const key = `${ignoreCase ? "i" : "c"}${pattern}`;
	let regex = cache.get(key);
	if (regex === undefined) {
		if (cache.size >= CACHE_MAX) cache.clear();
		regex = new Regex(pattern, ignoreCase);
		cache.set(key, regex);
	}
	return regex;
}
