/** The commands of the internal shell that run inside this process. */
import {
	appendFileSync,
	copyFileSync,
	cpSync,
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { osError } from "../../support/tool.ts";
import {
	type FilecheckIo,
	proposeUpdate,
	runFilecheck,
} from "../filecheck/filecheck.ts";
import { diffCommand } from "./diffcmd.ts";
import type { ShellState } from "./shell.ts";
import { splitFile } from "./splitfile.ts";

/** What a command did: nothing set means success without output. */
export interface BuiltinResult {
	readonly code?: number;
	readonly stdout?: Buffer;
	readonly stderr?: Buffer;
	/** A check file that would make a failed filecheck hold; asked for by --update-tests. */
	readonly update?: () => { path: string; text: Buffer } | undefined;
}

export interface BuiltinIo {
	readonly cwd: string;
	readonly env: Readonly<Record<string, string>>;
	readonly stdin: Buffer;
	/** The shell's own state, which `cd` and `export` change. */
	readonly state: ShellState;
	/** Number of commands in the pipeline. */
	readonly stages: number;
}

export type Builtin = (args: readonly string[], io: BuiltinIo) => BuiltinResult;

const OK: BuiltinResult = {};

function fail(message: string, code = 1): BuiltinResult {
	return { code, stderr: Buffer.from(`${message}\n`) };
}

function filecheck(args: readonly string[], io: BuiltinIo): BuiltinResult {
	let out = "";
	let err = "";
	const world: FilecheckIo = {
		cwd: io.cwd,
		env: io.env,
		readStdin: () => io.stdin,
		stdout: (t) => {
			out += t;
		},
		stderr: (t) => {
			err += t;
		},
	};
	const code = runFilecheck(args, world);
	return {
		code,
		stdout: Buffer.from(out),
		stderr: Buffer.from(err),
		...(code === 1 ? { update: () => proposeUpdate(args, world) } : {}),
	};
}

function echo(args: readonly string[]): BuiltinResult {
	let rest = args;
	let newline = true;
	let escapes = false;
	while (rest[0] !== undefined && /^-[neE]+$/.test(rest[0])) {
		if (rest[0].includes("n")) newline = false;
		escapes = rest[0].includes("e") || (escapes && !rest[0].includes("E"));
		rest = rest.slice(1);
	}
	let text = rest.join(" ");
	if (escapes) text = unescapeText(text);
	return { stdout: Buffer.from(text + (newline ? "\n" : "")) };
}

function printf(args: readonly string[]): BuiltinResult | undefined {
	const [format = "", ...rest] = args;
	if (/%[^%sd]/.test(format)) return undefined;
	let at = 0;
	let out = "";
	do {
		out += unescapeText(format).replace(/%([%sd])/g, (_, c: string) =>
			c === "%" ? "%" : (rest[at++] ?? (c === "d" ? "0" : "")),
		);
	} while (at < rest.length && /%[sd]/.test(format));
	return { stdout: Buffer.from(out) };
}

function unescapeText(text: string): string {
	const names: Record<string, string> = {
		n: "\n",
		t: "\t",
		r: "\r",
		a: "\x07",
		b: "\b",
		f: "\f",
		v: "\v",
		"\\": "\\",
		'"': '"',
		e: "\x1b",
	};
	return text.replace(
		/\\(?:x([0-9a-fA-F]{1,2})|0?([0-7]{1,3})|(.))/g,
		(all, hex?: string, octal?: string, c?: string) => {
			if (hex !== undefined)
				return String.fromCharCode(Number.parseInt(hex, 16));
			if (octal !== undefined)
				return String.fromCharCode(Number.parseInt(octal, 8));
			return names[c ?? ""] ?? all;
		},
	);
}

function cat(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const chunks: Buffer[] = [];
	let visible = false;
	const files: string[] = [];
	for (const a of args) {
		if (a === "-v" || a === "--show-nonprinting") visible = true;
		else if (a === "-u") continue;
		else if (a.startsWith("-") && a !== "-")
			return fail(`cat: unsupported option '${a}'`);
		else files.push(a);
	}
	for (const f of files.length === 0 ? ["-"] : files) {
		try {
			chunks.push(f === "-" ? io.stdin : readFileSync(resolve(io.cwd, f)));
		} catch (e) {
			return {
				...fail(`cat: ${f}: ${osError(e)}`),
				stdout: Buffer.concat(chunks),
			};
		}
	}
	const data = Buffer.concat(chunks);
	return { stdout: visible ? showNonPrinting(data) : data };
}

function showNonPrinting(data: Buffer): Buffer {
	let out = "";
	for (let c of data) {
		if (c >= 128) {
			out += "M-";
			c -= 128;
		}
		if (c === 127) out += "^?";
		else if (c >= 32 || c === 9 || c === 10) out += String.fromCharCode(c);
		else out += `^${String.fromCharCode(c + 64)}`;
	}
	return Buffer.from(out, "latin1");
}

function cd(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const [dir, extra] = args;
	if (dir === undefined || extra !== undefined)
		return fail("cd: takes one directory");
	const to = resolve(io.cwd, dir);
	if (!existsSync(to)) return fail(`cd: ${dir}: no such file or directory`);
	if (!statSync(to).isDirectory()) return fail(`cd: ${dir}: not a directory`);
	io.state.cwd = to;
	return OK;
}

function exportVariables(
	args: readonly string[],
	io: BuiltinIo,
): BuiltinResult {
	if (args.length === 0) return fail("export: takes NAME=VALUE");
	const env = { ...io.state.env };
	for (const a of args) {
		const eq = a.indexOf("=");
		if (eq > 0) env[a.slice(0, eq)] = a.slice(eq + 1);
	}
	io.state.env = env;
	return OK;
}

function mkdir(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const bad = args.find((a) => /^-/.test(a) && a !== "-p" && a !== "--parents");
	if (bad !== undefined) return fail(`mkdir: unsupported option '${bad}'`);
	const parents = args.some((a) => a === "-p" || a === "--parents");
	const dirs = args.filter((a) => !a.startsWith("-"));
	if (dirs.length === 0) return fail("mkdir: missing operand");
	for (const d of dirs) {
		try {
			mkdirSync(resolve(io.cwd, d), { recursive: parents });
		} catch (e) {
			return fail(`mkdir: ${d}: ${osError(e)}`);
		}
	}
	return OK;
}

function rm(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const bad = args.find(
		(a) => /^-./.test(a) && !/^(-[rRf]+|--recursive|--force)$/.test(a),
	);
	if (bad !== undefined) return fail(`rm: unsupported option '${bad}'`);
	const flags = args.filter((a) => /^-./.test(a)).join("");
	const force = flags.includes("f");
	const recursive = /r|R/.test(flags);
	for (const f of args.filter((a) => !/^-./.test(a))) {
		const path = resolve(io.cwd, f);
		try {
			rmSync(path, { recursive, force });
		} catch (e) {
			return fail(`rm: ${f}: ${osError(e)}`);
		}
	}
	return OK;
}

function cp(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const recursive = args.some((a) => /^-[a-zA-Z]*[rRa]/.test(a));
	const files = args.filter((a) => !a.startsWith("-"));
	return transfer("cp", files, io, (from, to) => {
		if (recursive) cpSync(from, to, { recursive: true });
		else copyFileSync(from, to);
	});
}

function mv(args: readonly string[], io: BuiltinIo): BuiltinResult {
	return transfer(
		"mv",
		args.filter((a) => !a.startsWith("-")),
		io,
		renameSync,
	);
}

function transfer(
	name: string,
	files: readonly string[],
	io: BuiltinIo,
	act: (from: string, to: string) => void,
): BuiltinResult {
	const target = files[files.length - 1];
	if (target === undefined || files.length < 2)
		return fail(`${name}: missing operand`);
	const to = resolve(io.cwd, target);
	const isDir = existsSync(to) && statSync(to).isDirectory();
	for (const f of files.slice(0, -1)) {
		try {
			act(resolve(io.cwd, f), isDir ? join(to, basename(f)) : to);
		} catch (e) {
			return fail(`${name}: ${f}: ${osError(e)}`);
		}
	}
	return OK;
}

function touch(args: readonly string[], io: BuiltinIo): BuiltinResult {
	for (const f of args) {
		if (f.startsWith("-")) return fail(`touch: unsupported option '${f}'`);
		const path = resolve(io.cwd, f);
		try {
			appendFileSync(path, "");
			const now = new Date();
			utimesSync(path, now, now);
		} catch (e) {
			return fail(`touch: ${f}: ${osError(e)}`);
		}
	}
	return OK;
}

/** Succeeds when standard input has exactly N lines. */
function count(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const [expected, extra] = args;
	if (expected === undefined || extra !== undefined || !/^\d+$/.test(expected))
		return fail("usage: count NUMBER", 2);
	let lines = 0;
	for (const c of io.stdin) if (c === 10) lines++;
	if (io.stdin.length > 0 && io.stdin[io.stdin.length - 1] !== 10) lines++;
	return lines === Number(expected)
		? OK
		: fail(`expected ${expected} lines, got ${lines}.`);
}

function split(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const message = splitFile(args, io.cwd);
	return message === undefined ? OK : fail(`split-file: ${message}`);
}

function tee(args: readonly string[], io: BuiltinIo): BuiltinResult {
	const append = args.includes("-a");
	for (const f of args.filter((a) => a !== "-a"))
		writeFileSync(resolve(io.cwd, f), io.stdin, { flag: append ? "a" : "w" });
	return { stdout: io.stdin };
}

/** Every builtin by name. */
export const BUILTINS: Readonly<Record<string, Builtin>> = {
	":": () => OK,
	true: () => OK,
	false: () => ({ code: 1 }),
	cat,
	cd,
	count,
	cp,
	diff: diffCommand,
	echo,
	export: exportVariables,
	filecheck,
	FileCheck: filecheck,
	mkdir,
	mv,
	printf: (args) => printf(args) ?? fail("printf: unsupported format"),
	pwd: (_args, io) => ({ stdout: Buffer.from(`${io.cwd}\n`) }),
	rm,
	"split-file": split,
	tee,
	touch,
};
