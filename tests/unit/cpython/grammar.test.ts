/** Chevrotain's checks of the bytecode grammar, which the tools skip. */
import { test } from "uvu";
import { validateBytecodeGrammar } from "../../../grammar/bytecode-parser.ts";

test("the grammar of bytecode text is sound", validateBytecodeGrammar);

test.run();
