# bench: 1000000
# kind: exception
# bar: 2
"""Exceptions in loops: try/except/else/finally, nesting, reraise, chaining, finally against return, break and continue."""
import sys


class AppError(Exception):
    def __init__(self, code, *args):
        super().__init__(*args)
        self.code = code


class Retry(AppError):
    pass


class Fatal(AppError, ValueError):
    def __str__(self):
        return f"fatal {self.code}"


def risky(i):
    if i % 7 == 0:
        raise Retry(i, "again")
    if i % 11 == 0:
        raise Fatal(i)
    if i % 13 == 0:
        return [][i]
    if i % 17 == 0:
        return {}[i]
    return i


def count(n):
    tally = {"ok": 0, "retry": 0, "fatal": 0, "lookup": 0, "finally": 0}
    for i in range(n):
        try:
            risky(i)
        except Retry as e:
            tally["retry"] += e.code & 1
        except (IndexError, KeyError):
            tally["lookup"] += 1
        except ValueError as e:
            tally["fatal"] += len(str(e))
        else:
            tally["ok"] += 1
        finally:
            tally["finally"] += 1
    return tally


def returns_through_finally(log, how):
    for i in range(3):
        try:
            log.append(f"try{i}")
            if how == "return":
                return "returned"
            if how == "break":
                break
            if how == "continue":
                continue
            if how == "raise":
                raise Retry(i)
        except AppError:
            log.append("caught")
            if i == 1:
                return "from except"
        else:
            log.append("else")
        finally:
            log.append(f"finally{i}")
    else:
        log.append("loop else")
    return "end"


def override(how):
    try:
        if how == 1:
            raise KeyError("lost")
        return "try"
    finally:
        if how == 1:
            return "finally wins"
        if how == 2:
            raise OSError("finally raises")


def swallow():
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            if i < 2:
                continue
            break
    return i


def describe(e):
    parts = []
    while e is not None:
        link = "cause" if e.__cause__ is not None else "context" if e.__context__ is not None and not e.__suppress_context__ else "end"
        parts.append(f"{type(e).__name__}({e})[{link}]")
        e = e.__cause__ if link == "cause" else e.__context__ if link == "context" else None
    return " <- ".join(parts)


def chain(kind):
    try:
        try:
            1 // 0
        except ZeroDivisionError as e:
            if kind == "from":
                raise Fatal(1) from e
            if kind == "none":
                raise Fatal(2) from None
            if kind == "context":
                raise Fatal(3)
            if kind == "bare":
                raise
            if kind == "other":
                raise Fatal(4) from KeyError("k")
            if kind == "class":
                raise AppError
            if kind == "wrong":
                raise "text"
            if kind == "badfrom":
                raise Fatal(5) from 3
        finally:
            if kind == "finally":
                int("q")
    except Exception as e:
        return describe(e)


def nested(depth):
    if depth == 0:
        raise RuntimeError("bottom")
    try:
        nested(depth - 1)
    except RuntimeError as e:
        e.args += (depth,)
        raise
    finally:
        nested.calls += 1


nested.calls = 0


def unbound():
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e


class Odd:
    def __instancecheck__(cls, other):
        return True


def groups():
    seen = []
    try:
        try:
            raise ExceptionGroup("many", [ValueError(1), TypeError(2), ExceptionGroup("in", [ValueError(3), KeyError(4)])])
        except* ValueError as g:
            seen.append(("value", [str(e) for e in flatten(g)]))
        except* TypeError as g:
            seen.append(("type", [str(e) for e in flatten(g)]))
        else:
            seen.append("else")
        finally:
            seen.append("finally")
    except ExceptionGroup as rest:
        seen.append(("rest", [repr(e) for e in flatten(rest)]))
    return seen


def flatten(group):
    for e in group.exceptions:
        if isinstance(e, BaseExceptionGroup):
            yield from flatten(e)
        else:
            yield e


def main(size):
    print(count(size))
    for how in ("return", "break", "continue", "raise", "nothing"):
        log = []
        print(how, returns_through_finally(log, how), log)
    for how in range(3):
        try:
            print(override(how))
        except OSError as e:
            print(describe(e))
    print(swallow())
    for kind in ("from", "none", "context", "bare", "other", "class", "wrong", "badfrom", "finally"):
        try:
            print(kind, chain(kind))
        except Exception as e:
            print(kind, "escaped", e)
    try:
        nested(5)
    except RuntimeError as e:
        tb, depth = e.__traceback__, 0
        while tb:
            tb, depth = tb.tb_next, depth + 1
        print(e.args, nested.calls, depth)
    try:
        unbound()
    except UnboundLocalError as e:
        print(e)
    try:
        try:
            raise ValueError
        except Odd():
            pass
    except TypeError as e:
        print(e)
    print(groups(), sys.exc_info())
    assert size > 0, "size"
    try:
        assert size < 0, ("tuple", size > 0)
    except AssertionError as e:
        print(repr(e))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
