/**
 * `make bench`, the test harness: a directory of small tests under our lit and under LLVM's, and filecheck on growing
 * inputs beside LLVM's. What is not installed is named and left out.
 */
import { spawnSync } from "node:child_process";
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import yargs from "yargs";
import { installRoot } from "../lib/support/root.ts";
import { writeAll } from "../lib/support/tool.ts";

export const summary = "measures filecheck and lit beside LLVM's";

const LLVM = "/usr/lib/llvm-14";
const LLVM_LIT = `${LLVM}/build/utils/lit/lit.py`;
const SIZES = [5, 10, 20, 50];
const DIRECTIVES_PER_MB = 200;

/** Runs both measurements; returns 0 also where LLVM's tools are missing, which it says. */
export async function main(args: string[]): Promise<number> {
	const given = await yargs(args)
		.option("quick", { type: "boolean", default: false })
		.option("tests", { type: "number" })
		.option("megabytes", { type: "number" })
		.strict()
		.parseAsync();
	const { tests = given.quick ? 200 : 2000 } = given;
	const { megabytes = given.quick ? 5 : 50 } = given;
	const scratch = mkdtempSync(join(tmpdir(), "coconut-bench-"));
	try {
		measureLit(scratch, tests);
		measureFilecheck(
			scratch,
			SIZES.filter((s) => s <= megabytes),
		);
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
	return 0;
}

function print(text: string): void {
	writeAll(1, Buffer.from(`${text}\n`));
}

/** Wall and processor seconds of a command, children included; undefined where it failed. */
function time(
	file: string,
	args: readonly string[],
	cwd: string,
): { wall: number; cpu: number } | undefined {
	const began = performance.now();
	const script =
		'times >/dev/null; "$@" >/dev/null 2>&1; code=$?; times; exit $code';
	const r = spawnSync("bash", ["-c", script, "bench", file, ...args], { cwd });
	const wall = (performance.now() - began) / 1000;
	if (r.status !== 0) return undefined;
	const children = r.stdout.toString().trim().split("\n").at(-1) ?? "";
	let cpu = 0;
	for (const m of children.matchAll(/(\d+)m([\d.]+)s/g))
		cpu += 60 * Number(m[1]) + Number(m[2]);
	return { wall, cpu };
}

function cell(t: { wall: number; cpu: number } | undefined): string {
	return t === undefined
		? "failed"
		: `${t.wall.toFixed(2)} s wall, ${t.cpu.toFixed(2)} s processor`;
}

function measureLit(scratch: string, count: number): void {
	const dir = join(scratch, "tests");
	writeTests(dir, count);
	const ours = time(join(installRoot(), "bin/lit"), ["-q", dir], scratch);
	print(`lit, ${count} small tests`);
	print(`  ours        ${cell(ours)}`);
	if (!existsSync(LLVM_LIT)) {
		print("  LLVM 14's   not installed");
		return;
	}
	const theirs = time("/usr/bin/python3", [LLVM_LIT, "-q", dir], scratch);
	print(`  LLVM 14's   ${cell(theirs)}`);
	if (ours && theirs)
		print(`  ratio       ${(theirs.wall / ours.wall).toFixed(1)}x wall`);
}

function writeTests(dir: string, count: number): void {
	mkdirSync(join(dir, "Inputs"), { recursive: true });
	writeFileSync(
		join(dir, "lit.config.json"),
		'{ "name": "bench", "suffixes": [".ll"], "excludes": ["Inputs"] }\n',
	);
	writeFileSync(
		join(dir, "lit.cfg"),
		`import lit.formats
config.name = "bench"
config.suffixes = [".ll"]
config.excludes = ["Inputs"]
config.test_format = lit.formats.ShTest(False)
config.environment["PATH"] = "${LLVM}/bin:/usr/bin:/bin"
`,
	);
	for (let i = 0; i < count; i++) {
		writeFileSync(
			join(dir, "Inputs", `${i}.txt`),
			`define i32 @f${i}(i32 %a) {\n  %r = add nsw i32 %a, ${i}\n  ret i32 %r\n}\n`,
		);
		writeFileSync(
			join(dir, `t${i}.ll`),
			`; RUN: cat %S/Inputs/${i}.txt | FileCheck %s
; CHECK-LABEL: define i32 @f${i}(
; CHECK-NEXT: [[R:%[a-z]+]] = add nsw i32 %a, ${i}
; CHECK-NOT: mul
; CHECK: ret i32 [[R]]
`,
		);
	}
}

function measureFilecheck(scratch: string, sizes: readonly number[]): void {
	print(`filecheck, ${DIRECTIVES_PER_MB} directives a megabyte`);
	const theirs = join(LLVM, "bin/FileCheck");
	for (const size of sizes) {
		writePair(scratch, size);
		const args = ["big.chk", "--input-file=big.txt"];
		const a = time(join(installRoot(), "bin/filecheck"), args, scratch);
		const b = existsSync(theirs) ? time(theirs, args, scratch) : undefined;
		const ratio = a && b ? `, ${(b.cpu / a.cpu).toFixed(1)}x` : "";
		print(
			`  ${String(size).padStart(3)} MB  ours ${cell(a)}; LLVM 14's ${existsSync(theirs) ? cell(b) : "not installed"}${ratio}`,
		);
	}
}

/** A text of functions and a check file with a directive of each common kind for one function after the other. */
function writePair(scratch: string, megabytes: number): void {
	const count = megabytes * DIRECTIVES_PER_MB;
	const each = (megabytes * 1_000_000) / count;
	const input: string[] = [];
	const check: string[] = [];
	for (let i = 0; i < count; i++) {
		const lines = Math.floor(each / 38);
		input.push(`define i32 @fn${i}(i32 %a, i32 %b) {`);
		for (let k = 0; k < lines; k++)
			input.push(`  %v${k} = add nsw i32 %a, ${(k * 7919) % 1000} ; ${i}`);
		input.push(`  ret i32 %v${lines - 1}`, "}", "");
		const add = "add nsw i32 %a,";
		check.push(
			[
				`; CHECK-LABEL: define i32 @fn${i}(`,
				`; CHECK: define i32 @fn${i}({{.*}}) {`,
				`; CHECK: [[R${i % 7}:%v[0-9]+]] = ${add} {{[0-9]+}} ; ${i}`,
				`; CHECK-NOT: define i32 @gn${i}(\n; CHECK: ret i32 {{%v[0-9]+}}`,
				`; CHECK: ${add} {{.*}} ; ${i}{{$}}\n; CHECK-NEXT: {{%.*}} = add`,
			][i % 5] ?? "",
		);
	}
	writeFileSync(join(scratch, "big.txt"), `${input.join("\n")}\n`);
	writeFileSync(join(scratch, "big.chk"), `${check.join("\n")}\n`);
}
