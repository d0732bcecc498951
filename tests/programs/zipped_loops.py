# bench: 60000
# kind: numeric
"""Loops over enumerate and zip: sums, distances, merges, matrices; lists that change meanwhile, ends that are seen, iterators that are left in the middle and gone on with."""
import sys


def dot(xs, ys):
    total = 0.0
    for x, y in zip(xs, ys):
        total += x * y
    return total


def weighted(xs, start=0):
    total = 0
    for i, x in enumerate(xs, start):
        total += i * x
    return total


def blend(a, b, c):
    out = []
    for x, y, z in zip(a, b, c):
        out.append(x * y + z)
    return out


def peaks(xs):
    found = []
    for i, x in enumerate(xs):
        if 0 < i < len(xs) - 1 and xs[i - 1] < x > xs[i + 1]:
            found.append(i)
    return found


def hamming(a, b):
    n = 0
    for x, y in zip(a, b):
        if x != y:
            n += 1
    return n


def edit(a, b):
    previous = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        current = [i]
        for j, y in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (x != y)))
        previous = current
    return previous[-1]


def product(a, b):
    columns = list(zip(*b))
    out = [[0] * len(columns) for _ in a]
    for row, into in zip(a, out):
        for j, column in enumerate(columns):
            s = 0
            for x, y in zip(row, column):
                s += x * y
            into[j] = s
    return out


def steps(xs):
    total = 0
    for a, b in zip(xs, xs[1:]):
        total += abs(b - a)
    return total


def pairs(ps):
    total = 0
    for i, (a, b) in enumerate(ps):
        total += i * a - b
    return total


def characters(text):
    vowels, value, last = 0, 0, None
    for c in text:
        if c in "aeiou\u00e9\u20ac":
            vowels += 1
        elif c.isdigit():
            value = value * 10 % 10007 + ord(c) - 48
        last = c
    return vowels, value, last


def matches(a, b):
    same = []
    for i, (x, y) in enumerate(zip(a, b)):
        if x == y:
            same.append(i)
    for i, x in enumerate(b, 1):
        if x > "m" and i % 2:
            same.append(x)
    for x, y in zip(a, range(3)):
        same.append((x, y))
    it = iter(a)
    for x, y in zip(it, it):
        same.append(x + y)
    return same


# --- What is odd

def grows(xs, most):
    seen = []
    for i, x in enumerate(xs):
        seen.append(x)
        if len(xs) < most:
            xs.append(i * 10)
    return seen


def shrinks(xs, ys):
    seen = []
    for x, y in zip(xs, ys):
        seen.append(x + y)
        if len(ys) > 2:
            ys.pop()
        if x == 3:
            xs.clear()
    return seen


def found(xs, wanted):
    for i, x in enumerate(xs):
        if x == wanted:
            break
        if x is None:
            continue
    else:
        return -1
    return i


def unstable(xs):
    total = 0
    for i, x in enumerate(xs):
        total = total + x
        if i % 3 == 2:
            total = total + i
    return total


def fails(xs, ys):
    total = 0
    try:
        for x, y in zip(xs, ys):
            total += x // y
    except ZeroDivisionError as e:
        return total, x, str(e)
    return total


def apart(xs):
    try:
        for i, x, y in enumerate(xs):
            print(i, x, y)
    except ValueError as e:
        return str(e)


def given(xs, ys):
    for pair in zip(xs, ys):
        yield pair
    for i, x in enumerate(xs):
        yield i - x


def watched(xs, at):
    total = 0
    for i, x in enumerate(xs):
        total += x
        if i == at:
            frame = sys._getframe()
            print(sorted((k, v) for k, v in frame.f_locals.items() if isinstance(v, int)))
    return total


