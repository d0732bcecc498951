// Writes the struct layouts of one CPython into its prelude, as its own headers give them.
//
//   node scripts/gen-layouts.mjs [--check] [--python PYTHON] [--cc CC] [PRELUDE]
//
// A C program prints offset and size of each field named below; this script turns them into `struct` declarations and
// replaces the section between the two marks in PRELUDE (default targets/cpython-3.11.ir). With --check nothing is
// written: exit 1, with the first line that differs, when the section is not what the headers say.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const BEGIN = "; --- Layouts, written by scripts/gen-layouts.mjs: do not edit";
const END = "; --- End of the layouts";

/** Bytes of each scalar of the IR that a field may have. */
const SIZE = {
	i8: 1,
	i16: 2,
	i32: 4,
	i64: 8,
	f64: 8,
	ptr: 8,
	obj: 8,
	"obj?": 8,
};

const OBJECT =
	"ob_refcnt: i64 = ob_base.ob_refcnt, ob_type: ptr = ob_base.ob_type";
const VAR =
	"ob_refcnt: i64 = ob_base.ob_base.ob_refcnt, ob_type: ptr = ob_base.ob_base.ob_type, ob_size: i64 = ob_base.ob_size";

/**
 * Name in the IR, C type, fields: `name: type`, or `name: type = path` where C has it in a nested struct. `[ T ]` is an array that
 * fills the field (one item where its length varies; `[*T]` where C gives it no length). A reference that the struct owns is `obj`, or `obj?` if it may be NULL;
 * a borrowed one is `obj` too: loads borrow, and the prelude says who owns.
 */
