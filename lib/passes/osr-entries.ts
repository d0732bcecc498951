/**
 * osr-entries: a frame that the interpreter has begun can go on natively at a loop (on-stack replacement).
 *
 * Needs: Python-level functions, not lowered yet; after specialize, whose generic version is what is entered. Guarantees: each function with
 * loops begins by looking where its frame is. At its start all is as before. Where the interpreter has just jumped back, at one of the places that
 * the function's table of loops names, it goes on behind that jump's check of the eval breaker, with the value stack taken from the
 * frame. The runtime (runtime/src/osr.c) enters it nowhere else.
 *
 * The table is a global `NAME.loops`: how many places, then for each the offset of the jump and the depth of the stack behind it.
 * export-library hands it on.
 */
import {
	addParam,
	addResult,
	type Block,
	edgesOf,
	type Fn,
	type Global,
	type Module,
	mapUses,
	newBlock,
	newOp,
	type Op,
	type Value,
} from "../ir/ir.ts";
import { invariant } from "../support/diagnostic.ts";
import { takeStack, trim } from "./cut-blocks.ts";
import type { ModulePass } from "./pass.ts";
import { Liveness } from "./specialize/liveness.ts";

/** A place where the interpreter has jumped back: the op that checks the eval breaker there, what of the stack is left behind it. */
interface Place {
	readonly check: Op;
	readonly stack: readonly Value[];
}

/** In the middle of a loop the frame stands an odd byte behind the jump, or it would be where a frame is that goes on after the loop (osr.c). */
const IN_LOOP = 1n;

/** The global with a function's table of loops. */
export const loopsName = (fn: Fn): string => `${fn.name}.loops`;

export const osrEntries: ModulePass = {
	name: "osr-entries",
	summary: "frames that the interpreter has begun go on natively at loops",
	run: (module, context) => {
		let changed = false;
		for (const fn of module.functions.values()) {
			const made = enter(fn, module);
			if (made === 0) continue;
			context.count("osr-entries: loops", made);
			changed = true;
		}
		return changed;
	},
};

/** Makes the entries of a function; how many. */
function enter(fn: Fn, module: Module): number {
	if (fn.kind !== "py" || !fn.blocks[0]) return 0;
	const places = placesOf(fn);
	const dispatch = places.length > 0 ? dispatchOf(fn) : undefined;
	if (!dispatch) return 0;
	const behind = places.map((p) => splitBehind(fn, p.check));
	const given = passAsParams(fn, new Set(places.flatMap((p) => p.stack)));
	const doors = places.map((p, i) => {
		const next = behind[i] as Block;
		return door(p, next, given.get(next) ?? []);
	});
	const cases = dispatch.attrs[0] as bigint[];
	const here = places.map((p) => BigInt(p.check.offset) + IN_LOOP);
	dispatch.attrs[0] = [...cases, ...here];
	dispatch.successors.push(...doors.map((block) => ({ block, args: [] })));
	fn.blocks.splice(1, 0, ...doors);
	trim(fn, new Set(given.keys()));
	const table = tableOf(fn, places);
	module.globals.set(table.name, table);
	return places.length;
}

/** Ops that a frame begins with in the interpreter. What stands before the first of them sets up the native function. */
const FIRST: ReadonlySet<string> = new Set([
	"py.copy_free_vars",
	"py.make_cell",
	"py.resume",
	"py.untraced",
]);

/** The switch by which a function looks where its frame is: that of frames that fast versions have left, or a new one. */
function dispatchOf(fn: Fn): Op | undefined {
	const [entry] = fn.blocks as [Block];
	const last = entry.ops.at(-1);
	const where = last?.operands[0]?.def;
	const looks = where && "operands" in where && where.name === "py.position";
	if (last?.name === "switch" && looks) return last;
	const first = entry.ops.findIndex((op) => FIRST.has(op.name));
	if (first < 0) return undefined;
	const body = newBlock("begin", entry.at);
	body.ops = entry.ops.splice(first);
	fn.blocks.splice(1, 0, body);
	const position = newOp("py.position", {});
	const at = addResult(position, "", "i64");
	const successors = [{ block: body, args: [] }];
	const made = newOp("switch", { attrs: [[]], operands: [at], successors });
	entry.ops.push(position, made);
	return made;
}

