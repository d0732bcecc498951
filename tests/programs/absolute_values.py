# opt: -O0 -O2
"""abs in functions without frames, of whatever attributes and arguments hold: words, large ints, floats, signs of zeros, NaN, what has __abs__ and what has none."""
import math
import sys
from decimal import Decimal
from fractions import Fraction


class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y

    def norm1(self):
        return abs(self.x) + abs(self.y)

    def far(self, limit):
        return abs(self.x) > limit or abs(self.y) > limit


class Own:
    def __init__(self, n):
        self.n = n

    def __abs__(self):
        return Own(self.n + 1) if self.n < 5 else self.n

    def __add__(self, other):
        return ("sum", self.n, getattr(other, "n", other))

    def __gt__(self, other):
        return self.n > other


class Int(int):
    def __abs__(self):
        return 1000


class Float(float):
    pass


def distance(a, b):
    return abs(a - b)


def size(x):
    return abs(x)


def twice(x):
    y = abs(x)
    return y + abs(y) * 2


def told(x):
    """What is no number is not taken for one behind it, nor a float for something else."""
    y = abs(x)
    return x, x + 1, y, y + 1


VALUES = [0, 5, -5, True, False, 2**62, -(2**62), -(2**63), 2**63 - 1, 10**30, -(10**30), 0.0, -0.0, 1.5, -1.5, math.inf, -math.inf,
          1e-320, -1e-320, 3 - 4j, Decimal("-2.50"), Fraction(-7, 3), Int(-3), Float(-2.5), math.nan, -math.nan, "text", None, [1], Own(1), Own(7)]


def shown(x):
    if isinstance(x, Own):
        return f"Own({x.n})"
    if isinstance(x, tuple):
        return "(%s)" % ", ".join(map(shown, x))
    sign = math.copysign(1, x) if isinstance(x, float) else ""
    return f"{type(x).__name__} {x!r} {sign}"


def attempt(f, *args):
    try:
        return shown(f(*args))
    except (TypeError, ArithmeticError) as e:
        return f"{type(e).__name__}: {e}"


def main(rounds):
    for f in (size, twice, told):
        for x in VALUES:
            found = {attempt(f, x) for _ in range(rounds)}
            print(f.__name__, *sorted(found))
    for x in VALUES:
        p = Point(x, -1)
        print({attempt(p.norm1) for _ in range(rounds)}, {attempt(p.far, 3) for _ in range(rounds)}, attempt(distance, 1, x), attempt(distance, x, x))
    total = 0
    points = [Point(i - 50, 0.5 * i) for i in range(100)]
    for p in points * rounds:
        total += p.norm1() + distance(p.x, p.y)
    print(total)
    own = abs
    globals()["abs"] = lambda x: ("mine", own(x))
    print(size(-1), Point(-1, 2).norm1())
    del globals()["abs"]
    print(size(-1), Point(-1, 2).norm1())


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
