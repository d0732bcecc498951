/**
 * A deterministic automaton built while it runs, for one entry and one exit state of an Nfa. A state is the set of NFA
 * states before their empty moves, with the kind of the byte that came before; a transition knows the next byte, so
 * `^`, `$` and word boundaries cost nothing when a pattern has none. Whether a match ends at a position is therefore
 * known when the byte at that position is looked at.
 */
import { type Nfa, OP_ASSERT, OP_JUMP, OP_SET, OP_SPLIT } from "./nfa.ts";
import { onlyByte } from "./parse.ts";

/** Kinds of the byte before a position. */
const OTHER = 0;
const LINE_START = 1;
const WORD = 2;
const NEWLINE = 10;
const END = 256;
/** Transition tables larger than this many entries are dropped and rebuilt: memory stays bounded. */
const MAX_TABLE = 1 << 21;

/** Equivalence classes of bytes for one pattern; the last class is the end of the region. */
export interface ByteClasses {
	readonly of: Uint8Array;
	readonly count: number;
	/** A byte of each class, END for the last. */
	readonly sample: readonly number[];
}

/** Groups the bytes that no set (and no assertion) of the pattern tells apart. */
export function byteClasses(nfa: Nfa): ByteClasses {
	let of = new Uint8Array(256);
	let count = 1;
	const split = (has: (c: number) => boolean): void => {
		const ids = new Map<number, number>();
		const out = new Uint8Array(256);
		for (let c = 0; c < 256; c++) {
			const key = (of[c] ?? 0) * 2 + (has(c) ? 1 : 0);
			let id = ids.get(key);
			if (id === undefined) {
				id = ids.size;
				ids.set(key, id);
			}
			out[c] = id;
		}
		of = out;
		count = ids.size;
	};
	const single = (c: number): void => {
		const mine = of[c];
		if (!of.some((k, other) => k === mine && other !== c)) return;
		of[c] = count++;
	};
	for (const set of nfa.sets) {
		const only = onlyByte(set);
		if (only < 0) split((c) => set[c] === 1);
	}
	for (const set of nfa.sets) {
		const only = onlyByte(set);
		if (only >= 0) single(only);
	}
	if (nfa.hasAssertions) {
		split((c) => c === NEWLINE);
		split(isWordByte);
	}
	const sample = new Array<number>(count).fill(0);
	for (let c = 255; c >= 0; c--) sample[of[c] ?? 0] = c;
	sample.push(END);
	return { of, count: count + 1, sample };
}

export function isWordByte(c: number): boolean {
	return (
		(c >= 48 && c <= 57) ||
		(c >= 65 && c <= 90) ||
		(c >= 97 && c <= 122) ||
		c === 95
	);
}

/** Where in a buffer a pattern is tried: `from` counts as the start of a line and `to` as the end of one. */
export interface Region {
	readonly buf: Uint8Array;
	readonly from: number;
	readonly to: number;
}

/** A found accepting position of the unanchored scan. */
export interface ScanHit {
	/** The match that ends first ends here. */
	readonly end: number;
	/** No match that is still possible starts before this position. */
	readonly cold: number;
}

export class Dfa {
	private readonly nfa: Nfa;
	private readonly entry: number;
	private readonly exit: number;
	private readonly unanchored: boolean;
	private readonly classes: ByteClasses;
	/** Per state and class: 0 not known yet, else the next state times 4, plus 2, plus 1 if a match ends before the byte. */
	private table: Int32Array;
	private kernels: number[][] = [];
	private kinds: number[] = [];
	private ids = new Map<string, number>();
	private readonly mark: Int32Array;
	private markNow = 0;

	constructor(
		nfa: Nfa,
		classes: ByteClasses,
		entry: number,
		exit: number,
		unanchored: boolean,
	) {
		this.nfa = nfa;
		this.classes = classes;
		this.entry = entry;
		this.exit = exit;
		this.unanchored = unanchored;
		this.table = new Int32Array(classes.count * 4);
		this.mark = new Int32Array(nfa.op.length);
		this.reset();
	}

	/** States 0, 1 and 2 have nothing under way, after an ordinary byte, a line start and a word byte. */
	private reset(): void {
		this.kernels = [];
		this.kinds = [];
		this.ids = new Map();
		this.table.fill(0);
		for (const kind of [OTHER, LINE_START, WORD]) this.state([], kind);
	}

	private state(kernel: number[], kind: number): number {
		const key = `${kind}:${kernel.join()}`;
		let id = this.ids.get(key);
		if (id !== undefined) return id;
		id = this.kernels.length;
		const width = this.classes.count;
		if ((id + 1) * width > this.table.length) {
			const bigger = new Int32Array(this.table.length * 2);
			bigger.set(this.table);
			this.table = bigger;
		}
		this.kernels.push(kernel);
		this.kinds.push(kind);
		this.ids.set(key, id);
		return id;
	}

	private kindBefore(r: Region, at: number): number {
		if (!this.nfa.hasAssertions) return OTHER;
		if (at === r.from) return LINE_START;
		return kindOf(r.buf[at - 1] ?? 0);
	}

