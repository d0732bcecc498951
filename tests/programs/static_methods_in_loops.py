# kind: script
# opt: -O0 -O2
"""Static methods, functions of classes and class methods called in loops, while what the names mean changes."""
import sys


class A:
    k = 3

    def __init__(self, v):
        self.v = v

    @staticmethod
    def twice(x):
        return x * 2

    @staticmethod
    def filled(x, y=5):
        return x + y

    @classmethod
    def scaled(cls, x):
        return cls.k * x

    @classmethod
    def make(cls, v):
        return cls(v)

    def plus(self, x):
        return self.v + x

    @staticmethod
    def fails(x):
        return 100 // (x - 7)


class B(A):
    k = 4


class Meta(type):
    def __getattribute__(cls, name):
        if name == "twice":
            return lambda x: -x
        return super().__getattribute__(name)


class Data(type):
    @property
    def twice(cls):
        return lambda x: x + 1000


class Odd(A, metaclass=Meta):
    pass


class Shadowed(A, metaclass=Data):
    pass


class Ends:
    def __del__(self):
        print("end")


def by_class(n):
    total = 0
    for i in range(n):
        total += A.twice(i) + A.filled(i) + A.filled(i, y=i)
    return total


def by_instance(o, n):
    total = 0
    for i in range(n):
        total += o.twice(i)
    return total


def by_any(c, n):
    total = 0
    for i in range(n):
        total += c.scaled(i) + c.make(i).v
    return total


def of_class(n):
    total, a = 0, A(2)
    for i in range(n):
        total += A.plus(a, i)
    return total


def failing(n):
    total = 0
    for i in range(n):
        total += A.fails(i)
    return total


def replacing(n):
    seen = []
    for i in range(n):
        if i == n // 2:
            A.twice = staticmethod(lambda x: x * 100)
        seen.append(A.twice(i))
    A.twice = original
    return seen


def argument_replaces(n):
    def change(i):
        if i == 20:
            A.twice = staticmethod(lambda x: "new")
        return i

    seen = []
    for i in range(n):
        seen.append(A.twice(change(i)))
    A.twice = original
    return seen[18:23]


def temporary(n):
    total = 0
    for i in range(n):
        total += T().twice(i)
    return total


class T(Ends):
    @staticmethod
    def twice(x):
        print("called")
        return x


def said(f, *args):
    try:
        return f(*args)
    except Exception as e:
        tb, lines = e.__traceback__, []
        while tb:
            lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        return type(e).__name__, str(e), lines[1:]


original = A.__dict__["twice"]


def traced():
    events = []

    def trace(frame, event, arg):
        events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
        return trace

    sys.settrace(trace)
    try:
        by_class(2)
        by_any(B, 2)
    finally:
        sys.settrace(None)
    return events


for _ in range(3):
    print(by_class(50), by_instance(A(1), 50), by_any(A, 50), by_any(B, 50), of_class(50), said(by_any, A(1), 5))
    own = A(1)
    own.twice = lambda x: x + 1
    print(by_instance(own, 50), by_instance(A(1), 3), by_instance(A, 50), by_instance(B, 50), by_instance(Odd, 50), by_instance(Shadowed, 50))
    print(by_instance(Odd(1), 50), by_instance(Shadowed(1), 50))
    print(said(failing, 50))
    print(replacing(40))
    print(argument_replaces(40))
    print(temporary(3))
    A.twice = lambda x, y=None: (x if y is None else y) * 3
    print(by_instance(A, 40), by_instance(A(1), 40))
    A.twice = classmethod(lambda cls, x: len(cls.__name__) + x)
    print(by_instance(A, 40), by_instance(B(1), 40))
    A.twice = A.k
    print(said(by_instance, A, 3))
    A.twice = original
    A.scaled = staticmethod(lambda x: x)
    print(by_any(B, 30))
    del A.scaled
    print(said(by_any, A, 3))
    A.scaled = classmethod(lambda cls, x: cls.k * x)
    print(by_any(B, 30))
print(*traced(), sep="\n")
