# opt: -O0 -O2
"""Functions that C code calls: keys of sorts, methods that slots call, callbacks; their frames, exceptions, references, and what replaces them."""
import functools
import sys
import traceback


def key(x):
    return -x


def first(row):
    return row[0]


def fails(x):
    if x == 3:
        raise ValueError(x)
    return x


def default(x, y=2, *, z=3):
    return x + y + z


def many(*args, **kwargs):
    return len(args), sorted(kwargs)


def steps(n):
    for i in range(n):
        yield i


def names(x):
    frame = sys._getframe()
    found = []
    while frame is not None:
        found.append(f"{frame.f_code.co_name}:{frame.f_lineno - frame.f_code.co_firstlineno}")
        frame = frame.f_back
    return x, tuple(found[:3])


def counts(x):
    return sys.getrefcount(x) - 2


class Version:
    def __init__(self, n):
        self.n = n

    def __lt__(self, other):
        return self.n < other.n

    def __eq__(self, other):
        return self.n == other.n

    def __hash__(self):
        return self.n % 3

    def __repr__(self):
        return f"v{self.n}"

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if i >= self.n:
            raise IndexError(i)
        return i

    def __index__(self):
        return self.n

    def __call__(self, x):
        return self.n * x


def sorts(n):
    rows = [(i * 7 % 11, i) for i in range(n)]
    out = [sorted(range(n), key=key)[:3], sorted(rows, key=first)[:3], max(rows, key=lambda r: -r[1]), min(rows, key=first)]
    versions = [Version(i * 5 % 7) for i in range(n)]
    out.append(sorted(versions)[:4])
    out.append(len({v: 1 for v in versions}))
    out.append((Version(3) in versions, versions.index(Version(4)), versions.count(Version(2))))
    out.append((list(reversed(Version(4))), list(Version(3)), [1, 2, 3, 4][Version(2)], range(10)[Version(3)]))
    return out


def callbacks(n):
    out = []
    for i in range(n):
        out = [list(map(default, [1, 2])), list(map(default, [1, 2], [5, 6])), list(filter(first, [(0,), (1,)])),
               functools.reduce(lambda a, b: a * 2 + b, range(8)), functools.partial(many, 1, a=2)(3, b=4), list(map(many, [1], [2], [3])),
               [list(g) for g in map(steps, [1, 3])], list(map(Version(3), [1, 2])), list(map(names, "a")), list(map(counts, [object()])),
               [*map(fails, [1, 2])], list(zip(map(key, [1, 2]), iter(steps(3).__next__, 2)))]
    return out


def exceptions(n):
    found = []
    for i in range(n):
        try:
            sorted([1, 3, 2], key=fails)
        except ValueError as e:
            found.append([(f.f_code.co_name, line - f.f_code.co_firstlineno) for f, line in traceback.walk_tb(e.__traceback__)])
        for call in (lambda: list(map(key)), lambda: list(map(key, [1], [2])), lambda: list(map(first, [5])), lambda: sorted([Version(1), 2])):
            try:
                print(call())
            except (TypeError, AttributeError) as e:
                found.append(str(e))
    return found[-5:]


def deep(n):
    return 0 if n == 0 else 1 + max([n - 1], key=lambda x: 0) - (n - 1) + sum(map(deep, [n - 1]))


def recursion():
    print(deep(40))
    try:
        deep(10**5)
    except RecursionError as e:
        print(str(e).split(" while")[0])


def down(n, *more):
    return 0 if n == 0 else 1 + down_again(n - 1)


def down_again(n):
    return 0 if n == 0 else 1 + down(n - 1)


def deeper():
    """Where the C stack is used up the interpreter goes on, which calls these without it."""
    print(list(map(down, range(40)))[-1], list(map(down_again, range(40)))[-1])
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200000)
    print(down(100000), down_again(100000))
    sys.setrecursionlimit(limit)


def changes(n):
    """Code, defaults and the function's natively running self are looked at at each call."""
    out = []
    for i in range(n):
        out.append((sorted([1, 2], key=key), list(map(default, [1]))))
        if i == 2:
            key.__code__ = fails.__code__
            default.__defaults__ = (100,)
            default.__kwdefaults__ = {"z": 50}
        if i == 3:
            key.__code__ = (lambda x: -x).__code__
            default.__code__ = (lambda x, *rest: (x, rest)).__code__
        try:
            out.append(sorted([4, 3], key=key))
        except ValueError as e:
            out.append(repr(e))
    return out


def traced(n):
    events = []

    def tracer(frame, event, arg):
        events.append((event, frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno))
        return tracer

    def switches(x):
        if x == 2:
            sys.settrace(tracer)
        if x == 4:
            sys.settrace(None)
        return x

    for i in range(n):
        sorted([1, 2, 3, 4, 5], key=switches)
    return len(events), events[:12]


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("dies", self.name)


def lets_go(x):
    x = x.name
    print("let go", x)
    return x


def ends():
    for i in range(2):
        print(list(map(lets_go, [Dies(i)])), list(map(lets_go, (Dies(j) for j in "ab"))))


def main(n):
    for line in sorts(n) + callbacks(n) + exceptions(n):
        print(line)
    recursion()
    deeper()
    print(traced(3))
    ends()
    print(changes(6))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
