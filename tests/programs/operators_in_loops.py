# opt: -O2
"""Operators of instances in loops that run specialised: what they give, what refuses, what ends meanwhile."""
import sys


class Vec:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, o):
        return Vec(self.x + o.x, self.y + o.y)

    def __mul__(self, k):
        return Vec(self.x * k, self.y * k)

    def __eq__(self, o):
        return self.x == o.x and self.y == o.y

    def __lt__(self, o):
        return self.x < o.x


class Right:
    def __radd__(self, o):
        return 5

    def __lt__(self, o):
        return NotImplemented

    def __gt__(self, o):
        return sys._getframe(1).f_lineno


class Counted:
    ended = 0

    def __init__(self, v):
        self.v = v

    def __add__(self, o):
        if isinstance(o, Counted):
            return Counted(self.v + o.v)
        return NotImplemented

    def __lt__(self, o):
        return NotImplemented

    def __del__(self):
        Counted.ended += 1
        Counted.seen = sys._getframe(1).f_lineno, sys._getframe(1).f_locals.get("i")


class Held:
    def __init__(self, v):
        self.v = v

    def meet(self, o):
        return sys.getrefcount(self), sys.getrefcount(o)


def sums(n):
    a, b = Vec(0.0, 0.0), Vec(1.0, 2.0)
    for i in range(n):
        a = a + b * 0.5
    return a.x, a.y


def comparisons(n):
    a, b, k = Vec(0.0, 0.0), Vec(1.0, 2.0), 0
    for i in range(n):
        if a < b:
            k += 1
        if a == b:
            k += 1
    return k


def refusals(n):
    m, r, k, lines = Counted(1), Right(), 0, set()
    for i in range(n):
        k += m + r
        lines.add(m < r)
        try:
            m < 3
        except TypeError as e:
            k += len(str(e))
        try:
            m + 3
        except TypeError as e:
            k += len(str(e))
    return k, lines


def endings(n):
    m, k = Counted(1), 0
    for i in range(n):
        m = m + Counted(i)
        k += Counted.ended
    return m.v, k, Counted.ended, Counted.seen


def counts(n):
    h, out = Held(1), set()
    for i in range(n):
        out.add((h.meet(Held(4)), Held(5).meet(h)))
    return out


def classes(n):
    out, a, b = set(), Vec(1, 2), Right()
    for i in range(n):
        out.add((a.__class__, b.__class__, b.__class__ is a.__class__))
        if i == n // 2:
            b.__class__ = Held
    return sorted(map(str, out))


def main(size):
    print(sums(size))
    print(comparisons(size))
    print(refusals(size))
    print(endings(size))
    print(counts(size))
    print(classes(size))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
