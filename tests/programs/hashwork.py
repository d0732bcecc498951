# bench: 570000
# kind: string
# bar: 1.2
"""Dict, set and hash work: counting, grouping, inverted indexes, views, merges, a hand-made hash map."""
import sys
from collections import defaultdict


def words(n):
    x = 12345
    out = []
    for _ in range(n):
        x = (x * 1664525 + 1013904223) & 0xFFFFFFFF
        out.append("w" + str(x % 997))
    return out


class HashMap:
    def __init__(self, capacity=8):
        self.slots = [None] * capacity
        self.used = 0

    def _find(self, key, code):
        mask = len(self.slots) - 1
        i = code & mask
        while self.slots[i] is not None and self.slots[i][0] != key:
            i = (i + 1) & mask
        return i

    @staticmethod
    def code(key):
        h = 2166136261
        for ch in key:
            h = (h ^ ord(ch)) * 16777619 & 0xFFFFFFFF
        return h

    def __setitem__(self, key, value):
        if self.used * 3 >= len(self.slots) * 2:
            old = [s for s in self.slots if s is not None]
            self.slots = [None] * (len(self.slots) * 2)
            for k, v in old:
                self.slots[self._find(k, self.code(k))] = (k, v)
        i = self._find(key, self.code(key))
        if self.slots[i] is None:
            self.used += 1
        self.slots[i] = (key, value)

    def __getitem__(self, key):
        slot = self.slots[self._find(key, self.code(key))]
        if slot is None:
            raise KeyError(key)
        return slot[1]

    def __contains__(self, key):
        return self.slots[self._find(key, self.code(key))] is not None

    def __len__(self):
        return self.used


def main(size):
    text = words(size)
    counts = {}
    for w in text:
        counts[w] = counts.get(w, 0) + 1
    top = sorted(counts.items(), key=lambda kv: (-kv[1], kv[0]))[:5]
    print(len(counts), top)
    index = defaultdict(list)
    for i, w in enumerate(text):
        index[w].append(i)
    print(max(len(v) for v in index.values()), index[top[0][0]][:5])
    by_digit = {}
    for w in counts:
        by_digit.setdefault(w[-1], set()).add(w)
    print({k: len(by_digit[k]) for k in sorted(by_digit)})
    a, b = by_digit["1"], {w for w in counts if len(w) == 3}
    print(len(a & b), len(a | b), len(a - b), len(a ^ b), a.isdisjoint(by_digit["2"]))
    mine = HashMap()
    for w in text[: size // 8]:
        mine[w] = mine[w] + 1 if w in mine else 1
    print(len(mine), mine[text[0]])
    try:
        mine["absent"]
    except KeyError as e:
        print("KeyError", e)
    merged = {**counts, "extra": 1} | {"more": 2}
    merged |= {"extra": 3}
    removed = [merged.pop(k) for k in ("extra", "more")]
    print(removed, merged == counts, list(merged)[:3], merged.keys() == counts.keys())
    inverse = {v: k for k, v in sorted(counts.items())}
    print(len(inverse), (1, "a") in {(1, "a"): 0}, {1: "int", 1.0: "float", True: "bool"})
    grid = {(x, y): x * y for x in range(30) for y in range(30)}
    print(sum(grid[x, y] for x, y in grid if (y, x) in grid and x < y))
    try:
        for k in counts:
            del counts[k]
    except RuntimeError as e:
        print(e, len(counts))
    try:
        {[]: 1}
    except TypeError as e:
        print(e)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
