from harness import WORDS, loop


@loop(3000)
def iterate_zip(n):
    a, b = list(range(20)), list(range(20, 40))
    total = 0
    for _ in range(n):
        for x, y in zip(a, b):
            total += x * y
    return total


@loop(3000)
def iterate_enumerate(n):
    total = 0
    for _ in range(n):
        for i, w in enumerate(WORDS):
            if w == "fox":
                total += i
    return total


@loop(4000)
def iterate_map_filter(n):
    total = 0
    for _ in range(n):
        for s in map(str, filter(None, range(10))):
            total += len(s)
    return total


@loop(3000)
def iterate_map_lambda(n):
    total = 0
    for _ in range(n):
        for x in map(lambda x: x + 1, range(15)):
            total += x
    return total


@loop(3000)
def iterate_reversed(n):
    a = list(range(20))
    total = 0
    for _ in range(n):
        for x in reversed(a):
            total += x
    return total


@loop(3000)
def iterate_sum_genexpr(n):
    total = 0
    for _ in range(n):
        total += sum(x * x for x in range(20))
    return total


@loop(4000)
def iterate_any_all(n):
    total = 0
    for _ in range(n):
        if any(w == "bear" for w in WORDS):
            total += 1
        if all(len(w) > 1 for w in WORDS):
            total += 1
    return total


@loop(30000)
def iterate_min_max_sum(n):
    a = [3, 1, 4, 1, 5]
    total = 0
    for i in range(n):
        total += min(i, 100) + max(a) + sum(a) + abs(-i)
    return total


@loop(100000)
def while_break(n):
    i = total = 0
    while True:
        i += 1
        if i > n:
            break
        if 3 < i % 10 <= 7:
            continue
        total += i
    return total
