/** Finds the line that comes nearest to what a pattern wanted, and shows how they differ. */
import { diffChars } from "diff";
import { escapeRegex } from "../regex/parse.ts";
import { type Pattern, substitutionValue } from "./pattern.ts";
import type { Variables } from "./variables.ts";

const MAX_LINES = 400;
const MAX_BYTES = 64 * 1024;
const MAX_WIDTH = 200;
/** Lines worth an exact comparison, by the words they share. */
const CANDIDATES = 6;

/** What a pattern wants as text: variables replaced by their values, regular expressions left as they are. */
export function wantedText(p: Pattern, variables: Variables): string {
	let out = p.text;
	const blocks = /\[\[(#?)((?:[^\]\\]|\\.|\][^\]])*?)\]\]/g;
	const values = p.substitutions.map((s) =>
		substitutionValue(s, variables, [], new Set()),
	);
	let next = 0;
	if (p.fixed === undefined)
		out = out.replace(blocks, (all, _hash: string, inside: string) => {
			if (/^[@$]?\w+:/.test(inside)) return all;
			const value = values[next++];
			return value === undefined ? all : unescapeRegex(value);
		});
	return Buffer.from(out, "latin1").toString("utf8");
}

function unescapeRegex(value: string): string {
	const plain = value.replace(/\\(.)/g, "$1");
	return escapeRegex(plain) === value ? plain : value;
}

/** A line of the input: its bounds in bytes. */
export interface NearLine {
	readonly from: number;
	readonly to: number;
	readonly text: string;
}

/** The line between `from` and `to` that is most like `wanted`, or undefined when none is like it at all. */
export function nearestLine(
	wanted: string,
	input: Buffer,
	from: number,
	to: number,
): NearLine | undefined {
	const words = wordsOf(wanted);
	const scored = linesOf(input, from, Math.min(to, from + MAX_BYTES))
		.slice(0, MAX_LINES)
		.map((line) => ({ line, score: overlap(words, wordsOf(line.text)) }))
		.filter((s) => s.score > 0)
		.sort((a, b) => b.score - a.score)
		.slice(0, CANDIDATES);
	let best: NearLine | undefined;
	let bestShare = 0.4;
	for (const { line } of scored) {
		const share = sharedPart(wanted, line.text);
		if (share <= bestShare) continue;
		best = line;
		bestShare = share;
	}
	return best;
}

/** The whole lines between two offsets. */
export function linesOf(input: Buffer, from: number, to: number): NearLine[] {
	const out: NearLine[] = [];
	let start = from;
	while (start < to && out.length < MAX_LINES + 1) {
		const nl = input.indexOf(10, start);
		const end = nl === -1 || nl > to ? to : nl;
		const text = input
			.subarray(start, Math.min(end, start + MAX_WIDTH * 4))
			.toString("utf8");
		out.push({ from: start, to: end, text });
		start = end + 1;
	}
	return out;
}

function wordsOf(text: string): Set<string> {
	return new Set(text.match(/[A-Za-z_][\w.]*|\d+/g) ?? text.match(/\S/g) ?? []);
}

function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
	let n = 0;
	for (const w of a) if (b.has(w)) n += w.length;
	return n === 0 ? 0 : n / (1 + Math.abs(a.size - b.size) / 4);
}

/** How much of `wanted` a line has, from 0 to 1. */
function sharedPart(wanted: string, line: string): number {
	const a = wanted.slice(0, MAX_WIDTH);
	const b = line.trim().slice(0, MAX_WIDTH);
	let same = 0;
	for (const part of diffChars(a, b, { maxEditLength: 160 }) ?? [])
		if (!part.added && !part.removed) same += part.value.length;
	return (2 * same) / (a.length + b.length + 1);
}

/** Two lines, one above the other, with marks under what differs. */
export function sideBySide(wanted: string, found: string): string {
	const a = wanted.slice(0, MAX_WIDTH);
	const b = found.trim().slice(0, MAX_WIDTH);
	const head = `  wanted: ${a}\n   found: ${b}\n`;
	const parts = diffChars(a, b, { maxEditLength: 160 });
	if (parts === undefined || /\{\{|\[\[/.test(a)) return head;
	const marks = new Array<string>(b.length + 1).fill(" ");
	let at = 0;
	for (const part of parts) {
		if (part.removed) marks[at] = "^";
		else {
			if (part.added) marks.fill("~", at, at + part.value.length);
			at += part.value.length;
		}
	}
	const text = marks.join("").trimEnd();
	return text === "" ? head : `${head}          ${text}\n`;
}
