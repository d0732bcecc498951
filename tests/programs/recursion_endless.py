# kind: script
"""Recursion without end, through every kind of call, is a RecursionError; deep recursion works; also in threads."""
import sys
import threading


def plain(n):
    return plain(n + 1)


class A:
    def __repr__(self):
        return repr(self)

    def __getattr__(self, name):
        return getattr(self, name + "x")

    @property
    def p(self):
        return self.p

    def __add__(self, o):
        return self + o

    def __eq__(self, o):
        return self == o

    __hash__ = None

    def __getitem__(self, i):
        return self[i]

    def __call__(self):
        return self()

    def __iter__(self):
        return iter(self)

    def __len__(self):
        return len(self)


def key(x):
    return sorted([x], key=key)


def gen():
    yield from gen()


def comp():
    return [comp() for _ in range(1)]


def handler():
    try:
        handler()
    finally:
        len("")


def kw(**k):
    return kw(**k)


def star(*a):
    return star(*a)


CASES = {
    "plain": lambda: plain(0), "repr": lambda: repr(A()), "getattr": lambda: A().q, "prop": lambda: A().p,
    "add": lambda: A() + 1, "eq": lambda: A() == 1, "item": lambda: A()[0], "call": lambda: A()(),
    "iter": lambda: list(A()), "len": lambda: len(A()), "key": lambda: key(1), "gen": lambda: list(gen()),
    "comp": comp, "handler": handler, "kw": lambda: kw(a=1), "star": lambda: star(1),
}


def run(limit):
    old = sys.getrecursionlimit()
    sys.setrecursionlimit(limit)
    for name, f in CASES.items():
        try:
            f()
            print(name, "returned")
        except RecursionError as e:
            print(name, str(e).split(" while")[0].split(" in ")[0])
    sys.setrecursionlimit(old)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


run(200)
run(1000)
run(3000)
t = threading.Thread(target=run, args=(1500,))
t.start()
t.join()
sys.setrecursionlimit(10**5)
print(depth(50000))
print(len(repr([depth(30000) for _ in range(2)])))


def deep_thread():
    print(depth(20000))


t = threading.Thread(target=deep_thread)
t.start()
t.join()


def infinite():
    return infinite()


try:
    infinite()
except RecursionError as e:
    print(e)
