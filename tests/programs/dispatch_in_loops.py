# opt: -O2
"""Loops that call methods of many classes, make instances and call functions that are values: what they leave, raise, hold and let go."""
import sys


class Shape:
    def area(self):
        return 0

    def named(self, prefix):
        return prefix + type(self).__name__


class Square(Shape):
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side


class Rect(Shape):
    def __init__(self, a, b):
        self.a, self.b = a, b

    def area(self):
        return self.a * self.b


class Circle(Shape):
    def __init__(self, r):
        self.r = r

    def area(self):
        return 3 * self.r * self.r


class Odd(Shape):
    """Its area is looked up by the frame that asks, or raises."""

    def area(self):
        f = sys._getframe(1)
        return len(f.f_code.co_name) + f.f_locals["total"] % 10


class Wrong(Shape):
    def area(self):
        raise ValueError("no area")


class Slotted:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def area(self):
        return self.x + self.y


class Loud:
    def __init__(self, n):
        self.n = n
        if n == 3:
            raise KeyError(n)

    def __del__(self):
        ENDS.append(self.n)


ENDS = []


def areas(shapes, rounds):
    total = 0
    for _ in range(rounds):
        for s in shapes:
            total += s.area()
    return total


def careful(shapes):
    total = 0
    for s in shapes:
        try:
            total += s.area()
        except ValueError as e:
            total += len(str(e))
    return total


def made(n):
    total = 0
    for i in range(n):
        p = Slotted(i, 1)
        total += p.x + p.y
        q = Square(i & 3)
        total += q.area()
    return total


def loud(n):
    got = 0
    for i in range(n):
        try:
            o = Loud(i)
            got += o.n
        except KeyError:
            got += 100
    return got


def values(fs, n):
    total = 0
    f = fs[0]

    def own(x):
        return x + n

    for i in range(n):
        total += own(i) + CALLED(i)
        f = fs[i % len(fs)]
        total += f(i)
    return total


def CALLED(x):
    return x * 2


def deep(n):
    def down(k):
        total = 0
        for _ in range(1):
            total += Node(k).depth(k)
        return total

    class Node:
        def __init__(self, k):
            self.k = k

        def depth(self, k):
            return 1 + (down(k - 1) if k else 0)
    return down(n)


class Endless:
    def __init__(self, n):
        self.n = n
        for i in range(n, n + 1):
            Endless(i + 1)


def levels():
    """How deep a call of a class goes, to the level."""
    seen = []
    limit = sys.getrecursionlimit()
    for extra in (0, 1, 2):
        sys.setrecursionlimit(120 + extra)
        try:
            Endless(0)
        except RecursionError as e:
            n, tb = 0, e.__traceback__
            while tb is not None:
                n, tb = n + 1, tb.tb_next
            seen.append(n)
        finally:
            sys.setrecursionlimit(limit)
    return seen


def traced(shapes):
    events = []

    def tracer(frame, event, arg):
        events.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer
    sys.settrace(tracer)
    areas(shapes, 1)
    made(2)
    sys.settrace(None)
    return len(events), events[:12]


def main(size):
    shapes = [Square(2), Rect(2, 3), Circle(1), Slotted(5, 6)]
    print(areas(shapes, size))
    print(areas(shapes * 2 + [Odd()], size // 10 + 2))
    print(careful(shapes + [Wrong()] + shapes))
    try:
        areas(shapes + [Wrong()], 3)
    except ValueError as e:
        tb = e.__traceback__.tb_next
        print(e, tb.tb_frame.f_code.co_name, sorted(k for k in tb.tb_frame.f_locals), tb.tb_next.tb_frame.f_locals["self"].named("a "))
    print(made(size))
    print(loud(6), ENDS)
    print(values([CALLED, abs, lambda x: x + 1, int], size // 4 + 10))
    print(deep(20))
    print(levels())
    print(traced(shapes))
    Rect.area = lambda self: "r"
    try:
        areas(shapes, 2)
    except TypeError as e:
        print(e)
    shapes[1].area = lambda: 40
    print(areas(shapes, 2))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
