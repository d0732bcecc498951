/**
 * The op table: every op of the IR, once. Parser, printer, verifier, effects queries, refcount insertion, `--help` and
 * the language reference read it. To add an op: add a row, its lowering (lib/passes) or emission (lib/gccjit), its test.
 *
 * Text form of every op: `%results = name attrs operands successors unwind ^h(args) @offset [state] loc(…)`.
 *
 * Operands: `borrow T` leaves the reference with its owner, `consume T` takes it. On Python-level ops `consume` is what
 * the bytecode pops from the value stack and `borrow` what it only peeks at.
 */
import {
	ARBITRARY,
	type Effects,
	NONE,
	raising,
	reads,
	writes,
} from "./effects.ts";
import type { AttrTypes, Op } from "./ir.ts";

/** The kinds of attributes and how each is written. */
export const ATTRS = {
	slot: 'index of a fast local and its name: `0 "a"`',
	const:
		"index into the constants, and the constant where it is short: `1 (42)`",
	name: 'index into the names and the name: `3 "len"`',
	int: "a decimal integer",
	literal: "type and value: `i64 5`, `f64 0.5`",
	string: "a quoted string",
	symbol: "a symbol: `@PyNumber_Add`",
	field: "a struct's field: `@PyObject.ob_type`",
	memtype: "a type in memory: `i64`, `@PyObject`, `[4 x ptr]`",
	type: "a scalar type: `i64`",
	signature: "a C signature: `(ptr, borrow obj) -> own obj or null`",
	cases:
		"the values of a switch, one for each successor after the first: `[1, 2]`",
	weights: "optional odds of the two successors: `weights(1, 99)`",
	kwnames: "optional index of the constant tuple of keyword names: `kw 2`",
	binary: "an operator of BINARY_OP: `add`, `inplace_add`, …",
	unary: "`positive`, `negative`, `invert`",
	compare: "`lt le eq ne gt ge`",
	icmp: "`eq ne slt sle sgt sge ult ule ugt uge`",
	fcmp: "`oeq one olt ole ogt oge une`",
	flag: "an optional keyword of the row's `keyword`",
} as const;
export type AttrKind = keyof typeof ATTRS;

/** BINARY_OP's operators in the order of its oparg (NB_ADD …), see Include/opcode.h. */
export const BINARY = [
	"add",
	"and",
	"floor_divide",
	"lshift",
	"matrix_multiply",
	"multiply",
	"remainder",
	"or",
	"power",
	"rshift",
	"subtract",
	"true_divide",
	"xor",
	"inplace_add",
	"inplace_and",
	"inplace_floor_divide",
	"inplace_lshift",
	"inplace_matrix_multiply",
	"inplace_multiply",
	"inplace_remainder",
	"inplace_or",
	"inplace_power",
	"inplace_rshift",
	"inplace_subtract",
	"inplace_true_divide",
	"inplace_xor",
] as const;
export const UNARY = ["positive", "negative", "invert"] as const;
/** COMPARE_OP's operators in the order of its oparg (Py_LT …). */
export const COMPARE = ["lt", "le", "eq", "ne", "gt", "ge"] as const;
export const ICMP = [
	"eq",
	"ne",
	"slt",
	"sle",
	"sgt",
	"sge",
	"ult",
	"ule",
	"ugt",
	"uge",
] as const;
export const FCMP = ["oeq", "one", "olt", "ole", "ogt", "oge", "une"] as const;

/** The keywords of the enumerated attribute kinds. */
export const KEYWORDS = {
	binary: BINARY,
	unary: UNARY,
	compare: COMPARE,
	icmp: ICMP,
	fcmp: FCMP,
} as const;

type Pattern =
	| "obj"
	| "obj?"
	| "i1"
	| "i8"
	| "i16"
	| "i32"
	| "i64"
	| "f64"
	| "ptr"
	| "int"
	/** An integer of at most one machine word: what wider ones need a library for. */
	| "word"
	| "address"
	/** What memory holds and functions are passed. */
	| "any"
	/** The same, or a complex. */
	| "value"
	| "complex"
	| "ref"
	/** The type of operand 0. */
	| "same";
export type Operand =
	| `borrow ${"obj" | "obj?" | "ref"}`
	| `consume ${"obj" | "obj?" | "ref" | "any"}`
	| Pattern;
/** A result: a fixed type, a type taken from operand 0 or an attribute, owned where it is a new reference. */
export type Result =
	| "own obj"
	| "own obj?"
	| "borrow obj"
	| "borrow obj?"
	| "i1"
	| "i8"
	| "i32"
	| "i64"
	| "f64"
	| "complex"
	| "ptr"
	| "same"
	| "literal"
	| "type"
	| "field"
	| "callee";

export interface OpDef {
	readonly family: "py" | "core";
	readonly attrs: readonly AttrKind[];
	/** Keyword printed when a `flag` attribute is set. */
	readonly keyword?: string;
	readonly operands: readonly Operand[];
	/** Any number of further operands of this kind. */
	readonly rest?: Operand;
	readonly results: readonly Result[];
	/** Any number of results of this kind, their number given by attribute 0 (and 1). */
	readonly manyResults?: Result;
	/** Number of successors of a terminator; `many`: at least one. */
	readonly successors?: 0 | 1 | 2 | "many";
	readonly effects: Effects;
	/** Commutes: operands 0 and 1 may be swapped. */
	readonly commutes?: true;
	readonly doc: string;
}

