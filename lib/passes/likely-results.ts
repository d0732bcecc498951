/** What names mostly stand for, and what calls mostly give, by the name of what is called. */
import type { Op } from "../ir/ir.ts";
import { plainOperator } from "./machine-numbers.ts";

/** What functions and methods of these names give, by the builtins and the library's modules: only ever a guess. */
export const LIKELY_RESULTS: ReadonlyMap<string, string> = new Map(
	Object.entries({
		int: "len ord int hash id floor ceil randrange randint bit_length find rfind index count gcd",
		float:
			"float sqrt sin cos tan asin acos atan exp log log2 log10 atan2 hypot radians degrees fabs random uniform gauss time perf_counter",
		str: "str chr repr format join strip lstrip rstrip lower upper replace hex bin",
		list: "list sorted split splitlines",
		tuple: "tuple divmod",
		dict: "dict",
		set: "set",
		range: "range",
		bool: "bool isinstance issubclass any all startswith endswith isdigit isalpha isspace",
		bytes: "bytes encode",
		complex: "complex conjugate",
	}).flatMap(([type, names]) =>
		names.split(" ").map((name) => [name, type] as const),
	),
);

/** Of these, names that also stand for modules. */
const MODULES: ReadonlySet<string> = new Set(["random", "time"]);

/** Is something of this name about floats, so that the function that speaks of it is? */
export const isAboutFloats = (name: string): boolean =>
	LIKELY_RESULTS.get(name) === "float" && !MODULES.has(name);

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

/** What operators are called in the names of their methods: `__NAME__`, `__rNAME__`. */
export const OPERATOR_METHODS: Readonly<Record<string, string>> = {
	add: "add",
	subtract: "sub",
	multiply: "mul",
	true_divide: "truediv",
	floor_divide: "floordiv",
	remainder: "mod",
	power: "pow",
	and: "and",
	or: "or",
	xor: "xor",
	lshift: "lshift",
	rshift: "rshift",
	matrix_multiply: "matmul",
};

/** The method that a binary operator is of its first operand; `**` has none that is called with two objects. */
export function methodOfOperator(op: Op): string | undefined {
	const kind = plainOperator(String(op.attrs[0]));
	const name = kind === "power" ? undefined : OPERATOR_METHODS[kind];
	return op.name === "py.binary_op" && name ? `__${name}__` : undefined;
}

/**
 * Is the first operand of an op likely to be an instance of a Python class, as its profile says? So it is where nothing is known of it and the second one is: only
 * numbers are multiplied by instances. `@` is of no built-in type.
 */
export function isAboutInstance(op: Op): boolean {
	const [type, other] = op.profile?.types ?? [];
	if (op.name !== "py.binary_op")
		return type !== undefined && !BUILT_IN.has(type);
	const kind = plainOperator(String(op.attrs[0]));
	if (kind === "power") return false;
	if (kind === "matrix_multiply") return true;
	if (type === undefined || other === undefined) return false;
	if (!BUILT_IN.has(type)) return true;
	return type === "_" && kind !== "multiply" && !BUILT_IN.has(other);
}
