# opt: -O2
# kind: script
"""Instances made and objects ended in functions without frames; operators of instances: what can be seen of them."""
import _operator
import abc
import gc
import sys
import weakref

log = []
Getter = _operator.itemgetter


class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def __add__(self, other):
        return Vec(self.x + other.x, self.y + other.y)

    def __sub__(self, other):
        if not isinstance(other, Vec):
            return NotImplemented
        return Vec(self.x - other.x, self.y - other.y)

    def __rsub__(self, other):
        return "rsub"

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __truediv__(self, k):
        return NotImplemented

    def __eq__(self, other):
        return self.x == other.x and self.y == other.y

    def __lt__(self, other):
        return NotImplemented

    def __gt__(self, other):
        return "gt"

    def dot(self, other):
        return self.x * other.x + self.y * other.y

    def moved(self, other, k):
        return self + other * k

    def between(self, other):
        return self.middle(other).dot(self.middle(other))

    def middle(self, other):
        return Vec((self.x + other.x) / 2, (self.y + other.y) / 2)


class Point:
    def __init__(self, x, name):
        self.x = x
        self.name = name

    def copy(self):
        return Point(self.x, self.name)

    def renamed(self, name):
        p = self.copy()
        p.name = name
        return p


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        log.append(("del", self.name, sys._getframe(1).f_code.co_name))

    def __add__(self, other):
        return Noisy(self.name + other.name)


class Holder:
    def __init__(self, o):
        self.o = o

    def swap(self, o):
        self.o = o
        return 1

    def get(self):
        return self.o

    def pass_on(self, n):
        if n == 0:
            return self.o
        return self.pass_on(n - 1)

    def take(self, o):
        return 2

    def both(self, name):
        x = self.take(make(name))
        y = self.take(make(name + "'"))
        log.append(("both", x + y))
        return x + y

    def keep(self, name):
        x = make(name)
        self.swap(x)
        x = None
        return self.o

    def getters(self, name):
        x = self.take(getter(name))
        log.append(("getters", x))
        return x

    def drop(self):
        x = self.o
        y = self.o
        self.swap(None)
        return self.count(x, y)

    def count(self, x, y):
        return sys.getrefcount(x)


def getter(name):
    return Getter(Noisy(name))


def make(name):
    return Noisy(name)


def show(*values):
    print(*values, *log)
    log.clear()


def text(v):
    return (v.x, v.y) if isinstance(v, Vec) else v


def vectors():
    v = Vec(1, 2.5)
    w = Vec(3, 4)
    total = Vec(0, 0)
    for i in range(2000):
        total = total + v * i - w
        if total == v:
            print("equal")
    print(text(total), text(v.moved(w, 3)), v.between(w), text(v - w), "x" if v < w else "y", v > w)
    for f in (lambda: v - 3, lambda: 3 - v, lambda: v / 2, lambda: v / w, lambda: v + 3, lambda: v * "a", lambda: v % w, lambda: v <= w,
              lambda: v < 3, lambda: v == 3):
        for _ in range(3):
            try:
                r = text(f())
            except Exception as e:
                r = (type(e).__name__, str(e), e.__traceback__.tb_next.tb_lineno - f.__code__.co_firstlineno)
        print(type(r).__name__ if "object at" in str(r) else r)


def points():
    p = Point(1, "p")
    for i in range(1000):
        p = p.renamed("n%d" % i)
    print(vars(p), list(p.__dict__), sys.getrefcount(p))
    q = p.copy()
    print(sorted(vars(q)), vars(q) is q.__dict__)
    w = weakref.ref(p.copy(), lambda r: log.append("weak"))
    show(w())


def noise():
    for i in range(3):
        h = Holder(make("a%d" % i))
        show(h.swap(make("b")))
        show(h.get().name)
        show(h.pass_on(5).name)
        show(h.both("c"))
        show(h.keep("d").name)
        show(h.getters("g"))
        show(h.drop())
        show((make("e") + make("f")).name)
        show()
        h = None
        show()


class Fails:
    def __init__(self, x):
        self.x = x
        self.y = 10 // x

    def __del__(self):
        log.append(("failed", hasattr(self, "x")))


def fails(x):
    return Fails(x)


class Odd:
    def __init__(self, x):
        self.x = x
        return x


def odd(x):
    return Odd(x)


class Sometimes:
    def __init__(self, x):
        self.x = x
        return x if x else None


def sometimes(x):
    return Sometimes(x)


def many(a):
    return take_many(make("m"), a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, a, make("n"))


def take_many(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s):
    return 19


class Late:
    def __init__(self, x):
        self.x = x


