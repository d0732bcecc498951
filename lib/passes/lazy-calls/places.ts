/** Storing in places that hold something: attributes, items of lists, variables of enclosing functions. */
import { newBlock, type Value } from "../../ir/ir.ts";
import type { Builder } from "./builder.ts";
import { to } from "./emitter.ts";
import { boxed, hold } from "./objects.ts";
import type { Rep } from "./reps.ts";

/** Puts a value in the place of one that is there, when nobody notices the end of that; what the place has then. */
export function storeAt(b: Builder, place: Value, value: Rep): Rep | undefined {
	const held = b.e.emit("load", ["obj"], [place], "obj");
	const isNew =
		value.kind === "num" && !value.box && value.constant === undefined;
	if (isNew) return storeNumber(b, value, held, place);
	return exchange(b, value, held, place) ? value : undefined;
}

/** An object that the place holds already stays there. */
function exchange(b: Builder, value: Rep, held: Value, place: Value): boolean {
	if (value.kind !== "obj") return replace(b, value, held, place);
	const [other, done] = [newBlock("other"), newBlock("set")];
	const same = b.e.icmp("eq", b.e.pointer(value.value), b.e.pointer(held));
	b.e.end("cond_br", [same], [to(done), to(other)]);
	b.e.place(other);
	if (!replace(b, value, held, place)) return false;
	b.e.end("br", [], [to(done)]);
	b.e.place(done);
	return true;
}

function replace(b: Builder, value: Rep, held: Value, place: Value): boolean {
	b.exitIf(b.e.call("Coconut_MayDie", [held], "i1"));
	const v = boxed(b, value);
	if (!v) return false;
	const old = b.e.emit("adopt", [], [held], "obj");
	b.e.op("store", [], [v, place]);
	b.e.op("decref", [], [old]);
	return true;
}

/**
 * A number that is no object yet takes the memory of the one that it replaces, if nobody else knows that, as the next number that is made would.
 * The attribute keeps its object.
 */
function storeNumber(
	b: Builder,
	value: Extract<Rep, { kind: "num" }>,
	held: Value,
	place: Value,
): Rep {
	const how = value.type === "i64" ? "Coconut_ReplaceInt" : REPLACE_FLOAT;
	const done = b.e.call(how, [held, value.value], "i1");
	const [make, set] = [newBlock("make"), newBlock("set")];
	b.e.end("cond_br", [done], [to(set), to(make)]);
	b.e.place(make);
	replace(b, value, held, place);
	b.e.end("br", [], [to(set)]);
	b.e.place(set);
	const now = b.e.emit("load", ["obj"], [place], "obj");
	return { ...value, box: hold(b, now).value };
}

const REPLACE_FLOAT = "Coconut_ReplaceFloat";