const STRUCTS = [
	["PyObject", "PyObject", "ob_refcnt: i64, ob_type: ptr"],
	["PyVarObject", "PyVarObject", `${OBJECT}, ob_size: i64`],
	[
		"PyTypeObject",
		"PyTypeObject",
		`${VAR}, tp_name: ptr, tp_basicsize: i64, tp_itemsize: i64, tp_dealloc: ptr, tp_vectorcall_offset: i64, tp_repr: ptr,
		tp_as_number: ptr, tp_as_sequence: ptr, tp_as_mapping: ptr, tp_hash: ptr, tp_call: ptr, tp_str: ptr, tp_getattro: ptr,
		tp_setattro: ptr, tp_flags: i64, tp_traverse: ptr, tp_clear: ptr, tp_richcompare: ptr, tp_weaklistoffset: i64, tp_iter: ptr,
		tp_iternext: ptr, tp_base: ptr, tp_dict: obj?, tp_descr_get: ptr, tp_descr_set: ptr, tp_dictoffset: i64, tp_init: ptr,
		tp_alloc: ptr, tp_new: ptr, tp_free: ptr, tp_mro: obj?, tp_version_tag: i32, tp_finalize: ptr, tp_vectorcall: ptr`,
	],
	[
		"PyNumberMethods",
		"PyNumberMethods",
		`nb_add: ptr, nb_subtract: ptr, nb_multiply: ptr, nb_remainder: ptr, nb_bool: ptr, nb_index: ptr, nb_floor_divide: ptr,
		nb_true_divide: ptr`,
	],
	[
		"PySequenceMethods",
		"PySequenceMethods",
		"sq_length: ptr, sq_concat: ptr, sq_repeat: ptr, sq_item: ptr, sq_ass_item: ptr, sq_contains: ptr",
	],
	[
		"PyMappingMethods",
		"PyMappingMethods",
		"mp_length: ptr, mp_subscript: ptr, mp_ass_subscript: ptr",
	],
	[
		"PyHeapTypeObject",
		"PyHeapTypeObject",
		"ht_cached_keys: ptr, ht_name: obj, ht_qualname: obj, ht_slots: obj?",
	],
	["PyLongObject", "PyLongObject", `${VAR}, ob_digit: [i32]`],
	["PyFloatObject", "PyFloatObject", `${OBJECT}, ob_fval: f64`],
	[
		"PyComplexObject",
		"PyComplexObject",
		`${OBJECT}, real: f64 = cval.real, imag: f64 = cval.imag`,
	],
	["PyTupleObject", "PyTupleObject", `${VAR}, ob_item: [obj?]`],
	["PyListObject", "PyListObject", `${VAR}, ob_item: ptr, allocated: i64`],
	["PyBytesObject", "PyBytesObject", `${VAR}, ob_shash: i64, ob_sval: [i8]`],
	[
		"PyASCIIObject",
		"PyASCIIObject",
		`${OBJECT}, length: i64, hash: i64, state: i32`,
	],
	[
		"PyCompactUnicodeObject",
		"PyCompactUnicodeObject",
		"utf8_length: i64, utf8: ptr",
	],
	["PyUnicodeObject", "PyUnicodeObject", "data: ptr = data.any"],
	[
		"PyDictObject",
		"PyDictObject",
		`${OBJECT}, ma_used: i64, ma_version_tag: i64, ma_keys: ptr, ma_values: ptr`,
	],
	[
		"PyDictKeysObject",
		"PyDictKeysObject",
		`dk_refcnt: i64, dk_log2_size: i8, dk_log2_index_bytes: i8, dk_kind: i8, dk_version: i32, dk_usable: i64, dk_nentries: i64,
		dk_indices: [*i8]`,
	],
	[
		"PyDictKeyEntry",
		"PyDictKeyEntry",
		"me_hash: i64, me_key: obj?, me_value: obj?",
	],
	["PyDictUnicodeEntry", "PyDictUnicodeEntry", "me_key: obj?, me_value: obj?"],
	["PyDictValues", "PyDictValues", "values: [obj?]"],
	[
		"PySetObject",
		"PySetObject",
		`${OBJECT}, fill: i64, used: i64, mask: i64, table: ptr, hash: i64, finger: i64`,
	],
	["setentry", "setentry", "key: obj?, hash: i64"],
	[
		"PySliceObject",
		"PySliceObject",
		`${OBJECT}, start: obj, stop: obj, step: obj`,
	],
	["PyCellObject", "PyCellObject", `${OBJECT}, ob_ref: obj?`],
	[
		"PyMethodObject",
		"PyMethodObject",
		`${OBJECT}, im_func: obj, im_self: obj, vectorcall: ptr`,
	],
	[
		"PyCFunctionObject",
		"PyCFunctionObject",
		`${OBJECT}, m_ml: ptr, m_self: obj?, m_module: obj?, vectorcall: ptr`,
	],
	[
		"PyMethodDef",
		"PyMethodDef",
		"ml_name: ptr, ml_meth: ptr, ml_flags: i32, ml_doc: ptr",
	],
	[
		"PyMethodDescrObject",
		"PyMethodDescrObject",
		"d_type: ptr = d_common.d_type, d_name: obj = d_common.d_name, d_method: ptr, vectorcall: ptr",
	],
	[
		"PyMemberDescrObject",
		"PyMemberDescrObject",
		"d_type: ptr = d_common.d_type, d_name: obj = d_common.d_name, d_member: ptr",
	],
	[
		"PyMemberDef",
		"PyMemberDef",
		"name: ptr, type: i32, offset: i64, flags: i32",
	],
	[
		"PyWrapperDescrObject",
		"PyWrapperDescrObject",
		"d_base: ptr, d_wrapped: ptr",
	],
	[
		"PyBaseExceptionObject",
		"PyBaseExceptionObject",
		`${OBJECT}, args: obj, traceback: obj?, context: obj?, cause: obj?, suppress_context: i8`,
	],
	["PyStopIterationObject", "PyStopIterationObject", "value: obj?"],
	["PyModuleObject", "PyModuleObject", "md_dict: obj?"],
	[
		"PyFunctionObject",
		"PyFunctionObject",
		`${OBJECT}, func_globals: obj, func_builtins: obj, func_name: obj, func_qualname: obj, func_code: obj, func_defaults: obj?,
		func_kwdefaults: obj?, func_closure: obj?, func_dict: obj?, func_module: obj?, func_annotations: obj?, vectorcall: ptr,
		func_version: i32`,
	],
	[
		"PyCodeObject",
		"PyCodeObject",
		`${VAR}, co_consts: obj, co_names: obj, co_exceptiontable: obj, co_flags: i32, co_warmup: i16, co_argcount: i32,
		co_posonlyargcount: i32, co_kwonlyargcount: i32, co_stacksize: i32, co_firstlineno: i32, co_nlocalsplus: i32, co_nlocals: i32,
		co_nplaincellvars: i32, co_ncellvars: i32, co_nfreevars: i32, co_localsplusnames: obj, co_localspluskinds: obj,
		co_filename: obj, co_name: obj, co_qualname: obj, _co_firsttraceable: i32, co_extra: ptr, co_code_adaptive: [i8]`,
	],
	[
		"_PyInterpreterFrame",
		"_PyInterpreterFrame",
		`f_func: obj, f_globals: obj, f_builtins: obj, f_locals: obj?, f_code: obj, frame_obj: obj?, previous: ptr, prev_instr: ptr,
		stacktop: i32, is_entry: i8, owner: i8, localsplus: [obj?]`,
	],
	[
		"PyFrameObject",
		"PyFrameObject",
		`${OBJECT}, f_back: obj?, f_frame: ptr, f_trace: obj?, f_lineno: i32, f_trace_lines: i8, f_trace_opcodes: i8, f_fast_as_locals: i8, _f_frame_data: [ptr]`,
	],
	[
		"_PyCFrame",
		"_PyCFrame",
		"use_tracing: i8, current_frame: ptr, previous: ptr",
	],
	[
		"_PyErr_StackItem",
		"_PyErr_StackItem",
		"exc_value: obj?, previous_item: ptr",
	],
	[
		"PyGenObject",
		"PyGenObject",
		`${OBJECT}, gi_code: obj, gi_name: obj, gi_qualname: obj, gi_exc_state: @_PyErr_StackItem, gi_origin_or_finalizer: obj?,
		gi_hooks_inited: i8, gi_closed: i8, gi_running_async: i8, gi_frame_state: i8, gi_iframe: [ptr]`,
	],
	[
		"PyThreadState",
		"PyThreadState",
		`interp: ptr, recursion_remaining: i32, recursion_limit: i32, recursion_headroom: i32, tracing: i32, cframe: ptr,
		curexc_type: obj?, curexc_value: obj?, curexc_traceback: obj?, exc_info: ptr, async_exc: obj?, context: obj?,
		context_ver: i64, datastack_chunk: ptr, datastack_top: ptr, datastack_limit: ptr`,
	],
	[
		"PyInterpreterState",
		"PyInterpreterState",
		"eval_breaker: i32 = ceval.eval_breaker, eval_frame: ptr, builtins: obj?",
	],
	[
		"_PyRuntimeState",
		"_PyRuntimeState",
		"tstate_current: ptr = gilstate.tstate_current, small_ints: [@PyLongObject] = global_objects.singletons.small_ints",
	],
	// Private to Objects/*.c: declared in the C program below, checked there against tp_basicsize.
	[
		"rangeiterobject",
		"struct rangeiter",
		`${OBJECT}, index: i64, start: i64, step: i64, len: i64`,
	],
	[
		"listiterobject",
		"struct seqiter",
		`${OBJECT}, it_index: i64, it_seq: obj?`,
	],
	[
		"tupleiterobject",
		"struct seqiter",
		`${OBJECT}, it_index: i64, it_seq: obj?`,
	],
	[
		"unicodeiterobject",
		"struct seqiter",
		`${OBJECT}, it_index: i64, it_seq: obj?`,
	],
	[
		"enumobject",
		"struct enumerate",
		`${OBJECT}, en_index: i64, en_sit: obj, en_result: obj, en_longindex: ptr`,
	],
	[
		"zipobject",
		"struct zip",
		`${OBJECT}, tuplesize: i64, ittuple: obj, result: obj, strict: i32`,
	],
];

