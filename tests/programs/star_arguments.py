# bench: 90000
# kind: call
# opt: -O0 -O2
"""Functions with * and **, called with and without frames: decorators, dispatch by name, wrappers of wrappers, what the tuple and the dict are, who holds
them, what ends with them, errors in the call and in the function, and functions that change what they are given."""
import functools
import sys


def plain(fn):
    def wrapper(*args):
        return fn(*args)
    return wrapper


def full(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        return fn(*args, **kwargs)
    return wrapper


def counting(fn):
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return fn(*args, **kwargs)
    wrapper.calls = 0
    return wrapper


@plain
def add(a, b):
    return a + b


@full
def scale(a, by=2):
    return a * by


@full
@plain
@counting
def thrice(a, b):
    return a * 3 + b


@plain
def failing(a, b):
    return a / b


@full
def noisy(x):
    if x == 13:
        print("thirteen", sys._getframe().f_code.co_name, sys._getframe(1).f_code.co_name, sys._getframe(1).f_locals.keys())
    return x


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name, sys._getframe(1).f_code.co_name)


class Tokens:
    def __init__(self, items):
        self.items, self.at = items, 0

    def accept(self, *wanted):
        if self.at < len(self.items) and self.items[self.at] in wanted:
            self.at += 1
            return self.items[self.at - 1]
        return None

    @full
    def peek(self, ahead):
        return self.items[self.at + ahead] if self.at + ahead < len(self.items) else None


def parse(tokens):
    found = 0
    while True:
        if tokens.accept("+", "-"):
            found += 1
        elif tokens.accept("*", "/", "%"):
            found += 2
        elif tokens.accept(1):
            found += 4
        elif tokens.accept() is None:
            return found, tokens.peek(0)


def total(*numbers):
    t = 0
    for x in numbers:
        t += x
    return t


def first(a, *rest):
    return (a, len(rest), rest[0] if rest else None)


def options(a, **kwargs):
    return a, len(kwargs), kwargs.get("deep"), "x" in kwargs


def both(a, b=5, *args, **kwargs):
    return a, b, args, sorted(kwargs.items())


def changes(**kwargs):
    kwargs["made"] = Dies("in a dict")
    return len(kwargs)


def changes_and_goes(n):
    return changes() + n


def keeps(*args):
    return args


def replaces(*args):
    args = args[1:]
    return args


def holders(*args):
    print("tuple", sys.getrefcount(args), "item", sys.getrefcount(args[0]) > 1, len(args))
    return args


def through(*args):
    return holders(*args)


def seen(x):
    return through(x, 1)


def with_self(self, *args):
    return total(self, *args)


def calls_all(i):
    return add(i, 1), scale(i), thrice(i, 2), total(i, 2, 3), total(), first(i), first(i, 1, 2), with_self(i, 4, 5), options(i)


def short_of(i):
    return add(i)


def one_too_many(i):
    return scale(i, 1, 2)


def named(i):
    return scale(a=i, by=3), both(i, b=1, c=2), both(1, 2, 3, i, x=i), options(i, deep=True, x=1)


class Base:
    def __init__(self, *args):
        self.args = args

    def show(self, *args, sep="-"):
        return sep.join(map(str, self.args + args))


class Derived(Base):
    def __init__(self, a, *args):
        super().__init__(*args)
        self.a = a

    def __call__(self, *args):
        return total(self.a, *args)


class Bare:
    __slots__ = ("value",)


def make(i):
    bare = Bare()
    bare.value = i
    return bare.value + len(Derived(i, 1, 2).args) + Derived(i)(i, i)


def deep(n, *args):
    return len(args) if n == 0 else deep(n - 1, n, *args[:2])


def endless(*args):
    return endless(*args)


def attempt(fn, *args):
    try:
        print(fn.__name__, fn(*args))
    except Exception as e:
        tb, names = e.__traceback__, []
        while tb is not None:
            names.append(f"{tb.tb_frame.f_code.co_name}:{tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno}")
            tb = tb.tb_next
        print(fn.__name__, type(e).__name__, e, names[1:4])


def main(size):
    for fn, *args in ((calls_all, 3), (calls_all, 2.5), (short_of, 1), (one_too_many, 1), (named, 2), (failing, 1, 0), (seen, "s"), (parse, Tokens(["+", "*", 1, "?"])),
                      (keeps, 1, "a"), (replaces, 1, 2), (make, 4), (deep, 50), (changes_and_goes, 1), (with_self, 1, 2), (both, 1), (attempt, add, 1)):
        attempt(fn, *args)
    attempt(endless, 1)
    attempt(calls_all, "no number")
    print(thrice.__name__, scale.__name__, Derived(1, 2, 3).show(4), Derived(5)(6, 7))
    d = Dies("given")
    print(keeps(d)[0] is d, first(d, d)[1])
    del d
    print(len(keeps(Dies("at once"))))
    t = 0
    for i in range(size):
        a, b, c, d, *_ = calls_all(i)
        t += a + b + c + d + noisy(i) + failing(i, 2) + make(i) + deep(3, i)
        t += parse(Tokens(["+", 1, "-", "/"]))[0]
    print(t)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
