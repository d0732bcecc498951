/** The shape of a subcommand of `coconut`. */

export interface Command {
	readonly name: string;
	/** One line for `coconut --help`: starts with a verb, no full stop. */
	readonly summary: string;
	/** Gets what follows the subcommand's name, untouched, and parses it itself. Returns the exit code; throws like a tool's main. */
	main(args: string[]): number | Promise<number>;
}
