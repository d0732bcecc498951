/** `diff` of the internal shell: unified output, files and directories, the options tests use. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createTwoFilesPatch } from "diff";
import { osError } from "../../support/tool.ts";
import type { BuiltinIo, BuiltinResult } from "./builtins.ts";

interface DiffOptions {
	readonly unified: number;
	readonly ignoreAllSpace: boolean;
	readonly ignoreSpaceChange: boolean;
	readonly stripTrailingCr: boolean;
	readonly recursive: boolean;
	readonly brief: boolean;
	readonly files: readonly string[];
}

/** Runs `diff`: 0 the same, 1 different, 2 trouble. */
export function diffCommand(
	args: readonly string[],
	io: BuiltinIo,
): BuiltinResult {
	try {
		const options = parseOptions(args);
		const [a, b] = options.files as [string, string];
		const out = compare(a, b, options, io);
		return { code: out === "" ? 0 : 1, stdout: Buffer.from(out, "latin1") };
	} catch (e) {
		const message =
			(e as NodeJS.ErrnoException).code === undefined
				? (e as Error).message
				: osError(e);
		return { code: 2, stderr: Buffer.from(`diff: ${message}\n`) };
	}
}

function parseOptions(args: readonly string[]): DiffOptions {
	let unified = 3;
	const flags = new Set<string>();
	const files: string[] = [];
	const long: Record<string, string> = {
		"--strip-trailing-cr": "C",
		"--ignore-all-space": "w",
		"--ignore-space-change": "b",
		"--recursive": "r",
		"--brief": "q",
		"--unified": "u",
		"--text": "a",
	};
	for (let i = 0; i < args.length; i++) {
		const a = args[i] as string;
		const number = /^(?:-U|--unified=)(\d*)$/.exec(a);
		if (number !== null) unified = Number(number[1] || args[++i]);
		else if (long[a] !== undefined) flags.add(long[a]);
		else if (/^-[uwbrqa]+$/.test(a)) for (const c of a.slice(1)) flags.add(c);
		else if (a.startsWith("-") && a !== "-")
			throw new Error(`unsupported option '${a}'`);
		else files.push(a);
	}
	if (files.length !== 2) throw new Error("takes two files");
	return {
		unified,
		ignoreAllSpace: flags.has("w"),
		ignoreSpaceChange: flags.has("b"),
		stripTrailingCr: flags.has("C"),
		recursive: flags.has("r"),
		brief: flags.has("q"),
		files,
	};
}

function compare(
	a: string,
	b: string,
	options: DiffOptions,
	io: BuiltinIo,
): string {
	if (options.recursive && isDirectory(a, io) && isDirectory(b, io))
		return compareTrees(a, b, options, io);
	const left = read(a, io);
	const right = read(b, io);
	if (left === right) return "";
	const [x, y] = [normalize(left, options), normalize(right, options)];
	if (x === y) return "";
	if (options.brief) return `Files ${a} and ${b} differ\n`;
	return unifiedDiff(a, x, b, y, options.unified);
}

/** The differences of two texts as `diff -u` prints them, with the names given and `context` lines around each. */
export function unifiedDiff(
	a: string,
	x: string,
	b: string,
	y: string,
	context: number,
): string {
	const patch = createTwoFilesPatch(a, b, x, y, "", "", { context });
	return patch
		.replace(/^(Index: .*\n)?=+\n/, "")
		.replace(/^(---|\+\+\+) (.*)\t$/gm, "$1 $2");
}

function isDirectory(path: string, io: BuiltinIo): boolean {
	return path !== "-" && statSync(resolve(io.cwd, path)).isDirectory();
}

function compareTrees(
	a: string,
	b: string,
	options: DiffOptions,
	io: BuiltinIo,
): string {
	const left = new Set(readdirSync(resolve(io.cwd, a)));
	const right = new Set(readdirSync(resolve(io.cwd, b)));
	let out = "";
	for (const name of [...new Set([...left, ...right])].sort()) {
		if (!right.has(name)) out += `Only in ${a}: ${name}\n`;
		else if (!left.has(name)) out += `Only in ${b}: ${name}\n`;
		else {
			const [x, y] = [join(a, name), join(b, name)];
			const [dx, dy] = [isDirectory(x, io), isDirectory(y, io)];
			if (dx !== dy)
				out += `File ${x} is a ${dx ? "directory" : "regular file"} while file ${y} is a ${dy ? "directory" : "regular file"}\n`;
			else out += compare(x, y, options, io);
		}
	}
	return out;
}

function read(path: string, io: BuiltinIo): string {
	return path === "-"
		? io.stdin.toString("latin1")
		: readFileSync(resolve(io.cwd, path), "latin1");
}

function normalize(text: string, options: DiffOptions): string {
	let out = text;
	if (options.stripTrailingCr) out = out.replace(/\r\n/g, "\n");
	if (options.ignoreAllSpace) out = out.replace(/[^\S\n]+/g, "");
	else if (options.ignoreSpaceChange)
		out = out.replace(/[^\S\n]+$/gm, "").replace(/[^\S\n]+/g, " ");
	return out;
}
