/** Runs pairs through LLVM's FileCheck and through ours, and compares the exit codes. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runFilecheck } from "../../../../lib/check/filecheck/filecheck.ts";
import type { Pair } from "./random.ts";

/** Where Debian puts LLVM's FileCheck. */
export const LLVM_FILECHECK = "/usr/lib/llvm-14/bin/FileCheck";

export function haveLlvm(): boolean {
	return existsSync(LLVM_FILECHECK);
}

/** A pair on which the two end differently. */
export interface Difference {
	readonly pair: Pair;
	readonly llvm: number;
	readonly ours: number;
	readonly message: string;
}

/** Differences that are meant; docs/filecheck.md says why. */
const MEANT: readonly ((d: Difference) => boolean)[] = [
	// LLVM's crashes.
	(d) => d.llvm === 139 && d.ours === 2,
	// A directive that ends the file at its colon: LLVM takes the colon for the pattern.
	(d) => d.ours === 2 && /CHECK[-A-Z0-9]*(\{LITERAL\})?:$/.test(d.pair.check),
	// Mistyped directives, which LLVM passes over.
	(d) => d.ours === 2 && d.message.includes("did you mean"),
];

/** The pairs on which the exit codes differ though they should not. */
export function compare(pairs: readonly Pair[]): Difference[] {
	const dir = mkdtempSync(join(tmpdir(), "filecheck-oracle-"));
	try {
		const codes = runLlvm(pairs, dir);
		return pairs.flatMap((pair, i) => {
			const [ours, message] = runOurs(pair, dir, i);
			const d = { pair, llvm: codes[i] ?? -1, ours, message };
			return d.llvm === ours || MEANT.some((m) => m(d)) ? [] : [d];
		});
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}

function quote(s: string): string {
	return `'${s.replaceAll("'", "'\\''")}'`;
}

/** One shell runs all of them: a process for each from here would cost more than the checks. */
function runLlvm(pairs: readonly Pair[], dir: string): number[] {
	let script = "";
	for (const [i, p] of pairs.entries()) {
		writeFileSync(join(dir, `${i}.chk`), p.check);
		writeFileSync(join(dir, `${i}.in`), p.input);
		const env = p.env === undefined ? "" : `FILECHECK_OPTS=${quote(p.env)} `;
		script += `${env}${LLVM_FILECHECK} ${p.args.map(quote).join(" ")} ${i}.chk <${i}.in >/dev/null 2>&1; echo $?\n`;
	}
	writeFileSync(join(dir, "run.sh"), script);
	const { stdout } = spawnSync("bash", ["run.sh"], {
		cwd: dir,
		maxBuffer: 1 << 26,
	});
	return stdout.toString().trim().split("\n").map(Number);
}

function runOurs(p: Pair, dir: string, i: number): [number, string] {
	let message = "";
	const code = runFilecheck([...p.args, `${i}.chk`], {
		cwd: dir,
		env: p.env === undefined ? {} : { FILECHECK_OPTS: p.env },
		readStdin: () => Buffer.from(p.input),
		stdout: () => undefined,
		stderr: (t) => {
			message += t;
		},
	});
	return [code, message];
}
