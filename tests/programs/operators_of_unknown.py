# opt: -O0 -O2
"""Operators whose operands may be numbers or instances, and nothing says which: what fast functions take for numbers turns out to be none."""


class Box:
    """Its __init__ takes one argument, as its operators do."""

    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Box(self.x + (other.x if isinstance(other, Box) else other))

    def __sub__(self, other):
        return Box(self.x - other.x) if isinstance(other, Box) else NotImplemented

    def __rsub__(self, other):
        return Box(other - self.x)

    def __mul__(self, other):
        return Box(self.x * other.x) if isinstance(other, Box) else Box(self.x * other)

    def __matmul__(self, other):
        return self.x * other.x

    def __rmatmul__(self, other):
        return ["rmatmul", other]

    def __imatmul__(self, other):
        return Box(-self.x)

    def __pow__(self, other, mod=None):
        return Box(self.x ** other)

    def __repr__(self):
        return f"Box({self.x})"

    def squared(self):
        return self ** 2

    def length(self):
        return self @ self


class Plain:
    def __init__(self, y):
        self.y = y

    def twice(self):
        return self @ self

    def power(self):
        return self ** self


class Holder:
    def __init__(self, a, b):
        self.a, self.b = a, b

    def total(self):
        return self.a + self.b

    def difference(self):
        d = self.a - self.b
        return d * 2

    def product(self):
        return self.a * self.b

    def inner(self):
        return self.a @ self.b


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def in_loop(pairs, n):
    out = 0
    for i in range(n):
        for h in pairs:
            t, d, p = h.total(), h.difference(), h.product()
            if isinstance(t, Box):
                out += t.x + d.x + p.x
            else:
                out += t + d + p
    return out


def calculated(values, n):
    """The same local is a number and an instance in turn."""
    out = []
    for i in range(n):
        v = values[i % len(values)]
        w = v + 1
        w = w * 2
        out.append(w)
    return out


def powers(n):
    t = 0
    b = Box(3)
    for i in range(n):
        t += b.squared().x + b.length()
        c = b
        c @= b
        t += c.x
    return t


class Real(float):
    """Compares as float does, by which an object may be unequal to itself."""


def unequal(o, p):
    if o != o:
        return "unequal to itself"
    return o == p, (o, 1) == (o, 1), o in (1, o)


def main():
    for _ in range(60):
        r = [unequal(o, 1.5) for o in (Real("nan"), float("nan"), Real(1.5), Real("inf"), 1.5, "x", None, 1)]
    print(r)
    pairs = [Holder(1, 2), Holder(1.5, 2), Holder(Box(3), Box(4)), Holder(Box(1.5), Box(2)), Holder(7, 8)]
    print(in_loop(pairs, 400))
    mixed = [3, Box(1), 2.5, Box(2.5), 1 << 70, True]
    print(calculated(mixed, 12), len(calculated(mixed, 3000)))
    print(powers(500))
    print(attempt(Plain(1).twice), attempt(Plain(2).power), attempt(lambda: [attempt(Plain(i).twice) for i in range(3)]))
    print(attempt(Holder(3, Box(1)).difference), attempt(Holder(Box(1), 3).difference), attempt(Holder(3, Box(1)).inner), attempt(Holder(Box(2), Box(3)).inner))
    print(attempt(Holder("a", "b").total), attempt(Holder([1], [2]).total), attempt(Holder("a", 3).product), attempt(Holder("a", 1).difference))
    for _ in range(60):
        r = attempt(Holder(Box(1), None).difference), attempt(Holder(None, Box(1)).total)
    print(r)


main()
