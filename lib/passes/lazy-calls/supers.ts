/** super() in fast functions: of a method that is called at once it is found without the object that super() makes. */
import type { Op, Value } from "../../ir/ir.ts";
import { callOf } from "./attributes.ts";
import type { Builder } from "./builder.ts";
import { contentOf, type Outcome } from "./handlers.ts";
import { liveUntilHere } from "./objects.ts";
import type { Rep } from "./reps.ts";

/** The class that a method is of: what the compiler's cell `__class__` holds. */
function ownClass(b: Builder): Value | undefined {
	const slots = b.fn.code?.slots ?? [];
	const slot = slots.findIndex((s) => s.free && s.name === "__class__");
	if (slot < 0) return undefined;
	const found = b.e.emit("load", ["obj?"], [contentOf(b, slot)], "obj?");
	b.exitIfNull(found);
	return b.e.emit("as_obj", [], [b.e.pointer(found)], "obj");
}

/** What super() is given, or takes by itself (super_init_without_args): a class, an object. */
function given(b: Builder, op: Op): [Value, Rep] | undefined {
	const [, , of, self] = op.operands;
	if (!of) {
		const first = b.fn.code?.argcount ? b.env.slots[0] : undefined;
		if (first?.kind !== "obj") return undefined;
		const own = ownClass(b);
		return own && [own, first];
	}
	const [c, r] = [b.rep(of), self && b.rep(self)];
	return c.kind === "obj" && r ? [c.value, r] : undefined;
}

/** The call of super(); the op behind it takes a method. */
export function callSuper(b: Builder, op: Op, func: Value): Outcome {
	const load = b.block.ops[b.index + 1];
	const isNext =
		load?.name === "py.load_method" && load.operands[0] === op.results[0];
	const call = isNext ? callOf(b, load) : undefined;
	if (!call || op.operands.length > 4) return "exit";
	b.exitUnless(b.e.icmp("eq", func, b.e.object("PySuper_Type")));
	const all = given(b, op);
	if (!all) return "exit";
	const [of, self] = all;
	if (self.kind !== "obj") return "exit";
	const name = b.nameAt(load?.attrs[0] as number);
	const out = b.e.emit("alloca", ["ptr"], [], "ptr");
	const count = b.e.int(call.operands.length - 1);
	const asked = [self.value, of, name, count, b.keywordsOf(call), out];
	const found = b.e.call("Coconut_PeekSuper", asked, "obj?");
	b.exitIfNull(found);
	liveUntilHere(b, self.value);
	const value = b.e.emit("as_obj", [], [b.e.pointer(found)], "obj");
	const fast = b.e.emit("load", ["ptr"], [out], "ptr");
	const method = { kind: "method", value, fast } as const;
	b.set(op.results[0], { kind: "super", method, self });
	return "next";
}
