/** Generated inputs for the speed of the tools: the same module as our IR and as LLVM's, and long Python functions. */

/** A module of integer functions with a loop and a branch each, in our IR, at least `bytes` long. */
export function generateIr(bytes: number): string {
	const out = ['module target "cpython-3.11-x86_64-linux-gnu"\n'];
	let size = 0;
	for (let i = 0; size < bytes; i++) {
		const text = irFunction(i);
		out.push(text);
		size += text.length;
	}
	return out.join("\n");
}

/** The same functions as LLVM 14 reads them. */
export function generateLlvm(bytes: number): string {
	const out: string[] = [];
	let size = 0;
	for (let i = 0; size < bytes; i++) {
		const text = llvmFunction(i);
		out.push(text);
		size += text.length;
	}
	return out.join("\n");
}

const BODY_OPS = 24;
const OPS = ["add", "sub", "mul", "xor", "and", "or"] as const;

function irFunction(i: number): string {
	const lines = [
		`func export @work${i}(%n: i64, %k: i64) -> i64 {`,
		"^entry:",
		"  %zero = const i64 0",
		"  %one = const i64 1",
		`  %c = const i64 ${i * 7 + 3}`,
		"  br ^head(%zero, %k)",
		"^head(%i: i64, %acc: i64):",
		"  %more = icmp slt %i, %n",
		"  cond_br %more, ^body, ^done",
		"^body:",
		"  %v0 = add %acc, %i",
	];
	for (let j = 1; j < BODY_OPS; j++)
		lines.push(
			`  %v${j} = ${OPS[(i + j) % OPS.length]} %v${j - 1}, ${j % 3 === 0 ? "%c" : j % 3 === 1 ? "%i" : "%k"}`,
		);
	lines.push(
		"  %next = add %i, %one",
		`  br ^head(%next, %v${BODY_OPS - 1})`,
		"^done:",
		"  ret %acc",
		"}",
		"",
	);
	return lines.join("\n");
}

function llvmFunction(i: number): string {
	const lines = [
		`define i64 @work${i}(i64 %n, i64 %k) {`,
		"entry:",
		"  br label %head",
		"",
		"head:",
		"  %i = phi i64 [ 0, %entry ], [ %next, %body ]",
		`  %acc = phi i64 [ %k, %entry ], [ %v${BODY_OPS - 1}, %body ]`,
		"  %more = icmp slt i64 %i, %n",
		"  br i1 %more, label %body, label %done",
		"",
		"body:",
		"  %v0 = add i64 %acc, %i",
	];
	for (let j = 1; j < BODY_OPS; j++)
		lines.push(
			`  %v${j} = ${OPS[(i + j) % OPS.length]} i64 %v${j - 1}, ${j % 3 === 0 ? i * 7 + 3 : j % 3 === 1 ? "%i" : "%k"}`,
		);
	lines.push(
		"  %next = add i64 %i, 1",
		"  br label %head",
		"",
		"done:",
		"  ret i64 %acc",
		"}",
		"",
	);
	return lines.join("\n");
}

/** A Python module with one function of about `bytecodes` bytecodes: branches, a call and arithmetic, over and over. */
export function generatePython(bytecodes: number): string {
	const lines = ["def long(a, b, f):"];
	for (let i = 0; i < bytecodes / 21; i++)
		lines.push(
			`    if a > b + ${i}:`,
			`        a = a * 3 - b`,
			"    else:",
			`        b = f(a, ${i}) + b`,
		);
	lines.push("    return a, b", "");
	return lines.join("\n");
}
