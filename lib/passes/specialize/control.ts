/** Branches, returns, the eval breaker. */
import {
	addParam,
	addResult,
	newBlock,
	type Op,
	type Value,
} from "../../ir/ir.ts";
import type { Handlers } from "./handlers.ts";
import { isSame, type Path, to, UNLIKELY } from "./path.ts";
import { type NumRep, T } from "./reps.ts";

function jump(p: Path, op: Op): boolean {
	const [edge] = op.successors;
	if (edge) p.engine.arrive(p.copyOn(), edge);
	return true;
}

function conditional(p: Path, op: Op): boolean {
	const [yes, no] = op.successors;
	const condition = p.rep(op.operands[0] as Value) as NumRep;
	if (!yes || !no) return false;
	const [a, b] = [p.copy(newBlock("then")), p.copy(newBlock("else"))];
	const edges = [a, b].map((x) => to(x.out ?? newBlock("")));
	p.end("cond_br", [condition.value], edges, op.attrs);
	for (const x of [a, b]) if (x.out) p.engine.addBlock(x.out);
	p.engine.arrive(a, yes);
	p.engine.arrive(b, no);
	return true;
}

/** Is it NULL: after `for_iter`. */
function whenNull(p: Path, op: Op): boolean {
	const [none, some] = op.successors;
	const v = op.operands[0] as Value;
	const rep = p.rep(v);
	if (!none || !some || rep.kind !== "obj") return false;
	const a = p.copy(newBlock("none"));
	const [outside, inside] = [newBlock("some"), newBlock("item")];
	const value = addParam(inside, "", "obj");
	const edges = [to(a.out ?? outside), to(outside)];
	p.end("br_null", [rep.value], edges, op.attrs);
	p.engine.addBlock(a.out ?? outside);
	a.set(v, { kind: "null" });
	p.engine.arrive(a, none);
	p.place(outside);
	p.end("br", [], [to(inside, [rep.value])]);
	p.place(inside);
	const mask = rep.mask & ~T.UNBOUND;
	p.set(v, { kind: "obj", value, mask, kept: "owned" });
	p.engine.arrive(p.copyOn(), some);
	return true;
}

/** Where something waits for the interpreter's attention the function as it was looks after it. */
function breaker(p: Path): boolean {
	p.leaveIf(p.py("py.is_breaker_set", [], [], "i1"));
	return true;
}

/** The fast locals go with the frame; only if it was asked for as an object may somebody look at them later. */
function leave(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const rep = p.rep(v);
	if (rep.kind === "obj" && rep.kept === "item") return false;
	// The fast local that it is the value of, if any, is not looked at any more.
	const fresh = rep.kind === "num" && !rep.object && rep.type !== "i1";
	const value =
		fresh && rep.constant === undefined && isDirty(p, rep)
			? (p.pyRaising("py.box", [], [rep.value], "obj") as Value)
			: p.object(v);
	if (p.env.slots.some((s) => s.dirty !== false)) {
		const [kept, gone] = [newBlock("kept"), newBlock("gone")];
		const asked = p.py("py.has_frame_object", [], [], "i1");
		p.end("cond_br", [asked], [to(kept), to(gone)], [UNLIKELY]);
		p.aside(kept, (x) => {
			x.flush();
			x.end("br", [], [to(gone)]);
		});
		p.place(gone);
	}
	const { offset, loc } = op;
	p.emitOp("py.return", { operands: [value], offset, loc });
	p.out = undefined;
	return true;
}

/** Is there no object yet for a number? */
const isDirty = (p: Path, n: NumRep): boolean =>
	p.env.slots.every((s) => !isSame(s.num, n) || s.dirty === true);

export const CONTROL: Handlers = {
	br: jump,
	cond_br: conditional,
	br_null: whenNull,
	not: (p, op) => {
		const rep = p.rep(op.operands[0] as Value) as NumRep;
		const copy = p.emitOp("not", { operands: [rep.value] });
		const value = addResult(copy, "", "i1");
		p.set(op.results[0], { kind: "num", type: "i1", value });
		return true;
	},
	"py.check_eval_breaker": breaker,
	// What may switch tracing on is followed by a look at it (general.ts).
	"py.poll_tracing": () => true,
	"py.return": leave,
};
