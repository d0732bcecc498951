# bench: 37000
# kind: object
"""collections, itertools and functools in use: chain maps, deques, counters, user containers, recipes, reduce, partial orders."""
import operator
import sys
from collections import ChainMap, Counter, UserDict, UserList, defaultdict, deque
from collections.abc import Mapping, MutableSequence, Sequence, Set
from functools import partial, reduce
from itertools import accumulate, chain, combinations, compress, count, cycle, dropwhile, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest


class Frozen(Mapping):
    def __init__(self, **kw):
        self._d = kw

    def __getitem__(self, key):
        return self._d[key]

    def __iter__(self):
        return iter(sorted(self._d))

    def __len__(self):
        return len(self._d)


class Span(Sequence):
    def __init__(self, lo, hi):
        self.lo, self.hi = lo, hi

    def __len__(self):
        return self.hi - self.lo

    def __getitem__(self, i):
        if isinstance(i, slice):
            return [self[j] for j in range(*i.indices(len(self)))]
        if not -len(self) <= i < len(self):
            raise IndexError(i)
        return self.lo + i % len(self)


class Bits(Set):
    def __init__(self, items=()):
        self.mask = 0
        for i in items:
            self.mask |= 1 << i

    def __contains__(self, i):
        return isinstance(i, int) and self.mask >> i & 1 == 1

    def __iter__(self):
        i, m = 0, self.mask
        while m:
            if m & 1:
                yield i
            m, i = m >> 1, i + 1

    def __len__(self):
        return self.mask.bit_count()


class Gap(MutableSequence):
    """A gap buffer: two lists that meet at the cursor."""

    def __init__(self, items=()):
        self.left, self.right = list(items), []

    def _move(self, i):
        while len(self.left) > i:
            self.right.append(self.left.pop())
        while len(self.left) < i and self.right:
            self.left.append(self.right.pop())

    def __len__(self):
        return len(self.left) + len(self.right)

    def __getitem__(self, i):
        i = range(len(self))[i]
        return self.left[i] if i < len(self.left) else self.right[len(self) - 1 - i]

    def __setitem__(self, i, v):
        self._move(range(len(self))[i] + 1)
        self.left[-1] = v

    def __delitem__(self, i):
        self._move(range(len(self))[i] + 1)
        self.left.pop()

    def insert(self, i, v):
        self._move(min(i, len(self)))
        self.left.append(v)


class Lower(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)

    def __missing__(self, key):
        return f"no {key}"


def batches(it, n):
    it = iter(it)
    while batch := tuple(islice(it, n)):
        yield batch


def main(size):
    f, s, b = Frozen(z=1, a=2), Span(3, 9), Bits([1, 5, 9])
    print(dict(f), f.get("q", 0), "a" in f, f == {"a": 2, "z": 1}, list(f.items()))
    print(list(s), s[-1], s[1:4], s.index(5), 8 in s, list(reversed(s)), s.count(4))
    print(list(b | {2}), sorted(b & Bits([5, 6])), list(b - {1}), b <= Bits(range(10)), b.isdisjoint([0]), list(b ^ Bits([1, 2])))
    g = Gap("hello")
    g.insert(2, "X")
    g.append("!")
    g[0] = "J"
    del g[-2]
    g.reverse()
    g += "ok"
    print("".join(g), g.pop(), len(g), g.index("J"))
    low = Lower(A=1, b=2)
    low.update({"C": 3})
    print(low, low["zz"], "c" in low, UserList([3, 1])[::-1], ChainMap({"a": 1}, {"a": 2, "b": 3})["b"])
    d = deque(range(5), maxlen=4)
    d.appendleft(9)
    d.rotate(2)
    print(d, d[1], Counter("mississippi").most_common(2), Counter(a=3) - Counter(a=1, b=2), +Counter(x=-1, y=1))
    print(list(combinations("abc", 2)), list(product([0, 1], repeat=2)), list(pairwise("abcd")), list(accumulate([3, 1, 2], max)), [(k, len(list(v))) for k, v in groupby("aabbbc")])
    print(list(zip_longest("ab", [1], fillvalue="-")), list(compress("abcd", [1, 0, 1])), list(takewhile(lambda x: x < 3, count())), list(dropwhile(str.isalpha, "ab1c")), list(islice(cycle("xy"), 5)), list(starmap(pow, [(2, 3), (3, 2)])))
    print(reduce(lambda a, c: a * 10 + c, [1, 2, 3]), reduce(operator.or_, [{1: 2}, {3: 4}]), list(batches(range(7), 3)), partial(int, base=2)("101"), operator.attrgetter("lo", "hi")(s), operator.methodcaller("upper")("x"))
    for bad in (lambda: f["no"], lambda: s[10], lambda: Frozen.__setitem__, lambda: deque([]).pop(), lambda: reduce(operator.add, []), lambda: Sequence()):
        try:
            print(bad())
        except (LookupError, TypeError, AttributeError) as e:
            print(type(e).__name__, e)
    total, seen = 0, defaultdict(set)
    buffer = Gap()
    for i in range(size):
        buffer.insert(i * 7 % (len(buffer) + 1), i)
        if len(buffer) > 40:
            del buffer[i % 40]
        seen[i % 13].add(buffer[i % len(buffer)] & 63)
        total += len(Bits(seen[i % 13])) + s[i % 6] + (i in s)
    a, c = tee(buffer)
    print(total, sum(x * y for x, y in zip(a, islice(c, 1, None))), sum(chain(range(5), repeat(2, 3))), sum(1 for _ in permutations(range(5))))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 150)