/** What the headers keep to themselves. */
const PRIVATE = `
struct rangeiter { PyObject_HEAD long index; long start; long step; long len; };
struct seqiter { PyObject_HEAD Py_ssize_t it_index; PyObject *it_seq; };
struct enumerate { PyObject_HEAD Py_ssize_t en_index; PyObject *en_sit, *en_result, *en_longindex, *one; };
struct zip { PyObject_HEAD Py_ssize_t tuplesize; PyObject *ittuple, *result; int strict; };
`;

/** tp_basicsize that an iterator type must have for PRIVATE to be its layout: a Python expression for each struct. */
const BASICSIZE = {
	rangeiterobject: "type(iter(range(0)))",
	listiterobject: "type(iter([]))",
	tupleiterobject: "type(iter(()))",
	unicodeiterobject: "type(iter(''))",
	enumobject: "enumerate",
	zipobject: "zip",
	PyCellObject: "type((lambda x: lambda: x)(1).__closure__[0])",
	PyFunctionObject: "type(lambda: 0)",
	PySetObject: "set",
};

function fail(message) {
	process.stderr.write(`gen-layouts: ${message}\n`);
	process.exit(1);
}

/** [{ name, type, path, array }] from the notation of STRUCTS. */
function parseFields(text) {
	return text.split(",").map((field) => {
		const m = /^\s*(\w+): (\[?\*?)([@\w?]+)\]?(?: = ([\w.]+))?\s*$/.exec(field);
		if (!m) throw new Error(`bad field: ${field}`);
		const [, name, array, type, path = name] = m;
		return { name, type, path, array: array !== "", flexible: array === "[*" };
	});
}

