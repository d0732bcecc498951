# opt: -O2
# kind: call
"""Builtins and methods that compiled code calls by a short way, at the edges of what the short way does: kinds of arguments, errors, identity, order of
what runs, references, the limit of recursion."""
import gc
import sys


class Int(int):
    pass


class Text(str):
    pass


class Words(list):
    def append(self, item):
        super().append(item.upper())


class Proxy:
    """Says it is an int."""
    @property
    def __class__(self):
        return int


class Meta(type):
    def __instancecheck__(cls, o):
        print("instancecheck", cls.__name__)
        return o == 1


class Checked(metaclass=Meta):
    pass


class Sized:
    def __len__(self):
        return -1


def attempt(function, *args, **kwargs):
    try:
        return function(*args, **kwargs)
    except BaseException as e:
        return type(e).__name__, str(e), e.args, e.__context__


def lengths():
    for o in ([], [1], (1, 2), "abc", "\u20ac", b"ab", {1: 2}, {1}, range(5), Words("ab"), Text("xy")):
        print(len(o), end=" ")
    print(attempt(lambda: len(5)), attempt(lambda: len(Sized())), attempt(lambda: len()), attempt(lambda: len([], [])))


def instances():
    values = [1, True, 1.0, "a", None, Int(3), Proxy(), Text("t"), int, Checked()]
    for v in values:
        print(isinstance(v, int), isinstance(v, (str, int)), isinstance(v, object), isinstance(v, type), end=" ")
        print(isinstance(v, ((float, str), int)), isinstance(v, Checked), isinstance(v, int | str))
    print(attempt(lambda: isinstance(1, 5)), attempt(lambda: isinstance(1, (str, 5))), attempt(lambda: isinstance(1)))


def numbers():
    big = 1 << 100
    for v in (0, -1, 5, -300, 1 << 29, -(1 << 30), 1 << 59, -(1 << 60), big, -big, 1.5, -0.0, float("-inf"), True, 2j):
        print(abs(v), type(abs(v)).__name__, end=" ")
    x = 10 ** 5
    print(abs(x) is x, attempt(lambda: abs("a")))
    for v in (0.5, -0.5, 1.5, 2.5, -2.5, 0.49999999999999994, 4503599627370495.5, 4503599627370497.5, 9007199254740993.0, 1e300, -0.0, 2**70, True,
              Int(7), float("inf"), float("nan"), "a"):
        print(attempt(lambda: round(v)), type(attempt(lambda: round(v))).__name__, end=" ")
    print(round(x) is x, round(2.567, 2), round(-1234, -2), round(2.5, None), attempt(lambda: round()), attempt(lambda: round(1, 2, 3)))
    print(min(1, 2), min(2, 1), max(1, 2.0), max(2.0, 2), max(2, 2.0), min(True, 1), min("b", "a"), max(big, 1), min(big, 1e300))
    nan = float("nan")
    print(min(nan, 1), min(1, nan), max(nan, 1), max(1, nan), min(3, 1, 2), max(3, 1, 2), max([1, 5]), min((2,), default=3))
    print(min(2**53, float(2**53)), max(2**53 + 1, float(2**53)), attempt(lambda: min(1, "a")), attempt(lambda: min(1)), attempt(lambda: max()))


def characters():
    print([ord(c) for c in "a\u00e9\u20ac\U0001f600"], attempt(lambda: ord("")), attempt(lambda: ord("ab")), ord(b"a"), attempt(lambda: ord(5)))
    print([chr(i) for i in (0, 65, 127, 128, 255, 256, 0x1f600)], attempt(lambda: chr(-1)), attempt(lambda: chr(1 << 40)), chr(True))
    print(chr(65) is chr(65), chr(200) is chr(200))


