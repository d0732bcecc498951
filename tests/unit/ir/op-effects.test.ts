/** What calls of functions with a body come to. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseModule } from "../../../grammar/ir-parser.ts";
import type { Module, Op } from "../../../lib/ir/ir.ts";
import { effectsOf, throughCalls } from "../../../lib/ir/op-effects.ts";

const TEXT = `module target "none"
declare @looks(ptr) -> i64 effects(reads(native))
func internal @reads(%p: ptr) -> i64 {
^entry:
  %v = call @looks(%p)
  ret %v
}
func internal @ping(%p: ptr, %n: i64) {
^entry:
  call @pong(%p, %n)
  store %n, %p
  ret
}
func internal @pong(%p: ptr, %n: i64) {
^entry:
  call @ping(%p, %n)
  ret
}
func internal @self(%p: ptr) -> i64 {
^entry:
  %v = call @self(%p)
  %w = call @reads(%p)
  ret %w
}
func export @main(%p: ptr, %n: i64) {
^entry:
  %a = call @reads(%p)
  call @ping(%p, %n)
  call @pong(%p, %n)
  %b = call @self(%p)
  ret
}
`;

const callsOf = (module: Module): Op[] =>
	(module.functions.get("main")?.blocks[0]?.ops ?? []).filter(
		(op) => op.name === "call",
	);

test("what a function writes, its callers write, in whatever order one asks", () => {
	const module = parseModule(TEXT, "calls.ir");
	const calls = callsOf(module);
	assert.is(calls.length, 4);
	for (const order of [calls, [...calls].reverse()]) {
		const writes = throughCalls(
			module,
			(op) => effectsOf(module, op).writes.length > 0,
		);
		const found = new Map(order.map((op) => [op.attrs[0], writes(op)]));
		const wanted = { reads: false, ping: true, pong: true, self: false };
		assert.equal(Object.fromEntries(found), wanted);
	}
});

test("an op that calls nothing is asked itself", () => {
	const module = parseModule(TEXT, "calls.ir");
	const store = module.functions.get("ping")?.blocks[0]?.ops[1] as Op;
	const isStore = throughCalls(module, (op) => op.name === "store");
	assert.is(isStore(store), true);
	assert.is(isStore(callsOf(module)[0] as Op), false);
});

test.run();
