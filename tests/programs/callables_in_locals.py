# opt: -O0 -O2
"""Loops that call what fast locals and parameters hold: functions, bound methods, methods of built-in types, classes, and what cannot be called."""
import sys
import traceback


class Counter:
    def __init__(self, start=0):
        self.n = start

    def bump(self, by=1):
        self.n += by
        return self.n

    def fail(self, i):
        if i == 7:
            raise ValueError(i)
        return i

    def many(self, a, b, c):
        return self.n + a * b - c

    def __del__(self):
        gone.append(self.n)

    def __call__(self, x):
        return x + self.n


class Child(Counter):
    def bump(self, by=1):
        return super().bump(by) + 100


class Items(list):
    def append(self, x):
        super().append((x,))


class Loud:
    def __init__(self, x):
        self.x = x

    def __del__(self):
        gone.append(("loud", self.x))


gone = []


def applied(f, n):
    out = []
    for i in range(n):
        out.append(f(i))
    return out[:3], out[-1]


def summed(f, n):
    total = 0.0
    for i in range(n):
        total += f(i * 0.5) * 2.0
    return total


def bumped(c, n):
    bump = c.bump
    for i in range(n):
        bump()
    for i in range(n):
        bump(i)
    return c.n


def many(c, n):
    f = c.many
    total = 0
    for i in range(n):
        total += f(i, 2, 3)
    return total


def pushed(items, n):
    push = items.append
    for i in range(n):
        push(i)
    return len(items), items[-1]


def popped(items):
    pop = items.pop
    push = items.append
    total = 0
    while items:
        x = pop()
        total += x
        if x > 2:
            push(x // 3)
    return total


def got(d, n):
    get = d.get
    hits = 0
    for i in range(n):
        if get(i) is not None:
            hits += get(i, 0)
    return hits


def added(n):
    seen = set()
    add = seen.add
    for i in range(n):
        add(i % 17)
    return len(seen)


def swapped(n):
    # The local changes while the loop runs.
    a, b = [], []
    push = a.append
    for i in range(n):
        push(i)
        if i == n // 2:
            push = b.append
    return len(a), len(b)


def replaced(n):
    # The function that a local holds is another one now, while it is called.
    def f(x):
        nonlocal calls
        calls += 1
        return x

    def g(x):
        return -x
    calls = 0
    total = 0
    h = f
    for i in range(n):
        total += h(i)
        if i == n // 2:
            f.__code__ = g.__code__ if not f.__code__.co_freevars else f.__code__
            h = g
    return total, calls


def temporary(n):
    # Nothing but the local holds the object that the method is bound to.
    bump = Counter(3).bump
    for i in range(n):
        bump()
    got = bump()
    bump = None
    return got, gone[-1:]


def last_reference(n):
    # The call ends what it is called with, and by.
    out = 0
    for i in range(n):
        f = Counter(i).bump
        out += f()
        f = None
    return out, len(gone)


def drops(n):
    kept = []
    push = kept.append
    for i in range(n):
        push(Loud(i))
        if len(kept) > 3:
            kept.clear()
    push = None
    return len(gone)


def fails(c, n):
    f = c.fail
    for i in range(n):
        f(i)


def deep(f, n):
    return 1 + f(f, n - 1) if n else 0


def names(f, n):
    import sys as system
    for i in range(n):
        last = f(system)
    return last


def caller_of(system):
    return system._getframe().f_code.co_name, system._getframe(1).f_code.co_name


class Holder:
    handler = None

    def __init__(self, f):
        self.f = f

    def run(self, n):
        total = 0
        for i in range(n):
            total += self.f(i)
        return total

    def handle(self, n):
        total = 0
        for i in range(n):
            if self.handler is not None:
                total += self.handler(i)
        return total

    def changing(self, n):
        total = 0
        for i in range(n):
            total += self.f(i)
            if i == n // 2:
                self.f = len
            if i == n // 2 + 1:
                self.f = lambda x: x - 1
            if self.f is len:
                self.f = str.__len__ if i < 0 else abs
        return total


class Derived(Holder):
    def f(self, x):
        return x * 3

    def __init__(self):
        pass


class Computed(Holder):
    @property
    def f(self):
        return lambda x: x + 5

    def __init__(self):
        pass


def failing(what, *args):
    try:
        print(what(*args))
    except Exception as e:
        frames = traceback.extract_tb(e.__traceback__)
        print(type(e).__name__, e, [(f.name, f.lineno) for f in frames][1:])


def generator(n):
    for i in range(n):
        yield i


def main(size):
    print(applied(lambda x: x * 2, size))
    print(applied(str, size), applied(Counter(5), size), applied(float, size))
    print(summed(lambda x: x + 1.0, size), summed(float, size), summed(abs, size))
    print(bumped(Counter(), size), bumped(Child(), size))
    print(many(Counter(1), size))
    print(pushed([], size), pushed(Items(), size))
    failing(pushed, 5, size)
    print(popped(list(range(size))))
    print(got({i: i for i in range(0, size, 3)}, size))
    print(added(size), swapped(size), replaced(size))
    print(temporary(size), last_reference(size), drops(size))
    failing(fails, Counter(), size)
    failing(applied, 7, size)
    failing(applied, None, size)
    failing(applied, lambda: 1, size)
    failing(applied, lambda x, y: 1, size)
    failing(bumped, Loud(1), size)
    print(deep(deep, 50))
    failing(lambda: deep(deep, 100000) and 1)
    print(names(caller_of, size), applied(generator, 3)[0][0].__name__)
    print([Holder(f).run(size) for f in (abs, lambda x: x + 2, Counter(4).bump, Counter(2), int)])
    print(Derived().run(size), Computed().run(size), Holder(abs).changing(size))
    failing(Holder(None).run, size)
    failing(Holder(lambda x: 1 // (x - 9)).run, size)
    failing(Derived.__mro__[1].run, Holder.__new__(Holder), size)
    h = Holder(abs)
    print(h.handle(size))
    h.handler = lambda x: x * 2
    print(h.handle(size))
    Holder.handler = lambda self, x: x
    print(Holder(abs).handle(size))
    print(len(gone), gone[-3:])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
