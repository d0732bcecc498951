# opt: -O2
"""Loops on machine numbers that call small functions: numbers pass in registers, and the frames are right when somebody looks."""

import sys


def weight(i, j):
    return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1)


def weights(n):
    s = 0.0
    for i in range(n):
        for j in range(n):
            s += weight(i, j) * (i - j)
    return s


print(weights(30))


def scaled(x, k):
    return x * k + 1


def run(n, x, k):
    total = 0
    last = x
    for i in range(n):
        last = scaled(i, k)
        total = total + scaled(last, 3)
    return total, last, i


print(run(50, 0, 2), run(50, 0, 2.5), run(50, 0, 2**60), run(5, 0, True))


# The caller's numbers are in its frame when the callee leaves.
class Seer:
    def __init__(self, at):
        self.at = at
        self.calls = 0

    def __rmul__(self, other):
        self.calls += 1
        if self.calls != self.at:
            return other
        f = sys._getframe(1)
        while f.f_code.co_name != "<module>":
            seen = {k: v for k, v in f.f_locals.items() if not isinstance(v, Seer)}
            print(f.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno, seen)
            f = f.f_back
        return other


def look(n, o):
    a = 1
    b = a
    c = 0.5
    flag = False
    for i in range(n):
        a = a + i
        if i % 2:
            b = a
            c = c + b
        flag = a > 10
        a = a + scaled(i, o if i == 7 else 2) * scaled(a, 1)
        if i > 4:
            d = i * 2
    return a, b, c, flag, d


print(look(12, 5))
print(look(12, Seer(1)))
print(look(9, 2.5))


# Exceptions: raised in the callee, caught in the loop and outside of it.
def invert(x):
    return 100 // (x - 5)


def inverted(n):
    s = 0
    bad = 0
    for i in range(n):
        try:
            s += invert(i) + i
        except ZeroDivisionError as e:
            bad = bad + i
            print("caught", i, s, e, e.__traceback__.tb_next.tb_lineno - invert.__code__.co_firstlineno)
    return s, bad


print(inverted(10))


def uncaught(n):
    s = 0.0
    for i in range(n):
        s = s + 1.5 * invert(i)
    return s


try:
    uncaught(10)
except ZeroDivisionError as e:
    t = e.__traceback__
    while t:
        print(t.tb_frame.f_code.co_name, t.tb_lineno, t.tb_lasti >= 0)
        t = t.tb_next
    print(e.__traceback__.tb_next.tb_frame.f_locals)


# The limit of recursion is where it was.
def leaf(i):
    return i + 1


def deep(n):
    if n > 0:
        return deep(n - 1)
    s = 0
    for i in range(3):
        s += leaf(i)
    return s


def deepest():
    low, high = 1, 3000
    while low < high:
        middle = (low + high + 1) // 2
        try:
            deep(middle)
            low = middle
        except RecursionError:
            high = middle - 1
    return low


sys.setrecursionlimit(300)
level = deepest()
print(285 < level < 300)
try:
    deep(level + 1)
except RecursionError as e:
    names = []
    t = e.__traceback__
    while t:
        names.append(t.tb_frame.f_code.co_name)
        t = t.tb_next
    print(names[-1], names.count("deep") - level)
sys.setrecursionlimit(1000)


# Functions that change while the loop runs.
def step(i):
    return i + 1


class Changes:
    def __init__(self, how):
        self.how = how

    def __radd__(self, other):
        global step
        if self.how == "code":
            step.__code__ = (lambda i: i * 100).__code__
        elif self.how == "global":
            step = lambda i: -i
        elif self.how == "delete":
            del step
        return other


def added(a, b):
    return a + b


def changing(n, o):
    s = 0
    for i in range(n):
        s += step(i) + added(i, o if i == 10 else 0)
    return s


original = step
code = step.__code__
print(changing(20, 0))
for how in ("code", "global", "delete"):
    try:
        print(how, changing(20, Changes(how)), changing(5, 0))
    except NameError as e:
        print(how, e)
    step = original
    step.__code__ = code
print(changing(20, 0))
step.__defaults__ = (1,)
print(changing(20, 0))


# Methods.
class Counter:
    def __init__(self):
        self.n = 0

    def add(self, k):
        self.n += k
        return self.n

    def get(self):
        return self.n

    def reset(self):
        self.n = 0


class Other(Counter):
    pass


def count(c, n):
    s = 0
    for i in range(n):
        s ^= c.add(i)
        if i % 50 == 49:
            s += c.get()
            c.reset()
    return s, c.n


print(count(Counter(), 1000), count(Other(), 1000))
c = Counter()
c.n = 2**62 - 100
print(count(c, 60))
c.n = 0.5
print(count.__name__, end=" ")
try:
    print(count(c, 60))
except TypeError as e:
    print(e)


class Stranger(int):
    def __add__(self, other):
        print("add", sys._getframe(2).f_locals["i"], sys._getframe(2).f_locals["s"])
        return 7


c.n = Stranger(5)
print(count(c, 8))
Counter.add = lambda self, k: k
print(count(Counter(), 100))
Counter.add = property(lambda self: lambda k: 3 * k)
print(count(Counter(), 100))


# Tracing that a callee switches on.
events = []


def tracer(frame, event, arg):
    name = frame.f_code.co_name
    if name in ("traced", "added"):
        events.append((name, event, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("i")))
    return tracer


class Traces:
    def __radd__(self, other):
        sys.settrace(tracer)
        sys._getframe(1).f_trace = tracer
        sys._getframe(2).f_trace = tracer
        return other


def traced(n, o):
    s = 0
    for i in range(n):
        s += added(i, o if i == 5 else 1)
    sys.settrace(None)
    return s


print(traced(9, Traces()))
print(events)


# Identity.
def same(x):
    return x


def identities(n):
    kept = 0
    for i in range(1000, 1000 + n):
        j = i * 1000
        a = same(j)
        kept += (a is j) + (same(a) is a)
    return kept


print(identities(50))


def finds(i, table):
    return table[i % 3]


def lookups(n, table):
    s = 0
    for i in range(n):
        s += finds(i, table)
    return s


print(lookups(30, [1, 2, 3]), lookups(30, (1.5, 2.5, 3.5)), lookups(30, {0: 1, 1: 2, 2: 3}))
