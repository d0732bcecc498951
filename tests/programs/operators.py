# bench: 57000
# kind: object
"""Operator overloading: every arithmetic, reflected and in-place operator, comparisons, containers, indexing, conversion."""
import operator
import sys


class Poly:
    """Polynomials over the integers."""

    def __init__(self, *coeffs):
        coeffs = list(coeffs)
        while coeffs and coeffs[-1] == 0:
            coeffs.pop()
        self.c = coeffs

    @staticmethod
    def of(x):
        return x if isinstance(x, Poly) else Poly(x)

    def __add__(self, other):
        if not isinstance(other, (Poly, int)):
            return NotImplemented
        a, b = self.c, Poly.of(other).c
        n = max(len(a), len(b))
        return Poly(*[(a[i] if i < len(a) else 0) + (b[i] if i < len(b) else 0) for i in range(n)])

    __radd__ = __add__

    def __neg__(self):
        return Poly(*(-x for x in self.c))

    def __sub__(self, other):
        return self + -Poly.of(other)

    def __rsub__(self, other):
        return Poly.of(other) - self

    def __mul__(self, other):
        a, b = self.c, Poly.of(other).c
        out = [0] * (len(a) + len(b))
        for i, x in enumerate(a):
            for j, y in enumerate(b):
                out[i + j] += x * y
        return Poly(*out)

    __rmul__ = __mul__

    def __pow__(self, n, mod=None):
        out = Poly(1)
        for _ in range(n):
            out = out * self
            if mod:
                out = Poly(*(x % mod for x in out.c))
        return out

    def __divmod__(self, other):
        rest, quot = list(self.c), []
        lead = other.c[-1]
        while len(rest) >= len(other.c):
            f = rest[-1] // lead
            quot.append(f)
            for i, x in enumerate(reversed(other.c), 1):
                rest[-i] -= f * x
            rest.pop()
        return Poly(*reversed(quot)), Poly(*rest)

    def __floordiv__(self, other):
        return divmod(self, other)[0]

    def __mod__(self, other):
        return divmod(self, other)[1]

    def __call__(self, x):
        acc = 0
        for c in reversed(self.c):
            acc = acc * x + c
        return acc

    def __eq__(self, other):
        return self.c == Poly.of(other).c

    def __bool__(self):
        return bool(self.c)

    def __len__(self):
        return len(self.c)

    def __getitem__(self, i):
        return self.c[i]

    def __str__(self):
        return " + ".join(f"{c}x^{i}" for i, c in enumerate(self.c) if c) or "0"


class Recorder:
    """Says which method was asked for, so the order of tries can be seen."""

    def __init__(self, name, answers=True):
        self.name, self.answers = name, answers


def _record(op):
    def method(self, *args):
        shown = [a.name if isinstance(a, Recorder) else a for a in args]
        trace.append(f"{self.name}.{op}{tuple(shown)}")
        return f"{op}!" if self.answers else NotImplemented
    return method


trace = []
NAMES = "add sub mul truediv floordiv mod matmul lshift rshift and or xor pow".split()
for _n in NAMES:
    for _p in ("", "r", "i"):
        setattr(Recorder, f"__{_p}{_n}__", _record(f"__{_p}{_n}__"))
for _n in ("lt", "le", "gt", "ge", "eq", "ne"):
    setattr(Recorder, f"__{_n}__", _record(f"__{_n}__"))


class Sub(Recorder):
    pass


class Grid:
    def __init__(self, w, h):
        self.w, self.h, self.cells = w, h, [0] * (w * h)

    def __getitem__(self, key):
        match key:
            case (int(x), int(y)):
                return self.cells[y * self.w + x]
            case slice() as s:
                return self.cells[s]
            case (slice() as xs, int(y)):
                return [self[x, y] for x in range(*xs.indices(self.w))]
        raise TypeError(key)

    def __setitem__(self, key, value):
        x, y = key
        self.cells[y * self.w + x] = value

    def __delitem__(self, key):
        self[key] = None

    def __contains__(self, value):
        return value in self.cells

    def __iter__(self):
        for y in range(self.h):
            yield self[:, y]

    def __length_hint__(self):
        return self.h

    def __index__(self):
        return self.w

    def __format__(self, spec):
        return f"grid<{spec or 'plain'}>"


class Tally(list):
    def __iadd__(self, other):
        self.extend(other)
        return self

    def __missing__(self, key):
        return 0


def main(size):
    p, q = Poly(1, 2, 1), Poly(-1, 1)
    for name in ("add", "sub", "mul", "floordiv", "mod", "eq"):
        print(name, getattr(operator, name)(p, q))
    print(p ** 3, "|", pow(p, 5, 7), "|", 3 + p, "|", 3 - p, "|", 2 * p, "|", p(10), bool(Poly()), list(p))
    try:
        p + "x"
    except TypeError as e:
        print(e)
    a, b, s, deaf = Recorder("a"), Recorder("b", False), Sub("s"), Recorder("deaf", False)
    for n in NAMES[:3] + ["pow"]:
        for x, y in ((a, b), (b, a), (a, s), (1, a), (b, deaf)):
            try:
                getattr(operator, n)(x, y)
            except TypeError as e:
                trace.append(f"TypeError {e}")
    print(*trace, sep="\n")
    trace.clear()
    x = a
    x += 1
    y = b
    try:
        y -= 1
    except TypeError as e:
        print(e)
    print(x, a < b, b < a, b == deaf, b != deaf, a == a)
    print(*trace, sep="\n")
    g = Grid(4, 3)
    for i in range(12):
        g[i % 4, i // 4] = i
    g[1, 1] *= 10
    del g[0, 0]
    print(list(g), 50 in g, g[2:5], g[1:3, 2], f"{g:wide} {g}", [10, 20, 30, 40, 50][g], hex(g))
    t = alias = Tally([1])
    t += (2, 3)
    print(t is alias, t)
    total = 0
    step = Poly(1, 1)
    acc = Poly(1)
    for i in range(size):
        acc = acc * step if i % 5 else Poly(i % 7, 1)
        total += acc(3) + len(acc - 1)
        if acc % step == 0:
            total += 1
        total += g[i % 4, 1] if g[i % 4, 1] is not None else 0
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
