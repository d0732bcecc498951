from collections import deque

from harness import WORDS, loop


def count_up(n):
    i = 0
    while i < n:
        yield i
        i += 1


@loop(60000)
def generator_for(n):
    total = 0
    for x in count_up(n):
        total += x
    return total


@loop(60000)
def generator_pipeline(n):
    evens = (x for x in range(n) if not x & 1)
    squares = (x * x for x in evens)
    return sum(squares)


class Node:
    def __init__(self, depth):
        self.value = depth
        self.left = Node(depth - 1) if depth else None
        self.right = Node(depth - 1) if depth else None

    def __iter__(self):
        if self.left is not None:
            yield from self.left
        yield self.value
        if self.right is not None:
            yield from self.right


@loop(12)
def generator_tree_yield_from(n):
    root = Node(8)
    total = 0
    for _ in range(n):
        for value in root:
            total += value
    return total


def tree_values(node):
    if node.left is not None:
        for v in tree_values(node.left):
            yield v
    yield node.value
    if node.right is not None:
        for v in tree_values(node.right):
            yield v


@loop(12)
def generator_tree_for(n):
    root = Node(8)
    return sum(v for _ in range(n) for v in tree_values(root))


def averager():
    total = count = 0
    value = 0
    while True:
        value = yield total
        total += value
        count += 1


@loop(50000)
def generator_send(n):
    g = averager()
    next(g)
    total = 0
    for i in range(n):
        total = g.send(i)
    return total


@loop(5000)
def generator_scheduler(n):
    def task(k):
        for i in range(k):
            yield i
    tasks = deque([task(n), task(n), task(n)])
    total = 0
    while tasks:
        t = tasks.popleft()
        try:
            total += next(t)
        except StopIteration:
            continue
        tasks.append(t)
    return total


def split_fields(lines):
    for line in lines:
        for field in line.split(","):
            yield field.strip()


@loop(1500)
def generator_strings(n):
    lines = ["a, b, c", "d, e", "f, g, h, i"]
    total = 0
    for _ in range(n):
        for field in split_fields(lines):
            total += len(field)
    return total


@loop(3000)
def generator_short(n):
    total = 0
    for _ in range(n):
        for x in count_up(5):
            total += x
        total += next(x for x in WORDS if len(x) == 5) == "quick"
    return total


@loop(20000)
def coroutine_await(n):
    async def leaf(x):
        return x + 1

    async def main():
        total = 0
        for i in range(n):
            total += await leaf(i)
        return total
    coroutine = main()
    try:
        coroutine.send(None)
    except StopIteration as stop:
        return stop.value
