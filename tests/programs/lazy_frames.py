"""Functions that call one another without frames, and everything that makes the frames appear."""

import signal
import sys
import threading
import traceback


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(20), fib(15.5), fib(True))


# Overflow, other types, errors: somewhere deep.
def grow(n, x):
    if n == 0:
        return x
    return grow(n - 1, x * 3) + 1


print(grow(50, 1), grow(10, 1.5), grow(30, 2**62), grow(3, "ab"[:0] or 7))
try:
    grow(4, "ab")
except TypeError:
    traceback.print_exc(file=sys.stdout)


def divide(n, x):
    y = n * 1000
    if n == 0:
        return 100 / x
    return divide(n - 1, x) + y


print(divide(5, 4), divide(5, 8.0))
for x in (0, 0.0, None):
    try:
        divide(3, x)
    except (ZeroDivisionError, TypeError) as e:
        t = e.__traceback__
        while t:
            print(t.tb_lineno - divide.__code__.co_firstlineno, t.tb_frame.f_locals if t.tb_frame.f_code is divide.__code__ else "")
            t = t.tb_next


# Frames as others see them.
class Peek:
    def __repr__(self):
        return "Peek"

    def __radd__(self, other):
        f = sys._getframe(1)
        out = []
        while f and f.f_code.co_name != "<module>":
            out.append((f.f_code.co_name, f.f_lineno - f.f_code.co_firstlineno, dict(f.f_locals)))
            f = f.f_back
        print(out)
        return other


peeked = Peek()


def inner(k, o):
    return k + o


def outer(n, o):
    big = n * 100000
    same = big
    if n == 0:
        return inner(big, o) + (big is same)
    return outer(n - 1, o) + (1 if big is same else 1000)


def start(o):
    for i in range(3):
        print(outer(i, o))


start(5)
start(peeked)
start(2.5)


# The limit of recursion, to the level.
def down(n):
    if n == 0:
        return 0
    return down(n - 1) + 1


def deepest(f):
    low, high = 1, 5000
    while low < high:
        middle = (low + high + 1) // 2
        try:
            f(middle)
            low = middle
        except RecursionError:
            high = middle - 1
    return low


print(down(300))
sys.setrecursionlimit(400)
first = deepest(down)
second = deepest(down)
print(first == second, 380 < first < 400)
try:
    down(100000)
except RecursionError as e:
    n = 0
    t = e.__traceback__
    while t:
        n += 1
        t = t.tb_next
    print(type(e).__name__, n - first)


def even(n):
    return n != 0 and even(n - 1)


for f in (down, even):
    for i in range(2):
        try:
            f(10**6)
        except RecursionError as e:
            print(f.__name__, e)
sys.setrecursionlimit(20000)
print(down(15000))
sys.setrecursionlimit(1000)


# When arguments die.
class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name)


def keep(o, n):
    o = n + 1
    print("kept")
    return o


def hold(o, n):
    return n + 1


print(keep(Dies("early"), 1), hold(Dies("late"), 1))


# Functions that change under way.
def helper(x):
    return x + 1


def uses(n):
    if n == 0:
        return helper(0)
    return uses(n - 1) + helper(n)


print(uses(10))


class Redefine:
    def __radd__(self, other):
        global helper

        def helper(x):
            return x + 100

        return other


def trigger(n, o):
    if n == 0:
        return 1 + o
    return trigger(n - 1, o) + helper(n)


print(trigger(5, 1), trigger(5, Redefine()), trigger(5, 1), uses(5))
old_helper = helper


def helper(x):
    return x - 1


print(uses(5))
helper.__code__ = (lambda x: x * 2).__code__
print(uses(5))
helper = lambda x: 7
print(uses(5))
del helper
try:
    uses(2)
except NameError as e:
    print(e)
helper = old_helper
uses.__defaults__ = (3,)
print(uses())


