/** Printing of the module while the passes run: before and after passes, or what each one changed. */
import { unifiedDiff } from "../../lib/check/lit/diffcmd.ts";
import type { Fn, Module } from "../../lib/ir/ir.ts";
import { printFn, printModule } from "../../lib/ir/print.ts";
import type { Pass } from "../../lib/passes/pass.ts";

export const CHANGED_MODES = ["full", "quiet", "diff", "diff-quiet"] as const;

export interface DumpOptions {
	/** Names of passes, or `all`. */
	readonly before: ReadonlySet<string>;
	readonly after: ReadonlySet<string>;
	/** Report what each pass changed: whole functions or differences; the quiet modes leave out passes that changed nothing. */
	readonly changed: (typeof CHANGED_MODES)[number] | undefined;
	/** Only functions of these names: symbols or qualified names; empty: all. */
	readonly functions: ReadonlySet<string>;
}

/** Writes what the options ask for with `write`. Passes are told of by `before` and `after`. */
export class Dumper {
	readonly #module: Module;
	readonly #options: DumpOptions;
	readonly #write: (text: string) => void;
	/** The texts of the functions as they were printed or compared last. */
	#texts = new Map<string, string>();

	constructor(
		module: Module,
		options: DumpOptions,
		write: (text: string) => void,
	) {
		this.#module = module;
		this.#options = options;
		this.#write = write;
	}

	start(): void {
		const { changed } = this.#options;
		if (changed === undefined) return;
		this.#texts = this.#currentTexts();
		if (!changed.startsWith("diff"))
			for (const text of this.#texts.values())
				this.#write(`; at the start\n${text}\n`);
	}

	before(pass: Pass): void {
		const { before } = this.#options;
		if (before.has("all") || before.has(pass.name))
			this.#write(`; before ${pass.name}\n${this.#wanted()}\n`);
	}

	after(pass: Pass): void {
		const { after, changed } = this.#options;
		if (after.has("all") || after.has(pass.name))
			this.#write(`; after ${pass.name}\n${this.#wanted()}\n`);
		if (changed !== undefined) this.#changes(pass);
	}

	/** The module, or the functions chosen. */
	#wanted(): string {
		if (this.#options.functions.size === 0) return printModule(this.#module);
		return [...this.#chosen()].map(printFn).join("\n");
	}

	*#chosen(): Generator<Fn> {
		const { functions } = this.#options;
		for (const fn of this.#module.functions.values())
			if (
				functions.size === 0 ||
				functions.has(fn.name) ||
				(fn.code && functions.has(fn.code.qualname))
			)
				yield fn;
	}

	/** What linking brings in from the prelude is no pass's doing: only functions that were there, or are Python's. */
	#currentTexts(): Map<string, string> {
		const texts = new Map<string, string>();
		const isFirst = this.#texts.size === 0;
		for (const fn of this.#chosen())
			if (isFirst || fn.code || this.#texts.has(fn.name))
				texts.set(fn.name, printFn(fn));
		return texts;
	}

	#changes(pass: Pass): void {
		const now = this.#currentTexts();
		const { changed = "full" } = this.#options;
		for (const name of new Set([...this.#texts.keys(), ...now.keys()])) {
			const [a, b] = [this.#texts.get(name) ?? "", now.get(name) ?? ""];
			if (a === b) {
				if (!changed.endsWith("quiet"))
					this.#write(`; after ${pass.name} on @${name}: no change\n`);
			} else if (changed.startsWith("diff")) {
				this.#write(`; after ${pass.name} on @${name}\n`);
				this.#write(unifiedDiff(name, a, name, b, 3));
			} else this.#write(`; after ${pass.name} on @${name}\n${b}\n`);
		}
		this.#texts = now;
	}
}
