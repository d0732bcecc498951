/** Which interpreter is measured, and whether it can run compiled code. */
import { join } from "node:path";
import { Diagnostic } from "../lib/support/diagnostic.ts";
import { execute, which } from "../tests/programs/execute.ts";

export interface Build {
	readonly path: string;
	readonly version: string;
	/** The configure options that matter for speed. */
	readonly config: string;
	readonly include: string;
	readonly extensionSuffix: string;
}

const PROBE = `
import json, shlex, sys, sysconfig
flags = [a for a in shlex.split(sysconfig.get_config_var("CONFIG_ARGS") or "")
         if any(w in a for w in ("optimiz", "lto", "debug", "shared", "CFLAGS=", "computed"))]
print(json.dumps({"version": sys.version.replace("\\n", " "), "config": " ".join(flags).strip(),
    "include": sysconfig.get_path("include"), "extensionSuffix": sysconfig.get_config_var("EXT_SUFFIX")}))
`;

/** Asks an interpreter for its build. Throws a Diagnostic when it does not run. */
export async function probePython(name: string): Promise<Build> {
	const path = name.includes("/") ? name : (which(name) ?? name);
	const run = await execute({
		argv: [path, "-c", PROBE],
		env: {},
		timeout: 30,
	});
	if (run.exit !== 0)
		throw new Diagnostic(
			`cannot run the interpreter '${path}': ${lastLine(run.stderr)}`,
		);
	return { path, ...(JSON.parse(run.stdout) as Omit<Build, "path">) };
}

const LOADS = `
import importlib.util
if importlib.util.find_spec("coconut.__main__") is None:
    raise ImportError("it has no __main__")
import coconut
`;

/** Why compiled runs are impossible here, in one line, or undefined when they are possible. */
export async function whyNotCompiled(
	build: Build,
	root: string,
): Promise<string | undefined> {
	const run = await execute({
		argv: [build.path, "-c", LOADS],
		env: { PYTHONPATH: join(root, "runtime/python") },
		timeout: 60,
	});
	return run.exit === 0 ? undefined : lastLine(run.stderr);
}

/** The last line that says something, of what a program wrote on stderr. */
export function lastLine(text: string): string {
	return text.trimEnd().split("\n").at(-1)?.trim() || "it said nothing";
}

/** The first line with `error:`, of what one of our tools wrote on stderr, else the last line. */
export function errorLine(text: string): string {
	const line = text.split("\n").find((l) => l.includes("error: "));
	return line?.trim() ?? lastLine(text);
}
