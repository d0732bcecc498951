/** What calls give, by what is called. */
import type { Op, Value } from "../../ir/ir.ts";
import { LIKELY_RESULTS } from "../likely-results.ts";
import type { Inference } from "./inference.ts";
import { functionObject, type Node, UNKNOWN } from "./nodes.ts";

/** Functions whose result holds, or is, what their arguments hold, or are. */
const SAME_ITEMS: ReadonlySet<string> = new Set([
	"list",
	"tuple",
	"set",
	"sorted",
	"reversed",
	"iter",
]);
const OF_ARGUMENTS: ReadonlySet<string> = new Set(["abs", "min", "max", "sum"]);

/** Functions of cmath that give no complex. */
const REALS_OF_CMATH: ReadonlyMap<string, string> = new Map([
	["phase", "float"],
	["polar", "tuple"],
	["isclose", "bool"],
	["isfinite", "bool"],
	["isinf", "bool"],
	["isnan", "bool"],
]);

export function call(inf: Inference, op: Op): void {
	const [first, second, ...rest] = op.operands as [Value, Value, ...Value[]];
	const method = inf.methods.get(first);
	const result = inf.of(op.results[0] as Value);
	const args = rest.map((v) => inf.of(v));
	if (op.attrs[0] !== undefined) {
		// Keywords: which argument is which is not followed.
		inf.add(result, UNKNOWN);
		return;
	}
	const owner = method ? second : inf.isNull(first) ? second : first;
	if (inf.isOfCmath(owner)) {
		const name = method ?? inf.nameOf(owner) ?? "";
		inf.add(result, REALS_OF_CMATH.get(name) ?? "complex");
		return;
	}
	if (method) {
		callMethod(inf, method, inf.of(second), args, result);
		return;
	}
	const isPlain = inf.isNull(first);
	const callee = inf.of(isPlain ? second : first);
	if (!isPlain) args.unshift(inf.of(second));
	const name = inf.nameOf(isPlain ? second : first);
	let known = false;
	for (const n of [...callee.self.names])
		known = callNamed(inf, n, undefined, args, result) || known;
	if (!known) callBuiltin(inf, name, args, result);
}

function callMethod(
	inf: Inference,
	name: string,
	owner: Node,
	args: readonly Node[],
	result: Node,
): void {
	const found = inf.methodsOf(owner, name);
	for (const fn of found)
		callNamed(inf, functionObject(fn), owner, args, result);
	if (found.length > 0) return;
	if (name === "append" || name === "add" || name === "appendleft") {
		if (args[0]) inf.flow(args[0], owner.items);
		inf.add(result, "NoneType");
	} else if (name === "extend" || name === "update") {
		if (args[0]) inf.share(args[0], owner);
		inf.add(result, "NoneType");
	} else if (name === "insert") {
		if (args[1]) inf.flow(args[1], owner.items);
	} else if (name === "pop" || name === "popleft" || name === "get") {
		if (owner.knownItems) inf.flow(owner.knownItems, result);
		else inf.add(result, UNKNOWN);
	} else if (name === "values" || name === "copy" || name === "keys")
		inf.share(owner, result);
	else callBuiltin(inf, name, args, result);
}

/** Calls a class or function of the module; false for another name. */
export function callNamed(
	inf: Inference,
	name: string,
	self: Node | undefined,
	args: readonly Node[],
	result: Node,
): boolean {
	const cls = inf.classes.get(name);
	if (cls !== undefined) {
		inf.add(result, cls);
		const made = inf.instance(cls);
		for (const fn of inf.methodsOf(made, "__init__"))
			callNamed(inf, functionObject(fn), made, args, inf.nowhere());
		return true;
	}
	const fn = inf.functions.get(name);
	if (!fn) return false;
	const first = self && inf.firstOf(fn, self);
	const given = first ? [first, ...args] : args;
	given.forEach((a, i) => {
		inf.flow(a, inf.slot(fn, i));
	});
	inf.flow(inf.result(fn), result);
	return true;
}

function callBuiltin(
	inf: Inference,
	name: string | undefined,
	args: readonly Node[],
	result: Node,
): void {
	const type = name === undefined ? undefined : LIKELY_RESULTS.get(name);
	if (type !== undefined) inf.add(result, type);
	if (name === "range" || name === "bytes") inf.add(result.items, "int");
	else if (name === "split" || name === "splitlines")
		inf.add(result.items, "str");
	else if (name !== undefined && SAME_ITEMS.has(name)) {
		if (args[0]) inf.share(args[0], result);
		if (type === undefined) inf.add(result, UNKNOWN);
	} else if (name !== undefined && OF_ARGUMENTS.has(name)) {
		const [only] = args;
		if (name === "abs" && only?.self.names.has("complex"))
			inf.add(result, "float");
		else
			for (const a of args.length > 1 || name === "abs" ? args : [])
				inf.flow(a, result);
		if (args.length === 1 && name !== "abs" && only?.knownItems)
			inf.flow(only.knownItems, result);
	} else if (type === undefined) inf.add(result, UNKNOWN);
}
