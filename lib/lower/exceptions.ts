/** Exceptions and `with`. */
import { type Handlers, plain } from "./handler.ts";

export const exceptions = {
	PUSH_EXC_INFO: (t) => {
		const exception = t.pop();
		t.push(t.emit1("py.push_exc_info", [], [exception]));
		t.push(exception);
	},
	POP_EXCEPT: plain("py.pop_except", 1),
	CHECK_EXC_MATCH: (t) => {
		const type = t.pop();
		const bit = t.emit1("py.check_exc_match", [], [t.peek(1), type]);
		t.push(t.bool(bit, false));
	},
	CHECK_EG_MATCH: plain("py.check_eg_match", 2),
	PREP_RERAISE_STAR: plain("py.prep_reraise_star", 2),
	RAISE_VARARGS: (t, i) => {
		if (i.arg > 2) t.deopt("RAISE_VARARGS");
		else t.leave("py.raise", [], t.popMany(i.arg));
	},
	RERAISE: (t, i) => {
		const lasti = i.arg === 0 ? [] : [t.peek(i.arg + 1)];
		t.leave("py.reraise", [i.arg !== 0], [t.pop(), ...lasti]);
	},
	BEFORE_WITH: plain("py.before_with", 1),
	// The stack holds __exit__, lasti, the exception handled before, the exception.
	WITH_EXCEPT_START: (t) =>
		t.push(t.emit1("py.with_except_start", [], [t.peek(4), t.peek(1)])),
} as const satisfies Handlers;
