/** What `coconut` runs while its start-up snapshot is built: a compilation up to the calls of libgccjit, which no snapshot can hold. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readPyc } from "../../lib/cpython/pyc.ts";
import { emitModule } from "../../lib/gccjit/emit.ts";
import { translateModule } from "../../lib/lower/translate.ts";
import { runPasses } from "./chain.ts";

export function warmUp(samples: string): void {
	const file = join(samples, "sample.pyc");
	const { code, version } = readPyc(readFileSync(file), file);
	const module = translateModule(code, version, { file });
	runPasses(module, { level: 2 });
	emitModule(module, {});
}
