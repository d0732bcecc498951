/** What goes wrong on the way through libgccjit comes out as diagnostics that name the op. */
import { readFileSync, rmSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import {
	compileModule,
	gccLevel,
	gccOptions,
} from "../../../lib/gccjit/compile.ts";
import { parallelMoves } from "../../../lib/gccjit/moves.ts";
import type { Reply } from "../../../lib/gccjit/protocol.ts";
import { CONTEXT, NULL, Recorder } from "../../../lib/gccjit/recorder.ts";
import type { Expr, Local } from "../../../lib/gccjit/tree.ts";
import { Worker, WorkerDied } from "../../../lib/gccjit/worker.ts";
import { Diagnostic } from "../../../lib/support/diagnostic.ts";

const worker = new Worker();

async function failure(text: string, extra = {}): Promise<Diagnostic> {
	try {
		const module = parseModule(text, "t.ir");
		await compileModule(module, { emit: "asm", worker, ...extra });
	} catch (e) {
		if (e instanceof Diagnostic) return e;
		throw e;
	}
	throw new Error("it compiled");
}

test("GCC does not optimise what its passes would take too long for", () => {
	assert.is(gccLevel(2, 25_000), 2);
	assert.is(gccLevel(2, 100_000), 0);
	assert.is(gccLevel(0, 100), 0);
	const options = (longest: number) => gccOptions(2, longest).options;
	assert.ok(options(1000).includes("-ftree-vrp"));
	assert.not(options(15_000).includes("-ftree-vrp"));
	assert.ok(options(15_000).includes("-fno-tree-pta"));
	assert.equal(gccOptions(0, 15_000), { opt: 0, options: [] });
});

test("the longest function is known, and the level", async () => {
	const body = (n: number): string =>
		Array.from({ length: n }, () => "  call @g()\n").join("");
	const text = `module target "none"
declare @g() effects(arbitrary)
func export @short() {
^entry:
${body(2)}  ret
}
func export @long() {
^entry:
${body(7)}  ret
}
`;
	const options = { emit: "asm", worker, opt: 1 } as const;
	const { stats } = await compileModule(parseModule(text, "t.ir"), options);
	assert.equal([stats.longest, stats.statements, stats.level], [8, 11, 1]);
});

test("an op that a pass has to expand is named with its place", async () => {
	const e = await failure(`module target "none"
func export @f(%o: borrow obj) {
^entry:
  incref %o
  ret
}
`);
	assert.is(
		e.message,
		"'incref' cannot be emitted: refcount expansion has to expand it first",
	);
	assert.equal([e.place?.line, e.place?.column], [4, 3]);
});

test("a type error that libgccjit finds names the op, and the worker lives on", async () => {
	// Not verified on purpose: an i64 where an f64 is wanted.
	const text = `module target "none"
func export @f(%x: f64, %n: i64) -> f64 {
^entry:
  %a = fadd %x, %n
  ret %a
}
`;
	const e = await failure(text);
	assert.match(e.message, /^libgccjit refused '(fadd|ret)': /);
	assert.is(e.place?.file, "t.ir");
	const good = parseModule(text.replace("%x, %n\n", "%x, %x\n"), "t.ir");
	const { text: assembler } = await compileModule(good, {
		emit: "asm",
		worker,
	});
	assert.match(assembler ?? "", /addsd/);
});

test("an option that GCC does not know is a diagnostic", async () => {
	const e = await failure(
		'module target "none"\nfunc export @f() {\n^entry:\n  ret\n}\n',
		{ options: ["-fno-such-option"] },
	);
	assert.match(e.message, /^(GCC died|libgccjit failed).*no-such-option/);
});

test("a crash rejects the request, and the next one gets a new process", async () => {
	const r = new Recorder();
	// A handle of the wrong kind: the context, where an rvalue should be.
	const int = r.call("context_get_type", CONTEXT, 8);
	r.call("context_new_cast", CONTEXT, NULL, CONTEXT, int);
	const request = {
		kind: "compile",
		recording: r.finish(),
		opt: 0,
		debug: false,
		options: [],
		assembler: undefined,
		dump: undefined,
		reproducer: undefined,
	} as const;
	let died: unknown;
	try {
		await worker.request(request);
	} catch (e) {
		died = e;
	}
	assert.ok(died instanceof WorkerDied, String(died));
	const module = parseModule(
		'module target "none"\nfunc export @f() {\n^entry:\n  ret\n}\n',
		"t.ir",
	);
	const { text } = await compileModule(module, { emit: "asm", worker });
	assert.match(text ?? "", /^f:/m);
});

class DyingWorker extends Worker {
	override request(): Promise<Reply> {
		const said = "fake.c: internal compiler error: in expand, at expr.cc:1\n";
		return Promise.reject(new WorkerDied(null, "SIGSEGV", said));
	}
}

test("when GCC dies its words are told, and a reproducer is saved", async () => {
	const dying = new DyingWorker();
	const e = await failure(
		'module target "none"\nfunc export @f() {\n^entry:\n  ret\n}\n',
		{ worker: dying },
	);
	dying.close();
	assert.is(
		e.message,
		"GCC died (killed by SIGSEGV): internal compiler error: in expand, at expr.cc:1",
	);
	const path = /'(.*)'/.exec(e.hint ?? "")?.[1] ?? "";
	assert.match(readFileSync(path, "utf8"), /gcc_jit_context_new_function/);
	rmSync(path);
});

const local = (name: string): Local => ({
	name,
	type: "i64",
	pointee: undefined,
	parameter: false,
});
const read = (l: Local): Expr => ({ kind: "local", local: l });

test("parallel moves: chains are ordered, cycles go through a temporary", () => {
	const [a, b, c, d] = ["a", "b", "c", "d"].map(local) as [
		Local,
		Local,
		Local,
		Local,
	];
	const moves = [
		{ to: a, from: read(b) },
		{ to: b, from: read(c) },
		{ to: c, from: read(a) },
		{ to: d, from: read(a) },
	];
	const values = new Map([a, b, c, d].map((l) => [l, l.name]));
	for (const m of parallelMoves(moves, (l) => local(`old_${l.name}`))) {
		assert.is(m.from.kind, "local");
		if (m.from.kind === "local")
			values.set(m.to, values.get(m.from.local) as string);
	}
	assert.equal(
		[a, b, c, d].map((l) => values.get(l)),
		["b", "c", "a", "a"],
	);
});

test.after(() => worker.close());

test.run();
