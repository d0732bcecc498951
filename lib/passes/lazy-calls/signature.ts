/** How fast functions are called: thread, the caller's record, levels that are left, the function object, and the arguments as what they are. */
import type { Signature } from "../../ir/types.ts";
import { type Kind, TYPE } from "./reps.ts";

/** What an int function returns when it has left; a record tells whether it has. */
export const SENTINEL = -(1n << 63n);

/** What a fast function's parameters and result are. */
export function fastSignature(args: readonly Kind[], result: Kind): Signature {
	const fixed = ["ptr", "ptr", "i64", "ptr"] as const;
	return {
		params: [
			...fixed.map((type) => ({ type, own: "borrow" }) as const),
			...args.map((k) => ({ type: TYPE[k], own: "borrow" }) as const),
		],
		result: TYPE[result],
		ownResult: result === "o",
		failure: result === "o" ? "null?" : "never",
	};
}
