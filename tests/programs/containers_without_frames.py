# opt: -O2
# kind: script
"""Functions that make containers, store into them, look into them and loop over them, called without frames: what ends or runs meanwhile sees the
frames that the interpreter would have, locals and temporaries live as long, and whoever asks about identity, order or depth gets the same answers."""
import gc
import sys


def stack():
    frame, names = sys._getframe(1), []
    while frame is not None:
        names.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back
    return " < ".join(names[:5])


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name, "in", stack())


class Key:
    def __init__(self, n, loud=False):
        self.n = n
        self.loud = loud

    def __hash__(self):
        if self.loud:
            print("hash", self.n, stack())
        return hash(self.n)

    def __eq__(self, other):
        if self.loud:
            print("eq", self.n, stack())
        return self.n == (other.n if isinstance(other, Key) else other)


class Text(str):
    def __format__(self, spec):
        return f"<{str(self)}|{spec}|{stack()}>"

    def __str__(self):
        return str.__str__(self)


# --- Displays


def pair(x, y):
    return (x, y)


def row(x, y, z):
    return [x, y, z]


def record(k, x, y):
    return {k: x, "y": y, 3: [x, y]}


def named(x, y):
    return {"x": x, "y": y}


def bag(x, y):
    return {x, y, x}


def text(x, y):
    return f"{x}-{y!r}-{x:>5}"


def numbers(n):
    a = n * 1000
    items = [a, a]
    return items, a is items[0], items[0] is items[1]


def displays():
    for i in range(300):
        r = (pair(i, "a"), row(i, 1.5, None), record("k", i, i + 1), named(i, [i]), text(i, "q"), numbers(i))
        s = sorted(bag(i, i + 1))
    print(r, s)
    print(record("y", 1, 2), record(3, 1, 2), bag("a", "a"))
    print(record(Key(1, True), 1, 2).keys() is None)
    print(len(bag(Key(5, True), Key(5, True))))
    print(text(Text("t"), Text("u")), text(1.5, None), text(True, b"x"))
    try:
        record([], 1, 2)
    except TypeError as e:
        print(e, e.__traceback__.tb_next.tb_lineno - e.__traceback__.tb_lineno)
    try:
        text(None, 1)
    except TypeError as e:
        print(e)


# --- What ends


def replaced(items, i, x):
    items[i] = x
    return len(items)


def entered(d, k, x):
    d[k] = x
    return len(d)


def deleted(d, k):
    del d[k]
    return len(d)


def dropped(x):
    t = (x, [x, x])
    t = None
    return 1


def made(name):
    return [Loud(name), name]


def kept_in_temporary(x):
    made("list")[0] = x
    return 2


def overwritten(x):
    return {x: Loud("first"), "a": x, x: Loud("second")}


def ends():
    for i in range(100):
        a, d = [1, 2, 3], {}
        replaced(a, i % 3, i), entered(d, i, i), entered(d, i, "s"), deleted(d, i), dropped(i)
    items, table = [Loud("zero"), 1], {"a": Loud("value"), 7: Loud("seven")}
    replaced(items, 0, 5)
    entered(table, "a", 5)
    deleted(table, 7)
    print("dropped", dropped(Loud("argument")))
    print("temporary", kept_in_temporary(Loud("stored")))
    print("overwritten", len(overwritten("k")))
    for bad in ((items, 9, 1), (items, "a", 1), ((1,), 0, 1), (table, [], 1)):
        try:
            replaced(*bad)
        except (IndexError, TypeError) as e:
            print(type(e).__name__, e)
    try:
        deleted(table, "none")
    except KeyError as e:
        print("KeyError", e)


class Sum(Loud):
    def __init__(self, name):
        self.name = name

    def __add__(self, other):
        return Sum(self.name + "+" + other.name)


class Shelf:
    def __getitem__(self, key):
        return Sum("item")


def added_to(shelf, n):
    """Leaves in the middle of the line: what is on the stack ends in its order."""
    return shelf[n] + (Sum("one") if n else Sum("none"))


def sums():
    for n in 0, 1:
        added_to(Shelf(), n).name = "sum"


# --- Looking


def holds(c, x):
    return x in c, x not in c


def truth(x):
    if x:
        return "yes"
    return "no"


def same(x, y):
    return x == y, x != y


def first(x):
    a, b = x
    return a


def part(x, i, j):
    return x[i:j], x[i], x[:j]


class Odd:
    def __bool__(self):
        print("bool", stack())
        return False

    def __len__(self):
        print("len", stack())
        return 0

    def __iter__(self):
        print("iter", stack())
        return iter(("odd", "pair"))

    def __contains__(self, x):
        print("contains", x, stack())
        return True

    def __eq__(self, other):
        print("eq", stack())
        return True

    def __getitem__(self, i):
        return i if isinstance(i, int) else str(i)


class Sized:
    def __len__(self):
        return 0


def looks():
    for i in range(100):
        r = [holds([1, 2, i], i), holds({"a": 1}, "a"), holds((i,), "x"), holds({i, 2}, 2), holds("abc", "b")]
        r += [truth(i), truth([]), truth({}), truth("a"), truth(None), truth(object), truth(0.0), truth(Sized())]
        r += [same("a", "b"), same(i, 99), same((1, "x"), (1, "x")), same(None, i), same([], []), same(1, 1.0)]
        r += [first((i, 2)), first([3, 4]), part("abcdef", 1, 4), part([1, 2, 3], 0, 2), part((1, 2, 3), 1, -1)]
    print(r)
    print(holds(Odd(), 4), truth(Odd()), same(Odd(), 3), first(Odd()), part(Odd(), 1, 2))
    print(holds([Key(3, True)], 3), holds({Key(4): 1}, Key(4, True)))
    nan = float("nan")
    print(same(nan, nan), holds([nan], nan), same((nan,), (nan,)))
    for bad in ((1, 2, 3), 5, "abc"):
        try:
            first(bad)
        except (TypeError, ValueError) as e:
            print(type(e).__name__, e)


