/** What the parser says when a token does not fit. */
import type {
	IParserErrorMessageProvider,
	IToken,
	TokenType,
} from "chevrotain";

/** How a token is named in a message. */
export function found(token: IToken): string {
	return token.image === "" ? "the end of the text" : `'${token.image}'`;
}

const label = (type: TokenType): string => type.LABEL ?? type.name;

function oneOf(types: readonly (TokenType | undefined)[]): string {
	const labels = [...new Set(types.filter((x) => x !== undefined).map(label))];
	if (labels.length < 2) return labels.join("");
	return `${labels.slice(0, -1).join(", ")} or ${labels.at(-1)}`;
}

export const messages: IParserErrorMessageProvider = {
	buildMismatchTokenMessage: ({ expected, actual }) =>
		`expected ${label(expected)}, found ${found(actual)}`,
	buildNotAllInputParsedMessage: ({ firstRedundant }) =>
		`expected 'module', 'struct', 'declare', 'global', 'func' or 'pyfunc', found ${found(firstRedundant)}`,
	buildNoViableAltMessage: ({ expectedPathsPerAlt, actual }) =>
		`expected ${oneOf(expectedPathsPerAlt.flat().map((path) => path[0]))}, found ${found(actual[0] as IToken)}`,
	buildEarlyExitMessage: ({ expectedIterationPaths, actual }) =>
		`expected ${oneOf(expectedIterationPaths.map((path) => path[0]))}, found ${found(actual[0] as IToken)}`,
};
