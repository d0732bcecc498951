# opt: -O2
# kind: script
"""Fast locals written from outside, by PyFrame_LocalsToFast, while the function runs: as debuggers do. Numbers that a loop
keeps in registers, cells, unbound and deleted names, functions without frames of their own, generators."""
import ctypes
import sys

to_fast = ctypes.pythonapi.PyFrame_LocalsToFast
to_fast.argtypes = [ctypes.py_object, ctypes.c_int]
to_fast.restype = None


def write(depth, clear=False, drop=(), **values):
    """Sets locals of the caller (depth 1) or of who called it; `drop` names those that become unbound."""
    frame = sys._getframe(depth)
    names = frame.f_locals
    names.update(values)
    for name in drop:
        names.pop(name, None)
    to_fast(frame, 1 if clear else 0)


def numbers(n):
    total, half = 0, 0.5
    for i in range(n):
        total += i * 2
        half = half * 1.5 + i
        if i % 1000 == 999:
            write(1, total=-i, half=0.25)
    return total, half


def replaced_by_other_types(n):
    x, seen = 1, []
    i = 0
    while i < n:
        x = x + x
        i += 1
        if i == 20:
            write(1, x=1.5)
        elif i == 40:
            write(1, x="ab")
        elif i == 43:
            write(1, x=[0], i=n - 3)
        seen.append(type(x).__name__)
    return x if not isinstance(x, list) else len(x), seen[18:24], seen[-4:]


def unbound(n):
    value = n
    for i in range(100):
        if i == 60:
            write(1, clear=True, drop=("value",))
        try:
            value = value + 1
        except UnboundLocalError as error:
            return i, str(error)
    return value


def bound_by_others(flag):
    if flag:
        name = 1
    write(1, name="given")
    return name


def iterator(n):
    out = []
    for i in range(n):
        if i == 5:
            write(1, i=1000, n=7)
        out.append(i)
    return out, n


def cells(n):
    count = 0

    def more():
        nonlocal count
        count += 1
        return count

    for i in range(n):
        more()
        if i == 10:
            write(1, count=100)
    return count, more()


def leaf(a, b):
    c = a * b
    return c + a


def through_leaf(n):
    s = 0
    for i in range(n):
        s += leaf(i, 3)
    return s


def caller(n):
    s = 0
    for i in range(n):
        s += noted(i)
    return s


def kept_on_the_stack(n):
    s, out = 1000, []
    for i in range(n):
        t = [s, noted(i),
             noted(i + 1), s]
        out.append((t, t[0] is t[3]))
        s += 1
    half = 0.5
    for i in range(n):
        half = (half +
                opaque(i, *()) *
                2)
    return out[48:52], half


def opaque(i, *rest):
    if i == 50:
        write(2, half=5.0)
    return i


def noted(i):
    if i == 50:
        write(2, s=5)
        write(1, i=7)
    return i


def generator(n):
    x = 0
    for i in range(n):
        x += i
        got = yield x
        if got:
            write(1, x=got)


def drive():
    g = generator(10)
    out = [next(g)]
    for i in range(8):
        out.append(g.send(100 * i if i % 3 == 0 else None))
    return out


def by_tracer():
    seen = []

    def tracer(frame, event, arg):
        if event == "line" and frame.f_code is traced.__code__ and frame.f_locals.get("i") == 3:
            frame.f_locals["s"] = 1000
            seen.append(frame.f_lineno - frame.f_code.co_firstlineno)
        return tracer

    sys.settrace(tracer)
    try:
        result = traced(6)
    finally:
        sys.settrace(None)
    return result, seen


def traced(n):
    s = 0
    for i in range(n):
        s += i
    return s


for again in range(3):
    print(numbers(5000))
    print(replaced_by_other_types(80))
    print(unbound(5))
    print(bound_by_others(again % 2 == 0), bound_by_others(False))
    print(iterator(9))
    print(cells(30))
    print(through_leaf(1000), caller(100), kept_on_the_stack(60))
    print(drive())
    print(by_tracer())
