# opt: -O2
# kind: attribute
"""Attributes, methods and globals that change under the places that read them."""
import builtins
import sys
import types


class Point:
    kind = "point"

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def norm(self):
        return self.x * self.x + self.y * self.y

    @property
    def total(self):
        return self.x + self.y

    @classmethod
    def origin(cls):
        return cls(0, 0)

    @staticmethod
    def unit():
        return 1


class Slotted:
    __slots__ = ("a", "b")


class Lazy:
    def __getattr__(self, name):
        if name == "missing":
            raise AttributeError("no " + name)
        return "lazy " + name


class Meta(type):
    @property
    def label(cls):
        return "label of " + cls.__name__

    def make(cls):
        return cls


class Made(metaclass=Meta):
    value = 1


class Broken:
    @property
    def attr(self):
        raise AttributeError("from the property")


def read(o):
    out = []
    for get in (
        lambda: o.x,
        lambda: o.kind,
        lambda: o.norm(),
        lambda: o.total,
        lambda: o.unit(),
        lambda: o.a,
        lambda: o.attr,
        lambda: o.missing,
    ):
        try:
            out.append(get())
        except (AttributeError, TypeError) as e:
            out.append(f"<{e}>")
    return out


def store(o, value):
    try:
        o.x = value
        o.a = value
    except AttributeError as e:
        return str(e)
    return "stored"


def glob():
    return counter, len("abc")


counter = 0


def main(size):
    global counter
    points = [Point(i, i + 1) for i in range(4)]
    s = Slotted()
    for step in range(size):
        p = points[step % 4]
        print(step, read(p)[:5], store(p, step))
        if step == 3:
            Point.kind = "changed"
        if step == 4:
            p.norm = lambda: "own norm"
            p.kind = "own kind"
        if step == 5:
            Point.norm = lambda self: -1
        if step == 6:
            p.__dict__ = {"y": 5, "x": 7}
        if step == 7:
            Point.total = 9
        if step == 8:
            del p.x
        if step == 9:
            Point.x = property(lambda self: "data descriptor")
        if step == 10:
            del Point.x
            p.__class__ = Lazy
        if step == 11:
            Point.kind = classmethod(lambda cls: cls.__name__)
            print(p.kind)
        counter += 1
        print(glob())
    print(read(s), store(s, 5), read(s)[5])
    for i in range(3):
        s.a = i
        if i == 1:
            del s.a
        try:
            print(s.a)
        except (AttributeError, TypeError) as e:
            print("slot:", e)
    print(read(Lazy()), read(Broken()))
    for i in range(4):
        print(Made.label, Made.value, Made.make() is Made, Point.unit(), Point.origin().x)
        Made.value += i
        if i == 2:
            Meta.label = property(lambda cls: "new label")
    module = types.ModuleType("m")
    module.f = lambda: "f"
    for i in range(4):
        print(module.f(), module.__name__)
        module.f = lambda i=i: i
    saved = builtins.len
    for i in range(4):
        if i == 1:
            builtins.len = lambda x: "patched"
        if i == 2:
            globals()["len"] = lambda x: "global"
        if i == 3:
            builtins.len = saved
            del globals()["len"]
        print(glob())
    for o in (1, "s", [1], {}, 2.0, (1,), {1}, b"x", None, print, Point, sys):
        for i in range(2):
            print(type(o.__class__).__name__, o.__doc__ is None, end=" ")
    print()
    big = Point(1, 2)
    for i in range(40):
        setattr(big, f"n{i}", i)
        if i % 10 == 0:
            print(big.norm(), big.x, big.y, getattr(big, f"n{i}"))
    other = Point(3, 4)
    print(other.norm(), other.x, vars(other))


class Job:
    state = "pending"

    def __init__(self, dict_of_its_own):
        if dict_of_its_own:
            self.__dict__ = {"other": 1}

    def is_done(self):
        return self.state != "pending"


def shadow():
    """Some instances have what the class has too, and the first one read has a dict that the others do not share."""
    done = Job(False)
    done.state = "done"
    print(Job(True).is_done(), Job(True).is_done(), done.is_done())
    for dict_of_its_own in (False, True, False, True):
        job = Job(dict_of_its_own)
        before = job.is_done()
        job.state = "done"
        print(before, job.is_done())


if __name__ == "__main__":
    shadow()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 14)
