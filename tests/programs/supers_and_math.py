"""Functions that call super(), functions of classes, of modules and of math: also where what these names stand for changes meanwhile."""
import math
import sys
import traceback
from math import atan2, ceil, floor, log, sqrt


class Root:
    made = 0

    def __init__(self, name="root"):
        super().__init__()
        self.name = name

    def area(self):
        return 2

    def describe(self, text, more):
        return f"{text}:{self.name}:{more}"

    def fails(self, n):
        if n < 0:
            raise ValueError(f"negative: {n}")
        return n


class Left(Root):
    def __init__(self, name, left):
        super().__init__(name)
        self.left = left

    def area(self):
        return super().area() + 10

    def describe(self, text, more):
        return "L" + super().describe(text, len(more) * [more])

    def fails(self, n):
        return super().fails(n - 1)


class Right(Root):
    def __init__(self, name, right=7):
        Root.__init__(self, name)
        self.right = right

    def area(self):
        return super(Right, self).area() * 3

    def describe(self, text, more):
        return "R" + Root.describe(self, text, more)


class Both(Left, Right):
    def __init__(self, name):
        super().__init__(name, 3)
        self.right = 5

    def area(self):
        return super().area() - 1


class Odd(Root):
    """What super() must not take for the usual."""

    def rebound(self, other):
        self = other
        return super().area()

    def of_class(self, cls):
        return super(cls, self).area()

    @classmethod
    def by_class(cls):
        return super().__name__ if hasattr(super(), "__name__") else cls.__name__

    @staticmethod
    def static(x):
        return super(Odd, x).area()

    def missing(self):
        return super().nothing()

    def wrong_count(self):
        return super().area(1, 2)


class Vector:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def length(self):
        return sqrt(self.x * self.x + self.y * self.y)

    def angle(self):
        return atan2(self.y, self.x)

    def cell(self):
        return floor(self.x), math.ceil(self.y), math.trunc(self.x)

    def logs(self):
        return log(self.x), math.log2(self.y), math.log10(self.x)

    def round_trip(self):
        return math.degrees(math.radians(self.x)), math.pow(self.x, self.y)

    def rest(self):
        return math.fmod(self.x, self.y), math.copysign(self.x, -self.y)


class Weird:
    def __float__(self):
        print("float asked")
        return 2.25

    def __floor__(self):
        print("floor asked")
        return "the floor"

    def __mul__(self, other):
        return 6.25

    def __lt__(self, other):
        return False


class Sizes:
    def __init__(self, n):
        self.n = n

    @classmethod
    def of(cls, n):
        return cls(n)

    @staticmethod
    def clamp(n):
        return n if n < 100 else 100

    def grown(self, by):
        return self.n + by

    def all(self, i):
        return Sizes.clamp(self.n + i) + self.clamp(i) + Sizes.of(i).n + Sizes.grown(self, 2) + self.grown(3)


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        places = [(s.name, s.lineno, s.line) for s in traceback.extract_tb(e.__traceback__)]
        return type(e).__name__, str(e), places


def areas(shapes, n):
    s = 0
    for i in range(n):
        s += shapes[i % len(shapes)].area()
    return s


def inherited(n):
    shapes = [Root(), Left("left", 1), Right("right"), Both("both")]
    print(areas(shapes, n), [vars(s) for s in shapes])
    for s in shapes:
        print(s.describe("text", "more"), attempt(s.fails, 0), attempt(s.fails, -3))
    old = Root.area
    Root.area = lambda self: 100
    print(areas(shapes, n))
    Root.area = staticmethod(lambda *args: len(args))
    print(areas(shapes, n))
    Root.area = classmethod(lambda cls: len(cls.__name__))
    print(areas(shapes, n))
    Root.area = old
    print(areas(shapes, n))
    Right.area = lambda self: 1
    print(areas(shapes, n))
    del Right.area
    print(areas(shapes, n))
    shapes[3].__class__ = Left
    print(areas(shapes, n))
    Left.__bases__ = (Right,)
    print(areas(shapes, n))
    Left.__bases__ = (Root,)
    print(areas(shapes, n))
    print(attempt(Left, "only"), attempt(Right), attempt(Both))
    print(attempt(Left.area, 3), attempt(Right.area, object()))


