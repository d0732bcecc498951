/**
 * Handlers of exceptions: what an op raises goes on in specialised code (engine.ts), on the numbers that the path has. What they do costs the same in
 * either version.
 */
import { asItIs } from "./general.ts";
import type { Handler, Handlers } from "./handlers.ts";

const same: Handler = (p, op) => {
	asItIs(p, op);
	return true;
};

/** The same of what may run code, and so switch tracing on. */
const runs: Handler = (p, op) => {
	asItIs(p, op);
	p.pendingTrace = true;
	return true;
};

export const EXCEPTIONS: Handlers = {
	"py.push_exc_info": same,
	"py.check_exc_match": runs,
	"py.pop_except": runs,
	"py.raise": same,
	"py.reraise": same,
};
