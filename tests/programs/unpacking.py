# bench: 570000
# kind: object
"""Unpacking in every shape: targets, starred, nested, swaps, in calls and displays, in for and with, from odd iterables."""
import sys


class Pair:
    def __init__(self, *items):
        self.items = items

    def __iter__(self):
        print("iter", end=" ")
        return iter(self.items)


class Old:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i * 10


class Box:
    pass


def rotate(a, b, c):
    a, b, c = b, c, a
    return a, b, c


def swaps(n):
    x, y, z, w = 1, 2, 3, 4
    data = [0, 1, 2]
    for i in range(n):
        x, y = y, x + y & 0xFFFF
        z, w, x = w, x, z
        data[i % 3], data[(i + 1) % 3] = data[(i + 1) % 3], data[i % 3]
        (a, b), *c = (i, i + 1), z, w
        x ^= a + b + c[0] + c[-1]
        first, *_, last = data
        y += first - last
        for k, (p, q) in ((0, (1, 2)), (3, (4, i))):
            x += k * p - q
    return x, y, z, w, data


def order():
    log = []

    class Rec(list):
        def __setitem__(self, i, v):
            log.append(("set", i, v))
            super().__setitem__(i, v)

    def at(i):
        log.append(("index", i))
        return i
    r = Rec([0, 0, 0])
    r[at(0)], r[at(1)], *r[at(2):] = [log.append("value"), 2, 3, 4][1:]
    i = 0
    i, r[i] = 2, "after"
    return log, list(r)


def errors():
    cases = [(1,), (1, 2, 3), [], "ab", {1: 2, 3: 4}, 5, None, range(2), Pair(1, 2), Pair(1), Old()]
    for case in cases:
        for shape in ("a, b = case", "a, *b = case", "*a, b, c = case", "(a, b), c = case", "[*a] = case"):
            a = b = c = None
            scope = {"case": case}
            try:
                exec(shape, scope)
                print(shape, {k: scope[k] for k in "abc" if k in scope}, end="; ")
            except (TypeError, ValueError) as e:
                print(shape, "!!", e, end="; ")
        print()


def main(size):
    print(rotate(1, 2, 3), swaps(size))
    print(order())
    errors()
    box = Box()
    box.a, box.b, d = Pair(1, [2, 3], {"k": 4})
    (box.c, *d["rest"]), [e, [f, *g]], h = box.b, (5, (6, 7, 8)), "str"
    print(vars(box), d, e, f, g, h)
    a = b = c = []
    a += [1]
    print(a, b is c, [*Pair(1, 2), *"ab", *{3: 4}, *Old()], (*range(3),), {*[1, 2], *(2, 3)}, {**{"a": 1}, "b": 2, **{"a": 3}})
    print(*Pair("x", "y"), *[1, 2], sep="/")
    for i, (x, *y) in enumerate([(1, 2, 3), "abc", [9]]):
        print(i, x, y)
    x, y = y, x = 1, 2
    print(x, y, [(p, q) for p, (q, _) in zip("ab", [(1, 2), (3, 4)])])
    big = tuple(range(300))
    (a0, *mid, a299) = big
    print(a0, len(mid), a299, big[5:10:2], big[-3:], [*big[::100]])
    try:
        {**3}
    except TypeError as e:
        print(e)
    try:
        [*3]
    except TypeError as e:
        print(e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
