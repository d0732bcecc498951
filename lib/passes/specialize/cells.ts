/** Variables that functions share: what their cells hold is known until arbitrary code may have run. */
import type { Op, Value } from "../../ir/ir.ts";
import { mayReplace } from "./attributes.ts";
import { type Content, cellKey, forgetCell } from "./facts.ts";
import type { Handlers } from "./handlers.ts";
import type { Path } from "./path.ts";
import {
	cellContent,
	cellPlace,
	contentOf,
	repOf,
	storeInto,
} from "./places.ts";
import { type ObjRep, T } from "./reps.ts";

/** Is a value called in its block? */
const isCalled = (p: Path, v: Value): boolean =>
	p.block.ops.some((x) => x.name === "py.call" && x.operands.includes(v));

function load(p: Path, op: Op): boolean {
	const slot = op.attrs[0] as number;
	const result = op.results[0] as Value;
	const found = repOf(p, cellKey(slot), cellContent(p, slot));
	// Whoever calls it may store to the cell meanwhile.
	const isFunction = found.kind === "obj" && (found.mask & T.OTHER) !== 0;
	p.set(
		result,
		isFunction && isCalled(p, result)
			? { ...p.keep(found as ObjRep), key: undefined }
			: found,
	);
	p.engine.gained.add(op);
	return true;
}

function store(p: Path, op: Op): boolean {
	const slot = op.attrs[0] as number;
	const v = op.operands[0] as Value;
	if (!mayReplace(p, v) || isFirst(p, slot)) return false;
	const key = cellKey(slot);
	const known = contentAt(p, slot);
	const at = known?.at ?? cellPlace(p, slot);
	mustBeApart(p, slot, at);
	p.secure(true);
	const fill = (x: Path): void => {
		x.emitOp("store", { operands: [x.object(v), at] });
	};
	storeInto(p, v, at, known && known.mask !== 0 ? undefined : fill);
	const content = contentOf(p, v, at);
	p.effect(true);
	forgetCell(p.env, slot);
	p.env.facts.set(key, content);
	p.engine.gained.add(op);
	return true;
}

/** Is it likely to be the first that a cell of the function's own gets? */
function isFirst(p: Path, slot: number): boolean {
	const isOwn = p.engine.fn.code?.slots[slot]?.cell === true;
	const depth = p.engine.live.depths.get(p.block) ?? 0;
	return isOwn && depth === 0 && contentAt(p, slot) === undefined;
}

function contentAt(p: Path, slot: number): Content | undefined {
	const known = p.env.facts.get(cellKey(slot));
	return known?.kind === "content" ? known : undefined;
}

/** Leaves where a cell that is known of is the one stored to: functions can be given the same cell twice, but make their own. */
function mustBeApart(p: Path, slot: number, at: Value): void {
	const slots = p.engine.fn.code?.slots ?? [];
	if (slots[slot]?.cell) return;
	for (const [other, s] of slots.entries()) {
		const known = s.free && other !== slot ? contentAt(p, other) : undefined;
		if (known?.at) p.exitIf(p.icmp("eq", at, known.at));
	}
}

export const CELLS: Handlers = {
	"py.load_deref": load,
	"py.store_deref": store,
};
