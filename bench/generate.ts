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

/** A piece of a long function's body, and about how many bytecodes it is. */
interface Piece {
	readonly bytecodes: number;
	/** The lines, without indentation, of the piece number `i`. */
	readonly lines: (i: number) => readonly string[];
}

/** What long functions are made of: each kind asks other things of the passes. */
export const SHAPES = {
	straight: {
		bytecodes: 16,
		lines: (i) => [`a = a * ${i % 9} - b`, `b = f(a, b)`, "c.x = a"],
	},
	branches: {
		bytecodes: 21,
		lines: (i) => [
			`if a > b + ${i}:`,
			"    a = a * 3 - b",
			"else:",
			`    b = f(a, ${i}) + b`,
		],
	},
	loops: {
		bytecodes: 38,
		lines: (i) => [
			`for i in range(${(i % 7) + 2}):`,
			"    a += i * b",
			`while c < ${i}:`,
			"    c += 1",
			"    b = f(b, c)",
		],
	},
	tries: {
		bytecodes: 34,
		lines: (i) => [
			"try:",
			"    a = f(a, b)",
			`except ValueError as e:`,
			`    b = ${i}`,
			"finally:",
			"    c += 1",
		],
	},
} as const satisfies Record<string, Piece>;

/** One of SHAPES, or a literal with thousands of entries. */
export type Shape = keyof typeof SHAPES | "literal";
export const SHAPE_NAMES: readonly Shape[] = [
	...(Object.keys(SHAPES) as (keyof typeof SHAPES)[]),
	"literal",
];

/** A Python module with one function of about so many bytecodes. */
export function generatePython(bytecodes: number, shape: Shape): string {
	const head = "def long(a, b, c, f):";
	if (shape === "literal") {
		const entries: string[] = [];
		for (let i = 0; i < bytecodes / 10; i++)
			entries.push(`        "k${i}": [a, b + ${i}, "v${i}"],`);
		return [head, "    return {", ...entries, "    }", ""].join("\n");
	}
	const { bytecodes: each, lines } = SHAPES[shape];
	const body: string[] = [];
	for (let i = 0; i < bytecodes / each; i++)
		for (const line of lines(i)) body.push(`    ${line}`);
	return [head, ...body, "    return a, b, c", ""].join("\n");
}
