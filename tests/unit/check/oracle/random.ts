/** Random check/input pairs for filecheck: small texts, directives cut out of them and then bent a little. */

/** One run of filecheck: what is in the two files, the options, and FILECHECK_OPTS. */
export interface Pair {
	readonly check: string;
	readonly input: string;
	readonly args: readonly string[];
	readonly env?: string;
}

/** A small deterministic generator (mulberry32): the same seed gives the same corpus everywhere. */
export class Random {
	private state: number;
	constructor(seed: number) {
		this.state = seed >>> 0;
	}
	next(): number {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}
	below(n: number): number {
		return Math.floor(this.next() * n);
	}
	chance(p: number): boolean {
		return this.next() < p;
	}
	pick<T>(list: readonly T[]): T {
		return list[this.below(list.length)] as T;
	}
}

const WORDS = [
	"a",
	"b",
	"ab",
	"abc",
	"foo",
	"bar",
	"foobar",
	"call",
	"%1",
	"%r12",
	"x.y",
	"[i]",
	"(z)",
	"a+b",
	"0x1F",
	"0x1f",
	"7",
	"12",
	"-3",
	"007",
	"@f",
	"FOO",
	"é",
	"*",
	"{q}",
	"$d",
	"^h",
	"a|b",
	"\\w",
];

function line(r: Random): string {
	if (r.chance(0.12)) return r.pick(["", "", " ", "\t"]);
	const n = 1 + r.below(4);
	let out = r.chance(0.15) ? r.pick([" ", "  ", "\t"]) : "";
	for (let i = 0; i < n; i++)
		out +=
			(i > 0 ? r.pick([" ", " ", " ", "  ", "\t", ", "]) : "") + r.pick(WORDS);
	return out + (r.chance(0.1) ? r.pick([" ", "\t "]) : "");
}

/** A pattern that matches `text`, spelled with regular expressions and variables now and then. */
function spell(r: Random, text: string, names: string[]): string {
	const words = text.split(/([ \t]+)/);
	return words
		.map((w) => {
			if (/^[ \t]*$/.test(w))
				return r.chance(0.8)
					? w
					: w === ""
						? ""
						: r.pick([" ", "  ", "{{ +}}", "{{.}}"]);
			if (r.chance(0.62)) return w;
			return spellWord(r, w, names);
		})
		.join("");
}

function spellWord(r: Random, w: string, names: string[]): string {
	const name = r.pick(["X", "Y", "$G", "Z1"]);
	const number = r.pick(["N", "M", "$K"]);
	switch (r.below(16)) {
		case 0:
			return "{{.*}}";
		case 1:
			return "{{[a-z]+}}";
		case 2:
			return `{{${w.replace(/[()^$|*+?.[\]\\{}]/g, "\\$&")}|zz}}`;
		case 3:
			return `{{[^ ]*}}`;
		case 4:
		case 5:
			names.push(name);
			return `[[${name}:${r.pick(["[^ ]+", ".*", "[a-z0-9%]+", "a|ab|abc", "(a|b)+", "[[:alnum:]]*", "\\S+", ".+"])}]]`;
		case 6:
		case 7:
			return names.length > 0 && r.chance(0.95)
				? `[[${r.pick(names)}]]`
				: r.chance(0.3)
					? `[[${name}]]`
					: w;
		case 8:
			return /^\d+$/.test(w) || r.chance(0.2) ? `[[#${number}:]]` : w;
		case 9:
			return !/\d/.test(w) && r.chance(0.8)
				? w
				: `[[#%${r.pick(["x", "X", "d", "u", "#x", "#X", ".2u", ".3d", ".2x", ".1X"])},${number}:]]`;
		case 10:
			return r.chance(0.7)
				? w
				: `[[#${number}${r.pick(["", "+1", "-1", " + 2", "+0"])}]]`;
		case 11:
			return !/\d/.test(w) && r.chance(0.8)
				? w
				: `[[#${r.pick(["", "%x,", "%d,", "%.3u,"])}${w.match(/\d+/)?.[0] ?? "1"}]]`;
		case 12:
			return r.chance(0.8)
				? w
				: `[[#${r.pick(["add", "sub", "mul", "max", "min", "div"])}(${number},${r.below(3)})]]`;
		case 13:
			return `{{${r.pick(["\\d+", "[[:digit:]]+", "[[:space:]]*", "[0-9]{1,2}", "x?.*", "^", "$", "a{2}", "\\.", "[]a]+", "(b)(c)"])}}}`;
		case 14:
			return r.chance(0.7)
				? w
				: r.pick([
						"[[@LINE]]",
						"[[@LINE-1]]",
						"[[#@LINE]]",
						"[[#@LINE+2]]",
						"[[@LINE+1]]",
					]);
		default:
			return r.chance(0.5) ? w.slice(0, -1) : w.toUpperCase();
	}
}

