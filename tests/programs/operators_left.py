# kind: object
# opt: -O0 -O2
"""Methods of operators that need a frame half way and give NotImplemented then: the other operand is asked, or the error is the operator's."""
import sys


def look(**values):
    log.append((sys._getframe(1).f_code.co_name, sys._getframe(2).f_code.co_name, values))


log = []


class Asks:
    def __init__(self, name):
        self.name = name

    def __add__(self, other):
        look(add=self.name)
        return NotImplemented

    def __matmul__(self, other):
        look(matmul=self.name)
        return NotImplemented

    def __isub__(self, other):
        look(isub=self.name)
        return NotImplemented

    def __eq__(self, other):
        look(eq=self.name)
        return NotImplemented

    def __lt__(self, other):
        look(lt=self.name)
        return NotImplemented

    def __mul__(self, other):
        look(mul=self.name)
        return self if other else NotImplemented

    def __del__(self):
        log.append((self.name, "ends in", sys._getframe(1).f_code.co_name))


class Answers:
    def __radd__(self, other):
        look(radd=other.name)
        return "radd"

    def __rmatmul__(self, other):
        return "rmatmul"

    def __gt__(self, other):
        look(gt=other.name)
        return "gt"


def add(a, b):
    return a + b


def matmul(a, b):
    return a @ b


def subtract(a, b):
    a -= b
    return a


def equal(a, b):
    return a == b


def less(a, b):
    return a < b


def times(a, b):
    return a * b


def add_new(b):
    return Asks("new") + b


def calls(fn, a, b):
    return fn(a, b), fn(a, b)


def in_try(fn, a, b):
    try:
        return fn(a, b)
    except TypeError as e:
        return str(e)


def framed(a, b):
    try:
        x = a + b
    except TypeError as e:
        x = str(e)
    try:
        y = a @ b
    except TypeError as e:
        y = str(e)
    try:
        z = a < b
    except TypeError as e:
        z = str(e)
    return x, y, z, a == b


def main(size):
    a, others = Asks("a"), (Answers(), 3, "s", None, Asks("b"))
    for b in others:
        for fn in (add, matmul, subtract, equal, less, times):
            for how in (in_try, calls):
                for _ in range(3):
                    try:
                        result = how(fn, a, b)
                    except TypeError as e:
                        result = f"{type(e).__name__}: {e}"
                    result = "itself" if result is a else ["itself" if r is a else r for r in result] if type(result) is tuple else result
                    print(fn.__name__, result, log)
                    log.clear()
        print(framed(a, b), log)
        log.clear()
        print(in_try(lambda b, _: add_new(b), b, None), log)
        log.clear()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
