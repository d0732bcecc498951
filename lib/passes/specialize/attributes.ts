/** Attributes that are found by looking: an instance's own, those of its class and of modules, for as long as their types stay as they were. */
import type { Op, Value } from "../../ir/ir.ts";
import { partNamed } from "./complex.ts";
import { attrKey, contentKnown, forgetAttr, placeKnown } from "./facts.ts";
import type { Handlers } from "./handlers.ts";
import { loadFromMath } from "./math-calls.ts";
import { anyNumber, exact } from "./operand.ts";
import type { Path } from "./path.ts";
import {
	attrContent,
	contentOf,
	holdUntilHere,
	keepOwner,
	ownPlace,
	repOf,
	storeInto,
} from "./places.ts";
import { BOUND, guessedType, type ObjRep, T } from "./reps.ts";

/** How a profile says that a place works where looking is not enough. */
const LOOKS: ReadonlySet<string> = new Set([
	"instance",
	"slot",
	"dict",
	"module",
	"class",
]);

/** The owner of the attribute an op is about, if it may be one that is found by looking. */
function ownerOf(p: Path, op: Op, v: Value): ObjRep | undefined {
	const rep = p.rep(v);
	if (rep.kind !== "obj" || rep.value.type !== "obj") return undefined;
	if ((rep.mask & T.OTHER) === 0) return undefined;
	const kind = op.profile?.kind;
	if (kind !== undefined && !LOOKS.has(kind)) return undefined;
	return p.engine.isMethod(op.attrs[0] as number) ? undefined : rep;
}

/** Is it the global name of a class? */
function isClass(p: Path, v: Value): boolean {
	const name = p.engine.globalName(v);
	return name !== undefined && p.engine.isClass(name);
}

const load = (p: Path, op: Op): boolean =>
	loadPart(p, op) ||
	loadFromMath(p, op) ||
	loadInto(p, op, op.results[0] as Value);

/** The real or imaginary part of what is, or is taken for, a complex. */
function loadPart(p: Path, op: Op): boolean {
	const v = op.operands[0] as Value;
	const name = p.engine.nameAt(op.attrs[0] as number);
	if (name !== "real" && name !== "imag") return false;
	const taken = guessedType(op, v) === T.COMPLEX;
	if (taken && p.rep(v).kind === "obj" && !exact(p, v, T.COMPLEX)) return false;
	const rep = p.rep(v);
	if (rep.kind === "obj" && rep.mask !== T.COMPLEX) return false;
	const z = anyNumber(p, v, [T.COMPLEX]);
	if (z?.type !== "complex") return false;
	const value = partNamed(p, z.value, name);
	p.set(op.results[0], { kind: "num", type: "f64", value });
	p.engine.gained.add(op);
	return true;
}

/** LOAD_METHOD of what instances of the module's classes have as their own: it is called without the object. */
export function loadCalled(p: Path, op: Op): boolean {
	const [method, called] = op.results as [Value, Value];
	if (!p.engine.isAttribute(op.attrs[0] as number)) return false;
	if (!loadInto(p, op, called)) return false;
	p.set(method, { kind: "null" });
	return true;
}

function loadInto(p: Path, op: Op, result: Value): boolean {
	const [v] = op.operands as [Value];
	const owner = ownerOf(p, op, v);
	if (!owner) return false;
	const name = op.attrs[0] as number;
	const of = isClass(p, v);
	const content = attrContent(p, owner.value, owner.key, name, of);
	const key = owner.key === undefined ? undefined : attrKey(owner.key, name);
	const found = repOf(p, key, content);
	p.engine.gained.add(p.op);
	if (owner.kept !== "owned" || p.livesOn(v)) {
		p.set(result, found);
		return true;
	}
	const object = found.kind === "num" ? found.object : found;
	const value = p.own((object as ObjRep).value);
	keepOwner(p, v);
	p.set(result, { kind: "obj", value, mask: BOUND, kept: "owned" });
	return true;
}

/** STORE_ATTR of what an instance has, or gets, of its own. */
function store(p: Path, op: Op): boolean {
	const [v, o] = op.operands as [Value, Value];
	const owner = ownerOf(p, op, o);
	if (!owner || !mayReplace(p, v)) return false;
	const name = op.attrs[0] as number;
	if (isClass(p, o)) return storeInClass(p, op, owner);
	const key = owner.key === undefined ? undefined : attrKey(owner.key, name);
	const at = placeKnown(p.env, key)?.at ?? ownPlace(p, owner.value, name);
	const isThere = contentKnown(p.env, key) !== undefined;
	keepOwner(p, o);
	p.secure(true);
	const add = (x: Path): void => {
		const given = [x.object(v), owner.value];
		x.exitUnless(x.py("py.put_attr", [name], given, "i1"));
	};
	storeInto(p, v, at, isThere ? undefined : add);
	holdUntilHere(p, o);
	const content = contentOf(p, v, at);
	p.effect(true);
	forgetAttr(p.env, name);
	if (key !== undefined) p.env.facts.set(key, content);
	p.engine.gained.add(p.op);
	return true;
}

/** A number or string that a class has is replaced by another one. */
function storeInClass(p: Path, op: Op, owner: ObjRep): boolean {
	const [v, o] = op.operands as [Value, Value];
	const name = op.attrs[0] as number;
	keepOwner(p, o);
	p.secure(true);
	const given = [p.object(v), owner.value];
	p.exitUnless(p.py("py.put_attr", [name], given, "i1"));
	holdUntilHere(p, o);
	p.effect(true);
	forgetAttr(p.env, name);
	p.engine.gained.add(p.op);
	return true;
}

/** What has just been made mostly takes the place of another such, which dies. */
export function mayReplace(p: Path, v: Value): boolean {
	const rep = p.rep(v);
	return rep.kind === "num" || (rep.kind === "obj" && rep.kept !== "owned");
}

export const ATTRIBUTES: Handlers = {
	"py.load_attr": load,
	"py.store_attr": store,
};
