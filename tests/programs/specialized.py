# opt: -O2
# kind: numeric
"""Functions on numbers and lists whose values leave what was guessed of them, in every way they can."""
import signal
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


def operators(a, b):
    out = []
    for k in range(3):
        out.append((a + b, a - b, a * b, a // b, a % b, a / b, -a, +b))
        out.append((a < b, a <= b, a == b, a != b, a > b, a >= b))
        a = a + k
    return out


def bits(a, b):
    r = 0
    for k in range(4):
        r ^= (a & b) | (a ^ b)
        r += (a << k) - (a >> k) + ~b
    return r


def shifts(a, n):
    for _ in range(n):
        a = a << 7
    back = []
    for _ in range(n):
        a = a >> 5
        back.append(a)
    return back


def powers(x, n):
    t = x
    for i in range(n):
        t = t + x**2 + x**3 + x**0 + 2**i
    return t


def float_powers(x, y, n):
    t = 0.0
    for _ in range(n):
        t += x**y
        y -= 1.5
    return t


def total(items, start=0):
    s = start
    for x in items:
        s += x
    return s


def indexed(items, at):
    out = []
    for i in at:
        out.append(items[i])
    return out


def fill(items, n, v):
    for i in range(n):
        items[i] = v
    return items


def scale(items, k):
    kept = items[0]
    for i in range(len(items)):
        items[i] = items[i] * k
    return items, kept, kept is items[0]


def growing(items):
    for x in items:
        if x < 3:
            items.append(x + 1)
    return items


def shrinking(items):
    seen = []
    for x in items:
        seen.append(x)
        if len(items) > 2:
            items.pop()
    return seen


def unbound(n):
    for i in range(n):
        t = i * 2
    return t, i


def deleted(n):
    s = 0
    for i in range(n):
        if n:
            s += i
        if i == 3:
            del s
    return s


def identity(a, n):
    b = None
    for i in range(n):
        b = a
    return a is b


def swapped(a, b, n):
    for _ in range(n):
        a, b = b, a
    return a, b, a is b


def ranges(start, stop, step):
    out = []
    for i in range(start, stop, step):
        out.append(i)
        for j in range(i):
            if j > 2:
                break
        else:
            out.append("all")
    return out


def nested(n):
    t = 0
    for i in range(n):
        for j in range(i):
            for k in range(j):
                if k % 2:
                    continue
                t += i * j - k
    return t


def mixed(values):
    s = 0
    for v in values:
        try:
            s = s + v
        except TypeError as e:
            s = str(e)[:20]
    return s


def handled(values, d):
    r = []
    for i, v in enumerate(values):
        t = i * 3
        try:
            t = t // v
            r.append(t)
        except ZeroDivisionError:
            r.append((t, i))
        finally:
            t += 1
        r.append(t % d)
    return r


class Loud:
    def __init__(self, log, name):
        self.log = log
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        if frame.f_code.co_name == "dying":
            here = {k: v for k, v in frame.f_locals.items() if k in ("i", "s", "t")}
            self.log.append((self.name, here))


def dying(log, n):
    s = t = 0
    for i in range(n):
        x = Loud(log, i)
        s += i * i
        t = s - 1
    x = None
    return s, t


class Counter:
    def __init__(self):
        self.n = 0

    def __add__(self, other):
        self.n += 1
        return self

    __radd__ = __add__

    def __bool__(self):
        return self.n % 2 == 0

    def __index__(self):
        return 1

    def __repr__(self):
        return f"Counter({self.n})"


def seen_locals(n):
    s = 0
    got = []
    for i in range(n):
        s += i
        got.append(sorted(sys._getframe().f_locals.items(), key=lambda kv: kv[0])[1:])
    return [g for g in got if len(g) != 99][-1][:2]


def interrupted():
    hits = []

    def alarm(signum, frame):
        hits.append((frame.f_code.co_name, type(frame.f_locals["s"]).__name__))
        raise KeyboardInterrupt

    def spin():
        s = 0
        i = 0
        while True:
            s += i % 7
            i += 1
            if i > 1 << 40:
                break
        return s

    signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        spin()
    except KeyboardInterrupt:
        hits.append("out")
    return hits


def main():
    big = 1 << 62
    for a, b in [(7, 3), (-7, 3), (7, -3), (0.5, 2), (3, 0.25), (-0.0, 5.5), (True, 2), (big, big), (-big * 2, -1), (10**20, 3)]:
        show("operators", operators, a, b)
    for a, b in [(7, 0), (1.5, 0.0), (3, 0.0), ("a", 1), (None, 2)]:
        show("operators", operators, a, b)
    nan, inf = float("nan"), float("inf")
    show("operators", operators, inf, 2.0)
    show("operators", operators, 2**53 + 1, float(2**53))
    show("operators", operators, nan, 1)
    for a, b in [(12, 10), (-1, 255), (big, 3), (True, False), (1.5, 2)]:
        show("bits", bits, a, b)
    show("shifts", shifts, 3, 12)
    show("shifts", shifts, -3, 3)
    for x in (3, 1.5, -2, 10**6, True):
        show("powers", powers, x, 5)
    for x, y in [(2.0, 3.0), (0.5, 2), (-8.0, 1 / 3), (0.0, 1.0), (10.0, 400.0), (2, 0.5)]:
        show("float_powers", float_powers, x, y, 2)
    show("total", total, [1, 2, 3])
    show("total", total, [1, 2.5, 3])
    show("total", total, (0.1,) * 10)
    show("total", total, [big] * 5)
    show("total", total, ["a", "b"], "")
    show("total", total, ["a"])
    show("total", total, {1: 2, 3: 4})
    show("total", total, (i for i in range(5)))
    show("total", total, [Counter(), 1, 2])
    show("total", total, [True, False, True])
    for at in ([0, -1, 1], (2, -3), [3], [-4], ["x"], [True], [1.0], [slice(0, 2)], [Counter()], [10**30]):
        show("indexed", indexed, [10, 2.5, "z"], at)
        show("indexed", indexed, (10, 2.5, "z"), at)
        show("indexed", indexed, {0: "zero", 3: "three", "x": 1}, at)
        show("indexed", indexed, "xyz", at)
    show("fill", fill, [0] * 4, 4, 1.5)
    show("fill", fill, [None, [], "x", 3.0], 4, 7)
    show("fill", fill, [0], 2, 1)
    show("fill", fill, {}, 3, 1)
    show("fill", fill, bytearray(3), 3, 9)
    show("scale", scale, [1.5, 2.5], 2.0)
    show("scale", scale, [1, 2], 2)
    show("scale", scale, [1.5, "a"], 2)
    show("growing", growing, [0, 1, 5])
    show("shrinking", shrinking, [1, 2, 3, 4, 5])
    show("unbound", unbound, 3)
    show("unbound", unbound, 0)
    show("deleted", deleted, 3)
    show("deleted", deleted, 6)
    for a in (5, 70000, 2.5, "s", None):
        show("identity", identity, a, 3)
    x, y = 1.5, 2.5
    r = swapped(x, y, 3)
    print("swapped", r, r[0] is y, r[1] is x)
    for r in [(0, 6, 1), (6, 0, -2), (0, 5, 3), (5, 0, 1), (0, 5, 0), (1, 4, True), (2**62, 2**62 + 3, 1), (2**63 - 2, 2**63 + 1, 1), (0, 3, 1.5)]:
        show("ranges", ranges, *r) if r[0] < 100 else show("ranges", lambda *a: list(range(*a)), *r)
    show("nested", nested, 20)
    show("mixed", mixed, [1, 2.5, "a", 3])
    show("mixed", mixed, ["a", 1])
    show("handled", handled, [1, 0, 2, 0.5, 0.0, -3], 4)
    show("handled", handled, [1], 0)
    log = []
    show("dying", dying, log, 4)
    print(log)
    show("seen_locals", seen_locals, 4)
    print("interrupted", interrupted())


main()