	/** Computes one transition. The cache is emptied first when it is full; the caller's state number then is stale, so both are returned. */
	private step(state: number, cls: number): number {
		const { nfa } = this;
		const byte = this.classes.sample[cls] ?? END;
		const before = this.kinds[state] ?? OTHER;
		const kernel = this.kernels[state] ?? [];
		this.markNow++;
		const sets: number[] = [];
		const stack = kernel.slice();
		if (this.unanchored) stack.push(this.entry);
		let accepted = 0;
		for (;;) {
			const s = stack.pop();
			if (s === undefined) break;
			if (this.mark[s] === this.markNow) continue;
			this.mark[s] = this.markNow;
			if (s === this.exit) {
				accepted = 1;
				continue;
			}
			const op = nfa.op[s];
			if (op === OP_SET) sets.push(s);
			else if (op === OP_JUMP) stack.push(nfa.next[s] ?? 0);
			else if (op === OP_SPLIT) stack.push(nfa.next[s] ?? 0, nfa.arg[s] ?? 0);
			else if (op === OP_ASSERT && holds(nfa.arg[s] ?? 0, before, byte))
				stack.push(nfa.next[s] ?? 0);
		}
		const next = byte === END ? [] : this.move(sets, byte);
		const kind = nfa.hasAssertions && byte !== END ? kindOf(byte) : OTHER;
		const to = this.state(next, kind);
		const value = to * 4 + 2 + accepted;
		this.table[state * this.classes.count + cls] = value;
		return value;
	}

	private move(sets: readonly number[], byte: number): number[] {
		const { nfa } = this;
		this.markNow++;
		const next: number[] = [];
		for (const s of sets) {
			if (!nfa.sets[nfa.arg[s] ?? 0]?.[byte]) continue;
			const t = nfa.next[s] ?? 0;
			if (this.mark[t] === this.markNow) continue;
			this.mark[t] = this.markNow;
			next.push(t);
		}
		return next.sort((a, b) => a - b);
	}

	private trim(): boolean {
		if (this.kernels.length * this.classes.count < MAX_TABLE) return false;
		this.reset();
		return true;
	}

	/** Whether some text leads to acceptance. Gives up with true where there are very many states. */
	canAccept(): boolean {
		const queue = [OTHER, LINE_START, WORD].map((kind) =>
			this.state([this.entry], kind),
		);
		const seen = new Set(queue);
		for (let s = queue.pop(); s !== undefined; s = queue.pop()) {
			if (seen.size > 2000) return true;
			for (let cls = 0; cls < this.classes.count; cls++) {
				const v = this.step(s, cls);
				if (v & 1) return true;
				if (seen.has(v >> 2)) continue;
				seen.add(v >> 2);
				queue.push(v >> 2);
			}
		}
		return false;
	}

	/** The end of the longest match that starts at `at` and ends at most at `limit`, or -1. Anchored automata only. */
	longest(r: Region, at: number, limit: number): number {
		this.trim();
		const { buf, to } = r;
		const of = this.classes.of;
		const width = this.classes.count;
		const endClass = width - 1;
		let best = -1;
		let state = this.state([this.entry], this.kindBefore(r, at));
		let i = at;
		for (;;) {
			const cls = i < to ? (of[buf[i] as number] as number) : endClass;
			let v = this.table[state * width + cls] as number;
			if (v === 0) v = this.step(state, cls);
			if (v & 1) best = i;
			state = v >> 2;
			if (state < 3 || i >= limit) return best;
			i++;
		}
	}

	/** Scans from `at` for the first position where some match ends. Unanchored automata only. */
	scan(r: Region, at: number): ScanHit | undefined {
		this.trim();
		const { buf, to } = r;
		const of = this.classes.of;
		const width = this.classes.count;
		let table = this.table;
		let state = this.kindBefore(r, at);
		let cold = at;
		let i = at;
		for (; i < to; i++) {
			if (state < 3) cold = i;
			const cls = of[buf[i] as number] as number;
			let v = table[state * width + cls] as number;
			if (v === 0) {
				v = this.step(state, cls);
				table = this.table;
			}
			if (v & 1) return { end: i, cold };
			state = v >> 2;
			if (this.kernels.length * width >= MAX_TABLE) {
				const kernel = this.kernels[state] ?? [];
				const kind = this.kinds[state] ?? OTHER;
				this.reset();
				state = this.state(kernel, kind);
				table = this.table;
			}
		}
		if (state < 3) cold = to;
		let v = this.table[state * width + width - 1] as number;
		if (v === 0) v = this.step(state, width - 1);
		return v & 1 ? { end: to, cold } : undefined;
	}
}

function kindOf(byte: number): number {
	if (byte === NEWLINE) return LINE_START;
	return isWordByte(byte) ? WORD : OTHER;
}

/** Whether assertion number `which` (see ASSERTIONS) holds between a byte of kind `before` and `next`. */
function holds(which: number, before: number, next: number): boolean {
	switch (which) {
		case 0:
			return before === LINE_START;
		case 1:
			return next === END || next === NEWLINE;
		case 2:
			return before !== WORD && next !== END && isWordByte(next);
		default:
			return before === WORD && (next === END || !isWordByte(next));
	}
}
