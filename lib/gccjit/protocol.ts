/** What crosses between a tool and the worker process that holds libgccjit. */
import type { Recording } from "./recorder.ts";

export interface CompileRequest {
	readonly kind: "compile";
	readonly recording: Recording;
	/** 0 to 3. */
	readonly opt: number;
	readonly debug: boolean;
	/** Further options for GCC. */
	readonly options: readonly string[];
	/** Where the assembler text goes; undefined: not compiled. */
	readonly assembler: string | undefined;
	/** GCC dump to return, as `tree-gimple`. */
	readonly dump: string | undefined;
	/** Where the reproducer goes, written before GCC starts. */
	readonly reproducer: string | undefined;
}

/** How a C value crosses: integers as bigint, f64 as number, addresses as bigint. */
export type CallType = "i1" | "i8" | "i16" | "i32" | "i64" | "f64" | "ptr";
export type CallValue = bigint | number | string;

export interface CallRequest {
	readonly kind: "call";
	/** Shared library to load. */
	readonly library: string;
	readonly symbol: string;
	readonly params: readonly CallType[];
	/** `string`: an address, of a NUL-terminated string to give back. */
	readonly result: CallType | "void" | "string";
	/** A string is passed as the address of a NUL-terminated copy. */
	readonly args: readonly CallValue[];
}

export type Request = CompileRequest | CallRequest;

export interface CompileReply {
	readonly kind: "compiled";
	readonly dump: string | undefined;
	/** Milliseconds of processor time spent making the calls, and in GCC. */
	readonly ms: { readonly build: number; readonly gcc: number };
}
export interface CallReply {
	readonly kind: "returned";
	/** An address that is NULL is 0n, and null as a string. */
	readonly value: bigint | number | string | null | undefined;
}
export interface ErrorReply {
	readonly kind: "error";
	/** `missing`: there is no libgccjit; `gcc`: it refused; `load`: the library cannot be loaded or called. */
	readonly what: "missing" | "gcc" | "load";
	readonly message: string;
	/** Word of the recording where the failing call is, or -1. */
	readonly at: number;
}
export type Reply = CompileReply | CallReply | ErrorReply;
