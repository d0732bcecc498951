/** Reads bytecode in any of its forms. */
import {
	type ParsedModule,
	parseBytecode,
} from "../../grammar/bytecode-text.ts";
import {
	type CompileOptions,
	compilePython,
} from "../../lib/cpython/compile.ts";
import {
	type BytecodeModule,
	looksLikePyc,
	readPyc,
} from "../../lib/cpython/pyc.ts";
import { decodeInput, readInput } from "../../lib/support/tool.ts";

/** What a file or standard input holds tells what it is: a .pyc by its magic number, bytecode text by its first word, else source. */
export function readModule(
	file: string | undefined,
	options: CompileOptions,
): BytecodeModule & Partial<ParsedModule> {
	if (file?.endsWith(".py")) return compilePython({ path: file }, options);
	const input = readInput(file);
	if (looksLikePyc(input.bytes) || file?.endsWith(".pyc"))
		return readPyc(input.bytes, input.name);
	if (/^(?:\s|;.*\n)*python\s*"/.test(input.bytes.toString("latin1", 0, 4096)))
		return parseBytecode(decodeInput(input), input.name);
	return compilePython({ source: input.bytes, filename: input.name }, options);
}
