/** Replays a recording on libgccjit, in the worker. */
import { API, API_NAMES } from "./api.ts";
import type { Address, Library, NativeFunction } from "./library.ts";
import type { Recording } from "./recorder.ts";

const KINDS = API_NAMES.map((n) => API[n].split(" ").slice(1).join(""));
const RETURNS = API_NAMES.map((n) => API[n].startsWith("h"));

/** libgccjit refused a call. `at`: the word of the recording where it starts. */
export class RefusedCall extends Error {
	readonly at: number;
	constructor(message: string, at: number) {
		super(message);
		this.at = at;
	}
}

/** Makes every call of a recording. `careful`: asks for an error after each, to know which one it was. */
export function replay(
	lib: Library,
	context: Address,
	recording: Recording,
	careful: boolean,
): void {
	const { calls } = recording;
	const reader = new Reader(recording, context);
	while (reader.at < calls.length) {
		const start = reader.at;
		const index = reader.word();
		const args = reader.arguments(KINDS[index] as string);
		const result = apply(lib.calls[index] as NativeFunction, args);
		if (RETURNS[index]) {
			reader.made(result as Address);
			if (!result) refuse(lib, context, start);
		}
		if (careful && lib.firstError(context) !== null)
			refuse(lib, context, start);
	}
}

function refuse(lib: Library, context: Address, at: number): never {
	throw new RefusedCall(lib.firstError(context) ?? "unknown error", at);
}

function apply(f: NativeFunction, a: readonly unknown[]): unknown {
	switch (a.length) {
		case 1:
			return f(a[0]);
		case 2:
			return f(a[0], a[1]);
		case 3:
			return f(a[0], a[1], a[2]);
		case 4:
			return f(a[0], a[1], a[2], a[3]);
		case 5:
			return f(a[0], a[1], a[2], a[3], a[4]);
		case 6:
			return f(a[0], a[1], a[2], a[3], a[4], a[5]);
		default:
			return f(...a);
	}
}

class Reader {
	at = 0;
	readonly #r: Recording;
	readonly #handles: Address[];
	#next = 2;

	constructor(r: Recording, context: Address) {
		this.#r = r;
		this.#handles = new Array<Address>(r.handles).fill(null);
		this.#handles[1] = context;
	}

	word(): number {
		return this.#r.calls[this.at++] as number;
	}

	made(handle: Address): void {
		this.#handles[this.#next++] = handle;
	}

	arguments(kinds: string): unknown[] {
		const out: unknown[] = [];
		for (let i = 0; i < kinds.length; i++)
			this.#argument(kinds.charCodeAt(i), out);
		return out;
	}

	#argument(kind: number, out: unknown[]): void {
		const r = this.#r;
		const word = this.word();
		switch (kind) {
			case 0x68: // h
				out.push(this.#handles[word]);
				return;
			case 0x69: // i
			case 0x7a: // z
				out.push(word);
				return;
			case 0x73: // s
				out.push(r.strings[word]);
				return;
			case 0x6c: // l
				out.push(r.longs[word]);
				return;
			case 0x70: // p
				out.push(BigInt.asUintN(64, r.longs[word] as bigint));
				return;
			case 0x64: // d
				out.push(r.doubles[word]);
				return;
			case 0x62: // b
				out.push(r.blobs[word]);
				return;
			case 0x42: // B
				out.push(r.blobs[word], r.blobs[word]?.length);
				return;
			default: {
				const handles: Address[] = [];
				for (let i = 0; i < word; i++)
					handles.push(this.#handles[this.word()] as Address);
				if (kind !== 0x41) out.push(word); // A: the count went before
				out.push(handles);
			}
		}
	}
}
