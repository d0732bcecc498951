# opt: -O2
# kind: script
"""Tracing switched on within __init__ and __call__, whose caller is the runtime: instances are made all the same."""
import sys

events = []


def tracer(frame, event, arg):
    if frame.f_code.co_name not in ("tracer", "show"):
        events.append((frame.f_code.co_name, event, frame.f_lineno - frame.f_code.co_firstlineno))
    return tracer


class Made:
    def __init__(self, n):
        self.n = n
        if n == 2:
            sys.settrace(tracer)
            sys._getframe(1).f_trace = tracer
        self.twice = n * 2

    def __call__(self, k):
        if k == 3:
            sys.settrace(tracer)
            sys._getframe(1).f_trace = tracer
        return self.n + k


def made(n):
    total = 0
    for i in range(n):
        total += Made(i).twice
        total += 1
    sys.settrace(None)
    return total


def called(n):
    one, total = Made(1), 0
    for i in range(n):
        total += one(i)
        total += 1
    sys.settrace(None)
    return total


def show(function):
    events.clear()
    print(function.__name__, function(5))
    for event in events:
        print("   ", *event)


for _ in range(3):
    show(made)
    show(called)
