/** Variables that functions share: what their cells hold is known until arbitrary code may have run. */
import type { Op, Value } from "../../ir/ir.ts";
import { isCalledIn } from "../global-names.ts";
import { mayReplace } from "./attributes.ts";
import { cellKey, contentKnown, forgetCell, placeKnown } from "./facts.ts";
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

function load(p: Path, op: Op): boolean {
	const slot = op.attrs[0] as number;
	const result = op.results[0] as Value;
	const found = repOf(p, cellKey(slot), cellContent(p, slot));
	// Whoever calls it may store to the cell meanwhile.
	const isFunction = found.kind === "obj" && (found.mask & T.OTHER) !== 0;
	p.set(
		result,
		isFunction && isCalledIn(p.block, result)
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
	const at = placeKnown(p.env, key)?.at ?? cellPlace(p, slot);
	mustBeApart(p, slot, at);
	p.secure(true);
	const fill = (x: Path): void => {
		x.emitOp("store", { operands: [x.object(v), at] });
	};
	storeInto(p, v, at, contentKnown(p.env, key) ? undefined : fill);
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
	return isOwn && depth === 0 && !placeKnown(p.env, cellKey(slot));
}

/** Leaves where a cell that is known of is the one stored to: functions can be given the same cell twice, but make their own. */
function mustBeApart(p: Path, slot: number, at: Value): void {
	const slots = p.engine.fn.code?.slots ?? [];
	if (slots[slot]?.cell) return;
	for (const [other, s] of slots.entries()) {
		const known = placeKnown(p.env, cellKey(other))?.at;
		if (known && s.free && other !== slot) p.exitIf(p.icmp("eq", at, known));
	}
}

export const CELLS: Handlers = {
	"py.load_deref": load,
	"py.store_deref": store,
};
