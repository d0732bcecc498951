# opt: -O2
"""What is borrowed from an object that ends with the very op: attributes, items and methods of results that nobody keeps."""


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
