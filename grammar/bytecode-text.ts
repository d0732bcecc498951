/** Bytecode text to code objects: the way in for every tool that reads it. */
import type { Cfg } from "../lib/cpython/cfg.ts";
import type { CodeObject, PyConst } from "../lib/cpython/code.ts";
import type { BytecodeModule } from "../lib/cpython/pyc.ts";
import {
	type PythonVersion,
	VERSIONS,
	versionByName,
} from "../lib/cpython/versions.ts";
import type { Profile } from "../lib/ir/profile.ts";
import { Diagnostic, invariant, placeAt } from "../lib/support/diagnostic.ts";
import { buildCode, type SourceText } from "./bytecode-build.ts";
import { parseInto } from "./bytecode-parser.ts";
import type { ParsedCode, ParsedHeader, Span } from "./bytecode-tree.ts";
import type { BytecodeSink } from "./bytecode-values.ts";

/** Profiles by code object and byte offset; code objects without any are left out. */
export type Profiles = ReadonlyMap<CodeObject, ReadonlyMap<number, Profile>>;

/** A module read from text, with what the text knows beyond a .pyc. */
export interface ParsedModule extends BytecodeModule {
	/** The graph of every code object, built while checking it. */
	readonly cfgs: ReadonlyMap<CodeObject, Cfg>;
	/** `!{…}` by code object and byte offset; code objects without any are left out. */
	readonly annotations: ReadonlyMap<CodeObject, ReadonlyMap<number, string>>;
	/** The annotations that are profiles, read. */
	readonly profiles: Profiles;
}

/** Reads a whole text. `file` names it in Diagnostics; the first mistake is thrown, at its line. */
export function parseBytecode(text: string, file: string): ParsedModule {
	const builder = new ModuleBuilder({ text, file });
	parseInto(text, file, builder);
	return builder.result();
}

interface NestedCode {
	/** The constant that stands for it; its code is filled in when the text of the code object has been read. */
	readonly constant: { kind: "code"; code: CodeObject | undefined };
	readonly use: Span | undefined;
	readonly definition: Span | undefined;
}

class ModuleBuilder implements BytecodeSink {
	private readonly source: SourceText;
	private version: PythonVersion | undefined;
	private headerRead: ParsedHeader | undefined;
	private root: CodeObject | undefined;
	private readonly scopes: Map<number, NestedCode>[] = [];
	private readonly cfgs = new Map<CodeObject, Cfg>();
	private readonly annotations = new Map<
		CodeObject,
		ReadonlyMap<number, string>
	>();
	private readonly profiles = new Map<
		CodeObject,
		ReadonlyMap<number, Profile>
	>();

	constructor(source: SourceText) {
		this.source = source;
	}

	header(header: ParsedHeader): void {
		const version = versionByName(header.versionName);
		if (version === undefined)
			this.fail(
				header.span,
				`Python ${JSON.stringify(header.versionName)} is not supported; supported: ${VERSIONS.map((v) => v.name).join(", ")}`,
			);
		if (header.magic !== undefined && header.magic !== BigInt(version.magic))
			this.fail(
				header.magicSpan ?? header.span,
				`Python ${version.name} has magic number ${version.magic}, found ${header.magic}`,
			);
		this.version = version;
		this.headerRead = header;
	}

	open(): void {
		this.scopes.push(new Map());
	}

	nested(number: number, span: Span): PyConst {
		const scope = this.scopes[this.scopes.length - 1];
		invariant(scope !== undefined, "constants stand inside a code object");
		let nested = scope.get(number);
		if (nested === undefined) {
			nested = {
				constant: { kind: "code", code: undefined },
				use: span,
				definition: undefined,
			};
			scope.set(number, nested);
		}
		return nested.constant as PyConst;
	}

	close(parsed: ParsedCode, number: number | undefined, span: Span): void {
		for (const [n, nested] of this.scopes.pop() ?? [])
			if (nested.constant.code === undefined)
				this.fail(nested.use ?? parsed, `code #${n} is not defined here`);
		invariant(this.version !== undefined, "the header comes first");
		const { code, cfg, annotations, profiles } = buildCode(
			parsed,
			this.version,
			this.source,
		);
		this.cfgs.set(code, cfg);
		if (annotations.size > 0) this.annotations.set(code, annotations);
		if (profiles.size > 0) this.profiles.set(code, profiles);
		if (number === undefined) this.root = code;
		else this.define(number, code, span);
	}

	/** A nested code object stands after the constants that use it. */
	private define(number: number, code: CodeObject, span: Span): void {
		const nested = this.scopes[this.scopes.length - 1]?.get(number);
		if (nested === undefined)
			this.fail(span, `no constant or instruction above uses code #${number}`);
		if (nested.constant.code !== undefined)
			this.fail(span, `code #${number} is defined twice`);
		nested.constant.code = code;
	}

	result(): ParsedModule {
		invariant(
			this.version !== undefined && this.root !== undefined,
			"a parsed text has a header and a code object",
		);
		return {
			version: this.version,
			check: this.headerRead?.check ?? {
				kind: "hash",
				hash: 0n,
				checked: false,
			},
			code: this.root,
			cfgs: this.cfgs,
			annotations: this.annotations,
			profiles: this.profiles,
		};
	}

	private fail(span: Span, message: string): never {
		const { file, text } = this.source;
		throw new Diagnostic(message, placeAt(file, text, span.start, span.length));
	}
}
