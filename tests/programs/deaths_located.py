# opt: -O2
# kind: script
"""Where a frame stands, to the column, when an object ends at an op that only drops it: comparisons by identity, results that nobody wants, locals
that are set anew."""
import sys


class Loud:
    def __init__(self, a, b=None):
        self.left = a

    def __del__(self):
        frame = sys._getframe(1)
        first = frame.f_code.co_firstlineno
        line, _, start, end = list(frame.f_code.co_positions())[frame.f_lasti // 2]
        print(frame.f_code.co_name, line - first, start, end)


class Quiet:
    def __init__(self, a, b=None):
        self.left = a


def identity(o, u, n):
    for i in range(n):
        x = 1 if Loud(u, o).left is Loud(u, o) else 2
        y = 1 if Loud(u, o) is u else 2
        z = Loud(u, o) is None
        w = Loud(u, o) is not Loud(u, o)
        if Loud(u, o) is None or Loud(o, u):
            pass
    return x, y, z, w


def dropped(o, n):
    for i in range(n):
        Loud(o); Loud(i)
        x = Loud(o); x = (i, o)
        x = Loud(i); y = x; x = o; y = (
            x)
        x = [Loud(o)]; x = None; del y
    return x


def cells(o):
    x = Loud(o); x = (o,
                      1)

    def inner():
        return x
    return inner


for _ in range(2):
    identity(Quiet(1, 2), Quiet(Quiet(3, 4), 4), 2)
    dropped(Quiet(1), 2)
    cells(Quiet(1))()
