/** Calls a function of a compiled library, in the worker. */
import koffi from "koffi";
import { loadLibrary } from "./library.ts";
import type { CallRequest, CallType, Reply } from "./protocol.ts";

const C_TYPE: { readonly [T in CallType | "void"]: string } = {
	void: "void",
	i1: "bool",
	i8: "int8_t",
	i16: "int16_t",
	i32: "int32_t",
	i64: "int64_t",
	f64: "double",
	ptr: "void *",
};

export function callNative(request: CallRequest): Reply {
	try {
		const lib = loadLibrary(request.library);
		const types = request.params.map((p, i) =>
			typeof request.args[i] === "string" ? "const char *" : C_TYPE[p],
		);
		const f = lib.func(request.symbol, C_TYPE[request.result], types);
		const args = request.args.map((a, i) =>
			request.params[i] === "i1" ? a !== 0n : a,
		);
		return { kind: "returned", value: result(f(...args)) };
	} catch (e) {
		const message = e instanceof Error ? e.message : String(e);
		return { kind: "error", what: "load", message, at: -1 };
	}
}

function result(value: unknown): bigint | number | undefined {
	if (value === undefined || value === null) return 0n;
	if (typeof value === "boolean") return value ? 1n : 0n;
	if (typeof value === "number" || typeof value === "bigint") return value;
	return koffi.address(value);
}
