/** How the arguments of a CALL are handed out to the parameters of a function that is known. */
import type { Fn, Op } from "../ir/ir.ts";

/**
 * Which of the `count` arguments of a CALL in `caller` each parameter of a function gets, as initialize_locals (ceval.c) hands them out; undefined where it has
 * to have a default. Nothing: they do not fit.
 */
export function arrange(
	caller: Fn,
	call: Op,
	target: Fn,
	count: number,
): (number | undefined)[] | undefined {
	const { code } = target;
	if (!code) return undefined;
	const names = keywords(caller, call);
	const positional = count - names.length;
	if (positional > code.argcount) return undefined;
	const found: (number | undefined)[] = Array.from(
		{ length: code.argcount },
		(_, i) => (i < positional ? i : undefined),
	);
	for (const [j, name] of names.entries()) {
		const i = code.slots
			.slice(0, code.argcount)
			.findIndex((s) => s.name === name);
		if (i < code.posonlyargcount || found[i] !== undefined) return undefined;
		found[i] = positional + j;
	}
	return found;
}

/** The names of the keyword arguments of a CALL, which come last. */
function keywords(caller: Fn, call: Op): string[] {
	const index = call.attrs[0] as number | undefined;
	const names = index === undefined ? undefined : caller.code?.consts[index];
	if (names?.kind !== "tuple") return [];
	return names.items.map((x) => (x.kind === "str" ? x.value : ""));
}
