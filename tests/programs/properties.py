# bench: 160000
# kind: attribute
# opt: -O0 -O2
"""Properties read by small functions and methods: inherited, overridden, with setters, on classes with slots and with __getattr__, of objects that end with it,
getters that look at frames, raise or recur, and classes that change while the program runs."""
import sys


class Tokens:
    def __init__(self, items):
        self.items, self.at = items, 0

    @property
    def current(self):
        return self.items[self.at]

    @property
    def done(self):
        return self.at >= len(self.items)

    def accept(self, *wanted):
        if not self.done and self.current in wanted:
            self.at += 1
            return True
        return False


class Shape:
    __slots__ = ("w", "h")

    def __init__(self, w, h):
        self.w, self.h = w, h

    @property
    def area(self):
        return self.w * self.h

    @area.setter
    def area(self, value):
        self.w = value / self.h

    @property
    def ratio(self):
        return self.w / self.h

    def twice(self):
        return self.area + self.area


class Square(Shape):
    @property
    def area(self):
        return super().area + 0.5


class Falls:
    @property
    def area(self):
        raise AttributeError("hidden")

    def __getattr__(self, name):
        return f"fallen {name}"


class Dies:
    def __init__(self, name):
        self.name = name

    @property
    def label(self):
        return "label of " + self.name

    @property
    def where(self):
        names, f = [], sys._getframe()
        while f is not None and len(names) < 4:
            names.append(f.f_code.co_name)
            f = f.f_back
        return names

    def __del__(self):
        print("gone", self.name, sys._getframe(1).f_code.co_name)


class Deep:
    def __init__(self, n):
        self.n = n

    @property
    def sum(self):
        return self.n if self.n == 0 else self.n + Deep(self.n - 1).sum

    @property
    def endless(self):
        return self.endless


class Named:
    def __init__(self):
        self.label = "attribute"


def area(o):
    return o.area


def ratio(o):
    return o.ratio


def label(o):
    return o.label


def of_new(name):
    return Dies(name).label


def where(o):
    return o.where


def of_sum(n):
    return Deep(n).sum


def endless(o):
    return o.endless


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        tb, names = e.__traceback__, []
        while tb is not None:
            names.append(f"{tb.tb_frame.f_code.co_name}:{tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno}")
            tb = tb.tb_next
        return f"{type(e).__name__}: {e} {names[1:4]}"


def changed():
    seen, s = [], Shape(2, 3)
    old = Shape.area
    for i in range(6):
        if i == 2:
            Shape.area = property(lambda self: "other")
        if i == 3:
            Shape.area = "no property"
        if i == 4:
            del Shape.area
        if i == 5:
            Shape.area = old
        seen.append((attempt(area, s), attempt(s.twice)))
    prop = property(lambda self: "first")
    Shape.area = prop
    seen.append(area(s))
    prop.__init__(lambda self: "second")
    seen.append(area(s))
    Shape.area = old
    print(seen)


def main(size):
    for o in (Shape(2, 3), Square(2, 3), Falls(), 5, None, Shape):
        print(type(o).__name__, attempt(area, o) if o is not Shape else isinstance(area(o), property), attempt(ratio, o) if o is not Shape else "")
    s = Shape(2, 0)
    print(attempt(ratio, s), attempt(label, Named()), of_new("new"), label(Dies("at once")), where(Dies("seen")), of_sum(20), attempt(of_sum, -1)[:30])
    print(attempt(endless, Deep(1))[:60])
    changed()
    s, q, t = Shape(2, 3), Square(3, 4), 0
    for i in range(size):
        s.area = i % 50
        t += area(s) + s.twice() + ratio(q) + area(q) + q.twice()
        tokens = Tokens([i % 3, 1, 2])
        while tokens.accept(1, 2) or tokens.accept(0):
            t += 1
        if i % 40 == 0:
            t += of_sum(5) + len(label(Named()))
    print(t)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
