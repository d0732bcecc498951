# opt: -O2
"""What is borrowed from an object that ends with the very op: attributes, items and methods of results that nobody keeps. Objects that end because
what ends holds them several times, seen by what looks at the frames then."""
import sys

log = []


class Leaf:
    def __init__(self, v):
        self.v = v

    def give(self):
        return self.v

    def other(self):
        return self


class Branch:
    __slots__ = ("leaf",)

    def __init__(self, leaf):
        self.leaf = leaf


class Items:
    def __init__(self, items):
        self.items = items


def make(v):
    return Branch(Leaf(v))


def of_attributes(v):
    return make(v).leaf.v


def of_methods(v):
    return make(v).leaf.other().give()


def hold(items):
    return Items(items)


def of_items(v):
    return hold(v).items[0]


def set_and_gone(v):
    make(v).leaf.v = v
    return v


def counted(n):
    make(n).leaf.v = n + 1
    return make(n + 1).leaf.v


class Noisy:
    def __init__(self, n):
        self.n = n

    def __del__(self):
        frame = sys._getframe(1)
        log.append((self.n, frame.f_code.co_name, frame.f_lineno, frame.f_back.f_code.co_name))


class Pair:
    def __init__(self, left, right):
        self.left = left
        self.right = right


class Slots:
    __slots__ = ("left", "right")

    def __init__(self, left, right):
        self.left = left
        self.right = right


def pair(n):
    return Pair(Noisy(n), None)


def emptied(n):
    p = pair(n)
    p.right = p.left
    p = None
    return n


def two_locals(n):
    p = pair(n)
    q = p.left
    return n


def two_operands(n):
    p = pair(n)
    q = p.left
    return (p is q) is q


def replaced(x, n):
    x.right = n
    return n


def listed(n):
    return hold([]).items.append(Noisy(n))


def ends():
    keeper = Pair(None, None)
    for i in range(4):
        emptied(i)
        two_locals(100 + i)
        two_operands(200 + i)
        listed(300 + i)
        x = Noisy(400 + i)
        for made in (Pair(x, x), Slots(x, x), (x, x), [x, 1, x], (Pair(x, 1), Pair(2, x))):
            keeper.right = made
            del x, made
            replaced(keeper, 1)
            x = Noisy(500 + i)
    print(*log, sep="\n")


def main():
    seen = []
    for i in range(4000):
        for f in (of_attributes, of_methods, set_and_gone):
            seen.append(f(str(i) + "text"))
            seen.append(f(i + 100000))
            seen.append(f([i]))
        seen.append(of_items(["a" + str(i)]))
        seen.append(of_items((i + 100000,)))
        seen.append(counted(i + 1000))
    print(len(seen), sum(len(str(x)) for x in seen))
    print(seen[:12], seen[-12:])


main()
ends()
