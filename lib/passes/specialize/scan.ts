/** What functions do anywhere in them, by their ops, and modules by their functions. */

import type { Const } from "../../ir/const.ts";
import type { Fn, Module, Value } from "../../ir/ir.ts";
import { opOf } from "../../ir/uses.ts";
import { storedByModule } from "../module-names.ts";

/** What a module says of names of attributes. */
export interface ModuleNames {
	/** Functions: attributes of these names are methods and properties. */
	readonly functions: ReadonlySet<string>;
	/** Attributes that are set. */
	readonly attributes: ReadonlySet<string>;
	/** Variables that are set to an int of more than a machine word. */
	readonly wide: ReadonlySet<string>;
	/** Globals that are set to something else than a function or class. */
	readonly variables: ReadonlySet<string>;
	/** Of these, what comes from the module cmath. */
	readonly ofCmath: ReadonlySet<string>;
}

export const NO_NAMES: ModuleNames = {
	functions: new Set(),
	attributes: new Set(),
	wide: new Set(),
	variables: new Set(),
	ofCmath: new Set(),
};

const NAMES = new WeakMap<Module, ModuleNames>();

/** As the module is when it is first asked for. */
export function namesOf(module: Module): ModuleNames {
	const known = NAMES.get(module);
	if (known) return known;
	const functions = new Set<string>();
	const attributes = new Set<string>();
	const wide = new Set<string>();
	const variables = new Set<string>();
	const ofCmath = new Set<string>();
	for (const fn of module.functions.values()) {
		functions.add(fn.code?.qualname.split(".").at(-1) ?? "");
		for (const name of storedNames(fn))
			attributes.add(fn.code?.names[name] ?? "");
		for (const name of setToWide(fn)) wide.add(fn.code?.names[name] ?? "");
		for (const { name, from, isDefinition } of storedByModule(fn)) {
			if (!isDefinition) variables.add(name);
			if (from === "cmath") ofCmath.add(name);
		}
	}
	const names = { functions, attributes, wide, variables, ofCmath };
	NAMES.set(module, names);
	return names;
}

/** Constants of this size say that a function is about ints of more than a machine word. */
const LARGE = 1n << 60n;

const isLarge = (c: Const | undefined): boolean =>
	c?.kind === "int" && (c.value >= LARGE || c.value <= -LARGE);

/** Does a function speak of such ints, by constants or by names of variables? */
export const speaksOfWide = ({ code }: Fn, { wide }: ModuleNames): boolean =>
	code !== undefined &&
	(code.consts.some(isLarge) || code.names.some((name) => wide.has(name)));

function setToWide(fn: Fn): number[] {
	return fn.blocks.flatMap((b) =>
		b.ops.flatMap((op) => {
			if (op.name !== "py.store_name") return [];
			const from = opOf(op.operands[0] as Value);
			if (from?.name !== "py.load_const") return [];
			const isWide = isLarge(fn.code?.consts[from.attrs[0] as number]);
			return isWide ? [op.attrs[0] as number] : [];
		}),
	);
}

/** Names of attributes that are set or deleted. */
export function storedNames(fn: Fn): Set<number> {
	const names = new Set<number>();
	for (const b of fn.blocks)
		for (const op of b.ops)
			if (op.name === "py.store_attr" || op.name === "py.delete_attr")
				names.add(op.attrs[0] as number);
	return names;
}

/** Operators that are hardly ever used on anything but numbers. */
const ARITHMETIC: ReadonlySet<string> = new Set([
	"subtract",
	"multiply",
	"true_divide",
	"floor_divide",
	"power",
]);

/** Fast locals that are calculated with. */
export function calculatedSlots(fn: Fn): Set<number> {
	const slots = new Set<number>();
	for (const b of fn.blocks)
		for (const op of b.ops) {
			if (op.name !== "py.binary_op") continue;
			const kind = String(op.attrs[0]).replace("inplace_", "");
			if (!ARITHMETIC.has(kind)) continue;
			for (const v of op.operands) {
				const from = opOf(v);
				if (from?.name === "py.load_fast") slots.add(from.attrs[0] as number);
			}
		}
	return slots;
}

/** Fast locals that are only stored to from attributes of one name, which it gives. */
export function attributesStored(fn: Fn): Map<number, number> {
	const names = new Map<number, number>();
	const others = new Set<number>();
	for (const b of fn.blocks)
		for (const op of b.ops) {
			if (op.name !== "py.store_fast") continue;
			const slot = op.attrs[0] as number;
			const from = opOf(op.operands[0] as Value);
			const name = from?.name === "py.load_attr" ? from.attrs[0] : undefined;
			if (typeof name !== "number" || (names.get(slot) ?? name) !== name)
				others.add(slot);
			else names.set(slot, name);
		}
	for (const slot of others) names.delete(slot);
	return names;
}
