/** Jumps and return. */
import { BytecodeError } from "../cpython/bytecode-error.ts";
import type { Handle, Handlers } from "./handler.ts";

/** Pops a value and jumps when its truth is `when`. */
function popJump(when: boolean): Handle {
	return (t) => {
		const condition = t.truth(t.pop());
		t.branch(condition, when, t.values());
	};
}

/** Pops a value and jumps when it is None, or when it is not. */
function popJumpNone(when: boolean): Handle {
	return (t) => {
		const value = t.pop();
		const bit = t.emit1("py.is_none", [], [value]);
		// Along the jump it is None itself, or anything else, such as a bool.
		const standIn = when ? () => value : undefined;
		t.branch({ bit, negated: false }, when, t.values(), standIn);
	};
}

/** Jumps with the value when its truth is `when`, else drops it. */
function jumpOrPop(when: boolean): Handle {
	return (t) => {
		const taken = t.values();
		const condition = t.truth(t.pop());
		t.branch(condition, when, taken);
	};
}

export const control = {
	JUMP_FORWARD: (t) => {
		t.lineStart();
		t.jump(false);
	},
	JUMP_BACKWARD: (t) => t.jump(true),
	JUMP_BACKWARD_NO_INTERRUPT: (t) => t.jump(false),
	POP_JUMP_FORWARD_IF_FALSE: popJump(false),
	POP_JUMP_FORWARD_IF_TRUE: popJump(true),
	POP_JUMP_BACKWARD_IF_FALSE: popJump(false),
	POP_JUMP_BACKWARD_IF_TRUE: popJump(true),
	POP_JUMP_FORWARD_IF_NONE: popJumpNone(true),
	POP_JUMP_FORWARD_IF_NOT_NONE: popJumpNone(false),
	POP_JUMP_BACKWARD_IF_NONE: popJumpNone(true),
	POP_JUMP_BACKWARD_IF_NOT_NONE: popJumpNone(false),
	JUMP_IF_FALSE_OR_POP: jumpOrPop(false),
	JUMP_IF_TRUE_OR_POP: jumpOrPop(true),
	RETURN_VALUE: (t, i) => {
		const value = t.pop();
		if (t.depth > 0)
			throw new BytecodeError(
				`RETURN_VALUE leaves ${t.depth} values on the stack`,
				i.offset,
			);
		t.leave("py.return", [], [value]);
	},
} as const satisfies Handlers;
