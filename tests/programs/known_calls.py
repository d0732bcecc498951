# opt: -O2
# kind: string
"""Builtins and methods of built-in containers in loops on numbers, and everything that makes them something else: other types, keys with
methods written in Python, objects whose death is noticed, errors, names that are defined anew."""
import sys


def show(name, f, *args):
    try:
        print(name, repr(f(*args)))
    except Exception as e:
        tb = e.__traceback__
        lines = []
        while tb:
            lines.append(tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno)
            tb = tb.tb_next
        print(name, type(e).__name__, e, lines[1:])


class Key:
    """Equal to ints of its value, and says when it is asked."""

    def __init__(self, value):
        self.value = value

    def __hash__(self):
        print("hash", self.value, sys._getframe(1).f_locals.get("i"))
        return hash(self.value)

    def __eq__(self, other):
        print("eq", self.value, sys._getframe(1).f_locals.get("i"))
        return isinstance(other, Key) and other.value == self.value or self.value == other

    def __repr__(self):
        return f"Key({self.value})"


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name, sys._getframe(1).f_code.co_name, sys._getframe(1).f_locals.get("i"))


class Other:
    def __init__(self):
        self.log = []

    def append(self, x):
        self.log.append(x)
        return sys._getframe(1).f_locals["i"]

    pop = append
    add = append

    def get(self, *args):
        return len(args)

    def strip(self):
        return "odd"

    def __len__(self):
        return 7

    def __contains__(self, x):
        return x == 1

    def __getitem__(self, k):
        return (k, sys._getframe(1).f_locals["i"])


class L(list):
    def append(self, x):
        list.append(self, (x, sys._getframe(1).f_locals["i"]))


def appends(xs, n):
    r = None
    for i in range(n):
        r = xs.append(i * 3)
        xs.append(i)
    return r, xs


def stack(xs, n):
    t = []
    for i in range(n):
        xs.append(i)
        t.append(xs.pop())
        if i == 4:
            xs.append(Loud("popped"))
            xs.pop()
    while True:
        t.append(xs.pop())


def aliases(n):
    xs = ys = [0]
    t = 0
    for i in range(n):
        ys.append(i)
        t += xs[-1] + len(xs)
        xs.pop()
        t += ys[0] + len(ys)
        ys.append(t)
    return t, xs


def counts(keys, d):
    t = 0
    for i in range(len(keys)):
        k = keys[i]
        if k in d:
            d[k] += 1
        else:
            d[k] = 1
        t += d.get(k, 5) + d.get(i, 0)
    return t, d


def words(d, n):
    for i in range(n):
        d[i % 5] = d[i % 5] + i
        if i in d:
            d[i] = i
    return d


def replaced(d, n):
    for i in range(n):
        d["k"] = i
        d[i] = "x"
    return len(d)


def namespace(o, n):
    d = o.__dict__
    o.x = 1
    t = 0
    for i in range(n):
        d["x"] = i
        t += o.x
        o.x = i * 2
        t += d["x"]
        d["y" + str(i)] = i
    return t, sorted(d)


def members(s, keys):
    n = 0
    for i in range(len(keys)):
        k = keys[i]
        if k in s:
            n += 1
            s.remove(k)
        else:
            s.add(k)
            s.discard(i)
    return n, len(s)


def missing(s, n):
    for i in range(n):
        s.remove(i)


def texts(s, n):
    t = []
    for i in range(n):
        c = s[i % len(s)]
        u = s.strip().upper().replace("A", "b")
        t.append((c == "a", c < "m", c.isalpha(), ord(c), chr(ord(c) + i), u.find("b"), u.startswith("b"), s.count("a"), u.rjust(12, "."), "-".join([c, u])))
    return t


def looks(s, n):
    r = []
    for i in range(n):
        r.append((str(i - 2), str(i * 1.5), s.endswith("a"), "a" in s, s.find("q"), len(s)))
    return r


def parsed(text):
    i = 0
    out = []
    while i < len(text):
        c = text[i]
        if c.isdigit():
            j = i
            while j < len(text) and text[j].isdigit():
                j += 1
            out.append(int(text[i:j]))
            i = j
        elif c in "+-*":
            out.append(c)
            i += 1
        else:
            i += 1
    return out