def odd(n):
    o, root = Odd(), Root("other")
    for i in range(n):
        o.of_class(Odd)
        Odd.static(o)
    print(attempt(o.rebound, o), attempt(o.rebound, root), attempt(o.of_class, Root), attempt(o.of_class, 3), attempt(o.of_class, Left))
    print(Odd.by_class(), attempt(Odd.static, o), attempt(Odd.static, Odd), attempt(Odd.static, 1))
    print(attempt(o.missing), attempt(o.wrong_count))


def replaced(n):
    global super, sqrt, Root
    shapes = [Left("left", 1), Both("both")]
    before = areas(shapes, n)

    class other:
        def __init__(self, *args):
            pass

        def area(self):
            return 1000

    super = other
    during = areas(shapes, n)
    del super
    print(before, during, areas(shapes, n))
    v = Vector(3.0, 4.0)
    of_math, sqrt = sqrt, lambda x: -x
    print(lengths(v, n))
    sqrt = of_math
    print(lengths(v, n))
    old, math.ceil = math.ceil, lambda x: "ceiling"
    print(v.cell())
    math.ceil = old
    print(v.cell())


def lengths(v, n):
    s = 0
    for i in range(n):
        s += v.length()
    return s


def cells(vectors, n):
    s = 0
    for i in range(n):
        a, b, c = vectors[i % len(vectors)].cell()
        s += a + b + c
    return s


def of_math(n):
    vectors = [Vector(1.5, 2.5), Vector(-1.5, -2.5), Vector(0.0, -0.0), Vector(1e18, 4e18)]
    print(cells(vectors, n), lengths(vectors[0], n))
    inf, nan = float("inf"), float("nan")
    for x in (0.0, -0.0, 1.0, -1.5, 2, 0, -3, True, 1 << 70, 1e300, -1e300, 2.0**61, 2.0**62, 2.0**63, inf, -inf, nan, "x", None, Weird()):
        v = Vector(x, 2.0)
        w = Vector(2.0, x)
        for method in (Vector.length, Vector.angle, Vector.cell, Vector.logs, Vector.round_trip, Vector.rest):
            print(method.__name__, attempt(method, v), attempt(method, w))
    print(math.floor(True), floor(7), ceil(7))


def in_loops(n):
    s, t = 0.0, 0
    for i in range(1, n):
        s += math.asin(1 / i) + math.acos(1 / i) + math.tanh(i) + math.log2(i) + math.atan2(i, 3) + math.pow(i, 0.5)
        t += floor(i / 3) + math.ceil(i / 7) - math.trunc(-i / 2)
    print(repr(s), t)
    for x in (-1.0, 2.0, 1e308, float("nan")):
        print(attempt(loop_of, x, n), attempt(loop_down, x, n))


def loop_of(x, n):
    s = 0.0
    for i in range(n):
        s += math.acos(x) + math.exp(x)
    return repr(s)


def loop_down(x, n):
    s = 0
    for i in range(n):
        s += floor(x) + i
    return s


def sizes(s, n):
    total = 0
    for i in range(n):
        total += s.all(i)
    return total


def by_class(n):
    s = Sizes(4)
    print(sizes(s, n))
    old = Sizes.__dict__["clamp"]
    Sizes.clamp = lambda *args: -len(args)
    print(sizes(s, n))
    Sizes.clamp = classmethod(lambda cls, n: len(cls.__name__))
    print(sizes(s, n))
    Sizes.clamp = old
    s.clamp = lambda n: 7
    print(sizes(s, n))
    del s.clamp
    s.grown = lambda by: by
    print(sizes(s, n))
    of = Sizes.__dict__["of"]
    Sizes.of = staticmethod(Sizes)
    print(sizes(s, n), attempt(Sizes.grown), attempt(Sizes.grown, s), attempt(Sizes.grown, 1, 2))
    Sizes.of = of
    print(sizes(s, n))


def main(n):
    by_class(n)
    inherited(n)
    odd(n)
    replaced(n)
    of_math(n)
    in_loops(n)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
