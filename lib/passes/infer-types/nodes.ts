/**
 * What values are taken for: a node for each value, fast local, attribute, global and result of a function. Types flow from node to node; what
 * containers hold is one node that all who have the container share.
 */

/** Nobody knows: from outside the module, or from an op that says nothing. */
export const UNKNOWN = "?";
/** A node with more names than that says nothing. */
const MOST_NAMES = 6;
/** Lists of lists of lists: what lies deeper is not told apart. */
const MOST_DEPTH = 4;

/** What is called when an object of such a name is: a class, a function of the module. */
export const classObject = (qualname: string): string => `type ${qualname}`;
export const functionObject = (name: string): string => `function ${name}`;

export class Node {
	/** Names of exact types, of classes and functions of the module, UNKNOWN. */
	readonly names = new Set<string>();
	readonly depth: number;
	#items: Node | undefined;
	#same: Node | undefined;

	constructor(depth = 0) {
		this.depth = depth;
	}

	/** The node that stands for this one: what containers hold becomes one node when they meet. */
	get self(): Node {
		if (!this.#same) return this;
		this.#same = this.#same.self;
		return this.#same;
	}

	/** What it holds, if it is a container, and somebody has asked. */
	get knownItems(): Node | undefined {
		return this.self.#items?.self;
	}

	get items(): Node {
		const node = this.self;
		node.#items ??= node.depth < MOST_DEPTH ? new Node(node.depth + 1) : node;
		return node.#items.self;
	}

	/** Makes two nodes one. True if that says anything new. */
	merge(other: Node): boolean {
		const [a, b] = [this.self, other.self];
		if (a === b) return false;
		let changed = false;
		for (const n of b.names) changed = a.add(n) || changed;
		const [x, y] = [a.#items, b.#items];
		b.#same = a;
		a.#items = x ?? y;
		if (x && y) changed = x.merge(y) || changed;
		return true;
	}

	add(name: string): boolean {
		const { names } = this.self;
		if (names.has(name)) return false;
		if (names.size >= MOST_NAMES) {
			if (names.has(UNKNOWN)) return false;
			names.add(UNKNOWN);
			return true;
		}
		names.add(name);
		return true;
	}

	/** The one type that it is taken for; undefined where there are several, or only strangers know. None does not count beside others. */
	get type(): string | undefined {
		const names = [...this.self.names].filter((n) => n !== UNKNOWN);
		const others = names.filter((n) => n !== "NoneType");
		const left = others.length > 0 ? others : names;
		return left.length === 1 ? left[0] : undefined;
	}
}
