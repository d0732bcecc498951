# bench: 130000
# kind: call
"""Calls of every shape: defaults, keywords, star arguments, keyword-only, positional-only, and what wrong calls say."""
import sys
from functools import partial


def plain(a, b):
    return a - b


def defaults(a, b=10, *, c=100):
    return a + b * c


def positional(a, b=2, /, c=3, *rest, d, e=5, **more):
    return a, b, c, rest, d, e, sorted(more.items())


def star(*args):
    return len(args)


def keywords(**kw):
    return "".join(kw)


class Callable:
    def __init__(self, base):
        self.base = base

    def __call__(self, n, *, twice=False):
        return (self.base + n) * (1 + twice)

    def method(self, a, b=1):
        return self.base + a * b


def loops(n):
    s = 0
    obj = Callable(3)
    bound = obj.method
    half = partial(defaults, 1, c=2)
    args, kwargs = (1, 2), {"c": 7}
    for i in range(n):
        s += plain(i, 1) + plain(b=i, a=2)
        s += defaults(i) + defaults(i, 2, c=3) + defaults(*args, **kwargs)
        s += star(i, *args, *range(i % 4)) + len(keywords(x=1, **kwargs))
        s += obj(i, twice=bool(i & 1)) + bound(2, i) + half(i)
        s += (lambda x, y=i: x * y)(3)
        s += max(i, 5) + len(args) + abs(-i) + int("7") + min(args, key=lambda v: -v)
    return s


WRONG = [
    "plain(1)", "plain(1, 2, 3)", "plain(1, a=2)", "plain(1, 2, c=3)", "plain(*[1], **{'a': 1})",
    "positional(a=1, d=2)", "positional(1)", "positional()", "positional(1, 2, 3, 4, 5)",
    "defaults(1, 2, 3)", "defaults(1, **{1: 2})", "star(k=1)", "star(*3)", "keywords(**3)",
    "keywords(1)", "keywords(**{'a': 1}, **{'a': 2})", "Callable()", "Callable(1).method()", "args[0](4)", "len()", "len(1, 2)",
    "Callable(1)(2, 3)", "args.nothing(1)", "int('x')", "(lambda: 1)(2)", "sorted([1], 2)",
]


def order():
    seen = []

    def note(x):
        seen.append(x)
        return x

    def target(*args, **kw):
        return args, kw

    print(target(note(1), *note([2, 3]), note(4), k=note(5), **note({"m": 6}), n=note(7)))
    print(seen)


def main(size):
    print(loops(size))
    print(positional(1, d=4))
    print(positional(1, 20, 30, 40, 50, d=60, e=70, a=80, b=90, z=0))
    order()
    for text in WRONG:
        try:
            print(text, eval(text, None, {"args": (1, 2)}))
        except Exception as e:
            print(f"{text}: {type(e).__name__}: {e}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 800)
