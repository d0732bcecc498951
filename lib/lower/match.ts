/** Pattern matching. */
import type { OpName } from "../ir/ops.ts";
import { type Handle, type Handlers, withArg } from "./handler.ts";

/** Pushes whether the subject on top of the stack is of a kind. */
function isKind(name: OpName): Handle {
	return (t) => t.push(t.bool(t.emit1(name, [], [t.peek(1)]), false));
}

export const match = {
	MATCH_MAPPING: isKind("py.match_mapping"),
	MATCH_SEQUENCE: isKind("py.match_sequence"),
	MATCH_KEYS: (t) =>
		t.push(t.emit1("py.match_keys", [], [t.peek(2), t.peek(1)])),
	MATCH_CLASS: withArg("py.match_class", 3),
} as const satisfies Handlers;