def buffers(b, n):
    t = 0
    for i in range(n):
        b[i % len(b)] = (i * 37) % 256
        t += b[-1] + b[i % 3]
    b[0] = n * 1000
    return t


def codes(b):
    t = 0
    for i in range(len(b)):
        t = t * 31 + b[i] & 0xFFFF
    return t, b[len(b)]


def extremes(a, b, n):
    t = 0
    for i in range(n):
        t += min(i, a) - max(i, b, 3) + abs(i - a)
        t += int(a) + int(i / 2) + float(i)
    return t


def lengths(o, n):
    t = 0
    for i in range(n):
        t += len(o)
    return t


def orders(a, b, n):
    r = []
    for i in range(n):
        r.append((a == b, a != b, a < b if isinstance(a, str) and isinstance(b, str) else None))
    return r[-1]


def same(xs, ys):
    n = 0
    for i in range(len(xs)):
        if xs[i] == ys[i]:
            n += 1
        if xs[i] is ys[i]:
            n += 100
    return n


def odd_method(s, n):
    t = []
    for i in range(n):
        t.append(s.strip())
    return t


def renamed(n):
    t = 0
    for i in range(n):
        t += len("abc") + abs(-i)
        if i == 5:
            globals()["len"] = lambda o: 100
        if i == 8:
            del globals()["len"]
    return t


def arguments(n):
    t = 0
    xs = []
    for i in range(n):
        xs.append(i if i % 2 else "s")
        t += len(xs) if i < 3 else max(i, t)
    return t, xs


def wrong(xs, n):
    for i in range(n):
        xs.append(i, i)


def dying(n):
    d = {}
    s = set()
    for i in range(n):
        d[1] = Loud(("d", i))
        d[1] = i
        s.add((i, "t"))
        s.discard((i - 1, "t"))
    return d, s


def defaults(lines, chars):
    """What dict.get gives otherwise may be what nobody else has."""
    table, total, sizes = {}, 0, {}
    for n in range(len(lines)):
        line = lines[n]
        for c in chars:
            found = table.get(c, {})
            found[n] = found.get(n, 0) + line.count(c)
            table[c] = found
            total += found[n] * 2
            sizes[c] = sizes.get(c, 1000 + n) + 1
    return table, total, sizes


def defaults_dying(n):
    d, total, s = {"a": 1}, 0, "a"
    for i in range(n):
        total += i * 2 + total % 7
        d.get(s, [Loud(("list", i))])
        total += d.get(s, Loud(("object", i))) * 3
        total += len(d.get("b", {i: s}))
    return total


def held(n):
    xs = [Loud("first")]
    for i in range(n):
        xs[0] = i
        xs.append(Loud(i))
        xs.pop()
    return xs


def pairs(d, keys, n):
    """Keys that are tuples, made anew each time: found, counted, replaced, and whose key object it is."""
    total = 0
    for i in range(n):
        for j in range(3):
            key = (i & 3, j)
            if key in d:
                d[key] += j
                total += d[key]
            else:
                d[key] = i
    for i in range(len(keys)):
        key = keys[i]
        if key not in d:
            d[key] = i
        else:
            d[key] = d[key], total
    return list(d.items()), total


def alike(vs, ws):
    n = 0
    for i in range(len(vs)):
        if vs[i] == ws[i]:
            n += 1 << i
    return n


def tuples_in(container, keys):
    n = 0
    for i in range(len(keys)):
        if keys[i] in container:
            n += 1 << i
    return n


