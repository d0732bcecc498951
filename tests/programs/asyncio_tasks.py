# bench: 150000
# kind: generator
"""asyncio: gather, queues, locks, events, cancellation, timeouts, task groups, semaphores, callbacks."""
import asyncio
import sys


async def producer(queue, n):
    for i in range(n):
        await queue.put(i)
    await queue.put(None)


async def consumer(queue, out):
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    out.append(total)
    return total


async def guarded(lock, log, name):
    async with lock:
        log.append(f"{name} in")
        await asyncio.sleep(0)
        log.append(f"{name} out")


async def sleeper(log):
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        log.append("cancelled")
        raise
    finally:
        log.append("cleanup")


async def fail(after, exc):
    for _ in range(after):
        await asyncio.sleep(0)
    raise exc


async def scenario(size):
    queue, out = asyncio.Queue(maxsize=5), []
    _, total = await asyncio.gather(producer(queue, size), consumer(queue, out))
    print("queue", total, out)
    lock, log = asyncio.Lock(), []
    await asyncio.gather(*(guarded(lock, log, n) for n in "abc"))
    print(log)
    log = []
    task = asyncio.create_task(sleeper(log))
    await asyncio.sleep(0)
    task.cancel("enough")
    try:
        await task
    except asyncio.CancelledError as e:
        print("cancelled", e.args, task.cancelled(), log)
    print(await asyncio.gather(fail(1, KeyError("k")), asyncio.sleep(0, "fine"), return_exceptions=True))
    try:
        async with asyncio.timeout(0.001):
            await asyncio.sleep(3600)
    except TimeoutError as e:
        print("timeout", type(e).__name__)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail(1, ValueError("one")))
            group.create_task(fail(1, TypeError("two")))
            group.create_task(sleeper(log))
    except* ValueError as eg:
        print("values", [str(e) for e in eg.exceptions])
    except* TypeError as eg:
        print("types", [str(e) for e in eg.exceptions])
    event, seen = asyncio.Event(), []

    async def waiter(n):
        await event.wait()
        seen.append(n)

    waiters = [asyncio.ensure_future(waiter(i)) for i in range(3)]
    asyncio.get_running_loop().call_soon(event.set)
    done, pending = await asyncio.wait(waiters)
    print(len(done), len(pending), seen)
    limit, running, peak = asyncio.Semaphore(3), 0, 0

    async def limited():
        nonlocal running, peak
        async with limit:
            running += 1
            peak = max(peak, running)
            await asyncio.sleep(0)
            running -= 1

    await asyncio.gather(*(limited() for _ in range(size // 20 + 10)))
    print("peak", peak)
    future = asyncio.get_running_loop().create_future()
    future.add_done_callback(lambda f: print("future", f.result()))
    future.set_result(99)
    await asyncio.sleep(0)
    return sum([await asyncio.sleep(0, i) for i in range(size // 10)])


def main(size):
    print(asyncio.run(scenario(size)))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
