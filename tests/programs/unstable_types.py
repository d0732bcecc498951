# bench: 260000
# kind: object
# bar: 0.8
"""Operands change type at every step: what was assumed a moment ago is wrong now."""
import sys
from decimal import Decimal
from fractions import Fraction


class Num:
    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        return Num(self.v + getattr(o, "v", o))

    __radd__ = __add__

    def __mul__(self, o):
        return Num(self.v * getattr(o, "v", o))

    def __lt__(self, o):
        return self.v < getattr(o, "v", o)

    def __repr__(self):
        return f"Num({self.v})"


class Left:
    def __init__(self):
        self.a, self.b = 1, 2


class Right:
    def __init__(self):
        self.b, self.a = 3, 4


class Slotted:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = self.b = 5


class Dynamic:
    def __getattr__(self, name):
        return len(name)


def combine(a, b):
    return a + b


def scale(a, k):
    return a * k


def read(o):
    return o.a + o.b


def item(c, i):
    return c[i]


def truth(x):
    return 1 if x else 0


def main(size):
    values = [1, 2.5, True, 3 + 1j, 1 << 70, Num(2), Fraction(1, 3), Decimal("1.5")]
    things = [Left(), Right(), Slotted(), Dynamic()]
    boxes = [[1, 2, 3], (4, 5, 6), {0: 7, 1: 8, 2: 9}, "789", b"abc", range(10, 20)]
    flags = [0, 1, "", "x", [], [0], None, 0.0, Num(0), {}]
    counts = {}
    s = 0
    for i in range(size):
        try:
            r = combine(values[i % 8], values[i * 3 % 7])
        except TypeError as e:
            r = e
        counts[type(r).__name__] = counts.get(type(r).__name__, 0) + 1
        s += read(things[i % 4])
        r = item(boxes[i % 6], i % 3)
        s += r if isinstance(r, int) else ord(r)
        s += truth(flags[i % 10])
        s += len(scale(boxes[i % 2], i % 3))
    print(s)
    print(sorted(counts.items()))
    print([combine(a, b) for a, b in (("x", "y"), ([1], [2]), ((1,), (2,)), (1, 2), (1.5, 1), (b"a", b"b"))])
    x = 0
    for step in (1, 0.5, 1j, "end"):
        try:
            x = x + step
        except TypeError as e:
            print(e)
        print(type(x).__name__, x)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
