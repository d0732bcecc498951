# opt: -O2
# kind: script
"""The edges of what compiled code does without asking CPython: numbers of one and two digits, strings, subscripts, slices, dict
look-ups, iterators, generators, exceptions."""
import sys


def show(label, function, *args):
    try:
        print(label, repr(function(*args)))
    except Exception as e:
        print(label, type(e).__name__, e.args)


# --- Numbers

EDGES = [0, 1, -1, -2, 7, -7, 256, 257, -5, -6, 2**30 - 1, 2**30, -(2**30), 2**31, 2**53, 2**53 + 1, 2**59, 2**60 - 1, -(2**60) + 1, 2**60,
         2**62, -(2**62), 2**63 - 1, 2**63, -(2**63), -(2**63) - 1, 2**64, 10**30, True, False]
FLOATS = [0.0, -0.0, 1.0, -1.5, 2.0**53, 2.0**53 + 2, 1e300, float("inf"), float("-inf"), float("nan")]


def operators(a, b):
    results = []
    for function in (
        lambda: a + b, lambda: a - b, lambda: a * b, lambda: a & b, lambda: a | b, lambda: a ^ b, lambda: a // b, lambda: a % b, lambda: a / b,
        lambda: a < b, lambda: a <= b, lambda: a == b, lambda: a != b, lambda: a > b, lambda: a >= b, lambda: -a, lambda: ~a,
    ):
        try:
            r = function()
            results.append(f"{r!r}:{type(r).__name__}")
        except (TypeError, ZeroDivisionError, OverflowError) as e:
            results.append(type(e).__name__)
    return results


def in_place(a, b):
    results = []
    for name in ("+", "-", "*", "&", "|", "^", "//", "%", "/"):
        x = a
        try:
            if name == "+": x += b
            elif name == "-": x -= b
            elif name == "*": x *= b
            elif name == "&": x &= b
            elif name == "|": x |= b
            elif name == "^": x ^= b
            elif name == "//": x //= b
            elif name == "%": x %= b
            else: x /= b
            results.append(x)
        except (TypeError, ZeroDivisionError, OverflowError) as e:
            results.append(type(e).__name__)
    return results


def branches(a, b):
    found = ""
    if a < b: found += "<"
    if a <= b: found += "["
    if a == b: found += "="
    if a != b: found += "!"
    if a > b: found += ">"
    if a >= b: found += "]"
    return found


def shifts(a):
    results = []
    for by in (0, 1, 29, 30, 31, 32, 33, 62, 63, 64, 65, 200, -1, 2**40):
        try:
            results.append(a >> by)
        except (ValueError, OverflowError) as e:
            results.append(type(e).__name__)
        if by < 300:
            try:
                results.append(a << by)
            except ValueError as e:
                results.append(str(e))
    return results


def numbers():
    for a in EDGES + FLOATS:
        for b in EDGES + FLOATS:
            print(a, b, *operators(a, b), *in_place(a, b), branches(a, b))
    for a in EDGES:
        print(a, *shifts(a))
    total = 0
    for i in range(2**30 - 3, 2**30 + 3):
        total += i
        print(i, -i, total)
    for i in range(2**60 - 3, 2**60 + 3, 2):
        print(i, i is i + 0, i == i + 0)
    a, b = 300, 300
    a += 0
    b += 0
    print(a == b, a is a)


class Number(int):
    def __add__(self, other): return "added"
    def __radd__(self, other): return "radded"
    def __eq__(self, other): return "equal"
    __hash__ = int.__hash__


class Text(str):
    def __add__(self, other): return "text added"
    def __radd__(self, other): return "text radded"
    def __eq__(self, other): return True
    def __lt__(self, other): return "less"
    __hash__ = str.__hash__


def subclasses():
    n, t = Number(3), Text("x")
    print(n + 1, 1 + n, n == 4, t + "a", t < "b", t == "z")
    s = "a"
    s += t
    print(s)
    s = "a"
    s = t + s
    print(s)


