# bench: 60000
# kind: attribute
# opt: -O0 -O2
"""Attributes of instances whose dict somebody has asked for, or that never had anything else: stored, added, counted, with descriptors, hooks, strange keys and
dicts of other types in the way, and with values whose end is seen."""
import copy
import sys


class Counter:
    kind = "counter"

    def __init__(self):
        self.n, self.last = 0, None

    def add(self, x):
        self.n += 1
        self.last = x
        return self.n

    def extend(self, x):
        self.extra = x
        return self.n


class Table(dict):
    def __init__(self):
        super().__init__()
        self.hits = 0

    def hit(self, key):
        self.hits += 1
        return self.hits


class Failure(ValueError):
    def note(self, text):
        self.text = text
        return len(self.args)


class Bag:
    def __init__(self, **kw):
        self.__dict__.update(kw)

    def swap(self):
        self.a, self.b = self.b, self.a
        return self.a


class Checked:
    def __setattr__(self, name, value):
        print("set", name, value, sys._getframe(1).f_code.co_name)
        super().__setattr__(name, value)

    def add(self, x):
        self.n = x
        return x


class Half:
    __slots__ = ("n", "__dict__")

    def __init__(self):
        self.n = 0

    def add(self, x):
        self.n += 1
        self.last = x
        return self.n


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        f = sys._getframe(1)
        print("end of", self.name, "in", f.f_code.co_name)


def add(o, x):
    return o.add(x)


def extend(o, x):
    return o.extend(x)


def last_of(o):
    return o.last


def drop(o):
    o.last = None
    return o.n


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


class Odd(dict):
    def __setitem__(self, key, value):
        print("item", key)
        super().__setitem__(key, value)


def show():
    touched, replaced, odd, general, half, checked = Counter(), Counter(), Counter(), Counter(), Half(), Checked()
    vars(touched)
    replaced.__dict__ = {"n": 5, "last": "x"}
    odd.__dict__ = Odd(n=7, last="y")
    general.__dict__[3] = 4
    for o in (touched, replaced, odd, general, half, checked, copy.copy(touched)):
        print([attempt(add, o, x) for x in (1, "a", None, 2.5)], attempt(extend, o, [1]), attempt(last_of, o), list(vars(o)))
    table, bag = Table(), Bag(a=1, b="two")
    print([table.hit(i) for i in range(3)], vars(table), [bag.swap() for _ in range(3)], vars(bag))
    f = Failure("x", 2)
    print(f.note("first"), f.note("second"), f.text, vars(f))
    touched.last = Dies("one")
    print(attempt(drop, touched))
    touched.last = Dies("two")
    print(attempt(add, touched, Dies("three")))
    print(attempt(drop, touched))
    space = Counter()
    exec("def look(): return n, last", vars(space))
    look = vars(space)["look"]
    print(look(), add(space, 9), look(), drop(space), look())
    del touched.last
    print(attempt(last_of, touched), attempt(add, touched, 4), attempt(last_of, touched), list(vars(touched)))


def main(size):
    show()
    Counter.last = property(lambda self: "property")
    o = Counter.__new__(Counter)
    vars(o).update(n=1, last="hidden")
    print(attempt(add, o, 2), attempt(last_of, o), vars(o))
    Counter.last = property(lambda self: self.n, lambda self, value: print("setter", value, sys._getframe(1).f_code.co_name))
    print(attempt(add, o, 2), attempt(last_of, o), vars(o))
    del Counter.last
    print(attempt(add, o, 3), attempt(last_of, o), vars(o))
    o, table, bag, t = Counter(), Table(), Bag(a=1, b=2), 0
    vars(o)
    for i in range(size):
        t += add(o, i) + table.hit(i) + bag.swap() + extend(o, i)
    print(t, o.n, table.hits, vars(bag))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
