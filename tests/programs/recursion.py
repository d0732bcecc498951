# bench: 2500
# kind: exception
"""The recursion limit: RecursionError in functions, methods, properties, reprs, comparisons and generators, and life after it."""
import sys


def down(n=0):
    return down(n + 1)


def measure():
    depth = 0

    def go():
        nonlocal depth
        depth += 1
        go()
    try:
        go()
    except RecursionError as e:
        return depth, str(e)


class Knot:
    def __repr__(self):
        return f"<{self!r}>"

    def __eq__(self, other):
        return other == self

    def __getattr__(self, name):
        return getattr(self, name + "x")

    @property
    def loop(self):
        return self.loop

    def __call__(self):
        return self()

    def __hash__(self):
        return hash((self,))


def generator(n):
    yield n
    yield from generator(n + 1)


def catches(n):
    try:
        return catches(n + 1)
    except RecursionError:
        return n


def finally_counts(counts):
    counts[0] += 1
    try:
        finally_counts(counts)
    finally:
        counts[1] += 1


def even(n):
    return n == 0 or odd(n - 1)


def odd(n):
    return n != 0 and even(n - 1)


def nested(n):
    out = []
    for _ in range(n):
        out = [out]
    return out


def tb_depth(e):
    tb, n = e.__traceback__, 0
    while tb:
        tb, n = tb.tb_next, n + 1
    return n


def main(size):
    base, _ = measure()
    for limit in (200, 500, 1000):
        sys.setrecursionlimit(limit)
        depth, text = measure()
        print(limit, base - depth, text)
    sys.setrecursionlimit(400)
    for label, fn in (("call", down), ("repr", lambda: repr(Knot())), ("eq", lambda: Knot() == Knot()), ("attr", lambda: Knot().a), ("property", lambda: Knot().loop),
                      ("callable", Knot()), ("hash", lambda: hash(Knot())), ("generator", lambda: list(generator(0))), ("even", lambda: even(10 ** 6)),
                      ("lambda", lambda: (lambda f: f(f))(lambda f: f(f))), ("sort", lambda: sorted([1, 2], key=lambda x: down())), ("str", lambda: str(nested(1000)))):
        try:
            fn()
            print(label, "returned")
        except RecursionError as e:
            print(label, e, "about", (tb_depth(e) + 15) // 40 * 40)
    counts = [0, 0]
    try:
        finally_counts(counts)
    except RecursionError as e:
        print(counts[0] == counts[1], tb_depth(e) - counts[0])
    print(even(300), catches(0) > 380)
    try:
        sys.setrecursionlimit(1)
    except (RecursionError, ValueError) as e:
        print(type(e).__name__, str(e)[:30])
    sys.setrecursionlimit(1000)
    caught = 0
    for _ in range(size):
        try:
            down()
        except RecursionError:
            caught += 1
    print(caught)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
