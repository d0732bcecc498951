# bench: 110000
# kind: object
# opt: -O0 -O2
"""Deques, and classes derived from list, dict, tuple and set, asked for their length, truth, items and members by small methods: inherited, overridden, changed
while the program runs; deques that are full or empty, and what ends when a full one drops it."""
import sys
from collections import Counter, OrderedDict, UserList, defaultdict, deque, namedtuple

Point = namedtuple("Point", "x y")


class Stack(list):
    pass


class Never(list):
    def __bool__(self):
        return False


class Odd(list):
    def __len__(self):
        return 41

    def __getitem__(self, i):
        return i * 100


class Names(dict):
    pass


class Missing(dict):
    def __missing__(self, key):
        return f"no {key}"


class Folded(dict):
    def __contains__(self, key):
        print("asked", key, sys._getframe(1).f_code.co_name)
        return super().__contains__(key.lower())

    def __getitem__(self, key):
        return super().__getitem__(key.lower())

    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)


class Dies:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("gone", self.name, sys._getframe(1).f_code.co_name)


class Queue:
    def __init__(self, most=None):
        self.items, self.done = deque(maxlen=most), 0

    def empty(self):
        return not self.items

    def size(self):
        return len(self.items)

    def put(self, item):
        self.items.append(item)
        self.done += 1

    def put_first(self, item):
        self.items.appendleft(item)

    def get(self):
        if self.empty():
            return None
        return self.items.popleft()

    def get_last(self):
        return self.items.pop()


class Holder:
    def __init__(self, kept):
        self.kept = kept

    def length(self):
        return len(self.kept)

    def truth(self):
        return "full" if self.kept else "empty"

    def item(self, key):
        return self.kept[key]

    def has(self, key):
        return key in self.kept

    def store(self, key, value):
        self.kept[key] = value
        return len(self.kept)

    def add(self, item):
        self.kept.append(item)
        return len(self.kept)

    def take(self):
        return self.kept.pop()


def count(counts, key):
    counts[key] += 1
    return counts[key]


def area(p):
    return p[0] * p[1] + p.x


def attempt(fn, *args):
    try:
        return fn(*args)
    except Exception as e:
        return f"{type(e).__name__}: {e}"


def show():
    for kept in (deque([1, 2]), deque(), Stack([1]), Stack(), Never([1, 2]), Odd([1]), (1, 2), Point(3, 4), {1: 2}, Names(a=1), Names(), Missing(a=1), Folded(a=1),
                 OrderedDict(a=1), defaultdict(int), Counter("aab"), {1}, frozenset((1, 2)), UserList([1]), {}.keys(), {1: 2}.items(), range(3), range(0), b"x", "ab", 5):
        h = Holder(kept)
        keys = "a", "A", 0, -1
        print(type(kept).__name__, attempt(h.length), h.truth(), [attempt(h.item, k) for k in keys], [attempt(h.has, k) for k in keys],
              attempt(h.store, 0, 7), attempt(h.store, "B", 8), attempt(h.add, 9), attempt(h.take), kept)


def ends():
    q = Queue(2)
    for name in "abc":
        q.put(Dies(name))
    q.put_first(Dies("d"))
    print("held", [x.name for x in q.items])
    q.get(), q.get_last()
    print(q.get(), attempt(q.get_last), q.size(), q.empty())


def changed():
    h, names = Holder(Names(a=1)), []
    for i in range(6):
        if i == 2:
            Names.__len__ = lambda self: 17
        if i == 3:
            Names.__contains__ = lambda self, key: "always"
        if i == 4:
            Names.__getitem__ = lambda self, key: key * 2
            Names.__bool__ = lambda self: False
        names.append((h.length(), h.has("b"), h.item("a"), h.truth()))
    del Names.__len__, Names.__contains__, Names.__getitem__, Names.__bool__
    names.append((h.length(), h.has("b"), h.item("a"), h.truth()))
    print(names)


def main(size):
    show()
    ends()
    changed()
    q, names, ordered, counts, p, t = Queue(), Names(a=1), OrderedDict(a=2), defaultdict(int, k=0), Point(2, 3), 0
    holders = Holder(names), Holder(ordered), Holder(Stack([1, 2]))
    for i in range(size):
        q.put(i)
        if i % 3 == 0:
            q.put_first(-i)
        if i % 2:
            t += q.get() + q.size()
        t += count(counts, "k") + area(p)
        for h in holders:
            t += h.length() + (h.truth() == "full")
        t += holders[0].item("a") + holders[1].has("b") + holders[2].item(1) + holders[0].store("a", i)
        t += holders[2].add(i) + holders[2].take()
    print(t, q.done)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