def late(x):
    return Late(x)


def other_init(self, x):
    self.z = x


class Deep:
    def __init__(self, n):
        self.inner = deep(n - 1)


def deep(n):
    return Deep(n) if n else None


def endless(n):
    return Endless(n)


class Endless:
    def __init__(self, n):
        self.inner = endless(n + 1)


def depth_of(f):
    """How deep f may go: by the traceback."""
    try:
        f(0)
    except RecursionError as e:
        count = 0
        tb = e.__traceback__
        while tb is not None:
            count += 1
            tb = tb.tb_next
        return count, str(e)[:32]


def names_of(tb):
    names = []
    while tb is not None:
        names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
        tb = tb.tb_next
    return names


def initialisers():
    for x in 5, 0, 2:
        try:
            print(fails(x).y)
        except ZeroDivisionError as e:
            print(e, names_of(e.__traceback__))
        show()
    for x in None, 3:
        try:
            print(odd(x).x)
        except TypeError as e:
            print(e)
        try:
            print(sometimes(x).x)
        except TypeError as e:
            print(e)
    show(many(1))
    for i in range(3):
        print(vars(late(i)))
    Late.__init__ = other_init
    for i in range(3):
        print(vars(late(i)))
    Late.__new__ = lambda cls, x: object.__new__(cls)
    print(vars(late(7)))
    Late.extra = 1
    print(vars(late(8)))
    d = deep(50)
    n = 0
    while d:
        d = d.inner
        n += 1
    print(n, depth_of(endless))


def collected():
    """Collections start at the same allocations."""
    seen = []

    def note(phase, info):
        if phase == "start":
            seen.append(len(kept))

    kept = []
    gc.collect()
    gc.callbacks.append(note)
    for i in range(3000):
        kept.append(Vec(i, i).moved(Vec(1, 1), 2))
    gc.callbacks.remove(note)
    print(len(seen) > 0, len(kept))


class Row:
    def __init__(self, n):
        self.items = [0] * n
        self.at = 0

    def __getitem__(self, i):
        return self.items[i]

    def __setitem__(self, i, x):
        self.items[i] = x

    def __call__(self, x, y):
        return self.items[x] + y

    def __iter__(self):
        self.at = 0
        return self

    def __next__(self):
        self.at += 1
        if self.at > len(self.items):
            raise StopIteration
        return self.items[self.at - 1]

    def __iadd__(self, x):
        self.items.append(x)
        return self


class Number(int):
    def __add__(self, other):
        return "number"


class Text(list):
    def __add__(self, other):
        return NotImplemented


def rows():
    r = Row(5)
    total = 0
    for i in range(5):
        r[i] = i * i
        total += r[i] + r(i, 1)
    r += 7
    print(total, [x for x in r], list(r), sum(r))
    for f in lambda: r[9], lambda: r("a", 1), lambda: r(1), lambda: r[1:2], lambda: r + 1, lambda: Text([1]) + [2]:
        try:
            print(f())
        except Exception as e:
            print(type(e).__name__, e)
    n = Number(3)
    print(n + 1, 1 + n, n - 1, n * n)
    n += 1
    print(n)


class Meta(type):
    """A metaclass that leaves calls alone, for now."""


class Made(metaclass=Meta):
    def __init__(self, x, y=1):
        self.x, self.y = x, y


class Abstract(abc.ABC):
    def __init__(self, x):
        self.x = x

    @property
    @abc.abstractmethod
    def area(self): ...


class Concrete(Abstract):
    @property
    def area(self):
        return self.x * self.x


class Gives(Made):
    def __init__(self, x):
        return x


def metaclasses():
    total = 0
    for i in range(40):
        total += Made(i).x + Made(i, 2).y + Concrete(i).area
    print(total)
    for f in lambda: Abstract(1), lambda: Made(), lambda: Gives(1), lambda: Gives(None).__dict__, lambda: Meta("M", (), {}).__name__, lambda: Concrete(1, 2):
        try:
            print(f())
        except TypeError as e:
            print(e)
    Meta.__call__ = lambda cls, *args: ("called", cls.__name__, args)
    print(Made(1), [Made(i) for i in range(2)])
    del Meta.__call__
    print([Made(i).x for i in range(3)])
    Concrete.__abstractmethods__ = frozenset(["area"])
    try:
        print(Concrete(1))
    except TypeError as e:
        print(e)
    Concrete.__abstractmethods__ = frozenset()
    print(Concrete(3).area)


for i in range(2):
    metaclasses()
    vectors()
    points()
    noise()
    initialisers()
    collected()
    rows()
