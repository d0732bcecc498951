# opt: -O2
"""Calls in loops that leave arguments to their defaults or name them, of functions, methods and classes; defaults that change; calls that do not fit."""
import sys


class Item:
    def __init__(self, x, y=2, z=None):
        self.x, self.y, self.z = x, y, z

    def scale(self, k=2):
        return self.x * k

    def placed(self, x, y=1, z=0):
        return x * 100 + y * 10 + z


class Loud:
    ended = []

    def __init__(self, n):
        self.n = n

    def __del__(self):
        Loud.ended.append((self.n, sys._getframe(1).f_code.co_name, sys._getframe(1).f_lineno))


def area(w, h=3, d=1):
    return w * h * d


def three(a, b=2, c=3):
    return a * 100 + b * 10 + c


def number_of(loud, other=None, more=5):
    return loud.n + more


def counted(o, other=None):
    return sys.getrefcount(o), sys.getrefcount(other)


def defaults(n):
    q, k = Item(3), 0
    for i in range(n):
        k += Item(i).y + q.scale() + q.scale(3) + area(i) + area(i, 2)
    return k


def keywords(n):
    q, k = Item(0), 0
    for i in range(n):
        k += three(i, c=1) + three(b=i, a=1) + three(1, 2, c=i) + q.placed(i, z=3) + q.placed(y=i, x=2)
    return k


def inner(n):
    def f(a, b=2):
        return a + b

    k = 0
    for i in range(n):
        k += f(i) + f(i, b=3)
    return k


def changing(n):
    k = 0
    for i in range(n):
        if i == n // 2:
            area.__defaults__ = (5, 7)
            Item.__init__.__defaults__ = (9, 9)
            Item.scale.__defaults__ = (4,)
        k += area(i) + Item(i).y + Item(1).scale()
    area.__defaults__ = None
    Item.__init__.__defaults__ = (2, None)
    Item.scale.__defaults__ = (2,)
    try:
        for i in range(n):
            k += area(i)
    except TypeError as e:
        print(e)
    area.__defaults__ = (3, 1)
    return k


def unfit(n):
    out = set()
    for i in range(n):
        for f in (lambda: three(1, a=2), lambda: three(1, q=2), lambda: three(b=2), lambda: three(1, 2, 3, c=4)):
            try:
                f()
            except TypeError as e:
                out.add(str(e))
    try:
        for i in range(n):
            three(i, q=2)
    except TypeError as e:
        out.add(str(e))
    return sorted(out)


def endings(n):
    k = 0
    for i in range(n):
        k += number_of(Loud(i))
        k += number_of(Loud(i), more=1)
        k += number_of(
            more=2, loud=Loud(i)
        )
    return k, len(Loud.ended), sorted({e[1:] for e in Loud.ended}), Loud.ended[:4]


def references(n):
    out, a = set(), Loud(1)
    for i in range(n):
        out.add((counted(a, other=Item(1)), counted(Item(2), a), counted(other=Item(3), o=a), counted(Item(1), Item(2))))
    return out


def main(size):
    for f in (defaults, keywords, inner, changing, unfit, endings, references):
        print(f.__name__, f(size))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
