/** Mutated IR text: diagnostics only, what prints reads back the same, and passes keep valid modules valid. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import type { Module } from "../../../lib/ir/ir.ts";
import { newModule } from "../../../lib/ir/ir.ts";
import { printModule } from "../../../lib/ir/print.ts";
import { verifyModule } from "../../../lib/ir/verify.ts";
import { passContext, runPass } from "../../../lib/passes/pass.ts";
import { findPass } from "../../../lib/passes/passes.ts";
import {
	Diagnostic,
	Diagnostics,
	formatDiagnostic,
} from "../../../lib/support/diagnostic.ts";
import { installRoot } from "../../../lib/support/root.ts";

const MUTANTS = 4000;
const PASSES = ["simplify-cfg", "constant-fold", "dce", "simplify-cfg"];
const CONTEXT = passContext({
	target: () => newModule("none"),
	library: { version: "", options: "" },
});

let state = 7;
function below(n: number): number {
	state = (state * 1103515245 + 12345) % 2147483648;
	return Math.floor((state / 2147483648) * n);
}

function texts(): string[] {
	return ["ir/roundtrip", "ir/invalid", "ir-opt"].flatMap((folder) => {
		const path = join(installRoot(), "tests/lit", folder);
		const files = readdirSync(path).filter((f) => f.endsWith(".ir"));
		return files.map((f) => readFileSync(join(path, f), "utf8"));
	});
}

function mutate(text: string): string {
	const lines = text.split("\n");
	const any = (): string => lines[below(lines.length)] ?? "";
	for (let k = 1 + below(3); k > 0; k--) {
		const i = below(lines.length);
		const words = (lines[i] ?? "").split(" ");
		const kind = below(4);
		if (kind === 0) lines.splice(i, 1);
		else if (kind === 1) lines.splice(i, 0, any());
		else if (kind === 2) {
			const others = any().split(" ");
			words[below(words.length)] = others[below(others.length)] ?? "";
			lines[i] = words.join(" ");
		} else {
			const at = below((lines[i] ?? "").length + 1);
			const sign = '%^@(){}[],:;"0-x.'[below(17)] ?? "";
			lines[i] =
				(lines[i] ?? "").slice(0, at) + sign + (lines[i] ?? "").slice(at);
		}
	}
	return lines.join("\n");
}

/** The module, or undefined where the text is refused. Anything but a diagnostic comes through. */
function tryParse(text: string): Module | undefined {
	try {
		return parseModule(text, "mutant.ir");
	} catch (e) {
		if (e instanceof Diagnostic || e instanceof Diagnostics) return undefined;
		throw e;
	}
}

test("mutants", () => {
	const seeds = texts();
	let valid = 0;
	for (let n = 0; n < MUTANTS; n++) {
		const text = mutate(seeds[below(seeds.length)] ?? "");
		const module = tryParse(text);
		if (!module) continue;
		const findings = verifyModule(module);
		for (const d of findings) formatDiagnostic(d);
		const printed = printModule(module);
		assert.is(printModule(parseModule(printed, "printed.ir")), printed);
		if (findings.length > 0) continue;
		valid++;
		for (const name of PASSES) {
			const pass = findPass(name);
			assert.ok(pass);
			runPass(pass, module, CONTEXT);
			const [broken] = verifyModule(module);
			assert.is(broken?.message, undefined, `after ${name}:\n${text}`);
		}
	}
	assert.ok(valid > MUTANTS / 20, `${valid} mutants were valid`);
});

test.run();
