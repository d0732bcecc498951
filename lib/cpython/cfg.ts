/**
 * The control flow graph of one code object: blocks of instructions, the handler that covers each, the stack depth at each.
 *
 * Depths follow stackdepth() of Python/compile.c with one difference: a generator's frame is entered at depth 0 and finds the value
 * sent to it on the stack after RETURN_GENERATOR, as the interpreter does, where the compiler counts that value from the start.
 */
import { BytecodeError } from "./bytecode-error.ts";
import type { CodeObject } from "./code.ts";
import { decodeExceptionTable, type ExceptionEntry } from "./exceptiontable.ts";
import { decode, type Instruction } from "./instructions.ts";
import { type Position, positionsOf } from "./linetable.ts";
import { stackEffect } from "./opcode.ts";
import type { PythonVersion } from "./versions.ts";

/** What happens when a covered instruction raises: pop to `depth`, push the offset when `lasti`, push the exception, go to `block`. */
export interface Handler {
	/** Index into Cfg.blocks. */
	readonly block: number;
	readonly depth: number;
	readonly lasti: boolean;
}

export interface CfgInstruction {
	/** Byte offset, EXTENDED_ARG included. */
	readonly offset: number;
	/** Byte offset of the instruction proper: what frame->prev_instr points at while it runs. */
	readonly opOffset: number;
	readonly op: string;
	readonly arg: number;
	/** Byte offset of the instruction that follows in the code. */
	readonly next: number;
	readonly extended: number;
	/** Byte offset of the jump target. */
	readonly target?: number;
	readonly handler?: Handler;
	/** Values on the stack before it; -1 when unreachable. */
	depthBefore: number;
	readonly position: Position;
}

export interface Block {
	readonly index: number;
	/** `L` and the byte offset of its first instruction. */
	readonly label: string;
	readonly offset: number;
	readonly instructions: readonly CfgInstruction[];
	/** Values on the stack at entry; -1 when unreachable. */
	depthIn: number;
	/** Whether an exception table entry leads here. */
	readonly isHandler: boolean;
	reachable: boolean;
	/** Indices of the blocks that jump or fall into this one. */
	readonly predecessors: number[];
	/** Where control goes: the fall-through first, then the jump. Handlers are not among them. */
	readonly successors: number[];
	/** The block control falls into when it does not jump; undefined when it never does. */
	readonly fallthrough: number | undefined;
	/** The block the last instruction jumps to. */
	readonly jump: number | undefined;
	/** Handlers of the instructions in this block, each once. */
	readonly handlers: number[];
}

export interface Cfg {
	readonly code: CodeObject;
	readonly version: PythonVersion;
	readonly blocks: readonly Block[];
	readonly entries: readonly ExceptionEntry[];
	/** The greatest depth reached anywhere. */
	readonly maxDepth: number;
	/** The block that starts at a byte offset. */
	blockAt(offset: number): Block | undefined;
}

/** Builds the graph. What is inconsistent (targets, depths, ranges, stack size) is a BytecodeError at the instruction. */
export function buildCfg(code: CodeObject, version: PythonVersion): Cfg {
	const decoded = decode(code.code, version);
	if (decoded.length === 0) throw new BytecodeError("the code is empty");
	const entries = decodeExceptionTable(code.exceptiontable);
	const indexAt = new Map(decoded.map((i, k) => [i.offset, k]));
	checkArguments(decoded, code, version);
	const starts = blockStarts(
		decoded,
		entries,
		indexAt,
		code.code.length,
		version,
	);
	const blockOf = new Map(starts.map((offset, k) => [offset, k]));
	const positions = positionsOf(
		code.linetable,
		code.firstlineno,
		decoded.map((i) => i.size),
	);
	const instructions = addHandlers(decoded, positions, entries, blockOf);
	const blocks = makeBlocks(instructions, starts, entries, blockOf, version);
	const maxDepth = computeDepths(blocks, version);
	if (maxDepth > code.stacksize) {
		const at = instructions.find((i) => i.depthBefore > code.stacksize);
		throw new BytecodeError(
			`the stack grows to ${maxDepth} values, stacksize is ${code.stacksize}`,
			at?.offset,
			"leave 'stacksize' out to have it computed",
		);
	}
	return {
		code,
		version,
		blocks,
		entries,
		maxDepth,
		blockAt: (offset) => {
			const index = blockOf.get(offset);
			return index === undefined ? undefined : blocks[index];
		},
	};
}

/** Arguments that index a table of the code object must be inside it. */
function checkArguments(
	decoded: readonly Instruction[],
	code: CodeObject,
	version: PythonVersion,
): void {
	const limits: Record<string, readonly [number, string]> = {
		const: [code.consts.length, "constants"],
		name: [code.names.length, "names"],
		global: [code.names.length * 2, "names"],
		local: [code.localsplusnames.length, "locals"],
		free: [code.localsplusnames.length, "locals"],
		compare: [version.compareOps.length, "comparisons"],
		binary: [version.binaryOps.length, "operators"],
	};
	for (const i of decoded) {
		const limit = limits[version.opcodes[i.op]?.arg ?? ""];
		if (limit !== undefined && i.arg >= limit[0])
			throw new BytecodeError(
				`argument ${i.arg} of '${i.op}' is out of range: there are ${limit[0] / (version.opcodes[i.op]?.arg === "global" ? 2 : 1)} ${limit[1]}`,
				i.offset,
			);
	}
}

