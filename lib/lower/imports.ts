/** Imports. */
import { type Handlers, plain, withArg } from "./handler.ts";

export const imports = {
	IMPORT_NAME: withArg("py.import_name", 2),
	IMPORT_FROM: (t, i) =>
		t.push(t.emit1("py.import_from", [i.arg], [t.peek(1)])),
	IMPORT_STAR: plain("py.import_star", 1),
} as const satisfies Handlers;
