/** `cpy-dis --profile`: runs a program in the target Python and reads back what that taught. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseModule } from "../../grammar/ir-parser.ts";
import { allCode, type CodeObject } from "../../lib/cpython/code.ts";
import { compilePython, pythonCommand } from "../../lib/cpython/compile.ts";
import { readMarshal } from "../../lib/cpython/marshal.ts";
import type { Lesson } from "../../lib/cpython/opcode.ts";
import type { BytecodeModule } from "../../lib/cpython/pyc.ts";
import type { PythonVersion } from "../../lib/cpython/versions.ts";
import { NO_PROFILE, type Profile, profileText } from "../../lib/ir/profile.ts";
import { loadTarget } from "../../lib/ir/target.ts";
import { targetOf } from "../../lib/lower/translate.ts";
import { Diagnostic, invariant } from "../../lib/support/diagnostic.ts";
import { installRoot } from "../../lib/support/root.ts";
import { writeAll } from "../../lib/support/tool.ts";

export interface ProfileRequest {
	readonly kind: "file" | "module";
	readonly what: string;
	readonly arguments: readonly string[];
	/** Name of an imported module whose bytecode is wanted instead of the program's. */
	readonly of: string | undefined;
	/** Run a second time under a tracer, to count jumps and see what the interpreter does not record. */
	readonly count: boolean;
	readonly python: string | undefined;
	/** The program's standard output stays what it is; else it goes to standard error. */
	readonly keepStdout: boolean;
}

export interface Profiled {
	readonly module: BytecodeModule;
	readonly profiles: ReadonlyMap<CodeObject, ReadonlyMap<number, Profile>>;
}

/** The arguments of `cpy-dis --profile`, with what is the program's taken off. */
export interface ProgramArguments {
	readonly options: string[];
	readonly kind: "file" | "module";
	readonly what: string | undefined;
	readonly arguments: readonly string[];
}

const WITH_VALUE = new Set(
	"-o --output --function --python --of --optimize -c --code".split(" "),
);

/** As Python reads its own: the first word that is no option, or `-m` and a word, ends the options. */
export function programOf(argv: readonly string[]): ProgramArguments {
	let at = 0;
	while (at < argv.length) {
		const word = argv[at] as string;
		if (word === "-m" || !word.startsWith("-") || word === "-") break;
		at += WITH_VALUE.has(word) ? 2 : 1;
	}
	const kind = argv[at] === "-m" ? "module" : "file";
	const [what, ...rest] = argv.slice(kind === "module" ? at + 1 : at);
	return { options: argv.slice(0, at), kind, what, arguments: rest };
}

/** A profile as an annotation, which ends at the first brace. */
export function annotationText(p: Profile): string {
	return profileText(p).replaceAll("}", "\\u007d");
}

/** What the program in Python writes: see lib/cpython/3.11/profile.py. */
interface Answer {
	readonly problem?: string;
	readonly code?: string;
	/** Of the source, hexadecimal. */
	readonly hash?: string;
	readonly facts?: readonly Readonly<Record<string, Fact>>[];
}

interface Fact {
	readonly types?: readonly string[];
	readonly kind?: Profile["kind"];
	readonly target?: string | null;
	readonly taken?: readonly [number, number];
}

/** Runs the program. How it ends is its own affair; that it cannot be started, or dies without a trace, is a Diagnostic. */
export function runProfiled(request: ProfileRequest): Profiled {
	const { version } = compilePython(
		{ source: new Uint8Array(), filename: "<version>" },
		{ python: request.python },
	);
	const first = runOnce(request, version, false);
	if (!request.count) return profiled(first, version, []);
	const second = runOnce(request, version, true);
	if (first.code !== second.code)
		throw new Diagnostic(
			"the program's code was another in the second run: what was counted does not fit",
		);
	return profiled(first, version, second.facts ?? []);
}

/** The fields of structures that the program in Python looks at, from the target's prelude. */
const FIELDS = [
	"PyTypeObject.tp_version_tag",
	"PyFunctionObject.func_version",
	"PyFrameObject.f_frame",
	"_PyInterpreterFrame.stacktop",
	"_PyInterpreterFrame.localsplus",
] as const;

function offsets(version: PythonVersion): Record<string, number> {
	const { structs } = loadTarget(targetOf(version), parseModule);
	return Object.fromEntries(
		FIELDS.map((name) => {
			const [struct = "", field] = name.split(".");
			const found = structs.get(struct)?.fields.find((f) => f.name === field);
			invariant(found, `the prelude has '${name}'`);
			return [name, found.offset];
		}),
	);
}

/** What each quickened form says by itself. */
function lessons(version: PythonVersion): Record<string, Lesson> {
	const { specialized } = version;
	return Object.fromEntries(
		Object.entries(specialized).flatMap(([name, { teaches }]) =>
			teaches === undefined ? [] : [[name, teaches]],
		),
	);
}

function runOnce(
	request: ProfileRequest,
	version: PythonVersion,
	count: boolean,
): Answer {
	const python = pythonCommand(request.python);
	const folder = mkdtempSync(join(tmpdir(), "coconut-profile-"));
	try {
		const output = join(folder, "profile.json");
		const script = join(installRoot(), "lib/cpython", version.name);
		const wanted = {
			output,
			kind: request.kind,
			what: request.what,
			arguments: request.arguments,
			of: request.of ?? "",
			count,
			offsets: offsets(version),
			teaches: lessons(version),
		};
		const child = spawnSync(
			python,
			[join(script, "profile.py"), JSON.stringify(wanted)],
			{ stdio: ["inherit", request.keepStdout ? "inherit" : 2, "inherit"] },
		);
		const how =
			child.signal === null
				? `exit status ${child.status}`
				: `signal ${child.signal}`;
		const answer = readAnswer(output);
		if (answer === undefined)
			throw new Diagnostic(`the program left no profile (${how})`);
		if (answer.problem !== undefined) throw new Diagnostic(answer.problem);
		if (child.status !== 0)
			writeAll(
				2,
				Buffer.from(`cpy-dis: note: the program ended with ${how}\n`),
			);
		return answer;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

function readAnswer(path: string): Answer | undefined {
	try {
		return JSON.parse(readFileSync(path, "utf8")) as Answer;
	} catch {
		return undefined;
	}
}

function profiled(
	answer: Answer,
	version: PythonVersion,
	counted: readonly Readonly<Record<string, Fact>>[],
): Profiled {
	const value = readMarshal(Buffer.from(answer.code ?? "", "hex"), "<program>");
	invariant(value.kind === "code", "a module's code is a code object");
	const profiles = new Map<CodeObject, Map<number, Profile>>();
	[...allCode(value.code)].forEach((code, k) => {
		const [learned, seen] = [answer.facts?.[k] ?? {}, counted[k] ?? {}];
		const of = new Map<number, Profile>();
		for (const at of new Set([...Object.keys(learned), ...Object.keys(seen)]))
			of.set(Number(at), merged(learned[at] ?? {}, seen[at] ?? {}));
		if (of.size > 0) profiles.set(code, of);
	});
	const hash = BigInt(`0x${answer.hash ?? "0"}`);
	const check = { kind: "hash", hash, checked: hash !== 0n } as const;
	return { module: { version, check, code: value.code }, profiles };
}

/** What was counted knows the operands of every run; what the interpreter learned knows how a place works. */
function merged(learned: Fact, counted: Fact): Profile {
	return {
		...NO_PROFILE,
		types: counted.types ?? learned.types ?? [],
		kind: learned.kind,
		target: learned.target ?? counted.target ?? undefined,
		taken: counted.taken,
	};
}
