from collections import deque, namedtuple

from harness import WORDS, loop


@loop(5000)
def set_add_in(n):
    total = 0
    for i in range(n):
        seen = set()
        for w in WORDS[:10]:
            if w not in seen:
                seen.add(w)
        total += len(seen)
    return total


@loop(100000)
def tuple_swap(n):
    a, b, c = 1, 2, 3
    for _ in range(n):
        a, b, c = b, c, a
        a, b = b, a
    return a, b, c


@loop(30000)
def tuple_return(n):
    def divide(a, b):
        return a // b, a % b
    total = 0
    for i in range(n):
        q, r = divide(i, 7)
        total += q + r
    return total


@loop(50000)
def namedtuple_access(n):
    p = POINT(3, 4)
    total = 0
    for _ in range(n):
        total += p.x + p.y
    return total


POINT = namedtuple("POINT", "x y")


@loop(10000)
def deque_queue(n):
    queue = deque([1])
    total = 0
    for i in range(n):
        queue.append(i)
        queue.append(i + 1)
        total += queue.popleft()
    return total, len(queue)
