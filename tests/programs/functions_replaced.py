# kind: script
# opt: -O0 -O2
"""Functions that are replaced while their arguments are computed and while they run: what is called lives as long as its call."""

class A:
    def __init__(self): self.v = 1
    def plus(self, x): return self.v + x
    @staticmethod
    def twice(x): return x * 2
def fresh(name):
    ns = {}
    f = A.__dict__[name]
    f = getattr(f, "__func__", f)
    g = type(f)(f.__code__, f.__globals__)
    setattr(A, name, staticmethod(g) if name == "twice" else g)
def change(name, i):
    if i % 7 == 3:
        fresh(name)
        [bytearray(152) for _ in range(50)]
    return i
def by_local_class(c, n):
    seen = 0
    for i in range(n):
        seen += c.twice(change("twice", i))
    return seen
def by_local(o, n):
    seen = 0
    for i in range(n):
        seen += o.plus(change("plus", i))
    return seen


def renewed(f):
    g = type(f)(f.__code__, f.__globals__, f.__name__, f.__defaults__)
    return g


def alone(x):
    if x % 7 == 3:
        global alone
        alone = renewed(alone)
        [bytearray(152) for _ in range(50)]
        return x + len(text)
    return x


def by_global(n):
    total = 0
    for i in range(n):
        total += alone(i)
    return total


def change_alone(i):
    global alone
    alone = renewed(alone)
    [bytearray(152) for _ in range(50)]
    return i


def by_argument(n):
    total = 0
    for i in range(n):
        total += alone(change_alone(i))
    return total


class B:
    def __init__(self, x):
        if x % 7 == 3:
            B.__init__ = renewed(B.__init__)
            [bytearray(152) for _ in range(50)]
            x += len(text)
        self.x = x

    def __add__(self, other):
        if other % 7 == 3:
            B.__add__ = renewed(B.__add__)
            [bytearray(152) for _ in range(50)]
            other += len(text)
        return self.x + other

    def method(self, x):
        if x % 7 == 3:
            B.method = renewed(B.method)
            [bytearray(152) for _ in range(50)]
            x += len(text)
        return x


class C:
    def method(self, x):
        return x


def instances(n):
    total = 0
    for i in range(n):
        total += B(i).x
    return total


def operators(b, n):
    total = 0
    for i in range(n):
        total += b + i
    return total


def methods(b, n):
    total = 0
    for i in range(n):
        total += b.method(i)
    return total


text = "abc"
fresh("twice")
fresh("plus")
for _ in range(4):
    print(by_local_class(A, 200), by_local_class(A(), 200), by_local(A(), 200))
    print(by_global(200), by_argument(200), instances(200), operators(B(0), 200), methods(B(0), 200), methods(C(), 200))
