# bench: 60000
# kind: call
# opt: -O0 -O2
"""Builtins called by small functions and methods: getattr and hasattr with slots, properties, defaults, __getattr__ and attributes of classes; sum, any, all and
sorted of what calls no code and of what does; divmod, pow, repr, callable, id; errors, and builtins that are hidden."""
import builtins
import sys


class Loud:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        print("asked", self.n, sys._getframe(1).f_code.co_name)
        return self.n > 1

    def __lt__(self, other):
        print("compared", self.n, other.n)
        return self.n < other.n

    def __add__(self, other):
        return Loud(self.n + other)

    __radd__ = __add__

    def __repr__(self):
        return f"Loud({self.n}, {sys._getframe(1).f_code.co_name})"

    def __divmod__(self, other):
        return "divmod", other

    def __pow__(self, other):
        return "pow", other


class Plain:
    kind = "plain"

    def __init__(self):
        self.a = 1

    def method(self):
        return 2

    @property
    def twice(self):
        return self.a * 2


class Slots:
    __slots__ = ("a", "b")

    def __init__(self):
        self.a = 3


class Answers:
    def __getattr__(self, name):
        print("__getattr__", name, sys._getframe(1).f_code.co_name)
        if name == "b":
            raise AttributeError(name)
        return name


class Derived(Plain):
    kind = "derived"

    def __init__(self):
        super().__init__()
        self.__dict__["b"] = 5


def get(o, name):
    return getattr(o, name)


def get_or(o, name, default):
    return getattr(o, name, default)


def has(o, name):
    return hasattr(o, name)


def total(items):
    return sum(items)


def some(items):
    return any(items), all(items)


def in_order(items):
    return sorted(items)


def parts(x, y):
    return divmod(x, y)


def power(x, y):
    return pow(x, y)


def text(o):
    return repr(o)


def is_callable(o):
    return callable(o)


def same(a, b):
    return id(a) == id(b)


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def show():
    for o in (Plain(), Derived(), Slots(), Answers(), Plain, 5, "s", sys):
        for name in ("a", "b", "kind", "twice", "__class__", 3):
            # The address of a property is that of one run.
            if (o, name) != (Plain, "twice") and (o is not sys or name != "__class__"):
                print(type(o).__name__, name, attempt(get_or, o, name, None), attempt(get, o, name), attempt(has, o, name))
        print(attempt(get_or, o, "method", None) is None, is_callable(o))
    for items in ([], [1, 2.5], (3, 10**30), [True], ["b", "a"], [Loud(1), Loud(2)], [0, "", None], [[], [1]], 5, {1: 2}, range(4), [1, "a"], [float("nan"), 1.0]):
        print(attempt(total, items), attempt(some, items), attempt(in_order, items))
    for x, y in ((7, 2), (7.5, -2), (7, 0), (2, -1), (2, 0.5), (10**20, 3), (True, 1), (Loud(1), 2), ("a", 1)):
        print(attempt(parts, x, y), attempt(power, x, y))
    for o in (1, 2.5, "it's", b"x", None, True, (1,), Loud(4), [Loud(5)], Loud):
        print(attempt(text, o) if o is not Loud else text(o)[:7], is_callable(o), same(o, o))


def hidden():
    kept = builtins.sum, builtins.getattr
    builtins.sum, builtins.getattr = (lambda items: "hidden"), (lambda *a: "hidden too")
    try:
        print(total([1, 2]), get(Plain(), "a"), get_or(Plain(), "a", 1))
    finally:
        builtins.sum, builtins.getattr = kept
    print(total([1, 2]), get(Plain(), "a"))


def main(size):
    show()
    hidden()
    p, d, s, t = Plain(), Derived(), Slots(), 0
    for i in range(size):
        p.a = i
        t += get(p, "a") + get_or(d, "b", 0) + get_or(s, "b", 7) + get_or(d, "c", 9) + len(get(d, "kind"))
        t += has(p, "a") + has(p, "b") + total([i, 2, 3]) + some((0, i))[0] + in_order([3, i % 5, 1])[0]
        t += parts(i, 7)[1] + power(i, 2) + len(text(i)) + is_callable(p)
    print(t)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
