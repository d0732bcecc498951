# bench: 520000
# kind: generator
# bar: 2
"""Generators: pipelines, send, throw, close, yield from with return values, laziness, permutations, tree walks, expression forms."""
import sys
from itertools import islice


def count(n):
    i = 0
    while i < n:
        yield i
        i += 1


def only(pred, it):
    for x in it:
        if pred(x):
            yield x


def windows(it, n):
    window = []
    for x in it:
        window.append(x)
        if len(window) == n:
            yield tuple(window)
            del window[0]


def averager():
    total = n = 0
    value = yield
    while value is not None:
        total += value
        n += 1
        value = yield total / n
    return n


def delegating(log):
    n = yield from averager()
    log.append(n)
    result = yield from [10, 20]
    log.append(result)
    return "done"


def stubborn(log):
    while True:
        try:
            log.append((yield len(log)))
        except KeyError as e:
            log.append(f"caught {e}")
            yield "recovered"
        except GeneratorExit:
            log.append("closing")
            raise
        finally:
            log.append("finally")


def outer(log):
    try:
        yield from stubborn(log)
    except ValueError as e:
        yield f"outer {e}"


def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for p in permutations(items[1:]):
        for i in range(len(items)):
            yield p[:i] + items[:1] + p[i:]


class Tree:
    def __init__(self, value):
        self.value, self.left, self.right = value, None, None

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Tree(value))
        else:
            child.insert(value)

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def same_fringe(a, b):
    return all(x == y for x, y in zip(a, b))


def primes():
    found = []
    n = 2
    while True:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
            yield n
        n += 1


def misbehave():
    yield 1
    raise StopIteration("inside")


def ignores_exit():
    try:
        yield 1
    finally:
        yield 2


def main(size):
    evens = only(lambda x: x % 2 == 0, count(size))
    squares = (x * x for x in evens)
    print(sum(squares), next(squares, "empty"))
    print(list(islice(windows(count(10), 3), 4)), sum(a * c for a, b, c in windows(count(size // 2), 3)))
    log = []
    g = delegating(log)
    print([g.send(v) for v in (None, 4, 8, None)], next(g), log)
    try:
        next(g)
    except StopIteration as e:
        print("returned", e.value, log)
    log = []
    g = outer(log)
    print(next(g), g.send("a"), g.throw(KeyError("k")), next(g), g.throw(ValueError("v")), next(g, "over"), log)
    log = []
    g = stubborn(log)
    next(g)
    g.close()
    print(log, g.gi_frame, g.gi_running)
    print(["".join(p) for p in permutations("abcd")][:8], sum(1 for _ in permutations(list(range(6)))))
    tree, x = Tree(500), 17
    for _ in range(200):
        x = x * 389 % 1009
        tree.insert(x)
    flat = list(tree)
    print(flat == sorted(flat), flat[:8], same_fringe(tree, iter(flat)))
    print(list(islice(primes(), 15)), sum(islice(primes(), size // 100 + 5)))
    for make in (misbehave, ignores_exit):
        g = make()
        try:
            next(g)
            g.close()
            print("closed")
            list(make())
        except RuntimeError as e:
            print(e, repr(e.__cause__))
    g = count(3)
    try:
        g.send(1)
    except TypeError as e:
        print(e)

    def reenter():
        yield next(me)
    me = reenter()
    try:
        next(me)
    except ValueError as e:
        print(e)
    total = 0
    for _ in range(size // 100):
        a, b, *rest = count(6)
        total += a + b + sum(rest) + max(y for y in rest) + len([*count(3), *count(2)])
    print(total, any(x > 5 for x in count(10)), [*map(str, count(3))], dict(zip("ab", count(2))), 3 in count(5))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