# Methods.
class Point:
    scale = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y

    def get(self, i):
        return self.x + i

    def weigh(self, i):
        return self.get(i) * self.scale + self.y

    def norm2(self):
        return self.x * self.x + self.y * self.y


def points(p, n):
    s = 0
    for i in range(n):
        s += p.get(i) + p.weigh(i) + p.norm2()
    return s


p = Point(1, 2)
print(points(p, 100), points(Point(1.5, 2), 100), points(Point(2**70, 2), 10))
Point.scale = 5
print(points(p, 100))
p.scale = 7
print(points(p, 100))
p.get = lambda i: 1000
print(points(p, 100))
Point.get = lambda self, i: -1
print(points(Point(1, 2), 100))
Point.x = property(lambda self: 9)
print(p.norm2(), Point.norm2(p))
del Point.x
try:
    Point.norm2(3)
except AttributeError as e:
    print(e)


def same(x):
    return x


value = 10**20
number = 12345.5
print(same(value) is value, same(number) is number, same(1000) is 1000)


# Signals, threads, tracing.
def forever(n):
    while True:
        if fib(12) < 0:
            return n


def alarm(signum, frame):
    names = []
    while frame:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    print("forever" in names)
    raise KeyboardInterrupt


signal.signal(signal.SIGALRM, alarm)
for i in range(3):
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        forever(1)
    except KeyboardInterrupt:
        print("interrupted")

results = []
old = sys.getswitchinterval()
sys.setswitchinterval(1e-4)
threads = [threading.Thread(target=lambda: results.append(fib(18))) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
sys.setswitchinterval(old)
print(results)


class Tracing:
    def __radd__(self, other):
        def trace(frame, event, arg):
            if frame.f_code.co_name in ("traced", "inner"):
                events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
            return trace

        sys.settrace(trace)
        f = sys._getframe(1)
        while f:
            f.f_trace = trace
            f = f.f_back
        return other


def traced(n, o):
    if n == 0:
        return inner(1, o)
    r = traced(n - 1, o)
    return r + n


events = []
traced(3, 1)
traced(3, Tracing())
sys.settrace(None)
print(events)
print(traced(3, 1))


# Handlers in callers of functions that leave by an exception.
def risky(n, x):
    try:
        if n == 0:
            return 10 % x
        return risky(n - 1, x) + 1
    except ZeroDivisionError:
        return -n
    finally:
        n = n + 1


print(risky(3, 4), risky(3, 0), [risky(k, 0) for k in range(4)])


class Counter:
    __slots__ = ("n", "last")

    def __init__(self):
        self.n = 0
        self.last = None

    def step(self, by):
        self.n = self.n + by
        self.last = by
        return self.n

    def many(self, times, by):
        while times > 0:
            self.step(by)
            times -= 1
        return self.n


class Tally:
    def __init__(self, items):
        self.total = 0
        self.items = items

    def pick(self, i):
        self.total += self.items[i]
        return self.items[i - 1]


def count(c, by):
    return c.many(10, by) + c.step(by)


def tally(t, i):
    return t.pick(i) + t.pick(-1)


c = Counter()
print(count(c, 1), count(c, 2.5), count(c, 2**62), c.n, c.last)
del c.n
try:
    count(c, 1)
except AttributeError as e:
    print(e)
c.n = Dies("replaced")
try:
    c.step(1)
except TypeError as e:
    print(e)
c.n = 1
for items in ([1, 2, 3], (4.5, 5, 6), {0: 1, -1: 2, 1: 3}, "abc", [1, "x"], []):
    t = Tally(items)
    for i in range(3):
        try:
            print(tally(t, i), t.total, end=" ")
        except (IndexError, KeyError, TypeError) as e:
            print(type(e).__name__, e, t.total)


def while_loop(n):
    total = 0
    while n > 0:
        total += same2(n) * n
        n -= 1
    return total


def same2(x):
    return x - 1


print(while_loop(1000), while_loop(10.5), while_loop(3 * 10**6 // 1000))
