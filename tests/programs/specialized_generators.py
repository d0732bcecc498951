# opt: -O2
"""Generators on machine numbers: what can be seen of them while they are suspended, run, are thrown into, closed, traced."""
import gc
import sys


def counting(n, step=1):
    i = 0
    total = 0
    while i < n:
        total += i
        sent = yield i
        if sent is not None:
            i = sent
        i += step
    return total


def seen_suspended():
    g = counting(1 << 20, 1000)
    seen = []
    for x in g:
        seen.append((x, sorted(g.gi_frame.f_locals.items(), key=lambda kv: kv[0]), g.gi_frame.f_lineno - g.gi_code.co_firstlineno))
        if len(seen) == 4:
            seen.append(g.send(500))
            seen.append(g.send(1 << 19))
        if len(seen) > 8:
            break
    print(seen, g.gi_running)
    g.close()
    print(g.gi_frame)


def same_object():
    def numbers(n):
        i = 1000
        while i < n:
            yield i
            yield i
            i += 1
    g = numbers(1010)
    return [a is b for a, b in zip(g, g)]


def kept_iterator(it):
    total = 0
    for x in it:
        total += x
        yield total
    yield -1


def iterators():
    print(list(kept_iterator(range(10))), list(kept_iterator([1, 2, 3])), list(kept_iterator((1.5, 2, True))), list(kept_iterator({1: 2, 3: 4})))
    shared = iter(range(10))
    a, b = kept_iterator(shared), kept_iterator(shared)
    print([(next(a), next(b)) for _ in range(3)], next(shared), next(a))
    items = [1, 2, 3]
    g = kept_iterator(items)
    out = []
    for x in g:
        out.append(x)
        if len(items) < 6:
            items.append(x)
    print(out)
    print(list(kept_iterator(range(5, -5, -3))), list(kept_iterator(range(1 << 62, (1 << 62) + 3))))


def growing(n):
    x = 1
    for _ in range(n):
        yield x
        x = x * 3 + 1


def overflow():
    print(list(growing(60))[-3:], sum(growing(50)))
    print(sum(x * 0.5 for x in range(9)), sum(x for x in [1, 2.5, True, 1 << 70]), sum([x] and x for x in (1 << 62, 1 << 62, 1 << 62)))


def thrown():
    def worker(n):
        i = 0
        caught = 0
        while i < n:
            try:
                i += yield i * caught
            except KeyError as e:
                caught += e.args[0]
            except ValueError:
                yield "value"
            finally:
                caught += 1
        return caught
    g = worker(50)
    log = [next(g)]
    for k in range(8):
        log.append(g.send(k))
        log.append(g.throw(KeyError(k)))
    log.append(g.throw(ValueError))
    log.append(next(g, "end"))
    try:
        g.send(100)
        g.send(None)
    except (StopIteration, TypeError) as e:
        log.append(repr(e))
    print(log)


def wrong_types():
    g = counting(10)
    next(g)
    try:
        g.send("x")
    except TypeError as e:
        frames = []
        tb = e.__traceback__
        while tb:
            frames.append((tb.tb_frame.f_code.co_name, tb.tb_lineno - tb.tb_frame.f_code.co_firstlineno))
            tb = tb.tb_next
        print(e, frames, next(g, None))
    g = kept_iterator(iter([1, "a"]))
    print(next(g))
    try:
        next(g)
    except TypeError as e:
        print(e, e.__traceback__.tb_next.tb_frame.f_locals)


def running():
    def me():
        for i in range(3):
            try:
                next(it)
            except ValueError as e:
                yield i, str(e), it.gi_running
    it = me()
    print(list(it), it.gi_running)


def delegating():
    def inner(n):
        for i in range(n):
            got = yield i
            if got:
                n += got
        return n

    def outer(n):
        total = 0
        for k in range(n):
            total += yield from inner(k)
        return total

    def run():
        result = yield from outer(5)
        yield "result", result
    g = run()
    print([g.send(5 if x else None) for x in (0, 0, 1, 0, 0)], list(g))


def deaths():
    class Loud:
        def __init__(self, name):
            self.name = name

        def __del__(self):
            print("dead", self.name)

    def holder(n):
        a = Loud("a")
        b = 0
        for i in range(n):
            c = Loud(i)
            b += i
            yield b
        yield a is not None
    g = holder(3)
    print(next(g), next(g))
    del g
    g = holder(1)
    print(list(g))


def traced():
    def steps(n):
        i = 0
        while i < n:
            yield i
            i += 1
    events = []

    def tracer(frame, event, arg):
        if frame.f_code.co_name == "steps":
            events.append((event, frame.f_lineno - frame.f_code.co_firstlineno, dict(frame.f_locals), arg))
        return tracer
    g = steps(6)
    seen = [next(g), next(g)]
    sys.settrace(tracer)
    seen.append(next(g))
    sys.settrace(None)
    seen.append(next(g))
    print(seen, list(g), events)


def consumers():
    def noisy(values, log):
        for v in values:
            log.append(v)
            yield v
    log = []
    print(any(v > 2 for v in noisy([1, 2, 3, 4], log)), log)
    log = []
    print(all(v < 2 for v in noisy([1, 2, 3, 4], log)), log, any(x for x in ()), all(x for x in ()))
    for f in (any, all, sum):
        g = noisy([0, "", 5], [])
        try:
            print(f(g))
        except TypeError as e:
            print(f.__name__, e, next(g, "over"))

    def failing(n):
        yield from range(n)
        raise LookupError(n)
    for f in (any, all, sum):
        try:
            print(f(x * 0 if f is any else x + 1 for x in failing(3)))
        except LookupError as e:
            print(f.__name__, repr(e), e.__traceback__.tb_lineno > 0)

    def stops(n):
        yield n
        raise StopIteration
    try:
        sum(stops(3))
    except RuntimeError as e:
        print(e, repr(e.__cause__))
    g = counting(3)
    print(sum(g), sum(g), next(g, "none"))
    print(sum((x for x in "ab"), start="") if False else "", sum(([x] for x in range(3)), []))


def prefix_sums(n):
    a = b = 0
    c = 0.5
    for i in range(n):
        a, b = b, a + i
        c = c * 1.5
        yield a, b, c


def main():
    seen_suspended()
    print(same_object())
    iterators()
    overflow()
    thrown()
    wrong_types()
    running()
    delegating()
    deaths()
    traced()
    consumers()
    print(list(prefix_sums(6)))
    gc.collect()


if __name__ == "__main__":
    for _ in range(3):
        main()