function program() {
	const lines = [
		"#define Py_BUILD_CORE 1",
		"#include <stddef.h>",
		"#include <stdio.h>",
		"#include <Python.h>",
		"#include <structmember.h>",
		...[
			"frame",
			"code",
			"pystate",
			"interp",
			"runtime",
			"dict",
			"moduleobject",
		].map((h) => `#include <internal/pycore_${h}.h>`),
		PRIVATE,
		"int main(void) {",
	];
	for (const [name, c, fields] of STRUCTS) {
		lines.push(`    printf("%zu\\n", sizeof(${c})); /* ${name} */`);
		for (const f of parseFields(fields)) {
			const size = f.flexible ? "(size_t)0" : `sizeof(((${c} *)0)->${f.path})`;
			lines.push(
				`    printf("%zu %zu\\n", offsetof(${c}, ${f.path}), ${size});`,
			);
		}
	}
	lines.push("    return 0;", "}", "");
	return lines.join("\n");
}

function headerFolders(python) {
	const code =
		"import sysconfig as s; p = s.get_paths(); print(p['include']); print(p['platinclude'])";
	return execFileSync(python, ["-c", code], { encoding: "utf8" })
		.trim()
		.split("\n");
}

function measure(python, cc) {
	const folder = mkdtempSync(join(tmpdir(), "coconut-layouts-"));
	try {
		const source = join(folder, "layouts.c");
		writeFileSync(source, program());
		const include = headerFolders(python).flatMap((d) => [
			`-I${d}`,
			`-I${d}/internal`,
		]);
		const built = spawnSync(
			cc,
			["-w", ...include, "-o", join(folder, "layouts"), source],
			{ encoding: "utf8" },
		);
		if (built.error) fail(`cannot run '${cc}': ${built.error.message}`);
		if (built.status !== 0)
			fail(`the headers of '${python}' do not fit:\n${built.stderr}`);
		return execFileSync(join(folder, "layouts"), { encoding: "utf8" })
			.trim()
			.split("\n");
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function fieldText(owner, f, offset, size, sizes) {
	const scalar = f.type.startsWith("@")
		? sizes.get(f.type.slice(1))
		: SIZE[f.type];
	if (scalar === undefined)
		throw new Error(`${owner}.${f.name}: unknown type ${f.type}`);
	if (f.array ? size % scalar !== 0 : size !== scalar)
		fail(`${owner}.${f.name} has ${size} bytes, ${f.type} has ${scalar}`);
	// A flexible array member has no size of its own: one item stands for it.
	const type = f.array ? `[${Math.max(1, size / scalar)} x ${f.type}]` : f.type;
	return `  ${f.name}: ${type} at ${offset}`;
}

function declarations(rows) {
	const sizes = new Map();
	const out = [];
	let at = 0;
	for (const [name, , fields] of STRUCTS) {
		const size = Number(rows[at++]);
		sizes.set(name, size);
		out.push(`struct @${name} size ${size} {`);
		for (const f of parseFields(fields)) {
			const [offset, bytes] = rows[at++].split(" ").map(Number);
			out.push(fieldText(name, f, offset, bytes, sizes));
		}
		out.push("}", "");
	}
	return { text: out.join("\n").trimEnd(), sizes };
}

/** The layouts no header declares: at least their size must be what the type says. */
function checkBasicSizes(python, sizes) {
	const names = Object.keys(BASICSIZE);
	const code = names
		.map((n) => `print((${BASICSIZE[n]}).__basicsize__)`)
		.join("\n");
	const found = execFileSync(python, ["-c", code], { encoding: "utf8" })
		.trim()
		.split("\n")
		.map(Number);
	names.forEach((n, i) => {
		if (found[i] !== sizes.get(n))
			fail(
				`${n}: tp_basicsize is ${found[i]}, the declaration has ${sizes.get(n)}`,
			);
	});
}

function replaceSection(text, section) {
	const begin = text.indexOf(BEGIN);
	if (begin < 0) return `${text.trimEnd()}\n\n${section}\n`;
	const end = text.indexOf(END, begin);
	if (end < 0) fail(`the prelude has no line '${END}'`);
	return text.slice(0, begin) + section + text.slice(end + END.length);
}

function parseArguments(args) {
	const options = {
		check: false,
		python: process.env.COCONUT_PYTHON ?? "/usr/bin/python3.11",
		cc: process.env.CC ?? "gcc",
		prelude: join(root, "targets/cpython-3.11.ir"),
	};
	while (args.length > 0) {
		const a = args.shift();
		if (a === "--check") options.check = true;
		else if (a === "--python" && args.length > 0) options.python = args.shift();
		else if (a === "--cc" && args.length > 0) options.cc = args.shift();
		else if (!a.startsWith("-")) options.prelude = a;
		else {
			process.stderr.write(
				"usage: gen-layouts.mjs [--check] [--python PYTHON] [--cc CC] [PRELUDE]\n",
			);
			process.exit(2);
		}
	}
	return options;
}

const options = parseArguments(process.argv.slice(2));
const { text, sizes } = declarations(measure(options.python, options.cc));
checkBasicSizes(options.python, sizes);
const old = readFileSync(options.prelude, "utf8");
const made = replaceSection(old, `${BEGIN}\n${text}\n${END}`);
if (!options.check) {
	if (made !== old) writeFileSync(options.prelude, made);
} else if (made !== old) {
	const a = old.split("\n");
	const b = made.split("\n");
	const line = a.findIndex((l, i) => l !== b[i]);
	fail(
		`${options.prelude}:${line + 1}: the headers of '${options.python}' say '${b[line] ?? ""}'; run scripts/gen-layouts.mjs`,
	);
}
