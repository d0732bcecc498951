# bench: 40000
# kind: object
# opt: -O0 -O2
"""What is compared and hashed by identity, or as the string or number it is derived from: as keys, as members, in lists; and what is not."""
import sys


class Node:
    def __init__(self, name):
        self.name = name


class Symbol(str):
    __slots__ = ()


class Count(int):
    pass


class Shouting(str):
    """Compares without regard to case, and says so; hashed as the string."""
    def __eq__(self, other):
        said.append(str(self))
        return self.lower() == other.lower()

    __hash__ = str.__hash__


class Loud:
    """Equal to what it holds."""
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        said.append(self.value)
        return self.value == other

    def __hash__(self):
        return hash(self.value)


class Blank:
    """Compares in Python, hashed by identity."""
    __hash__ = object.__hash__

    def __eq__(self, other):
        said.append("blank")
        return True


class Meta(type):
    def __eq__(cls, other):
        said.append(cls.__name__)
        return cls is other

    __hash__ = type.__hash__


class Special(metaclass=Meta):
    pass


said = []


def is_in(x, container):
    return x in container


def count_of(table, key):
    return table[key]


def put(table, key, value):
    table[key] = value


def get(table, key):
    return table.get(key, "none")


def same(a, b):
    return a == b


def differ(a, b):
    return a != b


def shown(fn, *args):
    said.clear()
    try:
        result = fn(*args)
    except Exception as e:
        result = f"{type(e).__name__}"
    return result, list(said)


class Graph:
    """Nodes that are keys, members and items."""
    def __init__(self, size):
        self.nodes = [Node(Symbol(f"n{i}")) for i in range(size)]
        self.by_name = {n.name: n for n in self.nodes}
        self.index = {n: i for i, n in enumerate(self.nodes)}
        self.seen = set()

    def find(self, name):
        return self.index[self.by_name[name]]

    def is_seen(self, node):
        return node in self.seen

    def mark(self, node):
        if not self.is_seen(node):
            self.seen.add(node)
            return 1
        return 0

    def is_first(self, node):
        return node == self.nodes[0]

    def is_near(self, node):
        return node in self.nodes[:3]


def main(size):
    nodes = [Node("a"), Node("b"), Node("c")]
    things = [nodes[0], Symbol("s"), "s", Count(3), 3, 3.0, Shouting("s"), Shouting("S"), Loud("s"), Loud(3), Blank(), None, Special, Node, len, (1, nodes[1]), b"s", True]
    containers = [nodes, {"s": 1}, {"s": 1, 3: 2}, {Symbol("s"): 4}, {nodes[0]: 5, None: 6, Special: 7}, [Symbol("s"), 3], ("s", Count(3)), {nodes[1], 3, "s"},
                  [Blank()], [Loud("s"), Loud(3)], frozenset([Shouting("s")]), {(1, nodes[1]): 8}, {Shouting("S"): 9}, {Loud(3): 10}]
    for i, thing in enumerate(things):
        for j, container in enumerate(containers):
            print(i, j, shown(is_in, thing, container), end=" ")
            if isinstance(container, dict):
                print(shown(count_of, container, thing), shown(get, container, thing), end=" ")
        print()
    for i, a in enumerate(things):
        print(i, [(shown(same, a, b), shown(differ, a, b)) for b in things])
    for key in things:
        table = {"s": 0, 3: 0}
        print(shown(put, table, key, 1), list(table.values()), [type(k).__name__ for k in table])
        table = {"s": 0}
        print(shown(put, table, key, 1), list(table.values()), [type(k).__name__ for k in table])

    class Late:
        def __init__(self, n):
            self.n = n
    late, other = Late(1), Late(1)
    pair = [other]
    print(same(late, other), is_in(late, pair), is_in(late, {other: 1}))
    Late.__eq__ = lambda self, o: self.n == o.n
    print(same(late, other), is_in(late, pair))
    Late.__hash__ = lambda self: self.n
    print(is_in(late, {other: 1}), get({other: 1}, late))
    del Late.__eq__
    print(same(late, other), is_in(late, pair), is_in(late, {other: 1}))

    graph, total = Graph(50), 0
    names = [n.name for n in graph.nodes]
    for i in range(size):
        name = names[i % 50]
        node = graph.nodes[graph.find(name)]
        total += graph.mark(node) + graph.is_first(node) + graph.is_near(node) + graph.find(name)
        if i % 200 == 199:
            graph.seen.clear()
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
