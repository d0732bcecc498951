/** What is done with each op; what is not in a table here is done as it is, on objects (general.ts). */
import { type Block, newBlock, type Op } from "../../ir/ir.ts";
import type { OpName } from "../../ir/ops.ts";
import { ATTRIBUTES } from "./attributes.ts";
import { CALLS } from "./calls.ts";
import { CELLS } from "./cells.ts";
import { CONTROL } from "./control.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { asItIs, general } from "./general.ts";
import { GUARDED } from "./guards.ts";
import { ITERATION } from "./iteration.ts";
import { LOCALS } from "./locals.ts";
import { COMPREHENSIONS } from "./method-calls.ts";
import { binaryAfterAll, NUMBERS } from "./numbers.ts";
import type { Path } from "./path.ts";
import { SUBSCRIPTS } from "./subscripts.ts";
import { SUSPENSION } from "./suspension.ts";

/**
 * Emits the code of the op a path stands at and sets its results. False: nothing irreversible was done, the op is to be done as it is.
 */
export type Handler = (p: Path, op: Op) => boolean;
export type Handlers = { readonly [K in OpName]?: Handler };

const HANDLERS: Handlers = {
	...LOCALS,
	...CELLS,
	...NUMBERS,
	...CONTROL,
	...ITERATION,
	...CALLS,
	...SUBSCRIPTS,
	...ATTRIBUTES,
	...COMPREHENSIONS,
	...SUSPENSION,
	...EXCEPTIONS,
};

/** What is done of some of them without the guard that has failed too often. */
const AFTER_ALL: Handlers = { "py.binary_op": binaryAfterAll };

/**
 * Ops that mostly raise where they cannot be done on numbers. In a loop that catches that they are done on objects then, so that the handler goes on
 * in specialised code; when they succeed all the same the path is left behind them.
 */
const RAISES: ReadonlySet<string> = new Set([
	"py.binary_op",
	"py.binary_subscr",
	"py.store_subscr",
	"py.call",
	"py.load_attr",
	"py.unpack_sequence",
]);

function raisingWay(p: Path, op: Op): (() => Block) | undefined {
	if (!RAISES.has(op.name) || !p.engine.catchesInLoop(p, op)) return undefined;
	if (op.name === "py.binary_op" && !/div|rem/.test(String(op.attrs[0])))
		return undefined;
	const block = newBlock("raises");
	const x = p.copy(block);
	let isMade = false;
	return () => {
		if (isMade) return block;
		isMade = true;
		p.engine.addBlock(block);
		asItIs(x, op);
		x.index++;
		x.exit();
		return block;
	};
}

export function handle(p: Path): void {
	const { op } = p;
	// A path that was copied within an op has that one's way still.
	p.raising = undefined;
	p.pollTracing();
	const dropped = GUARDED.has(op.name) && p.engine.isDropped(op.offset);
	const handler = dropped ? AFTER_ALL[op.name] : HANDLERS[op.name];
	p.raising = raisingWay(p, op);
	const done = handler?.(p, op);
	p.raising = undefined;
	if (!done) general(p, op);
}
