# opt: -O0 -O2
"""Classes that make their instances in a __new__ of their own, and named tuples: what is made, what __init__ sees, what may not be made so."""
import sys
import time
from collections import namedtuple
from typing import NamedTuple

Point = namedtuple("Point", "x y", defaults=(5,))


class Typed(NamedTuple):
    name: str
    size: int = 3

    def both(self):
        return f"{self.name}{self.size}"


class Longer(Point):
    __slots__ = ()

    def __new__(cls, x, y, z=0):
        self = super().__new__(cls, x, y + z)
        return self


class Single:
    one = None

    def __new__(cls, *args):
        if cls.one is None:
            cls.one = object.__new__(cls)
        return cls.one

    def __init__(self, *args):
        self.args = args


class Other:
    """Makes what is no instance of its own: __init__ is not called."""

    def __new__(cls, x):
        return [x]

    def __init__(self, x):
        print("not called")


class Child(Single):
    def __init__(self, *args):
        super().__init__(*args)
        self.child = True


class Word(str):
    def __new__(cls, text):
        return str.__new__(cls, text.upper())


class Count(int):
    def __new__(cls, n):
        return super().__new__(cls, n + 1)


class Fails:
    def __new__(cls, x):
        if x % 3 == 0:
            raise ValueError(x)
        return object.__new__(cls)

    def __init__(self, x):
        if x % 3 == 1:
            raise KeyError(x)


class Plain:
    def __new__(cls, x):
        return object.__new__(cls)


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name)


def points(n):
    total = 0
    for i in range(n):
        p = Point(i, 2)
        total += p.x + p.y + p[1] + len(p)
        x, y = Point(i)
        total += x * y
        q = Longer(i, 1, 2)
        total += q.x + q.y
        t = Typed("a", i)
        total += len(t.both()) + t.size
    return total, p, q, t, p._replace(x=9), Point._make([1, 2]), t._asdict()


def instances(n):
    out = []
    for i in range(n):
        s, c = Single(i), Child(i, i)
        out.append((s is Single.one, s.args, c is Child.one, c.args, Other(i), Word("ab"), Count(i), type(Plain(i)).__name__))
        try:
            Fails(i)
        except (ValueError, KeyError) as e:
            out.append(repr(e))
    return out[-6:]


def refused():
    """What tuple.__new__ makes no instance of, and wrong arguments."""
    class Empty(tuple):
        def __new__(cls):
            return tuple.__new__(cls)

    for make in (lambda: tuple.__new__(time.struct_time, (1,)), lambda: tuple.__new__(int, (1,)), lambda: tuple.__new__(5, (1,)), lambda: Point(1, 2, 3), lambda: Point(),
                 lambda: Longer(1), lambda: Plain(), Empty, lambda: tuple.__new__(Point, (1,)).x, lambda: tuple.__new__(Point, (1,)).y,
                 lambda: setattr(Point(1), "x", 2), lambda: tuple.__new__(Point, [4, 5]), lambda: tuple.__new__(tuple, (4, 5))):
        try:
            print(make())
        except (TypeError, IndexError, AttributeError) as e:
            print(type(e).__name__, e)


def replaced(n):
    out = []
    for i in range(n):
        out.append(type(Plain(i)).__name__)
        if i == 4:
            Plain.__new__ = lambda cls, x: x
        if i == 6:
            Plain.__dict__["__new__"].__init__(lambda cls, x: -x)
        if i == 8:
            Plain.__new__ = len
        if i == 8:
            break
    try:
        Plain(3)
    except TypeError as e:
        out.append(str(e))
    Point.x = property(lambda self: 100)
    out.append((Point(1, 2).x, Longer(1, 2).x))
    del Point.x
    try:
        Point(1, 2).x
    except AttributeError as e:
        out.append(str(e))
    return out


def ends():
    """An argument lives for as long as the stack and the tuple of the call have it."""
    class Drops:
        def __new__(cls, x):
            count = sys.getrefcount(x)
            x = None
            print("dropped")
            return object.__new__(cls)

        def __init__(self, x):
            print("initialised", x.name)

    for i in range(3):
        Drops(Dies(i))
        print("made")


def deep(n):
    class Nested:
        def __new__(cls, n):
            return n if n == 0 else 1 + cls(n - 1)

    print(Nested(n))
    try:
        Nested(10**6)
    except RecursionError as e:
        print(e)


def main(n):
    print(points(n))
    for row in instances(n):
        print(row)
    refused()
    ends()
    deep(50)
    print(replaced(12))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