const SLOTS_READ = raising(reads("slots"));
const py = {
	family: "py",
	attrs: [],
	operands: [],
	results: [],
	effects: ARBITRARY,
} as const;
const core = {
	family: "core",
	attrs: [],
	operands: [],
	results: [],
	effects: NONE,
} as const;
const arith = {
	...core,
	operands: ["int", "same"],
	results: ["same"],
} as const;
const farith = {
	...core,
	operands: ["f64", "f64"],
	results: ["f64"],
} as const;
const division = { ...arith, operands: ["word", "same"] } as const;
const overflow = {
	...core,
	operands: ["word", "same"],
	results: ["same", "i1"],
} as const;
const convert = { ...core, attrs: ["type"], results: ["type"] } as const;
const terminator = { ...core, successors: 0 } as const;

// biome-ignore format: a table, one op a row
export const OPS = {
  // Constants and fast locals
  "py.load_const": { ...py, attrs: ["const"], results: ["borrow obj"], effects: NONE, doc: "a constant of the code object (LOAD_CONST)" },
  "py.load_fast": { ...py, attrs: ["slot"], results: ["borrow obj"], effects: SLOTS_READ, doc: "the value of a fast local; UnboundLocalError when it has none (LOAD_FAST)" },
  "py.peek_fast": { ...py, attrs: ["slot"], results: ["borrow obj?"], effects: reads("slots"), doc: "a fast local as it is, NULL when it has no value" },
  "py.store_fast": { ...py, attrs: ["slot"], operands: ["consume obj"], effects: { ...ARBITRARY, raises: false }, doc: "sets a fast local, releases its old value (STORE_FAST)" },
  "py.delete_fast": { ...py, attrs: ["slot"], doc: "clears a fast local; UnboundLocalError when it has none (DELETE_FAST)" },
  "py.store_number": { ...py, attrs: ["slot"], operands: ["value", "i1"], effects: raising(writes("slots")), doc: "where operand 1 is true, sets a fast local, whose old value nobody sees go, to the int, float, complex or bool of a machine number" },
  // Machine numbers and objects
  "py.box_like": { ...py, operands: ["borrow obj?", "value"], results: ["own obj"], effects: raising(writes("immutable")), doc: "the int, float or complex of a machine number: the object, if it is that number, else a new one" },
  "py.box": { ...py, operands: ["value"], results: ["own obj"], effects: raising(writes("immutable")), doc: "the int, float or complex of a machine number" },
  "py.put_number": { ...py, operands: ["any", "ptr"], results: ["i1"], effects: raising(writes("items", "attrs", "immutable", "refcounts")), doc: "sets what the address in operand 1 holds to the int or float of a machine number; false, and nothing done, when somebody might notice that the old object goes" },
  "py.make_range_iter": { ...py, operands: ["i64", "i64", "i64", "i64"], results: ["own obj"], effects: raising(writes("immutable")), doc: "a range iterator from index, start, step, length" },
  "py.make_items_iter": { ...py, operands: ["borrow obj", "i64"], results: ["own obj"], effects: raising(writes("immutable")), doc: "an iterator over an exact list or tuple, that many items on" },
  "py.make_enumerate": { ...py, operands: ["borrow obj", "i64", "i64", "borrow obj?"], results: ["own obj"], effects: raising(writes("immutable")), doc: "an enumerate object over an exact list, tuple or string, that many items on, that gives the number of operand 2 next; its tuple has the item of operand 3, NULL: the one before" },
  "py.make_zip": { ...py, operands: ["i64", "borrow obj", "borrow obj?", "borrow obj", "borrow obj?"], rest: "borrow obj?", results: ["own obj"], effects: raising(writes("immutable")), doc: "a zip object over two or three exact lists, tuples or strings, that many items on; behind each the item that its tuple has of it, NULL: the one before" },
  "py.later_number": { ...py, operands: ["value"], results: ["borrow obj?"], effects: NONE, doc: "NULL on the value stack, which becomes the int, float or complex of a machine number only where the interpreter takes the frame over" },
  "py.later_range": { ...py, operands: ["i64", "i64", "i64", "i64"], results: ["borrow obj?"], effects: NONE, doc: "the same for a range iterator (py.make_range_iter)" },
  "py.later_items": { ...py, operands: ["borrow obj", "i64"], results: ["borrow obj?"], effects: NONE, doc: "the same for an iterator over a list or tuple (py.make_items_iter)" },
  "py.later_enumerate": { ...py, operands: ["borrow obj", "i64", "i64", "borrow obj?"], results: ["borrow obj?"], effects: NONE, doc: "the same for an enumerate object (py.make_enumerate)" },
  "py.later_zip": { ...py, operands: ["i64", "borrow obj", "borrow obj?", "borrow obj", "borrow obj?"], rest: "borrow obj?", results: ["borrow obj?"], effects: NONE, doc: "the same for a zip object (py.make_zip)" },
  "py.has_frame_object": { ...py, results: ["i1"], effects: reads("frame"), doc: "has somebody asked for the frame as an object: its fast locals may be looked at after it has ended" },
  "py.enter_loop": { ...py, effects: { ...NONE, reads: ["slots"] }, doc: "first op where native code takes over a frame in the middle of a loop: the interpreter has done with the fast locals what it wanted" },
  // The value stack
  "py.pop_top": { ...py, operands: ["consume obj?"], effects: { ...ARBITRARY, raises: false }, doc: "drops a value (POP_TOP)" },
  "py.push_null": { ...py, results: ["borrow obj?"], effects: NONE, doc: "NULL, where a call wants no self (PUSH_NULL)" },
  // Cells
  "py.make_cell": { ...py, attrs: ["slot"], effects: raising(writes("slots")), doc: "puts a fast local into a new cell (MAKE_CELL)" },
  "py.copy_free_vars": { ...py, attrs: ["int"], effects: writes("slots"), doc: "copies the closure's cells into the frame (COPY_FREE_VARS)" },
  "py.load_closure": { ...py, attrs: ["slot"], results: ["borrow obj"], effects: SLOTS_READ, doc: "the cell itself (LOAD_CLOSURE)" },
  "py.load_deref": { ...py, attrs: ["slot"], results: ["own obj"], effects: raising(reads("slots", "cells")), doc: "the content of a cell; NameError when it is empty (LOAD_DEREF)" },
  "py.load_classderef": { ...py, attrs: ["slot"], results: ["own obj"], doc: "from the class namespace, else the content of a cell (LOAD_CLASSDEREF)" },
  "py.store_deref": { ...py, attrs: ["slot"], operands: ["consume obj"], effects: { ...ARBITRARY, raises: false }, doc: "sets the content of a cell (STORE_DEREF)" },
  "py.delete_deref": { ...py, attrs: ["slot"], doc: "empties a cell; NameError when it is empty (DELETE_DEREF)" },
  // Names
  "py.load_global": { ...py, attrs: ["name"], results: ["own obj"], doc: "a name from globals, then builtins (LOAD_GLOBAL)" },
  "py.store_global": { ...py, attrs: ["name"], operands: ["consume obj"], doc: "sets a global (STORE_GLOBAL)" },
  "py.delete_global": { ...py, attrs: ["name"], doc: "deletes a global (DELETE_GLOBAL)" },
  "py.load_name": { ...py, attrs: ["name"], results: ["own obj"], doc: "a name from locals, globals, builtins (LOAD_NAME)" },
  "py.peek_global": { ...py, attrs: ["name"], results: ["borrow obj?"], effects: reads("globals"), doc: "a builtin as the function's inline cache of the name has it; NULL when LOAD_GLOBAL has to look" },
  "py.peek_own_global": { ...py, attrs: ["name"], results: ["borrow obj?"], effects: reads("globals"), doc: "a global of the module, borrowed from it; NULL when LOAD_GLOBAL has to look" },
  "py.peek_function": { ...py, attrs: ["name", "symbol"], results: ["borrow obj?"], effects: reads("globals"), doc: "a global, if it is a Python function whose code runs as the native function `@symbol`; else NULL" },
  "py.store_name": { ...py, attrs: ["name"], operands: ["consume obj"], doc: "sets a name in the local namespace (STORE_NAME)" },
  "py.delete_name": { ...py, attrs: ["name"], doc: "deletes a name from the local namespace (DELETE_NAME)" },
  "py.load_build_class": { ...py, results: ["own obj"], doc: "builtins.__build_class__ (LOAD_BUILD_CLASS)" },
  "py.load_assertion_error": { ...py, results: ["borrow obj"], effects: NONE, doc: "the AssertionError type (LOAD_ASSERTION_ERROR)" },
  "py.setup_annotations": { ...py, doc: "makes __annotations__ in the local namespace (SETUP_ANNOTATIONS)" },
  // Attributes and items
  "py.load_attr": { ...py, attrs: ["name"], operands: ["consume obj"], results: ["own obj"], doc: "owner.name (LOAD_ATTR)" },
  "py.peek_attr": { ...py, attrs: ["name"], operands: ["borrow obj"], results: ["borrow obj?"], effects: { ...NONE, reads: ["attrs", "types"], writes: ["native"] }, doc: "owner.name where finding it runs no code, borrowed from where it was found; NULL when LOAD_ATTR has to look" },
  "py.own_place": { ...py, attrs: ["name"], operands: ["borrow obj"], results: ["ptr"], effects: { ...NONE, reads: ["attrs", "types"], writes: ["native"] }, doc: "where an instance has its own value of an attribute, or NULL in its place, that LOAD_ATTR and STORE_ATTR use as it is; NULL when they have to look" },
  "py.put_attr": { ...py, attrs: ["name"], operands: ["borrow obj", "borrow obj"], results: ["i1"], effects: { ...NONE, reads: ["types"], writes: ["attrs", "types", "native"] }, doc: "operand 1 .name = operand 0 where nobody notices the end of what it was and no code runs: of an instance, in its values or a slot, or a number or string that a class has, by another one; false, and nothing done, where it is not so" },
  "py.store_attr": { ...py, attrs: ["name"], operands: ["consume obj", "consume obj"], doc: "operand 1 .name = operand 0 (STORE_ATTR)" },
  "py.delete_attr": { ...py, attrs: ["name"], operands: ["consume obj"], doc: "del owner.name (DELETE_ATTR)" },
  "py.load_method": { ...py, attrs: ["name"], operands: ["consume obj"], results: ["own obj?", "own obj"], doc: "an unbound method and its self, or NULL and the attribute (LOAD_METHOD)" },
  "py.peek_callee": { ...py, attrs: ["name", "symbol"], operands: ["borrow obj"], results: ["borrow obj?"], effects: { ...NONE, reads: "any" }, doc: "the method that LOAD_METHOD would find for operand 0, if it needs no bound object and its code runs as the native function `@symbol`; else NULL" },
  "py.peek_unbound": { ...py, attrs: ["name", "symbol"], operands: ["borrow obj"], results: ["borrow obj?"], effects: { ...NONE, reads: "any" }, doc: "the function that LOAD_METHOD would give for operand 0 to be called without it (a static method, or a class's function), if its code runs as the native function `@symbol`; else NULL" },
  "py.peek_method": { ...py, attrs: ["name", "int"], operands: ["borrow obj"], results: ["borrow obj?", "ptr"], effects: { ...NONE, reads: "any" }, doc: "the method that LOAD_METHOD would find for operand 0, if it needs no bound object and has a fast function of so many objects, which is the second result; else NULL" },
  "py.binary_subscr": { ...py, operands: ["consume obj", "consume obj"], results: ["own obj"], doc: "container[key] (BINARY_SUBSCR)" },
  "py.store_subscr": { ...py, operands: ["consume obj", "consume obj", "consume obj"], doc: "operand 1 [operand 2] = operand 0 (STORE_SUBSCR)" },
  "py.delete_subscr": { ...py, operands: ["consume obj", "consume obj"], doc: "del container[key] (DELETE_SUBSCR)" },
  // Operators
  "py.binary_op": { ...py, attrs: ["binary"], operands: ["consume obj", "consume obj"], results: ["own obj"], doc: "an operator, in place or not (BINARY_OP)" },
  "py.unary_op": { ...py, attrs: ["unary"], operands: ["consume obj"], results: ["own obj"], doc: "+x, -x, ~x (UNARY_POSITIVE, UNARY_NEGATIVE, UNARY_INVERT)" },
  "py.compare_op": { ...py, attrs: ["compare"], operands: ["consume obj", "consume obj"], results: ["own obj"], doc: "a rich comparison (COMPARE_OP)" },
  "py.is_op": { ...py, operands: ["consume obj", "consume obj"], results: ["i1"], effects: { ...ARBITRARY, raises: false }, doc: "identity (IS_OP)" },
  "py.contains_op": { ...py, operands: ["consume obj", "consume obj"], results: ["i1"], doc: "operand 0 in operand 1 (CONTAINS_OP)" },
  "py.truth": { ...py, operands: ["consume obj"], results: ["i1"], doc: "truth value, as conditional jumps and UNARY_NOT test it" },
  "py.from_bool": { ...py, operands: ["i1"], results: ["borrow obj"], effects: NONE, doc: "Py_True or Py_False" },
  "py.is_none": { ...py, operands: ["consume obj"], results: ["i1"], effects: { ...ARBITRARY, raises: false }, doc: "is it None (POP_JUMP_…_IF_NONE)" },
  // Containers
  "py.build_tuple": { ...py, rest: "consume obj", results: ["own obj"], doc: "BUILD_TUPLE" },
  "py.build_list": { ...py, rest: "consume obj", results: ["own obj"], doc: "BUILD_LIST" },
  "py.build_set": { ...py, rest: "consume obj", results: ["own obj"], doc: "BUILD_SET" },
  "py.build_map": { ...py, rest: "consume obj", results: ["own obj"], doc: "keys and values alternate (BUILD_MAP)" },
  "py.build_const_key_map": { ...py, rest: "consume obj", results: ["own obj"], doc: "values, and last the tuple of keys (BUILD_CONST_KEY_MAP)" },
  "py.build_string": { ...py, rest: "consume obj", results: ["own obj"], doc: "joins strings (BUILD_STRING)" },
  "py.build_slice": { ...py, rest: "consume obj", results: ["own obj"], doc: "of two or three (BUILD_SLICE)" },
  "py.list_append": { ...py, operands: ["borrow obj", "consume obj"], doc: "LIST_APPEND" },
  "py.set_add": { ...py, operands: ["borrow obj", "consume obj"], doc: "SET_ADD" },
  "py.map_add": { ...py, operands: ["borrow obj", "consume obj", "consume obj"], doc: "dict, key, value (MAP_ADD)" },
  "py.list_extend": { ...py, operands: ["borrow obj", "consume obj"], doc: "LIST_EXTEND" },
  "py.set_update": { ...py, operands: ["borrow obj", "consume obj"], doc: "SET_UPDATE" },
  "py.dict_update": { ...py, operands: ["borrow obj", "consume obj"], doc: "DICT_UPDATE" },
  "py.dict_merge": { ...py, operands: ["borrow obj", "borrow obj", "consume obj"], doc: "the function called, dict, mapping (DICT_MERGE)" },
  "py.list_to_tuple": { ...py, operands: ["consume obj"], results: ["own obj"], doc: "LIST_TO_TUPLE" },
  "py.unpack_sequence": { ...py, attrs: ["int"], operands: ["consume obj"], results: [], manyResults: "own obj", doc: "exactly that many items, the first as the first result (UNPACK_SEQUENCE)" },
  "py.unpack_ex": { ...py, attrs: ["int", "int"], operands: ["consume obj"], results: [], manyResults: "own obj", doc: "items before and after the starred one; results in source order (UNPACK_EX)" },
  "py.format_value": { ...py, attrs: ["int"], operands: ["consume obj"], rest: "consume obj", results: ["own obj"], doc: "oparg's conversion, a format spec as operand 1 (FORMAT_VALUE)" },
  // Iteration
  "py.get_iter": { ...py, operands: ["consume obj"], results: ["own obj"], doc: "GET_ITER" },
  "py.for_iter": { ...py, operands: ["borrow obj"], results: ["own obj?"], doc: "the next item, NULL when exhausted (FOR_ITER)" },
  "py.get_len": { ...py, operands: ["borrow obj"], results: ["own obj"], doc: "GET_LEN" },
  // Calls
  "py.call": { ...py, attrs: ["kwnames"], operands: ["consume obj?", "consume obj"], rest: "consume obj", results: ["own obj"], doc: "NULL and a callable, or a method and self; then the arguments (PRECALL, CALL)" },
  "py.call_function_ex": { ...py, operands: ["consume obj?", "consume obj", "consume obj"], rest: "consume obj", results: ["own obj"], doc: "NULL, callable, tuple of arguments, and a dict of keywords (CALL_FUNCTION_EX)" },
  "py.make_function": { ...py, attrs: ["int"], rest: "consume obj", results: ["own obj"], doc: "oparg's flags say which of defaults, kwdefaults, annotations, closure come before the code (MAKE_FUNCTION)" },
  // Imports
  "py.import_name": { ...py, attrs: ["name"], operands: ["consume obj", "consume obj"], results: ["own obj"], doc: "level, fromlist (IMPORT_NAME)" },
  "py.import_from": { ...py, attrs: ["name"], operands: ["borrow obj"], results: ["own obj"], doc: "IMPORT_FROM" },
  "py.import_star": { ...py, operands: ["consume obj"], doc: "IMPORT_STAR" },
  // Exceptions and with
  "py.catch": { ...py, results: ["own obj"], effects: writes("thread"), doc: "first op of a handler: the exception, normalised, with its traceback" },
  "py.catch_lasti": { ...py, results: ["own obj", "own obj"], effects: writes("thread"), doc: "the same, and before it the index of the instruction that raised, for RERAISE" },
  "py.push_exc_info": { ...py, operands: ["borrow obj"], results: ["own obj"], effects: writes("thread"), doc: "makes it the handled exception; gives the one before (PUSH_EXC_INFO)" },
  "py.pop_except": { ...py, operands: ["consume obj"], effects: { ...ARBITRARY, raises: false }, doc: "restores the handled exception (POP_EXCEPT)" },
  "py.check_exc_match": { ...py, operands: ["borrow obj", "consume obj"], results: ["i1"], doc: "exception, type or tuple of types (CHECK_EXC_MATCH)" },
  "py.check_eg_match": { ...py, operands: ["consume obj", "consume obj"], results: ["own obj", "own obj"], doc: "rest and match of an exception group (CHECK_EG_MATCH)" },
  "py.prep_reraise_star": { ...py, operands: ["consume obj", "consume obj"], results: ["own obj"], doc: "original exception, list of results (PREP_RERAISE_STAR)" },
  "py.raise": { ...py, rest: "consume obj", results: [], successors: 0, doc: "raise, raise exc, raise exc from cause (RAISE_VARARGS)" },
  "py.reraise": { ...py, attrs: ["flag"], keyword: "lasti", operands: ["consume obj"], rest: "borrow obj", results: [], successors: 0, doc: "raises it again without a new traceback entry; `lasti` takes the raising instruction from operand 1 (RERAISE)" },
  "py.before_with": { ...py, operands: ["consume obj"], results: ["own obj", "own obj"], doc: "bound __exit__, and the result of __enter__ (BEFORE_WITH)" },
  "py.with_except_start": { ...py, operands: ["borrow obj", "borrow obj"], results: ["own obj"], doc: "calls __exit__ (operand 0) with the exception (WITH_EXCEPT_START)" },
  // Match
  "py.match_class": { ...py, attrs: ["int"], operands: ["consume obj", "consume obj", "consume obj"], results: ["own obj"], doc: "subject, type, names; a tuple or None (MATCH_CLASS)" },
  "py.match_mapping": { ...py, operands: ["borrow obj"], results: ["i1"], effects: reads("types"), doc: "MATCH_MAPPING" },
  "py.match_sequence": { ...py, operands: ["borrow obj"], results: ["i1"], effects: reads("types"), doc: "MATCH_SEQUENCE" },
  "py.match_keys": { ...py, operands: ["borrow obj", "borrow obj"], results: ["own obj"], doc: "subject, keys; a tuple or None (MATCH_KEYS)" },
  // Generators and coroutines. A suspended frame keeps its value stack in memory: yields consume it, continuations load it again
  "py.dispatch": { ...py, effects: { reads: "any", writes: ["thread"], raises: false, arbitrary: false }, doc: "in the entry block of a generator: where a frame that was suspended goes on from here; without it that is the start" },
  "py.return_generator": { ...py, successors: 1, doc: "makes the generator or coroutine that owns the frame from now on and returns it; goes on at the first resumption (RETURN_GENERATOR)" },
  "py.yield_value": { ...py, operands: ["consume obj"], rest: "consume obj?", successors: 1, doc: "operand 0 goes out; the others are the rest of the value stack, bottom first; goes on when resumed (YIELD_VALUE)" },
  "py.load_stack": { ...py, attrs: ["int"], results: ["own obj"], effects: reads("frame"), doc: "after a resumption: takes back entry N of the value stack, counted from the bottom; the topmost is what was sent" },
  "py.load_stack_null": { ...py, attrs: ["int"], results: ["own obj?"], effects: reads("frame"), doc: "the same for an entry that may be NULL" },
  "py.check_throw": { ...py, doc: "after a resumption: raises what throw() threw" },
  "py.consumer": { ...py, results: ["ptr"], effects: NONE, doc: "what takes the items that the generator yields, NULL where nothing does" },
  "py.consume": { ...py, operands: ["borrow obj"], results: ["i1"], effects: { ...NONE, reads: ["immutable", "native"], writes: ["native"] }, doc: "hands an item that a generator is about to yield to what uses the generator up: true where that has taken it, so that the generator goes on as if it had been resumed; it takes nothing where that would run Python code, or is the last thing it wants" },
  "py.send": { ...py, operands: ["borrow obj", "consume obj"], results: ["i1", "own obj"], doc: "sends operand 1 to the receiver: whether it returned, and what it returned or yielded (SEND)" },
  "py.get_awaitable": { ...py, attrs: ["int"], operands: ["consume obj"], results: ["own obj"], doc: "GET_AWAITABLE" },
  "py.get_yield_from_iter": { ...py, operands: ["consume obj"], results: ["own obj"], doc: "GET_YIELD_FROM_ITER" },
  "py.get_aiter": { ...py, operands: ["consume obj"], results: ["own obj"], doc: "GET_AITER" },
  "py.get_anext": { ...py, operands: ["borrow obj"], results: ["own obj"], doc: "GET_ANEXT" },
  "py.async_gen_wrap": { ...py, operands: ["consume obj"], results: ["own obj"], doc: "ASYNC_GEN_WRAP" },
  "py.end_async_for": { ...py, operands: ["borrow obj", "consume obj"], doc: "asynchronous iterator, exception: swallows StopAsyncIteration, raises another again (END_ASYNC_FOR)" },
  "py.before_async_with": { ...py, operands: ["consume obj"], results: ["own obj", "own obj"], doc: "bound __aexit__, and the awaitable of __aenter__ (BEFORE_ASYNC_WITH)" },
  // The rest
  "py.print_expr": { ...py, operands: ["consume obj"], doc: "sys.displayhook (PRINT_EXPR)" },
  "py.resume": { ...py, attrs: ["int"], doc: "start of the function or of its continuation: signals, GIL requests, pending calls (RESUME)" },
  "py.check_eval_breaker": { ...py, attrs: ["int"], doc: "the same at a backward jump; the state is the stack the interpreter has when it goes on at offset N (JUMP_BACKWARD)" },
  "py.is_breaker_set": { ...py, results: ["i1"], effects: reads("thread"), doc: "does anything wait for check_eval_breaker" },
  "py.thread": { ...py, results: ["ptr"], effects: NONE, doc: "the PyThreadState" },
  "py.position": { ...py, results: ["i64"], effects: reads("frame"), doc: "where the frame stands: the byte offset of the last instruction, -2 before the first; one more in the middle of a loop that the interpreter has just jumped back in" },
  "py.set_position": { ...py, effects: writes("frame"), doc: "the frame's last instruction is the op's: what goes on does so behind it, though others have run natively since" },
  "py.reenter": { ...py, effects: { ...ARBITRARY, raises: false }, doc: "no code: the frame of a fast version that has left goes on here" },
  "py.left_value": { ...py, operands: ["ptr"], results: ["own obj"], doc: "what the fast function has given that left, and made the frames of the record operand 0" },
  "py.other_operand": { ...py, attrs: ["int"], operands: ["borrow obj", "borrow obj"], results: ["own obj"], doc: "what an operator gives whose first operand's method has given NotImplemented: the second one is asked; the number is NB_ADD …, or 256 and Py_LT …" },
  "py.is_traced": { ...py, results: ["i1"], effects: reads("thread", "frame"), doc: "is a trace or profile function on, as the frame's _PyCFrame says, or has somebody asked a function's frame for its locals, who may have written them" },
  "py.untraced": { ...py, effects: writes("thread"), doc: "no code: nothing can have switched tracing on since the last poll, from wherever control comes" },
  "py.unpolled": { ...py, effects: writes("thread"), doc: "no code: whether a tracer was switched on is looked at again at the next op that may, its line does not count as polled" },
  "py.guard_failed": { ...py, attrs: ["symbol", "int"], operands: ["ptr"], effects: { ...NONE, reads: ["native"], writes: ["native"] }, doc: "counts that a guard of the bytecode at offset N has failed in specialised code, or, where N is negative, one of the version of the block that begins at ~N; the global `@symbol` is how often the code was entered, operand 0 the times of its attempts to get back, NULL outside loops" },
  "py.poll_tracing": { ...py, effects: { reads: "any", writes: ["thread"], raises: false, arbitrary: false }, doc: "hands the frame to the interpreter at `@offset` if a tracer was switched on meanwhile" },
  "py.return": { ...py, operands: ["consume obj"], results: [], successors: 0, effects: writes("thread"), doc: "RETURN_VALUE" },

  // Core: constants
  const: { ...core, attrs: ["literal"], results: ["literal"], doc: "an integer or float" },
  null: { ...core, attrs: ["type"], results: ["type"], doc: "NULL, as ptr or obj?" },
  global_addr: { ...core, attrs: ["symbol"], results: ["ptr"], doc: "the address of a global or function" },
  string_addr: { ...core, attrs: ["string"], results: ["ptr"], doc: "the address of a NUL-terminated constant string" },
  // Integers
  add: { ...arith, commutes: true, doc: "wrapping sum" },
  sub: { ...arith, doc: "wrapping difference" },
  mul: { ...arith, commutes: true, doc: "wrapping product" },
  sdiv: { ...division, doc: "signed quotient towards zero; undefined for 0 and overflow" },
  srem: { ...division, doc: "remainder of sdiv, with the sign of operand 0" },
  udiv: { ...division, doc: "unsigned quotient; undefined for 0" },
  urem: { ...division, doc: "unsigned remainder; undefined for 0" },
  and: { ...arith, commutes: true, doc: "bitwise and" },
  or: { ...arith, commutes: true, doc: "bitwise or" },
  xor: { ...arith, commutes: true, doc: "bitwise exclusive or" },
  shl: { ...arith, doc: "shift left; undefined from the width on" },
  lshr: { ...arith, doc: "logical shift right; undefined from the width on" },
  ashr: { ...arith, doc: "arithmetic shift right; undefined from the width on" },
  neg: { ...core, operands: ["int"], results: ["same"], doc: "wrapping negation" },
  not: { ...core, operands: ["int"], results: ["same"], doc: "bitwise complement; of i1, logical not" },
  sadd_overflow: { ...overflow, commutes: true, doc: "signed sum, and whether it overflowed" },
  ssub_overflow: { ...overflow, doc: "signed difference, and whether it overflowed" },
  smul_overflow: { ...overflow, commutes: true, doc: "signed product, and whether it overflowed" },
  icmp: { ...core, attrs: ["icmp"], operands: ["any", "same"], results: ["i1"], doc: "comparison of integers or addresses" },
  select: { ...core, operands: ["value", "same", "i1"], results: ["same"], doc: "operand 0 if operand 2 is true, else operand 1" },
  // Floats
  fadd: { ...farith, commutes: true, doc: "sum" },
  fsub: { ...farith, doc: "difference" },
  fmul: { ...farith, commutes: true, doc: "product" },
  fdiv: { ...farith, doc: "quotient" },
  fneg: { ...core, operands: ["f64"], results: ["f64"], doc: "negation" },
  fcmp: { ...core, attrs: ["fcmp"], operands: ["f64", "f64"], results: ["i1"], doc: "comparison; ordered ones are false with a NaN, une is true" },
  // Complex numbers: pairs of floats in registers, until expand-complex makes two values of each
  "complex.create": { ...core, operands: ["f64", "f64"], results: ["complex"], doc: "a real and an imaginary part together" },
  "complex.re": { ...core, operands: ["complex"], results: ["f64"], doc: "the real part" },
  "complex.im": { ...core, operands: ["complex"], results: ["f64"], doc: "the imaginary part" },
  // Conversions
  trunc: { ...convert, operands: ["int"], doc: "the low bits" },
  zext: { ...convert, operands: ["int"], doc: "widen with zeros" },
  sext: { ...convert, operands: ["int"], doc: "widen with the sign" },
  sitofp: { ...convert, operands: ["word"], doc: "signed integer to float" },
  fptosi: { ...convert, operands: ["f64"], doc: "float to signed integer, towards zero; undefined out of range" },
  ptrtoint: { ...core, operands: ["address"], results: ["i64"], doc: "an address as a number" },
  inttoptr: { ...core, operands: ["i64"], results: ["ptr"], doc: "a number as an address" },
  bitcast: { ...convert, operands: ["any"], doc: "the same bits as another type of the same size: f64 and i64" },
  // References
  as_obj: { ...core, operands: ["ptr"], results: ["borrow obj"], doc: "an address as a borrowed reference" },
  as_ptr: { ...core, operands: ["borrow ref"], results: ["ptr"], doc: "the address of an object" },
  adopt: { ...core, operands: ["address"], results: ["own obj"], doc: "takes over a reference that memory held: no code" },
  adopt_nullable: { ...core, operands: ["address"], results: ["own obj?"], doc: "the same where it may be NULL" },
  incref: { ...core, operands: ["borrow ref"], effects: writes("refcounts"), doc: "one more reference, owned by the value (Py_INCREF; Py_XINCREF for obj?)" },
  decref: { ...core, operands: ["consume ref"], effects: { ...ARBITRARY, raises: false }, doc: "gives up the reference the value owns (Py_DECREF; Py_XDECREF for obj?)" },
  end_lifetime: { ...core, operands: ["consume ref"], effects: { ...ARBITRARY, raises: false }, doc: "the value dies here at the latest: a decref if it is owned, nothing if borrowed" },
  ends_quietly: { ...core, operands: ["borrow ref"], effects: writes("refcounts"), doc: "no code: from here on nobody notices when the object ends, as whoever made the op knows" },
  // Memory
  alloca: { ...core, attrs: ["memtype"], results: ["ptr"], doc: "memory of the running C function" },
  load: { ...core, attrs: ["type"], operands: ["address"], results: ["type"], effects: reads("native"), doc: "loads a scalar; a reference is borrowed from the memory" },
  store: { ...core, operands: ["consume any", "address"], effects: writes("native"), doc: "stores operand 0 at operand 1; a reference then belongs to the memory" },
  load_atomic: { ...core, attrs: ["type"], operands: ["address"], results: ["type"], effects: reads("atomic"), doc: "loads a scalar that another thread or a signal handler may change: each time anew" },
  load_field: { ...core, attrs: ["field"], operands: ["address"], results: ["field"], effects: reads("native"), doc: "loads a scalar field of a struct" },
  store_field: { ...core, attrs: ["field"], operands: ["consume any", "address"], effects: writes("native"), doc: "stores operand 0 into a field of the struct at operand 1" },
  field_addr: { ...core, attrs: ["field"], operands: ["address"], results: ["ptr"], doc: "the address of a field" },
  elem_addr: { ...core, attrs: ["memtype"], operands: ["address", "i64"], results: ["ptr"], doc: "the address of an element: base + index * size" },
  // Calls
  call: { ...core, attrs: ["symbol"], rest: "any", results: ["callee"], effects: ARBITRARY, doc: "calls a function by name; types, ownership, failure and effects are the callee's" },
  call_indirect: { ...core, attrs: ["signature"], operands: ["ptr"], rest: "any", results: ["callee"], effects: ARBITRARY, doc: "calls through an address (operand 0)" },
  // Terminators
  br: { ...terminator, successors: 1, doc: "jump" },
  cond_br: { ...terminator, attrs: ["weights"], operands: ["i1"], successors: 2, doc: "to the first if true, else to the second" },
  br_null: { ...terminator, attrs: ["weights"], operands: ["address"], successors: 2, doc: "to the first if NULL, else to the second, where a reference is then known not to be NULL" },
  switch: { ...terminator, attrs: ["cases"], operands: ["word"], successors: "many", doc: "to the successor of the equal case, else to the first" },
  ret: { ...terminator, rest: "consume any", effects: NONE, doc: "returns, with a value where the function has one" },
  unreachable: { ...terminator, doc: "control never comes here" },
  deopt: { ...terminator, attrs: ["string"], rest: "consume ref", effects: ARBITRARY, doc: "the interpreter goes on at `@offset`; operands are its value stack, bottom first; the string says why" },
} as const satisfies Record<string, OpDef>;
export type OpName = keyof typeof OPS;

