# opt: -O0 -O2
"""Attributes that instances get outside their __init__: in slots, among values, in dicts, in loops and in functions without frames."""
import sys


class Slotted:
    __slots__ = ("a", "b", "c")


class Valued:
    pass


class Started:
    def __init__(self):
        self.a = 0


class Checked:
    def __setattr__(self, name, value):
        object.__setattr__(self, name, ("checked", value))


class Described:
    @property
    def a(self):
        return self._a

    @a.setter
    def a(self, value):
        self._a = value * 2


class Hidden:
    a = "of the class"
    b = 7


class Watched:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)


def fill(o, x, y):
    o.b = x
    o.a = y
    o.c = o
    return o


def number(o, n):
    """The number that is stored is calculated, and used afterwards."""
    v = n * 3 + 1
    o.a = v
    o.b = v / 2
    return v + o.a + o.b


def order(o):
    o.c = 1
    o.a = 2
    o.b = 3
    return list(o.__dict__)


def again(o):
    o.a = 1
    del o.a
    o.b = 2
    o.a = 3
    return list(o.__dict__)


def many(cls, n):
    out = 0
    for i in range(n):
        o = cls()
        fill(o, i, i * 0.5)
        out += o.a + o.b + (o.c is o)
        o.c = None
    return out


def in_loop(cls, n):
    out = []
    o = cls()
    for i in range(n):
        if i % 10 == 0:
            o = cls()
        o.b = i
        o.a = i * 1.5
        out.append((o.a, o.b))
    return out[-1], len(out)


def numbers(cls, n):
    t = 0
    for i in range(n):
        t += number(cls(), i)
        o = cls()
        o.a = i + 1
        k = o.a
        o.a += k
        t += k + o.a
    return t


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def missing(o):
    o.a = 1
    o.z = 2


def counts(cls, n):
    marker = object()
    before = sys.getrefcount(marker)
    kept = []
    for i in range(n):
        o = cls()
        o.a = marker
        o.b = marker
        kept.append(o)
    held = sys.getrefcount(marker) - before
    kept.clear()
    del o
    return held, sys.getrefcount(marker) - before


def main():
    for cls in (Slotted, Valued, Started, Hidden):
        print(cls.__name__, many(cls, 400), in_loop(cls, 200), numbers(cls, 300), counts(cls, 150))
    for _ in range(60):
        lines = [order(cls()) for cls in (Valued, Started, Hidden)], [again(cls()) for cls in (Valued, Started, Hidden)]
    print(lines)
    c, d = Checked(), Described()
    for i in range(80):
        fill(c, i, i + 1)
        d.a = i
    print(c.a, c.b, c.c[1] is c, d.a, d.__dict__)
    v = Valued()
    v.__dict__["x"] = 1
    fill(v, 1, 2)
    print(list(v.__dict__))
    print([attempt(missing, cls()) for cls in (Slotted, Valued, Described) for _ in range(30)][::15])
    print(attempt(fill, 3, 1, 2), attempt(fill, object(), 1, 2))
    w = Slotted()
    for i in range(5):
        w.a = Watched(i)
        print("set", i)
    w.b = Watched("other")
    del w
    print(Hidden.a, Hidden().b)


main()
