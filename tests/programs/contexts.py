# bench: 220000
# kind: exception
"""Context managers: nested with, suppression, ExitStack, contextmanager, failing __enter__ and __exit__, return and break inside."""
import sys
from contextlib import ExitStack, contextmanager, nullcontext, redirect_stdout, suppress, closing
from io import StringIO


class Step:
    def __init__(self, log, name, swallow=False, fail=""):
        self.log, self.name, self.swallow, self.fail = log, name, swallow, fail

    def __enter__(self):
        self.log.append("+" + self.name)
        if self.fail == "enter":
            raise OSError("enter " + self.name)
        return self

    def __exit__(self, kind, value, tb):
        self.log.append(f"-{self.name}:{kind.__name__ if kind else None}")
        if self.fail == "exit":
            raise OSError("exit " + self.name)
        return self.swallow


@contextmanager
def tag(log, name):
    log.append(f"<{name}>")
    try:
        yield name.upper()
    except KeyError as e:
        log.append(f"!{e}")
    finally:
        log.append(f"</{name}>")


def several(log, **fail):
    try:
        with Step(log, "a", **fail.get("a", {})) as a, Step(log, "b", **fail.get("b", {})), \
                (Step(log, "c", **fail.get("c", {}))):
            log.append(a.name)
            raise ValueError("body")
        log.append("after")
    except (ValueError, OSError) as e:
        context = e.__context__
        log.append(f"{type(e).__name__}({e}) context {context!r}")
    return log


def early(log):
    for i in range(5):
        with Step(log, str(i)):
            if i == 1:
                continue
            if i == 3:
                break
            with suppress(ZeroDivisionError), Step(log, "in"):
                i / (i - 2)
                if i == 0:
                    continue
            log.append("tail")
    with Step(log, "r"):
        return log


def stacked(n):
    log = []
    with ExitStack() as stack:
        for i in range(n):
            stack.enter_context(Step(log, str(i), swallow=i == 1))
        stack.callback(log.append, "callback")
        stack.push(lambda *exc: log.append(exc[0].__name__))
        saved = ExitStack()
        saved.enter_context(tag(log, "saved"))
        kept = saved.pop_all()
        raise KeyError("x")
    kept.close()
    return log


def main(size):
    print(several([]))
    print(several([], b={"swallow": True}))
    print(several([], b={"fail": "enter"}))
    print(several([], c={"fail": "exit"}, b={"fail": "exit"}))
    print(several([], c={"fail": "exit"}, a={"swallow": True}))
    print(early([]))
    print(stacked(3))
    log = []
    with tag(log, "p") as name, tag(log, "q"):
        log.append(name)
        raise KeyError(name)
    print(log)
    out = StringIO()
    with redirect_stdout(out):
        print("hidden", end="")
    with nullcontext(5) as five, closing(out):
        print(five, out.getvalue())
    for bad in (3, type("E", (), {"__enter__": lambda s: s})()):
        try:
            with bad:
                pass
        except TypeError as e:
            print(e)
    total = 0
    log = []
    for i in range(size):
        with Step(log, "s", swallow=True), suppress(IndexError):
            total += i
            if i % 3 == 0:
                [].pop()
            if i % 5 == 0:
                raise ValueError
            total += 1
        if len(log) > 100:
            del log[:]
    print(total)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 600)
