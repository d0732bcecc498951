# opt: -O2
# bench: 1000000
# kind: object
# bar: 1.5
"""Classes that are compared and hashed by tuples of their fields, as data classes are: the tuples need not be made, which nobody may notice."""

import gc
import sys
from dataclasses import dataclass


class Version:
    def __init__(self, major, minor, tag):
        self.major = major
        self.minor = minor
        self.tag = tag

    def __lt__(self, other):
        return (self.major, self.minor, self.tag) < (other.major, other.minor, other.tag)

    def __le__(self, other):
        return (self.major, self.minor, self.tag) <= (other.major, other.minor, other.tag)

    def __gt__(self, other):
        return (self.major, self.minor, self.tag) > (other.major, other.minor, other.tag)

    def __ge__(self, other):
        return (self.major, self.minor, self.tag) >= (other.major, other.minor, other.tag)

    def __eq__(self, other):
        return (self.major, self.minor, self.tag) == (other.major, other.minor, other.tag)

    def __ne__(self, other):
        return (self.major, self.minor, self.tag) != (other.major, other.minor, other.tag)

    def __hash__(self):
        return hash((self.major, self.minor, self.tag))

    def __repr__(self):
        return f"v{self.major}.{self.minor}{self.tag}"


@dataclass(order=True, frozen=True)
class Point:
    x: int
    y: float


class Loud:
    """Says what is asked of it."""

    def __init__(self, name, equal=True):
        self.name = name
        self.equal = equal

    def __eq__(self, other):
        print("==", self.name, getattr(other, "name", other))
        return self.equal

    def __lt__(self, other):
        print("<", self.name, getattr(other, "name", other))
        return self.name < other.name

    def __gt__(self, other):
        print(">", self.name, getattr(other, "name", other))
        return self.name > other.name

    def __hash__(self):
        print("hash", self.name)
        return len(self.name)


class Wrong:
    def __eq__(self, other):
        raise ValueError("not to be compared")

    __lt__ = __gt__ = __le__ = __ge__ = __hash__ = __eq__


class Ends:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)

    def __eq__(self, other):
        return True

    def __lt__(self, other):
        return False

    __hash__ = object.__hash__


class Maker:
    """Its fields are made when they are asked for."""

    @property
    def major(self):
        return Ends("major")

    minor = property(lambda self: Ends("minor"))
    tag = ""


def less(a, b):
    return a < b


def same(a, b):
    return a == b


def hashed(a):
    return hash(a)


def all_ways(a, b):
    return a < b, a <= b, a > b, a >= b, a == b, a != b


def tried(function, *args):
    try:
        return function(*args)
    except Exception as error:
        trace, lines = error.__traceback__, []
        while trace:
            lines.append((trace.tb_frame.f_code.co_name, trace.tb_lineno))
            trace = trace.tb_next
        return type(error).__name__, str(error), lines


def nasty():
    nan = float("nan")
    fields = [0, 1, -1, 2.5, 1.0, nan, 10**30, -(10**30), "", "a", "ab", "é", None, True, (1, 2), (1, 2.0), (1, (2, "x")), [1], b"x", 2**60, 1j]
    for a in fields:
        print(a, [tried(all_ways, Version(1, 2, a), Version(1, 2, b)) for b in fields])
    print(all_ways(Version(1, nan, 2), Version(1, nan, 3)), all_ways(Version(nan, 1, 1), Version(float("nan"), 0, 0)))
    print([tried(hashed, Version(1, a, "t")) == tried(hash, (1, a, "t")) for a in fields if a == a])
    a, b = Loud("a"), Loud("bb", False)
    for pair in ((Version(1, a, 2), Version(1, b, 3)), (Version(b, a, 2), Version(a, b, 3)), (Version(a, 1, b), Version(a, 1, b))):
        print(tried(all_ways, *pair))
    print(hashed(Version(a, 1, b)) == hash((a, 1, b)))
    for pair in ((Version(1, Wrong(), 2), Version(1, Wrong(), 3)), (Version(0, Wrong(), 2), Version(1, Wrong(), 3))):
        for way in (less, same):
            print(tried(way, *pair))
    print(tried(hashed, Version(1, Wrong(), 2)), tried(hashed, Version(1, [], 2)))
    print(tried(less, Version(1, 2, 3), 5), tried(less, Version(1, 2, 3), Version(1, 2, "x")))
    print(tried(Version.__eq__, Maker(), Version(1, 2, "")))
    print(tried(Version.__hash__, Maker()) is not None)


def deep(n):
    """At the limit of recursion comparisons say so, where the interpreter does."""
    if n == 0:
        return Version(1, 2, "a") < Version(1, 2, "b"), Version(1, 2, "a") == Version(1, 2, "b"), hash(Version(1, 2, "a")) != 0
    return deep(n - 1)


def limits():
    found = []
    for n in range(60, 120):
        try:
            found.append(deep(n))
        except RecursionError as error:
            found.append(str(error))
    return found


def collections(n):
    """Where making the tuples would start a collection they are made."""
    started = []
    gc.callbacks.append(lambda phase, info: started.append(phase))
    a, b = Version(1, 2, "a"), Version(1, 2, "b")
    kept = []
    gc.set_threshold(7)
    for i in range(n):
        kept.append([i])
        if a < b and a != b:
            kept.append([hash(a) == hash(b)])
    gc.set_threshold(700)
    gc.callbacks.clear()
    return len(started) > 100, len(kept)


def main(size):
    rows = [Version(i * 7 % 5, i * 3 % 11, "abc"[i % 3]) for i in range(40)]
    total = 0
    for i in range(size // 40):
        best = rows[0]
        for v in rows:
            if v < best or v == best:
                best = v
        table = {}
        for v in rows:
            table[v] = table.get(v, 0) + 1
        total += len(table) + best.minor
    points = [Point(i % 9, i / 4) for i in range(50)]
    print(total, sorted(rows)[:5], max(rows), sorted(points)[:3], len({*points}), Point(1, 2.0) in points)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(int(sys.argv[1]))
    else:
        main(2000)
        for _ in range(3):
            nasty()
        sys.setrecursionlimit(110)
        print(limits())
        sys.setrecursionlimit(1000)
        print(collections(300))
