/** Compiles a module into a temporary library and calls one of its functions, in a worker. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Fn, Module } from "../ir/ir.ts";
import { BITS, isInt, type ResultType, type Scalar } from "../ir/types.ts";
import { Diagnostic, nearest } from "../support/diagnostic.ts";
import { compileModule } from "./compile.ts";
import type { CallRequest, CallType, CallValue, Reply } from "./protocol.ts";
import { Worker, WorkerDied } from "./worker.ts";

export interface RunOptions {
	/** GCC's optimisation level. */
	readonly opt: number;
	/** The result, an address, is that of a string. */
	readonly resultIsString: boolean;
}

/**
 * Calls `@name` with arguments as the command line gives them; returns the text of its result, undefined for void. Throws
 * Diagnostics, for an unknown function, wrong arguments, or when the function takes its process down.
 */
export async function runFunction(
	module: Module,
	name: string,
	args: readonly string[],
	options: RunOptions,
): Promise<string | undefined> {
	const fn = callable(module, name);
	const { params, result } = fn.signature;
	if (args.length !== params.length) {
		const types = params.map((p) => p.type).join(", ");
		throw new Diagnostic(
			`'@${name}' takes ${count(params.length)}${types && ` (${types})`}, ${args.length} given`,
		);
	}
	const values = params.map((p, i) =>
		argument(p.type, args[i] as string, i, name),
	);
	const wanted = resultType(result, options.resultIsString, name);
	const worker = new Worker(true);
	const folder = mkdtempSync(join(tmpdir(), "coconut-"));
	try {
		const library = join(folder, "module.so");
		const { symbols } = await compileModule(module, {
			emit: "so",
			opt: options.opt,
			output: library,
			roots: [name],
			worker,
		});
		const reply = await worker.request({
			kind: "call",
			library,
			symbol: symbols.get(name) as string,
			params: params.map((p) => callType(p.type)),
			result: wanted,
			args: values,
		});
		return resultText(result, wanted, reply);
	} catch (e) {
		if (e instanceof WorkerDied)
			throw new Diagnostic(`'@${name}' took its process down: ${e.message}`);
		throw e;
	} finally {
		rmSync(folder, { recursive: true, force: true });
		worker.close();
	}
}

function callable(module: Module, name: string): Fn {
	const fn = module.functions.get(name);
	if (!fn) {
		const near = nearest(name, module.functions.keys());
		throw new Diagnostic(
			`there is no function '@${name}'`,
			undefined,
			near === undefined ? undefined : `did you mean '@${near}'?`,
		);
	}
	if (fn.code)
		throw new Diagnostic(
			`'@${name}' is the native code of a Python function, which runs in a frame`,
			undefined,
			"give its source: ir-run --with FILE.py …",
		);
	return fn;
}

const count = (n: number): string => `${n} argument${n === 1 ? "" : "s"}`;

function callType(t: Scalar): CallType {
	if (t === "i128")
		throw new Diagnostic("a function with an i128 is not called from outside");
	return t === "obj" || t === "obj?" ? "ptr" : t;
}

function argument(
	type: Scalar,
	text: string,
	index: number,
	name: string,
): CallValue {
	const wrong = (): Diagnostic =>
		new Diagnostic(
			`argument ${index + 1} of '@${name}' is not of type ${type}: '${text}'`,
		);
	if (type === "i1" && /^(true|false)$/.test(text))
		return text === "true" ? 1n : 0n;
	if (isInt(type)) {
		const value = integer(text);
		if (value === undefined) throw wrong();
		const bits = BigInt(BITS[type]);
		const least = type === "i1" ? 0n : -(1n << (bits - 1n));
		if (value < least || value >= 1n << bits)
			throw new Diagnostic(
				`argument ${index + 1} of '@${name}' is out of the range of ${type}: ${text}`,
			);
		return type === "i1" ? value : BigInt.asIntN(BITS[type], value);
	}
	if (type === "f64") {
		const value = float(text);
		if (value === undefined) throw wrong();
		return value;
	}
	if (text === "null") return 0n;
	if (type !== "ptr") throw wrong();
	return /^0x[0-9a-f]+$/i.test(text) ? BigInt(text) : text;
}

function integer(text: string): bigint | undefined {
	if (!/^[+-]?(\d+|0x[0-9a-f]+)$/i.test(text)) return undefined;
	const magnitude = BigInt(text.replace(/^[+-]/, ""));
	return text.startsWith("-") ? -magnitude : magnitude;
}

function float(text: string): number | undefined {
	const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(text);
	if (special) {
		const value = /^nan$/i.test(special[2] as string) ? Number.NaN : Infinity;
		return special[1] === "-" ? -value : value;
	}
	if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
	return Number(text);
}

function resultType(
	type: ResultType,
	isString: boolean,
	name: string,
): CallRequest["result"] {
	if (isString && type !== "ptr")
		throw new Diagnostic(
			`'@${name}' gives ${type === "void" ? "no result" : `a result of type ${type}`}, which is no string`,
		);
	if (isString) return "string";
	return type === "void" ? "void" : callType(type);
}

function resultText(
	type: ResultType,
	wanted: CallRequest["result"],
	reply: Reply,
): string | undefined {
	if (reply.kind === "error")
		throw new Diagnostic(`cannot run: ${reply.message}`);
	if (reply.kind !== "returned" || type === "void") return undefined;
	const { value } = reply;
	if (wanted === "string") return value === null ? "null" : String(value);
	if (type === "i1") return value === 0n ? "false" : "true";
	if (type === "f64") return floatText(value as number);
	if (isInt(type)) return String(value);
	return value === 0n ? "null" : `0x${(value as bigint).toString(16)}`;
}

/** As Python's repr() writes it. */
function floatText(x: number): string {
	if (Number.isNaN(x)) return "nan";
	if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
	if (Object.is(x, -0)) return "-0.0";
	const text = String(x);
	return /[.e]/.test(text) ? text : `${text}.0`;
}
