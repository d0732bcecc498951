# opt: -O0 -O2
"""Subscripts and comparisons in loops of what is not known beforehand: lists, tuples, dicts, strings, instances; keys with methods of their own."""
import math
import sys
import traceback


class Table:
    def __init__(self):
        self.asked = []

    def __getitem__(self, key):
        self.asked.append(key)
        return len(self.asked)

    def __setitem__(self, key, value):
        self.asked.append((key, value))


class Key:
    asked = 0

    def __init__(self, n):
        self.n = n

    def __hash__(self):
        Key.asked += 1
        return self.n % 2

    def __eq__(self, other):
        Key.asked += 100
        return isinstance(other, Key) and self.n == other.n

    def __repr__(self):
        return f"Key({self.n})"


class Dict(dict):
    def __missing__(self, key):
        return -1


def total(rows, keys):
    n = 0
    for k in keys:
        n += rows[k]
    return n


def fill(rows, keys, value):
    for k in keys:
        rows[k] = value
    return value


def nested(graph, start, rounds):
    seen = 0
    for _ in range(rounds):
        for a in graph[start]:
            for b in graph[a]:
                if b != start:
                    seen += 1
                    graph[b].add(start)
                    graph[b].remove(start)
    return seen


def others(items, it):
    n = 0
    for k in items:
        if k != it:
            n += 1
        if k == it:
            n += 1000
    return n


def lengths(points):
    s = 0
    for x, y in points:
        s += math.sqrt(x ** 2 + y ** 2)
    return s


def powers(values):
    s = 0
    for v in values:
        s += v ** 2 + v ** 3
    return s


def caught(rows, keys):
    try:
        return total(rows, keys)
    except Exception as e:
        frames = traceback.extract_tb(e.__traceback__)
        return type(e).__name__, str(e), [(f.lineno - frames[0].lineno, f.name, f.line) for f in frames]


def main(size):
    keys = list(range(8)) * (size // 8 + 1)
    squares = [i * i for i in range(8)]
    table = Table()
    pairs = {(i, str(i)): i for i in range(8)}
    for rows in (squares, tuple(squares), dict(enumerate(squares)), Dict(enumerate(squares)), table, bytes(range(8)), Dict()):
        print(type(rows).__name__, total(rows, keys), total(rows, keys[:5]))
    print(len(table.asked), table.asked[:3])
    print(total(pairs, list(pairs) * (size // 8)))
    held = {Key(i): i for i in range(4)}
    Key.asked = 0
    print(total(held, list(held) * 3), total(held, [Key(3), Key(0)]), Key.asked)
    print(caught(squares, [0, 1, 8]), caught(dict(enumerate(squares)), [1, 9]), caught(pairs, list(pairs) + [(1, 2)]))
    print(caught(held, [Key(7)]), caught({}, [[]]), caught(5, [1]), caught(pairs, [(1, [])]), caught("abc", [1]))
    for rows in ([0] * 8, {}, Dict(), Table(), bytearray(8)):
        fill(rows, keys[:50], 7)
        print(type(rows).__name__, rows if not isinstance(rows, Table) else rows.asked[:2])
    kept = {Key(9): 0}
    Key.asked = 0
    fill(kept, [Key(1), Key(2), Key(1), 5, "a"] * 3, 7)
    print(kept, Key.asked)
    try:
        fill(kept, [Key(3), [], Key(4)], 8)
    except TypeError as e:
        print(type(e).__name__, e, kept, Key.asked)
    graph = {("n", i): {("n", i % 2 + 1), ("n", i % 2 + 3)} for i in range(5)}
    print(nested(graph, ("n", 0), size // 100), [sorted(v) for v in graph.values()])
    try:
        nested({k: list(v) for k, v in graph.items()}, ("n", 0), 2)
    except (AttributeError, ValueError) as e:
        print(type(e).__name__, e)
    Key.asked = 0
    print(others([(1, 2), (2, 1), (1, 2)], (1, 2)), others([(1, Key(2))], (1, Key(2))), others([Key(1), 1, None, "a"], Key(1)), Key.asked)
    nan = float("nan")
    print(others([(nan,), (nan, 1)], (nan,)), others([1, 1.0, True, "1"], 1), others(["ab", "a" + "b"], "ab"))
    print(lengths([(3, 4), (3.0, 4.0), (-3, 4.5), (-1.5, 0.0)] * 5), powers([1, 2.5, -3, -0.5, 10 ** 9, True, 2 ** 70]), powers([1j, 2]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