# --- Strings

def growth():
    s = ""
    for i in range(300):
        s += "ab"
        if i == 100:
            kept = s
        if i == 200:
            s = s + "é"
        if i == 250:
            s += "\u20ac"
    print(len(s), len(kept), s[401:404], hash(kept) == hash("ab" * 101))
    pieces = [s, s := s + "!"]
    print(len(pieces[0]), len(pieces[1]), pieces[0] is pieces[1])
    t = s
    t += "?"
    print(len(s), len(t))
    try:
        s += 1
    except TypeError as e:
        print(e, len(s))
    try:
        s = s + None
    except TypeError as e:
        print(e, len(s))
    u = ""
    u += u
    u += "x"
    u += u
    u += u
    print(u)
    del u
    try:
        u += "x"
    except UnboundLocalError as e:
        print(e)


def strings():
    s, wide = "hello", "h\u00e9\u20ac\U0001f600"
    for text in (s, wide, "", "\u00ff\u0080"):
        for i in (0, 1, -1, 3, 4, 5, -5, -6, 2**40, True, None, "x", 1.0):
            show((text, i), lambda: text[i])
    print(s == "hello", s == "hellp", s != "hello", s < "help", s == wide, "" == "", wide == wide[:], "abc" == b"abc")
    for part in ("", "l", "ll", "x", s, wide):
        print(part in s, part not in wide)
    show("in", lambda: 1 in s)


# --- Subscripts and slices

class Index:
    def __init__(self, value): self.value = value
    def __index__(self):
        print("index", self.value)
        return self.value


def slices():
    ends = [None, 0, 1, 2, -1, -2, 5, 9, -9, 2**70, -(2**70), True]
    for o in ([0, 1, 2, 3, 4], (0, 1, 2, 3, 4), "abcde", "abc\u20ac\u00e9", b"abcde", range(5), bytearray(b"abcde")):
        print(*[o[a:b] for a in ends for b in ends])
        print(o[:], o[1:], o[:-1], o[::2], o[Index(1):Index(3)], (o[:] is o))
        show("bad", lambda: o["x":1])
        show("bad", lambda: o[1.5:])
    show("dict", lambda: {}[1:2])
    nothing = None
    show("none", lambda: nothing[1:2])

    class Recorder:
        def __getitem__(self, key): return key
    print(Recorder()[1:2], Recorder()[:], Recorder()["a":"b"])
    a = [1, 2, 3]
    a[1:2] += [4]
    print(a)


def subscripts():
    for o in ([10, 11, 12], (10, 11, 12), b"abc"):
        for i in (0, 2, 3, -1, -3, -4, True, 2**40, 2**70, None, "x", 1.0, Index(1)):
            show((o, i), lambda: o[i])
    a = [1, 2, 3]
    for i in (0, -1, 3, -4, True, "x", Index(2)):
        try:
            a[i] = i
        except (IndexError, TypeError) as e:
            print(type(e).__name__, e)
    print(len(a))


class Odd:
    """Equal to everything of its hash, and says when it is asked."""
    def __init__(self, value): self.value = value
    def __hash__(self): return hash(self.value)
    def __eq__(self, other):
        print("asked", self.value, other)
        return True


