/**
 * The part of libgccjit's C interface that is used (GCC 12), as one table. The recorder's methods are typed from it, the
 * worker binds and replays from it.
 *
 * Each row is the result and the arguments: `h` a handle, `H` a count of handles and the array of them (two C arguments),
 * `Z` the same with a size_t, `A` an array of as many handles as the one before, `s` a string, `i` int, `z` size_t, `l` int64_t, `p` an address, `d` double,
 * `b` bytes, `B` bytes and their number (two C arguments), `v` nothing. `h` as the first argument is the context unless
 * the name says otherwise.
 */
export const API = {
	context_new_location: "h h s i i",
	context_get_type: "h h i",
	type_get_pointer: "h h",
	type_get_aligned: "h h z",
	context_new_array_type: "h h h h i",
	context_new_field: "h h h h s",
	context_new_struct_type: "h h h s H",
	struct_as_type: "h h",
	context_new_function_ptr_type: "h h h h H i",
	context_new_param: "h h h h s",
	param_as_lvalue: "h h",
	context_new_function: "h h h i h s H i",
	context_get_builtin_function: "h h s",
	function_get_param: "h h i",
	param_as_rvalue: "h h",
	rvalue_get_type: "h h",
	function_get_address: "h h h",
	function_new_block: "h h s",
	function_new_local: "h h h h s",
	context_new_global: "h h h i h s",
	global_set_initializer: "h h B",
	global_set_initializer_rvalue: "h h h",
	context_new_struct_constructor: "h h h h Z A",
	context_new_array_constructor: "h h h h Z",
	lvalue_as_rvalue: "h h",
	context_new_rvalue_from_long: "h h h l",
	context_new_rvalue_from_ptr: "h h h p",
	context_new_rvalue_from_double: "h h h d",
	context_null: "h h h",
	context_new_string_literal: "h h b",
	context_new_unary_op: "h h h i h h",
	context_new_binary_op: "h h h i h h h",
	context_new_comparison: "h h h i h h",
	context_new_call: "h h h h H",
	context_new_call_through_ptr: "h h h h H",
	context_new_cast: "h h h h h",
	context_new_bitcast: "h h h h h",
	context_new_array_access: "h h h h h",
	lvalue_access_field: "h h h h",
	rvalue_dereference_field: "h h h h",
	rvalue_dereference: "h h h",
	lvalue_get_address: "h h h",
	block_add_eval: "v h h h",
	block_add_assignment: "v h h h h",
	block_end_with_conditional: "v h h h h h",
	block_end_with_jump: "v h h h",
	block_end_with_return: "v h h h",
	block_end_with_void_return: "v h h",
	context_new_case: "h h h h h",
	block_end_with_switch: "v h h h h H",
} as const;
export type ApiName = keyof typeof API;

/** Rows of the table in a fixed order: a recording names a function by its index. */
export const API_NAMES = Object.keys(API) as ApiName[];

export const TYPE = {
	void: 0,
	voidPtr: 1,
	bool: 2,
	char: 3,
	signedChar: 4,
	unsignedChar: 5,
	short: 6,
	unsignedShort: 7,
	int: 8,
	unsignedInt: 9,
	long: 10,
	unsignedLong: 11,
	double: 15,
	unsignedInt128: 27,
	int128: 32,
} as const;
export const FUNCTION = { exported: 0, internal: 1, imported: 2 } as const;
export const GLOBAL = { exported: 0, internal: 1, imported: 2 } as const;
export const BINARY = {
	plus: 0,
	minus: 1,
	mult: 2,
	divide: 3,
	modulo: 4,
	and: 5,
	xor: 6,
	or: 7,
	shl: 10,
	shr: 11,
} as const;
export const UNARY = { minus: 0, not: 1, logicalNot: 2 } as const;
export const COMPARE = { eq: 0, ne: 1, lt: 2, le: 3, gt: 4, ge: 5 } as const;
export const OUTPUT = { assembler: 0, object: 1, dylib: 2 } as const;
export const BOOL_OPTION = { debuginfo: 0 } as const;
export const INT_OPTION = { optimizationLevel: 0 } as const;
