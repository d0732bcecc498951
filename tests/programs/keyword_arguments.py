# bench: 30000
# kind: call
# opt: -O0 -O2
"""Calls with keywords and defaults among small functions, methods and classes: parameters that only keywords name, dicts of the others, many arguments, what
does not fit, defaults that change, and when arguments end."""
import sys


def area(w, h=2, scale=1):
    return w * h * scale


def area_of(w):
    return area(w)


def area_by_name(w):
    return area(scale=3, w=w)


def area_bad(w):
    return area(w, depth=1)


def area_twice(w):
    return area(w, w=1)


def area_many(w):
    return area(w, 1, 2, 3)


def only(a, /, b=1, *, c, d=4):
    return a, b, c, d


def only_c(x):
    return only(x, c=5)


def only_dc(x):
    return only(x, d=6, c=7)


def only_missing(x):
    return only(x, d=6)


def only_position(x):
    return only(a=x, c=1)


def rest(a, *items, key=0, **options):
    return len(items) + key + options.get("more", 10) + a


def rest_plain(x):
    return rest(x)


def rest_all(x):
    return rest(x, 2, 3, key=x, more=5)


def rest_order(x):
    return rest(x, more=5, key=x)


def many(a, b, c, d, e, f, g=7, h=8):
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h


def many_by_name(x):
    return many(x, 1, 2, 3, f=x, e=5)


def many_all(x):
    return many(x, 1, 2, 3, 4, 5, 6, x)


class Point:
    def __init__(self, x=0, y=0, *, name="p"):
        self.x, self.y, self.name = x, y, name

    def moved(self, dx=0, dy=0):
        return Point(x=self.x + dx, y=self.y + dy, name=self.name)

    def total(self, *, twice=False):
        return (self.x + self.y) * (2 if twice else 1)


class Deep(Point):
    def __init__(self, x, z=1, **options):
        super().__init__(x, name="deep", **options)
        self.z = z

    def total(self, *, twice=False):
        return super().total(twice=twice) + self.z


def move(p, n):
    return p.moved(dy=n)


def total_of(p):
    return p.total(twice=True)


def bound(p):
    return p.total


def call_bound(f):
    return f(twice=True)


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        ended.append((self.name, sys._getframe(1).f_code.co_name))


ended = []


def takes(a=None, b=None, *, c=None):
    return 1


def ends_in_order():
    return takes(a=Dies("a"), b=Dies("b"), c=Dies("c"))


def ends_out_of_order():
    return takes(c=Dies("c"), b=Dies("b"), a=Dies("a"))


def pick(f):
    return f(b=Dies("b"), a=Dies("a"))


def keep(a, b):
    return a


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def show():
    for fn in (area_of, area_by_name, area_bad, area_twice, area_many, only_c, only_dc, only_missing, only_position, rest_plain, rest_all, rest_order, many_by_name, many_all):
        print(fn.__name__, [attempt(fn, x) for x in (1, 2.5, "s", None)])
    for p in (Point(), Point(1, 2, name="q"), Deep(3), Deep(3, z=4)):
        q = move(p, 5)
        print(q.x, q.y, q.name, total_of(p), call_bound(bound(p)), attempt(call_bound, p.moved))
    for fn in (ends_in_order, ends_out_of_order):
        ended.clear()
        fn()
        print(fn.__name__, ended)
    for fn in (takes, keep, lambda b, a: None, lambda *, a, b: a, lambda **kw: kw):
        ended.clear()
        result = pick(fn)
        print(type(result).__name__, ended)
        del result
        print(ended)


def main(size):
    show()
    kept = area.__defaults__, only.__kwdefaults__
    area.__defaults__ = (3, 4)
    only.__kwdefaults__ = {"d": "new", "c": "given"}
    print(area_of(1), only_c(1), only_missing(1))
    area.__defaults__ = (5,)
    only.__kwdefaults__ = None
    print(attempt(area_of, 1), attempt(only_c, 1), attempt(area_by_name, 1))
    area.__defaults__, only.__kwdefaults__ = kept
    original = Point.moved
    Point.moved = lambda self, dy, *more: ("replaced", dy)
    print(attempt(move, Point(), 1))
    Point.moved = lambda self, **options: options
    print(attempt(move, Point(), 1))
    Point.moved = original
    total, p, d = 0, Point(), Deep(2)
    for i in range(size):
        p = p.moved(dx=1, dy=i % 3)
        total += area_of(i) + area_by_name(2) + only_c(i)[0] + rest_all(i) + many_by_name(i) + total_of(p) + total_of(d) + many_all(1) + rest_plain(i)
    print(total, p.x, p.y)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
