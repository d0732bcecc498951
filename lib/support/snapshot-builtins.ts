/**
 * While a snapshot is built, Node 20's V8 lacks the newest methods of arrays; it adds them when the snapshot is read back.
 * Importing this before everything else supplies them meanwhile; they must be removed before the snapshot is taken.
 */
type Method = (this: readonly unknown[], ...args: never[]) => unknown;

const METHODS: Readonly<Record<string, Method>> = {
	toReversed() {
		return [...this].reverse();
	},
	toSorted(compare?: (a: unknown, b: unknown) => number) {
		return [...this].sort(compare);
	},
	toSpliced(...args: [number, number, ...unknown[]]) {
		const copy = [...this];
		copy.splice(...args);
		return copy;
	},
	with(index: number, value: unknown) {
		const copy = [...this];
		copy[index < 0 ? index + copy.length : index] = value;
		return copy;
	},
};

const added = Object.keys(METHODS).filter((n) => !(n in Array.prototype));
for (const name of added)
	Object.defineProperty(Array.prototype, name, {
		value: METHODS[name],
		configurable: true,
		writable: true,
	});

export function removeAddedBuiltins(): void {
	for (const name of added) Reflect.deleteProperty(Array.prototype, name);
}
