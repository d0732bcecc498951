/** Building, filling and taking apart containers; strings from parts; iteration. */
import type { OpName } from "../ir/ops.ts";
import { type Handle, type Handlers, plain, variadic } from "./handler.ts";

const itself = (n: number): number => n;

/** Adds `n` popped values to the container that lies `arg` below them. */
function addTo(name: OpName, n: number): Handle {
	return (t, i) => {
		const items = t.popMany(n);
		t.emit(name, [], [t.peek(i.arg), ...items]);
	};
}

export const containers = {
	BUILD_TUPLE: variadic("py.build_tuple", itself),
	BUILD_LIST: variadic("py.build_list", itself),
	BUILD_SET: variadic("py.build_set", itself),
	BUILD_MAP: variadic("py.build_map", (n) => 2 * n),
	BUILD_CONST_KEY_MAP: variadic("py.build_const_key_map", (n) => n + 1),
	BUILD_STRING: variadic("py.build_string", itself),
	BUILD_SLICE: variadic("py.build_slice", (n) => (n === 3 ? 3 : 2)),
	LIST_APPEND: addTo("py.list_append", 1),
	SET_ADD: addTo("py.set_add", 1),
	MAP_ADD: addTo("py.map_add", 2),
	LIST_EXTEND: addTo("py.list_extend", 1),
	SET_UPDATE: addTo("py.set_update", 1),
	DICT_UPDATE: addTo("py.dict_update", 1),
	DICT_MERGE: (t, i) => {
		// The callee is only named in the error; PEEK(2 + oparg) of ceval.c, after the mapping is popped.
		const mapping = t.pop();
		t.emit("py.dict_merge", [], [t.peek(i.arg + 2), t.peek(i.arg), mapping]);
	},
	LIST_TO_TUPLE: plain("py.list_to_tuple", 1),
	UNPACK_SEQUENCE: (t, i) => {
		const items = t.emit("py.unpack_sequence", [i.arg], [t.pop()]);
		for (const item of items.toReversed()) t.push(item);
	},
	UNPACK_EX: (t, i) => {
		const counts = [i.arg & 0xff, i.arg >>> 8];
		const items = t.emit("py.unpack_ex", counts, [t.pop()]);
		for (const item of items.toReversed()) t.push(item);
	},
	FORMAT_VALUE: (t, i) => {
		const operands = t.popMany((i.arg & 4) === 4 ? 2 : 1);
		t.push(t.emit1("py.format_value", [i.arg], operands));
	},
	GET_ITER: plain("py.get_iter", 1),
	FOR_ITER: (t) => t.branchNull(t.emit1("py.for_iter", [], [t.peek(1)])),
	GET_LEN: (t) => t.push(t.emit1("py.get_len", [], [t.peek(1)])),
} as const satisfies Handlers;
