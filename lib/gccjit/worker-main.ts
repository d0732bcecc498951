/**
 * The worker process: holds libgccjit, compiles recordings and calls what was compiled, one request at a time. That GCC
 * or compiled code may take the process down with it is why it is a process.
 */
import { cpuMs } from "../support/cpu.ts";
import { OUTPUT } from "./api.ts";
import { callNative } from "./call.ts";
import {
	type Address,
	dieWithParent,
	type Library,
	loadGccjit,
} from "./library.ts";
import type {
	CompileReply,
	CompileRequest,
	ErrorReply,
	Reply,
	Request,
} from "./protocol.ts";
import { RefusedCall, replay } from "./replay.ts";

let library: Library | undefined;

/** Starts serving requests from the parent; ends with it. */
export function serve(): void {
	process.on("message", (message: Request) => {
		process.send?.(answer(message));
	});
	process.on("disconnect", () => process.exit(0));
	// A parent that is killed while GCC works cannot disconnect.
	dieWithParent();
	// Ready before the first request comes.
	gccjit();
}

function answer(request: Request): Reply {
	if (request.kind === "call") return callNative(request);
	const lib = gccjit();
	if (!("acquire" in lib)) return lib;
	try {
		return compile(lib, request);
	} catch (e) {
		if (!(e instanceof RefusedCall)) throw e;
		return { kind: "error", what: "gcc", message: e.message, at: e.at };
	}
}

function gccjit(): Library | ErrorReply {
	try {
		library ??= loadGccjit(process.env.COCONUT_LIBGCCJIT ?? "libgccjit.so.0");
		return library;
	} catch (e) {
		const message = e instanceof Error ? e.message : String(e);
		return { kind: "error", what: "missing", message, at: -1 };
	}
}

function compile(lib: Library, request: CompileRequest): CompileReply {
	const start = cpuMs();
	const context = lib.acquire();
	try {
		lib.silence(context);
		lib.configure(context, request);
		build(lib, context, request);
		const built = cpuMs();
		const dump = request.dump && lib.enableDump(context, request.dump);
		if (request.reproducer !== undefined)
			lib.dumpReproducer(context, request.reproducer);
		if (request.assembler !== undefined)
			lib.compileToFile(context, OUTPUT.assembler, request.assembler);
		const error = lib.firstError(context);
		if (error !== null) throw new RefusedCall(error, -1);
		const ms = { build: built - start, gcc: cpuMs() - built };
		return { kind: "compiled", dump: dump ? dump() : undefined, ms };
	} finally {
		lib.release(context);
	}
}

/** Replays the recording; when something was refused, once more to find out which call it was. */
function build(lib: Library, context: Address, request: CompileRequest): void {
	replay(lib, context, request.recording, false);
	const error = lib.firstError(context);
	if (error === null) return;
	const again = lib.acquire();
	try {
		lib.silence(again);
		replay(lib, again, request.recording, true);
	} finally {
		lib.release(again);
	}
	throw new RefusedCall(error, -1);
}

serve();