def traced(xs, ys, at):
    lines = []

    def tracer(frame, event, arg):
        if event == "line":
            lines.append((frame.f_lineno - frame.f_code.co_firstlineno, frame.f_locals.get("x")))
        return tracer

    def loop():
        total = 0
        for i, x in enumerate(xs):
            if x == at:
                sys.settrace(tracer)
                sys._getframe().f_trace = tracer
            total += x
        for x, y in zip(xs, ys):
            total -= y
        sys.settrace(None)
        return total

    return loop(), len(lines), lines[:8], lines[-3:]


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        frame = sys._getframe(1)
        print("gone", self.name, frame.f_code.co_name, frame.f_locals.get("total"))

    def __rmul__(self, other):
        return other

    __mul__ = __rmul__


def louds():
    total = 0
    for i, x in enumerate([Loud("a"), Loud("b")]):
        total += x * i
    total += 100
    for x, y in zip([Loud("c"), 2], (Loud("d"), 3)):
        total += x * 2
    return total


class Named:
    def __init__(self, i):
        self.name, self.rows = f"n{i}", [[i, i + 0.5]]


def taken(n):
    """What is found outlives the list that it was found in."""
    out = []
    for wanted in range(n):
        out.append(first(wanted, n))
    return out


def first(wanted, n):
    for i, x in enumerate([Named(k) for k in range(n)]):
        if i == wanted:
            for y in [[k, f"{k}"] for k in x.rows]:
                return x.name, y[1], x.rows[0][1]


def name_of(wanted, n):
    for x in [Named(k) for k in range(n)]:
        if x.name == wanted:
            return x.rows[0]


def largest(n):
    for x, y in zip([k / 3 for k in range(n)], (f"t{k}" for k in range(n))):
        if x > 1:
            return x, y
    for x, y in zip([k / 3 for k in range(n)], [f"t{k}" for k in range(n)]):
        if x > 0.5:
            return y


def strict(xs, ys):
    try:
        for x, y in zip(xs, ys, strict=True):
            pass
    except ValueError as e:
        return str(e)
    return "same"


def shadowed(enumerate, xs):
    return [x for i, x in enumerate(xs)], sum(i for i, x in enumerate(xs))


def counts(xs, start):
    last = None
    for i, x in enumerate(xs, start):
        last = i
    return last


def nested(rows):
    total = 0
    for r, row in enumerate(rows):
        for c, x in enumerate(row):
            if x < 0:
                break
            for d, (y, z) in enumerate(zip(row, rows[r - 1])):
                total += y * z - d
            total += x * (r - c)
    return total


def comprehensions(pairs):
    """Items that are taken apart at once, of whatever gives them."""
    found = []
    for make in (
        lambda ps: [a for a, b in ps],
        lambda ps: [a + b if a is not b else a for a, b in ps],
        lambda ps: {b: a for a, b in ps},
        lambda ps: {a for a, b in ps if b != 2},
        lambda ps: [a for a, b, c in ps],
        lambda ps: [(i, a) for i, (a, b) in enumerate(ps)],
        lambda ps: [a == x for (a, b), x in zip(ps, "ab")],
    ):
        try:
            result = make(pairs())
            found.append(sorted(result, key=str) if isinstance(result, set) else result)
        except (TypeError, ValueError, RuntimeError) as e:
            found.append(f"{type(e).__name__}: {e}")
    return found


def changed(d, how):
    try:
        return [how(d, k) or v for k, v in d.items()]
    except RuntimeError as e:
        return str(e)


GIVERS = [
    lambda: [(1, 2), (3, 4)],
    lambda: [[1, 2], (3, 4), "ab"],
    lambda: ((1, 2), (3, 4, 5)),
    lambda: {"a": 1, "b": 2}.items(),
    lambda: {(1, 2): 3, (4, 5): 6},
    lambda: {(1, 2): 3, 7: 6},
    lambda: {1: (1, 2), 2: [3, 4], 3: "xy"}.values(),
    lambda: {(1, 2)},
    lambda: {7},
    lambda: zip([1, 2, 3], (4, 5)),
    lambda: zip([1, 2], range(5)),
    lambda: zip("ab", "cd"),
    lambda: zip([1], [2], strict=True),
    lambda: zip([1], [2], [3]),
    lambda: zip(*[iter([1, 2, 3, 4, 5])] * 2),
    lambda: zip(*[iter((1, 2, 3, 4, 5, 6, 7))] * 3),
    lambda: (lambda it: zip(it, [7, 8, 9], it))(iter([1, 2, 3, 4, 5, 6])),
    lambda: enumerate([5, 6], 2 ** 63 - 1),
    lambda: enumerate((5, 6), 10 ** 6),
    lambda: enumerate({5: 6}),
    lambda: enumerate(zip([1], [2])),
    lambda: ((x, x + 1) for x in range(2)),
    lambda: map(lambda x: (x, x), [1, 2]),
    lambda: "ab",
    lambda: range(2),
    lambda: [Named(1)],
    lambda: zip([Loud("l")], [Loud("m")]),
]


