# opt: -O0 -O2
# kind: script
"""enumerate, zip, reversed, range, strings and sets in functions that are called without frames: items, the ends of what is iterated, who holds the tuples,
what a container that changes meanwhile does, and errors are the interpreter's."""
import sys


def stack():
    frame, names = sys._getframe(1), []
    while frame is not None:
        names.append(f"{frame.f_code.co_name}:{frame.f_lineno - frame.f_code.co_firstlineno}")
        frame = frame.f_back
    return " < ".join(names[1:4])


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name, "in", stack())

    def __repr__(self):
        return f"Loud {self.name}"


def numbered(xs):
    s = 0
    for i, x in enumerate(xs):
        s += i * x
    return s


def numbered_from(xs, n):
    out = []
    for i, x in enumerate(xs, n):
        out.append((i, x))
    return out


def product(xs, ys):
    s = 0
    for x, y in zip(xs, ys):
        s += x * y
    return s


def three(xs, ys, zs):
    out = []
    for t in zip(xs, ys, zs):
        out.append(t)
    return out


def alone(xs):
    out = []
    for t in zip(xs):
        out.append(t)
    return out


def adjacent(xs):
    s = 0
    for x, y in zip(xs, xs[1:]):
        s += y - x
    return s


def chunks(xs):
    it = iter(xs)
    out = []
    for x, y in zip(it, it):
        out.append(x + y)
    return out


def backwards(xs):
    out = []
    for x in reversed(xs):
        out.append(x)
    return out


def numbered_back(xs):
    s = 0
    for i, x in enumerate(reversed(xs)):
        s = s * 10 + i * x
    return s


def nested(xs, ys):
    out = []
    for i, (x, y) in enumerate(zip(xs, ys)):
        out.append(i + x * y)
    return out


def letters(text):
    n = 0
    for c in text:
        if c == "a":
            n += 1
    return n


def members(s):
    n = 0
    for x in s:
        n += x
    return n


def whole(n):
    return list(range(n)), list(enumerate("ab")), list(zip([1], [2])), list(reversed((1, 2, 3))), list(range(n, 0, -2))


def find(xs, wanted):
    for i, x in enumerate(xs):
        if x is wanted:
            return i
    return -1


def grows(xs):
    n = 0
    for i, x in enumerate(xs):
        if i < 3:
            xs.append(x)
        n += 1
    return n


def shrinks(xs):
    n = 0
    for x in reversed(xs):
        xs.pop()
        n += x
    return n


def cleared(xs):
    seen = []
    for x in reversed(xs):
        xs.clear()
        seen.append(x)
    return seen


def changes(d):
    for k in d:
        d.add(k + 100)


def holds(xs):
    last = None
    for t in enumerate(xs):
        if last is not None and last[0] == 1:
            return last, t
        last = t
    return last


def identity(xs):
    ids = set()
    for t in zip(xs, xs):
        ids.add(id(t))
    return len(ids)


def asks(xs):
    for i, x in enumerate(xs):
        if i == 1:
            return stack()
    return None


def drops(n):
    for i, x in enumerate([Loud(f"{n}a"), Loud(f"{n}b")]):
        if i == n:
            return i
    return -1


# At the end of the loop the iterator is the last that has what it goes over.
def drops_back(n):
    xs = [Loud(f"{n}c"), Loud(f"{n}d")]
    for x in reversed(xs):
        xs = x = None
    return n


def drops_tuple(n):
    xs = (Loud(f"{n}e"), n)
    for x in reversed(xs):
        xs = x = None
    return n


def drops_set(n, sets):
    xs = sets.pop()
    for x in xs:
        xs = x = None
    return n


def attempt(fn, *args):
    try:
        print(fn.__name__, fn(*args))
    except Exception as e:
        tb, lines = e.__traceback__, []
        while tb is not None:
            lines.append(tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno)
            tb = tb.tb_next
        print(fn.__name__, type(e).__name__, e, lines)


class Sequence:
    def __len__(self):
        return 3

    def __getitem__(self, i):
        if i == 1:
            print("item from", stack())
        if i > 2:
            raise IndexError
        return i


class Own(list):
    def __iter__(self):
        print("iter from", stack())
        return super().__iter__()

    def __reversed__(self):
        print("reversed from", stack())
        return iter([7])


def main():
    xs, ys = [3, 1, 4, 1, 5], (2, 7, 1, 8)
    for turn in range(300):
        few = xs[: turn % 6]
        numbered(few)
        numbered_from(few, turn)
        product(few, ys)
        three(few, ys, range(turn % 4))
        alone(few)
        adjacent(few)
        chunks(few)
        backwards(few)
        backwards(ys)
        numbered_back(few)
        nested(few, ys)
        letters("banana"[: turn % 7])
        members({1, 2, turn})
        members(frozenset(few))
        whole(turn % 4)
        find(few, 4)
        grows(few[:])
        shrinks(few[:])
        cleared(few[:])
        holds(few)
        identity(few)
        asks(few)
    print(numbered(xs), numbered(ys), numbered(range(5)), numbered_from("ab", 7), numbered_from(xs, -1), numbered_from([9], 2**70))
    print(product(xs, ys), three(xs, ys, "abcdefg"), alone(ys), adjacent(xs), chunks(xs), nested(xs, ys))
    print(backwards(xs), backwards(ys), backwards(range(4)), backwards("abc"), numbered_back(xs), backwards(Sequence()), backwards(Own([1])))
    print(letters("banana"), letters("äaöa"), letters("\U0001f600a"), members({1, 5}), members(frozenset((2,))), whole(3))
    print(find(xs, 5), find(xs, 6), grows([1, 2]), shrinks([1, 2, 3, 4, 5]), cleared([1, 2, 3]), holds(xs), identity(xs), asks(xs))
    print(numbered(Own([1, 2])), product(Own([1, 2]), Sequence()))
    attempt(numbered, 5)
    attempt(numbered, ["x", "y"])
    attempt(numbered, [None])
    attempt(numbered_from, xs, 1.5)
    attempt(product, xs, None)
    attempt(backwards, {1, 2})
    attempt(backwards, {1: 2, 3: 4})
    attempt(backwards, iter(xs))
    attempt(nested, xs, ys[:2])
    attempt(nested, [(1, 2)], [None])
    attempt(changes, {1, 2})
    attempt(members, "abc")
    attempt(members, {"a"})
    attempt(letters, [b"a", "a"])
    for n in range(3):
        print(drops(n), drops_back(n), drops_tuple(n), drops_set(n, [{Loud(f"{n}f")}]))
    it = reversed([1, 2, 3])
    print(next(it), len(backwards([it])), numbered(it), list(it))
    e = enumerate([5, 6, 7])
    print(next(e), holds(e), list(e))


main()
