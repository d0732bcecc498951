# opt: -O2
# kind: script
"""A tracer switched on by an operator of which a branch depends, in loops on machine numbers: the next event is that of the next line."""
import sys

events = []


def note(frame, event, arg):
    events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return note


def on():
    """Traces the caller of the method that calls this."""
    sys.settrace(note)
    sys._getframe(2).f_trace = note


class On:
    """Switches the tracer on when it is asked for the `at`th time; gives `result`."""

    def __init__(self, at, result):
        self.left = at
        self.result = result

    def __lt__(self, other):
        self.left -= 1
        if self.left == 0:
            on()
        return self.result

    __eq__ = __contains__ = __getitem__ = __lt__

    def __bool__(self):
        self.left -= 1
        if self.left == 0:
            on()
        return self.result


def less(n, x):
    total = 0.5
    for i in range(n):
        if i == 3 and x < i:
            total += 3
        total = total * 1.5 + i
    return total


def equal(n, x):
    total = 0.5
    for i in range(n):
        total = total * 1.5 + i
        if x == i:
            continue
        total += 1
    return total


def item(n, x):
    i = 0
    while i < n and x[i]: i += 1
    while x:
        i += 1
        if i > 6: return i
        continue
    return i


def contained(n, x):
    total = 0
    for i in range(n):
        for j in range(i):
            if j in x: total += j
            else:
                total -= 1
        total *= 2
    return total


def truth(n, x):
    i = 0
    total = 0.0
    while i < n:
        i += 1
        if not x:
            total += i * 0.5
            continue
        total -= i
    return total


for f in less, equal, item, contained, truth:
    for result in False, True:
        for at in range(1, 9):
            r = f(5, On(at, result))
            sys.settrace(None)
            print(f.__name__, result, at, r, *events)
            events.clear()
