# opt: -O2
"""
What is called where one level of recursion is left, or none, says so as the interpreter does: at the same place, in the same words. `range` as an
argument: loops over ranges, which differ.
"""
import sys


class V:
    def __init__(self, a):
        self.a = a

    def __lt__(self, other):
        return self.a < other.a

    def __eq__(self, other):
        return (self.a,) == (other.a,)

    def __hash__(self):
        return hash((self.a, 1))

    def __add__(self, other):
        return self.a

    def __getitem__(self, i):
        return i

    def __bool__(self):
        return True

    def __call__(self, x):
        return x

    def __contains__(self, x):
        return True

    def method(self):
        return self.a


class Framed:
    """Its method needs a frame."""

    def __init__(self, a):
        self.a = a

    def __lt__(self, other, *, k=1):
        return self.a < other.a


class W(V):
    def __init__(self, a):
        super().__init__(a)


v = V(1)
w = V(2)
framed = Framed(1)


def make(n):
    return V(1)


def make_derived(n):
    return W(1)


def make_some(n):
    return [V(i) for i in range(3)]


def less(n):
    return v < w


def equal(n):
    return v == w


def hashed(n):
    return hash(v)


def add(n):
    return v + w


def item(n):
    return v[1]


def truth(n):
    return 1 if v else 2


def call(n):
    return v(1)


def contains(n):
    return 1 in v


def method(n):
    return v.method()


def least(n):
    return min(v, w)


def least_framed(n, *, k=1):
    return min(framed, Framed(2))


def numbers(n, *, k=1):
    return n < 5


def text(n):
    return f"{n}{v.a!r}" + str(3) + str(2.5)


def tuples(n):
    return (1, n) < (1, 2)


def lists(n):
    return [1, n] == [1, 2]


def isinstances(n):
    return isinstance(n, int), isinstance(n, (int, str))


def deep(function, n):
    if n == 0:
        return function(n)
    return deep(function, n - 1)


def itself(n):
    if n == 0:
        return V(1) < w, V(2) == w
    return itself(n - 1)


def place(error):
    trace, levels = error.__traceback__, 0
    while trace:
        levels += 1
        last = trace.tb_frame.f_code.co_name, trace.tb_lineno
        trace = trace.tb_next
    return str(error), levels, last


def limits(function):
    found = []
    for n in range(90, 109):
        try:
            if function is itself:
                itself(n)
            else:
                deep(function, n)
            found.append(None)
        except RecursionError as error:
            found.append(place(error))
    return found


def make_in_loop(n):
    for i in range(3):
        V(i)


WAYS = [make, make_derived, make_some, less, equal, hashed, add, item, truth, call, contains, method, least, least_framed, numbers, text, tuples, lists, isinstances, itself]

if __name__ == "__main__":
    sys.setrecursionlimit(110)
    for _ in range(2):
        for way in [make_in_loop] if "range" in sys.argv else WAYS:
            print(way.__name__, limits(way)[-6:])
