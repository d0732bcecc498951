# opt: -O2
"""The truth of what calls give, tested in loops and in functions without frames: bools, numbers, containers, None, instances."""
import sys


class Stack:
    def __init__(self):
        self.items = []

    def push(self, x):
        self.items.append(x)

    def pop(self):
        return self.items.pop()

    def empty(self):
        return not self.items

    def first(self):
        return self.items[0] if self.items else None


class Truth:
    def __init__(self, n):
        self.n = n

    def __bool__(self):
        return self.n % 3 == 0


class Sized:
    def __len__(self):
        return sys._getframe(1).f_lineno % 2


class Holder:
    def __init__(self, what):
        self.what = what

    def get(self):
        return self.what

    def has(self):
        if self.what:
            return 1
        return 0


def stack(n):
    s, k = Stack(), 0
    for i in range(n):
        s.push(i)
    while not s.empty():
        k += s.pop()
        if s.first():
            k += 1
    return k


def given(n):
    out = set()
    things = [True, False, None, 0, 7, 0.0, 1.5, "", "s", (), (1,), [], [1], {}, {1: 2}, set(), {3}, b"", Truth(3), Truth(4), Sized(), object]
    holders = [Holder(x) for x in things]
    for i in range(n):
        for j, h in enumerate(holders):
            if h.get():
                out.add((j, "yes"))
            else:
                out.add((j, "no"))
            out.add((j, h.has(), not h.get()))
    return sorted(out, key=repr)


def ending(n):
    k = 0
    for i in range(n):
        if Holder([i]).get():
            k += 1
        while Truth(i):
            k += 2
            break
    return k


def main(size):
    print(stack(size))
    print(given(size // 10))
    print(ending(size))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
