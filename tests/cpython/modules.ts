/** The test modules of CPython that are run, and the library file each of them is about: that one must run compiled. */

export interface TestModule {
	/** As imported: `test.NAME`. */
	readonly name: string;
	/** Below the standard library's folder; a file, or a package's folder. */
	readonly subject: string;
}

export const MODULES: readonly TestModule[] = [
	{ name: "test_json", subject: "json" },
	{ name: "test_textwrap", subject: "textwrap.py" },
	{ name: "test_difflib", subject: "difflib.py" },
	{ name: "test_heapq", subject: "heapq.py" },
	{ name: "test_bisect", subject: "bisect.py" },
	{ name: "test_argparse", subject: "argparse.py" },
	{ name: "test_fractions", subject: "fractions.py" },
	{ name: "test_statistics", subject: "statistics.py" },
	{ name: "test_configparser", subject: "configparser.py" },
	{ name: "test_shlex", subject: "shlex.py" },
	{ name: "test_string", subject: "string.py" },
	{ name: "test_collections", subject: "collections" },
	{ name: "test_dataclasses", subject: "dataclasses.py" },
	{ name: "test_ast", subject: "ast.py" },
];