# --- Loops


def total(items):
    t = 0
    for x in items:
        t = t + x
    return t


def find(items, wanted):
    for i in items:
        if i == wanted:
            return i
    return None


def until(items):
    seen = []
    for x in items:
        if x is None:
            break
        seen.append(x)
    else:
        seen.append("else")
    return seen


def louds(names):
    return [Loud(n) for n in names]


def over_temporary(names):
    n = 0
    for x in louds(names):
        n = n + 1
    return n


def pairs(d):
    t = 0
    for k, v in d.items():
        t += k * v
    return t


def grows(items):
    for x in items:
        if x < 4:
            items.append(x + 1)
    return items


def changes(d):
    for k in d:
        d[k + 1] = 1
    return d


def nested(rows):
    out = []
    for r in rows:
        for x in r:
            out.append((x, len(r)))
    return out


def squares(items):
    return [x * x for x in items], {x for x in items}, {x: str(x) for x in items}


def numbered(n):
    yield n
    print("generator", stack())
    yield n + 1


def loops():
    for i in range(100):
        r = [total([1, 2, i]), total((1, i)), total({i: 1, 2: 3}), total(range(i)), find([1, i, 3], 3), find({7: 8}.values(), 9)]
        r += [until([1, None, 2]), until((1, 2)), pairs({i: 2, 3: 4}), grows([3, 2]), nested([[1], [2, i]]), squares([1, i])]
    print(r)
    print(total(numbered(3)), until(numbered(1)), total([0.5, 2, True]))
    print(over_temporary(["a", "b"]))
    print(over_temporary([]))
    try:
        changes({1: 1, 2: 2})
    except RuntimeError as e:
        print(e, e.__traceback__.tb_next.tb_lineno - e.__traceback__.tb_lineno)
    for bad in (5, ["a"], None):
        try:
            total(bad)
        except TypeError as e:
            print(e)
    big = list(range(3000))
    print(total(big), len(until(big)), find(big, 2999))


# --- Methods and builtins


def words(s):
    return s.strip().split(","), s.upper(), s.startswith("a"), s.find(","), s.isdigit(), "-".join(s.split(","))


def counted(d, k):
    d[k] = d.get(k, 0) + 1
    return d.setdefault(k, []), d.pop(k), len(d)


def added(s, x):
    s.add(x)
    s.discard(x + 1)
    return x in s


def chars(c):
    return ord(c), chr(ord(c) + 1), str(ord(c)), int("12"), abs(-ord(c)), min(ord(c), 70), max(ord(c), 70), list(c), tuple(c), type(c)


def converted(x):
    return int(x), str(x), float(x), bool(x)


class Number:
    def __int__(self):
        print("int", stack())
        return 5

    def __float__(self):
        print("float", stack())
        return 5.5

    def __str__(self):
        print("str", stack())
        return "number"

    def __bool__(self):
        print("bool", stack())
        return False


def calls():
    for i in range(100):
        d, s = {"a": 1}, set()
        r = [words(" a,b "), counted(d, "b"), added(s, i), chars("A"), converted(i), converted("7"), converted(2.5)]
    print(r)
    print(converted(Number()))
    try:
        converted("x")
    except ValueError as e:
        print(e)
    try:
        added(s, "a")
    except TypeError as e:
        print(e)
    print(counted({}, Key(3, True)))


# --- Namespaces


def helper():
    return "helper"


def other():
    return "other"


def put(d, k, v):
    d[k] = v
    return 1


def puts_and_calls(d):
    a = helper()
    n = put(d, "helper", other)
    return a, helper(), n


def namespaces():
    for i in range(50):
        r = puts_and_calls({})
    print(r, puts_and_calls(globals()), puts_and_calls({}))


# --- Attributes by their dict


class Point:
    def __init__(self, x):
        self.x = x

    def sets(self, d):
        a = self.x
        d["x"] = a + 1
        return a, self.x


def attributes():
    for i in range(50):
        r = Point(i).sets({})
    p = Point(1)
    print(r, p.sets(p.__dict__), p.x)


# --- Depth


def down(n):
    if n == 0:
        return [n]
    return [n, down(n - 1)]


def deepest():
    low, high = 1, 5000
    while high - low > 1:
        middle = (low + high) // 2
        try:
            down(middle)
            low = middle
        except RecursionError:
            high = middle
    return low


def endless(d):
    d["n"] = d["n"] + 1
    return endless(d) if f"{d['n']}" else None


def depth():
    for i in range(100):
        down(5)
    sys.setrecursionlimit(300)
    print(deepest())
    d = {"n": 0}
    try:
        endless(d)
    except RecursionError:
        print("levels", d["n"])
    sys.setrecursionlimit(1000)


# --- Collections


def collected(x):
    a = [x]
    b = (x, a)
    c = {"a": b}
    return c


def collections():
    seen = set()

    def note(phase, info):
        if phase == "start":
            seen.add(sys._getframe(1).f_code.co_name)

    gc.collect()
    gc.callbacks.append(note)
    before = gc.get_threshold()
    gc.set_threshold(7)
    keep = []
    for i in range(400):
        keep.append(collected(i))
    gc.set_threshold(*before)
    gc.callbacks.remove(note)
    print("collected" in seen, len(keep))


displays()
ends()
sums()
looks()
loops()
calls()
namespaces()
attributes()
depth()
collections()
