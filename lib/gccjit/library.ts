/** libgccjit through koffi: the only place that loads native code. Runs in the worker. Every handle is a `void *`. */
import koffi from "koffi";
import { API, API_NAMES, BOOL_OPTION, INT_OPTION } from "./api.ts";

/** koffi runs C on a stack of its own, 2 MiB unless told, at most 16; GCC recurses. */
const STACK_BYTES = 16 << 20;

export type Address = bigint | null;
export type NativeFunction = (...args: unknown[]) => unknown;

/** The functions of API by index, and those that the replay itself needs. */
export interface Library {
	readonly calls: readonly NativeFunction[];
	acquire(): Address;
	release(context: Address): void;
	/** Keeps libgccjit from printing the errors it records. */
	silence(context: Address): void;
	configure(
		context: Address,
		settings: {
			readonly opt: number;
			readonly debug: boolean;
			readonly options: readonly string[];
		},
	): void;
	firstError(context: Address): string | null;
	compileToFile(context: Address, output: number, path: string): void;
	dumpReproducer(context: Address, path: string): void;
	/** Asks for a GCC dump; the text can be had from the result after the compilation. */
	enableDump(context: Address, name: string): () => string;
}

const C_TYPE: Readonly<Record<string, string>> = {
	v: "void",
	h: "void *",
	s: "const char *",
	i: "int",
	z: "size_t",
	l: "int64_t",
	p: "void *",
	d: "double",
	b: "const uint8_t *",
};
/** Kinds that are two C arguments. */
const PAIRS: Readonly<Record<string, readonly string[]>> = {
	H: ["int", "void **"],
	Z: ["size_t", "void **"],
	B: ["const uint8_t *", "size_t"],
};

function cTypes(kind: string): readonly string[] {
	if (kind === "A") return ["void **"];
	return PAIRS[kind] ?? [C_TYPE[kind] as string];
}

let configured = false;

/** Sets up koffi; must come before the first library is loaded. */
export function loadLibrary(path: string): ReturnType<typeof koffi.load> {
	if (!configured) koffi.config({ sync_stack_size: STACK_BYTES });
	configured = true;
	return koffi.load(path);
}

const PR_SET_PDEATHSIG = 1;
const SIGKILL = 9;

/** Has the kernel end this process when the one that started it ends. Does nothing where there is no prctl. */
export function dieWithParent(): void {
	try {
		const prctl = loadLibrary("libc.so.6").func("prctl", "int", [
			"int",
			"ulong",
		]);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	} catch {}
}

/** Loads libgccjit; throws what koffi throws when it is not there. */
export function loadGccjit(path: string): Library {
	const lib = loadLibrary(path);
	const bind = (
		name: string,
		result: string,
		args: readonly string[],
	): NativeFunction =>
		lib.func(`gcc_jit_${name}`, result, [...args]) as NativeFunction;
	const row = (name: keyof typeof API): NativeFunction => {
		const [result = "v", ...args] = API[name].split(" ");
		return bind(name, C_TYPE[result] as string, args.flatMap(cTypes));
	};
	const context = "void *";
	const acquire = bind("context_acquire", "void *", []);
	const release = bind("context_release", "void", [context]);
	const silence = bind("context_set_bool_print_errors_to_stderr", "void", [
		context,
		"int",
	]);
	const error = bind("context_get_first_error", "const char *", [context]);
	const toFile = bind("context_compile_to_file", "void", [
		context,
		"int",
		"const char *",
	]);
	const reproducer = bind("context_dump_reproducer_to_file", "void", [
		context,
		"const char *",
	]);
	const setInt = bind("context_set_int_option", "void", [
		context,
		"int",
		"int",
	]);
	const setBool = bind("context_set_bool_option", "void", [
		context,
		"int",
		"int",
	]);
	const allowUnreachable = bind(
		"context_set_bool_allow_unreachable_blocks",
		"void",
		[context, "int"],
	);
	const addOption = bind("context_add_command_line_option", "void", [
		context,
		"const char *",
	]);
	const enableDump = bind("context_enable_dump", "void", [
		context,
		"void *",
		"void *",
	]);
	return {
		calls: lazily(API_NAMES.map((name) => () => row(name))),
		acquire: () => acquire() as Address,
		release: (c) => void release(c),
		silence: (c) => void silence(c, 0),
		configure: (c, { opt, debug, options }) => {
			setInt(c, INT_OPTION.optimizationLevel, opt);
			setBool(c, BOOL_OPTION.debuginfo, debug ? 1 : 0);
			allowUnreachable(c, 1);
			for (const o of options) addOption(c, o);
		},
		firstError: (c) => error(c) as string | null,
		compileToFile: (c, output, path) => void toFile(c, output, path),
		dumpReproducer: (c, path) => void reproducer(c, path),
		enableDump: (c, name) => {
			const slot = koffi.alloc("char *", 1) as unknown;
			// libgccjit keeps the address of the name.
			const copy = koffi.alloc("char", name.length + 1) as unknown;
			koffi.encode(copy, "char", name, name.length + 1);
			enableDump(c, copy, slot);
			return () => (koffi.decode(slot, "char *") as string | null) ?? "";
		},
	};
}

/** An array whose elements are made when first read. */
function lazily(makers: readonly (() => NativeFunction)[]): NativeFunction[] {
	const out: NativeFunction[] = [];
	makers.forEach((make, i) => {
		Object.defineProperty(out, i, {
			configurable: true,
			get() {
				const value = make();
				Object.defineProperty(out, i, { value });
				return value;
			},
		});
	});
	return out;
}
