/** What calls mostly give, by the name of what is called. */

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