def dicts():
    d = {1: "one", -1: "minus one", -2: "minus two", 2.0: "two", True + 2: "three", "k": "text", None: "none", (1, 2): "pair"}
    for key in (1, 1.0, True, -1, -2, -3, 2, 2.0, 3, 4, "k", "K"[:1].lower(), Text("k"), None, (1, 2), (1, 3), 2**40, Odd(1), Odd("k"), Odd(5)):
        show(type(key).__name__, lambda: d[key])
        print(key in d)
    d = {Odd(7): "odd"}
    show("odd", lambda: d[7])
    show("odd", lambda: d[-2])
    words = {}
    for i in range(400):
        words[f"w{i}"] = i
    for i in range(0, 400, 3):
        del words[f"w{i}"]
    print(sum(words[f"w{i}"] for i in range(400) if f"w{i}" in words), "w3" in words)
    show("missing", lambda: words["w3"])
    show("missing", lambda: {}[()])
    show("missing", lambda: {}[(1,)])
    show("unhashable", lambda: words[[]])
    show("unhashable", lambda: [] in words)

    class Point:
        def __init__(self): self.x, self.y = 1, 2
    p = Point()
    fields = p.__dict__
    print(fields["x"], "y" in fields, "z" in fields)
    p.z = 3
    del p.x
    print("x" in fields, fields["z"])

    class Missing(dict):
        def __missing__(self, key): return ("missing", key)
    print(Missing()["a"], "a" in Missing())


def containment():
    class Same:
        def __eq__(self, other): return NotImplemented
    x = Same()
    nan = float("nan")
    print(x in [x], x in (1, x), nan in [nan], float("nan") in [nan], 1 in ["1", 1.0], "a" in ("b", "a"), "a" in ["b"])

    class Emptier:
        def __init__(self, victim): self.victim = victim
        def __eq__(self, other):
            self.victim.clear()
            return False
    victim = []
    victim.extend([Emptier(victim), 2, 3])
    print(3 in victim, victim)

    class Refusing:
        def __eq__(self, other): raise ValueError("no")
    show("refusing", lambda: 1 in [Refusing()])
    show("no container", lambda: 1 in 2)


# --- Iterators and generators

def iteration():
    a = [1, 2, 3]
    seen = []
    for x in a:
        seen.append(x)
        if x < 5:
            a.append(x + 2)
    print(seen)
    it = iter(a)
    for x in it:
        break
    print(list(it), next(it, "end"))
    for x in it:
        print("never")
    for x in range(10**18, 10**18 + 2):
        print(x)
    for x in range(-3, -10, -3):
        print(x)
    for x in range(2**70, 2**70 + 2):
        print(x)

    class Iterator:
        def __init__(self): self.n = 0
        def __iter__(self): return self
        def __next__(self):
            self.n += 1
            if self.n == 3:
                raise StopIteration("value")
            return self.n
    print([x for x in Iterator()])

    class Failing(Iterator):
        def __next__(self): raise KeyError("inside")
    show("failing", lambda: [x for x in Failing()])


def generators():
    def numbers(n):
        try:
            for i in range(n):
                got = yield i
                if got:
                    print("got", got)
        except ValueError as e:
            print("caught", e, sys.exc_info()[1] is e)
            yield "after"
        finally:
            print("finally")
        return "done"

    for x in numbers(2):
        print(x)
    g = numbers(5)
    for x in g:
        if x == 2:
            break
    print(g.send("hello"), g.throw(ValueError("thrown")), next(g, "end"))
    show("again", next, g)
    show("start", numbers(1).send, 1)
    g = numbers(3)
    next(g)
    g.close()

    def delegating():
        got = yield from numbers(2)
        print("returned", got)
        got = yield from [10, 20]
        print("returned", got)
    print(list(delegating()))

    def leaking():
        yield 1
        raise StopIteration("inner")
    try:
        for x in leaking():
            print(x)
    except RuntimeError as e:
        print(e, repr(e.__cause__), e.__context__ is e.__cause__)

    def itself():
        yield 1
        for x in me:
            yield x
    me = itself()
    show("executing", list, me)

    def handling():
        try:
            raise KeyError("outer")
        except KeyError:
            for x in numbers(1):
                print("handled", repr(sys.exc_info()[1]))
                yield x
            try:
                raise ValueError("second")
            except ValueError as e:
                print(repr(e.__context__))
    print(list(handling()), sys.exc_info())

    def raising():
        yield 1
        return 1 / 0
    try:
        for x in raising():
            pass
    except ZeroDivisionError as e:
        lines = []
        tb = e.__traceback__
        while tb:
            lines.append(tb.tb_lineno - generators.__code__.co_firstlineno)
            tb = tb.tb_next
        print(lines)
    print(sum(x * x for x in range(5)), any(x > 3 for x in range(5)), all(x < 3 for x in range(5)), max((x % 3 for x in range(5)), default=0))


