/** Runs the target Python to compile source to bytecode. Importing, caching and running are not its business. */
import { spawnSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { Diagnostic, invariant } from "../support/diagnostic.ts";
import { installRoot } from "../support/root.ts";
import { type BytecodeModule, readPyc } from "./pyc.ts";
import { VERSIONS, versionByMagic } from "./versions.ts";

/** What to compile: a file that Python reads itself, or source text under a name of its own. */
export type Source =
	| { readonly path: string }
	| { readonly source: Uint8Array; readonly filename: string };

export interface CompileOptions {
	/** The interpreter; default COCONUT_PYTHON, then `python3`. */
	readonly python?: string | undefined;
	/** As `-O` and `-OO` of Python: 0, 1 or 2 (default 0). */
	readonly optimize?: number;
}

/** The interpreter that will be used. */
export function pythonCommand(python?: string): string {
	return python ?? (process.env.COCONUT_PYTHON || "python3");
}

/** The environment in which an interpreter finds the package `coconut`, whatever PYTHONPATH says besides. */
export function pythonEnvironment(): NodeJS.ProcessEnv {
	const path = [join(installRoot(), "runtime/python")];
	if (process.env.PYTHONPATH) path.push(process.env.PYTHONPATH);
	return { ...process.env, PYTHONPATH: path.join(delimiter) };
}

/**
 * The child's program. It reads one JSON request on stdin and answers with frames: a JSON line {"size", …}, then `size` bytes.
 * The first frame says which Python it is; then comes one per source, holding a hash-checked .pyc or a JSON error.
 */
const CHILD = `
import sys, json, marshal, importlib.util, _imp
out = sys.stdout.buffer
def send(data, **head):
    head["size"] = len(data)
    out.write(json.dumps(head).encode() + b"\\n" + data)
magic = importlib.util.MAGIC_NUMBER
send(b"", version=sys.version.split()[0], magic=int.from_bytes(magic[:2], "little"))
request = json.loads(sys.stdin.buffer.read())
sys.setrecursionlimit(max(sys.getrecursionlimit(), 1000))
for item in request["sources"]:
    try:
        if "path" in item:
            with open(item["path"], "rb") as f:
                data = f.read()
            name = item["path"]
        else:
            data = bytes.fromhex(item["source"])
            name = item["filename"]
        code = compile(data, name, "exec", dont_inherit=True, optimize=request["optimize"])
        digest = _imp.source_hash(importlib.util._RAW_MAGIC_NUMBER, data)
        send(magic + b"\\3\\0\\0\\0" + digest + marshal.dumps(code), ok=True)
    except SyntaxError as e:
        send(json.dumps(dict(kind=type(e).__name__, message=e.msg, file=e.filename, line=e.lineno,
            column=e.offset, end_line=e.end_lineno, end_column=e.end_offset, text=e.text)).encode(), ok=False)
    except OSError as e:
        send(json.dumps(dict(kind="OSError", message=(e.strerror or str(e)).lower(), file=name if "path" not in item else item["path"])).encode(), ok=False)
    except Exception as e:
        send(json.dumps(dict(kind=type(e).__name__, message=str(e))).encode(), ok=False)
`;

interface Failure {
	readonly kind: string;
	readonly message: string;
	readonly file?: string | null;
	readonly line?: number | null;
	readonly column?: number | null;
	readonly end_line?: number | null;
	readonly end_column?: number | null;
	readonly text?: string | null;
}

/** Compiles one source. A SyntaxError, a missing file or Python, and a Python of the wrong version are Diagnostics. */
export function compilePython(
	source: Source,
	options: CompileOptions = {},
): BytecodeModule {
	const [result] = compileMany([source], options);
	invariant(result !== undefined, "one source gives one result");
	if (result instanceof Diagnostic) throw result;
	return result;
}

/** Compiles many sources in one Python process: for each, in order, its bytecode or the Diagnostic that says why not. */
export function compileMany(
	sources: readonly Source[],
	options: CompileOptions = {},
): (BytecodeModule | Diagnostic)[] {
	const python = pythonCommand(options.python);
	const request = {
		optimize: options.optimize ?? 0,
		sources: sources.map((s) =>
			"path" in s
				? s
				: {
						filename: s.filename,
						source: Buffer.from(s.source).toString("hex"),
					},
		),
	};
	const child = spawnSync(
		python,
		["-I", "-S", "-X", "utf8", "-W", "ignore", "-c", CHILD],
		{ input: JSON.stringify(request), maxBuffer: 1 << 30 },
	);
	if (child.error !== undefined) throw cannotRun(python, child.error);
	const frames = splitFrames(child.stdout);
	const hello = frames.shift();
	if (hello === undefined) throw childFailed(python, child);
	checkVersion(python, hello.head);
	if (frames.length !== sources.length) throw childFailed(python, child);
	return frames.map((frame, k) => {
		const source = sources[k] as Source;
		const name = "path" in source ? source.path : source.filename;
		if (frame.head.ok === true) return readPyc(frame.body, name);
		const failure = JSON.parse(frame.body.toString("utf8")) as Failure;
		return failureDiagnostic(failure, name);
	});
}

interface Frame {
	readonly head: Record<string, unknown>;
	readonly body: Buffer;
}

/** The frames that arrived whole. */
function splitFrames(bytes: Buffer): Frame[] {
	const frames: Frame[] = [];
	for (let at = 0; at < bytes.length; ) {
		const end = bytes.indexOf(10, at);
		if (end === -1) break;
		let head: Record<string, unknown>;
		try {
			head = JSON.parse(bytes.toString("utf8", at, end));
		} catch {
			break;
		}
		const size = Number(head.size);
		if (!(end + 1 + size <= bytes.length)) break;
		frames.push({ head, body: bytes.subarray(end + 1, end + 1 + size) });
		at = end + 1 + size;
	}
	return frames;
}

function checkVersion(python: string, head: Record<string, unknown>): void {
	if (versionByMagic(Number(head.magic)) !== undefined) return;
	throw new Diagnostic(
		`'${python}' is Python ${String(head.version)}, supported: ${VERSIONS.map((v) => v.name).join(", ")}`,
		undefined,
		"choose another with --python or COCONUT_PYTHON",
	);
}

function cannotRun(python: string, error: Error): Diagnostic {
	const code = (error as NodeJS.ErrnoException).code;
	const why =
		code === "ENOENT"
			? "not found"
			: code === "EACCES"
				? "permission denied"
				: (code ?? error.message);
	return new Diagnostic(
		`cannot run Python '${python}': ${why}`,
		undefined,
		"choose another with --python or COCONUT_PYTHON",
	);
}

function childFailed(
	python: string,
	child: { status: number | null; signal: string | null; stderr: Buffer },
): Diagnostic {
	const words = child.stderr.toString("utf8").trim().split("\n").pop() ?? "";
	const how =
		child.signal === null
			? `exit status ${child.status}`
			: `signal ${child.signal}`;
	return new Diagnostic(
		`Python '${python}' failed to compile (${how})${words === "" ? "" : `: ${words}`}`,
	);
}

function failureDiagnostic(failure: Failure, name: string): Diagnostic {
	if (failure.kind === "OSError")
		return new Diagnostic(`cannot read '${name}': ${failure.message}`);
	const message = `${failure.kind}: ${failure.message}`;
	if (failure.line == null || failure.line < 1)
		return new Diagnostic(`'${name}': ${message}`);
	const column = Math.max(1, failure.column ?? 1);
	const sameLine =
		failure.end_line == null || failure.end_line === failure.line;
	const length =
		sameLine && failure.end_column != null
			? Math.max(1, failure.end_column - column)
			: 1;
	const text = failure.text?.replace(/\n[\s\S]*$/, "");
	return new Diagnostic(message, {
		file: failure.file ?? name,
		line: failure.line,
		column,
		length,
		...(text === undefined ? {} : { text }),
	});
}
