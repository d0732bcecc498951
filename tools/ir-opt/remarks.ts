/** Remarks as text: diagnostics by source line, JSON, or YAML as LLVM's `-pass-remarks-output` writes it. */
import {
	type Remark,
	type RemarkArg,
	type RemarkKind,
	remarkMessage,
} from "../../lib/passes/remark.ts";

export const REMARK_FORMATS = ["text", "json", "yaml"] as const;
export type RemarkFormat = (typeof REMARK_FORMATS)[number];

export interface RemarkOptions {
	readonly kinds: ReadonlySet<RemarkKind>;
	readonly format: RemarkFormat;
	/** Only of passes whose name this matches. */
	readonly filter: RegExp | undefined;
	/** File to write; standard error when undefined. */
	readonly output: string | undefined;
}

/** Takes in remarks, and gives their text by source line. */
export class RemarkList {
	readonly #options: RemarkOptions;
	readonly #list: Remark[] = [];

	constructor(options: RemarkOptions) {
		this.#options = options;
	}

	add(remark: Remark): void {
		const { kinds, filter } = this.#options;
		if (!kinds.has(remark.kind)) return;
		if (filter && !filter.test(remark.pass)) return;
		this.#list.push(remark);
	}

	/** All remarks, by file and line; those of one place in the order in which they were made. */
	text(): string {
		const sorted = this.#list.toSorted(compare);
		switch (this.#options.format) {
			case "text":
				return sorted.map(asText).join("");
			case "json":
				return `[${sorted.map((r) => `\n${JSON.stringify(fields(r))}`).join(",")}\n]\n`;
			case "yaml":
				return sorted.map(asYaml).join("");
		}
	}
}

function compare(a: Remark, b: Remark): number {
	const [x, y] = [a.file ?? "", b.file ?? ""];
	if (x !== y) return x < y ? -1 : 1;
	const line = (a.loc?.line ?? 0) - (b.loc?.line ?? 0);
	return line === 0 ? (a.loc?.column ?? 0) - (b.loc?.column ?? 0) : line;
}

/** `f.py:3:5: remark: passed: … [pass: Name] in 'f'` */
function asText(r: Remark): string {
	const { file, loc } = r;
	const column = loc && loc.column >= 0 ? `:${loc.column + 1}` : "";
	const place = file && loc ? `${file}:${loc.line}${column}` : r.function;
	return `${place}: remark: ${r.kind}: ${remarkMessage(r.args)} [${r.pass}: ${r.name}] in '${r.function}'\n`;
}

const TAGS = { passed: "Passed", missed: "Missed", analysis: "Analysis" };

/** The fields by LLVM's names. Columns count from 1, 0 for none. */
function fields(r: Remark) {
	const { file, loc } = r;
	const place =
		file !== undefined && loc !== undefined
			? { File: file, Line: loc.line, Column: loc.column + 1 }
			: undefined;
	return {
		Kind: TAGS[r.kind],
		Pass: r.pass,
		Name: r.name,
		...(place && { DebugLoc: place }),
		Function: r.function,
		...(r.offset >= 0 && { Offset: r.offset }),
		Args: r.args.flatMap(entries),
	};
}

function entries(arg: RemarkArg): Record<string, string | number>[] {
	if (typeof arg === "string") return [{ String: arg }];
	return Object.entries(arg).map(([name, value]) => ({ [name]: value }));
}

/** One document: `--- !Missed` … `...`. LLVM's readers know no Offset. */
function asYaml(r: Remark): string {
	const { Pass, Name, DebugLoc, Function: name, Args } = fields(r);
	const key = (k: string): string => `${k}:`.padEnd(17);
	const place =
		DebugLoc &&
		`${key("DebugLoc")}{ File: ${scalar(DebugLoc.File)}, Line: ${DebugLoc.Line}, Column: ${DebugLoc.Column} }\n`;
	const args = Args.flatMap(Object.entries).map(
		([k, v]) => `  - ${key(k)}${scalar(String(v))}\n`,
	);
	const list =
		args.length === 0 ? `${key("Args")}[]\n` : `Args:\n${args.join("")}`;
	return `--- !${TAGS[r.kind]}
${key("Pass")}${scalar(Pass)}
${key("Name")}${scalar(Name)}
${place ?? ""}${key("Function")}${scalar(name)}
${list}...
`;
}

/** A YAML scalar that reads back as this string. */
function scalar(s: string): string {
	if (/^[A-Za-z_][\w./-]*$/.test(s) && !RESERVED.has(s.toLowerCase())) return s;
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these need escapes
	if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ud800-\udfff]/.test(s))
		return JSON.stringify(s);
	return `'${s.replaceAll("'", "''")}'`;
}

/** Words that YAML readers take for something else than a string. */
const RESERVED = new Set("true false null yes no on off y n".split(" "));
