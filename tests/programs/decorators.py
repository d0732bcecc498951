# bench: 310000
# kind: call
"""Decorators: with and without arguments, stacked, on classes and methods, as objects, wraps, single dispatch, properties."""
import sys
from functools import cached_property, partialmethod, singledispatch, singledispatchmethod, wraps

calls = []


def traced(fn):
    @wraps(fn)
    def wrapper(*args, **kwargs):
        calls.append(fn.__name__)
        return fn(*args, **kwargs)
    return wrapper


def repeat(times, *, join=sum):
    def decorate(fn):
        @wraps(fn)
        def wrapper(*args, **kwargs):
            return join([fn(*args, **kwargs) for _ in range(times)])
        return wrapper
    return decorate


class Count:
    def __init__(self, fn):
        wraps(fn)(self)
        self.fn, self.n = fn, 0

    def __call__(self, *args, **kwargs):
        self.n += 1
        return self.fn(*args, **kwargs)


def validated(**kinds):
    def decorate(fn):
        names = fn.__code__.co_varnames[:fn.__code__.co_argcount]

        @wraps(fn)
        def wrapper(*args):
            for name, value in zip(names, args):
                if name in kinds and not isinstance(value, kinds[name]):
                    raise TypeError(f"{fn.__name__}: {name} is {value!r}")
            return fn(*args)
        return wrapper
    return decorate


def singleton(cls):
    instance = None

    def get(*args):
        nonlocal instance
        if instance is None:
            instance = cls(*args)
        return instance
    get.cls = cls
    return get


def with_repr(*fields):
    def decorate(cls):
        cls.__repr__ = lambda self: f"{cls.__name__}({', '.join(f'{f}={getattr(self, f)!r}' for f in fields)})"
        return cls
    return decorate


@traced
@repeat(3)
def triple(x):
    """adds x three times"""
    return x


@Count
def counted(a, b=2):
    return a * b


@validated(a=int, b=str)
def mixed(a, b):
    return b * a


@singleton
class Config:
    def __init__(self, value):
        self.value = value


@with_repr("x", "y")
class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    @traced
    def shifted(self, dx, dy=0):
        return Point(self.x + dx, self.y + dy)

    right = partialmethod(shifted, 1)

    @cached_property
    def length(self):
        calls.append("length")
        return abs(self.x) + abs(self.y)

    @classmethod
    @traced
    def origin(cls):
        return cls(0, 0)

    @staticmethod
    @repeat(2, join=tuple)
    def pair(v):
        return v

    @singledispatchmethod
    def times(self, k):
        return NotImplemented

    @times.register
    def _(self, k: int):
        return Point(self.x * k, self.y * k)

    @times.register(list)
    def _(self, ks):
        return [self.times(k) for k in ks]


@singledispatch
def show(x):
    return f"object {x}"


@show.register(int)
@show.register(float)
def _(x):
    return f"number {x}"


@show.register
def _(x: list):
    return f"list of {', '.join(map(show, x))}"


def order():
    seen = []

    def deco(name):
        seen.append("make " + name)
        def apply(fn):
            seen.append("apply " + name)
            return fn
        return apply

    @deco("outer")
    @deco("inner")
    def fn(default=seen.append("default")):
        pass
    return seen


def main(size):
    print(triple(5), triple.__name__, triple.__doc__, triple.__wrapped__.__wrapped__(5))
    print(counted(3), counted(3, b=5), counted.n, counted.__name__)
    try:
        print(mixed(2, "ab"), mixed("2", "ab"))
    except TypeError as e:
        print(e)
    print(Config(1).value, Config(2).value, Config() is Config(3), Config.cls.__name__)
    p = Point(3, -4)
    print(p, p.shifted(1), p.right(dy=9), p.length, p.length, Point.origin(), p.pair("v"), p.times([1, 2]), p.times("x"))
    print([show(x) for x in ("s", 1, 2.5, [1, ["a"]], True, None)], order())
    print(calls)
    calls.clear()
    total = 0
    for i in range(size):
        total += triple(i) + counted(i)
        total += p.shifted(i).x
        if i % 50 == 0:
            calls.clear()
    print(total, counted.n)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
