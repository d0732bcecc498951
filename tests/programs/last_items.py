# kind: script
# opt: -O0 -O2
"""Who has the items that enumerate and zip gave last: their tuple, until they give others or end. Items that the loop takes out of what it goes over and out
of its variables die when the next ones come, where the loop is left, or with what it goes over."""
import sys
import weakref


class Loud:
    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name

    def __del__(self):
        f = sys._getframe(1)
        line = f.f_lineno - f.f_code.co_firstlineno
        print("  gone", self.name, f.f_code.co_name, line, [k for k, v in f.f_locals.items() if v is not None][:9])


def louds(names):
    return [Loud(n) for n in names]


def broken_off(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        print("turn", i)
        if i == 1:
            break
    print("end")


def broken_off_zip(xs, ys):
    for x, y in zip(xs, ys):
        xs.clear()
        ys.clear()
        x = y = None
        print("turn")
        break
    print("end")


def caught(xs):
    try:
        for i, x in enumerate(xs):
            xs[i] = x = None
            print("turn", i)
            if i == 1:
                raise ValueError(i)
    except ValueError as e:
        print("caught", e)
    print("end")


def raises(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        print("turn", i)
        len(i)


def raises_zip(xs, ys):
    for x, y in zip(xs, ys):
        xs[0] = ys[0] = x = y = None
        try:
            len(5)
        except TypeError:
            print("inner")
        len(4)


def emptied(xs):
    for i, x in enumerate(xs):
        xs.clear()
        x = None
        print("turn", i)
    print("end")


def over(n):
    for i, x in enumerate(louds("ab"[:n])):
        x = None
        print("turn", i)
    print("end")


def replaced(xs, ys):
    for x, y in zip(xs, ys):
        xs[:] = [Loud("n")]
        print("turn", x, y)
        x = y = None
    print("end")


def deopt(xs, at):
    total = 0
    for i, x in enumerate(xs):
        xs[i] = None
        x = None
        total += i if i != at else 1.5
        print("turn", i, total)
    return total


def returned(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        if i == 1:
            return print("ret")


def nested(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        for j, y in enumerate([Loud(f"p{i}"), Loud(f"q{i}")]):
            y = None
            print("inner", j)
        print("turn", i)


def shared(xs):
    for (i, x), y in zip(enumerate(xs), xs):
        xs[i] = x = y = None
        print("turn", i)


def weak(xs):
    refs = [weakref.ref(x, lambda r: print("  cleared")) for x in xs]
    for i, x in enumerate(xs):
        xs[i] = x = None
        print("turn", i, [r() is None for r in refs])
    print([r() is None for r in refs])


class Plain:
    pass


def counts(xs, ys):
    for i, x in enumerate(xs):
        print(sys.getrefcount(x), end=" ")
    for x, y in zip(xs, ys):
        print(sys.getrefcount(x), sys.getrefcount(y), end=" ")
    for x, y, z in zip(xs, ys, ys):
        print(sys.getrefcount(x), sys.getrefcount(y), end=" ")
    print()


def pure(xs):
    n = 0
    for i, x in enumerate(xs):
        if x is None:
            n += i
    return n


def mixed(xs, f):
    n = 0
    for i, x in enumerate(xs):
        if i & 1:
            f(xs, i)
        elif x is None:
            n += 1
    print(n)


def change(xs, i):
    print("change", i)
    xs[i] = None
    xs[i - 1] = None


def numbers(xs):
    s = 0
    for i, x in enumerate(xs):
        s += x
        xs[i] = Loud(f"s{s}") if i % 2 else None
        xs[i] = None
    print(s)


def numbers_zip(xs, ys):
    s = 0
    for x, y in zip(xs, ys):
        s += x * y
        xs[0] = Loud(f"z{s}")
        print("t", s)
        xs[0] = 0
    print(s)


def numbers_kept(xs):
    s = 0
    for i, x in enumerate(xs):
        s += x
        xs[i] = Loud(f"k{i}")
        if i == 3:
            s += 0.5
        if i > 0:
            xs[i - 1] = None
        print("t", i)
    print(s)


def twice(xs):
    for i, x in enumerate(xs):
        pass
    x = None
    print("end")


def strings(text, xs):
    for i, c in enumerate(text):
        print(sys.getrefcount(c) < 9, end=" ")
    for c, x in zip(text, xs):
        xs[0] = x = None
        print(c)


def traced(xs):
    out = []

    def t(frame, event, arg):
        if event == "line":
            out.append(frame.f_lineno - frame.f_code.co_firstlineno)
        return t

    for i, x in enumerate(xs):
        xs[i] = x = None
        print("turn", i)
        if i == 1:
            sys.settrace(t)
            sys._getframe().f_trace = t
    sys.settrace(None)
    print(out)


def grows(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        if i < 3:
            xs.append(Loud(f"g{i}"))
        print("turn", i)


def pops(xs):
    for i, x in enumerate(xs):
        xs.pop(0)
        del x
        print("turn", i)


def stores(xs):
    d = {}
    for i, x in enumerate(xs):
        d[i] = x
        xs[i] = None
        d[i] = None
        x = None
        print("turn", i)


def attributes(xs, b):
    for i, x in enumerate(xs):
        b.a = x
        xs[i] = None
        x = None
        b.a = None
        print("turn", i)


def frames(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        print(sorted(sys._getframe().f_locals))


def comprehended(xs):
    return [xs.__setitem__(i, None) or print("c", i) for i, x in enumerate(xs)]


def given(xs):
    for i, x in enumerate(xs):
        xs[i] = x = None
        yield i


def tuples(ps, qs):
    """Items that are taken apart themselves stay in the list: only their references are counted."""
    t = 0
    for i, (a, b) in enumerate(ps):
        if i & 1:
            t += a * b
        for (c, d), j in zip(qs, (5, 6, 7)):
            t += a * c - b * d * j
            if t % 3 == 0:
                print(sys.getrefcount(ps[i]), sys.getrefcount(qs[j - 5]), end=" ")
        if t % 2 == 0:
            print(sys.getrefcount(ps[i]), end=" ")
            ps[i] = ps[i - 1]
            print(sys.getrefcount(ps[i]), end=" ")
    print(t)


def emptied_inside(xs, ps):
    """What holds the item is emptied in an inner loop, in which nothing is given."""
    for x, (a, b) in zip(xs, ps):
        x = None
        for j in range(3):
            a += b * j
            if j == a % 3:
                xs[0] = None
                xs.clear()
                xs += [Loud(f"n{j}"), Loud(f"m{j}")]
        print("turn", a)


def emptied_elsewhere(xs, ys):
    total = 0
    for x, y in zip(xs, ys):
        x = None
        for j, z in enumerate(ys):
            total += z * j
        if total > 9:
            take(xs, ys)
        print("turn", total)


def take(xs, ys):
    xs[:-1] = [None] * (len(xs) - 1)


def put(xs, b):
    """What takes nothing out of lists, and what does behind it."""
    out, d = ([], {})
    for i, x in enumerate(xs):
        out.append(i)
        b.at = i
        d[i] = b
        if i == 1:
            out.append(None)
        x = None
        xs[i] = len(out)
        print("turn", i)
    print(out, len(d))


def tries(xs):
    for i, x in enumerate(xs):
        try:
            xs[i] = x = None
            if i % 2:
                raise KeyError(i)
            print("turn", i)
        except KeyError:
            print("caught", i)
        finally:
            print("after", i)


def again(xs):
    """Goes on in the middle of the loop, with an iterator of the interpreter."""
    total = 0
    for i, x in enumerate(xs):
        if i % 3 == 1:
            xs[i] = None
        total += i if i % 5 else 0.5
        total = int(total)
        x = None
        print("turn", i, end=" ")
    print(total)


def same():
    """Two items that are one, and one that is in the other."""
    loud = Loud("u")
    return [[loud], loud]


LOOPS = [
    (broken_off, lambda: [louds("abc")]),
    (broken_off_zip, lambda: [louds("ab"), louds("cd")]),
    (caught, lambda: [louds("abc")]),
    (emptied, lambda: [louds("abc")]),
    (over, lambda: [1]),
    (over, lambda: [2]),
    (replaced, lambda: [louds("ab"), louds("cd")]),
    (deopt, lambda: [louds("abcd"), 2]),
    (deopt, lambda: [louds("abcd"), 9]),
    (returned, lambda: [louds("abc")]),
    (nested, lambda: [louds("abc")]),
    (shared, lambda: [louds("abc")]),
    (weak, lambda: [[Plain() for _ in range(3)]]),
    (counts, lambda: [[Plain(), [], "xyz" * 2, (1, [])], ["ab" * 3, Plain(), [], {}]]),
    (mixed, lambda: [louds("abcdef"), change]),
    (numbers, lambda: [[1, 2, 3, 4, 5]]),
    (numbers_zip, lambda: [[1, 2, 3], [4, 5.5, 6]]),
    (numbers_kept, lambda: [[1, 2, 3, 4, 5, 6]]),
    (numbers_kept, lambda: [[1.5, 2, 3, 4, 5, 6]]),
    (twice, lambda: [[Loud("t")] * 2]),
    (twice, lambda: [same()]),
    (strings, lambda: ["a\u20ac\u20adb", louds("abcd")]),
    (strings, lambda: ["ab", louds("abcd")]),
    (traced, lambda: [louds("abcd")]),
    (grows, lambda: [louds("ab")]),
    (pops, lambda: [louds("abcd")]),
    (stores, lambda: [louds("abc")]),
    (attributes, lambda: [louds("abc"), Plain()]),
    (frames, lambda: [louds("ab")]),
    (comprehended, lambda: [louds("abc")]),
    (tuples, lambda: [[(1, 2), [3, 4], (5, 6), (7, 8)], [(k, k + 1) for k in range(3)]]),
    (emptied_inside, lambda: [louds("abc"), [(1, 2), (3, 4), (5, 6)]]),
    (emptied_elsewhere, lambda: [louds("abcd"), [1, 2, 3, 4]]),
    (put, lambda: [louds("abcd"), Plain()]),
    (tries, lambda: [louds("abcde")]),
    (again, lambda: [louds("abcdefghijkl")]),
    (raises, lambda: [louds("abc")]),
    (raises_zip, lambda: [louds("ab"), louds("cd")]),
    (pure, lambda: [[None, Plain(), None]]),
    (pure, lambda: [[1, 2, None]]),
    (lambda xs: next(given(xs)), lambda: [louds("abc")]),
]


def main():
    for _ in range(3):
        for loop, make in LOOPS:
            print(loop.__name__)
            try:
                print(loop(*make()))
            except TypeError as e:
                print("out", e)


main()
