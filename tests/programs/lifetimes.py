# kind: script
"""Object lifetime to the letter: __del__ order of locals, temporaries, rebinding, exceptions, containers, generators and cycles; weak references."""
import gc
import sys
import weakref


class D:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(f"~{self.name}", end=" ")

    def __add__(self, other):
        return D(f"({self.name}+{other.name})")

    def method(self, *args):
        return self

    def __enter__(self):
        return D(self.name + "'")

    def __exit__(self, *exc):
        print("exit", end=" ")


def line(label):
    print(f"| {label}")


def locals_order():
    a, b, c = D("a"), D("b"), D("c")
    print("body", end=" ")
    return 1


def rebinding():
    x = D("x1")
    x = D("x2")
    print("bound", end=" ")
    del x
    print("deleted", end=" ")
    for x in [D("l1"), D("l2")]:
        print("turn", end=" ")
    print("loop over", end=" ")


def temporaries():
    D("t1") + D("t2") + D("t3")
    print("then", end=" ")
    D("m").method(D("arg"), D("arg2"))
    [D("i0"), D("i1")][1].method()
    print("end", end=" ")


class Place(D):
    """A place that nothing can be stored to."""

    __slots__ = ()
    value = D("old")

    def __getitem__(self, key):
        return D("item")

    def __index__(self):
        return 0

    def __radd__(self, other):
        return D("sum")


def augmented():
    """What a store pops dies as it stood on the stack, not in the order in which it was made."""
    for target in (Place("target"), [1, 2], "text", {}):
        try:
            target[Place("key")] += D("more") if type(target) is Place else Place("more")
        except (TypeError, KeyError) as e:
            print(type(e).__name__, end=" ")
        try:
            target[Place("key")] = D("stored")
        except TypeError as e:
            print(type(e).__name__, end=" ")
    target = None
    Place("holder").value += D("more")
    Place("holder").value = D("stored")


def arguments(a, *rest, **kw):
    del a
    print("in call", end=" ")
    rest = None
    print("rest gone", end=" ")


def raising():
    held = D("held")
    temp = D("temp")
    raise ValueError(D("in exception"))


def catching():
    try:
        raising()
    except ValueError as e:
        print("caught", end=" ")
    print("after", end=" ")


def generator():
    g1 = D("g1")
    try:
        yield g1
        g2 = D("g2")
        yield
    finally:
        print("finally", end=" ")


def swaps():
    a, b = D("a"), D("b")
    a, b = b, None
    print("swapped", end=" ")
    t = (a, D("in tuple"))
    a = None
    t = t[0]
    print("picked", end=" ")


def comprehension():
    return len([D(f"c{i}") for i in range(3)]) + len({i: D(f"v{i}") for i in range(2)})


def weak():
    o = D("weak")
    r = weakref.ref(o, lambda _: print("callback", end=" "))
    s = weakref.WeakSet([o])
    v = weakref.WeakValueDictionary(k=o)
    print(r() is o, len(s), len(v), end=" ")
    del o
    print(r(), len(s), len(v), end=" ")


def cycle():
    a, b = D("cyc1"), D("cyc2")
    a.other, b.other = b, a
    del a, b
    print("unreachable", end=" ")
    gc.collect()


def resurrect():
    saved = []

    class Phoenix(D):
        def __del__(self):
            super().__del__()
            saved.append(self)
    Phoenix("phoenix")
    print(len(saved), end=" ")
    saved.clear()
    print(len(saved), end=" ")


def counts():
    o = object()
    base = sys.getrefcount(o)
    p, q = o, [o, o]
    two = sys.getrefcount(o)
    for _ in range(1000):
        p = (o, [o, {1: o}])
        q = p[1][1][1]
        str(o) and q
        try:
            o.missing
        except AttributeError as e:
            e.obj is o
    del p, q
    return base, two, sys.getrefcount(o)


class Noisy:
    def __del__(self):
        raise RuntimeError("ignored")


def main():
    for fn in (locals_order, rebinding, temporaries, augmented, catching, swaps, comprehension, weak, cycle, resurrect):
        fn()
        line(fn.__name__)
    arguments(D("p"), D("q"), k=D("r"))
    line("arguments")
    g = generator()
    next(g)
    del g
    line("generator dropped")
    g = generator()
    next(g).method()
    next(g)
    g.close()
    line("generator closed")
    with D("ctx") as inner:
        inner = None
        print("with body", end=" ")
    line("with")
    print(counts())
    hook, sys.unraisablehook = sys.unraisablehook, lambda u: print("unraisable:", u.exc_value, end=" ")
    Noisy()
    sys.unraisablehook = hook
    line("noisy")
    global last
    last = D("global at exit")


if __name__ == "__main__":
    gc.disable()
    main()
    print("main is over")
