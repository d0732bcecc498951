/** Attributes and items. */
import { type Handlers, plain, withArg } from "./handler.ts";

export const attributes = {
	LOAD_ATTR: withArg("py.load_attr", 1),
	STORE_ATTR: withArg("py.store_attr", 2),
	DELETE_ATTR: withArg("py.delete_attr", 1),
	LOAD_METHOD: withArg("py.load_method", 1),
	BINARY_SUBSCR: plain("py.binary_subscr", 2),
	STORE_SUBSCR: plain("py.store_subscr", 3),
	DELETE_SUBSCR: plain("py.delete_subscr", 2),
} as const satisfies Handlers;