export const opDef = (name: OpName): OpDef => OPS[name];
export const isOpName = (name: string): name is OpName =>
	Object.hasOwn(OPS, name);
export const isTerminator = (name: OpName): boolean =>
	opDef(name).successors !== undefined;

/** The odds of a branch's two ways, where it has any. */
export const weightsOf = (op: Op): AttrTypes["weights"] =>
	op.attrs[opDef(op.name).attrs.indexOf("weights")] as AttrTypes["weights"];

/** Splits an operand pattern into what happens to the reference and the type wanted. */
export function operandPattern(o: Operand): OperandPattern {
	let pattern = PATTERNS.get(o);
	if (!pattern) {
		const space = o.indexOf(" ");
		const own = o.startsWith("consume ") ? "consume" : "borrow";
		pattern = { own, type: o.slice(space + 1) as Pattern };
		PATTERNS.set(o, pattern);
	}
	return pattern;
}

interface OperandPattern {
	readonly own: "borrow" | "consume";
	readonly type: Pattern;
}
const PATTERNS = new Map<Operand, OperandPattern>();

/** The pattern of operand `i` of an op, counting the variadic rest; undefined past the end. */
export function operandAt(def: OpDef, i: number): Operand | undefined {
	return def.operands[i] ?? def.rest;
}

/** How many results an op has, given its attributes. */
export function resultCount(def: OpDef, attrs: readonly unknown[]): number {
	if (!def.manyResults) return def.results.length;
	const numbers = attrs.map(Number);
	return numbers.length === 1
		? (numbers[0] as number)
		: (numbers[0] as number) + 1 + (numbers[1] as number);
}
