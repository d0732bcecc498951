# bench: 370000
# kind: generator
"""Coroutines by hand, without an event loop: a trampoline, awaitables, async generators, async with, async comprehensions."""
import sys
from collections import deque
from types import coroutine


@coroutine
def switch(value=None):
    return (yield value)


class Loop:
    def __init__(self):
        self.ready = deque()
        self.log = []

    def spawn(self, coro, name):
        self.ready.append((coro, name, None))

    def run(self):
        results = {}
        while self.ready:
            coro, name, value = self.ready.popleft()
            try:
                got = coro.send(value)
            except StopIteration as e:
                results[name] = e.value
            except Exception as e:
                results[name] = repr(e)
            else:
                if len(self.log) < 40:
                    self.log.append(f"{name}:{got}")
                self.ready.append((coro, name, got))
        return results


class Ready:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        got = yield self.value
        return (got, self.value)


class Resource:
    def __init__(self, log):
        self.log = log

    async def __aenter__(self):
        await switch("enter")
        self.log.append("entered")
        return self

    async def __aexit__(self, kind, value, tb):
        await switch("exit")
        self.log.append(f"exit {kind and kind.__name__}")
        return kind is KeyError


class Ticker:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        await switch("tick")
        return self.n


async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got:
                await switch(got)
    finally:
        await switch("agen closed")


async def worker(n, log):
    total = 0
    for i in range(n):
        total += await switch(i) or 0
        a, b = await Ready(i * 2)
        total += a + b
    async with Resource(log) as r:
        r.log.append("body")
        raise KeyError("swallowed")
    async for t in Ticker(3):
        total += t
        if t == 1:
            continue
    else:
        total += 1000
    return total


async def comprehensions():
    squares = [x * x async for x in agen(5)]
    pairs = {x: y async for x in Ticker(3) for y in range(x)}
    evens = {x async for x in agen(10) if x % 2 == 0}
    awaited = [await Ready(x) for x in range(2)]
    gen = (await switch(x) async for x in agen(3))
    return squares, pairs, sorted(evens), awaited, [x async for x in gen]


async def driving():
    g = agen(10)
    out = [await anext(g), await g.asend("hello"), await g.asend(None)]
    try:
        await g.athrow(ValueError("thrown"))
    except ValueError as e:
        out.append(str(e))
    out.append(await anext(g, "finished"))
    h = agen(2)
    await anext(h)
    await h.aclose()
    return out


async def failing():
    try:
        await switch("before")
        async with Resource([]):
            raise OSError("inside")
    finally:
        await switch("after")


def main(size):
    loop = Loop()
    log = []
    loop.spawn(worker(size, log), "w1")
    loop.spawn(worker(3, log), "w2")
    loop.spawn(comprehensions(), "comp")
    loop.spawn(driving(), "drive")
    loop.spawn(failing(), "fail")
    for name, value in loop.run().items():
        print(name, value)
    print(log)
    print(loop.log)
    c = failing()
    print(c.send(None), c.cr_frame.f_code.co_name, c.cr_await is not None)
    print(c.throw(RuntimeError, "r"))
    try:
        c.send(None)
    except RuntimeError as e:
        print("re-raised", e)
    for bad in (lambda: c.send(None), lambda: Loop().spawn(), lambda: failing().send(3)):
        try:
            bad()
        except (RuntimeError, TypeError) as e:
            print(type(e).__name__, e)


if __name__ == "__main__":
    import warnings
    warnings.simplefilter("ignore")
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
