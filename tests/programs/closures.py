# bench: 570000
# kind: call
"""Closures: shared cells, nonlocal, late binding, counters, currying, recursion through cells, deleted and empty cells."""
import sys


def counter(start=0):
    n = start

    def up(by=1):
        nonlocal n
        n += by
        return n

    def reset():
        nonlocal n
        n = start

    def peek():
        return n

    return up, reset, peek


def late():
    fns = []
    for i in range(4):
        fns.append(lambda: i)
    return [f() for f in fns], [f() for f in [lambda i=i: i for i in range(4)]]


def layers(a):
    def one(b):
        def two(c):
            nonlocal a, b
            a, b = a + c, b * c
            def three():
                return a, b, c, [a + x for x in (b, c)]
            return three
        return two
    return one


def memoised(fn):
    table = {}

    def inner(*args):
        if args not in table:
            table[args] = fn(*args)
        return table[args]

    inner.table = table
    return inner


def compose(*fns):
    def composed(x):
        for f in reversed(fns):
            x = f(x)
        return x
    return composed


def empty_cell():
    def read():
        return value
    try:
        read()
    except NameError as e:
        print(type(e).__name__, e)
    value = 1
    print(read(), read.__closure__[0].cell_contents)
    del value
    try:
        read()
    except NameError as e:
        print(type(e).__name__, e)
    try:
        read.__closure__[0].cell_contents
    except ValueError as e:
        print(e)
    try:
        value
    except UnboundLocalError as e:
        print(e)
    read.__closure__[0].cell_contents = 7
    return value


def argument_cell(x, *args, y=2, **kw):
    def get():
        return x, args, y, kw
    x += 1
    args += (x,)
    kw["z"] = y
    return get()


def local_recursion(n):
    def go(k, acc):
        return acc if k == 0 else go(k - 1, acc + step(k))

    def step(k):
        return k * (2 if k % 2 else 1)
    return go(n, 0)


def accumulate_over(items):
    total = 0

    def add(x):
        nonlocal total
        total += x

    for item in items:
        add(item)
    return total


def main(size):
    up, reset, peek = counter(10)
    up(), up(5)
    print(peek(), reset(), peek(), up.__code__.co_freevars, counter.__code__.co_cellvars)
    print(late())
    f = layers(1)(2)(3)
    print(f(), f.__qualname__, layers(5)(6)(7)())

    @memoised
    def grid(r, c):
        return 1 if not r or not c else grid(r - 1, c) + grid(r, c - 1)

    print(grid(12, 12), len(grid.table))
    print(compose(str, lambda x: x * 2, abs)(-21), empty_cell(), argument_cell(1, 5, q=3), local_recursion(50))
    total = 0
    up, reset, peek = counter()
    for i in range(size):
        total += up(i & 3)
        if total & 1024:
            reset()
        total += compose(lambda x: x + i, abs)(-i)
    print(total, peek(), accumulate_over(range(size)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
