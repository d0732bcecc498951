# bench: 78000
# kind: object
"""Sorting: five algorithms by hand against sorted(), keys, stability, cmp_to_key, heaps, bisection, odd comparisons."""
import sys
from bisect import bisect_left, insort
from functools import cmp_to_key
from heapq import heapify, heappop, heappush, merge, nlargest, nsmallest


def numbers(n, seed=1):
    x = seed
    out = []
    for _ in range(n):
        x = (x * 16807) % 2147483647
        out.append(x % 10007)
    return out


def quick(items):
    items = items[:]

    def part(lo, hi):
        while lo < hi:
            pivot = items[(lo + hi) // 2]
            i, j = lo, hi
            while i <= j:
                while items[i] < pivot:
                    i += 1
                while items[j] > pivot:
                    j -= 1
                if i <= j:
                    items[i], items[j] = items[j], items[i]
                    i += 1
                    j -= 1
            if j - lo < hi - i:
                part(lo, j)
                lo = i
            else:
                part(i, hi)
                hi = j
    part(0, len(items) - 1)
    return items


def merge_sort(items):
    if len(items) < 2:
        return items[:]
    mid = len(items) // 2
    a, b = merge_sort(items[:mid]), merge_sort(items[mid:])
    out = []
    i = j = 0
    while i < len(a) and j < len(b):
        if b[j] < a[i]:
            out.append(b[j])
            j += 1
        else:
            out.append(a[i])
            i += 1
    return out + a[i:] + b[j:]


def heap_sort(items):
    heap = items[:]
    n = len(heap)

    def sift(start, end):
        root = start
        while (child := 2 * root + 1) < end:
            if child + 1 < end and heap[child] < heap[child + 1]:
                child += 1
            if not heap[root] < heap[child]:
                return
            heap[root], heap[child] = heap[child], heap[root]
            root = child
    for start in range(n // 2 - 1, -1, -1):
        sift(start, n)
    for end in range(n - 1, 0, -1):
        heap[0], heap[end] = heap[end], heap[0]
        sift(0, end)
    return heap


def insertion(items):
    items = list(items)
    for i in range(1, len(items)):
        x = items[i]
        j = i
        while j > 0 and x < items[j - 1]:
            items[j] = items[j - 1]
            j -= 1
        items[j] = x
    return items


def radix(items):
    shift = 0
    while any(x >> shift for x in items):
        buckets = [[] for _ in range(16)]
        for x in items:
            buckets[x >> shift & 15].append(x)
        items = [x for b in buckets for x in b]
        shift += 4
    return items


class Card:
    order = {r: i for i, r in enumerate("23456789TJQKA")}

    def __init__(self, text):
        self.rank, self.suit = text

    def __lt__(self, other):
        Card.compared = True
        return Card.order[self.rank] < Card.order[other.rank]

    def __repr__(self):
        return self.rank + self.suit


def main(size):
    data = numbers(size)
    want = sorted(data)
    for fn in (quick, merge_sort, heap_sort, radix):
        print(fn.__name__, fn(data) == want, fn([]), fn([3, 1, 2]))
    print("insertion", insertion(data[:200]) == sorted(data[:200]))
    people = [("bob", 30), ("ann", 25), ("cid", 30), ("dee", 25)]
    print(sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: (-p[1], p[0])), sorted(people, reverse=True, key=lambda p: p[1]))
    print(sorted(["10", "9", "2", "1"], key=cmp_to_key(lambda a, b: (int(a + b) < int(b + a)) - (int(a + b) > int(b + a)))))
    cards = [Card(t) for t in "TS AH 2C KD 2H AS".split()]
    print(sorted(cards), max(cards), min(cards), cards[0] > cards[2])
    heap = data[:50]
    heapify(heap)
    heappush(heap, -1)
    print([heappop(heap) for _ in range(5)], nlargest(3, data), nsmallest(3, people, key=lambda p: p[1]), list(merge([1, 4], [2, 3], [0])))
    ordered = []
    for x in data[:100]:
        insort(ordered, x)
    print(ordered == sorted(data[:100]), bisect_left(ordered, 5000))
    for bad in ([1, "a"], [None, 1], [1j, 2j]):
        try:
            sorted(bad)
        except TypeError as e:
            print(e)
    try:
        data.sort(key=lambda x: data.append(x) or x)
    except ValueError as e:
        print(e)
    print(sorted([3, True, 2.5, 0]), sorted("hello"), sorted({"b": 1, "a": 2}), [*reversed(sorted([[2], [1, 2], []]))])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 400)
