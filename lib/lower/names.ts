/** Names that are not fast locals: globals, names of class bodies and modules, cells and free variables. */
import { type Handlers, plain, withArg } from "./handler.ts";

export const names = {
	LOAD_GLOBAL: (t, i) => {
		// The low bit asks for the NULL that a call wants; it has no effect, so it goes first.
		if (i.arg & 1) t.push(t.emit1("py.push_null", [], []));
		t.push(t.emit1("py.load_global", [i.arg >> 1], []));
	},
	STORE_GLOBAL: withArg("py.store_global", 1),
	DELETE_GLOBAL: withArg("py.delete_global", 0),
	LOAD_NAME: withArg("py.load_name", 0),
	STORE_NAME: withArg("py.store_name", 1),
	DELETE_NAME: withArg("py.delete_name", 0),
	LOAD_BUILD_CLASS: plain("py.load_build_class", 0),
	LOAD_ASSERTION_ERROR: plain("py.load_assertion_error", 0),
	SETUP_ANNOTATIONS: plain("py.setup_annotations", 0),
	MAKE_CELL: withArg("py.make_cell", 0),
	COPY_FREE_VARS: withArg("py.copy_free_vars", 0),
	LOAD_CLOSURE: withArg("py.load_closure", 0),
	LOAD_DEREF: withArg("py.load_deref", 0),
	LOAD_CLASSDEREF: withArg("py.load_classderef", 0),
	STORE_DEREF: withArg("py.store_deref", 1),
	DELETE_DEREF: withArg("py.delete_deref", 0),
} as const satisfies Handlers;
