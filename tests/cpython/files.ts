/** The files of CPython's test suite that are run compiled, and the library file each is about: that one has to run compiled too. */

export interface TestFile {
	/** As imported: `test.NAME`. */
	readonly name: string;
	/** Below the standard library's folder: a file, or a package's folder; empty when the subject is the language or is written in C. */
	readonly subject: string;
	/** Part of `make test`. */
	readonly isQuick: boolean;
}

/** `NAME`, or `NAME=SUBJECT`, white space between. */
function list(text: string, isQuick: boolean): TestFile[] {
	return text
		.trim()
		.split(/\s+/)
		.map((entry) => {
			const [name = "", subject = ""] = entry.split("=");
			return { name, subject, isQuick };
		});
}

/** What `make test` runs: the language itself, and libraries written in Python whose tests are short. */
const QUICK = `
	test_ast=ast.py test_bisect=bisect.py test_collections=collections test_configparser=configparser.py
	test_dataclasses=dataclasses.py test_difflib=difflib.py test_argparse=argparse.py test_fractions=fractions.py
	test_heapq=heapq.py test_json=json test_shlex=shlex.py test_statistics=statistics.py test_string=string.py
	test_textwrap=textwrap.py test_grammar test_generators test_generator_stop test_coroutines test_asyncgen
	test_yield_from test_exceptions test_except_star test_exception_group test_exception_variations test_baseexception
	test_raise test_with test_frame test_sys_settrace test_sys_setprofile test_scope test_funcattrs test_descr test_class
	test_super test_metaclass test_property test_decorators test_dynamicclassattribute test_subclassinit
	test_genericclass test_isinstance test_call test_extcall test_keywordonlyarg test_positional_only_arg
	test_named_expressions test_listcomps test_genexps test_setcomps test_dictcomps test_patma test_fstring test_syntax
	test_global test_unpack test_unpack_ex test_augassign test_binop test_index test_dynamic test_opcache test_dict
	test_dictviews test_dict_version test_list test_tuple test_iter test_iterlen test_enumerate test_range test_slice
	test_int test_float test_complex test_bool test_format test_sort test_deque test_module
	test_types=types.py test_builtin test_gc test_weakref=weakref.py test_weakset=_weakrefset.py test_finalization
	test_traceback=traceback.py test_contextlib=contextlib.py test_contextlib_async=contextlib.py
	test_operator=operator.py test_copy=copy.py 
	test_threading=threading.py test_thread test_sched=sched.py test_asyncio.test_futures=asyncio
	test_asyncio.test_locks=asyncio test_asyncio.test_queues=asyncio test_asyncio.test_timeouts=asyncio test_code
	test_ordered_dict test_functools=functools.py test_inspect=inspect.py test_pickle=pickle.py test_unittest=unittest
`;

/** Run with --full. */
const REST = `
	test_typechecks test_unary test_compare test_richcmp test_contains test_pow test_type_annotations test_opcodes
	test_future test_set test_long test_string_literals test_userdict=collections test_userlist=collections
	test_userstring=collections test_defaultdict test_hash test_typing=typing.py test_genericalias test_sys
	test_itertools test_copyreg=copyreg.py test_reprlib=reprlib.py test_pickletools=pickletools.py
	test_doctest=doctest.py test_doctest2=doctest.py test_threading_local=_threading_local.py test_queue=queue.py
	test_context test_asyncio.test_events=asyncio test_asyncio.test_tasks=asyncio test_asyncio.test_base_events=asyncio
	test_asyncio.test_taskgroups=asyncio test_asyncio.test_pep492=asyncio test_asyncio.test_runners=asyncio
	test_asyncio.test_waitfor=asyncio test_asyncio.test_streams=asyncio test_enum=enum.py test_abc test_re=re
	test_random=random.py test_decimal=_pydecimal.py test_datetime=datetime.py test_numeric_tower=fractions.py
	test_abstract_numbers=numbers.py test_compile test_code_module=code.py test_codeop=codeop.py test_dis=dis.py
	test_symtable=symtable.py test_tokenize=tokenize.py test_unparse=ast.py test_pdb=pdb.py test_bdb=bdb.py
	test_trace=trace.py test_cprofile=cProfile.py test_profile=profile.py test_pstats=pstats.py test_warnings=warnings.py
	test_tempfile=tempfile.py test_logging=logging test_io=_pyio.py test_selectors=selectors.py
	test_subprocess=subprocess.py test_urlparse=urllib/parse.py test_html=html test_htmlparser=html/parser.py
	test_xml_etree=xml/etree/ElementTree.py test_csv=csv.py test_pprint=pprint.py test_calendar=calendar.py
	test_graphlib=graphlib.py test_getopt=getopt.py test_optparse=optparse.py test_cmd=cmd.py test_fnmatch=fnmatch.py
	test_glob=glob.py test_linecache=linecache.py test_posixpath test_colorsys=colorsys.py test_keyword=keyword.py
	test_base64=base64.py test_locale=locale.py test_stat`;

export const FILES: readonly TestFile[] = [
	...list(QUICK, true),
	...list(REST, false),
];

/** A test file by name, `test_json` or `json`; one that is not in the table has no subject. */
export function findFile(asked: string): TestFile {
	const name = asked.startsWith("test_") ? asked : `test_${asked}`;
	return (
		FILES.find((f) => f.name === name) ?? { name, subject: "", isQuick: false }
	);
}