def lists():
    a = []
    for i in range(40):
        a.append(i)
    while len(a) > 3:
        a.pop()
    print(a, a.pop(), a.pop(0), a.pop(-1), attempt(lambda: a.pop()), attempt(lambda: [1].pop(5)), attempt(lambda: [].append()))
    w = Words()
    w.append("a")
    list.append(w, "b")
    append = w.append
    append("c")
    print(w, w.pop(), [1, 2].append.__name__, attempt(lambda: list.append((), 1)))
    marker = object()
    before = sys.getrefcount(marker)
    held = []
    for _ in range(10):
        held.append(marker)
        held.pop()
        held.append(marker)
    print(sys.getrefcount(marker) - before)


def dicts():
    class Key:
        def __init__(self, n):
            self.n = n

        def __hash__(self):
            print("hash", end=" ")
            return hash(self.n)

        def __eq__(self, other):
            print("eq", end=" ")
            return self.n == other

    d = {"a": 1, 2: "two", None: 3, 1.5: 4, -1: 5, -2: 6, Key(7): 8}
    print([d.get(k) for k in ("a", 2, None, 1.5, -1, -2, 7, True, "zz", Text("a"), Int(2))])
    e, default = dict(d), []
    print(e.setdefault("a"), e.setdefault(2, 9), e.setdefault("new", default) is default, e.setdefault("none"), e.setdefault(-1, 5), e.setdefault(Text("a"), 6),
          e.setdefault(Int(2), 7), e.setdefault(1.5, 8), attempt(lambda: e.setdefault([])), attempt(lambda: e.setdefault()),
          attempt(lambda: e.setdefault(1, 2, 3)), e.setdefault("new"), {}.setdefault("only", 1), list(e.values()))
    print(sys.getrefcount(default))
    print(d.get("b", "default"), d.get(3, 4), attempt(lambda: d.get([])), attempt(lambda: d.get()), attempt(lambda: d.get(1, 2, 3)))


def strings():
    for s in ("", "abc", "caf\u00e9", "\u20ac100", "abcabc", Text("abc")):
        for p in ("", "a", "abc", "abcd", "\u00e9", "\u20ac", "c", ("x", "a"), Text("a")):
            print(s.startswith(p), s.endswith(p), end=" ")
            if isinstance(p, str):
                print(s.find(p), s.rfind(p), s.count(p), end=" ")
        print()
    print("abc".startswith("b", 1), "abc".find("c", 1, 2), "aXa".count("a", 1), attempt(lambda: "a".startswith(1)),
          attempt(lambda: "a".find(1)), attempt(lambda: "a".count()))


def generators():
    def count(n):
        for i in range(n):
            got = yield i
            if got is not None:
                print("got", got)
        return "end"

    g = count(3)
    print(next(g), next(g), g.send("x"), attempt(lambda: next(g)), attempt(lambda: next(g)), next(g, "default"), attempt(lambda: g.send(1)))
    print(attempt(lambda: count(1).send(5)), attempt(lambda: count(1).send()))

    def itself():
        yield attempt(lambda: next(me))
        yield attempt(lambda: me.send(None))
    me = itself()
    print(next(me), next(me))

    def failing():
        yield 1
        raise StopIteration("inner")
    f = failing()
    next(f)
    try:
        next(f)
    except RuntimeError as e:
        print(e, repr(e.__cause__))


def deep(n):
    return n if n == 0 else abs(deep(n - 1))


def recursion():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(150)
    try:
        low, high = 0, 400
        while low < high:
            middle = (low + high + 1) // 2
            try:
                deep(middle)
                low = middle
            except RecursionError:
                high = middle - 1

        def nested(n):
            yield n if n == 0 else next(nested(n - 1))

        def sent(n):
            yield n if n == 0 else sent(n - 1).send(None)
        for function in (nested, sent):
            found = 0
            for n in range(1, 160):
                try:
                    next(function(n))
                    found = n
                except RecursionError:
                    break
            print(found, end=" ")
        print(low)
    finally:
        sys.setrecursionlimit(limit)


