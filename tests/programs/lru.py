# bench: 250000
# kind: object
"""Caches: a linked-list LRU, an ordered-dict LRU, functools.lru_cache, a least-frequently-used cache, all compared."""
import sys
from collections import OrderedDict, defaultdict
from functools import cache, lru_cache


class Link:
    __slots__ = "prev", "next", "key", "value"


class LinkedLRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.table = {}
        self.root = root = Link()
        root.prev = root.next = root
        self.hits = self.misses = 0

    def _unlink(self, link):
        link.prev.next, link.next.prev = link.next, link.prev

    def _to_front(self, link):
        root = self.root
        link.prev, link.next = root, root.next
        root.next.prev = link
        root.next = link

    def get(self, key, default=None):
        link = self.table.get(key)
        if link is None:
            self.misses += 1
            return default
        self.hits += 1
        self._unlink(link)
        self._to_front(link)
        return link.value

    def put(self, key, value):
        link = self.table.get(key)
        if link is None:
            if len(self.table) >= self.capacity:
                old = self.root.prev
                self._unlink(old)
                del self.table[old.key]
            link = self.table[key] = Link()
            link.key = key
        else:
            self._unlink(link)
        link.value = value
        self._to_front(link)

    def __iter__(self):
        link = self.root.next
        while link is not self.root:
            yield link.key
            link = link.next


class OrderedLRU(OrderedDict):
    def __init__(self, capacity):
        super().__init__()
        self.capacity = capacity

    def get(self, key, default=None):
        try:
            self.move_to_end(key)
        except KeyError:
            return default
        return self[key]

    def put(self, key, value):
        self[key] = value
        self.move_to_end(key)
        if len(self) > self.capacity:
            self.popitem(last=False)


class LFU:
    def __init__(self, capacity):
        self.capacity, self.values, self.uses = capacity, {}, {}
        self.buckets = defaultdict(OrderedDict)
        self.least = 0

    def _touch(self, key):
        n = self.uses[key]
        del self.buckets[n][key]
        if not self.buckets[n]:
            del self.buckets[n]
            if self.least == n:
                self.least += 1
        self.uses[key] = n + 1
        self.buckets[n + 1][key] = None

    def get(self, key, default=None):
        if key not in self.values:
            return default
        self._touch(key)
        return self.values[key]

    def put(self, key, value):
        if key in self.values:
            self._touch(key)
        else:
            if len(self.values) >= self.capacity:
                old, _ = self.buckets[self.least].popitem(last=False)
                del self.values[old], self.uses[old]
            self.uses[key] = self.least = 1
            self.buckets[1][key] = None
        self.values[key] = value


def main(size):
    caches = LinkedLRU(50), OrderedLRU(50), LFU(50)
    hits = [0, 0, 0]
    x = 7
    for i in range(size):
        x = (x * 48271) % 2147483647
        key = x % 60 if i % 3 else x % 400
        for n, c in enumerate(caches):
            if c.get(key) is None:
                c.put(key, key * 2)
            else:
                hits[n] += 1
    print(hits, caches[0].hits, caches[0].misses)
    print(list(caches[0])[:10], list(reversed(caches[1]))[:10], set(caches[0]) == set(caches[1]))
    print(sorted(caches[2].uses.values())[-5:])

    @lru_cache(maxsize=32)
    def slow(n):
        return n * n

    for i in range(size // 10):
        slow(i * i % 41)
    print(slow.cache_info(), slow.__name__, slow.__wrapped__(3))

    @cache
    def paths(r, c):
        return 1 if r == 0 or c == 0 else paths(r - 1, c) + paths(r, c - 1)

    print(paths(20, 20), paths.cache_info().currsize)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