def main(size):
    n = size
    xs = [i % 17 - 3 for i in range(n)]
    fs = [x / 4 for x in xs]
    print(dot(fs, fs), dot(xs, fs), weighted(xs), weighted(xs, 5), weighted(tuple(xs)), weighted(fs, -2))
    print(sum(blend(xs, fs, xs)), len(peaks(xs)), hamming(xs, xs[1:]), steps(xs), steps(fs))
    k = min(n // 8, 250)
    print(edit(xs[:k], xs[3:k]), edit(tuple(xs[:9]), xs[2:12]), edit("kitten", "sitting"), product([xs[:9], xs[1:10]], [xs[i:i + 4] for i in range(9)]))
    for text in ("a1b2e3", "", "caf\u00e9 5\u20ac", "\U0001f600 9", "x" * 300 + "7"):
        print(characters(text), characters(text[::-1]), matches(text, "a1zzz\u00e95"), matches(text, text))
    print(characters(iter("a1e")), characters(["a", "1", "e2"]), characters({"a": 1}))
    print(pairs([(i, i * 2) for i in range(n)]), pairs([[1, 2]] * 5), nested([xs[i:i + 6] for i in range(min(n, 60))]))
    print(grows([1, 2], 9), shrinks([1, 2, 3, 4, 5], [1, 2, 3, 4]), shrinks([3, 4], [5, 6, 7]), found([1, None, 5], 5), found([1, 2], 9), found((), 1))
    print(unstable([1, 2, 3, 4]), unstable([1, 2.5, 3, True, 10 ** 30, 1j, 2]), unstable((1.5, 2, 3)), fails([9, 8, 7], [1, 2, 0]), fails([9, 8, 7], [1, 2]))
    for odd in ({3: 4, 5: 6}, range(5), {7}, (x for x in (1, 2)), iter([4, 5, 6]), b"ab"):
        print(type(odd).__name__, weighted(odd))
    print(apart([1, 2]), list(given([1, 2, 3], (4, 5))), watched([1, 2, 3, 4], 2), traced([1, 2, 3], [4, 5, 6], 2), traced([1, 2, 3], [4, 5, 6], 9)[:2])
    print(louds())
    for _ in range(2):
        for givers in GIVERS:
            print(comprehensions(givers))
    print(changed({1: 2, 3: 4}, lambda d, k: d.pop(k)), changed({1: 2, 3: 4}, lambda d, k: d.update({k + 9: 1})), changed({1: 0}, lambda d, k: d.clear()))
    print(taken(4), [name_of(f"n{k}", 3) for k in range(4)], largest(5), largest(3), largest(2))
    print(strict([1], [2]), strict([1], [2, 3]), shadowed(lambda xs: [(x, x) for x in xs], [1, 2]), shadowed(enumerate, [5, 6]))
    print(counts([1, 2], 2 ** 63 - 1), counts([1, 2, 3], 2 ** 63 - 2), counts([1, 2], 2 ** 70), counts([], 5), counts([1], True), counts((1, 2), -1))
    try:
        counts([1], 1.5)
    except TypeError as e:
        print(e)
    try:
        dot([1], 5)
    except TypeError as e:
        print(e)
    for _ in range(3):
        for text in ("abc", ["a", "b"], ("x",)):
            print([f"{i}{c}" for i, c in enumerate(text)], hamming(text, "abd"), end=" ")
    print()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
