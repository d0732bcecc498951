/** The only place that loads koffi: native code, so it is loaded when it is first needed and never at import. */
import type * as Koffi from "koffi";
import { installRoot, requireBuiltin } from "../support/root.ts";

let loaded: typeof Koffi | undefined;

/** koffi's module, loaded at the first call. */
export function loadKoffi(): typeof Koffi {
	if (loaded) return loaded;
	const { createRequire } = requireBuiltin(
		"node:module",
	) as typeof import("node:module");
	loaded = createRequire(`${installRoot()}/package.json`)(
		"koffi",
	) as typeof Koffi;
	return loaded;
}