# --- Exceptions

class Plain(Exception):
    pass


class Counted(Exception):
    made = 0

    def __init__(self, *args):
        Counted.made += 1
        super().__init__(*args, "more")


class Strange(Exception):
    def __new__(cls):
        return 7


class Meta(type):
    def __call__(cls, *args):
        print("called", args)
        return super().__call__(*args)


class Made(Exception, metaclass=Meta):
    pass


def chain(e):
    links = []
    while e is not None:
        links.append((type(e).__name__, e.args, e.__suppress_context__, e.__cause__ is not None))
        e = e.__context__
    return links


def lines_of(e, first):
    tb, lines = e.__traceback__, []
    while tb is not None:
        lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - first, tb.tb_lasti >= 0))
        tb = tb.tb_next
    return lines


def raising(kind):
    if kind == 0:
        raise Plain
    if kind == 1:
        raise Plain("a", 1)
    if kind == 2:
        raise Counted
    if kind == 3:
        raise Strange
    if kind == 4:
        raise Made
    if kind == 5:
        raise KeyError from ValueError
    if kind == 6:
        raise 3
    if kind == 7:
        raise
    if kind == 8:
        return [][0]
    if kind == 9:
        return {}["missing"]
    if kind == 10:
        return undefined
    if kind == 11:
        return (1).missing
    if kind == 12:
        raise StopIteration(4)
    if kind == 13:
        raise OSError(2, "none", "file")
    if kind == 14:
        assert kind == 0, "fourteen"
    if kind == 15:
        raise UnicodeDecodeError
    if kind == 16:
        raise Plain() from None
    if kind == 17:
        return {}[1, 2]
    if kind == 18:
        int("x")


def exceptions():
    for kind in range(19):
        for again in range(2):
            try:
                raising(kind)
            except (KeyError, IndexError) as e:
                print(kind, "lookup", e.args, chain(e), lines_of(e, raising.__code__.co_firstlineno)[1:])
            except Exception as e:
                print(kind, type(e).__name__, e.args, chain(e), lines_of(e, raising.__code__.co_firstlineno)[1:])
    print(Counted.made)
    try:
        try:
            raise Plain("first")
        except Plain:
            try:
                {}["second"]
            except KeyError:
                raise Plain("third")
    except Plain as e:
        print(chain(e))
    e = Plain("kept")
    for _ in range(2):
        try:
            raise e
        except Plain as caught:
            print(caught is e, len(lines_of(e, 0)))
    try:
        try:
            raise Plain
        except 3:
            pass
    except TypeError as e:
        print(e)
    try:
        try:
            raise KeyError
        except (ValueError, (OSError,)):
            pass
    except (KeyError, TypeError) as e:
        print(type(e).__name__, e)
    try:
        raise KeyError
    except (ValueError, LookupError):
        print("by base")


def depth(kind):
    reached = 0

    def down(n):
        nonlocal reached
        reached = n
        if kind == 1:
            r = "a" in ("b", "a")
        elif kind == 2:
            try:
                raise Plain
            except Plain:
                pass
        elif kind == 3:
            r = "x" < "y"
        down(n + 1)
    try:
        down(0)
    except RecursionError as e:
        return reached, str(e)


def main():
    numbers()
    subclasses()
    growth()
    strings()
    slices()
    subscripts()
    dicts()
    containment()
    iteration()
    generators()
    exceptions()
    for kind in range(4):
        print(depth(kind))


if __name__ == "__main__":
    main()
