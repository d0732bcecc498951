# opt: -O0 -O2
"""Classes that are called without their names: by class methods, as the class of an object, by type(); and what only looks like one."""
import sys


class A:
    def __init__(self, v):
        self.v = v

    @classmethod
    def make(cls, v):
        return cls(v)

    @classmethod
    def pair(cls, v):
        return cls(v), cls(v + 1)

    def again(self):
        return self.__class__(self.v + 1)

    def third(self):
        return type(self)(self.v + 2)

    def __add__(self, other):
        return type(self)(self.v + other.v)


class B(A):
    def __init__(self, v):
        self.v = v
        self.w = -v


class D(A):
    pass


class Meta(type):
    def __call__(cls, *args):
        made = super().__call__(*args)
        made.meta = 1
        return made


class C(A, metaclass=Meta):
    pass


class Lies:
    __class__ = A
    v = 5
    again = A.again
    third = A.third

    def __init__(self, v=0):
        self.n = v


class New(A):
    def __new__(cls, v):
        return 7


class Fails(A):
    def __init__(self, v):
        if v > 3:
            raise ValueError(v, sys._getframe(1).f_code.co_name, sys._getframe().f_lineno)
        self.v = v


def many(n):
    t = 0
    for i in range(n):
        for k in (A, B, C, D):
            o = k.make(i)
            p = o.again()
            q = p.third() + o
            t += q.v + (type(q) is k) + (type(p) is k)
    return t


def call(cls, n):
    return cls(n)


def wrong(x):
    try:
        return x.__class__(1, 2, 3)
    except TypeError as e:
        return str(e)


def failing(n):
    out = set()
    for i in range(n):
        for make in (Fails.make, lambda v: Fails(2).__class__(v), lambda v: type(Fails(1))(v)):
            try:
                make(i)
            except ValueError as e:
                tb, lines = e.__traceback__, []
                while tb:
                    lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
                    tb = tb.tb_next
                out.add((e.args[1:], tuple(lines)))
    return sorted(out)


def replaced(n):
    out = []
    for i in range(n):
        o = D(i)
        if i == n // 2:
            o.__class__ = B
        if i == n // 2 + 3:
            D.__init__ = lambda self, v: setattr(self, "v", v * 100)
        out.append((o.again().v, type(o.third()).__name__))
    del D.__init__
    return out[0], out[n // 2], out[-1]


print(many(300))
print([(type(Lies().again()).__name__, type(Lies().third()).__name__, New.make(3)) for _ in range(100)][-1])
print([call(x, "3") for x in (int, str, list, len, float, New) * 30][-6:])
print([wrong(x) for x in (3, A(1), "a", [], C(2)) * 30][-5:])
print(failing(40))
print(replaced(60))
print([(x.v, y.v, type(y).__name__) for x, y in (B.pair(i) for i in range(50))][-1])
