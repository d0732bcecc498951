"""Classes with a __getattr__, on instances and on metatypes: what is found, what is asked for, what changes in between."""
import sys
from enum import Enum, IntEnum


class Colour(Enum):
    RED = 1
    BLUE = 2

    def mixed(self, other):
        return (self.value, other.value)

    @classmethod
    def first(cls):
        return cls.RED

    @staticmethod
    def doubled(n):
        return n * 2


class Level(IntEnum):
    LOW = 1
    HIGH = 10


class Proxy:
    kind = "proxy"

    def __init__(self, target):
        self.target = target

    def __getattr__(self, name):
        return getattr(self.target, name)

    @property
    def broken(self):
        raise AttributeError("from the getter")

    @property
    def fine(self):
        return 11

    def own(self):
        return 1


class Target:
    x = 3
    broken = "asked for"

    def method(self):
        return 2


class Slotted:
    __slots__ = ("a",)

    def __getattr__(self, name):
        return name + "?"


class Counting:
    def __getattr__(self, name):
        return sys.getrefcount(self)


class Number(int):
    def __getattr__(self, name):
        return (name, self + 1)


class Meta(type):
    def __getattr__(cls, name):
        if name.startswith("no"):
            raise AttributeError(name)
        return cls.__name__ + "." + name


class Made(metaclass=Meta):
    there = 5

    def method(self):
        return 6


class Loud:
    def __init__(self, value):
        self.value = value

    def __get__(self, instance, owner):
        return (self.value, instance is None, owner.__name__)


class Watched:
    seen = []

    def __getattribute__(self, name):
        type(self).seen.append(name)
        return object.__getattribute__(self, name)

    def __getattr__(self, name):
        return "none of " + name


class Asked:
    class Answer:
        def __call__(self, name):
            return "answer " + name

    __getattr__ = Answer()


def enums(n):
    total = 0
    for i in range(n):
        c = Colour.RED if i % 3 else Colour.BLUE
        total += Level.HIGH + c.value + Colour.doubled(i) + (Colour.first() is c) + len(c.mixed(Colour.RED))
    return total


def proxies(n):
    p, total = Proxy(Target()), 0
    for i in range(n):
        p.z = i
        total += p.z + p.x + p.own() + p.method() + p.fine + len(p.kind) + len(p.broken)
    return total


def several(n):
    s, c, k, out = Slotted(), Counting(), Number(4), []
    for i in range(n):
        out.append((s.a, c.anything, c.other, k.real, k.more, Asked().x))
        if i == n // 2:
            s.a = 1
            c.anything = "own"
    return sorted(set(out), key=repr)


def metatypes(n):
    out = []
    for i in range(n):
        out.append((Made.there, Made.missing, Made.method(None)))
        try:
            Made.nothing
        except AttributeError as e:
            out.append(str(e))
        if i == n // 2:
            Made.there = Loud(i)
            Made.missing = "now there"
    return sorted(set(out), key=repr)


def changes(n):
    p, out = Proxy(Target()), []
    for i in range(n):
        try:
            out.append((p.x, p.own(), p.kind))
        except AttributeError as e:
            out.append((str(e), e.name, e.obj is p))
        if i == n // 4:
            Proxy.__getattr__ = lambda self, name: "second"
        elif i == n // 2:
            Proxy.__getattribute__ = lambda self, name: "third" if name != "own" else (lambda: "mine")
        elif i == n * 3 // 4:
            del Proxy.__getattribute__, Proxy.__getattr__
    return sorted(set(out), key=repr)


def watched(n):
    w = Watched()
    for _ in range(n):
        w.x, w.seen
    return w.y, len(Watched.seen), Watched.seen[:3]


class Failing:
    @property
    def broken(self):
        raise AttributeError("from the getter")

    def __getattr__(self, name):
        raise AttributeError()


class Plain:
    @property
    def broken(self):
        raise AttributeError("from the getter")

    def __getitem__(self, key):
        raise AttributeError(key)


class Type(type):
    def __getattr__(cls, name):
        raise AttributeError("none of " + name)


class OfType(metaclass=Type):
    pass


def failures(n):
    """What an AttributeError says of what was looked for."""
    out, things = [], (Failing(), Plain(), OfType)
    for i in range(n):
        for o in things:
            for look in (lambda: o.broken, lambda: o.missing, lambda: o.broken(), lambda: o.missing(), lambda: o[1]):
                try:
                    look()
                except (AttributeError, TypeError) as e:
                    name, obj = getattr(e, "name", "-"), getattr(e, "obj", "-")
                    out.append((str(e), name, obj is o))
    return sorted(set(out), key=repr)


def deep(n):
    """How far down an enum's member may be looked at."""
    try:
        return deep(n + 1) if Colour.RED else 0
    except RecursionError as e:
        return n, str(e)


def main(size):
    print(enums(size))
    print(proxies(size))
    print(several(size))
    print(metatypes(size))
    print(changes(size))
    print(watched(size))
    print(failures(20))
    sys.setrecursionlimit(300)
    print([deep(0)[1], deep(0)[1]])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
