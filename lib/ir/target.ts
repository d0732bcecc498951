/** The preludes of targets/: what is known of one CPython version, as a module. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startupSnapshot } from "node:v8";
import { Diagnostic, nearest } from "../support/diagnostic.ts";
import { installRoot } from "../support/root.ts";
import { osError } from "../support/tool.ts";
import { type Module, newModule } from "./ir.ts";

/** Parses a module; the parser is above this layer. */
export type Parse = (text: string, file: string) => Module;

const loaded = new Map<string, Module>();

/** Targets whose prelude is known to be what its file holds. The start-up snapshot may bring one that was edited since. */
const current = new Set<string>();

/**
 * The prelude of a target such as `cpython-3.11-x86_64-linux-gnu`, parsed once: nobody may edit it. An empty module for
 * `none`. Throws a Diagnostic for a target that there is none of.
 */
export function loadTarget(target: string, parse: Parse): Module {
	let prelude = loaded.get(target);
	if (prelude && current.has(target)) return prelude;
	if (target === "none") prelude = newModule("none");
	else {
		const path = preludePath(target);
		const text = readText(path);
		if (prelude?.source?.text !== text) prelude = parse(text, path);
	}
	loaded.set(target, prelude);
	if (!startupSnapshot.isBuildingSnapshot()) current.add(target);
	return prelude;
}

function preludePath(target: string): string {
	const folder = join(installRoot(), "targets");
	const names = readdirSync(folder)
		.filter((f) => f.endsWith(".ir"))
		.map((f) => f.slice(0, -3));
	const name = names.find((n) => target === n || target.startsWith(`${n}-`));
	if (name === undefined) {
		const near = nearest(target, names) ?? names.join(", ");
		throw new Diagnostic(
			`unknown target '${target}'`,
			undefined,
			`there is ${near}`,
		);
	}
	return join(folder, `${name}.ir`);
}

function readText(path: string): string {
	try {
		return readFileSync(path, "utf8");
	} catch (e) {
		throw new Diagnostic(`cannot read '${path}': ${osError(e)}`);
	}
}
