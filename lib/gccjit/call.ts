/** Calls a function of a compiled library, in the worker. */
import { loadLibrary } from "./library.ts";
import type { CallRequest, Reply } from "./protocol.ts";

const C_TYPE: { readonly [T in CallRequest["result"]]: string } = {
	void: "void",
	i1: "bool",
	i8: "int8_t",
	i16: "int16_t",
	i32: "int32_t",
	i64: "int64_t",
	f64: "double",
	ptr: "void *",
	string: "const char *",
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
		const value = f(...args) as unknown;
		flush();
		return { kind: "returned", value: crossing(request.result, value) };
	} catch (e) {
		const message = e instanceof Error ? e.message : String(e);
		return { kind: "error", what: "load", message, at: -1 };
	}
}

/** What C's own streams hold goes out before the result is told. */
function flush(): void {
	const libc = loadLibrary("libc.so.6");
	libc.func("fflush", "int", ["void *"])(null);
}

/** A result as it crosses to the parent. */
function crossing(
	type: CallRequest["result"],
	value: unknown,
): bigint | number | string | null | undefined {
	switch (type) {
		case "void":
			return undefined;
		case "string":
			return value as string | null;
		case "f64":
			return value as number;
		case "i1":
			return value ? 1n : 0n;
		case "ptr":
			return value === null ? 0n : (value as bigint);
		default:
			return BigInt(value as number | bigint);
	}
}
