# kind: script
"""Threads: locks, conditions, queues, events, local data, a pool, a barrier, daemon threads, exceptions in threads, switching in tight loops."""
import queue
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed

sys.setswitchinterval(1e-5)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


class Account:
    def __init__(self):
        self.balance = 0
        self.lock = threading.Lock()

    def deposit(self, n):
        for _ in range(n):
            with self.lock:
                old = self.balance
                self.balance = old + 1


def pipeline(n):
    first, second = queue.Queue(4), queue.Queue()

    def square():
        while (item := first.get()) is not None:
            second.put(item * item)
        second.put(None)
    worker = threading.Thread(target=square)
    worker.start()
    for i in range(n):
        first.put(i)
    first.put(None)
    worker.join()
    total = 0
    while (item := second.get()) is not None:
        total += item
    return total


def ping_pong(n):
    turn, log = threading.Condition(), []
    state = {"next": 0}

    def play(me):
        for _ in range(n):
            with turn:
                turn.wait_for(lambda: state["next"] == me)
                log.append("ping" if me == 0 else "pong")
                state["next"] = 1 - me
                turn.notify_all()
    players = [threading.Thread(target=play, args=(i,)) for i in range(2)]
    for p in players:
        p.start()
    for p in players:
        p.join()
    return log


def local_data(n):
    data, out = threading.local(), [None] * n

    def work(i):
        data.value = i
        for _ in range(2000):
            data.value += 1
        out[i] = data.value
    workers = [threading.Thread(target=work, args=(i,)) for i in range(n)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    return out, hasattr(data, "value")


def spinning():
    stop, counts = threading.Event(), [0, 0]

    def spin(i):
        n = 0
        while not stop.is_set():
            n += 1
            counts[i] = n
    workers = [threading.Thread(target=spin, args=(i,)) for i in range(2)]
    [w.start() for w in workers]
    result = fib(16)
    while not all(counts):
        pass
    stop.set()
    [w.join() for w in workers]
    return result, all(counts)


def main():
    account = Account()
    workers = [threading.Thread(target=account.deposit, args=(500,)) for _ in range(4)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    print(account.balance, pipeline(100), ping_pong(3), local_data(3), spinning())
    with ThreadPoolExecutor(3) as pool:
        print(list(pool.map(fib, range(10))))
        futures = {pool.submit(lambda k: 10 // k, k): k for k in (5, 0, 2)}
        print(sorted((futures[f], repr(f.exception() or f.result())) for f in as_completed(futures)))
    barrier, order = threading.Barrier(3), []

    def meet(i):
        barrier.wait()
        order.append(i)
    workers = [threading.Thread(target=meet, args=(i,)) for i in range(3)]
    [w.start() for w in workers]
    [w.join() for w in workers]
    print(sorted(order))
    threading.excepthook = lambda a: print("in thread:", a.exc_type.__name__, a.exc_value, a.thread.name)
    t = threading.Thread(target=lambda: [][1], name="failing")
    t.start()
    t.join()
    fired = threading.Event()
    timer = threading.Timer(0.01, fired.set)
    timer.start()
    print(fired.wait(10), threading.current_thread().name, threading.active_count() >= 1)


if __name__ == "__main__":
    main()
