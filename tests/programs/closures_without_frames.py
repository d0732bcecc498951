# opt: -O2
"""Functions inside functions, and functions that are values, called without frames: what they leave, raise, hold and let go."""
import sys
from _weakref import ref


def counter():
    n = 0

    def up(by):
        nonlocal n
        n += by
        return n

    def get():
        return n
    return up, get


def fib_of(n):
    def fib(k):
        return k if k < 2 else fib(k - 1) + fib(k - 2)
    return fib(n)


def even_odd(n):
    def even(k):
        return True if k == 0 else odd(k - 1)

    def odd(k):
        return False if k == 0 else even(k - 1)
    return even(n), odd(n)


def apply(f, x):
    return f(x)


def twice(f, x):
    return f(f(x))


def inc(x):
    return x + 1


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("end of", self.name)


def held_by_closure(name):
    """The function that is called has the last reference to what it holds."""
    def make():
        d = Dies(name)

        def use(x):
            return x + len(d.name)
        return use
    return make


def call_made(make, x):
    return make()(x)


def unbound():
    def inner():
        return later
    try:
        inner()
    except NameError as e:
        print(type(e).__name__, e)
    later = 3
    return inner()


def replaced():
    """The variable becomes another function, or none, between calls."""
    def f(x):
        return x + 1

    def g(x):
        return f(x) * 2
    out = [g(1)]

    def h(x):
        return "h" * x
    f = h
    out.append(g(2))
    f = len
    out.append(g("abc"))
    f = None
    try:
        g(1)
    except TypeError as e:
        out.append(str(e))
    return out


def lines(e):
    found, tb = [], e.__traceback__
    while tb is not None:
        found.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
        tb = tb.tb_next
    return found


def failing(n):
    def down(k):
        if k == 0:
            raise ValueError("bottom")
        return down(k - 1) + 1
    try:
        down(n)
    except ValueError as e:
        frame = e.__traceback__.tb_next.tb_next.tb_frame
        return lines(e), frame.f_code.co_name, sorted(frame.f_locals)


def looking(n):
    def look(k):
        if k == 0:
            f = sys._getframe()
            names = []
            while f is not None and f.f_code.co_name != "main":
                names.append((f.f_code.co_name, sorted(f.f_locals)))
                f = f.f_back
            return names
        return look(k - 1)
    return look(n)


def holds(n):
    """What a variable held ends when it is set anew."""
    d = Dies("first")

    def put(x):
        nonlocal d
        d = x
        return n

    def name():
        return d.name
    print(name())
    put(Dies("second"))
    print(name())
    r = ref(d)
    put(None)
    return r() is None


class Held:
    def __init__(self, held):
        self.held = held


def found(o):
    sys._getframe(1)
    return o


def augmented(o, by):
    """Behind the call the interpreter copies what it gave."""
    found(o).held += by
    found(o).held *= found(o).held
    return o.held


def endless():
    def again(x):
        return again(x + 1)
    try:
        again(0)
    except RecursionError as e:
        return type(e).__name__


def main():
    up, get = counter()
    print([up(i) for i in range(5)], get(), up(1 << 70), get(), up(0.5))
    print(fib_of(15), even_odd(11))
    print(apply(inc, 3), twice(inc, 1.5), apply(len, "abc"), apply(Dies, "made").name, twice(lambda s: s + "!", "a"))
    try:
        apply(inc, None)
    except TypeError as e:
        print(e, lines(e))
    for i in range(3):
        print(call_made(held_by_closure(f"held {i}"), i))
    print(unbound())
    print(replaced())
    print(failing(5))
    print(looking(3))
    print(holds(4))
    h = Held(1)
    print([augmented(h, i) % 1000 for i in range(6)])
    print(endless())
    print(sys.getrefcount(inc) - sys.getrefcount(apply))


if __name__ == "__main__":
    main()
