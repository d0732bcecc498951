"""Exceptions, traceback entries and frames that die and are made again and again: nothing of the dead shows in the living, whoever still holds a part."""
import gc
import sys
import weakref


class Plain(LookupError):
    pass


class Deeper(Plain):
    """Adds nothing either."""


class Initialised(Exception):
    def __init__(self, code):
        self.code = code


class Slotted(Exception):
    __slots__ = ("extra",)


class Finalised(Exception):
    log = []

    def __del__(self):
        self.log.append(self.args)


CLASSES = [Plain, Deeper, Initialised, Slotted, Finalised, ValueError, KeyError, OSError, StopIteration]


def inner(cls, x):
    local = [x]
    raise cls(x)


def outer(cls, x):
    a, b, c = x, [x], (x, x)
    return inner(cls, x)


def state(e):
    frames = []
    tb = e.__traceback__
    while tb:
        f = tb.tb_frame
        frames.append((f.f_code.co_name, tb.tb_lineno - f.f_code.co_firstlineno, sorted(k for k in f.f_locals), f.f_trace, f.f_back is not None))
        tb = tb.tb_next
    return type(e).__name__, e.args, vars(e), e.__cause__, e.__context__, e.__suppress_context__, getattr(e, "extra", "none"), frames


def fresh():
    """Each one is marked before it dies; the next must not show it."""
    for cls in CLASSES:
        seen = set()
        for x in range(12):
            try:
                outer(cls, x % 3)
            except Exception as e:
                if x % 3 == 0:
                    seen.add(repr(state(e)))
                e.mark = x
                e.add_note("note")
                e.__cause__ = KeyError(x)
                if cls is Slotted:
                    e.extra = x
        print(cls.__name__, len(seen), seen)


def held():
    """Some keep the exception, its traceback or a frame."""
    kept = []
    for x in range(30):
        try:
            outer(CLASSES[x % 5], x)
        except Exception as e:
            kept.append([e, e.__traceback__, e.__traceback__.tb_next.tb_frame, None][x % 4])
    for k in kept[::3]:
        if isinstance(k, BaseException):
            print(state(k))
        elif k is not None and hasattr(k, "tb_frame"):
            print(k.tb_lineno - k.tb_frame.f_code.co_firstlineno, k.tb_next.tb_frame.f_locals["x"])
        elif k is not None:
            print(k.f_code.co_name, k.f_locals["x"], k.f_back is not None)
    kept.clear()


def weak():
    refs, calls = [], []
    for x in range(6):
        try:
            outer(Plain, x)
        except Plain as e:
            refs.append(weakref.ref(e, lambda r: calls.append(len(calls))))
    print([r() for r in refs], calls)


def in_locals():
    """A frame that holds the exception whose traceback holds the frame, and classes that die with their instances."""
    def cycle(x):
        try:
            raise Plain(x)
        except Plain as e:
            saved = e
        return saved
    for x in range(5):
        cycle(x)
    print(gc.collect() > 0)
    for x in range(5):
        class Local(Plain):
            pass
        gone = weakref.ref(Local)
        try:
            raise Local(x)
        except Plain:
            pass
        del Local
        gc.collect()
        print(gone() is None, end=" ")
    print()


def changed():
    """A class that gets a finaliser and another layout later."""
    class Later(Exception):
        pass
    ends = []
    for x in range(6):
        try:
            raise Later(x)
        except Later:
            pass
        if x == 3:
            Later.__del__ = lambda self: ends.append(self.args)
    print(ends)


def counted():
    """No references are lost or left."""
    args = (object(), "arg")
    before = [sys.getrefcount(o) for o in (Plain, Initialised, outer, inner, outer.__code__, inner.__code__, args[0])]
    for x in range(500):
        for cls in (Plain, Initialised, ValueError):
            try:
                outer(cls, args[0])
            except Exception:
                pass
    after = [sys.getrefcount(o) for o in (Plain, Initialised, outer, inner, outer.__code__, inner.__code__, args[0])]
    print([b - a for a, b in zip(before, after)])


def main():
    fresh()
    held()
    weak()
    in_locals()
    changed()
    counted()
    print(len(Finalised.log))


if __name__ == "__main__":
    gc.disable()
    for _ in range(2):
        main()
