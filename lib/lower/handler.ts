/** What translates one bytecode. */
import type { Opcode311 } from "../cpython/3.11/opcodes.ts";
import type { CfgInstruction } from "../cpython/cfg.ts";
import type { OpName } from "../ir/ops.ts";
import type { Translator } from "./translator.ts";

/** Emits the ops of one bytecode and leaves the stack as it does; see Translator for what it must keep to. */
export type Handle = (t: Translator, i: CfgInstruction) => void;
export type Handlers = { readonly [K in Opcode311]?: Handle };

/** Pops `n` values as the operands of an op without attributes and pushes its results. */
export function plain(name: OpName, n: number): Handle {
	return (t) => {
		const operands = t.popMany(n);
		for (const r of t.emit(name, [], operands)) t.push(r);
	};
}

/** The same for an op whose only attribute is the argument. */
export function withArg(name: OpName, n: number): Handle {
	return (t, i) => {
		const operands = t.popMany(n);
		for (const r of t.emit(name, [i.arg], operands)) t.push(r);
	};
}

/** Pops as many values as the argument says, as the operands of an op without attributes, and pushes its results. */
export function variadic(name: OpName, count: (arg: number) => number): Handle {
	return (t, i) => {
		const operands = t.popMany(count(i.arg));
		for (const r of t.emit(name, [], operands)) t.push(r);
	};
}
