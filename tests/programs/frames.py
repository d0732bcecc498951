# kind: script
"""Frames looked at while they run: f_locals at several depths, line numbers, f_back walks, inspect, tracebacks kept alive, stack()."""
import inspect
import sys
import traceback


def look(depth=1):
    frame = sys._getframe(depth)
    values = {k: v for k, v in frame.f_locals.items() if isinstance(v, (int, float, str, list))}
    return frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, values


def loops(n):
    total, ratio = 0, 1.0
    seen = []
    for i in range(n):
        total += i
        ratio *= 1.5
        if i % 4 == 3:
            seen.append(look())
    return seen


def callers():
    names, frame = [], sys._getframe()
    while frame is not None and frame.f_code.co_name != "<module>":
        names.append(f"{frame.f_code.co_name}:{frame.f_lineno - frame.f_code.co_firstlineno}")
        frame = frame.f_back
    return names


def through(f, *args):
    local = len(args)
    return f(*args)


def in_expression(x):
    return [x, look(2)[0], (lambda: look(2))()[2], [callers() for _ in range(1)][0]]


def kept():
    secret = [1, 2]

    def inner(n):
        state = f"n is {n}"
        return 1 // n
    inner(0)


def changing():
    a = 1
    first = sys._getframe().f_locals
    b = 2
    second = sys._getframe().f_locals
    a = "new"
    return first is second, sorted(k for k in first), locals()["a"]


def generator():
    x = yield "start"
    while x:
        y = x * 2
        x = yield y


class Thing:
    def __getattr__(self, name):
        frame = inspect.currentframe().f_back
        return f"{name} asked by {frame.f_code.co_name} with {sorted(frame.f_locals)}"

    def __enter__(self):
        self.entered_from = sys._getframe(1).f_lineno - sys._getframe(1).f_code.co_firstlineno
        return self

    def __exit__(self, *exc):
        self.left_from = sys._getframe(1).f_lineno - sys._getframe(1).f_code.co_firstlineno
        return True

    def __add__(self, other):
        return sys._getframe(1).f_lasti > 0, sys._getframe(1).f_locals.get("mark")


def operators():
    mark = 1
    t = Thing()
    first = t + 1
    mark = 2.5
    second = t + 1
    with t as u:
        mark = [
            u.prop,
        ]
        raise KeyError(mark)
    return first, second, mark, t.entered_from, t.left_from


def deleted():
    a, b = 1, 2
    del a
    return sorted(locals()), look()[2]


def main():
    for row in loops(12):
        print(row)
    print(through(callers), through(through, callers))
    print(in_expression(7))
    try:
        kept()
    except ZeroDivisionError as e:
        tb = e.__traceback__
        while tb.tb_next:
            tb = tb.tb_next
        print(tb.tb_frame.f_locals["state"], tb.tb_frame.f_back.f_locals["secret"], tb.tb_lineno == tb.tb_frame.f_lineno)
        print([(f.name, f.line, f.colno, f.end_colno) for f in traceback.extract_tb(e.__traceback__)])
    print(changing(), deleted())
    g = generator()
    next(g), g.send(5)
    print(g.gi_frame.f_locals, inspect.getgeneratorstate(g), inspect.getgeneratorlocals(g))
    print(operators())
    print([f.function for f in inspect.stack()][:2], inspect.signature(through), inspect.getsource(through).splitlines()[0])
    print(inspect.getargvalues(sys._getframe()).args, inspect.getclosurevars(kept).builtins, traceback.format_stack(limit=1)[0].split(",")[1])
    frame = (lambda kept_alive=3: sys._getframe())()
    print(frame.f_locals, frame.f_back is None or frame.f_back.f_code.co_name)
    frame.clear()
    print(frame.f_locals)


if __name__ == "__main__":
    main()