function blockStarts(
	decoded: readonly Instruction[],
	entries: readonly ExceptionEntry[],
	indexAt: ReadonlyMap<number, number>,
	length: number,
	version: PythonVersion,
): number[] {
	const starts = new Set<number>([0]);
	for (const i of decoded) {
		const def = version.opcodes[i.op];
		if (i.target !== undefined) {
			if (!indexAt.has(i.target))
				throw new BytecodeError(
					`'${i.op}' jumps to offset ${i.target}, which is not the start of an instruction`,
					i.offset,
				);
			starts.add(i.target);
		}
		const next = i.offset + i.size;
		if ((i.target !== undefined || def?.end !== undefined) && next < length)
			starts.add(next);
	}
	for (const e of entries) {
		for (const [what, offset] of [
			["starts", e.start],
			["ends", e.end],
			["leads to", e.target],
		] as const) {
			if (!indexAt.has(offset) && !(what === "ends" && offset === length))
				throw new BytecodeError(
					`the exception table ${what} at offset ${offset}, which is not the start of an instruction`,
				);
		}
		starts.add(e.target);
	}
	return [...starts].sort((a, b) => a - b);
}

function addHandlers(
	decoded: readonly Instruction[],
	positions: readonly Position[],
	entries: readonly ExceptionEntry[],
	blockOf: ReadonlyMap<number, number>,
): CfgInstruction[] {
	const handlers = entries.map((e) => ({
		block: blockOf.get(e.target) ?? 0,
		depth: e.depth,
		lasti: e.lasti,
	}));
	let k = 0;
	return decoded.map((i, n): CfgInstruction => {
		while (k < entries.length && (entries[k]?.end ?? 0) <= i.offset) k++;
		const covered = k < entries.length && (entries[k]?.start ?? 0) <= i.offset;
		const handler = covered ? handlers[k] : undefined;
		return {
			offset: i.offset,
			opOffset: i.offset + 2 * i.extended,
			op: i.op,
			arg: i.arg,
			next: i.offset + i.size,
			extended: i.extended,
			...(i.target === undefined ? {} : { target: i.target }),
			...(handler === undefined ? {} : { handler }),
			depthBefore: -1,
			position: positions[n] as Position,
		};
	});
}

function makeBlocks(
	instructions: readonly CfgInstruction[],
	starts: readonly number[],
	entries: readonly ExceptionEntry[],
	blockOf: ReadonlyMap<number, number>,
	version: PythonVersion,
): Block[] {
	const handlerStarts = new Set(entries.map((e) => e.target));
	const groups: CfgInstruction[][] = starts.map(() => []);
	let current = -1;
	for (const i of instructions) {
		if (blockOf.has(i.offset)) current++;
		groups[current]?.push(i);
	}
	const blocks = groups.map((group, index): Block => {
		const last = group[group.length - 1] as CfgInstruction;
		const fallthrough =
			version.opcodes[last.op]?.end === undefined ? index + 1 : undefined;
		const jump =
			last.target === undefined ? undefined : blockOf.get(last.target);
		const offset = starts[index] ?? 0;
		if (fallthrough === starts.length)
			throw new BytecodeError(
				"control runs off the end of the code",
				last.offset,
			);
		return {
			index,
			label: `L${offset}`,
			offset,
			instructions: group,
			depthIn: -1,
			isHandler: handlerStarts.has(offset),
			reachable: false,
			predecessors: [],
			successors: [fallthrough, jump].filter(
				(b, k, all): b is number => b !== undefined && all.indexOf(b) === k,
			),
			fallthrough,
			jump,
			handlers: [
				...new Set(
					group.flatMap((i) =>
						i.handler === undefined ? [] : [i.handler.block],
					),
				),
			],
		};
	});
	for (const b of blocks)
		for (const s of b.successors) blocks[s]?.predecessors.push(b.index);
	return blocks;
}

/** Fills in depths by a walk over everything reachable; returns the greatest. */
function computeDepths(
	blocks: readonly Block[],
	version: PythonVersion,
): number {
	let max = 0;
	const work: Block[] = [];
	const enter = (index: number, depth: number, from: CfgInstruction): void => {
		const block = blocks[index] as Block;
		if (!block.reachable) {
			block.reachable = true;
			block.depthIn = depth;
			work.push(block);
			if (depth > max) max = depth;
		} else if (block.depthIn !== depth)
			throw new BytecodeError(
				`'${from.op}' reaches ${block.label} with ${depth} values on the stack, another way in has ${block.depthIn}`,
				from.offset,
			);
	};
	const first = blocks[0] as Block;
	enter(0, 0, first.instructions[0] as CfgInstruction);
	for (let block = work.pop(); block !== undefined; block = work.pop()) {
		let depth = block.depthIn;
		for (const i of block.instructions) {
			i.depthBefore = depth;
			if (i.handler !== undefined) {
				const { handler } = i;
				if (depth < handler.depth)
					throw new BytecodeError(
						`the handler keeps ${handler.depth} values, but the stack holds ${depth} at '${i.op}'`,
						i.offset,
					);
				enter(handler.block, handler.depth + (handler.lasti ? 2 : 1), i);
			}
			const def = version.opcodes[i.op];
			if (def === undefined) continue;
			if (i.target !== undefined && block.jump !== undefined)
				enter(block.jump, checked(depth + stackEffect(def, i.arg, true), i), i);
			depth += stackEffect(def, i.arg, false);
			if (i.op === "RETURN_GENERATOR") depth++;
			checked(depth, i);
			if (depth > max) max = depth;
		}
		const last = block.instructions[block.instructions.length - 1];
		if (block.fallthrough !== undefined && last !== undefined)
			enter(block.fallthrough, depth, last);
	}
	return max;
}

function checked(depth: number, i: CfgInstruction): number {
	if (depth < 0)
		throw new BytecodeError(
			`'${i.op}' takes more values than the stack holds (${i.depthBefore})`,
			i.offset,
		);
	return depth;
}