def sums():
    """Numbers that only a local holds change where they are: nobody else may see it."""
    seen = []
    total, real = 1000, 1.5
    for i in range(5):
        total += i * 1000
        if i & 1:
            seen.append(total)
        total += 1
        real += i
        seen.append(real)
        real = real + 0.25
    kept = total
    total += 1
    print(seen, kept, total, real)
    x = 1 << 29
    for _ in range(5):
        x += x
        x += -3
    y = (1 << 59) + 5
    for _ in range(3):
        y += 1 << 59
        y += -(1 << 59) - 1
    z = 255
    z += 1
    z += 0
    print(x, y, z is 256 + 0 * len(seen))
    small = -4
    small += -1
    small += -1
    wide = 1 << 40
    wide += -(1 << 40) + 7
    print(small, wide, wide is 7 + 0 * len(seen))

    def inner(a, b=4000):
        a += b
        b += a
        return a, b
    argument = 5000
    print(inner(argument), argument, inner.__defaults__)

    def lazily(n):
        n += 1000
        while n < 7000:
            yield n
            n += 2000
    print(list(lazily(argument)), argument)


class Base:
    def __init__(self, *args, **kwargs):
        self.args, self.kwargs = args, kwargs

    def name(self, suffix="."):
        return "base" + suffix

    @classmethod
    def made(cls):
        return cls.__name__

    @property
    def area(self):
        if self.args == ("fail",):
            raise AttributeError("no area")
        return len(self.args)

    @area.setter
    def area(self, value):
        self.args = value

    other = property(lambda self: attempt(lambda: self.missing))
    unreadable = property(None, lambda self, v: None)
    counted = property(len)

    def __len__(self):
        return 17


class Derived(Base):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def name(self, suffix="!"):
        return super().name() + super().name(suffix) + super().__class__.__name__

    @classmethod
    def made(cls):
        return super().made() + "?"

    def nothing(self):
        return attempt(lambda: super().nothing())


def objects():
    for _ in range(3):
        d = Derived(1, 2, key=3)
        print(d.args, d.kwargs, d.name(), d.name(suffix="#"), Derived.made(), d.made(), d.area, d.other, d.counted)
    print(attempt(lambda: d.unreadable), attempt(lambda: Derived("fail").area), attempt(d.nothing), attempt(lambda: super().x))
    d.area = "abc"
    print(d.area)
    Base.name = lambda self, suffix="-": "changed" + suffix
    print(d.name())
    Derived.extra = property(lambda self: "extra")
    print(d.extra)
    Derived.extra = property(lambda self: "other")
    print(d.extra)


class Failure(Exception):
    def __init__(self, code, *rest):
        self.code = code
        if code == "bad":
            self.args = ("replaced",)


class Wrong(Exception):
    def __init__(self):
        return 5


class Plain(ValueError):
    pass


class New(Exception):
    def __new__(cls, *args):
        print("new", args)
        return super().__new__(cls, *args)


def exceptions():
    for made in (lambda: Failure(1), lambda: Failure(1, 2), lambda: Failure("bad"), lambda: Failure(), lambda: Failure(code=3), lambda: Wrong(),
                 lambda: Plain(), lambda: Plain(1, "a"), lambda: New(1), lambda: KeyError("k"), lambda: OSError(2, "no"), lambda: ValueError(x=1),
                 lambda: StopIteration(4), lambda: Plain(Plain(1))):
        e = attempt(made)
        print(type(e).__name__, e.args if isinstance(e, BaseException) else e, getattr(e, "code", None))
    x = object()
    before = sys.getrefcount(x)
    for _ in range(5):
        try:
            raise Failure(x)
        except Failure as e:
            assert e.code is x
        try:
            raise Plain(x)
        except ValueError as e:
            assert e.args[0] is x
    print(sys.getrefcount(x) - before)


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name, end=" ")


def raise_with(x, depth):
    held = Loud(f"local {depth}")
    if depth == 0:
        raise KeyError(x)
    raise_with(x, depth - 1)


