/** Who may import whom: tools → grammar, lower, passes, gccjit, check → ir, cpython → support; siblings never. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { installRoot } from "../../lib/support/root.ts";

const BASE = ["lib/ir", "lib/cpython", "lib/support"];

/** The folders a folder's files may import, beside itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	"lib/support": [],
	"lib/ir": ["lib/support"],
	"lib/cpython": ["lib/support"],
	"lib/lower": BASE,
	"lib/passes": BASE,
	"lib/gccjit": BASE,
	"lib/check": ["lib/support"],
	grammar: BASE,
	tools: [
		...BASE,
		"grammar",
		"lib/lower",
		"lib/passes",
		"lib/gccjit",
		"lib/check",
	],
};

/** Packages that one folder alone may import. */
const OWNED_PACKAGES: Readonly<Record<string, string>> = {
	chevrotain: "grammar",
	koffi: "lib/gccjit",
	diff: "lib/check",
};

interface Import {
	readonly file: string;
	readonly target: string;
}

function sources(folder: string): string[] {
	const root = installRoot();
	if (!existsSync(join(root, folder))) return [];
	return readdirSync(join(root, folder), { recursive: true })
		.map((f) => join(folder, String(f)))
		.filter((f) => f.endsWith(".ts"));
}

/** Every import of a file, static, re-exported, dynamic or of a type; relative ones as paths from the root. */
function importsOf(file: string, text: string): Import[] {
	const found: Import[] = [];
	const pattern =
		/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\(\s*)["']([^"'\n]+)["']/g;
	const code = text.replace(/^\s*(\/\/|\*).*$/gm, "");
	for (const [, specifier = ""] of code.matchAll(pattern))
		found.push({
			file,
			target: specifier.startsWith(".")
				? normalize(join(dirname(file), specifier))
				: specifier,
		});
	return found;
}

function areaOf(path: string): string | undefined {
	return Object.keys(MAY_IMPORT).find((a) => path.startsWith(`${a}/`));
}

function violations(imports: readonly Import[]): string[] {
	const bad: string[] = [];
	for (const { file, target } of imports) {
		const from = areaOf(file);
		const to = areaOf(target);
		const owner = OWNED_PACKAGES[target.split("/")[0] ?? ""];
		if (from === undefined) continue;
		if (to !== undefined && to !== from && !MAY_IMPORT[from]?.includes(to))
			bad.push(`${file} imports ${target}: ${from} may not import ${to}`);
		if (owner !== undefined && to === undefined && owner !== from)
			bad.push(`${file} imports ${target}: only ${owner} may`);
		if (target.startsWith(".."))
			bad.push(`${file} imports ${target}, outside the repository`);
		if (to === undefined && /^(tests|bench|scripts)\//.test(target))
			bad.push(`${file} imports ${target}: ${from} may not import that`);
	}
	return bad;
}

test("every import goes down the layers", () => {
	const files = Object.keys(MAY_IMPORT).flatMap(sources);
	assert.ok(files.length > 10, "the sources are found");
	const imports = files.flatMap((f) =>
		importsOf(f, readFileSync(join(installRoot(), f), "utf8")),
	);
	assert.equal(violations(imports), []);
});

test("an import of a sibling is seen", () => {
	const text = 'import { a } from "../passes/dce.ts";\nexport const b = a;\n';
	assert.equal(violations(importsOf("lib/lower/x.ts", text)), [
		"lib/lower/x.ts imports lib/passes/dce.ts: lib/lower may not import lib/passes",
	]);
});

test("an import upwards, of a type, dynamic or re-exported is seen", () => {
	for (const text of [
		'import type { T } from "../../grammar/ir.ts";',
		'const t = await import("../../grammar/ir.ts");',
		'export { t } from "../../grammar/ir.ts";',
		'import "../../grammar/ir.ts";',
		'let t: import("../../grammar/ir.ts").T;',
	])
		assert.is(violations(importsOf("lib/ir/x.ts", text)).length, 1, text);
});

test("packages with an owner are seen elsewhere", () => {
	const text =
		'import { Lexer } from "chevrotain";\nimport koffi from "koffi";';
	assert.is(violations(importsOf("lib/passes/x.ts", text)).length, 2);
	assert.is(violations(importsOf("grammar/x.ts", text)).length, 1);
});

test.run();
