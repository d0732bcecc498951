/** Options whose value may be left out: yargs would take the next word, often the input file, for it. */

/** The arguments with `--name` written as `--name=DEFAULT` where it has no value. */
export function withOptionalValues(
	args: readonly string[],
	defaults: Readonly<Record<string, string>>,
): string[] {
	const end = args.indexOf("--");
	return args.map((arg, k) => {
		if (!arg.startsWith("--") || (end !== -1 && k > end)) return arg;
		const name = arg.slice(2);
		return Object.hasOwn(defaults, name) ? `${arg}=${defaults[name]}` : arg;
	});
}
