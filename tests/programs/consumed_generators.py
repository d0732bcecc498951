"""Generator expressions that builtins use up: what they give, what one can see of them meanwhile, and what is left of them."""
import gc
import sys
from fractions import Fraction


class Loud:
    """Says what is done with it, and who is running then."""
    def __init__(self, name, truth=True):
        self.name, self.truth = name, truth

    def where(self):
        frame, names = sys._getframe(2), []
        while frame is not None and len(names) < 3:
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        return names

    def __bool__(self):
        print("bool", self.name, self.where())
        return self.truth

    def __add__(self, other):
        print("add", self.name, self.where())
        return self

    __radd__ = __add__

    def __lt__(self, other):
        print("lt", self.name, self.where())
        return self.name < other.name

    def __gt__(self, other):
        print("gt", self.name, self.where())
        return self.name > other.name

    def __hash__(self):
        print("hash", self.name, self.where())
        return hash(self.name)

    def __eq__(self, other):
        return self.name == other.name

    def __del__(self):
        print("del", self.name, self.where())

    def __repr__(self):
        return f"<{self.name}>"


def frames(x):
    frame, names = sys._getframe(1), []
    while frame is not None and len(names) < 3:
        names.append((frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        frame = frame.f_back
    return f"{x}{names}"


def attempt(function, *args):
    try:
        return function(*args)
    except Exception as e:
        trace, names = e.__traceback__, []
        while trace is not None:
            names.append(f"{trace.tb_frame.f_code.co_name}+{trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno}")
            trace = trace.tb_next
        return type(e).__name__, str(e), names, repr(e.__cause__)


def sums(items):
    print(attempt(lambda: sum(x for x in items)), attempt(lambda: sum(x * 2 for x in items)), attempt(lambda: sum((x for x in items), 10)),
          attempt(lambda: sum((x for x in items), 0.5)), attempt(lambda: sum((x for x in items), Fraction(1, 2))))


def extremes(items):
    print(attempt(lambda: max(x for x in items)), attempt(lambda: min(x for x in items)), attempt(lambda: max((x for x in items), default=None)),
          attempt(lambda: min((x for x in items), key=str)))


def collections(items):
    made = attempt(lambda: list(x for x in items))
    print(made, sys.getsizeof(made), attempt(lambda: tuple(x for x in items)), attempt(lambda: sorted(x for x in items)))
    print(attempt(lambda: sorted(set(x for x in items), key=repr)), attempt(lambda: frozenset(x for x in items) == frozenset(items)),
          attempt(lambda: dict((x, x) for x in items)), attempt(lambda: ",".join(x for x in items)), attempt(lambda: ",".join(str(x) for x in items)))


def found(items):
    g = (x > 2 for x in items)
    print(any(g), g.gi_frame is None, attempt(lambda: list(g)), g.gi_frame is None, any(g), all(g))
    h = (x < 3 for x in items)
    next(h, None)
    print(all(h), h.gi_running, h.gi_frame and h.gi_frame.f_locals.get("x"), sum(h), list(h))


def seen():
    print(list(frames(x) for x in "ab"), sum(len(frames(x)) for x in "ab"), ",".join(frames(x) for x in range(2)), any(not frames(x) for x in "ab"))
    print(max(frames(x) for x in [1, 2]), tuple(frames(x) for x in {"k": 1}), [frames(x) for x in (1, 2)], {frames(x) for x in "a"})
    print([Loud("p"), Loud("q")] == list(Loud(x) for x in "pq"), any(Loud(x, False) for x in "rs"), all(Loud(x) for x in "tu"))
    print(sum(Loud(x) for x in "vw"), max(Loud(x) for x in "xy"), min(Loud(x) for x in "xy"), len(set(Loud(x) for x in "zz")))


def running():
    def state(x):
        frame = sys._getframe(1)
        return g.gi_running, g.gi_frame is frame, sorted(frame.f_locals)
    g = (state(x) for x in range(2))
    print(list(g), g.gi_running, g.gi_frame)
    g = (next(g) for x in range(2))
    print(attempt(lambda: list(g)))
    g = (g.close() for x in range(2))
    print(attempt(lambda: sum(g)))

    def stop(x):
        raise StopIteration(x)
    print(attempt(lambda: list(stop(x) for x in "ab")), attempt(lambda: any(stop(x) for x in "ab")), attempt(lambda: sum(1 // x for x in (1, 0))))
    print(attempt(lambda: max(int(x) for x in ["1", "x"])), attempt(lambda: ",".join("x" + x for x in ["a", 1])), attempt(lambda: tuple(x.no for x in "a")))


def traced():
    heard = []

    def tracer(frame, event, arg):
        if frame.f_code.co_name in ("<genexpr>", "traced"):
            heard.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer

    def begin(x):
        if x == 2:
            sys.settrace(tracer)
        return x
    total = sum(begin(x) for x in range(5))
    sys.settrace(None)
    print(total, heard)


def deep(n):
    return 1 + max(deep(n - 1) for _ in (0,)) if n else 0


def limits():
    def depth(n):
        try:
            return depth(n + 1) if n < 0 else max(depth(n + 1) for _ in (0,))
        except RecursionError:
            return n
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    reached = depth(0)
    sys.setrecursionlimit(old)
    print(deep(30), 40 < reached < 101)


def nested(table):
    return sum(sum(a * b for a, b in zip(row, column)) for row in table for column in zip(*table)), max(max(row) for row in table), \
        any(any(x == 5 for x in row) for row in table), [tuple(x + y for x in row if x % 2) for y, row in enumerate(table)]


def values(n, k):
    """Loops over what comprehensions are given: lists, ranges, others."""
    cells = list(range(n))
    lists = sum(c * k for c in cells), max(c % 7 for c in cells), all(c < n for c in cells), sum(c / 2 for c in cells), sum(c for c in cells if c & 1)
    ranges = sum(c * k for c in range(n)), min(-c for c in range(0, n, 3)), any(c == n - 1 for c in range(n)), len(list(c for c in range(n, 0, -1)))
    others = sum(c * k for c in tuple(cells)), sum(c for c in set(cells)), sum(v for v in {1: k}.values()), sum(i * c for i, c in enumerate(cells)), \
        sum(a * b for a, b in zip(cells, cells)), "".join(c for c in "abc" if c != "b"), sum(c for c in (d + 1 for d in cells)), sum(c for c in map(abs, cells))
    changed = []
    changing = sum(changed.append(c) or cells.pop() for c in cells)
    return lists, ranges, others, changing, len(changed), len(cells)


def main(size):
    big = 2 ** 62
    for items in ([], [1, 2, 3], [1.5, 2, 2.5], [big, big, -big, 1], [1, 2.5, 10 ** 30], [True, False, 3], ["b", "a"], [1, "a"], [Fraction(1, 3), 1],
                  [float("nan"), 1.0], [0.0, -0.0, 0], [[1], [2]], [None], list(range(30)), [2 ** 70, 1], [1.0, 2 ** 70, 2 ** 2000]):
        sums(items)
        extremes(items)
        collections(items)
    for items in ([], [1, 2], [1, 5, 6, 1], [9] * 3):
        found(items)
    seen()
    running()
    traced()
    limits()
    print(nested([[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
    for i in range(5):
        print([sys.getsizeof(list(x for x in range(n))) for n in range(i * 8, i * 8 + 8)])
    gc.collect()
    result = None
    for i in range(max(1, size // 100)):
        result = values(size // 30, i)
    print(result)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
