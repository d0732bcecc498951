# kind: script
"""Allocations that fail, one after the other, in the middle of everything: a MemoryError or the right result, nothing lost, no crash."""
import sys

try:
    from _testcapi import remove_mem_hooks, set_nomemory
except ImportError:
    set_nomemory = None


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y

    def length(self):
        return (self.x * self.x + self.y * self.y) ** 0.5

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)


def numbers():
    total, half = 1 << 40, 0.5
    for i in range(20):
        total += i * 1000003
        half = half * 1.25 + i
    return total, half


def items():
    out = [float(i) for i in range(12)]
    for i in range(12):
        out[i] = out[i] * 2.0 + 1e10
    out.append((out[0], {"a": out[1], "b": [1, 2]}))
    return len(out)


def objects():
    p = Point(1.5, 2.5)
    for i in range(8):
        p = p + Point(i, i * 0.5)
        p.x = p.x * 1.5
    return p.length()


def texts():
    parts = []
    for i in range(10):
        parts.append(f"<{i:03}|{i * 1.5}>")
        s = "".join(parts) + str(i) + "end"
    return s[3:9]


def calls(*args, **kwargs):
    def inner(a, b=2, *rest, c=3, **more):
        return a, b, rest, c, sorted(more)

    return inner(*args, **kwargs), inner(1, 2, 3, c=4, d=5), inner(*[1, 2], **{"z": 1})


def passing():
    return calls(1, 2, 3, x=1, y=2)


def generator():
    def g(n):
        for i in range(n):
            got = yield i * 1.5
            if got:
                yield [got]

    return sum(g(10)), list(g(3)), [x for x in g(4)]


def exceptions():
    out = []
    for i in range(6):
        try:
            if i % 2:
                raise ValueError(i, "odd")
            out.append({}[i])
        except ValueError as error:
            out.append(str(error))
        except LookupError as error:
            out.append(repr(error))
        finally:
            out.append(i)
    return out


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def closures():
    count = 0

    def up(by):
        nonlocal count
        count += by
        return lambda: count + by

    fs = [up(i * 10**12) for i in range(5)]
    return [f() for f in fs], fib(8)


def unpacking():
    a, *b, (c, d) = [1.0, 2, 3, (4, 5)]
    e = {**{"k": a}, "l": b}
    f = [*b, *(c, d)]
    g = {c, d, *b}
    return e, f, g, slice(a, c)


FUNCTIONS = [numbers, items, objects, texts, passing, generator, exceptions, closures, unpacking]


def attempt(function, n):
    """The result with the allocation number n failing, and whether that came to light as a MemoryError."""
    set_nomemory(n, n + 1)
    try:
        result = function()
        failed = False
    except MemoryError:
        result, failed = None, True
    finally:
        remove_mem_hooks()
    return result, failed


def main():
    wanted = {f: f() for f in FUNCTIONS}
    hurt = 0
    for f in FUNCTIONS:
        errors = wrong = 0
        for n in range(1, 120):
            result, failed = attempt(f, n)
            errors += failed
            wrong += not failed and result != wanted[f]
            wrong += f() != wanted[f]
        print(f.__name__, wrong)
        hurt += errors > 0
    # How many allocations a function makes is its own affair; that most make some is not.
    print(hurt >= len(FUNCTIONS) - 2)


if set_nomemory is not None:
    main()
