/**
 * How deep constants and code objects may be nested. Readers, printers and the parser recurse, a tuple in bytecode text taking the most
 * stack, so each kind of nesting has a price: 250 containers or 500 code objects inside one another. Python's own parser stops at 200
 * parentheses and 100 levels of indentation; only lambdas in lambdas get deeper.
 */
export const NESTING_BUDGET = 1000;
export const CONTAINER_COST = 4;
export const CODE_COST = 2;
export const NESTED_TOO_DEEPLY = "values are nested too deeply";
