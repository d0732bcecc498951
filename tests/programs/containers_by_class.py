# kind: script
# opt: -O0 -O2
"""Subscripts and `in` of classes: methods that are a built-in class's own or Python functions, changed while the program runs."""
import enum
import sys


class Names(dict):
    pass


class Filled(dict):
    def __missing__(self, key):
        return f"no {key}"


class Stack(list):
    pass


class Some(set):
    pass


class Text(str):
    pass


class Own:
    def __init__(self, *names):
        self.names = names

    def __contains__(self, name):
        return name in self.names

    def __getitem__(self, name):
        return self.names.index(name)


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


def has(o, key):
    return key in o


def lacks(o, key):
    return key not in o


def get(o, key):
    return o[key]


def said(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def many(o, keys):
    found = 0
    for _ in range(30):
        for k in keys:
            if k in o:
                found += 1
    return found


def sums(o, keys):
    total = 0
    for _ in range(30):
        for k in keys:
            total += o[k]
    return total


def plain():
    names = Names(a=1, b=2)
    text = Names({Text("a"): 1, 3: 4, 2.0: 5, (1, 2): 6, "b": 7})
    filled = Filled(a=1)
    stack = Stack([3, 4, 5])
    some = Some("ab")
    keys = ["a", "b", "c", Text("a"), 3, 2, 2.0, (1, 2), True, 1 << 70, None]
    for o in (names, text, filled, stack, some, Own("a", 3)):
        print(type(o).__name__, [said(has, o, k) for k in keys], [said(get, o, k) for k in keys])
        print([said(lacks, o, k) for k in ([], {}, set(), "a", slice(0, 1))], [said(get, o, k) for k in ([], slice(0, 1), -1, 5, -9)])
    print(many(names, ["a", "z"]), sums(names, ["a", "b"]), many(text, [Text("a"), 3, "b"]), sums(text, [3, "b", Text("a")]))
    print(many(some, "abc"), sums(stack, [0, -1]), many(Own("a"), "ab"), sums(Own("a", "b"), "ab"))
    print([said(has, Colour, x) for x in (Colour.RED,)], [said(get, Colour, x) for x in ("RED", "GREEN")])


def changed():
    class D(dict):
        pass

    class Base(dict):
        pass

    class Derived(Base):
        pass

    d, e = D(a=1), Derived(a=1)
    seen = []

    def state():
        seen.append((said(has, d, "a"), said(has, d, "q"), said(get, d, "a"), said(get, d, "q"), said(has, e, "a"), said(get, e, "a")))

    state()
    D.__contains__ = lambda self, key: key == "q"
    Base.__getitem__ = lambda self, key: f"base {key}"
    state()
    D.__contains__ = None
    D.__getitem__ = None
    state()
    D.__contains__ = lambda self, key: []
    D.__getitem__ = lambda self: 0
    state()
    D.__contains__ = dict.__contains__
    D.__getitem__ = dict.get
    state()
    D.__contains__ = list.__contains__
    D.__getitem__ = list.__getitem__
    state()
    D.__getitem__ = Own.__getitem__
    Base.__contains__ = staticmethod(lambda key: 7)
    del Base.__getitem__
    state()
    D.__contains__ = classmethod(lambda cls, key: cls.__name__ == key)
    D.__missing__ = lambda self, key: f"missing {key}"
    del D.__getitem__
    state()
    del D.__contains__
    Derived.__bases__ = (D,)
    state()
    for s in seen:
        print(s)


class Truth:
    def __init__(self, value):
        self.value = value

    def __bool__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


class Says:
    def __init__(self, answer):
        self.answer = answer

    def __contains__(self, key):
        if key == "raise":
            raise LookupError(key)
        return self.answer


def truths():
    for answer in (Truth(True), Truth(False), Truth(ValueError("no truth")), 0, 1, "", "x", None, NotImplemented):
        print(said(has, Says(answer), "k"), said(lacks, Says(answer), "k"), said(has, Says(answer), "raise"))


class Chain(dict):
    def __missing__(self, key):
        return self[key - 1] + 1 if key else 0


class Nested:
    def __init__(self, inner):
        self.inner = inner

    def __contains__(self, key):
        return key in self.inner


def deep():
    print(get(Chain(), 40), said(get, Chain(), 10 ** 6)[:60])
    nested = Nested([1])
    for _ in range(3000):
        nested = Nested(nested)
    print(said(has, nested, 1)[:60])


class Dies:
    def __init__(self, name):
        self.name = name

    def __hash__(self):
        return 1

    def __eq__(self, other):
        table.clear()
        return isinstance(other, Dies) and self.name == other.name

    def __del__(self):
        print("end of", self.name)


table = Names()


def cleared():
    table[Dies("first")] = Dies("value")
    print(said(has, table, Dies("other")))
    table[Dies("second")] = Dies("value")
    print(type(said(get, table, Dies("second"))).__name__, len(table))


def tracebacks():
    def lines(f, *args):
        try:
            f(*args)
        except Exception:
            tb, found = sys.exc_info()[2], []
            while tb:
                found.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
                tb = tb.tb_next
            return found

    for _ in range(3):
        print(lines(has, Says(Truth(ValueError())), "k"), lines(has, Says(1), "raise"), lines(get, Own("a"), "b"), lines(get, Names(), 1))


for _ in range(3):
    plain()
    changed()
    truths()
    deep()
    cleared()
    tracebacks()
