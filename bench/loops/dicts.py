from collections import Counter, defaultdict

from harness import WORDS, loop


@loop(3000)
def dict_count_get(n):
    counts = {}
    for _ in range(n):
        for w in WORDS:
            counts[w] = counts.get(w, 0) + 1
    return len(counts), counts["the"]


@loop(3000)
def dict_count_in(n):
    counts = {}
    for _ in range(n):
        for w in WORDS:
            if w in counts:
                counts[w] += 1
            else:
                counts[w] = 1
    return counts["the"]


@loop(2500)
def dict_setdefault_append(n):
    total = 0
    for _ in range(n):
        groups = {}
        for w in WORDS:
            groups.setdefault(w[0], []).append(w)
        total += len(groups)
    return total


@loop(2500)
def dict_defaultdict(n):
    counts = defaultdict(int)
    for _ in range(n):
        for w in WORDS:
            counts[w] += 1
    return counts["the"]


@loop(1500)
def dict_counter(n):
    counts = Counter()
    for _ in range(n):
        for w in WORDS:
            counts[w] += 1
    return counts["the"]


@loop(5000)
def dict_items(n):
    d = {w: i for i, w in enumerate(WORDS)}
    total = 0
    for _ in range(n):
        for key, value in d.items():
            if key != "fox":
                total += value
    return total


@loop(5000)
def dict_keys_values(n):
    d = {w: i for i, w in enumerate(WORDS)}
    total = 0
    for _ in range(n):
        for key in d:
            total += d[key]
        for value in d.values():
            total -= value
    return total


@loop(20000)
def dict_literal(n):
    total = 0
    for i in range(n):
        d = {"a": i, "b": i + 1, "c": i + 2}
        d["d"] = d["a"] + d["b"]
        total += d["d"] + d["c"]
    return total


@loop(3000)
def dict_comprehension(n):
    total = 0
    for _ in range(n):
        d = {w: len(w) for w in WORDS}
        total += len(d)
    return total


@loop(3000)
def dict_tuple_keys(n):
    seen = {}
    for i in range(n):
        for j in range(10):
            key = (i & 31, j)
            if key not in seen:
                seen[key] = i
            else:
                seen[key] += j
    return len(seen), seen[3, 4]


@loop(20000)
def dict_pop_del(n):
    d = {}
    for i in range(n):
        d[i] = i
        d["x"] = i
        if i > 10:
            del d[i - 10]
        d.pop("x")
    return len(d)
