/** What names mostly stand for, and what calls mostly give, by the name of what is called. */
import type { Op } from "../ir/ir.ts";

/** What functions and methods of these names give, by the builtins and the library's modules: only ever a guess. */
export const LIKELY_RESULTS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		int: "len ord int hash id floor ceil randrange randint bit_length find rfind index count gcd",
		float:
			"float sqrt sin cos tan exp log atan2 hypot random uniform time perf_counter",
		str: "str chr repr format join strip lstrip rstrip lower upper replace hex bin",
		list: "list sorted split splitlines",
		tuple: "tuple divmod",
		dict: "dict",
		set: "set",
		range: "range",
		bool: "bool isinstance issubclass any all startswith endswith isdigit isalpha isspace",
		bytes: "bytes encode",
	}).flatMap(([type, names]) =>
		names.split(" ").map((name) => [name, type] as const),
	),
);

/** What globals of these names mostly are: builtins, no Python functions. */
export const BUILTIN_NAMES: ReadonlySet<string> = new Set(
	(
		"abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod compile complex delattr dict dir divmod " +
		"enumerate eval exec filter float format frozenset getattr globals hasattr hash help hex id input int isinstance issubclass iter len " +
		"list locals map max memoryview min next object oct open ord pow print property range repr reversed round set setattr slice sorted " +
		"staticmethod str sum super tuple type vars zip"
	).split(" "),
);

/** Types of operands that are no instances of Python classes, by name. */
export const BUILT_IN: ReadonlySet<string> = new Set(
	"_ mixed int float bool complex str bytes bytearray NoneType list tuple dict set frozenset".split(
		" ",
	),
);

/** Is the first operand of an op likely to be an instance of a Python class, as its profile says? */
export function isAboutInstance(op: Op): boolean {
	const [type] = op.profile?.types ?? [];
	return type !== undefined && !BUILT_IN.has(type);
}
