# opt: -O0 -O2
# kind: script
"""Loops over ranges in functions that are called without frames: whoever looks from inside the loop sees the frame, its locals and its line; what is left
in the middle goes on with the next item; ints of any size, steps of any sign, and what is no int are told apart as the interpreter does."""
import builtins
import gc
import sys


def look(note):
    frame, seen = sys._getframe(1), []
    while frame is not None and frame.f_code.co_name != "main":
        names = {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, str, list))}
        seen.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, sorted(names.items())))
        frame = frame.f_back
    print(note, seen)


class Box:
    def __init__(self, n):
        self.data = [0] * n
        self.total = 0

    def fill(self, k):
        for i in range(len(self.data)):
            k = k * 7 % 101
            self.data[i] = k
        return k

    def sum(self):
        for i in range(len(self.data)):
            self.total += self.data[i]
        return self.total


def up(n):
    s = 0
    for i in range(n):
        s = s * 3 + i & 0xFFFF
    return s


def between(a, b):
    s = 0
    for i in range(a, b):
        s += i
    return s


# What speaks of itself is taken to be short; above 64 items it is left.
def stepped(a, b, c):
    if c is None:
        return stepped(a, b, 1)
    out = []
    for i in range(a, b, c):
        out.append(i)
    return out


def last(n):
    if n is None:
        return last(3)
    for i in range(n):
        seen.append(i)
    return i


seen = []


def found(xs, wanted):
    for i in range(len(xs)):
        if xs[i] == wanted:
            seen.append(i)
            break
    else:
        return -1
    return i


def pairs(n):
    s = 0
    for i in range(n):
        for j in range(i, n, 2):
            if j == 5:
                continue
            s += i * j
    return s


def seen_from(n, at):
    if at is None:
        return seen_from(n, 1)
    s = ""
    for i in range(n):
        for j in range(2):
            if i == at and j == 1:
                look("inside")
            s += "x"
    return s


def seen_at(a, b, c, at):
    if c is None:
        return seen_at(a, b, 1, at)
    out = []
    for i in range(a, b, c):
        for j in range(len(out), 5, 2):
            if (i, j) == at:
                look("at")
            out.append((i, j))
    return out


def fails(n, xs):
    if xs is None:
        return fails(n, [])
    s = 0
    for i in range(n):
        s += abs(xs[i])
        seen.append(s)
    return s


def shadowed(n, range):
    s = 0
    for i in range(n):
        s += i
    return s


def reassigned(n):
    s = 0
    for i in range(n):
        s += i
        n = i = 100
    return s, i, n


def recursive(n):
    s = 1
    for i in range(n):
        s += recursive(i)
    return s


def permutations(xs, k, out):
    if k == len(xs):
        out.append(tuple(xs))
    for i in range(k, len(xs)):
        xs[k], xs[i] = xs[i], xs[k]
        permutations(xs, k + 1, out)
        xs[k], xs[i] = xs[i], xs[k]
    return out


def to_the_end(n):
    if n is None:
        return to_the_end(1)
    for i in range(2**63 - 1 - n, 2**63 - 1):
        look("end") if i == 2**63 - 2 else None
    return i


def wide_steps(step):
    if step is None:
        return wide_steps(2**61)
    k = 0
    for i in range(-(2**62), 2**62, step):
        k += 1
        seen.append(i)
    return i, k


def made(n):
    r = range(n)
    s = 0
    for i in r:
        s += i
    return s, len(r), r


def made_inside(n):
    return made(n)[0] + 1


def listed(n):
    return list(range(n)), sum(range(n)), 3 in range(n)


def allocates(n):
    if n is None:
        return allocates(0)
    keep = []
    for i in range(n):
        keep.append([i])
    return len(keep)


def kept(n):
    if n is None:
        return kept(1)
    for i in range(n):
        x = [i]
        if i == n - 1:
            return x, i


def attempt(fn, *args):
    try:
        print(fn.__name__, fn(*args))
    except Exception as e:
        tb, lines = e.__traceback__, []
        while tb is not None:
            lines.append(tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno)
            tb = tb.tb_next
        print(fn.__name__, type(e).__name__, e, lines)


class Index:
    def __index__(self):
        look("__index__")
        return 3


def main():
    box, k = Box(4), 1
    for turn in range(300):
        k = box.fill(k)
        up(turn % 5)
        between(turn % 3, 6)
        stepped(0, turn % 9, 2)
        found([1, 2, 3], turn % 5)
        pairs(turn % 7)
        seen_from(turn % 4, 100)
        seen_at(0, turn % 9, 2, None)
        fails(turn % 3, [1, 2, 3])
        reassigned(3)
        recursive(turn % 4)
        shadowed(3, range)
        made(turn % 5)
        listed(5)
        allocates(turn % 3)
        last(1 + turn % 3)
        kept(1 + turn % 3)
    print(k, box.data, box.sum(), up(10), between(3, 9), between(9, 3), last(7), recursive(6))
    print(stepped(0, 10, 3), stepped(10, 0, -3), stepped(5, 5, 1), stepped(-7, 7, 5), stepped(3, 2, 1))
    print(found([4, 5, 6], 6), found([4, 5, 6], 7), found([], 1), pairs(9), reassigned(4))
    print(seen_from(3, 1), seen_from(1, 0))
    print(seen_at(1, 20, 3, (4, 3)), seen_at(9, -9, -4, (9, 2)), seen_at(0, 3, None, (0, 0)))
    print(len(permutations([1, 2, 3, 4], 0, [])), permutations([1, 2, 3], 0, [])[-2:])
    print(to_the_end(3), wide_steps(2**61), wide_steps(2**62 - 1), made(5), listed(4), kept(3))
    attempt(stepped, 0, 5, 0)
    attempt(up, 2.5)
    attempt(up, True)
    attempt(up, None)
    attempt(up, Index())
    attempt(up, -4)
    print(made_inside(Index()))
    attempt(made, 2.5)
    attempt(made, True)
    attempt(last, 0)
    attempt(between, 2**70, 2**70 + 3)
    attempt(between, -(2**63), -(2**63) + 2)
    attempt(between, -(2**63), 2**62) if False else None
    attempt(stepped, 2**63 - 5, 2**63 - 1, 2)
    attempt(stepped, 2**62, -(2**62), -(2**62))
    attempt(fails, 5, [1, 2, 3])
    attempt(fails, 3, [1, "x", 3])
    attempt(shadowed, 3, lambda n: [n, n, n])
    # Long loops, which are left for a frame, now and then among short ones.
    for turn in range(700):
        n = 100 if turn % 300 == 7 else turn % 4
        sizes = allocates(n), len(stepped(0, 3 * n, 3)), kept(n + 1)
    print(sizes, stepped(0, 65, 1)[-1], stepped(0, 64, 1)[-1], stepped(64, -1, -1)[-1], len(seen))
    gc.collect()
    print(allocates(2000), len(permutations(list(range(6)), 0, [])))
    builtins.range, plain = (lambda *a: plain(*a)[::-1]), builtins.range
    try:
        print(up(5), stepped(0, 6, 2), last(4))
    finally:
        builtins.range = plain
    print(up(5), stepped(0, 6, 2), last(4))
    # Tracing that is switched on in the middle.
    events = []

    def tracer(frame, event, arg):
        if frame.f_code.co_name in ("up", "last"):
            events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("i")))
        return tracer

    sys.settrace(tracer)
    up(2)
    last(1)
    sys.settrace(None)
    print(events)


main()
