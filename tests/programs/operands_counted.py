# opt: -O0 -O2
"""How many references special methods find to the operands: those of the value stack, and no other of a register's."""
import sys
from collections import Counter

seen = Counter()


def count(o, getrefcount=sys.getrefcount):
    return getrefcount(o)


def note(name, *operands):
    seen[(name, *map(count, operands))] += 1


class Value:
    def __add__(self, other):
        note("add", self, other)
        return self

    def __iadd__(self, other):
        note("iadd", self, other)
        return self

    def __rsub__(self, other):
        note("rsub", self, other)
        return self

    def __matmul__(self, other):
        note("matmul", self, other)
        return self

    def __pow__(self, other):
        note("pow", self, other)
        return self

    def __eq__(self, other):
        note("eq", self, other)
        return True

    def __lt__(self, other):
        note("lt", self, other)
        return NotImplemented

    def __gt__(self, other):
        note("gt", self, other)
        return True

    def __le__(self, other):
        note("le", self, other)
        return [1]

    def __neg__(self):
        note("neg", self)
        return self

    def __invert__(self):
        note("invert", self)
        return self

    def __bool__(self):
        note("bool", self)
        return True

    def __contains__(self, other):
        note("contains", self, other)
        return True

    def __setitem__(self, key, value):
        note("setitem", self, key, value)


class Other:
    """It has no operators of its own."""


class Item(Value):
    def __getitem__(self, key):
        note("getitem", self, key)
        return self


def of_locals(n):
    a, b, other = Value(), Value(), Other()
    for _ in range(n):
        a + b, other - a, a @ b, a**b, a == b, a != b, -a, ~a, not a, b in a
        if a < b < a > other:
            a[b] = other
        if a <= b:
            c = a
            c += b


def of_temporaries(n):
    b, other = Value(), Other()
    for _ in range(n):
        Value() + b
        b + Value()
        Value() + Value()
        other - Value()
        Value() @ b
        Value() == Value()
        -Value()
        ~Value()
        not Value()
        Value() in b
        if b < Value() > Other():
            Value()[Value()] = Value()
        if Value() <= b:
            c = Value()
            c += Value()


def of_attributes(o, n):
    for _ in range(n):
        o.a + o.b
        o.a @ o.b
        o.a == o.b
        o.l[0] + o.l[1]
        o.l[0] < o.l[1]
        o.a in o.b
        o.l[o.i] = o.a
        o.a += o.b


def of_globals(n):
    for _ in range(n):
        A + B
        A == B
        A @ B
        -A
        not A
        A in [B]
        A in (B, A)


def once(o):
    return o[o], o.a[o.b]


def report(title):
    print(title)
    for key, times in seen.items():
        print("   ", *key, times)
    seen.clear()


A, B = Value(), Value()
owner = Item()
owner.a, owner.b, owner.i, owner.l = Item(), Value(), 0, [Value(), Value()]
for n in 1, 40, 300:
    of_locals(n)
    report(f"locals {n}")
    of_temporaries(n)
    report(f"temporaries {n}")
    of_attributes(owner, n)
    report(f"attributes {n}")
    of_globals(n)
    report(f"globals {n}")
once(owner)
report("subscripts")