const SUFFIXES = [
	"",
	"",
	"",
	"",
	"-NEXT",
	"-NEXT",
	"-SAME",
	"-NOT",
	"-NOT",
	"-DAG",
	"-DAG",
	"-LABEL",
	"-EMPTY",
	"-COUNT-1",
	"-COUNT-2",
	"-COUNT-3",
	"{LITERAL}",
	"-NEXT{LITERAL}",
	"-NOT{LITERAL}",
];

/** Where the directives written so far would leave the search. */
interface Cursor {
	line: number;
	first: boolean;
}

function directive(
	r: Random,
	lines: readonly string[],
	at: Cursor,
	names: string[],
): string {
	let suffix = r.pick(SUFFIXES);
	if (at.first && /NEXT|SAME|EMPTY/.test(suffix) && r.chance(0.95)) suffix = "";
	if (suffix === "-EMPTY" && lines[at.line + 1]?.trim() !== "" && r.chance(0.8))
		suffix = "";
	if (suffix === "-NEXT" || suffix === "-EMPTY") at.line++;
	else if (suffix !== "-SAME" && !at.first && !suffix.startsWith("-NOT"))
		at.line += r.below(3);
	if (r.chance(0.06)) at.line -= 1;
	const source = lines[Math.min(lines.length - 1, Math.max(0, at.line))] ?? "";
	const text =
		suffix.startsWith("-NOT") && r.chance(0.8)
			? r.pick(["zzz", "qux", "nope here", "yyy"])
			: cut(r, source, suffix);
	if (!suffix.startsWith("-NOT")) at.first = false;
	let body = text;
	if (suffix === "-EMPTY") body = r.chance(0.95) ? "" : "x";
	else if (suffix === "-LABEL")
		body = r.chance(0.93) ? text : spell(r, text, names);
	else if (!suffix.includes("LITERAL"))
		body = r.chance(0.85) ? spell(r, text, names) : text;
	if (body.trim() === "" && suffix !== "-EMPTY" && r.chance(0.9))
		body = r.pick(["{{^$}}", "{{.*}}", "a"]);
	const before = r.pick(["", "", "", "; ", "// ", "xx ", "XCHECK: "]);
	return `${before}CHECK${suffix}:${r.chance(0.9) ? " " : ""}${body}`;
}

/** Some consecutive words of a line. */
function cut(r: Random, line: string, suffix: string): string {
	const words = line.trim().split(/([ \t]+)/);
	const n = (words.length + 1) / 2;
	if (n <= 1 || r.chance(0.4)) return line;
	const from = suffix === "-SAME" ? 1 + r.below(n - 1) : r.below(n);
	return words.slice(2 * from, 2 * (from + r.below(n - from)) + 1).join("");
}

const FLAGS: readonly (readonly string[])[] = [
	["--match-full-lines"],
	["--strict-whitespace"],
	["--strict-whitespace", "--match-full-lines"],
	["--ignore-case"],
	["--implicit-check-not=zzz"],
	["--implicit-check-not", "foo"],
	["--enable-var-scope"],
	["--allow-deprecated-dag-overlap"],
	["-DX=foo"],
	["-DX=a.b"],
	["-D", "X=a.b"],
	["-D#N=5"],
	["-D#%x,N=0x1f"],
	["-v"],
	["--vv"],
	["--allow-empty"],
	["--check-prefix=CHECK"],
	["--check-prefixes=CHECK,OTHER"],
	["--check-prefixes=CHECK,OTHER", "--allow-unused-prefixes"],
	["--dump-input=never"],
	["--color=0"],
	["--comment-prefixes=xx"],
];

/** One random pair. */
export function randomPair(r: Random): Pair {
	const lines = Array.from({ length: 1 + r.below(8) }, () => line(r));
	const names: string[] = [];
	const checks: string[] = [];
	const n = 1 + r.below(6);
	const at: Cursor = { line: 0, first: true };
	for (let i = 0; i < n; i++) {
		if (r.chance(0.1))
			checks.push(
				r.pick(["RUN: x", "; CHECKER: no", "", "COM: CHECK: never", "text"]),
			);
		checks.push(directive(r, lines, at, names));
	}
	const newline = r.chance(0.08) ? "\r\n" : "\n";
	const input = lines.join(newline) + (r.chance(0.9) ? newline : "");
	const check =
		checks.join(r.chance(0.06) ? "\r\n" : "\n") + (r.chance(0.9) ? "\n" : "");
	const args: string[] = [];
	if (r.chance(0.3)) args.push(...r.pick(FLAGS));
	if (r.chance(0.06)) args.push(...r.pick(FLAGS));
	return r.chance(0.03)
		? {
				check,
				input,
				args,
				env: r.pick(["--ignore-case", "-v", "--match-full-lines -vv"]),
			}
		: { check, input, args };
}
