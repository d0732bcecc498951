/** Guards of specialised code that can be done without, once they have failed too often. */

/** Ops that can be done without a guard: on objects. */
export const GUARDED: ReadonlySet<string> = new Set([
	"py.binary_op",
	"py.unary_op",
	"py.compare_op",
	"py.contains_op",
	"py.is_op",
	"py.truth",
	"py.call",
	"py.load_method",
	"py.load_global",
	"py.binary_subscr",
	"py.store_subscr",
	"py.unpack_sequence",
	"py.load_attr",
	"py.store_attr",
	"py.load_deref",
	"py.store_deref",
	"py.get_iter",
	"py.list_append",
	"py.set_add",
	"py.map_add",
]);
