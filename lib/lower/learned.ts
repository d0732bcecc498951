/** What the adaptive interpreter learned of running code, from its quickened bytecode: no more than the forms say by themselves, without what is in their caches. */
import type { CodeObject } from "../cpython/code.ts";
import { decode } from "../cpython/instructions.ts";
import type { Lesson } from "../cpython/opcode.ts";
import type { PythonVersion } from "../cpython/versions.ts";
import { NO_PROFILE, type Profile, type ProfileKind } from "../ir/profile.ts";

/**
 * Profiles by the offsets of a code object's bytecodes. `quickened` is its `_co_code_adaptive`; where that is of another length nothing is learned. What PRECALL
 * says is of the CALL behind it.
 */
export function learned(
	code: CodeObject,
	quickened: Uint8Array,
	version: PythonVersion,
): Map<number, Profile> {
	const profiles = new Map<number, Profile>();
	if (quickened.length !== code.code.length) return profiles;
	const forms = formsOf(version);
	let call: Lesson | undefined;
	for (const { op, offset, extended } of decode(code.code, version)) {
		const form = forms.get(quickened[offset + 2 * extended] ?? 0);
		const lesson = form?.generic === op ? form.teaches : undefined;
		if (op === "PRECALL") {
			call = lesson;
			continue;
		}
		const known = op === "CALL" ? { ...call, ...lesson } : lesson;
		if (op === "CALL") call = undefined;
		if (known && Object.keys(known).length > 0)
			profiles.set(offset, profileOf(known));
	}
	return profiles;
}

const profileOf = ({ types = [], kind, target }: Lesson): Profile => ({
	...NO_PROFILE,
	types,
	kind: kind as ProfileKind | undefined,
	target,
	recent: true,
});

type Forms = ReadonlyMap<number, { generic: string; teaches?: Lesson }>;
const FORMS = new WeakMap<PythonVersion, Forms>();

/** The quickened forms by their numbers. */
function formsOf(version: PythonVersion): Forms {
	let forms = FORMS.get(version);
	if (!forms) {
		const rows = Object.values(version.specialized);
		forms = new Map(rows.map((row) => [row.number, row]));
		FORMS.set(version, forms);
	}
	return forms;
}
