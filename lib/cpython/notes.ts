/** Remarks on arguments that are sets of flags or small codes, for readers of bytecode text. */

const MAKE_FUNCTION_PARTS = [
	"defaults",
	"kwdefaults",
	"annotations",
	"closure",
] as const;
const CONVERSIONS = ["", "str", "repr", "ascii"] as const;
const RESUME_WHERE = [
	"at the start",
	"after yield",
	"after yield from",
	"after await",
] as const;

/** What an argument says, in words; empty when the number speaks for itself. */
export function argumentNote(op: string, arg: number): string {
	switch (op) {
		case "MAKE_FUNCTION":
			return MAKE_FUNCTION_PARTS.filter((_, k) => arg & (1 << k)).join(", ");
		case "FORMAT_VALUE":
			return [CONVERSIONS[arg & 3] ?? "", arg & 4 ? "with spec" : ""]
				.filter((s) => s !== "")
				.join(", ");
		case "IS_OP":
			return arg === 1 ? "is not" : "is";
		case "CONTAINS_OP":
			return arg === 1 ? "not in" : "in";
		case "CALL_FUNCTION_EX":
			return arg & 1 ? "with keywords" : "";
		case "RESUME":
			return arg === 0 ? "" : (RESUME_WHERE[arg] ?? "");
		default:
			return "";
	}
}
