import contextlib

from harness import loop


class Guard:
    def __enter__(self):
        return 1

    def __exit__(self, *details):
        return False


@loop(30000)
def with_class(n):
    guard = Guard()
    total = 0
    for _ in range(n):
        with guard as g:
            total += g
    return total


@contextlib.contextmanager
def managed(x):
    yield x


@loop(8000)
def with_contextmanager(n):
    total = 0
    for i in range(n):
        with managed(i) as x:
            total += x
    return total


@loop(60000)
def try_not_raising(n):
    total = 0
    for i in range(n):
        try:
            total += i
        except ValueError:
            total = 0
    return total


@loop(30000)
def try_key_error(n):
    d = {1: 2}
    total = 0
    for i in range(n):
        try:
            total += d[i]
        except KeyError:
            total += 1
    return total


@loop(30000)
def try_raise_catch(n):
    total = 0
    for i in range(n):
        try:
            raise ValueError("bad")
        except ValueError as e:
            total += len(e.args)
    return total


@loop(20000)
def try_int_of_str(n):
    total = 0
    for i in range(n):
        try:
            total += int("x1")
        except ValueError:
            total += 1
    return total


@loop(60000)
def try_finally(n):
    total = 0
    for i in range(n):
        try:
            total += i
        finally:
            total -= 1
    return total


class Failure(Exception):
    def __init__(self, code):
        self.code = code


def raise_deep(i):
    if i & 3 == 0:
        raise Failure(i)
    return i


def raise_middle(i):
    return raise_deep(i) + 1


def raise_outer(i):
    try:
        return raise_middle(i)
    finally:
        pass


@loop(20000)
def raise_through_frames(n):
    total = 0
    for i in range(n):
        try:
            total += raise_outer(i)
        except Failure as e:
            total += e.code
    return total


@loop(20000)
def raise_reraise(n):
    total = 0
    for i in range(n):
        try:
            try:
                raise KeyError(i)
            except KeyError:
                raise
        except (IndexError, KeyError):
            total += 1
    return total


@loop(15000)
def raise_from(n):
    total = 0
    for i in range(n):
        try:
            try:
                raise KeyError(i)
            except KeyError as e:
                raise ValueError("x") from e
        except ValueError as e:
            total += e.__cause__ is not None
    return total


@loop(20000)
def raise_attribute_error(n):
    s = Guard()
    total = 0
    for i in range(n):
        try:
            s.missing
        except AttributeError:
            total += 1
    return total


@loop(20000)
def raise_stop_iteration(n):
    total = 0
    for i in range(n):
        it = iter((i,))
        while True:
            try:
                total += next(it)
            except StopIteration:
                break
    return total
