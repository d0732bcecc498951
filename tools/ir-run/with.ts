/** Runs the native code of Python functions in the target Python. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pythonCommand, pythonEnvironment } from "../../lib/cpython/compile.ts";
import { compileModule } from "../../lib/gccjit/compile.ts";
import type { Module } from "../../lib/ir/ir.ts";
import { Diagnostic } from "../../lib/support/diagnostic.ts";
import { osError } from "../../lib/support/tool.ts";

/** Attaches the library to the file's code, executes that, calls the function, prints the repr of what it returns. */
const PROGRAM = `
import ast, sys, types
library, path, name, *texts = sys.argv[1:]
import coconut
def value(text):
    try:
        return ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return text
def fail(message):
    sys.exit(f"ir-run: error: {message}")
try:
    with open(path, "rb") as file:
        code = compile(file.read(), path, "exec", dont_inherit=True)
    coconut.attach(library, code)
except OSError as error:
    fail(f"cannot read '{path}': {error.strerror}")
except (coconut.RefusedError, coconut.AttachError, SyntaxError) as error:
    fail(error)
module = types.ModuleType("__coconut__")
module.__file__ = path
sys.modules[module.__name__] = module
sys.argv[:] = [path]
exec(code, module.__dict__)
found = module
for part in name.split("."):
    if not hasattr(found, part):
        fail(f"'{path}' has no '{name}'")
    found = getattr(found, part)
print(repr(found(*map(value, texts))))
`;

export interface WithOptions {
	/** The Python source that the module was compiled from. */
	readonly file: string;
	readonly opt: number;
	/** Interpreter; the default is that of every tool. */
	readonly python: string | undefined;
}

/**
 * Calls a Python function by its qualified name with Python literals (anything else is a string). Returns the exit
 * code of the interpreter: 1 when the function raises. Throws a Diagnostic when the interpreter cannot be run or dies.
 */
export async function runWithPython(
	module: Module,
	name: string,
	args: readonly string[],
	options: WithOptions,
): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "coconut-"));
	try {
		const library = join(folder, "module.so");
		await compileModule(module, {
			emit: "so",
			output: library,
			opt: options.opt,
		});
		const python = pythonCommand(options.python);
		const child = spawnSync(
			python,
			["-c", PROGRAM, library, options.file, name, ...args],
			{ stdio: "inherit", env: pythonEnvironment() },
		);
		if (child.error)
			throw new Diagnostic(`cannot run '${python}': ${osError(child.error)}`);
		if (child.signal)
			throw new Diagnostic(
				`'@${name}' took its process down: killed by ${child.signal}`,
			);
		return child.status === 0 ? 0 : 1;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
