/** Other ways to run the same programs faster, where they are installed: PyPy, Cython, mypyc. */
import { copyFileSync, mkdirSync } from "node:fs";
import { basename, join } from "node:path";
import { execute, which } from "../tests/programs/execute.ts";
import type { Program } from "../tests/programs/program.ts";
import { type Build, lastLine } from "./python.ts";

export interface Peer {
	readonly name: string;
	/** What it says of itself. */
	readonly version: string;
	/** Builds a program if need be; the interpreter and the file that the driver is to run, or why it cannot. */
	prepare(program: Program, scratch: string): Promise<Prepared | string>;
}

export interface Prepared {
	readonly python: string;
	readonly path: string;
}

/** The peers found on PATH. */
export async function findPeers(build: Build): Promise<Peer[]> {
	const peers = await Promise.all([
		findPypy(),
		findCython(build),
		findMypyc(build),
	]);
	return peers.filter((p) => p !== undefined);
}

async function firstOf(
	names: readonly string[],
): Promise<{ path: string; version: string } | undefined> {
	for (const name of names) {
		const path = which(name);
		if (path === undefined) continue;
		const run = await execute({
			argv: [path, "--version"],
			env: {},
			timeout: 30,
		});
		if (run.exit === 0)
			return { path, version: lastLine(run.stdout || run.stderr) };
	}
	return undefined;
}

async function findPypy(): Promise<Peer | undefined> {
	const found = await firstOf(["pypy3"]);
	if (found === undefined) return undefined;
	return {
		name: "pypy3",
		version: found.version,
		prepare: async (program) => ({ python: found.path, path: program.path }),
	};
}

async function findCython(build: Build): Promise<Peer | undefined> {
	const found = await firstOf(["cython3", "cython"]);
	const gcc = which("gcc");
	if (found === undefined || gcc === undefined) return undefined;
	return {
		name: "cython",
		version: found.version,
		prepare: async (program, scratch) => {
			const folder = ownFolder(scratch, "cython");
			const c = join(folder, `${program.name}.c`);
			const so = join(folder, `${program.name}${build.extensionSuffix}`);
			return (
				(await runStep([found.path, "-3", program.path, "-o", c], folder)) ??
				(await runStep(
					[gcc, "-O2", "-shared", "-fPIC", `-I${build.include}`, c, "-o", so],
					folder,
				)) ?? { python: build.path, path: so }
			);
		},
	};
}

async function findMypyc(build: Build): Promise<Peer | undefined> {
	const found = await firstOf(["mypyc"]);
	if (found === undefined) return undefined;
	return {
		name: "mypyc",
		version: found.version,
		prepare: async (program, scratch) => {
			const folder = ownFolder(scratch, "mypyc");
			const copy = join(folder, basename(program.path));
			copyFileSync(program.path, copy);
			return (
				(await runStep([found.path, copy], folder)) ?? {
					python: build.path,
					path: join(folder, `${program.name}${build.extensionSuffix}`),
				}
			);
		},
	};
}

function ownFolder(scratch: string, name: string): string {
	const folder = join(scratch, name);
	mkdirSync(folder, { recursive: true });
	return folder;
}

async function runStep(
	argv: readonly string[],
	cwd: string,
): Promise<string | undefined> {
	const run = await execute({ argv, env: {}, timeout: 300, cwd });
	return run.exit === 0 ? undefined : lastLine(run.stderr || run.stdout);
}
