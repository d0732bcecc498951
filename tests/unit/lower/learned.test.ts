import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CodeObject } from "../../../lib/cpython/code.ts";
import { VERSIONS } from "../../../lib/cpython/versions.ts";
import { PROFILE_KINDS } from "../../../lib/ir/profile.ts";
import { learned } from "../../../lib/lower/learned.ts";

for (const version of VERSIONS) {
	const { opcodes, specialized } = version;
	/** Code units of a bytecode with its caches; the number of one of its quickened forms in its place, with caches that are filled. */
	const units = (op: string, form?: number): number[] => {
		const row = opcodes[op];
		assert.ok(row, op);
		const filler = form === undefined ? 0 : 7;
		const caches = Array(2 * (row.caches ?? 0)).fill(filler);
		return [form ?? row.number, 1, ...caches];
	};
	const learn = (plain: number[], quickened: number[]) =>
		learned(
			{ code: Uint8Array.from(plain) } as CodeObject,
			Uint8Array.from(quickened),
			version,
		);

	test(`${version.name}: each quickened form tells what its row says, behind others and with a long argument`, () => {
		for (const [name, row] of Object.entries(specialized)) {
			const { generic, number, teaches } = row;
			assert.ok(opcodes[generic], `${name} is a form of a bytecode`);
			if (generic === "EXTENDED_ARG") continue;
			if (teaches?.kind !== undefined)
				assert.ok(Object.hasOwn(PROFILE_KINDS, teaches.kind), name);
			const before = [...units("NOP"), ...units("EXTENDED_ARG")];
			const call = generic === "PRECALL" ? units("CALL") : [];
			const plain = [...before, ...units(generic), ...call];
			const found = learn(plain, [
				...before,
				...units(generic, number),
				...call,
			]);
			const at = generic === "PRECALL" ? 2 + 2 + units("PRECALL").length : 2;
			if (!teaches) assert.is(found.size, 0, name);
			else {
				assert.equal([...found.keys()], [at], name);
				const { types, kind, target, recent } = found.get(at) ?? {};
				assert.equal(types, teaches.types ?? [], name);
				assert.is(kind, teaches.kind, name);
				assert.is(target, teaches.target, name);
				assert.is(recent, true);
			}
			assert.is(learn(plain, plain).size, 0, "what is not quickened");
		}
	});
}

test("what does not fit the code tells nothing", () => {
	const [version] = VERSIONS;
	assert.ok(version);
	const add = version.specialized.BINARY_OP_ADD_INT?.number as number;
	const subscr = version.opcodes.BINARY_SUBSCR?.number as number;
	const plain = [subscr, 0, 0, 0, 0, 0, 0, 0, 0, 0];
	const code = { code: Uint8Array.from(plain) } as CodeObject;
	const given = (bytes: number[]) =>
		learned(code, Uint8Array.from(bytes), version).size;
	assert.is(given([add, ...plain.slice(1)]), 0, "a form of something else");
	assert.is(given([]), 0);
	const list = version.specialized.BINARY_SUBSCR_LIST_INT?.number as number;
	assert.is(given([list, ...plain.slice(1)]), 1);
	assert.is(given([list, ...plain.slice(1), 0, 0]), 0, "another length");
});

test.run();