def tuple_keys():
    nan, big = float("nan"), 2**70
    odd = [(), (1,), (1.0,), (True,), (-1,), (-2,), (-1, -2), (big, -big), (2**61 - 1, 0), (0, 0), (0.0, -0.0), (nan,), (nan,), (float("nan"),),
           ("a", b"a"), ("a", None), (None,), ((1, 2), 3), ((1, 2), 3.0), (((1,),),), ((((1,),),),), ("\u00e9", "x" * 40), ("x" * 40, 2**40)]
    again = [tuple(list(t)) for t in odd]
    show("pairs", pairs, {}, odd + again, 9)
    show("pairs of others", pairs, {(0, 0): 1, "a": 2, 5: 6}, [(Key(1), 2), (1, 2), (2, Key(1)), (2, 1)], 6)
    show("pairs unhashable", pairs, {}, [(1, [2])], 2)
    show("alike", alike, odd + [(1, 2), (1,), (Key(1), 2), (1, Key(2)), (nan, 1)], again + [(1,), (1, 2), (1, 2), (1, 2), (nan, 1)])
    show("alike mixed", alike, odd, odd[1:] + [5])
    for container in (odd, tuple(odd), set(odd), frozenset(odd), dict.fromkeys(odd, 0)):
        show("tuples in", tuples_in, container, again + [(2,), (nan, 2), (1, Key(0))])


def main():
    tuple_keys()
    show("appends", appends, [], 5)
    show("appends L", appends, L(), 3)
    show("appends other", lambda: appends(Other(), 3)[0])
    show("stack", stack, [], 8)
    show("aliases", aliases, 20)
    show("counts", counts, ["a", "b", "a", 1, 2, 1, None, (1, "x"), (1, "x"), 2.5, 1.0, True], {})
    show("counts keys", counts, [Key(1), 1, Key(1), 2, Key(2)], {})
    show("counts unhashable", counts, [1, [2]], {})
    show("counts dict", counts, [1, 2, 1], {1: 1, "a": 2, -1: 3, -2: 4})
    show("words", words, {i: i for i in range(6)}, 12)
    show("words missing", words, {0: 0}, 12)
    show("words keys", words, {Key(0): 1, 1: 1, 2: 2, 3: 3, 4: 4}, 6)
    show("words big", words, {2**61 - 1: 1, 0: 0, 1: 1, 2: 2, 3: 3, 4: 4}, 6)
    show("replaced", replaced, {"k": Loud("in dict")}, 4)
    show("namespace", namespace, Other(), 6)
    show("members", members, {1, 2, "a"}, [1, "a", 3, (1, 2), (1, 2), 2.0, -1, -2, Key(3), 3])
    show("missing", missing, {0, 1}, 5)
    show("texts", texts, " banana ", 9)
    show("texts wide", texts, " b\u00e9\u4e2d\U0001f600a ", 7)
    show("texts bytes", texts, b" banana ", 2)
    show("looks", looks, "banana", 5)
    show("looks tuple", looks, ("banana",), 2)
    show("parsed", parsed, "12 + 345*6-x")
    show("buffers", buffers, bytearray(5), 40)
    show("codes", codes, b"hello")
    show("codes bytearray", codes, bytearray(b"hello"))
    show("extremes", extremes, 4, 2, 9)
    show("extremes float", extremes, 2.5, float("nan"), 9)
    show("extremes bool", extremes, True, False, 4)
    show("extremes big", extremes, 2**70, 2**62, 4)
    show("extremes text", extremes, "a", 1, 3)
    for o in ([1], (1, 2), {}, {1: 2}, {1}, "abc", b"ab", bytearray(3), range(9), Other(), 5):
        show("lengths", lengths, o, 3)
        show("in", lambda o: [1 in o, "a" in o], o)
    for pair in (("a", "b"), ("ab", "ab"), ("a", None), (None, "a"), ("a", 1), (Key(1), "a"), ("a", Key(1)), ("\u00e9", "e"), ("", "a")):
        show("orders", orders, *pair, 2)
    nan = float("nan")
    show("same", same, [1, 2.0, "a", None, nan, (1,), [1], Key(1), True], [1, 2, "a", None, nan, (1,), [1], 1, 1])
    show("odd method", odd_method, Other(), 3)
    show("renamed", renamed, 12)
    show("arguments", arguments, 9)
    show("wrong", wrong, [], 3)
    show("dying", dying, 3)
    show("defaults", defaults, ["abca", "bb", "cab"], "abcd")
    show("defaults dying", defaults_dying, 3)
    show("held", held, 3)


if __name__ == "__main__":
    main()