def memory():
    """The memory of dead exceptions and tracebacks is used again: what is alive stays as it is, what dies dies in order."""
    kept = []
    for i in range(30):
        try:
            try:
                raise (ValueError, TypeError, IndexError, Plain, StopIteration)[i % 5](i, "x")
            except (ValueError, TypeError) as e:
                if i % 4 == 0:
                    kept.append(e)
                if i % 3 == 0:
                    raise RuntimeError(i) from e
                raise LookupError(i)
        except Exception as e:
            e.add_note("note") if i % 7 == 0 else None
            if i % 5 == 1:
                kept.append(e.__traceback__)
            if i % 5 == 2:
                kept.append(e)
                e.extra = kept
    for o in kept:
        if isinstance(o, BaseException):
            chain = []
            while o is not None:
                notes = getattr(o, "__notes__", None)
                depth, t = 0, o.__traceback__
                while t is not None:
                    depth, t = depth + 1, t.tb_next
                chain.append((repr(o), notes, depth, o.__suppress_context__))
                o = o.__cause__ or o.__context__
            print(chain)
        else:
            print(o.tb_lineno > 0, o.tb_frame.f_code.co_name, o.tb_next)
    del kept, o
    for depth in (0, 3, 12):
        try:
            raise_with(Loud("argument"), depth)
        except KeyError as e:
            e.attribute = Loud("attribute")
            print(len(e.args), end=" ")
        print("dead")
    for _ in range(3):
        try:
            raise ValueError(Loud("argument"))
        except ValueError:
            pass
    print()
    me = None
    for i in range(20):
        try:
            raise ValueError(i)
        except ValueError as e:
            e.__context__ = me
            me = e
    count = 0
    while me is not None:
        count, me = count + 1, me.__context__
    print(count, [gc.is_tracked(o) for o in (ValueError(1), me)])


class Manager:
    def __init__(self, swallow):
        self.swallow = swallow

    def __enter__(self):
        print("enter", end=" ")
        return self

    def __exit__(self, kind, value, traceback):
        print("exit", kind and kind.__name__, traceback is not None, end=" ")
        return self.swallow


class NoExit:
    def __enter__(self):
        print("not entered")


class Refuses(Manager):
    def __enter__(self):
        raise ValueError("refused")


def managers():
    for manager in (Manager(True), Manager(False), NoExit(), Refuses(True), 5):
        try:
            with manager as m:
                print(type(m).__name__, end=" ")
                raise KeyError(1)
        except Exception as e:
            print(type(e).__name__, e)
        print(".")
    manager = Manager(False)
    Manager.__enter__ = lambda self: "changed"
    with manager as m:
        print(m)


def spread():
    def f(a, b=2, *args, c=3, **kw):
        return a, b, args, c, kw
    for args, kwargs in (((1,), {}), ((1, 2, 3), {"c": 4}), ((), {"a": 1, "z": 2}), ((1,), {"a": 2}), ((), {}), ((1,), {3: 4}),
                         (tuple(range(30)), {}), ((1,), {Text("c"): 5}), ([1, 2], {}), (iter((1, 2)), {"b": 3}), ((1,), {"kw": 1, "args": 2})):
        try:
            print(f(*args, **kwargs), attempt(f, *args, **kwargs))
        except TypeError as e:
            print(e)
    d = Derived()
    print(d.name(*("$",)), d.name(**{"suffix": "%"}), attempt(lambda: d.name(*(1, 2))), attempt(lambda: d.name(**{"x": 1})))
    kw = {"c": [], "x": 1}
    print(f(1, **kw)[3] is kw["c"], f(1, **kw)[4] is not kw, kw)


def main():
    for part in (lengths, instances, numbers, characters, lists, dicts, strings, generators, recursion, sums, objects, exceptions, memory, managers, spread):
        print("--", part.__name__)
        part()
        part()


if __name__ == "__main__":
    main()
