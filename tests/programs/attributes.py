# bench: 500000
# kind: attribute
# bar: 6
"""Attribute and method loops: instance dict, slots, class attributes, properties, inherited and bound methods."""
import sys


class Counter:
    step = 1

    def __init__(self):
        self.count = 0
        self.total = 0

    def bump(self):
        self.count += self.step

    def add(self, n):
        self.total += n
        return self

    @property
    def mean(self):
        return self.total / self.count if self.count else 0.0

    @mean.setter
    def mean(self, value):
        self.total = value * self.count

    @staticmethod
    def clamp(n):
        return n if n < 100 else 100

    @classmethod
    def stepped(cls, step):
        new = cls()
        new.step = step
        return new


class Twice(Counter):
    def bump(self):
        super().bump()
        super().bump()


class Point:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def move(self, dx, dy):
        self.x += dx
        self.y += dy

    def norm1(self):
        return abs(self.x) + abs(self.y)


class Chain:
    def __init__(self, next_=None):
        self.next = next_
        self.value = 1


def fields(n):
    c = Counter()
    for _ in range(n):
        c.count = c.count + 2
        c.total = c.total + c.count
    return c.count, c.total


def methods(n):
    counters = [Counter(), Twice(), Counter.stepped(5)]
    for i in range(n):
        c = counters[i % 3]
        c.bump()
        c.add(i).add(-1)
    return [(c.count, c.total, round(c.mean, 6)) for c in counters]


def slots(n):
    p = Point(0, 0)
    s = 0
    for i in range(n):
        p.move(i & 3, -1)
        s += p.norm1()
    return p.x, p.y, s


def bound(n):
    c = Counter()
    bump, clamp, items = c.bump, Counter.clamp, []
    push = items.append
    for i in range(n):
        bump()
        push(clamp(i))
    return c.count, sum(items)


def chain(n):
    head = None
    for _ in range(20):
        head = Chain(head)
    s = 0
    for _ in range(n // 20):
        node = head
        while node is not None:
            s += node.value
            node = node.next
    return s


def shapes_differ(n):
    things = []
    for i in range(6):
        t = Counter()
        if i % 2:
            t.extra = i
        if i % 3:
            t.step = i
        things.append(t)
    for i in range(n // 4):
        t = things[i % 6]
        t.bump()
        if i == n // 8:
            Counter.step = 3
    Counter.step = 1
    return [t.count for t in things]


def main(size):
    print("fields", fields(size))
    print("methods", methods(size))
    print("slots", slots(size))
    print("bound", bound(size))
    print("chain", chain(size))
    print("shapes", shapes_differ(size))
    c = Counter()
    c.bump()
    c.mean = 12.5
    print(c.total, vars(c), hasattr(c, "step"), "step" in vars(c))
    for name in ("missing", "mean"):
        try:
            delattr(c, name)
        except AttributeError as e:
            print(type(e).__name__, e)
    try:
        Point(1, 2).z = 3
    except AttributeError as e:
        print(e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4000)
