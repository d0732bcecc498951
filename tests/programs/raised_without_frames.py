# opt: -O2
"""Exceptions through functions that run without frames: frames, lines, locals and lifetimes are those of the interpreter."""
import sys
import traceback


class Coded(Exception):
    def __init__(self, message, code):
        super().__init__(message)
        self.code = code


class Plain(Exception):
    def __init__(self, message):
        Exception.__init__(self, message, "plain")


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone:", self.name)


def lines_of(e):
    return [(f.f_code.co_name, n - f.f_code.co_firstlineno, sorted(f.f_locals)) for f, n in traceback.walk_tb(e.__traceback__)]


def bottom(i):
    if i % 3 == 0:
        raise Coded("bad", i)
    if i % 3 == 1:
        raise Plain("odd")
    return i


def middle(i):
    twice = i * 2
    return bottom(twice) + 1


def top(i):
    more = [i]
    return more[0] + middle(i) + 1


def deep(i, depth):
    if depth == 0:
        return bottom(i)
    return deep(i, depth - 1) + 1


def holds(loud, i):
    mine = loud
    return [mine.name, bottom(i)]


def main(n):
    for i in range(n):
        try:
            print(top(i))
        except Coded as e:
            print(e, e.args, e.code, lines_of(e))
        except Plain as e:
            print(e, e.args, lines_of(e), e.__traceback__.tb_next.tb_frame.f_back is sys._getframe())
    total = 0
    for i in range(300):
        try:
            total += deep(i, 6)
        except (Coded, Plain) as e:
            total += len(lines_of(e))
    print(total)
    for i in range(3):
        try:
            holds(Loud(i), i)
        except (Coded, Plain) as e:
            print("caught", e, len(lines_of(e)))
        print("after", i)
    try:
        deep(0, 10**6)
    except RecursionError as e:
        print("too deep", e)
    for bad in (lambda: super.__init__(3), lambda: Exception.__init__(), lambda: Exception.__init__(3, 4)):
        try:
            bad()
        except (RuntimeError, TypeError) as e:
            print(type(e).__name__, e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 9)
