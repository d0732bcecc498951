# kind: script
"""Stacks as others see them: faulthandler, sys._current_frames from another thread, traceback.walk_stack, inspect.stack, warnings'
stacklevel, from the depth of functions that are otherwise run without frames."""
import faulthandler
import inspect
import re
import sys
import tempfile
import threading
import traceback
import warnings


def dumped():
    with tempfile.TemporaryFile("w+") as file:
        faulthandler.dump_traceback(file, all_threads=False)
        file.seek(0)
        lines = file.read().splitlines()
    return [re.sub(r"0x[0-9a-f]+|File \S+", "", line).strip() for line in lines]


def down(n, see):
    if n == 0:
        return see()
    return down(n - 1, see)


def add(a, b):
    return a + b


def looked_at(n, see):
    total = 0
    for i in range(n):
        total = add(total, i)
        if i == n - 2:
            seen = see()
    return total, seen


def walked():
    return [(f.f_code.co_name, line - f.f_code.co_firstlineno) for f, line in traceback.walk_stack(None)]


def inspected():
    return [(f.function, f.lineno, f.code_context[0].strip(), f.index) for f in inspect.stack()[:4]]


def warned():
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        for level in (1, 2, 3, 4):
            warnings.warn("here", stacklevel=level)
    return [w.lineno for w in found]


def locals_up():
    frame = sys._getframe(1)
    out = []
    while frame is not None and frame.f_code.co_name != "<module>":
        out.append((frame.f_code.co_name, sorted(k for k in frame.f_locals if k not in ("see", "seen")), frame.f_locals.get("n")))
        frame = frame.f_back
    return out[:4]


class Spinner(threading.Thread):
    """Runs functions that have no frames unless somebody looks; the main thread looks."""

    def __init__(self):
        super().__init__(daemon=True)
        self.go = True
        self.started_spinning = threading.Event()

    def run(self):
        self.started_spinning.set()
        while self.go:
            spin(30)


def spin(n):
    total = 0
    for i in range(n):
        total = add(total, twice(i))
    return total


def twice(n):
    return add(n, n)


def others():
    spinner = Spinner()
    spinner.start()
    spinner.started_spinning.wait()
    names = set()
    for _ in range(300):
        frame = sys._current_frames()[spinner.ident]
        stack = []
        while frame is not None:
            stack.append(frame.f_code.co_name)
            frame = frame.f_back
        while stack and stack[-1] != "run":
            stack.pop()
        names.add(tuple(stack))
    spinner.go = False
    spinner.join()
    allowed = {("run",), ("spin", "run"), ("add", "spin", "run"), ("twice", "spin", "run"), ("add", "twice", "spin", "run")}
    strange = {s for s in names if s not in allowed and "run" in s and "wait" not in s and "set" not in s}
    return sorted(strange)


for again in range(3):
    for see in (dumped, walked, inspected, warned, locals_up):
        print(see.__name__, down(3, see), looked_at(6, see))
    print(others())
