/**
 * Records calls of libgccjit as plain arrays, which are handed to the worker and replayed there. Handles are numbers:
 * 0 is NULL, 1 the context, and each recorded call that returns a handle makes the next one.
 */
import type { Op } from "../ir/ir.ts";
import { API, API_NAMES, type ApiName } from "./api.ts";

export type Handle = number;
export const NULL: Handle = 0;
export const CONTEXT: Handle = 1;

interface ArgTypes {
	h: Handle;
	H: readonly Handle[];
	A: readonly Handle[];
	Z: readonly Handle[];
	s: string;
	i: number;
	z: number;
	l: bigint;
	p: bigint;
	d: number;
	b: Uint8Array;
	B: Uint8Array;
}
type Split<S extends string> = S extends `${infer H} ${infer R}`
	? [H, ...Split<R>]
	: [S];
type Args<L> = L extends [infer H extends keyof ArgTypes, ...infer R]
	? [ArgTypes[H], ...Args<R>]
	: [];
type Result<S extends string> = S extends `h${string}` ? Handle : undefined;
type Tail<L> = L extends [unknown, ...infer R] ? R : [];

/** What crosses to the worker: calls, and the tables their arguments index. */
export interface Recording {
	/** For each call: index into API_NAMES, then one word per argument (arrays: their length, then the elements). */
	readonly calls: Int32Array;
	readonly strings: readonly string[];
	readonly blobs: readonly Uint8Array[];
	readonly longs: BigInt64Array;
	readonly doubles: Float64Array;
	/** Number of handles made, the context among them. */
	readonly handles: number;
}

/** What recording a call of one function takes. */
interface Shape {
	readonly index: number;
	/** One letter for each argument. */
	readonly kinds: readonly string[];
	readonly returns: boolean;
}
const SHAPES = {} as Record<ApiName, Shape>;
for (const [index, name] of API_NAMES.entries()) {
	const [result, ...kinds] = API[name].split(" ");
	SHAPES[name] = { index, kinds, returns: result === "h" };
}

export class Recorder {
	#words = new Int32Array(1 << 14);
	#length = 0;
	#handles = 2;
	readonly #strings: string[] = [];
	readonly #stringIndex = new Map<string, number>();
	readonly #blobs: Uint8Array[] = [];
	readonly #longs: bigint[] = [];
	readonly #doubles: number[] = [];
	/** Which op the calls from a word on were made for; for diagnostics. */
	readonly #origins: { at: number; op: Op | undefined }[] = [];

	/** The calls recorded from here on belong to `op`. */
	origin(op: Op | undefined): void {
		const last = this.#origins.at(-1);
		if (last?.op !== op) this.#origins.push({ at: this.#length, op });
	}

	/** The op whose emission made the call at word `at`. */
	originOf(at: number): Op | undefined {
		let found: Op | undefined;
		for (const o of this.#origins) {
			if (o.at > at) break;
			found = o.op;
		}
		return found;
	}

	call<N extends ApiName>(
		name: N,
		...args: Args<Tail<Split<(typeof API)[N]>>>
	): Result<(typeof API)[N]> {
		const { index, kinds, returns } = SHAPES[name];
		const list = args as readonly ArgTypes[keyof ArgTypes][];
		this.#word(index);
		for (let i = 0; i < kinds.length; i++) {
			const value = list[i] as ArgTypes[keyof ArgTypes];
			if (typeof value === "number" && kinds[i] !== "d") this.#word(value);
			else this.#argument(kinds[i] as keyof ArgTypes, value);
		}
		const made = returns ? this.#handles++ : undefined;
		return made as Result<(typeof API)[N]>;
	}

	#argument(kind: keyof ArgTypes, value: ArgTypes[keyof ArgTypes]): void {
		switch (kind) {
			case "h":
			case "i":
			case "z":
				this.#word(value as number);
				return;
			case "s":
				this.#word(this.#string(value as string));
				return;
			case "l":
			case "p":
				this.#word(this.#longs.push(value as bigint) - 1);
				return;
			case "d":
				this.#word(this.#doubles.push(value as number) - 1);
				return;
			case "b":
			case "B":
				this.#word(this.#blobs.push(value as Uint8Array) - 1);
				return;
			case "H":
			case "A":
			case "Z": {
				const handles = value as readonly Handle[];
				this.#word(handles.length);
				for (const h of handles) this.#word(h);
			}
		}
	}

	#string(text: string): number {
		let index = this.#stringIndex.get(text);
		if (index === undefined) {
			index = this.#strings.push(text) - 1;
			this.#stringIndex.set(text, index);
		}
		return index;
	}

	#word(value: number): void {
		if (this.#length === this.#words.length) {
			const larger = new Int32Array(this.#words.length * 2);
			larger.set(this.#words);
			this.#words = larger;
		}
		this.#words[this.#length++] = value;
	}

	finish(): Recording {
		return {
			calls: this.#words.slice(0, this.#length),
			strings: this.#strings,
			blobs: this.#blobs,
			longs: BigInt64Array.from(this.#longs),
			doubles: Float64Array.from(this.#doubles),
			handles: this.#handles,
		};
	}
}
