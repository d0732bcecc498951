/** `split-file`: cuts a file into parts at lines like `//--- NAME` or `#--- NAME`. */
import {
	mkdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { osError } from "../../support/tool.ts";

const SEPARATOR = /^.{0,4}?--- (.*)$/;

/**
 * `[--leading-lines] FILE DIRECTORY`. The directory is emptied first. With leading lines each part keeps its line
 * numbers by blank lines in front. Returns a message where something is wrong.
 */
export function splitFile(
	args: readonly string[],
	cwd: string,
): string | undefined {
	const leading = args.some((a) => /^--?leading-lines$/.test(a));
	const [input, output, extra] = args.filter((a) => !a.startsWith("-"));
	if (input === undefined || output === undefined || extra !== undefined)
		return "takes a file and a directory";
	let text: string;
	try {
		text = readFileSync(resolve(cwd, input), "latin1");
	} catch (e) {
		return `${input}: ${osError(e)}`;
	}
	const parts = cut(text, leading);
	if (typeof parts === "string") return `${input}: ${parts}`;
	const target = resolve(cwd, output);
	try {
		if (statSync(target, { throwIfNoEntry: false })?.isFile() === false)
			rmSync(target, { recursive: true });
		mkdirSync(target, { recursive: true });
		for (const [name, body] of parts) {
			const path = join(target, name);
			mkdirSync(dirname(path), { recursive: true });
			writeFileSync(path, body, "latin1");
		}
	} catch (e) {
		return `${output}: ${osError(e)}`;
	}
	return undefined;
}

function cut(text: string, leading: boolean): Map<string, string> | string {
	const parts = new Map<string, string>();
	let name: string | undefined;
	let body = "";
	const lines = text.split("\n");
	const endsClean = lines[lines.length - 1] === "";
	if (endsClean) lines.pop();
	for (const [i, line] of lines.entries()) {
		const m = SEPARATOR.exec(line);
		if (m === null) {
			const isLast = i === lines.length - 1;
			body += isLast && !endsClean ? line : `${line}\n`;
			continue;
		}
		if (name !== undefined) parts.set(name, body);
		name = m[1] ?? "";
		if (name.trim() !== name)
			return `line ${i + 1}: '--- ${name}' has blanks around the name`;
		if (name === "") return `line ${i + 1}: '---' without a name`;
		if (parts.has(name)) return `line ${i + 1}: part '${name}' occurs twice`;
		body = leading ? "\n".repeat(i + 1) : "";
	}
	if (name === undefined) return "no part separator found";
	parts.set(name, body);
	return parts;
}