function placesOf(fn: Fn): Place[] {
	const ops = fn.blocks[0]?.ops ?? [];
	const first = ops.findIndex((op) => FIRST.has(op.name));
	const setUp = first < 0 ? ops : ops.slice(0, first);
	const everywhere = new Set(setUp.flatMap((op) => op.results));
	const live = new Liveness(fn);
	const places: Place[] = [];
	const offsets = new Set<number>();
	for (const block of fn.blocks)
		block.ops.forEach((check, i) => {
			if (check.name !== "py.check_eval_breaker" || !check.state) return;
			const stack = stackBehind(check, check.state);
			const needed = live.valuesBefore(block, i + 1);
			const isThere = (v: Value): boolean =>
				stack.includes(v) || everywhere.has(v);
			if (offsets.has(check.offset) || !needed.every(isThere)) return;
			offsets.add(check.offset);
			places.push({ check, stack });
		});
	return places;
}

/** What a conditional jump has tested is gone; in the state of the check stands what tests the same, made for it by the same bytecode. */
function stackBehind(check: Op, state: readonly Value[]): readonly Value[] {
	const last = state.at(-1)?.def;
	const isStandIn =
		last !== undefined && "operands" in last && last.offset === check.offset;
	return state.slice(0, isStandIn ? -1 : undefined);
}

/** A block that takes the stack from the frame and goes on in `next`, whose parameters stand for the values `given`. */
function door({ check, stack }: Place, next: Block, given: Value[]): Block {
	const block = newBlock("loop");
	const { offset, loc } = check;
	const at = { offset, ...(loc && { loc }) };
	block.ops.push(newOp("py.enter_loop", at));
	const entries = takeStack(block, stack, at);
	const taken = new Map<Value, Value>();
	stack.forEach((v, i) => {
		if (!taken.has(v)) taken.set(v, entries[i] as Value);
	});
	const args = given.map((v) => {
		const entry = taken.get(v);
		invariant(entry, `%${v.name} is on the stack`);
		return entry;
	});
	block.ops.push(newOp("br", { successors: [{ block: next, args }], ...at }));
	return block;
}

/** Cuts a check's block behind it. */
function splitBehind(fn: Fn, check: Op): Block {
	const home = fn.blocks.find((b) => b.ops.includes(check)) as Block;
	const block = newBlock(`${home.name}.on`, home.at);
	block.ops = home.ops.splice(home.ops.indexOf(check) + 1);
	fn.blocks.splice(fn.blocks.indexOf(home) + 1, 0, block);
	const { offset, loc } = check;
	const successors = [{ block, args: [] }];
	home.ops.push(newOp("br", { successors, offset, ...(loc && { loc }) }));
	return block;
}

/**
 * Some values get a second definition: every block into which one of them lives gets it as a parameter. Gives for each block the values that its
 * new parameters, the last ones, stand for.
 */
function passAsParams(fn: Fn, values: ReadonlySet<Value>): Map<Block, Value[]> {
	const live = new Liveness(fn);
	const into = new Map<Block, Value[]>();
	const own = new Map<Block, Map<Value, Value>>();
	for (const b of fn.blocks) {
		const params = new Set(b.params);
		const found = live
			.valuesInto(b)
			.filter((v) => values.has(v) && !params.has(v));
		into.set(b, found);
		const added = found.map((v) => [v, addParam(b, v.name, v.type)] as const);
		own.set(b, new Map(added));
	}
	for (const b of fn.blocks) {
		const here = own.get(b);
		for (const op of b.ops) mapUses(op, (v) => here?.get(v) ?? v);
		for (const e of edgesOf(b))
			for (const v of into.get(e.block) ?? []) e.args.push(here?.get(v) ?? v);
	}
	return into;
}

function tableOf(fn: Fn, places: readonly Place[]): Global {
	const words = [
		places.length,
		...places.flatMap((p) => [p.check.offset, p.stack.length]),
	];
	return {
		name: loopsName(fn),
		linkage: "internal",
		type: { kind: "array", count: words.length, of: "i64" },
		init: words.map((w) => ({ kind: "int", value: BigInt(w) })),
	};
}
